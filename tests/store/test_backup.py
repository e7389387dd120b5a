"""A store in one file and back, between both kinds of database; damaged and later files are refused."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from prioritise.errors import DataFault
from prioritise.store import Role, Store, audit, cases, members, open_store, panels, register, scenarios, scoring
from prioritise.store.backup import back_up, restore
from prioritise.store.people import HERE
from prioritise.store.place import engine_of
from prioritise.store.upgrade import bring_up
from tests.store.conftest import KINDS
from tests.store.test_kept import LIGHT
from tests.store.test_migrations import contents, filled


@pytest.fixture
def busy(here: Store, case_id: int) -> Store:
    """A store with something of everything."""
    sam = members.add(here, HERE, "Sam", "sam@example.org", Role.SCORER)
    scenarios.keep(here, HERE, case_id, LIGHT)
    panel = panels.open_panel(here, HERE, case_id, "Panel", [sam.id], (("B1",), ("need",)))
    from prioritise.store import Who

    scoring.score(here, Who(sam.id), panel, panels.Scored("B1", "need", 3.5))
    register.withdraw(here, HERE, case_id, "B2", 1, "Why")
    return here


@pytest.mark.parametrize("to", KINDS)
def test_everything_comes_back_on_either_kind(
    busy: Store, case_id: int, new_url: Callable[[str], URL], tmp_path: Path, to: str
) -> None:
    counts = back_up(busy, tmp_path / "store.zip")
    assert counts["people"] == 2 and counts["panel_scores"] == 1 and counts["bids"] == 2
    place = new_url(to)
    assert restore(engine_of(place), tmp_path / "store.zip") == counts
    again = open_store(place)
    assert cases.open_case(again, HERE, case_id).digest == cases.open_case(busy, HERE, case_id).digest
    assert audit.entries(again, HERE, case_id) == audit.entries(busy, HERE, case_id)
    assert scenarios.listing(again, HERE, case_id) == scenarios.listing(busy, HERE, case_id)
    # and it can be written: numbers go on where they were
    members.add(again, HERE, "Sue", "sue@example.org", Role.SCORER)
    assert cases.take_in(again, HERE, cases.open_case(again, HERE, case_id), "Next") == case_id + 1
    again.engine.dispose()


def test_a_backup_of_an_earlier_version_is_brought_up(
    empty: URL, new_url: Callable[[str], URL], tmp_path: Path
) -> None:
    engine = engine_of(empty)
    bring_up(engine, "0001")
    before = filled(engine)
    with pytest.raises(DataFault, match="bring it up first"):
        back_up(Store(engine), tmp_path / "store.zip")
    bring_up(engine)
    back_up(Store(engine), tmp_path / "store.zip")
    place = engine_of(new_url("sqlite"))
    restore(place, tmp_path / "store.zip")
    assert {n: len(r) for n, r in contents(place, set(before)).items()} == {n: len(r) for n, r in before.items()}


def test_a_backup_is_not_put_over_what_is_there_nor_written_over(busy: Store, tmp_path: Path) -> None:
    back_up(busy, tmp_path / "store.zip")
    with pytest.raises(DataFault, match="there already"):
        back_up(busy, tmp_path / "store.zip")
    with pytest.raises(DataFault, match="holds something already"):
        restore(busy.engine, tmp_path / "store.zip")


def test_a_damaged_or_changed_backup_is_refused(busy: Store, new_url: Callable[[str], URL], tmp_path: Path) -> None:
    good = tmp_path / "store.zip"
    back_up(busy, good)
    with zipfile.ZipFile(good) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    for change in ({"people.jsonl": parts["people.jsonl"].replace(b"scorer", b"adviser")}, {"people.jsonl": b""}):
        bad = tmp_path / "bad.zip"
        with zipfile.ZipFile(bad, "w") as archive:
            for name, content in {**parts, **change}.items():
                archive.writestr(name, content)
        with pytest.raises(DataFault, match="not as it was written"):
            restore(engine_of(new_url("sqlite")), bad)
    (tmp_path / "cut.zip").write_bytes(good.read_bytes()[:200])
    for name in ("cut.zip", "none.zip"):
        with pytest.raises(DataFault):
            restore(engine_of(new_url("sqlite")), tmp_path / name)

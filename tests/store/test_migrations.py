"""The tables come up from nothing and from every earlier version with all that is in them, and are what is declared."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import URL

from prioritise.errors import DataFault
from prioritise.store import tables_of_work, upgrade
from prioritise.store.place import WRITES, engine_of
from prioritise.store.tables import APPEND_ONLY, METADATA, PEOPLE
from prioritise.store.upgrade import bring_up, newest, version_of
from prioritise.store.work import open_store

VERSIONS = [s.revision for s in reversed(list(ScriptDirectory.from_config(upgrade._config()).walk_revisions()))]
MOMENT = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


def filled(engine: sa.Engine) -> dict[str, list[tuple[object, ...]]]:
    """Put one row in every table there is, and return them all by table."""
    there = sa.MetaData()
    with engine.connect().execution_options(**{WRITES: True}) as db, db.begin():
        there.reflect(db)
        for table in METADATA.sorted_tables:
            if table.name in there.tables:
                real = there.tables[table.name]
                known = [c for c in table.columns if c.name in real.c]
                typed = sa.table(table.name, *(sa.column(c.name, c.type) for c in known))
                db.execute(sa.insert(typed).values({c.name: _some(c) for c in known}))
    return contents(engine, set(there.tables))


SOME = (
    (sa.Text, "text ü"), (sa.LargeBinary, b"\x00\xff"), (sa.Boolean, True), (sa.JSON, ["a", {"b": 1}]),
    (sa.Date, MOMENT.date()), (sa.Integer, 7), (sa.Double, 7.5),
)  # fmt: skip
"""A value of each type; of any other, a moment."""


def _some(column: sa.Column) -> object:
    if column.name == "id" or column.foreign_keys:
        return 1
    return next((value for kind, value in SOME if isinstance(column.type, kind)), MOMENT)


def contents(engine: sa.Engine, names: set[str]) -> dict[str, list[tuple[object, ...]]]:
    there = sa.MetaData()
    with engine.connect() as db, db.begin():
        there.reflect(db)
        return {
            n: [tuple(r) for r in db.execute(sa.select(t))]
            for n, t in there.tables.items()
            if n in names and n != "alembic_version"
        }


def test_an_empty_place_comes_up_to_what_is_declared(empty: URL) -> None:
    engine = engine_of(empty)
    assert version_of(engine) is None
    bring_up(engine)
    assert version_of(engine) == newest() == VERSIONS[-1]
    with engine.connect() as db:
        context = MigrationContext.configure(db, opts={"compare_type": True})
        assert compare_metadata(context, tables_of_work.SNAPSHOTS.metadata) == []
    bring_up(engine)


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_a_filled_store_of_an_earlier_version_comes_up_with_every_row(empty: URL, version: str) -> None:
    engine = engine_of(empty)
    bring_up(engine, version)
    before = filled(engine)
    assert all(before.values())
    bring_up(engine)
    after = contents(engine, set(before))
    assert {n: len(rows) for n, rows in after.items()} == {n: len(rows) for n, rows in before.items()}
    for name, rows in before.items():
        assert {cell for cell in map(repr, rows[0])} <= {cell for cell in map(repr, after[name][0])}


def test_a_store_of_a_later_version_is_refused(empty: URL) -> None:
    engine = engine_of(empty)
    bring_up(engine)
    with engine.connect().execution_options(**{WRITES: True}) as db, db.begin():
        db.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DataFault, match="later version"):
        open_store(empty)


def test_a_step_that_fails_leaves_the_store_as_it_was(empty: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_of(empty)
    bring_up(engine, VERSIONS[0])
    before = filled(engine)

    def fails(_table: str) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr("prioritise.store.migrations.append_only.append_only", fails)
    with pytest.raises(RuntimeError, match="no room"):
        bring_up(engine)
    assert version_of(engine) == VERSIONS[0] and contents(engine, set(before)) == before
    monkeypatch.undo()
    bring_up(engine)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["UPDATE {t} SET id = id", "DELETE FROM {t}"])
def test_what_is_kept_for_good_the_database_itself_refuses_to_change(empty: URL, table: str, verb: str) -> None:
    engine = engine_of(empty)
    bring_up(engine)
    before = filled(engine)[table]
    with pytest.raises(sa.exc.DBAPIError, match="kept for good"), engine.connect() as db, db.begin():
        db.execute(sa.text(verb.format(t=table)))
    assert contents(engine, {table})[table] == before


def test_a_store_that_cannot_be_reached_is_said_without_its_password(tmp_path: Path) -> None:
    url = URL.create("postgresql+psycopg", "forum", "hunter2", "127.0.0.1", 1, "prioritise")
    with pytest.raises(DataFault, match="cannot be opened") as said:
        open_store(url)
    assert "hunter2" not in str(said.value)


def test_two_that_open_a_new_store_at_once_both_come_in(new_url: Callable[[str], URL]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    for kind in ("sqlite", "postgresql"):
        place = new_url(kind)
        with ThreadPoolExecutor(4) as pool:
            opened = list(pool.map(lambda _: open_store(place), range(4)))  # noqa: B023
        with opened[0].snapshot() as db:
            assert db.execute(sa.select(sa.func.count()).select_from(PEOPLE)).scalar() == 1
        opened[0].engine.dispose()

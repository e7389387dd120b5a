"""A store in one file, and back: every row of every table, from either kind of database into either.

The file is a zip with one part a table, a row a line (JSON), and a cover that says which version of the tables it is of
and has the SHA-256 of every part. It holds everything, what is confidential too.
"""

import base64
import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from prioritise.case.archive import UNREADABLE_ZIP
from prioritise.errors import DataFault
from prioritise.store import tables_of_work
from prioritise.store.place import WRITES
from prioritise.store.tables import PEOPLE, Moment
from prioritise.store.upgrade import bring_up, newest, version_of
from prioritise.store.work import Store

COVER = "store.json"
FORMAT = 1
BATCH = 2_000
"""Rows put back at a time."""
TABLES = tables_of_work.SNAPSHOTS.metadata.sorted_tables


def back_up(store: Store, file: Path) -> dict[str, int]:
    """Write the whole store to a file that is not there yet, and return table -> rows. All of one moment.

    Raises:
        DataFault: the file is there already, or cannot be written, or the store is of an earlier version.
    """
    if version_of(store.engine) != newest():
        raise DataFault("The store is of an earlier version of Prioritise: bring it up first (`migrate`)")
    parts: dict[str, bytes] = {}
    counts: dict[str, int] = {}
    with store.snapshot() as db:
        for table in TABLES:
            lines = [_line(table, row) for row in db.execute(sa.select(table).order_by(table.c.id))]
            parts[f"{table.name}.jsonl"], counts[table.name] = "".join(lines).encode(), len(lines)
    seals = {name: hashlib.sha256(content).hexdigest() for name, content in parts.items()}
    cover = {"format": FORMAT, "tables": version_of(store.engine), "at": store.now().isoformat(), "parts": seals}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(COVER, json.dumps(cover, indent=2))
        for name, content in parts.items():
            archive.writestr(name, content)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as target:
            file.chmod(0o600)  # it holds what is confidential
            target.write(out.getvalue())
    except FileExistsError as fault:
        raise DataFault(f"{file} is there already, and a backup is never written over") from fault
    except OSError as fault:
        raise DataFault(f"{file} cannot be written ({fault.strerror})") from fault
    return counts


def _line(table: sa.Table, row: Any) -> str:
    cells = {c.name: _plain(row._mapping[c.name]) for c in table.columns}
    return json.dumps(cells, ensure_ascii=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value


def restore(engine: sa.Engine, file: Path) -> dict[str, int]:
    """Put a backup back into a store that holds nothing yet, and return table -> rows.

    A backup of an earlier version's tables is put into those and brought up from there.

    Raises:
        DataFault: the file is no backup, is damaged or of a later version, or the store holds something already.
    """
    cover, parts = _read(file)
    if version_of(engine) is not None and not _is_empty(engine):
        raise DataFault("The store holds something already: a backup is put back into an empty one only")
    if version_of(engine) is None:
        bring_up(engine, str(cover["tables"]))
    elif version_of(engine) != cover["tables"]:
        raise DataFault(f"The empty store is of another version than the backup ({cover['tables']}): take a new place")
    counts: dict[str, int] = {}
    there = sa.MetaData()
    with engine.connect().execution_options(**{WRITES: True}) as db, db.begin():
        there.reflect(db)
        db.execute(sa.delete(there.tables[PEOPLE.name]))
        for table in (t for t in TABLES if t.name in there.tables):
            counts[table.name] = _put_back(db, there.tables[table.name], table, parts.get(f"{table.name}.jsonl", b""))
    bring_up(engine)
    return counts


def _put_back(db: sa.Connection, there: sa.Table, table: sa.Table, content: bytes) -> int:
    rows = [{c: _typed(table, c, v) for c, v in json.loads(line).items()} for line in _lines(content)]
    typed = sa.table(table.name, *(sa.column(c.name, table.c[c.name].type) for c in there.columns if c.name in table.c))
    for start in range(0, len(rows), BATCH):
        db.execute(sa.insert(typed), rows[start : start + BATCH])
    if rows and db.engine.dialect.name == "postgresql":
        last = max(int(r["id"]) for r in rows)
        db.execute(sa.text("SELECT setval(pg_get_serial_sequence(:t, 'id'), :n)"), {"t": table.name, "n": last})
    return len(rows)


def _lines(content: bytes) -> Iterator[str]:
    return (line for line in content.decode().split("\n") if line)


def _typed(table: sa.Table, column: str, value: Any) -> Any:
    if value is None or column not in table.c:
        return value
    kind = table.c[column].type
    if isinstance(kind, sa.LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, Moment):
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if isinstance(kind, sa.Date) else value


def _read(file: Path) -> tuple[Mapping[str, Any], dict[str, bytes]]:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        cover = json.loads(parts.pop(COVER))
    except FileNotFoundError as fault:
        raise DataFault(f"{file}: there is no such file") from fault
    except (*UNREADABLE_ZIP, KeyError, json.JSONDecodeError) as fault:
        raise DataFault(f"{file} is no backup of a store, or is damaged") from fault
    if cover.get("format") != FORMAT or str(cover.get("tables")) > newest():
        raise DataFault(f"{file} was written by a later version of Prioritise: bring the app up to date")
    if any(hashlib.sha256(parts.get(n, b"")).hexdigest() != seal for n, seal in cover["parts"].items()):
        raise DataFault(f"{file} is not as it was written: a part of it was changed or is missing")
    return cover, parts


def _is_empty(engine: sa.Engine) -> bool:
    """Whether a store holds nothing but the person that stands for this computer."""
    there = sa.MetaData()
    with engine.connect() as db, db.begin():
        there.reflect(db)
        count = {n: db.execute(sa.select(sa.func.count()).select_from(t)).scalar() for n, t in there.tables.items()}
    return not any(n for name, n in count.items() if name not in (PEOPLE.name, "alembic_version")) and (
        (count.get(PEOPLE.name) or 0) <= 1
    )

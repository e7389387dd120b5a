"""Where the store is, and how it is opened: a file on this machine with no set-up, or a PostgreSQL by its address."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from prioritise.errors import DataFault

URL_VARIABLE = "PRIORITISE_DATABASE_URL"
FILE = "prioritise.sqlite3"
BUSY_SECONDS = 30
"""How long a writer waits for another on SQLite before it gives up."""
POOL = 5
"""Connections to PostgreSQL kept open by one process; twice as many at most."""
WRITES = "prioritise_writes"
"""Execution option of a connection that will write."""


def store_url() -> URL:
    """Where the store is: what PRIORITISE_DATABASE_URL says, else a file in this user's data folder.

    Raises:
        DataFault: the address cannot be understood, or names a database that is not known.
    """
    said = os.environ.get(URL_VARIABLE, "")
    if not said:
        home = Path(os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".local/share")
        return URL.create("sqlite", database=str(home / "prioritise" / FILE))
    try:
        url = make_url(said)
    except ArgumentError as fault:
        raise DataFault(f"{URL_VARIABLE} cannot be understood as the address of a database") from fault
    kind = url.get_backend_name()
    if kind == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise DataFault(f"{URL_VARIABLE} names {kind}; the store is kept in sqlite or postgresql")
    return url


def is_there(url: URL) -> bool:
    """Whether a store may be there already: a PostgreSQL is always asked, a file only where it exists."""
    return url.get_backend_name() != "sqlite" or bool(url.database) and Path(str(url.database)).is_file()


@cache
def engine_of(url: URL) -> Engine:
    """The engine of this process for a store; made once."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=POOL, max_overflow=POOL, pool_pre_ping=True)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "isolation_level": None})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _record: Any) -> None:
    """Readers never wait for a writer; what a commit has acknowledged is on the disk."""
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """A writer takes its turn when it begins, so that two never wait for each other half-way."""
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

"""Bringing a store up to this version's tables, and telling which it has."""

from functools import cache
from pathlib import Path
from threading import Lock

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from prioritise.errors import DataFault
from prioritise.store.place import WRITES

_FOLDER = Path(__file__).with_name("migrations")
_TURN = Lock()


@cache
def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config


@cache
def newest() -> str:
    """The version of the tables that this version of the app has."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def version_of(engine: sa.Engine) -> str | None:
    """The version of a store's tables; None for an empty one.

    Raises:
        DataFault: it cannot be reached.
    """
    try:
        with engine.connect() as db:
            return MigrationContext.configure(db).get_current_revision()
    except sa.exc.OperationalError as fault:
        where = engine.url.render_as_string(hide_password=True)
        raise DataFault(f"The store at {where} cannot be opened: {fault.orig}") from fault


def bring_up(engine: sa.Engine, to: str = "head") -> None:
    """Bring a store up to a version of the tables, all of the way or not at all; nothing in it is lost.

    Raises:
        DataFault: it cannot be reached, or its tables are of a later version than this app knows.
    """
    here = version_of(engine)
    if here == newest() and to == "head":
        return
    known = {s.revision for s in ScriptDirectory.from_config(_config()).walk_revisions()}
    if here is not None and here not in known:
        raise DataFault(
            f"The store was written by a later version of Prioritise (tables {here}; this one knows {newest()}): "
            "bring the app up to date"
        )
    with _TURN, engine.connect().execution_options(**{WRITES: True}) as db, db.begin():
        if engine.dialect.name == "postgresql":
            db.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = _config_with(db)
        command.upgrade(config, to)


_LOCK = 5_072_033
"""Number by which two processes that bring up one PostgreSQL at the same time take turns."""


def _config_with(db: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = db
    return config

"""One door to the store: a transaction that knows who is at work, what they may do, and what they did."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL

from prioritise.errors import DataFault
from prioritise.store.people import LOCAL_NAME, Action, Person, Role, Who, allowed, find
from prioritise.store.place import WRITES, engine_of, store_url
from prioritise.store.tables import AUDIT, PEOPLE
from prioritise.store.upgrade import bring_up


def utc_now() -> dt.datetime:
    """The moment it is, in UTC."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Work:
    """One transaction.

    Attributes:
        db: the connection. person: who is at work, as the store knows them now. at: when it began (UTC).
    """

    db: sa.Connection
    person: Person
    at: dt.datetime

    def note(
        self, case_id: int | None, thing: tuple[str, str], action: str, both: tuple[Any, Any] = (None, None),
        why: str = "",
    ) -> None:  # fmt: skip
        """Keep what was done, for good.

        Args:
            case_id: the case; None where it is about no case.
            thing: what it is, and which of them: ("bid", "B01").
            action: what was done: "saved".
            both: as it was before, and after (anything JSON can hold).
            why: the reason given.
        """
        before, after = both
        self.db.execute(
            sa.insert(AUDIT).values(
                at=self.at, person_id=self.person.id, person=self.person.name, case_id=case_id, what=thing[0],
                which=thing[1], action=action, before=before, after=after, why=why.strip(),
            )
        )  # fmt: skip


@dataclass(frozen=True)
class Store:
    """A store that is open.

    Attributes:
        engine: this process's connections to it.
        sign_in: people sign in; without it whoever is at this computer may do everything.
        now: tells the time.
    """

    engine: sa.Engine
    sign_in: bool = False
    now: Callable[[], dt.datetime] = utc_now

    @contextmanager
    def reading(self, who: Who, action: Action = Action.READ) -> Iterator[Work]:
        """A transaction that only reads; everything in it is of one moment.

        Raises:
            NotAllowed: they may not.
        """
        with self.snapshot() as db:
            yield Work(db, allowed(db, who, action, sign_in=self.sign_in), self.now())

    @contextmanager
    def writing(self, who: Who, action: Action) -> Iterator[Work]:
        """A transaction that writes: all of it is taken, or, where anything is raised, none of it.

        Raises:
            NotAllowed: they may not.
            DataFault: the database could not be written.
        """
        try:
            with self._connection(writes=True) as db, db.begin():
                yield Work(db, allowed(db, who, action, sign_in=self.sign_in), self.now())
        except sa.exc.IntegrityError as fault:
            raise DataFault(
                "The same thing was saved by somebody else at the same moment, so nothing of yours was saved. Open it "
                "again"
            ) from fault
        except sa.exc.OperationalError as fault:
            if _is_ours(fault):
                raise
            why = _AT_ONCE if getattr(fault.orig, "sqlstate", None) in _CLASHED else str(fault.orig)
            raise DataFault(f"The store could not be written, and nothing was saved: {why}. Try again") from fault

    @contextmanager
    def snapshot(self) -> Iterator[sa.Connection]:
        """The whole store as it is at one moment, for whoever keeps the store itself."""
        try:
            with self._connection(writes=False) as db, db.begin():
                yield db
        except (sa.exc.OperationalError, sa.exc.TimeoutError) as fault:
            if _is_ours(fault):
                raise
            raise DataFault("The store cannot be reached just now. Try again in a moment") from fault

    def person(self, who: Who) -> Person:
        """Who it is.

        Raises:
            NotAllowed: the store does not know them.
        """
        with self.snapshot() as db:
            return find(db, who, sign_in=self.sign_in)

    @contextmanager
    def _connection(self, *, writes: bool) -> Iterator[sa.Connection]:
        with self.engine.connect() as db:
            if self.engine.dialect.name == "sqlite":
                yield db.execution_options(**{WRITES: writes})
            elif writes:
                yield db
            else:
                yield db.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


_AT_ONCE = "somebody else was saving the same things at the same moment"
_CLASHED = ("40P01", "40001")
"""What PostgreSQL answers to one of two that wait for each other, or that cannot both be right."""


def _is_ours(fault: Exception) -> bool:
    """Whether the tables are not what this version made them: that is ours to mend."""
    return any(ours in str(fault) for ours in ("no such", "has no column"))


def open_store(url: URL | None = None, *, sign_in: bool = False) -> Store:
    """The store, brought up to this version's tables where it is of an earlier one.

    Args:
        url: where it is; None: where `store_url` says.
        sign_in: people sign in.

    Raises:
        DataFault: it cannot be reached, or is of a later version.
    """
    engine = engine_of(url or store_url())
    bring_up(engine)
    _know_this_computer(engine)
    return Store(engine, sign_in)


def _know_this_computer(engine: sa.Engine) -> None:
    """See that whoever is at this computer is known; what the store does of itself is kept under that name too."""
    with engine.connect() as db, db.begin():
        if db.execute(sa.select(PEOPLE.c.id).where(PEOPLE.c.at_this_computer)).first():
            return
    row = {"name": LOCAL_NAME, "role": Role.ADMINISTRATOR.value, "active": True, "at_this_computer": True}
    try:
        with engine.connect().execution_options(**{WRITES: True}) as db, db.begin():
            db.execute(sa.insert(PEOPLE).values(**row, created=utc_now()))
    except sa.exc.IntegrityError:  # another process was quicker
        return


def as_json(value: Any) -> Any:
    """A value as JSON holds it (days and moments as text), to be kept in the record."""
    return json.loads(json.dumps(value, default=str, ensure_ascii=False))

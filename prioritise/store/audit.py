"""Who did what, when, and why: read back, without what must stay hidden for the time being."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from prioritise.store.aside import interests_of
from prioritise.store.panels import State
from prioritise.store.people import Action, Person, Who
from prioritise.store.scoring import SCORE
from prioritise.store.tables import AUDIT
from prioritise.store.tables_of_work import PANELS
from prioritise.store.work import Store

REPLACED = "scores"
"""What the scores that a panel has replaced are called in the record: they may be of any bid."""
HIDDEN = "hidden until the panel is closed"
ASIDE = "hidden: you have declared an interest in this bid"


MOST = 500
"""Entries that are read at most, the newest."""


@dataclass(frozen=True)
class Entry:
    """One thing that was done.

    Attributes:
        id: its number; entries are never changed. at: when (UTC). person: who. what, which: what it was done to.
        action: what was done. before, after: as JSON; None where there was none. why: the reason given.
    """

    id: int
    at: dt.datetime
    person: str
    what: str
    which: str
    action: str
    before: Any
    after: Any
    why: str


def entries(
    store: Store, who: Who, case_id: int | None = None, most: int = MOST, thing: tuple[str, str] | None = None
) -> tuple[Entry, ...]:
    """The record of a case, or of the people (None), the newest first; of one thing in it alone, where that is named.

    What others scored in a panel that is open is not told, nor ever how a bid was scored that who asks has an interest
    in.

    Raises:
        NotAllowed: they may not read it.
    """
    with store.reading(who, Action.READ_AUDIT) as work:
        here = AUDIT.c.case_id.is_(None) if case_id is None else AUDIT.c.case_id == case_id
        only = () if thing is None else (AUDIT.c.what == thing[0], AUDIT.c.which == thing[1])
        rows = work.db.execute(sa.select(AUDIT).where(here, *only).order_by(AUDIT.c.id.desc()).limit(most)).all()
        if case_id is None:
            return tuple(_entry(r, "") for r in rows)
        since = _open_since(work.db, case_id)
        out = interests_of(work.db, case_id, work.person.name)
        return tuple(_entry(r, _hides(r, work.person, since, out)) for r in rows)


def _open_since(db: sa.Connection, case_id: int) -> dt.datetime | None:
    asked = sa.select(PANELS.c.opened).where(PANELS.c.case_id == case_id, PANELS.c.state == State.OPEN.value)
    return db.execute(asked.order_by(PANELS.c.opened).limit(1)).scalar()


def _hides(row: Any, person: Person, since: dt.datetime | None, out: dict[str, str]) -> str:
    """Why an entry's figures are not told; "" where they are."""
    if row.what == REPLACED and out:
        return ASIDE
    if row.what != SCORE or row.person_id == person.id:
        return ""
    if any(row.which.startswith(f"{bid_id} ") for bid_id in out):
        return ASIDE
    return HIDDEN if since is not None and row.at >= since else ""


def _entry(row: Any, hidden: str) -> Entry:
    before, after = (hidden, hidden) if hidden else (row.before, row.after)
    return Entry(row.id, row.at, row.person, row.what, row.which, row.action, before, after, row.why)

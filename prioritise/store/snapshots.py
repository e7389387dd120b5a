"""Frozen lists and runs in the store: kept once, and never changed or taken out, whoever asks."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from prioritise.errors import DataFault
from prioritise.record.course import Ran, for_all
from prioritise.record.frozen import read_frozen
from prioritise.store.cases import title_of
from prioritise.store.locks import hold_case
from prioritise.store.people import Action, Who
from prioritise.store.tables import PEOPLE
from prioritise.store.tables_of_work import RUNS, SNAPSHOTS
from prioritise.store.work import Store


@dataclass(frozen=True)
class Snapshot:
    """A frozen list that is kept.

    Attributes:
        id, case_id: which, of which case. title, day, note: as its cover says. by, at: who kept it, and when (UTC).
        status, value: what the list came to. fingerprint: tells this file from any other.
    """

    id: int
    case_id: int
    title: str
    day: dt.date
    note: str
    by: str
    at: dt.datetime
    status: str
    value: float | None
    fingerprint: str


_SHOWN = [c for c in SNAPSHOTS.c if c.name != "content"]


def keep(store: Store, who: Who, case_id: int, content: bytes) -> Snapshot:
    """Keep a frozen list for good.

    Args:
        store: the store.
        who: who asks.
        case_id: the case it is of.
        content: the file that `record.frozen.freeze` made.

    Raises:
        NotAllowed: they may not.
        DataFault: the file was touched, or is kept already.
    """
    then = read_frozen("the frozen list", content)
    cover = then.cover
    with store.writing(who, Action.FREEZE) as work:
        title_of(work.db, case_id)
        if work.db.execute(sa.select(SNAPSHOTS.c.id).where(SNAPSHOTS.c.fingerprint == then.fingerprint)).first():
            raise DataFault("This frozen list is kept already")
        row: dict[str, Any] = {"case_id": case_id, "title": cover.title, "day": cover.day, "note": cover.note}
        row |= {"at": work.at, "person_id": work.person.id, "status": cover.status, "value": cover.value}
        row |= {"fingerprint": then.fingerprint, "content": content}
        made = sa.insert(SNAPSHOTS).values(**row).returning(SNAPSHOTS.c.id)
        snapshot_id = int(work.db.execute(made).scalar_one())
        told = {"fingerprint": then.fingerprint, "value": cover.value, "status": cover.status}
        work.note(case_id, ("frozen list", cover.title), "frozen", (None, told), cover.note)
        by, at = work.person.name, work.at
    return Snapshot(
        snapshot_id, case_id, cover.title, cover.day, cover.note, by, at, cover.status, cover.value, then.fingerprint
    )


def listing(store: Store, who: Who, case_id: int | None = None) -> tuple[Snapshot, ...]:
    """The frozen lists of a case, or of every case, the newest first."""
    asked = sa.select(*_SHOWN, PEOPLE.c.name.label("by")).join(PEOPLE, SNAPSHOTS.c.person_id == PEOPLE.c.id)
    if case_id is not None:
        asked = asked.where(SNAPSHOTS.c.case_id == case_id)
    with store.reading(who) as work:
        rows = work.db.execute(asked.order_by(SNAPSHOTS.c.id.desc())).all()
    return tuple(
        Snapshot(r.id, r.case_id, r.title, r.day, r.note, r.by, r.at, r.status, r.value, r.fingerprint) for r in rows
    )


def content(store: Store, who: Who, snapshot_id: int) -> bytes:
    """The file of a frozen list; it holds the whole case, so it takes leave to read what is confidential.

    Raises:
        NotAllowed: they may not.
        DataFault: there is no such frozen list.
    """
    with store.reading(who, Action.READ_CONFIDENTIAL) as work:
        found = work.db.execute(sa.select(SNAPSHOTS.c.content).where(SNAPSHOTS.c.id == snapshot_id)).scalar()
    if found is None:
        raise DataFault(f"The store has no frozen list {snapshot_id}")
    return bytes(found)


def keep_run(store: Store, who: Who, case_id: int, digest: str, summary: dict[str, Any]) -> bool:
    """Keep what was asked and what it came to, where the last of its edition did not come to the same already.

    Args:
        store: the store.
        who: who asked.
        case_id: the case.
        digest: of what was asked.
        summary: what it came to (`record.course.told`): at least `status` and `value`.

    Returns:
        whether it was kept.

    Raises:
        NotAllowed: they may not.
    """
    with store.writing(who, Action.KEEP_SCENARIO) as work:
        title_of(work.db, case_id)
        hold_case(work, case_id)
        asked = sa.select(RUNS.c.digest, RUNS.c.status, RUNS.c.value, RUNS.c.summary)
        last = work.db.execute(asked.where(RUNS.c.case_id == case_id).order_by(RUNS.c.id.desc()).limit(_LOOK_BACK))
        same = (r for r in last if r.summary.get("edition") == summary.get("edition"))
        before = next(same, None)
        if before is not None and _answer(before.digest, before.summary) == _answer(digest, summary):
            return False
        row = {"case_id": case_id, "at": work.at, "person_id": work.person.id, "digest": digest}
        row |= {"status": str(summary["status"]), "value": summary["value"], "summary": summary}
        work.db.execute(sa.insert(RUNS).values(**row))
    return True


_LOOK_BACK = 20
"""Runs looked through for the last of an edition."""


def _answer(digest: str, summary: Mapping[str, Any]) -> tuple[Any, ...]:
    return digest, summary["status"], summary["value"], summary.get("funded")


def runs(store: Store, who: Who, case_id: int, most: int = 50) -> tuple[Ran, ...]:
    """The last runs of a case, the newest first; what was asked for those alone who read what is confidential."""
    asked = sa.select(RUNS, PEOPLE.c.name.label("by")).join(PEOPLE, RUNS.c.person_id == PEOPLE.c.id)
    with store.reading(who) as work:
        found = work.db.execute(asked.where(RUNS.c.case_id == case_id).order_by(RUNS.c.id.desc()).limit(most))
        whole = work.person.may(Action.READ_CONFIDENTIAL)
        return tuple(Ran(r.at, r.by, r.digest, r.summary if whole else for_all(r.summary)) for r in found)

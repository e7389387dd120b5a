"""Nobody's save goes over somebody else's newer one: each save names the version it was made from."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from prioritise.errors import DataFault
from prioritise.store.faults import NewerSave
from prioritise.store.tables import AUDIT, CASE_PARTS, CASES
from prioritise.store.work import Work

Both = tuple[Mapping[str, Any], Mapping[str, Any]]
"""What stands in the store, and what is to be saved, by name of each part."""


def hold(work: Work, table: sa.Table, where: Mapping[str, Any]) -> None:
    """Keep one row as it is until this transaction is over, so that what is read of it next is what stands.

    Args:
        work: the transaction.
        table: holds the row.
        where: tells the row: column -> value.
    """
    here = [table.c[c] == v for c, v in where.items()]
    work.db.execute(sa.select(table.c.id).where(*here).with_for_update())


def hold_case(work: Work, case_id: int) -> None:
    """Let one at a time do what concerns a whole case; what refers to the case may still be written meanwhile."""
    work.db.execute(sa.select(CASES.c.id).where(CASES.c.id == case_id).with_for_update(key_share=True))


def raise_version(
    work: Work, table: sa.Table, where: Mapping[str, Any], version: int, thing: tuple[str, str], both: Both
) -> int:
    """Raise the version of one row from the one that was opened, and return the new one.

    The database does both at once: of two that opened the same version only one comes through.

    Args:
        work: the transaction.
        table: holds the row; it has a column `version`.
        where: tells the row: column -> value.
        version: the one that was opened.
        thing: what it is in the record, and which of them: ("bid", "B01").
        both: as it stands (read after `hold`) and as it is to be, for whoever must choose between them.

    Raises:
        NewerSave: it was saved since.
        DataFault: it is not there.
    """
    here = [table.c[c] == v for c, v in where.items()]
    done = work.db.execute(sa.update(table).where(*here, table.c.version == version).values(version=version + 1))
    if done.rowcount == 1:
        return version + 1
    now = work.db.execute(sa.select(table.c.version).where(*here)).scalar()
    what, which = thing
    if now is None:
        raise DataFault(f"The store has no {what} {which}")
    raise newer(work, where.get("case_id"), thing, both, int(now))


def newer(work: Work, case_id: int | None, thing: tuple[str, str], both: Both, version: int) -> NewerSave:
    """What to raise where a newer save is there: who made it, when, and both.

    Args:
        work: the transaction.
        case_id: the case it is of.
        thing: what it is in the record, and which of them.
        both: as it stands and as it was to be.
        version: the one that stands now.
    """
    what, which = thing
    asked = sa.select(AUDIT.c.person, AUDIT.c.at).where(AUDIT.c.what == what, AUDIT.c.which == which)
    asked = asked.where(AUDIT.c.case_id == case_id) if case_id is not None else asked
    last = work.db.execute(asked.order_by(AUDIT.c.id.desc()).limit(1)).first()
    name = f"{what[:1].upper()}{what[1:]} {which}".strip()
    return NewerSave(name, last.person if last else "somebody", last.at if last else None, both, version)


def hold_part(work: Work, case_id: int, part: str) -> None:
    """Keep a part of a case that is saved as a whole as it is until this transaction is over (see `hold`)."""
    hold(work, CASE_PARTS, {"case_id": case_id, "part": part})


def next_version(work: Work, case_id: int, part: str, version: int, both: Both) -> int:
    """Raise the version of a part of a case that is saved as a whole.

    Raises:
        NewerSave: it was saved since.
    """
    return raise_version(work, CASE_PARTS, {"case_id": case_id, "part": part}, version, (part, ""), both)

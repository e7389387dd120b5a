"""Cases in the store: taken in from a folder, workbook or zip, read again as a case, and given back as they came."""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

import sqlalchemy as sa

from prioritise.case.case import Case
from prioritise.case.load import load_files
from prioritise.case.write import SETTINGS_FILE, case_files, settings_toml
from prioritise.errors import DataFault
from prioritise.record.editions import public_case
from prioritise.store.aside import interests_of, seen_by
from prioritise.store.locks import hold_part, next_version
from prioritise.store.people import Action, Who
from prioritise.store.rows import csv_of, put, read, rows_of
from prioritise.store.tables import AUDIT, CASE_FILES, CASE_PARTS, CASES, EDITED, PEOPLE, ROWS
from prioritise.store.work import Store, Work

LONGEST_TITLE = 200
CRITERIA, PROFILES, SETTINGS = "criteria", "weight profiles", "settings"
"""Parts of a case that are saved as a whole."""


@dataclass(frozen=True)
class StoredCase:
    """A case of the store.

    Attributes:
        id: its number. title: its name. created, created_by: when (UTC) and by whom it was taken in.
        bids: how many it has. stamp: changes with every write to it.
    """

    id: int
    title: str
    created: dt.datetime
    created_by: str
    bids: int
    stamp: str


def take_in(store: Store, who: Who, case: Case, title: str, why: str = "") -> int:
    """Keep a case in the store, as a new one, and return its number.

    Rows that were refused when the case was read are not in it; that they were is kept with it as notes.

    Raises:
        NotAllowed: they may not.
        DataFault: it has no title, or would not be read back as it is.
    """
    name = check_title(title)
    kept = case.with_notes((*case.notes, *(replace(i, row=None) for i in case.errors if i not in case.notes)))
    with store.writing(who, Action.TAKE_IN) as work:
        made = sa.insert(CASES).values(title=name, created=work.at, created_by=work.person.id).returning(CASES.c.id)
        case_id = int(work.db.execute(made).scalar_one())
        for table in EDITED:
            put(work.db, case_id, table, rows_of(kept, table))
        for file, content in case_files(kept).items():
            if file not in {f"{t}.csv" for t in EDITED}:
                put_file(work, case_id, file, content)
        for part in (CRITERIA, PROFILES, SETTINGS):
            work.db.execute(sa.insert(CASE_PARTS).values(case_id=case_id, part=part, version=1))
        if case_of(work.db, case_id, name).digest != case.digest:
            raise DataFault("this case would not be read back as it is, so it was not kept; please send it to us")
        told = {"title": name, "digest": case.digest, "bids": len(case.table("bids"))}
        work.note(case_id, ("case", name), "taken in", (None, told), why)
    return case_id


def check_title(title: str) -> str:
    """A title as it is kept.

    Raises:
        DataFault: it is blank or too long.
    """
    tidy = " ".join(title.split())
    if not tidy or len(tidy) > LONGEST_TITLE:
        raise DataFault(f"A title is needed, of up to {LONGEST_TITLE} characters")
    return tidy


def put_file(work: Work, case_id: int, name: str, content: bytes) -> None:
    """Keep a file of a case that it did not have."""
    seal = hashlib.sha256(content).hexdigest()
    work.db.execute(sa.insert(CASE_FILES).values(case_id=case_id, name=name, content=content, sha256=seal))


def listing(store: Store, who: Who) -> tuple[StoredCase, ...]:
    """Every case of the store, the newest first."""
    with store.reading(who) as work:
        by = sa.select(CASES, PEOPLE.c.name).join(PEOPLE, CASES.c.created_by == PEOPLE.c.id)
        found = work.db.execute(by.order_by(CASES.c.id.desc())).all()
        counted = sa.select(ROWS["bids"].c.case_id, sa.func.count()).group_by(ROWS["bids"].c.case_id)
        bids = {int(case_id): int(count) for case_id, count in work.db.execute(counted)}
        stamps = _stamps(work.db)
    return tuple(StoredCase(r.id, r.title, r.created, r.name, bids.get(r.id, 0), stamps.get(r.id, "")) for r in found)


def _stamps(db: sa.Connection) -> dict[int, str]:
    """Case -> what changes with every write to it: how many entries its record has, and the last of them.

    The number alone would do on a database that commits in order; an entry with a lower id may come in later, and then
    the count tells.
    """
    asked = sa.select(AUDIT.c.case_id, sa.func.count(), sa.func.max(AUDIT.c.id)).group_by(AUDIT.c.case_id)
    return {int(c): f"{count}.{last}" for c, count, last in db.execute(asked) if c is not None}


def stamp(store: Store, who: Who, case_id: int) -> str:
    """What changes with every write to a case.

    Raises:
        DataFault: there is no such case.
    """
    with store.reading(who) as work:
        title_of(work.db, case_id)
        return _stamps(work.db).get(case_id, "")


def title_of(db: sa.Connection, case_id: int) -> str:
    """The title of a case.

    Raises:
        DataFault: there is no such case.
    """
    title = db.execute(sa.select(CASES.c.title).where(CASES.c.id == case_id)).scalar()
    if title is None:
        raise DataFault(f"The store has no case {case_id}")
    return str(title)


def open_case(store: Store, who: Who, case_id: int) -> Case:
    """A case of the store, as far as this person may see it.

    Without leave to read what is confidential it is the public edition. Of a bid they have declared an interest in they
    see no member's score, but the one that counts: so the case has the same values for everybody.

    Raises:
        NotAllowed: they may not come in.
        DataFault: there is no such case.
    """
    with store.reading(who) as work:
        case = case_of(work.db, case_id, title_of(work.db, case_id))
        seen = case if work.person.may(Action.READ_CONFIDENTIAL) else public_case(case)
        return seen_by(seen, interests_of(work.db, case_id, work.person.name))


def files_of(db: sa.Connection, case_id: int) -> dict[str, bytes]:
    """The files of the case folder of a case, by name, with everything in them."""
    asked = sa.select(CASE_FILES.c.name, CASE_FILES.c.content).where(CASE_FILES.c.case_id == case_id)
    files = {str(name): bytes(content) for name, content in db.execute(asked)}
    for table in EDITED:
        rows = read(db, case_id, table)
        if rows:
            files[f"{table}.csv"] = csv_of(table, rows)
    return files


def case_of(db: sa.Connection, case_id: int, title: str) -> Case:
    """A case as it stands, with everything in it."""
    files = files_of(db, case_id)
    files.setdefault("bids.csv", csv_of("bids", []))
    return load_files(title, files)


def save_settings(store: Store, who: Who, case_id: int, case: Case, version: int, why: str = "") -> int:
    """Keep the settings of a case, and return their new version.

    Args:
        store: the store.
        who: who asks.
        case_id: the case.
        case: the case with the settings to keep; nothing else of it is looked at.
        version: of the settings that were opened.
        why: the reason.

    Raises:
        NotAllowed: they may not.
        NewerSave: they were saved since.
    """
    content = settings_toml(case.settings)
    with store.writing(who, Action.PROMOTE) as work:
        hold_part(work, case_id, SETTINGS)
        here = CASE_FILES.c.case_id == case_id, CASE_FILES.c.name == SETTINGS_FILE
        before = bytes(work.db.execute(sa.select(CASE_FILES.c.content).where(*here)).scalar_one()).decode()
        new = next_version(work, case_id, SETTINGS, version, ({"settings": before}, {"settings": content.decode()}))
        seal = hashlib.sha256(content).hexdigest()
        work.db.execute(sa.update(CASE_FILES).where(*here).values(content=content, sha256=seal))
        work.note(case_id, (SETTINGS, ""), "saved", (before, content.decode()), why)
    return new


def version_of(db: sa.Connection, case_id: int, part: str) -> int:
    """The version of a part of a case that is saved as a whole."""
    asked = sa.select(CASE_PARTS.c.version).where(CASE_PARTS.c.case_id == case_id, CASE_PARTS.c.part == part)
    found = db.execute(asked).scalar()
    if found is None:
        raise DataFault(f"The store has no case {case_id}")
    return int(found)

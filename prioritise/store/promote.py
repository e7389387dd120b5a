"""Making a what-if the case: what it changes is changed in the case itself, and the record keeps both."""

import hashlib

import sqlalchemy as sa

from prioritise.case.case import Case
from prioritise.case.write import SETTINGS_FILE, case_files
from prioritise.errors import DataFault
from prioritise.store.cases import CRITERIA, PROFILES, SETTINGS, case_of, files_of, put_file, title_of
from prioritise.store.locks import hold, newer
from prioritise.store.people import Action, Who
from prioritise.store.register import BID
from prioritise.store.rows import put, read, rows_of
from prioritise.store.scenarios import WHAT_IF, KeptScenario
from prioritise.store.tables import CASE_FILES, CASE_PARTS, CASES, EDITED, OTHER, ROWS
from prioritise.store.tables_of_work import SCENARIOS
from prioritise.store.work import Store, Work, as_json

_PARTS = {"criteria": CRITERIA, "weight_profiles": PROFILES}


def promote(store: Store, who: Who, kept: KeptScenario, why: str) -> None:
    """Make a what-if the case: from now on the case stands as the what-if would have it.

    Versions of everything that changes are raised, so that nobody who has it open saves over it unseen.

    Raises:
        NotAllowed: they may not.
        NewerSave: its maker has saved it since it was looked at.
        DataFault: no reason is given, or the case has changed so that the what-if does not fit it any more.
    """
    if not why.strip():
        raise DataFault("Say why: the record keeps what was made the case, by whom and why")
    with store.writing(who, Action.PROMOTE) as work:
        work.db.execute(sa.select(CASES.c.id).where(CASES.c.id == kept.case_id).with_for_update())
        title = title_of(work.db, kept.case_id)
        _refuse_newer(work, kept)
        case = case_of(work.db, kept.case_id, title)
        changed = kept.scenario.apply(case)
        for table in EDITED:
            _table(work, kept.case_id, table, changed, why)
        _files(work, kept.case_id, changed)
        if case_of(work.db, kept.case_id, title).digest != changed.digest:
            raise DataFault(
                "this what-if would not be kept as it is, so the case stays as it was; please send it to us"
            )
        both = ({"digest": case.digest}, {"digest": changed.digest, "changes": kept.scenario.model_dump(mode="json")})
        work.note(kept.case_id, (WHAT_IF, kept.name), "made the case", as_json(both), why)


def _refuse_newer(work: Work, kept: KeptScenario) -> None:
    """What is made the case is what was looked at."""
    hold(work, SCENARIOS, {"id": kept.id})
    row = work.db.execute(sa.select(SCENARIOS.c.version, SCENARIOS.c.changes).where(SCENARIOS.c.id == kept.id)).first()
    if row is not None and row.version != kept.version:
        mine = kept.scenario.model_dump(mode="json", exclude={"label", "note"}, exclude_defaults=True)
        raise newer(work, kept.case_id, (WHAT_IF, kept.name), (row.changes, mine), row.version)


def _table(work: Work, case_id: int, table: str, changed: Case, why: str) -> None:
    """Bring the rows of a table to what they are to be, one by one where they have versions of their own."""
    kept = ROWS[table]
    columns = [c.name for c in kept.columns if c.name not in ("id", "case_id", "version")]
    now = {tuple(_plain(r[c]) for c in columns): r for r in read(work.db, case_id, table)}
    then = {tuple(_plain(r[c]) for c in columns): r for r in rows_of(changed, table)}
    if set(now) == set(then):
        return
    if table in _PARTS:
        here = CASE_PARTS.c.case_id == case_id, CASE_PARTS.c.part == _PARTS[table]
        work.db.execute(sa.update(CASE_PARTS).where(*here).values(version=CASE_PARTS.c.version + 1))
    gone = [now[k] for k in now if k not in then]
    come = [then[k] for k in then if k not in now]
    if table == "bids":
        for row in come:
            mine = next(r for r in gone if r["bid_id"] == row["bid_id"])
            values = {**row, "version": mine["version"] + 1}
            work.db.execute(sa.update(kept).where(kept.c.id == mine["id"]).values(**values))
            before, after = ({c: r[c] for c in columns if c != OTHER and r[c] is not None} for r in (mine, row))
            work.note(case_id, (BID, row["bid_id"]), "changed with a what-if", (as_json(before), as_json(after)), why)
        return
    work.db.execute(sa.delete(kept).where(kept.c.id.in_([r["id"] for r in gone])))
    put(work.db, case_id, table, come)


def _plain(value: object) -> object:
    return tuple(value) if isinstance(value, list) else repr(value) if isinstance(value, dict) else value


def _files(work: Work, case_id: int, changed: Case) -> None:
    """Bring the files to what they are to be."""
    now = files_of(work.db, case_id)
    for name, content in case_files(changed).items():
        if name.removesuffix(".csv") in EDITED or now.get(name) == content:
            continue
        if name in now:
            here = CASE_FILES.c.case_id == case_id, CASE_FILES.c.name == name
            seal = hashlib.sha256(content).hexdigest()
            work.db.execute(sa.update(CASE_FILES).where(*here).values(content=content, sha256=seal))
        else:
            put_file(work, case_id, name, content)
        if name == SETTINGS_FILE:
            mine = CASE_PARTS.c.case_id == case_id, CASE_PARTS.c.part == SETTINGS
            work.db.execute(sa.update(CASE_PARTS).where(*mine).values(version=CASE_PARTS.c.version + 1))

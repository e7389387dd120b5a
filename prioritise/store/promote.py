"""Making a what-if the case: what it changes is changed in the case itself, and the record keeps both."""

import hashlib
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from prioritise.case.case import Case
from prioritise.case.tables import TABLES, key_of
from prioritise.case.write import SETTINGS_FILE, case_files
from prioritise.errors import DataFault
from prioritise.store.cases import CRITERIA, PROFILES, SETTINGS, case_of, files_of, put_file, title_of
from prioritise.store.locks import hold, hold_case, newer
from prioritise.store.people import Action, Who
from prioritise.store.register import BID
from prioritise.store.rows import put, read, rows_of
from prioritise.store.scenarios import WHAT_IF, KeptScenario
from prioritise.store.tables import CASE_FILES, CASE_PARTS, EDITED, ROWS, VERSIONED, sql_name
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
        _hold_all(work, kept.case_id)
        title = title_of(work.db, kept.case_id)
        _refuse_newer(work, kept)
        case = case_of(work.db, kept.case_id, title)
        changed = kept.scenario.apply(case)
        for table in EDITED:
            _table(work, kept.case_id, table, (case, changed), why)
        _files(work, kept.case_id, (case, changed))
        if case_of(work.db, kept.case_id, title).digest != changed.digest:
            raise DataFault(
                "This what-if would not be read back as it stands (it may set free a bid that is withdrawn, or undo "
                "what else the register says), so the case stays as it was"
            )
        both = ({"digest": case.digest}, {"digest": changed.digest, "changes": kept.scenario.model_dump(mode="json")})
        work.note(kept.case_id, (WHAT_IF, kept.name), "made the case", as_json(both), why)


def _hold_all(work: Work, case_id: int) -> None:
    """Keep the case as it is until this is over; a save under way is waited for, and one that comes waits for this."""
    hold_case(work, case_id)
    for table in (CASE_PARTS, *(ROWS[t] for t in VERSIONED)):
        work.db.execute(sa.select(table.c.id).where(table.c.case_id == case_id).order_by(table.c.id).with_for_update())


def _refuse_newer(work: Work, kept: KeptScenario) -> None:
    """What is made the case is what was looked at."""
    hold(work, SCENARIOS, {"id": kept.id})
    row = work.db.execute(sa.select(SCENARIOS.c.version, SCENARIOS.c.changes).where(SCENARIOS.c.id == kept.id)).first()
    if row is not None and row.version != kept.version:
        mine = kept.scenario.model_dump(mode="json", exclude={"label", "note"}, exclude_defaults=True)
        raise newer(work, kept.case_id, (WHAT_IF, kept.name), (row.changes, mine), row.version)


def _table(work: Work, case_id: int, name: str, both: tuple[Case, Case], why: str) -> None:
    """Change in the rows of a table what the what-if changes, and nothing else.

    The case as it is read differs from what is kept: what the register's rules say (a withdrawn bid is never funded)
    is worked out in reading, and a row that cannot be read is kept all the same. So cells are changed one by one, where
    the case with the what-if has another value than the case without.
    """
    table, keys = ROWS[name], [sql_name(k, TABLES[name].columns[k]) for k in key_of(name)]
    now, then = ({tuple(_plain(r[k]) for k in keys): r for r in rows_of(c, name)} for c in both)
    stored = {tuple(_plain(r[k]) for k in keys): r for r in read(work.db, case_id, name)}
    cells = {k: _cells(now[k], then[k]) for k in now if k in then}
    gone, come = [k for k in now if k not in then], [r for k, r in then.items() if k not in now]
    if not (gone or come or any(cells.values())):
        return
    if name in _PARTS:
        here = CASE_PARTS.c.case_id == case_id, CASE_PARTS.c.part == _PARTS[name]
        work.db.execute(sa.update(CASE_PARTS).where(*here).values(version=CASE_PARTS.c.version + 1))
    for key in (k for k, values in cells.items() if values):
        mine = stored[key]
        raised = {"version": mine["version"] + 1} if name in VERSIONED else {}
        work.db.execute(sa.update(table).where(table.c.id == mine["id"]).values(**cells[key], **raised))
        if name == "bids":
            was, new = ({c: r[c] for c in cells[key]} for r in (mine, then[key]))
            work.note(case_id, (BID, mine["bid_id"]), "changed with a what-if", (as_json(was), as_json(new)), why)
    work.db.execute(sa.delete(table).where(table.c.id.in_([stored[k]["id"] for k in gone])))
    put(work.db, case_id, name, come)


def _cells(was: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a row that become others."""
    return {c: new[c] for c in new if _plain(new[c]) != _plain(was.get(c))}


def _plain(value: object) -> object:
    return tuple(value) if isinstance(value, list) else repr(value) if isinstance(value, dict) else value


def _files(work: Work, case_id: int, both: tuple[Case, Case]) -> None:
    """Change the files that the what-if changes."""
    was, new = map(case_files, both)
    here = set(files_of(work.db, case_id))
    for name, content in new.items():
        if name.removesuffix(".csv") in EDITED or was.get(name) == content:
            continue
        if name in here:
            mine = CASE_FILES.c.case_id == case_id, CASE_FILES.c.name == name
            seal = hashlib.sha256(content).hexdigest()
            work.db.execute(sa.update(CASE_FILES).where(*mine).values(content=content, sha256=seal))
        else:
            put_file(work, case_id, name, content)
        if name == SETTINGS_FILE:
            part = CASE_PARTS.c.case_id == case_id, CASE_PARTS.c.part == SETTINGS
            work.db.execute(sa.update(CASE_PARTS).where(*part).values(version=CASE_PARTS.c.version + 1))

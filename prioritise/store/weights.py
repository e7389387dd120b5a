"""Criteria, the weights in force and further sets of weights, each saved as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from prioritise.case.load import load_files
from prioritise.case.tables import REQUIRED_TABLES, TABLES
from prioritise.errors import DataFault
from prioritise.store.cases import CRITERIA, PROFILES, title_of, version_of
from prioritise.store.locks import hold_case, hold_part, next_version
from prioritise.store.panels import open_ones
from prioritise.store.people import Action, Who
from prioritise.store.rows import Cells, csv_of, from_store, put, read, to_store
from prioritise.store.tables import ROWS
from prioritise.store.work import Store, Work, as_json

_TABLE = {CRITERIA: "criteria", PROFILES: "weight_profiles"}


@dataclass(frozen=True)
class Whole:
    """A part of a case that is saved as a whole.

    Attributes:
        part: `CRITERIA` or `PROFILES`. rows: with columns of the dictionary. version: the one that was opened.
    """

    part: str
    rows: tuple[Cells, ...]
    version: int


def read_whole(store: Store, who: Who, case_id: int, part: str) -> Whole:
    """A part of a case (`CRITERIA` or `PROFILES`) as it stands."""
    with store.reading(who) as work:
        rows = tuple(from_store(_TABLE[part], r) for r in read(work.db, case_id, _TABLE[part]))
        return Whole(part, rows, version_of(work.db, case_id, part))


def save_whole(store: Store, who: Who, case_id: int, whole: Whole, why: str) -> int:
    """Keep the rows of a part in place of those there are, and return their new version.

    Args:
        store: the store.
        who: who asks.
        case_id: the case.
        whole: the part as it is to be.
        why: the reason, which is needed: the record says where each weight came from.

    Raises:
        NotAllowed: they may not.
        DataFault: no reason is given, or something in it cannot be kept: every fault is named, nothing was saved.
        NewerSave: they were saved since.
    """
    if not why.strip():
        raise DataFault("Say why: the record keeps where criteria and weights came from")
    table = _TABLE[whole.part]
    kept = [to_store(table, row) for row in whole.rows]
    with store.writing(who, Action.EDIT_CRITERIA) as work:
        hold_case(work, case_id)
        hold_part(work, case_id, whole.part)
        _refuse_faults(work, case_id, table, kept)
        before, after = _plain(read(work.db, case_id, table), table), _plain(kept, table)
        new = next_version(work, case_id, whole.part, whole.version, (before, after))
        _refuse_in_use(work, case_id, table, kept)
        work.db.execute(sa.delete(ROWS[table]).where(ROWS[table].c.case_id == case_id))
        put(work.db, case_id, table, kept)
        work.note(case_id, (whole.part, ""), "saved", (before, after), why)
    return new


def _refuse_faults(work: Work, case_id: int, table: str, kept: Sequence[Mapping[str, Any]]) -> None:
    title_of(work.db, case_id)
    files = {f"{t}.csv": csv_of(t, []) for t in REQUIRED_TABLES} | {f"{table}.csv": csv_of(table, kept)}
    if table != "criteria":
        files["criteria.csv"] = csv_of("criteria", read(work.db, case_id, "criteria"))
    faults = [i for i in load_files(table, files).errors if i.table == table]
    if faults:
        said = " ".join(f"Row {i.row or '?'}: {i.message}." for i in faults)
        raise DataFault(f"Nothing was saved. {said}")


def _refuse_in_use(work: Work, case_id: int, table: str, kept: Sequence[Mapping[str, Any]]) -> None:
    """A criterion that has scores, or is being scored, stays: to drop it would drop them."""
    if table != "criteria":
        return
    left = {r["criterion_id"] for r in kept}
    used = {r["criterion_id"] for r in read(work.db, case_id, "scores")}
    if gone := sorted(used - left):
        raise DataFault(f"{', '.join(gone)} has scores: give it a weight of 0 instead of taking it out")
    for panel in open_ones(work.db, case_id):
        if gone := sorted(set(panel.criteria) - left):
            raise DataFault(f"{', '.join(gone)} is being scored by {panel.title}, which is open: close it first")


def _plain(rows: Sequence[Mapping[str, Any]], table: str) -> dict[str, Any]:
    """The rows by what they are of, as the record and a conflict show them."""
    keys = TABLES[table].key
    told: dict[str, Any] = as_json(
        {
            " ".join(str(r[k]) for k in keys): {c: r.get(c) for c in TABLES[table].columns if r.get(c) is not None}
            for r in rows
        }
    )
    return told

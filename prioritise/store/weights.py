"""Criteria, the weights in force and further sets of weights, each saved as a whole."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from prioritise.case.load import load_files
from prioritise.case.tables import REQUIRED_TABLES, TABLES
from prioritise.errors import DataFault
from prioritise.store.cases import CRITERIA, PROFILES, title_of, version_of
from prioritise.store.locks import hold_case, hold_part, next_version
from prioritise.store.names import name_key
from prioritise.store.panels import open_ones
from prioritise.store.people import Action, Who
from prioritise.store.rows import Cells, csv_of, from_store, put, read, to_store
from prioritise.store.tables import ROWS
from prioritise.store.work import Store, Work, as_json

LONGEST_ID = 40
"""Most signs of the id of a set of weights."""
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


@dataclass(frozen=True)
class NamedSet:
    """A set of weights to be kept beside those in force.

    Attributes:
        name: what it is called. weights: weight by criterion of the case. source: who settled them, when and why.
        method: how they were come by, a key of `METHODS`; "" where that is not said.
    """

    name: str
    weights: Mapping[str, float]
    source: str
    method: str = ""


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


def save_set(store: Store, who: Who, case_id: int, named: NamedSet, version: int) -> int:
    """Keep a set of weights beside those in force, in place of one of the same name; the new version of all sets.

    Args:
        store: the store.
        who: who asks.
        case_id: the case.
        named: the set; its source is the reason that the record keeps.
        version: of the sets that were looked at.

    Raises:
        NotAllowed: they may not.
        DataFault: it has no name or weights, does not say where they came from, or names no criterion of the case.
        NewerSave: the sets were saved since.
    """
    whole = with_set(read_whole(store, who, case_id, PROFILES), named)
    return save_whole(store, who, case_id, replace(whole, version=version), f"{named.name.strip()}: {named.source}")


def drop_set(store: Store, who: Who, case_id: int, profile_id: str, version: int, why: str) -> int:  # noqa: PLR0917
    """Take a set of weights out; the record keeps it. Returns the new version of all sets.

    Raises:
        NotAllowed: they may not.
        DataFault: no reason is given.
        NewerSave: the sets were saved since.
    """
    whole = read_whole(store, who, case_id, PROFILES)
    rows = tuple(r for r in whole.rows if r["profile_id"] != profile_id)
    return save_whole(store, who, case_id, Whole(PROFILES, rows, version), why)


def with_set(whole: Whole, named: NamedSet) -> Whole:
    """The sets of a case with one more, or with another in place of the one of the same name.

    Raises:
        DataFault: it has no name or weights, or does not say where they came from.
    """
    name = " ".join(named.name.split())
    if not named.source.strip():
        raise DataFault("Say where these weights came from: who settled them, when, and how")
    if not any(w > 0 for w in named.weights.values()):
        raise DataFault("A set needs a criterion that weighs something")
    names = {str(r["profile_id"]): name_key(str(r["name"])) for r in whole.rows}
    same = (i for i, n in names.items() if n == name_key(name))
    made = next(same, "") or _new_id(name, names)
    rows = tuple(
        {"profile_id": made, "name": name, "criterion_id": c, "weight": float(w), "method": named.method or None,
         "source": named.source.strip()}
        for c, w in sorted(named.weights.items())
    )  # fmt: skip
    return replace(whole, rows=(*(r for r in whole.rows if r["profile_id"] != made), *rows))


def _new_id(name: str, taken: Collection[str]) -> str:
    """A short id from a name: capital letters, digits and dashes, with a number where it is taken."""
    short = re.sub(r"[^A-Z0-9]+", "-", name.upper()).strip("-")[:LONGEST_ID].strip("-")
    if not short:
        raise DataFault("Give the set a name with a letter or a figure in it")
    return next(i for i in (short, *(f"{short}-{n}" for n in range(2, len(taken) + 3))) if i not in taken)


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

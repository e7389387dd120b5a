"""Bids of a spreadsheet laid beside the register: what each row would do, and, once told to, what was saved.

Each bid is saved by itself, in a transaction of its own: one that somebody has saved meanwhile, or that cannot stand,
keeps no other from being saved.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from prioritise.case.load import load_files
from prioritise.case.rows import blank, lookup
from prioritise.case.tables import TABLES
from prioritise.errors import DataFault
from prioritise.sources.bid_sheets.cells import Known, spoken
from prioritise.sources.bid_sheets.fields import OFFSET, PART, field_of
from prioritise.sources.bid_sheets.rows import ROW_OUT, Reading, RowFault, SheetBid
from prioritise.sources.bid_sheets.template import bid_workbook, row_of
from prioritise.store.cases import files_of, title_of
from prioritise.store.faults import NewerSave
from prioritise.store.people import Action, Who
from prioritise.store.register import BidFile, faults_of_each, save_each
from prioritise.store.rows import csv_of, from_store, read
from prioritise.store.work import Store

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
"""What a row would do: submit a bid, change one, nothing, or it is not taken."""
_COSTS, _PARTS = "bid_costs", "bid_cost_parts"
_MONEY_NOISE, _NOISE = 0.005, 1e-9


@dataclass(frozen=True)
class Change:
    """One field that a row would change: its id (`sources.bid_sheets.fields`), what is stored, what it would be."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Line:
    """What one row would do.

    Attributes:
        row, bid_id, title: of the row. state: `NEW`, `CHANGED`, `SAME` or `REFUSED`.
        changes: field by field; of a new bid every field it says. notes: how cells were read.
        file: the bid as it would be saved, with the version it was laid beside; None where nothing is to be saved.
    """

    row: int
    bid_id: str
    title: str
    state: str
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    file: BidFile | None = None


@dataclass(frozen=True)
class Preview:
    """What a sheet would do to the register. Nothing of it is saved yet.

    Attributes:
        lines: one a bid, in order of rows; rows that are not taken at all are only among the faults.
        reading: what was read, with every fault of a row or cell and every row left out by design.
    """

    lines: tuple[Line, ...]
    reading: Reading

    def count(self, state: str) -> int:
        """How many rows have a state."""
        return sum(line.state == state for line in self.lines)


@dataclass(frozen=True)
class Outcome:
    """What became of the rows: references that were saved, newer saves that stood in the way, and what was refused."""

    saved: tuple[str, ...]
    newer: tuple[tuple[str, NewerSave], ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def preview(store: Store, who: Who, case_id: int, sheet: Callable[[Known], Reading]) -> Preview:
    """Lay a sheet beside the register.

    Args:
        store: the store.
        who: who asks.
        case_id: the case.
        sheet: reads the sheet, given what its bids may name.

    Raises:
        NotAllowed: they may not edit bids.
        DataFault: there is no such case, or the sheet cannot be read.
    """
    with store.reading(who, Action.EDIT_BIDS) as work:
        title_of(work.db, case_id)
        stored = _stored(work.db, case_id)
        known = _known(work.db, case_id, stored)
    reading = sheet(known)
    lines = [_line(bid, stored.get(bid.bid_id)) for bid in reading.bids]
    lacks = [_lacking(bid) if bid.bid_id not in stored else () for bid in reading.bids]
    asked = [line.file if line.file and not lack else None for line, lack in zip(lines, lacks, strict=True)]
    told = iter(faults_of_each(store, who, case_id, [f for f in asked if f]))
    faults, made = list(reading.faults), []
    for line, lack, file in zip(lines, lacks, asked, strict=True):
        said = next(told) if file else ()
        faults += [_lack_fault(reading, line, c) for c in lack if not _is_told(reading, line, c)]
        faults += [_row_fault(reading, line, sentence) for sentence in said]
        made.append(replace(line, state=REFUSED, file=None) if lack or said else line)
    ordered = tuple(sorted(faults, key=lambda f: f.row))
    return Preview(tuple(made), replace(reading, faults=_settled(ordered, made)))


def _settled(faults: tuple[RowFault, ...], lines: list[Line]) -> tuple[RowFault, ...]:
    """The faults, each saying what was done in the end: of a row that is not taken no cell is."""
    out = {line.row for line in lines if line.state == REFUSED}
    return tuple(replace(f, done=ROW_OUT) if f.row in out else f for f in faults)


def _stored(db: sa.Connection, case_id: int) -> dict[str, BidFile]:
    found: dict[str, BidFile] = {}
    parts: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for table in (_COSTS, _PARTS):
        for row in read(db, case_id, table):
            parts.setdefault(str(row["bid_id"]), {}).setdefault(table, []).append(from_store(table, row))
    for row in read(db, case_id, "bids"):
        bid = from_store("bids", row)
        own = {t: tuple(rows) for t, rows in parts.get(str(bid["bid_id"]), {}).items()}
        found[str(bid["bid_id"])] = BidFile(bid, own, int(row["version"]))
    return found


def _known(db: sa.Connection, case_id: int, stored: Mapping[str, BidFile]) -> Known:
    """What bids may name: read as the case would be, without the rest of it."""
    wanted = ("practices.csv", "sites.csv")
    files = {n: c for n, c in files_of(db, case_id).items() if n in wanted}
    case = load_files("names", {**files, "bids.csv": csv_of("bids", []), "pots.csv": csv_of("pots", [])})
    practices = case.table("practices")
    grouped = practices.dropna(subset=["cluster_code"]).drop_duplicates("cluster_code")
    clusters = lookup(grouped, "cluster_code", "cluster_name")
    starts = {b: f.bid.get("earliest_start") for b, f in stored.items()}
    return Known(
        practices=lookup(practices, "practice_code", "name"),
        sites=lookup(case.table("sites"), "site_code", "name"),
        clusters={c: c if blank(n) else str(n) for c, n in clusters.items()},
        bids={b: str(f.bid.get("title") or b) for b, f in stored.items()},
        starts={b: int(y) for b, y in starts.items() if y is not None},
    )


def _line(bid: SheetBid, stored: BidFile | None) -> Line:
    """What a row would do. What it does not say stays as it is stored."""
    now = stored or BidFile({"bid_id": bid.bid_id})
    changes = [Change(c, now.bid.get(c), v) for c, v in bid.cells.items() if not _alike(c, now.bid.get(c), v)]
    parts: dict[str, tuple[Mapping[str, Any], ...]] = {}
    was = {str(r["part"]): r for r in now.parts.get(_PARTS, ())}
    other = [Change(f"{PART}{p}", was.get(p, {}).get("capital_gbp"), v) for p, v in bid.parts.items()]
    other = [c for c in other if not _alike(c.field, c.before, c.after)]
    if other:
        new = {c.field.removeprefix(PART): c.after for c in other}
        said = {p: {**was.get(p, {}), "part": p, "capital_gbp": v} for p, v in new.items()}
        parts[_PARTS] = tuple({**was, **said}.values())
    years = _years(bid, now)
    if years or any(c.field == "capital_gbp" for c in changes):
        before = now.parts.get(_COSTS, ())
        costs = tuple({"year_offset": n, "capital_gbp": v} for n, v in bid.costs.items()) if years else before
        parts |= {_COSTS: costs} if costs or before else {}
    told = (*changes, *other, *years)
    title = str(bid.cells.get("title") or now.bid.get("title") or "")
    state = (CHANGED if told else SAME) if stored else NEW
    cells = {**now.bid, **{c.field: c.after for c in changes}}
    file = BidFile(cells, parts, now.version) if state != SAME else None
    return Line(bid.row, bid.bid_id, title, state, told, bid.notes, file)


def _years(bid: SheetBid, now: BidFile) -> tuple[Change, ...]:
    """What a row would change of the capital by year; none where it gives none."""
    was = {int(r["year_offset"]): float(r["capital_gbp"]) for r in now.parts.get(_COSTS, ())}
    if not bid.costs or (
        was.keys() == bid.costs.keys() and all(_alike(f"{OFFSET}{n}", was[n], v) for n, v in bid.costs.items())
    ):
        return ()
    every = sorted({*was, *bid.costs})
    found = (Change(f"{OFFSET}{n}", was.get(n), bid.costs.get(n)) for n in every)
    return tuple(c for c in found if not _alike(c.field, c.before, c.after))


def _alike(field: str, before: Any, after: Any) -> bool:
    """Whether two values of a field are one: money to the penny."""
    if blank(before) or blank(after):
        return blank(before) and blank(after)
    if isinstance(before, int | float) and isinstance(after, int | float):
        return abs(before - after) < (_MONEY_NOISE if field_of(field).is_money else _NOISE)
    if isinstance(before, str) and isinstance(after, str):
        return before.split() == after.split()
    return bool(before == after)


def _lacking(bid: SheetBid) -> tuple[str, ...]:
    """Columns that a new bid must say and this one does not."""
    needed = (c for c, spec in TABLES["bids"].columns.items() if spec.required and c != "bid_id")
    return tuple(c for c in needed if c not in bid.cells)


def _is_told(reading: Reading, line: Line, column: str) -> bool:
    """Whether a cell of the column is at fault already."""
    return any(f.row == line.row and f.field == column for f in reading.faults)


def _lack_fault(reading: Reading, line: Line, column: str) -> RowFault:
    spec = TABLES["bids"].columns[column]
    choices = f", one of {spoken(spec)}" if spec.choices else ""
    said = f"{spec.description[:1].lower()}{spec.description[1:]}{choices}: a new bid needs it"
    return RowFault(reading.file, reading.sheet, line.row, spec.title, "", said, ROW_OUT, column)


def _row_fault(reading: Reading, line: Line, said: str) -> RowFault:
    return RowFault(reading.file, reading.sheet, line.row, "", line.bid_id, said, ROW_OUT)


def save_rows(
    store: Store, who: Who, case_id: int, laid: Preview, why: str, leave_out: Collection[str] = ()
) -> Outcome:
    """Save the rows of a preview that are new or change a bid, each in a transaction of its own.

    Each names the version that it was laid beside: a bid that was saved since is not gone over, and told. The record
    keeps the reason with the file, sheet and row. Bids that others of the sheet require go first.

    Args:
        store: the store.
        who: who asks.
        case_id: the case.
        laid: what was looked at.
        why: the reason, which is needed.
        leave_out: references of bids that are not to be saved.

    Raises:
        NotAllowed: they may not edit bids; nothing was saved.
        DataFault: no reason is given; nothing was saved.
    """
    with store.reading(who, Action.EDIT_BIDS):
        pass
    if not why.strip():
        raise DataFault("Say why: the record keeps the reason with the name of the file")
    of = laid.reading
    lines = _in_order([line for line in laid.lines if line.file and line.bid_id not in leave_out])
    of_bid = {line.bid_id: line for line in lines}
    bids = [
        (line.file, f"{why.strip()} (imported from {of.file}, sheet {of.sheet}, row {line.row})")
        for line in lines if line.file
    ]  # fmt: skip
    found = list(zip((bid.id for bid, _ in bids), save_each(store, who, case_id, bids), strict=True))
    return Outcome(
        saved=tuple(i for i, told in found if not isinstance(told, DataFault)),
        newer=tuple((i, _of_sheet(told, of_bid[i])) for i, told in found if isinstance(told, NewerSave)),
        refused=tuple(
            (i, str(told)) for i, told in found if isinstance(told, DataFault) and not isinstance(told, NewerSave)
        ),
    )


def _of_sheet(told: NewerSave, line: Line) -> NewerSave:
    """A newer save beside what the sheet alone says: what it leaves as it is stands as they saved it."""
    tables = {PART: _PARTS, OFFSET: _COSTS}
    touched = {next((t for mark, t in tables.items() if c.field.startswith(mark)), c.field) for c in line.changes}
    mine = {**told.theirs, **{c: v for c, v in told.mine.items() if c in touched}}
    return NewerSave(told.what, told.by, told.at, (told.theirs, mine), told.version)


def _in_order(lines: list[Line]) -> list[Line]:
    """The rows in order, but each after those of the sheet that its bid requires; a ring stays as it is."""
    done: list[Line] = []
    waiting = list(lines)
    while waiting:
        ids = {line.bid_id for line in waiting}
        free = [w for w in waiting if not ids & ({*(w.file.bid.get("requires") or ())} if w.file else set())]
        done += free or waiting
        waiting = [w for w in waiting if free and w not in free]
    return done


def register_workbook(store: Store, who: Who, case_id: int) -> bytes:
    """The bids as they stand, as a workbook that can be filled in and read again.

    Raises:
        NotAllowed: they may not edit bids.
        DataFault: there is no such case.
    """
    with store.reading(who, Action.EDIT_BIDS) as work:
        title_of(work.db, case_id)
        stored = _stored(work.db, case_id)
    rows = [row_of(f.bid, f.parts.get(_COSTS, ()), f.parts.get(_PARTS, ())) for f in stored.values()]
    return bid_workbook(rows, examples=False)

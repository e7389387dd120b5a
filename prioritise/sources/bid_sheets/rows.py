"""The rows of a sheet as bids, by the columns that the user has agreed; every row and cell is accounted for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from prioritise.errors import DataFault
from prioritise.sources.bid_sheets.cells import Known, is_unknown, read_cell, reference_key
from prioritise.sources.bid_sheets.fields import OFFSET, PART, YEAR, field_of
from prioritise.sources.bid_sheets.grid import Row, Sheet
from prioritise.sources.bid_sheets.headings import Column
from prioritise.sources.headers import header_key
from prioritise.sources.values import BLANKS
from prioritise.years import year_label

EXAMPLE = "EXAMPLE"
"""What the references of the template's invented rows begin with; such rows are never taken."""
ROW_OUT = "the row is not taken"
CELL_OUT = "left as unknown; the rest of the row is taken"
YEARS_OUT = "no year is taken, and no sum of them; the rest of the row is"
CELL_STAYS = "the register keeps what it has; the rest of the row is taken"
_TOTAL = re.compile(
    r"(grand |sub[ -]?)?totals?\b(\W*|.*\b(bids|schemes|projects|capital|costs?|all|programme|clusters?)\b.*)|sum\W*",
    re.IGNORECASE,
)
_ID, _TITLE, _CAPITAL, _START = "bid_id", "title", "capital_gbp", "earliest_start"


@dataclass(frozen=True)
class RowFault:
    """Something of a row that was not taken.

    Attributes:
        file, sheet, row: where it is. column: heading and letter of the column; "" where it is the whole row.
        value: what is there. expected: what was expected. done: what was done.
        field: id of the field the column is taken for; "" where it is none.
    """

    file: str
    sheet: str
    row: int
    column: str
    value: str
    expected: str
    done: str
    field: str = ""


@dataclass(frozen=True)
class SheetBid:
    """One row as a bid. What it does not say is not in it, so that nothing that is stored is rubbed out.

    Attributes:
        row: its number. bid_id: its reference, as the register writes it where the bid is there.
        cells: column of the bids table -> value. parts: part of the cost -> pounds. costs: year of the build, from 0,
            -> pounds; empty where the sheet gives none.
        notes: how cells were read, where that was not plain.
    """

    row: int
    bid_id: str
    cells: Mapping[str, Any]
    parts: Mapping[str, float] = field(default_factory=dict)
    costs: Mapping[int, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a sheet holds.

    Attributes:
        file, sheet: where it was read. bids: rows that are bids. faults: what was not taken of them, and rows that
            were not. left: rows left out by design (row number, why): totals, headings, examples, hidden rows.
    """

    file: str
    sheet: str
    bids: tuple[SheetBid, ...]
    faults: tuple[RowFault, ...]
    left: tuple[tuple[int, str], ...]


def read_bids(
    file: str, sheet: Sheet, header: int, columns: Sequence[Column], known: Known, *, hidden_rows: bool = False
) -> Reading:
    """The bids of a sheet.

    Args:
        file: its name, for messages.
        sheet: the sheet.
        header: number of the row of headings.
        columns: what each column is.
        known: what bids may name, and which are in the register.
        hidden_rows: take rows that are hidden in the sheet too.

    Raises:
        DataFault: two columns are taken for one field, or none for the reference of a bid and its title.
    """
    used = [c for c in columns if c.field]
    _check_columns(used)
    desk = _Desk(file, sheet.title, known, used, known, sheet.spans)
    rows, left = [], []
    for row in (r for r in sheet.rows if r.number > header):
        why = desk.why_left(row, hidden_rows)
        if why:
            left.append((row.number, why))
        elif why is not None:
            rows.append(row)
    here = {desk.text(r, _ID): desk.text(r, _TITLE) for r in rows if desk.text(r, _ID)}
    desk = replace(desk, names=replace(known, bids={**here, **known.bids}))
    read = [desk.read(row) for row in rows]
    bids, twice = _without_doubles(desk, [b for b, _ in read if b is not None], left)
    faults = [*(f for _, found in read for f in found), *twice]
    return Reading(file, sheet.title, bids, tuple(sorted(faults, key=lambda f: f.row)), tuple(sorted(left)))


def _check_columns(used: Sequence[Column]) -> None:
    by: dict[str, Column] = {}
    for column in used:
        if column.field in by:
            other = by[column.field]
            raise DataFault(
                f"{other.name} and {column.name} are both taken for {field_of(column.field).label}: choose one of them"
            )
        by[column.field] = column
    if _ID not in by and _TITLE not in by:
        raise DataFault("No column is taken for the bid's reference or the title of its scheme: choose them first")


@dataclass(frozen=True)
class _Desk:
    """What the rows of one sheet are read with; `names` has the bids of the sheet itself among those known.

    `spans`: its merged cells, as `grid.Sheet` has them.
    """

    file: str
    sheet: str
    known: Known
    used: list[Column]
    names: Known
    spans: Mapping[int, tuple[tuple[int, int], ...]]

    def fault(self, row: int, column: str, value: str, expected: str, done: str) -> RowFault:  # noqa: PLR0917
        return RowFault(self.file, self.sheet, row, column, value, expected, done)

    def cell_fault(self, row: Row, column: Column, expected: str, done: str) -> RowFault:
        """What is wrong with one cell."""
        fault = self.fault(row.number, column.name, row.text(column.at), expected, done)
        return replace(fault, field=column.field)

    def text(self, row: Row, field_id: str) -> str:
        return next((row.text(c.at) for c in self.used if c.field == field_id), "")

    def why_left(self, row: Row, hidden_rows: bool) -> str | None:
        """Why a row is no bid; "" where it is one, None where it says nothing in the columns that are used."""
        filled = [row.text(c.at) for c in self.used if row.text(c.at) or c.at in row.faults]
        if not filled:
            return None if not any(row.cells) else "nothing stands in the columns that are used"
        first, title = self.text(row, _ID), self.text(row, _TITLE)
        if first.upper().startswith(EXAMPLE):
            return "an invented example of the template"
        if any(_TOTAL.fullmatch(t) for t in ((first,) if first else (title, row.cells[0]))):
            return "a row of totals"
        if len([c for c in row.cells if c]) == 1:
            return "a heading or a note: one cell of the row is filled"
        if [header_key(row.text(c.at)) for c in self.used] == [header_key(c.heading) for c in self.used]:
            return "the headings again"
        return "hidden in the sheet" if row.hidden and not hidden_rows else ""

    def read(self, row: Row) -> tuple[SheetBid | None, list[RowFault]]:
        """A row as a bid, and what was not taken of it."""
        bid_id, note, fault = self._reference(row)
        if fault is not None:
            return None, [fault]
        there = bid_id in self.known.bids
        out = CELL_STAYS if there else CELL_OUT
        found: dict[str, Any] = {}
        notes, faults = [note] if note else [], []
        for column in self.used:
            text = row.text(column.at)
            if column.field == _ID:
                continue
            if column.at in row.faults:
                faults.append(self.cell_fault(row, column, f"a value, not {row.faults[column.at]}", out))
            elif not is_unknown(text):
                read = read_cell(field_of(column.field), text, column.unit, self.names)
                if read.expected:
                    faults.append(self.cell_fault(row, column, read.expected, out))
                else:
                    found[column.field] = read.value
                notes += [f"{column.heading or column.name}: {read.note}"] if read.note else []
        bid = _bid(row.number, bid_id, found, notes)
        unread = self._unread_year(row, found)
        if unread is not None:
            said = "every year's capital, or a blank in a year without any, before any year is taken"
            return bid, [*faults, self.fault(row.number, "Capital by year", unread, said, YEARS_OUT)]
        bid, late = self._costs(bid, found)
        return bid, [*faults, *late]

    def _unread_year(self, row: Row, found: Mapping[str, Any]) -> str | None:
        """What stands in the first cell of capital by year of which nobody knows how much it is; None: in none.

        Of a cell that is merged over several years nobody knows how much is of each.
        """
        for column in self.used:
            text = row.text(column.at)
            if not column.field.startswith((YEAR, OFFSET)):
                continue
            if text and any(first <= column.at <= last for first, last in self.spans.get(row.number, ())):
                return text
            if column.field not in found and (column.at in row.faults or text.strip().casefold() not in BLANKS):
                return text
        return None

    def _reference(self, row: Row) -> tuple[str, str, RowFault | None]:
        """The reference of a row, a note on how it was come by, and what is wrong where there is none."""
        text, title = self.text(row, _ID), self.text(row, _TITLE)
        column = next((c for c in self.used if c.field == _ID), None)
        if column is not None and column.at in row.faults:
            return "", "", self.cell_fault(row, column, f"a reference, not {row.faults[column.at]}", ROW_OUT)
        if not is_unknown(text):
            if text in self.known.bids:
                return text, "", None
            alike = [b for b in self.known.bids if reference_key(b) == reference_key(text)]
            return (alike[0], f"{text} is {alike[0]} in the register", None) if len(alike) == 1 else (text, "", None)
        titled = [b for b, t in self.known.bids.items() if title and header_key(t) == header_key(title)]
        if len(titled) == 1:
            return titled[0], f"no reference: the register has the title as {titled[0]}", None
        said = "a reference of the bid, such as B12"
        return "", "", self.fault(row.number, column.name if column else "Bid", text, said, ROW_OUT)

    def _costs(self, bid: SheetBid, found: Mapping[str, Any]) -> tuple[SheetBid, list[RowFault]]:
        """The bid with its capital by year of the build: from the first year on in which it costs something."""
        offsets = {int(f.removeprefix(OFFSET)): v for f, v in found.items() if f.startswith(OFFSET)}
        years = {int(f.removeprefix(YEAR)): v for f, v in found.items() if f.startswith(YEAR) and v}
        if years and offsets:
            said = "capital by financial year or by year of the build, not both"
            return bid, [self.fault(bid.row, "", "", said, YEARS_OUT)]
        if years:
            start = bid.cells.get(_START, self.known.starts.get(bid.bid_id))
            first = min(years) if start is None else int(start)
            if min(years) < first:
                said = f"no capital before {year_label(first)}, in which the bid can first start"
                value = f"£{years[min(years)]:,.0f} in {year_label(min(years))}"
                return bid, [self.fault(bid.row, "Capital by year", value, said, YEARS_OUT)]
            offsets = {y - first: v for y, v in years.items()}
            if start is None:
                said = f"earliest start: {year_label(first)}, the first year with a cost"
                bid = replace(bid, cells={**bid.cells, _START: first}, notes=(*bid.notes, said))
        costs = {n: v for n, v in sorted(offsets.items()) if v}
        if costs and _CAPITAL not in bid.cells and bid.bid_id not in self.known.bids:
            total = round(sum(costs.values()), 2)
            said = f"capital: £{total:,.0f}, the sum of its years"
            bid = replace(bid, cells={**bid.cells, _CAPITAL: total}, notes=(*bid.notes, said))
        return replace(bid, costs=costs), []


def _bid(row: int, bid_id: str, found: Mapping[str, Any], notes: Sequence[str]) -> SheetBid:
    cells = {f: v for f, v in found.items() if ":" not in f}
    parts = {f.removeprefix(PART): float(v) for f, v in found.items() if f.startswith(PART)}
    return SheetBid(row, bid_id, cells, parts, {}, tuple(notes))


def _without_doubles(
    desk: _Desk, bids: Sequence[SheetBid], left: list[tuple[int, str]]
) -> tuple[tuple[SheetBid, ...], list[RowFault]]:
    """One row a bid: rows alike count once; of rows that differ none is taken, since which is meant is not known."""
    by: dict[str, list[SheetBid]] = {}
    for bid in bids:
        by.setdefault(bid.bid_id, []).append(bid)
    kept, faults = [], []
    for bid_id, same in by.items():
        if all(replace(b, row=0, notes=()) == replace(same[0], row=0, notes=()) for b in same):
            kept.append(same[0])
            left += [(b.row, f"the same as row {same[0].row}: counted once") for b in same[1:]]
            continue
        for bid in same:
            others = ", ".join(str(b.row) for b in same if b is not bid)
            plural = "s" if len(same) > 2 else ""  # noqa: PLR2004 - more than one other
            said = f"one row a bid; row{plural} {others} has the same reference and says something else"
            faults.append(desk.fault(bid.row, "Bid", bid_id, said, ROW_OUT))
    return tuple(sorted(kept, key=lambda b: b.row)), faults

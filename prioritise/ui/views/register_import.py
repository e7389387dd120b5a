"""What a spreadsheet would do to the register, as the page shows it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.rows import blank
from prioritise.sources.bid_sheets.fields import OFFSET, field_of
from prioritise.sources.bid_sheets.grid import Book, Sheet
from prioritise.sources.bid_sheets.headings import LIKE, SAME, Column, propose
from prioritise.sources.bid_sheets.rows import Reading
from prioritise.store.register_import import CHANGED, NEW, REFUSED, Outcome, Preview
from prioritise.store.register_import import SAME as ALIKE
from prioritise.ui import words
from prioritise.ui.views import conflicts
from prioritise.ui.views.register import WRITTEN

NOT_USED = "Not used"
MOST_SHOWN = 60
"""Letters of a cell or heading that are shown beside a control."""
CHANGE_HEADS = {
    "row_number": ("Row", "Row of the sheet"),
    "bid": ("Bid", "Its reference"),
    "field_name": ("Field", "What would change"),
    "in_register": ("In the register", "As it stands"),
    "in_sheet": ("In the sheet", "As it would be"),
}
NEW_HEADS = {
    "row_number": ("Row", "Row of the sheet"),
    "bid": ("New bid", "Reference and title"),
    "fields_said": ("What the sheet says of it", "Field by field; the rest is not known"),
}
FAULT_HEADS = {
    "row_number": ("Row", "Row of the sheet"),
    "column_name": ("Column", "Heading of the column and its letter"),
    "value_there": ("What is there", "As it stands in the file"),
    "expected": ("What was expected", "What can be read there"),
    "done": ("What is done", "What becomes of the cell or row"),
}


def best_sheet(book: Book) -> str:
    """The sheet with most headings that are known; the first of several."""
    return max(book.sheets, key=lambda s: (len(propose(s).fields), not s.hidden)).title


def sheet_names(book: Book) -> dict[str, str]:
    """Sheets to choose from, hidden ones marked."""
    return {
        s.title: f"{s.title}{' (hidden)' if s.hidden else ''}: {words.plural(len(s.rows), 'row')}" for s in book.sheets
    }


def header_rows(sheet: Sheet, most: int) -> dict[str, str]:
    """Rows that may hold the headings: number -> its first cells."""
    return {str(r.number): f"Row {r.number}: {short(', '.join(c for c in r.cells if c))}" for r in sheet.rows[:most]}


def short(text: str) -> str:
    """A text as it is shown beside a control."""
    tidy = " ".join(text.split())
    return tidy if len(tidy) <= MOST_SHOWN else f"{tidy[: MOST_SHOWN - 1]}…"


def column_label(column: Column) -> str:
    """A column beside its control: its headings, and its first cell."""
    hidden = " (hidden)" if column.hidden else ""
    example = f", such as “{short(column.example)}”" if column.example else ""
    return f"{short(column.name)}{hidden}{example}"


def to_check(columns: Sequence[Column]) -> tuple[list[Column], list[Column]]:
    """Columns that somebody should look at (not used, or only like a heading we know), and those told by name."""
    sure = [c for c in columns if c.field and c.how == SAME]
    return [c for c in columns if c not in sure], sure


def columns_answer(columns: Sequence[Column]) -> str:
    """How the headings were understood, in a sentence."""
    sure, like = sum(c.how == SAME for c in columns), sum(c.how == LIKE for c in columns)
    said = f"{words.plural(sure, 'heading')} of {len(columns)} understood"
    said += f", {like} only like one we know" if like else ""
    unused = sum(not c.field for c in columns)
    return f"{said}; {words.plural(unused, 'column')} not used."


def answer(found: Preview) -> str:
    """What the sheet would do, in a sentence."""
    refused, changed = len(_rows_out(found)), found.count(CHANGED)
    counted = (
        (found.count(NEW), words.plural(found.count(NEW), "new bid")),
        (changed, f"{words.plural(changed, 'bid')} changed"),
        (found.count(ALIKE), f"{found.count(ALIKE)} the same as the register"),
        (refused, f"{words.plural(refused, 'row')} not taken"),
    )
    parts = [said for count, said in counted if count] or ["No row of a bid was found"]
    cells = sum(f.row not in _rows_out(found) for f in found.reading.faults)
    more = f" {words.plural(cells, 'cell')} of the rows that are taken could not be read." if cells else ""
    return f"{', '.join(parts)}.{more} Nothing is saved yet."


def _rows_out(found: Preview) -> set[int]:
    """Rows that are not taken at all: refused, or with no bid to be told."""
    bids = {line.row for line in found.lines if line.state != REFUSED}
    return {line.row for line in found.lines if line.state == REFUSED} | {
        f.row for f in found.reading.faults if f.row not in bids
    }


def names_of(case: Case) -> dict[str, str]:
    """Code of a practice, site or cluster -> its name with its code."""
    practices = case.table("practices")
    return {
        **conflicts.names(practices.dropna(subset=["cluster_code"]), "cluster_code", "cluster_name"),
        **conflicts.names(case.table("sites"), "site_code", "name"),
        **conflicts.names(practices, "practice_code", "name"),
    }


def changed_rows(found: Preview, names: Mapping[str, str]) -> pd.DataFrame:
    """One row a field that the register has otherwise: of which bid, as it stands, and as the sheet has it."""
    rows = [
        (f"Row {line.row}", line.bid_id, field_of(c.field).label, value_words(c.field, c.before, names),
         value_words(c.field, c.after, names))
        for line in found.lines if line.state == CHANGED for c in line.changes
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(CHANGE_HEADS))


def new_rows(found: Preview, names: Mapping[str, str]) -> pd.DataFrame:
    """One row a bid that the register does not have: all the sheet says of it."""
    rows = [
        (f"Row {line.row}", f"{line.bid_id}: {line.title}",
         "; ".join(f"{field_of(c.field).label}: {value_words(c.field, c.after, names)}"
                   for c in line.changes if c.field != "title"))
        for line in found.lines if line.state == NEW
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(NEW_HEADS))


def read_words(found: Preview) -> list[str]:
    """How cells were read that were not plain, a line a row."""
    return [f"Row {line.row} ({line.bid_id}): {'; '.join(line.notes)}." for line in found.lines if line.notes]


def value_words(field_id: str, value: Any, names: Mapping[str, str]) -> str:
    """A value of a field in words, codes with their names."""
    if blank(value):
        return "None" if field_id.startswith(OFFSET) else words.NOT_KNOWN
    spec = field_of(field_id).spec
    if spec.kind == "ids":
        return ", ".join(names.get(v, v) for v in value)
    written = WRITTEN.get(spec.kind)
    if written is not None:
        return written(value)
    if spec.choices:
        return words.CHOICE_WORDS.get(str(value), str(value))
    return f"{value:,g}" if isinstance(value, int | float) else names.get(str(value), str(value))


def same_words(found: Preview) -> str:
    """The bids of which the sheet says what the register has; "" where there is none."""
    same = [line.bid_id for line in found.lines if line.state == ALIKE]
    return f"The same as the register: {', '.join(same)}." if same else ""


def faults(reading: Reading) -> pd.DataFrame:
    """One row a row or cell that is not taken."""
    return pd.DataFrame(
        {
            "row_number": [f"Row {f.row}" for f in reading.faults],
            "column_name": [f.column or "The whole row" for f in reading.faults],
            "value_there": [f.value or "blank" for f in reading.faults],
            "expected": [f.expected for f in reading.faults],
            "done": [f.done for f in reading.faults],
        }
    )


def faults_file(reading: Reading) -> pd.DataFrame:
    """The same to take away, with the file and the sheet."""
    rows = [(f.file, f.sheet, f.row, f.column, f.value, f.expected, f.done) for f in reading.faults]
    return pd.DataFrame(rows, columns=["file", "sheet", "row", "column", "value", "expected", "done"])


def left_words(reading: Reading) -> list[str]:
    """Rows left out by design, those of one reason together."""
    by: dict[str, list[str]] = {}
    for row, why in reading.left:
        by.setdefault(why, []).append(str(row))
    return [f"Row{'s' if len(rows) > 1 else ''} {', '.join(rows)}: {why}." for why, rows in by.items()]


def to_save(found: Preview) -> dict[str, str]:
    """Bids that would be saved: reference -> reference and title."""
    return {line.bid_id: f"{line.bid_id}: {short(line.title)}" for line in found.lines if line.file}


def outcome_words(outcome: Outcome) -> str:
    """What became of the rows, in a sentence."""
    kept = ", ".join(outcome.saved)
    said = f"{words.plural(len(outcome.saved), 'bid')} saved: {kept}." if outcome.saved else "No bid was saved."
    held = len(outcome.newer) + len(outcome.refused)
    return f"{said} {words.plural(held, 'bid')} could not be saved: see below." if held else said


def units_note(columns: Sequence[Column], units: Mapping[int, str]) -> str:
    """Columns of money that are not in pounds, in a sentence; "" where all are."""
    told = [f"{short(c.name)} in {units[c.unit]}" for c in columns
            if c.field and field_of(c.field).is_money and c.unit != 1]  # fmt: skip
    return f"Read in another unit: {'; '.join(told)}." if told else ""

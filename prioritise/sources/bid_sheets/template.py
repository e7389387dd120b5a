"""The workbook to fill in, whose headings map by themselves: empty, or with the bids as they stand."""

from collections.abc import Iterable, Mapping
from typing import Any

from prioritise.case.workbook import VALIDATED_ROWS, SheetBook, note_of, put_cell, put_text
from prioritise.sources.bid_sheets.fields import BUILD_YEARS, OFFSET, PART, STATIC, Field, field_of
from prioritise.sources.bid_sheets.rows import EXAMPLE

SHEET, HEADER_ROW = "Bids", 2
"""Name of the sheet, and its row of headings counted from nought."""
TITLE = "Bids for the register"
READ_ME = (
    "One row a bid. A blank cell is unknown, never nought. Several practices in one cell are parted by semicolons. "
    "Rest the pointer on a heading to see what it means."
)
EXAMPLES_SAID = f"Rows whose reference begins with {EXAMPLE} are synthetic (invented) and are never read."
EXAMPLES: tuple[Mapping[str, Any], ...] = (
    {
        "bid_id": f"{EXAMPLE} 1", "title": "Extend a surgery by three rooms (invented)", "kind": "extension",
        "practice_codes": ("X00001",), "capital_gbp": 1_200_000.0, "added_area_m2": 150.0, "added_rooms": 3,
        "earliest_start": 2027, "stage": "OBC", "lifecycle": "submitted", "part:works": 900_000.0,
        "part:fees": 120_000.0, "part:contingency": 90_000.0, "part:vat": 90_000.0, "offset:0": 400_000.0,
        "offset:1": 800_000.0,
    },
    {
        "bid_id": f"{EXAMPLE} 2", "title": "New telephone system (invented)", "kind": "technology",
        "practice_codes": ("X00001", "X00002"), "capital_gbp": 45_000.0, "stage": "EOI",
    },
)  # fmt: skip
"""Rows that show how it is filled in, by field."""


def fields() -> tuple[Field, ...]:
    """Every field of the workbook, in order of its columns."""
    return tuple(field_of(i) for i in (*STATIC, *(f"{OFFSET}{n}" for n in range(BUILD_YEARS))))


def heading(of: Field) -> str:
    """The heading of a field: its label with its unit."""
    unit = f" ({of.spec.unit})" if of.spec.unit in ("£", "£ a year", "m2") else ""
    return f"{of.label}{unit}"


def bid_workbook(bids: Iterable[Mapping[str, Any]] = (), *, examples: bool = True) -> bytes:
    """The workbook.

    Args:
        bids: rows to fill in, each by field id (`fields.STATIC`, `offset:0`).
        examples: with the invented rows.
    """
    book = SheetBook(TITLE)
    sheet = book.book.add_worksheet(SHEET)
    rows = [*(EXAMPLES if examples else ()), *bids]
    sheet.write_string(0, 0, f"{TITLE}. {READ_ME}", book.bold)
    sheet.write_string(1, 0, EXAMPLES_SAID if examples else "")
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    for at, of in enumerate(fields()):
        text = heading(of)
        put_text(sheet, HEADER_ROW, at, text, book.bold if of.spec.required else book.plain)
        sheet.set_column(at, at, max(12, min(len(text) + 2, 40)))
        sheet.write_comment(HEADER_ROW, at, note_of(of.spec), {"author": "Prioritise", "x_scale": 2, "y_scale": 1.5})
        if of.spec.choices:
            rule = {"validate": "list", "source": list(of.spec.choices), "error_type": "warning"}
            sheet.data_validation(HEADER_ROW + 1, at, VALIDATED_ROWS, at, rule)
        for n, row in enumerate(rows, start=HEADER_ROW + 1):
            value = row.get(of.id)
            put_cell(book, sheet, (n, at), of.spec.kind, value)
    return book.finish()


def row_of(
    bid: Mapping[str, Any], costs: Iterable[Mapping[str, Any]], parts: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """A bid of the register (its own row, its rows of `bid_costs` and of `bid_cost_parts`) as a row of the workbook."""
    return {
        **bid,
        **{f"{PART}{p['part']}": p["capital_gbp"] for p in parts},
        **{f"{OFFSET}{c['year_offset']}": c["capital_gbp"] for c in costs},
    }

"""A spreadsheet of bids as people keep them, with every awkward thing met in real ones; made afresh, all invented."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook

FILE, SHEET, HEADER = "LEF bids (final v3).xlsx", "2027 round", 5
HEADINGS = (
    "Ref", "Scheme name", "Lead practice(s)", "PCN", "Type of scheme", "BC stage", "Capital cost", "VAT", "Prof. fees",
    "Contingency %", "2027/28", "2028/29", "Start on site", "m² added", "Clinical rooms", "Work started", "Summry",
    "Chair's remarks",
)  # fmt: skip
"""Those of columns G to I and K, L stand under a merged heading that says £k."""


def rough_workbook(change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    """The workbook; `change` may alter its sheet before it is saved.

    Rows 6 to 8 are good, 9 is a heading among them, 10 to 13 have a fault each, 14 is hidden, 15 and 16 are one bid
    twice, 17 has no reference, 18 is a total, 19 a note.
    """
    book = Workbook()
    book.active.title = "Read me"
    book.active["A1"] = "Kept by the estates team"
    sheet = book.create_sheet(SHEET)
    sheet["A1"] = "Estates bids 2027"
    sheet.merge_cells("A1:R1")
    sheet["A2"] = "Draft, not for circulation"
    sheet["G4"] = "£k"
    sheet.merge_cells("G4:I4")
    sheet["K4"] = "Cash flow (£000)"
    sheet.merge_cells("K4:L4")
    rows: list[list[Any]] = [
        list(HEADINGS),
        ["B1", "One", "P1", None, "Extension", "Outline Business Case", "£1.2m", 200, 100.5, 0.1, 400, 800,
         dt.datetime(2027, 6, 1), "120 m2", 3, "N", "Full lists", "ask again"],
        ["b 2", "Two (renamed)", None, None, None, "fbc", "2,500", None, None, None, None, None, None, None, None, "Y",
         None, None],
        ["N1", "=cmd|' /C calc'!A0", "Oak Surgery; P2", "North PCN", "new build", "EOI", 1500, "TBC", None, None, None,
         None, 46661, None, "n/a", None, "<script>alert(1)</script>", None],
        ["North area", None],
        ["N2", "Lost practice", "Oak Surgry", None, "Extension", "EOI", 10, None, None, None, None, None, None, None,
         None, None, None, None],
        ["N3", "Bad cells", "P1", None, "Palace", "SOC", "about 3", None, None, None, None, None, "soon", None, None,
         "maybe", None, None],
        ["N4", "Formula", "P2", None, "Extension", "PID", "=G6*2", None, None, None, None, None, None, None, None, None,
         None, None],
        ["N5", "Years do not sum", "P2", None, "Extension", "PID", 900, None, None, None, 400, 400, "Apr-27", None,
         None, None, None, None],
        ["N6", "Hidden away", "P1", None, "Land", "EOI", 5, None, None, None, None, None, None, None, None, None, None,
         None],
        ["N7", "Twice", "P1", None, "Land", "EOI", 5, None, None, None, None, None, None, None, None, None, None, None],
        ["N7", "Twice", "P1", None, "Land", "EOI", 6, None, None, None, None, None, None, None, None, None, None, None],
        [None, "No reference", "P1", None, "Land", "EOI", 5, None, None, None, None, None, None, None, None, None, None,
         None],
        ["Total", None, None, None, None, None, "=SUM(G6:G17)", None, None, None, None, None, None, None, None, None,
         None, None],
        ["Figures as at March", None],
    ]  # fmt: skip
    for row, cells in enumerate(rows, start=HEADER):
        for column, value in enumerate(cells, start=1):
            cell = sheet.cell(row, column, value)
            if isinstance(value, str) and value.startswith("=cmd"):
                cell.data_type = "s"
    for row in range(HEADER + 1, sheet.max_row + 1):
        sheet.cell(row, 10).number_format = "0%"
    sheet.row_dimensions[14].hidden = True
    change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

"""How a sheet of the workbook looks: headings, widths, number formats, frozen panes and paper, in one place."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

import pandas as pd
import xlsxwriter

from prioritise.case.neutral import starts_formula
from prioritise.record.words import shortened

Kind = Literal["text", "wrap", "money", "pence", "whole", "decimal", "percent", "scale", "date"]
# A fixed day of making: the same run gives the same bytes.
MADE = dt.datetime(2026, 1, 1)
FORMATS: dict[str, dict[str, Any]] = {
    "text": {"valign": "top", "indent": 1},
    "wrap": {"valign": "top", "text_wrap": True, "indent": 1},
    "money": {"valign": "top", "num_format": "£#,##0"},
    "pence": {"valign": "top", "num_format": "£#,##0.00"},
    "whole": {"valign": "top", "num_format": "#,##0"},
    "decimal": {"valign": "top", "num_format": "#,##0.0##"},
    "percent": {"valign": "top", "num_format": "0%"},
    "scale": {"valign": "top", "num_format": "0.0#%"},
    "date": {"valign": "top", "num_format": "d mmm yyyy"},
    "heading": {"bold": True, "indent": 1, "text_wrap": True, "valign": "bottom", "bottom": 1, "bg_color": "#E9EEF4"},
    "total_money": {"bold": True, "top": 1, "num_format": "£#,##0"},
    "total_pence": {"bold": True, "top": 1, "num_format": "£#,##0.00"},
    "total_text": {"bold": True, "top": 1},
    "title": {"bold": True, "font_size": 16},
    "note": {"italic": True, "text_wrap": True, "valign": "top"},
    "warning": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#FFF1CC", "border": 1},
    "label": {"bold": True, "valign": "top", "text_wrap": True},
    "above": {"bold": True, "valign": "top"},
}
# The formats in which text is written.
WORDS = ("text", "wrap", "heading", "total_text", "title", "note", "warning", "label", "above")
WIDTHS: dict[Kind, int] = {
    "text": 16,
    "wrap": 44,
    "money": 13,
    "pence": 15,
    "whole": 11,
    "decimal": 10,
    "percent": 9,
    "scale": 9,
    "date": 13,
}
A4 = 9
ACROSS = 235
"""Characters of a row that are still read with ease on one page across."""
LINE_PT, MOST_PT = 15, 405
NARROW = 0.95
"""Width of a usual letter, of that of a figure, by which columns are measured."""
CELL_LIMIT = 32_767  # characters a cell may hold; a longer text would be left out whole


@dataclass(frozen=True)
class Column:
    """One column of a sheet: the frame's column, its heading, how it is written, its width in characters (0: usual)."""

    name: str
    heading: str
    kind: Kind = "text"
    width: int = 0


def _lines(text: Any, width: int) -> int:
    """How many lines a text takes in a column."""
    return sum(max(1, math.ceil(len(part) * NARROW / width)) for part in str(text).split("\n")) if text else 1


def _height(lines: int) -> float:
    """Height of a row of so many lines, in points."""
    return min(LINE_PT * lines, MOST_PT)


class Book:
    """A workbook being written to a path or a stream; text is never run as a formula or made a link.

    Args:
        target: path or stream.
        banner: a warning that stands on every sheet, on screen and on paper; "" for none.
    """

    def __init__(self, target: str | BinaryIO, banner: str = "") -> None:
        self._banner = banner
        options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
        self._book = xlsxwriter.Workbook(target, {**options, "in_memory": True})
        self._book.set_properties({"created": MADE, "title": "Ranked bids", "comments": "Made by Prioritise"})
        self._formats = {name: self._book.add_format(spec) for name, spec in FORMATS.items()}
        # The spreadsheet's own mark for "this is text", where the text looks like a formula.
        self._quoted = {name: self._book.add_format({**FORMATS[name], "quote_prefix": True}) for name in WORDS}

    def close(self) -> None:
        """Write the file."""
        self._book.close()

    def sheet(self, name: str) -> Any:
        """Add an empty sheet that prints on A4 landscape, one page wide."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        if self._banner:
            sheet.set_header(f"&C&B{self._banner}")
        sheet.set_footer("&L&A&RPage &P of &N")
        return sheet

    def table(  # noqa: PLR0913 - one argument a part of the sheet
        self,
        name: str,
        note: str,
        frame: pd.DataFrame,
        columns: Sequence[Column],
        *,
        freeze: int = 0,
        total: str = "",
    ) -> None:
        """Add a sheet with a note, headings and one row a row of the frame.

        Args:
            name: name of the sheet.
            note: what the rows are, in a sentence, above the headings.
            frame: the rows, in order.
            columns: what to show, in order.
            freeze: how many columns stay in view.
            total: words for a last row that sums the money columns; "" for none.
        """
        sheet = self.sheet(name)
        self._words(sheet, (0, 0), note, "above")
        self._words(sheet, (1, 0), self._banner, "above")
        self._sizes(sheet, frame, columns, freeze)
        for at, column in enumerate(columns):
            self._words(sheet, (2, at), column.heading, "heading")
            for row, value in enumerate(frame[column.name].tolist(), start=3):
                self._write(sheet, row, at, value, column.kind)
        sheet.freeze_panes(3, freeze)
        sheet.repeat_rows(2)
        if len(frame):
            sheet.autofilter(2, 0, 2 + len(frame), len(columns) - 1)
        if total:
            self._total(sheet, 3 + len(frame), total, frame, columns)

    def _sizes(self, sheet: Any, frame: pd.DataFrame, columns: Sequence[Column], freeze: int) -> None:
        """Set the widths, the rows as high as their texts need, and over how many pages the width is printed."""
        widths = [c.width or WIDTHS[c.kind] for c in columns]
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        sheet.set_row(2, _height(max((_lines(c.heading, w) for c, w in zip(columns, widths, strict=True)), default=1)))
        wrapped = [(frame[c.name].tolist(), w) for c, w in zip(columns, widths, strict=True) if c.kind == "wrap"]
        for row in range(len(frame)):
            most = max((_lines(cells[row], width) for cells, width in wrapped), default=1)
            if most > 1:
                sheet.set_row(3 + row, _height(most))
        kept = sum(widths[:freeze])
        pages = 1 + max(0, math.ceil((sum(widths) - ACROSS) / max(ACROSS - kept, 1)))
        sheet.fit_to_pages(pages, 0)
        if pages > 1 and freeze:
            sheet.repeat_columns(0, freeze - 1)

    def lines(self, name: str, lines: Sequence[tuple[str, str, str]], widths: tuple[int, int] = (24, 110)) -> None:
        """Add a sheet of plain lines: (style, label, text); a line without a label fills both columns."""
        sheet = self.sheet(name)
        sheet.set_column(0, 0, widths[0])
        sheet.set_column(1, 1, widths[1])
        for row, (style, label, text) in enumerate(lines):
            if label:
                self._words(sheet, (row, 0), label, "label")
                self._words(sheet, (row, 1), text, style)
                sheet.set_row(row, _height(max(_lines(label, widths[0]), _lines(text, widths[1]))))
            elif text and style != "title":
                sheet.merge_range(row, 0, row, 1, "", self._formats[style])
                self._words(sheet, (row, 0), text, style)
                sheet.set_row(row, _height(_lines(text, sum(widths))))
            else:
                self._words(sheet, (row, 0), text, style)

    def _words(self, sheet: Any, cell: tuple[int, int], text: str, style: str) -> None:
        """Write text in a style, cut to what a cell may hold and marked as text where it looks like a formula."""
        text = shortened(text, CELL_LIMIT)
        sheet.write_string(*cell, text, (self._quoted if starts_formula(text) else self._formats)[style])

    def _write(self, sheet: Any, row: int, at: int, value: Any, kind: Kind) -> None:
        if value is None or (not isinstance(value, (str, tuple)) and pd.isna(value)):
            return
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if isinstance(value, tuple):
            value = ", ".join(str(v) for v in value)
        if isinstance(value, str):
            self._words(sheet, (row, at), value, kind if kind in WORDS else "text")
        elif isinstance(value, (dt.date, pd.Timestamp)):
            sheet.write_datetime(row, at, value, self._formats["date"])
        else:
            sheet.write_number(row, at, float(value), self._formats[kind])

    def _total(self, sheet: Any, row: int, words: str, frame: pd.DataFrame, columns: Sequence[Column]) -> None:
        for at, column in enumerate(columns):
            if column.kind in ("money", "pence"):
                total = round(float(frame[column.name].sum()), 2)
                sheet.write_number(row, at, total, self._formats[f"total_{column.kind}"])
            else:
                self._words(sheet, (row, at), words if at == 0 else "", "total_text")

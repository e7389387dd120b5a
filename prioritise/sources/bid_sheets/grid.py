"""A spreadsheet as it is, before anything is understood: sheets of rows of cell texts, hidden ones marked.

A formula counts as the value that was stored for it, and is never worked out.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import iterparse

from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import get_column_letter, range_boundaries

from prioritise.case.archive import MEGABYTE, check_size, open_zip, read_member
from prioritise.case.csvfile import CONTROL
from prioritise.case.workbook_file import UNREADABLE, plain_text, refuse_entities
from prioritise.errors import DataFault
from prioritise.sources.headers import HEADER_ROWS
from prioritise.sources.opening import decode, records
from prioritise.sources.reading import delimiters_of

MAX_PARTS_BYTES = 20 * MEGABYTE
"""Largest total of a workbook's parts, unpacked, pictures apart: a register of bids is a fiftieth of it."""
MAX_CELLS = 500_000
"""Most cells of one sheet, blank ones between others included; and most that are merged with others."""
_SCALED = re.compile(r"[0#?](,+)(?![0#?,])")
_SAID_BEHIND = re.compile(r"""["\\]? ?\b(k|m|mn|bn|million|thousand)\b"?\s*\)?$""", re.IGNORECASE)
_THOUSAND = 1000


@dataclass(frozen=True)
class Row:
    """One row that holds something.

    Attributes:
        number: its number in the sheet, or the line of the file it begins on.
        cells: its texts, "" where blank; dates ISO.
        hidden: it is hidden in the sheet.
        faults: column (from 0) -> why nothing could be read there: a formula without a stored value, an Excel error.
    """

    number: int
    cells: tuple[str, ...]
    hidden: bool = False
    faults: Mapping[int, str] = field(default_factory=dict)

    def text(self, at: int) -> str:
        """The text of a column; "" beyond the last."""
        return self.cells[at] if at < len(self.cells) else ""


@dataclass(frozen=True)
class Sheet:
    """One sheet; a text file is one sheet.

    Attributes:
        title: its name. rows: those that hold something, in order.
        hidden: the sheet is hidden. hidden_columns: columns (from 0) that are.
        spans: row number -> merged cells of several columns in it: first and last column (from 0).
    """

    title: str
    rows: tuple[Row, ...]
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    spans: Mapping[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Number of columns."""
        return max((len(r.cells) for r in self.rows), default=0)


@dataclass(frozen=True)
class Book:
    """A file: its name without folders, and its sheets that hold something."""

    name: str
    sheets: tuple[Sheet, ...]


def letter(at: int) -> str:
    """A column as a spreadsheet names it: 0 is A."""
    return str(get_column_letter(at + 1))


def open_book(name: str, content: bytes) -> Book:
    """Open a workbook (.xlsx) or a text file (.csv). What it is goes by what is in it.

    Raises:
        DataFault: it cannot be read, holds nothing, or is beyond the limits of every upload (`case.archive`).
    """
    short = Path(name.replace("\\", "/")).name
    check_size(short, len(content))
    sheets = _of_workbook(short, content) if content[:2] == b"PK" else (_of_text(short, content),)
    filled = tuple(s for s in sheets if s.rows)
    if not filled:
        raise DataFault(f"{short} is empty: a sheet with a row of headings and a row a bid was expected")
    return Book(short, filled)


def _of_text(name: str, content: bytes) -> Sheet:
    text, _ = decode(content, name)
    best: list[tuple[int, list[str]]] = []
    widest = 0
    for delimiter in delimiters_of(text):
        rows = [(n, cells) for n, cells, _ in records(text, delimiter, name)]
        width = sum(sum(bool(c.strip()) for c in cells) for _, cells in rows[:HEADER_ROWS])
        if width > widest:
            best, widest = rows, width
    _check_count(name, "The file", sum(len(cells) for _, cells in best))
    tidy = [(n, tuple(_tidy(c) for c in cells)) for n, cells in best]
    return Sheet(Path(name).stem, tuple(Row(n, cells) for n, cells in tidy if any(cells)))


def _tidy(text: str) -> str:
    return CONTROL.sub("", text.replace("\xa0", " ")).strip()


def _check_count(name: str, what: str, cells: int) -> None:
    if cells > MAX_CELLS:
        raise DataFault(
            f"{name}: {what} has more than {MAX_CELLS:,} cells, blank ones between others included: copy the "
            "bids to a sheet of their own"
        )


def _of_workbook(name: str, content: bytes) -> tuple[Sheet, ...]:
    archive = open_zip(name, content)
    if "[Content_Types].xml" not in archive.namelist():
        raise DataFault(f"{name} is a zip, not a workbook: take the spreadsheet out of it first")
    refuse_entities(name, archive)
    parts = [m for m in archive.infolist() if m.filename.endswith(".xml")]
    size = sum(m.file_size for m in parts)
    if size > MAX_PARTS_BYTES:
        raise DataFault(
            f"{name}: its sheets unpack to {size / MEGABYTE:,.0f} MB, and {MAX_PARTS_BYTES // MEGABYTE} MB is the "
            "most that is read here: copy the bids to a workbook of their own"
        )
    try:
        _refuse_wide_merges(name, archive)
        return _sheets(name, content, any(b"<f" in read_member(name, archive, m.filename) for m in parts))
    except UNREADABLE as fault:
        raise DataFault(
            f"{name} cannot be read as a workbook: {fault}. Open and save it in Excel, and try again"
        ) from fault


def _refuse_wide_merges(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse merged cells that go far beyond any list of bids: each cell of them would be made."""
    for member in archive.namelist():
        part = read_member(name, archive, member) if member.endswith(".xml") else b""
        if b"mergeCell" not in part:
            continue
        cells = 0
        for _, tag in iterparse(io.BytesIO(part)):  # noqa: S314 - no part declares an entity (`refuse_entities`)
            if tag.tag.endswith("}mergeCell"):
                left, top, right, bottom = range_boundaries(tag.get("ref", ""))
                cells += (right - left + 1) * (bottom - top + 1)
            tag.clear()
        _check_count(name, f"merged cells of {Path(member).stem}: the sheet", cells)


def _sheets(name: str, content: bytes, formulas: bool) -> tuple[Sheet, ...]:
    written = load_workbook(io.BytesIO(content), keep_links=False)
    stored = load_workbook(io.BytesIO(content), keep_links=False, data_only=True) if formulas else written
    return tuple(_sheet(name, sheet, stored[sheet.title]) for sheet in written.worksheets)


def _sheet(name: str, sheet: Any, stored: Any) -> Sheet:
    _check_count(name, f"the sheet {sheet.title}", sheet.max_row * sheet.max_column)
    rows = []
    for cells, values in zip(sheet.iter_rows(), stored.iter_rows(), strict=True):
        number = int(cells[0].row)
        read = [_cell(c, v.value) for c, v in zip(cells, values, strict=True)]
        faults = {at: fault for at, (_, fault) in enumerate(read) if fault}
        texts = [text for text, _ in read]
        while texts and not texts[-1] and len(texts) - 1 not in faults:
            texts.pop()
        if texts:
            rows.append(Row(number, tuple(texts), bool(sheet.row_dimensions[number].hidden), faults))
    return Sheet(str(sheet.title), tuple(rows), sheet.sheet_state != "visible", _hidden_columns(sheet), _spans(sheet))


def _cell(cell: Any, value: Any) -> tuple[str, str]:
    """Text of a cell, and why there is none where there should be one."""
    if cell.value is None:
        return "", ""
    formula = cell.data_type == "f"
    if formula and value is None:
        return str(getattr(cell.value, "text", cell.value)), "a formula that Excel has not worked out and saved"
    if cell.data_type == "e" or (formula and value in ERROR_CODES):
        return str(value), "an Excel error"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, str(cell.number_format).partition(";")[0])
    return _tidy(plain_text(value)), ""


def _number(value: float, shown: str) -> tuple[str, str]:
    """A number as its format has people read it: a percentage, or with the k or m that the format puts behind it.

    Args:
        value: as it is stored.
        shown: the format.
    """
    text = _tidy(plain_text(value))
    if "%" in shown:
        return f"{round(value * 100, 10):g}%", ""
    said = _SAID_BEHIND.search(shown)
    if scaled := _SCALED.search(shown):
        if said is None:
            shown_in = "thousands" if len(scaled[1]) == 1 else "millions"
            return text, f"{text}, which its format shows as a number of {shown_in}"
        return f"{_tidy(plain_text(value / _THOUSAND ** len(scaled[1])))}{said[1]}", ""
    return f"{text}{said[1]}" if said else text, ""


def _hidden_columns(sheet: Any) -> frozenset[int]:
    return frozenset(
        at - 1
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for at in range(dimension.min or 1, min(dimension.max or 0, sheet.max_column) + 1)
    )


def _spans(sheet: Any) -> dict[int, tuple[tuple[int, int], ...]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for area in sheet.merged_cells.ranges:
        if area.max_col > area.min_col:
            found.setdefault(int(area.min_row), []).append((area.min_col - 1, area.max_col - 1))
    return {row: tuple(sorted(areas)) for row, areas in found.items()}

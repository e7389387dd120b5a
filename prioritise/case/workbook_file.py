"""Reading a workbook into cell texts: one sheet a table, values only; a formula is never worked out."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.exceptions import InvalidFileException

from prioritise.case.archive import UNREADABLE_ZIP, read_member
from prioritise.case.csvfile import CONTROL, RawTable
from prioritise.case.log import CELL_OUT, Log
from prioritise.errors import DataFault

MAX_SHEET_CELLS = 2_000_000
"""Most cells of one sheet, blank ones between others included."""
MAX_SHEET_ROWS = 1_048_576
"""Rows of the longest sheet Excel can hold."""

UNREADABLE = (
    *UNREADABLE_ZIP,
    InvalidFileException,
    ParseError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    AssertionError,
)
"""What openpyxl raises on a workbook whose insides are not as they should be."""


def refuse_entities(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse XML that declares its own entities, which no spreadsheet program writes.

    Raises:
        DataFault: a part of the workbook does, or cannot be unpacked.
    """
    for member in archive.namelist():
        if member.endswith((".xml", ".rels")) and b"<!DOCTYPE" in read_member(name, archive, member):
            raise DataFault(f"{name} is not a workbook as Excel writes it ({member} declares a document type)")


def read_sheets(name: str, content: bytes, wanted: frozenset[str], log: Log) -> tuple[dict[str, RawTable], list[str]]:
    """The wanted sheets as text by table name, and the names of the other sheets.

    Raises:
        DataFault: the workbook cannot be read, or a sheet is too large.
    """
    try:
        return _read(name, content, wanted, log)
    except UNREADABLE as fault:
        raise DataFault(
            f"{name} cannot be read as a workbook: {fault}. Open and save it in Excel, and try again"
        ) from fault


def _read(name: str, content: bytes, wanted: frozenset[str], log: Log) -> tuple[dict[str, RawTable], list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    values: Any = None
    found: dict[str, RawTable] = {}
    other: list[str] = []
    for sheet in book.worksheets:
        table = sheet.title.strip().casefold().replace(" ", "_")
        if table not in wanted or table in found:
            other.append(sheet.title)
            continue
        rows = list(_cells(name, sheet))
        stored: dict[int, list[Any]] = {}
        if any(kind == "f" for _, cells in rows for _, kind in cells):
            values = values or openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            stored = {line: [v for v, _ in cells] for line, cells in _cells(name, values[sheet.title])}
        raw = _table(table, rows, stored, log)
        if raw is not None:
            found[table] = raw
    return found, other


def _cells(name: str, sheet: Any) -> Iterator[tuple[int, list[tuple[Any, str]]]]:
    """Row number and (value, type) of the cells of each row that has any.

    The size a sheet states is not believed: cells are counted as they come.
    """
    sheet.reset_dimensions()
    count = 0
    for line, row in enumerate(sheet.iter_rows(max_row=MAX_SHEET_ROWS), start=1):
        count += len(row)
        if count > MAX_SHEET_CELLS:
            raise DataFault(f"{name}: the sheet {sheet.title} has more than {MAX_SHEET_CELLS:,} cells; use CSV files")
        cells = [(c.value, str(c.data_type)) for c in row]
        if any(value is not None for value, _ in cells):
            yield line, cells


def _table(
    table: str, rows: list[tuple[int, list[tuple[Any, str]]]], stored: dict[int, list[Any]], log: Log
) -> RawTable | None:
    if not rows:
        log.refuse("empty_file", table, "the sheet is empty: not even a header row", done="table left out")
        return None
    header = tuple(plain_text(value) for value, _ in rows[0][1])
    texts: list[list[str]] = []
    lines: list[int] = []
    formulas: list[int] = []
    for line, cells in rows[1:]:
        known = stored.get(line, [])
        text = []
        for at, cell in enumerate(cells):
            column = header[at] if at < len(header) else ""
            text.append(_cell((table, line, column), cell, known[at] if at < len(known) else None, log))
        formulas += [line] if any(kind == "f" for _, kind in cells) else []
        if any(text):
            texts.append(text + [""] * (len(header) - len(text)))
            lines.append(line)
    if formulas:
        log.note(
            "formula",
            table,
            f"{len(formulas):,} rows hold formulas",
            row=formulas[0],
            done="the values Excel stored for them are used; no formula is worked out",
        )
    return RawTable(table, header, texts, lines)


def _cell(place: tuple[str, int, str], cell: tuple[Any, str], stored: Any, log: Log) -> str:
    """Text of one cell at (table, line, column); a formula counts as the value Excel stored for it."""
    table, line, column = place
    value, kind = cell
    if kind == "f" and stored is None:
        said = f"{column}: the cell is a formula with no stored value; open and save the workbook in Excel"
        log.refuse("formula_without_value", table, said, row=line, column=column, value=value, done=CELL_OUT)
        return ""
    if kind == "f":
        value = stored
    if kind == "e" or (kind == "f" and isinstance(value, str) and value in ERROR_CODES):
        said = f"{column}: the cell holds the Excel error {value}"
        log.refuse("excel_error", table, said, row=line, column=column, value=value, done=CELL_OUT)
        return ""
    text = plain_text(value)
    if CONTROL.search(text):
        said = f"{column}: the cell holds characters that cannot be printed"
        log.doubt("control_characters", table, said, row=line, column=column, done="characters removed")
        text = CONTROL.sub("", text)
    return text


def plain_text(value: Any) -> str:
    """A cell as the text a CSV file would hold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value).strip()

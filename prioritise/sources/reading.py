"""Read an official file whatever its wrapping: encoding, byte-order mark, zip or gzip, title rows, odd header names.

Every cell is text, stripped; a blank is "". The index is the true line of the file on which the row begins, so that a
refused row can be found again in a text editor.
"""

import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from prioritise.errors import DataFault

MAX_BYTES = 400_000_000
HEADER_ROWS = 30
_BRACKETS = re.compile(r"\([^)]*\)")
_GAPS = re.compile(r"[\s._\-]+")
_SHOWN_COLUMNS = 12
_LONGEST_ROW = 200  # lines; beyond it a cell has swallowed the rows below


@dataclass(frozen=True)
class Field:
    """A column that a source needs: our name for it, and the header texts publishers have used for it."""

    name: str
    aliases: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True)
class RawTable:
    """A file as read: nothing refused yet.

    Attributes:
        file: name of the file, without its folder.
        frame: one row a row of the file, all text, columns named as the source's fields; index `line`.
        overlong: lines with more filled cells than the header has columns.
        encoding: how the text was decoded (`utf-8`, `cp1252`, `utf-16`, `workbook`).
    """

    file: str
    frame: pd.DataFrame
    overlong: frozenset[int]
    encoding: str


Lines = list[tuple[int, list[str]]]


def normal_header(text: str) -> str:
    """A header as it is compared: lower case, no byte-order mark; dots, dashes, underscores and spaces alike."""
    return _GAPS.sub(" ", text.replace("\ufeff", "").replace("\xa0", " ").strip().lower()).strip()


def read_bytes(path: Path) -> bytes:
    """Content of a file; of the only CSV in a zip; of a gzip.

    Raises:
        DataFault: there is no such file, it is damaged, or it is larger than this importer reads.
    """
    if not path.is_file():
        raise DataFault(f"there is no file {path.name}")
    try:
        if path.suffix.lower() == ".zip":
            return _unzip(path)
        if path.suffix.lower() == ".gz":
            with gzip.open(path) as stream:
                return _limited(stream.read(MAX_BYTES + 1), path)
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error) as fault:
        raise DataFault(f"{path.name} is damaged: {fault}") from fault
    with path.open("rb") as plain:
        return _limited(plain.read(MAX_BYTES + 1), path)


def _unzip(path: Path) -> bytes:
    with zipfile.ZipFile(path) as bundle:
        members = [m for m in bundle.infolist() if m.filename.lower().endswith((".csv", ".txt")) and not m.is_dir()]
        members = [m for m in members if not m.filename.startswith("__MACOSX")]
        if len(members) != 1:
            raise DataFault(f"{path.name} holds {len(members)} CSV files; give the one to import")
        with bundle.open(members[0]) as stream:
            return _limited(stream.read(MAX_BYTES + 1), path)


def _limited(content: bytes, path: Path) -> bytes:
    if len(content) > MAX_BYTES:
        raise DataFault(f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB, more than this importer reads")
    return content


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Text and the encoding it was in: UTF-8 (with or without a mark), UTF-16 with a mark, else Windows cp1252.

    Raises:
        DataFault: the content is not text.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace"), "utf-16"
    if b"\x00" in content[:4096]:
        raise DataFault(f"{name} is not a text file (CSV was expected)")
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "cp1252"


def _csv_lines(text: str, name: str) -> Lines:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",\t;|", key=first.count) if first.count(",") == 0 else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines: Lines = []
    begin = 1
    try:
        for cells in reader:
            if reader.line_num - begin > _LONGEST_ROW:
                raise DataFault(f"{name}: the quotation mark opened on line {begin} is never closed")
            if cells:
                lines.append((begin, cells))
            begin = reader.line_num + 1
    except csv.Error as fault:
        raise DataFault(f"{name}, line {reader.line_num}: {fault}") from fault
    return lines


def _sheets(path: Path) -> list[Lines]:
    try:
        with zipfile.ZipFile(path) as parts:
            unpacked = sum(m.file_size for m in parts.infolist())
        if unpacked > MAX_BYTES:
            raise DataFault(f"{path.name} unpacks to more than {MAX_BYTES // 1_000_000} MB")
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as fault:
        raise DataFault(f"{path.name} cannot be read as a workbook: {fault}") from fault
    sheets = []
    for sheet in book.worksheets:
        rows = enumerate(sheet.iter_rows(values_only=True), start=1)
        sheets.append([(i, ["" if c is None else str(c) for c in r]) for i, r in rows if any(c is not None for c in r)])
    book.close()
    return sheets


def _match(header: Sequence[str], fields: Sequence[Field]) -> dict[str, int]:
    """Position of each field: by its full header text, else by the text without what stands in brackets."""
    full = [normal_header(h) for h in header]
    bare = [normal_header(_BRACKETS.sub(" ", h)) for h in header]
    found: dict[str, int] = {}
    for field in fields:
        for names in (full, bare):
            hit = next((names.index(a) for a in map(normal_header, field.aliases) if a in names), None)
            if hit is not None:
                found[field.name] = hit
                break
    return found


def _find_header(sheets: Sequence[Lines], fields: Sequence[Field]) -> tuple[Lines, int, dict[str, int]] | None:
    needed = {f.name for f in fields if f.required}
    for lines in sheets:
        for i, (_, cells) in enumerate(lines[:HEADER_ROWS]):
            places = _match(cells, fields)
            if needed <= places.keys():
                return lines, i, places
    return None


def _frame(lines: Lines, places: Mapping[str, int]) -> pd.DataFrame:
    data = {
        name: [cells[at].replace("\xa0", " ").strip() if at < len(cells) else "" for _, cells in lines]
        for name, at in places.items()
    }
    index = pd.Index([n for n, _ in lines], name="line", dtype="int64")
    return pd.DataFrame(data, index=index, dtype="str")


def _no_header(name: str, sheets: Sequence[Lines], fields: Sequence[Field], what: str) -> DataFault:
    first = next((lines[0][1] for lines in sheets if lines), [])
    if not first:
        return DataFault(f"{name} is empty; {what} was expected")
    missing = [f for f in fields if f.required and f.name not in _match(first, fields)]
    wanted = "; ".join(" or ".join(f.aliases) for f in missing)
    seen = ", ".join(h.strip()[:40] for h in first[:_SHOWN_COLUMNS])
    return DataFault(f"{name} is not {what}: no column {wanted}. Its first row reads: {seen}")


def read_table(path: Path, fields: Sequence[Field], what: str) -> RawTable:
    """Read the columns a source needs; the header is the first row that has them all.

    Args:
        path: a CSV (or zip, gz or xlsx holding one).
        fields: the columns wanted; an optional one that is absent is left out of the frame.
        what: what was expected, for the message ("a practice list-size file").

    Raises:
        DataFault: the file cannot be read, is empty, or lacks a required column (named, with what was found).
    """
    if path.suffix.lower() == ".xlsx" and path.is_file():
        sheets, encoding = _sheets(path), "workbook"
    else:
        text, encoding = decode(read_bytes(path), path.name)
        sheets = [_csv_lines(text, path.name)]
    found = _find_header(sheets, fields)
    if found is None:
        raise _no_header(path.name, sheets, fields, what)
    lines, at, places = found
    body, width = lines[at + 1 :], len(lines[at][1])
    overlong = frozenset(n for n, cells in body if len(cells) > width and any(c.strip() for c in cells[width:]))
    return RawTable(path.name, _frame(body, places), overlong, encoding)


def read_positional(path: Path, places: Mapping[str, int], width: int, what: str) -> RawTable:
    """Read a file that has no header row, by the position of each column (from 0).

    Raises:
        DataFault: the file cannot be read, or its first row does not have `width` cells.
    """
    text, encoding = decode(read_bytes(path), path.name)
    lines = _csv_lines(text, path.name)
    if not lines or len(lines[0][1]) != width:
        seen = len(lines[0][1]) if lines else 0
        raise DataFault(f"{path.name} is not {what}: {width} columns and no header were expected, {seen} found")
    overlong = frozenset(n for n, cells in lines if len(cells) > width)
    return RawTable(path.name, _frame(lines, places), overlong, encoding)

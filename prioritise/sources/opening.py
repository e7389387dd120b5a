"""Open an official file whatever its wrapping: encoding, byte-order mark, zip, gzip or workbook; cells as text.

What a file is goes by what is in it: a workbook that is called .csv is read as a workbook. A file that says it is an
archive and is none is damaged.
"""

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from prioritise.errors import DataFault

MAX_BYTES = 400_000_000
DELIMITERS = (",", "\t", ";", "|")
_LONGEST_ROW = 200  # lines; beyond it a cell has swallowed the rows below
_ZIP, _GZIP, _OLD_OFFICE, _PDF = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF"
_TABLES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm")

Lines = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Opened:
    """What a file holds: text, or sheets of cells.

    Attributes:
        name: name of the file, without its folder.
        text: the text of a text file, line ends as they are; "" for a workbook.
        encoding: how the text was decoded (`utf-8`, `utf-8 and cp1252`, `cp1252`, `utf-16`, `workbook`).
        sheets: rows of each sheet of a workbook by the sheet's title: row number and cells; empty for text.
    """

    name: str
    text: str
    encoding: str
    sheets: tuple[tuple[str, Lines], ...] = ()

    @property
    def is_workbook(self) -> bool:
        """Whether it is a workbook."""
        return self.encoding == "workbook"


def read_bytes(path: Path) -> bytes:
    """Content of a file; of the only table in a zip; of a gzip.

    Raises:
        DataFault: there is no such file, it is damaged, or it is larger than this importer reads.
    """
    if not path.is_file():
        raise DataFault(f"there is no file {path.name}")
    with path.open("rb") as plain:
        content = _limited(plain.read(MAX_BYTES + 1), path.name)
    suffix = path.suffix.lower()
    try:
        if suffix == ".gz" or content[:2] == _GZIP:
            with gzip.open(io.BytesIO(content)) as stream:
                return _limited(stream.read(MAX_BYTES + 1), path.name)
        if suffix == ".zip" or (content[:4] == _ZIP and not _is_workbook(content)):
            return _unzip(content, path.name)
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, NotImplementedError, RuntimeError) as fault:
        raise DataFault(f"{path.name} is damaged: {fault}") from fault
    return content


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "[Content_Types].xml" in parts.namelist()
    except zipfile.BadZipFile:
        return False


def _unzip(content: bytes, name: str) -> bytes:
    if _is_workbook(content):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        members = [m for m in bundle.infolist() if m.filename.lower().endswith(_TABLES) and not m.is_dir()]
        members = [m for m in members if not m.filename.startswith("__MACOSX")]
        if len(members) != 1:
            raise DataFault(f"{name} holds {len(members)} CSV files; give the one to import")
        with bundle.open(members[0]) as stream:
            return _limited(stream.read(MAX_BYTES + 1), name)


def _limited(content: bytes, name: str) -> bytes:
    if len(content) > MAX_BYTES:
        raise DataFault(f"{name} is larger than {MAX_BYTES // 1_000_000} MB, more than this importer reads")
    return content


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Text and the encoding it was in: UTF-8 (with or without a mark), UTF-16 with a mark, else Windows cp1252.

    A file pieced together from both is decoded line by line: each line as UTF-8 where it is that, else as cp1252.

    Raises:
        DataFault: the content is not text.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace"), "utf-16"
    if content[:4] in (_OLD_OFFICE, _PDF):
        raise DataFault(f"{name} is not a text file: save it as CSV or as a workbook (.xlsx)")
    if b"\x00" in content[:4096]:
        raise DataFault(f"{name} is not a text file (CSV was expected)")
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return _by_line(content.removeprefix(b"\xef\xbb\xbf"))


def _by_line(content: bytes) -> tuple[str, str]:
    lines, both = [], False
    for line in content.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
            both |= not line.isascii()
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", errors="replace"))
    return "\n".join(lines), "utf-8 and cp1252" if both else "cp1252"


def open_file(path: Path, rows: int | None = None) -> Opened:
    """Open a file as text or as sheets.

    Args:
        path: the file.
        rows: rows to read of each sheet of a workbook, at most; None: all. A text is read whole.

    Raises:
        DataFault: it cannot be read, and why.
    """
    content = read_bytes(path)
    if path.suffix.lower() in (".xlsx", ".xlsm") or (content[:4] == _ZIP and _is_workbook(content)):
        return Opened(path.name, "", "workbook", _sheets(content, path.name, rows))
    text, encoding = decode(content, path.name)
    return Opened(path.name, text, encoding)


def _sheets(content: bytes, name: str, most: int | None) -> tuple[tuple[str, Lines], ...]:
    # a third of a second to import, and most files are text
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(m.file_size for m in parts.infolist())
        if unpacked > MAX_BYTES:
            raise DataFault(f"{name} unpacks to more than {MAX_BYTES // 1_000_000} MB")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as fault:
        raise DataFault(f"{name} cannot be read as a workbook: {fault}") from fault
    sheets = []
    for sheet in book.worksheets:
        rows = enumerate(sheet.iter_rows(values_only=True), start=1)
        lines = ((i, [_cell(c) for c in r]) for i, r in rows if any(c is not None for c in r))
        sheets.append((str(sheet.title), list(islice(lines, most))))
    book.close()
    return tuple(sheets)


def _cell(value: object) -> str:
    """A cell as text; a whole number without the point a workbook may give it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - whole in a double
        return str(int(value))
    return str(value)


def records(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str], int]]:
    """Each record that is not empty: line it begins on, cells, line after its end.

    Raises:
        DataFault: a quotation mark is never closed, or the text cannot be parted into cells.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begin = 1
    try:
        for cells in reader:
            if reader.line_num - begin > _LONGEST_ROW:
                raise DataFault(f"{name}: the quotation mark opened on line {begin} is never closed")
            if cells:
                yield begin, cells, reader.line_num + 1
            begin = reader.line_num + 1
    except csv.Error as fault:
        raise DataFault(f"{name}, line {reader.line_num}: {fault}") from fault


def lines_of(text: str, delimiter: str, name: str) -> Lines:
    """All records of a text: the line each begins on and its cells."""
    return [(begin, cells) for begin, cells, _ in records(text, delimiter, name)]

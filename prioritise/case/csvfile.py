"""Reading one CSV file into cell texts with true line numbers, whatever state the file is in."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from prioritise.case.log import ROW_OUT, Log

MAX_REOPENED = 100
"""Times a file with unclosed quotation marks is taken up again before the rest of it is left out."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Characters that no text should hold (tab and line breaks may)."""

_NOT_TEXT = {
    b"PK\x03\x04": "a zip archive or workbook",
    b"MZ": "a program",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x89PNG": "a picture",
}


@dataclass(frozen=True)
class RawTable:
    """A table as text.

    Attributes:
        name: table name.
        header: column names as written.
        rows: one list of cell texts a row; may be shorter or longer than the header.
        lines: line of the file (or row of the sheet) each row starts on.
    """

    name: str
    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]


def decode(content: bytes, table: str, log: Log) -> str | None:
    """Text of a file: UTF-8, else what Windows calls ANSI (cp1252) with a warning; None when it is not text at all."""
    for magic, what in _NOT_TEXT.items():
        if content.startswith(magic):
            log.refuse("not_text", table, f"the file is {what}, not CSV text", done="file left out")
            return None
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        log.note("utf16", table, "the file is in UTF-16, not UTF-8", done="read as UTF-16")
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        log.doubt(
            "not_utf8",
            table,
            f"the text is not UTF-8 (first met on line {line}): it was read as Windows text (cp1252); "
            "check accents, pound signs and dashes",
            row=line,
            done="file read as cp1252",
        )
    return content.decode("cp1252", errors="replace")


def _unclosed(lines: list[str], delimiter: str) -> bool:
    """Whether the last record ends inside quotation marks."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as fault:
        return "unexpected end" in str(fault)
    return False


def _records(lines: list[str], delimiter: str, table: str, log: Log) -> Iterator[tuple[int, list[str]]]:
    """Each record with its first line number.

    A quotation mark that is opened and never closed would swallow the rest of the file: that line is left out and
    reading starts again on the next.
    """
    start = 0
    for _ in range(MAX_REOPENED):
        reader = csv.reader(lines[start:], delimiter=delimiter)
        first, lost = start, False
        try:
            for cells in reader:
                end = start + reader.line_num
                if end == len(lines) and any('"' in x for x in lines[first:]) and _unclosed(lines[first:], delimiter):
                    lost = True
                    break
                yield first + 1, cells
                first = end
        except csv.Error:
            lost = True
        if not lost:
            return
        log.refuse(
            "unclosed_quote",
            table,
            'a quotation mark (") is opened on this line and not closed where it should be',
            row=first + 1,
            value=lines[first].rstrip("\r\n"),
            done=ROW_OUT,
        )
        start = first + 1
    log.refuse(
        "unclosed_quote",
        table,
        f"more than {MAX_REOPENED} lines have a quotation mark that is never closed",
        row=start + 1,
        done=f"everything from line {start + 1} left out",
    )


def _delimiter(lines: list[str], table: str, log: Log) -> str:
    header = next((x for x in lines if x.strip()), "")
    for mark, name in (("\t", "tabs"), (";", "semicolons")):
        if "," not in header and mark in header:
            log.note("other_separator", table, f"columns are parted by {name}, not commas", done=f"read with {name}")
            return mark
    return ","


def _cleaned(cells: list[str], line: int, table: str, log: Log) -> list[str]:
    """Cells without control characters, with a warning where any was there."""
    clean = [CONTROL.sub("", c) for c in cells]
    if clean != cells:
        log.doubt(
            "control_characters",
            table,
            "the row holds characters that cannot be printed (such as NUL)",
            row=line,
            done="characters removed",
        )
    return clean


def read_csv(name: str, content: bytes, log: Log) -> RawTable | None:
    """Read one CSV file as text; None when there is no header to go by (the issue is logged)."""
    text = decode(content, name, log)
    if text is None:
        return None
    dirty = CONTROL.search(text) is not None
    lines = list(io.StringIO(text, newline=""))
    header: tuple[str, ...] | None = None
    rows: list[list[str]] = []
    numbers: list[int] = []
    for line, read in _records(lines, _delimiter(lines, name, log), name, log):
        cells = _cleaned(read, line, name, log) if dirty else read
        if not any(c.strip() for c in cells):
            continue
        if header is None:
            header = tuple(cells)
            continue
        rows.append(cells)
        numbers.append(line)
    if header is None:
        log.refuse("empty_file", name, "the file is empty: not even a header line", done="table left out")
        return None
    return RawTable(name, header, rows, numbers)

"""Read the columns a source needs from an official file, whatever its wrapping, title rows, order and header names.

Every cell is text, stripped; a blank is "". The index is the true line of the file on which the row begins, so that a
refused row can be found again in a text editor.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pandas as pd

from prioritise.errors import DataFault
from prioritise.sources.headers import (
    HEADER_ROWS,
    Field,
    Header,
    find_header,
    no_header,
    normal_header,
    refuse_likeness,
)
from prioritise.sources.opening import DELIMITERS, Lines, Opened, decode, lines_of, open_file, read_bytes, records

__all__ = [
    "Field", "Positions", "RawTable", "decode", "head_of", "normal_header", "open_file", "read_bytes",
    "read_positional", "read_table",
]  # fmt: skip

FAST_FROM = 200_000
"""Characters from which a regular text is read by columns (pyarrow); shorter ones are read row by row."""
_SAMPLE = 200  # rows looked at to see whether a file without header is what it should be
_MOSTLY = 0.9


@dataclass(frozen=True)
class RawTable:
    """A file as read: nothing refused yet.

    Attributes:
        file: name of the file, without its folder.
        frame: one row a row of the file, all text, columns named as the source's fields; index `line`.
        overlong: lines with more filled cells than the header has columns.
        encoding: how the text was decoded (`opening.Opened`).
        uneven: lines of a file without header that have more or fewer cells than its layout.
    """

    file: str
    frame: pd.DataFrame
    overlong: frozenset[int]
    encoding: str
    uneven: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Positions:
    """A layout without a header row, told by what its columns hold.

    Attributes:
        places: column of each field, from 0.
        widths: numbers of columns it comes with.
        shapes: regular expression that the filled cells of a field match, by field: the proof that it is this file.
    """

    places: Mapping[str, int]
    widths: tuple[int, ...]
    shapes: Mapping[str, str] = field(default_factory=dict)

    def fits(self, cells: Sequence[Sequence[str]]) -> bool:
        """Whether rows are of this layout: nearly all of the right width, and nearly all cells of the right shape."""
        right = [c for c in cells if len(c) in self.widths]
        if not right or len(right) < _MOSTLY * len(cells):
            return False
        for name, shape in self.shapes.items():
            filled = [c[self.places[name]].strip() for c in right if c[self.places[name]].strip()]
            if sum(bool(re.fullmatch(shape, f)) for f in filled) < max(_MOSTLY * len(filled), 1):
                return False
        return True


def _frame(lines: Lines, places: Mapping[str, int]) -> pd.DataFrame:
    data = {
        name: [cells[at].replace("\xa0", " ").strip() if at < len(cells) else "" for _, cells in lines]
        for name, at in places.items()
    }
    index = pd.Index([n for n, _ in lines], name="line", dtype="int64")
    return pd.DataFrame(data, index=index, dtype="str")


def _fast_frame(text: str, delimiter: str, width: int, places: Mapping[str, int], end: int) -> pd.DataFrame | None:
    """The body of a text where every row is one line of as many cells as the header; None where it is not."""
    if len(text) < FAST_FROM or "\0" in text or text.count("\r") != text.count("\r\n"):
        return None
    import pyarrow as pa
    from pyarrow import csv as arrow

    trimmed = text.rstrip("\r\n")
    count = trimmed.count("\n") + 1 - (end - 1)
    names = [str(i) for i in range(width)]
    wanted = sorted({str(at) for at in places.values()})
    try:
        table = arrow.read_csv(
            pa.BufferReader(trimmed.encode("utf-8")),
            read_options=arrow.ReadOptions(skip_rows=end - 1, column_names=names),
            parse_options=arrow.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
            convert_options=arrow.ConvertOptions(
                include_columns=wanted,
                column_types=dict.fromkeys(wanted, pa.large_string()),
                strings_can_be_null=False,
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None
    if table.num_rows != count:
        return None
    read = table.to_pandas(types_mapper={pa.large_string(): pd.StringDtype(na_value=float("nan"))}.get)
    if "\xa0" in text:
        read = read.apply(lambda c: c.str.replace("\xa0", " ", regex=False))
    read = read.apply(lambda c: c.str.strip())
    if (read == "").all(axis=1).any():  # a blank line is no row, a row of blanks is one: only the careful reader knows
        return None
    index = pd.RangeIndex(end, end + count, name="line")
    return pd.DataFrame({name: read[str(at)].array for name, at in places.items()}, index=index).astype("str")


def head_of(opened: Opened) -> list[Lines]:
    """The first rows of each sheet; of a text, under each delimiter it could have, the likeliest first."""
    if opened.is_workbook:
        return [lines[:HEADER_ROWS] for _, lines in opened.sheets]
    return [_head(opened, d) for d in delimiters_of(opened.text)]


def _head(opened: Opened, delimiter: str) -> Lines:
    return [(n, cells) for n, cells, _ in islice(records(opened.text, delimiter, opened.name), HEADER_ROWS)]


def delimiters_of(text: str) -> list[str]:
    """Delimiters that the first lines hold, commas first; commas alone when there is none."""
    start = "\n".join(text[:100_000].splitlines()[:HEADER_ROWS])
    return [d for d in DELIMITERS if d in start] or [","]


def read_table(path: Path, fields: Sequence[Field], what: str) -> RawTable:
    """Read the columns a source needs; the header is the first row that has them all.

    Args:
        path: a CSV (or zip, gz or xlsx holding one).
        fields: the columns wanted; an optional one that is absent is left out of the frame.
        what: what was expected, for the message ("a practice list-size file").

    Raises:
        DataFault: the file cannot be read, is empty, lacks a required column (named, with what was found), has a
            column that may be a wanted one and is not quite, has two that disagree, or has two sheets that fit.
    """
    return table_of(open_file(path), fields, what)


def table_of(opened: Opened, fields: Sequence[Field], what: str) -> RawTable:
    """`read_table` of a file already open."""
    frame, header, long = _of_sheets(opened, fields, what) if opened.is_workbook else _of_text(opened, fields, what)
    refuse_likeness(opened.name, header, fields)
    return RawTable(opened.name, _agreed(opened.name, frame, header), frozenset(long), opened.encoding)


def _every_place(header: Header) -> dict[str, int]:
    """Columns to read: those of the fields, and those with the very same header beside them."""
    more = {f"{name} {i}": at for name, others in header.others.items() for i, at in enumerate(others)}
    return {**header.places, **more}


def _agreed(name: str, frame: pd.DataFrame, header: Header) -> pd.DataFrame:
    """The frame with one column a field; columns with the same header must agree wherever both are filled."""
    for field_name, others in header.others.items():
        for i, at in enumerate(others):
            here, there = frame[field_name], frame[f"{field_name} {i}"]
            apart = (here != there) & (here != "") & (there != "")
            if apart.any():
                head = header.cells[header.places[field_name]].strip()
                raise DataFault(
                    f"{name}: columns {header.places[field_name] + 1} and {at + 1} are both headed {head!r} and "
                    f"disagree (first on line {apart[apart].index[0]}): take one out"
                )
            frame = frame.assign(**{field_name: here.where(here != "", there)})
    return frame[list(header.places)]


def _long(body: Lines, width: int) -> set[int]:
    return {n for n, cells in body if len(cells) > width and any(c.strip() for c in cells[width:])}


def _of_sheets(opened: Opened, fields: Sequence[Field], what: str) -> tuple[pd.DataFrame, Header, set[int]]:
    found = [(title, lines, h) for title, lines in opened.sheets if (h := find_header(lines, fields)) is not None]
    filled = [f for f in found if len(f[1]) > f[2].at + 1] or found[:1]
    if not filled:
        raise no_header(opened.name, [lines for _, lines in opened.sheets], fields, what)
    if len(filled) > 1:
        titles = " and ".join(repr(title) for title, _, _ in filled)
        raise DataFault(f"{opened.name}: the sheets {titles} could each be {what}: save the one to import by itself")
    _, lines, header = filled[0]
    body = lines[header.at + 1 :]
    return _frame(body, _every_place(header)), header, _long(body, len(header.cells))


def _of_text(opened: Opened, fields: Sequence[Field], what: str) -> tuple[pd.DataFrame, Header, set[int]]:
    for delimiter in delimiters_of(opened.text):
        head = list(islice(records(opened.text, delimiter, opened.name), HEADER_ROWS))
        header = find_header([(n, cells) for n, cells, _ in head], fields)
        if header is None:
            continue
        places = _every_place(header)
        fast = _fast_frame(opened.text, delimiter, len(header.cells), places, head[header.at][2])
        if fast is not None:
            return fast, header, set()
        body = lines_of(opened.text, delimiter, opened.name)[header.at + 1 :]
        return _frame(body, places), header, _long(body, len(header.cells))
    raise no_header(opened.name, head_of(opened)[:1], fields, what)


def read_positional(path: Path, layout: Positions, what: str, named: Sequence[Field] = ()) -> RawTable:
    """Read a file that has no header row, by the position of each column; or by its header where it has one.

    Args:
        path: a CSV (or zip, gz or xlsx holding one).
        layout: where the fields are, and what their cells look like.
        what: what was expected, for the message.
        named: the fields by name, for a copy of the file that somebody has given a header.

    Raises:
        DataFault: the file cannot be read, or its rows are not of the layout (its columns may have been moved).
    """
    opened = open_file(path)
    heads = head_of(opened)
    if named and any(find_header(lines, named) for lines in heads):
        return table_of(opened, named, what)
    sheets = [lines for _, lines in opened.sheets] if opened.is_workbook else []
    lines = next((s for s in sheets if s), []) if opened.is_workbook else lines_of(opened.text, ",", opened.name)
    if not layout.fits([cells for _, cells in lines[:_SAMPLE]]):
        seen = len(lines[0][1]) if lines else 0
        raise DataFault(
            f"{opened.name} is not {what}: {' or '.join(map(str, layout.widths))} columns and no header were expected, "
            f"{seen} found" + (", or they do not hold what they should" if seen in layout.widths else "")
        )
    uneven = frozenset(n for n, cells in lines if len(cells) not in layout.widths)
    return RawTable(opened.name, _frame(lines, layout.places), frozenset(), opened.encoding, uneven)

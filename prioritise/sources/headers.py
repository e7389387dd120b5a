"""Find the header of a table and which column is which: by declared names, never by place and never by likeness.

A header is matched without regard to capitals, spaces, dots, dashes, underscores and marks. A header that is only like
a wanted one is not taken for it: the file is refused and the likeness said.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from prioritise.errors import DataFault
from prioritise.sources.opening import Lines

HEADER_ROWS = 30
_BRACKETS = re.compile(r"\([^)]*\)")
_SCALED = re.compile(r"\([^)]*(?:\b000|£ ?[km]\b|\bmillion|\bthousand|\bpence\b|\bacres?\b)[^)]*\)", re.IGNORECASE)
_GAPS = re.compile(r"[\s._\-]+")
_MARKS = re.compile(r"[^a-z0-9&+%]+")
_SHOWN_COLUMNS = 12
_LIKE = 0.88
_LEAST_LETTERS = 5


@dataclass(frozen=True)
class Field:
    """A column that a source needs: our name for it, and the header texts publishers have used for it."""

    name: str
    aliases: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True)
class Header:
    """Where the header is and what it says.

    Attributes:
        at: number of its record, from 0.
        cells: its texts.
        places: column of each field found.
        others: further columns with the very same header, by field: to be compared before one is trusted.
    """

    at: int
    cells: tuple[str, ...]
    places: dict[str, int]
    others: dict[str, tuple[int, ...]]


def normal_header(text: str) -> str:
    """A header in plain words: lower case, no byte-order mark; dots, dashes, underscores and spaces alike."""
    return _GAPS.sub(" ", text.replace("\ufeff", "").replace("\xa0", " ").strip().lower()).strip()


@lru_cache(maxsize=50_000)
def header_key(text: str) -> str:
    """A header as it is compared: letters and digits only, so that `GeoX`, `Geo X` and `geo-x` are one."""
    return _MARKS.sub("", normal_header(text))


def match(cells: Sequence[str], fields: Sequence[Field]) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    """Column of each field (by its full header, else by the header without what stands in brackets), and its doubles.

    A header without its brackets counts only when no other column is the same without them, and when they hold no other
    unit: `amount (£000)` is no amount in pounds.
    """
    full, bare = _compared(tuple(cells))
    found: dict[str, int] = {}
    doubles: dict[str, tuple[int, ...]] = {}
    for field in fields:
        keys = _names(field)
        hit = next((k for k in keys if k in full), None)
        if hit is not None:
            places = [i for i, k in enumerate(full) if k == hit]
        else:
            places = next(([bare.index(k)] for k in keys if bare.count(k) == 1), [])
        if places:
            found[field.name] = places[0]
            if len(places) > 1:
                doubles[field.name] = tuple(places[1:])
    return found, doubles


@lru_cache(maxsize=1_000)
def _compared(cells: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The cells of a row as they are compared: in full, and without brackets. Every source looks at the same rows."""
    full = tuple(header_key(c) for c in cells)
    return full, tuple(
        "" if _SCALED.search(c) else _bare(c) if "(" in c else k for c, k in zip(cells, full, strict=True)
    )


@lru_cache(maxsize=1_000)
def _names(field: Field) -> tuple[str, ...]:
    """The headers of a field as they are compared."""
    return tuple(header_key(a) for a in field.aliases)


def _bare(text: str) -> str:
    """A header as it is compared, without what stands in brackets."""
    return header_key(_BRACKETS.sub(" ", text))


def find_header(lines: Lines, fields: Sequence[Field]) -> Header | None:
    """The first of the first rows that has every required field; None when there is none."""
    needed = {f.name for f in fields if f.required}
    for at, (_, cells) in enumerate(lines[:HEADER_ROWS]):
        places, others = match(cells, fields)
        if places and needed <= places.keys():
            return Header(at, tuple(cells), places, others)
    return None


def refuse_likeness(name: str, header: Header, fields: Sequence[Field]) -> None:
    """Refuse a file with a column that is almost, but not quite, one of the fields it seems to lack.

    Raises:
        DataFault: names the column and what it may be: leaving it out in silence could change what the rows mean.
    """
    used = {*header.places.values(), *(i for o in header.others.values() for i in o)}
    scaled = {_bare(c): c.strip() for i, c in enumerate(header.cells) if i not in used and _SCALED.search(c)}
    spare = {header_key(c): c.strip() for i, c in enumerate(header.cells) if i not in used and c.strip()}
    spare = {k: c for k, c in spare.items() if len(k) >= _LEAST_LETTERS}
    for field in fields:
        if field.name in header.places:
            continue
        for alias in field.aliases:
            if header_key(alias) in scaled:
                head = scaled[header_key(alias)][:40]
                raise DataFault(
                    f"{name}: the column headed {head!r} may be {alias} in another unit: put it in the unit of "
                    f"{alias} and head it so, or take it out"
                )
            like = difflib.get_close_matches(header_key(alias), spare, n=1, cutoff=_LIKE)
            if like and len(header_key(alias)) >= _LEAST_LETTERS:
                raise DataFault(
                    f"{name}: the column headed {spare[like[0]][:40]!r} may be {alias}, and is not quite: "
                    f"head it {alias}, or take it out"
                )


def no_header(name: str, sheets: Sequence[Lines], fields: Sequence[Field], what: str) -> DataFault:
    """What to say of a file without the columns wanted: which are missing, what was seen, what may be meant."""
    rows = [cells for lines in sheets for _, cells in lines[:HEADER_ROWS]]
    if not rows:
        return DataFault(f"{name} is empty; {what} was expected")
    nearest = max(rows, key=lambda cells: len(match(cells, fields)[0]))
    found, _ = match(nearest, fields)
    missing = [f for f in fields if f.required and f.name not in found]
    wanted = "; ".join(" or ".join(f.aliases) for f in missing)
    seen = ", ".join(h.strip()[:40] for h in nearest[:_SHOWN_COLUMNS])
    row = "Its first row reads" if nearest is rows[0] else "The row most like a header reads"
    return DataFault(f"{name} is not {what}: no column {wanted}. {row}: {seen}")

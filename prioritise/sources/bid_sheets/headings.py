"""Find the row of headings of a sheet, and propose which of our fields each column is. The user has the last word."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from prioritise.sources.bid_sheets.fields import ALSO, STATIC, field_of, year_field
from prioritise.sources.bid_sheets.grid import Row, Sheet, letter
from prioritise.sources.headers import HEADER_ROWS, header_key

POUNDS, THOUSANDS, MILLIONS = 1, 1_000, 1_000_000
UNITS = {POUNDS: "£", THOUSANDS: "£ thousand", MILLIONS: "£ million"}
"""What a column of money may be in: pounds to one of it -> its name."""
SAME, LIKE, OURS = "same", "like", "ours"
"""Why a column is proposed as a field: its heading is one of the field's; it is like one, says more, or its column is
hidden, so that somebody should look; or the user said so."""
_LIKE = 0.86
_LEAST_LETTERS = 5
_LEAST_HEADINGS = 2
_THOUSANDS = re.compile(
    r"£ ?ks?\b|\bk ?£|£'?000|\b1?,?000s?\b|£1,?000s|['\u2019]000|thousand|\bk\b|\bk ?gbp\b|\bgbp ?k\b", re.IGNORECASE
)
_MILLIONS = re.compile(r"£ ?mn?\b|\bmn? ?£|million|\bm\b|\bmn\b|\bmn? ?gbp\b|\bgbp ?mn?\b", re.IGNORECASE)
_ALL_THOUSANDS = re.compile(
    r"£ ?k\b|£ ?['\u2019]?000s?\b|['\u2019]000s?\b|\bin thousands\b|£ ?thousands?", re.IGNORECASE
)
_ALL_MILLIONS = re.compile(r"\(£ ?mn?\)|\bin £ ?mn?\b|\b(in|£) ?millions?\b", re.IGNORECASE)
_UNIT_ALONE = re.compile(r"\(?\s*(£ ?[km]n?|£ ?['\u2019]?000s?|£ ?(thousand|million)s?)\s*\)?", re.IGNORECASE)
_IN_POUNDS = re.compile(r"£|\bgbp\b|\bpounds\b", re.IGNORECASE)
_OTHER_MEASURE = re.compile(
    r"%|\bsq(uare)?\.? ?(f(ee|oo)?t|yards?)\b|\bft ?[2\u00b2]?(?!\w)|\bfeet\b|\bacres?\b|\bhectares?\b|€|"
    r"\beuros?\b|\beur\b|\$|\busd\b|\bpence\b|(\bper|/) ?(month|week|quarter|day|sq|m2|m\u00b2|room|patient|head)|"
    r"\bmonthly\b|\bweekly\b|\bquarterly\b|\bp\.?c\.?m\b|\b(existing|lost|removed)\b",
    re.IGNORECASE,
)
"""A measure that no field of a bid is in, or of what a scheme does not add."""
_YEARLY = re.compile(r"(\bper|/) ?(annum|year)\b|\bp\.?a\b|\bannual\b|\ba year\b", re.IGNORECASE)
_ONLY_UNITS = re.compile(
    r"([\s£'\u2019,.;:0-9/]|\b(k|m|mn|gbp|000s?|thousands?|millions?|pounds|m2|sqm|sq m|nia|gia|in|if|any|known|total|"
    r"capital|clinical|number|rooms|patients|share|incl?|including|vat|est|estimated|pa|p\.a|per|annum|a|year|s)\b|m\u00b2)*",
    re.IGNORECASE,
)
"""What in brackets behind the name of a figure leaves it the same figure."""
_RUNNING = ("no", "number")
"""Headings of a reference, or of a number that only counts the rows: taken where there is no other."""
_NUMBERS = ("money", "number", "integer", "share")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_UNIT_TAIL = re.compile(r"(£ ?[km]n?\b|£'?000s?|£|\bgbp\b|\bk\b$)", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """One column of a sheet and what it is taken for.

    Attributes:
        at: its place, from 0. heading: its own text. over: the merged heading above it, "" for none.
        field: id of the field it is; "" where it is not used. unit: pounds to one of it, as it would be of money.
        how: `SAME`, `LIKE` or `OURS`; "" where nothing is proposed. hidden: it is hidden in the sheet.
        example: its first cell that holds something.
    """

    at: int
    heading: str
    over: str = ""
    field: str = ""
    unit: int = POUNDS
    how: str = ""
    hidden: bool = False
    example: str = ""

    @property
    def name(self) -> str:
        """What it is called in a message: its headings and its letter."""
        said = " / ".join(p for p in (self.over, self.heading) if p)
        return f"{said} ({letter(self.at)})" if said else f"Column {letter(self.at)}"


@dataclass(frozen=True)
class Proposal:
    """Where the headings of a sheet are and what its columns may be.

    Attributes:
        header: number of the row of headings. found: whether it was told by its headings; else it is the first row.
        columns: every column with a heading or a cell, in order.
    """

    header: int
    found: bool
    columns: tuple[Column, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields proposed."""
        return tuple(c.field for c in self.columns if c.field)


def propose(sheet: Sheet, header: int | None = None) -> Proposal:
    """The row of headings and what each column may be.

    Args:
        sheet: the sheet.
        header: number of the row of headings, where the user names it; None: the row with most headings we know.
    """
    top = sheet.rows[:HEADER_ROWS]
    best = max(top, key=lambda r: (len(_same(r)), -r.number))
    found = len(_same(best)) >= _LEAST_HEADINGS
    row = next((r for r in top if r.number == header), best if found else top[0])
    body = [r for r in sheet.rows if r.number > row.number]
    above = _above(sheet, row)
    beside = [r for r in sheet.rows if abs(r.number - row.number) == 1]
    everywhere = _unit_of_all(" ".join(c for r in sheet.rows if r.number < row.number for c in _of_all(r, row)))
    columns, units = [], {}
    for at in range(sheet.width):
        heading, filled = row.text(at), [r.text(at) for r in body if r.text(at)]
        if heading or filled:
            first = next(iter(filled), "")
            columns.append(Column(at, heading, above.get(at, ""), hidden=at in sheet.hidden_columns, example=first))
            alone = [r.text(at) for r in beside if _UNIT_ALONE.fullmatch(r.text(at))]
            said = " ".join((above.get(at, ""), heading, *alone))
            units[at] = everywhere if unit_of(said) == POUNDS and not _IN_POUNDS.search(said) else unit_of(said)
    return Proposal(row.number, found, _told(columns, units))


def _above(sheet: Sheet, row: Row) -> dict[int, str]:
    """The merged heading above each column, where it is over some of them and not a title over all."""
    before = [r for r in sheet.rows if r.number < row.number]
    if not before or before[-1].number != row.number - 1:
        return {}
    spans = sheet.spans.get(before[-1].number, ())
    filled = sum(bool(c) for c in row.cells)
    return {
        at: before[-1].text(first)
        for first, last in spans
        if last - first + 1 < filled
        for at in range(first, last + 1)
    }


def _same(row: Row) -> set[str]:
    """Fields that cells of a row name outright."""
    return {f for c in row.cells if c for f in (_exact(c) or year_field(c),) if f}


@cache
def _names() -> dict[str, str]:
    """Heading as it is compared -> field; the earlier field has it where two would."""
    found: dict[str, str] = {}
    for own in (True, False):
        for field_id, field in STATIC.items():
            bare = field_id.partition(":")[2] or field_id
            for name in (bare, field.label, field.spec.title) if own else ALSO.get(field_id, ()):
                found.setdefault(header_key(name), field_id)
    return found


def _exact(heading: str) -> str:
    """The field a heading names, with or without what stands in brackets and its unit; "" for none."""
    heading = heading.replace("²", "2")
    bare = _BRACKETS.sub(" ", heading)
    tried = (heading, heading.rstrip("*"), bare, _UNIT_TAIL.sub(" ", bare))
    return next((f for t in tried if (key := header_key(t)) and (f := _names().get(key, ""))), "")


def _told(columns: Sequence[Column], units: Mapping[int, int]) -> tuple[Column, ...]:
    """The columns with the fields proposed: those named outright first, each field once; hidden ones come last.

    Args:
        columns: as they stand in the sheet.
        units: place of a column -> what its money would be in.
    """
    taken: dict[int, tuple[str, str]] = {}
    used: set[str] = set()

    def take(column: Column, field_id: str, how: str) -> None:
        if field_id and field_id not in used and column.at not in taken:
            taken[column.at] = (field_id, how)
            used.add(field_id)

    shown_first = sorted(columns, key=lambda c: (header_key(c.heading) in _RUNNING, c.hidden))
    for column in shown_first:
        field_id = _fitting(column, _exact(column.heading) or _year(column))
        take(column, field_id, SAME if _is_plain(column, field_id) else LIKE)
    for column in shown_first:
        take(column, _fitting(column, _likely(column.heading)), LIKE)
    return tuple(
        replace(c, field=field_id, how=how, unit=units[c.at])
        for c in columns for field_id, how in (taken.get(c.at, ("", "")),)
    )  # fmt: skip


def _fitting(column: Column, field_id: str) -> str:
    """The field; "" where it is a figure and the column is in a measure that it is not in, such as square feet."""
    if not field_id or field_of(field_id).spec.kind not in _NUMBERS:
        return field_id
    spec, said = field_of(field_id).spec, f"{column.over} {column.heading}"
    if spec.kind == "share":
        return field_id
    other = _OTHER_MEASURE.search(said) or column.example.endswith("%")
    yearly = spec.kind == "money" and spec.unit == "£" and _YEARLY.search(said)
    return "" if other or yearly else field_id


def _is_plain(column: Column, field_id: str) -> bool:
    """Whether nobody need look: the column is shown, no running number, and brackets say nothing but a unit."""
    if column.hidden or header_key(column.heading) in _RUNNING:
        return False
    if not field_id or field_of(field_id).spec.kind not in _NUMBERS or _names().get(header_key(column.heading)):
        return True
    return all(_ONLY_UNITS.fullmatch(said[1:-1]) for said in _BRACKETS.findall(column.heading))


def _year(column: Column) -> str:
    return year_field(f"{column.over} {column.heading}") if column.heading else ""


def _likely(heading: str) -> str:
    key = header_key(_BRACKETS.sub(" ", heading))
    if len(key) < _LEAST_LETTERS:
        return ""
    near = difflib.get_close_matches(key, [n for n in _names() if len(n) >= _LEAST_LETTERS], n=1, cutoff=_LIKE)
    return _names()[near[0]] if near else ""


def unit_of(heading: str) -> int:
    """What a heading says its money is in: pounds to one of it."""
    if _THOUSANDS.search(heading):
        return THOUSANDS
    return MILLIONS if _MILLIONS.search(heading) else POUNDS


def _of_all(line: Row, heads: Row) -> Sequence[str]:
    """Cells of a line above the headings that are of the whole sheet: right above them a title alone, else each."""
    return line.cells if line.number < heads.number - 1 else line.cells[:1] if not any(line.cells[1:]) else ()


def _unit_of_all(above: str) -> int:
    """What the lines above the headings say all money is in; pounds where they say nothing."""
    if _ALL_THOUSANDS.search(above):
        return THOUSANDS
    return MILLIONS if _ALL_MILLIONS.search(above) else POUNDS

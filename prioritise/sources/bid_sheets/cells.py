"""What one cell of somebody's spreadsheet says of a field: its value, or what was expected. Nothing is guessed."""

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any

from openpyxl.utils.datetime import from_excel

from prioritise.case.cells import READERS, read_choice, read_date, read_money, read_number, read_year
from prioritise.case.columns import Column
from prioritise.case.register_tables import LIFECYCLE, STAGES
from prioritise.sources.bid_sheets.fields import Field
from prioritise.sources.headers import header_key
from prioritise.sources.values import BLANKS
from prioritise.years import year_label, year_of

UNKNOWN = frozenset({*BLANKS, "tbc", "tba", "tbd", "not known", "unknown", "?", "awaited", "to be confirmed"})
"""What people write where nothing is known yet."""
SAID: Mapping[str, Mapping[str, str]] = {
    "stage": {**{words: code for code, words in STAGES.items()}, "outline": "OBC", "full": "FBC",
              "expression": "EOI", "project initiation": "PID", "outline business case (obc)": "OBC",
              "full business case (fbc)": "FBC", "expression of interest (eoi)": "EOI",
              "project initiation document (pid)": "PID"},
    "lifecycle": {**{words: state for state, words in LIFECYCLE.items()}, "eoi": "expression_of_interest",
                  "complete": "open", "completed": "open", "on hold": ""},
    "kind": {"new surgery": "new_build", "new building": "new_build", "refurb": "refurbishment", "it": "technology",
             "digital": "technology", "tech": "technology",
             "use of existing space": "existing_space", "relocate": "relocation", "extend": "extension"},
}  # fmt: skip
"""Field -> what people write -> the choice it is; a blank choice is none of ours."""
_NAMED = {"practice_codes": "practices", "site_code": "sites", "cluster_code": "clusters", "requires": "bids"}
_PARTED = re.compile(r"[;\n\r|]+")
_LOOSELY = re.compile(r"\s*(?:[,/+&]|\band\b)\s*", re.IGNORECASE)
_AMOUNT = re.compile(r"([^a-z%]*?)\s*(k|m|mn|mil|million|thousand|bn|billion)?", re.IGNORECASE)
_TIMES = {"k": 1e3, "thousand": 1e3, "bn": 1e9, "billion": 1e9}
_MILLION, _SURELY_POUNDS = 1e6, 1e4
SLIP_GBP = 5e7
"""A sum beyond this (£50m, many times the dearest surgery), reached by the unit of a column alone, is a slip."""
_TAILS = {
    "added_area_m2": re.compile(r"\s*(m2|m²|sq\.? ?m|sqm|m\^2)$", re.IGNORECASE),
    "added_rooms": re.compile(r"\s*(clinical )?rooms?$", re.IGNORECASE),
    "patients_served": re.compile(r"\s*(patients|pts)$", re.IGNORECASE),
    "years_to_build": re.compile(r"\s*(years?|yrs?)$", re.IGNORECASE),
}
_SHORT_YEAR = re.compile(r"(?:fy ?)?(\d\d|\d{4}) ?[/\-\u2013] ?(\d\d|\d{4})", re.IGNORECASE)
_QUARTER = re.compile(r"(?:q[1-4],? ?)((?:fy ?)?\d{2,4} ?[/\-\u2013] ?\d{2,4})", re.IGNORECASE)
_MONTH = re.compile(r"([a-z]{3,9})\.?[ \-\u2013/]*'?(\d\d|\d{4})", re.IGNORECASE)
_SERIAL = re.compile(r"[345678]\d{4}(\.\d+)?")
_SHORT_DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CENTURY = 100
_NEAR, _MOST_NEAR = 0.5, 3


@dataclass(frozen=True)
class Known:
    """What a bid may name, and what is in the register.

    Attributes:
        practices, sites, clusters, bids: code -> name.
        starts: bid -> the financial year it can start in, where that is known.
    """

    practices: Mapping[str, str] = field(default_factory=dict)
    sites: Mapping[str, str] = field(default_factory=dict)
    clusters: Mapping[str, str] = field(default_factory=dict)
    bids: Mapping[str, str] = field(default_factory=dict)
    starts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """What a cell said.

    Attributes:
        value: of the type that the store keeps; None where nothing was said or it could not be read.
        expected: what was expected, where it could not be read. note: how it was read, where that was not plain.
    """

    value: Any = None
    expected: str = ""
    note: str = ""


def reference_key(text: str) -> str:
    """A reference as it is compared: `b-12` and `B 12` are one, `B1.2` and `B12` are two."""
    tidy = re.sub(r"[\s._\-\u2013/]+", " ", text.casefold()).strip()
    return re.sub(r"(?<!\d) | (?!\d)", "", tidy)


def is_unknown(text: str) -> bool:
    """Whether a cell says nothing, or that nothing is known yet."""
    return text.strip().casefold() in UNKNOWN


def read_cell(of: Field, text: str, unit: int, known: Known) -> Read:
    """What a cell says of a field.

    Args:
        of: the field.
        text: the cell, not blank.
        unit: pounds to one of the column, for money.
        known: what may be named.
    """
    if of.id in _NAMED:
        return _read_named(of, text, known)
    if of.spec.choices:
        return _read_choice(of, text)
    if of.is_money:
        read = read_sum(text, unit)
    else:
        read = _read_year(text) if of.spec.kind == "year" else _read_plain(of, text)
    return _within(of.spec, read)


def _read_plain(of: Field, text: str) -> Read:
    """A text as it is; a number with or without its unit behind it."""
    reader = READERS.get(of.spec.kind)
    if reader is None:
        return Read(text)
    bare = _TAILS[of.id].sub("", text) if of.id in _TAILS else text
    value = reader(bare, asdict(of.spec)).value
    return Read(value) if value is not None else Read(expected=_kinds(of.spec))


def spoken(spec: Column) -> str:
    """The choices of a column as people write them."""
    return ", ".join(c.replace("_", " ") for c in spec.choices)


def _kinds(spec: Column) -> str:
    unit = f" of {spec.unit}" if spec.unit and spec.unit != "0 to 1" else ""
    return {
        "number": f"a number{unit}, such as 120", "integer": f"a whole number{unit}, such as 3",
        "share": "a share such as 35% or 0.35", "lonlat": "degrees, such as -0.1847",
    }.get(spec.kind, spec.kind)  # fmt: skip


def _within(spec: Column, read: Read) -> Read:
    """The same, refused where it is beyond what the data dictionary allows."""
    if read.value is None:
        return read
    low, high = spec.minimum, spec.maximum
    if (low is not None and read.value < low) or (high is not None and read.value > high):
        ends = f"{low:g} or more" if high is None else f"{low or 0:g} to {high:g}"
        return Read(expected=ends)
    return read


def read_sum(text: str, unit: int) -> Read:
    """Pounds: `£1.2m`, `850k`, `1,200,000`; a bare number in the unit of its column."""
    expected = Read(expected="a sum such as 1,200,000 or £1.2m")
    body = text.strip()
    negative = body.startswith("(") and body.endswith(")")
    match = _AMOUNT.fullmatch(body[1:-1] if negative else body)
    if match is None:
        return expected
    number = read_number(match[1].strip(), {})
    if number.value is None:
        return expected
    times = _TIMES.get(match[2].casefold(), _MILLION) if match[2] else unit
    surely_pounds = "£" in body and number.value >= _SURELY_POUNDS
    if unit > 1 and not match[2] and (surely_pounds or number.value * times > SLIP_GBP):
        read_as = f"£{number.value * times:,.0f}"
        return Read(
            expected=f"a sum in the unit of the column: {text.strip()} in thousands or millions is {read_as}, and it "
            "may be in pounds already"
        )
    read = read_money(repr(round(number.value * times * (-1 if negative else 1), 4)), {})
    if read.value is None:
        return expected
    return Read(read.value)


def _read_year(text: str) -> Read:
    """A financial year, or the one that a day or month falls in."""
    body = " ".join(text.split())
    if quarter := _QUARTER.fullmatch(body):
        body = quarter[1]
    if (short := _SHORT_YEAR.fullmatch(body)) and len(short[1]) + len(short[2]) > 3:  # noqa: PLR2004 - two of two
        first = int(short[1]) if int(short[1]) >= _CENTURY else 2000 + int(short[1])
        read = read_year(f"{first}/{short[2][-2:]}", {})
        if read.value is not None:
            return Read(read.value)
    day = _day(body)
    if day is None:
        return Read(expected="a financial year such as 2027/28, or a date")
    return Read(year_of(day), note=f"{day.day} {day:%B %Y} is in {year_label(year_of(day))}")


def _day(text: str) -> dt.date | None:
    """A day: ISO, British, in words, a spreadsheet's day number; of a month the first."""
    if _SERIAL.fullmatch(text):
        moment = from_excel(float(text))
        return moment.date() if isinstance(moment, dt.datetime) else None
    if short := _SHORT_DATE.fullmatch(text):
        text = f"{short[1]}/{short[2]}/20{short[3]}"
    if (month := _MONTH.fullmatch(text)) and month[1].casefold()[:3] in _MONTHS:
        year = int(month[2]) if int(month[2]) >= _CENTURY else 2000 + int(month[2])
        return dt.date(year, _MONTHS.index(month[1].casefold()[:3]) + 1, 1)
    value = read_date(text, {}).value
    return value if isinstance(value, dt.date) else None


def _read_choice(of: Field, text: str) -> Read:
    read = read_choice(text, {"choices": of.spec.choices})
    if read.value is None and of.spec.kind == "yesno":
        read = READERS["yesno"](text, {})
    if read.value is not None:
        return Read(read.value)
    said = {header_key(words): choice for words, choice in SAID.get(of.id, {}).items()}
    value = said.get(header_key(text))
    return Read(value) if value else Read(expected=f"one of {spoken(of.spec)}")


def _read_named(of: Field, text: str, known: Known) -> Read:
    """Codes of the things a cell names, by code or by name; several for practices and bids."""
    names: Mapping[str, str] = getattr(known, _NAMED[of.id])
    several = of.spec.kind == "ids"
    whole = _code(text, names)
    parts = [text] if whole or not several else _parts(text, names)
    codes = [_code(p, names) for p in parts]
    if not names:  # nothing to hold it against: the store says whether it may stand
        return Read(tuple(parts) if several else text)
    if lost := [p for p, code in zip(parts, codes, strict=True) if not code]:
        return Read(expected=_nearest(of, lost, names))
    found = tuple(dict.fromkeys(c for c in codes if c))
    note = "; ".join(f"{p} is {c}" for p, c in zip(parts, codes, strict=True) if p != c)
    return Read(found if several else found[0], note=note)


def _parts(text: str, names: Mapping[str, str]) -> list[str]:
    """The things named in one cell: parted by semicolons or lines, else by commas, slashes and `and`."""
    found = []
    for part in (p.strip() for p in _PARTED.split(text) if p.strip()):
        loose = [q for q in _LOOSELY.split(part) if q]
        found += [part] if _code(part, names) or not any(_code(q, names) for q in loose) else loose
    return found


def _code(text: str, names: Mapping[str, str]) -> str:
    """The code of a thing named by its code or its whole name; "" where it is none, or more than one has the name."""
    if text in names:
        return text
    by_code, by_name = _index(tuple(names.items()))
    return by_code.get(reference_key(text)) or by_name.get(header_key(text), "")


@cache
def _index(items: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], dict[str, str]]:
    by_code: dict[str, str] = {}
    by_name: dict[str, str] = {}
    for code, name in items:
        key = reference_key(code)
        by_code[key] = "" if key in by_code else code
        for words in (name, f"{name} ({code})", f"{code} {name}"):
            key = header_key(words)
            by_name[key] = "" if by_name.get(key, code) != code else code
    return by_code, by_name


def _nearest(of: Field, lost: list[str], names: Mapping[str, str]) -> str:
    """What to say of names that are no thing's, with those most like them."""
    what = {"practice_codes": "practice", "site_code": "site", "cluster_code": "cluster"}.get(of.id, "bid")
    keys = {header_key(n): c for c, n in names.items()} | {header_key(c): c for c in names}
    near: dict[str, None] = {}
    for name in lost:
        for key in difflib.get_close_matches(header_key(name), list(keys), n=_MOST_NEAR, cutoff=_NEAR):
            code = keys[key]
            near[f"{names[code]} ({code})" if names[code] != code else code] = None
    told = f"; most alike: {', '.join(list(near)[:_MOST_NEAR])}" if near else ""
    return f"the code or whole name of a {what} of this case; none is called {' or '.join(lost)}{told}"

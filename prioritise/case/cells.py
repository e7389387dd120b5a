"""How the text of one cell is read, by the kind of its column in the data dictionary.

A reader takes the text (trimmed, not blank) and what the dictionary says of the column, and gives a `Reading`: the
value, and where the text was not simply as it should be, a note that becomes an issue.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from prioritise.case.issues import Severity
from prioritise.years import parse_year

LARGEST_NUMBER = 1e11
"""Figures beyond this (£100bn, or 100bn of anything) are refused: they are slips, and pence are lost beyond it."""

ODD_PENCE = 1e-4
"""A sum this near to whole pence (in pounds) is the noise of a spreadsheet, and is rounded without a note."""


class Reading(NamedTuple):
    """What a cell said: its value (None: refused), and a note where it was not plain."""

    value: Any
    code: str = ""
    severity: Severity = "info"
    message: str = ""


Meta = Mapping[str, Any]

_PLAIN = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?", re.ASCII)
_GROUPED = re.compile(r"[-+]?£?[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d(:\d\d(\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 00:00(:00)?)?", re.ASCII)
_WORDED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.? (\d{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = "january february march april may june july august september october november december".split()
_YES = {"yes", "y", "true", "t", "1"}
_NO = {"no", "n", "false", "f", "0"}


def _refuse(code: str, message: str) -> Reading:
    return Reading(None, code, "error", message)


def _tidy_number(text: str) -> tuple[float | None, bool]:
    """Value of a number and whether it had to be tidied (pound sign, thousands commas, accountant's brackets)."""
    if _PLAIN.fullmatch(text):
        return float(text), False
    sign, body = 1.0, text.replace("\N{MINUS SIGN}", "-")
    if body.startswith("(") and body.endswith(")"):
        sign, body = -1.0, body[1:-1]
    body = body.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if _GROUPED.fullmatch(body):
        return sign * float(body.replace("£", "").replace(",", "")), True
    return None, False


def read_number(text: str, meta: Meta) -> Reading:
    """A number; `£1,234.50` and `(1,234)` are understood and noted."""
    value, tidied = _tidy_number(text)
    if value is None:
        return _refuse("not_a_number", f"{text!r} is not a number")
    if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
        return _refuse("too_large", f"{text!r} is larger than any figure here can be")
    value += 0.0  # minus nought is nought
    return Reading(value, "number_tidied", "info", f"read as {value:.15g}") if tidied else Reading(value)


def read_money(text: str, meta: Meta) -> Reading:
    """Pounds, to the penny."""
    read = read_number(text, meta)
    if read.value is None:
        return read
    rounded = round(read.value, 2) + 0.0
    if abs(rounded - read.value) > ODD_PENCE:
        return Reading(rounded, "part_penny", "warning", f"{text!r} has parts of a penny: read as £{rounded:,.2f}")
    return read._replace(value=rounded)


def read_share(text: str, meta: Meta) -> Reading:
    """A share from 0 to 1; `35%` is understood and noted."""
    if not text.endswith("%"):
        return read_number(text, meta)
    read = read_number(text[:-1].strip(), meta)
    if read.value is None:
        return _refuse("not_a_number", f"{text!r} is not a share such as 0.35")
    value = round(read.value / 100, 12)
    return Reading(value, "percentage_read", "info", f"a percentage, read as {value:g}")


def read_integer(text: str, meta: Meta) -> Reading:
    """A whole number; `3.0` is 3."""
    read = read_number(text, meta)
    if read.value is None:
        return read
    if read.value != int(read.value):
        return _refuse("not_whole", f"{text!r} is not a whole number")
    return read._replace(value=int(read.value))


def read_year(text: str, meta: Meta) -> Reading:
    """A financial year such as 2026/27, as its start year; `2026-27` is understood and noted."""
    try:
        return Reading(parse_year(text))
    except ValueError as fault:
        message = str(fault)
    try:
        return Reading(parse_year(text.replace("-", "/", 1)), "year_tidied", "info", "read as a financial year")
    except ValueError:
        pass
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        message = f"{text!r} may be a calendar or a financial year: write {text}/{(int(text) + 1) % 100:02d}"
    elif _ISO.fullmatch(text):
        message = f"{text!r} is a date: a spreadsheet may have turned a financial year into one; write it as 2026/27"
    return _refuse("not_a_year", message)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def read_date(text: str, meta: Meta) -> Reading:
    """An ISO date; a British `31/03/2027` is read day first with a warning, `31 March 2027` with a note."""
    if match := _ISO.fullmatch(text):
        day = _day(int(match[1]), int(match[2]), int(match[3]))
        if day is None:
            return _refuse("not_a_date", f"{text!r}: there is no such day")
        clock = (match[4] or "").strip("0:.")
        return Reading(day, "time_dropped", "info", "the time of day is not used") if clock else Reading(day)
    if match := _DAY_FIRST.fullmatch(text):
        day = _day(int(match[3]), int(match[2]), int(match[1]))
        if day is None:
            return _refuse(
                "not_a_date", f"{text!r}: there is no such day with the day first; write dates as 2027-03-31"
            )
        said = f"{text!r} is read day first, as {day.day} {_MONTH_NAMES[day.month - 1].title()} {day.year}"
        return Reading(day, "day_first_date", "warning", said)
    if match := _WORDED.fullmatch(text):
        word = match[2].lower()
        month = _MONTHS.index(word[:3]) + 1 if word[:3] in _MONTHS else 0
        known = month and (_MONTH_NAMES[month - 1].startswith(word) or word == "sept")
        day = _day(int(match[3]), month, int(match[1])) if known else None
        if day is not None:
            return Reading(day, "date_in_words", "info", f"read as {day.isoformat()}")
    hint = "; it looks like a spreadsheet's day number" if re.fullmatch(r"[34567]\d{4}(\.\d+)?", text) else ""
    return _refuse("not_a_date", f"{text!r} is not a date such as 2027-03-31{hint}")


def read_yesno(text: str, meta: Meta) -> Reading:
    """`yes` or `no`; y, n, true, false, 1 and 0 are understood and noted."""
    if text in ("yes", "no"):
        return Reading(text)
    word = text.lower()
    if word in _YES or word in _NO:
        value = "yes" if word in _YES else "no"
        return Reading(value, "choice_tidied", "info", f"read as {value}")
    return _refuse("not_yes_or_no", f"{text!r} is neither yes nor no")


def _bare(text: str) -> str:
    return re.sub(r"[\s._\-]", "", text).casefold()


def read_choice(text: str, meta: Meta) -> Reading:
    """One of the column's choices; capitals, spaces, dots and hyphens are forgiven and noted."""
    if text in meta["choices"]:
        return Reading(text)
    for choice in meta["choices"]:
        if _bare(text) == _bare(choice):
            return Reading(choice, "choice_tidied", "info", f"read as {choice}")
    if tuple(meta["choices"]) == ("yes", "no", "never"):
        read = read_yesno(text, meta)
        if read.value is not None:
            return read
    return _refuse("not_a_choice", f"{text!r} is not one of {', '.join(meta['choices'])}")


def read_ids(text: str, meta: Meta) -> Reading:
    """A list of ids parted by semicolons, each once, as a tuple."""
    return Reading(tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip())))


READERS: dict[str, Callable[[str, Meta], Reading]] = {
    "number": read_number,
    "lonlat": read_number,
    "money": read_money,
    "share": read_share,
    "integer": read_integer,
    "year": read_year,
    "date": read_date,
    "yesno": read_yesno,
    "choice": read_choice,
    "ids": read_ids,
}
"""Reader by kind of column; `id` and `text` need none."""

"""Turn the text of official files into values: numbers, dates, postcodes, codes and names.

Each function works on a whole column and never guesses: what cannot be read comes back blank and the caller names it.
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pandas as pd

Column = TypeVar("Column", bound="pd.Series")  # of any type
BLANKS = ("", "na", "n/a", "null", "none", "nan", "-", "--", "*")
_DATE_FORMATS = ("%Y-%m-%d", "%d%b%Y", "%d-%b-%y", "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%Y%m%d", "%Y/%m/%d")
_PARTED = re.compile(r"^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{2}|[0-9]{4})$")
_DIGITS = re.compile(r"^[0-9]+$")
_MONEY = r"^[+-]?£?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_NO_CODE = {"TOTAL", "GRANDTOTAL", "SUBTOTAL", "TOTALS", "ENGLAND", "ALL", "SUM", "AVERAGE", "MEAN"}
_REPEATED = 0.5  # part of a column that its different texts may be for a look at each of them to save any time
_MONTHS = 12
_MONTH_FIRST_PROOF = 0.25  # of distinct dates with the month first, about three in five have a day above 12
_SMALL = {"of", "and", "the", "at", "in", "on", "for", "by", "with", "to", "or", "upon"}
_CAPITALS = {"PCN", "GP", "NHS", "ABC", "CIC", "UK", "ICB", "HQ", "II", "III", "IV", "APMS", "HMP", "YMCA"}
_TITLES = {t.upper(): t for t in ("Dr", "Drs", "St", "Mt", "Mr", "Mrs", "Rd", "Ctr", "Hlth", "Grp", "Pk")}


def distinct(work: "Callable[[pd.Series[str]], Column]", text: "pd.Series[str]") -> Column:
    """What `work` gives for each cell, having looked at each different text once: a column repeats most of its texts.

    Args:
        work: takes texts to values one for one, each by itself.
        text: a column of texts.
    """
    number, found = pd.factorize(text)
    if len(found) > _REPEATED * len(text) or (number < 0).any():
        return work(text)
    values = work(pd.Series(found, name=text.name, dtype="str")).take(number)
    values.index = text.index
    return values


def is_blank(text: "pd.Series[str]") -> "pd.Series[bool]":
    """Whether each cell says nothing: empty, `NA`, `n/a`, `null`, a dash or a star."""
    return text.str.strip().str.lower().isin(BLANKS)


def numbers(text: "pd.Series[str]") -> tuple["pd.Series[float]", "pd.Series[bool]"]:
    """Numbers (NaN where blank or unreadable) and which cells hold text that is no number.

    Pounds signs, thousands commas (in their places) and accountants' brackets (a negative) are understood; a comma out
    of place, a range, a unit or a word is not.
    """
    value = distinct(_numbers, text)
    return value, value.isna() & ~distinct(is_blank, text)


def _numbers(text: "pd.Series[str]") -> "pd.Series[float]":
    """Numbers, NaN where a text is none."""
    if text.str.fullmatch(r"(?:[0-9]{1,15}(?:\.[0-9]{1,15})?)?").all():  # most columns: no need to look closer
        return pd.to_numeric(text.where(text != ""), errors="coerce").astype("float64")
    plain = text.str.strip().str.replace("\u2212", "-", regex=False)
    bracketed = plain.str.startswith("(") & plain.str.endswith(")")
    inner = plain.mask(bracketed, plain.str.slice(1, -1)) if bracketed.any() else plain
    if inner.str.contains("£", regex=False).any():
        inner = inner.str.replace(r"^([+-]?) ?£ ?([+-]?)", r"\1\2£", regex=True)
    inner = inner.str.strip()
    shaped = inner.str.match(_MONEY) & ~(bracketed & inner.str.contains("-", regex=False))
    digits = inner.where(shaped, "").str.replace(r"[£,]", "", regex=True)
    value = pd.to_numeric(digits, errors="coerce").astype("float64")
    return value.mask(bracketed, -value).where(np.isfinite(value))


def month_first(text: "pd.Series[str]") -> bool | None:
    """How dates such as 03/04/2020 are written in a column: False day first, True month first, None not as one thing.

    The column as a whole decides: a number above 12 shows which place is the day. Where nothing shows it, the British
    way is taken; where both are shown, neither can be. So too where few show that the month is first: most days of a
    year do, so a column where hardly one does has a slip in it.
    """
    pairs = [(int(m[1]), int(m[2])) for t in text.unique() if (m := _PARTED.match(t.strip()))]
    day_first = any(first > _MONTHS for first, _ in pairs)
    shown = sum(second > _MONTHS for _, second in pairs)
    if shown and (day_first or shown < _MONTH_FIRST_PROOF * len(pairs)):
        return None
    return bool(shown)


def date_doubt(text: "pd.Series[str]") -> "tuple[pd.Series[bool], str]":
    """Which cells of a column of dates rest on how the column as a whole is written, and what to say; "" for none."""
    order = month_first(text)
    parted = text.str.strip().str.match(_PARTED.pattern)
    if order:
        return parted, "date read as month/day/year, as other dates of the column can only be"
    return pd.Series(False, index=text.index), ""


def _parted_date(match: "re.Match[str]", american: bool | None) -> dt.date | None:
    first, second, year = int(match[1]), int(match[2]), match[3]
    if american is None and max(first, second) <= _MONTHS and first != second:
        return None
    swap = american if american is not None else second > _MONTHS
    day, month = (second, first) if swap else (first, second)
    number = int(year) if len(year) > 2 else dt.datetime.strptime(year, "%y").year  # noqa: PLR2004 - digits of a year
    try:
        return dt.date(number, month, day)
    except ValueError:
        return None


def _date(text: str, american: bool | None) -> dt.date | None:
    cleaned = text.strip()
    if len(cleaned) > len("2026-07-01") and cleaned[10:11] in ("T", " ") and cleaned[4:5] == "-":
        cleaned = cleaned[:10]
    if parted := _PARTED.match(cleaned):
        return _parted_date(parted, american)
    if _DIGITS.match(cleaned) and len(cleaned) != len("20260701"):
        return None  # 202611 is a month, not the first of January
    for pattern in _DATE_FORMATS:
        try:
            return dt.datetime.strptime(cleaned, pattern).date()
        except ValueError:
            continue
    return None


def dates(text: "pd.Series[str]") -> tuple["pd.Series[str]", "pd.Series[bool]"]:
    """ISO dates ("" where blank or unreadable) and which cells hold text that is no date.

    Understood: `2026-07-01`, `01Jul2026`, `01JAN2021`, `01/07/2026`, `28-Oct-15`, `20260701`. Which of two numbers is
    the day the column as a whole decides (`month_first`); where it contradicts itself, dates that could be either are
    not read.
    """
    american = month_first(text)
    known = {t: _date(t, american) for t in text.unique()}
    iso = text.map({t: d.isoformat() if d else "" for t, d in known.items()}).astype("str")
    return iso, ((iso == "") & ~is_blank(text))


def no_code(text: "pd.Series[str]") -> "pd.Series[bool]":
    """Whether each (upper-case) code cannot be one: words with spaces, or the label of a row of totals."""
    number, found = pd.factorize(text)
    kinds = pd.Series(found, dtype="str")
    squeezed = kinds.str.replace(r"[\s:]+", "", regex=True)
    strange = squeezed.isin(_NO_CODE) | kinds.str.contains(r"[^A-Z0-9]", regex=True)
    return pd.Series(np.asarray(strange, dtype=bool)[number], index=text.index)


def codes(text: "pd.Series[str]") -> "pd.Series[str]":
    """Codes: no spaces around, upper case."""
    return distinct(lambda some: some.str.strip().str.upper(), text)


def postcodes(text: "pd.Series[str]") -> "pd.Series[str]":
    """Postcodes with exactly one space before the last three characters, whatever the form they came in."""
    tight = text.str.upper().str.replace(r"[^A-Z0-9]", "", regex=True)
    spaced = tight.str.slice(0, -3) + " " + tight.str.slice(-3)
    return spaced.where(tight.str.len() >= len("M11AA"), "")


def _word(word: str, first: bool) -> str:
    bare = word.strip("()[],.'")
    if bare in _TITLES:
        return word.replace(bare, _TITLES[bare])
    spelt_out = len(bare) > 1 and bare.isalpha() and not set(bare) & set("AEIOUY")
    if bare in _CAPITALS or spelt_out:
        return word
    if not first and bare.lower() in _SMALL:
        return word.lower()
    parts = re.split(r"([\-/(&.])", word.lower())
    return "".join(p[:1].upper() + p[1:] for p in parts)


def title_case(name: str) -> str:
    """A name written in capitals as people write it: `ST JOHN'S MEDICAL PRACTICE` -> `St John's Medical Practice`.

    A name that already has small letters is left as it is.
    """
    name = " ".join(name.split())
    if name != name.upper():
        return name
    return " ".join(_word(w, i == 0) for i, w in enumerate(name.split(" ")))


def title_cases(text: "pd.Series[str]") -> "pd.Series[str]":
    """`title_case` of a whole column."""
    return distinct(lambda some: some.map(title_case).astype("str"), text)


def text_of(value: float | None) -> str:
    """A number as a case file writes it: no needless decimals, blank when unknown."""
    if value is None or pd.isna(value):
        return ""
    return str(int(value)) if float(value).is_integer() else repr(round(float(value), 6))


def texts(values: "pd.Series[float]") -> "pd.Series[str]":
    """`text_of` of a whole column."""
    return values.map(text_of).astype("str")

"""Turn the text of official files into values: numbers, dates, postcodes, codes and names.

Each function works on a whole column and never guesses: what cannot be read comes back blank and the caller names it.
"""

import datetime as dt
import re

import pandas as pd

BLANKS = ("", "na", "n/a", "null", "none", "nan", "-", "--", "*")
_DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d%b%Y", "%d-%b-%y", "%d-%b-%Y", "%d %B %Y", "%Y%m%d", "%d/%m/%y")
_MONEY = re.compile(r"^\(?\s*-?\s*£?\s*-?[\d,]*\.?\d+(?:[eE][+-]?\d+)?\s*\)?$")
_SMALL = {"of", "and", "the", "at", "in", "on", "for", "by", "with", "to", "or", "upon"}
_CAPITALS = {"PCN", "GP", "NHS", "ABC", "CIC", "UK", "ICB", "HQ", "II", "III", "IV", "APMS", "HMP", "YMCA"}
_TITLES = {t.upper(): t for t in ("Dr", "Drs", "St", "Mt", "Mr", "Mrs", "Rd", "Ctr", "Hlth", "Grp", "Pk")}


def is_blank(text: "pd.Series[str]") -> "pd.Series[bool]":
    """Whether each cell says nothing: empty, `NA`, `n/a`, `null`, a dash or a star."""
    return text.str.strip().str.lower().isin(BLANKS)


def numbers(text: "pd.Series[str]") -> tuple["pd.Series[float]", "pd.Series[bool]"]:
    """Numbers (NaN where blank or unreadable) and which cells hold text that is no number.

    Pounds signs, thousands commas and accountants' brackets (a negative) are understood.
    """
    plain = text.str.strip()
    shaped = plain.str.match(_MONEY) & (plain != "")
    negative = plain.str.startswith("(") & plain.str.endswith(")")
    digits = plain.where(shaped, "").str.replace(r"[£,\s()]", "", regex=True)
    value = pd.to_numeric(digits, errors="coerce").astype("float64")
    value = value.mask(negative, -value)
    return value, (value.isna() & ~is_blank(text))


def _date(text: str) -> dt.date | None:
    cleaned = text.strip()
    if len(cleaned) > len("2026-07-01") and cleaned[10:11] in ("T", " ") and cleaned[4:5] == "-":
        cleaned = cleaned[:10]
    for pattern in _DATE_FORMATS:
        try:
            return dt.datetime.strptime(cleaned, pattern).date()
        except ValueError:
            continue
    return None


def dates(text: "pd.Series[str]") -> tuple["pd.Series[str]", "pd.Series[bool]"]:
    """ISO dates ("" where blank or unreadable) and which cells hold text that is no date.

    Understood: `2026-07-01`, `01Jul2026`, `01JAN2021`, `01/07/2026` (day first), `28-Oct-15`, `20260701`.
    """
    known = {t: _date(t) for t in text.unique()}
    iso = text.map({t: d.isoformat() if d else "" for t, d in known.items()}).astype("str")
    return iso, ((iso == "") & ~is_blank(text))


def codes(text: "pd.Series[str]") -> "pd.Series[str]":
    """Codes: no spaces around, upper case."""
    return text.str.strip().str.upper()


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
    return text.map(title_case).astype("str")


def text_of(value: float | None) -> str:
    """A number as a case file writes it: no needless decimals, blank when unknown."""
    if value is None or pd.isna(value):
        return ""
    return str(int(value)) if float(value).is_integer() else repr(round(float(value), 6))


def texts(values: "pd.Series[float]") -> "pd.Series[str]":
    """`text_of` of a whole column."""
    return values.map(text_of).astype("str")

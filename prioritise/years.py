"""Financial years (1 April to 31 March), held as the calendar year they start in: 2026 is 2026/27; days in words."""

import datetime as dt
import re

_LABEL = re.compile(r"^\s*(\d{4})\s*/\s*(\d{2}|\d{4})\s*$")


def parse_year(text: str) -> int:
    """Return the start year of a financial year written `2026/27` (or `2026/2027`).

    Raises:
        ValueError: the text is not a financial year, or its two halves do not follow each other.
    """
    match = _LABEL.match(text)
    if not match:
        raise ValueError(f"{text!r} is not a financial year such as 2026/27")
    start = int(match.group(1))
    if int(match.group(2)) % 100 != (start + 1) % 100:
        raise ValueError(f"{text!r} is not a financial year: {start} is followed by {(start + 1) % 100:02d}")
    return start


def year_label(start: int) -> str:
    """Return `2026/27` for 2026."""
    return f"{start}/{(start + 1) % 100:02d}"


def year_start(start: int) -> dt.date:
    """First day of the financial year: 1 April."""
    return dt.date(start, 4, 1)


def year_end(start: int) -> dt.date:
    """Last day of the financial year: 31 March of the next calendar year."""
    return dt.date(start + 1, 3, 31)


def day_words(day: dt.date) -> str:
    """A day as it is written everywhere: `31 March 2027`."""
    return f"{day.day} {day:%B %Y}"


def year_of(day: dt.date) -> int:
    """Start year of the financial year that a day falls in."""
    return day.year if day >= dt.date(day.year, 4, 1) else day.year - 1

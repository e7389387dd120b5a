"""How figures and codes are written on screen; every text that came from a file is made safe here."""

import datetime as dt
import html
import re
import textwrap
from collections.abc import Callable
from typing import Any

import pandas as pd

from prioritise import unknown
from prioritise.case import register_tables, tables
from prioritise.evidence import ways
from prioritise.record import words as record_words
from prioritise.record.words import gap_words, kind_word
from prioritise.years import day_words, year_label

NOT_KNOWN = unknown.NOT_KNOWN
plural = record_words.plural
NO_SPEND_BY = record_words.NO_SPEND_BY
BASES = "NIA is net internal area, the usable space; GIA is gross internal area, with walls, plant and stairs too."
THOUSAND, MILLION = 1_000, 1_000_000
ROUNDS_TO_NONE = 0.005
"""A share below it is written as 0%."""
STATES = record_words.STATES
WAYS = {w.id: w.name for w in ways.WAYS.values()}
POT_KINDS = record_words.POT_KINDS
POT_STATUSES = {
    "requested": "Requested", "secured": "Secured in a deed", "received": "Received", "allocated": "Allocated",
    "transferred": "Transferred",
}  # fmt: skip
BID_KINDS = {k: kind_word(k) for k in tables.BID_KINDS}
DEVELOPMENT_STATUSES = {
    "allocated": "Allocated in a plan", "outline": "Outline permission", "full": "Full permission",
    "started": "Started", "completed": "Completed",
}  # fmt: skip
_MARKS = {"funded": "●", "reserve": "◐", "not funded": "○"}
DECISIONS = {decision: f"{_MARKS[decision]} {said}" for decision, said in record_words.DECISIONS.items()}
STAGES = {
    "EOI": "EOI: expression of interest", "PID": "PID: project initiation", "OBC": "OBC: outline business case",
    "FBC": "FBC: full business case",
}  # fmt: skip
CHOICE_WORDS = {
    **BID_KINDS, **STAGES, **register_tables.LIFECYCLE, **register_tables.COST_PARTS, **register_tables.READY_STATES,
    **register_tables.METHODS, "yes": "Yes", "no": "No", "never": "Never",
}  # fmt: skip
"""Choice of the data dictionary -> what it is called on screen."""
SEVERITIES = {"error": "Error", "warning": "Warning", "info": "Note"}
CONDITIONS = {
    "A": "A: as new", "B": "B: sound", "C": "C: major work soon",
    "CX": "CX: major work soon, and only a rebuild will do it", "D": "D: serious risk",
    "DX": "DX: serious risk, and only a rebuild will end it", "unknown": "Not known",
}  # fmt: skip
"""Condition of a building, each unlike the others."""
AREA_SOURCES = {"survey": "measured", "assumed": "assumed", "": "source not known"}
"""Where a floor area comes from; a blank is no measurement."""
LIGHTS = {
    "passed": "■ Passed", "red": "▲ Red: act now", "amber": "◆ Amber: plan now", "green": "● Green: in time",
    "no date": "○ No date known",
}  # fmt: skip
"""How near a spend-by date is, each with a mark of its own."""
CHOICES = {
    "kind": {**POT_KINDS, **BID_KINDS}, "pot_kind": POT_KINDS, "state": STATES, "decision": DECISIONS,
    "severity": SEVERITIES, "development_status": DEVELOPMENT_STATUSES, "pot_status": POT_STATUSES,
}  # fmt: skip

_NUMBERED = re.compile(r"^(\d{1,9})\)")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]#+\-.!|<>~$:]|&(?=#?\w+;))")


def known(value: Any) -> bool:
    """Whether a cell holds something (blank is unknown, never zero)."""
    return value is not None and not (not isinstance(value, (str, tuple)) and pd.isna(value)) and value != ""


def number(value: Any, digits: int = 0) -> str:
    """`1,234`; "not known" for a blank. Adding nought turns a rounded minus nought into nought."""
    return f"{round(float(value), digits) + 0.0:,.{digits}f}" if known(value) else NOT_KNOWN


def gbp(value: Any) -> str:
    """`£1,234,567` without pence; "not known" for a blank."""
    return f"£{number(value)}" if known(value) else NOT_KNOWN


def gbp_short(value: Any) -> str:
    """`£12.4m`, `£830k` or `£450`, for headline figures."""
    if not known(value):
        return NOT_KNOWN
    amount = float(value)
    if abs(amount) >= MILLION - THOUSAND / 2:
        return f"£{amount / MILLION:,.1f}m"
    return f"£{amount / THOUSAND:,.0f}k" if abs(amount) >= THOUSAND else f"£{amount:,.0f}"


def m2(value: Any) -> str:
    """`1,234 m²`; "not known" for a blank."""
    return f"{number(value)} m²" if known(value) else NOT_KNOWN


def floor_area(area_m2: Any, basis: Any, source: Any) -> str:
    """`826 m² NIA, assumed`: a floor area with its basis and whether it was measured; "not known" for a blank."""
    if not known(area_m2):
        return NOT_KNOWN
    return f"{m2(area_m2)} {basis if known(basis) else 'basis not known'}, {area_source(source)}"


def area_source(source: Any) -> str:
    """Whether a floor area was measured or assumed."""
    return AREA_SOURCES[str(source) if known(source) else ""]


def total(cells: "pd.Series[Any]", write: Callable[[Any], str], thing: str) -> str:
    """A sum that says how much of it is known: `120 m² (known for 3 of 5 bids)`; "not known" where no cell is."""
    there = int(cells.notna().sum())
    if not there:
        return NOT_KNOWN
    part = "" if there == len(cells) else f" (known for {there:,} of {plural(len(cells), thing)})"
    return write(cells.sum()) + part


def share(value: Any) -> str:
    """`45%`; "not known" for a blank."""
    return f"{float(value):.0%}" if known(value) else NOT_KNOWN


def share_paid(value: float) -> str:
    """`45%`, and `under 1%` of what is paid in small part, never none of it."""
    return "under 1%" if 0 < value < ROUNDS_TO_NONE else share(value)


def share_fine(value: Any) -> str:
    """`99.6%`, to one decimal, that never rounds some to none or all; "not known" for a blank."""
    if not known(value):
        return NOT_KNOWN
    part = float(value)
    return f"{part:.0%}" if part in (0, 1) else f"{min(max(part, 0.001), 0.999):.1%}"


def day(value: Any) -> str:
    """`31 March 2027`; "not known" for a blank."""
    if not known(value):
        return NOT_KNOWN
    return day_words(value if isinstance(value, dt.date) else pd.Timestamp(value))


def year(value: Any) -> str:
    """`2026/27` from a start year or a label; "" for a blank."""
    if not known(value):
        return ""
    return value if isinstance(value, str) else year_label(int(value))


def text(value: Any) -> str:
    """A cell as plain text; "not known" for a blank."""
    return str(value) if known(value) else NOT_KNOWN


def two_lines(name: str, width: int) -> str:
    """A name in at most two lines of so many letters; what does not fit is cut with a mark."""
    return "\n".join(textwrap.wrap(name, width, max_lines=2, placeholder="…"))


def spend_by(last_day: Any, carry_forward: bool = True) -> str:
    """By when money must be spent, or that no day is on record: a blank may be a date nobody has typed in.

    Money of which a year's rest is not carried forward goes at the end of each year, whatever the day.
    """
    last = pd.Timestamp(last_day).date() if known(last_day) else None
    return record_words.spend_by_words(last, carry_forward=bool(carry_forward))


def room(gap_m2: Any) -> str:
    """A gap in words: `210 m² short`, `85 m² to spare`, "not known"."""
    return gap_words(float(gap_m2)) if known(gap_m2) else NOT_KNOWN


def safe(value: Any) -> str:
    """Text from a file for our own HTML: markup shows as text."""
    return html.escape(str(value), quote=True)


def plain(value: Any) -> str:
    """Text from a file for a label that is read as Markdown: every sign shows as itself."""
    return _NUMBERED.sub(r"\1\\)", _MARKDOWN.sub(r"\\\1", " ".join(str(value).split())))

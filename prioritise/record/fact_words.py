"""How a figure of a cluster is written: in its unit, and of how many of its practices or sites it is known."""

import math
from typing import Any

from prioritise.unknown import NOT_KNOWN

_DECIMALS = {"FTE": 1}
_SIGNS = {"m2": " m²", "£": "", "FTE": " FTE"}


def figure(value: float, unit: str) -> str:
    """A figure in its unit: `£1,250,000`, `3,793 m²`, `33.5 FTE`, `62,410`; "not known" for a blank."""
    if math.isnan(value):
        return NOT_KNOWN
    text = f"{value:,.{_DECIMALS.get(unit, 0)}f}"
    return f"£{text}" if unit == "£" else f"{text}{_SIGNS.get(unit, '')}"


def known_words(known: int, of: int, counted: str) -> str:
    """` (known for 8 of 9 practices)`; "" where all are known or nothing can be unknown."""
    return f" (known for {known:,} of {of:,} {counted}s)" if counted and known < of else ""


def fact_words(row: Any) -> str:
    """The words of one row of the long table of facts."""
    if math.isnan(row.value):
        return NOT_KNOWN
    return figure(row.value, row.unit) + (f" {row.basis}" if row.basis else "") + part_words(row)


def part_words(row: Any) -> str:
    """For how many of the practices or sites a row is known; "" where for all, or where it is not known at all."""
    if math.isnan(row.value):
        return ""
    if row.fact == "area_m2" and row.known < row.of:  # the others may be on the other basis
        return f" (at {row.known:,} of {row.of:,} sites)"
    return known_words(row.known, row.of, row.counted)

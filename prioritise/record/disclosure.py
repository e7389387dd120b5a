"""Small numbers of people, as a public edition tells them: hidden where few, else rounded."""

import math

from prioritise.assumptions import Assumptions

HIDDEN_UP_TO, ROUNDED_TO = "small_count_hidden", "count_rounded_to"
"""Ids of the assumptions."""


def published(value: float, assumptions: Assumptions) -> float:
    """A count of people for anyone to read: NaN where it is few but not none, else to the nearest round number."""
    if math.isnan(value):
        return math.nan
    if 0 < value <= assumptions.value(HIDDEN_UP_TO):
        return math.nan
    step = assumptions.value(ROUNDED_TO)
    return math.floor(value / step + 0.5) * step


def rule_words(assumptions: Assumptions) -> str:
    """What is done to small numbers, in a sentence."""
    return (
        f"Counts of people of {assumptions.value(HIDDEN_UP_TO):.0f} or fewer are hidden, and others rounded to the "
        f"nearest {assumptions.value(ROUNDED_TO):.0f}."
    )

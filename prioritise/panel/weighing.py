"""How a set of weights is come by: swings against the largest, an order, or points; each in weights that sum to 100."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from prioritise.case.register_tables import METHODS
from prioritise.errors import DataFault
from prioritise.years import day_words

FULL = 100
"""What weights sum to, and the points of the largest swing."""


@dataclass(frozen=True)
class Weighed:
    """A set of weights and where it came from.

    Attributes:
        weights: criterion id -> weight; they sum to 100.
        method: a key of `METHODS`.
        source: who came to them, how and when, as one sentence without its stop.
    """

    weights: Mapping[str, float]
    method: str
    source: str


def by_swing(points: Mapping[str, float], on: dt.date, by: str = "") -> Weighed:
    """Swing weighting: each criterion's swing from worst to best in points against the largest, which has 100.

    Weight = points / sum of points, in whole numbers (`to_hundred`). The method is the Green Book's (MCDA note, 2024).

    Args:
        points: criterion id -> points, 0 to 100.
        on: day it was done.
        by: who did it.

    Raises:
        DataFault: the largest swing has not 100 points, or a swing has fewer than 0.
    """
    _not_below_nought(points)
    if not points or max(points.values()) != FULL:
        raise DataFault(f"the largest swing has {FULL} points and the others fewer or as many: none has {FULL}")
    return Weighed(to_hundred(points), "swing", told("swing", on, by))


def by_order(tiers: Sequence[Sequence[str]], on: dt.date, by: str = "") -> Weighed:
    """Weights from an order alone: the rank-order centroid, to one decimal. Those in one tier share its places."""
    return Weighed(to_hundred(centroid(tiers), decimals=1), "order", told("order", on, by))


def by_points(points: Mapping[str, float], on: dt.date, by: str = "") -> Weighed:
    """Points given to each criterion directly: weight = points / sum of points, in whole numbers.

    Raises:
        DataFault: no points were given, or fewer than 0.
    """
    _not_below_nought(points)
    if not sum(points.values()):
        raise DataFault("no criterion has any points: give at least one of them some")
    return Weighed(to_hundred(points), "points", told("points", on, by))


def _not_below_nought(points: Mapping[str, float]) -> None:
    if any(not math.isfinite(p) or p < 0 for p in points.values()):
        raise DataFault("points are numbers of nought or more")


def centroid(tiers: Sequence[Sequence[str]]) -> dict[str, float]:
    """Rank-order centroid weights, which sum to 1: what is first, then what is second, and so on.

    Place k of n has (1/k + 1/(k+1) + ... + 1/n) / n: the middle of all weights that keep the order (SMARTER, Edwards
    and Barron 1994). Criteria of one tier share the mean of the places they take up.

    Raises:
        DataFault: a criterion stands in two places.
    """
    every = [c for tier in tiers for c in tier]
    if len(every) != len(set(every)):
        raise DataFault("each criterion stands in the order once")
    places = [
        float(sum(Fraction(1, j) for j in range(k, len(every) + 1)) / len(every)) for k in range(1, len(every) + 1)
    ]
    weights: dict[str, float] = {}
    for tier in tiers:
        taken = places[len(weights) : len(weights) + len(tier)]
        weights |= dict.fromkeys(sorted(tier), sum(taken) / len(taken) if taken else 0.0)
    return weights


def tiers_of(places: Mapping[str, float]) -> tuple[tuple[str, ...], ...]:
    """Criteria by the place given to each, first to last; equal places are one tier."""
    return tuple(tuple(sorted(c for c, p in places.items() if p == place)) for place in sorted(set(places.values())))


def to_hundred(parts: Mapping[str, float], decimals: int = 0) -> dict[str, float]:
    """Parts as weights that sum to 100 when written with so many decimals, by largest remainder.

    Each is rounded down; what is then lacking goes, one last digit each, to those that lost most by it, of equals to
    the larger part, then to the first id.
    """
    units = FULL * 10**decimals
    exact = {c: Fraction(p) for c, p in parts.items()}
    total = sum(exact.values(), Fraction(0))
    if total <= 0:
        raise DataFault("the parts sum to nothing, so no weight follows from them")
    quota = {c: p * units / total for c, p in exact.items()}
    whole = {c: math.floor(q) for c, q in quota.items()}
    lacking = units - sum(whole.values())
    first = sorted(quota, key=lambda c: (whole[c] - quota[c], -quota[c], c))[:lacking]
    return {c: (whole[c] + (c in first)) / 10**decimals for c in parts}


def told(method: str, on: dt.date, by: str = "") -> str:
    """Where weights came from: `Swing weighting, 23 November 2026, by the forum`."""
    who = f", by {' '.join(by.split())}" if by.strip() else ""
    return f"{METHODS[method]}, {day_words(on)}{who}"

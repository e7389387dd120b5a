"""The list whose worst case is best, over a few ways to value it, by narrowing down how good that can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from prioritise.optimise.asked import Values, at_least, list_for, worth
from prioritise.optimise.engine import Engine
from prioritise.optimise.solver import Limits

NEAR = 1e-4
"""Part of the largest value within which the best worst case is found, or the gap asked where that is wider."""
MOST_QUESTIONS = 40


@dataclass(frozen=True)
class Way:
    """One way to value a list: what its bids are worth, and what is taken off (the best that could be had that way)."""

    values: Values
    less: float = 0.0


@dataclass(frozen=True)
class Safest:
    """The list found.

    Attributes:
        starts: bid id -> start year. worst: its worst case. bound: no list's worst case is better than this.
        out_of_time: the clock stopped a question, so another machine might find a better list.
    """

    starts: Mapping[str, int]
    worst: float
    bound: float
    out_of_time: bool


def safest(engine: Engine, cases: Sequence[Way], limits: Limits, known: Mapping[str, int]) -> Safest:
    """The list with the best worst case over these ways to value it, to within a small part of the largest value.

    Each question asks for the best list on average of those whose every case is at least half way between the best
    worst case found and the most it could be; the answer moves the one, and that there is none the other.

    Args:
        engine: of the problem.
        cases: the ways to value a list.
        limits: of each question.
        known: a list that keeps the rules.
    """
    problem = engine.problem

    def worst_of(starts: Mapping[str, int]) -> float:
        return min(worth(problem, c.values, starts) - c.less for c in cases)

    best, low = dict(known), worst_of(known)
    high = low
    singles = [list_for(engine, c.values, limits, known=known) for c in cases]
    late = any(f.out_of_time for f in singles)
    most = [f.bound if f.bound is not None else float("inf") for f in singles]
    high = max(low, min(m - c.less for m, c in zip(most, cases, strict=True)))
    for found in singles:
        if found.has_answer and worst_of(found.starts) > low:
            best, low = dict(found.starts), worst_of(found.starts)
    mean = {b: sum(c.values[b] for c in cases) / len(cases) for b in problem.bids}
    near = max(NEAR, limits.gap) * max(1.0, *(abs(m) for m in most if m != float("inf")))
    for _ in range(MOST_QUESTIONS):
        if high - low <= near:
            break
        middle = (low + high) / 2
        rows = [at_least(problem, c.values, middle + c.less) for c in cases]
        found = list_for(engine, mean, limits, rows)
        late |= found.out_of_time
        if found.has_answer and worst_of(found.starts) > low:
            best, low = dict(found.starts), worst_of(found.starts)
        elif found.infeasible:
            high = middle
        else:
            break
    return Safest(dict(sorted(best.items())), low, max(high, low), late)

"""All scales of the money in one search: a better nested list, and what no nested list is worth more than.

The models of the scales stand side by side, with one row more for each bid between neighbours: in at one scale, in at
the next. Without whole starts its best value is a bound on every nested list, closer than choosing afresh gives,
because a bid that comes and goes is worth less in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from prioritise.funding import Problem
from prioritise.optimise.engine import Engine
from prioritise.optimise.matrix import Floats, Ints, Matrix, Rows
from prioritise.optimise.model import value_objective
from prioritise.optimise.pay import lawful
from prioritise.optimise.solver import Limits
from prioritise.optimise.whole import Search, search

Starts = Mapping[str, int]


@dataclass(frozen=True)
class Nested:
    """What the search came to.

    Attributes:
        starts: at each scale, smallest first (bid id -> start year); None where nothing lawful was found.
        bound: no nested list has a higher expected value; None when unknown.
        out_of_time: the clock stopped it.
    """

    starts: tuple[Starts, ...] | None
    bound: float | None
    out_of_time: bool


@dataclass(frozen=True)
class _Together:
    """Models side by side, as a search reads them (`whole.Model`)."""

    core: Rows
    late: Rows
    width: int
    whole: Ints


def search_together(
    problems: Sequence[Problem], chances: Sequence[float], known: Sequence[Starts], limits: Limits
) -> Nested:
    """Search all scales together.

    Args:
        problems: one a scale, least money first.
        chances: the probability of each.
        known: a nested list to begin from (bid id -> start year, at each scale).
        limits: how far to go.

    Raises:
        SolverFault: the solver failed twice.
    """
    parts = [Engine(p).place(False) for p in problems]
    matrices = [matrix for matrix, _ in parts]
    late = [m.late.some(np.flatnonzero(m.needed | relaxation.present)) for m, relaxation in parts]
    begin = np.cumsum([0, *(m.width for m in matrices)])
    each = [m.core.and_also(rows) for m, rows in zip(matrices, late, strict=True)]
    nest = _stays_in(matrices, begin)
    core = _side_by_side(each).and_also(nest)
    whole = np.concatenate([m.whole + first for m, first in zip(matrices, begin, strict=False)])
    weights = np.concatenate(
        [m.cost(value_objective(p)) * c for m, p, c in zip(matrices, problems, chances, strict=True)]
    )
    upper = np.concatenate([m.upper for m in matrices])
    at = {
        int(first) + column: value
        for matrix, first, starts in zip(matrices, begin, known, strict=False)
        for column, value in matrix.values_of(starts).items()
    }
    none = np.zeros(0, dtype=np.int64)
    together = _Together(core, core.some(none), int(begin[-1]), whole)
    nothing = np.zeros_like(upper)
    asked = Search(together, weights, nothing, upper, none, together.late, known=at, thorough=True)
    ended = search(asked, limits)
    found = None
    if ended.point is not None:
        point = ended.point
        found = tuple(m.starts_at(point[first:]) for m, first in zip(matrices, begin, strict=False))
        if not all(lawful(p, s) for p, s in zip(problems, found, strict=True)):
            found = None
    return Nested(found, ended.bound, ended.out_of_time)


def _side_by_side(each: Sequence[Rows]) -> Rows:
    """Rows of models that share no column."""
    terms = sparse.block_diag([rows.terms for rows in each], format="csr")
    lower, upper, room = (
        np.concatenate(ends) for ends in zip(*((r.lower, r.upper, r.room) for r in each), strict=True)
    )
    return Rows(terms, lower, upper, room)


def _stays_in(matrices: Sequence[Matrix], begin: Ints) -> Rows:
    """What is funded with less money is funded with more."""
    at: list[tuple[int, int]] = []
    for smaller, larger, first, second in zip(matrices, matrices[1:], begin, begin[1:], strict=False):
        at += [
            (first + column, second + larger.funded[b]) for b, column in smaller.funded.items() if b in larger.funded
        ]
    many = len(at)
    columns = np.array(at, dtype=np.int64).ravel()
    signs = np.tile([1.0, -1.0], many)
    terms = sparse.csr_matrix((signs, columns, np.arange(0, 2 * many + 1, 2)), shape=(many, int(begin[-1])))
    nil: Floats = np.zeros(many)
    return Rows(terms, nil - np.inf, nil, nil)

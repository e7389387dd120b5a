"""The models of all scales of the money side by side, with one row more for each bid between neighbours.

The row says that what is in at one scale is in at the next. Only whether a bid is funded must be whole here: a bid may
start in part in one year and in part in another. What such a list is worth is a bound on every nested list, it is
seldom more than a few tenths of a per cent above the best, and it is found many times sooner than with whole starts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from prioritise.funding import Problem
from prioritise.optimise.matrix import Matrix, write
from prioritise.optimise.model import value_objective
from prioritise.optimise.rows import Floats, Ints, Rows

Starts = Mapping[str, int]
Chain = tuple[frozenset[str], ...]
"""Ids of the bids that are in at each scale, least money first."""


@dataclass(frozen=True)
class Together:
    """Models side by side, as the relaxation and a search read them.

    Attributes:
        parts: the model of each scale. begin: the first column of each, and the number of all columns.
        core: rows that are always there, the nest among them. late: rows that are added where they are broken.
        needed: whether each late row is part of the model. upper: the most of each column.
        weights: of each column: its value times the probability of its scale.
    """

    parts: tuple[Matrix, ...]
    begin: Ints
    core: Rows
    late: Rows
    needed: np.ndarray
    upper: Floats
    weights: Floats

    @property
    def width(self) -> int:
        """How many columns there are."""
        return int(self.begin[-1])

    @property
    def whole(self) -> Ints:
        """Columns that are yes or no: whether a bid is funded at a scale."""
        return np.array([column for _, column in self.funded], dtype=np.int64)

    @property
    def funded(self) -> list[tuple[str, int]]:
        """Each bid and its column, scale by scale."""
        parts = zip(self.parts, self.begin, strict=False)
        return [(b, int(first) + column) for part, first in parts for b, column in part.funded.items()]

    def values_of(self, starts: Sequence[Starts]) -> dict[int, float]:
        """The columns of starts and bids, and what they are in this list."""
        return {
            int(first) + column: value
            for part, first, here in zip(self.parts, self.begin, starts, strict=False)
            for column, value in part.values_of(here).items()
        }

    def chain_at(self, point: Floats) -> Chain:
        """What is funded at a point."""
        parts = zip(self.parts, self.begin, strict=False)
        return tuple(frozenset(b for b, c in part.funded.items() if point[first + c] > 0.5) for part, first in parts)  # noqa: PLR2004


def side_by_side(problems: Sequence[Problem], chances: Sequence[float]) -> Together:
    """The model of these problems, one a scale, least money first, with the probability of each."""
    parts = tuple(write(p) for p in problems)
    begin = np.cumsum([0, *(m.width for m in parts)])
    each = zip(parts, problems, chances, strict=True)
    return Together(
        parts=parts,
        begin=begin,
        core=_in_blocks([m.core for m in parts]).and_also(_stays_in(parts, begin)),
        late=_in_blocks([m.late for m in parts]),
        needed=np.concatenate([m.needed for m in parts]),
        upper=np.concatenate([m.upper for m in parts]),
        weights=np.concatenate([m.cost(value_objective(p)) * c for m, p, c in each]),
    )


def _in_blocks(each: Sequence[Rows]) -> Rows:
    """Rows of models that share no column."""
    terms = sparse.block_diag([rows.terms for rows in each], format="csr")
    lower, upper, room = (
        np.concatenate(ends) for ends in zip(*((r.lower, r.upper, r.room) for r in each), strict=True)
    )
    return Rows(terms, lower, upper, room)


def _stays_in(parts: Sequence[Matrix], begin: Ints) -> Rows:
    """What is funded with less money is funded with more."""
    at: list[tuple[int, int]] = []
    for smaller, larger, first, second in zip(parts, parts[1:], begin, begin[1:], strict=False):
        at += [
            (first + column, second + larger.funded[b]) for b, column in smaller.funded.items() if b in larger.funded
        ]
    many = len(at)
    columns = np.array(at, dtype=np.int64).ravel()
    signs = np.tile([1.0, -1.0], many)
    terms = sparse.csr_matrix((signs, columns, np.arange(0, 2 * many + 1, 2)), shape=(many, int(begin[-1])))
    nil: Floats = np.zeros(many)
    return Rows(terms, nil - np.inf, nil, nil)

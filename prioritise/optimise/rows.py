"""Rows of numbers, and what the relaxation and the search read of a model that is written in them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Rows:
    """Rows of a matrix: `lower <= terms @ x <= upper`, in the solver's units.

    Attributes:
        terms: one row a limit, one column a variable. lower, upper: its two limits.
        room: by how much a row about money is looser than its rule (`model.ROOM`).
    """

    terms: sparse.csr_matrix
    lower: Floats
    upper: Floats
    room: Floats

    def __len__(self) -> int:
        """How many rows there are."""
        return int(self.terms.shape[0])

    @cached_property
    def size(self) -> Floats:
        """The largest coefficient of each row, at least 1: what a breach is measured by."""
        largest = abs(self.terms).max(axis=1).toarray().ravel() if len(self) else np.zeros(0)
        return np.maximum(1.0, largest)

    def and_also(self, others: "Rows") -> "Rows":
        """These rows and the others."""
        return Rows(
            sparse.vstack([self.terms, others.terms], format="csr"),
            np.concatenate([self.lower, others.lower]),
            np.concatenate([self.upper, others.upper]),
            np.concatenate([self.room, others.room]),
        )

    def some(self, which: Ints) -> "Rows":
        """These rows of them."""
        return Rows(self.terms[which], self.lower[which], self.upper[which], self.room[which])

    def broken(self, at: Floats, tolerance: float) -> Ints:
        """Numbers of the rows a point breaks, by more than the tolerance of their size."""
        reached = self.terms @ at
        over = np.maximum(reached - self.upper, self.lower - reached) / self.size
        return np.flatnonzero(over > tolerance)


class InRows(Protocol):
    """A model as numbers: `matrix.Matrix` for one problem, `together.Together` for one at every scale of the money."""

    @property
    def core(self) -> Rows:
        """Rows that are always there."""

    @property
    def late(self) -> Rows:
        """Rows that are put in where they are broken."""

    @property
    def width(self) -> int:
        """How many columns there are."""

    @property
    def upper(self) -> Floats:
        """The most of each column."""

    @property
    def whole(self) -> Ints:
        """Columns that are whole numbers."""

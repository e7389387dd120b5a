"""The relaxation: what the model is worth if bids could be funded in part. Its best value is a bound on every list.

It is kept between questions. Each question goes on from the same place, where the problem itself was solved, so that
what was asked before never changes an answer.
"""

import threading
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from prioritise.optimise.rows import Floats, InRows, Rows
from prioritise.optimise.solver import TOLERANCE

BROKEN = 1e-6
"""A late row is broken when it is missed by more than this part of its largest coefficient."""
_OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "presolve": "off",  # it costs more than it saves, and throws away where the last solve ended
    "primal_feasibility_tolerance": TOLERANCE,
    "simplex_dual_edge_weight_strategy": 1,  # rows are put in often, and the default reckons its weights anew each time
}


@dataclass(frozen=True)
class Relaxed:
    """The relaxation's answer to one question.

    Attributes:
        worth: its value: no list is worth more. point: by column.
        loss: by column, what the bound loses for each unit the column is moved from the limit it stands at.
        present: which late rows of the matrix it needed.
    """

    worth: float
    point: Floats
    loss: Floats
    present: NDArray[np.bool_]


class Relaxation:
    """One matrix in the solver, without whole numbers. Values are made as large as can be; one question at a time."""

    def __init__(self, matrix: InRows, weights: Floats) -> None:
        """Solve it for the weights of each column; questions begin from there."""
        self.matrix = matrix
        self._one_at_a_time = threading.Lock()
        self.inner = highspy.Highs()
        for name, value in _OPTIONS.items():
            self.inner.setOptionValue(name, value)
        self.inner.addVars(matrix.width, np.zeros(matrix.width), matrix.upper)
        self._columns = np.arange(matrix.width, dtype=np.int32)
        self._room = np.zeros(0)
        self._add(matrix.core)
        self.present = np.zeros(len(matrix.late), bool)
        self._aim(weights)
        self.mend()
        self._home_present, self._home_rows = self.present.copy(), self.inner.getNumRow()
        self._home = self.inner.getBasis()

    def ask(self, weights: Floats, lower: Floats, upper: Floats, more: Rows) -> Relaxed | None:
        """Solve it for other weights, limits of the columns and further rows; None when nothing keeps them."""
        with self._one_at_a_time:
            if not self._asked(weights, lower, upper, more):
                return None
            solution = self.inner.getSolution()
            loss = np.abs(np.array(solution.col_dual, dtype=np.float64))
            # the room given to rows about money is no money: a list within the rules themselves is worth so much less
            worth = -float(self.inner.getInfo().objective_function_value)
            worth -= float(np.abs(np.array(solution.row_dual)) @ self._room)
            return Relaxed(worth, np.array(solution.col_value, dtype=np.float64), loss, self.present.copy())

    def _asked(self, weights: Floats, lower: Floats, upper: Floats, more: Rows) -> bool:
        now = self.inner.getNumRow()
        if now > self._home_rows:
            gone = np.arange(self._home_rows, now, dtype=np.int32)
            self.inner.deleteRows(len(gone), gone)
            self._room = self._room[: self._home_rows]
        self.present = self._home_present.copy()
        self.inner.changeColsBounds(len(self._columns), self._columns, lower, upper)
        self._aim(weights)
        self.inner.clearSolver()  # a basis alone leaves random numbers and weights of what was asked before
        self.inner.setBasis(self._home)
        self._add(more)
        return self.mend()

    def mend(self) -> bool:
        """Solve, with late rows that the answer breaks put in, until it breaks none; whether there is an answer."""
        while self._solve():
            broken = self.matrix.late.broken(np.array(self.inner.getSolution().col_value), BROKEN)
            broken = broken[~self.present[broken]]
            if not len(broken):
                return True
            self.present[broken] = True
            self._add(self.matrix.late.some(broken))
        return False

    def _solve(self) -> bool:
        self.inner.run()
        return bool(self.inner.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _aim(self, weights: Floats) -> None:
        self.inner.changeColsCost(len(self._columns), self._columns, -weights)

    def _add(self, rows: Rows) -> None:
        terms = rows.terms
        if len(rows):
            begins, at = terms.indptr[:-1].astype(np.int32), terms.indices.astype(np.int32)
            self.inner.addRows(len(rows), rows.lower, rows.upper, terms.nnz, begins, at, terms.data)
            self._room = np.concatenate([self._room, rows.room])


def untouched(matrix: InRows) -> tuple[Floats, Floats]:
    """Limits of the columns as the model has them."""
    return np.zeros(matrix.width), matrix.upper.copy()


def hold(rows: Rows, lower: Floats, upper: Floats) -> Rows:
    """Write rows that limit one column alone into the limits of the columns; the other rows come back."""
    alone = np.diff(rows.terms.indptr) == 1
    for number in np.flatnonzero(alone):
        at = rows.terms.indptr[number]
        column, weight = int(rows.terms.indices[at]), float(rows.terms.data[at])
        ends = sorted((rows.lower[number] / weight, rows.upper[number] / weight))
        lower[column], upper[column] = max(lower[column], ends[0]), min(upper[column], ends[1])
    return rows.some(np.flatnonzero(~alone))

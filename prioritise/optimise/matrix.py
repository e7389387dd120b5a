"""The model as columns and rows of numbers, made as small as it can be without losing a list or loosening the bound.

Columns: one yes-or-no for each bid and start, one for each bid, and the money. Three things make it small:

- Bids that no list can pay are left out (`alike.without_hopeless`), and pots that could stand in for each other become
  one pot (`alike.one_for_alike`).
- Where several pots could each pay the whole of a bid, in the same years and under the same rows, its draws on them are
  one column; a pool then gathers what such bids draw and shares it among the pots. The same lists can be paid, and the
  relaxation has the same best value, because no single draw was held below the bid's capital.
- Rows that only matter where they are broken (`Matrix.late`) are left out at first and added where the relaxation
  breaks them.
"""

import gc
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from prioritise.funding import Problem
from prioritise.funding.rule import Draw, Row, Start, Variable
from prioritise.optimise.alike import one_for_alike, without_hopeless
from prioritise.optimise.model import PENCE_PER_UNIT, ROOM, Model, make_model
from prioritise.optimise.rows import Floats, Ints, Rows

NO_LIMIT = np.inf


@dataclass(frozen=True)
class Matrix:
    """The model as numbers.

    Attributes:
        problem: with pots that are alike made one. starts: the variable of each of the first columns.
        funded: bid id -> its column. upper: the most of each column (none is less than nil).
        core: rows that are always there. late: rows that are added where they are broken.
        needed: whether each late row is part of the model; the others only help the relaxation.
        draws: draw -> its column; empty where draws share columns.
        on_starts: the rules' rows about starts alone, to be held to the penny.
    """

    problem: Problem
    starts: tuple[Start, ...]
    funded: Mapping[str, int]
    upper: Floats
    core: Rows
    late: Rows
    needed: NDArray[np.bool_]
    draws: Mapping[Draw, int]
    on_starts: tuple[Row, ...]

    @cached_property
    def column(self) -> Mapping[Start, int]:
        """Column of each start."""
        return {start: i for i, start in enumerate(self.starts)}

    @cached_property
    def columns_of(self) -> Mapping[str, Ints]:
        """Columns of the starts of each bid that has any."""
        found: dict[str, list[int]] = defaultdict(list)
        for i, start in enumerate(self.starts):
            found[start.bid_id].append(i)
        return {b: np.array(columns) for b, columns in found.items()}

    @cached_property
    def whole(self) -> Ints:
        """Columns that are yes or no."""
        return np.array([*range(len(self.starts)), *self.funded.values()], dtype=np.int64)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.upper)

    def cost(self, aim: Mapping[Variable, float]) -> Floats:
        """Weight of each column in an aim; one that weighs draws needs a matrix that keeps them (`write`)."""
        found = np.zeros(self.width)
        for variable, weight in aim.items():
            if isinstance(variable, Start):
                if variable in self.column:
                    found[self.column[variable]] += weight
            elif variable in self.draws:
                found[self.draws[variable]] += weight * PENCE_PER_UNIT
        return found

    def rows(self, rows: Sequence[Row]) -> Rows:
        """Further rows; those that weigh draws need a matrix that keeps them (`write`)."""
        columns = _Columns(self.problem, self.column, self.funded, dict(self.draws))
        return _stacked([_written(row, columns) for row in rows], self.width)

    def values_of(self, starts: Mapping[str, int]) -> dict[int, float]:
        """The columns of starts and bids, and what they are in this list (bid id -> start year)."""
        found = {i: float(starts.get(s.bid_id) == s.year) for i, s in enumerate(self.starts)}
        return found | {column: float(b in starts) for b, column in self.funded.items()}

    def starts_at(self, at: Floats) -> dict[str, int]:
        """Bid id -> start year of the starts that are chosen at a point."""
        return {s.bid_id: s.year for s, x in zip(self.starts, at[: len(self.starts)], strict=True) if x > 0.5}  # noqa: PLR2004


Written = tuple[dict[int, float], float, float, float]
"""A row as weights by column, its two limits, and the room in them, in the solver's units."""
Money = tuple[str, int]
"""A tranche: pot id and the first year of its money."""


@dataclass
class _Columns:
    """Where each variable stands.

    Attributes:
        draws: draw -> its column, which it may share. taken: draw -> the column of what its pool takes of its tranche,
            which stands for it in the row of that tranche's money.
    """

    problem: Problem
    starts: Mapping[Start, int]
    funded: Mapping[str, int]
    draws: dict[Draw, int]
    taken: dict[Draw, int] = field(default_factory=dict)


@contextmanager
def _no_collections() -> Iterator[None]:
    """Collect no garbage meanwhile: many small things are made, all of them kept, and looking takes a third more."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@_no_collections()
def write(problem: Problem, leave_out: frozenset[str] = frozenset(), keep_draws: bool = False) -> Matrix:
    """The matrix of a problem.

    Args:
        problem: the decision problem.
        leave_out: groups of rows that do not hold.
        keep_draws: whether every draw must keep a column of its own, because an aim or a row weighs it.
    """
    payable = without_hopeless(problem)
    small = payable if keep_draws else one_for_alike(payable)
    model = make_model(small, leave_out)
    starts = tuple(v for v in model.variables if isinstance(v, Start))
    bids = [b.id for b in small.bids.values() if b.starts]
    funded = {b: len(starts) + i for i, b in enumerate(bids)}
    columns = _Columns(small, {s: i for i, s in enumerate(starts)}, funded, {})
    of_one = _of_one_tranche(model)
    core, width = _columns_of_money(columns, model, () if keep_draws else _pools(model, of_one))
    late: list[Written] = []
    needed: list[bool] = []
    tranches = {(t.pot_id, t.first): t.pence for p in small.pots.values() for t in p.tranches}
    for number, row in enumerate(model.rows):
        written = _written(row, columns, number in of_one)
        if row.sense == "<=" and {type(v) for v in row.terms} == {Start, Draw}:
            late.append(written)
            needed.append(_is_needed(row, small, tranches))
        elif not _says_nothing(row):
            core.append(written)
    for bid_id in bids:
        each = {columns.starts[Start(bid_id, s)]: 1.0 for s in small.bids[bid_id].starts}
        core.append((each | {funded[bid_id]: -1.0}, 0.0, 0.0, 0.0))
    choices = len(starts) + len(funded)
    width = max(width, 1)  # a model without a column is none: one that nothing limits and nothing weighs keeps it one
    upper = np.concatenate([np.ones(choices), np.full(width - choices, NO_LIMIT)])
    own = columns.draws if keep_draws else {}
    rows, others = _stacked(core, width), _stacked(late, width)
    on_starts = tuple(row for row in model.rows if not any(type(v) is Draw for v in row.terms))
    return Matrix(small, starts, funded, upper, rows, others, np.array(needed, bool), own, on_starts)


def _written(row: Row, columns: _Columns, of_one_tranche: bool = False) -> Written:
    """A row by column; the starts of a bid that all weigh the same are written as its `funded`."""
    money = any(type(v) is Draw or abs(c) >= PENCE_PER_UNIT for v, c in row.terms.items())
    scale = float(PENCE_PER_UNIT) if money else 1.0
    terms: dict[int, float] = {}
    by_bid: dict[str, list[tuple[Start, float]]] = defaultdict(list)
    for variable, weight in row.terms.items():
        if isinstance(variable, Start):
            if variable in columns.starts:
                by_bid[variable.bid_id].append((variable, weight / scale))
        elif variable in columns.draws:
            # draws that share a column weigh the same in every row
            shared = columns.taken if of_one_tranche and variable in columns.taken else columns.draws
            terms[shared[variable]] = weight * PENCE_PER_UNIT / scale
    for bid_id, starts in by_bid.items():
        if len(starts) == len(columns.problem.bids[bid_id].starts) and len({w for _, w in starts}) == 1:
            terms[columns.funded[bid_id]] = starts[0][1]
        else:
            terms |= {columns.starts[s]: w for s, w in starts}
    right = row.right / scale
    loose = money and terms and row.sense != "=="
    room = ROOM * max(abs(row.right), *(abs(c) for c in row.terms.values())) / scale if loose else 0.0
    lower = -NO_LIMIT if row.sense == "<=" else right - (room if row.sense == ">=" else 0.0)
    upper = NO_LIMIT if row.sense == ">=" else right + (room if row.sense == "<=" else 0.0)
    return terms, lower, upper, room


def _says_nothing(row: Row) -> bool:
    """Whether a row says only that a bid starts at most once, which its `funded` says already."""
    if row.sense != "<=" or row.right < 1 or any(w != 1 for w in row.terms.values()):
        return False
    return len({v.bid_id for v in row.terms}) == 1 and all(isinstance(v, Start) for v in row.terms)


def _is_needed(row: Row, problem: Problem, tranches: Mapping[Money, int]) -> bool:
    """Whether a row limits more than the money of its one tranche does already, and that its bid is paid if funded."""
    draws = [v for v in row.terms if isinstance(v, Draw)]
    if len(draws) != 1 or row.right or row.terms[draws[0]] != 1:
        return True
    pot_id, first, bid_id = draws[0]
    own = [-row.terms.get(Start(bid_id, s), 0.0) for s in problem.bids[bid_id].starts]
    return len(own) != len(row.terms) - 1 or min(own) < tranches[pot_id, first]


def _of_one_tranche(model: Model) -> frozenset[int]:
    """Numbers of the rows that hold everything drawn on one tranche, at the same weight, to a sum."""
    drawn = Counter(v[:2] for v in model.variables if isinstance(v, Draw))
    found = set()
    for number, row in enumerate(model.rows):
        draws = [v for v in row.terms if type(v) is Draw]
        if draws and len(draws) == len(row.terms) == drawn[draws[0][:2]]:
            if len({v[:2] for v in draws}) == 1 and len(set(row.terms.values())) == 1:
                found.add(number)
    return frozenset(found)


@dataclass(frozen=True)
class _Pool:
    """Tranches that bids may draw on as one: bid id -> its draws on them."""

    tranches: tuple[Money, ...]
    members: Mapping[str, tuple[Draw, ...]]


def _pools(model: Model, of_one: frozenset[int]) -> tuple[_Pool, ...]:
    """Sets of tranches that several bids may draw on as one: the draws are in the same rows with the same weights."""
    seen: dict[Draw, list[tuple[int, float]]] = {v: [] for v in model.variables if isinstance(v, Draw)}
    for number, row in enumerate(model.rows):
        if number not in of_one:
            for variable, weight in row.terms.items():
                if type(variable) is Draw:
                    seen[variable].append((number, weight))
    alike: dict[tuple[str, tuple[tuple[int, float], ...]], list[Draw]] = defaultdict(list)
    for draw, where in seen.items():
        alike[draw.bid_id, tuple(where)].append(draw)
    by_set: dict[tuple[Money, ...], dict[str, tuple[Draw, ...]]] = defaultdict(dict)
    for (bid_id, _), draws in alike.items():
        if len(draws) > 1:
            by_set[tuple(sorted((d.pot_id, d.first) for d in draws))][bid_id] = tuple(draws)
    return tuple(
        _Pool(tranches, members)
        for tranches, members in sorted(by_set.items())
        if len(members) * len(tranches) > len(members) + len(tranches)
    )


def _columns_of_money(columns: _Columns, model: Model, pools: Sequence[_Pool]) -> tuple[list[Written], int]:
    """Give every draw a column, those of a pool a shared one; the rows of the pools, and the number of columns.

    What a pool takes from a tranche is a column too, which in the row of that tranche's money stands for every draw of
    the pool.
    """
    width = len(columns.starts) + len(columns.funded)
    rows: list[Written] = []
    for pool in pools:
        drawn = {width + i: 1.0 for i in range(len(pool.members))}
        for column, draws in zip(drawn, pool.members.values(), strict=True):
            columns.draws |= dict.fromkeys(draws, column)
        width += len(drawn)
        takes = {tranche: width + i for i, tranche in enumerate(pool.tranches)}
        width += len(takes)
        columns.taken |= {d: takes[d.pot_id, d.first] for draws in pool.members.values() for d in draws}
        rows.append((drawn | dict.fromkeys(takes.values(), -1.0), -NO_LIMIT, 0.0, 0.0))
    for variable in model.variables:
        if isinstance(variable, Draw) and variable not in columns.draws:
            columns.draws[variable] = width
            width += 1
    return rows, width


def _stacked(written: Sequence[Written], width: int) -> Rows:
    """Rows as one sparse matrix."""
    at = np.array([c for terms, *_ in written for c in terms], dtype=np.int32)
    weights = np.array([w for terms, *_ in written for w in terms.values()], dtype=np.float64)
    ends = np.cumsum([0, *(len(terms) for terms, *_ in written)])
    terms = sparse.csr_matrix((weights, at, ends), shape=(len(written), width))
    lower, upper, room = (np.array([row[n] for row in written], dtype=np.float64) for n in (1, 2, 3))
    return Rows(terms, lower, upper, room)

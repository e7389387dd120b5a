"""All scales of the money in one search: a better nested list, and what no nested list is worth more than.

The scales stand side by side (`together`), where only whether a bid is funded must be whole. The search goes in four
steps, each from where the one before ended:

1. A better list near the one it begins from: only bids about which that list and the relaxation differ are in question.
2. The start years of the best one found, scale by scale, in whole years and to the penny.
3. The best list at one scale between those at its neighbours, at every other scale, then at the ones between.
4. The proof: no list is worth more than that one by more than the gap. The relaxation picks the bid and scale that part
   all lists in two most evenly; each half is searched for a list worth more than that, on a core of its own. Where one
   is found, steps 2 and 3 are taken from it once more.

Steps 1 and 4 end by themselves, or the clock ends them; what was found by then stands.
"""

import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from prioritise.funding import Problem
from prioritise.funding.rule import Row, Start
from prioritise.optimise.engine import Engine
from prioritise.optimise.found import Found
from prioritise.optimise.halt import Halt
from prioritise.optimise.model import portfolio_value
from prioritise.optimise.question import USED
from prioritise.optimise.relax import Relaxation, Relaxed, untouched
from prioritise.optimise.rows import Floats
from prioritise.optimise.solver import LEAST_SECONDS, Limits
from prioritise.optimise.together import Chain, Starts, Together, side_by_side
from prioritise.optimise.whole import Ended, Search, search

NEAR_GAP = 0.001
"""Relative gap of a search for a better list near another."""
NEAR_PART = 0.3
"""The most of the time that is left which that search may take."""
YEARS_LIMITS = Limits(0.002, None, 60)
"""How far the start years of a list are searched, and the list at one scale between its neighbours."""
FRACTION = 1e-4
"""A bid funded in the relaxation by this much, and short of whole by this much, is one to part the lists by."""
LEAST_FALL = 0.05
"""What a side of a parting is taken to lose at the least when partings are compared."""
CORES = 2


@dataclass(frozen=True)
class Nested:
    """What the search came to.

    Attributes:
        starts: at each scale, smallest first (bid id -> start year); None where nothing better was found.
        bound: no nested list has a higher expected value; None when unknown.
        out_of_time: the clock stopped it. stopped: whoever asked for it asked it to stop.
    """

    starts: tuple[Starts, ...] | None
    bound: float | None
    out_of_time: bool
    stopped: bool = False


def search_together(
    problems: Sequence[Problem],
    chances: Sequence[float],
    known: Sequence[Starts],
    limits: Limits,
    halt: Halt | None = None,
) -> Nested:
    """Search all scales together.

    Args:
        problems: one a scale, least money first.
        chances: the probability of each.
        known: a nested list to begin from (bid id -> start year, at each scale).
        limits: how far to go: relative gap, and seconds.
        halt: asked now and then whether to stop with what there is.

    Raises:
        SolverFault: the solver failed twice.
    """
    return _Hunt(problems, chances, tuple(known), limits, halt or Halt()).go()


@dataclass
class _Hunt:
    """One search, and how far it has come."""

    problems: Sequence[Problem]
    chances: Sequence[float]
    best: tuple[Starts, ...]
    limits: Limits
    halt: Halt
    began: float = field(default_factory=time.perf_counter)
    better: bool = False
    parting: int | None = None
    late: bool = False
    stopped: bool = False

    def go(self) -> Nested:
        """All four steps."""
        self.model = side_by_side(self.problems, self.chances)
        self.relaxation = Relaxation(self.model, self.model.weights)
        relaxed = self._relaxed()
        if relaxed is None:
            return Nested(None, None, out_of_time=False)
        self._near(relaxed)
        self._between_neighbours()
        bound = relaxed.worth
        if not self._ended() and bound > self._most():
            bound = min(bound, self._proof(relaxed))
        return Nested(self.best if self.better else None, bound, self.late, self.stopped)

    def _relaxed(self, held: Mapping[int, float] | None = None) -> Relaxed | None:
        """The relaxation with some columns held."""
        lower, upper = _held(self.model, held or {})
        return self.relaxation.ask(self.model.weights, lower, upper, self.model.core.some(_NONE))

    def _among(self, held: Mapping[int, float], late: np.ndarray) -> Search:
        """The search of all lists in which some columns are held, with these late rows put in."""
        lower, upper = _held(self.model, held)
        nothing = self.model.core.some(_NONE)
        return Search(self.model, self.model.weights, lower, upper, np.flatnonzero(late), nothing, plain=True)

    def _worth(self, starts: Sequence[Starts]) -> float:
        """Expected value of a list."""
        each = zip(self.problems, self.chances, starts, strict=True)
        return sum(chance * portfolio_value(problem, here) for problem, chance, here in each)

    def _most(self) -> float:
        """What the list is near enough to."""
        return self._worth(self.best) * (1 + self.limits.gap)

    def _left(self) -> float | None:
        """Seconds that are left."""
        if self.limits.seconds is None:
            return None
        return max(LEAST_SECONDS, self.limits.seconds - (time.perf_counter() - self.began))

    def _ended(self) -> bool:
        """Whether to go no further."""
        over = self.limits.seconds is not None and time.perf_counter() - self.began >= self.limits.seconds
        self.late, self.stopped = self.late or over, self.stopped or self.halt()
        return over or self.stopped

    def _search(self, asked: Search, gap: float, part: float = 1.0) -> Ended:
        """Search until the gap, the clock or whoever asked stops it."""
        left = self._left()
        return search(asked, Limits(gap, None if left is None else left * part), self.halt.watch)

    def _note(self, ended: Sequence[Ended | Found]) -> None:
        """Keep in mind what was cut short."""
        self.late = self.late or any(e.out_of_time for e in ended)
        self.stopped = self.stopped or any(e.stopped for e in ended)

    def _near(self, relaxed: Relaxed) -> None:
        """Look for a better list near the one there is and near the relaxation."""
        known = self.model.values_of(self.best)
        asked = self._among(self._alike(relaxed, known), self.model.needed | relaxed.present)
        with ThreadPoolExecutor(1) as beside:
            looking = beside.submit(self._search, replace(asked, known=known), NEAR_GAP, NEAR_PART)
            self.parting = self._parting(relaxed)
            ended = looking.result()
        self._note([ended])
        if ended.point is not None and ended.worth is not None and ended.worth > self._worth(self.best):
            self._settle(self.model.chain_at(ended.point))

    def _alike(self, relaxed: Relaxed, known: Mapping[int, float]) -> dict[int, float]:
        """Decisions on the bids about which the list and the relaxation agree at every scale."""
        columns = self.model.funded
        apart = {b for b, c in columns if abs(relaxed.point[c] - known[c]) > USED}
        return {c: known[c] for b, c in columns if b not in apart}

    def _settle(self, chain: Chain) -> bool:
        """Find whole start years for what is funded at each scale; whether that makes a better list."""

        def years(number: int) -> Starts | None:
            return self._at(number, chain[number], chain[number], {})

        numbers = range(len(self.problems))
        with ThreadPoolExecutor(CORES) as both:
            found = list(both.map(years, numbers))
        for number in numbers:
            if found[number] is None:  # no start years do: what comes nearest, between the neighbours
                below = found[number - 1] if number else {}
                above = chain[number + 1] if number + 1 < len(chain) else frozenset(self.problems[number].bids)
                found[number] = None if below is None else self._at(number, below, above, {})
        starts = [here for here in found if here is not None]
        return len(starts) == len(found) and self._take(starts)

    def _between_neighbours(self) -> None:
        """Look for the best list at each scale that has in all that is in below it, and nothing that is out above."""
        for first in (0, 1):
            numbers = range(first, len(self.problems), 2)
            if self._ended():
                return
            best = self.best

            def look(number: int, best: tuple[Starts, ...] = best) -> Starts | None:
                below = best[number - 1] if number else {}
                above = best[number + 1] if number + 1 < len(best) else self.problems[number].bids
                return self._at(number, below, above, best[number])

            with ThreadPoolExecutor(CORES) as both:
                found = dict(zip(numbers, both.map(look, numbers), strict=True))
            self._take([found.get(i) or here for i, here in enumerate(best)])

    def _at(self, number: int, least: Collection[str], most: Collection[str], known: Starts) -> Starts | None:
        """The best list found at one scale that has in all of the one, and nothing beyond the other; None: none is."""
        problem = self.problems[number]
        bids = {b: (f if b in most else replace(f, starts=())) for b, f in problem.bids.items()}
        rows = [Row({Start(b, s): 1.0 for s in bids[b].starts}, ">=", 1) for b in sorted(least)]
        limits = replace(YEARS_LIMITS, seconds=self._left())
        found = Engine(replace(problem, bids=bids)).best(limits, rows, known=known or None, watch=self.halt.watch)
        self._note([found])
        return found.starts if found.has_answer else None

    def _take(self, starts: Sequence[Starts]) -> bool:
        """Go on from this list if it is nested and better; whether it is."""
        nested = all(set(a) <= set(b) for a, b in zip(starts, starts[1:], strict=False))
        if not nested or self._worth(starts) <= self._worth(self.best):
            return False
        self.best, self.better = tuple(starts), True
        return True

    def _proof(self, relaxed: Relaxed) -> float:
        """What no nested list is worth more than."""
        most = self._most()
        halves = [{}] if self.parting is None else [{self.parting: 0.0}, {self.parting: 1.0}]

        def look(held: Mapping[int, float]) -> Ended:
            asked = self._among(held, relaxed.present)
            return self._search(replace(asked, above=most), self.limits.gap)

        with ThreadPoolExecutor(CORES) as both:
            found = list(both.map(look, halves))
        self._note(found)
        offers = [(ended.worth, ended.point) for ended in found if ended.point is not None]
        if offers and not self._ended():
            point = max(offers, key=lambda o: o[0] or 0.0)[1]
            if point is not None and self._settle(self.model.chain_at(point)):
                self._between_neighbours()
        return max(relaxed.worth if ended.bound is None else ended.bound for ended in found)

    def _parting(self, relaxed: Relaxed) -> int | None:
        """The column whose two values part all lists most evenly: both relaxations lose much."""
        seen: dict[tuple[str, float], list[int]] = {}
        for bid_id, column in self.model.funded:
            part = float(relaxed.point[column])
            if FRACTION < part < 1 - FRACTION:
                seen.setdefault((bid_id, round(part, 4)), []).append(column)
        best: tuple[float, int] | None = None
        least = self._most()
        for column in sorted({c for columns in seen.values() for c in (columns[0], columns[-1])}):
            falls = []
            for value in (0.0, 1.0):
                side = self._relaxed({column: value})
                worth = least if side is None else max(side.worth, least)
                falls.append(max(LEAST_FALL, relaxed.worth - worth))
            score = falls[0] * falls[1]
            if best is None or score > best[0]:
                best = score, column
        return None if best is None else best[1]


_NONE = np.zeros(0, dtype=np.int64)


def _held(model: Together, held: Mapping[int, float]) -> tuple[Floats, Floats]:
    """Limits of the columns with some of them held."""
    lower, upper = untouched(model)
    for column, value in held.items():
        lower[column] = upper[column] = value
    return lower, upper

"""All scales of the money in one search: a better nested list, and what no nested list is worth more than.

The scales stand side by side (`together`), where only whether a bid is funded must be whole. Two searches go on at
once, each on a core of its own:

- The look: a first node of all lists worth more than the one it begins from, with the searches within the search by
  which good lists are found. What it meets is given start years, scale by scale, in whole years and to the penny; then
  the best list at one scale between those at its neighbours is sought, at every other scale, then at the ones between.
- The proof: every list worth more than so much. Where there is none, that is what no list is worth more than. It begins
  with what would do if the look found a list better by `LIFT`, and begins anew, from the best list by then, where the
  look found less than that (the first goes on beside it: it bounds the list where the clock ends both), or met a list
  worth more than what was being proved. Where the proof itself meets a list, that is settled as above and proved anew.

Nothing here hangs on which of the two ends first, so the answer is the same on every machine, unless the clock ends it;
what was found by then stands.
"""

import math
import threading
import time
from collections.abc import Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from prioritise.errors import SolverFault
from prioritise.funding import Problem
from prioritise.funding.rule import Row, Start
from prioritise.optimise.engine import Engine
from prioritise.optimise.found import Found
from prioritise.optimise.halt import Halt
from prioritise.optimise.model import portfolio_value
from prioritise.optimise.relax import Relaxation, Relaxed, untouched
from prioritise.optimise.solver import LEAST_SECONDS, Limits
from prioritise.optimise.together import Chain, Starts, side_by_side
from prioritise.optimise.whole import Ended, Search, search

LOOK_NODES = 1
"""Branch-and-bound nodes of the look: most of what it finds, it finds at the first."""
LIFT = 0.0028
"""The part by which the look is expected to find a better list: the first proof is of what such a list asks for. The
least it gained by where it gained much (drawn cases of `benchmarks`, 60x80x6, seeds 104, 202, 203: 0.28% to 0.75%)."""
LOOK_PART = 0.6
"""The most of the time that is left which the look may take, so that there is some to settle what it met."""
YEARS_LIMITS = Limits(0.002, None, 60)
"""How far the start years of a list are searched, and the list at one scale between its neighbours."""
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


class _Proof:
    """The search, on a thread of its own, for lists worth more than so much."""

    def __init__(self, asked: Search, limits: Limits, halt: Halt, beside: ThreadPoolExecutor) -> None:
        """Begin it."""
        assert asked.above is not None
        self.above = asked.above
        self._dropped = threading.Event()
        self._ended: Future[Ended] = beside.submit(search, asked, limits, lambda *_: self._dropped.is_set() or halt())

    def ended(self) -> Ended:
        """How it ended, once it has."""
        return self._ended.result()

    def bound(self) -> float:
        """What no list is worth more than, by as far as it came; infinite where it came to nothing."""
        try:
            bound = self.ended().bound
        except SolverFault:  # nobody relies on it
            bound = None
        return math.inf if bound is None else bound

    def drop(self) -> None:
        """Let it end where it is: nobody asks for its answer any more."""
        self._dropped.set()


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
    late: bool = False
    stopped: bool = False

    def go(self) -> Nested:
        """Both searches."""
        self.model = side_by_side(self.problems, self.chances)
        relaxation = Relaxation(self.model, self.model.weights)
        relaxed = relaxation.ask(self.model.weights, *untouched(self.model), self.model.core.some(_NONE))
        if relaxed is None:
            return Nested(None, None, out_of_time=False)
        bound = relaxed.worth
        if not self._ended() and bound > self._worth(self.best):
            with ThreadPoolExecutor(CORES) as beside:
                bound = self._searched(relaxed, beside)
        return Nested(self.best if self.better else None, bound, self.late, self.stopped)

    def _searched(self, relaxed: Relaxed, beside: ThreadPoolExecutor) -> float:
        """Look and prove; what no nested list is worth more than."""
        first = proof = self._proof(relaxed, self._most() * (1 + LIFT), beside)
        try:
            ended, asked = self._look(relaxed), None
            met, bound = self._met(ended), _bound(ended, relaxed)
            while bound > self._most() and asked != self._most() and not self._ended():
                vain = met is not None and met > proof.above  # what it would prove is not so
                if vain:
                    proof.drop()
                if vain or asked is not None or proof.above > self._most():
                    proof = self._proof(relaxed, self._most(), beside)
                ended, asked = proof.ended(), proof.above
                self._note([ended])
                met, bound = self._met(ended), min(bound, _bound(ended, relaxed))
        finally:
            first.drop()
            proof.drop()
        if self.late or self.stopped:
            bound = min(bound, first.bound(), proof.bound())
        return bound

    def _look(self, relaxed: Relaxed) -> Ended:
        """A first node of all lists worth more than the one there is."""
        asked = self._asked(relaxed.present, self._worth(self.best))
        left = self._left()
        limits = Limits(self.limits.gap, None if left is None else left * LOOK_PART, LOOK_NODES)
        ended = search(asked, limits, self.halt.watch)
        self._note([ended])
        return ended

    def _proof(self, relaxed: Relaxed, above: float, beside: ThreadPoolExecutor) -> _Proof:
        """Begin to prove that no list is worth more than this."""
        asked = replace(self._asked(relaxed.present, above), plain=True)
        return _Proof(asked, Limits(self.limits.gap, self._left()), self.halt, beside)

    def _asked(self, late: np.ndarray, above: float) -> Search:
        """The search of all lists worth more than this, with these late rows put in."""
        nothing, (lower, upper) = self.model.core.some(_NONE), untouched(self.model)
        return Search(self.model, self.model.weights, lower, upper, np.flatnonzero(late), nothing, above=above)

    def _met(self, ended: Ended) -> float | None:
        """What the list a search met is worth before its start years are whole, once the better of it is kept."""
        if ended.point is None or self._ended():
            return None
        starts = self._settled(self.model.chain_at(ended.point))
        if starts is not None:
            self._take(starts)
            self._take(self._between_neighbours(starts))
        return ended.worth

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
        self._cut_short(over, self.halt())
        return over or self.stopped

    def _cut_short(self, late: bool, stopped: bool) -> None:
        """Keep in mind what was cut short; threads share it, so nothing is ever taken back."""
        if late:
            self.late = True
        if stopped:
            self.stopped = True

    def _note(self, ended: Sequence[Ended | Found]) -> None:
        """Keep in mind what was cut short."""
        self._cut_short(any(e.out_of_time for e in ended), any(e.stopped for e in ended))

    def _settled(self, chain: Chain) -> list[Starts] | None:
        """Whole start years for what is funded at each scale, or for what comes nearest; None where there are none."""

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
        nested = all(set(a) <= set(b) for a, b in zip(starts, starts[1:], strict=False))
        return starts if nested and len(starts) == len(found) else None

    def _between_neighbours(self, starts: list[Starts]) -> list[Starts]:
        """The list with the best at each scale that has in all that is in below it, and nothing that is out above."""
        for first in (0, 1):
            numbers = range(first, len(self.problems), 2)
            if self._ended():
                break
            now = tuple(starts)

            def look(number: int, now: tuple[Starts, ...] = now) -> Starts | None:
                below = now[number - 1] if number else {}
                above = now[number + 1] if number + 1 < len(now) else self.problems[number].bids
                return self._at(number, below, above, now[number])

            with ThreadPoolExecutor(CORES) as both:
                found = dict(zip(numbers, both.map(look, numbers), strict=True))
            starts = [found.get(i) or here for i, here in enumerate(now)]
        return starts

    def _at(self, number: int, least: Collection[str], most: Collection[str], known: Starts) -> Starts | None:
        """The best list found at one scale that has in all of the one, and nothing beyond the other; None: none is."""
        if self._ended():
            return known or None
        problem = self.problems[number]
        bids = {b: (f if b in most else replace(f, starts=())) for b, f in problem.bids.items()}
        rows = [Row({Start(b, s): 1.0 for s in bids[b].starts}, ">=", 1) for b in sorted(least)]
        limits = replace(YEARS_LIMITS, seconds=self._left())
        found = Engine(replace(problem, bids=bids)).best(limits, rows, known=known or None, watch=self.halt.watch)
        self._note([found])
        return found.starts if found.has_answer else None

    def _take(self, starts: Sequence[Starts]) -> None:
        """Go on from this list if it is better."""
        if self._worth(starts) > self._worth(self.best):
            self.best, self.better = tuple(starts), True


def _bound(ended: Ended, relaxed: Relaxed) -> float:
    """What no list is worth more than, by a search and by the relaxation it began from."""
    return relaxed.worth if ended.bound is None else min(relaxed.worth, ended.bound)


_NONE = np.zeros(0, dtype=np.int64)

"""Every list that no other beats whatever the weights (robust portfolio modelling), for small cases, exactly.

One list beats another when it is worth at least as much at every allowed way to weigh, and more at one. Where every
score is known, values are straight in the weights, so it is enough to look at the corners of what is allowed. Liesiö,
Mild and Salo, European Journal of Operational Research 181 (2007) 1488-1505.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

import numpy as np
import numpy.typing as npt

from prioritise.errors import DataFault
from prioritise.funding import RULES, Problem
from prioritise.funding.rule import Draw, Row, Start
from prioritise.optimise.flow import unpayable
from prioritise.optimise.model import slack_of
from prioritise.optimise.pay import pay_for
from prioritise.panel.points import Points
from prioritise.sweep.weights import WeightSet

MOST_BIDS = 15
MOST_CHECKS = 100_000
"""Lists whose rules and money may be checked, before a case is said to have too many ways to time its bids."""
TOLD_EACH = 50
ALIKE = 1e-9
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Times = tuple[int, ...]
"""For each bid the place of its start among its starts; -1: not in the list."""


@dataclass(frozen=True)
class Unbeaten:
    """Lists that no other beats, the best on average over the corners first.

    Attributes:
        lists: bid id -> start year, of each.
        core_index: bid id -> share of them that have it.
    """

    lists: tuple[Mapping[str, int], ...]
    core_index: Mapping[str, float]


def too_many(problem: Problem, points: Points) -> str:
    """Why the unbeaten lists of a case cannot be found exactly, in words; "" when they can be looked for."""
    able = [b for b in problem.bids.values() if b.starts]
    if len(able) > MOST_BIDS:
        return f"{len(able)} bids could be funded, and every list can be looked through for {MOST_BIDS} at the most"
    if not points.complete:
        return "some scores are not known, and what is not known is not nil"
    return ""


def unbeaten(
    problem: Problem, points: Points, weights: WeightSet, progress: Callable[[int], None] | None = None
) -> Unbeaten:
    """Every list that keeps the rules, can be paid to the penny, and that no other beats.

    Lists are gone through from the most value down, each set of bids first with its earliest starts: what beats a list
    has more value, so it has been met before. Later starts are worth no more, so a set that is beaten at its earliest
    is done with; one that is not lawful then is tried with a start later of one of the bids that are in the way. The
    same bids at other times and of the same worth are the same list.

    Args:
        problem: the decision problem.
        points: of its bids.
        weights: what is allowed.
        progress: called now and then with how many lists were checked.

    Raises:
        DataFault: the case is too large or scores are unknown (`too_many` says which), or there are too many ways to
            time its bids.
    """
    if why := too_many(problem, points):
        raise DataFault(why)
    lists = list(_Search(problem, points, weights, progress).unbeaten())
    many = max(len(lists), 1)
    return Unbeaten(tuple(lists), {b: sum(b in one for one in lists) / many for b in problem.bids})


@dataclass
class _Search:
    """The way through the lists: what is known not to be lawful, and what was found."""

    problem: Problem
    points: Points
    weights: WeightSet
    progress: Callable[[int], None] | None = None
    checks: int = 0
    dead_sets: list[frozenset[str]] = field(default_factory=list)
    dead_starts: list[frozenset[Start]] = field(default_factory=list)
    payable: set[frozenset[str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.bids = [b for b in self.problem.bids.values() if b.starts]
        at = {b: i for i, b in enumerate(self.points.bids)}
        own = [self.points.full[at[b.id]] for b in self.bids]
        corners = np.array(own).reshape(len(self.bids), -1) @ self.weights.corners.T if self.bids else np.zeros((0, 1))
        self.worth = [
            np.array([corners[i] * self.problem.timing[s] for s in b.starts]) for i, b in enumerate(self.bids)
        ]
        rows = [r for rule in RULES for r in rule.rows(self.problem)]
        self.rows = [r for r in rows if not any(isinstance(v, Draw) for v in r.terms)]

    def unbeaten(self) -> Iterator[dict[str, int]]:
        """The lists, in order of the value of all corners together."""
        kept, sets = np.empty((0, len(self.weights.corners))), set[tuple[bool, ...]]()
        turn = count()
        waiting: list[tuple[float, int, Times, Floats]] = []
        for times in self._sets():
            value = self._value(times)
            waiting.append((-round(float(value.sum()), 9), next(turn), times, value))
        heapq.heapify(waiting)
        seen: set[Times] = set()
        while waiting:
            _, _, times, value = heapq.heappop(waiting)
            chosen = tuple(t >= 0 for t in times)
            alike = chosen in sets and bool((abs(kept - value).max(axis=1) <= ALIKE).any())
            if alike or _beaten(value, kept):
                continue
            starts = {b.id: b.starts[t] for b, t in zip(self.bids, times, strict=True) if t >= 0}
            stuck = self._stuck(starts)
            if stuck is not None and not stuck:
                kept = np.vstack([kept, value])
                sets.add(chosen)
                yield starts
            for later in self._later(times, stuck or frozenset()):
                if later not in seen:
                    seen.add(later)
                    worth = self._value(later)
                    heapq.heappush(waiting, (-round(float(worth.sum()), 9), next(turn), later, worth))

    def _value(self, times: Times) -> Floats:
        value = np.zeros(len(self.weights.corners))
        for worth, t in zip(self.worth, times, strict=True):
            if t >= 0:
                value = value + worth[t]
        return value

    def _sets(self) -> Iterator[Times]:
        """Every set of bids that no rule forbids whenever they start, each bid at its earliest."""
        many = len(self.bids)
        sets = (np.arange(2**many)[:, None] >> np.arange(many)[None, :]) & 1
        for row in self.rows:
            terms = [{row.terms.get(Start(b.id, s), 0.0) for s in b.starts} for b in self.bids]
            if all(len(t) == 1 for t in terms):
                sets = sets[_holds(row, sets @ np.array([t.pop() for t in terms], dtype=float).reshape(many))]
        for chosen in sets:
            yield tuple(int(x) - 1 for x in chosen)

    def _later(self, times: Times, some: frozenset[str]) -> Iterator[Times]:
        """The same bids, one of these a start later."""
        for i, (b, t) in enumerate(zip(self.bids, times, strict=True)):
            if b.id in some and 0 <= t < len(b.starts) - 1:
                yield (*times[:i], t + 1, *times[i + 1 :])

    def _stuck(self, starts: dict[str, int]) -> frozenset[str] | None:
        """Bids of which one at least must start later for the list to be lawful; none: it is lawful as it stands.

        None where these bids are lawful at no starts.
        """
        bids = frozenset(starts)
        if bids not in self.payable and any(dead <= bids for dead in self.dead_sets):
            return None
        self.checks += 1
        if self.checks > MOST_CHECKS:
            raise DataFault(f"there are too many ways to time the bids: more than {MOST_CHECKS:,} lists were checked")
        if self.progress and self.checks % TOLD_EACH == 0:
            self.progress(self.checks)
        if bids not in self.payable:
            cut = self._cut(starts)
            if cut is None:
                return None
            self.payable.add(bids)
        way = self._in_the_way(starts)
        if way is not None:
            return way or None  # nobody could mend it by starting later
        cut = self._cut(starts)
        if cut or cut is None:
            return cut
        return frozenset() if pay_for(self.problem, starts, any_way=True) is not None else bids

    def _in_the_way(self, starts: dict[str, int]) -> frozenset[str] | None:
        """Bids one of which must start later for what is known and the rules on starts; None where these hold."""
        at = {Start(b, s) for b, s in starts.items()}
        for dead in self.dead_starts:
            if dead <= at:
                return frozenset(v.bid_id for v in dead)
        for row in self.rows:
            if not _holds(row, np.array([sum(c for v, c in row.terms.items() if v in at)]))[0]:
                return frozenset(b for b, s in starts.items() if self._helps(row, b, s))
        return None

    def _cut(self, starts: dict[str, int]) -> frozenset[str] | None:
        """Bids that cannot be paid together at these starts (none: no such set is known); None: nor at any others."""
        cut = unpayable(self.problem, starts)
        if cut is None:
            return frozenset()
        named = frozenset(v for v in cut.terms if isinstance(v, Start))
        bids = frozenset(v.bid_id for v in named)
        if len(named) == sum(len(self.problem.bids[b].starts) for b in bids):
            self.dead_sets.append(bids)
            return None
        self.dead_starts.append(named)
        return bids

    def _helps(self, row: Row, bid_id: str, start: int) -> bool:
        """Whether a later start of a bid could mend a row that does not hold."""
        now = row.terms.get(Start(bid_id, start), 0.0)
        later = [row.terms.get(Start(bid_id, s), 0.0) for s in self.problem.bids[bid_id].starts if s > start]
        if row.sense == "==":
            return any(c != now for c in later)
        return any(c < now if row.sense == "<=" else c > now for c in later)


def _holds(row: Row, totals: Floats) -> Bools:
    """Which totals keep a row on starts, to the penny."""
    slack = slack_of(row) or ALIKE
    if row.sense == "==":
        return np.asarray(abs(totals - row.right) <= slack)
    return np.asarray(totals <= row.right + slack if row.sense == "<=" else totals >= row.right - slack)


def _beaten(value: Floats, kept: Floats) -> bool:
    above = (kept >= value - ALIKE).all(axis=1)
    return bool((above & (kept > value + ALIKE).any(axis=1)).any())

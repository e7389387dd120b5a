"""The best list with one bid forced in or barred: what a funded bid is worth to the list, what another one lacks.

With z the most any list is worth, z(in) with the bid forced in and z(out) with it barred: a funded bid is worth
z - z(out) to the list (its replacement cost), and another lacks z - z(in) points. Neither is stated more exactly than
it was proved: each is a `Figure` with a least and a most.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from prioritise.funding import RULES, Problem
from prioritise.funding.facts import BidFacts, PotFacts
from prioritise.funding.raw import pounds
from prioritise.funding.rule import Draw, Row, Start, Variable
from prioritise.optimise.change import Again
from prioritise.optimise.engine import Engine
from prioritise.optimise.found import Found
from prioritise.optimise.model import VALUE_STEP, holds, portfolio_value, value_objective
from prioritise.optimise.pay import shortfall
from prioritise.optimise.result import Result
from prioritise.optimise.solver import Limits
from prioritise.years import year_end

MOST_TRIES = 4
"""Re-solves to find the start at which extra points count most; there are a handful of starts."""


MOST_POTS = 3
"""Pots named in one sentence before "and n more"."""


@dataclass(frozen=True)
class Effort:
    """How hard to try for one bid.

    Attributes:
        gap: relative gap asked of each re-solve. seconds: most one re-solve may take; where it is not enough, figures
            are as close as they were proved by then, and the account says that the clock stopped it.
        margin: a way is promised only where it holds for every list proved to within this gap of the best.
    """

    gap: float = 0.001
    seconds: float = 10.0
    margin: float = 0.001

    @property
    def limits(self) -> Limits:
        """The same, as a solve takes it."""
        return Limits(self.gap, self.seconds)


@dataclass(frozen=True)
class Figure:
    """A figure as far as it is proved: at least `low` and at most `high`."""

    low: float
    high: float

    @property
    def exact(self) -> bool:
        """Whether the two are one, to a part in a million of the larger."""
        return math.isfinite(self.high) and self.high - self.low <= VALUE_STEP * max(1.0, abs(self.high))


@dataclass(frozen=True)
class Replacement:
    """What a funded bid is worth to the list.

    Attributes:
        cost: value lost without it; None where no list without it keeps the rules (`needed`) or none was found in time.
        needed: shown that no list without it keeps every rule.
        enters, leaves: bids that come in and drop out besides it, in the best list without it.
    """

    cost: Figure | None
    needed: bool
    enters: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lacks:
    """How many points a bid that is out is short of being in.

    Attributes:
        points: short by; None where it fits at no score (`never`) or no list with it was found in time.
        never: shown that no list with it in keeps every rule, whatever its score.
        certain: points more with which every list proved to within the margin has it in; None as for `points`.
        starts: the list it would then be in.
    """

    points: Figure | None
    never: bool
    certain: float | None = None
    starts: Mapping[str, int] | None = None


def forced(bid: BidFacts) -> Row:
    """The bid is in."""
    return Row({Start(bid.id, s): 1.0 for s in bid.starts}, ">=", 1)


def barred(bid: BidFacts) -> Row:
    """The bid is out."""
    return Row({Start(bid.id, s): 1.0 for s in bid.starts}, "<=", 0)


class Asker:
    """Questions about single bids of one finished list; answers are kept, and none hangs on what was asked before."""

    def __init__(self, problem: Problem, result: Result, again: Again, effort: Effort | None = None) -> None:
        """Make it ready.

        Args:
            problem: what the list was chosen from.
            result: the list; it must have an answer.
            again: the problem with changes made.
            effort: how hard to try.
        """
        if result.value is None:
            raise ValueError("there is no list to ask about")
        self.problem, self.result, self.again = problem, result, again
        self.effort = effort or Effort()
        self.engine = Engine(problem)
        self._asked: dict[tuple[str, bool], Found] = {}
        self._late: set[str] = set()

    @cached_property
    def _best(self) -> tuple[Figure, Mapping[str, int], bool]:
        starts, bound = self.result.starts, self.result.bound
        low = float(self.result.value or 0.0)
        if bound is not None and bound <= low:
            return Figure(low, low), starts, False
        found = self.engine.best(self.effort.limits, known=starts)
        if found.value is not None and found.value > low:
            low, starts = found.value, found.starts
        bounds = [b for b in (bound, found.bound) if b is not None]
        return Figure(low, max(low, min(bounds)) if bounds else float("inf")), starts, found.out_of_time

    @property
    def best(self) -> Figure:
        """What the best list is worth: at least what the best known one is, at most the proven bound."""
        return self._best[0]

    @property
    def known(self) -> Mapping[str, int]:
        """The best known list: this one, or what one more search found from it."""
        return self._best[1]

    def out_of_time(self, bid_id: str) -> bool:
        """Whether the clock stopped a search that what was said of a bid rests on."""
        return bid_id in self._late or self._best[2]

    def note(self, bid_id: str, found: Found) -> Found:
        """A search made for a bid, as it came: whether the clock stopped it is kept."""
        if found.out_of_time:
            self._late.add(bid_id)
        return found

    def beyond(self, bound: float) -> float:
        """Value from which no list that is worth at most the bound is within the margin of it."""
        return bound + self.effort.margin * abs(bound) + 2 * VALUE_STEP * max(1.0, abs(bound))

    def closer(self, margin: float) -> "Asker":
        """The same, promising what holds within another margin; what was asked so far is kept."""
        other = Asker(self.problem, self.result, self.again, replace(self.effort, margin=margin))
        other._asked, other._late = self._asked, self._late
        other.__dict__["_best"] = self._best
        return other

    def of(self, problem: Problem) -> "Asker":
        """The same of a problem in which one bid is otherwise, so that the lists without it are as they were."""
        other = Asker(problem, self.result, self.again, self.effort)
        other._late = self._late
        other.__dict__["_best"] = self._best
        return other

    def inside(self, bid_id: str) -> Found:
        """The best list with the bid in it."""
        return self._ask(bid_id, True)

    def outside(self, bid_id: str) -> Found:
        """The best list without the bid."""
        return self._ask(bid_id, False)

    def _ask(self, bid_id: str, into: bool) -> Found:
        if (bid_id, into) not in self._asked:
            found = with_bid(self.engine, bid_id, into, self.effort.limits)
            self._asked[bid_id, into] = self.note(bid_id, found)
        return self._asked[bid_id, into]

    def replacement(self, bid_id: str) -> Replacement:
        """What a funded bid is worth to the list."""
        found = self.outside(bid_id)
        if found.value is None:
            return Replacement(None, found.infeasible)
        enters, leaves = moved(self.result.starts, found.starts, bid_id)
        most = found.bound if found.bound is not None else self.best.high
        return Replacement(
            Figure(max(0.0, self.best.low - most), max(0.0, self.best.high - found.value)), False, enters, leaves
        )

    def lacks(self, bid_id: str) -> Lacks:
        """How many points a bid is short of being in."""
        bid, found = self.problem.bids[bid_id], self.inside(bid_id)
        if found.value is None:
            return Lacks(None, found.infeasible)
        soonest = max(self.problem.timing[s] for s in bid.starts)
        bound = found.bound if found.bound is not None else self.best.high
        least = max(0.0, (self.best.low - bound) / soonest)
        starts = self._where_points_count(bid, found.starts)
        value, timing = portfolio_value(self.problem, starts), self.problem.timing[starts[bid_id]]
        level = max(least, (self.best.high - value) / timing)
        return Lacks(
            Figure(least, level), False, max(0.0, (self.beyond(self.best.high) - value) / timing), dict(starts)
        )

    def _where_points_count(self, bid: BidFacts, starts: Mapping[str, int]) -> Mapping[str, int]:
        """The list with the bid in that the fewest extra points make the best: an earlier start makes each count more.

        Newton's method on the best value with the bid in, a convex function of its extra points.
        """
        soonest = max(self.problem.timing[s] for s in bid.starts)
        best, fewest = starts, self._extra(bid, starts)
        for _ in range(MOST_TRIES):
            if self.problem.timing[best[bid.id]] >= soonest:
                break
            aim = value_objective(self.problem)
            for s in bid.starts:
                aim[Start(bid.id, s)] += fewest * self.problem.timing[s]
            found = self.note(bid.id, self.engine.best(self.effort.limits, [forced(bid)], aim, known=best))
            if not found.has_answer or (extra := self._extra(bid, found.starts)) >= fewest - VALUE_STEP:
                break
            best, fewest = found.starts, extra
        return best

    def _extra(self, bid: BidFacts, starts: Mapping[str, int]) -> float:
        value = portfolio_value(self.problem, starts)
        return (self.beyond(self.best.high) - value) / self.problem.timing[starts[bid.id]]

    def binds(self, bid_id: str) -> tuple[str, ...]:
        """What keeps the bid out of the list as it stands, at the start where least does: rules, then pots."""
        bid, tried = self.problem.bids[bid_id], []
        for start in bid.starts:
            starts = {**self.result.starts, bid_id: start}
            tried.append(tuple(dict.fromkeys(_broken(self.problem, starts))))
        return (*min(tried, key=len, default=()), *self._short(bid_id))

    def _short(self, bid_id: str) -> list[str]:
        """The money it lacks once the list is paid, with the pots that may pay it and have nothing left."""
        short = shortfall(self.problem, self.result.starts, bid_id)
        payers = [p for p, b in self.problem.pairs if b == bid_id]
        if not short or not payers:
            return []
        paid = self.result.payments.groupby("pot_id")["amount_pence"].sum().to_dict()
        gone = [self.problem.pots[p].name for p in payers if paid.get(p, 0) >= self.problem.pots[p].countable_pence]
        more = f" and {len(gone) - MOST_POTS} more" if len(gone) > MOST_POTS else ""
        spent = f"; nothing is left in {', '.join(gone[:MOST_POTS])}{more}" if gone else ""
        return [f"the pots that may pay it are {pounds(short)} short once the list is paid{spent}"]


def with_bid(engine: Engine, bid_id: str, into: bool, limits: Limits, known: Mapping[str, int] | None = None) -> Found:
    """The best list of an engine's problem with a bid in it, or without it; begun from a lawful one if any is known."""
    bid = engine.problem.bids[bid_id]
    if into and not bid.starts:
        return Found({}, None, None, False, True, False)
    return engine.best(limits, [forced(bid) if into else barred(bid)] if bid.starts else [], known=known)


def moved(
    before: Mapping[str, int], after: Mapping[str, int], but: str = ""
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Bids that come in and that drop out between two lists, in order of id, one bid apart."""
    enters, leaves = sorted(set(after) - set(before) - {but}), sorted(set(before) - set(after) - {but})
    return tuple(enters), tuple(leaves)


def _broken(problem: Problem, starts: Mapping[str, int]) -> list[str]:
    """Every rule on starts alone that these break, in words."""
    return [
        row.sentence
        for rule in RULES
        for row in rule.rows(problem)
        if row.sentence and not any(isinstance(v, Draw) for v in row.terms) and not holds(row, starts)
    ]


def gift(problem: Problem, bid_id: str) -> tuple[Problem, Variable]:
    """The problem with money for one bid alone, as much as it costs, and the variable that says how much is used."""
    bid, first = problem.bids[bid_id], problem.horizon[0]
    name = max([*problem.pots, "gift"], key=len) + "+"  # like no pot there is
    pot = PotFacts(
        id=name,
        name=name,
        kind="other",
        status="received",
        years=problem.horizon,
        receipts_pence={first: bid.capital_pence},
        horizon_end=year_end(problem.horizon[-1]),
    )
    pots = dict(sorted({**problem.pots, name: pot}.items()))
    pairs = {**problem.pairs, (name, bid_id): bid.capital_pence}
    return replace(problem, pots=pots, pairs=pairs), Draw(name, first, bid_id)

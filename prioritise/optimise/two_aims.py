"""Two aims at once: every list that no other is better than on the one without being worse on the other.

By the epsilon-constraint method with a second, lexicographic step (the AUGMECON family): make the most of the first
aim, then of the second without losing any of the first, then ask for more of the second, until there is no more. Unlike
weighing the two together it finds every such list, those that no weights would choose too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from prioritise.funding import Problem
from prioritise.funding.rule import Draw, Row, Start, Variable
from prioritise.optimise.asked import STEP, aim_of, saved_pence
from prioritise.optimise.engine import Engine
from prioritise.optimise.model import lapsing_objective
from prioritise.optimise.solver import Limits

MONEY_STEP = 100.0
"""Pence of money by which two lists must differ to be told apart."""
POINT_STEP = 1e-5
"""Part of an aim by which two lists must differ to be told apart; more than a row's own tolerance."""
MOST_LISTS = 500
Progress = Callable[[int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Aim:
    """One thing to make the most of.

    Attributes:
        name: in words. unit: of its figures.
        terms: weight by variable (`Draw` weights are per penny).
        money: whether it is counted in pence.
    """

    name: str
    unit: str
    terms: Mapping[Variable, float]
    money: bool = False

    def of(self, problem: Problem, starts: Mapping[str, int]) -> float:
        """What a list comes to on it; of money, as it would be paid in whole pence."""
        if any(isinstance(v, Draw) for v in self.terms):
            return float(saved_pence(problem, starts))
        return sum(self.terms.get(Start(b, s), 0.0) for b, s in sorted(starts.items()))

    def step(self, near: float) -> float:
        """How far apart two lists must be on it."""
        return MONEY_STEP if self.money else POINT_STEP * max(1.0, abs(near))

    def at_least(self, least: float) -> Row:
        """Only lists that come to so much (to within a part too small to tell)."""
        slack = 1.0 if self.money else STEP * max(1.0, abs(least))
        return Row(self.terms, ">=", least - slack)


def value_aim(problem: Problem, values: Mapping[str, float] | None = None, name: str = "Value") -> Aim:
    """The value of what is funded, or another worth of each bid."""
    return Aim(name, "points", aim_of(problem, problem.values if values is None else values))


def counted_aim(problem: Problem, amounts: Mapping[str, float], name: str, unit: str) -> Aim:
    """Something counted once for each bid funded, whenever it starts (patients, m²); a bid not named counts nil."""
    terms: dict[Variable, float] = {
        Start(b.id, s): float(amounts.get(b.id, 0.0)) for b in problem.bids.values() for s in b.starts
    }
    return Aim(name, unit, terms)


def saved_aim(problem: Problem) -> Aim:
    """Money saved that would otherwise lapse."""
    return Aim("Money saved from lapsing", "£", lapsing_objective(problem), money=True)


@dataclass(frozen=True)
class Pair:
    """One list: its starts and what it comes to on each aim (money in pence)."""

    starts: Mapping[str, int]
    first: float
    second: float


@dataclass(frozen=True)
class Efficient:
    """Lists that no other beats on both aims, the most of the first aim first.

    `exact`: there is no other, to within what can be told apart; else these are some of them.
    """

    first: Aim
    second: Aim
    pairs: tuple[Pair, ...]
    exact: bool


def efficient(  # noqa: PLR0913 - one argument a part of the question
    engine: Engine,
    first: Aim,
    second: Aim,
    *,
    limits: Limits | None = None,
    spread: int | None = None,
    kept: list[Pair] | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Efficient:
    """The lists no other beats on both aims.

    Args:
        engine: of the problem.
        first: an aim.
        second: another.
        limits: of each choice (None: to the end).
        spread: about so many lists, evenly over the second aim; None: all of them.
        kept: where lists are put as they are found, so that a stop loses none.
        progress: called with the lists found.
        stop: asked between lists; when it says yes, those found so far are given.
    """
    problem, far = engine.problem, limits or Limits()
    pairs: list[Pair] = [] if kept is None else kept
    rows: tuple[Row, ...] = ()
    proven, ended = True, False
    most = _most(engine, second, far) if spread else float("inf")
    while len(pairs) < MOST_LISTS and not (stop and stop()):
        found = engine.best(far, rows, first.terms)
        if not found.has_answer:
            ended = found.infeasible
            break
        top = first.of(problem, found.starts)
        better = engine.best(far, (*rows, first.at_least(top)), second.terms)
        starts = better.starts if better.has_answer else found.starts
        pair = Pair(dict(sorted(starts.items())), first.of(problem, starts), second.of(problem, starts))
        proven &= found.proven and better.proven
        if pairs and pair.second <= pairs[-1].second:
            break  # the solver's own tolerance let the same list back in: nothing further can be told apart
        pairs.append(pair)
        if progress:
            progress(len(pairs))
        ahead = second.step(pair.second)
        if spread:
            ahead = max(ahead, (most - pairs[0].second) / spread)
        rows = (Row(second.terms, ">=", pair.second + ahead),)
    exact = ended and proven and far.gap == 0 and not spread
    return Efficient(first, second, unbeaten(pairs), exact)


def _most(engine: Engine, aim: Aim, limits: Limits) -> float:
    found = engine.best(limits, (), aim.terms)
    return aim.of(engine.problem, found.starts) if found.has_answer else 0.0


def unbeaten(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Those that none beats on both aims (a list that is only near the best may be beaten by a later one)."""

    def beats(one: Pair, other: Pair) -> bool:
        return one.first >= other.first and one.second >= other.second and (one.first, one.second) != (
            other.first, other.second
        )  # fmt: skip

    return tuple(p for p in pairs if not any(beats(q, p) for q in pairs))

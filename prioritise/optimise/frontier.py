"""What more or less money would buy, exactly: the best value at each budget, and where it steps up.

With yes-or-no schemes the best value does not rise smoothly with money: it stands still, then steps up when a better
set of schemes fits. A linear programme's price of a pound says nothing true about that, so none is ever shown: each
point is a choice of its own, with the bound that proves how good it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from prioritise.funding import Problem
from prioritise.funding.facts import PotFacts
from prioritise.funding.rule import Row
from prioritise.optimise.asked import STEP, capital_pence, cost_terms, list_for, of_capital, worth
from prioritise.optimise.asked import at_least as worth_at_least
from prioritise.optimise.engine import Engine
from prioritise.optimise.found import Found
from prioritise.optimise.question import unlike
from prioritise.optimise.solver import Limits

MOST_QUESTIONS = 600
"""Budgets tried, at the most, to find where the steps are."""
PENNY = 1
Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Point:
    """The best list at one budget.

    Attributes:
        budget_pence: what the pots that move hold. value, bound: of the best list found, and what none is worth more
            than. starts: of that list. proven: shown to be within the gap asked.
    """

    budget_pence: int
    value: float
    bound: float
    starts: Mapping[str, int]
    proven: bool


@dataclass(frozen=True)
class ByBudget:
    """Best value by budget.

    Attributes:
        points: by budget, smallest first; neither value nor bound falls as it grows.
        now_pence: what the pots that move hold as the case stands.
        steps: the points at which the value is higher than at the point before, the first point among them.
        within_pence: each step lies at most so much below the budget of its point; None: no step was looked for.
        exact: every point is the proven best and every step was found.
    """

    points: tuple[Point, ...]
    now_pence: int
    within_pence: int | None
    exact: bool

    @property
    def steps(self) -> tuple[Point, ...]:
        """Where the value steps up."""
        pairs = zip(self.points, self.points[1:], strict=False)
        return (*self.points[:1], *(b for a, b in pairs if _higher(b.value, a.value)))


def _higher(one: float, other: float) -> bool:
    return one > other if other == float("-inf") else one > other + STEP * max(1.0, abs(other))


def movable_pence(problem: Problem, pots: Sequence[str]) -> int:
    """What the pots that move hold (none named: every pot)."""
    return sum(p.countable_pence for i, p in problem.pots.items() if not pots or i in pots)


def with_money(problem: Problem, pots: Sequence[str], budget_pence: int) -> Problem:
    """The problem when the pots that move (none named: every pot) hold so much together, each its old share of it.

    Whole pence: what a share leaves over goes to none, so a pot never holds more than its share.
    """
    now = movable_pence(problem, pots)

    def scaled(pot: PotFacts) -> PotFacts:
        if pots and pot.id not in pots:
            return pot
        return replace(pot, receipts_pence={y: p * budget_pence // now for y, p in pot.receipts_pence.items()})

    return problem if budget_pence == now else replace(problem, pots={i: scaled(p) for i, p in problem.pots.items()})


def value_by_budget(  # noqa: PLR0913 - one argument a part of the question
    problem: Problem,
    pots: Sequence[str],
    budgets_pence: Sequence[int],
    *,
    limits: Limits | None = None,
    steps_within_pence: int | None = None,
    known: Mapping[str, int] | None = None,
    most: float | None = None,
    kept: dict[int, Point] | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> ByBudget:
    """The best value at each of these budgets, and where in between it steps up.

    Args:
        problem: the decision problem as the case stands.
        pots: ids of the pots whose money moves; none: every pot.
        budgets_pence: what they may hold together.
        limits: of each choice (None: to the end).
        steps_within_pence: find each step to within so much, by halving between budgets whose values differ; None: ask
            at the budgets named alone.
        known: a list that keeps the rules with the money as it stands.
        most: what no list is worth more than with the money as it stands, where that is known already.
        kept: points by budget that were found before with the same limits, which are not asked for again; those found
            now are put there as they come.
        progress: called with the choices made and those there are to make as far as is known.
        stop: asked between choices; when it says yes, what is found so far is given.

    Returns:
        The points found; none where the pots that move hold nothing.
    """
    now, far = movable_pence(problem, pots), limits or Limits()
    found = {} if kept is None else kept
    if now <= 0:
        return ByBudget((), 0, None, False)

    def ask(budget: int) -> None:
        begin = max((p for p in found.values() if p.budget_pence <= budget), key=lambda p: p.budget_pence, default=None)
        hint = known if budget >= now and known is not None else begin.starts if begin else None
        found[budget] = _point(with_money(problem, pots, budget), budget, far, hint)

    waiting = sorted({round(b) for b in budgets_pence if b >= 0} - set(found))
    if not waiting and steps_within_pence is not None:
        waiting = _between(_orderly(found), steps_within_pence)
    asked = 0
    while waiting and asked < MOST_QUESTIONS and not (stop and stop()):
        ask(waiting.pop(0))
        asked += 1
        if progress:
            progress(asked, asked + len(waiting))
        if not waiting and steps_within_pence is not None:
            waiting = _between(_orderly(found), steps_within_pence)
    points = _orderly(_no_more(found, now, most))
    whole = not waiting and not (steps_within_pence is not None and _between(points, steps_within_pence))
    exact = whole and steps_within_pence is not None and far.gap == 0 and all(p.proven for p in points)
    return ByBudget(points, now, steps_within_pence, exact)


def _point(problem: Problem, budget: int, limits: Limits, hint: Mapping[str, int] | None) -> Point:
    found = list_for(Engine(problem), problem.values, limits, known=hint)
    if not found.has_answer:
        bound = float("-inf") if found.infeasible else found.bound if found.bound is not None else float("inf")
        return Point(budget, float("-inf"), bound, {}, found.infeasible)
    value = worth(problem, problem.values, found.starts)
    return Point(budget, value, max(value, found.bound if found.bound is not None else float("inf")), found.starts,
                 found.proven)  # fmt: skip


def _no_more(found: Mapping[int, Point], now: int, most: float | None) -> dict[int, Point]:
    """The points, none of which with the money as it stands or less is worth more than this."""
    return {
        b: p if most is None or b > now else replace(p, bound=max(p.value, min(p.bound, most)))
        for b, p in found.items()
    }


def _orderly(found: Mapping[int, Point]) -> tuple[Point, ...]:
    """Points by budget: a list that less can pay for more can pay for too, and a bound for more holds for less."""
    points = [found[b] for b in sorted(found)]
    for i in range(1, len(points)):
        if points[i].value < points[i - 1].value:
            points[i] = replace(points[i], value=points[i - 1].value, starts=points[i - 1].starts)
    for i in reversed(range(len(points) - 1)):
        points[i] = replace(points[i], bound=max(points[i].value, min(points[i].bound, points[i + 1].bound)))
    return tuple(points)


def _between(points: Sequence[Point], within: int) -> list[int]:
    """Budgets half way between neighbours whose values differ and that are further apart than this."""
    return [
        (a.budget_pence + b.budget_pence) // 2
        for a, b in zip(points, points[1:], strict=False)
        if _higher(b.value, a.value) and b.budget_pence - a.budget_pence > max(within, PENNY)
    ]


@dataclass(frozen=True)
class Against:
    """A list against the best.

    Attributes:
        value, capital_pence: of the list.
        same_money: starts of the best list that costs no more. same_money_value, same_money_bound: its value, and what
            none that costs no more is worth more than.
        for_less: starts of the cheapest list found that is worth no less. for_less_pence, for_less_bound_pence: what it
            costs, and what none worth as much costs less than.
    """

    value: float
    capital_pence: int
    same_money: Mapping[str, int]
    same_money_value: float
    same_money_bound: float
    for_less: Mapping[str, int]
    for_less_pence: int
    for_less_bound_pence: float


def _no_dearer(engine: Engine, pence: int, limits: Limits, mine: Mapping[str, int]) -> Found:
    """The best list that costs no more, to the penny: a row of the solver leaves room for a little more."""
    barred: list[Row] = [of_capital(engine.problem, pence)]
    while True:
        found = list_for(engine, engine.problem.values, limits, barred, known=mine)
        if not found.has_answer or capital_pence(engine.problem, found.starts) <= pence:
            return found
        barred.append(unlike(engine.problem, found.starts))


def against(
    engine: Engine, mine: Mapping[str, int], limits: Limits | None = None, most: float | None = None
) -> Against:
    """A list that keeps the rules against the best for the same capital, and against the same value for less.

    Args:
        engine: of the case as it stands.
        mine: the list.
        limits: of each choice (None: to the end).
        most: what no list is worth more than, whatever it costs, where that is known already.
    """
    problem, far = engine.problem, limits or Limits()
    value, cost = worth(problem, problem.values, mine), capital_pence(problem, mine)
    best = _no_dearer(engine, cost, far, mine)
    more = dict(best.starts) if best.value is not None and best.value > value else dict(mine)
    saving = {v: -c for v, c in cost_terms(problem).items()}
    less = engine.best(far, [worth_at_least(problem, problem.values, value)], saving, known=mine)
    cheap = dict(less.starts) if less.has_answer and capital_pence(problem, less.starts) < cost else dict(mine)
    least = capital_pence(problem, cheap)
    top = worth(problem, problem.values, more)
    return Against(
        value, cost, more, top, max(top, min(b for b in (best.bound, most, float("inf")) if b is not None)),
        cheap, least, min(least, -less.bound if less.bound is not None else 0.0),
    )  # fmt: skip

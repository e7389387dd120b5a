"""Choose the portfolio: best value, then the stated tie order, then the re-check."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd
import pulp

from prioritise import __version__
from prioritise.case.case import Case
from prioritise.errors import SolverFault
from prioritise.funding import Problem
from prioritise.funding.rule import Row, Start, Variable
from prioritise.optimise.clash import find_clash
from prioritise.optimise.engine import Engine
from prioritise.optimise.flow import unpayable
from prioritise.optimise.found import Found, Moment, Watch
from prioritise.optimise.model import (
    VALUE_STEP,
    Answer,
    lapsing_objective,
    make_model,
    portfolio_value,
    solve,
    value_objective,
    without_worthless,
    worthless,
)
from prioritise.optimise.others import equals_of
from prioritise.optimise.pay import Payments, pay_for
from prioritise.optimise.question import MOST_RETRIES, unlike
from prioritise.optimise.recheck import breaches, checks_in_words
from prioritise.optimise.result import PAYMENT_COLUMNS, Equal, Equals, Options, Result, Status
from prioritise.optimise.solver import LEAST_SECONDS, Limits, version

SMALL = 80
"""Bid-and-year choices up to which ties are broken whatever the gap; beyond, only when the best list is asked for."""
TIE_NODES = 400
"""Branch-and-bound nodes a tie-breaking step may use: a count and not a time, so that a slow machine agrees."""
TIE_ORDER = "value, then money that would otherwise lapse, then lower cost, then bid id, then earlier start"

TIES_BROKEN = f"Ties are broken in this order: {TIE_ORDER}."
TIES_CUT_SHORT = " The search for an equally good list was cut short at its set length."
TIES_OUT_OF_TIME = " The clock stopped the search for an equally good list, and another machine might end with another."
TIES_UNPAID = " The list they point to cannot be paid in whole pence, so another as good stands."
BREAKS_TIES = f"The command line breaks ties when it is asked for a gap of 0, in this order: {TIE_ORDER}."
WITHIN_GAP = f"The list is as near to the best as was asked; others as near were not compared with it. {BREAKS_TIES}"
CUT_SHORT = "The search was stopped early, so ties were not broken."
BEST_ANYWAY = f"Ties were not broken, as only a list near to the best was asked for. {BREAKS_TIES}"

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Chosen:
    """Starts and payments that passed the re-check, and what was proved of them; `barred`: lists that cannot be paid.

    `settled`: the order of ties was followed to its end, and its list is this one.
    """

    starts: Mapping[str, int]
    payments: Payments
    optimal: bool
    bound: float | None
    ties: str
    settled: bool
    barred: tuple[Row, ...]


def choose(
    case: Case,
    problem: Problem,
    options: Options,
    progress: Progress | None = None,
    watch: Watch | None = None,
    meanwhile: Mapping[str, int] | None = None,
) -> Result:
    """Find the best portfolio and re-check it.

    Args:
        case: the case the problem was made from; the re-check reads it afresh.
        problem: its decision problem.
        options: gap asked (0: proven best) and seconds allowed.
        progress: called with a few words and the part done (0 to 1).
        watch: told the best list so far and the bound while searching; True stops the search with what it has.
        meanwhile: starts of a list to tell of until a better one is found, where it keeps every rule; a search cut
            short with nothing better ends with it.

    Raises:
        SolverFault: what the solver offered does not pass the re-check, however often it is asked.
    """
    began = time.perf_counter()
    say = progress or (lambda _text, _part: None)
    say("Building the model", 0.05)
    engine = Engine(problem)
    say("Looking for the best list", 0.1)
    found = engine.best(Limits(options.gap, options.seconds), watch=watch, meanwhile=meanwhile)
    chosen = _settle(case, engine, found, options, began, say)
    if isinstance(chosen, Chosen):
        equals = Equals()
        if _bound_and_gap(portfolio_value(problem, chosen.starts), chosen.bound)[1] == 0:
            say("Looking for another list worth as much", 0.8)
            equals = _equals(case, engine, chosen, _left(options.seconds, began), watch)
        return _result(problem, chosen, equals, options, time.perf_counter() - began)
    say("Finding which rules clash", 0.5)
    status = Status.INFEASIBLE if chosen.infeasible else Status.NO_ANSWER
    clash = find_clash(problem, chosen.barred) if chosen.infeasible else ()
    return Result(status, None, None, None, time.perf_counter() - began, clash=clash, versions=versions())


def _settle(  # noqa: PLR0913, PLR0917 - one argument a part of the choice
    case: Case, engine: Engine, found: Found, options: Options, began: float, say: Progress
) -> Chosen | Found:
    """Break ties, pay in whole pence, re-check; bar what does not pass and ask again; what was found without a list."""
    problem, barred = engine.problem, list(found.barred)
    exact = options.gap == 0 or sum(len(b.starts) for b in problem.bids.values()) <= SMALL
    for _ in range(MOST_RETRIES):
        if not found.has_answer:
            return replace(found, barred=tuple(barred))
        left = _left(options.seconds, began)
        say("Breaking ties in the stated order", 0.4)
        # nothing is settled by breaking ties with a list that is not known to be good, and it would take long
        exact = exact and found.proven
        unbroken = (BEST_ANYWAY if found.bound == found.value else WITHIN_GAP) if found.proven else CUT_SHORT
        starts, ties = _break_ties(problem, found, barred, left) if exact else (dict(found.starts), unbroken)
        for candidate in dict.fromkeys([tuple(sorted(starts.items())), tuple(sorted(found.starts.items()))]):
            say("Paying it in whole pence and checking every rule", 0.6)
            # with ties broken in full, bids of no value are in for a reason (money that would lapse)
            these = worthless(problem)
            if ties == TIES_BROKEN:
                these &= problem.unscored
            kept, payments = _paid(case, problem, dict(candidate), these)
            if payments is not None:
                return Chosen(kept, payments, found.proven, found.bound, ties, ties == TIES_BROKEN, tuple(barred))
            barred.append(unpayable(problem, dict(candidate)) or unlike(problem, dict(candidate)))
            ties = TIES_BROKEN + TIES_UNPAID if exact else ties
        found = engine.best(Limits(options.gap, left), barred)
        barred += [row for row in found.barred if row not in barred]
    raise SolverFault("no list the solver offered passed the re-check in whole pence; please send us this case")


def _left(seconds: float, began: float) -> float:
    """Seconds that are left of those allowed, and a little where none are."""
    return max(LEAST_SECONDS, seconds - (time.perf_counter() - began))


def _equals(case: Case, engine: Engine, chosen: Chosen, seconds: float, watch: Watch | None) -> Equals:
    """Whether another list is worth as much as the chosen one, which is proven best; whoever watches sees that one."""
    problem = engine.problem
    value = portfolio_value(problem, chosen.starts)

    def lawful(starts: Mapping[str, int]) -> Mapping[str, int] | None:
        kept, payments = _paid(case, problem, dict(starts), worthless(problem))
        return None if payments is None else kept

    def stop(_moment: Moment) -> bool:
        return watch is not None and watch(Moment(chosen.starts, value, value))

    found = equals_of(engine, chosen.starts, lawful, chosen.barred, seconds, watch and stop)
    return replace(found, settled=chosen.settled and found.alternative is not None)


def _paid(
    case: Case, problem: Problem, starts: dict[str, int], these: frozenset[str]
) -> tuple[dict[str, int], Payments | None]:
    """Starts without these bids where that is lawful, and payments that pass the re-check, or None if none do."""

    def lawful(some: Mapping[str, int]) -> Payments | None:
        payments = pay_for(problem, some)
        return None if payments is None or breaches(case, some, payments) else payments

    paid = lawful(starts)
    if paid is None:
        return starts, None
    lean = without_worthless(problem, starts, lambda some: lawful(some) is not None, these)
    return lean, paid if lean == starts else lawful(lean)


def _break_ties(problem: Problem, found: Found, barred: list[Row], seconds: float) -> tuple[dict[str, int], str]:
    """Among lists of (at least) this value: most lapsing money used, least cost, first ids, earliest starts."""
    model, best = make_model(problem), dict(found.starts)
    value = portfolio_value(problem, best)
    rows = [*barred, Row(value_objective(problem), ">=", value - VALUE_STEP * max(1.0, abs(value)))]
    short, began = "", time.perf_counter()
    for objective, maximise, slack in _tie_steps(problem):
        if not objective:
            continue
        left = _left(seconds, began)
        step = solve(model, objective, Limits(0.0, left, TIE_NODES), rows, maximise=maximise)
        if step.stop.infeasible:
            raise SolverFault("a list the solver offered was then said not to exist; please send us this case")
        # in fractions a bid may be all but in: what is then offered is not as good as it was said to be
        worse = portfolio_value(problem, step.starts) < value - VALUE_STEP * max(1.0, abs(value))
        if worse or not step.stop.optimal:
            short = TIES_OUT_OF_TIME if step.stop.out_of_time else TIES_CUT_SHORT
            break
        best = dict(step.starts)
        reached = _worth(objective, step)
        rows.append(Row(objective, ">=" if maximise else "<=", reached - slack if maximise else reached + slack))
    return best, TIES_BROKEN + short


def _tie_steps(problem: Problem) -> list[tuple[dict[Variable, float], bool, float]]:
    """Objective, whether to maximise, and the slack at which two lists are alike (a penny, or half a step)."""
    cost: dict[Variable, float] = {
        Start(b.id, s): float(b.capital_pence) for b in problem.bids.values() for s in b.starts
    }
    steps: list[tuple[dict[Variable, float], bool, float]] = [
        (lapsing_objective(problem), True, 1.0),
        (cost, False, 0.5),
    ]
    # few enough at a time that no weight looks like money (`model.Written.constraint`)
    ids, block = list(problem.bids), 16
    for first in range(0, len(ids), block):
        part = ids[first : first + block]
        prefer: dict[Variable, float] = {
            Start(b, s): float(2 ** (len(part) - 1 - i)) for i, b in enumerate(part) for s in problem.bids[b].starts
        }
        steps.append((prefer, True, 0.5))
    early: dict[Variable, float] = {
        Start(b.id, s): float(s - problem.horizon[0]) for b in problem.bids.values() for s in b.starts
    }
    return [*steps, (early, False, 0.5)]


def _worth(objective: Mapping[Variable, float], answer: Answer) -> float:
    """Value of an objective at an answer."""
    return sum(
        c * (1.0 if answer.starts.get(v.bid_id) == v.year else 0.0) if isinstance(v, Start) else c * answer.draws[v]
        for v, c in objective.items()
    )


def _result(problem: Problem, chosen: Chosen, equals: Equals, options: Options, seconds: float) -> Result:
    value = portfolio_value(problem, chosen.starts)
    bound, gap = _bound_and_gap(value, chosen.bound)
    proven = chosen.optimal and gap is not None and gap <= options.gap + VALUE_STEP
    return Result(
        status=Status.PROVEN if proven else Status.FEASIBLE,
        value=value,
        bound=bound,
        gap=gap,
        seconds=seconds,
        starts=dict(sorted(chosen.starts.items())),
        payments=pd.DataFrame([(*key, paid) for key, paid in sorted(chosen.payments.items())], columns=PAYMENT_COLUMNS),
        checks=checks_in_words(),
        ties=chosen.ties,
        equals=equals,
        versions=versions(),
    )


def bounded(result: Result, bound: float | None, asked_gap: float) -> Result:
    """A result with a further bound on every list for its question, where that says more than its own.

    Args:
        result: of the question.
        bound: no list is worth more than this; None: nothing further is known. One below what the list itself is worth
            is not taken.
        asked_gap: the gap within which a list is proven.
    """
    if result.value is None or bound is None or (result.bound is not None and bound >= result.bound):
        return result
    if bound < result.value - VALUE_STEP * max(1.0, abs(result.value)):
        return result
    bound, gap = _bound_and_gap(result.value, bound)
    proven = result.status is Status.PROVEN or (gap is not None and gap <= asked_gap + VALUE_STEP)
    unsought = gap == 0 and result.equals.outcome is Equal.NOT_SOUGHT
    return replace(
        result,
        status=Status.PROVEN if proven else result.status,
        bound=bound,
        gap=gap,
        equals=Equals(Equal.CUT_SHORT) if unsought else result.equals,
    )


def _bound_and_gap(value: float, bound: float | None) -> tuple[float | None, float | None]:
    """The most any list could be worth and how far off that is; neither when the solver was stopped before a bound."""
    if bound is None:
        return None, None
    over = bound - value
    if over <= VALUE_STEP * max(1.0, abs(value)):
        return value, 0.0
    return bound, over / max(abs(value), VALUE_STEP)


def versions() -> dict[str, str]:
    """Version of each part that can change an answer."""
    return {
        "prioritise": __version__,
        "pulp": str(pulp.VERSION),
        "highs": version(),
        "pandas": pd.__version__,
    }

"""The model as PuLP sees it: the fund rules' rows, scaled, with one binary a bid and one a bid and start year.

Model (contract C). For bid b, start year s, pot p, tranche t:

    maximise   sum of value[b] x timing[s] x start[b, s]
    such that  every row the fund rules declare (funding/rules), and
               sum over t of draw[p, t, b] <= most[p, b] x funded[b]   for each pair that may pay
               funded[b] = sum over s of start[b, s], at most 1

Payments are drawn by tranche (money of one pot that arrives together), not year by year: several times fewer variables
for the same set of lists (`funding.rules.cost` says why it is the same). Who pays in which year is settled afterwards
in `pay`. `funded` is written out because the solver can then decide whether before when: on instances of the demo's
size that alone is ten times faster.

Money is in thousands of pounds inside the solver and whole pence everywhere else. Variables are named by number, never
by a user's text, and are made in id order, so the same case always gives the same model.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pulp

from prioritise.funding import RULES, Problem
from prioritise.funding.facts import PENCE_IN_POUND, BidFacts, Tranche
from prioritise.funding.rule import Draw, Row, Rule, Start, Variable
from prioritise.optimise.solver import Limits, Stop, cross_check, run

PENCE_PER_UNIT = 100_000
"""Pence in the solver's unit of money, £1,000."""
VALUE_STEP = 1e-6
"""Two values nearer than this (relative) are a tie."""
ROOM = 1e-6
"""Room given to every row about money, as a part of its largest figure (£1 in £1m).

A solver works in fractions. Where a sum of costs misses the money by pence, HiGHS was seen to cut off lists that can be
paid and to call what was left proved. With this much room no list on the line is lost: the model may offer one that
pence cannot pay, and such a list is barred, exactly, afterwards (`choose`), while the bound still holds for the rest.
"""


@dataclass(frozen=True)
class Answer:
    """What came back from one solve.

    Attributes:
        stop: how it ended. starts: bid id -> start year (empty without an answer). draws: pence, as the solver left
            them.
    """

    stop: Stop
    starts: Mapping[str, int]
    draws: Mapping[Draw, float]


@dataclass(frozen=True)
class Model:
    """Variables and rows of one problem; objectives and further rows are added a solve at a time."""

    problem: Problem
    variables: tuple[Variable, ...]
    rows: tuple[Row, ...]


def make_model(problem: Problem, leave_out: frozenset[str] = frozenset()) -> Model:
    """Collect variables and rows; rows of the groups in `leave_out` are left out (to find a clash)."""
    starts: list[Variable] = [Start(b.id, s) for b in problem.bids.values() for s in b.starts]
    draws: list[Variable] = [Draw(t.pot_id, t.first, b) for b in problem.bids for t in problem.tranches_for(b)]
    rows = [r for rule in RULES for r in rule.rows(problem) if not r.group or r.group not in leave_out]
    rows += [row for b in problem.bids.values() for row in _pair_rows(problem, b)]
    return Model(problem, tuple(starts + draws), tuple(rows))


def _pair_rows(problem: Problem, bid: BidFacts) -> Iterable[Row]:
    """What each pot may pay the bid, if the bid is funded.

    Each draw is held to the tranche's money and the pair's limit *times* whether the bid is funded: the same choices as
    holding it to the money alone, but a half-funded bid in the solver's relaxation may then use only half of a small
    pot, which proves the best list sooner.
    """
    funded: dict[Variable, float] = {Start(bid.id, s): 1.0 for s in bid.starts}
    by_pot: dict[str, list[Tranche]] = defaultdict(list)
    for tranche in problem.tranches_for(bid.id):
        by_pot[tranche.pot_id].append(tranche)
    for pot_id, tranches in by_pot.items():
        most = problem.pairs[pot_id, bid.id]
        draws = {t: Draw(pot_id, t.first, bid.id) for t in tranches}
        for tranche in tranches:
            limit = min(most, tranche.pence)
            if limit < bid.capital_pence and (tranche.pence < most or len(tranches) == 1):
                yield Row({draws[tranche]: 1.0, **{v: -float(limit) for v in funded}}, "<=", 0)
        if most < bid.capital_pence and len(tranches) > 1:
            every: dict[Variable, float] = {d: 1.0 for d in draws.values()}
            yield Row(every | {v: -float(most) for v in funded}, "<=", 0)


def value_objective(problem: Problem) -> dict[Variable, float]:
    """Value of each start: the bid's value times the timing factor of the year."""
    return {Start(b.id, s): problem.values[b.id] * problem.timing[s] for b in problem.bids.values() for s in b.starts}


def lapsing_objective(problem: Problem) -> dict[Variable, float]:
    """1 for each penny drawn from money that would otherwise lapse within the horizon."""
    return {
        Draw(t.pot_id, t.first, b): 1.0
        for b in problem.bids
        for t in problem.tranches_for(b)
        if problem.pots[t.pot_id].lapses
    }


def portfolio_value(problem: Problem, starts: Mapping[str, int]) -> float:
    """Value of a choice of starts, added in id order so that it is the same to the last digit."""
    return sum(problem.values[b] * problem.timing[s] for b, s in sorted(starts.items()))


def slack_of(row: Row) -> float:
    """By how much a row on starts may be missed: shares of pence by a penny, sums of whole pence and counts by none."""
    weights = row.terms.values()
    shares = any(c < 0 or not float(c).is_integer() for c in weights)
    return 1.0 if shares and any(abs(c) > PENCE_IN_POUND for c in weights) else 0.0


def holds(row: Row, starts: Mapping[str, int]) -> bool:
    """Whether a row on starts alone holds, to the penny."""
    total = sum(c for v, c in row.terms.items() if isinstance(v, Start) and starts.get(v.bid_id) == v.year)
    slack = slack_of(row)
    return {"<=": total <= row.right + slack, ">=": total >= row.right - slack, "==": total == row.right}[row.sense]


def cut_off(row: Row, starts: Mapping[str, int]) -> Row | None:
    """A row that all lists within another row keep, and these starts, which break it, do not.

    A smallest set of them that breaks it by itself; None where starts beside them could mend it.
    """
    if row.sense != "<=" or any(weight < 0 for weight in row.terms.values()):
        return None
    weights = {v: row.terms[v] for v in (Start(b, s) for b, s in sorted(starts.items())) if row.terms.get(v)}
    total = sum(weights.values())
    for start in sorted(weights, key=lambda v: (weights[v], v)):
        if total - weights[start] > row.right:
            total -= weights.pop(start)
    return Row(dict.fromkeys(weights, 1.0), "<=", len(weights) - 1, row.group)


def broken_rule(problem: Problem, starts: Mapping[str, int]) -> tuple[Rule, Row] | None:
    """The first rule on starts alone that these break, in the rules' order; None when all hold."""
    for rule in RULES:
        for row in rule.rows(problem):
            if not any(isinstance(v, Draw) for v in row.terms) and not holds(row, starts):
                return rule, row
    return None


def worthless(problem: Problem) -> frozenset[str]:
    """Bids of no value."""
    return frozenset(b for b, worth in problem.values.items() if worth <= 0)  # noqa: PD011 - a mapping, not a frame


def without_worthless(
    problem: Problem, starts: Mapping[str, int], lawful: Callable[[dict[str, int]], bool], these: Collection[str]
) -> dict[str, int]:
    """Starts without bids that are worth nothing, which a solver puts in or out as it likes.

    All that nothing forces and no bid funded needs are left out; where that is not lawful (a floor that one of them
    meets), they are left out one at a time.

    Args:
        problem: the decision problem.
        starts: a lawful list.
        lawful: whether a shorter list is lawful too.
        these: bids to leave out.
    """
    kept = {b for b in starts if b not in these or problem.bids[b].must == "yes"}
    while more := {r for b in kept for r in problem.bids[b].requires if r in starts} - kept:
        kept |= more
    lean = {b: s for b, s in starts.items() if b in kept}
    if len(lean) == len(starts) or lawful(lean):
        return lean
    left = dict(starts)
    for bid_id in sorted(set(starts) - kept):
        fewer = {b: s for b, s in left.items() if b != bid_id}
        if lawful(fewer):
            left = fewer
    return left


def solve(  # noqa: PLR0913, PLR0917 - one argument a part of a solve
    model: Model,
    objective: Mapping[Variable, float],
    limits: Limits,
    more: Sequence[Row] = (),
    maximise: bool = True,
    known: Mapping[str, int] | None = None,
    solver: str = "highs",
) -> Answer:
    """Solve the model with an objective and further rows.

    Args:
        model: variables and rows.
        objective: coefficient by variable; Draw coefficients are per penny.
        limits: how far to go.
        more: rows for this solve only.
        maximise: or minimise.
        known: starts of an answer already known, to begin from.
        solver: "highs", or "cbc" (used only as a cross-check).
    """
    problem = pulp.LpProblem("prioritise", pulp.LpMaximize if maximise else pulp.LpMinimize)
    written = Written(problem, model)
    problem += written.expression(objective, 1.0)
    written.add_rows(more)
    stop = cross_check(problem, limits) if solver == "cbc" else run(problem, limits, written.hint(known))
    return written.answer(stop)


class Written:
    """The model's variables in one PuLP problem (their names after a prefix), and rows written with them."""

    def __init__(self, problem: pulp.LpProblem, model: Model, prefix: str = "") -> None:
        self.problem, self.model, self.prefix = problem, model, prefix
        self.bids = model.problem.bids
        # a column that is always nil keeps the model from being empty when no bid can start
        self.nil = problem.add_variable(f"{prefix}nil", 0, 0)
        self.made: dict[Variable, pulp.LpVariable] = {}
        for number, variable in enumerate(model.variables):
            if isinstance(variable, Start):
                self.made[variable] = problem.add_variable(f"{prefix}x{number:06d}", 0, 1, pulp.LpBinary)
            else:
                self.made[variable] = problem.add_variable(f"{prefix}d{number:06d}", 0)
        self.funded: dict[str, pulp.LpVariable] = {}
        for number, bid in enumerate(self.bids.values()):
            if bid.starts:
                self.funded[bid.id] = problem.add_variable(f"{prefix}f{number:06d}", 0, 1, pulp.LpBinary)
                starts = [(self.made[Start(bid.id, s)], 1.0) for s in bid.starts]
                problem += pulp.LpAffineExpression([*starts, (self.funded[bid.id], -1.0)]) == 0, f"{prefix}f{number}"

    def add_rows(self, more: Sequence[Row] = ()) -> None:
        """Put the model's rows, and further ones, into the problem."""
        for number, row in enumerate((*self.model.rows, *more)):
            constraint = self.constraint(row)
            if constraint is not None:
                self.problem += constraint, f"{self.prefix}r{number}"

    def expression(self, terms: Mapping[Variable, float], scale: float) -> pulp.LpAffineExpression:
        """Sum of the terms over the scale; the starts of a bid that all weigh the same are written as `funded`."""
        starts: dict[str, dict[int, float]] = defaultdict(dict)
        parts: list[tuple[pulp.LpVariable, float]] = [(self.nil, 1.0)]
        for variable, weight in terms.items():
            if isinstance(variable, Start):
                if variable in self.made:
                    starts[variable.bid_id][variable.year] = weight / scale
            elif variable in self.made:
                parts.append((self.made[variable], weight * PENCE_PER_UNIT / scale))
        for bid_id, by_year in starts.items():
            weights = set(by_year.values())
            if len(by_year) == len(self.bids[bid_id].starts) and len(weights) == 1:
                parts.append((self.funded[bid_id], weights.pop()))
            else:
                parts.extend((self.made[Start(bid_id, s)], w) for s, w in by_year.items())
        return pulp.LpAffineExpression(parts)

    def constraint(self, row: Row) -> pulp.LpConstraint | None:
        """The row in solver units; one without variables is dropped, or made impossible when it cannot hold."""
        if not any(v in self.made for v in row.terms):
            holds = {"<=": row.right >= 0, ">=": row.right <= 0, "==": row.right == 0}[row.sense]
            return None if holds else pulp.LpAffineExpression([(self.nil, 1.0)]) >= 1
        money = any(isinstance(v, Draw) or abs(c) >= PENCE_PER_UNIT for v, c in row.terms.items())
        scale = float(PENCE_PER_UNIT) if money else 1.0
        left, right = self.expression(row.terms, scale), row.right / scale
        if row.sense == "==":
            return left == right
        room = ROOM * max(abs(row.right), *(abs(c) for c in row.terms.values())) / scale if money else 0.0
        return left <= right + room if row.sense == "<=" else left >= right - room

    def hint(self, known: Mapping[str, int] | None) -> dict[pulp.LpVariable, float]:
        """Values of the start variables in a known answer; none when nothing is known."""
        if known is None:
            return {}
        starts = {m: float(known.get(v.bid_id) == v.year) for v, m in self.made.items() if isinstance(v, Start)}
        return starts | {m: float(b in known) for b, m in self.funded.items()}

    def answer(self, stop: Stop) -> Answer:
        """Starts and draws as the solver left them."""
        if not stop.has_answer:
            return Answer(stop, {}, {})
        values = {v: made.varValue or 0.0 for v, made in self.made.items()}
        starts = {v.bid_id: v.year for v, x in values.items() if isinstance(v, Start) and x > 0.5}  # noqa: PLR2004
        return Answer(stop, starts, {v: x * PENCE_PER_UNIT for v, x in values.items() if isinstance(v, Draw)})

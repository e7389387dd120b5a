"""One question to the optimiser, from the relaxation to the search of all lists.

How it is answered, and when it stops:

1. The relaxation gives a bound on every list (`relax`).
2. Lists near the relaxation are searched: starts it does not use are left out, and bids it funds clearly stay in. That
   is a small search, and its best list is often near enough to the bound to be the answer. If not, the same bids are
   started when they are worth most.
3. Else all lists are searched, but for starts which the bound shows to be in no better list. After a few nodes, which
   are there to find a good list, only lists are asked for that are worth more than that one by more than the gap: most
   of the search is then soon cut off, and that it finds none is the proof.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from prioritise.errors import SolverFault
from prioritise.funding import Problem
from prioritise.funding.rule import Draw, Row, Start, Variable
from prioritise.optimise.flow import unpayable
from prioritise.optimise.found import Found, Moment, Watch
from prioritise.optimise.matrix import Matrix
from prioritise.optimise.model import VALUE_STEP, cut_off, holds, value_objective
from prioritise.optimise.pay import pay_for
from prioritise.optimise.relax import Relaxation, Relaxed, hold, untouched
from prioritise.optimise.rows import Floats
from prioritise.optimise.solver import Limits
from prioritise.optimise.whole import Ended, Search, search

MOST_RETRIES = 100
"""Lists the solver may offer that the exact pence cannot pay, before giving up."""
USED = 1e-6
"""A column the relaxation uses by less than this is not used."""
FREE = 1e-7
"""A payment the relaxation does not use, and loses more than this by using, is left out near it."""
CLEAR = (4e-4, np.inf)
"""Part of the bound by which the relaxation must want a bid for it to stay in, in one search near it after another."""
KEPT_BACK = 0.1
"""Part of the time that a search of all lists leaves for a last one, among the lists of the best bids it found."""
FIRST_NODES = 10
"""Branch-and-bound nodes in which the search of all lists looks for a good one; from then on it asks only for lists
that are better than that by more than the gap. A count and not a time, so that all machines agree."""
NEAR_NODES = 60
"""Branch-and-bound nodes of one search near the relaxation: a count and not a time, so that all machines agree."""


@dataclass
class Question:
    """One question, and how far it has come.

    Attributes:
        problem: what it is asked of. place: its matrix, with a column for each draw or not, and its relaxation.
        limits: how far to go. rows: further rules. aim: weight by variable; None: the value of what is funded.
        watch: told how it stands. began: when it was asked.
        starts, value, bound: the best list so far, what it is worth, and what none is worth more than.
        barred: rows that cut off lists which cannot be paid. late, stopped: the clock, or whoever watches, ended it.
        shown: the last list, to be shown meanwhile. left_out: while all lists are searched, the most that those left
            out of the search are worth. reached: the bound such a search has reached.
        relaxed: the relaxation's answer; None: nothing keeps the rules.
    """

    problem: Problem
    place: Callable[[bool], tuple[Matrix, Relaxation]]
    limits: Limits
    rows: tuple[Row, ...]
    aim: Mapping[Variable, float] | None
    watch: Watch | None
    began: float = field(default_factory=time.perf_counter)
    starts: Mapping[str, int] | None = None
    value: float | None = None
    bound: float | None = None
    barred: list[Row] = field(default_factory=list)
    late: bool = False
    stopped: bool = False
    shown: Moment | None = None
    left_out: float | None = None
    reached: float = np.inf
    relaxed: Relaxed | None = None

    def __post_init__(self) -> None:
        """Weigh the columns for the aim."""
        problem = self.problem
        self.objective = value_objective(problem) if self.aim is None else self.aim
        self.counts_draws = any(isinstance(v, Draw) for v in self.objective)
        keep = self.counts_draws or any(isinstance(v, Draw) for row in self.rows for v in row.terms)
        self.matrix, self.relaxation = self.place(keep)
        self.weights = self.matrix.cost(self.objective)

    def answer(self, known: Mapping[str, int] | None, meanwhile: Mapping[str, int] | None) -> Found:
        """Go as far as the limits allow."""
        if self.watch is not None and meanwhile and not self.counts_draws and self._keeps_rules(meanwhile):
            self.shown = Moment(dict(meanwhile), self._worth(meanwhile), None)
        if known is not None and not self.counts_draws and self._keeps_rules(known):
            self._take(known, self._worth(known))
        if not self.relax() or self.relaxed is None:
            return self._everything()
        self.bound = self.relaxed.worth
        if self.watch is not None and self.value is None and self.shown is None:
            self.shown = self._whole()
        if not self._tell() and not self._near_enough():
            for clear in CLEAR:
                if self._near(clear) or self.stopped or self.late:
                    break
            else:
                self._better_starts()
        if self._near_enough() or self.stopped or self.late:
            return self._found()
        return self._everything()

    def _whole(self) -> Moment | None:
        """The list of what the relaxation funds whole, to be shown until a search ends with one; None: not lawful."""
        if self.relaxed is None or self.counts_draws:
            return None
        point, starts = self.relaxed.point, dict[str, int]()
        for bid_id, funded in self.matrix.funded.items():
            if point[funded] > 1 - USED:
                mine = self.matrix.columns_of[bid_id]
                starts[bid_id] = self.matrix.starts[int(mine[np.argmax(point[mine])])].year
        return Moment(starts, self._worth(starts), None) if starts and self._keeps_rules(starts) else None

    def relax(self) -> bool:
        """Solve the relaxation; whether there is an answer."""
        self.lower, self.upper = untouched(self.matrix)
        self.more = hold(self.matrix.rows([*self.rows, *self.barred]), self.lower, self.upper)
        self.relaxed = self.relaxation.ask(self.weights, self.lower, self.upper, self.more)
        return self.relaxed is not None

    def _near_enough(self) -> bool:
        """Whether the best list is shown to be within the gap asked."""
        return self.value is not None and self.bound is not None and _within(self.value, self.bound, self.limits.gap)

    def _near(self, clear: float) -> bool:
        """Search near the relaxation; whether the best list is now near enough."""
        if self.relaxed is None:
            return False
        matrix, point, loss = self.matrix, self.relaxed.point, self.relaxed.loss
        lower, upper = self.lower.copy(), self.upper.copy()
        starts = len(matrix.starts)
        used = point > USED
        upper[:starts][~used[:starts]] = 0.0
        money = np.arange(matrix.width) >= starts + len(matrix.funded)
        upper[money & ~used & (loss > FREE)] = 0.0
        columns = matrix.columns_of
        for bid_id, funded in matrix.funded.items():
            mine = columns[bid_id]
            at = mine[np.argmax(point[mine])]
            wanted = loss[funded] * (point[funded] > 1 - USED) + loss[at]
            if point[at] > 1 - USED and wanted > clear * abs(self.bound or 0.0):
                lower[at] = 1.0
        return self._among(lower, upper)

    def _better_starts(self) -> bool:
        """Search the lists of the same bids; whether the best list is now near enough."""
        if self.starts is None or self.counts_draws:
            return False
        lower, upper = self.lower.copy(), self.upper.copy()
        for bid_id, funded in self.matrix.funded.items():
            if bid_id in self.starts:
                lower[funded] = 1.0
            else:
                upper[funded] = upper[self.matrix.columns_of[bid_id]] = 0.0
        return self._among(lower, upper)

    def _among(self, lower: Floats, upper: Floats) -> bool:
        """A small search within these limits of the columns; whether the best list is now near enough."""
        target = None if self.bound is None or self.bound <= 0 else self.bound / (1 + self.limits.gap)
        nodes = NEAR_NODES if self.limits.nodes is None else min(NEAR_NODES, max(1, self.limits.nodes))
        for _ in range(MOST_RETRIES):
            near = replace(self.limits, gap=self.limits.gap / 10, nodes=nodes)
            ended = self._search(lower, upper, near, target if self.limits.gap else None, small=True)
            if ended.point is None or self._offered(ended):
                break
        self._tell()
        return self._near_enough()

    def _everything(self) -> Found:
        """Search all lists, but for starts which the bound shows to be in no better one."""
        first, above = bool(self.limits.gap) and self.limits.nodes is None, None
        for _ in range(MOST_RETRIES):
            lower, upper = self.lower.copy(), self.upper.copy()
            ceiling = self._leave_out_hopeless(upper)
            limits = replace(self._but_the_last(), nodes=FIRST_NODES if first else self.limits.nodes)
            self.left_out = max(v for v in (ceiling, above, self.value, -np.inf) if v is not None)
            ended = self._search(lower, upper, limits, None, above=above)
            if ended.infeasible and self.value is None:
                return Found({}, None, None, False, True, False, barred=tuple(self.barred))
            if ended.point is not None and not self._offered(ended):
                continue
            # where no list is left to search the best is one of those left out: if none was, that shows nothing
            nothing = ended.infeasible and above is None and ceiling is None
            self._bounded(ceiling if ended.infeasible and above is None else ended.bound, self.left_out)
            further = first or (above is not None and ended.point is not None and above != self._enough())
            if further and not (nothing or self._near_enough() or self.late or self.stopped):
                first, above = False, self._enough()
                continue
            self.left_out = None
            if self.late and not self._near_enough():
                self._better_starts()
            return self._found()
        raise SolverFault("no list the solver offered could be paid to the penny; please send us this case")

    def _bounded(self, bound: float | None, left_out: float) -> None:
        """Take the bound of a search of all lists but those left out, which are worth this at most; None: no bound."""
        if bound is not None:
            bound = max(bound, left_out, self.value if self.value is not None else -np.inf)
            self.bound = bound if self.bound is None else min(self.bound, bound)

    def _enough(self) -> float | None:
        """What only a list beyond the gap is worth more than."""
        return None if self.value is None else self.value + self.limits.gap * abs(self.value)

    def _but_the_last(self) -> Limits:
        """The limits but for the time kept to start the best bids found when they are worth most."""
        seconds = self.limits.seconds
        return self.limits if seconds is None else replace(self.limits, seconds=seconds * (1 - KEPT_BACK))

    def _leave_out_hopeless(self, upper: Floats) -> float | None:
        """Bar starts which no list better than the best one by more than the gap has; the most such a list is worth."""
        enough = self._enough()
        if self.value is None or enough is None or self.bound is None or self.relaxed is None:
            return None
        step = VALUE_STEP * max(1.0, abs(self.value))
        ceiling = enough if self.limits.gap else self.value - step
        starts = len(self.matrix.starts)
        point, loss = self.relaxed.point[:starts], self.relaxed.loss[:starts]
        hopeless = (point <= USED) & (self.relaxed.worth - loss < ceiling)
        upper[:starts][hopeless] = 0.0
        return ceiling if self.limits.gap and hopeless.any() else None

    def _search(  # noqa: PLR0913, PLR0917 - one argument a part of what is searched
        self,
        lower: Floats,
        upper: Floats,
        limits: Limits,
        target: float | None,
        small: bool = False,
        above: float | None = None,
    ) -> Ended:
        """Search lists within these limits of the columns, those worth more than `above` where that is given."""
        left = None if limits.seconds is None else limits.seconds - (time.perf_counter() - self.began)
        if left is not None and left <= 0:
            self.late = True
            return Ended(None, None, None, proven=False, infeasible=False, out_of_time=True, stopped=False)
        present = self.matrix.needed if self.relaxed is None else self.matrix.needed | self.relaxed.present
        late = np.flatnonzero(present)
        more = self.more
        if self.barred:
            more = more.and_also(hold(self.matrix.rows(self.barred), lower, upper))
        known = None
        if self.starts is not None and above is None:
            known = self.matrix.values_of(self.starts)
            if any(not lower[c] <= v <= upper[c] for c, v in known.items()):
                known = None
        plain = above is not None
        asked = Search(self.matrix, self.weights, lower, upper, late, more, target, known, small, plain, above)
        ended = search(asked, replace(limits, seconds=left), self._seen if self.watch else None)
        self.late |= ended.out_of_time
        self.stopped |= ended.stopped
        return ended

    def _offered(self, ended: Ended) -> bool:
        """Take the list a search ended with if it is better; False when pence cannot pay it, and it was barred."""
        assert ended.point is not None and ended.worth is not None
        starts = self.matrix.starts_at(ended.point)
        value = ended.worth if self.counts_draws else self._worth(starts)
        if self.value is not None and value <= self.value:
            return True
        cut = self._cut(starts)
        if cut is not None:
            self.barred.append(cut)
            return False
        self._take(starts, value)
        return True

    def _cut(self, starts: Mapping[str, int]) -> Row | None:
        """A row that cuts off a list which misses a rule by pence, or that pence cannot pay; None: it is lawful."""
        problem = self.problem
        missed = next((row for row in self.matrix.on_starts if not holds(row, starts)), None)
        if missed is not None:
            return cut_off(missed, starts) or replace(unlike(problem, starts), group=missed.group)
        if pay_for(problem, starts, any_way=True) is None:
            return unpayable(problem, starts) or unlike(problem, starts)
        return None

    def _keeps_rules(self, starts: Mapping[str, int]) -> bool:
        """Whether a list keeps every rule and every row of the question, and can be paid to the penny."""
        if {Start(b, s) for b, s in starts.items()} - set(self.matrix.starts):
            return False
        if any(isinstance(v, Draw) for row in self.rows for v in row.terms):
            return False
        return all(holds(row, starts) for row in self.rows) and self._cut(starts) is None

    def _worth(self, starts: Mapping[str, int]) -> float:
        """The aim at these starts, added in id order so that it is the same to the last digit."""
        return sum(self.objective.get(Start(b, s), 0.0) for b, s in sorted(starts.items()))

    def _take(self, starts: Mapping[str, int], value: float) -> None:
        self.starts, self.value = dict(sorted(starts.items())), value

    def _tell(self) -> bool:
        """Tell whoever watches how it stands; whether it is to stop."""
        if self.watch is not None and self.watch(self._moment()):
            self.stopped = True
        return self.stopped

    def _moment(self) -> Moment:
        """The best list so far, or the one to be shown meanwhile where that is better."""
        shown = self.shown
        if shown is not None and shown.value is not None and (self.value is None or self.value < shown.value):
            return replace(shown, bound=self._reached())
        return Moment(self.starts, self.value, self._reached())

    def _reached(self) -> float | None:
        """The bound, or that of the search of all lists that is going on where it is lower."""
        return self.bound if self.bound is None else min(self.bound, self.reached)

    def _seen(self, _worth: float | None, bound: float | None) -> bool:
        """While a search goes on: tell how it stands, with what it knows of the bound on all lists."""
        if self.left_out is not None and bound is not None:
            self.reached = max(bound, self.left_out)
        return self._tell()

    def _found(self) -> Found:
        if self.stopped or self.late:
            best = self._moment()
            if best.starts is not None and best.value is not None:
                self._take(best.starts, best.value)
        if self.value is not None and self.bound is not None and _within(self.value, self.bound, 0.0):
            self.bound = self.value  # the room given to rows about money is not a better list
        return Found(
            starts=self.starts or {},
            value=self.value,
            bound=self.bound,
            proven=self._near_enough(),
            infeasible=False,
            out_of_time=self.late,
            stopped=self.stopped,
            barred=tuple(self.barred),
        )


def _within(value: float, bound: float, gap: float) -> bool:
    """Whether a value is within a gap of a bound, but for the step at which two values are alike."""
    return bound - value <= gap * abs(value) + VALUE_STEP * max(1.0, abs(value))


def unlike(problem: Problem, starts: Mapping[str, int]) -> Row:
    """Anything but exactly these starts."""
    terms: dict[Variable, float] = {}
    for bid in problem.bids.values():
        for year in bid.starts:
            terms[Start(bid.id, year)] = 1.0 if starts.get(bid.id) == year else -1.0
    return Row(terms, "<=", len(starts) - 1)

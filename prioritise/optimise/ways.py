"""What would fund a bid that is out: each way is a change that a what-if can make, promised only where it is proved.

A way that touches the bid alone leaves every list without it as it was. So it is enough to show one list with the bid
in it that keeps every rule, can be paid to the penny and is worth more than the proven bound and the margin above it:
then every list proved to within that margin has the bid in. `again` gives the changed problem as the what-if has it.
"""

import math
from collections.abc import Iterator, Mapping

from prioritise.funding import Problem
from prioritise.funding.facts import PENCE_IN_POUND
from prioritise.funding.raw import pounds
from prioritise.funding.rule import Row, Start, Variable
from prioritise.optimise.change import Changes
from prioritise.optimise.counterfactual import Figure, forced, gift, with_bid
from prioritise.optimise.engine import Engine
from prioritise.optimise.model import portfolio_value, value_objective
from prioritise.optimise.pay import lawful
from prioritise.optimise.shown import Shown, Sought, Way, asked, step_pence
from prioritise.optimise.stops import revenue_room
from prioritise.years import year_label

POINT_STEP = 0.1
"""Points to which points are sought."""
NEAR_BEST = (
    "That is more than it is short of: with it the bid is in every list that is near to the best, not in one alone."
)
MOST_STEPS = 40
"""Halvings of an amount in whole pence: more than any budget has."""


class Finder(Sought):
    """Ways to fund one bid by changing that bid alone."""

    def ways(self) -> Iterator[Way]:
        """Ways, each on its own: what is nearest to the bid's own doing first."""
        if not self.bid.starts:
            return
        if self.first and (shown := self.shown(self.first)):
            yield self.way("mark", "", "This alone is enough.", shown)
            return
        found = False
        for make in (self._links, self._dates, self._points, self._ask, self._revenue):
            for way in make():
                found = True
                yield way
        if not found:
            yield from self._several()

    # The ways.

    def _links(self) -> Iterator[Way]:
        """The links between bids that stand in its way, each dropped alone."""
        funded = self.asker.result.starts
        rivals = [
            b for b in funded if self.bid.choice_group and self.base.bids[b].choice_group == self.bid.choice_group
        ]
        if rivals and (shown := self.shown((*self.first, *self.facts(choice_group=None)))):
            says = f"it is no longer either this or {' or '.join(self.named(b) for b in rivals)}"
            yield self.way("link", says, "Both would then be funded if the money stretches.", shown)
        needs = [b for b in self.bid.requires if b not in funded or funded[b] > self.bid.starts[-1]]
        if needs:
            left = tuple(b for b in self.bid.requires if b not in needs)
            if shown := self.shown((*self.first, *self.facts(requires=left))):
                says = f"it can go ahead without waiting for {' and '.join(self.named(b) for b in needs)}"
                yield self.way("link", says, "", shown)

    def _dates(self) -> Iterator[Way]:
        """A later last start, the least that is enough."""
        years = len(self.bid.profile_pence)
        last = self.base.horizon[-1] - years + 1
        for year in range(self.bid.starts[-1] + 1, last + 1):
            if shown := self.shown((*self.first, *self.facts(latest_start=year))):
                now, then = year_label(self.bid.starts[-1]), year_label(year)
                says = f"it may start as late as {then} (now {now} at the latest)"
                yield self.way("date", says, "No earlier one was shown to be enough.", shown)
                return

    def _points(self) -> Iterator[Way]:
        """More points, made of scores."""
        lacks = self._lacking()
        if lacks is None:
            return
        short, certain, starts = lacks
        if certain <= 0:
            return
        points = math.ceil(certain / POINT_STEP - 1e-9) * POINT_STEP
        raised = self.rise(self.id, points)
        if raised is None:
            return
        if shown := self.shown((*self.first, *raised), starts):
            now, then = (round(p.values[self.id], 1) for p in (self.problem, shown.problem))  # noqa: PD011 - a mapping
            says = f"it scores {then - now:,.1f} points more ({then:,.1f} instead of {now:,.1f})"
            least = math.floor(short.low / POINT_STEP + 1e-9) * POINT_STEP
            near = f"Under {least:,.1f} points more it is out, whatever else happens." if least else ""
            beyond = f"{NEAR_BEST} " if then - now > short.high + POINT_STEP else ""
            yield self.way("score", says, f"{beyond}{near}".strip(), shown)

    def _lacking(self) -> tuple[Figure, float, Mapping[str, int]] | None:
        """Points it is short of, and those that are certain to do; and the list it is then in."""
        asker = self.asker.of(self.problem) if self.first else self.asker
        lacks = asker.lacks(self.id)
        if lacks.points is None or lacks.certain is None or lacks.starts is None:
            return None
        return lacks.points, lacks.certain, lacks.starts

    def _ask(self, more: Changes = (), kind: str = "ask", said: str = "") -> Iterator[Way]:
        """A smaller ask: the most it may ask of this money, to a step, with the rest saved or found elsewhere."""
        capital, step = self.bid.capital_pence, step_pence(self.bid.capital_pence)
        problem = self.asker.again((*self.first, *more)) if more else self.problem
        guess = self._least_gift(problem)
        if not capital or guess is None:
            return
        starts, pence = guess
        high = max(0, (capital - pence) // step * step)
        shown = self._shown_at(high, more, starts) or self.shown(self._changes(high, more))
        if shown is None:
            high, shown = self._halved(high, step, more, starts)
        if shown is None or high >= capital:
            return
        part = f"{pounds(capital - high)} of its {pounds(capital)}" if high else f"all of its {pounds(capital)}"
        says = f"{said}{part} is saved, or found elsewhere for it alone: it then asks {asked(high)} of this money"
        engine = Engine(self.asker.again(self._changes(min(capital, high + step), more)))
        dearer = self.asker.note(self.id, with_bid(engine, self.id, True, self.asker.effort.limits))
        short = dearer.infeasible or (dearer.bound is not None and dearer.bound < self.asker.best.low)
        near = (
            f"{pounds(step)} less found is not enough." if short else "Whether a little less would do is not settled."
        )
        yield self.way(kind, says, near, shown)

    def _least_gift(self, problem: Problem) -> tuple[Mapping[str, int], int] | None:
        """The least money for it alone with which a list with it in is good enough, and that list: one solve."""
        with_gift, used = gift(problem, self.id)
        rows = [
            forced(problem.bids[self.id]),
            Row(value_objective(problem), ">=", self.asker.beyond(self.asker.best.high)),
        ]
        found = self.asker.note(self.id, Engine(with_gift).best(self.asker.effort.limits, rows, {used: -1.0}))
        if found.value is not None:
            return found.starts, math.ceil(-found.value)
        if found.infeasible:
            return None
        plain = {
            **self.asker.result.starts,
            self.id: self.bid.starts[0],
        }
        # not found in time: the list and it, all given
        return plain, self.bid.capital_pence

    def _changes(self, pence: int, more: Changes) -> Changes:
        """The bid asks so much."""
        return (*self.first, *more, *self.facts(capital_gbp=pence / PENCE_IN_POUND))

    def _shown_at(self, pence: int, more: Changes, starts: Mapping[str, int]) -> Shown | None:
        changes = self._changes(pence, more)
        problem = self.asker.again(changes)
        enough = portfolio_value(problem, starts) >= self.asker.beyond(self.asker.best.high)
        return Shown(changes, problem, starts) if enough and lawful(problem, starts) else None

    def _halved(self, high: int, step: int, more: Changes, starts: Mapping[str, int]) -> tuple[int, Shown | None]:
        """The largest ask at which this list does, by halving; what a pot may pay of a smaller ask is smaller too."""
        low, best = 0, self._shown_at(0, more, starts) or self.shown(self._changes(0, more))
        for _ in range(MOST_STEPS):
            middle = (low + high) // 2 // step * step
            if best is None or middle <= low:
                break
            shown = self._shown_at(middle, more, best.starts)
            low, high, best = (middle, high, shown) if shown else (low, middle, best)
        return low, best

    def _revenue(self, more: Changes = ()) -> Iterator[Way]:
        """Less added revenue: the most it may add with a list that is good enough."""
        own = self.bid.revenue_pence
        if not own or not self.problem.limits_revenue:
            return
        none = (*self.first, *more, *self.facts(revenue_gbp_per_year=0.0))
        problem = self.asker.again(none)
        others: dict[Variable, float] = {
            Start(b.id, s): -float(b.revenue_pence or 0)
            for b in problem.bids.values()
            for s in b.starts
            if b.revenue_pence
        }
        rows = [
            forced(problem.bids[self.id]),
            Row(value_objective(problem), ">=", self.asker.beyond(self.asker.best.high)),
        ]
        found = self.asker.note(self.id, Engine(problem).best(self.asker.effort.limits, rows, others))
        if found.value is None:
            return
        room = revenue_room(problem, self.bid, found.starts[self.id], found.starts)
        step = step_pence(own)
        most = own if room is None else room[0] // step * step
        if not 0 <= most < own:
            return
        facts = self.facts(revenue_gbp_per_year=most / PENCE_IN_POUND)
        if shown := self.shown((*self.first, *more, *facts), found.starts):
            part = f"{pounds(own - most)} of the" if most else "all of the"
            says = (
                f"{part} {pounds(own)} a year of revenue it adds is covered elsewhere: "
                f"it then adds {asked(most)} a year"
            )
            yield self.way("revenue", says, "", shown)

    def _several(self) -> Iterator[Way]:
        """Where no one change is enough: as few as will do, in the order in which a forum would give way."""
        facts: dict[str, object] = {}
        said: list[str] = []
        if self.problem.limits_revenue and self.bid.revenue_pence:
            facts["revenue_gbp_per_year"] = 0.0
            said.append(f"the {pounds(self.bid.revenue_pence)} a year of revenue it adds is covered elsewhere")
            yield from (found := list(self._with(facts, said)))
            if found:
                return
        if self.bid.requires:
            facts["requires"] = ()
            said.append("it no longer waits for another bid")
        if self.bid.choice_group:
            facts["choice_group"] = None
            said.append("it is no longer either this or another")
        last = self.base.horizon[-1] - len(self.bid.profile_pence) + 1
        if self.bid.starts[-1] < last:
            facts["latest_start"] = last
            said.append(f"it may start as late as {year_label(last)}")
        if facts:
            yield from self._with(facts, said)

    def _with(self, facts: Mapping[str, object], said: list[str]) -> Iterator[Way]:
        more = self.facts(**facts)
        if shown := self.shown((*self.first, *more)):
            then = "No one of these alone was shown to be enough." if len(said) > 1 else ""
            yield self.way("several", "; and ".join(said), then, shown)
        else:
            yield from self._ask(more, "several", "; and ".join(said) + "; and ")

"""The baseline, "score, then cut": what a careful person does with a sorted spreadsheet.

Bids that must be funded come first, then bids from the most valuable down. Each starts in the first year in which the
pots that may pay it have the money, and takes from the pot that ends first. Nothing is ever put back. It keeps the
rules of the money, windows, groups, requirements, revenue and starts a year; floors by cluster it does not see.
"""

import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from prioritise.funding.facts import BidFacts, PotFacts, Problem

Payments = dict[tuple[str, str, int], int]


@dataclass
class Till:
    """What has been decided so far: starts, payments in pence by pot, bid and year, and revenue a year."""

    problem: Problem
    starts: dict[str, int] = field(default_factory=dict)
    payments: Payments = field(default_factory=dict)
    paid: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    revenue: int = 0

    def left(self, pot: PotFacts, year: int, more: Payments) -> int:
        """Pence the pot can still pay in the year, without leaving a later payment short."""
        spent = defaultdict(int, {y: p for (pot_id, y), p in self.paid.items() if pot_id == pot.id})
        for (pot_id, _, paid_year), amount in more.items():
            if pot_id == pot.id:
                spent[paid_year] += amount
        if not pot.carry_forward:
            return pot.receipts_pence.get(year, 0) - spent[year]
        later = [y for y in self.problem.horizon if y >= year]
        return min(
            sum(p for y, p in pot.receipts_pence.items() if y <= last) - sum(p for y, p in spent.items() if y <= last)
            for last in later
        )

    def pay(self, bid: BidFacts, start: int) -> Payments | None:
        """Payments that cover the bid when it starts in the year, or None when the money is not there."""
        found: Payments = {}
        given: dict[str, int] = defaultdict(int)
        pots = [p for p in self.problem.pots.values() if (p.id, bid.id) in self.problem.pairs]
        pots.sort(key=lambda p: (str(p.spend_by or "9999"), p.id))
        for year, cost in enumerate(bid.profile_pence, start=start):
            need = cost
            for pot in (p for p in pots if year in p.years):
                cap = self.problem.pairs[pot.id, bid.id] - given[pot.id]
                amount = max(0, min(need, cap, self.left(pot, year, found)))
                if amount:
                    found[pot.id, bid.id, year] = amount
                    given[pot.id] += amount
                    need -= amount
            if need:
                return None
        return found

    def allows(self, bid: BidFacts, start: int) -> bool:
        """Whether groups, requirements, starts a year and revenue let the bid start in the year."""
        problem = self.problem
        group = bid.choice_group and any(problem.bids[b].choice_group == bid.choice_group for b in self.starts)
        waits = any(self.starts.get(other, 10_000) > start for other in bid.requires)
        full = problem.max_starts is not None and list(self.starts.values()).count(start) >= problem.max_starts
        return not (group or waits or full or self.over_revenue(bid))

    def over_revenue(self, bid: BidFacts) -> bool:
        """Whether the bid's revenue would pass the limit: once built it runs for good, so all of them add up."""
        limit, more = self.problem.revenue_limit_pence, bid.revenue_pence or 0
        return limit is not None and more > 0 and self.revenue + more > limit

    def take(self, bid: BidFacts, start: int, payments: Payments) -> None:
        """Fund the bid."""
        self.starts[bid.id] = start
        self.payments.update(payments)
        for (pot_id, _, year), amount in payments.items():
            self.paid[pot_id, year] += amount
        self.revenue += bid.revenue_pence or 0


def score_then_cut(problem: Problem) -> Till:
    """Fund bids in order of value, each as early as the money allows."""
    return _in_order(problem, lambda b: (-problem.values[b.id], b.capital_pence))


def value_per_pound(problem: Problem) -> Till:
    """Fund bids in order of value for each pound, each as early as the money allows."""
    return _in_order(problem, lambda b: (-problem.values[b.id] / max(b.capital_pence, 1), -problem.values[b.id]))


def _in_order(problem: Problem, place: Callable[[BidFacts], tuple[float, float]]) -> Till:
    """Bids that must be funded, then the others by place, then by id; nothing is ever put back."""
    till = Till(problem)
    for bid in sorted(problem.bids.values(), key=lambda b: (b.must != "yes", *place(b), b.id)):
        if bid.must == "never" or bid.started:
            continue
        for start in bid.starts:
            payments = till.pay(bid, start) if till.allows(bid, start) else None
            if payments is not None:
                till.take(bid, start, payments)
                break
    return till


def value_of(till: Till) -> float:
    """Value of what is funded, with the timing factor."""
    problem = till.problem
    return sum(problem.values[b] * problem.timing[start] for b, start in till.starts.items())


def main(folder: str) -> None:
    """Load, score, cut, and print: value, bids funded, rules broken."""
    from prioritise.case import load_case
    from prioritise.optimise.recheck import breaches
    from prioritise.pipeline import prepare

    prepared = prepare(load_case(Path(folder)))
    till = score_then_cut(prepared.problem)
    broken = breaches(prepared.case, till.starts, till.payments)
    print(f"{value_of(till):.6f} {len(till.starts)} {len(broken)}")


if __name__ == "__main__":
    main(sys.argv[1])

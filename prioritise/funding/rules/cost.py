"""A funded bid is paid in full, when its cost falls."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from prioritise.case.rows import blank
from prioritise.funding.facts import BidFacts, Problem, Tranche, even_spread
from prioritise.funding.raw import Raw, Record, pounds, share_pence, to_pence
from prioritise.funding.rule import Breach, Draw, Portfolio, Row, Rule, Start, Variable
from prioritise.years import year_label


def _cost_within(bid: BidFacts, first: int, last: int) -> dict[Variable, float]:
    """Less the cost that falls within the years, by start."""
    return {
        Start(bid.id, s): -float(sum(p for i, p in enumerate(bid.profile_pence) if first <= s + i <= last))
        for s in bid.starts
    }


def _spans(tranches: Sequence[Tranche]) -> set[tuple[int, int]]:
    """The shortest spans of years that hold each different set of tranches.

    A span that falls into two, with no tranche across the middle, says nothing its two halves do not, and is left out.
    """
    found = set()
    for first in {t.first for t in tranches}:
        for last in {t.last for t in tranches}:
            inside = [t for t in tranches if first <= t.first and t.last <= last]
            if not inside:
                continue
            start, end = min(t.first for t in inside), max(t.last for t in inside)
            if all(any(t.first <= year < t.last for t in inside) for year in range(start, end)):
                found.add((start, end))
    return found


class PaidInFull(Rule):
    """In each year of its cost profile a funded bid is paid exactly; a bid not funded is paid nothing.

    Where the practice has said that it finds the rest, the pots may pay less: never more than the cost of a year, and
    over all years at least the bid's least share. What else they pay is settled by the order of ties: money that would
    lapse is paid up to the cost, and of money that lasts no more than is needed (`optimise.pay`).
    """

    id, title, order = "paid_in_full", "Paid in full, year by year", 90

    def sentence(self) -> str:
        return (
            "A funded bid is paid exactly its cost in each year of its build; a bid not funded is paid nothing. A bid "
            "with a least share is paid at most its cost in each year, and over all years at least that share of its "
            "capital: the practice finds the rest, and its value stays whole. Beyond the least it is paid only money "
            "that would otherwise lapse."
        )

    def rows(self, problem: Problem) -> Iterable[Row]:
        for bid in problem.bids.values():
            if bid.starts:
                yield Row({Start(bid.id, s): 1.0 for s in bid.starts}, "<=", 1)
                yield from self._paid(problem, bid)

    def _paid(self, problem: Problem, bid: BidFacts) -> Iterable[Row]:
        """Draws add up to the capital (or to between the least share and it), span by span within the cost.

        Those tied to a span of years come to no more than the cost in that span.
        The second is enough for a year-by-year payment to exist: each tranche can pay any year of one unbroken span,
        and for such spans the condition of Hall's theorem need be tested on spans of years only.
        """
        tranches = problem.tranches_for(bid.id)
        draws = {t: Draw(t.pot_id, t.first, bid.id) for t in tranches}
        whole = problem.horizon[0], problem.horizon[-1]
        for first, last in sorted(_spans(tranches) - {whole}):
            inside: dict[Variable, float] = {draws[t]: 1.0 for t in tranches if first <= t.first and t.last <= last}
            yield Row(inside | _cost_within(bid, first, last), "<=", 0)
        every: dict[Variable, float] = {d: 1.0 for d in draws.values()}
        if bid.least_pence == bid.capital_pence:
            yield Row(every | _cost_within(bid, *whole), "==", 0)
            return
        yield Row(every | _cost_within(bid, *whole), "<=", 0)
        yield Row(every | {Start(bid.id, s): -float(bid.least_pence) for s in bid.starts}, ">=", 0)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        due: dict[tuple[str, int], int] = defaultdict(int)
        for bid_id, start in portfolio.starts.items():
            if bid_id in raw.bid_costs:
                for cost in raw.bid_costs[bid_id]:
                    due[bid_id, start + int(cost["year_offset"])] += to_pence(cost["capital_gbp"])
            else:
                spread = even_spread(to_pence(raw.bids[bid_id]["capital_gbp"]), raw.build_years(bid_id))
                for offset, amount in enumerate(spread):
                    due[bid_id, start + offset] += amount
        paid: dict[tuple[str, int], int] = defaultdict(int)
        for (_, bid_id, year), amount in portfolio.payments.items():
            paid[bid_id, year] += amount
        back = [
            Breach(self.id, f"{pot_id} is paid by {bid_id} in {year_label(year)}")
            for (pot_id, bid_id, year), amount in sorted(portfolio.payments.items())
            if amount < 0
        ]
        least = {b: _least(row) for b, row in raw.bids.items()}
        found = [
            Breach(self.id, f"{b} costs {pounds(due[b, y])} in {year_label(y)} and is paid {pounds(paid[b, y])}")
            for b, y in sorted(set(due) | set(paid))
            if (due[b, y] != paid[b, y] if least[b] is None else due[b, y] < paid[b, y])
        ]
        for bid_id in sorted(portfolio.starts):
            all_paid, needs = sum(p for (b, _), p in paid.items() if b == bid_id), least[bid_id]
            if needs is not None and all_paid < needs:
                found.append(
                    Breach(self.id, f"{bid_id} needs {pounds(needs)} from the pots and is paid {pounds(all_paid)}")
                )
        return back + found


def _least(bid: Record) -> int | None:
    """Pence the pots must pay at least; None where they must pay all."""
    share = bid["least_share"]
    if blank(share) or share >= 1:
        return None
    whole = to_pence(bid["capital_gbp"])
    return whole - share_pence(1 - Decimal(str(share)), bid["capital_gbp"])


class StartWindow(Rule):
    """A bid starts between its earliest and latest start, early enough to be finished within the horizon."""

    id, title, order = "window", "When it can start", 12

    def sentence(self) -> str:
        return "A bid starts between its earliest and latest start, and its last cost falls within the horizon."

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        bids, horizon = raw.bids, raw.horizon
        found = []
        for bid_id, start in portfolio.starts.items():
            early = horizon[0] if blank(bids[bid_id]["earliest_start"]) else int(bids[bid_id]["earliest_start"])
            late = horizon[-1] if blank(bids[bid_id]["latest_start"]) else int(bids[bid_id]["latest_start"])
            if not early <= start <= late or start < horizon[0] or start + raw.build_years(bid_id) - 1 > horizon[-1]:
                found.append(Breach(self.id, f"{bid_id} starts in {year_label(start)}, outside its window"))
        return found

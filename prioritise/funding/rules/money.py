"""What money there is and when: status, dates, balances."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from prioritise.case.rows import blank
from prioritise.funding.facts import BidFacts, PotFacts, Problem
from prioritise.funding.raw import Raw, in_words
from prioritise.funding.rule import Breach, Draw, Portfolio, Row, Rule, Variable, overdraws
from prioritise.funding.terms import Names
from prioritise.years import year_end, year_label, year_start


def _too_late(spend_by: date, first: int) -> str:
    """By how many days a spend-by date misses a bid that first spends in the year."""
    late = (year_start(first) - spend_by).days
    if late > 0:
        days = f"{late:,} day{'' if late == 1 else 's'}"
        return f"lapses on {in_words(spend_by)}, {days} before this bid can first spend ({in_words(year_start(first))})"
    short = (year_end(first) - spend_by).days
    days = f"{short:,} day{'' if short == 1 else 's'}"
    return f"lapses on {in_words(spend_by)}, {days} before the end of {year_label(first)}: a part year does not count"


def _no_money_then(pot: PotFacts, spend: Sequence[int]) -> str:
    """Why a pot that may pay in some year in which a bid might spend (years, in order) has no money in any of them."""
    first = pot.tranches[0].first
    if pot.carry_forward and first > spend[-1]:
        return f"has no money until {year_label(first)}, and this bid last spends in {year_label(spend[-1])}"
    years = ", ".join(year_label(y) for y in sorted({y for t in pot.tranches for y in range(t.first, t.last + 1)}))
    not_carried = "" if pot.carry_forward else ", not carried forward"
    return f"has money only in {years}{not_carried}; this bid first spends in {year_label(spend[0])}"


def _nothing_counts(pot: PotFacts) -> str:
    """Why none of a pot's money can be paid in the horizon."""
    if not pot.years and pot.available_from is not None and pot.available_from > pot.horizon_end:
        return f"is not there until {in_words(pot.available_from)}, after the last year looked at"
    if not pot.years and pot.spend_by is not None:
        return f"lapses on {in_words(pot.spend_by)}, with no whole year before it in which it could pay"
    return "has nothing left to commit in the years that count"


class MoneyInHand(Rule):
    """Only money that is there, or will be, counts."""

    id, title, order = "in_hand", "Money in hand", 15

    def sentence(self) -> str:
        return (
            "Received, allocated and transferred money counts, and so does money with no status, such as an annual "
            "budget. Secured money counts from its available-from date, if one is given. Requested money never "
            "counts, unless a what-if or a setting says so."
        )

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        return None if pot.counts else self.stops_with(pot, Names())

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        if pot.status == "secured" and pot.available_from is not None:
            return "is only secured, and the settings count no part of such money"
        if pot.status == "secured":
            return "is only secured, and nobody has said from when it could be spent"
        return "is only requested: no deed secures it"

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        found = []
        for pot, _, _ in raw.pairs(portfolio.payments):
            undated = pot["status"] == "secured" and blank(pot["available_from"])
            share = raw.settings.requested_share
            requested = pot["status"] == "requested" and not (raw.settings.count_requested if share is None else share)
            no_part = pot["status"] == "secured" and raw.settings.secured_share == 0
            if requested or undated or no_part:
                found.append(Breach(self.id, f"{pot['pot_id']} pays, but is only {pot['status']}"))
        return found


class PayableYears(Rule):
    """A pot pays only in years that end on or after available_from and on or before spend_by."""

    id, title, order = "dates", "Dates of the money", 70

    def sentence(self) -> str:
        return (
            "A pot pays only in financial years that end on or after the day it is available and on or before its "
            "spend-by date: a spend-by date within a year loses that year."
        )

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        spend = bid.spend_years
        if not spend or any(t.first <= y <= t.last for t in pot.tranches for y in spend):
            return None
        if pot.spend_by is not None and not any(year_end(y) <= pot.spend_by for y in spend):
            return _too_late(pot.spend_by, spend[0])
        if pot.available_from is not None and not any(year_end(y) >= pot.available_from for y in spend):
            return f"is not there until {in_words(pot.available_from)}, after this bid must spend"
        if not set(spend) & set(pot.years):
            return "has no year in which it may pay this bid"
        return _no_money_then(pot, spend) if pot.tranches else None

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        years = sorted({y for t in pot.tranches for y in range(t.first, t.last + 1)})
        if not years:
            return _nothing_counts(pot)
        return f"has money only in {', '.join(map(year_label, years))}, and they would spend in other years"

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        pots = raw.pots
        found = []
        for (pot_id, bid_id, year), paid in sorted(portfolio.payments.items()):
            ends = pd.Timestamp(year + 1, 3, 31)
            early = not blank(pots[pot_id]["available_from"]) and ends < pots[pot_id]["available_from"]
            late = not blank(pots[pot_id]["spend_by"]) and ends > pots[pot_id]["spend_by"]
            outside = year not in raw.horizon
            if paid and (early or late or outside):
                found.append(Breach(self.id, f"{pot_id} pays {bid_id} in {year_label(year)}, outside its dates"))
        return found


class Balance(Rule):
    """Money out of a pot never exceeds the money in."""

    id, title, order = "balance", "Money left in the pot", 80

    def sentence(self) -> str:
        return (
            "In every year the payments so far never exceed the receipts so far; a pot that is not carried forward "
            "pays each year only from that year's money."
        )

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        return None if pot.countable_pence > 0 else self.stops_with(pot, Names())

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        return _nothing_counts(pot)

    def rows(self, problem: Problem) -> Iterable[Row]:
        drawn: dict[tuple[str, int], dict[Variable, float]] = defaultdict(dict)
        for bid_id in problem.bids:
            for tranche in problem.tranches_for(bid_id):
                drawn[tranche.pot_id, tranche.first][Draw(tranche.pot_id, tranche.first, bid_id)] = 1.0
        for pot in problem.pots.values():
            for tranche in pot.tranches:
                if drawn[pot.id, tranche.first]:
                    yield Row(drawn[pot.id, tranche.first], "<=", tranche.pence)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        return overdraws(self.id, raw, portfolio)

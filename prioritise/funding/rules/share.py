"""How much of one bid a pot may pay: its own share limit, and growth only."""

import math
from decimal import ROUND_FLOOR, Decimal

from prioritise.case.rows import blank
from prioritise.funding.facts import BidFacts, PotFacts
from prioritise.funding.raw import Raw, percent, pounds, share_pence
from prioritise.funding.rule import Breach, Portfolio, Rule
from prioritise.funding.terms import Names


def part_of(pence: int, share: float) -> int:
    """Whole pence within a share of a sum, forgiving only the error of writing the share in binary."""
    exact = Decimal(str(share)) * pence
    return int(math.floor(exact.quantize(Decimal("0.000001"), rounding=ROUND_FLOOR) + Decimal("0.000001")))


class MaxShare(Rule):
    """max_share caps a pot's part of a bid's capital over all years (for example 66% improvement grants)."""

    id, title, order = "max_share", "Most of a bid it pays", 75

    def sentence(self) -> str:
        return "A pot with a share limit pays at most that share of a bid's capital, over all years."

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        return self.stops_with(pot, Names()) if pot.max_share <= 0 else None

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        return "may pay no part of a bid (its share limit is nil)"

    def most_pence(self, bid: BidFacts, pot: PotFacts) -> int | None:
        return None if pot.max_share >= 1 else part_of(bid.capital_pence, pot.max_share)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        found = []
        for pot, bid, paid in raw.pairs(portfolio.payments):
            if not blank(pot["max_share"]) and paid > share_pence(pot["max_share"], bid["capital_gbp"]):
                most = percent(pot["max_share"])
                found.append(
                    Breach(self.id, f"{pot['pot_id']} pays {pounds(paid)} of {bid['bid_id']}, over {most} of it")
                )
        return found


class GrowthOnly(Rule):
    """A growth-only pot pays at most the share of a bid that new homes cause (CIL Regulations 2010, reg. 122)."""

    id, title, order = "growth", "Only for growth", 72

    def sentence(self) -> str:
        return (
            "A pot for growth only pays at most the share of a bid that new homes cause. Where that share is unknown "
            "it pays nothing. Each pot is held to that share on its own; where several together pay more, the bid's "
            "reason says so."
        )

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        if not pot.growth_only:
            return None
        if bid.growth_share is None:
            return "pays only for growth, and the share of this bid caused by new homes is unknown"
        return "pays only for growth, and no part of this bid is caused by new homes" if bid.growth_share <= 0 else None

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        return "pays only for growth, and no part of them is known to be caused by new homes"

    def most_pence(self, bid: BidFacts, pot: PotFacts) -> int | None:
        if not pot.growth_only or bid.growth_share is None:
            return None
        return part_of(bid.capital_pence, bid.growth_share)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        found = []
        for pot, bid, paid in raw.pairs(portfolio.payments):
            if pot["growth_only"] != "yes":
                continue
            share = 0.0 if blank(bid["growth_share"]) else float(bid["growth_share"])
            if paid > share_pence(share, bid["capital_gbp"]):
                found.append(
                    Breach(self.id, f"{pot['pot_id']} pays {pounds(paid)} of {bid['bid_id']}: over its growth")
                )
        return found

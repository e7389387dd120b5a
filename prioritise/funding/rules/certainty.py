"""How much of money that is not yet in hand counts."""

from dataclasses import replace

from prioritise.funding.facts import PotFacts
from prioritise.funding.raw import Raw, RawMoney, Record, share_pence
from prioritise.funding.reading import counted_share
from prioritise.funding.rule import Breach, Portfolio, Rule, overdraws
from prioritise.funding.rules.share import part_of


class Certainty(Rule):
    """Requested and secured money counts at the part the user sets (a probability or a haircut)."""

    id, title, order = "certainty", "How much of money not yet in hand counts", 16

    def sentence(self) -> str:
        return (
            "Where the settings count only a part of requested or of secured money, each receipt counts at that part, "
            "down to whole pence. Without such a setting secured money counts whole from its date."
        )

    def holds_back(self, pot: PotFacts) -> PotFacts:
        if pot.terms is None or not pot.counts:
            return pot
        share = counted_share(pot.status, pot.available_from, pot.terms.settings)
        return pot if share >= 1 else part_left(pot, share)

    def leaves(self, raw: Raw, pot: Record, money: RawMoney) -> RawMoney:
        shares = {"requested": raw.settings.requested_share, "secured": raw.settings.secured_share}
        share = shares.get(pot["status"])
        if share is None:
            return money
        return RawMoney({y: share_pence(share, a / 100) for y, a in money.receipts.items()}, money.carry)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        return overdraws(self.id, raw, portfolio)


def part_left(pot: PotFacts, share: float) -> PotFacts:
    """The pot with a share of each of its receipts, and of what goes unused, in whole pence."""
    return replace(
        pot,
        receipts_pence={year: part_of(money, share) for year, money in pot.receipts_pence.items()},
        lost_pence={day: part_of(money, share) for day, money in pot.lost_pence.items()},
    )

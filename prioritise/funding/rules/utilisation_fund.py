"""The Utilisation and Modernisation Fund: more clinical space within the existing footprint, in the year."""

from dataclasses import replace

from prioritise.case.rows import blank
from prioritise.funding.facts import TECHNOLOGY, BidFacts, PotFacts, pence
from prioritise.funding.raw import Raw, RawMoney, Record
from prioritise.funding.rule import Breach, Portfolio, Rule, Switch, overdraws
from prioritise.funding.terms import Names

UMF = "umf"
_GROWS = ("extension", "new_build", "relocation", "land")
"""Kinds of bid that add to a footprint whatever they say of floor area."""


class UtilisationFund(Rule):
    """No digital project, no growth of the footprint, and the money is spent in the year it comes."""

    id, title, order = "umf", "Utilisation and Modernisation Fund", 14
    switch = Switch(
        "2025/26",
        "S",
        "DHSC, answer to parliamentary question 52742, 2025; Sewell Advisory, 2025. Which kinds of bid grow a "
        "footprint, and holding later years to the rule, are our reading",
    )

    def sentence(self) -> str:
        return (
            "Where switched on: a pot of the fund pays no technology bid and none that grows the footprint (an "
            "extension, new build, relocation or land, or a bid that says it adds floor area), and its money is spent "
            "in the year it comes: what came before the first year looked at is gone."
        )

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        if pot.kind != UMF or not pot.on(self.id):
            return None
        if bid.kind == TECHNOLOGY:
            return "pays for no digital project"
        area = bid.cells["added_area_m2"]
        if bid.kind in _GROWS or (not blank(area) and area > 0):
            return "pays only within the existing footprint, and this grows it"
        return None

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        return "pays only within the existing footprint, and for no digital project"

    def holds_back(self, pot: PotFacts) -> PotFacts:
        if pot.kind != UMF or not pot.on(self.id) or not pot.carry_forward:
            return pot
        return replace(pot, carry_forward=False, receipts_pence=_without_earlier(pot))

    def leaves(self, raw: Raw, pot: Record, money: RawMoney) -> RawMoney:
        # the first rule that holds money back: what it is given is what the tables say
        return raw.money({**pot, "carry_forward": "no"}) if pot["kind"] == UMF and raw.on(self.id) else money

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        found = overdraws(self.id, raw, portfolio)
        for pot, bid, _ in raw.pairs(portfolio.payments) if raw.on(self.id) else ():
            added = bid["added_area_m2"]
            grows = bid["kind"] in (TECHNOLOGY, *_GROWS) or (not blank(added) and added > 0)
            if pot["kind"] == UMF and grows:
                found.append(
                    Breach(self.id, f"{pot['pot_id']} may not pay {bid['bid_id']}: digital, or a larger footprint")
                )
        return found


def _without_earlier(pot: PotFacts) -> dict[int, int]:
    """A pot's receipts by year without those from before the horizon, which stand in its first year."""
    receipts = dict(pot.receipts_pence)
    if pot.terms is not None and pot.yearly:
        first, stated = pot.terms.settings.horizon[0], pot.terms.case.table("pot_years")
        earlier = stated[(stated["pot_id"] == pot.id) & (stated["financial_year"] < first)]
        receipts[first] = receipts.get(first, 0) - sum(pence(a) for a in earlier["amount_gbp"])
    return receipts

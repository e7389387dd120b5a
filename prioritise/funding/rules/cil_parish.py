"""The part of the Community Infrastructure Levy that is the parish's."""

from prioritise.funding.facts import PotFacts
from prioritise.funding.raw import Raw, RawMoney, Record, share_pence
from prioritise.funding.rule import Breach, Portfolio, Rule, overdraws
from prioritise.funding.rules.certainty import part_left

CIL = "cil"
_SHARES = {"yes": "cil_parish_share_with_plan", "no": "cil_parish_share"}


class CilParish(Rule):
    """A part of a CIL pot goes to the parish, where the pot says that it is still to be taken."""

    id, title, order = "cil_parish", "The parish's part of CIL", 17

    def sentence(self) -> str:
        return (
            "Where a CIL pot says whether a neighbourhood plan is in force, its money is taken as whole, and the "
            "parish's part of each receipt (15%, or 25% with a plan, as the assumptions have it) cannot be committed. "
            "Where it does not say, its money is taken as without that part."
        )

    def holds_back(self, pot: PotFacts) -> PotFacts:
        plan = pot.cells.get("neighbourhood_plan")
        if pot.kind != CIL or pot.terms is None or plan not in _SHARES:
            return pot
        return part_left(pot, 1 - pot.terms.figure(_SHARES[plan]).value)

    def leaves(self, raw: Raw, pot: Record, money: RawMoney) -> RawMoney:
        name = _SHARES.get(pot["neighbourhood_plan"]) if pot["kind"] == CIL else None
        if name is None:
            return money
        ours = 1 - raw.assumptions.value(name)
        return RawMoney({y: share_pence(ours, a / 100) for y, a in money.receipts.items()}, money.carry)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        return overdraws(self.id, raw, portfolio)

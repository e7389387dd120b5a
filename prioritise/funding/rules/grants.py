"""Improvement grants under the Premises Costs Directions: what they may pay for, and what part of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from prioritise.case.rows import blank, day_of
from prioritise.funding.facts import BidFacts, PotFacts, Problem
from prioritise.funding.guaranteed_use import GRANT
from prioritise.funding.raw import Raw, Record, in_words, percent, pounds, share_pence
from prioritise.funding.rule import Breach, MoneyLimit, Portfolio, Rule, Start, Switch
from prioritise.funding.rules.eligibility import words
from prioritise.funding.rules.share import part_of
from prioritise.funding.terms import Names, figure_on

NEW_DIRECTIONS = dt.date(2024, 5, 10)
"""Day the 2024 Directions came into force (GP Surveyors)."""
_BEFORE = ("extension", "improvement", "refurbishment", "existing_space")
"""Kinds of bid that are improvements or extensions, which the 2013 Directions pay for; new build is mostly by rent."""
_SINCE = (*_BEFORE, "new_build", "relocation", "land")
"""Kinds of bid that the 2024 Directions pay for: land, fit-out and the costs of moving are added."""
_TOO_EARLY = "EOI"
"""Stage at which there is no project initiation document, without which no grant is agreed."""
MOST = "grant_share_most"


class GrantShare(Rule):
    """Improvement grants pay at most a share of a bid, by the Directions of their day."""

    id, title, order = "grant_share", "Share of an improvement grant", 76
    switch = Switch(
        "33% to 66% before 10 May 2024, up to 100% from then",
        "S",
        "NHS (General Medical Services - Premises Costs) Directions 2013 and 2024, as told by GP Surveyors",
    )

    def sentence(self) -> str:
        return (
            "Where switched on: improvement grants under the Directions before 10 May 2024 pay, one by one and "
            "together, at most 66% of a bid's capital, and those from then at most 100% (as the assumptions have it). "
            "The day is that on which the grant was signed, else that of the case's assumptions. The least of 33% is "
            "for the commissioner to see to: no list is held to it."
        )

    def most_pence(self, bid: BidFacts, pot: PotFacts) -> int | None:
        share = self._share(pot)
        return None if share is None or share >= 1 else part_of(bid.capital_pence, share)

    def _share(self, pot: PotFacts) -> float | None:
        if pot.kind != GRANT or not pot.on(self.id) or pot.terms is None:
            return None
        return pot.terms.figure(MOST, day_of(pot.cells["signed"])).value

    def money_limits(self, problem: Problem) -> Iterable[MoneyLimit]:
        for bid in problem.bids.values() if problem.on(self.id) else ():
            shares = {p: self._share(problem.pots[p]) for p, b in problem.pairs if b == bid.id}
            for most in sorted({share for share in shares.values() if share is not None and share < 1}):
                grants = [p for p, share in shares.items() if share is not None and share <= most]
                if len(grants) > 1:
                    allowed = dict.fromkeys((Start(bid.id, s) for s in bid.starts), part_of(bid.capital_pence, most))
                    said = f"grants pay at most {percent(most)} of {bid.id} together"
                    yield MoneyLimit(tuple((p, bid.id) for p in grants), allowed, said)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        granted: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for pot, bid, paid in raw.pairs(portfolio.payments) if raw.on(self.id) else ():
            if pot["kind"] == GRANT:
                granted[bid["bid_id"]].append((figure_on(raw.assumptions, MOST, day_of(pot["signed"])).value, paid))
        found = []
        for bid_id, grants in granted.items():
            for share in sorted({share for share, _ in grants}):
                together = sum(paid for other, paid in grants if other <= share)
                if together > share_pence(share, raw.bids[bid_id]["capital_gbp"]):
                    said = f"grants pay {pounds(together)} of {bid_id}, over {percent(share)} of it"
                    found.append(Breach(self.id, said))
        return found


class GrantConditions(Rule):
    """What the Directions let a grant pay for, and how far a bid must have come."""

    id, title, order = "grant_conditions", "Conditions of an improvement grant", 24
    switch = Switch(
        "improvements and extensions before 10 May 2024; land, fit-out and the costs of moving too from then",
        "S",
        "NHS (General Medical Services - Premises Costs) Directions 2013 and 2024, as told by GP Surveyors, Lester "
        "Aldridge and DR Solicitors; Hill Dickinson on the grants policy, August 2024. Which kinds of bid these are is "
        "our reading",
    )

    def sentence(self) -> str:
        return (
            "Where switched on: an improvement grant pays only for extensions, improvements, refurbishments and space "
            "brought into use, and under the Directions from 10 May 2024 for new build, relocation and land too; and "
            "only a bid known to have a project initiation document (stage PID or later)."
        )

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        if pot.kind != GRANT or not pot.on(self.id) or pot.terms is None:
            return None
        day = day_of(pot.cells["signed"]) or pot.terms.assumptions.day
        if bid.kind not in (_SINCE if day >= NEW_DIRECTIONS else _BEFORE):
            return f"is a grant under the Directions of {in_words(day)}, which do not pay for {words(bid.kind)}"
        stage = bid.cells["stage"]
        if blank(stage):
            return "is a grant, which needs a project initiation document, and the stage of this bid is not known"
        return "is a grant, which needs a project initiation document" if stage == _TOO_EARLY else None

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        return "is a grant: it pays only for works the Directions name, with a project initiation document"

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        if not raw.on(self.id):
            return []
        return [
            Breach(self.id, f"{pot['pot_id']} is a grant and may not pay {bid['bid_id']}")
            for pot, bid, _ in raw.pairs(portfolio.payments)
            if pot["kind"] == GRANT and not self._lawful(raw, pot, bid)
        ]

    def _lawful(self, raw: Raw, pot: Record, bid: Record) -> bool:
        old = (day_of(pot["signed"]) or raw.assumptions.day) < NEW_DIRECTIONS
        return bid["kind"] in (_BEFORE if old else _SINCE) and bid["stage"] in ("PID", "OBC", "FBC")

"""A grant no larger than the lease of the building outlasts."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from prioritise.case.rows import blank, day_of
from prioritise.funding.facts import PENCE_IN_POUND, BidFacts, Problem
from prioritise.funding.guaranteed_use import GRANT, lease_room
from prioritise.funding.raw import Raw, in_words, pounds
from prioritise.funding.rule import Breach, MoneyLimit, Portfolio, Rule, Start, Switch
from prioritise.funding.terms import band_on

BAND = "guaranteed_use_years"


class GuaranteedUse(Rule):
    """A premises grant ties the building to GP use for years; a lease that ends sooner cannot keep the promise."""

    id, title, order = "guaranteed_use", "Guaranteed use within the lease", 77
    switch = Switch(
        "5 to 15 years by amount before 10 May 2024, 6 to 18 from then",
        "S",
        "NHS (General Medical Services - Premises Costs) Directions 2013 and 2024. That a lease should outlast the "
        "tie is our inference",
    )

    def sentence(self) -> str:
        return (
            "Where switched on: what improvement grants pay a bid together is no more than keeps the years of "
            "guaranteed use, counted from the end of the last cost year, within the lease of its site. A lease end "
            "that is not known limits nothing. The years are those of the day each grant was signed, else of the "
            "case's assumptions."
        )

    def money_limits(self, problem: Problem) -> Iterable[MoneyLimit]:
        if problem.terms is None or not problem.on(self.id):
            return
        sites = problem.terms.case.table("sites")
        leases = dict(zip(sites["site_code"], sites["lease_end"], strict=True))
        for bid in problem.bids.values():
            if bid.site in leases and not blank(leases[bid.site]):
                yield from self._limits(problem, bid, pd.Timestamp(leases[bid.site]).date())

    def _limits(self, problem: Problem, bid: BidFacts, lease: dt.date) -> Iterable[MoneyLimit]:
        by_start: dict[dt.date, list[str]] = defaultdict(list)
        for pot_id, bid_id in problem.pairs:
            if bid_id == bid.id and problem.pots[pot_id].kind == GRANT and problem.terms is not None:
                by_start[problem.terms.band(BAND, day_of(problem.pots[pot_id].cells["signed"])).start].append(pot_id)
        for directions, grants in sorted(by_start.items()):
            allowed = {Start(bid.id, s): self._most(problem, bid, lease, s, directions) for s in bid.starts}
            if any(pence < bid.capital_pence for pence in allowed.values()):
                said = f"grants for {bid.id} keep their guaranteed use within its lease, to {in_words(lease)}"
                yield MoneyLimit(tuple((p, bid.id) for p in grants), allowed, said)

    @staticmethod
    def _most(problem: Problem, bid: BidFacts, lease: dt.date, start: int, directions: dt.date) -> int:  # noqa: PLR0917
        if problem.terms is None:
            return bid.capital_pence
        then = replace(problem.terms.assumptions, day=directions)
        below = lease_room(lease, start + len(bid.profile_pence) - 1, then).below_gbp
        # grants below this: a penny less at most
        return bid.capital_pence if math.isinf(below) else max(0, min(bid.capital_pence, round(below * 100) - 1))

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        if not raw.on(self.id):
            return []
        granted: dict[tuple[str, dt.date], int] = defaultdict(int)
        for pot, bid, paid in raw.pairs(portfolio.payments):
            if pot["kind"] == GRANT:
                granted[bid["bid_id"], band_on(raw.assumptions, BAND, day_of(pot["signed"])).start] += paid
        found = []
        for (bid_id, directions), paid in sorted(granted.items()):
            site = raw.sites.get(raw.bids[bid_id]["site_code"])
            if site is None or blank(site["lease_end"]) or bid_id not in portfolio.starts:
                continue
            steps = band_on(raw.assumptions, BAND, directions).points
            tied = [years for least, years in steps if least * PENCE_IN_POUND <= paid][-1]
            done = portfolio.starts[bid_id] + raw.build_years(bid_id)
            if site["lease_end"].date() < dt.date(done + int(tied), 3, 31):
                said = f"a grant of {pounds(paid)} ties {bid_id} for {tied:g} years, beyond its lease"
                found.append(Breach(self.id, said))
        return found

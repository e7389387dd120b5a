"""How long a premises grant ties a building to GP use, and leases that end sooner.

That a lease should outlast the tie is our inference from the Directions (domain notes, section 10), not their words.
"""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.funding.facts import PENCE_IN_POUND, Problem
from prioritise.funding.reach import payable_pence
from prioritise.years import day_words

GRANT = "grant"
"""The kind of pot that pays under the Premises Costs Directions."""


def guaranteed_use_years(grant_gbp: float, assumptions: Assumptions) -> int:
    """Years of guaranteed use for a grant (before VAT), by the Directions in force on the assumptions' day."""
    return int(assumptions.band("guaranteed_use_years").at(grant_gbp))


def most_grant_pence(problem: Problem) -> Mapping[str, int]:
    """The most that improvement grants could pay each bid, by bid id; bids no grant may pay are left out.

    Each grant by its rules and by what it holds in the years in which the bid would spend.
    """
    most: dict[str, int] = {}
    for pot_id, bid_id in problem.pairs:
        if problem.pots[pot_id].kind == GRANT:
            together = most.get(bid_id, 0) + payable_pence(problem, pot_id, bid_id)
            most[bid_id] = min(together, problem.bids[bid_id].capital_pence)
    return {b: pence for b, pence in most.items() if pence > 0}


def tied_until(built_year: int, years: int) -> dt.date:
    """Last day of the tie of a grant whose works end in a financial year (start year): 31 March, so many years on."""
    return dt.date(built_year + 1 + years, 3, 31)


@dataclass(frozen=True)
class LeaseRoom:
    """How large a grant a lease outlasts.

    Attributes:
        years: the longest tie it outlasts; 0 where it outlasts none.
        below_gbp: grants below this; inf where it outlasts every tie.
    """

    years: int
    below_gbp: float


def lease_room(lease_end: dt.date, built_year: int, assumptions: Assumptions) -> LeaseRoom:
    """The largest grant whose tie a lease outlasts, were the works to end in a financial year (start year)."""
    steps = assumptions.band("guaranteed_use_years").points
    kept, below = 0, steps[0][0]
    for n, (_, years) in enumerate(steps):
        if lease_end < tied_until(built_year, int(years)):
            break
        kept, below = int(years), steps[n + 1][0] if n + 1 < len(steps) else math.inf
    return LeaseRoom(kept, below)


def short_leases(case: Case, problem: Problem, assumptions: Assumptions) -> list[Issue]:
    """A warning for each bid whose site's lease ends before a grant for it would let the building go.

    The tie is counted from the end of the last year of the earliest start, for the most that grants could pay. A lease
    end that is not known says nothing.
    """
    leases = case.table("sites").set_index("site_code")["lease_end"].dropna()
    bids = case.table("bids")
    lines = {str(b): int(row) for b, row in zip(bids["bid_id"], bids.index, strict=True)}
    found = []
    for bid_id, pence in sorted(most_grant_pence(problem).items()):
        bid = problem.bids[bid_id]
        if not bid.starts or bid.site not in leases.index:
            continue
        lease: dt.date = pd.Timestamp(leases[bid.site]).date()
        years = guaranteed_use_years(pence / PENCE_IN_POUND, assumptions)
        tied = tied_until(bid.starts[0] + len(bid.profile_pence) - 1, years)
        if lease < tied:
            said = (
                f"a grant of up to £{pence / PENCE_IN_POUND:,.0f} would tie the building to GP use for {years} years, "
                f"to about {tied:%B %Y}, and the lease of site {bid.site} ends on {day_words(lease)}"
            )
            done = "shown: settle the lease before a grant is taken"
            found.append(
                Issue("bids", lines.get(bid_id), "site_code", "lease_too_short", "warning", bid_id, said, done)
            )
    return found

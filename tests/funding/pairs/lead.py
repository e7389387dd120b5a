"""A case that keeps the rule `lead`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, of

PAIR = Pair(
    of({"latest_start": 2026}, {"lead_months": 11}),
    of({"latest_start": 2026}, {"lead_months": 12}),
    "comes 12 months after it is asked for, 1 April 2027 at the soonest, too late for this bid",
)

"""A case that keeps the rule `growth`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, of

PAIR = Pair(
    of({"growth_share": 1.0}, {"growth_only": "yes"}),
    of({}, {"growth_only": "yes"}),
    "share of this bid caused by new homes is unknown",
)

"""A case that keeps the rule `site`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, of

PAIR = Pair(
    of({"site_code": "S1"}, {"for_sites": ("S1",)}),
    of({"site_code": "S1"}, {"for_sites": ("S2",)}),
    "names another building (S2)",
)

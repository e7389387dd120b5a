"""A case that keeps the rule `deprivation_ceiling`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, by_fifth

PAIR = Pair(by_fifth(max_share_by_deprivation={"5": 0.5}), by_fifth(max_share_by_deprivation={"5": 0.49}))

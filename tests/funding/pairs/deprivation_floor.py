"""A case that keeps the rule `deprivation_floor`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, by_fifth

PAIR = Pair(by_fifth(min_share_by_deprivation={"1": 0.5}), by_fifth(min_share_by_deprivation={"1": 0.51}))

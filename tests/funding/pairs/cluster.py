"""A case that keeps the rule `cluster`, and one that breaks it and nothing else."""

from tests.funding.made import IN_C1, Pair, of

PAIR = Pair(of(IN_C1, {"for_clusters": ("C1",)}), of(IN_C1, {"for_clusters": ("C2",)}), "for another cluster (C2)")

"""A case that keeps the rule `ceiling`, and one that breaks it and nothing else."""

from tests.funding.made import IN_C1, IN_C2, Pair, two

PAIR = Pair(
    two(IN_C1, IN_C2, {"A": 2026, "B": 2026}, max_share_by_cluster=0.5),
    two(IN_C1, IN_C2, {"A": 2026, "B": 2026}, max_share_by_cluster={"C1": 0.49}),
)

"""A case that keeps the rule `technology`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, two

PAIR = Pair(
    two({"kind": "technology"}, {}, {"A": 2026, "B": 2026}, min_share_technology=0.5, max_share_technology=0.5),
    two({"kind": "technology"}, {}, {"A": 2026, "B": 2026}, max_share_technology=0.49),
)

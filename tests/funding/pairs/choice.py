"""A case that keeps the rule `choice`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, two

PAIR = Pair(
    two({"choice_group": "G"}, {"choice_group": "H"}, {"A": 2026, "B": 2026}),
    two({"choice_group": "G"}, {"choice_group": "G"}, {"A": 2026, "B": 2026}),
)

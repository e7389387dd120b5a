"""A case that keeps the rule `requires`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, two

PAIR = Pair(
    two({"requires": ("B",)}, {}, {"A": 2027, "B": 2027}), two({"requires": ("B",)}, {}, {"A": 2026, "B": 2027})
)

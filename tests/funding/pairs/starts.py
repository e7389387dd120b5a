"""A case that keeps the rule `starts`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, two

PAIR = Pair(
    two({}, {}, {"A": 2026, "B": 2027}, max_starts_per_year=1),
    two({}, {}, {"A": 2026, "B": 2026}, max_starts_per_year=1),
)

"""A case that keeps the rule `window`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, of

PAIR = Pair(of({"latest_start": 2026}), of({"earliest_start": 2027}))

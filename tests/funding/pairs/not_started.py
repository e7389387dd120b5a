"""A case that keeps the rule `not_started`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, of

PAIR = Pair(of({"started": "no"}), of({"started": "yes"}), "work has begun")

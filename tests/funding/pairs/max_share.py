"""A case that keeps the rule `max_share`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, of

PAIR = Pair(of(pot_columns={"max_share": 1.0}), of(pot_columns={"max_share": 0.0}), "no part of a bid")

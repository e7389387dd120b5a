"""A case that keeps the rule `must`, and one that breaks it and nothing else."""

from tests.funding.made import NONE, Pair, of

PAIR = Pair(of({"must": "yes"}), of({"must": "yes"}, **NONE))

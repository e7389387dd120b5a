"""A case that keeps the rule `paid_in_full`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, of

PAIR = Pair(of(), of(payments={("P", "B", 2026): 999}), model=False)

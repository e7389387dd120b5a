"""A case that keeps the rule `balance`, and one that breaks it and nothing else."""

from tests.build import pot
from tests.funding.made import Made, Pair, of

PAIR = Pair(of(), Made(pots=[pot("P", 0.0)]), "nothing left to commit")

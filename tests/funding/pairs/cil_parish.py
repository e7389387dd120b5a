"""A case that keeps the rule `cil_parish`, and one that breaks it and nothing else."""

from tests.build import pot
from tests.funding.made import Made, Pair

PAIR = Pair(
    Made(pots=[pot("P", 13.34, kind="cil", neighbourhood_plan="yes")]),
    Made(pots=[pot("P", 13.33, kind="cil", neighbourhood_plan="yes")]),
)

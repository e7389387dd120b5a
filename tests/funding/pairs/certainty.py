"""A case that keeps the rule `certainty`, and one that breaks it and nothing else."""

from tests.build import pot
from tests.funding.made import Made, Pair

SECURED = {"status": "secured", "available_from": "2026-04-01"}

PAIR = Pair(
    Made(pots=[pot("P", 20.0, **SECURED)], settings={"secured_share": 0.5}),
    Made(pots=[pot("P", 19.98, **SECURED)], settings={"secured_share": 0.5}),
)

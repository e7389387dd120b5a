"""A case that keeps the rule `distance`, and one that breaks it and nothing else."""

from tests.funding.made import DEPOT, FAR, NEAR, Pair, at, of

PAIR = Pair(
    of(at(NEAR), {**at(DEPOT), "within_km": 1.0}),
    of(at(FAR), {**at(DEPOT), "within_km": 1.0}),
    "pays only within 1 km; this is 7.0 km away",
)

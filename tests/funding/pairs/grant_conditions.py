"""A case that keeps the rule `grant_conditions`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, of

ON = {"rules_on": ("grant_conditions",)}

PAIR = Pair(
    of({"stage": "PID"}, {"kind": "grant"}, settings=ON),
    of({}, {"kind": "grant"}, settings=ON),
    "the stage of this bid is not known",
)

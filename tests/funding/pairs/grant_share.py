"""A case that keeps the rule `grant_share`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, of

ON = {"rules_on": ("grant_share",)}

PAIR = Pair(
    of({}, {"kind": "grant", "signed": "2024-05-10"}, settings=ON),
    of({}, {"kind": "grant", "signed": "2024-05-09"}, settings=ON),
)

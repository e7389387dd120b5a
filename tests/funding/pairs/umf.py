"""A case that keeps the rule `umf`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, of

ON = {"rules_on": ("umf",)}

PAIR = Pair(
    of({"kind": "improvement"}, {"kind": "umf"}, settings=ON),
    of({"kind": "extension"}, {"kind": "umf"}, settings=ON),
    "only within the existing footprint, and this grows it",
)

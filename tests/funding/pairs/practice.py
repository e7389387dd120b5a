"""A case that keeps the rule `practice`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, of

PAIR = Pair(
    of({"practice_codes": ("G1", "G2")}, {"for_practices": ("G2", "G3")}),
    of({"practice_codes": ("G1",)}, {"for_practices": ("G2",)}),
    "names another surgery (G2)",
)

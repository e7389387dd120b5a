"""A case that keeps the rule `kind`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, of

PAIR = Pair(
    of(pot_columns={"for_kinds": ("extension", "new_build")}),
    of(pot_columns={"for_kinds": ("technology",)}),
    "pays only for technology, and this is extension",
)

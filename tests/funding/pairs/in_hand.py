"""A case that keeps the rule `in_hand`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, of

PAIR = Pair(
    of(pot_columns={"status": "secured", "available_from": "2026-04-01"}),
    of(pot_columns={"status": "secured"}),
    "only secured",
)

"""A case that keeps the rule `revenue`, and one that breaks it and nothing else."""

from tests.funding.made import Pair, of

PAIR = Pair(
    of({"revenue_gbp_per_year": 5.0}, settings={"revenue_limit_gbp_per_year": 5.0}),
    of({"revenue_gbp_per_year": 5.01}, settings={"revenue_limit_gbp_per_year": 5.0}),
)

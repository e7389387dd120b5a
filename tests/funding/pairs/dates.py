"""A case that keeps the rule `dates`, and one that breaks it and nothing else."""

from tests.funding.made import LATER, Pair, of

PAIR = Pair(
    of(pot_columns={"spend_by": "2027-03-31"}),
    of({"earliest_start": 2027}, {"spend_by": "2027-03-31"}, **LATER),
    "lapses on 31 March 2027",
)

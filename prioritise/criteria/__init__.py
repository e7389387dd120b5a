"""Criteria: what makes a bid worth funding, how each is scored, and the points ledger."""

from prioritise.criteria.declare import Context, Criterion
from prioritise.criteria.model import Scored
from prioritise.criteria.registry import CRITERIA, profile_table
from prioritise.criteria.score import criteria_in_force, missing_scores, score_bids

__all__ = [
    "CRITERIA",
    "Context",
    "Criterion",
    "Scored",
    "criteria_in_force",
    "missing_scores",
    "profile_table",
    "score_bids",
]

"""What the scoring room hands on: a points ledger whose totals are the values of the bids."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Scored:
    """Scores of every bid on every criterion, and the value they add up to.

    Attributes:
        criteria: one row a criterion in force: criterion_id, name, family, weight, weight_share (0-1 of the sum),
            worst, best, unit, scale_by ("none" | "patients"), scale_words, source, how ("computed" | "panel").
        ledger: one row a bid and criterion: bid_id, criterion_id, score (NaN: unknown), origin ("agreed" |
            "panel mean" | "computed" | ""), scaled (0-1 after the anchors, clipped), weight_used (weight over the sum
            of the weights known for this bid), points (the part of the bid's value), most_points (what they would
            be at the best score; NaN as for points), why (one line of working).
        values: one row a bid: bid_id, value (the sum of its points; NaN when nothing is known),
            known_weight_share (0-1: how much of the weight has a score), missing (tuple of criterion ids).
    """

    criteria: pd.DataFrame
    ledger: pd.DataFrame
    values: pd.DataFrame

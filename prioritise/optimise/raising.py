"""Points of a bid as scores: which scores would have to be better, and how much, for so many points more."""

import math

from prioritise.criteria.model import Scored
from prioritise.optimise.change import Change, Changes

FINENESS = 1000
"""Parts of a criterion's scale to which a raised score is rounded, towards the better end."""
NOTHING = 1e-9
"""Points and parts of a scale smaller than this are the error of sums in binary."""


def raised(scored: Scored, bid_id: str, points: float) -> Changes | None:
    """Scores that earn the bid so many points more, as few as will do; None where the best scores do not.

    What the panel scores comes before what is worked out from evidence, and a criterion with much to gain before one
    with little. A criterion without a score is left as it is: a new score would move the weight of every other.
    """
    rows = scored.ledger[scored.ledger["bid_id"] == bid_id].merge(
        scored.criteria[["criterion_id", "worst", "best", "how"]], on="criterion_id"
    )
    rows = rows[(rows["most_points"] > 0) & (rows["scaled"] < 1)]
    rows = rows.assign(room=rows["most_points"] * (1 - rows["scaled"]), worked_out=rows["how"].eq("computed"))
    rows = rows.sort_values(["worked_out", "room", "criterion_id"], ascending=[True, False, True])
    left, scores = points, {}
    for row in rows.to_dict("records"):
        if left <= NOTHING:
            break
        gained = min(left, row["room"])
        scaled = min(1.0, row["scaled"] + gained / row["most_points"])
        scaled = min(1.0, math.ceil(scaled * FINENESS - NOTHING) / FINENESS)
        scores[row["criterion_id"]] = round(row["worst"] + scaled * (row["best"] - row["worst"]), 10)
        left -= (scaled - row["scaled"]) * row["most_points"]
    return (Change("scores", bid_id, scores),) if left <= NOTHING else None

"""How far the scorers of a panel agree: Krippendorff's alpha for interval data, which bears missing scores."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from prioritise.assumptions import Assumptions

BANDS = {
    "good": "The scorers agree well",
    "fair": "The scorers agree in part",
    "poor": "The scorers agree little",
    "few": "Too few scores to say",
    "unknown": "Not known",
}
"""Words for alpha. They are ours; the limits between them are assumptions."""
PAIR = 2
"""Scores of one thing that make a pair."""
OVERALL = ""
"""Criterion id of the row that is about all of them."""


@dataclass(frozen=True)
class Alpha:
    """Agreement of scorers.

    Attributes:
        value: 1 where scores of a thing are always the same, 0 where they differ as if given by chance, below 0 where
            they differ more; NaN where it cannot be known.
        things: things with two scores or more. scores: scores of those.
        why: why it is not known; "" where it is.
    """

    value: float
    things: int
    scores: int
    why: str = ""


def alpha(things: Iterable[Sequence[float]]) -> Alpha:
    """Krippendorff's alpha for interval data: 1 - observed / expected disagreement.

    Disagreement is the mean squared difference of two scores: observed within a thing, each thing's pairs weighted by
    1 / (its scores - 1), and expected over all scores of things that have two or more. A thing with one score tells
    nothing of agreement and is left out. Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011).

    Args:
        things: the scores of one thing each, of whoever scored it, on one scale.
    """
    paired = [np.asarray(scores, dtype=float) for scores in things]
    paired = [scores for scores in paired if len(scores) >= PAIR]
    count = sum(map(len, paired))
    if not paired:
        return Alpha(np.nan, 0, 0, "nothing has been scored by two people who may score it")
    every = np.concatenate(paired)
    if every.min() == every.max():
        return Alpha(np.nan, len(paired), count, "every score is the same, so nobody tells one bid from another")
    within = sum(len(s) * float(((s - s.mean()) ** 2).sum()) / (len(s) - 1) for s in paired) / count
    between = float(((every - every.mean()) ** 2).sum()) / (count - 1)
    return Alpha(1.0 - within / between, len(paired), count)


def band(found: Alpha, assumptions: Assumptions) -> str:
    """Key of `BANDS` for an alpha."""
    if np.isnan(found.value):
        return "unknown"
    if found.things < assumptions.value("panel_alpha_least_cells"):
        return "few"
    if found.value >= assumptions.value("panel_alpha_good"):
        return "good"
    return "fair" if found.value >= assumptions.value("panel_alpha_fair") else "poor"


def agreement(rows: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """Agreement over all criteria and on each.

    Args:
        rows: scores that count (`opinions.Opinions.rows`); a thing is a bid on a criterion, a score its points of 100.
        assumptions: hold the limits between the words.

    Returns:
        One row a criterion with any score, after one over all (criterion_id `OVERALL`): criterion_id, alpha (NaN: not
        known), things, scores, band (a key of `BANDS`), why.
    """
    parts = [(OVERALL, rows), *((str(c), group) for c, group in rows.groupby("criterion_id"))]
    found = []
    for criterion, group in parts:
        one = alpha(cell.tolist() for _, cell in group.groupby(["bid_id", "criterion_id"])["points"])
        found.append((criterion, one.value, one.things, one.scores, band(one, assumptions), one.why))
    return pd.DataFrame(found, columns=["criterion_id", "alpha", "things", "scores", "band", "why"])

"""What each bid is worth at any weights: its points on each criterion if that had all the weight."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from prioritise.case.case import Case
from prioritise.criteria import Scored
from prioritise.criteria.score import FULL, PATIENTS_PER_UNIT

Floats = npt.NDArray[np.float64]
DECIMALS = 9
"""Decimals of a value: machines may differ beyond them, and the same draw must be the same everywhere."""


@dataclass(frozen=True)
class Points:
    """Scores of every bid on every criterion, with what turns them into points.

    Attributes:
        bids, criteria: ids, in order.
        own: the case's own share of weight, one a criterion.
        score: one row a bid, one column a criterion; NaN: unknown.
        worst, best: anchors, one a criterion.
        size: what the points are multiplied by (thousands of patients, or 1); NaN: unknown.
    """

    bids: tuple[str, ...]
    criteria: tuple[str, ...]
    own: Floats
    score: Floats
    worst: Floats
    best: Floats
    size: Floats

    @classmethod
    def of(cls, scored: Scored, case: Case) -> "Points":
        """From the scores of a case."""
        facts = scored.criteria.sort_values("criterion_id")
        table = scored.ledger.pivot(index="bid_id", columns="criterion_id", values="score").sort_index()
        table = table.reindex(columns=facts["criterion_id"])
        patients = case.table("bids").set_index("bid_id")["patients_served"].astype(float)
        thousands = patients.reindex(table.index).div(PATIENTS_PER_UNIT).to_numpy(float)
        by_patients = facts["scale_by"].eq("patients").to_numpy(bool)
        return cls(
            bids=tuple(str(b) for b in table.index),
            criteria=tuple(str(c) for c in facts["criterion_id"]),
            own=facts["weight_share"].to_numpy(float),
            score=table.to_numpy(float),
            worst=facts["worst"].to_numpy(float),
            best=facts["best"].to_numpy(float),
            size=np.where(by_patients[None, :], thousands[:, None], 1.0),
        )

    @cached_property
    def full(self) -> Floats:
        """Points if the criterion had all the weight: one row a bid, one column a criterion; NaN: unknown."""
        span = self.best - self.worst
        scaled = (self.score - self.worst) / np.where(span == 0, np.nan, span)
        return np.asarray(FULL * np.clip(scaled, 0.0, 1.0) * self.size)

    @cached_property
    def complete(self) -> bool:
        """Whether every score that counts is known, so that values are sums that no unknown disturbs."""
        return not bool(np.isnan(self.full).any())

    def with_scores(self, score: Floats) -> "Points":
        """With other scores."""
        return replace(self, score=score)

    def values(self, weights: Floats) -> dict[str, float]:
        """Bid id -> value at these weights (shares, one a criterion). NaN: nothing that has weight is known.

        A missing score is not nil: the weights are shared over what is known of the bid, as the case's own value is.
        """
        known = ~np.isnan(self.full)
        weight = np.where(known, weights, 0.0)
        total = weight.sum(axis=1)
        points = (weight * np.where(known, self.full, 0.0)).sum(axis=1)
        value = np.full(len(self.bids), np.nan)
        np.divide(points, total, out=value, where=total > 0)
        return dict(zip(self.bids, value.round(DECIMALS).tolist(), strict=True))

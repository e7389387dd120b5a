"""What each bid is worth at any weights: its points on each criterion if that had all the weight."""

from collections.abc import Mapping
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


def chosen_by(values: Mapping[str, float]) -> dict[str, float]:
    """Values as the choice counts them: unknown as nil, or every bid alike (1) where nothing is known of any."""
    if all(np.isnan(v) for v in values.values()):  # noqa: PD011 - a mapping, not a frame
        return dict.fromkeys(values, 1.0)
    return {b: 0.0 if np.isnan(v) else v for b, v in values.items()}


@dataclass(frozen=True)
class Spread:
    """How far the scorers of the panel differ, cell by cell.

    Attributes:
        apart: (row of the bid, column of the criterion) -> each scorer's score less the mean of them.
        unknown: cells with a score of a panel of which nobody can say how far it might be out: one scorer, or none.
    """

    apart: Mapping[tuple[int, int], tuple[float, ...]]
    unknown: int

    @classmethod
    def of(cls, case: Case, scored: Scored, points: Points) -> "Spread":
        """From the scores of those without a conflict of interest; computed scores have no panel and stay."""
        rows = case.table("scores").dropna(subset=["score"])
        free = rows[~rows["conflict"].eq("yes") & rows["scorer"].fillna("").str.strip().str.casefold().ne("agreed")]
        bid_at = {b: i for i, b in enumerate(points.bids)}
        criterion_at = {c: j for j, c in enumerate(points.criteria)}
        by_panel = scored.ledger[scored.ledger["origin"].isin(["agreed", "panel mean"])]
        panel = {
            (bid_at[b], criterion_at[c]) for b, c in zip(by_panel["bid_id"], by_panel["criterion_id"], strict=True)
        }
        apart = {}
        for (bid, criterion), group in free.groupby(["bid_id", "criterion_id"]):
            cell = (bid_at.get(str(bid), -1), criterion_at.get(str(criterion), -1))
            scores = np.sort(group["score"].to_numpy(float))
            if cell in panel and len(scores) > 1:
                apart[cell] = tuple((scores - scores.mean()).tolist())
        return cls(dict(sorted(apart.items())), len(panel - set(apart)))

    def drawn(self, points: Points, rng: np.random.Generator) -> Points:
        """Each score moved as far as that of one of its scorers, taken by chance, is from the mean of them."""
        score = points.score.copy()
        for (i, j), apart in self.apart.items():
            score[i, j] += apart[int(rng.integers(len(apart)))]
        return points.with_scores(score)

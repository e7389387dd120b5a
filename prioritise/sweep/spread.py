"""How far the scorers of the panel differ, and what values the choice counts."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from prioritise.case.case import Case
from prioritise.criteria import Scored
from prioritise.panel.opinions import counted
from prioritise.panel.points import Points


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
        free = counted(case.table("scores"))
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

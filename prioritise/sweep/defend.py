"""Defend a list: the ways to weigh at which it loses most, and the lists it loses to.

What a list loses at some weights is the value of the best list there less its own. Where every score is known both are
straight in the weights, so the loss bends upwards only and is largest at a corner of the allowed weights: asking at
each corner is then enough, and exact.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from prioritise.optimise.asked import exactly, list_for, worth
from prioritise.optimise.engine import Engine
from prioritise.optimise.solver import Limits
from prioritise.panel.points import Points
from prioritise.sweep.spread import chosen_by
from prioritise.sweep.weights import WeightSet

GAP, SECONDS = 0.001, 60.0
SPARE_DRAWS = 20
"""Ways to weigh that are tried beside the corners where a score is unknown."""
ALIKE = 1e-9


@dataclass(frozen=True)
class Defence:
    """How a list stands against its strongest competitors.

    Attributes:
        rivals: one row a way to weigh that was tried, the largest loss first: place ("corner" or "draw"), value (of the
            list), rival_value, rival_bound (no list is worth more there), loss (rival less list), loss_share (of the
            rival's value), comes_in, goes_out (bid ids: rival less list, list less rival).
        weights: one row for each of those: criterion id -> share.
        exact: no allowed way to weigh loses more than `most` (to within the gap asked).
        most: the largest loss there can be at the ways tried, from the proven bounds.
    """

    rivals: pd.DataFrame
    weights: pd.DataFrame
    exact: bool
    most: float


def defend(  # noqa: PLR0913 - one argument a part of the question
    engine: Engine,
    points: Points,
    weights: WeightSet,
    mine: Mapping[str, int],
    *,
    gap: float = GAP,
    progress: Callable[[int, int], None] | None = None,
) -> Defence:
    """The strongest competitors of a list over the allowed weights.

    Args:
        engine: of the problem.
        points: of its bids.
        weights: what is allowed.
        mine: the list (bid id -> start year).
        gap: how near to the best each competitor is.
        progress: called with the questions asked and all there are.
    """
    places = [("corner", w) for w in weights.corners]
    if not points.complete:
        places += [("draw", w) for w in weights.draws(0, [f"d{i:06d}" for i in range(1, SPARE_DRAWS + 1)])]
    rows, kept = [], []
    for number, (place, share) in enumerate(places):
        values = chosen_by(points.values(share))
        found = list_for(engine, values, Limits(gap, SECONDS), known=mine)
        own = worth(engine.problem, values, mine)
        theirs = dict(found.starts) if found.value is not None and found.value > own + ALIKE else dict(mine)
        value = worth(engine.problem, values, theirs)
        bound = max(value, found.bound) if found.bound is not None else float("inf")
        loss = value - own
        rows.append(
            (place, own, value, bound, loss, loss / value if value > 0 else 0.0,
             tuple(sorted(set(theirs) - set(mine))), tuple(sorted(set(mine) - set(theirs))))
        )  # fmt: skip
        kept.append(share)
        if progress:
            progress(number + 1, len(places))
    columns = ["place", "value", "rival_value", "rival_bound", "loss", "loss_share", "comes_in", "goes_out"]
    rivals = pd.DataFrame(rows, columns=columns)
    order = rivals.sort_values(["loss"], ascending=False, kind="stable").index
    table = pd.DataFrame(np.array(kept), columns=list(points.criteria))
    most = float((rivals["rival_bound"] - rivals["value"]).max())
    return Defence(rivals.loc[order].reset_index(drop=True), table.loc[order].reset_index(drop=True),
                   points.complete, most)  # fmt: skip


def starts_of(engine: Engine, points: Points, bids: tuple[str, ...]) -> Mapping[str, int] | None:
    """The best start years for exactly these bids at the case's own weights; None when the rules allow no such list."""
    values = chosen_by(points.values(points.own))
    found = list_for(engine, values, Limits(0.0, SECONDS), exactly(engine.problem, bids))
    return dict(found.starts) if found.has_answer else None

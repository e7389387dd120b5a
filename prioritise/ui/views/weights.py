"""The criteria as a table for reading: what tells most first, and no column that says nothing."""

import pandas as pd

from prioritise.case.case import Case
from prioritise.criteria.score import FULL
from prioritise.record.scenario import Scenario
from prioritise.ui.views import bids, weighing

HOW = {"computed": "Computed from evidence", "panel": "The panel"}
SHIPPED = (
    "The case brings no criteria of its own, so the shipped ones stand, with weights of ours that no body has settled."
)


def criteria_table(case: Case, scenario: Scenario | None = None) -> pd.DataFrame:
    """One row a criterion in force, heaviest first: criterion, weight, its share, worst, best, unit, scale words, ...

    The share is shown only where weights do not sum to 100, how a criterion is scaled only where one is scaled at all,
    and what scores stand for only where one says so. A weight that the what-if sets has the what-if for its source.
    """
    rows = bids.criteria(case)
    if scenario is not None and scenario.weights:
        ours = f"The what-if. {weighing.came_from(scenario.note) or 'Set by hand'}"
        set_here = rows["criterion_id"].isin(list(scenario.weights))
        rows = rows.assign(source=rows["source"].mask(set_here, ours))
    scaled = ["scale_by"] if rows["scale_by"].ne("none").any() else []
    told = ["scale_words"] if rows["scale_words"].ne("").any() else []
    shares = [] if abs(float(rows["weight"].sum()) - FULL) < 1e-9 else ["weight_share"]  # noqa: PLR2004 - rounding
    rows = rows.assign(
        how=[HOW.get(h, h) for h in rows["how"]], scale_words=[weighing.steps(t) for t in rows["scale_words"]]
    )
    figures = ["criterion", "weight", *shares, "worst", "best", "unit"]
    return rows[[*figures, *told, "how", *scaled, "source", "family"]]


def came_from(case: Case, scenario: Scenario) -> str:
    """Where the weights on screen came from, in one sentence."""
    if scenario.weights:
        source = weighing.came_from(scenario.note)
        return f"Weights of the what-if. {source}." if source else "Some weights were set by hand for this what-if."
    if not case.has("criteria"):
        return SHIPPED
    return "The case's own weights; the table below says of each where it came from."

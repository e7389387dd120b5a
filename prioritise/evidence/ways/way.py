"""What a way of sharing people over practices is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from prioritise.evidence.geo import FloatArray
from prioritise.evidence.ways.ground import Ground

WAY_COLUMNS = [
    "development_id", "practice_code", "share", "observed_share", "predicted_share", "area_code", "area_patients",
    "before_share",
]  # fmt: skip
"""A way's answer: one row a development and practice; shares of a development sum to 1. A way that mixes what is
observed with what is predicted says both, and the area whose registrations, `area_patients`, stand for the first; the
rest leave those NaN. A what-if says the share by the way that it changes (before_share)."""

NOWHERE = ""
"""Stands for a practice where people find none that would take them; no practice has this code."""


@dataclass(frozen=True)
class Way:
    """A way of sharing the people of each development over practices.

    Attributes:
        id: as in the settings (`shares_by`).
        name: on screen.
        manner: how people are shared by it, to go after "shared".
        sentence: how it works, for a reader who is no planner.
        formula, source: for the methods page.
        share: its answer (`WAY_COLUMNS`) for the developments it knows something of; none for the others.
        otherwise: id of the way for those; "" when there is none.
    """

    id: str
    name: str
    manner: str
    sentence: str
    formula: str
    source: str
    share: Callable[[Ground], pd.DataFrame]
    otherwise: str = ""


def observed_weight(patients: FloatArray, coming: FloatArray) -> FloatArray:
    """Weight of an area's own registrations, as its people come: those there / (those there + those coming)."""
    return np.asarray(patients / np.maximum(patients + coming, 1e-9))


def answer(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the columns of an answer, those not given being NaN."""
    return rows.assign(**{c: float("nan") for c in WAY_COLUMNS[3:] if c not in rows})[WAY_COLUMNS]

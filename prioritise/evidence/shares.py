"""How the people of each development are shared over practices, by the way the settings name (`evidence.ways`)."""

import numpy as np
import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.evidence.geo import METRES_PER_KM, FloatArray
from prioritise.evidence.ways import WAYS, Ground, ground_of

SHARE_COLUMNS = [
    "development_id", "practice_code", "share", "method", "distance_km", "inside", "observed_share", "predicted_share",
    "area_code", "area_patients", "before_share",
]  # fmt: skip


def practice_shares(case: Case, assumptions: Assumptions, coming: "pd.Series[float] | None" = None) -> pd.DataFrame:
    """Shares of each development's people by practice: one row a development and practice (`SHARE_COLUMNS`).

    The way is the settings' `shares_by`; a development of which it knows nothing goes by the way it names instead, and
    `method` says which answered. People may register with practices outside the case. A development without a place
    on the map has no rows; every other's shares sum to 1.

    Args:
        case: the case.
        assumptions: those in force.
        coming: people each development brings, by development_id (the blend weighs them against those there).
    """
    ground = ground_of(case, assumptions, coming)
    shares = told_shares(ground)
    shares = shares.assign(distance_km=_nearest_site_km(shares, ground))
    shares["inside"] = shares["practice_code"].isin(case.table("practices")["practice_code"])
    shares["area_code"] = shares["area_code"].astype(object).where(shares["area_code"].notna(), "")
    numbers = dict.fromkeys(("share", "observed_share", "predicted_share", "area_patients", "before_share"), "float")
    texts = dict.fromkeys(("development_id", "practice_code", "method", "area_code"), "str")
    shares = shares.astype({**texts, **numbers})
    return shares.sort_values(["development_id", "practice_code"], ignore_index=True)[SHARE_COLUMNS]


def told_shares(ground: Ground) -> pd.DataFrame:
    """What the settings' way, and where it knows nothing the way it names, say: `WAY_COLUMNS` and method."""
    found: list[pd.DataFrame] = []
    silent = ground.places["development_id"]
    way: str = ground.case.settings.shares_by
    while way and len(silent):
        rows = WAYS[way].share(ground)
        found.append(rows.assign(method=way))
        silent = silent[~silent.isin(rows["development_id"].unique().tolist())]
        way = WAYS[way].otherwise
        ground = ground.of_places(silent)
    return pd.concat([f for f in found if len(f)] or [pd.DataFrame(columns=SHARE_COLUMNS)], ignore_index=True)


def _nearest_site_km(rows: pd.DataFrame, ground: Ground) -> FloatArray:
    """Distance of each development and practice of `rows` to the practice's nearest site; NaN without one."""
    pairs = rows[["development_id", "practice_code"]].assign(pair=np.arange(len(rows)))
    pairs = pairs.merge(ground.places, on="development_id")
    pairs = pairs.merge(ground.sites, on="practice_code", suffixes=("", "_site"))
    metres = np.hypot(
        pairs["east"].to_numpy(float) - pairs["east_site"].to_numpy(float),
        pairs["north"].to_numpy(float) - pairs["north_site"].to_numpy(float),
    )
    nearest = pd.Series(metres, index=pairs.index).groupby(pairs["pair"]).min() / METRES_PER_KM
    return np.asarray(nearest.reindex(np.arange(len(rows))), dtype=float)

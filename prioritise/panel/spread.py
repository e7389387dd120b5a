"""How far the scorers differ about each bid, and what that does to its value and place."""

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from prioritise.assumptions import Assumptions
from prioritise.criteria import Scored
from prioritise.criteria.score import FULL
from prioritise.panel.opinions import CELL
from prioritise.panel.severity import Severity

SEED = 0
LEAST = 1e-9
"""Added to each variance, so that a root of the whole can be taken where one is nought."""
DECIMALS = 9
"""Decimals that values are compared to: beyond them machines differ."""


def cell_spread(rows: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """How far scores of one bid on one criterion lie apart.

    Args:
        rows: scores that count (`Opinions.rows`).
        assumptions: hold what counts as split.

    Returns:
        One row a bid and criterion with any: bid_id, criterion_id, scores, lowest, highest (on the criterion's own
        scale), mean_points, low_points, high_points, range_points, deviation_points (sample standard deviation, points
        of 100; NaN with one score), split (whether that is at least `panel_split_sd`).
    """
    by = rows.groupby(CELL)
    found = by.agg(
        scores=("points", "size"), lowest=("score", "min"), highest=("score", "max"), mean_points=("points", "mean"),
        low_points=("points", "min"), high_points=("points", "max"), deviation_points=("points", "std"),
    )  # fmt: skip
    split = found["deviation_points"].ge(assumptions.value("panel_split_sd"))
    return found.assign(range_points=found["high_points"] - found["low_points"], split=split).reset_index()


def stand(scored: Scored, spread: pd.DataFrame, found: Severity, assumptions: Assumptions) -> pd.DataFrame:
    """What the scorers' differences, and their strictness, do to each bid's value and place.

    Only where the panel's mean stands; agreed and computed scores stay as they are. Points beyond worst and best are
    clipped, as scores are. Places are counted over draws of the adjusted scores by their errors, always the same ones.

    Returns:
        One row a bid with a member's score that decides something (a mean, not an agreed score): bid_id, value,
        place (1 for the most valuable of all bids), value_low, value_high (with the lowest and the highest score on
        every such criterion), adjusted_value, adjusted_place (NaN, NA: not known), adjusted_error (points),
        place_first, place_last (places it takes in the middle share of the draws; NA: not known).
    """
    ledger = scored.ledger
    mean = ledger[ledger["origin"].eq("panel mean") & ledger["points"].notna()]
    mean = mean.merge(spread, on=CELL).merge(found.cells.drop(columns=["scores"]).reset_index(names="at"), on=CELL)
    by_point = (mean["most_points"] / FULL).to_numpy(float)
    values = scored.values.set_index("bid_id")["value"].astype(float)  # noqa: PD011 - the table of values
    bid_at = pd.Series(range(len(values)), index=values.index)
    row = bid_at.reindex(mean["bid_id"]).to_numpy(int)

    def moved(points: "pd.Series[float]") -> "pd.Series[float]":
        change = by_point * (points.clip(0, FULL) - FULL * mean["scaled"]).to_numpy(float)
        return values + pd.Series(np.bincount(row, change, len(values)), index=values.index)

    adjusted = moved(mean["adjusted"].fillna(mean["raw"]))
    unknown = mean.loc[mean["adjusted"].isna(), "bid_id"]
    weights = np.zeros((len(values), len(found.cells)))
    np.add.at(weights, (row, mean["at"].to_numpy(int)), by_point)
    error = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", weights, found.covariance, weights), 0.0))
    first, last = _places(adjusted, weights, found, assumptions)
    sure = not np.isnan(found.noise)
    table = pd.DataFrame(
        {
            "value": values,
            "place": _rank(values),
            "value_low": moved(mean["low_points"]),
            "value_high": moved(mean["high_points"]),
            "adjusted_value": adjusted,
            "adjusted_place": _rank(adjusted),
            "adjusted_error": error if sure else np.nan,
            "place_first": first,
            "place_last": last,
        }
    )
    blanks = ["adjusted_value", "adjusted_error", "adjusted_place", "place_first", "place_last"]
    table.loc[table.index.isin(unknown), blanks] = pd.NA
    return table.loc[sorted(set(mean["bid_id"]))].rename_axis("bid_id").reset_index()


def _rank(values: "pd.Series[float]") -> "pd.Series[int]":
    return values.round(DECIMALS).rank(method="min", ascending=False).astype("Int64")


def _places(
    values: "pd.Series[float]", weights: np.ndarray, found: Severity, assumptions: Assumptions
) -> "tuple[pd.Series[int], pd.Series[int]]":
    """First and last place of each bid in the middle share of the draws; NA where the errors are not known."""
    nothing = pd.Series(pd.NA, index=values.index, dtype="Int64")
    if np.isnan(found.noise) or not len(values):
        return nothing, nothing
    draws, share = int(assumptions.value("panel_rank_draws")), assumptions.value("panel_rank_share")
    size = len(found.covariance)
    root = np.linalg.cholesky(found.covariance + LEAST * np.eye(size))
    apart = np.random.default_rng(SEED).standard_normal((draws, size)) @ root.T
    known = values.index[values.notna()]
    moved = (apart @ weights.T)[:, values.notna().to_numpy()]
    places = rankdata(-(values[known].to_numpy()[None, :] + moved).round(DECIMALS), method="min", axis=1)
    first = np.quantile(places, (1 - share) / 2, axis=0, method="lower")
    last = np.quantile(places, (1 + share) / 2, axis=0, method="higher")
    one, other = (pd.Series(p, known).reindex(values.index).astype("Int64") for p in (first, last))
    return one, other

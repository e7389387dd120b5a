"""Costs that may run over: how far, by kind of scheme, and a case with other costs.

Public schemes come out above their first estimate more often than below it. The Green Book's supplementary guidance on
optimism bias gives an upper bound of that by kind of project, which falls as risks are managed.
"""

from collections.abc import Mapping

import numpy as np

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case

EQUIPMENT = ("equipment", "technology")
NO_WORKS = ("land",)


def upper_bound(kind: str, assumptions: Assumptions) -> float:
    """The most a scheme may come out above its estimate, as a share of it, for the part of the risk not yet managed.

    A building is taken as so much non-standard and the rest standard; land has no works to run over.
    """
    value = assumptions.value
    if kind in NO_WORKS:
        return 0.0
    if kind in EQUIPMENT:
        most = value("optimism_equipment")
    else:
        part = value("optimism_nonstandard_share")
        most = part * value("optimism_nonstandard") + (1 - part) * value("optimism_standard")
    return most * (1 - value("optimism_managed"))


def upper_bounds(case: Case, assumptions: Assumptions) -> dict[str, float]:
    """Bid id -> the most it may come out above its estimate, as a share of it."""
    bids = case.table("bids").sort_values("bid_id")
    return {str(b): upper_bound(str(k), assumptions) for b, k in zip(bids["bid_id"], bids["kind"], strict=True)}


def drawn(most: Mapping[str, float], rng: np.random.Generator) -> dict[str, float]:
    """Bid id -> multiple of its estimate: each anywhere between the estimate and the most, evenly and by itself."""
    return {b: 1.0 + most[b] * float(rng.random()) for b in sorted(most)}


def with_costs(case: Case, factors: Mapping[str, float]) -> Case:
    """A case whose bids cost so many times their estimate, in whole pence, by year too where years are stated."""
    bids, years = case.table("bids"), case.table("bid_costs")
    yearly = years.assign(capital_gbp=(years["capital_gbp"] * years["bid_id"].map(factors).astype(float)).round(2))
    stated = yearly.groupby("bid_id")["capital_gbp"].sum()
    lump = (bids["capital_gbp"] * bids["bid_id"].map(factors).astype(float)).round(2)
    capital = bids["bid_id"].map(stated).astype(float).fillna(lump).round(2)
    changed = case.with_table("bids", bids.assign(capital_gbp=capital))
    return changed.with_table("bid_costs", yearly) if len(years) else changed

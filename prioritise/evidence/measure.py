"""How well each way of sharing people over practices predicts where people are registered.

Each area's registrations are hidden in turn, its shares predicted from what is left, and the two compared: the overlap
is the sum over practices of the smaller of predicted and observed share, weighted by the area's patients (1: every
patient placed; two in three placed: 0.67). Hiding every area within some distance as well is the test a large new
estate sets, which has no settled streets beside it.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.evidence.catchments import (
    BoolArray,
    CatchmentRules,
    Catchments,
    Registered,
    Shares,
    fit_catchments,
    near_practices,
)
from prioritise.evidence.geo import METRES_PER_KM, FloatArray, IntArray
from prioritise.evidence.reach import FAR_KM, Reach
from prioritise.evidence.travel import Places, Travel, TravelRules
from prioritise.evidence.ways.huff import huff_shares

OVERLAP_COLUMNS = ["method", "hidden", "overlap"]
HIDE_ONE = "the area itself"
SHIPPED = "As the areas nearby are registered, moved for distance (in use)"
"""The method that predicts in the ways `neighbours` and `blend`."""
NEAREST = "Nearest site"
FOLDS = 10
"""Parts into which areas are dealt to fit reach without them, when one area is hidden at a time."""
BLOCK_KM = 8.0
"""Side of the squares whose areas, with all near them, are left out of the fit together when a distance is hidden."""
_ROUNDS = 60


def overlap_of(data: Registered, found: Shares, areas: IntArray) -> float:
    """Patients of `areas` placed with their own practice, when place i of `found` is `areas[i]`."""
    practices = len(data.practices)
    key = data.flow_area * practices + data.flow_practice
    wanted = areas[found.place] * practices + found.practice
    at = np.minimum(np.searchsorted(key, wanted), max(len(key) - 1, 0))
    patients = np.where(key[at] == wanted, data.flow_patients[at], 0.0)
    return float(np.minimum(found.share * data.population[areas[found.place]], patients).sum())


def overlap_table(data: Registered, assumptions: Assumptions, travel: Travel | None = None) -> pd.DataFrame:
    """Overlap of every method, both ways of hiding: one row a method and way (`OVERLAP_COLUMNS`), best last.

    The blend, with an area's own registrations hidden, is the neighbours' prediction, so it is that which is measured.

    Args:
        data: registrations of the area loaded.
        travel: how minutes are found; by the estimate unless given.
        assumptions: those in force; `overlap_hidden_km` is the distance within which others are hidden, the second way.
    """
    rules, hidden_km = CatchmentRules.of(assumptions), assumptions.value("overlap_hidden_km")
    far = f"and every area within {hidden_km:g} km"
    rows = [(name, HIDE_ONE, _score(data, call(data))) for name, call in SIMPLE.items()]
    decay = assumptions.value("huff_decay_per_minute")
    huff = huff_shares(data, travel or Travel(TravelRules.of(assumptions)), decay, Places.of_areas(data))
    rows.append((f"Huff: {decay:g} a minute, balanced to list sizes", HIDE_ONE, _score(data, huff)))
    # what follows looks at registrations area by area, so it is measured both ways; the simple ones know lists only
    rows += [(name, far, overlap) for name, _, overlap in rows]
    for way, beyond in ((HIDE_ONE, 0.0), (far, hidden_km)):
        rows.append(("Neighbours' registrations as they are", way, _score(data, _as_neighbours(data, beyond))))
        rows.append((SHIPPED, way, shipped_overlap(data, rules, beyond)))
    return pd.DataFrame(rows, columns=OVERLAP_COLUMNS)


def shipped_overlap(data: Registered, rules: CatchmentRules, beyond_km: float = 0.0) -> float:
    """Overlap of the method in use with each area, and all no further than `beyond_km`, hidden.

    Reach is fitted without the areas measured: a tenth of them at a time, or those of one square with all near it.
    """
    total = data.population.sum()
    placed = 0.0
    for measured in _folds(data, beyond_km):
        seen = ~_within(data, measured, beyond_km)
        fitted = fit_catchments(data, rules, seen)
        areas = np.flatnonzero(measured & (data.population > 0))
        placed += overlap_of(data, fitted.shares(data.east[areas], data.north[areas], beyond_km), areas)
    return float(placed / total) if total else float("nan")


def _folds(data: Registered, beyond_km: float) -> list[BoolArray]:
    number = np.arange(len(data.areas))
    if beyond_km <= 0:
        return [number % FOLDS == i for i in range(min(FOLDS, len(number)))]
    side = BLOCK_KM * METRES_PER_KM
    block = np.unique(np.column_stack([data.east // side, data.north // side]), axis=0, return_inverse=True)[1].ravel()
    return [block == b for b in range(int(block.max(initial=-1)) + 1)]


def _within(data: Registered, measured: BoolArray, km: float) -> BoolArray:
    """The areas measured and every area no further than so many km from one of them."""
    found = measured.copy()
    for area in np.flatnonzero(measured) if km > 0 else ():
        found |= np.hypot(data.east - data.east[area], data.north - data.north[area]) <= km * METRES_PER_KM
    return found


def _score(data: Registered, found: Shares) -> float:
    total = data.population.sum()
    return overlap_of(data, found, np.arange(len(data.areas))) / total if total else float("nan")


def _from_rows(practice: IntArray, weight: FloatArray) -> Shares:
    """Shares in proportion to weights: a row a place."""
    share = weight / weight.sum(axis=1, keepdims=True)
    place, column = np.nonzero(share > 0)
    return Shares(place, practice[place, column], share[place, column])


def _nearest(data: Registered, count: int) -> Shares:
    practice, km = near_practices(data, data.east, data.north)
    weight = (np.cumsum(km < FAR_KM, axis=1) <= count) & (km < FAR_KM)
    return _from_rows(practice, weight.astype(float))


def _gravity(data: Registered, balanced: bool) -> Shares:
    """List size x exp(-decay x km), at the decay that does best: more than it could do without seeing the answers."""
    practice, km = near_practices(data, data.east, data.north)
    lists: FloatArray = np.bincount(data.flow_practice, data.flow_patients, len(data.practices)).astype(float)
    tried = []
    for decay in (0.5, 0.7, 0.9, 1.1, 1.3, 1.5):
        pull = lists.copy()
        for _ in range(_ROUNDS if balanced else 1):
            hold = pull[practice] * np.exp(-decay * np.minimum(km, 100.0)) * (km < FAR_KM)
            found = _from_rows(practice, np.asarray(hold + 1e-300, dtype=float))
            given = np.bincount(found.practice, found.share * data.population[found.place], len(lists))
            pull = np.clip(pull * lists / np.maximum(given, 1e-9), 0.0, 1e12)
        tried.append(found)
    return max(tried, key=lambda s: _score(data, s))


def _as_neighbours(data: Registered, beyond_km: float) -> Shares:
    """The mean of the nearest three areas' shares, by the square of nearness (the best of those tried)."""
    still = Reach(np.zeros(len(data.practices)), np.zeros(len(data.practices)), 1.0)
    plain = CatchmentRules(
        neighbours=3, decay=2.0, least_km=0.1, power=1.0, firmness=0.0, model_most=0.0, model_half_km=1.0
    )
    return Catchments(data, plain, still).shares(data.east, data.north, beyond_km)


SIMPLE: dict[str, Callable[[Registered], Shares]] = {
    NEAREST: lambda data: _nearest(data, 1),
    "Three nearest practices equally": lambda data: _nearest(data, 3),
    "Gravity on distance and list": lambda data: _gravity(data, balanced=False),
    "Gravity balanced to list sizes": lambda data: _gravity(data, balanced=True),
}

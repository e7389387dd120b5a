"""The nearest few practices, by straight line."""

from typing import Any

import numpy as np
import pandas as pd

from prioritise.evidence.formulas import inverse_distance_weight
from prioritise.evidence.geo import METRES_PER_KM, FloatArray
from prioritise.evidence.ways.ground import Ground
from prioritise.evidence.ways.way import WAY_COLUMNS, Way, answer

_CHUNK = 512  # developments measured at a time: keeps a table of distances small


def share(ground: Ground) -> pd.DataFrame:
    """Shares in inverse proportion to the distance to a practice's nearest site; ties go to the lower practice code."""
    places, sites, assumptions = ground.places, ground.sites, ground.assumptions
    codes = sites["practice_code"].drop_duplicates().to_numpy(dtype=object)
    count = min(int(assumptions.value("nearest_practices")), len(codes))
    starts = np.flatnonzero(~sites["practice_code"].duplicated().to_numpy())
    parts = []
    for begin in range(0, len(places) if count else 0, _CHUNK):
        squares = _squares_to_practices(places.iloc[begin : begin + _CHUNK], sites, starts)
        row, column = _lowest(squares, count)
        parts.append(np.column_stack([row + begin, column, np.sqrt(squares[row, column])]))
    if not parts:
        return pd.DataFrame(columns=WAY_COLUMNS)
    table = np.vstack(parts)
    place, code = table[:, 0].astype(int), table[:, 1].astype(int)
    weight = inverse_distance_weight(table[:, 2] / METRES_PER_KM, assumptions.value("nearest_minimum_km"))
    total = np.bincount(place, weights=weight, minlength=len(places))
    return answer(
        pd.DataFrame(
            {
                "development_id": ground.place_of(place),
                "practice_code": codes[code],
                "share": weight / total[place],
            }
        )
    )


def _squares_to_practices(places: pd.DataFrame, sites: pd.DataFrame, starts: Any) -> FloatArray:
    """Square metres of distance, a row a place and a column a practice (to its nearest site).

    Squares, because a root of every cell would take most of the time; sites are in practice order, `starts` being the
    first of each practice.
    """
    east = places["east"].to_numpy(float)[:, None] - sites["east"].to_numpy(float)[None, :]
    north = places["north"].to_numpy(float)[:, None] - sites["north"].to_numpy(float)[None, :]
    return np.asarray(np.minimum.reduceat(east * east + north * north, starts, axis=1))


def _lowest(table: FloatArray, count: int) -> tuple[Any, Any]:
    """Row and column numbers of the `count` lowest cells of each row; of equal cells the first column wins."""
    limit = np.partition(table, count - 1, axis=1)[:, count - 1 : count]
    row, column = np.nonzero(table <= limit)
    order = np.lexsort((column, table[row, column], row))
    row, column = row[order], column[order]
    place = np.arange(len(row)) - np.searchsorted(row, row)
    return row[place < count], column[place < count]


NEAREST = Way(
    id="nearest",
    name="Nearest practices",
    manner="over the nearest practices, less for those further away",
    sentence="The nearest few practices by straight line, the nearer taking more. A quick look, never to be relied on "
    "alone: only about half of people use the nearest practice.",
    formula="Weight = 1 ÷ km to its nearest site, at least the shortest distance counted; share = its weight ÷ all "
    "their weights",
    source="Our design choice: a stand-in, in straight lines",
    share=share,
)

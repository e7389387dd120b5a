"""Small tools the parts of the demo case share: typed tables, exact shares, and a plain map projection."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from prioritise.case.case import sort_by_key
from prioritise.case.tables import TABLES, column_meta, empty_table

Record = Mapping[str, Any]
Point = tuple[float, float]
Floats = npt.NDArray[np.float64]

# South-west corner of the invented county and kilometres a degree there. A plain plate carree is enough for a place
# that does not exist, and gives the same digits on every machine whatever transformation grids it has.
CORNER_LONGITUDE, CORNER_LATITUDE = -0.42, 52.98
KM_PER_DEGREE_LONGITUDE, KM_PER_DEGREE_LATITUDE = 66.75, 111.3
DEGREE_DECIMALS = 5


def to_lonlat(point: Point) -> Point:
    """Kilometres east and north of the county's corner -> longitude, latitude rounded to five decimals."""
    longitude = CORNER_LONGITUDE + point[0] / KM_PER_DEGREE_LONGITUDE
    latitude = CORNER_LATITUDE + point[1] / KM_PER_DEGREE_LATITUDE
    return round(longitude, DEGREE_DECIMALS), round(latitude, DEGREE_DECIMALS)


def distance_km(a: Point, b: Point) -> float:
    """Straight-line distance in the county's own plane."""
    return math.hypot(a[0] - b[0], a[1] - b[1])


def _cast(column: "pd.Series[Any]", kind: str) -> "pd.Series[Any]":
    if kind == "ids":
        return pd.Series([v if isinstance(v, tuple) else () for v in column], index=column.index, dtype="object")
    if kind in ("integer", "year"):
        return column.astype("Int64")
    if kind == "date":
        return pd.to_datetime(column).astype("datetime64[s]")
    if kind in ("number", "money", "share", "lonlat"):
        return column.astype("float64")
    return column.astype("str")


def table_of(name: str, records: Sequence[Record]) -> pd.DataFrame:
    """A table of the case: dictionary's columns and types, None as blank, rows in key order numbered as in a file.

    Raises:
        KeyError: a record has a column the dictionary does not know.
    """
    columns = list(TABLES[name].columns)
    unknown = sorted({key for record in records for key in record} - set(columns))
    if unknown:
        raise KeyError(f"{name} has no column {', '.join(unknown)}")
    if not records:
        return empty_table(name)
    raw = pd.DataFrame([{c: record.get(c) for c in columns} for record in records], columns=columns, dtype="object")
    typed = pd.DataFrame({c: _cast(raw[c], column_meta(name, c)["kind"]) for c in columns})
    ordered = sort_by_key(name, typed)
    return ordered.set_index(pd.RangeIndex(2, len(ordered) + 2, name="row").astype("int64"))

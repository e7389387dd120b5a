"""How the people of each development are shared over practices: observed registrations, else the nearest few."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.evidence.formulas import inverse_distance_weight
from prioritise.evidence.geo import METRES_PER_KM, FloatArray, to_bng, usable

SHARE_COLUMNS = ["development_id", "practice_code", "share", "method", "distance_km", "inside"]
_CHUNK = 512  # developments measured at a time: keeps a table of distances small


def practice_shares(case: Case, assumptions: Assumptions) -> pd.DataFrame:
    """Shares of each development's people by practice: one row a development and practice (`SHARE_COLUMNS`).

    Where the development's area (LSOA) has at least `flows_minimum_patients` registrations, its people register as
    those of the area do today, also with practices outside the case. Elsewhere the nearest
    few practices share them in inverse proportion to the distance to their nearest site (EPSG:27700), ties going to
    the lower practice code. A development without a place on the map has no rows; every other's shares sum to 1. A
    closed list still takes its share: what people do about one is a what-if.
    """
    developments = case.table("developments")
    placed = developments[usable(developments["longitude"], developments["latitude"])]
    places = _positions(placed, "development_id")
    sites = _case_sites(case)
    observed = _observed(_area_of(placed, case.areas), case.table("flows"), assumptions)
    silent = places[~places["development_id"].isin(observed["development_id"].unique())]
    nearest = _nearest(silent, sites, assumptions)
    observed = observed.assign(distance_km=_nearest_site_km(observed, places, sites), method="registrations")
    shares = pd.concat([observed, nearest], ignore_index=True)
    shares["inside"] = shares["practice_code"].isin(case.table("practices")["practice_code"])
    shares = shares.astype({"development_id": "str", "practice_code": "str", "method": "str"})
    return shares.sort_values(["development_id", "practice_code"], ignore_index=True)[SHARE_COLUMNS]


def _positions(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """Rows of `frame` by key with east and north in grid metres."""
    east, north = to_bng(frame["longitude"], frame["latitude"])
    return frame[[key]].assign(east=east, north=north)


def _case_sites(case: Case) -> pd.DataFrame:
    """Sites on the map of practices in the case: site_code, practice_code, east, north, by practice and site."""
    sites = case.table("sites")
    here = usable(sites["longitude"], sites["latitude"])
    sites = sites[here & sites["practice_code"].isin(case.table("practices")["practice_code"])]
    found = _positions(sites, "site_code").assign(practice_code=sites["practice_code"])
    return found.sort_values(["practice_code", "site_code"], ignore_index=True)


def _area_of(placed: pd.DataFrame, areas: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """The area each development lies in: development_id, area_code. On a shared edge the lower code has it."""
    if areas is None or not len(areas) or not len(placed):
        return pd.DataFrame({"development_id": pd.Series(dtype="str"), "area_code": pd.Series(dtype="str")})
    points = gpd.GeoDataFrame(
        placed[["development_id"]],
        geometry=gpd.points_from_xy(placed["longitude"], placed["latitude"]),
        crs="EPSG:4326",
    )
    shapes = areas.loc[areas.geometry.notna(), ["area_code", "geometry"]]
    shapes = shapes.set_crs("EPSG:4326") if shapes.crs is None else shapes.to_crs("EPSG:4326")
    shapes = shapes.set_geometry(shapes.geometry.where(shapes.geometry.is_valid, shapes.geometry.make_valid()))
    found = gpd.sjoin(points, shapes, predicate="intersects")
    found = found.sort_values(["development_id", "area_code"]).drop_duplicates("development_id")
    return pd.DataFrame(found[["development_id", "area_code"]])


def _observed(area_of: pd.DataFrame, flows: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """Shares from registrations: development_id, practice_code, share."""
    flows = flows[flows["patients"].gt(0)]
    totals = flows.groupby("area_code")["patients"].sum()
    enough = totals[totals.ge(assumptions.value("flows_minimum_patients"))]
    flows = flows.assign(total=flows["area_code"].map(enough).astype(float)).dropna(subset=["total"])
    flows = flows.assign(share=flows["patients"] / flows["total"])
    return area_of.merge(flows, on="area_code")[["development_id", "practice_code", "share"]]


def _nearest_site_km(rows: pd.DataFrame, places: pd.DataFrame, sites: pd.DataFrame) -> FloatArray:
    """Distance of each development and practice of `rows` to the practice's nearest site; NaN without one."""
    pairs = rows[["development_id", "practice_code"]].assign(pair=np.arange(len(rows)))
    pairs = pairs.merge(places, on="development_id").merge(sites, on="practice_code", suffixes=("", "_site"))
    metres = np.hypot(pairs["east"] - pairs["east_site"], pairs["north"] - pairs["north_site"])
    nearest = pd.Series(metres, index=pairs.index).groupby(pairs["pair"]).min() / METRES_PER_KM
    return np.asarray(nearest.reindex(np.arange(len(rows))), dtype=float)


def _nearest(places: pd.DataFrame, sites: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """Shares by distance over the nearest practices: development_id, practice_code, share, distance_km, method."""
    codes = sites["practice_code"].drop_duplicates().to_numpy(dtype=object)
    count = min(int(assumptions.value("nearest_practices")), len(codes))
    starts = np.flatnonzero(~sites["practice_code"].duplicated().to_numpy())
    parts = []
    for begin in range(0, len(places) if count else 0, _CHUNK):
        squares = _squares_to_practices(places.iloc[begin : begin + _CHUNK], sites, starts)
        row, column = _lowest(squares, count)
        parts.append(np.column_stack([row + begin, column, np.sqrt(squares[row, column])]))
    table = np.vstack(parts) if parts else np.empty((0, 3))
    place, code, km = table[:, 0].astype(int), table[:, 1].astype(int), table[:, 2] / METRES_PER_KM
    weight = inverse_distance_weight(km, assumptions.value("nearest_minimum_km"))
    total = np.bincount(place, weights=weight, minlength=len(places))
    return pd.DataFrame(
        {
            "development_id": places["development_id"].to_numpy(dtype=object)[place],
            "practice_code": codes[code],
            "share": weight / total[place],
            "method": "nearest",
            "distance_km": km,
        }
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

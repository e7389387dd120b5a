"""Positions and straight-line distances, always in British National Grid (EPSG:27700), never in degrees."""

from functools import cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from prioritise.case.places import LATITUDE_RANGE, LONGITUDE_RANGE

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
METRES_PER_KM = 1000.0
GLOBE, GRID = "EPSG:4326", "EPSG:27700"


TO_GRID = (
    "proj=pipeline step proj=unitconvert xy_in=deg xy_out=rad step proj=push v_3 step proj=cart ellps=WGS84 "
    "step inv proj=helmert x=446.448 y=-125.157 z=542.06 rx=0.15 ry=0.247 rz=0.842 s=-20.489 "
    "convention=position_vector step inv proj=cart ellps=airy step proj=pop v_3 "
    "step proj=tmerc lat_0=49 lon_0=-2 k=0.9996012717 x_0=400000 y_0=-100000 ellps=airy"
)
"""From WGS84 degrees to grid metres by seven parameters (EPSG:1314, Ordnance Survey), as PROJ does without correction
grids. Written out, so that a position does not hang on which grids a machine has; and quickly made."""


@cache
def _transformer() -> Transformer:
    """WGS84 longitude, latitude to grid metres."""
    return Transformer.from_pipeline(TO_GRID)


def to_bng(longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Eastings and northings in metres of points in degrees, one for one; NaN where either is unknown or off the grid.

    Without the Ordnance Survey's correction grid (not shipped) positions are good to about 5 m.
    """
    lon, lat = np.broadcast_arrays(np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float))
    if not lon.size:
        return np.empty(lon.shape), np.empty(lon.shape)
    east, north = (np.asarray(v, dtype=float) for v in _transformer().transform(lon, lat))
    known = np.isfinite(east) & np.isfinite(north) & np.isfinite(lon) & np.isfinite(lat)
    return np.where(known, east, np.nan), np.where(known, north, np.nan)


def grid_shapes(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Shapes in degrees (EPSG:4326) on the grid, by the same way of moving as every point."""
    moved = shapely.transform(
        shapes.to_numpy(), lambda xy: np.column_stack(_transformer().transform(xy[:, 0], xy[:, 1]))
    )
    return gpd.GeoSeries(moved, index=shapes.index, crs=GRID)


def distance_km(
    longitude: npt.ArrayLike, latitude: npt.ArrayLike, other_longitude: npt.ArrayLike, other_latitude: npt.ArrayLike
) -> FloatArray:
    """Straight-line distance in km between points given in degrees, measured on the grid.

    The arguments follow NumPy's broadcasting rules: equal shapes give one distance a pair; a column against a row
    gives a table of distances. NaN where a point is unknown.
    """
    east, north = to_bng(longitude, latitude)
    other_east, other_north = to_bng(other_longitude, other_latitude)
    return np.asarray(np.hypot(east - other_east, north - other_north) / METRES_PER_KM)


def usable(longitude: npt.ArrayLike, latitude: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Whether each point is known and lies in England (with its islands and a margin)."""
    lon, lat = np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float)
    inside = (lon >= LONGITUDE_RANGE[0]) & (lon <= LONGITUDE_RANGE[1])
    return np.asarray(inside & (lat >= LATITUDE_RANGE[0]) & (lat <= LATITUDE_RANGE[1]))


_MOST_PAIRS = 8_000_000
"""Pairs of points up to which all distances are measured; beyond, a tree finds the near ones."""
_CHUNK_PAIRS = 2_000_000


def nearest_points(places: FloatArray, points: FloatArray, count: int) -> tuple[FloatArray, npt.NDArray[np.int64]]:
    """Metres to the nearest points of each place, nearest first, and their row numbers.

    Args:
        places: one row a place: east, north.
        points: one row a point: east, north.
        count: how many are wanted, at most the number of points.
    """
    if len(places) * len(points) > _MOST_PAIRS:
        from scipy.spatial import cKDTree  # takes half a second to import: only where it saves more

        metres, at = cKDTree(points).query(places, k=np.arange(1, count + 1))
        return np.asarray(metres, dtype=float), np.asarray(at, dtype=np.int64)
    found, rows = [np.empty((0, count))], [np.empty((0, count), dtype=np.int64)]
    step = max(1, _CHUNK_PAIRS // max(len(points), 1))
    for begin in range(0, len(places), step):
        some = places[begin : begin + step]
        metres = np.hypot(some[:, :1] - points[None, :, 0], some[:, 1:] - points[None, :, 1])
        at = np.argpartition(metres, count - 1, axis=1)[:, :count]
        near = np.take_along_axis(metres, at, 1)
        order = np.lexsort((at, near), axis=1)
        rows.append(np.take_along_axis(at, order, 1).astype(np.int64))
        found.append(np.take_along_axis(near, order, 1))
    return np.concatenate(found), np.concatenate(rows)

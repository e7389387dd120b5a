"""Areas and clusters as light GeoJSON: simplified in metres, rounded, made once for a case."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import Geometry, set_precision
from shapely.geometry import mapping

from prioritise.case.case import Case
from prioritise.evidence.contiguity import cluster_areas

GRID = "EPSG:27700"
GLOBE = "EPSG:4326"
TOLERANCE_M = 60
DEGREES = 1e-5
BUFFER_M = 900


@dataclass(frozen=True)
class ClusterShape:
    """A cluster's outline (GeoJSON) and where its name is written."""

    code: str
    name: str
    geometry: dict[str, Any]
    longitude: float
    latitude: float


def _light(shapes: gpd.GeoSeries, tolerance_m: float = TOLERANCE_M) -> gpd.GeoSeries:
    """Simplify as one coverage, so that neighbours still share a border."""
    metres = shapes.to_crs(GRID)
    try:
        lighter = metres.simplify_coverage(tolerance_m)
    except ValueError:  # not polygons throughout
        lighter = metres.simplify(tolerance_m)
    return lighter.to_crs(GLOBE)


def _geojson(geometry: Geometry) -> dict[str, Any]:
    light: Any = set_precision(geometry, DEGREES)
    return dict(mapping(light))


def area_shapes(areas: gpd.GeoDataFrame) -> dict[str, dict[str, Any]]:
    """GeoJSON geometry by area code."""
    codes = [str(c) for c in areas["area_code"]]
    return dict(zip(codes, (_geojson(g) for g in _light(areas.geometry)), strict=True))


def cluster_shapes(case: Case) -> list[ClusterShape]:
    """Outline of each cluster: the areas most of whose registered patients are in it; else a line round its sites."""
    names = case.table("practices")[["practice_code", "cluster_code", "cluster_name"]].dropna(subset=["cluster_code"])
    if not len(names):
        return []
    shapes = _from_flows(case)
    if shapes is None:
        shapes = _from_sites(case, names)
    titles = names.drop_duplicates("cluster_code").set_index("cluster_code")["cluster_name"]
    inside = shapes.to_crs(GRID).representative_point().to_crs(GLOBE)
    light = _light(shapes)
    return [
        ClusterShape(str(code), _title(titles.get(code), code), _geojson(light[code]), inside[code].x, inside[code].y)
        for code in sorted(shapes.index)
    ]


def _title(name: Any, code: Any) -> str:
    return str(code) if pd.isna(name) else str(name)


def _from_flows(case: Case) -> gpd.GeoSeries | None:
    if case.areas is None or not case.has("flows"):
        return None
    areas = case.areas.merge(cluster_areas(case), on="area_code")
    return areas.dissolve("cluster_code").geometry if len(areas) else None


def _from_sites(case: Case, names: pd.DataFrame) -> gpd.GeoSeries:
    sites = case.table("sites").merge(names, on="practice_code").dropna(subset=["longitude", "latitude"])
    points = gpd.GeoDataFrame(
        sites[["cluster_code"]], geometry=gpd.points_from_xy(sites["longitude"], sites["latitude"]), crs=GLOBE
    )
    hulls = points.to_crs(GRID).dissolve("cluster_code").geometry.convex_hull.buffer(BUFFER_M)
    return hulls.to_crs(GLOBE)

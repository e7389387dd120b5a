"""Boundaries of LSOAs (Office for National Statistics)."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from prioritise.case.tables import LATITUDE_RANGE, LONGITUDE_RANGE
from prioritise.errors import DataFault
from prioritise.sources.folder import Draft, rounded
from prioritise.sources.model import ONS_ATTRIBUTION, Placed, Source, SourceTable, join
from prioritise.sources.reading import decode, read_bytes

_CODES = ("LSOA11CD", "LSOA21CD", "lsoa11cd", "lsoa21cd")
_NAMES = ("LSOA11NM", "LSOA21NM", "lsoa11nm", "lsoa21nm")
_POLYGONS = ("Polygon", "MultiPolygon")


def _features(path: Path) -> list[Mapping[str, Any]]:
    text, _ = decode(read_bytes(path), path.name)
    try:
        content = json.loads(text)
        features = content["features"]
    except (json.JSONDecodeError, KeyError, TypeError, RecursionError) as fault:
        raise DataFault(f"{path.name} is not GeoJSON with features: {fault}") from fault
    if not isinstance(features, list) or not features:
        raise DataFault(f"{path.name} holds no features")
    return [f if isinstance(f, dict) else {} for f in features]


def _first(properties: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((str(properties[n]).strip() for n in names if properties.get(n)), "")


def _shape(feature: Mapping[str, Any]) -> BaseGeometry | None:
    try:
        return shape(feature["geometry"])
    except (KeyError, TypeError, ValueError, AttributeError, shapely.GEOSException):
        return None


def repaired(geometry: BaseGeometry) -> BaseGeometry:
    """The polygon made valid, keeping only its areas (stray lines are dropped)."""
    parts = shapely.get_parts(shapely.make_valid(geometry))
    return shapely.union_all([p for p in shapely.get_parts(parts) if p.geom_type in _POLYGONS])


def _degrees(geometry: BaseGeometry) -> bool:
    west, south, east, north = geometry.bounds
    across = LONGITUDE_RANGE[0] <= west <= east <= LONGITUDE_RANGE[1]
    return across and LATITUDE_RANGE[0] <= south <= north <= LATITUDE_RANGE[1]


def read_one(path: Path) -> SourceTable:
    """One GeoJSON file; the line of a feature is its number in the file, from 1."""
    rows, shapes = [], []
    for number, feature in enumerate(_features(path), start=1):
        found = feature.get("properties")
        properties = found if isinstance(found, dict) else {}
        rows.append((path.name, number, _first(properties, _CODES), _first(properties, _NAMES)))
        shapes.append(_shape(feature))
    frame = pd.DataFrame(rows, columns=["source_file", "source_line", "area_code", "name"])
    table = SourceTable(frame.assign(geometry=pd.Series(shapes, dtype="object")), ((path.name, len(rows)),))
    table = table.refuse(table.frame["area_code"] == "", "area_code", "no LSOA code")
    areal = table.frame["geometry"].map(lambda g: g is not None and g.geom_type in _POLYGONS and not g.is_empty)
    table = table.refuse(~areal.astype(bool), "area_code", "no polygon")
    inside = table.frame["geometry"].map(_degrees).astype(bool)
    table = table.refuse(~inside, "area_code", "coordinates are not degrees within England (WGS84)")
    return _repair(table)


def _repair(table: SourceTable) -> SourceTable:
    valid = table.frame["geometry"].map(lambda g: bool(g.is_valid)).astype(bool)
    table = table.note(~valid, "area_code", "polygon crosses itself: repaired")
    mended = [g if ok else repaired(g) for g, ok in zip(table.frame["geometry"], valid, strict=True)]
    shapes = pd.Series([rounded(g) for g in mended], index=table.frame.index, dtype="object")
    return table.assign(geometry=shapes)


def read(files: Sequence[Path]) -> SourceTable:
    """One row an LSOA: area_code, name, geometry (WGS84, valid)."""
    table = join([read_one(f) for f in files])
    again = table.frame.duplicated("area_code", keep="first")
    return table.refuse(again, "area_code", "area repeated; the first polygon is used")


def place(table: SourceTable, draft: Draft) -> Placed:
    """Polygons of the case's areas; all of them when the case has no areas yet."""
    used = table
    if draft.areas and table.frame["area_code"].isin(set(draft.areas)).any():
        used = table.keep(table.frame["area_code"].isin(set(draft.areas)), "area is not in the case", "area_code")
    columns = used.frame[["area_code", "name", "geometry"]].itertuples(index=False)
    return Placed(used, areas={str(code): {"name": name, "geometry": shape} for code, name, shape in columns})


SOURCE = Source(
    kind="lsoa-polygons",
    title="LSOA boundaries",
    publisher="Office for National Statistics",
    dataset="Lower layer Super Output Areas (December 2011) Boundaries, super-generalised clipped (BSC)",
    feeds=("areas: area_code, name, polygon",),
    quirks=(
        "Super-generalised to 200 m: neighbours do not tile exactly.",
        "A polygon that crosses itself is repaired, and named.",
        "Eastings and northings are refused: longitude and latitude are expected.",
    ),
    read=read,
    place=place,
    attribution=ONS_ATTRIBUTION,
)

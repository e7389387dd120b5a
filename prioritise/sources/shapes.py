"""Polygons of GeoJSON and TopoJSON files, in WGS84 degrees whichever of the three systems they came in."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from prioritise.case.places import LATITUDE_RANGE, LONGITUDE_RANGE
from prioritise.errors import DataFault
from prioritise.sources.coordinates import moved
from prioritise.sources.folder import rounded
from prioritise.sources.model import SourceTable
from prioritise.sources.reading import decode, read_bytes

POLYGONS = ("Polygon", "MultiPolygon")
NOT_ENGLAND = "coordinates are not degrees within England (WGS84)"
_METRES = ((0.0, 700_000.0), (0.0, 700_000.0))
_LEAST_METRES = 1_000.0


def features(path: Path) -> list[Mapping[str, Any]]:
    """Features of a GeoJSON file, or of the only layer of a TopoJSON file.

    Raises:
        DataFault: it is neither, or holds no features.
    """
    text, _ = decode(read_bytes(path), path.name)
    return features_of(path.name, text)


def features_of(name: str, text: str) -> list[Mapping[str, Any]]:
    """`features` of text already read."""
    try:
        content = json.loads(text)
        found = _topology(content) if content.get("type") == "Topology" else content["features"]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as fault:
        raise DataFault(f"{name} is not GeoJSON with features: {fault}") from fault
    if not isinstance(found, list) or not found:
        raise DataFault(f"{name} holds no features")
    return [f if isinstance(f, dict) else {} for f in found]


def _topology(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Features of a TopoJSON file: its arcs put together again."""
    layers = list(content["objects"].values())
    if len(layers) != 1:
        raise ValueError(f"it holds {len(layers)} layers, and one was expected")
    change = content.get("transform")
    arcs = [_arc(arc, change) for arc in content["arcs"]]
    return [
        {"properties": g.get("properties"), "geometry": _geometry(g, arcs)} for g in layers[0].get("geometries", [])
    ]


def _arc(arc: Sequence[Sequence[float]], change: Mapping[str, Any] | None) -> list[list[float]]:
    points = np.asarray(arc, dtype=float)[:, :2]
    if change is not None:
        points = points.cumsum(axis=0) * np.asarray(change["scale"]) + np.asarray(change["translate"])
    return [[float(x), float(y)] for x, y in points]


def _geometry(found: Mapping[str, Any], arcs: list[list[list[float]]]) -> dict[str, Any] | None:
    def ring(numbers: Sequence[int]) -> list[list[float]]:
        points: list[list[float]] = []
        for number in numbers:
            part = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += part[1:] if points else part
        return points

    if found.get("type") == "Polygon":
        return {"type": "Polygon", "coordinates": [ring(r) for r in found["arcs"]]}
    if found.get("type") == "MultiPolygon":
        return {"type": "MultiPolygon", "coordinates": [[ring(r) for r in p] for p in found["arcs"]]}
    return None


def first_of(properties: Mapping[str, Any], pattern: str) -> str:
    """The first filled property whose name is of a pattern, as text."""
    names = [n for n in properties if re.fullmatch(pattern, str(n), flags=re.IGNORECASE)]
    return next((str(properties[n]).strip() for n in sorted(names) if properties[n]), "")


def shape_of(feature: Mapping[str, Any]) -> BaseGeometry | None:
    """The feature's shape; None where it has none that can be read."""
    try:
        return shape(feature["geometry"])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, shapely.errors.ShapelyError):
        return None


def repaired(geometry: BaseGeometry) -> BaseGeometry:
    """The polygon made valid, keeping only its areas (stray lines are dropped)."""
    parts = shapely.get_parts(shapely.make_valid(geometry))
    return shapely.union_all([p for p in shapely.get_parts(parts) if p.geom_type in POLYGONS])


def _within(geometry: BaseGeometry, across: tuple[float, float], up: tuple[float, float]) -> bool:
    west, south, east, north = geometry.bounds
    return across[0] <= west <= east <= across[1] and up[0] <= south <= north <= up[1]


def _kind(geometry: BaseGeometry) -> str:
    """How a polygon's coordinates look: degrees, turned (latitude first), metres, or strange."""
    if _within(geometry, LONGITUDE_RANGE, LATITUDE_RANGE):
        return "degrees"
    if _within(geometry, LATITUDE_RANGE, LONGITUDE_RANGE):
        return "turned"
    in_metres = _within(geometry, *_METRES) and geometry.bounds[2] >= _LEAST_METRES
    return "metres" if in_metres else "strange"


def in_degrees(table: SourceTable) -> SourceTable:
    """Polygons in WGS84, valid, to six decimals.

    Args:
        table: rows with `geometry` and `area_code`. The file as a whole decides what its coordinates are: when none of
            its polygons is in degrees, and all are in metres (or all latitude first), they are moved and a note says
            so. A polygon unlike the others is refused, as is one that is no polygon.
    """
    areal = table.frame["geometry"].map(lambda g: g is not None and g.geom_type in POLYGONS and not g.is_empty)
    table = table.refuse(~areal.astype(bool), "area_code", "no polygon")
    kinds = table.frame["geometry"].map(_kind).astype("str")
    known = set(kinds) - {"strange"}
    common = known.pop() if len(known) == 1 else "degrees"
    table = table.refuse(kinds != common, "area_code", NOT_ENGLAND)
    if common == "metres":
        table = _changed(table, _from_grid, "eastings and northings (EPSG:27700), moved to WGS84")
    elif common == "turned":
        table = _changed(
            table, lambda xy: xy[:, ::-1], "latitude comes first in every polygon: read the other way round"
        )
    return _repair(table)


def _from_grid(xy: "np.typing.NDArray[np.float64]") -> "np.typing.NDArray[np.float64]":
    return np.column_stack(moved(xy[:, 0], xy[:, 1], "EPSG:27700"))


def _changed(table: SourceTable, change: Any, words: str) -> SourceTable:
    shapes = shapely.transform(table.frame["geometry"].to_numpy(dtype=object), change)
    everywhere = pd.Series(True, index=table.frame.index)
    table = table.note(everywhere, "area_code", words)
    return table.assign(geometry=pd.Series(list(shapes), index=table.frame.index, dtype="object"))


def _repair(table: SourceTable) -> SourceTable:
    valid = table.frame["geometry"].map(lambda g: bool(g.is_valid)).astype(bool)
    table = table.note(~valid, "area_code", "polygon crosses itself: repaired")
    mended = [g if ok else repaired(g) for g, ok in zip(table.frame["geometry"], valid, strict=True)]
    shapes = pd.Series([rounded(g) for g in mended], index=table.frame.index, dtype="object")
    return table.assign(geometry=shapes)


def read_features(path: Path, code: str, name: str) -> SourceTable:
    """One row a feature: area_code, name, geometry; the line of a feature is its number in the file, from 1.

    Args:
        path: the file.
        code: pattern of the name of the property that holds the area's code.
        name: likewise its name.
    """
    rows, shapes = [], []
    for number, feature in enumerate(features(path), start=1):
        found = feature.get("properties")
        properties = found if isinstance(found, dict) else {}
        rows.append((path.name, number, first_of(properties, code), first_of(properties, name)))
        shapes.append(shape_of(feature))
    frame = pd.DataFrame(rows, columns=["source_file", "source_line", "area_code", "name"])
    return SourceTable(frame.assign(geometry=pd.Series(shapes, dtype="object")), ((path.name, len(rows)),))

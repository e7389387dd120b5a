"""Reading and writing the areas of a case (`areas.geojson`): LSOA-like polygons with people and deprivation.

The file is read as plain JSON, never through a reader that guesses formats or follows addresses.
"""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from prioritise.case.cells import read_number
from prioritise.case.csvfile import CONTROL, decode
from prioritise.case.log import CELL_OUT, Log

NAME = "areas"
_LEFT = "area left out"
_DEGREES = (-180.0, -90.0, 180.0, 90.0)
_BAD_SHAPE = (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)
"""What shapely raises on coordinates that make no shape."""


def read_areas(content: bytes, log: Log) -> gpd.GeoDataFrame | None:
    """Areas in order of their code, or None when the file holds none that can be used."""
    text = decode(content, NAME, log)
    if text is None:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as fault:
        log.refuse("not_geojson", NAME, f"areas.geojson is not JSON: {fault}", done="areas left out")
        return None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list):
        log.refuse("not_geojson", NAME, "areas.geojson is not a GeoJSON collection of features", done="areas left out")
        return None
    rows = _one_each(sorted(_rows(features, log), key=lambda r: (r["area_code"], r["geometry"].wkb_hex)), log)
    if not rows:
        log.doubt("no_rows", NAME, "areas.geojson holds no area that can be used")
        return None
    return _frame(rows)


def _frame(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(
        {
            "area_code": pd.Series([r["area_code"] for r in rows], dtype="str"),
            "name": pd.Series([r["name"] for r in rows], dtype="str"),
            "population": pd.Series([r["population"] for r in rows], dtype="float64"),
            "imd_score": pd.Series([r["imd_score"] for r in rows], dtype="float64"),
        }
    )
    return gpd.GeoDataFrame(frame, geometry=[r["geometry"] for r in rows], crs="EPSG:4326")


def _rows(features: list[Any], log: Log) -> Iterator[dict[str, Any]]:
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        properties = properties if isinstance(properties, dict) else {}
        code = _text(properties.get("area_code"))
        if not code:
            log.refuse(
                "blank_required", NAME, f"feature {number} has no area_code", row=number, column="area_code", done=_LEFT
            )
            continue
        geometry = _polygon(feature.get("geometry"), number, code, log)
        if geometry is None:
            continue
        yield {
            "number": number,
            "area_code": code,
            "name": _text(properties.get("name")) or None,
            "population": _figure(properties, "population", number, log),
            "imd_score": _figure(properties, "imd_score", number, log),
            "geometry": geometry,
        }


def _one_each(rows: list[dict[str, Any]], log: Log) -> list[dict[str, Any]]:
    """The first outline of each code, in order of the outlines and not of the file."""
    kept: dict[str, dict[str, Any]] = {}
    for row in rows:
        code = row["area_code"]
        if kept.setdefault(code, row) is not row:
            done = f"left out; feature {kept[code]['number']} is used"
            where = {"row": row["number"], "column": "area_code", "value": code, "done": done}
            log.refuse("rows_disagree", NAME, f"{code} is there more than once", **where)
    return list(kept.values())


def _text(value: Any) -> str:
    plain = value if isinstance(value, str) else "" if value is None or isinstance(value, (dict, list)) else str(value)
    return CONTROL.sub("", plain).encode("utf-8", "replace").decode("utf-8").strip()


def _figure(properties: Mapping[str, Any], name: str, number: int, log: Log) -> float:
    value = properties.get(name)
    if value is None or value == "":
        return math.nan
    read = read_number(_text(value), {}).value
    if read is None or read < 0 or isinstance(value, bool):
        said = f"{name} is {_text(value)!r}; it must be a number, 0 or more"
        log.refuse("not_a_number", NAME, said, row=number, column=name, value=_text(value), done=CELL_OUT)
        return math.nan
    return float(read)


def _polygon(geometry: Any, number: int, code: str, log: Log) -> Polygon | MultiPolygon | None:
    """The feature's polygon, repaired where its outline crosses itself; None (and an issue) when it is none."""
    try:
        found = shape(geometry) if isinstance(geometry, dict) else Polygon()
        repaired = found if found.is_valid else _polygons_of(shapely.make_valid(found))
    except _BAD_SHAPE as fault:
        log.refuse("bad_geometry", NAME, f"area {code}: its outline cannot be read ({fault})", row=number, done=_LEFT)
        return None
    if not isinstance(repaired, (Polygon, MultiPolygon)) or repaired.is_empty:
        log.refuse(
            "bad_geometry", NAME, f"area {code} has no polygon", row=number, column="geometry", value=code, done=_LEFT
        )
        return None
    west, south, east, north = repaired.bounds
    if west < _DEGREES[0] or south < _DEGREES[1] or east > _DEGREES[2] or north > _DEGREES[3]:
        said = f"area {code}: coordinates are not degrees of longitude and latitude (WGS84)"
        log.refuse("bad_geometry", NAME, said, row=number, column="geometry", value=code, done=_LEFT)
        return None
    if repaired is not found:
        said = f"area {code}: its outline crosses itself"
        log.doubt("geometry_repaired", NAME, said, row=number, column="geometry", value=code, done="outline repaired")
    return repaired


def _polygons_of(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of whatever a repair gave (it may add stray lines)."""
    parts = [p for p in shapely.get_parts(geometry).tolist() if isinstance(p, (Polygon, MultiPolygon))]
    whole = [p for part in parts for p in (part.geoms if isinstance(part, MultiPolygon) else [part])]
    return whole[0] if len(whole) == 1 else MultiPolygon(whole)


def areas_geojson(areas: gpd.GeoDataFrame) -> bytes:
    """The areas as GeoJSON, one a line in order of their code: the same areas always give the same bytes."""
    lines = []
    for row in areas.sort_values("area_code", kind="stable").itertuples():
        properties = {
            "area_code": str(row.area_code),
            "name": None if pd.isna(row.name) else str(row.name),
            "population": _json_number(row.population),
            "imd_score": _json_number(row.imd_score),
        }
        feature = {"type": "Feature", "properties": properties, "geometry": mapping(row.geometry)}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":"), allow_nan=False))
    body = ",\n".join(lines)
    return f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'.encode()


def _json_number(value: Any) -> float | int | None:
    if value is None or pd.isna(value):
        return None
    number = float(value)
    return int(number) if number.is_integer() else number

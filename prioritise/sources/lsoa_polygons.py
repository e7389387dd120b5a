"""Boundaries of LSOAs (Office for National Statistics)."""

from collections.abc import Sequence
from pathlib import Path

from prioritise.sources.folder import Draft
from prioritise.sources.model import ONS_ATTRIBUTION, Placed, Source, SourceTable, join
from prioritise.sources.shapes import in_degrees, read_features

CODE, NAME = r"LSOA\d\dCD", r"LSOA\d\dNM"


def read_one(path: Path) -> SourceTable:
    """One GeoJSON file; the line of a feature is its number in the file, from 1."""
    table = read_features(path, CODE, NAME)
    table = table.refuse(table.frame["area_code"] == "", "area_code", "no LSOA code")
    return in_degrees(table)


def read(files: Sequence[Path]) -> SourceTable:
    """One row an LSOA: area_code, name, geometry (WGS84, valid)."""
    table = join([read_one(f) for f in files])
    return table.once("area_code", said="area repeated; the first polygon is used")


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
        "Eastings and northings throughout are moved to degrees; a polygon unlike the others is refused.",
    ),
    read=read,
    place=place,
    attribution=ONS_ATTRIBUTION,
    members=(CODE,),
)

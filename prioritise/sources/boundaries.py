"""Boundaries of districts, sub-ICB locations and ICBs (Office for National Statistics), to choose a working area by."""

from collections.abc import Sequence
from pathlib import Path

from prioritise.sources.model import ONS_ATTRIBUTION, Source, SourceTable, join
from prioritise.sources.placing import not_placed
from prioritise.sources.shapes import in_degrees, read_features

_KINDS = r"(?:area|(?:LAD|CTYUA|UTLA|LTLA|SICBL|ICB|CCG|WD|PAR)\d\d)"
CODE, NAME = _KINDS + "CD", _KINDS + "NM"


def read_one(path: Path) -> SourceTable:
    """One GeoJSON or TopoJSON file; the line of a feature is its number in the file, from 1."""
    table = read_features(path, CODE, NAME)
    table = table.refuse(table.frame["area_code"] == "", "area_code", "no code of a district, sub-ICB or ICB")
    wales = table.frame["area_code"].str.startswith("W")
    return in_degrees(table.keep(~wales, "area of Wales", "area_code"))


def read(files: Sequence[Path]) -> SourceTable:
    """One row an area: area_code, name, geometry (WGS84, valid)."""
    table = join([read_one(f) for f in files])
    return table.once("area_code", said="area repeated; the first polygon is used")


SOURCE = Source(
    kind="boundaries",
    title="Boundaries of districts and ICBs",
    publisher="Office for National Statistics",
    dataset="Local Authority Districts, Sub-ICB Locations and ICBs: boundaries",
    feeds=("nothing in a case: used to choose a working area",),
    quirks=(
        "GeoJSON or TopoJSON, in degrees or in eastings and northings: the file as a whole shows which.",
        "Generalised: a practice near a boundary may fall on the wrong side of it.",
        "Wales is left out.",
    ),
    read=read,
    place=not_placed("a case is made of small areas: boundaries are for choosing a working area", "area_code"),
    attribution=ONS_ATTRIBUTION,
    members=(CODE,),
)

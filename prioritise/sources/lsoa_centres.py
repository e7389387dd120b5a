"""The middle of every LSOA (Office for National Statistics): stands in for boundaries where there are none."""

from collections.abc import Sequence
from pathlib import Path

from prioritise.sources.coordinates import locate
from prioritise.sources.model import ONS_ATTRIBUTION, Source, SourceTable, join, start
from prioritise.sources.placing import not_placed
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import codes

FIELDS = (
    Field("area_code", ("LSOA11CD", "LSOA21CD")),
    Field("name", ("LSOA11NM", "LSOA21NM"), required=False),
    Field("easting", ("BNG_E", "Easting", "X")),
    Field("northing", ("BNG_N", "Northing", "Y")),
)


def read_one(path: Path) -> SourceTable:
    """One file of centres."""
    table = start(read_table(path, FIELDS, "centres of LSOAs"))
    if "name" not in table.frame.columns:
        table = table.assign(name=table.frame["area_code"].str.slice(0, 0))
    found = locate(table.frame["easting"], table.frame["northing"])
    table = table.assign(area_code=codes(table.frame["area_code"]), longitude=found.longitude, latitude=found.latitude)
    wales = table.frame["area_code"].str.startswith("W")
    table = table.keep(~wales, "area of Wales", "area_code")
    for reason in sorted(set(found.refused) - {""}):
        table = table.refuse(found.refused.reindex(table.frame.index) == reason, "easting", reason)
    for reason in sorted(set(found.noted) - {""}):
        table = table.note(found.noted.reindex(table.frame.index) == reason, "easting", f"coordinates: {reason}")
    return table.needs_code("area_code", "LSOA")


def read(files: Sequence[Path]) -> SourceTable:
    """One row an LSOA: area_code, name, longitude, latitude (WGS84) of its centre."""
    table = join([read_one(f) for f in files])
    return table.once("area_code", said="area repeated; the first row is used")


SOURCE = Source(
    kind="lsoa-centres",
    title="Centres of LSOAs",
    publisher="Office for National Statistics",
    dataset="Lower layer Super Output Areas: label points",
    feeds=("nothing in a case: used to cut a working area out of England",),
    quirks=("Label points, not weighted by where people live.",),
    read=read,
    place=not_placed("a case has polygons: centres are for cutting a working area out of England", "area_code"),
    attribution=ONS_ATTRIBUTION,
    layouts=(FIELDS,),
)

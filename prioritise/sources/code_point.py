"""Where a postcode is (Ordnance Survey, Code-Point Open): a file a postcode area, without a header."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from prioritise.sources.coordinates import BRITAIN, locate
from prioritise.sources.model import ONS_ATTRIBUTION, Source, SourceTable, join, start
from prioritise.sources.postcodes import place
from prioritise.sources.reading import Field, Positions, read_positional
from prioritise.sources.values import postcodes

_SHAPES = {"postcode": r"[A-Z]{1,2}[0-9][A-Z0-9]? {0,2}[0-9][A-Z]{2}", "quality": "[1-9]0", "easting": "[0-9]+"}
LAYOUT = Positions({"postcode": 0, "quality": 1, "easting": 2, "northing": 3}, (4, 10, 19), _SHAPES)
NAMED = (
    Field("postcode", ("Postcode",)),
    Field("quality", ("Positional_quality_indicator", "Positional quality", "PQ")),
    Field("easting", ("Eastings", "Easting", "EA")),
    Field("northing", ("Northings", "Northing", "NO")),
)
_NO_PLACE = "90"


def read_one(path: Path) -> SourceTable:
    """One postcode area."""
    table = start(read_positional(path, LAYOUT, "Code-Point Open", NAMED))
    table = table.refuse(table.frame["quality"] == _NO_PLACE, "quality", "postcode has no position (quality 90)")
    declared = pd.Series("EPSG:27700", index=table.frame.index, dtype="str")
    found = locate(table.frame["easting"], table.frame["northing"], declared, BRITAIN)
    table = table.assign(
        postcode=postcodes(table.frame["postcode"]), longitude=found.longitude, latitude=found.latitude
    )
    for reason in sorted(set(found.refused) - {""}):
        table = table.refuse(found.refused.reindex(table.frame.index) == reason, "easting", reason)
    for reason in sorted(set(found.noted) - {""}):
        table = table.note(found.noted.reindex(table.frame.index) == reason, "easting", f"coordinates: {reason}")
    return table.refuse(table.frame["postcode"] == "", "postcode", "not a postcode")


def read(files: Sequence[Path]) -> SourceTable:
    """One row a postcode: postcode (one space), longitude, latitude (WGS84)."""
    table = join([read_one(f) for f in files])
    again = table.frame.duplicated("postcode", keep="first")
    return table.keep(~again, "postcode is here twice; the first row is used", "postcode")


SOURCE = Source(
    kind="code-point",
    title="Postcodes (Code-Point Open)",
    publisher="Ordnance Survey",
    dataset="Code-Point Open",
    feeds=("sites: longitude, latitude",),
    quirks=(
        "No header row; postcode, quality, easting and northing come first, and are told by what they hold.",
        "Live postcodes only: older files use some that are not in it.",
    ),
    read=read,
    place=place,
    attribution=ONS_ATTRIBUTION,
    layouts=(NAMED,),
    positions=(LAYOUT,),
)

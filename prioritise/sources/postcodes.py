"""Where a postcode is, and in which district (ONS Postcode Directory)."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from prioritise.evidence.geo import to_bng
from prioritise.sources.coordinates import BRITAIN, locate
from prioritise.sources.folder import Draft
from prioritise.sources.model import ONS_ATTRIBUTION, Placed, Source, SourceTable, join, start
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import codes, postcodes, texts

FIELDS = (
    Field("postcode", ("pcds", "pcd", "pcd8", "pcd7", "postcode")),
    Field("district", ("laua", "oslaua", "lad25cd", "lad24cd", "lad23cd")),
    Field("easting", ("oseast1m", "east1m"), required=False),
    Field("northing", ("osnrth1m", "north1m"), required=False),
    Field("lat", ("lat", "latitude"), required=False),
    Field("lon", ("long", "lon", "longitude"), required=False),
)
_ONE_PLACE_M = 1_000.0


def _points(frame: pd.DataFrame) -> pd.DataFrame:
    """Longitude and latitude: as published, else from the grid reference; `apart` where the two are not one place."""
    blank = pd.Series("", index=frame.index, dtype="str")
    degrees = locate(frame.get("lon", blank), frame.get("lat", blank), extent=BRITAIN)
    grid = locate(frame.get("easting", blank), frame.get("northing", blank), extent=BRITAIN)
    east, north = to_bng(degrees.longitude, degrees.latitude)
    grid_east, grid_north = to_bng(grid.longitude, grid.latitude)
    return pd.DataFrame(
        {
            "longitude": degrees.longitude.fillna(grid.longitude),
            "latitude": degrees.latitude.fillna(grid.latitude),
            "apart": np.hypot(east - grid_east, north - grid_north) > _ONE_PLACE_M,
        },
        index=frame.index,
    )


def read_one(path: Path) -> SourceTable:
    """One file of the directory, whole or a part."""
    table = start(read_table(path, FIELDS, "the ONS Postcode Directory"))
    points = _points(table.frame)
    table = table.assign(
        postcode=postcodes(table.frame["postcode"]),
        district=codes(table.frame["district"]),
        longitude=points["longitude"],
        latitude=points["latitude"],
    )
    table = table.refuse(table.frame["postcode"] == "", "postcode", "not a postcode")
    apart = points["apart"].reindex(table.frame.index)
    table = table.refuse(
        apart, "postcode", "grid reference and degrees are more than 1 km apart: unclear which is right"
    )
    return table.refuse(table.frame["longitude"].isna(), "postcode", "postcode has no position")


def read(files: Sequence[Path]) -> SourceTable:
    """One row a postcode: postcode (one space), district (ONS code), longitude, latitude (WGS84)."""
    table = join([read_one(f) for f in files])
    again = table.frame.duplicated("postcode", keep="first")
    return table.keep(~again, "postcode is here twice; the first row is used", "postcode")


def place(table: SourceTable, draft: Draft) -> Placed:
    """Position of the case's sites by their postcode (sites that have a position keep it)."""
    sites = pd.DataFrame({c: draft.column("sites", c) for c in ("site_code", "postcode")})
    sites = sites.assign(postcode=postcodes(sites["postcode"].astype("str")))
    used = table.keep(table.frame["postcode"].isin(set(sites["postcode"])), "no site of the case is there", "postcode")
    placed = draft.column("sites", "longitude")
    if len(placed) == len(sites):
        sites = sites[placed == ""]
    points = used.frame[["postcode", "longitude", "latitude"]]
    points = points.assign(longitude=texts(points["longitude"]), latitude=texts(points["latitude"]))
    rows = sites.merge(points, on="postcode")[["site_code", "longitude", "latitude"]]
    return Placed(used, {"sites": rows} if len(rows) else {})


SOURCE = Source(
    kind="postcodes",
    title="Postcodes",
    publisher="Office for National Statistics",
    dataset="ONS Postcode Directory",
    feeds=("sites: longitude, latitude", "which district a practice is in"),
    quirks=(
        "The seven-character form has no space or two: every postcode is written with one.",
        "Terminated postcodes are kept: older files use them.",
        "Positions are worked out from the grid reference where no latitude is given (good to about 5 m).",
    ),
    read=read,
    place=place,
    attribution=ONS_ATTRIBUTION,
    layouts=(FIELDS,),
)

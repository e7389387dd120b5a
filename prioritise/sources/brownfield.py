"""Planned housing sites: councils' brownfield land registers in the national layout (MHCLG)."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from prioritise.case.tables import LATITUDE_RANGE, LONGITUDE_RANGE
from prioritise.sources.folder import Draft
from prioritise.sources.model import COUNCIL_ATTRIBUTION, Placed, Source, SourceTable, join, start
from prioritise.sources.placing import doubt, latest
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import dates, numbers, texts

FIELDS = (
    Field("site", ("site", "SiteReference")),
    Field("address", ("site-address", "SiteNameAddress")),
    Field("organisation", ("organisation",)),
    Field("authority", ("name",), required=False),
    Field("status_text", ("planning-permission-status",)),
    Field("permission", ("planning-permission-type",)),
    Field("latitude_text", ("latitude",)),
    Field("longitude_text", ("longitude",)),
    Field("least", ("minimum-net-dwellings",)),
    Field("most", ("maximum-net-dwellings",)),
    Field("entered", ("entry-date",), required=False),
    Field("ended", ("end-date",)),
    Field("register_date", ("resource-date",), required=False),
)
PERMISSION_STATUS = {
    "full planning permission": "full",
    "reserved matters approval": "full",
    "technical details consent": "full",
    "planning permission granted under an order": "full",
    "other": "full",
    "outline planning permission": "outline",
    "permission in principle": "outline",
}
_NAME_LENGTH = 120
_MARGIN_DEGREES = 0.1
_OLD = "registers are of 2017 to 2020: since then some of these homes will have been built and their people registered"


def read_one(path: Path) -> SourceTable:
    """One register, or several joined."""
    table = start(read_table(path, FIELDS, "a brownfield land register in the national layout"))
    for column in ("authority", "entered", "register_date"):
        if column not in table.frame.columns:
            table = table.assign(**{column: pd.Series("", index=table.frame.index, dtype="str")})
    frame = table.frame
    ghost = (frame[["site", "address", "latitude_text", "longitude_text", "most", "least"]] == "").all(axis=1)
    table = table.keep(~ghost, "ghost row: nothing but the council's name", "organisation", named=True)
    copies = table.frame.drop(columns=["source_line"]).duplicated(keep="first")
    table = table.keep(~copies, "exact copy of an earlier row", "site", named=True)
    table = table.keep(table.frame["ended"] == "", "taken off the register (end-date set)", "ended", named=True)
    table = table.refuse(table.frame["site"] == "", "address", "no site reference")
    return _place_status(_homes(_positions(table)))


def _positions(table: SourceTable) -> SourceTable:
    lat, bad_lat = numbers(table.frame["latitude_text"])
    lon, bad_lon = numbers(table.frame["longitude_text"])
    table = table.assign(latitude=lat, longitude=lon)
    table = table.refuse(bad_lat | bad_lon, "latitude_text", "coordinates are not numbers")
    frame = table.frame
    table = table.refuse(frame["latitude"].isna() | frame["longitude"].isna(), "latitude_text", "no coordinates")
    frame = table.frame
    swapped = frame["longitude"].between(*LATITUDE_RANGE) & frame["latitude"].between(*LONGITUDE_RANGE)
    table = table.refuse(swapped, "latitude_text", "latitude and longitude are swapped")
    frame = table.frame
    inside = frame["longitude"].between(*LONGITUDE_RANGE) & frame["latitude"].between(*LATITUDE_RANGE)
    return table.refuse(~inside, "latitude_text", "coordinates are outside England")


def _homes(table: SourceTable) -> SourceTable:
    """Homes: the maximum, or the minimum where no maximum is given; contradictions are refused."""
    most, bad_most = numbers(table.frame["most"])
    least, bad_least = numbers(table.frame["least"])
    table = table.assign(most_number=most, least_number=least)
    table = table.refuse(bad_most | bad_least, "most", "net dwellings is not a number")
    frame = table.frame
    table = table.refuse((frame["most_number"] < 0) | (frame["least_number"] < 0), "most", "net dwellings below zero")
    frame = table.frame
    both = frame["least_number"] > frame["most_number"]
    table = table.refuse(both, "least", "minimum net dwellings is above the maximum: unclear which is right")
    homes = table.frame["most_number"].fillna(table.frame["least_number"])
    table = table.assign(homes=homes)
    table = table.refuse(table.frame["homes"].isna(), "site", "net dwellings are blank (unknown)")
    table = table.keep(table.frame["homes"] > 0, "0 net dwellings: no homes planned", "most", named=True)
    return table.note(table.frame["most_number"].isna(), "least", "no maximum: the minimum net dwellings is used")


def _place_status(table: SourceTable) -> SourceTable:
    """Planning stage: permissioned -> full or outline by the type of permission; anything else -> allocated."""
    frame = table.frame
    permitted = frame["status_text"].str.lower() == "permissioned"
    permission = frame["permission"].str.lower()
    status = permission.map(PERMISSION_STATUS).fillna("outline").where(permitted, "allocated").astype("str")
    table = table.assign(status=status)
    table = table.note(
        permitted & ~permission.isin(PERMISSION_STATUS), "permission", "permissioned, type unknown: taken as outline"
    )
    other = permitted & (permission == "other")
    table = table.note(other, "permission", "permissioned, type 'other' (such as prior approval): taken as full")
    unsaid = (frame["status_text"] == "") & (permission != "")
    reason = "type of permission given but status blank: taken as allocated"
    return table.note(unsaid, "permission", reason)


def read(files: Sequence[Path]) -> SourceTable:
    """One row a site: development_id, name, authority, longitude, latitude, status, homes, register_date."""
    table = join([read_one(f) for f in files])
    frame = table.frame
    code = frame["organisation"].str.rsplit(":", n=1).str[-1].str.upper()
    table = table.assign(
        development_id=(code + ":" + frame["site"]).astype("str"),
        name=frame["address"].mask(frame["address"] == "", frame["site"]).str.slice(0, _NAME_LENGTH),
        entered_date=dates(frame["entered"])[0],
    )
    return latest(table, ["development_id"], "entered_date", "site is on the register twice, by entry date")


def _nearby(table: SourceTable, draft: Draft) -> SourceTable:
    """Of a joined national file only the sites near the case's own sites; a council's own file is kept whole."""
    lon, lat = (numbers(draft.column("sites", c))[0].dropna() for c in ("longitude", "latitude"))
    if not len(lon) or not len(lat) or len(table.frame["organisation"].unique()) <= 1:
        return table
    margin = _MARGIN_DEGREES
    near = table.frame["longitude"].between(lon.min() - margin, lon.max() + margin)
    near &= table.frame["latitude"].between(lat.min() - margin, lat.max() + margin)
    return table.keep(near, "outside the case's area", "site")


def place(table: SourceTable, draft: Draft) -> Placed:
    """Developments, without completions by year: a stated build-out curve is assumed for them."""
    used = _nearby(table, draft)
    frame = used.frame
    columns = ["development_id", "name", "authority", "longitude", "latitude", "status", "homes"]
    rows = frame[columns].assign(**{c: texts(frame[c]) for c in ("longitude", "latitude", "homes")})
    issue = doubt(
        "developments",
        "homes",
        "register_is_dated",
        f"{len(rows)} sites are from brownfield registers: {_OLD}; sites on green fields are not in them",
        "used as published; replace them with the council's housing trajectory when you have it",
    )
    return Placed(used, {"developments": rows.reset_index(drop=True)}, issues=(issue,) if len(rows) else ())


SOURCE = Source(
    kind="brownfield",
    title="Brownfield land registers",
    publisher="Local planning authorities, through MHCLG",
    dataset="Brownfield land register (national layout)",
    feeds=("developments: development_id, name, authority, longitude, latitude, status, homes",),
    quirks=(
        "Rows with nothing but the council's name are ghosts; rows with an end-date are off the register.",
        "Homes are the maximum net dwellings, else the minimum; unknown, negative and contradictory ones are refused.",
        "Sites without coordinates, with swapped ones, or outside England are refused by name.",
        "Permissioned sites are full or outline by their type; every other status counts as allocated.",
        "Several rows of one site: the latest entry is used.",
    ),
    read=read,
    place=place,
    attribution=COUNCIL_ATTRIBUTION,
)

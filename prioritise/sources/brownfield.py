"""Planned housing sites: councils' brownfield land registers, as each council publishes them and as MHCLG joins them.

Layouts read by their headers: the national harvest (`site`, `latitude`, `minimum-net-dwellings`), the register as a
council publishes it (`SiteReference`, `GeoX`, `NetDwellingsRangeFrom`) and the national data set of today (`reference`,
`point`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from prioritise.errors import DataFault
from prioritise.evidence.geo import METRES_PER_KM, to_bng
from prioritise.sources.coordinates import locate
from prioritise.sources.folder import Draft
from prioritise.sources.model import COUNCIL_ATTRIBUTION, Placed, Source, SourceTable, join, start
from prioritise.sources.placing import doubt, latest
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import dates, is_blank, numbers, texts

FIELDS = (
    Field("site", ("site", "SiteReference", "reference", "Site Ref")),
    Field("address", ("site-address", "SiteNameAddress", "Site Name and Address", "Site Name/Address")),
    Field("organisation", ("organisation", "OrganisationURI", "ROrganisationURI", "organisation-entity"), False),
    Field("authority", ("name", "OrganisationLabel", "organisation-name", "Local Planning Authority"), required=False),
    Field("status_text", ("planning-permission-status", "PlanningStatus", "Permission Status")),
    Field("permission", ("planning-permission-type", "PermissionType")),
    Field("system", ("CoordinateReferenceSystem", "CRS", "Coordinate System"), required=False),
    Field("x_text", ("longitude", "GeoX", "easting", "eastings", "X coordinate"), required=False),
    Field("y_text", ("latitude", "GeoY", "northing", "northings", "Y coordinate"), required=False),
    Field("point", ("point",), required=False),
    Field("least", ("minimum-net-dwellings", "NetDwellingsRangeFrom"), required=False),
    Field("most", ("maximum-net-dwellings", "NetDwellingsRangeTo"), required=False),
    Field("dwellings", ("MinNetDwellings",), required=False),
    Field("entered", ("entry-date", "LastUpdatedDate"), required=False),
    Field("ended", ("end-date", "EndDate"), required=False),
    Field("register_date", ("resource-date",), required=False),
)
PERMISSION_STATUS = {
    "full planning permission": "full",
    "full": "full",
    "reserved matters approval": "full",
    "reserved matters": "full",
    "technical details consent": "full",
    "planning permission granted under an order": "full",
    "other": "full",
    "outline planning permission": "outline",
    "outline": "outline",
    "permission in principle": "outline",
}
PERMITTED = "permissioned"
_NOT_PERMITTED = ("not permissioned", "pending decision", "")
_POINT = r"^\s*(?:SRID=4326;)?\s*POINT\s*\(\s*([^\s(]+)\s+([^\s)]+)\s*\)\s*$"
_NAME_LENGTH = 120
_MARGIN_DEGREES = 0.1
_FAR_FROM_COUNCIL_KM = 150.0
_STYLE = {
    "district", "borough", "city", "county", "council", "london", "royal", "metropolitan", "unitary", "authority", "of",
    "the", "mbc", "bc", "dc", "cc", "lb",
}  # fmt: skip
_OLD = "registers are of 2017 to 2020: since then some of these homes will have been built and their people registered"
_WHERE = ("x_text", "y_text", "point")
_HOMES = ("least", "most", "dwellings")


def read_one(path: Path) -> SourceTable:
    """One register, or several joined."""
    raw = read_table(path, FIELDS, "a brownfield land register")
    there = set(raw.frame.columns)
    _refuse_without(path.name, there)
    table = start(raw)
    absent = {f.name for f in FIELDS} - there
    table = table.assign(**{c: pd.Series("", index=table.frame.index, dtype="str") for c in sorted(absent)})
    frame = table.frame
    ghost = (frame[["site", "address", *_WHERE, *_HOMES]] == "").all(axis=1)
    table = table.keep(~ghost, "ghost row: nothing but the council's name", "organisation", named=True)
    copies = table.frame.drop(columns=["source_line"]).duplicated(keep="first")
    table = table.keep(~copies, "exact copy of an earlier row", "site", named=True)
    table = _ended(table)
    table = table.refuse(table.frame["site"] == "", "address", "no site reference")
    nameless = (table.frame["organisation"] == "") & (table.frame["authority"] == "")
    table = table.refuse(nameless, "site", "no council named: the reference alone could be that of another's site")
    return _place_status(_homes(_positions(table, declares="system" in there)))


def _refuse_without(name: str, there: set[str]) -> None:
    """Refuse a file without what a register must say.

    Raises:
        DataFault: no column says whose the sites are, where they are, or how many homes there will be.
    """
    wants = {
        "says which council's they are (organisation or OrganisationURI)": {"organisation", "authority"} & there,
        "pair says where they are (GeoX and GeoY, longitude and latitude, or point)": {"x_text", "y_text"} <= there
        or "point" in there,
        "says how many homes there will be (NetDwellingsRangeFrom, MinNetDwellings)": set(_HOMES) & there,
    }
    for want, found in wants.items():
        if not found:
            raise DataFault(f"{name} is not a brownfield land register: no column {want}")


def _ended(table: SourceTable) -> SourceTable:
    """Without sites taken off the register; an end-date that cannot be read leaves in doubt whether one was."""
    _, unreadable = dates(table.frame["ended"])
    table = table.refuse(unreadable, "ended", "end-date cannot be read: not known whether it is still on the register")
    return table.keep(is_blank(table.frame["ended"]), "taken off the register (end-date set)", "ended", named=True)


def _positions(table: SourceTable, *, declares: bool) -> SourceTable:
    frame = table.frame
    x, y = frame["x_text"], frame["y_text"]
    if (frame["point"] != "").any():
        parts = frame["point"].str.extract(_POINT, flags=re.IGNORECASE).fillna("").astype("str")
        text = frame["point"].where(parts[0] == "", "")  # what is no point stays as it is, and is refused as no number
        x = x.where(x != "", parts[0].where(parts[0] != "", text))
        y = y.where(y != "", parts[1].where(parts[1] != "", text))
    found = locate(x, y, frame["system"] if declares else None)
    table = table.assign(longitude=found.longitude, latitude=found.latitude)
    for reason in sorted(set(found.refused) - {""}):
        now = found.refused.reindex(table.frame.index)
        table = table.refuse(now == reason, "y_text", reason)
    for reason in sorted(set(found.noted) - {""}):
        table = table.note(found.noted.reindex(table.frame.index) == reason, "x_text", f"coordinates: {reason}")
    return _strays(table)


def _strays(table: SourceTable) -> SourceTable:
    """Refuse a site so far from the others of its council that its position must be wrong."""
    east, north = to_bng(table.frame["longitude"], table.frame["latitude"])
    place = pd.DataFrame({"east": east, "north": north}, index=table.frame.index)
    council = table.frame["organisation"].where(table.frame["organisation"] != "", table.frame["authority"])
    middle = place.groupby(council).transform("median")
    squares = (place["east"] - middle["east"]) ** 2 + (place["north"] - middle["north"]) ** 2
    km = squares**0.5 / METRES_PER_KM
    reason = f"more than {_FAR_FROM_COUNCIL_KM:.0f} km from most sites of its council: coordinates must be wrong"
    return table.refuse(km > _FAR_FROM_COUNCIL_KM, "y_text", reason)


def _homes(table: SourceTable) -> SourceTable:
    """Homes: the maximum, or the minimum where no maximum is given; contradictions are refused."""
    read = {c: numbers(table.frame[c]) for c in _HOMES}
    table = table.assign(**{f"{c}_number": value for c, (value, _) in read.items()})
    wrong = read["most"][1] | read["least"][1] | read["dwellings"][1]
    table = table.refuse(wrong, "most", "net dwellings is not a number")
    frame = table.frame
    apart = frame["most_number"].isna() & frame["least_number"].notna() & frame["dwellings_number"].notna()
    apart &= frame["least_number"] != frame["dwellings_number"]
    table = table.refuse(apart, "least", "two minimum numbers of dwellings that differ, and no maximum")
    least = table.frame["least_number"].fillna(table.frame["dwellings_number"])
    table = table.assign(least_number=least)
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
    said = table.frame["status_text"].str.lower().str.split().str.join(" ")
    strange = ~said.isin([PERMITTED, *_NOT_PERMITTED]) & ~is_blank(said)
    table = table.refuse(strange, "status_text", f"status is none of {PERMITTED}, {', '.join(_NOT_PERMITTED[:2])}")
    frame = table.frame
    said = said.reindex(frame.index)
    permitted = said == PERMITTED
    permission = frame["permission"].str.lower().str.split().str.join(" ")
    status = permission.map(PERMISSION_STATUS).fillna("outline").where(permitted, "allocated").astype("str")
    table = table.assign(status=status)
    table = table.note(
        permitted & ~permission.isin(PERMISSION_STATUS), "permission", "permissioned, type unknown: taken as outline"
    )
    other = permitted & (permission == "other")
    table = table.note(other, "permission", "permissioned, type 'other' (such as prior approval): taken as full")
    unsaid = is_blank(said) & (permission != "")
    table = table.note(unsaid, "permission", "type of permission given but status blank: taken as allocated")
    denied = said.isin(["not permissioned"]) & permission.isin(PERMISSION_STATUS)
    return table.note(denied, "permission", "not permissioned, yet a type of permission is given: taken as allocated")


def read(files: Sequence[Path]) -> SourceTable:
    """One row a site: development_id, council, name, authority, longitude, latitude, status, homes, register_date."""
    table = join([read_one(f) for f in files])
    frame = table.frame
    named = council_key(frame["authority"].where(frame["authority"] != "", frame["organisation"]))
    code = frame["organisation"].str.extract(r"^[a-z-]+:([^/:]+)$")[0].fillna("").str.upper().astype("str")
    known = _told_apart(zip(named[code != ""], code[code != ""], strict=True))
    found = named.map(lambda n: known.get(n, n)).astype("str")
    council = code.where(code != "", found)
    table = table.assign(
        council=council,
        council_name=named,
        authority=frame["authority"].mask(frame["authority"] == "", named.str.replace("-", " ").str.title()),
        development_id=(council + ":" + frame["site"]).astype("str"),
        name=frame["address"].mask(frame["address"] == "", frame["site"]).str.slice(0, _NAME_LENGTH),
        entered_date=dates(frame["entered"])[0],
    )
    return latest(table, ["development_id"], "entered_date", "site is on the register twice, by entry date")


def council_key(names: "pd.Series[str]") -> "pd.Series[str]":
    """What a council is called, bare, from its name or its address: `New Forest District Council` -> `new-forest`.

    The two layouts of one register then name the same council, and its sites are not counted twice.
    """
    return names.map({n: _council(n) for n in names.unique()}).astype("str")


def _council(name: str) -> str:
    last = re.split(r"[/:]", name.rstrip("/"))[-1]
    words = re.findall(r"[a-z0-9]+", last.lower())
    return "-".join([w for w in words if w not in _STYLE] or words)


def _told_apart(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The code of each name that has only one: a name of two councils stands for neither."""
    codes: dict[str, set[str]] = defaultdict(set)
    for name, code in pairs:
        codes[name].add(code)
    return {name: min(own) for name, own in codes.items() if len(own) == 1}


def _nearby(table: SourceTable, draft: Draft) -> SourceTable:
    """Of a joined national file only the sites near the case's own sites; a council's own file is kept whole."""
    lon, lat = (numbers(draft.column("sites", c))[0].dropna() for c in ("longitude", "latitude"))
    if not len(lon) or not len(lat) or len(table.frame["council"].unique()) <= 1:
        return table
    margin = _MARGIN_DEGREES
    near = table.frame["longitude"].between(lon.min() - margin, lon.max() + margin)
    near &= table.frame["latitude"].between(lat.min() - margin, lat.max() + margin)
    return table.keep(near, "outside the case's area", "site")


def _as_known(table: SourceTable, draft: Draft) -> SourceTable:
    """Ids under the name by which the case has the council already, from the other layout of its register."""
    ids, authority = draft.column("developments", "development_id"), draft.column("developments", "authority")
    if len(ids) != len(authority):
        return table
    prefixes = ids.str.split(":", n=1).str[0].where(ids.str.contains(":", regex=False), "")
    known = _told_apart((c, p) for c, p in zip(council_key(authority), prefixes, strict=True) if c and p)
    frame = table.frame
    names = zip(frame["council_name"], frame["council"], strict=True)
    prefix = pd.Series([known.get(n, c) for n, c in names], index=frame.index, dtype="str")
    return table.assign(development_id=(prefix + ":" + frame["site"]).astype("str"))


def place(table: SourceTable, draft: Draft) -> Placed:
    """Developments, without completions by year: a stated build-out curve is assumed for them."""
    used = _as_known(_nearby(table, draft), draft)
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
    publisher="Local planning authorities, and MHCLG",
    dataset="Brownfield land register (a council's own, or joined nationally)",
    feeds=("developments: development_id, name, authority, longitude, latitude, status, homes",),
    quirks=(
        "Rows with nothing but the council's name are ghosts; rows with an end-date are off the register.",
        "Homes are the maximum net dwellings, else the minimum; unknown, negative and contradictory ones are refused.",
        "Coordinates are degrees (WGS84 or OSGB36) or grid metres, by the numbers where the file names the wrong one; "
        "sites without any, outside England or far from the council's others are refused by name.",
        "Two coordinate columns are read the other way round only where every row shows it.",
        "Permissioned sites are full or outline by their type; not permissioned, pending and blank count as allocated.",
        "Several rows of one site: the latest entry is used; the same site by another layout is updated, not doubled.",
    ),
    read=read,
    place=place,
    attribution=COUNCIL_ATTRIBUTION,
    layouts=(FIELDS,),
)

"""The run as a GeoPackage and as GeoJSON: the same rows as the map, for a geographic information system."""

import json
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from prioritise.case.bid_places import placed
from prioritise.case.case import Case
from prioritise.case.rows import blank
from prioritise.case.tables import TABLES
from prioritise.criteria.declare import Context
from prioritise.record.columns import for_programs
from prioritise.record.editions import PUBLIC, Edited, Edition, edited
from prioritise.record.model import RunLike
from prioritise.years import year_label

CRS = "EPSG:4326"
# A fixed day of making, as in the workbook: the same run gives the same bytes.
MADE = "2026-01-01T00:00:00Z"
NOW = "now"
DEGREES = 6
"""Decimals of a figure in GeoJSON; of degrees they are a tenth of a metre."""
EVIDENCE_COUNTS = ("growth_people", "patients", "space_patients")
"""Columns of the evidence that count people."""


def geopackage(run: RunLike, edition: Edition = PUBLIC) -> bytes:
    """A GeoPackage (WGS84) with the layers practices, sites, developments, pots and bids; an empty layer is left out.

    A pot is in it when it has a point; a bid without a place of its own stands at its site, else at its practice's
    main site, else it is a row without a point. A practice stands at its main site, one row a practice and year
    (`now`, then each financial year). The bids have the columns of the ranked list that are not confidential.
    """
    told = edited(run, edition)
    layers = {
        "practices": practices_layer(told),
        "sites": sites_layer(told.prepared.case),
        "developments": _points(told.prepared.case.table("developments")),
        "pots": pots_layer(told),
        "bids": bids_layer(told),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prioritise.gpkg"
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": MADE})
        for name, frame in layers.items():
            if len(frame):
                pyogrio.write_dataframe(_plain(frame), path, layer=name, driver="GPKG", append=path.exists())
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        return path.read_bytes() if path.exists() else b""


def geojson(run: RunLike, edition: Edition = PUBLIC) -> bytes:
    """Bids with their decision and practices as they stand now, as GeoJSON (WGS84); `layer` says which is which.

    No text of it can end a page that it is put into: `<` is written as an escape.
    """
    told = edited(run, edition)
    practices = practices_layer(told)
    if "financial_year" in practices:
        practices = practices[practices["financial_year"] == NOW]
    features = [
        {"type": "Feature", "geometry": _geometry(row.pop("geometry")), "properties": {"layer": layer, **_known(row)}}
        for layer, frame in (("bid", bids_layer(told)), ("practice", practices))
        for row in frame.to_dict("records")
    ]
    content = {"type": "FeatureCollection", "name": "prioritise", "features": features}
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return (text.replace("<", "\\u003c") + "\n").encode()


def _geometry(point: Any) -> dict[str, Any] | None:
    return (
        None if point is None else {"type": "Point", "coordinates": [round(point.x, DEGREES), round(point.y, DEGREES)]}
    )


def _known(row: dict[Any, Any]) -> dict[str, Any]:
    """The cells that hold something, as JSON has them: days as text, lists parted by semicolons."""
    return {str(k): _cell(v) for k, v in row.items() if not blank(v)}


def _cell(value: Any) -> Any:
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, np.generic):
        value = value.item()
    return round(value, DEGREES) if isinstance(value, float) else value


def practices_layer(run: Edited) -> gpd.GeoDataFrame:
    """One row a practice and year with its space need and gap, and the funded bids that serve it, by id.

    One row a practice when there is no evidence.
    """
    case, evidence = run.prepared.case, run.prepared.evidence
    practices = case.table("practices").merge(main_sites(case), on="practice_code", how="left")
    served = Context(case, evidence, run.prepared.assumptions).served
    served = served[served["bid_id"].isin(list(run.result.starts))]
    funded = served.groupby("practice_code")["bid_id"].agg(";".join).to_dict()
    practices = practices.assign(funded_bids=[funded.get(c, "") for c in practices["practice_code"]])
    if evidence is not None:
        gap = evidence.practice_gap.drop(columns="list_size")
        practices = practices.merge(gap, on="practice_code", how="inner")
        years = practices["financial_year"]
        practices["financial_year"] = [NOW if y == evidence.now else year_label(y) for y in years]
    counts = [str(c) for c in practices if _counts_people(str(c))]
    return _points(practices.assign(**{c: practices[c].astype(float).map(run.count) for c in counts}))


def _counts_people(column: str) -> bool:
    declared = TABLES["practices"].columns.get(column)
    return column in EVIDENCE_COUNTS or (declared is not None and declared.unit == "patients")


def sites_layer(case: Case) -> gpd.GeoDataFrame:
    """One row a site, with the name of its practice."""
    names = case.table("practices")[["practice_code", "name"]].rename(columns={"name": "practice"})
    return _points(case.table("sites").merge(names, on="practice_code", how="left"))


def pots_layer(run: RunLike) -> gpd.GeoDataFrame:
    """One row a pot with a point: what it is and what the list leaves in it."""
    columns = ["pot_id", "holder", "longitude", "latitude", "within_km", "purpose_text", "agreement_ref"]
    frame = run.pots_after.merge(run.prepared.case.table("pots")[columns], on="pot_id", how="left")
    return _points(frame[frame["longitude"].notna() & frame["latitude"].notna()])


def bids_layer(run: Edited) -> gpd.GeoDataFrame:
    """One row a bid: the ranked list, for programs."""
    table, columns = for_programs(run)
    return _points(table[columns].merge(bid_places(run.prepared.case), on="bid_id", how="left"))


def bid_places(case: Case) -> pd.DataFrame:
    """One row a bid: bid_id, longitude, latitude (NaN when nothing says where it is) and placed_by in words."""
    bids = case.table("bids")
    return bids[["bid_id"]].join(placed(case, bids))


def main_sites(case: Case) -> pd.DataFrame:
    """One row a practice: the point of its main site (else of its first branch)."""
    sites = case.table("sites")[["practice_code", "site_code", "role", "longitude", "latitude"]].dropna()
    ordered = sites.assign(branch=sites["role"] != "main").sort_values(["practice_code", "branch", "site_code"])
    return ordered.drop_duplicates("practice_code")[["practice_code", "longitude", "latitude"]]


def _points(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    longitude, latitude = frame["longitude"].to_numpy(float), frame["latitude"].to_numpy(float)
    points = np.asarray(shapely.points(longitude, latitude), dtype=object)
    points[np.isnan(longitude) | np.isnan(latitude)] = None
    return gpd.GeoDataFrame(frame.reset_index(drop=True), geometry=points, crs=CRS)


def _plain(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A copy whose cells a GeoPackage can hold: lists as text."""
    plain = frame.copy()
    for name in plain.columns.drop("geometry"):
        if plain[name].dtype == object:
            plain[name] = [";".join(v) if isinstance(v, tuple) else v for v in plain[name]]
    return plain

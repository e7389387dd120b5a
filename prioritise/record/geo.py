"""The run as a GeoPackage: the same rows as the map, for a geographic information system."""

import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from prioritise.case.bid_places import placed
from prioritise.case.case import Case
from prioritise.evidence.model import Evidence
from prioritise.record.model import RunLike
from prioritise.years import year_label

CRS = "EPSG:4326"
# A fixed day of making, as in the workbook: the same run gives the same bytes.
MADE = "2026-01-01T00:00:00Z"


def geopackage(run: RunLike) -> bytes:
    """A GeoPackage (WGS84) with the layers practices, sites, developments, pots and bids; an empty layer is left out.

    A pot is in it when it has a point; a bid without a place of its own stands at its site, else at its practice's
    main site, else it is a row without a point. A practice stands at its main site, one row a practice and year
    (`now`, then each financial year).
    """
    layers = {
        "practices": practices_layer(run.prepared.case, run.prepared.evidence),
        "sites": sites_layer(run.prepared.case),
        "developments": _points(run.prepared.case.table("developments")),
        "pots": pots_layer(run),
        "bids": bids_layer(run),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prioritise.gpkg"
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": MADE})
        for name, frame in layers.items():
            if len(frame):
                pyogrio.write_dataframe(_plain(frame), path, layer=name, driver="GPKG", append=path.exists())
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        return path.read_bytes() if path.exists() else b""


def practices_layer(case: Case, evidence: Evidence | None) -> gpd.GeoDataFrame:
    """One row a practice and year with its space need and gap; one row a practice when there is no evidence."""
    practices = case.table("practices").merge(_main_sites(case), on="practice_code", how="left")
    if evidence is None:
        return _points(practices)
    gap = evidence.practice_gap.drop(columns="list_size")
    frame = practices.merge(gap, on="practice_code", how="inner")
    frame["financial_year"] = ["now" if y == evidence.now else year_label(y) for y in frame["financial_year"]]
    return _points(frame)


def sites_layer(case: Case) -> gpd.GeoDataFrame:
    """One row a site, with the name of its practice."""
    names = case.table("practices")[["practice_code", "name"]].rename(columns={"name": "practice"})
    return _points(case.table("sites").merge(names, on="practice_code", how="left"))


def pots_layer(run: RunLike) -> gpd.GeoDataFrame:
    """One row a pot with a point: what it is and what the list leaves in it."""
    columns = ["pot_id", "holder", "longitude", "latitude", "within_km", "purpose_text", "agreement_ref"]
    frame = run.pots_after.merge(run.prepared.case.table("pots")[columns], on="pot_id", how="left")
    return _points(frame[frame["longitude"].notna() & frame["latitude"].notna()])


def bids_layer(run: RunLike) -> gpd.GeoDataFrame:
    """One row a bid with its decision, start, value and reason."""
    return _points(run.ranked.merge(bid_places(run.prepared.case), on="bid_id", how="left"))


def bid_places(case: Case) -> pd.DataFrame:
    """One row a bid: bid_id, longitude, latitude (NaN when nothing says where it is) and placed_by in words."""
    bids = case.table("bids")
    return bids[["bid_id"]].join(placed(case, bids))


def _main_sites(case: Case) -> pd.DataFrame:
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

"""England, or as much of it as the files hold, as one case in memory: the ground from which a working case is cut.

What is published is used as it stands. Two things stand in for what is not at hand, and are said: floor areas are
estimated from the rent the NHS pays (`floor_areas`), and a small area without a boundary gets the ground nearest to its
centre.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from prioritise.assumptions import Assumptions, load_assumptions
from prioritise.case.case import Case, sort_by_key
from prioritise.case.settings import Settings
from prioritise.case.tables import TABLES, empty_table
from prioritise.errors import DataFault
from prioritise.evidence.geo import FloatArray, to_bng
from prioritise.sources import registry
from prioritise.sources.floor_areas import estimated_areas
from prioritise.sources.model import SourceTable
from prioritise.sources.placing import doubt
from prioritise.sources.recognise import recognise
from prioritise.sources.whole_folder import files_of

NEEDED = ("practice-map", "list-sizes", "postcodes")
USED = (*NEEDED, "payments", "registrations", "brownfield", "lsoa-centres", "lsoa-polygons", "lsoa-imd")
OF_GROUND = ("lsoa-polygons", "lsoa-centres", "lsoa-imd")
FURTHER = ("workforce", "cqc", "practice-imd")
OF_AREAS = ("boundaries",)
FIRST_YEAR = 2026
_REACH_M = 20_000.0
_LEAST_REACH_M = 300.0
_REACH_OF_NEIGHBOURS = 1.5  # of the distance to the third nearest centre
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class England:
    """What the files hold.

    Attributes:
        case: practices, sites, developments, flows and areas; no bids and no pots.
        membership: one row a practice: practice_code, district_code, and code, ONS code and name of its
            sub-ICB location and ICB; "" where the files do not say.
        tables: what was read, by kind.
    """

    case: Case
    membership: pd.DataFrame
    tables: Mapping[str, SourceTable]


def find_kinds(folder: Path) -> dict[str, list[Path]]:
    """Files of a folder by what they are, of the kinds used here.

    Raises:
        DataFault: there is no such folder, or it lacks a kind that nothing can do without.
    """
    found: dict[str, list[Path]] = defaultdict(list)
    for path in files_of(folder):
        kind = recognise(path).kind
        if kind in (*USED, *FURTHER, *OF_AREAS):
            found[kind].append(path)
    missing = [k for k in NEEDED if k not in found]
    if missing:
        raise DataFault(f"the folder {folder.name} has no file of: {', '.join(missing)}")
    return dict(found)


def read_england(files: Mapping[str, Sequence[Path]], progress: Progress | None = None) -> England:
    """Read files by kind into one case.

    Args:
        files: files by kind of source (`find_kinds`); of several vintages the latest rows are used.
        progress: told what is being done and how far it is, 0 to 1.

    Raises:
        DataFault: a kind in `NEEDED` is missing, or a file is not what it was taken for.
    """
    tell = progress or (lambda text, share: None)
    missing = [k for k in NEEDED if k not in files]
    if missing:
        raise DataFault(f"nothing can be done without files of: {', '.join(missing)}")
    tables: dict[str, SourceTable] = {}
    kinds = [k for k in (*OF_GROUND, *(k for k in (*USED, *FURTHER) if k not in OF_GROUND)) if k in files]
    with ThreadPoolExecutor(1) as beside:  # the ground of 33,000 areas is cut while the other files are read
        ground: Future[gpd.GeoDataFrame | None] | None = None
        for i, kind in enumerate(kinds):
            if ground is None and kind not in OF_GROUND:
                ground = beside.submit(areas_of, dict(tables))
            tell(f"Reading {registry.SOURCES[kind].title.lower()}", i / (len(files) + 1))
            tables[kind] = registry.SOURCES[kind].read(files[kind])
        tell("Putting England together", len(files) / (len(files) + 1))
        areas = None if ground is None else ground.result()
    settings = Settings(title="England, from official files", first_year=FIRST_YEAR)
    assumptions = load_assumptions(settings.assumptions_set, settings.assumptions_date)
    practices = _practices(tables)
    sites = _sites(practices, tables, assumptions)
    case = Case(
        {
            **{name: empty_table(name) for name in TABLES},
            "practices": typed("practices", practices),
            "sites": typed("sites", sites),
            "developments": typed("developments", _developments(tables)),
            "flows": typed("flows", _flows(tables)),
        },
        settings,
        areas,
        present=frozenset({"practices", "sites", "developments", "flows"}),
    )
    issues = (
        doubt(
            "sites", "area_m2", "area_estimated",
            "floor areas are not published: they are estimated from premises payments, or from the size band for the "
            "list where there is no payment; each stands for all the practice's premises",
            "marked assumed wherever it is shown; survey it",
        ),
    )  # fmt: skip
    return England(case.with_notes(issues), _membership(practices, tables), tables)


def typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A table as a loaded case has it: the dictionary's columns and types, in key order, rows numbered from 2."""
    empty = empty_table(name)
    found = frame.reindex(columns=empty.columns)
    for column, dtype in empty.dtypes.items():
        values = found[column]
        if str(dtype) == "str":
            found[column] = values.astype("str").where(values.notna() & (values != ""))
        else:
            found[column] = values.astype(dtype)
    ordered = sort_by_key(name, found)
    ordered.index = pd.Index(np.arange(2, len(ordered) + 2), name="row", dtype="int64")
    return ordered


def _practices(tables: Mapping[str, SourceTable]) -> pd.DataFrame:
    """One row a practice of the map, with its list, weighted list and what further files say."""
    rows = tables["practice-map"].frame
    lists = tables["list-sizes"].frame[["practice_code", "list_size", "list_date"]]
    rows = rows.merge(lists, on="practice_code", how="left")
    rows = rows.assign(list_date=pd.to_datetime(rows["list_date"], errors="coerce").astype("datetime64[s]"))
    if "payments" in tables:
        ratio = tables["payments"].frame.set_index("practice_code")["ratio"]
        rows = rows.assign(weighted_list_size=(rows["practice_code"].map(ratio) * rows["list_size"]).round(1))
    for kind, columns in (
        ("workforce", {"gp_number": "gp_fte", "nurse_number": "nurse_fte"}),
        ("cqc", {"cqc_rating": "cqc_rating"}),
        ("practice-imd", {"score_number": "imd_score"}),
    ):
        if kind in tables:
            more = tables[kind].frame[["practice_code", *columns]].rename(columns=columns)
            rows = rows.merge(more, on="practice_code", how="left")
    return rows


def _sites(practices: pd.DataFrame, tables: Mapping[str, SourceTable], assumptions: Assumptions) -> pd.DataFrame:
    """The main site of each practice whose postcode is known, with its estimated floor area."""
    points = tables["postcodes"].frame[["postcode", "longitude", "latitude"]]
    rows = practices[["practice_code", "name", "postcode", "list_size"]].merge(points, on="postcode", how="inner")
    rows = rows.assign(site_code=rows["practice_code"], role="main")
    if "payments" not in tables:
        return rows
    paid = tables["payments"].frame[["practice_code", "premises_gbp", "list_number"]]
    areas = estimated_areas(rows[["practice_code", "list_size"]], paid, assumptions)
    return rows.assign(
        area_m2=areas["area_m2"].to_numpy(), area_basis=areas["area_basis"].to_numpy(), area_source="assumed"
    )


def _developments(tables: Mapping[str, SourceTable]) -> pd.DataFrame:
    return tables["brownfield"].frame if "brownfield" in tables else empty_table("developments")


def _flows(tables: Mapping[str, SourceTable]) -> pd.DataFrame:
    if "registrations" not in tables:
        return empty_table("flows")
    frame = tables["registrations"].frame[["practice_code", "area_code", "patients_number"]]
    return frame.rename(columns={"patients_number": "patients"})


def areas_of(tables: Mapping[str, SourceTable]) -> gpd.GeoDataFrame | None:
    """Small areas with their polygons (WGS84), people and deprivation; None when no file has any.

    An area without a boundary gets the ground nearest to its centre, no further than half as far again as its third
    nearest neighbour: at a coast or a border the ground beyond is nobody's.
    """
    parts = []
    if "lsoa-polygons" in tables:
        parts.append(tables["lsoa-polygons"].frame[["area_code", "name", "geometry"]])
    if "lsoa-centres" in tables:
        known = set(parts[0]["area_code"]) if parts else set()
        centres = tables["lsoa-centres"].frame
        cells = nearest_ground(centres)
        parts.append(cells[~cells["area_code"].isin(known)])
    if not parts:
        return None
    rows = pd.concat(parts, ignore_index=True).sort_values("area_code", ignore_index=True)
    figures = pd.DataFrame({"area_code": rows["area_code"], "imd_score": np.nan, "people": np.nan})
    if "lsoa-imd" in tables:
        figures = rows[["area_code"]].merge(
            tables["lsoa-imd"].frame[["area_code", "imd_score", "people"]], on="area_code", how="left"
        )
    frame = rows[["area_code", "name"]].assign(
        population=figures["people"].to_numpy(float), imd_score=figures["imd_score"].to_numpy(float)
    )
    return gpd.GeoDataFrame(frame, geometry=rows["geometry"].to_numpy(), crs="EPSG:4326")


def nearest_ground(centres: pd.DataFrame) -> pd.DataFrame:
    """The ground nearest to each centre: area_code, name, geometry (WGS84).

    Args:
        centres: area_code, name, longitude, latitude.
    """
    frame = centres[["area_code", "name", "longitude", "latitude"]].sort_values("area_code", ignore_index=True)
    east, north = to_bng(frame["longitude"], frame["latitude"])
    points = np.atleast_1d(np.asarray(shapely.points(east, north), dtype=object))
    if len(frame) == 1:
        cells = np.atleast_1d(np.asarray(shapely.buffer(points, _REACH_M), dtype=object))
    else:
        frame_of = shapely.box(*shapely.total_bounds(points)).buffer(_REACH_M)
        together = shapely.MultiPoint(list(points))
        found = shapely.get_parts(shapely.voronoi_polygons(together, extend_to=frame_of))
        tree = shapely.STRtree(found)
        inside = tree.query(points, predicate="intersects")
        first = pd.Series(inside[1], index=inside[0]).groupby(level=0).first()
        cells = found[first.reindex(np.arange(len(frame))).to_numpy(int)]
        cells = shapely.intersection(cells, shapely.buffer(points, _reach_m(east, north), quad_segs=4))
    return frame[["area_code", "name"]].assign(geometry=_to_degrees(cells))


def _reach_m(east: FloatArray, north: FloatArray) -> FloatArray:
    """How far the ground of a centre may go: beyond, at a coast or a border, it is not the centre's any more."""
    metres, _ = cKDTree(np.column_stack([east, north])).query(np.column_stack([east, north]), k=min(4, len(east)))
    return np.asarray(np.clip(metres[:, -1] * _REACH_OF_NEIGHBOURS, _LEAST_REACH_M, _REACH_M), dtype=float)


def _to_degrees(shapes: "np.typing.NDArray[np.object_]") -> "np.typing.NDArray[np.object_]":
    found = gpd.GeoSeries(shapes, crs="EPSG:27700").to_crs("EPSG:4326")
    return np.asarray(found.to_numpy(), dtype=object)


def _membership(practices: pd.DataFrame, tables: Mapping[str, SourceTable]) -> pd.DataFrame:
    """Which sub-ICB location, ICB and district each practice is in."""
    columns = ["sub_icb_code", "ons_sub_icb_code", "sub_icb_name", "icb_code", "ons_icb_code", "icb_name"]
    rows = practices.reindex(columns=["practice_code", "postcode", *columns], fill_value="")
    district = tables["postcodes"].frame.drop_duplicates("postcode").set_index("postcode")["district"]
    rows = rows.assign(district_code=rows["postcode"].map(district))
    return rows[["practice_code", *columns, "district_code"]].fillna("").astype("str")

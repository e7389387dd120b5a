"""Whether a cluster hangs together on the map.

A cluster's own areas are the small areas most of whose registered patients are with its practices; patients of
practices outside the case are nobody's. Areas that touch, or lie within `contiguity_gap_m` of each other, are joined.
A practice stands apart where its main site is further than `cluster_apart_km` from the piece with most patients. Where
the case has no registrations by area, or no outlines, nothing is known. The method is our own.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import union_all

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.evidence.geo import GLOBE, GRID, METRES_PER_KM, IntArray, usable
from prioritise.evidence.space import clusters_of
from prioritise.evidence.ways.ground import mended_areas

NO_MAP = "the case has no small areas on the map"
NO_FLOWS = "the case does not say in which small areas its patients live"
NO_AREA = "it has the most patients in no small area"
COLUMNS = ["cluster_code", "areas", "pieces", "largest_share", "apart", "apart_km", "unknown_reason"]


@dataclass(frozen=True)
class Rules:
    """How near is joined (m), and how far from the main piece a practice stands apart (km)."""

    gap_m: float
    apart_km: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "Rules":
        """The assumptions in force."""
        return cls(assumptions.value("contiguity_gap_m"), assumptions.value("cluster_apart_km"))


def cluster_areas(case: Case) -> pd.DataFrame:
    """The cluster of each small area: area_code, cluster_code, patients (of that cluster there), by area code.

    It is the one most of the area's registered patients are with; of two with as many, the lower code. Areas most of
    whose patients are with practices outside the case, or in no cluster, are left out.
    """
    flows = case.table("flows").merge(clusters_of(case)[["practice_code", "cluster_code"]], "left", on="practice_code")
    flows = flows.assign(cluster_code=flows["cluster_code"].fillna("").astype("str"))
    sums = flows.groupby(["area_code", "cluster_code"], sort=True)["patients"].sum().reset_index()
    # of as many patients, a cluster of the case comes before nobody's
    sums = sums.assign(nobody=sums["cluster_code"].eq(""))
    sums = sums.sort_values(["area_code", "patients", "nobody", "cluster_code"], ascending=[True, False, True, True])
    most = sums.drop_duplicates("area_code")
    most = most[~most["nobody"] & most["patients"].gt(0)]
    return most[["area_code", "cluster_code", "patients"]].reset_index(drop=True)


def contiguity(case: Case, rules: Rules) -> pd.DataFrame:
    """Whether each cluster is in one piece: one row a cluster (`COLUMNS`), by code; practices in none are left out.

    areas: small areas it has the most patients in; pieces: into which they fall (NA: unknown), an area of several parts
    (an island off its shore) being in one; largest_share: share (0-1) of the cluster's patients in those areas who live
    in the piece with most; apart: codes of the practices that stand apart from it, with apart_km beside them;
    unknown_reason: "" where pieces is known.
    """
    codes = sorted(c for c in clusters_of(case)["cluster_code"].unique() if c)
    shapes = mended_areas(case)
    if shapes is None or not case.has("flows"):
        reason = NO_MAP if shapes is None else NO_FLOWS
        return _frame([(c, 0, None, float("nan"), (), (), reason) for c in codes])
    own = shapes.to_crs(GRID).merge(cluster_areas(case), on="area_code").sort_values("area_code")
    sites = _main_sites(case)
    return _frame([_of_cluster(c, own[own["cluster_code"] == c], sites, rules) for c in codes])


def _frame(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=COLUMNS)
    kinds = {"cluster_code": "str", "areas": "int64", "pieces": "Int64", "unknown_reason": "str"}
    return found.astype({**kinds, "largest_share": "float64"})


def _of_cluster(code: str, areas: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, rules: Rules) -> tuple[object, ...]:
    if not len(areas):
        return (code, 0, None, float("nan"), (), (), NO_AREA)
    number = _pieces(areas, rules.gap_m)
    patients = areas["patients"].groupby(number).sum()
    main = int(patients.sort_index().idxmax())
    core = union_all(areas.geometry[number == main].to_numpy())
    mine = sites[sites["cluster_code"] == code]
    away = (mine.geometry.distance(core) / METRES_PER_KM).to_numpy(float)
    apart = sorted((p, float(km)) for p, km in zip(mine["practice_code"], away, strict=True) if km > rules.apart_km)
    share = float(patients[main] / patients.sum())
    return (code, len(areas), len(patients), share, tuple(p for p, _ in apart), tuple(km for _, km in apart), "")


def _pieces(areas: gpd.GeoDataFrame, gap_m: float) -> IntArray:
    """Number of the piece each area is in. An area of several parts is one area, and joins what any of them touches."""
    joined = union_all(areas.geometry.buffer(gap_m / 2).to_numpy())
    parts = gpd.GeoSeries(list(getattr(joined, "geoms", [joined])), crs=GRID)
    touched = [np.flatnonzero(parts.intersects(shape)) for shape in areas.geometry]
    number = np.arange(len(parts))
    for own in touched:
        number[np.isin(number, number[own])] = number[own].min()
    return np.asarray([number[own[0]] for own in touched], dtype=np.int64)


def _main_sites(case: Case) -> gpd.GeoDataFrame:
    """The main site on the map of each practice (else its first by code): practice_code, cluster_code, grid point."""
    sites = case.table("sites")
    sites = sites[usable(sites["longitude"], sites["latitude"])].merge(clusters_of(case), on="practice_code")
    first = sites.assign(other=sites["role"].ne("main")).sort_values(["practice_code", "other", "site_code"])
    first = first.drop_duplicates("practice_code")
    points = gpd.points_from_xy(first["longitude"], first["latitude"], crs=GLOBE)
    return gpd.GeoDataFrame(first[["practice_code", "cluster_code"]], geometry=points).to_crs(GRID)

"""What every way of sharing looks at: where developments and practices are, and who is registered where."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.evidence.catchments import CatchmentRules, Catchments, Registered, Shares, fit_catchments, registered
from prioritise.evidence.geo import GLOBE, METRES_PER_KM, FloatArray, grid_shapes, to_bng, usable
from prioritise.evidence.parts import numbers_in
from prioritise.evidence.travel import Places, Travel

_SQUARE_KM = METRES_PER_KM**2


def mended_areas(case: Case) -> gpd.GeoDataFrame | None:
    """Areas of a case that have a polygon, mended where broken, in degrees: area_code, geometry; None without any."""
    areas = case.areas
    if areas is None or not len(areas):
        return None
    shapes = areas.loc[areas.geometry.notna(), ["area_code", "geometry"]]
    shapes = shapes.set_crs(GLOBE) if shapes.crs is None else shapes.to_crs(GLOBE)
    return shapes.set_geometry(shapes.geometry.where(shapes.geometry.is_valid, shapes.geometry.make_valid()))


@dataclass(frozen=True)
class Ground:
    """Developments on the map, and what is known of the places and practices round them.

    Attributes:
        case, assumptions: those in force.
        places: one row a development on the map, by id: development_id, east, north (grid metres).
        sites: one row a site on the map of a practice of the case: site_code, practice_code, east, north.
        coming: people each development brings in all, by development_id; 0 where nothing is said.
    """

    case: Case
    assumptions: Assumptions
    places: pd.DataFrame
    sites: pd.DataFrame
    coming: "pd.Series[float]"

    @cached_property
    def _shapes(self) -> gpd.GeoDataFrame | None:
        """Areas with a polygon, mended where broken, in degrees."""
        return mended_areas(self.case)

    @cached_property
    def area_of(self) -> pd.DataFrame:
        """The area each development lies in: development_id, area_code. On a shared edge the lower code has it."""
        if self._shapes is None or not len(self.places):
            return pd.DataFrame({"development_id": pd.Series(dtype="str"), "area_code": pd.Series(dtype="str")})
        table = self.case.table("developments")
        placed = table[table["development_id"].isin(self.places["development_id"].tolist())]
        points = gpd.GeoDataFrame(
            placed[["development_id"]],
            geometry=gpd.points_from_xy(placed["longitude"], placed["latitude"]),
            crs=GLOBE,
        )
        found = gpd.sjoin(points, self._shapes, predicate="intersects")
        found = found.sort_values(["development_id", "area_code"]).drop_duplicates("development_id")
        return pd.DataFrame(found[["development_id", "area_code"]])

    @cached_property
    def areas(self) -> pd.DataFrame:
        """One row an area with a polygon: area_code, east and north (of its centre, grid metres), square_km."""
        if self._shapes is None:
            return pd.DataFrame({c: pd.Series(dtype="float") for c in ("area_code", "east", "north", "square_km")})
        shapes = grid_shapes(self._shapes.geometry)
        centres = shapes.centroid
        return pd.DataFrame(
            {
                "area_code": self._shapes["area_code"].astype("str"),
                "east": centres.x,
                "north": centres.y,
                "square_km": shapes.area / _SQUARE_KM,
            }
        )

    @cached_property
    def registrations(self) -> pd.DataFrame:
        """One row a practice and area: practice_code, area_code, patients, total (of the area).

        Areas with fewer registrations than `flows_minimum_patients` are left out: a few people show no pattern.
        """
        flows = self.case.table("flows")
        flows = flows[flows["patients"].gt(0)]
        totals = flows.groupby("area_code")["patients"].sum()
        enough = totals[totals.ge(self.assumptions.value("flows_minimum_patients"))]
        return flows.assign(total=flows["area_code"].map(enough).astype(float)).dropna(subset=["total"])

    @cached_property
    def registered(self) -> Registered | None:
        """The same with every area's centre and every practice's sites; None where no area with a polygon has any."""
        known = self.registrations
        peopled = np.zeros(len(self.areas) + 1, dtype=bool)
        peopled[numbers_in(pd.Index(self.areas["area_code"]), known["area_code"])] = True
        areas = self.areas[peopled[:-1]]  # the last stands for areas without a polygon
        if not len(areas) or not len(self.sites):
            return None
        return registered(areas, known, self.sites)

    @cached_property
    def catchments(self) -> Catchments | None:
        """Pull and reach of every practice, fitted to the registrations; None where there are none."""
        if self.registered is None:
            return None
        return fit_catchments(self.registered, CatchmentRules.of(self.assumptions))

    def of_places(self, ids: "pd.Series[str]") -> "Ground":
        """The same ground with some of the developments only; what has been worked out of the areas is kept."""
        fewer = replace(self, places=self.places[self.places["development_id"].isin(ids)].reset_index(drop=True))
        kept = {"_shapes", "areas", "registrations", "registered", "catchments"} & self.__dict__.keys()
        fewer.__dict__.update({name: self.__dict__[name] for name in kept})
        return fewer

    def place_of(self, number: "np.typing.NDArray[np.int64]") -> "pd.Series[str]":
        """Ids of developments by their row in `places`."""
        return self.places["development_id"].take(number).reset_index(drop=True)

    def named(self, found: Shares, practices: Sequence[str]) -> pd.DataFrame:
        """Shares by number (row of `places`, place in `practices`) as rows: development_id, practice_code, share."""
        return pd.DataFrame(
            {
                "development_id": self.place_of(found.place),
                "practice_code": pd.Series(practices, dtype="str").array.take(found.practice),
                "share": found.share,
            }
        )

    @cached_property
    def travel(self) -> Travel:
        """How minutes are found."""
        return Travel.of(self.case, self.assumptions)

    @property
    def setting_out(self) -> Places:
        """The developments as places set out from."""
        return Places(self.places["development_id"], *self.east_north)

    @property
    def east_north(self) -> tuple[FloatArray, FloatArray]:
        """Where the developments are, in grid metres."""
        return self.places["east"].to_numpy(float), self.places["north"].to_numpy(float)


def ground_of(case: Case, assumptions: Assumptions, coming: "pd.Series[float] | None" = None) -> Ground:
    """The ground of a case.

    Args:
        case: the case.
        assumptions: those in force.
        coming: people each development brings, by development_id.
    """
    developments = case.table("developments")
    placed = developments[usable(developments["longitude"], developments["latitude"])]
    people = coming if coming is not None else pd.Series(dtype=float)
    return Ground(case, assumptions, _positions(placed, "development_id"), _case_sites(case), people)


def _positions(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """Rows of `frame` by key with east and north in grid metres."""
    east, north = to_bng(frame["longitude"], frame["latitude"])
    return frame[[key]].assign(east=east, north=north)


def _case_sites(case: Case) -> pd.DataFrame:
    """Sites on the map of practices in the case: site_code, practice_code, east, north, by practice and site."""
    sites = case.table("sites")
    here = usable(sites["longitude"], sites["latitude"])
    sites = sites[here & sites["practice_code"].isin(case.table("practices")["practice_code"].tolist())]
    found = _positions(sites, "site_code").assign(practice_code=sites["practice_code"])
    return found.sort_values(["practice_code", "site_code"], ignore_index=True)

"""Minutes by car: those the case gives (`travel_times`), else straight line x detour over a speed.

The speed of the estimate is one for town and one for the country.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.evidence.catchments import Registered, near_practices, neighbours
from prioritise.evidence.geo import METRES_PER_KM, FloatArray, IntArray
from prioritise.evidence.reach import FAR_KM
from prioritise.years import day_words

MINUTES_PER_HOUR = 60.0
CAR = "car"
"""The one mode of `travel_times` that is used; a blank mode is this."""


@dataclass(frozen=True)
class TravelRules:
    """How distance becomes minutes. Each is an assumption.

    Attributes:
        detour: km by road for each km of straight line.
        urban_kmh, rural_kmh: speed of a car in town and country.
        rural_people_per_km2: people registered to the square km below which an area is country.
    """

    detour: float
    urban_kmh: float
    rural_kmh: float
    rural_people_per_km2: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "TravelRules":
        """The assumptions in force."""
        names = ("road_detour", "car_speed_urban_kmh", "car_speed_rural_kmh", "rural_people_per_km2")
        return cls(*(assumptions.value(n) for n in names))


@dataclass(frozen=True)
class Given:
    """Minutes that the case gives, from places to sites; the way back may take another time and is not here.

    Attributes:
        places, sites: codes of areas and developments (rows) and of sites (columns).
        minutes: by car; NaN where none is given.
        sources: where they come from, with dates, as the case says; each once.
    """

    places: pd.Index
    sites: pd.Index
    minutes: FloatArray
    sources: tuple[str, ...]

    @classmethod
    def of(cls, case: Case) -> "Given | None":
        """Those of a case; None where it gives none by car."""
        rows = case.table("travel_times")
        rows = rows[rows["mode"].fillna(CAR).eq(CAR)]
        if not len(rows):
            return None
        places, sites = (pd.Index(sorted(rows[c].unique())) for c in ("from_code", "to_code"))
        table = np.full((len(places) + 1, len(sites) + 1), np.nan)  # the last of each stands for a code not there
        at = (places.get_indexer(pd.Index(rows["from_code"])), sites.get_indexer(pd.Index(rows["to_code"])))
        np.fmin.at(table, at, rows["minutes"].to_numpy(float))
        said = rows[["source", "date"]].drop_duplicates().itertuples(index=False, name=None)
        return cls(places, sites, table, tuple(sorted(_source(source, day) for source, day in said)))

    def between(self, places: npt.ArrayLike, sites: npt.NDArray[np.object_]) -> FloatArray:
        """Minutes from each place to each of its sites: a row of `sites` a place, or one row for all; NaN unknown."""
        row = self.places.get_indexer(pd.Index(np.asarray(places, dtype=object)))
        column = self.sites.get_indexer(pd.Index(sites.ravel())).reshape(sites.shape)
        return np.asarray(self.minutes[row.reshape(-1, *[1] * (max(sites.ndim, 2) - 1)), column])


def _source(source: Any, day: Any) -> str:
    """`R5 on OpenStreetMap, 1 May 2026`."""
    when = "no date" if pd.isna(day) else day_words(day)
    return f"{'source not said' if pd.isna(source) else source}, {when}"


@dataclass(frozen=True)
class Travel:
    """How minutes are found: the rules of the estimate, and what the case gives in place of it."""

    rules: TravelRules
    given: Given | None = None

    @classmethod
    def of(cls, case: Case, assumptions: Assumptions) -> "Travel":
        """Those of a case with the assumptions in force."""
        return cls(TravelRules.of(assumptions), Given.of(case))


@dataclass(frozen=True)
class Places:
    """Places set out from: their codes (of areas or developments) and where they are, in grid metres."""

    codes: npt.ArrayLike
    east: FloatArray
    north: FloatArray

    @classmethod
    def of_areas(cls, data: Registered) -> "Places":
        """The areas with registrations."""
        return cls(np.array(data.areas, dtype=object), data.east, data.north)


@dataclass(frozen=True)
class Provenance:
    """Where minutes come from.

    Attributes:
        given: pairs of place and site whose minutes the case gives. pairs: all of them; the rest are estimated.
        sources: where the given ones come from.
    """

    given: int
    pairs: int
    sources: tuple[str, ...]


def provenance(travel: Travel, places: Places, site_codes: npt.ArrayLike) -> Provenance:
    """How many of the minutes between places and sites are given, and by whom."""
    sites = np.asarray(site_codes, dtype=object)
    count = len(places.east) * len(sites)
    if travel.given is None:
        return Provenance(0, count, ())
    known = int(np.isfinite(travel.given.between(places.codes, sites)).sum())
    return Provenance(known, count, travel.given.sources if known else ())


def minutes_to(data: Registered, travel: Travel, places: Places) -> tuple[IntArray, FloatArray]:
    """The practices near each place and the minutes by car to each; `FAR_KM` for one already there.

    To a practice means to that of its sites that is soonest reached, by what is given where it is and by the estimate
    where it is not. Which practices are near goes by straight line. The speed of the estimate is that of the place set
    out from: of the area whose centre is nearest.
    """
    practice, km = near_practices(data, places.east, places.north)
    minutes = _minutes(data, travel.rules, places, km)
    if travel.given is not None:
        sites = data.sites[practice]
        metres = np.hypot(sites[..., 0] - places.east[:, None, None], sites[..., 1] - places.north[:, None, None])
        estimate = _minutes(data, travel.rules, places, metres / METRES_PER_KM)
        minutes = _filled(travel.given.between(places.codes, data.site_codes[practice]), estimate).min(axis=-1)
    return practice, np.where(km < FAR_KM, minutes, FAR_KM)


def minutes_between(data: Registered, travel: Travel, places: Places, sites: pd.DataFrame) -> FloatArray:
    """Minutes by car from each place (row) to each site (column).

    Args:
        data: who is registered where (tells town from country).
        travel: how minutes are found.
        places: where people set out from; the way back may take another time.
        sites: one row a site: site_code, east, north (grid metres).
    """
    metres = np.hypot(
        places.east[:, None] - sites["east"].to_numpy(float), places.north[:, None] - sites["north"].to_numpy(float)
    )
    estimate = _minutes(data, travel.rules, places, metres / METRES_PER_KM)
    if travel.given is None:
        return estimate
    return _filled(travel.given.between(places.codes, sites["site_code"].to_numpy(dtype=object)), estimate)


def _filled(given: FloatArray, estimate: FloatArray) -> FloatArray:
    """What is given, and the estimate where nothing is."""
    return np.where(np.isnan(given), estimate, given)


def _minutes(data: Registered, rules: TravelRules, places: Places, km: FloatArray) -> FloatArray:
    """Minutes for km of straight line: a row a place set out from."""
    speed = np.where(is_country(data, rules, places.east, places.north), rules.rural_kmh, rules.urban_kmh)
    return np.asarray(km * rules.detour * MINUTES_PER_HOUR / speed.reshape(-1, *[1] * (km.ndim - 1)))


def is_country(data: Registered, rules: TravelRules, east: FloatArray, north: FloatArray) -> npt.NDArray[np.bool_]:
    """Whether few people to the square km are registered where each place is; town where the size is not known."""
    if not data.areas:
        return np.zeros(len(east), dtype=bool)
    area, km = neighbours(data, east, north, 1)
    people_per_km2 = data.population / data.square_km
    return np.asarray((people_per_km2[area[:, 0]] < rules.rural_people_per_km2) & np.isfinite(km[:, 0]))

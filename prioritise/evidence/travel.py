"""Minutes by car where no matrix of travel times is given: straight line x detour over a speed for town or country."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prioritise.assumptions import Assumptions
from prioritise.evidence.catchments import Registered, near_practices, neighbours
from prioritise.evidence.geo import METRES_PER_KM, FloatArray
from prioritise.evidence.reach import FAR_KM, IntArray

MINUTES_PER_HOUR = 60.0


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


def minutes_to(
    data: Registered, rules: TravelRules, east: FloatArray, north: FloatArray
) -> tuple[IntArray, FloatArray]:
    """The practices near each place and the minutes by car to each; `FAR_KM` for one already there.

    The speed is that of the place set out from: of the area whose centre is nearest.
    """
    practice, km = near_practices(data, east, north)
    return practice, np.where(km < FAR_KM, _minutes(data, rules, east, north, km), FAR_KM)


def minutes_between(
    data: Registered, rules: TravelRules, east: FloatArray, north: FloatArray, points: FloatArray
) -> FloatArray:
    """Minutes by car from each place (row) to each point (column: a row of `points`, east and north in grid metres).

    The speed is that of the place set out from, so the way back may take another time.
    """
    metres = np.hypot(east[:, None] - points[None, :, 0], north[:, None] - points[None, :, 1])
    return _minutes(data, rules, east, north, metres / METRES_PER_KM)


def _minutes(data: Registered, rules: TravelRules, east: FloatArray, north: FloatArray, km: FloatArray) -> FloatArray:
    """Minutes for km of straight line: a row a place set out from."""
    speed = np.where(is_country(data, rules, east, north), rules.rural_kmh, rules.urban_kmh)
    return np.asarray(km * rules.detour * MINUTES_PER_HOUR / speed[:, None])


def is_country(data: Registered, rules: TravelRules, east: FloatArray, north: FloatArray) -> npt.NDArray[np.bool_]:
    """Whether few people to the square km are registered where each place is; town where the size is not known."""
    area, km = neighbours(data, east, north, 1)
    people_per_km2 = data.population / data.square_km
    return np.asarray((people_per_km2[area[:, 0]] < rules.rural_people_per_km2) & np.isfinite(km[:, 0]))

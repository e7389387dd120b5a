"""Where the people of a place would register, told from where people nearby are registered.

Two steps a planner can follow:

1. Take how the people of the nearest areas (LSOAs) are registered, the nearest counting most. Move each for distance:
   a practice nearer to the new place than to that area gains, one further loses, by as much as its own reach says
   (`reach`).
2. The further away those neighbours are, the more of the answer comes from pull and reach alone: a new estate in an
   empty place has no neighbours to speak of.
"""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.evidence.geo import METRES_PER_KM, FloatArray, IntArray, nearest_points
from prioritise.evidence.parts import numbers_in, parts_of, side_by_side
from prioritise.evidence.reach import FAR_KM, Nearby, Reach, fit_reach

BoolArray = npt.NDArray[np.bool_]
_NEAR_SITES = 40
"""Sites looked at round a place: with fewer the fit loses people who go far, more change nothing that shows."""
_STEEPEST = 8.0
"""Largest move for distance, as a logarithm: beyond it a share is nil or all in any case."""
_SLIVER = 0.01
"""Part of each answer kept beside the other, so that a practice only one of them knows is not ruled out."""


@dataclass(frozen=True)
class CatchmentRules:
    """How neighbours are used. Each is an assumption: `catchment_...` in data/assumptions.

    Attributes:
        neighbours: areas looked at. decay: power of distance by which their weight falls. least_km: distance below
            which two areas count as equally near. power, firmness: see `reach`. model_most: most of the answer that
            pull and reach alone may give. model_half_km: mean distance of the neighbours at which it is half of that.
    """

    neighbours: int
    decay: float
    least_km: float
    power: float
    firmness: float
    model_most: float
    model_half_km: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "CatchmentRules":
        """The assumptions in force."""
        value = {f.name: assumptions.value(f"catchment_{f.name}") for f in fields(cls)}
        return cls(neighbours=int(value.pop("neighbours")), **value)


@dataclass(frozen=True)
class Registered:
    """Who is registered where, as arrays; made by `registered`.

    Attributes:
        areas, east, north: each area's code and centre (grid metres), in code order.
        square_km: size of each; NaN where it is not known.
        practices: codes, in order. sites: metres, practice x most sites of one x 2; infinite where there is none.
        site_codes: code of each of those sites, "" where there is none or it is not said.
        flow_start: where each area's rows begin in the flow_ arrays (one more at the end).
        flow_practice, flow_patients: number of the practice and patients, by area then practice.
    """

    areas: tuple[str, ...]
    east: FloatArray
    north: FloatArray
    square_km: FloatArray
    practices: tuple[str, ...]
    sites: FloatArray
    flow_start: IntArray
    flow_practice: IntArray
    flow_patients: FloatArray
    site_codes: npt.NDArray[np.object_]

    @cached_property
    def population(self) -> FloatArray:
        """Registrations of each area."""
        return np.add.reduceat(np.append(self.flow_patients, 0.0), self.flow_start[:-1]) * (
            np.diff(self.flow_start) > 0
        )

    @property
    def flow_area(self) -> IntArray:
        """Number of the area of each flow."""
        return np.repeat(np.arange(len(self.areas)), np.diff(self.flow_start))

    def km(self, east: FloatArray, north: FloatArray, practice: IntArray) -> FloatArray:
        """Distance of each place to the nearest site of the practice beside it; infinite where it has none known."""
        metres = np.full(np.shape(practice), np.inf)
        for turn in range(self.sites.shape[1]):
            site_east, site_north = self.sites[:, turn, 0], self.sites[:, turn, 1]
            np.minimum(metres, np.hypot(site_east[practice] - east, site_north[practice] - north), out=metres)
        return np.asarray(metres / METRES_PER_KM)


def registered(areas: pd.DataFrame, flows: pd.DataFrame, sites: pd.DataFrame) -> Registered:
    """Arrays from tables.

    Args:
        areas: one row an area with a centre: area_code, east, north (grid metres) and, where known, square_km.
        flows: one row a practice and area: practice_code, area_code, patients; other areas are left out.
        sites: one row a site on the map: practice_code, east, north and, where known, site_code.
    """
    areas = areas.drop_duplicates("area_code").sort_values("area_code", ignore_index=True)
    known = sorted({*flows["practice_code"].unique(), *sites["practice_code"].unique()})
    practices = pd.Index(known, dtype="str")
    number, flow_practice, patients = _summed(flows, pd.Index(areas["area_code"]), practices)
    sites = sites if "site_code" in sites else sites.assign(site_code="")
    sites = sites.drop_duplicates().sort_values(["practice_code", "east", "north", "site_code"], ignore_index=True)
    turn = sites.groupby("practice_code", sort=False).cumcount().to_numpy()
    places = np.full((len(practices), int(turn.max(initial=0)) + 1, 2), np.inf)
    codes = np.full(places.shape[:2], "", dtype=object)
    owner = practices.get_indexer(pd.Index(sites["practice_code"]))
    places[owner, turn], codes[owner, turn] = sites[["east", "north"]].to_numpy(float), sites["site_code"]
    return Registered(
        areas=tuple(areas["area_code"].astype(str)),
        east=areas["east"].to_numpy(float),
        north=areas["north"].to_numpy(float),
        square_km=np.asarray(areas.get("square_km", np.full(len(areas), np.nan)), dtype=np.float64),
        practices=tuple(str(p) for p in practices),
        sites=places,
        flow_start=np.searchsorted(number, np.arange(len(areas) + 1)).astype(np.int64),
        flow_practice=flow_practice,
        flow_patients=patients,
        site_codes=codes,
    )


def _summed(flows: pd.DataFrame, areas: pd.Index, practices: pd.Index) -> tuple[IntArray, IntArray, FloatArray]:
    """Number of the area and of the practice, and patients, of each pair with any, by area then practice."""
    area = numbers_in(areas, flows["area_code"])
    patients = flows["patients"].to_numpy(float)
    kept = (area >= 0) & (patients > 0)
    practice = numbers_in(practices, flows["practice_code"])
    key = (area * len(practices) + practice)[kept]
    order = np.lexsort((patients[kept], key))  # sums of fractions never depend on the order of rows
    pairs, start = np.unique(key[order], return_index=True)
    total = np.add.reduceat(patients[kept][order], start) if len(pairs) else np.empty(0)
    return pairs // len(practices), pairs % len(practices), np.asarray(total, dtype=float)


def union(first: IntArray, second: IntArray) -> IntArray:
    """The numbers of both, ascending, each once; NumPy's own hashes them, which takes four times as long here."""
    both = np.concatenate([first, second])
    both.sort(kind="stable")
    new = np.ones(len(both), dtype=bool)
    np.not_equal(both[1:], both[:-1], out=new[1:])
    return both[new]


@dataclass(frozen=True)
class Shares:
    """Shares of places: number of the place, of the practice, and the share, by place then practice."""

    place: IntArray
    practice: IntArray
    share: FloatArray


@dataclass(frozen=True)
class Catchments:
    """Registrations with the reach fitted to them, ready to say where the people of a place would register."""

    data: Registered
    rules: CatchmentRules
    reach: Reach

    def shares(self, east: FloatArray, north: FloatArray, beyond_km: float = -1.0) -> Shares:
        """Shares of each place over practices; they sum to 1 where any practice is on the map or used nearby.

        Args:
            east: of each place, in grid metres.
            north: likewise.
            beyond_km: look only at areas whose centre is further off than this (to measure how well this predicts).
        """
        parts = parts_of(len(east))
        found = side_by_side(lambda part: self._some(east[part], north[part], beyond_km), parts)
        if not found:
            return Shares(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
        return Shares(
            np.concatenate([f.place + part.start for f, part in zip(found, parts, strict=True)]),
            np.concatenate([f.practice for f in found]),
            np.concatenate([f.share for f in found]),
        )

    def _some(self, east: FloatArray, north: FloatArray, beyond_km: float) -> Shares:
        practices = len(self.data.practices)
        area, km = neighbours(self.data, east, north, self.rules.neighbours, beyond_km)
        moved_key, moved = self._moved(east, north, area, km)
        near, near_km = near_practices(self.data, east, north)
        log_hold = self.reach.log_hold(near, near_km)
        log_hold[near_km >= FAR_KM] = -np.inf
        near_key = (np.arange(len(east))[:, None] * practices + near)[near_km < FAR_KM]
        key = union(moved_key, near_key)
        place, practice = key // practices, key % practices
        # pull and reach speak of the practices near by only: one far off (an online practice) has its people all over
        model, known, here = np.zeros(len(key)), np.zeros(len(key), dtype=bool), np.searchsorted(key, near_key)
        model[here], known[here] = np.exp(log_hold - _log_sum(log_hold)[:, None])[near_km < FAR_KM], True
        beside = np.zeros(len(key))
        beside[np.searchsorted(key, moved_key)] = moved
        weight = self._model_weight(km)[place]
        mixed = (beside + _SLIVER * model) ** (1 - weight) * (model + _SLIVER * beside) ** weight
        mixed[~known] = beside[~known]
        total = np.bincount(place, mixed, len(east))[place]
        return Shares(place[total > 0], practice[total > 0], mixed[total > 0] / total[total > 0])

    def _moved(
        self, east: FloatArray, north: FloatArray, area: IntArray, km: FloatArray
    ) -> tuple[IntArray, FloatArray]:
        """Neighbours' registrations moved for distance: key (place x practices + practice), ascending, and share."""
        data = self.data
        with np.errstate(divide="ignore"):
            weight = np.where(np.isfinite(km), (km + self.rules.least_km) ** -self.rules.decay, 0.0)
        place, column = np.nonzero(weight > 0)
        area, weight = area[place, column], weight[place, column]
        length = data.flow_start[area + 1] - data.flow_start[area]
        first = np.repeat(data.flow_start[area] - np.concatenate([[0], np.cumsum(length)[:-1]]), length)
        flow = first + np.arange(int(length.sum()))
        place, area, weight = np.repeat(place, length), np.repeat(area, length), np.repeat(weight, length)
        practice = data.flow_practice[flow]
        here = self._log_hold(practice, east[place], north[place])
        move = np.clip(here - self._log_hold_of_flows[flow], -_STEEPEST, _STEEPEST)
        share = weight * data.flow_patients[flow] / data.population[area] * np.exp(move)
        key, at = np.unique(place * len(data.practices) + practice, return_inverse=True)
        total = np.bincount(at, share, len(key))
        return key, total / np.bincount(key // len(data.practices), total)[key // len(data.practices)]

    @cached_property
    def _log_hold_of_flows(self) -> FloatArray:
        """Hold of each flow's practice at the centre of its area."""
        data, area = self.data, self.data.flow_area
        return self._log_hold(data.flow_practice, data.east[area], data.north[area])

    def _log_hold(self, practice: IntArray, east: FloatArray, north: FloatArray) -> FloatArray:
        """Hold of practices at places; nothing is moved for a practice whose place is not known."""
        km = self.data.km(east, north, practice)
        return np.where(np.isfinite(km), self.reach.log_hold(practice, np.where(np.isfinite(km), km, 0.0)), 0.0)

    def _model_weight(self, km: FloatArray) -> FloatArray:
        """Part of the answer that pull and reach alone give: more, the further away the neighbours; all without any."""
        count = np.isfinite(km).sum(axis=1)
        mean_km = np.where(np.isfinite(km), km, 0.0).sum(axis=1) / np.maximum(count, 1)
        weight = self.rules.model_most * mean_km / (mean_km + self.rules.model_half_km)
        return np.where(count > 0, weight, 1.0)


def fit_catchments(data: Registered, rules: CatchmentRules, seen: BoolArray | None = None) -> Catchments:
    """Fit pull and reach to the areas seen (all, unless said) and keep them with the registrations."""
    practice, km = near_practices(data, data.east, data.north)
    patients = np.zeros(practice.shape)
    key = np.repeat(np.arange(len(data.areas)), np.diff(data.flow_start)) * len(data.practices) + data.flow_practice
    wanted = np.arange(len(data.areas))[:, None] * len(data.practices) + practice
    at = np.minimum(np.searchsorted(key, wanted), max(len(key) - 1, 0))
    if len(key):
        patients = np.where((key[at] == wanted) & (km < FAR_KM), data.flow_patients[at], 0.0)
    looked = np.ones(len(data.areas), dtype=bool) if seen is None else seen
    near = Nearby(practice, np.minimum(km, FAR_KM), patients, data.population)
    return Catchments(data, rules, fit_reach(near, len(data.practices), rules.power, rules.firmness, looked))


def neighbours(
    data: Registered, east: FloatArray, north: FloatArray, count: int, beyond_km: float = -1.0
) -> tuple[IntArray, FloatArray]:
    """The nearest areas with registrations, nearest first: number and km to the centre; infinite where there are fewer.

    Of two areas equally near, that with the lower code comes first.
    """
    peopled = np.flatnonzero(data.population > 0)
    if not len(peopled) or not len(east):
        return np.zeros((len(east), count), np.int64), np.full((len(east), count), np.inf)
    points, places = np.column_stack([data.east, data.north])[peopled], np.column_stack([east, north])
    asked = count + 1
    while True:
        metres, at = nearest_points(places, points, min(asked, len(peopled)))
        km = np.where(metres / METRES_PER_KM > beyond_km, metres / METRES_PER_KM, np.inf)
        if asked >= len(peopled) or (np.isfinite(km).sum(axis=1) >= count).all():
            break
        asked *= 2
    area = peopled[np.minimum(at, len(peopled) - 1)]
    order = np.lexsort((area, km), axis=1)[:, :count]
    area, km = np.take_along_axis(area, order, 1), np.take_along_axis(km, order, 1)
    short = count - area.shape[1]
    if short > 0:
        area = np.pad(area, ((0, 0), (0, short)))
        km = np.pad(km, ((0, 0), (0, short)), constant_values=np.inf)
    return area.astype(np.int64), km


def near_practices(data: Registered, east: FloatArray, north: FloatArray) -> tuple[IntArray, FloatArray]:
    """Practices with the sites nearest each place, nearest first: number and km; FAR_KM for one already there."""
    practice, turn = np.nonzero(np.isfinite(data.sites[..., 0]))
    if not len(practice) or not len(east):
        return np.zeros((len(east), 0), np.int64), np.zeros((len(east), 0))
    count = min(_NEAR_SITES, len(practice))
    metres, at = nearest_points(np.column_stack([east, north]), data.sites[practice, turn], count)
    found, km = practice[at], metres / METRES_PER_KM
    order = np.lexsort((found, km), axis=1)
    found, km = np.take_along_axis(found, order, 1), np.take_along_axis(km, order, 1)
    by_practice = np.argsort(found, axis=1, kind="stable")
    ranked = np.take_along_axis(found, by_practice, 1)
    again = np.zeros(found.shape, dtype=bool)
    np.put_along_axis(again, by_practice[:, 1:], ranked[:, 1:] == ranked[:, :-1], 1)
    return found.astype(np.int64), np.where(again, FAR_KM, km)


def _log_sum(log_hold: FloatArray) -> FloatArray:
    """Logarithm of the sum of each row's holds; nothing held gives minus infinity."""
    if not log_hold.shape[1]:
        return np.full(len(log_hold), -np.inf)
    return np.asarray(np.logaddexp.reduce(log_hold, axis=1))

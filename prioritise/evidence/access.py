"""Who can reach a surgery: minutes to the nearest and space per head within reach, by area, deprivation and country.

Minutes are by car as `travel` has them. Space per head is by floating catchments (`floating`): the enhanced two-step
and the three-step measure, whose weight falls with every minute as a practice's draw does (`huff_decay_per_minute`).
Practices outside the case are not counted, so access is understated near its border.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.errors import DataFault
from prioritise.evidence.catchments import Registered
from prioritise.evidence.floating import decay_weights, enhanced_two_step, three_step
from prioritise.evidence.geo import FloatArray
from prioritise.evidence.space import practice_space
from prioritise.evidence.travel import Places, Provenance, is_country, minutes_between, provenance
from prioritise.evidence.ways.ground import Ground

Supply = Literal["NIA", "GIA", "rooms"]
"""What is reached: m2 on one basis, never both together, or clinical rooms."""
AREA_COLUMNS = [
    "area_code",
    "population",
    "imd_score",
    "imd_fifth",
    "country",
    "minutes",
    "within_near",
    "within_far",
    "two_step_per_1000",
    "three_step_per_1000",
]
SUMMARY_COLUMNS = [
    "by",
    "group",
    "areas",
    "people",
    "near_share",
    "far_share",
    "people_known",
    "two_step_per_1000",
    "three_step_per_1000",
]
_MEASURES = ["two_step_per_1000", "three_step_per_1000"]
_PER = 1000.0
_FIFTHS = 5


@dataclass(frozen=True)
class AccessRules:
    """How far is near. Each is an assumption.

    Attributes:
        near_minutes, far_minutes: drives within which a surgery is near, and within which it can be reached.
        furthest_minutes: drive beyond which space does not count for a place.
        decay: fall of the weight for each minute.
    """

    near_minutes: float
    far_minutes: float
    furthest_minutes: float
    decay: float

    @classmethod
    def of(cls, assumptions: Assumptions) -> "AccessRules":
        """The assumptions in force."""
        names = ("access_near_minutes", "access_far_minutes", "access_furthest_minutes", "huff_decay_per_minute")
        return cls(*(assumptions.value(n) for n in names))


@dataclass(frozen=True)
class Access:
    """Who can reach a surgery in a case.

    Attributes:
        supply: what is counted as within reach.
        rules: how far is near.
        areas: one row an area with registrations and a polygon, by code (`AREA_COLUMNS`): population is its
            registrations with any practice; imd_fifth runs from 1 (most deprived of the case) to 5, NaN where the
            score is not known; country, whether few people live to the square km; minutes by car to the nearest site
            of the case; within_near and within_far, whether that is within the two drives; and m2 (or rooms) per
            1,000 people by both measures: 0 where nothing is in reach, NaN where all that is in reach is left out.
        left_out: one row a practice whose supply is not known: practice_code, reason. The sites of the others count.
        total: m2 (or rooms) counted, added space included.
        added_left_out_m2: space added at sites of practices left out, which therefore shows nowhere.
        provenance: how many of the minutes from areas to sites the case gives, and by whom.
    """

    supply: Supply
    rules: AccessRules
    areas: pd.DataFrame
    left_out: pd.DataFrame
    total: float
    added_left_out_m2: float
    provenance: Provenance


def area_access(
    ground: Ground,
    supply: Supply,
    added_m2: "pd.Series[float] | None" = None,
    new_sites: pd.DataFrame | None = None,
) -> Access | None:
    """Access of every area of a case; None where no area has registrations or no practice is on the map.

    A practice counts where every one of its sites is on the map and its supply known on the basis asked; the others
    are left out whole and listed, as part of a practice's space is not its space. More space at a surgery never lowers
    access; nor does a new surgery by two steps (by three, people it draws from elsewhere may find less). Time and
    memory go with areas x sites.

    Args:
        ground: the ground of the case (`ground_of`).
        supply: m2 NIA, m2 GIA or clinical rooms.
        added_m2: floor area added, on the same basis, by site_code; for what a list of schemes would change.
        new_sites: surgeries that are not there yet, one row each: east, north (grid metres), supply (on the basis
            asked). Minutes to them are always estimated.

    Raises:
        DataFault: space is added at a site the case does not have, or by an amount that is not known or below 0.
        ValueError: floor area is added where rooms are counted.
    """
    data = ground.registered
    if data is None:
        return None
    rules = AccessRules.of(ground.assumptions)
    added = _added(ground.case, supply, added_m2)
    left_out = _left_out(ground, supply)
    known = counts = ~ground.sites["practice_code"].isin(left_out["practice_code"]).to_numpy(bool)
    have = _supply_of(ground, supply) + ground.sites["site_code"].map(added).fillna(0.0).to_numpy(float)
    minutes = _minutes(ground, data)
    if new_sites is not None and len(new_sites):
        minutes = np.hstack([minutes, _minutes_to_new(ground, data, new_sites)])
        have = np.concatenate([have, new_sites["supply"].to_numpy(float)])
        counts = np.concatenate([counts, np.ones(len(new_sites), dtype=bool)])
    areas = _areas(ground, data, minutes.min(axis=1), rules)
    weights = decay_weights(minutes, rules.decay, rules.furthest_minutes)
    return Access(
        supply=supply,
        rules=rules,
        areas=areas.assign(**_per_1000(weights, counts, have, data.population))[AREA_COLUMNS],
        left_out=left_out,
        total=float(have[counts].sum()),
        added_left_out_m2=float(added[~added.index.isin(ground.sites.loc[known, "site_code"])].sum()),
        provenance=provenance(ground.travel, Places.of_areas(data), ground.sites["site_code"]),
    )


def summary(areas: pd.DataFrame) -> pd.DataFrame:
    """Access of groups of people, from `Access.areas`.

    Returns:
        One row a group (`SUMMARY_COLUMNS`): by is "all", "fifth" (group "1", most deprived, to "5", or "unknown") or
        "ground" (group "town" or "country"); people; share of them within the two drives; people whose access is
        known, and its mean over those people, NaN where there are none.
    """
    fifth = areas["imd_fifth"].map(lambda v: f"{v:.0f}", na_action="ignore").astype(object).fillna("unknown")
    ground = np.where(areas["country"], "country", "town")
    everybody = np.full(len(areas), "all")
    rows = [
        {"by": by, "group": str(group), **_means(rows)}
        for by, groups in (("all", everybody), ("fifth", fifth), ("ground", ground))
        for group, rows in areas.groupby(np.asarray(groups, dtype=object), sort=True)
    ]
    return pd.DataFrame(rows, columns=SUMMARY_COLUMNS)


def deprivation_fifth(imd_score: npt.ArrayLike, people: npt.ArrayLike) -> FloatArray:
    """Fifth of people by deprivation: 1 for the most deprived fifth of those given, to 5; NaN where it is not known.

    Areas are ranked by score, and each lies in the fifth that holds the middle of its people; areas of one score
    share a fifth. Fifths are of the people given, not of England.

    Args:
        imd_score: of each area; higher is more deprived, NaN is not known.
        people: of each area, 0 or more.
    """
    score, weight = np.asarray(imd_score, dtype=np.float64), np.asarray(people, dtype=np.float64)
    known = ~np.isnan(score)
    found = np.full(len(score), np.nan)
    if not weight[known].sum():
        return found
    _, at = np.unique(-score[known], return_inverse=True)
    of_score = np.bincount(at, weight[known])
    middle = (np.cumsum(of_score) - of_score / 2) / of_score.sum()
    found[known] = np.minimum(np.floor(middle * _FIFTHS) + 1, _FIFTHS)[at]
    return found


def usual_basis(case: Case) -> Supply:
    """The basis on which most practices' floor area is known; NIA where as many are on either."""
    space = practice_space(case)
    counts = space.loc[space["available_m2"].notna(), "area_basis"].value_counts()
    return "GIA" if counts.get("GIA", 0) > counts.get("NIA", 0) else "NIA"


def _minutes(ground: Ground, data: Registered) -> FloatArray:
    """Minutes by car from each area (row) to each site on the map (column)."""
    return minutes_between(data, ground.travel, Places.of_areas(data), ground.sites)


def _minutes_to_new(ground: Ground, data: Registered, new_sites: pd.DataFrame) -> FloatArray:
    """The same to surgeries that no matrix can know."""
    travel = replace(ground.travel, given=None)
    return minutes_between(data, travel, Places.of_areas(data), new_sites.assign(site_code=""))


def _areas(ground: Ground, data: Registered, minutes: FloatArray, rules: AccessRules) -> pd.DataFrame:
    """The areas without their access."""
    codes = pd.Series(data.areas, dtype="str")
    score = codes.map(_scores(ground.case)).to_numpy(float)
    return pd.DataFrame(
        {
            "area_code": codes,
            "population": data.population,
            "imd_score": score,
            "imd_fifth": deprivation_fifth(score, data.population),
            "country": is_country(data, ground.travel.rules, data.east, data.north),
            "minutes": minutes,
            "within_near": minutes <= rules.near_minutes,
            "within_far": minutes <= rules.far_minutes,
        }
    )


def _scores(case: Case) -> "pd.Series[float]":
    """Deprivation score by area_code."""
    if case.areas is None:
        return pd.Series(dtype=float)
    return pd.Series(case.areas.drop_duplicates("area_code").set_index("area_code")["imd_score"], dtype=float)


def _per_1000(
    weights: FloatArray, counts: npt.NDArray[np.bool_], have: FloatArray, people: FloatArray
) -> dict[str, FloatArray]:
    """Both measures per 1,000 people, not known where everything in reach is left out."""
    inside, supply = weights[:, counts], have[counts]
    blind = ~(inside > 0).any(axis=1) & (weights > 0).any(axis=1)
    measures = (enhanced_two_step, three_step)
    return {
        name: np.where(blind, np.nan, measure(inside, supply, people) * _PER)
        for name, measure in zip(_MEASURES, measures, strict=True)
    }


def _supply_of(ground: Ground, supply: Supply) -> FloatArray:
    """What each site on the map has, whatever its basis; only those of practices not left out may be used."""
    column = "clinical_rooms" if supply == "rooms" else "area_m2"
    have = ground.case.table("sites").set_index("site_code")[column]
    return ground.sites["site_code"].map(have).to_numpy(dtype=float, na_value=np.nan)


def _left_out(ground: Ground, supply: Supply) -> pd.DataFrame:
    """Practices whose supply is not known, and why, by code: practice_code, reason."""
    space = practice_space(ground.case)
    if supply == "rooms":
        reason = pd.Series("", index=space.index).mask(space["rooms"].isna(), "rooms not known at every site")
    else:
        other = space["area_basis"].ne(supply) & space["reason"].eq("")
        reason = space["reason"].mask(other, f"floor area not on {supply}")
    sites = ground.case.table("sites")["practice_code"].value_counts().reindex(space.index, fill_value=0)
    placed = ground.sites["practice_code"].value_counts().reindex(space.index, fill_value=0)
    reason = reason.mask(sites.gt(placed), "a site is not on the map").mask(sites.eq(0), "no site on record")
    return reason[reason.ne("")].rename("reason").rename_axis("practice_code").sort_index().reset_index()


def _added(case: Case, supply: Supply, added_m2: "pd.Series[float] | None") -> "pd.Series[float]":
    """Floor area added by site, once a site."""
    if added_m2 is None or not len(added_m2):
        return pd.Series(dtype=float)
    if supply == "rooms":
        raise ValueError("floor area cannot be added to rooms")
    strange = sorted({str(c) for c in added_m2.index} - set(case.table("sites")["site_code"]))
    if strange:
        raise DataFault(f"space is added at {', '.join(strange)}, which is not a site of this case")
    wrong = added_m2.index[~(added_m2.ge(0) & np.isfinite(added_m2.astype(float)))]
    if len(wrong):
        said = ", ".join(sorted({str(c) for c in wrong}))
        raise DataFault(f"the floor area added at {said} must be known and 0 m2 or more")
    return added_m2.astype(float).groupby(level=0).sum()


def _means(rows: pd.DataFrame) -> dict[str, float]:
    """Figures of a group of areas, each area counting by its people."""
    people = rows["population"]
    known = rows[_MEASURES].notna().all(axis=1)
    there = float(people[known].sum())
    return {
        "areas": len(rows),
        "people": float(people.sum()),
        "near_share": float(people[rows["within_near"]].sum() / people.sum()),
        "far_share": float(people[rows["within_far"]].sum() / people.sum()),
        "people_known": there,
        **{m: float((rows[m] * people)[known].sum() / there) if there else np.nan for m in _MEASURES},
    }

"""What if a new surgery opened: what part of each development's people it would take, and from whom.

    its share at a place = hold / (hold + holds of the practices near), hold = pull x exp(-decay x minutes by car)
    every other's share  = its share before x (1 - share of the new surgery)

The second line is a property of gravity by travel time (Huff): one more to choose from takes from all in proportion. It
is kept whichever way shares people out before. Only people of new homes move: those registered today stay where they
are. A what-if: behaviour, not physics.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.errors import DataFault
from prioritise.evidence.catchments import Registered, near_practices
from prioritise.evidence.geo import FloatArray, to_bng, usable
from prioritise.evidence.inputs import space_standard
from prioritise.evidence.model import Evidence
from prioritise.evidence.reach import FAR_KM
from prioritise.evidence.space import practice_gap
from prioritise.evidence.travel import Provenance, minutes_between, minutes_to, provenance
from prioritise.evidence.ways import ground_of
from prioritise.evidence.ways.ground import Ground
from prioritise.evidence.ways.huff import pulls

NEW = "(new surgery)"
"""Stands for the new surgery in the tables; no practice has this code."""
SHARE_COLUMNS = ["development_id", "practice_code", "before_share", "after_share"]
PRACTICE_COLUMNS = ["practice_code", "people_before", "people_after", "gap_before_m2", "gap_after_m2"]


@dataclass(frozen=True)
class NewSurgery:
    """A surgery that is not there yet.

    Attributes:
        longitude, latitude: where, in WGS84 degrees.
        list_capacity: patients it can hold; it takes no more than these.
        attraction: how strongly it draws, as a multiple of what a practice of that list draws nearby.
    """

    longitude: float
    latitude: float
    list_capacity: float
    attraction: float = 1.0


@dataclass(frozen=True)
class Opened:
    """What a new surgery would change by the end of a year.

    Attributes:
        surgery, year: what was asked.
        shares: one row a development and practice, the new one as `NEW` (`SHARE_COLUMNS`): before sums to 1 over a
            development, and so does after.
        practices: one row a practice of the case and the new one (`PRACTICE_COLUMNS`): people from new homes on its
            list by then, before and after, and m2 to spare (below 0: short); NaN: not known, as of the new.
        outside_before, outside_after: people of new homes with practices outside the case, or with none.
        wanted: people who would choose it if it had room for all; taken: those it takes.
        provenance: where the minutes to the practices come from; those to the new surgery are estimated.
    """

    surgery: NewSurgery
    year: int
    shares: pd.DataFrame
    practices: pd.DataFrame
    outside_before: float
    outside_after: float
    wanted: float
    taken: float
    provenance: Provenance


def open_surgery(
    case: Case, assumptions: Assumptions, evidence: Evidence, surgery: NewSurgery, year: int
) -> Opened | None:
    """Before and after a new surgery; None where it cannot be told (no registrations by area, or no homes on the map).

    Where more would choose it than it holds, it takes the same part of each development's, and the others stay where
    they were.

    Raises:
        DataFault: the place is not in England, or the capacity or attraction is not known or below nought.
        ValueError: the year is not one of the evidence's.
    """
    _check(surgery, evidence, year)
    ground = ground_of(case, assumptions, evidence.people.groupby("development_id")["people"].sum())
    data = ground.registered
    if data is None or not len(ground.places) or not len(evidence.shares):
        return None
    draw = pd.Series(_draw(ground, data, surgery), index=ground.places["development_id"])
    if draw.isna().any():
        return None
    shared = draw[draw.index.isin(evidence.shares["development_id"])]
    so_far = evidence.people[evidence.people["financial_year"].le(year)].groupby("development_id")["people"].sum()
    people = so_far.reindex(shared.index).fillna(0.0)
    wanted = float((people * shared).sum())
    part = min(1.0, surgery.list_capacity / wanted) if wanted > 0 else 1.0
    takes = shared * part
    practices = _practices(case, assumptions, evidence, takes, year)
    taken = float((people * takes).sum())
    inside = practices[["people_before", "people_after"]].sum()
    new = pd.DataFrame([{"practice_code": NEW, "people_before": 0.0, "people_after": taken}], columns=PRACTICE_COLUMNS)
    return Opened(
        surgery=surgery,
        year=year,
        shares=_shares(evidence, takes),
        practices=pd.concat([new.astype(practices.dtypes), practices], ignore_index=True),
        outside_before=float(people.sum() - inside["people_before"]),
        outside_after=float(people.sum() - inside["people_after"] - taken),
        wanted=wanted,
        taken=taken,
        provenance=provenance(ground.travel, ground.setting_out, ground.sites["site_code"]),
    )


def _check(surgery: NewSurgery, evidence: Evidence, year: int) -> None:
    if not bool(usable(surgery.longitude, surgery.latitude)):
        raise DataFault(f"the new surgery is at {surgery.longitude:g}, {surgery.latitude:g}, which is not in England")
    for name, value in (("list capacity", surgery.list_capacity), ("attraction", surgery.attraction)):
        if not (np.isfinite(value) and value >= 0):
            raise DataFault(f"the {name} of the new surgery is {value:g}; it must be known and 0 or more")
    if year not in evidence.years:
        raise ValueError(f"the evidence covers {evidence.years[0]} to {evidence.years[-1]}, not {year}")


def _draw(ground: Ground, data: Registered, surgery: NewSurgery) -> FloatArray:
    """The part of each development's people who would choose it, by gravity; NaN where no practice near has a list."""
    if not surgery.list_capacity * surgery.attraction:
        return np.zeros(len(ground.places))
    decay = ground.assumptions.value("huff_decay_per_minute")
    pull = pulls(data, ground.travel, decay)
    practice, minutes = minutes_to(data, ground.travel, ground.setting_out)
    others = np.where(minutes < FAR_KM, pull[practice] - decay * minutes, -np.inf)
    east, north = to_bng([surgery.longitude], [surgery.latitude])
    own = np.log(surgery.list_capacity * surgery.attraction) + _pull_a_patient(ground, data, pull, east, north)
    # minutes to it are estimated: no matrix of the case can know a site that is not there
    there = pd.DataFrame({"site_code": [NEW], "east": east, "north": north})
    way = minutes_between(data, replace(ground.travel, given=None), ground.setting_out, there)[:, 0]
    hold = own - decay * way
    return np.asarray(np.exp(hold - np.logaddexp(hold, np.logaddexp.reduce(others, axis=1))))


def _pull_a_patient(ground: Ground, data: Registered, pull: FloatArray, east: FloatArray, north: FloatArray) -> float:
    """Logarithm of the pull a patient of a list stands for: the median of the practices nearest; NaN without any."""
    lists = np.bincount(data.flow_practice, data.flow_patients, len(data.practices))
    practice, km = near_practices(data, east, north)
    near = practice[0][(km[0] < FAR_KM) & (lists[practice[0]] > 0)]
    near = near[: int(ground.assumptions.value("new_surgery_like_practices"))]
    return float(np.median(pull[near] - np.log(lists[near]))) if len(near) else float("nan")


def _practices(
    case: Case, assumptions: Assumptions, evidence: Evidence, takes: "pd.Series[float]", year: int
) -> pd.DataFrame:
    """People and room of each practice of the case, before and after."""
    rows = evidence.registrations[evidence.registrations["financial_year"].eq(year)]
    left = 1 - takes.reindex(rows["development_id"]).fillna(0.0).to_numpy(float)
    before = rows.groupby("practice_code")["people"].sum()
    after = rows.assign(people=rows["people"] * left).groupby("practice_code")["people"].sum()
    codes = case.table("practices")["practice_code"]
    grown = [of.reindex(codes).fillna(0.0).to_numpy(float) for of in (before, after)]
    standard = space_standard(assumptions)
    gaps = [practice_gap(case, g[:, None], (year,), standard)["gap_m2"].to_numpy(float) for g in grown]
    found = pd.DataFrame(
        dict(zip(PRACTICE_COLUMNS, (codes.to_numpy(dtype=object), *grown, *gaps), strict=True))
    ).astype({"practice_code": "str"})
    return found.sort_values("practice_code", ignore_index=True)


def _shares(evidence: Evidence, takes: "pd.Series[float]") -> pd.DataFrame:
    """Shares of everybody each development brings, before and after."""
    rows = evidence.shares[["development_id", "practice_code", "share"]].rename(columns={"share": "before_share"})
    left = 1 - takes.reindex(rows["development_id"]).fillna(0.0).to_numpy(float)
    rows = rows.assign(after_share=rows["before_share"] * left)
    new = pd.DataFrame(
        {"development_id": takes.index, "practice_code": NEW, "before_share": 0.0, "after_share": takes.to_numpy()}
    )
    found = pd.concat([new[new["after_share"].gt(0)], rows], ignore_index=True)
    return found.sort_values(["development_id", "practice_code"], ignore_index=True)[SHARE_COLUMNS]

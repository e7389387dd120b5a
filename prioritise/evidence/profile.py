"""Short answers from the evidence that several pages and papers show."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from prioritise.case.case import Case
from prioritise.evidence.model import STATES, Evidence


@dataclass(frozen=True)
class Headline:
    """The key figures of a case at the end of a year.

    Attributes:
        year: start year.
        patients_now: on the lists of the case's practices today.
        patients: on the lists of the case's practices then, growth included (unknown lists are left out).
        homes: expected homes finished from first_year to the end of the year.
        people: people in them who are new to local practices, wherever they register.
        people_inside, people_outside, people_unassigned: of those, registered in the case, outside it, or not
            assignable; the three sum to `people`.
        short_m2: area basis -> m2 short, summed over practices that are short. Never add the two.
        rooms_short: clinical rooms short, summed over practices that are short of rooms, not rounded.
        practices: state (one of STATES) -> number of practices.
    """

    year: int
    patients_now: float
    patients: float
    homes: float
    people: float
    people_inside: float
    people_outside: float
    people_unassigned: float
    short_m2: Mapping[str, float]
    rooms_short: float
    practices: Mapping[str, int]


def headline(evidence: Evidence, case: Case, year: int) -> Headline:
    """Key figures of the case at the end of a year of the evidence.

    Raises:
        ValueError: the year is not covered.
    """
    rows = _at(evidence.practice_gap, evidence, year)
    short = (-rows["gap_m2"]).clip(lower=0.0).groupby(rows["area_basis"]).sum()
    states = rows["state"].value_counts()
    people = _up_to(evidence.people, year)["people"].sum()
    inside = _at(evidence.registrations, evidence, year)["people"].sum()
    lost = _up_to(evidence.unassigned, year)["people"].sum()
    return Headline(
        year=year,
        patients_now=float(case.table("practices")["list_size"].sum()),
        patients=float(rows["patients"].sum()),
        homes=float(_up_to(evidence.homes, year)["homes"].sum()),
        people=float(people),
        people_inside=float(inside),
        people_outside=max(float(people - inside - lost), 0.0),
        people_unassigned=float(lost),
        short_m2={str(basis): float(m2) for basis, m2 in short.sort_index(ascending=False).items()},
        rooms_short=float((-rows["gap_rooms"]).clip(lower=0.0).sum()),
        practices={state: int(states.get(state, 0)) for state in STATES},
    )


def growth_causes(evidence: Evidence, practice_code: str, year: int) -> pd.DataFrame:
    """Developments behind a practice's growth at the end of a year, largest first.

    Returns:
        One row a development: development_id, people (registered so far), share_of_growth (0-1 of the practice's
        growth), share, method, distance_km (as in `Evidence.shares`). Empty when there is no growth.

    Raises:
        ValueError: the year is not covered.
    """
    rows = _at(evidence.registrations, evidence, year)
    rows = rows.loc[rows["practice_code"] == practice_code, ["development_id", "people"]]
    rows = rows.assign(share_of_growth=rows["people"] / rows["people"].sum())
    shares = evidence.shares.loc[
        evidence.shares["practice_code"] == practice_code, ["development_id", "share", "method", "distance_km"]
    ]
    found = rows.merge(shares, on="development_id", how="left")
    return found.sort_values(["people", "development_id"], ascending=[False, True], ignore_index=True)


def _at(frame: pd.DataFrame, evidence: Evidence, year: int) -> pd.DataFrame:
    if year not in evidence.years:
        raise ValueError(f"the evidence covers {evidence.years[0]} to {evidence.years[-1]}, not {year}")
    return frame[frame["financial_year"] == year]


def _up_to(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    return frame[frame["financial_year"] <= year]

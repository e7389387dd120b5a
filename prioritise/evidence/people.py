"""People in new homes: how many to a home (by preset), what part of them is new to local practices, and when they come.

A preset is chosen by the setting `people_by`; its figures are assumptions, so that each has a date, a tag and a source
and can be changed. Bed spaces for students and beds of a care home have a yield of their own in every preset.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.evidence.formulas import people_in_homes
from prioritise.evidence.geo import FloatArray

BEDS = tuple(range(1, 6))
RATE_COLUMNS = ["development_id", "kind", "homes", "sized_share", "people_per_home", "counted_share"]
_ODDS = 1e-9
KIND_RATES = {"student": "people_per_student_place", "care_home": "people_per_care_home_bed"}
"""Kind of homes -> id of the assumption of its yield."""


@dataclass(frozen=True)
class PeoplePreset:
    """A way of turning homes into people.

    Attributes:
        id: as in the settings (`people_by`).
        name: on screen.
        sentence: what it supposes, and what it falls back on.
        per_home: id of the assumption of people in a home whose size is not known, or does not count.
        by_beds: whether a home counts by its bedrooms (assumptions people_per_home_beds_1 to _5).
        market_only: whether affordable homes count only by the assumption net_new_share_affordable.
    """

    id: str
    name: str
    sentence: str
    per_home: str = "people_per_home"
    by_beds: bool = False
    market_only: bool = False


_BEDS_SAID = "Each home counts by its bedrooms; a home whose size the case does not give counts as an average one."
_MARKET_SAID = (
    "Affordable homes are left out, as NHS requests in Maidstone left them out; where the affordable share is not "
    "known, every home counts. A rule for requests, not a forecast."
)
PRESETS: dict[str, PeoplePreset] = {
    p.id: p
    for p in (
        PeoplePreset("average", "An average home", "Every home counts as an average one, whatever its size."),
        PeoplePreset(
            "census",
            "The average household of the 2011 census",
            "Every home counts as the average household of England did in 2011.",
            per_home="people_per_home_census",
        ),
        PeoplePreset("beds", "By bedrooms", _BEDS_SAID, by_beds=True),
        PeoplePreset("market", "Market homes only, an average home", _MARKET_SAID, market_only=True),
        PeoplePreset(
            "market_beds", "Market homes only, by bedrooms", f"{_BEDS_SAID} {_MARKET_SAID}", by_beds=True,
            market_only=True,
        ),
    )
}  # fmt: skip


def preset_of(case: Case) -> PeoplePreset:
    """The preset in force."""
    return PRESETS[case.settings.people_by]


def rates(case: Case, assumptions: Assumptions) -> pd.DataFrame:
    """People in a home of each development by the preset in force: one row a development (`RATE_COLUMNS`).

    sized_share is the part of its homes whose bedrooms are known (0 where they do not count); people_per_home the mean
    over all its homes; counted_share the part of those people who count by tenure, before the net-new share.
    """
    preset, developments = preset_of(case), case.table("developments")
    average = assumptions.value(preset.per_home)
    sized, mean = _by_beds(developments, assumptions) if preset.by_beds else (np.zeros(len(developments)), 0.0)
    per_home = sized * mean + (1 - sized) * average
    affordable = developments["affordable_share"].to_numpy(float)
    newcomers = assumptions.value("net_new_share_affordable")
    by_tenure = 1 - affordable * (1 - newcomers) if preset.market_only else np.ones(len(developments))
    counted = np.where(np.isnan(by_tenure), 1.0, by_tenure)
    kind = developments["home_kind"].astype(object).where(developments["home_kind"].notna(), "homes")
    for name, rate in KIND_RATES.items():
        here = kind.eq(name).to_numpy()
        if here.any():
            per_home, counted, sized = (
                np.where(here, value, of)
                for value, of in ((assumptions.value(rate), per_home), (1.0, counted), (0.0, sized))
            )
    facts = developments[["development_id", "homes"]].assign(kind=kind, sized_share=sized)
    return facts.assign(people_per_home=per_home, counted_share=counted)[RATE_COLUMNS]


def _by_beds(developments: pd.DataFrame, assumptions: Assumptions) -> tuple[FloatArray, FloatArray]:
    """Part of each development's homes of known size, and the people in one of those on average.

    Where the sizes sum to more than the homes, or the homes are not known, their mix stands for all.
    """
    homes = developments["homes"].to_numpy(float)
    beds = developments[[f"beds_{n}" for n in BEDS]].fillna(0.0).to_numpy(float)
    of = np.array([assumptions.value(f"people_per_home_beds_{n}") for n in BEDS])
    known = beds.sum(axis=1)
    mean = np.divide(beds @ of, known, out=np.zeros_like(known), where=known > 0)
    share = np.divide(known, homes, out=np.ones_like(known), where=homes > 0)
    return np.where(known > 0, np.minimum(share, 1.0), 0.0), mean


def people_by_year(homes: pd.DataFrame, case: Case, assumptions: Assumptions) -> pd.DataFrame:
    """People who are new to local practices in each year: one row a development and year.

    People = homes x people in a home x the part counted by tenure x the net-new share, on a list so many years after
    the home is finished (`occupation_lag_years`). Those who would come after the last year of the evidence are left
    out; those of homes finished before its first year, by the case's completions, come in with the wait.

    Args:
        homes: what `homes.homes_by_year` gives.
        case: the case.
        assumptions: those in force.
    """
    lag = assumptions.value("occupation_lag_years")
    if lag > 0:
        homes = pd.concat([finished_before(case, lag), homes[["development_id", "financial_year", "homes"]]])
    found = rates(case, assumptions).set_index("development_id").reindex(homes["development_id"])
    people = people_in_homes(
        homes["homes"].to_numpy(float),
        found["people_per_home"].to_numpy(float),
        found["counted_share"].to_numpy(float) * assumptions.value("net_new_share"),
    )
    rows = homes[["development_id", "financial_year"]].assign(people=people)
    return rows if lag <= 0 else _later(rows, case, assumptions, lag)


def finished_before(case: Case, lag_years: float) -> pd.DataFrame:
    """Homes finished within the wait before the first year, whose people may come yet: as `homes_by_year`, no chance.

    Only completions say so; they have happened, so none is discounted.
    """
    first, rows = case.settings.horizon[0], case.table("completions")
    known = rows["development_id"].isin(case.table("developments")["development_id"])
    waiting = rows["financial_year"].between(first - int(np.ceil(lag_years)), first - 1)
    here = rows[waiting & rows["homes"].gt(0) & known]
    return here[["development_id", "financial_year", "homes"]].astype({"financial_year": "int64"})


def _later(rows: pd.DataFrame, case: Case, assumptions: Assumptions, lag_years: float) -> pd.DataFrame:
    """Rows moved on by the wait, part of a year being shared between two; years outside the evidence left out."""
    whole = int(np.floor(lag_years))
    part = lag_years - whole
    moved = pd.concat(
        [
            rows.assign(financial_year=rows["financial_year"] + whole, people=rows["people"] * (1 - part)),
            rows.assign(financial_year=rows["financial_year"] + whole + 1, people=rows["people"] * part),
        ]
    )
    first = case.settings.horizon[0]
    last = first + max(case.settings.years, int(assumptions.value("evidence_years"))) - 1
    moved = moved[moved["people"].gt(0) & moved["financial_year"].between(first, last)]
    return moved.groupby(["development_id", "financial_year"], sort=True)["people"].sum().reset_index()


def fallbacks(case: Case, assumptions: Assumptions) -> list[Issue]:
    """What the preset in force had to suppose, as issues: sizes or affordable shares that are not known."""
    preset, developments = preset_of(case), case.table("developments")
    if not len(developments):
        return []
    known, found = rates(case, assumptions), []
    homes = known["kind"].eq("homes")
    if preset.by_beds:
        few = int((homes & known["sized_share"].lt(1 - _ODDS)).sum())
        said = f"{few} of {int(homes.sum())} developments do not give the bedrooms of all their homes"
        done = f"{assumptions.value(preset.per_home):g} people in each home of unknown size (see the assumptions)"
        found += [("beds_1", "bedrooms_unknown", few, said, done)]
    if preset.market_only:
        few = int((homes & developments["affordable_share"].isna()).sum())
        said = f"{few} of {int(homes.sum())} developments do not say how many of their homes are affordable"
        found += [("affordable_share", "tenure_unknown", few, said, "every one of their homes counts")]
    return [Issue("developments", None, c, code, "info", str(n), said, done) for c, code, n, said, done in found if n]

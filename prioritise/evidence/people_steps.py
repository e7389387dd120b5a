"""How one development's homes became people, step by step, with where each figure comes from."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from prioritise.assumptions import Assumption, Assumptions
from prioritise.case.case import Case
from prioritise.evidence.model import Evidence
from prioritise.evidence.people import BEDS, KIND_RATES, PeoplePreset, finished_before, preset_of, rates
from prioritise.years import year_label


@dataclass(frozen=True)
class PeopleStep:
    """One line of the working.

    Attributes:
        label: what is worked out.
        working: how, in words and figures.
        value: what it comes to, not rounded; None where it is not known.
        unit: of the value.
        sources: the assumptions it rests on.
    """

    label: str
    working: str
    value: float | None
    unit: str
    sources: tuple[Assumption, ...] = ()


def people_steps(case: Case, assumptions: Assumptions, evidence: Evidence, development_id: str) -> list[PeopleStep]:
    """The working of one development; the last step is what the evidence counts of it in all. Empty without homes."""
    homes = evidence.homes[evidence.homes["development_id"].eq(development_id)]
    table = case.table("developments")
    place = table[table["development_id"].eq(development_id)]
    if not len(place):
        return []
    one, rate = place.iloc[0], rates(case, assumptions).loc[place.index[0]]
    things = {"student": "bed spaces", "care_home": "beds"}.get(str(rate["kind"]), "homes")
    stated, expected = float(homes["homes_stated"].sum()), float(homes["homes"].sum())
    lag = assumptions.value("occupation_lag_years")
    before = finished_before(case, lag) if lag > 0 else homes.iloc[:0]
    done = float(before.loc[before["development_id"].eq(development_id), "homes"].sum())
    per_home, counted = float(rate["people_per_home"]), float(rate["counted_share"])
    found = [
        PeopleStep(things.capitalize(), _programme(homes, evidence), stated, things),
        PeopleStep(f"{things.capitalize()} expected", _chance(stated, expected), expected, things),
    ]
    if done:
        said = f"{done:,.6g} more, finished before {year_label(evidence.first_year)}, whose people may come yet"
        found.append(PeopleStep("Finished before", said, done, things))
    found.append(_per_home(one, rate, preset_of(case), assumptions))
    living = (expected + done) * per_home
    found.append(
        PeopleStep("People in them", f"{_short(expected + done)} {things} × {per_home:,.4g}", living, "people")
    )
    found += _new(living, counted, one, preset_of(case), assumptions)
    return [*found, _on_a_list(evidence, development_id, lag, assumptions)]


def _programme(homes: pd.DataFrame, evidence: Evidence) -> str:
    span = f"{year_label(evidence.first_year)} to {year_label(evidence.years[-1])}"
    if not len(homes):
        return f"None to be finished from {span}"
    curve = homes["curve"].iloc[0]
    how = "as its completions by year say" if curve == "stated" else "by the assumed build-out"
    return f"To be finished from {span}, {how}"


def _short(value: float) -> str:
    """A count to one decimal, without one where it is whole."""
    return f"{value:,.1f}".removesuffix(".0")


def _chance(stated: float, expected: float) -> str:
    return f"× {expected / stated:.0%} chance that they are built" if stated else "None"


def _per_home(
    one: "pd.Series[Any]", rate: "pd.Series[Any]", preset: PeoplePreset, assumptions: Assumptions
) -> PeopleStep:
    value = float(rate["people_per_home"])
    if rate["kind"] in KIND_RATES:
        bed = assumptions.get(KIND_RATES[str(rate["kind"])])
        return PeopleStep("People in each", bed.name, value, bed.unit, (bed,))
    average, sized = assumptions.get(preset.per_home), float(rate["sized_share"])
    if not preset.by_beds:
        return PeopleStep("People in a home", average.name, value, average.unit, (average,))
    if not sized:
        said = f"Its bedrooms are not known: {average.value:g}, as in an average home"
        return PeopleStep("People in a home", said, value, average.unit, (average,))
    counts = [(n, float(one[f"beds_{n}"])) for n in BEDS if pd.notna(one[f"beds_{n}"]) and one[f"beds_{n}"]]
    used = tuple(assumptions.get(f"people_per_home_beds_{n}") for n, _ in counts)
    sums = " + ".join(f"{count:,.6g} × {of.value:g}" for (_, count), of in zip(counts, used, strict=True))
    said = f"By bedrooms: ({sums}) ÷ {sum(c for _, c in counts):,.6g}"
    if sized < 1:
        said += f", for {sized:.0%} of them; {average.value:g} in each of the others"
        used = (*used, average)
    return PeopleStep("People in a home", said, value, average.unit, used)


def _new(
    living: float, counted: float, one: "pd.Series[Any]", preset: PeoplePreset, assumptions: Assumptions
) -> list[PeopleStep]:
    """The steps from people in the homes to people new to local practices."""
    found = []
    if preset.market_only:
        rule = assumptions.get("net_new_share_affordable")
        said = "Its affordable share is not known: every home counts"
        if pd.notna(one["affordable_share"]):
            said = f"Affordable homes, {float(one['affordable_share']):.0%} of them, count {rule.value:.0%}"
        found.append(PeopleStep("Of those, counted by tenure", said, living * counted, "people", (rule,)))
    share = assumptions.get("net_new_share")
    new = living * counted * share.value
    return [*found, PeopleStep("New to local practices", f"× {share.value:.0%}", new, "people", (share,))]


def _on_a_list(evidence: Evidence, development_id: str, lag: float, assumptions: Assumptions) -> PeopleStep:
    rows = evidence.people[evidence.people["development_id"].eq(development_id)]
    last = year_label(evidence.years[-1])
    wait = f"{lag:g} {'year' if lag == 1 else 'years'} after their home is finished" if lag else "as homes are finished"
    return PeopleStep(
        f"On a list by the end of {last}", f"They join {wait}", float(rows["people"].sum()), "people",
        (assumptions.get("occupation_lag_years"),),
    )  # fmt: skip

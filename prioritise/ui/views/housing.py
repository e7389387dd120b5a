"""Planned housing, as the pages show it."""

import pandas as pd

from prioritise.assumptions import TAGS
from prioritise.evidence.futures import FUTURES
from prioritise.evidence.homes import homes_by_year
from prioritise.evidence.people import PRESETS, people_by_year
from prioritise.evidence.people_steps import people_steps
from prioritise.pipeline import Prepared
from prioritise.ui import words

COLUMNS = ["development", "authority", "development_status", "homes", "to_come", "people", "curve", "planning_ref"]


def _expected(prepared: Prepared) -> pd.DataFrame:
    if prepared.evidence is None:
        return pd.DataFrame(columns=["development_id", "financial_year", "homes", "homes_stated", "status", "curve"])
    return prepared.evidence.homes


def placed(prepared: Prepared, year: int) -> pd.DataFrame:
    """One row a development on the map: its homes and those still to come after a year (as stated, not discounted)."""
    places = prepared.case.table("developments")
    stated = _expected(prepared)
    later = stated[stated["financial_year"] > year].groupby("development_id")["homes_stated"].sum()
    to_come = places["development_id"].map(later).fillna(0.0) if len(stated) else places["homes"]
    return places.assign(to_come=to_come).dropna(subset=["longitude", "latitude"])


def developments(prepared: Prepared, year: int) -> pd.DataFrame:
    """One row a development: homes, homes still to come after a year, people expected by then; largest first."""
    rows = placed(prepared, year)
    expected = _expected(prepared)
    curve = expected.drop_duplicates("development_id").set_index("development_id")["curve"]
    people = _people(prepared, year)
    rows = rows.assign(
        people=rows["development_id"].map(people).fillna(0.0), curve=rows["development_id"].map(curve)
    ).rename(columns={"name": "development", "status": "development_status"})
    return rows.sort_values(["to_come", "homes"], ascending=False)[COLUMNS].reset_index(drop=True)


def _people(prepared: Prepared, year: int) -> "pd.Series[float]":
    if prepared.evidence is None:
        return pd.Series(dtype=float)
    people = prepared.evidence.people
    return people[people["financial_year"] <= year].groupby("development_id")["people"].sum()


def takers(prepared: Prepared, development_id: str) -> pd.DataFrame:
    """One row a practice of the case that takes a share of a development: practice_code, name, share; largest first."""
    names = prepared.case.table("practices")[["practice_code", "name"]]
    if prepared.evidence is None:
        return pd.DataFrame(columns=["practice_code", "name", "share"])
    shares = prepared.evidence.shares
    rows = shares[shares["development_id"] == development_id].merge(names, on="practice_code")
    return rows.sort_values(["share", "practice_code"], ascending=[False, True])[["practice_code", "name", "share"]]


def by_year(prepared: Prepared) -> pd.DataFrame:
    """One row a year and planning status: financial_year (label), development_status, homes (expected)."""
    rows = _expected(prepared).groupby(["financial_year", "status"], as_index=False)["homes"].sum()
    rows = rows[rows["homes"] > 0]
    return pd.DataFrame(
        {
            "financial_year": [words.year(y) for y in rows["financial_year"]],
            "development_status": rows["status"],
            "homes": rows["homes"],
        }
    )


def futures(prepared: Prepared, year: int) -> pd.DataFrame:
    """One row a housing future: future, what it supposes, homes expected by the end of a year and all in, people."""
    rows = []
    for future in FUTURES.values():
        case = prepared.case.with_settings(housing_future=future.id)
        homes = homes_by_year(case, prepared.assumptions)
        people = people_by_year(homes, case, prepared.assumptions)
        here = [f["financial_year"] <= year for f in (homes, people)]
        sums = (homes.loc[here[0], "homes"].sum(), homes["homes"].sum(), people.loc[here[1], "people"].sum())
        name = f"{future.name} (in force)" if future.id == prepared.case.settings.housing_future else future.name
        rows.append((name, future.sentence, *sums))
    return pd.DataFrame(rows, columns=["future", "sentence", "homes_by_then", "homes_in_all", "people"])


def future_names() -> dict[str, str]:
    """Future id -> name."""
    return {f.id: f.name for f in FUTURES.values()}


def futures_sentence(rows: pd.DataFrame, year: int) -> str:
    """The range over the futures."""
    low, high = rows["people"].min(), rows["people"].max()
    return (
        f"By the end of {words.year(year)} between {words.number(low)} and {words.number(high)} people come, depending "
        "on what builders do."
    )


def presets(prepared: Prepared, year: int) -> pd.DataFrame:
    """One row a preset of people in a home: preset, what it supposes, people by the end of a year and in all."""
    if prepared.evidence is None:
        return pd.DataFrame(columns=["people_preset", "sentence", "people", "people_in_all"])
    rows = []
    for preset in PRESETS.values():
        case = prepared.case.with_settings(people_by=preset.id)
        people = people_by_year(prepared.evidence.homes, case, prepared.assumptions)
        name = f"{preset.name} (in force)" if preset.id == prepared.case.settings.people_by else preset.name
        sums = (people.loc[people["financial_year"] <= year, "people"].sum(), people["people"].sum())
        rows.append((name, preset.sentence, *sums))
    return pd.DataFrame(rows, columns=["people_preset", "sentence", "people", "people_in_all"])


def preset_names() -> dict[str, str]:
    """Preset id -> name."""
    return {p.id: p.name for p in PRESETS.values()}


def presets_sentence(rows: pd.DataFrame, year: int) -> str:
    """How much hangs on the preset."""
    low, high = rows["people"].min(), rows["people"].max()
    return (
        f"The same homes bring between {words.number(low)} and {words.number(high)} people by the end of "
        f"{words.year(year)}, depending on how homes are turned into people."
    )


def steps(prepared: Prepared, development_id: str) -> pd.DataFrame:
    """One row a step from a development's homes to its people: step, working, result, source."""
    if prepared.evidence is None:
        return pd.DataFrame(columns=["step", "working", "result", "source"])
    rows = [
        {
            "step": s.label,
            "working": s.working,
            "result": f"{_figure(s.value, 2 if s.unit.startswith('people a') else 1)} {s.unit}",
            "source": "; ".join(dict.fromkeys(f"{a.source} ({TAGS[a.tag]})" for a in s.sources)),
        }
        for s in people_steps(prepared.case, prepared.assumptions, prepared.evidence, development_id)
    ]
    return pd.DataFrame(rows, columns=["step", "working", "result", "source"])


def _figure(value: float | None, digits: int) -> str:
    """A figure with so many decimals where it has any."""
    whole = value is not None and round(value, digits) == round(value)
    return words.number(value, 0 if whole else digits)


def answer(prepared: Prepared, year: int) -> str:
    """The answer to "How many people are coming, and when?" in one sentence."""
    expected = _expected(prepared)
    if not len(expected):
        return "This case has no developments, so no growth is counted."
    by_then = expected[expected["financial_year"] <= year]
    people = _people(prepared, year).sum()
    assumed = int((expected.drop_duplicates("development_id")["curve"] == "assumed").sum())
    curve = f" Build-out is assumed for {words.plural(assumed, 'site')} without a stated programme." if assumed else ""
    return (
        f"By the end of {words.year(year)}, {words.number(by_then['homes'].sum())} homes are expected of "
        f"{words.number(by_then['homes_stated'].sum())} planned by then, bringing {words.number(people)} people.{curve}"
    )


def chart_title(prepared: Prepared) -> str:
    """Takeaway of the chart of homes by year."""
    rows = by_year(prepared)
    if not len(rows):
        return "No homes are planned in this case"
    sums = rows.groupby("financial_year")["homes"].sum()
    return f"Most homes, {words.number(sums.max())}, are expected in {sums.idxmax()}"

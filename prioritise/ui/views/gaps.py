"""Room by practice, site and cluster, as the pages show it."""

from typing import Any

import pandas as pd

from prioritise.case.rows import lookup
from prioritise.evidence import Headline, growth_causes, headline
from prioritise.evidence.backlog import practice_backlog
from prioritise.pipeline import Prepared
from prioritise.ui import words

MOST_DRAWN = 10
"""Developments drawn as bars for one practice."""
LEAST_PEOPLE = 0.5  # fewer than one person is not shown
PRACTICE_COLUMNS = [
    "practice", "cluster_name", "state", "gap_m2", "area_basis", "area_assumed", "backlog_m2", "growth_m2",
    "available_m2", "need_m2", "list_size", "list_basis", "space_patients", "growth_people", "gap_rooms",
    "unknown_reason",
]  # fmt: skip


def practices(prepared: Prepared, year: int) -> pd.DataFrame:
    """One row a practice at the end of a year, the shortest first and the unknown last."""
    rows = _at(prepared, year)
    return rows.sort_values(["gap_m2", "practice"], na_position="last")[PRACTICE_COLUMNS].reset_index(drop=True)


def _at(prepared: Prepared, year: int) -> pd.DataFrame:
    names = prepared.case.table("practices")[["practice_code", "name", "cluster_code", "cluster_name"]]
    names = names.rename(columns={"name": "practice"})
    if prepared.evidence is None:
        return pd.DataFrame(columns=[*PRACTICE_COLUMNS, "practice_code", "cluster_code"])
    gap = prepared.evidence.practice_gap
    apart = practice_backlog(prepared.evidence, year).drop(columns="area_basis")
    rows = gap[gap["financial_year"] == year].merge(names, on="practice_code", how="left")
    return rows.merge(apart, on="practice_code", how="left")


def placed(prepared: Prepared, year: int) -> pd.DataFrame:
    """One row a practice at its main site: practice_code, name, state, gap_m2, list_size, longitude, latitude."""
    rows = _at(prepared, year).rename(columns={"practice": "name"})
    sites = prepared.case.table("sites").dropna(subset=["longitude", "latitude"])
    main = sites.assign(other=sites["role"] != "main").sort_values(["other", "site_code"])
    main = main.drop_duplicates("practice_code")[["practice_code", "longitude", "latitude"]]
    return rows.merge(main, on="practice_code")


def names(prepared: Prepared) -> dict[str, str]:
    """Practice code -> name, in order of name."""
    frame = prepared.case.table("practices").sort_values(["name", "practice_code"])
    return lookup(frame, "practice_code", "name")


def sites(prepared: Prepared) -> pd.DataFrame:
    """One row a site, with its practice's name; a blank condition is "unknown"."""
    frame = prepared.case.table("sites")
    known = names(prepared)
    return frame.assign(
        practice=[known.get(c, c) for c in frame["practice_code"]],
        condition=frame["condition"].astype(object).where(frame["condition"].notna(), "unknown"),
    )


def clusters(prepared: Prepared, year: int) -> pd.DataFrame:
    """One row a cluster and basis of area at the end of a year."""
    columns = ["cluster_name", "area_basis", "gap_m2", "short_m2", "practices_known", "practices_assumed",
               "practices_unknown", "patients", "growth_people"]  # fmt: skip
    if prepared.evidence is None:
        return pd.DataFrame(columns=columns)
    gap = prepared.evidence.cluster_gap
    judged = _at(prepared, year).dropna(subset=["gap_m2"])
    assumed = judged[judged["area_assumed"].astype(bool)].groupby(["cluster_code", "area_basis"]).size()
    rows = gap[gap["financial_year"] == year].merge(
        assumed.rename("practices_assumed").reset_index(), on=["cluster_code", "area_basis"], how="left"
    )
    rows = rows.assign(practices_assumed=rows["practices_assumed"].fillna(0).astype(int))
    return rows.sort_values(["cluster_name", "area_basis"])[columns].reset_index(drop=True)


def cluster_years(prepared: Prepared) -> dict[str, pd.DataFrame]:
    """Cluster name -> one row a year and basis: financial_year, area_basis, gap_m2, short_m2."""
    if prepared.evidence is None:
        return {}
    gap = prepared.evidence.cluster_gap.dropna(subset=["area_basis", "gap_m2"])
    return {
        str(name): rows[["financial_year", "area_basis", "gap_m2", "short_m2"]].sort_values(
            ["area_basis", "financial_year"]
        )
        for name, rows in gap.sort_values("cluster_name").groupby("cluster_name", sort=True)
    }


def profile(prepared: Prepared, practice_code: str) -> pd.DataFrame:
    """One row a year of one practice: financial_year, patients, available_m2, need_m2, gap_m2, state, gap_rooms."""
    columns = ["financial_year", "patients", "growth_people", "available_m2", "need_m2", "gap_m2", "area_basis",
               "area_assumed", "rooms", "rooms_needed", "gap_rooms", "state", "unknown_reason"]  # fmt: skip
    if prepared.evidence is None:
        return pd.DataFrame(columns=columns)
    gap = prepared.evidence.practice_gap
    return gap[gap["practice_code"] == practice_code].sort_values("financial_year")[columns]


def causes(prepared: Prepared, practice_code: str, year: int) -> pd.DataFrame:
    """One row a development whose people join the practice by the end of a year, most people first.

    Of developments of one name each is told by its id too, so that none is taken for another.
    """
    columns = ["development", "people", "share_of_growth", "distance_km", "method", "development_status"]
    if prepared.evidence is None:
        return pd.DataFrame(columns=[*columns, "development_id"])
    places = prepared.case.table("developments")[["development_id", "name", "status"]]
    rows = growth_causes(prepared.evidence, practice_code, year).merge(places, on="development_id")
    rows = rows.rename(columns={"status": "development_status"}).assign(development=distinct_names(rows))
    return rows[rows["people"] >= LEAST_PEOPLE][[*columns, "development_id"]].reset_index(drop=True)


def distinct_names(rows: pd.DataFrame) -> "pd.Series[str]":
    """The name of each development of a table, with its id where another row is called the same."""
    full = rows["name"] + " (" + rows["development_id"] + ")"
    told = rows["name"].where(~rows["name"].duplicated(keep=False), full)
    return told.where(~told.duplicated(keep=False), full)


def figures(prepared: Prepared, year: int) -> Headline | None:
    """The key figures at the end of a year; None without practices."""
    return None if prepared.evidence is None else headline(prepared.evidence, prepared.case, year)


def short_words(found: Headline) -> str:
    """`3,120 m² NIA and 410 m² GIA`: the two are never added together."""
    parts = [f"{words.m2(v)} {b}" for b, v in found.short_m2.items() if v > 0]
    return " and ".join(parts) if parts else words.m2(0)


def answer(prepared: Prepared, year: int) -> str:
    """The answer to "Where will we run out of room?" in one sentence."""
    found = figures(prepared, year)
    if found is None:
        return "This case has no practices, so room cannot be worked out. The bids can still be ranked."
    blind = found.practices["unknown"]
    doubt = f" {blind} cannot be judged: something about them is not known." if blind else ""
    doubt += assumed_words(prepared, year)
    return (
        f"By the end of {words.year(year)}, {found.practices['short']} of {sum(found.practices.values())} practices "
        f"will be short of space, by {short_words(found)} in all{_worst(prepared, year)}, as "
        f"{words.number(found.people_inside)} people from new homes join the lists of the area.{doubt}"
    )


def assumed_words(prepared: Prepared, year: int) -> str:
    """How many practices are judged by a floor area that was estimated, as a sentence; "" when none is."""
    assumed = int(_at(prepared, year)["area_assumed"].fillna(False).astype(bool).sum())
    return f" Floor areas are assumed, not measured, for {words.plural(assumed, 'practice')}." if assumed else ""


def elsewhere_words(found: Headline) -> str:
    """Where people from new homes register who join no list of the case, as a sentence; "" when there are none."""
    parts = [
        f"{words.number(people)} {what}"
        for people, what in (
            (found.people_outside, "with practices outside this case"),
            (found.people_unassigned, "nowhere that can be told"),
        )
        if round(people)
    ]
    if not parts:
        return ""
    inside = f"{words.number(found.people_inside)} would register with practices of this case"
    return f"Of the {words.number(found.people)} people, {inside}, and {' and '.join(parts)}."


def _worst(prepared: Prepared, year: int) -> str:
    rows = clusters(prepared, year).sort_values(["short_m2", "cluster_name"], ascending=[False, True])
    return f", most of all in {rows['cluster_name'].iloc[0]}" if len(rows) and rows["short_m2"].iloc[0] > 0 else ""


def profile_sentence(rows: pd.DataFrame, name: str, year: int) -> str:
    """One practice's position now and in a year."""
    if not len(rows):
        return f"{name}: no evidence."
    now, then = rows.iloc[0], rows[rows["financial_year"] == year].iloc[-1]
    if not words.known(then["gap_m2"]):
        return f"{name}: room is not known ({then['unknown_reason']})."
    basis = f"{then['area_basis']}{', area assumed' if then['area_assumed'] else ''}"
    return (
        f"{name}: {words.room(now['gap_m2'])} now, {words.room(then['gap_m2'])} at the end of {words.year(year)} "
        f"({basis}), with {words.number(then['growth_people'])} more people.{_from_homes(now, then)}"
    )


def _from_homes(now: "pd.Series[Any]", then: "pd.Series[Any]") -> str:
    """Of a shortage then, how much there is today and how much new homes add; "" where it is not short or not known."""
    short = -float(then["gap_m2"])
    if short < 1 or not words.known(now["gap_m2"]):
        return ""
    then_m2 = round(short)  # whole metres, as the sentence says them, so that the two parts add up
    today_m2 = min(then_m2, max(0, round(-float(now["gap_m2"]))))
    if not today_m2:
        return " All of that shortage comes with new homes."
    if today_m2 == then_m2:
        return " All of that shortage is there today."
    return f" Of that shortage {words.m2(today_m2)} is there today and new homes add {words.m2(then_m2 - today_m2)}."


def shortest(prepared: Prepared, year: int) -> str:
    """Code of the practice shortest of space; the first by code when none is known."""
    rows = _at(prepared, year).sort_values(["gap_m2", "practice_code"], na_position="last")
    return str(rows["practice_code"].iloc[0])


def _drawn(developments: int) -> str:
    if developments > MOST_DRAWN:
        return f"the {MOST_DRAWN} largest of {developments} developments are drawn, the table has them all"
    return f"{words.plural(developments, 'development')} shown"


def causes_sentence(rows: pd.DataFrame, growth_people: float) -> str:
    """Which development brings most people to a practice, of all who join it."""
    if not len(rows):
        return "No new homes bring people to it by then"
    top = rows.iloc[0]
    return (
        f"{top['development']} brings {words.number(top['people'])} of the "
        f"{words.number(growth_people)} people who join; {_drawn(len(rows))}"
    )

"""The evidence of a case in one step: homes -> people -> registrations -> space."""

from dataclasses import replace

import numpy as np
import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case, sort_by_key
from prioritise.case.issues import Issue, sort_issues
from prioritise.errors import DataFault
from prioritise.evidence.geo import FloatArray, usable
from prioritise.evidence.homes import evidence_years, homes_by_year
from prioritise.evidence.inputs import check_usable, space_standard
from prioritise.evidence.model import Evidence
from prioritise.evidence.people import fallbacks, people_by_year
from prioritise.evidence.registrations import (
    ALL_FULL,
    NONE_IN_REACH,
    growth_by_practice,
    registration_ledger,
    unassigned_people,
)
from prioritise.evidence.shares import practice_shares, told_shares
from prioritise.evidence.space import cluster_gap, practice_gap, site_gap
from prioritise.evidence.ways import ground_of
from prioritise.years import year_label

NO_FIRST_YEAR = 'the case has no first_year: put one in settings.toml, such as first_year = "2026/27"'


def build_evidence(case: Case, assumptions: Assumptions) -> Evidence:
    """Build every table of `Evidence` from a case; the same case gives the same tables whatever its row order.

    Raises:
        DataFault: the case has no first_year, or an assumption cannot be used.
    """
    first_year, case = _usable(case, assumptions)
    years, standard = evidence_years(case, assumptions), space_standard(assumptions)
    homes = homes_by_year(case, assumptions)
    people = people_by_year(homes, case, assumptions)
    shares = practice_shares(case, assumptions, people.groupby("development_id")["people"].sum())
    ledger = registration_ledger(people, shares, years)
    lost = unassigned_people(people, shares, _reasons(case))
    practices = practice_gap(case, _growth(ledger, case, years), years, standard)
    return Evidence(
        first_year=first_year,
        years=years,
        homes=homes,
        people=people,
        shares=shares,
        registrations=ledger,
        practice_gap=practices,
        site_gap=site_gap(case, practices, standard),
        cluster_gap=cluster_gap(case, practices, standard),
        unassigned=lost,
        issues=sort_issues([*_issues(case, homes, lost, practices), *fallbacks(case, assumptions)]),
    )


def practice_gaps(case: Case, assumptions: Assumptions) -> pd.DataFrame:
    """`Evidence.practice_gap` alone, without the ledger of who registers where: all England fits in memory so.

    Raises:
        DataFault: the case has no first_year, or an assumption cannot be used.
    """
    _, case = _usable(case, assumptions)
    years = evidence_years(case, assumptions)
    people = people_by_year(homes_by_year(case, assumptions), case, assumptions)
    shares = told_shares(ground_of(case, assumptions, people.groupby("development_id")["people"].sum()))
    growth = growth_by_practice(people, shares, pd.Index(case.table("practices")["practice_code"]), years)
    return practice_gap(case, growth, years, space_standard(assumptions))


def _usable(case: Case, assumptions: Assumptions) -> tuple[int, Case]:
    """First year of a case, and the case in order. Raises DataFault where either cannot be used."""
    if case.settings.first_year is None:
        raise DataFault(NO_FIRST_YEAR)
    check_usable(assumptions)
    return case.settings.first_year, _in_order(case)


def _in_order(case: Case) -> Case:
    """The case with the rows of its small tables in key order: sums of fractions then never depend on the file's."""
    names = ("practices", "sites", "developments", "completions")
    return replace(case, tables={**case.tables, **{n: sort_by_key(n, case.table(n)) for n in names}})


def _growth(ledger: pd.DataFrame, case: Case, years: tuple[int, ...]) -> FloatArray:
    """People so far by practice (a row each, in the table's order) and year (a column each): sums of the ledger."""
    codes = pd.Index(case.table("practices")["practice_code"])
    cell = codes.get_indexer(pd.Index(ledger["practice_code"])) * len(years) + (
        ledger["financial_year"].to_numpy(int) - years[0]
    )
    total = np.bincount(cell, weights=ledger["people"].to_numpy(float), minlength=len(codes) * len(years))
    return np.asarray(total, dtype=float).reshape(len(codes), len(years))


def _reasons(case: Case) -> pd.Series:
    """Why a development could not be shared out, by development_id."""
    developments = case.table("developments")
    placed = usable(developments["longitude"], developments["latitude"])
    words = np.where(placed, "no registrations in its area and no practice on the map", "no place on the map")
    return pd.Series(words, index=developments["development_id"], dtype="str")


def _issues(case: Case, homes: pd.DataFrame, lost: pd.DataFrame, practices: pd.DataFrame) -> tuple[Issue, ...]:
    return sort_issues([*_assumed_curves(homes), *_lost_people(case, lost), *_unknown_space(case, practices)])


def _assumed_curves(homes: pd.DataFrame) -> list[Issue]:
    count = homes.loc[homes["curve"].eq("assumed"), "development_id"].nunique()
    if not count:
        return []
    message = f"{count} developments have no completions by year"
    done = "an assumed build-out curve is used (see the assumptions)"
    return [Issue("completions", None, "", "curve_assumed", "info", str(count), message, done)]


def _lost_people(case: Case, lost: pd.DataFrame) -> list[Issue]:
    if not len(lost):
        return []
    rows = _row_of(case, "developments", "development_id")
    total = lost.groupby(["development_id", "reason"], sort=True)["people"].sum().reset_index()
    last = year_label(int(lost["financial_year"].max()))
    return [
        Issue(
            "developments",
            rows.get(str(r.development_id)),
            "" if r.reason in (ALL_FULL, NONE_IN_REACH) else "longitude",
            "people_unassigned",
            "warning",
            str(r.development_id),
            f"{r.people:,.0f} people by {last} cannot be put on any list: {r.reason}",
            "left out of every practice's growth and shown apart",
        )
        for r in total.itertuples()
    ]


def _unknown_space(case: Case, practices: pd.DataFrame) -> list[Issue]:
    rows = _row_of(case, "practices", "practice_code")
    unknown = practices[practices["unknown_reason"].ne("")].drop_duplicates("practice_code")
    return [
        Issue(
            "practices",
            rows.get(str(r.practice_code)),
            "",
            "space_unknown",
            "warning",
            str(r.practice_code),
            f"the space gap of practice {r.practice_code} is unknown: {r.unknown_reason}",
            "shown as unknown, not as enough",
        )
        for r in unknown.itertuples()
    ]


def _row_of(case: Case, table: str, key: str) -> dict[str, int]:
    """Line of the file by id."""
    frame = case.table(table)
    return {str(k): int(row) for k, row in zip(frame[key], frame.index, strict=True)}

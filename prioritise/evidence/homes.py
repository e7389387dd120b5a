"""Planned homes by development and year."""

import math

import numpy as np
import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.case.tables import DEVELOPMENT_STATUSES
from prioritise.evidence.formulas import cumulative_build_out, expected_homes
from prioritise.evidence.futures import Pace, warped

BEGUN = ("started", "completed")
_LONGEST_PROGRAMME = 100  # years; no site is planned for longer
HOMES_COLUMNS = ["development_id", "financial_year", "homes", "homes_stated", "status", "curve"]


def evidence_years(case: Case, assumptions: Assumptions) -> tuple[int, ...]:
    """Start years the evidence covers: now (the year before the horizon), then the horizon or 15 years if longer."""
    first = case.settings.horizon[0]
    ahead = max(case.settings.years, int(assumptions.value("evidence_years")))
    return tuple(range(first - 1, first + ahead))


def homes_by_year(case: Case, assumptions: Assumptions) -> pd.DataFrame:
    """Homes finished in each year of the evidence: one row a development and year with homes (`HOMES_COLUMNS`).

    homes = homes stated x probability (a blank probability: the assumption for the status). A development with any
    completions by year is taken as stated, even where they exceed its homes (an issue says so); the others follow a
    stated straight curve marked `assumed`: nothing for a lag that depends on the status, then so many homes a year.
    A completed development has no homes to come unless its completions say so. Completions in years before
    first_year are left out: those people are already on a list. The case's housing future (`evidence.futures`) may
    move a programme and change a chance; homes_stated is then what that future states.
    """
    years = evidence_years(case, assumptions)[1:]
    pace = Pace.of(case.settings.housing_future, assumptions)
    programme = _programme_years(years, pace)
    developments = case.table("developments")
    known = developments.assign(chance=_chance(developments, assumptions, pace))
    rows = pd.concat(
        [
            _stated(case.table("completions"), programme),
            _assumed(developments, case.table("completions"), programme, assumptions),
        ],
        ignore_index=True,
    ).merge(known[["development_id", "status", "chance"]], on="development_id", how="inner")
    rows = _in_future(rows, programme, pace)
    rows = rows[rows["financial_year"].isin(years)]
    rows = rows.assign(homes=expected_homes(rows["homes_stated"].to_numpy(float), rows["chance"].to_numpy(float)))
    rows = rows[rows["homes_stated"].gt(0) & rows["homes"].notna()]
    return rows.sort_values(["development_id", "financial_year"], ignore_index=True)[HOMES_COLUMNS]


def _programme_years(years: tuple[int, ...], pace: Pace) -> tuple[int, ...]:
    """The years of a programme that come within `years`: more of them at a faster pace."""
    count = min(math.ceil(len(years) * pace.pace), _LONGEST_PROGRAMME)
    return tuple(range(years[0], years[0] + max(count, len(years))))


def _in_future(rows: pd.DataFrame, years: tuple[int, ...], pace: Pace) -> pd.DataFrame:
    """The homes stated, at another pace and with a later start where the future says so.

    The years run as far as the programme is looked at; at a faster pace only the first of them are then true.
    """
    if (pace.delay_years, pace.pace) == (0.0, 1.0) or not len(rows):
        return rows
    sites = rows.drop_duplicates("development_id").sort_values("development_id", ignore_index=True)
    homes = np.zeros((len(sites), len(years) + 1))
    number = pd.Index(sites["development_id"]).get_indexer(pd.Index(rows["development_id"]))
    np.add.at(
        homes, (number, rows["financial_year"].to_numpy(int) - years[0] + 1), rows["homes_stated"].to_numpy(float)
    )
    delay = np.where(sites["status"].isin(BEGUN), 0.0, pace.delay_years)
    moved = np.diff(warped(homes.cumsum(axis=1), delay, pace.pace), axis=1)
    again = sites.loc[sites.index.repeat(len(years))].reset_index(drop=True)
    return again.assign(financial_year=np.tile(np.array(years, dtype="int64"), len(sites)), homes_stated=moved.ravel())


def _chance(developments: pd.DataFrame, assumptions: Assumptions, pace: Pace) -> pd.Series:
    by_status = {s: assumptions.value(f"probability_{s}") for s in DEVELOPMENT_STATUSES}
    chance = developments["probability"].fillna(developments["status"].map(by_status).astype(float))
    # a status that is not known is neither surer nor less sure in another future
    return (chance * developments["status"].map(pace.chance).astype(float).fillna(1.0)).clip(upper=1.0)


def _stated(completions: pd.DataFrame, years: tuple[int, ...]) -> pd.DataFrame:
    here = completions[completions["financial_year"].isin(list(years)) & completions["homes"].notna()]
    return pd.DataFrame(
        {
            "development_id": here["development_id"].astype("str"),
            "financial_year": here["financial_year"].astype("int64"),
            "homes_stated": here["homes"].astype(float),
            "curve": pd.Series("stated", index=here.index, dtype="str"),
        }
    )


def _assumed(
    developments: pd.DataFrame, completions: pd.DataFrame, years: tuple[int, ...], assumptions: Assumptions
) -> pd.DataFrame:
    """The build-out curve of developments without a single completion: one row a development and year."""
    to_come = [s for s in DEVELOPMENT_STATUSES if s != "completed"]
    lags = {s: assumptions.value(f"build_start_lag_{s}") for s in to_come}
    silent = (
        ~developments["development_id"].isin(completions["development_id"].unique()) & developments["homes"].notna()
    )
    chosen = developments[silent & developments["status"].isin(to_come)]
    built = cumulative_build_out(
        chosen["homes"].to_numpy(float)[:, None],
        chosen["status"].map(lags).to_numpy(float)[:, None],
        assumptions.value("build_rate_per_year"),
        np.arange(len(years) + 1)[None, :],
    )
    return pd.DataFrame(
        {
            "development_id": chosen["development_id"].repeat(len(years)).astype("str").to_numpy(),
            "financial_year": np.tile(np.array(years, dtype="int64"), len(chosen)),
            "homes_stated": np.diff(built, axis=1).ravel(),
            "curve": "assumed",
        }
    ).astype({"development_id": "str", "curve": "str"})

"""The ledger of registrations: which development puts how many people on which list, and when."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from prioritise.evidence.geo import FloatArray, IntArray
from prioritise.evidence.parts import numbers_in, side_by_side
from prioritise.evidence.ways.way import NOWHERE, observed_weight

ALL_FULL = "every practice they would use is full or closed"
_MIXED = ["share", "area_patients", "observed_share", "predicted_share"]
NONE_IN_REACH = "nobody is registered near, and no practice is within reach by car"
LEDGER_COLUMNS = ["practice_code", "development_id", "financial_year", "people"]


def cumulative_people(people: pd.DataFrame, developments: pd.Index, years: tuple[int, ...]) -> FloatArray:
    """People so far: a row a development (in the order given), a column a year."""
    table = np.zeros((len(developments), len(years)))
    row = developments.get_indexer(pd.Index(people["development_id"]))
    column = people["financial_year"].to_numpy(int) - years[0]
    np.add.at(table, (row[row >= 0], column[row >= 0]), people["people"].to_numpy(float)[row >= 0])
    return np.asarray(table.cumsum(axis=1))


def registration_ledger(people: pd.DataFrame, shares: pd.DataFrame, years: tuple[int, ...]) -> pd.DataFrame:
    """People registered so far by practice of the case, development and year (`LEDGER_COLUMNS`), none left at zero.

    registrations = cumulative people of the development x the practice's share. Each person appears once a year. Where
    the share mixes what is observed with what is predicted, the mix is that of the people who have come by then: a
    later phase changes nothing of an earlier year, and more homes never lower a practice's sum.
    """
    inside = shares[shares["inside"] & shares["share"].gt(0)].sort_values(["practice_code", "development_id"])
    developments = pd.Index(shares["development_id"].drop_duplicates().sort_values())
    so_far = cumulative_people(people, developments, years)
    number = developments.get_indexer(pd.Index(inside["development_id"]))
    in_year = _shares_in_year(inside, number, shares, so_far, developments)
    rows = np.empty((len(inside), len(years)))
    for column in range(len(years)):
        rows[:, column] = so_far[number, column] * in_year(column)
    share_row, year_column = np.nonzero(rows)
    found = inside[["practice_code", "development_id"]].astype("str").iloc[share_row].reset_index(drop=True)
    years_of_rows = np.array(years, dtype="int64")[year_column]
    return found.assign(financial_year=years_of_rows, people=rows[share_row, year_column])


def growth_by_practice(
    people: pd.DataFrame, shares: pd.DataFrame, practices: pd.Index, years: tuple[int, ...]
) -> FloatArray:
    """People registered so far: a row a practice (in the order given), a column a year: sums of the ledger."""
    developments = pd.Index(shares["development_id"].drop_duplicates().sort_values())
    so_far = cumulative_people(people, developments, years)
    at, number = numbers_in(practices, shares["practice_code"]), numbers_in(developments, shares["development_id"])
    kept = np.flatnonzero((at >= 0) & shares["share"].gt(0).to_numpy())
    kept = kept[np.lexsort((number[kept], at[kept]))]  # sums of fractions never depend on the order of rows
    at, number = at[kept], number[kept]
    in_year = _shares_in_year(shares[_MIXED].iloc[kept], number, shares, so_far, developments)
    columns = side_by_side(lambda i: np.bincount(at, so_far[number, i] * in_year(i), len(practices)), range(len(years)))
    return np.column_stack(columns).astype(float)


def _shares_in_year(
    inside: pd.DataFrame, number: IntArray, shares: pd.DataFrame, so_far: FloatArray, developments: pd.Index
) -> Callable[[int], FloatArray]:
    """Share of each row of `inside` in the year of a column: where it mixes two, by the people who have come by then.

    `number` is that of each row's development, which lies in one area.

    A year at a time, so that a country's shares need no table of all years.
    """
    fixed = inside["share"].to_numpy(float)
    mixed = inside["area_patients"].notna().to_numpy()
    if not mixed.any():
        return lambda column: fixed
    area_of = shares.loc[shares["area_patients"].notna(), ["development_id", "area_code"]]
    area_of = area_of.drop_duplicates("development_id")
    areas = pd.Index(area_of["area_code"].drop_duplicates().sort_values())
    coming = np.zeros((len(areas), so_far.shape[1]))
    at = developments.get_indexer(pd.Index(area_of["development_id"]))
    area_number = np.full(len(developments), -1)
    area_number[at] = areas.get_indexer(pd.Index(area_of["area_code"]))
    np.add.at(coming, area_number[at], so_far[at])
    area = area_number[number[mixed]]
    patients, observed, predicted = (inside[c].to_numpy(float)[mixed] for c in _MIXED[1:])

    def of(column: int) -> FloatArray:
        weight = observed_weight(patients, coming[area, column])
        found = fixed.copy()
        found[mixed] = weight * observed + (1 - weight) * predicted
        return found

    return of


def unassigned_people(people: pd.DataFrame, shares: pd.DataFrame, reasons: pd.Series) -> pd.DataFrame:
    """People who are put on no list, by development and year: those without shares, and those no practice takes.

    Columns: development_id, financial_year, people (new in that year), reason (from `reasons`, by development_id).
    """
    lost = people[~people["development_id"].isin(shares["development_id"].unique())]
    lost = lost.assign(reason=lost["development_id"].map(reasons).astype("str"))
    over = shares[shares["practice_code"].eq(NOWHERE)].set_index("development_id")["share"]
    left = people[people["development_id"].isin(over.index)]
    part = over.reindex(left["development_id"]).to_numpy(float)
    asked = left["development_id"].isin(
        shares.loc[shares["practice_code"].ne(NOWHERE), "development_id"].unique().tolist()
    )
    left = left.assign(people=left["people"] * part, reason=np.where(asked, ALL_FULL, NONE_IN_REACH))
    return pd.concat([f for f in (lost, left) if len(f)] or [lost], ignore_index=True).reset_index(drop=True)

"""The ledger of registrations: which development puts how many people on which list, and when."""

import numpy as np
import pandas as pd

from prioritise.evidence.geo import FloatArray

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

    registrations = cumulative people of the development x the practice's share. Each person appears once a year.
    """
    inside = shares[shares["inside"] & shares["share"].gt(0)].sort_values(["practice_code", "development_id"])
    developments = pd.Index(inside["development_id"].drop_duplicates().sort_values())
    so_far = cumulative_people(people, developments, years)
    rows = so_far[developments.get_indexer(pd.Index(inside["development_id"]))] * inside["share"].to_numpy()[:, None]
    share_row, year_column = np.nonzero(rows)
    found = inside[["practice_code", "development_id"]].astype("str").iloc[share_row].reset_index(drop=True)
    years_of_rows = np.array(years, dtype="int64")[year_column]
    return found.assign(financial_year=years_of_rows, people=rows[share_row, year_column])


def unassigned_people(people: pd.DataFrame, shares: pd.DataFrame, reasons: pd.Series) -> pd.DataFrame:
    """People of developments without shares, by development and year.

    Columns: development_id, financial_year, people (new in that year), reason (from `reasons`, by development_id).
    """
    lost = people[~people["development_id"].isin(shares["development_id"].unique())]
    return lost.assign(reason=lost["development_id"].map(reasons).astype("str")).reset_index(drop=True)

"""Payments to general practice: weighted lists and premises money by practice (NHS England, yearly)."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from prioritise.sources.folder import Draft
from prioritise.sources.model import Placed, Source, SourceTable, join, start
from prioritise.sources.placing import doubt, of_case
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import codes, dates, numbers, texts

FIELDS = (
    Field("practice_code", ("Practice Code",)),
    Field("practice_name", ("Practice Name",), required=False),
    Field("opened", ("Practice Open Date",), required=False),
    Field("closed", ("Practice Close Date",)),
    Field("list", ("Number of Registered Patients (Last Known Figure)", "Average Number of Registered Patients")),
    Field("weighted", ("Number of Weighted Patients (Last Known Figure)", "Average Number of Weighted Patients")),
    Field("premises", ("Premises Payments", "Premises")),
)


def read_one(path: Path) -> SourceTable:
    """One year's payments."""
    table = start(read_table(path, FIELDS, "NHS payments to general practice"))
    figures = {c: numbers(table.frame[c]) for c in ("list", "weighted", "premises")}
    table = table.assign(
        practice_code=codes(table.frame["practice_code"]),
        closed_date=dates(table.frame["closed"])[0],
        **{f"{c}_number": value for c, (value, _) in figures.items()},
    )
    table = table.needs_code("practice_code", "practice")
    for column, (_, bad) in figures.items():
        table = table.refuse(bad.reindex(table.frame.index, fill_value=False), column, f"{column} is not a number")
    shut = table.frame["closed_date"] != ""
    table = table.keep(~shut, "practice closed in or before the year", "closed", named=True)
    return _doubts(table)


def _doubts(table: SourceTable) -> SourceTable:
    """Note the money and lists that cannot be used, on rows that are kept for their other figures."""
    frame = table.frame
    table = table.note(frame["premises_number"] < 0, "premises", "premises payment below zero (a correction): not used")
    table = table.note(frame["premises_number"] == 0, "premises", "premises payment is zero: no rent on record")
    empty = ~(frame["list_number"] > 0) | ~(frame["weighted_number"] > 0)
    table = table.note(empty, "weighted", "no list or weighted list in the year: no weighting")
    usable = frame["premises_number"].where(frame["premises_number"] > 0)
    return table.assign(premises_gbp=usable, ratio=(frame["weighted_number"] / frame["list_number"]).mask(empty))


def read(files: Sequence[Path]) -> SourceTable:
    """One row an open practice: practice_code, list_number, weighted_number, ratio of the two, premises_gbp.

    `premises_gbp` is NaN where the payment is zero, negative or blank: zero is not a rent.
    """
    table = join([read_one(f) for f in files])
    again = table.frame.duplicated("practice_code", keep="last")
    return table.keep(~again, "practice is here twice; the row further down is used", "practice_code", named=True)


def place(table: SourceTable, draft: Draft) -> Placed:
    """Weighted list: the year's ratio of weighted to registered patients, applied to the list the case has."""
    used = of_case(table, draft)
    codes_now, lists_now = draft.column("practices", "practice_code"), draft.column("practices", "list_size")
    if len(lists_now) != len(codes_now):
        lists_now = pd.Series("", index=codes_now.index, dtype="str")
    size = pd.Series(numbers(lists_now)[0].to_numpy(), index=codes_now.to_numpy())
    size = size[~size.index.duplicated()]
    weighted = (used.frame["practice_code"].map(size) * used.frame["ratio"]).round(1)
    rows = used.frame[["practice_code"]].assign(weighted_list_size=texts(weighted))
    issue = doubt(
        "practices",
        "weighted_list_size",
        "weighted_list_scaled",
        "weighted lists are published for an earlier year than the list sizes: each is that year's ratio of weighted "
        "to registered patients, applied to the list size here",
        "estimated; replace it with a current Carr-Hill figure when there is one",
    )
    rows = rows[weighted.notna().to_numpy()].reset_index(drop=True)
    return Placed(used, {"practices": rows}, issues=(issue,) if len(rows) else ())


SOURCE = Source(
    kind="payments",
    title="Weighted lists and premises payments",
    publisher="NHS England",
    dataset="NHS Payments to General Practice, England",
    feeds=("practices: weighted_list_size", "sites: area_m2 (estimated)"),
    quirks=(
        "The columns headed Code and CCG NAME hold the network, not the practice: Practice Code is used.",
        "Premises payments of zero and below are not rents and are never used for an area.",
        "Closed practices are left out; list sizes are means of quarters, so they have fractions.",
    ),
    read=read,
    place=place,
    layouts=(FIELDS,),
)

"""Staff by practice (NHS England, General Practice Workforce)."""

from collections.abc import Sequence
from pathlib import Path

from prioritise.sources.folder import Draft
from prioritise.sources.model import Placed, Source, SourceTable, join, start
from prioritise.sources.placing import latest, update_practices
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import codes, numbers, texts

FIELDS = (
    Field("practice_code", ("PRAC_CODE", "Practice.Code", "PRACTICE_CODE")),
    Field("year", ("Year",)),
    Field("gp", ("TOTAL_GP_EXTGL_FTE", "TOTAL_GP_EXTGL_FTE_")),
    Field("nurse", ("TOTAL_NURSES_FTE",)),
)


def read_one(path: Path) -> SourceTable:
    """One file: one row a practice and financial year."""
    table = start(read_table(path, FIELDS, "general practice workforce by practice"))
    year, bad_year = numbers(table.frame["year"])
    gp, bad_gp = numbers(table.frame["gp"])
    nurse, bad_nurse = numbers(table.frame["nurse"])
    table = table.assign(
        practice_code=codes(table.frame["practice_code"]), year_number=year, gp_number=gp, nurse_number=nurse
    )
    table = table.refuse(bad_year | year.isna(), "year", "year cannot be read")
    for column, bad in (("gp", bad_gp), ("nurse", bad_nurse)):
        table = table.refuse(bad.reindex(table.frame.index), column, "staff figure is not a number")
        below = table.frame[f"{column}_number"] < 0
        table = table.refuse(below, column, "staff figure is below zero")
    return table.needs_code("practice_code", "practice")


def read(files: Sequence[Path]) -> SourceTable:
    """One row a practice, of its latest year: practice_code, year_number, gp_fte, nurse_fte.

    NA is unknown (blank), and a true 0 stays 0.
    """
    table = latest(
        join([read_one(f) for f in files]),
        ["practice_code"],
        "year_number",
        "several years of the practice, by year",
        named=False,
    )
    table = table.note(table.frame["gp_number"] == 0, "gp", "0 GPs: patients per GP cannot be worked out")
    return table.assign(gp_fte=texts(table.frame["gp_number"]), nurse_fte=texts(table.frame["nurse_number"]))


def place(table: SourceTable, draft: Draft) -> Placed:
    """GPs and nurses of the case's practices."""
    return update_practices(table, draft, "gp_fte", "nurse_fte")


SOURCE = Source(
    kind="workforce",
    title="GPs and nurses by practice",
    publisher="NHS England",
    dataset="General Practice Workforce (practice level)",
    feeds=("practices: gp_fte, nurse_fte",),
    quirks=(
        "The year is that in which the financial year ends: 2024 is 2023/24. The latest of each practice is used.",
        "GPs are fully qualified permanent GPs, without trainees and locums.",
        "NA is unknown; 0 is kept as 0 and noted.",
    ),
    read=read,
    place=place,
    layouts=(FIELDS,),
)

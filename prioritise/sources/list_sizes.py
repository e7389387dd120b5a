"""Registered patients by practice (NHS England, monthly), in the layouts of two eras."""

from collections.abc import Sequence
from pathlib import Path

from prioritise.errors import DataFault
from prioritise.sources.folder import Draft
from prioritise.sources.model import Placed, Source, SourceTable, join, start
from prioritise.sources.placing import latest, of_case
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import codes, date_doubt, dates, numbers, texts

FIELDS = (
    Field("date", ("EXTRACT_DATE",)),
    Field("practice_code", ("ORG_CODE", "CODE", "PRACTICE_CODE")),
    Field("sex", ("SEX",)),
    Field("age", ("AGE_GROUP_5", "AGE")),
    Field("patients", ("NUMBER_OF_PATIENTS", "Registered Patients", "Patients")),
    Field("type", ("ORG_TYPE", "TYPE"), required=False),
    Field("postcode", ("POSTCODE",), required=False),
)


def read_one(path: Path) -> SourceTable:
    """One month's list sizes: the rows for all ages and both sexes."""
    table = start(read_table(path, FIELDS, "a list-size file (gp-reg-pat-prac-quin-age or -all)"))
    frame = table.frame
    kind = frame["type"].str.upper() if "type" in frame.columns else None
    if kind is not None:
        table = table.keep(kind.isin(["GP", ""]), "row of a network, ICB or nation, not of a practice", "type")
    whole = (table.frame["sex"].str.upper() == "ALL") & (table.frame["age"].str.upper() == "ALL")
    table = table.keep(whole, "row of one sex or age band (the ALL row holds the total)", "age")
    patients, unreadable = numbers(table.frame["patients"])
    iso, undated = dates(table.frame["date"])
    table = table.refuse(unreadable, "patients", "number of patients is not a number")
    table = table.refuse(undated.reindex(table.frame.index), "date", "date of the list cannot be read")
    odd, words = date_doubt(table.frame["date"])
    table = table.note(odd, "date", words)
    left = table.frame.index
    table = table.assign(
        practice_code=codes(table.frame["practice_code"]), list_size=patients.reindex(left), list_date=iso.reindex(left)
    )
    table = table.needs_code("practice_code", "practice")
    blank = table.frame["list_size"].isna()
    table = table.refuse(blank, "patients", "number of patients is blank (unknown)")
    return table.refuse(table.frame["list_size"] < 0, "patients", "number of patients is below zero")


def read(files: Sequence[Path]) -> SourceTable:
    """One row a practice: practice_code, list_size (patients), list_date (ISO); of several dates the latest.

    Raises:
        DataFault: no file was given, or one is not a list-size file.
    """
    if not files:
        raise DataFault("give at least one list-size file")
    return latest(join([read_one(f) for f in files]), ["practice_code"], "list_date", "practice is here twice, by date")


def place(table: SourceTable, draft: Draft) -> Placed:
    """List size and its date; adds practices (named by their code) when none of the file's is in the case yet."""
    used = of_case(table, draft, may_add=True)
    rows = used.frame[["practice_code", "list_size", "list_date"]].assign(list_size=texts(used.frame["list_size"]))
    new = ~rows["practice_code"].isin(set(draft.column("practices", "practice_code")))
    if new.any():
        rows = rows.assign(name=rows["practice_code"].where(new, ""))
    return Placed(used, {"practices": rows.reset_index(drop=True)})


SOURCE = Source(
    kind="list-sizes",
    title="Registered patients by practice",
    publisher="NHS England",
    dataset="Patients Registered at a GP Practice (gp-reg-pat-prac-quin-age; gp-reg-pat-prac-all)",
    feeds=("practices: list_size, list_date",),
    quirks=(
        "Two layouts: ORG_CODE with AGE_GROUP_5, and the older CODE with AGE; both are recognised by their headers.",
        "Only the ALL ages, ALL sexes row is kept: adding it to the others would count everybody twice.",
        "Dates come as 01Jul2026, 01JAN2021 or 2026-07-01.",
    ),
    read=read,
    place=place,
    layouts=(FIELDS,),
)

"""Registered patients by practice and LSOA: the real catchment of each practice (NHS England, quarterly)."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from prioritise.sources.folder import Draft
from prioritise.sources.model import Placed, Source, SourceTable, join, start
from prioritise.sources.placing import doubt
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import codes, dates, numbers, texts

FIELDS = (
    Field("practice_code", ("PRACTICE_CODE", "OrganisationCode", "ORG_CODE")),
    Field("area_code", ("LSOA_CODE", "LSOA11CD", "LSOA21CD")),
    Field("patients", ("NUMBER_OF_PATIENTS", "Number of Patients", "Patient", "Patients")),
    Field("sex", ("SEX",), required=False),
    Field("date", ("EXTRACT_DATE",), required=False),
)
UNKNOWN_AREA = ("NO2011", "NO2021", "")


def read_one(path: Path) -> SourceTable:
    """One quarter's registrations."""
    table = start(read_table(path, FIELDS, "registrations by practice and LSOA (gp-reg-pat-prac-lsoa)"))
    if "sex" in table.frame.columns:
        table = table.keep(table.frame["sex"].str.upper().isin(["ALL", ""]), "row of one sex", "sex")
    patients, unreadable = numbers(table.frame["patients"])
    extracted = (
        dates(table.frame["date"])[0] if "date" in table.frame.columns else table.frame["area_code"].str.slice(0, 0)
    )
    table = table.assign(
        extracted=extracted,
        practice_code=codes(table.frame["practice_code"]),
        area_code=codes(table.frame["area_code"]),
        patients_number=patients,
    )
    unknown = table.frame["area_code"].isin(UNKNOWN_AREA)
    table = table.keep(~unknown, "area unknown (NO2011): their home is not known", "patients", named=True)
    wrong = unreadable.reindex(table.frame.index)
    table = table.refuse(wrong, "patients", "number of patients is not a number")
    table = table.needs_code("practice_code", "practice")
    table = table.refuse(table.frame["patients_number"].isna(), "patients", "number of patients is blank (unknown)")
    return table.refuse(table.frame["patients_number"] < 0, "patients", "number of patients is below zero")


def read(files: Sequence[Path]) -> SourceTable:
    """One row a practice and LSOA: practice_code, area_code, patients_number.

    Of several quarters only the latest of each practice is used: small areas of two would count its patients twice.
    """
    table = join([read_one(f) for f in files])
    date = table.frame["extracted"]
    if len(date) and (date != date.iloc[0]).any():
        newest = date.groupby(table.frame["practice_code"]).transform("max")
        table = table.keep(date == newest, "an older quarter of the practice: the latest is used", "date")
    return table.once("practice_code", "area_code", said="practice and area repeated; the first row is used")


def place(table: SourceTable, draft: Draft) -> Placed:
    """Flows of the case's practices, and of any practice in the case's areas, so that shares of an area are right."""
    own, areas = set(draft.column("practices", "practice_code")), set(draft.areas)
    inside = pd.Series(True, index=table.frame.index)
    if own or areas:
        inside = table.frame["practice_code"].isin(own) | table.frame["area_code"].isin(areas)
    used = table.keep(inside, "neither the practice nor the area is in the case", "practice_code")
    frame = used.frame
    rows = frame[["practice_code", "area_code"]].assign(patients=texts(frame["patients_number"]))
    missing = sorted(own - set(frame["practice_code"]))
    issues = [
        doubt(
            "flows",
            "practice_code",
            "no_registrations",
            f"{len(missing)} practices of the case are not in the registrations file: {', '.join(missing)}",
            "their patients' homes are unknown; the nearest practices are used for new homes there",
        )
    ]
    return Placed(used, {"flows": rows.reset_index(drop=True)}, issues=tuple(issues if missing else ()))


SOURCE = Source(
    kind="registrations",
    title="Registered patients by practice and LSOA",
    publisher="NHS England",
    dataset="Patients Registered at a GP Practice: by LSOA (gp-reg-pat-prac-lsoa)",
    feeds=("flows: practice_code, area_code, patients",),
    quirks=(
        "Patients whose LSOA is unknown (NO2011) are left out and counted.",
        "Practices outside the case appear with a part of their list only: never read as their list size.",
        "2011 LSOAs: polygons and figures of the areas must be of 2011 too.",
    ),
    read=read,
    place=place,
    layouts=(FIELDS,),
)

"""Deprivation score and population of LSOAs (English Indices of Deprivation)."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from prioritise.sources.folder import Draft
from prioritise.sources.model import COUNCIL_ATTRIBUTION, Placed, Source, SourceTable, join, start
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import codes, numbers

FIELDS = (
    Field("area_code", ("LSOA11CD", "LSOA code (2011)", "LSOA21CD", "LSOA code (2021)")),
    Field("name", ("LSOA11NM", "LSOA name (2011)", "LSOA21NM", "LSOA name (2021)"), required=False),
    Field("score", ("IMD", "Index of Multiple Deprivation (IMD) Score", "IMD_SCORE")),
    Field(
        "population",
        (
            "Population (Total)",
            "Total population: mid 2015 (excluding prisoners)",
            "Total population: mid 2022",
            "Total population",
        ),
        required=False,
    ),
)

MAX_SCORE = 100.0


def read_one(path: Path) -> SourceTable:
    """One file of scores."""
    table = start(read_table(path, FIELDS, "IMD score by LSOA"))
    if "population" not in table.frame.columns:
        table = table.assign(population=table.frame["score"].where(table.frame["score"] == "", ""))
    score, bad_score = numbers(table.frame["score"])
    population, bad_population = numbers(table.frame["population"])
    table = table.assign(area_code=codes(table.frame["area_code"]), imd_score=score, people=population)
    table = table.needs_code("area_code", "LSOA")
    unscored = (bad_score | score.isna()).reindex(table.frame.index)
    table = table.refuse(unscored, "score", "score is missing or not a number")
    outside = ~table.frame["imd_score"].between(0, MAX_SCORE)
    table = table.refuse(outside, "score", "score is outside 0 to 100: a rank or a decile, perhaps")
    wrong = bad_population.reindex(table.frame.index)
    return table.refuse(wrong, "population", "population is not a number")


def read(files: Sequence[Path]) -> SourceTable:
    """One row an LSOA: area_code, imd_score (higher is more deprived), people (NaN when not given)."""
    table = join([read_one(f) for f in files])
    return table.once("area_code", said="area repeated; the first row is used")


def place(table: SourceTable, draft: Draft) -> Placed:
    """Score and population of the case's areas (an area without a polygon is not added)."""
    used = table.keep(table.frame["area_code"].isin(set(draft.areas)), "area is not in the case", "area_code")
    areas = {
        str(code): {"imd_score": float(score), "population": None if pd.isna(people) else float(people)}
        for code, score, people in used.frame[["area_code", "imd_score", "people"]].itertuples(index=False)
    }
    return Placed(used, areas=areas)


SOURCE = Source(
    kind="lsoa-imd",
    title="Deprivation and population by LSOA",
    publisher="Ministry of Housing, Communities and Local Government",
    dataset="English Indices of Deprivation 2019: File 7",
    feeds=("areas: imd_score, population",),
    quirks=(
        "Scores are on 2011 LSOAs and populations are of mid-2015.",
        "Workbooks carry the data on the second sheet: the sheet with the right header is found.",
    ),
    read=read,
    place=place,
    attribution=COUNCIL_ATTRIBUTION,
    layouts=(FIELDS,),
)

"""Deprivation of a practice's patients (OHID Fingertips, from the Index of Multiple Deprivation)."""

from collections.abc import Sequence
from pathlib import Path

from prioritise.sources.folder import Draft
from prioritise.sources.model import Placed, Source, SourceTable, join, start
from prioritise.sources.placing import latest, update_practices
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import codes, numbers, texts

FIELDS = (
    Field("practice_code", ("PRACTICE_CODE", "Area Code", "Practice.Code")),
    Field("year", ("IMD_YEAR", "Time period", "Year")),
    Field("score", ("IMD_SCORE", "Value")),
)
MAX_SCORE = 100.0


def read_one(path: Path) -> SourceTable:
    """One file of scores."""
    table = start(read_table(path, FIELDS, "IMD score by practice"))
    score, bad = numbers(table.frame["score"])
    year, _ = numbers(table.frame["year"])
    table = table.assign(practice_code=codes(table.frame["practice_code"]), year_number=year, score_number=score)
    table = table.refuse(bad, "score", "score is not a number")
    table = table.refuse(table.frame["score_number"].isna(), "score", "score is blank (unknown)")
    outside = ~table.frame["score_number"].between(0, MAX_SCORE)
    table = table.refuse(outside, "score", "score is outside 0 to 100")
    return table.needs_code("practice_code", "practice")


def read(files: Sequence[Path]) -> SourceTable:
    """One row a practice: practice_code, imd_score (higher is more deprived), of the latest index year."""
    table = join([read_one(f) for f in files])
    table = latest(table, ["practice_code"], "year_number", "several years of the practice, by year")
    return table.assign(imd_score=texts(table.frame["score_number"]))


def place(table: SourceTable, draft: Draft) -> Placed:
    """IMD score of the case's practices."""
    return update_practices(table, draft, "imd_score")


SOURCE = Source(
    kind="practice-imd",
    title="Deprivation by practice",
    publisher="Office for Health Improvement and Disparities",
    dataset="Public health profiles (Fingertips): IMD score by general practice",
    feeds=("practices: imd_score",),
    quirks=("The score is weighted by where the practice's patients live; it is not that of its own postcode.",),
    read=read,
    place=place,
    layouts=(FIELDS,),
)

"""Overall ratings of practices (Care Quality Commission)."""

from collections.abc import Sequence
from pathlib import Path

from prioritise.sources.folder import Draft
from prioritise.sources.model import Placed, Source, SourceTable, join, start
from prioritise.sources.placing import latest, update_practices
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import BLANKS, codes, numbers

FIELDS = (
    Field("practice_code", ("Practice.Code", "Location ODS Code", "PRACTICE_CODE")),
    Field("year", ("Year",)),
    Field("rating", ("latest_rating", "Latest Rating")),
    Field("group", ("service_population_group", "Service / Population Group"), required=False),
    Field("domain", ("domain", "Domain"), required=False),
)
RATINGS = ("Outstanding", "Good", "Requires improvement", "Inadequate")


def read_one(path: Path) -> SourceTable:
    """One file of ratings: the overall ones."""
    table = start(read_table(path, FIELDS, "CQC ratings by practice"))
    for column in ("group", "domain"):
        if column in table.frame.columns:
            overall = table.frame[column].str.lower().isin(["overall", ""])
            table = table.keep(overall, "rating of one domain or group, not overall", column)
    year, _ = numbers(table.frame["year"])
    spelt = {r.lower(): r for r in RATINGS}
    rating = table.frame["rating"].str.lower().map(spelt).fillna("").astype("str")
    table = table.assign(practice_code=codes(table.frame["practice_code"]), year_number=year, cqc_rating=rating)
    nameless = table.frame["practice_code"].str.lower().isin(BLANKS)
    table = table.refuse(nameless, "practice_code", "no practice code: the location cannot be matched")
    table = table.refuse(table.frame["year_number"].isna(), "year", "year cannot be read")
    return table.refuse(table.frame["cqc_rating"] == "", "rating", f"rating is none of {', '.join(RATINGS)}")


def read(files: Sequence[Path]) -> SourceTable:
    """One row a practice: practice_code, cqc_rating, year_number; the latest year, and of one year the later row."""
    return latest(
        join([read_one(f) for f in files]), ["practice_code"], "year_number", "practice is rated twice, by year"
    )


def place(table: SourceTable, draft: Draft) -> Placed:
    """Ratings of the case's practices."""
    return update_practices(table, draft, "cqc_rating")


SOURCE = Source(
    kind="cqc",
    title="CQC ratings by practice",
    publisher="Care Quality Commission",
    dataset="CQC care directory with ratings (overall)",
    feeds=("practices: cqc_rating",),
    quirks=(
        "A practice may have two rows: the latest year is used; of two rows of one year, the one further down.",
        "Rows without a practice code cannot be matched and are refused.",
    ),
    read=read,
    place=place,
    layouts=(FIELDS,),
)

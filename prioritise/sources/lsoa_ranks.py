"""Ranks and deciles of deprivation of LSOAs (English Indices of Deprivation, File 1): read, and not used."""

from collections.abc import Sequence
from pathlib import Path

from prioritise.sources.model import COUNCIL_ATTRIBUTION, Source, SourceTable, join, start
from prioritise.sources.placing import not_placed
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import codes, numbers

FIELDS = (
    Field("area_code", ("LSOA code (2011)", "LSOA code (2021)", "LSOA11CD", "LSOA21CD")),
    Field("rank", (
        "Index of Multiple Deprivation (IMD) Rank",
        "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)",
        "IMD_RANK",
    )),
    Field("decile", (
        "Index of Multiple Deprivation (IMD) Decile",
        "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)",
        "IMD_DECILE",
    )),
)  # fmt: skip
_DECILES = range(1, 11)


def read_one(path: Path) -> SourceTable:
    """One file of ranks."""
    table = start(read_table(path, FIELDS, "ranks of deprivation by LSOA (File 1)"))
    rank, bad_rank = numbers(table.frame["rank"])
    decile, bad_decile = numbers(table.frame["decile"])
    table = table.assign(area_code=codes(table.frame["area_code"]), rank_number=rank, decile_number=decile)
    table = table.refuse(bad_rank | rank.isna(), "rank", "rank is missing or not a number")
    wrong = (bad_decile | ~decile.isin(list(_DECILES))).reindex(table.frame.index)
    table = table.refuse(wrong, "decile", "decile is not 1 to 10")
    return table.needs_code("area_code", "LSOA")


def read(files: Sequence[Path]) -> SourceTable:
    """One row an LSOA: area_code, rank_number (1 is most deprived), decile_number."""
    table = join([read_one(f) for f in files])
    return table.once("area_code", said="area repeated; the first row is used")


SOURCE = Source(
    kind="lsoa-ranks",
    title="Ranks of deprivation by LSOA",
    publisher="Ministry of Housing, Communities and Local Government",
    dataset="English Indices of Deprivation: File 1",
    feeds=("nothing: a case uses scores, which are in File 7",),
    quirks=("Data are on the second sheet; rank 1 and decile 1 are the most deprived.",),
    read=read,
    place=not_placed("a case uses scores (File 7), not ranks", "rank"),
    attribution=COUNCIL_ATTRIBUTION,
    layouts=(FIELDS,),
)

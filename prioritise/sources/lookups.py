"""Which area lies in which larger one: LSOA to sub-ICB location, sub-ICB location to ICB."""

from collections.abc import Sequence
from pathlib import Path

from prioritise.errors import DataFault
from prioritise.sources.folder import Draft
from prioritise.sources.model import ONS_ATTRIBUTION, Placed, Source, SourceTable, join, start
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import codes

OF_AREAS = (
    Field("code", ("lsoa_code", "LSOA11CD", "LSOA21CD")),
    Field("part_of", ("region_code", "SICBL22CD", "SICBL23CD", "SICBL24CD")),
    Field("part_of_name", ("region", "SICBL22NM", "SICBL23NM", "SICBL24NM")),
)
OF_PLACES = (
    Field("code", ("region_code", "SICBL22CD", "SICBL23CD", "SICBL24CD")),
    Field("part_of", ("icb_code", "ICB22CD", "ICB23CD", "ICB24CD")),
    Field("part_of_name", ("icb", "ICB22NM", "ICB23NM", "ICB24NM")),
    Field("country", ("country",), required=False),
)


def read_one(path: Path) -> SourceTable:
    """One look-up, of small areas or of sub-ICB locations: the header says which."""
    try:
        table = start(read_table(path, OF_PLACES, "a look-up of sub-ICB locations and ICBs"))
    except DataFault:
        table = start(read_table(path, OF_AREAS, "a look-up of areas (LSOA to sub-ICB location, or that to ICB)"))
    if "country" in table.frame.columns:
        wales = table.frame["country"].str.lower() == "wales"
        table = table.keep(~wales, "area of Wales", "country")
    table = table.assign(code=codes(table.frame["code"]), part_of=codes(table.frame["part_of"]))
    return table.needs_code("code", "area").needs_code("part_of", "larger area's")


def read(files: Sequence[Path]) -> SourceTable:
    """One row an area: code, part_of (code of the larger area), part_of_name."""
    table = join([read_one(f) for f in files])
    pairs = table.frame.drop_duplicates(["code", "part_of"])
    torn = table.frame["code"].isin(pairs.loc[pairs["code"].duplicated(keep=False), "code"])
    table = table.refuse(torn, "code", "the area is said to lie in two: unclear which is right")
    return table.keep(~table.frame.duplicated("code"), "area is here twice, and agrees", "code")


def place(table: SourceTable, draft: Draft) -> Placed:
    """Nothing: a case needs no larger areas. They are for choosing a working area."""
    del draft
    return Placed(table)


SOURCE = Source(
    kind="area-lookup",
    title="Which area lies in which",
    publisher="Office for National Statistics",
    dataset="LSOA to sub-ICB location to ICB look-ups",
    feeds=("nothing in a case: used to choose a working area",),
    quirks=("Wales is left out.", "Names hold commas inside quotation marks."),
    read=read,
    place=place,
    attribution=ONS_ATTRIBUTION,
    layouts=(OF_AREAS, OF_PLACES),
)

"""Census 2021 by LSOA: residents (TS001), ages (TS007A), household size (TS017), households (TS041), bedrooms."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from prioritise.errors import DataFault
from prioritise.sources.folder import Draft
from prioritise.sources.model import ONS_ATTRIBUTION, Placed, Source, SourceTable, join, start
from prioritise.sources.placing import doubt
from prioritise.sources.reading import Field, read_table
from prioritise.sources.values import codes, numbers

_PLACE = (Field("area_code", ("geography code",)), Field("name", ("geography",)))
TABLES = {
    "residents": (*_PLACE, Field("count", ("Residence type: Total; measures: Value", "Residence type: Total"))),
    "ages": (*_PLACE, Field("count", ("Age: Total", "Age: Total; measures: Value"))),
    "household sizes": (
        *_PLACE,
        Field("count", ("Household size: Total: All household spaces; measures: Value",
                        "Household size: Total: All household spaces")),
    ),
    "households": (
        *_PLACE,
        Field("count", ("Number of households: Number of households; measures: Value", "Number of households")),
    ),
    "bedrooms": (*_PLACE, Field("count", ("Number of bedrooms: Total: All households",))),
}  # fmt: skip
PEOPLE = ("residents", "ages")


def read_one(path: Path) -> SourceTable:
    """One table; which of the five its header says."""
    for counts, fields in TABLES.items():
        try:
            table = start(read_table(path, fields, f"a census table of {counts}"))
        except DataFault as fault:
            last = fault
            continue
        return _checked(table.assign(counts=pd.Series(counts, index=table.frame.index, dtype="str")))
    raise DataFault(f"{path.name} is none of the census tables {', '.join(TABLES)}") from last


def _checked(table: SourceTable) -> SourceTable:
    value, bad = numbers(table.frame["count"])
    table = table.assign(area_code=codes(table.frame["area_code"]), number=value)
    table = table.refuse(bad | value.isna(), "count", "count is missing or not a number")
    table = table.refuse(table.frame["number"] < 0, "count", "count is below zero")
    return table.needs_code("area_code", "LSOA")


def read(files: Sequence[Path]) -> SourceTable:
    """One row an LSOA (2021) and table: area_code, counts (residents, ages, ...), number (the table's total)."""
    table = join([read_one(f) for f in files])
    return table.once("counts", "area_code", said="area repeated; the first row is used")


def place(table: SourceTable, draft: Draft) -> Placed:
    """Residents of 2021 as the population of the case's areas; counts of households are not used in a case."""
    used = table.keep(table.frame["counts"].isin(PEOPLE), "counts of households: a case has no use for them", "count")
    used = used.keep(
        used.frame["area_code"].isin(set(draft.areas)), "area is not in the case (2021 boundaries)", "area_code"
    )
    order = used.frame.sort_values("counts", ascending=True, kind="stable").drop_duplicates("area_code", keep="last")
    areas = {str(c): {"population": float(n)} for c, n in order[["area_code", "number"]].itertuples(index=False)}
    words = f"population of {len(areas)} of {len(draft.areas)} areas is that of Census 2021; others keep theirs"
    issue = doubt(
        "areas", "population", "population_2021", words, "areas whose boundary changed have other codes", "info"
    )
    return Placed(used, areas=areas, issues=(issue,) if areas else ())


SOURCE = Source(
    kind="census",
    title="Census 2021 by LSOA",
    publisher="Office for National Statistics",
    dataset="Census 2021: TS001, TS007A, TS017, TS041, TS050",
    feeds=("areas: population (TS001, TS007A)",),
    quirks=(
        "2021 LSOAs: an area whose boundary has changed since 2011 has another code and is not matched.",
        "Counts are perturbed, so tables differ by a few: TS001 is preferred for people.",
    ),
    read=read,
    place=place,
    attribution=ONS_ATTRIBUTION,
    layouts=tuple(TABLES.values()),
)

"""Facts of clusters as one long table: what a fact is, and how cells of practices or sites become its figure."""

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

Part = Literal["list", "homes", "room", "estate", "workforce", "digital", "money"]
PARTS: tuple[Part, ...] = ("list", "homes", "room", "estate", "workforce", "digital", "money")
COLUMNS = [
    "cluster_code",
    "part",
    "fact",
    "label",
    "basis",
    "financial_year",
    "value",
    "unit",
    "known",
    "of",
    "counted",
    "source",
]


@dataclass(frozen=True)
class Fact:
    """What one figure of a cluster is.

    Attributes:
        id: short stable name. part: part of the page it is on. label: in words. unit: of the value.
        counted: what it is known for or not: "practice", "site", "bid"; "" where nothing can be unknown.
        source: table and method, in words.
    """

    id: str
    part: Part
    label: str
    unit: str
    counted: str
    source: str


def rows_of(
    fact: Fact, figures: pd.DataFrame, *, basis: str | pd.Series = "", year: int | pd.Series | None = None
) -> pd.DataFrame:
    """Rows of the long table (`COLUMNS`) for one fact.

    Args:
        fact: what it is.
        figures: indexed by cluster_code: value (NaN: unknown), known and of (how many it is known for, of how many).
        basis: what the value counts, such as NIA.
        year: start year at whose end it stands; None: today, as the case has it.
    """
    return pd.DataFrame(
        {
            "cluster_code": figures.index.astype("str"),
            "part": fact.part,
            "fact": fact.id,
            "label": fact.label,
            "basis": pd.Series(_spread(basis, len(figures)), dtype="str"),
            "financial_year": pd.Series(_spread(year, len(figures)), dtype="Int64"),
            "value": figures["value"].to_numpy(float),
            "unit": fact.unit,
            "known": figures["known"].to_numpy("int64"),
            "of": figures["of"].to_numpy("int64"),
            "counted": fact.counted,
            "source": fact.source,
        },
        columns=COLUMNS,
    )


def _spread(value: Any, count: int) -> list[Any]:
    return list(value) if isinstance(value, pd.Series) else [value] * count


def total(cells: "pd.Series[float]", cluster: "pd.Series[str]") -> pd.DataFrame:
    """The sum of the cells that are known, by cluster: value (NaN where none is), known, of."""
    by = cells.astype(float).groupby(cluster.to_numpy())
    return pd.DataFrame({"value": by.sum(min_count=1), "known": by.count(), "of": by.size()})


def ratio(top: "pd.Series[float]", bottom: "pd.Series[float]", cluster: "pd.Series[str]") -> pd.DataFrame:
    """Sum of one over sum of the other, by cluster, over rows where both are known and the second is above nought."""
    usable = top.notna() & bottom.notna() & bottom.gt(0)
    above = total(top.where(usable), cluster)
    return above.assign(value=above["value"] / total(bottom.where(usable), cluster)["value"])


def truth(where: "pd.Series[bool]", known: "pd.Series[bool]") -> "pd.Series[float]":
    """1 where it holds, 0 where it does not, NaN where it is not known: the sum counts."""
    return where.astype(float).where(known)

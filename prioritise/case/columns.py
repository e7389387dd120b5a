"""How a table of the data dictionary is declared: one column, and one table of columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_FLOATS = {"number", "money", "share", "lonlat"}
_INTEGERS = {"integer", "year"}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        kind: how its text is read (`case.tables`). title: its label. description: what it means.
        required: the column must be there and its cells filled.
        unit: unit of its values. choices: what a choice may be. minimum, maximum: the least and the most it may be.
        example: a cell of the empty template. confidential: never in a public edition.
    """

    kind: str
    title: str
    description: str
    required: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    example: str = ""
    confidential: bool = False


@dataclass(frozen=True)
class Table:
    """One table of the case.

    Attributes:
        name, title: its id and its label. description: what a row is. key: the columns that identify a row.
        columns: its columns by name.
        confidential: the whole table is never in a public edition.
    """

    name: str
    title: str
    description: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    confidential: bool = False


def dtype_of(kind: str) -> str | None:
    """Type of a column of this kind; None where any holds (texts, and lists of ids)."""
    if kind in _FLOATS:
        return "float64"
    if kind in _INTEGERS:
        return "Int64"
    return "datetime64[s]" if kind == "date" else None


def _partial(kind: str, **fixed: Any) -> Callable[..., Column]:
    def make(title: str, description: str, **more: Any) -> Column:
        return Column(kind, title, description, **{**fixed, **more})

    return make


column = Column
id_ = _partial("id")
text = _partial("text")
number = _partial("number", minimum=0)
integer = _partial("integer", minimum=0)
money = _partial("money", minimum=0, unit="£")
share = _partial("share", minimum=0, maximum=1, unit="0 to 1")
date = _partial("date", unit="ISO date")
year = _partial("year", minimum=1990, maximum=2100, unit="financial year")
yesno = _partial("yesno", choices=("yes", "no"))
choice = _partial("choice")
ids = _partial("ids")


def lonlat(required: bool) -> dict[str, Column]:
    """The two columns of a place."""
    return {
        "longitude": Column("lonlat", "Longitude", "Degrees east, WGS84", required=required, unit="degrees"),
        "latitude": Column("lonlat", "Latitude", "Degrees north, WGS84", required=required, unit="degrees"),
    }


def table(
    name: str,
    title: str,
    description: str,
    key: Sequence[str],
    columns: Mapping[str, Column],
    *,
    confidential: bool = False,
) -> Table:
    """Declare a table: its name, title, what one row is, the columns that identify a row, and its columns."""
    return Table(name, title, description, tuple(key), columns, confidential)

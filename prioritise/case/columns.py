"""How a table of the data dictionary is declared: one column, and one table of columns."""

from collections.abc import Callable, Sequence
from typing import Any

import pandera.pandas as pa

_FLOATS = {"number", "money", "share", "lonlat"}
_INTEGERS = {"integer", "year"}


def dtype_of(kind: str) -> Any:
    """Column type of a kind of column; None where the text type of pandas will do."""
    if kind in _FLOATS:
        return "float64"
    if kind in _INTEGERS:
        return "Int64"
    if kind == "date":
        return "datetime64[s]"
    return None


def column(  # noqa: PLR0913 - one argument a face of a column
    kind: str,
    title: str,
    description: str,
    *,
    required: bool = False,
    unit: str = "",
    choices: Sequence[str] = (),
    minimum: float | None = None,
    maximum: float | None = None,
    example: str = "",
) -> pa.Column:
    """Declare one column; `required` means the column must be there and its cells filled."""
    checks = []
    if choices:
        checks.append(pa.Check.isin(list(choices), error="one of " + ", ".join(choices)))
    if minimum is not None:
        checks.append(pa.Check.ge(minimum, error=f"{minimum:g} or more"))
    if maximum is not None:
        checks.append(pa.Check.le(maximum, error=f"{maximum:g} or less"))
    return pa.Column(
        dtype_of(kind),
        checks=checks,
        nullable=True,
        required=required,
        title=title,
        description=description,
        metadata={
            "kind": kind,
            "required": required,
            "unit": unit,
            "choices": tuple(choices),
            "minimum": minimum,
            "maximum": maximum,
            "example": example,
        },
    )


def _partial(kind: str, **fixed: Any) -> Callable[..., pa.Column]:
    def make(title: str, description: str, **more: Any) -> pa.Column:
        return column(kind, title, description, **{**fixed, **more})

    return make


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


def lonlat(required: bool) -> dict[str, pa.Column]:
    """The two columns of a place."""
    return {
        "longitude": column("lonlat", "Longitude", "Degrees east, WGS84", required=required, unit="degrees"),
        "latitude": column("lonlat", "Latitude", "Degrees north, WGS84", required=required, unit="degrees"),
    }


def table(
    name: str, title: str, description: str, key: Sequence[str], columns: dict[str, pa.Column]
) -> pa.DataFrameSchema:
    """Declare a table: its name, title, what one row is, the columns that identify a row, and its columns."""
    return pa.DataFrameSchema(
        columns,
        name=name,
        title=title,
        description=description,
        metadata={"key": tuple(key)},
        strict=False,
        ordered=False,
    )

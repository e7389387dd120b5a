"""A control for a column of the data dictionary: its label, help, choices and limits come from there."""

from collections.abc import Mapping
from typing import Any

from prioritise.case.columns import Column
from prioritise.ui import widgets, words
from prioritise.ui.widgets import Write

NOT_SAID = "Not said"
LONG = ("summary", "key_risk", "note")
"""Columns of several sentences."""
YEARS_SHOWN = 12
"""Financial years offered from the first of the horizon on."""


def field(  # noqa: PLR0913 - what is kept, how it is written back, and what may be chosen
    name: str,
    spec: Column,
    value: Any,
    write: Write,
    *,
    key: str,
    options: Mapping[str, str] | None = None,
    first_year: int = 0,
) -> None:
    """Draw the control; a blank is unknown, and None.

    Args:
        name: the column.
        spec: what the dictionary says of it.
        value: what it holds.
        write: takes what it is changed to.
        key: of the control.
        options: id -> text, where its values are ids of things that are there.
        first_year: first financial year offered, for a column of years.
    """
    label, more = _label(spec), {"key": key, "help": words.plain(spec.description)}
    if spec.kind == "ids":
        known = {**(options or {}), **{v: v for v in value or () if v not in (options or {})}}
        widgets.several(label, known, value or (), lambda v: write(tuple(v)), **more)
        return
    if options is not None or spec.choices or spec.kind == "year":
        given = options if options is not None else _choices(spec, first_year)
        shown = {"": NOT_SAID, **given, **({str(value): str(value)} if value and str(value) not in given else {})}
        as_year = spec.kind == "year"
        widgets.select(
            label, shown, "" if value is None else str(value),
            lambda v: write((int(v) if as_year else v) if v else None), **more,
        )  # fmt: skip
        return
    if spec.kind == "date":
        widgets.day_if_known(label, value, write, **more)
        return
    if spec.kind == "money":
        widgets.pounds(
            label, None if value is None else float(value), write, key=key, unknown=True, tip=str(more["help"])
        )
        return
    if spec.kind in ("number", "share", "integer", "lonlat"):
        whole = spec.kind == "integer"
        now = value if value is None else int(value) if whole else float(value)
        widgets.amount_if_known(label, now, write, whole=whole, **more)
        return
    widgets.prose_box(label, str(value or ""), lambda v: write(v.strip() or None), tall=name in LONG, **more)


def _label(spec: Column) -> str:
    """`Capital (£)`; with a star where it must be filled in."""
    unit = f" ({spec.unit})" if spec.unit and spec.kind in ("money", "number", "share", "integer") else ""
    return f"{spec.title}{unit}{' *' if spec.required else ''}".replace("(m2)", "(m²)")


def _choices(spec: Column, first_year: int) -> dict[str, str]:
    if spec.kind == "year":
        return {str(y): words.year(y) for y in range(first_year, first_year + YEARS_SHOWN)}
    return {c: words.CHOICE_WORDS.get(c, c.replace("_", " ").capitalize()) for c in spec.choices}

"""A case as text: how cells and settings are written, in files and on sheets alike."""

from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.settings import PriorityListSettings, Settings
from prioritise.case.tables import REQUIRED_TABLES, TABLES, column_meta
from prioritise.years import year_label


def cell_text(kind: str, value: Any) -> str:
    """A cell as the case folder writes it; blank when unknown."""
    if kind == "ids":
        return ";".join(value or ())
    if value is None or pd.isna(value):
        return ""
    if kind == "year":
        return year_label(int(value))
    if kind == "date":
        return str(pd.Timestamp(value).date().isoformat())
    if kind in ("number", "money", "share", "lonlat"):
        return number_text(float(value))
    return str(int(value)) if kind == "integer" else str(value)


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number."""
    return str(int(value)) if value.is_integer() else repr(value)


def kind_of(table: str, column: str) -> str:
    """Kind of a column; columns the dictionary does not know are text."""
    return str(column_meta(table, column)["kind"]) if column in TABLES[table].columns else "text"


def written_tables(case: Case) -> list[str]:
    """Names of the tables a written case has: those with rows, and the two that every case needs."""
    return [t for t in TABLES if case.has(t) or t in REQUIRED_TABLES]


def settings_items(settings: Settings) -> list[tuple[str, str, Any]]:
    """Section ("" for the top), key and value of every setting that is not empty; first_year as `2026/27`."""
    items: list[tuple[str, str, Any]] = []
    sections: list[tuple[str, str, Any]] = []
    for key in Settings.model_fields:
        value = getattr(settings, key)
        if isinstance(value, PriorityListSettings):
            sections += [(key, k, getattr(value, k)) for k in PriorityListSettings.model_fields]
        elif isinstance(value, dict):
            sections += [(key, k, v) for k, v in sorted(value.items())]
        elif value is not None:
            items.append(("", key, year_label(value) if key == "first_year" else value))
    return [i for i in (*items, *sections) if i[2] != ()]

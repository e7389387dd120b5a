"""Writing a case as its folder (contract A): the same case always gives the same bytes, and loads back the same."""

import csv
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

from prioritise.case.areas import areas_geojson
from prioritise.case.case import Case, sort_by_key
from prioritise.case.settings import PriorityListSettings, Settings
from prioritise.case.tables import REQUIRED_TABLES, TABLES, column_meta
from prioritise.years import year_label

AREAS_FILE = "areas.geojson"
SETTINGS_FILE = "settings.toml"
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""Date of every member of a zip: the same case gives the same zip."""


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


def _csv(case: Case, table: str) -> bytes:
    frame = sort_by_key(table, case.table(table))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    columns = [[cell_text(kind_of(table, str(c)), v) for v in frame[c].tolist()] for c in frame.columns]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode("utf-8")


def _toml_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml_value(v) for v in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)


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
    return [*items, *(i for i in sections if i[2] != ())]


def settings_toml(settings: Settings) -> bytes:
    """The settings as TOML."""
    lines: list[str] = []
    last = ""
    for section, key, value in settings_items(settings):
        if section != last:
            lines += ["", f"[{section}]"]
            last = section
        name = key if key.replace("_", "").isascii() and key.isidentifier() else _toml_value(key)
        lines.append(f"{name} = {_toml_value(value)}")
    return ("\n".join(lines) + "\n").encode("utf-8")


def case_files(case: Case) -> dict[str, bytes]:
    """Every file of the case folder by name, in a fixed order."""
    files = {f"{t}.csv": _csv(case, t) for t in written_tables(case)}
    if case.areas is not None and len(case.areas):
        files[AREAS_FILE] = areas_geojson(case.areas)
    files[SETTINGS_FILE] = settings_toml(case.settings)
    return files


def write_case(case: Case, folder: Path) -> None:
    """Write the case folder. Files of a case that this case does not have are removed; other files are left alone.

    Each file is written beside its place and then moved there, so that a broken-off write leaves no half file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = case_files(case)
    for name, content in files.items():
        part = folder / f".{name}.part"
        part.write_bytes(content)
        os.replace(part, folder / name)
    for name in [*(f"{t}.csv" for t in TABLES), AREAS_FILE]:
        if name not in files:
            (folder / name).unlink(missing_ok=True)


def case_zip(case: Case) -> bytes:
    """The case folder as a zip; the same case gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in case_files(case).items():
            info = zipfile.ZipInfo(name, _ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()

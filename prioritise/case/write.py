"""Writing a case as its folder (contract A): the same case always gives the same bytes, and loads back the same."""

import csv
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

from prioritise.case.areas import areas_geojson
from prioritise.case.case import Case, sort_by_key
from prioritise.case.notes import NOTES_FILE, notes_csv
from prioritise.case.settings import Settings
from prioritise.case.tables import TABLES
from prioritise.case.text import cell_text, kind_of, settings_items, written_tables
from prioritise.case.workbook import case_workbook, template_workbook

AREAS_FILE = "areas.geojson"
SETTINGS_FILE = "settings.toml"
ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""Date of every member of a zip: the same case gives the same zip."""


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
    if case.notes:
        files[NOTES_FILE] = notes_csv(case.notes)
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
            info = zipfile.ZipInfo(name, ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


__all__ = ["case_files", "case_workbook", "case_zip", "settings_toml", "template_workbook", "write_case"]

"""The data dictionary as a document, written from the schemas: `docs/data-dictionary.md`."""

from collections.abc import Iterator
from pathlib import Path

from prioritise.case.tables import AREA_COLUMNS, REQUIRED_TABLES, TABLES, column_meta, key_of
from prioritise.case.workbook import SETTING_NOTES

_KINDS = {
    "id": "id",
    "text": "text",
    "number": "number",
    "integer": "whole number",
    "money": "£",
    "share": "share, 0 to 1",
    "date": "date, 2027-03-31",
    "year": "financial year, 2026/27",
    "choice": "choice",
    "yesno": "yes or no",
    "ids": "ids parted by `;`",
    "lonlat": "degrees",
}

_HEAD = """# Data dictionary

Written from `prioritise/case/tables.py` by `python -m prioritise.case.dictionary`; do not edit it by hand.

A case is a folder of UTF-8 CSV files, or one workbook with a sheet a table, or a zip of the folder. A blank is unknown,
never nought. Columns marked * are required: a row where one is blank is left out and listed as an issue (a blank place
leaves the row in, its place unknown). Columns that are not listed here are kept as text. Only `bids` and `pots` are
needed.
"""


def _limits(table: str, column: str) -> str:
    meta = column_meta(table, column)
    low, high = meta["minimum"], meta["maximum"]
    if meta["kind"] in ("year", "share"):
        return ""
    parts = [f"{low:,g} or more" if low is not None else "", f"{high:,g} or less" if high is not None else ""]
    return ", ".join(p for p in parts if p)


def _row(table: str, column: str) -> str:
    meta = column_meta(table, column)
    star = " *" if meta["required"] else ""
    unit = "" if meta["unit"] in ("", "£", "0 to 1", "ISO date", "financial year", "degrees") else f" ({meta['unit']})"
    notes = [meta["description"], _limits(table, column)]
    if meta["choices"]:
        notes.append("one of " + ", ".join(f"`{c}`" for c in meta["choices"]))
    said = "; ".join(n for n in notes if n).replace("|", "\\|")
    return f"| `{column}`{star} | {_KINDS[meta['kind']]}{unit} | {meta['title']} | {said} |"


def _lines() -> Iterator[str]:
    yield _HEAD
    for name, schema in TABLES.items():
        yield f"## {name}{' (needed)' if name in REQUIRED_TABLES else ''}\n"
        yield f"{schema.description} Key: {', '.join(f'`{k}`' for k in key_of(name))}.\n"
        yield "| Column | Kind | Label | Meaning |\n|---|---|---|---|"
        yield from (_row(name, str(column)) for column in schema.columns)
        yield ""
    yield "## areas.geojson\n"
    yield f"Polygons in longitude and latitude (WGS84), each with {', '.join(f'`{c}`' for c in AREA_COLUMNS)}.\n"
    yield "## settings.toml\n"
    yield "On a sheet: a row a setting, key and value. Below a dot is a section of the file.\n"
    yield "| Setting | Meaning |\n|---|---|"
    yield from (f"| `{key}` | {note} |" for key, note in SETTING_NOTES.items())
    yield "| `assumption_values.ID` | Your own value for an assumption |"


def dictionary_markdown() -> str:
    """The data dictionary as Markdown."""
    return "\n".join(_lines()) + "\n"


def write_dictionary(path: Path) -> None:
    """Write the document."""
    path.write_text(dictionary_markdown(), encoding="utf-8")


if __name__ == "__main__":
    write_dictionary(Path(__file__).resolve().parents[2] / "docs" / "data-dictionary.md")

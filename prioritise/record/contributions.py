"""The ledger as the standard's three files, in either layout, so that a council or another tool can read it back."""

import csv
import io
import zipfile
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.ledger.standard import FILES, LAYOUTS, PUBLISHED_STATUSES, StandardFile
from prioritise.record.csvs import cell

README = "read-me.txt"
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def standard_files(case: Case, layout: str = "2026", *, own: bool = True) -> dict[str, bytes]:
    """The three files by file name: UTF-8 CSV, a row a row of the ledger, in order of council, reference and version.

    Args:
        case: the case.
        layout: `2026` or `2019` (the layout of 2019 to 2021).
        own: with the columns that the standard lacks (after its own) and every row, so that importing the files gives
            the same ledger back. Without them: the standard's columns alone, no row that a newer file has changed, and
            no transaction whose status is not on the standard's list.

    Raises:
        ValueError: there is no such layout.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"there is no layout {layout!r}; there are: {', '.join(LAYOUTS)}")
    return {f"{f.dataset}.csv": _csv(f, _rows(case, f, own=own), layout, own=own) for f in FILES.values()}


def standard_zip(case: Case, layout: str = "2026", *, own: bool = True) -> bytes:
    """The three files in a zip with a note of what is in them; the same ledger gives the same bytes."""
    out = io.BytesIO()
    files = {**standard_files(case, layout, own=own), README: _read_me(case, layout, own=own).encode()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DAY), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _rows(case: Case, file: StandardFile, *, own: bool) -> pd.DataFrame:
    rows = case.table(file.table)
    rows = rows.sort_values(["organisation", "reference", "version"], kind="stable")
    if own:
        return rows
    rows = rows[rows["record_state"] != "changed"]
    if "contribution_funding_status" in rows.columns:
        rows = rows[rows["contribution_funding_status"].isin(PUBLISHED_STATUSES)]
    return rows


def _columns(file: StandardFile, layout: str, *, own: bool) -> list[str]:
    """The ledger's columns a file holds: those of the layout, then (own) what the layout lacks and the ledger has."""
    standard = list(file.columns)
    if layout == "2019":
        standard = [c for c in standard if c not in LATER or (c == "organisation" and file.table == "agreements")]
    if not own:
        return standard
    lacking = [c for c in file.columns if c not in standard]
    return [*standard, *lacking, *file.own_columns, "version", "record_state"]


LATER = ("name", "notes", "organisation")
"""Columns that the layout of 2019 to 2021 did not have (but for the organisation of an agreement)."""


def _csv(file: StandardFile, rows: pd.DataFrame, layout: str, *, own: bool) -> bytes:
    columns = _columns(file, layout, own=own)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([file.header(c, layout) for c in columns])
    cells = [[_cell(v, c) for v in rows[c].tolist()] for c in columns]
    writer.writerows(zip(*cells, strict=True))
    return out.getvalue().encode("utf-8")


def _cell(value: Any, column: str) -> str:
    return cell(value, is_money=column == "amount")


def _read_me(case: Case, layout: str, *, own: bool) -> str:
    left = sum(len(case.table(f.table)) - len(_rows(case, f, own=own)) for f in FILES.values())
    years = "2026" if layout == "2026" else "2019 to 2021"
    lines = [
        f"Developer contributions in the planning data standard, layout of {years}.",
        "Agreements, contributions and transactions; a blank is unknown, not nought.",
        "A cell that a spreadsheet might run as a formula begins with an apostrophe.",
    ]
    if own:
        lines.append("Columns after those of the standard are this ledger's own. Every row of the ledger is here.")
    elif left:
        lines.append(
            f"{left} rows are left out: earlier versions, and transactions whose status is not on the standard's list "
            f"({', '.join(PUBLISHED_STATUSES)})."
        )
    if case.settings.synthetic:
        lines.append("Invented figures: no real council, developer or practice is in them.")
    return "\n".join(lines) + "\n"

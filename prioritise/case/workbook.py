"""A case as an Excel workbook, and the empty template: a sheet a table, with the data dictionary in the header's notes.

Text is always written as text, so that a cell that begins with `=` is shown and never worked out.
"""

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any, get_args

import pandas as pd
import xlsxwriter

from prioritise.case.case import Case, sort_by_key
from prioritise.case.columns import Column
from prioritise.case.settings import HousingFuture, PeopleBy, Settings, SharesBy
from prioritise.case.tables import REQUIRED_TABLES, TABLES, column_meta
from prioritise.case.text import cell_text, kind_of, number_text, settings_items, written_tables
from prioritise.errors import DataFault

NOTES_SHEET = "Read me"
SETTINGS_SHEET = "settings"
LONGEST_CELL = 32_767
"""Most characters Excel keeps in a cell."""
LAST_ROW = 1_048_575
"""Last row of an Excel sheet, counted from nought."""
VALIDATED_ROWS = 5_000
"""Rows below the header in which the template offers the choices of a column."""
_FIRST_EXCEL_DAY = dt.date(1900, 3, 1)
"""Earlier days are written as text: Excel's calendar is wrong before it."""
_CREATED = dt.datetime(2000, 1, 1)
"""Date in the file's properties: the same case gives the same workbook."""

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

SETTING_NOTES = {
    "title": "Name of the case on screen",
    "synthetic": "yes where the case is invented",
    "first_year": "First financial year, such as 2026/27; blank: the earliest the tables name",
    "years": "Number of financial years (default 6)",
    "revenue_limit_gbp_per_year": "Most added revenue in any year, £; blank: no limit",
    "revenue_limit_by_year": "The limit of one year in place of that: a row a year, as revenue_limit_by_year.2027/28",
    "discount_rate": "The benefit is divided by 1 plus this for each year a start is later (default 0.035)",
    "min_share_by_cluster": "Least share of all capital for each cluster, 0 to 1; or one row a cluster, as "
    "min_share_by_cluster.CODE; blank: no floor",
    "max_share_by_cluster": "Most share of all capital for each cluster, written as the least is; blank: no ceiling",
    "min_share_by_deprivation": "Least share of all capital for practices of a fifth of deprivation in the case, 1 the "
    "most deprived: a row a fifth, as min_share_by_deprivation.1; blank: no floor",
    "max_share_by_deprivation": "Most share, written as the least is; blank: no ceiling",
    "min_share_technology": "Least share of all capital for technology bids, 0 to 1; blank: no floor",
    "max_share_technology": "Most share of all capital for technology bids, 0 to 1; blank: no ceiling",
    "max_starts_per_year": "Most bids that may start in one year; blank: no limit",
    "count_requested": "Whether money that is only requested counts; leave it false: a what-if sets it",
    "requested_share": "Part of requested money that counts, 0 to 1; blank: all where count_requested, else none",
    "secured_share": "Part of secured money that counts where its available_from is given, 0 to 1; blank: all",
    "lead_months_by_holder": "Whole months from asking a holder of money to cash: a row a holder, as "
    "lead_months_by_holder.NAME; money that is transferred is there already",
    "rules_on": "Ids of fund rules to switch on that hold only where a case asks for them, parted by semicolons; the "
    "methods page lists them",
    "housing_future": "How soon and how surely planned homes come: " + ", ".join(get_args(HousingFuture)),
    "people_by": "How homes become people: " + ", ".join(get_args(PeopleBy)),
    "shares_by": "How new people are shared over practices: " + ", ".join(get_args(SharesBy)),
    "assumptions_set": "Set of assumptions (default: default)",
    "assumptions_date": "Day the assumptions are read for, such as 2026-04-01",
    "priority_list.pots": "Pots whose money may move, parted by semicolons; blank: every pot",
    "priority_list.scales": "Multiples of that money, ascending, parted by semicolons",
    "priority_list.probabilities": "One for each scale, parted by semicolons; blank: equal",
}
"""Setting as it is written on a sheet, and what it means."""

_README = (
    "Each sheet is a table; its first row names the columns. Rest the pointer on a name to see what it means.",
    "Names in bold are required: a row where one is blank is left out, and listed as an issue.",
    "Only the sheets bids and pots are needed. Each further sheet switches on what it feeds.",
    "A blank is unknown, never nought.",
    "Write financial years as 2026/27, dates as 2027-03-31 (or as Excel dates), shares as 0.35.",
    "In a list inside a cell, part the entries with semicolons.",
    "Areas (areas.geojson) are not part of a workbook: use a zip of the case folder where they matter.",
)


class SheetBook:
    """A workbook being written, with its few formats."""

    def __init__(self, title: str = "Prioritise case") -> None:
        self.stream = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.stream, _OPTIONS)
        self.book.set_properties({"title": title, "created": _CREATED})
        self.bold = self.book.add_format({"bold": True, "bg_color": "#DDE7F0", "bottom": 1})
        self.plain = self.book.add_format({"bg_color": "#F2F5F8", "bottom": 1})
        self.date = self.book.add_format({"num_format": "yyyy-mm-dd"})

    def finish(self) -> bytes:
        """The file."""
        self.book.close()
        return self.stream.getvalue()


def case_workbook(case: Case) -> bytes:
    """The case as a workbook: a sheet a table, and its settings. It loads back the same, its areas apart.

    Raises:
        DataFault: a text or table is longer than Excel can hold.
    """
    book = SheetBook()
    _readme(book, case.settings.title)
    for table in written_tables(case):
        frame = sort_by_key(table, case.table(table))
        if len(frame) > LAST_ROW:
            raise DataFault(f"{table} has {len(frame):,} rows, more than an Excel sheet holds: use the zip instead")
        sheet = _sheet(book, table, [str(c) for c in frame.columns])
        for at, column in enumerate(frame.columns):
            _column(book, sheet, at, (table, str(column)), frame[column].tolist())
    _settings(book, {f"{s}.{k}" if s else k: v for s, k, v in settings_items(case.settings)})
    return book.finish()


def template_workbook() -> bytes:
    """The empty workbook to fill in: every table's header with notes and choices, and the settings with defaults."""
    book = SheetBook()
    _readme(book, "Template")
    for table in TABLES:
        _sheet(book, table, list(TABLES[table].columns))
    items = {f"{s}.{k}" if s else k: v for s, k, v in settings_items(Settings())}
    _settings(book, {name: items.get(name, "") for name in SETTING_NOTES})
    return book.finish()


def _readme(book: SheetBook, title: str) -> None:
    sheet = book.book.add_worksheet(NOTES_SHEET)
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, title[:LONGEST_CELL] or "Case", book.bold)
    for at, line in enumerate(_README, start=2):
        sheet.write_string(at, 0, line)
    for at, (name, schema) in enumerate(TABLES.items(), start=len(_README) + 3):
        needed = " (needed)" if name in REQUIRED_TABLES else ""
        sheet.write_string(at, 0, f"{name}{needed}: {schema.description}")


def column_note(table: str, column: str) -> str:
    """What the dictionary says of a column, in a few lines; empty for a column it does not know."""
    return note_of(TABLES[table].columns[column]) if column in TABLES[table].columns else ""


def note_of(spec: Column) -> str:
    """What the dictionary says of a column, in a few lines."""
    lines = [f"{'Required. ' if spec.required else ''}{spec.description}."]
    if spec.unit:
        lines.append(f"Unit: {spec.unit}.")
    if spec.choices:
        lines.append(f"One of: {', '.join(spec.choices)}.")
    if spec.kind == "yesno":
        lines.append("yes or no.")
    if spec.kind == "ids":
        lines.append("Several are parted by semicolons.")
    return "\n".join(lines)


def _sheet(book: SheetBook, table: str, columns: list[str]) -> Any:
    """A sheet with its header, notes and choices."""
    sheet = book.book.add_worksheet(table)
    sheet.freeze_panes(1, 1)
    for at, column in enumerate(columns):
        known = column in TABLES[table].columns
        required = known and column_meta(table, column)["required"]
        put_text(sheet, 0, at, column, book.bold if required else book.plain)
        sheet.set_column(at, at, max(12, min(len(column) + 2, 40)))
        if not known:
            continue
        sheet.write_comment(0, at, column_note(table, column), {"author": "Prioritise", "x_scale": 2, "y_scale": 1.5})
        choices = column_meta(table, column)["choices"]
        if choices:
            rule = {"validate": "list", "source": list(choices), "error_type": "warning"}
            sheet.data_validation(1, at, VALIDATED_ROWS, at, rule)
    return sheet


def put_text(sheet: Any, row: int, at: int, text: str, form: Any = None) -> None:
    """Write a text as text, whatever it begins with; nothing where it is blank.

    Raises:
        DataFault: it is longer than Excel can hold.
    """
    if len(text) > LONGEST_CELL:
        raise DataFault(f"a text of {len(text):,} characters is more than an Excel cell holds: use the zip instead")
    if text:
        sheet.write_string(row, at, text, form)


def _column(book: SheetBook, sheet: Any, at: int, name: tuple[str, str], values: list[Any]) -> None:
    for row, value in enumerate(values, start=1):
        put_cell(book, sheet, (row, at), kind_of(*name), value)


def put_cell(book: SheetBook, sheet: Any, place: tuple[int, int], kind: str, value: Any) -> None:
    """Write a value of a kind of the data dictionary; nothing where it is unknown.

    Args:
        book: the workbook.
        sheet: of it.
        place: row and column, counted from nought.
        kind: kind of the column.
        value: of the type that the dictionary gives the kind.
    """
    text = cell_text(kind, value)
    if kind in ("number", "money", "share", "lonlat", "integer") and text:
        _number(sheet, *place, float(text))
    elif kind == "date" and text and dt.date.fromisoformat(text) >= _FIRST_EXCEL_DAY:
        sheet.write_datetime(*place, dt.datetime.fromisoformat(text), book.date)
    else:
        put_text(sheet, *place, text)


def _number(sheet: Any, row: int, at: int, value: float) -> None:
    """A number; as text in the rare case that Excel's sixteen figures would change it."""
    if float(f"{value:.16G}") == value:
        sheet.write_number(row, at, value)
    else:
        sheet.write_string(row, at, number_text(value))


def _settings(book: SheetBook, items: Mapping[str, Any]) -> None:
    sheet = book.book.add_worksheet(SETTINGS_SHEET)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 2, 90)
    for at, text in enumerate(("key", "value", "note")):
        sheet.write_string(0, at, text, book.bold)
    for row, (key, value) in enumerate(items.items(), start=1):
        put_text(sheet, row, 0, key)
        put_text(sheet, row, 1, _setting_text(value))
        put_text(sheet, row, 2, SETTING_NOTES.get(key, ""))


def _setting_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)):
        return ";".join(_setting_text(v) for v in value)
    if isinstance(value, float):
        return number_text(value)
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)

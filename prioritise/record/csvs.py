"""Tables as CSV: the same bytes for the same table, pounds with pence, blanks for what is unknown."""

import csv
import io
import numbers
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from prioritise.case.neutral import neutralise

DECIMALS = 6


def csv_bytes(
    frame: pd.DataFrame, columns: Sequence[str] | None = None, labels: Mapping[str, str] | None = None
) -> bytes:
    """A table as CSV: UTF-8, lines ended by LF, in the frame's own order.

    Args:
        frame: any table; columns whose name holds `gbp` are pounds and get two decimals.
        columns: the columns to write, in order; None = all.
        labels: column headings for people. With them the file starts with a byte-order mark, which spreadsheets need
            to read it as UTF-8; without them the column names are written and there is none.
    """
    names = list(frame.columns if columns is None else columns)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([neutralise(labels.get(n, n)) for n in names] if labels is not None else names)
    cells = [[cell(value, is_money=_is_money(name)) for value in frame[name].tolist()] for name in names]
    writer.writerows(zip(*cells, strict=True))
    return out.getvalue().encode("utf-8-sig" if labels is not None else "utf-8")


def _is_money(column: str) -> bool:
    return "gbp" in column.split("_")


def cell(value: Any, *, is_money: bool = False) -> str:
    """One value as CSV text: blank when unknown, yes or no, pounds to the penny, other numbers to six decimals."""
    if isinstance(value, (str, tuple, list)):
        text = value if isinstance(value, str) else ";".join(str(v) for v in value)
        return neutralise(text.replace("\r\n", "\n").replace("\r", "\n"))
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, numbers.Real):
        return number(float(value), is_money=is_money)
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else neutralise(str(value))


def number(value: float, *, is_money: bool = False) -> str:
    """A number as text: `1250.00` for money; otherwise up to six decimals without trailing noughts."""
    if is_money:
        return f"{round(value, 2) + 0.0:.2f}"
    text = f"{round(value, DECIMALS) + 0.0:.{DECIMALS}f}"
    return text.rstrip("0").rstrip(".")

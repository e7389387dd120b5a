"""Cells of the ranked list as a paper writes them."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from prioritise.case.rows import blank
from prioritise.record.columns import ListColumn
from prioritise.record.editions import Edited
from prioritise.unknown import NOT_KNOWN
from prioritise.years import day_words

FEW = f"{NOT_KNOWN}, or few"
"""A count of people that a public edition does not tell."""
OF_THE_LIST = ("match_gbp", "enters_at_scale", "start_year", "open_year", "s106_expiry")
"""Columns that are blank where the list does not fund a bid, and not because something is unknown."""


def gbp(amount: float) -> str:
    """`£1,234`; with pence where there are any."""
    return f"£{amount:,.0f}" if round(amount, 2) == round(amount) else f"£{amount:,.2f}"


def cell_words(run: Edited, column: ListColumn, cell: Any) -> str:
    """A cell in words, its code put in words already; "not known" for a number nobody knows."""
    if blank(cell):
        return _nothing(run, column)
    if isinstance(cell, (str, pd.Timestamp)):
        return cell if isinstance(cell, str) else day_words(cell)
    if column.kind in ("money", "pence"):
        return gbp(float(cell))
    if column.kind in ("percent", "scale"):
        return f"{float(cell):.0%}"
    return f"{float(cell):,.1f}" if column.kind == "decimal" else f"{float(cell):,.0f}"


def _nothing(run: Edited, column: ListColumn) -> str:
    """What stands for a blank: nothing where the list leaves it so, else that it is not known."""
    of_the_list = column.id in OF_THE_LIST or column.id.startswith("from_")
    if of_the_list or column.kind not in ("money", "whole", "decimal"):
        return ""
    return FEW if column.people and run.public else NOT_KNOWN


def table_rows(run: Edited, frame: pd.DataFrame, columns: Sequence[ListColumn]) -> list[dict[str, Any]]:
    """The rows of the list as mappings: id of a column -> its words."""
    cells = {c.id: [cell_words(run, c, v) for v in frame[c.id]] for c in columns}
    return [{name: cells[name][at] for name in cells} for at in range(len(frame))]

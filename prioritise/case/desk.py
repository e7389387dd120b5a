"""What the checks between tables work on: tables are taken as they stand, and what is refused is taken out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from prioritise.case.log import CELL_OUT, ROW_OUT, Log
from prioritise.case.parse import typed
from prioritise.case.settings import Settings
from prioritise.case.tables import column_meta, empty_table

KEPT = "kept as written"
"""What is done about a doubt that changes nothing."""


@dataclass
class Desk:
    """A case while it is being checked.

    Attributes:
        tables: the tables that could be used, by name; one whose header was refused is not among them, so that its
            absence does not make every reference to it a fault.
        settings: the settings so far.
        areas: the polygons, or None.
        log: where faults are said.
    """

    tables: dict[str, pd.DataFrame]
    settings: Settings
    areas: gpd.GeoDataFrame | None
    log: Log

    def usable(self, *names: str) -> bool:
        """Whether each of these tables was there and could be read."""
        return all(name in self.tables for name in names)

    def table(self, name: str) -> pd.DataFrame:
        """The table as it stands; an empty one where it was not usable."""
        return self.tables[name] if name in self.tables else empty_table(name)

    def ids(self, name: str, column: str) -> set[str]:
        """The different values of an id column."""
        return set(self.table(name)[column].dropna().tolist())

    def cells(self, name: str, column: str) -> Iterator[tuple[int, Any]]:
        """(row, value) of each cell of a column that is not blank; a list that is empty counts as blank."""
        frame = self.table(name)
        for row, value in zip(frame.index.tolist(), frame[column].tolist(), strict=True):
            if isinstance(value, tuple):
                if value:
                    yield row, value
            elif not pd.isna(value):
                yield row, value

    def leave_out(self, name: str, rows: Iterable[int]) -> None:
        """Take rows out of a table."""
        gone = sorted(set(rows))
        if gone:
            self.tables[name] = self.table(name).drop(index=gone)

    def set_cells(self, name: str, column: str, values: dict[int, Any]) -> None:
        """Put values (None: unknown) in cells of a column, by row."""
        if not values:
            return
        frame = self.table(name).copy()
        cells = [values.get(row, cell) for row, cell in zip(frame.index.tolist(), frame[column].tolist(), strict=True)]
        frame[column] = typed(column_meta(name, column)["kind"], cells, frame.index)
        self.tables[name] = frame


__all__ = ["CELL_OUT", "KEPT", "ROW_OUT", "Desk"]

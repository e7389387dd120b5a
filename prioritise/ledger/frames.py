"""Text tables of a ledger, as an import merges them, turned into typed ones."""

from collections.abc import Mapping

import pandas as pd

from prioritise.case.cells import READERS
from prioritise.case.ledger_tables import LEDGER_TABLES
from prioritise.case.parse import typed
from prioritise.case.tables import TABLES, column_meta
from prioritise.ledger.model import Ledger


def typed_table(name: str, text: pd.DataFrame) -> pd.DataFrame:
    """A text table with the dictionary's columns and types; a cell that cannot be read is unknown."""
    data = {}
    for column in TABLES[name].columns:
        meta = column_meta(name, column)
        cells = [str(c) for c in text[column]] if column in text.columns else [""] * len(text)
        reader = READERS.get(meta["kind"])
        if reader is None:
            data[column] = pd.Series([c or None for c in cells], index=text.index, dtype="str")
        else:
            data[column] = typed(meta["kind"], [reader(c, meta).value if c else None for c in cells], text.index)
    return pd.DataFrame(data, index=text.index)


def ledger_of(tables: Mapping[str, pd.DataFrame]) -> Ledger:
    """The ledger in text tables by name; a table that is not there is empty."""
    empty = pd.DataFrame()
    return Ledger.of_tables({n: typed_table(n, tables.get(n, empty).reset_index(drop=True)) for n in LEDGER_TABLES})

"""The quick look at a table's cells and its pandera schema must agree on every column of the dictionary."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.case.columns import Column
from prioritise.case.parse import _within, typed
from prioritise.case.schemas import out_of_range, schema_of
from prioritise.case.tables import TABLES, empty_table

_LIMITED = [
    (table, name)
    for table, spec in TABLES.items()
    for name, column in spec.columns.items()
    if column.choices or column.minimum is not None or column.maximum is not None
]


def _cells(column: Column) -> st.SearchStrategy[list[Any]]:
    if column.choices:
        one: st.SearchStrategy[Any] = st.sampled_from([*column.choices, "no such choice", "YES"])
    else:
        edges = [x for x in (column.minimum, column.maximum) if x is not None]
        whole = column.kind in ("integer", "year")
        near = [int(e) + d if whole else e + d for e in edges for d in (-1, 0, 1)]
        wide = st.integers(-5, 3000) if whole else st.floats(-5, 1e7, allow_nan=False)
        one = st.sampled_from(near) | wide
    return st.lists(one | st.none(), max_size=6)


@pytest.mark.parametrize(("table", "name"), _LIMITED)
@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_the_quick_look_says_what_the_schema_says(table: str, name: str, data: st.DataObject) -> None:
    """A fault that the quick look misses would be taken as sound; one it sees in vain would only cost time."""
    column = TABLES[table].columns[name]
    values = data.draw(_cells(column))
    index = pd.RangeIndex(2, 2 + len(values))
    frame = empty_table(table).reindex(index)
    frame = frame.astype(empty_table(table).dtypes.to_dict()).assign(**{name: typed(column.kind, values, index)})
    found = out_of_range(table, frame)
    assert _within(frame[name], column) == (not found["column"].eq(name).any())


@pytest.mark.parametrize("table", list(TABLES))
def test_an_empty_table_keeps_its_schema(table: str) -> None:
    """The types that the dictionary gives an empty table are those its schema asks for."""
    schema_of(table).validate(empty_table(table), lazy=True)


def test_every_cell_out_of_range_is_told_with_what_it_must_be() -> None:
    frame = empty_table("bid_costs").reindex(pd.RangeIndex(2, 4))
    frame = frame.assign(
        bid_id=["A", "B"],
        year_offset=pd.Series([30, -1], index=frame.index, dtype="Int64"),
        capital_gbp=pd.Series([-1.0, 2.0], index=frame.index),
    )
    found = out_of_range("bid_costs", frame).sort_values(["column", "index"])
    assert list(found.itertuples(index=False, name=None)) == [
        ("capital_gbp", "0 or more", 2),
        ("year_offset", "29 or less", 2),
        ("year_offset", "0 or more", 3),
    ]

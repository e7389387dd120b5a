"""Rows of a frame, one by one."""

from collections.abc import Iterator
from typing import Any

import pandas as pd


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples; each column is an attribute."""
    return frame.itertuples(index=False)


def lookup(frame: pd.DataFrame, key: str, value: str) -> dict[str, Any]:
    """Two columns as a mapping, in the frame's order."""
    return dict(zip(frame[key], frame[value], strict=True))

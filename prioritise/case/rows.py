"""Rows of a frame, one by one, and what their cells say."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pandas as pd


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples; each column is an attribute."""
    return frame.itertuples(index=False)


def lookup(frame: pd.DataFrame, key: str, value: str) -> dict[str, Any]:
    """Two columns as a mapping, in the frame's order."""
    return dict(zip(frame[key], frame[value], strict=True))


def blank(value: Any) -> bool:
    """Whether a cell says nothing (an empty list says nothing)."""
    return value is None or (len(value) == 0 if isinstance(value, str | tuple) else bool(pd.isna(value)))


def day_of(value: Any) -> dt.date | None:
    """The day that a cell says; None where it says nothing."""
    return None if blank(value) else pd.Timestamp(value).date()

"""How cells are written on screen: pounds with commas, m² whole, codes as words, a blank as a blank."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from prioritise.ui import words
from prioritise.ui.labels import squared

_CODES: dict[str, Mapping[Any, str]] = {
    "state": words.STATES, "pot_kind": words.POT_KINDS, "pot_status": words.POT_STATUSES, "kind": words.BID_KINDS,
    "development_status": words.DEVELOPMENT_STATUSES, "decision": words.DECISIONS, "severity": words.SEVERITIES,
    "method": words.WAYS, "condition": words.CONDITIONS, "stage": words.STAGES,
    "area_source": {k: v.capitalize() for k, v in words.AREA_SOURCES.items()},
    "area_assumed": {True: "Assumed", False: ""},
}  # fmt: skip
_OURS = {"unit", "scale_words", "assumption", "criterion", "why", "sentence", "description", "source"}
SENTENCES = {
    "its_bids", "in_list", "factor_reason", "factor_name",
    "scale_words", "flips_with", "talk_reason",
    "message", "done", "reason", "sentence", "source", "why", "description", "limits", "note", "working", "assumption",
    "formula", "who_it_may_pay", "every_reason", "reason_out", "comes_in_titles", "goes_out_titles", "weighing",
    "statement",
}  # fmt: skip
_SHARES = ("share", "share_of_growth", "scaled", "weight_used")
_DECIMALS = ("points", "value", "distance_km", "gap_rooms", "rooms_needed", "imd_score", "weight", "score",
             "two_step_per_1000_before", "two_step_per_1000_after", "three_step_per_1000_before",
             "three_step_per_1000_after", "points_found", "points_most", "expected_points", "worst_regret_points",
             "bad_end_points", "weight_before", "weight_after", "at_stake_points",
             "deviation_points", "mean_points", "settles", "close_chance", "loss_points")  # fmt: skip


def _writer(column: str) -> Callable[[Any], str] | None:
    """How a column's cells are written, by its name."""
    if column.endswith("_gbp") or column == "All pots":
        return words.gbp
    if column.endswith(("share_before", "share_after")):
        return words.share_fine
    if column.endswith(_SHARES):
        return words.share
    if column in _DECIMALS:
        return partial(words.number, digits=1)
    return None


def cell(writer: Callable[[Any], str], value: Any) -> str:
    """A cell as it is written; "" for a blank."""
    return writer(value) if words.known(value) else ""


def writer_for(frame: pd.DataFrame, column: str) -> tuple[Callable[[Any], str], str]:
    """How a column's cells are written in a table of sentences, and its side."""
    cells = frame[column]
    if pd.api.types.is_datetime64_any_dtype(cells):
        return words.day, ""
    if not pd.api.types.is_numeric_dtype(cells) or pd.api.types.is_bool_dtype(cells):
        return words.text, " class='l'" if column in SENTENCES else ""
    return _writer(column) or words.number, " class='n'"


def styled(frame: pd.DataFrame) -> Any:
    """The frame with cells written for reading; numbers stay numbers, so that a column still sorts by size."""
    shown = pd.DataFrame({c: column_words(frame[c]) for c in frame.columns}).reset_index(drop=True)
    writers: dict[Any, Any] = {}
    for column in shown.columns:
        writer = _writer(column) if pd.api.types.is_numeric_dtype(shown[column]) else None
        if writer is None and pd.api.types.is_datetime64_any_dtype(shown[column]):
            writer = words.day
        elif writer is None and pd.api.types.is_bool_dtype(shown[column]):
            continue
        elif writer is None and pd.api.types.is_numeric_dtype(shown[column]):
            writer = words.gbp if "£" in column else words.number
        if writer is not None:
            writers[column] = partial(cell, writer)
    return shown.style.format(writers)


def column_words(cells: "pd.Series[Any]") -> "pd.Series[Any]":
    """Codes as words, lists as text, years of a date column left as dates."""
    if str(cells.name) in _CODES:
        known = _CODES[str(cells.name)]
        return cells.map(lambda v: known.get(v, v) if words.known(v) else known.get("", ""))
    if str(cells.name) in _OURS:
        return cells.map(lambda v: squared(v) if isinstance(v, str) else v)
    if cells.name == "financial_year" and pd.api.types.is_numeric_dtype(cells):
        return cells.map(words.year)
    if cells.dtype == object:
        return cells.map(lambda v: "; ".join(v) if isinstance(v, tuple) else v)
    return cells

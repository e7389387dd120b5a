"""What somebody is typing of a bid and has not saved: kept between pages, and beside what others save meanwhile."""

from dataclasses import replace
from typing import Any

from prioritise.store.register import BidFile
from prioritise.ui import state

_DRAFTS = "bid drafts"


def _all() -> dict[str, BidFile]:
    found: dict[str, BidFile] = state.view(_DRAFTS, {})
    return found


def draft(case_id: str, bid_id: str) -> BidFile | None:
    """The draft of a bid ("" for a new one), where there is one."""
    return _all().get(f"{case_id}|{bid_id}")


def put(case_id: str, bid_id: str, file: BidFile | None) -> None:
    """Keep a draft; None: there is none any more."""
    others = {k: v for k, v in _all().items() if k != f"{case_id}|{bid_id}"}
    state.set_view(_DRAFTS, others if file is None else {**others, f"{case_id}|{bid_id}": file})


def with_cell(file: BidFile, column: str, value: Any) -> BidFile:
    """A bid with one column of its own row otherwise."""
    return replace(file, bid={**file.bid, column: value})


def with_row(file: BidFile, table: str, key: dict[str, Any], cells: dict[str, Any]) -> BidFile:
    """A bid with one row of its file otherwise: cells put into the row of this key; a row left without any is dropped.

    Args:
        file: the bid.
        table: of its file.
        key: column -> value, telling the row.
        cells: column -> value; None where nothing is known.
    """
    rows = [dict(r) for r in file.parts.get(table, ())]
    mine = next((r for r in rows if all(r.get(k) == v for k, v in key.items())), None)
    others = [r for r in rows if r is not mine]
    now = {**(mine or {}), **key, **cells}
    holds = any(v not in (None, "") for k, v in now.items() if k not in key and k != "bid_id")
    return replace(file, parts={**file.parts, table: tuple([*others, now] if holds else others)})


def row(file: BidFile, table: str, **key: Any) -> dict[str, Any]:
    """One row of a bid's file; empty where there is none."""
    return next((dict(r) for r in file.parts.get(table, ()) if all(r.get(k) == v for k, v in key.items())), {})

"""Frozen lists that the store keeps, as their page shows them."""

from collections.abc import Mapping, Sequence

import pandas as pd

from prioritise.record.course import Step
from prioritise.record.editions import CONFIDENTIAL, PUBLIC
from prioritise.store.snapshots import Snapshot
from prioritise.ui import words

_EDITIONS: dict[str, str] = {CONFIDENTIAL: "The whole case", PUBLIC: "Its public edition"}


def kept(told: Sequence[Snapshot]) -> pd.DataFrame:
    """One row a frozen list, the newest first."""
    return pd.DataFrame(
        {
            "frozen_title": [s.title for s in told],
            "frozen_day": [words.day(s.day) for s in told],
            "done_by": [s.by for s in told],
            "frozen_value": [words.number(s.value, 1) for s in told],
            "frozen_note": [s.note or None for s in told],
            "fingerprint": [s.fingerprint for s in told],
        }
    )


def course(steps: Sequence[Step], titles: Mapping[str, str]) -> pd.DataFrame:
    """One row a run, the newest first: what the list came to, and which bids came in or went out since the last.

    Args:
        steps: of `record.course.course`.
        titles: bid id -> title; a bid that is there no more is told by its id.
    """

    def named(ids: Sequence[str]) -> str:
        return "; ".join(titles.get(i, i) for i in ids) or "None"

    rows = [s.ran.summary for s in steps]
    return pd.DataFrame(
        {
            "at": [f"{s.ran.at:%d %B %Y, %H:%M}" for s in steps],
            "done_by": [s.ran.by for s in steps],
            "run_status": [r.get("in_words") for r in rows],
            "frozen_value": [words.number(r.get("value"), 1) for r in rows],
            "run_bids": [len(r.get("funded", ())) for r in rows],
            "committed_gbp": [r.get("funded_capital_gbp") for r in rows],
            "run_in": ["First shown here" if s.first else named(s.came_in) for s in steps],
            "run_out": ["" if s.first else named(s.went_out) for s in steps],
            "run_edition": [_EDITIONS.get(str(r.get("edition")), "Not said") for r in rows],
        }
    )


def moved(steps: Sequence[Step]) -> str:
    """How often the list has become another, in one sentence."""
    changes = sum(bool(s.came_in or s.went_out) for s in steps)
    lists = words.plural(len(steps), "list")
    if not changes:
        return f"{lists} kept; the same bids are in each."
    return f"{lists} kept; bids came in or went out {words.plural(changes, 'time')}."

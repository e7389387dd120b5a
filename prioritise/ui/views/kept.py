"""What-ifs that are kept, as their page shows them."""

import datetime as dt
from collections.abc import Iterable, Sequence

import pandas as pd

from prioritise.case.case import Case
from prioritise.record.scenario import Scenario
from prioritise.store.scenarios import KeptScenario
from prioritise.ui import words
from prioritise.ui.views.changes import change_lines

LINK = "what_if"
"""What names a what-if in the address of a page."""


def listing(told: Sequence[KeptScenario], case: Case) -> pd.DataFrame:
    """One row a what-if."""
    return pd.DataFrame(
        {
            "what_if": [k.name for k in told],
            "done_by": [k.owner for k in told],
            "at": [f"{k.saved:%d %B %Y, %H:%M}" for k in told],
            "what_if_changes": ["; ".join(change_lines(k.scenario, case)) for k in told],
            "what_if_note": [k.note or None for k in told],
        }
    )


def address(one: KeptScenario, here: str) -> str:
    """The address that opens a what-if, whole where the address of the page on screen (`here`) is known."""
    return f"{here.partition('/What_if')[0].rstrip('/')}/What_if?case=store:{one.case_id}&{LINK}={one.link}"


def scores_left_out(one: KeptScenario) -> str:
    """That a what-if changes scores which who reads it may not see, and so is here without them; "" where none."""
    if not one.scores_left_out:
        return ""
    of = words.plural(one.scores_left_out, "bid")
    return f"It changes scores of {of} too: the public edition does not tell them, so it stands here without them."


def history(saves: Iterable[tuple[int, dt.datetime, str, Scenario]], case: Case) -> pd.DataFrame:
    """One row a save, the newest first."""
    rows = list(saves)
    return pd.DataFrame(
        {
            "save_number": [v for v, _, _, _ in rows],
            "at": [f"{at:%d %B %Y, %H:%M}" for _, at, _, _ in rows],
            "done_by": [by for _, _, by, _ in rows],
            "what_if": [s.label for _, _, _, s in rows],
            "what_if_changes": ["; ".join(change_lines(s, case)) for _, _, _, s in rows],
        }
    )

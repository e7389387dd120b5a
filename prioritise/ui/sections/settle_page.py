"""Settling scores after a panel has been closed: the members' own beside the agreed one, with its reason."""

from functools import partial
from typing import Any

import streamlit as st

from prioritise.errors import PrioritiseError
from prioritise.store import Action, NewerSave, interests, panels, scoring
from prioritise.store.panels import Panel, Scored
from prioritise.ui import frame, state, tables, typed, widgets
from prioritise.ui.frame import Page
from prioritise.ui.sections import scoring_page
from prioritise.ui.sections.scoring_page import Seat
from prioritise.ui.views import conflicts
from prioritise.ui.views import scoring as views

_TYPED = "settled typed"
_PARTS: tuple[tuple[str, Any], ...] = (("score", None), ("note", ""))
"""What is typed of an agreed score, and what stands in the box before anything is."""


def settle(page: Page) -> None:
    """Settle the scores of one bid: for advisers, once the panel is closed."""
    at = scoring_page.seat_if_any(page)
    if at is None or at.panel is None or not at.store.person(at.who).may(Action.RUN_PANEL):
        return
    frame.section("Settle a score")
    panel = at.panel
    if panel.is_open:
        frame.note(f"{panel.title} is open still: scores are settled once it is closed, on Scoring.")
        return
    aside = interests.my_interests(at.store, at.who, at.number)
    titles = conflicts.names(page.case.table("bids"), "bid_id", "title")
    bids = {b: titles.get(b, b) for b in panel.bids if b not in aside}
    if not bids:
        frame.note("You stand aside from every bid of this panel.")
        return
    chosen = state.selected().removeprefix("bid:")
    bid_id = chosen if chosen in bids else next(iter(bids))
    widgets.select("Bid", bids, bid_id, lambda b: state.select(f"bid:{b}"), key="settle:bid")
    frame.part(bids[bid_id])
    _one_bid(at, panel, bid_id)


def _one_bid(at: Seat, panel: Panel, bid_id: str) -> None:
    every = [s for s in panels.every_score(at.store, at.who, panel.id) if s.bid_id == bid_id]
    now = scoring.agreed(at.store, at.who, at.number)
    scales = views.scales(at.page.case, panel.criteria)
    tables.prose(views.members_scores(every, now, scales, bid_id), alt="The members' scores and the agreed one")
    names = {c: scales[c].name for c in panel.criteria if c in scales}
    if not names:
        frame.note("The case has none of this panel's criteria any more.")
        return
    criterion_id = state.view("settle criterion", next(iter(names)))
    criterion_id = criterion_id if criterion_id in names else next(iter(names))
    widgets.select(
        "Criterion", names, criterion_id, partial(state.set_view, "settle criterion"), key="settle:criterion"
    )
    scale, was = scales[criterion_id], now.get((bid_id, criterion_id))
    cell = f"{panel.id}|{bid_id}|{criterion_id}"
    frame.note(f"{scale.ends}.")
    version = was.version if was else 0
    begun = typed.typed(_TYPED)
    value, reason = (begun.get(f"{cell}|{p}", getattr(was, p) if was else blank) for p, blank in _PARTS)
    write = partial(typed.type_in, _TYPED, cell, version)
    left, right = st.columns([1, 3])
    with left:
        widgets.amount_between("Agreed score", value, (scale.low, scale.high), partial(write, "score"),
                               key=f"settle:{cell}:score")  # fmt: skip
    with right:
        widgets.prose_box("Reason", reason, partial(write, "note"), key=f"settle:{cell}:note")
    if widgets.press("Settle it", key="settle:save", primary=True):
        if value is None:
            frame.note("Give the agreed score first.")
            return
        version = begun.get(f"{cell}|version", version)
        new = Scored(bid_id, criterion_id, float(value), str(reason), version=version)
        _save(at, panel, new, cell)


def _save(at: Seat, panel: Panel, new: Scored, cell: str) -> None:
    try:
        with state.undisturbed():
            scoring.agree(at.store, at.who, panel.id, new)
            typed.forget(_TYPED, cell)
            state.set_notice(f"The score of {new.bid_id} is settled.")
    except NewerSave as newer:
        frame.show_fault(newer)
        tables.prose(conflicts.both(newer), alt="What the two say differently")
        typed.go_over(_TYPED, cell, newer.version)
        return
    except PrioritiseError as fault:
        frame.show_fault(fault)
        return
    st.rerun()

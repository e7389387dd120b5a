"""Settling scores after a panel has been closed: the members' own beside the agreed one, with its reason."""

from functools import partial
from typing import Any

import streamlit as st

from prioritise.errors import PrioritiseError
from prioritise.store import Action, NewerSave, interests, panels, scoring
from prioritise.store.panels import Panel, Scored
from prioritise.ui import frame, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.sections import scoring_page
from prioritise.ui.sections.scoring_page import Seat
from prioritise.ui.views import conflicts
from prioritise.ui.views import scoring as views

_TYPED = "settled typed"


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
    left, right = st.columns([1, 3])
    with left:
        value = _typed().get(f"{cell}|score", was.score if was else None)
        widgets.amount_between("Agreed score", value, (scale.low, scale.high), partial(_type, cell, "score", version),
                               key=f"settle:{cell}:score")  # fmt: skip
    with right:
        note = _typed().get(f"{cell}|note", was.note if was else "")
        widgets.prose_box("Reason", note, partial(_type, cell, "note", version), key=f"settle:{cell}:note")
    if widgets.press("Settle it", key="settle:save", primary=True):
        value = _typed().get(f"{cell}|score", was.score if was else None)
        if value is None:
            frame.note("Give the agreed score first.")
            return
        new = Scored(bid_id, criterion_id, float(value), _typed().get(f"{cell}|note", was.note if was else ""),
                     version=_typed().get(f"{cell}|version", version))  # fmt: skip
        _save(at, panel, new, cell)


def _typed() -> dict[str, Any]:
    found: dict[str, Any] = state.view(_TYPED, {})
    return found


def _type(cell: str, part: str, version: int, value: Any) -> None:
    """Keep what is typed, and the version of the agreed score that was on the screen when it was begun."""
    begun = {f"{cell}|version": version, **_typed()}
    state.set_view(_TYPED, {**begun, f"{cell}|{part}": value})


def _save(at: Seat, panel: Panel, new: Scored, cell: str) -> None:
    try:
        scoring.agree(at.store, at.who, panel.id, new)
    except NewerSave as newer:
        frame.show_fault(newer)
        tables.prose(conflicts.both(newer), alt="What the two say differently")
        state.set_view(_TYPED, {**_typed(), f"{cell}|version": newer.version})
        return
    except PrioritiseError as fault:
        frame.show_fault(fault)
        return
    state.set_view(_TYPED, {k: v for k, v in _typed().items() if not k.startswith(f"{cell}|")})
    state.set_notice(f"The score of {new.bid_id} is settled.")
    st.rerun()

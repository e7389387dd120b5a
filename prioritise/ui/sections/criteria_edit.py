"""Saving criteria in the store: the weights in force as the case's own, anchors, scale words, new criteria."""

from functools import partial
from typing import Any

import streamlit as st

from prioritise.case.tables import TABLES
from prioritise.errors import PrioritiseError
from prioritise.store import Action, NewerSave, Store, Who, weights
from prioritise.store.cases import CRITERIA
from prioritise.store.rows import Cells
from prioritise.store.weights import Whole
from prioritise.ui import frame, identity, state, tables, widgets
from prioritise.ui.fields import field
from prioritise.ui.frame import Page
from prioritise.ui.sections import into_store
from prioritise.ui.views import conflicts

_DRAFT, _WHY, _ONE = "criteria draft", "criteria why", "criteria one"
NEW = ""
"""Stands for a criterion that is being added."""


def edit(page: Page) -> None:
    """Edit the case's criteria, for everybody; where the case is a file, the way into the store."""
    frame.section("Change the case's criteria")
    number, here = into_store.stored(page), identity.here()
    if number is None or here.store is None:
        into_store.offer(page, "criteria and weights can be changed for everybody")
        return
    if not here.may(Action.EDIT_CRITERIA):
        frame.note("Advisers change the case's criteria. What you set above is your own what-if.")
        return
    with frame.faults():
        now = weights.read_whole(here.store, here.who, number, CRITERIA)
    if not now.rows:
        frame.note("This case has no criteria of its own: the shipped profile is in force.")
    _sheet(page, _draft(page, now))
    _save(page, (here.store, here.who), number, now)


def _draft(page: Page, now: Whole) -> Whole:
    found: Whole = state.view(f"{_DRAFT} {page.opened.id}", now)
    return found


def _put(page: Page, draft: Whole | None) -> None:
    state.set_view(f"{_DRAFT} {page.opened.id}", draft) if draft else state.drop_view(f"{_DRAFT} {page.opened.id}")


def _cell(page: Page, draft: Whole, criterion_id: str, column: str, value: Any) -> None:  # noqa: PLR0917
    rows = [dict(r) for r in draft.rows]
    mine = next((r for r in rows if r["criterion_id"] == criterion_id), None)
    if mine is None:
        mine = {"criterion_id": criterion_id}
        rows.append(mine)
    mine[column] = value
    _put(page, Whole(draft.part, tuple(rows), draft.version))
    if column == "criterion_id":
        state.set_view(_ONE, value or NEW)


def _sheet(page: Page, draft: Whole) -> None:
    names = {str(r["criterion_id"]): str(r.get("name") or r["criterion_id"]) for r in draft.rows}
    names[NEW] = "A new criterion"
    chosen = state.view(_ONE, next(iter(names)))
    chosen = chosen if chosen in names else next(iter(names))
    widgets.select("Criterion", names, chosen, partial(state.set_view, _ONE), key="criteria:one")
    row: Cells = next((r for r in draft.rows if r["criterion_id"] == chosen), {})
    columns = TABLES["criteria"].columns
    shown = [c for c in columns if c != "criterion_id" or chosen == NEW]
    for place, column in zip(widgets.grid(len(shown), 2), shown, strict=True):
        with place:
            write = partial(_cell, page, draft, chosen, column)
            field(column, columns[column], row.get(column), write, key=f"criteria:{chosen}:{column}")


def _save(page: Page, seat: tuple[Store, Who], number: int, now: Whole) -> None:
    seen = state.drawn(f"criteria|{page.opened.id}", now.version)
    draft, mine = _draft(page, now), dict(page.scenario.weights)
    if draft is now:  # nothing typed: what stands on the screen is what was drawn last
        draft = Whole(now.part, now.rows, seen)
    if mine:
        frame.note("The weights of your what-if are saved with it, in place of the case's own.")
        rows = tuple({**r, "weight": mine.get(str(r["criterion_id"]), r.get("weight"))} for r in draft.rows)
        draft = Whole(draft.part, rows, draft.version)
    widgets.prose_box(
        "Why (where these came from)", state.view(_WHY, ""), partial(state.set_view, _WHY), key="criteria:why"
    )
    if draft.rows == now.rows:
        frame.note("Nothing is changed yet.")
        return
    newer: NewerSave | None = state.view("criteria newer", None)
    with st.container(horizontal=True):
        label = "Save for everybody" if newer is None else "Save mine over theirs"
        if widgets.press(label, key="criteria:save", primary=True):
            version = draft.version if newer is None else newer.version
            _try(page, seat, number, Whole(draft.part, draft.rows, version))
        if widgets.press("Drop my changes", key="criteria:drop"):
            _done(page, "Your changes to the criteria were dropped.")
    if newer is not None:
        frame.show_fault(newer)
        tables.prose(conflicts.both(newer), alt="What the two say differently")


def _try(page: Page, seat: tuple[Store, Who], number: int, whole: Whole) -> None:
    try:
        weights.save_whole(*seat, number, whole, state.view(_WHY, ""))
    except NewerSave as newer:
        state.set_view("criteria newer", newer)
        st.rerun()
    except PrioritiseError as fault:
        frame.show_fault(fault)
        return
    state.change(weights={})
    _done(page, "The case's criteria are saved, for everybody.")


def _done(page: Page, said: str) -> None:
    _put(page, None)
    for view in (_WHY, "criteria newer"):
        state.drop_view(view)
    state.set_notice(said)
    st.rerun()

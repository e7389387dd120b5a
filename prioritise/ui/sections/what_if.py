"""The what-if page: keep a run here, or a what-if in the store for everybody."""

import streamlit as st

from prioritise.ui import frame, identity, state, widgets
from prioritise.ui.frame import Page
from prioritise.ui.sections import into_store, kept_page
from prioritise.ui.state import KeptRun
from prioritise.ui.views import compare as views


def keep(page: Page) -> None:
    """Keep the run in force under a name."""
    current = page.kept
    if current is None:
        return
    frame.answer(
        "Keep a run, change the money, weights or rules on Prioritise, run again, and come back to see what flips."
    )
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        label = state.view("keep label", views.next_label(page.scenario.label, [k.label for k in state.kept()]))
        widgets.words_box("Name of the run", label, lambda v: state.set_view("keep label", v), key="keep:label")
    with right:
        if widgets.press("Keep this run", key="keep:go", primary=True):
            named = state.read("keep:label") or label
            kept = KeptRun(named, current.case_key, current.scenario, current.run)
            state.keep(kept)
            state.set_run(kept)
            state.set_view("keep label", views.next_label(named, [k.label for k in state.kept()]))
            st.rerun()
    frame.link(frame.PRIORITISE, "Change something and run again")


def shared(page: Page) -> None:
    """What-ifs that are kept in the store: put in force, saved, undone, shared by a link, put away, promoted."""
    frame.section("What-ifs kept for everybody")
    number, here = into_store.stored(page), identity.here()
    if number is None or here.store is None:
        into_store.offer(page, "what-ifs can be kept and shared by a link")
        return
    kept_page.kept(kept_page.Shelf(page, here.store, here.who, number))

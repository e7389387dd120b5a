"""The what-if page: keep a run, change something, see the two side by side."""

import streamlit as st

from prioritise.ui import frame, identity, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.sections import into_store, kept_page
from prioritise.ui.state import KeptRun
from prioritise.ui.views import compare as views
from prioritise.ui.views.changes import change_lines


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


def compare(page: Page) -> None:
    """Two runs side by side: the last one, and those kept."""
    kept = [k for k in state.kept() if k.case_key == page.opened.key]
    if not kept or page.kept is None:
        frame.note("No run is kept yet: keep the one in force to compare others with it.")
        return
    runs = {f"kept:{k.label}": k for k in kept} | {"now": page.kept}
    names = {i: (f"The last run: {k.label}" if i == "now" else k.label) for i, k in runs.items()}
    left, right = st.columns(2, gap="medium")
    first, second = state.view("compare first", next(iter(runs))), state.view("compare second", "now")
    first, second = (first if first in runs else next(iter(runs))), (second if second in runs else "now")
    with left:
        widgets.select("First", names, first, lambda v: state.set_view("compare first", v), key="compare:first")
        _changes(page, runs[first])
    with right:
        widgets.select("Second", names, second, lambda v: state.set_view("compare second", v), key="compare:second")
        _changes(page, runs[second])
    _side_by_side(runs[first], runs[second])


def _changes(page: Page, one: KeptRun) -> None:
    frame.note("Changes to the case:")
    frame.bullets(change_lines(one.scenario, page.case) or ["Nothing: the case as it stands"])


def _side_by_side(first: KeptRun, second: KeptRun) -> None:
    frame.section("What changes")
    if first.run is second.run:
        frame.note("Both are the same run: change something and run again, or choose another run, to see what changes.")
        return
    frame.answer(views.flips_sentence(first, second))
    tables.prose(views.compared(first, second), alt="The two runs, measure by measure")
    frame.part("Bids whose decision or start differs")
    tables.prose(views.flips(first, second), alt="Bids whose decision or start differs")
    frame.note(f"“First” is {first.label}; “second” is {second.label}. What is not known is not counted.")

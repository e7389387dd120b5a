"""The button that runs, and in its place the run while it is at work."""

import streamlit as st

from prioritise.errors import PrioritiseError
from prioritise.optimise.result import Options, Status
from prioritise.pipeline import Run, best_of
from prioritise.record.scenario import Scenario
from prioritise.ui import at_work, frame, solving, state, widgets
from prioritise.ui.frame import Page
from prioritise.ui.state import AtWork, KeptRun

LONGER_SECONDS = 40.0
PATIENT_SECONDS = 300.0
"""What a run may take that is asked to search on where the last one was cut short by its time."""
KEPT_AS_IT_WAS = "Ended before there was anything better: the list is the one there was, with what was proved of it."
_CUT_SHORT = frozenset({Status.FEASIBLE, Status.NO_ANSWER})
_LONGER = "search the list longer"


def longer() -> None:
    """Whether the next run searches all amounts of money together for a better priority list."""
    widgets.switch(
        "Search longer for a list that holds better",
        bool(state.view(_LONGER, False)),
        lambda on: state.set_view(_LONGER, bool(on)),
        key="run:longer",
        help="All amounts are searched together, until the priority list has taken "
        f"{LONGER_SECONDS:.0f} seconds, and it is said how much better any such list could be",
    )


def offer(page: Page) -> None:
    """Run, and back to the case as it stands; while a run is at work, how it stands."""
    if _at_work(page):
        return
    with st.container(horizontal=True):
        if widgets.press("Run", key="run:go", primary=True, help="Choose the best list for the inputs on screen"):
            _run(page)
        if _cut_short(page) and widgets.press(
            "Run for up to 5 minutes", key="run:on", help="The last search ended before a better list was ruled out"
        ):
            _run(page, PATIENT_SECONDS)
        if not state.scenario().is_base and widgets.press("Back to the case as it stands", key="run:reset"):
            state.set_scenario(Scenario())
            st.rerun()


def _cut_short(page: Page) -> bool:
    return page.kept is not None and page.kept.run.result.status is Status.FEASIBLE


def _run(page: Page, seconds: float = Options().seconds) -> None:
    last = page.kept.run.result.starts if page.kept else None
    how = Options(seconds=seconds, list_seconds=LONGER_SECONDS if state.view(_LONGER, False) else 0.0)
    ticket = solving.queue().submit(solving.owner(), page.case, page.scenario, how, last)
    state.set_at_work(AtWork(page.opened.key, page.scenario, ticket))
    st.rerun()


def _at_work(page: Page) -> bool:
    """The run that was asked for, while it lasts; whether there is one. What it came to is taken as soon as it ends."""
    work = state.at_work()
    if work is None:
        return False
    if work.case_key != page.opened.key or work.shared:
        at_work.leave()
        return False
    if not work.ticket.over:
        at_work.panel()
        return True
    before = page.kept
    try:
        best = _best(work, before)
    except PrioritiseError as fault:
        frame.show_fault(fault)
        if work.scenario != page.scenario:  # said until something is changed or run
            state.set_at_work(None)
        return False
    with state.undisturbed():
        state.set_at_work(None)
        if before is not None and best is before.run and best.result.status.has_answer:
            state.set_notice(KEPT_AS_IT_WAS)
        state.set_run(KeptRun(work.scenario.label, work.case_key, work.scenario, best))
    st.rerun()


def _best(work: AtWork, before: KeptRun | None) -> Run:
    """What stands once a run has ended: it, or where it was cut short the best of it and the one before."""
    run = work.ticket.result()
    if before is None or not before.fits(work.case_key, work.scenario):
        return run
    short = work.ticket.to_stop or run.result.status in _CUT_SHORT
    return best_of(before.run, run) if short else run

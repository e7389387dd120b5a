"""A run while it is at work: how it stands, and a button to stop it; and the first list of a case."""

import time
from collections.abc import Callable
from typing import NoReturn

import streamlit as st

from prioritise.case.case import Case
from prioritise.case.rows import lookup
from prioritise.errors import DataFault, SolverFault
from prioritise.optimise.result import Options
from prioritise.pipeline import Run
from prioritise.record.scenario import Scenario
from prioritise.ui import blocks, cases, solving, state, widgets
from prioritise.ui.cases import OpenCase
from prioritise.ui.state import AtWork
from prioritise.ui.views import at_work as views

LOOK_SECONDS = 0.5
"""How often the page looks how a run stands."""


def panel() -> None:
    """How the run this session asked for stands, looked at again and again until it ends."""
    st.fragment(_panel, run_every=LOOK_SECONDS)()


def _panel() -> None:
    work = state.at_work()
    if work is None or work.ticket.over:
        st.rerun()
    ticket, now = work.ticket, time.monotonic()
    others = ticket.looked_at(solving.owner(), now)
    st.progress(min(ticket.standing.part, 1.0), text=views.stage(ticket))
    blocks.figures(views.figures(ticket, now), ("best_so_far", "bound_so_far", "time_so_far"))
    if others and not ticket.to_stop:
        blocks.note(views.others(others))
    elif not ticket.to_stop and widgets.press("Stop, and keep the best list so far", key="run:stop"):
        _stop(work)
        st.rerun(scope="fragment")
    if ticket.standing.funded:
        with st.expander("Schemes in the best list so far"):
            blocks.bullets(views.funded(ticket.standing, lookup(ticket.case.table("bids"), "bid_id", "title")))


def _stop(work: AtWork) -> None:
    work.ticket.stop()
    if work.shared:
        solving.forget(work.case_key, work.scenario)  # whoever comes after waits for a whole search


def first_list(opened: OpenCase, scenario: Scenario) -> Run:
    """The list of a case that has none in this session, by one run for everybody who opens it.

    While the run is at work the page shows how it stands and ends there.

    Raises:
        DataFault: the case has no usable bids or pots; it says where to look and the way back.
    """
    lacking = cases.why_no_list(opened.case)
    if lacking:
        raise DataFault(f"{lacking} {cases.WAY_BACK}")
    work = state.at_work()
    if work is None or (work.case_key, state.scenario_key(work.scenario)) != (opened.key, state.scenario_key(scenario)):
        work = AtWork(opened.key, scenario, solving.first(opened.key, scenario, opened.case), shared=True)
        leave()
        state.set_at_work(work)
    if not work.ticket.over:
        blocks.note(views.FIRST_LIST)
        panel()
        state.end_page()
    try:
        run = work.ticket.result()
    except SolverFault as fault:
        _failed(work, fault)
    state.set_at_work(None)
    return run


def waited_for(
    case: Case, scenario: Scenario, options: Options | None = None, say: Callable[[str, float], None] | None = None
) -> Run:
    """A run that the page waits for, with a bar that says how far it is; whoever leaves the page stops it.

    Args:
        case: as it was read.
        scenario: the what-if.
        options: how hard to try.
        say: told how far it is, in place of a bar of its own.

    Raises:
        PrioritiseError: the fault it ended with.
    """
    ticket = solving.queue().submit(solving.owner(), case, scenario, options or Options())
    bar = st.empty()
    tell = say or (lambda text, part: bar.progress(part, text=text))
    try:
        while not ticket.over:
            tell(views.stage(ticket), min(ticket.standing.part, 1.0))
            time.sleep(LOOK_SECONDS)
    finally:
        ticket.stop()
        bar.empty()
    return ticket.result()


def _failed(work: AtWork, fault: SolverFault) -> NoReturn:
    """Say why there is no first list, with a button that begins again."""
    solving.forget(work.case_key, work.scenario)
    blocks.show_fault(fault)
    if widgets.press("Try again", key="run:again", primary=True):
        state.set_at_work(None)
        st.rerun()
    state.end_page()


def leave() -> None:
    """Want the run at work no more: it is stopped, unless others may wait for it too."""
    work = state.at_work()
    if work is not None and not work.shared:
        work.ticket.stop()
    state.set_at_work(None)

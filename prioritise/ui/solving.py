"""The queue of this server's runs, and the first list of each case."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from prioritise.case.case import Case
from prioritise.optimise.result import Options
from prioritise.record.scenario import Scenario
from prioritise.runs import Queue, Ticket

DAY_SECONDS = 86_400


@st.cache_resource(show_spinner=False)
def queue() -> Queue:
    """The one queue, shared by everybody on this server."""
    return Queue()


def owner() -> str:
    """Whose runs are asked for here: one browser tab is one owner."""
    context = get_script_run_ctx()
    return context.session_id if context is not None else ""


def first(case_key: str, scenario: Scenario, case: Case) -> Ticket:
    """The run of a case that has no list yet: one for all who open it, and kept for those who come later."""
    return _first(case_key, scenario.model_dump_json(), case)


def forget(case_key: str, scenario: Scenario) -> None:
    """Let whoever comes next begin such a run afresh: this one was stopped, or ended without an answer."""
    _first.clear(case_key, scenario.model_dump_json())


@st.cache_resource(max_entries=12, ttl=DAY_SECONDS, show_spinner=False)
def _first(case_key: str, scenario_json: str, _case: Case) -> Ticket:
    return queue().submit(owner(), _case, Scenario.model_validate_json(scenario_json), Options())

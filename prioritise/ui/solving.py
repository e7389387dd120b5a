"""The queue of this server's runs."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from prioritise.runs import Queue


@st.cache_resource(show_spinner=False)
def queue() -> Queue:
    """The one queue, shared by everybody on this server."""
    return Queue()


def owner() -> str:
    """Whose runs are asked for here: one browser tab is one owner."""
    context = get_script_run_ctx()
    return context.session_id if context is not None else ""

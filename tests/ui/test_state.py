from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import StopException
from streamlit.runtime.state import SafeSessionState, SessionState, session_state_proxy

from prioritise.ui import cases, state, widgets
from tests.build import bid, pot, small_case


@pytest.fixture
def session(monkeypatch):
    held: dict[str, object] = {}
    monkeypatch.setattr(state.st, "session_state", held)
    return held


def test_an_uploaded_file_is_read_once_even_when_another_case_is_opened(session):
    assert state.is_new("file 1")
    for name in ("mine", "demo"):
        state.set_case(cases.opened(name, name, small_case(bids=[bid("B", 1.0)], pots=[pot(name, 1.0)])))
    assert not state.is_new("file 1")
    assert state.is_new("file 2")


def test_opening_another_case_drops_what_belonged_to_the_last(session):
    case = small_case(bids=[bid("B", 1.0)], pots=[pot("M", 1.0)])
    state.set_case(cases.opened("a", "A", case))
    state.select("bid:B")
    state.set_case(cases.opened("b", "B", small_case(bids=[bid("C", 1.0)], pots=[pot("M", 1.0)])))
    assert state.selected() == ""


@dataclass
class Session:
    """A session as Streamlit keeps it; once `stopping`, each look at it ends what is being done, for the next draw."""

    stopping: bool = False
    state: SessionState = field(default_factory=SessionState)

    def look(self) -> None:
        if self.stopping:
            raise StopException


@pytest.fixture
def streamlit_session(monkeypatch):
    found = Session()
    safe = SafeSessionState(found.state, found.look)
    monkeypatch.setattr(session_state_proxy, "get_session_state", lambda: safe)
    return found


@pytest.mark.parametrize("look", ["text", "sum"])
def test_what_is_typed_is_kept_though_the_next_change_comes_before_it_is_written(streamlit_session, look):
    state.set_view("score", "as it was")
    st.session_state["box"] = "4"
    streamlit_session.stopping = True
    write = partial(state.set_view, "score")
    with suppress(StopException):
        widgets._write_pounds("box", write, False) if look == "sum" else widgets._write_back("box", write)
    streamlit_session.stopping = False
    assert state.view("score", None) == (4.0 if look == "sum" else "4")


def test_a_button_does_all_it_does_though_the_next_change_comes_meanwhile(streamlit_session):
    state.set_view("bid", "B01")
    streamlit_session.stopping = True
    with suppress(StopException):
        widgets._do(partial(state.set_view, "bid", "B02"))
    streamlit_session.stopping = False
    assert state.view("bid", None) == "B02"

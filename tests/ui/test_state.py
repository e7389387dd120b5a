from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Thread

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import RerunData, RerunException, StopException
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


def test_one_change_is_written_after_the_other(streamlit_session):
    """Streamlit begins the next draw at once, on another thread, while the change before may still be written."""
    state.set_view("count", 0)
    context = copy_context()
    first_is_at_it, go_on = Event(), Event()

    def slowly() -> None:
        with state.undisturbed():
            now = state.view("count", 0)
            first_is_at_it.set()
            go_on.wait(5)
            state.set_view("count", now + 1)

    def next_one() -> None:
        with state.undisturbed():
            state.set_view("count", state.view("count", 0) + 1)

    one, other = Thread(target=copy_context().run, args=(slowly,)), Thread(target=context.run, args=(next_one,))
    one.start()
    assert first_is_at_it.wait(5)
    other.start()
    other.join(0.2)
    go_on.set()
    one.join(5)
    other.join(5)
    assert state.view("count", None) == 2


class Held(dict[str, object]):
    """A session that notes each time a box is set."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def __setitem__(self, key, value):
        self.times += key == "box"
        super().__setitem__(key, value)


def drawn(page: str = "Page", end: BaseException | None = None, *, box: bool = True) -> None:
    with suppress(BaseException), state.draw(page):
        if box:
            state.fill("box", 100)
        if end:
            raise end


@pytest.fixture
def held(monkeypatch) -> Held:
    found = Held()
    monkeypatch.setattr(state.st, "session_state", found)
    drawn()
    drawn()
    assert found.times == 1
    return found


@pytest.mark.parametrize("end", [None, state.Ended(), ValueError()], ids=repr)
def test_a_box_is_set_again_after_a_draw_that_ended_without_it(held: Held, end: BaseException | None) -> None:
    """The browser forgets a box it no longer shows, Streamlit does not: it would come back empty, and be taken so."""
    drawn(end=end, box=False)
    drawn()
    drawn()
    assert held.times == 2


@pytest.mark.parametrize("cut", [StopException(), RerunException(RerunData())], ids=repr)
def test_a_box_is_not_set_again_after_a_draw_that_the_next_cut_short(held: Held, cut: BaseException) -> None:
    """What was begun to be typed in it meanwhile would be lost. Streamlit stops a draw for the next one."""
    drawn(end=cut, box=False)
    drawn()
    assert held.times == 1


@pytest.mark.parametrize(("arrives", "times"), [(-1.0, 1), (60.0, 2)])
def test_a_box_first_shown_by_a_draw_that_was_cut_short_is_set_again_unless_it_arrived(
    arrives: float, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Held()
    monkeypatch.setattr(state.st, "session_state", found)
    monkeypatch.setattr(state, "ARRIVES_SECONDS", arrives)
    drawn(end=StopException())
    drawn()
    drawn()
    assert found.times == times


def test_what_is_done_between_two_draws_gives_a_box_no_time_to_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    """A box on its way when its draw is cut short is dropped, however long a change then takes to be written."""
    found, now = Held(), [100.0]
    monkeypatch.setattr(state.st, "session_state", found)
    monkeypatch.setattr(state.time, "monotonic", lambda: now[0])
    drawn(end=RerunException(RerunData()))
    now[0] += 2 * state.ARRIVES_SECONDS
    drawn()
    drawn()
    assert found.times == 2


def test_a_draw_that_ends_after_the_next_has_begun_changes_nothing_of_it(held: Held) -> None:
    late = state.draw("Page")
    late.__enter__()
    with state.draw("Page"):
        state.fill("box", 100)
        late.__exit__(None, None, None)
    drawn()
    assert held.times == 1


def test_a_box_shown_by_a_draw_that_was_cut_short_is_set_again_where_the_next_ends_without_it(held: Held) -> None:
    drawn(end=RerunException(RerunData()))
    drawn(end=state.Ended(), box=False)
    drawn()
    assert held.times == 2


def test_on_another_page_and_back_every_box_is_set_again(held: Held) -> None:
    drawn("Other", end=RerunException(RerunData()), box=False)
    drawn()
    assert held.times == 2

import pytest

from prioritise.ui import cases, state
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

import time
from dataclasses import replace

import pytest

from prioritise.errors import SolverFault
from prioritise.optimise.result import Options
from prioritise.record.scenario import Scenario
from prioritise.runs import Standing, Ticket
from prioritise.runs.ticket import LOOKING_SECONDS
from prioritise.ui import at_work, cases, solving, state
from prioritise.ui.state import AtWork
from prioritise.ui.views import at_work as views
from tests.build import bid, pot, small_case

CASE = small_case(bids=[bid("A", 1.0)], pots=[pot("P", 1.0)])


def ticket(standing: Standing) -> Ticket:
    return Ticket("us", CASE, Scenario(), Options(), standing=standing)


def told(standing: Standing, now: float = 0.0) -> str:
    return " ".join(" ".join(figure) for figure in views.figures(ticket(standing), now))


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing(ahead=2), "Waiting: 2 runs go first"),
        (Standing(ahead=1), "Waiting: 1 run goes first"),
        (Standing(ahead=0), "Next: waiting for a run of somebody else to end"),
        (Standing(stage="Looking for the best list"), "Looking for the best list"),
    ],
)
def test_a_run_says_what_it_does_or_how_many_go_first(standing, said):
    assert views.stage(ticket(standing)) == said


def test_one_that_was_asked_to_stop_says_so():
    one = ticket(Standing(stage="Building the list"))
    one.stop()
    assert views.stage(one) == "Stopping with the best list so far: building the list"


def test_what_is_not_known_yet_is_said_to_be_unknown():
    said = told(Standing())
    assert "none yet" in said and "not known" in said and "not begun" in said and "%" not in said


def test_value_bound_gap_and_time_are_told_in_words():
    at_work = Standing(value=200.0, bound=201.0, funded=("A", "B"), began=10.0)
    said = told(at_work, now=13.4)
    assert "2 schemes worth 200.0 points" in said
    assert "No list can be worth more than 201.0 points" in said and "within 0.50% of best" in said
    assert "3 seconds" in said and "after 60 seconds" in said


def test_a_longer_search_for_the_priority_list_says_how_long():
    longer = replace(ticket(Standing()), options=Options(list_seconds=40.0))
    (*_, small) = views.figures(longer, 0.0)[-1]
    assert small.endswith(
        "after 60 seconds, and the priority list is made after it; all amounts are searched together until that has "
        "taken 40 seconds"
    )
    assert views.figures(ticket(Standing()), 0.0)[-1][-1].endswith("is made after it")


def test_a_list_so_far_is_never_said_to_be_best():
    """Only a finished run tells that, after its list has been paid and checked."""
    assert "within 0.01% of best" in told(Standing(value=200.0, bound=200.0, funded=("A",), began=0.0))
    # nor is a bound shown below a list that is there
    assert "more than 200.0 points" in told(Standing(value=200.0, bound=199.9, funded=("A",), began=0.0))


def test_schemes_are_named_by_their_titles():
    assert views.funded(Standing(funded=("B", "A", "Z")), {"A": "Alpha", "B": "Beta"}) == ["Alpha", "Beta", "Z"]


@pytest.fixture
def session(monkeypatch):
    held: dict[str, object] = {}
    monkeypatch.setattr(state.st, "session_state", held)
    solving._first.clear()
    yield held
    solving._first.clear()


def test_a_first_list_is_made_once_for_everybody(session):
    opened = cases.opened("a", "A", CASE)
    one = at_work.first_list(opened, Scenario())
    session.clear()  # somebody else
    assert at_work.first_list(opened, Scenario()) is one
    assert state.at_work() is None
    assert at_work.first_list(opened, Scenario(pots_off=("P",))) is not one


def test_a_first_list_that_was_stopped_is_made_afresh_for_the_next(session):
    opened = cases.opened("a", "A", CASE)
    one = at_work.first_list(opened, Scenario())
    at_work._stop(AtWork(opened.key, Scenario(), solving.first(opened.key, Scenario(), CASE), shared=True))
    assert at_work.first_list(opened, Scenario()) is not one


def test_a_list_that_others_wait_for_is_not_stopped_for_one(session, monkeypatch):
    one, shown = ticket(Standing()), []
    state.set_at_work(AtWork("a", Scenario(), one, shared=True))
    monkeypatch.setattr(at_work.widgets, "press", lambda *_a, **_k: bool(shown.append("button")))
    monkeypatch.setattr(at_work.blocks, "note", shown.append)
    monkeypatch.setattr(at_work.blocks, "figures", lambda *_: None)
    at_work._panel()
    assert shown == ["button"]
    one.looked_at("somebody else", time.monotonic())
    at_work._panel()
    assert shown[1:] == [
        "1 other window waits for this list too, so it is searched to its end and not stopped for one."
    ]
    one.looked_at("somebody else", time.monotonic() - 2 * LOOKING_SECONDS)  # they have gone
    at_work._panel()
    assert shown[2:] == ["button"]


def test_leaving_stops_a_run_of_ones_own_and_no_shared_one(session):
    for shared in (False, True):
        one = ticket(Standing())
        state.set_at_work(AtWork("a", Scenario(), one, shared=shared))
        at_work.leave()
        assert one.to_stop is not shared and state.at_work() is None


def test_a_first_run_that_died_is_said_and_begun_again_on_request(session, monkeypatch):
    shown: list[str] = []
    monkeypatch.setattr(at_work.blocks, "show_fault", lambda fault: shown.append(str(fault)))
    monkeypatch.setattr(at_work.widgets, "press", lambda *_a, **_k: True)

    class Ended(Exception):
        pass

    def end() -> None:
        raise Ended

    monkeypatch.setattr(at_work.st, "rerun", end)
    opened = cases.opened("a", "A", CASE)
    dead = replace(ticket(Standing()))
    dead.end(None, SolverFault("it died"))
    state.set_at_work(AtWork(opened.key, Scenario(), dead, shared=True))
    with pytest.raises(Ended):
        at_work.first_list(opened, Scenario())
    assert shown == ["it died"] and state.at_work() is None
    assert at_work.first_list(opened, Scenario()).result.funded == ("A",)

"""Runs in processes of their own: the same answer, stopped when asked, in a fair queue, and lost alone when killed."""

import os
import pickle
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest

from benchmarks.instances import SMALL, instance
from prioritise import pipeline
from prioritise.case.case import Case
from prioritise.errors import DataFault, RuleClash, SolverFault
from prioritise.optimise.result import Options, Status
from prioritise.record.scenario import Scenario
from prioritise.runs import Queue, Ticket, queue
from tests.build import bid, pot, small_case

QUICK = Options(gap=0.05, seconds=60.0, priority_list=False)
LONG = Options(gap=0.0, seconds=100.0, priority_list=False)
PATIENCE = 90.0


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def small() -> Case:
    return instance(SMALL, 1)


@pytest.fixture(scope="module")
def one() -> Queue:
    """A queue with one process, shared by these tests."""
    return Queue(1)


def test_a_process_gives_the_answer_that_this_one_gives(one: Queue, small: Case) -> None:
    ours = pipeline.run(small, Scenario(), QUICK)
    ticket = one.submit("us", small, Scenario(), QUICK)
    theirs = ticket.result(PATIENCE)
    assert (ticket.standing.value, ticket.standing.bound) == (theirs.result.value, theirs.result.bound)
    assert theirs.answer_key == ours.answer_key
    assert theirs.result.starts == ours.result.starts
    assert theirs.ranked.equals(ours.ranked)


def test_it_tells_how_it_stands_and_stops_with_the_best_it_has(one: Queue, small: Case) -> None:
    ticket = one.submit("us", small, Scenario(), replace(LONG, priority_list=True))
    wait_for(lambda: ticket.standing.value is not None and ticket.standing.bound is not None)
    seen = ticket.standing
    assert seen.gap is not None and seen.gap > 0
    ticket.stop()
    run = ticket.result(PATIENCE)
    assert run.result.status is Status.FEASIBLE
    assert run.result.value is not None and seen.value is not None and run.result.value >= seen.value - 1e-6
    assert run.result.bound is not None and run.result.bound > run.result.value
    assert "stopped early" in run.result.in_words().lower()
    assert run.list_stopped and run.priority is None


def test_a_process_killed_in_mid_run_loses_that_run_alone(one: Queue, small: Case) -> None:
    ticket = one.submit("us", small, Scenario(), LONG)
    wait_for(lambda: ticket.standing.value is not None)
    assert ticket.process_id
    os.kill(ticket.process_id, signal.SIGKILL)
    with pytest.raises(SolverFault, match="its process was ended"):
        ticket.result(PATIENCE)
    assert one.submit("us", small, Scenario(), QUICK).result(PATIENCE).result.status is Status.PROVEN


def test_whoever_has_had_least_is_served_first(one: Queue, small: Case) -> None:
    first = one.submit("many", small, Scenario(), LONG)
    wait_for(lambda: first.standing.value is not None)
    others = [one.submit("many", small, Scenario(), QUICK) for _ in range(2)]
    late = one.submit("few", small, Scenario(), QUICK)
    assert late.standing.ahead == 0
    assert [t.standing.ahead for t in others] == [1, 2]
    others[1].stop()
    first.stop()
    late.result(PATIENCE)
    with pytest.raises(SolverFault, match="before it began"):
        others[1].result(PATIENCE)
    assert others[0].result(PATIENCE).result.status is Status.PROVEN


def test_faults_come_back_as_they_are(one: Queue) -> None:
    empty = small_case(bids=[bid("A", 1.0)], pots=[])
    with pytest.raises(DataFault, match="no usable pots"):
        one.submit("us", empty, Scenario(), QUICK).result(PATIENCE)
    again = pickle.loads(pickle.dumps(RuleClash("no", ("a", "b"))))
    assert isinstance(again, RuleClash) and again.rules == ("a", "b")


def test_a_defect_is_told_as_one_and_the_next_run_is_done(one: Queue, small: Case) -> None:
    with pytest.raises(SolverFault, match="a fault of ours"):
        one.submit("us", small, cast(Scenario, "no what-if"), QUICK).result(PATIENCE)
    assert one.submit("us", small, Scenario(), QUICK).result(PATIENCE).result.status is Status.PROVEN
    with pytest.raises(AttributeError):
        Queue(0).submit("us", small, cast(Scenario, "no what-if"), QUICK)


def test_without_processes_a_run_is_done_here() -> None:
    case = small_case(bids=[bid("A", 1.0)], pots=[pot("P", 1.0)])
    ticket: Ticket = Queue(0).submit("us", case, Scenario(), QUICK)
    assert ticket.over
    assert ticket.result().result.funded == ("A",)


@pytest.mark.parametrize(("said", "workers"), [("0", 0), ("3", 3), ("", None), ("two", None)])
def test_the_environment_says_how_many(said: str, workers: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(queue.WORKERS, said)
    expected = max(1, min(queue.MOST_WORKERS, os.cpu_count() or 1)) if workers is None else workers
    assert queue._workers() == expected

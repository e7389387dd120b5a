"""Work that the page waits for: the seconds of each search are told, and no search begins once the page is left."""

import threading

import pytest

from prioritise.ui.sections import long_work

PATIENCE_SECONDS = 20.0


class Gone(Exception):
    """The user has pressed Stop."""


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_work, "LOOK_SECONDS", 0.01)


def test_each_search_is_told_with_its_seconds_and_the_answer_comes_back() -> None:
    said: list[tuple[str, float]] = []
    seen = threading.Event()

    def say(text: str, part: float) -> None:
        said.append((text, part))
        if text.startswith("Second"):
            seen.set()

    def work(tell: long_work.Say) -> str:
        tell("Second search", 0.5)
        return "done" if seen.wait(PATIENCE_SECONDS) else "never told"

    assert long_work.beside(say, "First search", work) == "done"
    assert ("Second search: 0 seconds so far", 0.5) in said


def test_the_seconds_of_several_searches_never_go_back(monkeypatch: pytest.MonkeyPatch) -> None:
    now, said, seen = [0.0], [], threading.Event()
    monkeypatch.setattr(long_work.time, "monotonic", lambda: now[0])

    def say(text: str, _part: float) -> None:
        said.append(text)
        if text.startswith("Second"):
            seen.set()

    def work(tell: long_work.Say) -> None:
        now[0] = 90.0
        tell("Second search", 0.5)
        seen.wait(PATIENCE_SECONDS)

    long_work.beside(say, "First search", work)
    assert "Second search: 90 seconds so far" in said


def test_the_time_that_is_left_is_told_by_the_searches_made_while_watching() -> None:
    now = [0.0]
    pace = long_work.Pace(lambda: now[0])
    assert pace.told(20, 51) == ""  # made before
    now[0] = 28.0
    assert pace.told(22, 51) == ""
    now[0] = 42.0
    assert pace.told(23, 51) == ", about 7 minutes more"  # 28 of 14 seconds each
    now[0] = 420.0
    assert pace.told(50, 51) == ", about a minute more" and pace.told(51, 51) == ""


def test_once_the_page_is_left_no_other_search_begins() -> None:
    began, left, ended = [], threading.Event(), threading.Event()

    def say(_text: str, _part: float) -> None:
        raise Gone

    def work(tell: long_work.Say) -> None:
        left.wait(PATIENCE_SECONDS)
        try:
            tell("Second search", 0.5)
            began.append("second")
        finally:
            ended.set()

    with pytest.raises(Gone):
        long_work.beside(say, "First search", work)
    left.set()
    assert ended.wait(PATIENCE_SECONDS) and not began


def test_a_search_that_ends_with_a_time_out_of_its_own_is_not_waited_for_for_ever() -> None:
    told: list[str] = []

    def late() -> None:
        raise TimeoutError("a worker did not answer")

    def say(text: str, _part: float) -> None:
        told.append(text)
        assert len(told) < 50

    with pytest.raises(TimeoutError, match="did not answer"):
        long_work.waiting(say, "Searching", 0.1, late)

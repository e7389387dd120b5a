"""Work that a page waits for."""

import time

import pytest

from prioritise.ui.sections import long_work


def test_a_search_that_ends_with_a_time_out_of_its_own_is_not_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr(long_work, "LOOK_SECONDS", 0.01)
    told: list[str] = []

    def late() -> None:
        raise TimeoutError("a worker did not answer")

    def say(text: str, _part: float) -> None:
        told.append(text)
        assert len(told) < 50

    with pytest.raises(TimeoutError, match="did not answer"):
        long_work.waiting(say, "Searching", 0.1, late)


def test_a_stop_ends_the_wait_and_not_the_search(monkeypatch):
    monkeypatch.setattr(long_work, "LOOK_SECONDS", 0.01)
    ended: list[bool] = []

    def search() -> None:
        time.sleep(0.05)
        ended.append(True)

    class Stopped(Exception):
        pass

    def say(_text: str, _part: float) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        long_work.waiting(say, "Searching", 0.1, search)
    assert not ended


def test_the_answer_comes_back():
    assert long_work.waiting(lambda _text, _part: None, "Searching", 0.0, lambda: 7) == 7

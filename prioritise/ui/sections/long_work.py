"""Work that takes a while, asked for by a button: what it does, how far it is, and a stop that keeps what is done."""

import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from typing import Any, TypeVar

import streamlit as st

from prioritise.errors import PrioritiseError
from prioritise.ui import frame, widgets, words

Say = Callable[[str, float], None]
LOOK_SECONDS = 0.5
FEWEST_TO_TELL = 3
"""Searches that must have been made before it is said how long the others will take."""
SECONDS_A_MINUTE = 60
Answer = TypeVar("Answer")


def on_press(
    label: str, work: Callable[[Say], None], *, key: str, primary: bool = True, note: str | None = None
) -> None:
    """A button that does the work and draws the page again.

    The work leaves what it has done where the page finds it. A press of Stop ends the draw the next time the work says
    how far it is, and the page is drawn with what is there.

    Args:
        label: on the button.
        work: is given something to call with a few words and the part done (0 to 1).
        key: of the button.
        primary: whether it is the page's main action.
        note: help on the button.
    """
    if not widgets.press(label, key=key, primary=primary, help=note):
        return
    note_on_stop = "Ends after the choice at hand; what is done is kept. To leave the page is to stop"
    widgets.press("Stop", key=f"{key}:stop", help=note_on_stop)
    bar = st.progress(0.0, text="Starting")
    try:
        work(lambda text, part: _told(bar, text, part))
    except PrioritiseError as fault:
        frame.show_fault(fault)
        return
    st.rerun()


def _told(bar: Any, text: str, part: float) -> None:
    bar.progress(min(max(part, 0.0), 1.0), text=text)


class Pace:
    """How long a row of like searches will take, by those that were made while somebody watched."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin to watch."""
        self._clock = clock
        self._first: tuple[int, float] | None = None

    def told(self, done: int, asked: int) -> str:
        """`, about 4 minutes more`; "" while too few were made to say.

        Args:
            done: searches that are done, those made before among them.
            asked: all that are asked for.
        """
        self._first = self._first or (done, self._clock())
        made = done - self._first[0]
        if made < FEWEST_TO_TELL or done >= asked:
            return ""
        left = (asked - done) * (self._clock() - self._first[1]) / made
        minutes = math.ceil(left / SECONDS_A_MINUTE)
        return f", about {words.plural(minutes, 'minute')} more" if minutes > 1 else ", about a minute more"


def waiting(say: Say, text: str, part: float, work: Callable[[], Answer]) -> Answer:
    """Do one search that tells nothing while it lasts, and tell the seconds in its place.

    A press of Stop ends the wait within a moment; the search then ends by itself, at the latest when its time is up.

    Args:
        say: of `on_press`.
        text: what is being done.
        part: the part done before it, 0 to 1.
        work: the search; it asks nothing of the page.
    """
    return beside(say, text, lambda _tell: work(), part)


def beside(say: Say, text: str, work: Callable[[Say], Answer], part: float = 0.0) -> Answer:
    """Do several searches, one after another, and tell the seconds that they have taken in all.

    A press of Stop ends the wait within a moment; the search at hand then ends by itself and no other begins.

    Args:
        say: of `on_press`.
        text: what is being done first.
        work: is given something to call before each search with a few words and the part done; it asks nothing of the
            page, and leaves nothing there before it is called again.
        part: the part done before it, 0 to 1.
    """
    now, left, began = [(text, part)], Event(), time.monotonic()

    def tell(next_text: str, next_part: float) -> None:
        if left.is_set():
            raise _Left
        now[0] = (next_text, next_part)

    pool = ThreadPoolExecutor(1, thread_name_prefix="search")
    asked = pool.submit(work, tell)
    pool.shutdown(wait=False)
    try:
        while True:
            at_hand, done = now[0]
            say(f"{at_hand}: {words.plural(int(time.monotonic() - began), 'second')} so far", done)
            wait([asked], LOOK_SECONDS)
            if asked.done():
                return asked.result()
    finally:
        left.set()


class _Left(Exception):
    """Nobody waits any more: it ends the thread, and nobody is told."""

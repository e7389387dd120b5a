"""Being asked to stop, in work that several threads share."""

import threading
from collections.abc import Callable


class Stopped(Exception):  # noqa: N818 - no fault: somebody asked for it
    """Work that is worth nothing unfinished was asked to stop."""


class Halt:
    """Whether to stop: asked of whoever knows by one thread at a time, and once yes, always yes."""

    def __init__(self, stop: Callable[[], bool] | None = None) -> None:
        """Ask this whether to stop; None: nobody ever does."""
        self._stop = stop
        self._asked = False
        self._one_at_a_time = threading.Lock()

    def __call__(self) -> bool:
        """Whether to stop."""
        if self._stop is None:
            return False
        with self._one_at_a_time:
            self._asked = self._asked or self._stop()
            return self._asked

    @property
    def watch(self) -> Callable[..., bool] | None:
        """The same, for a search that tells how it stands; None where nobody ever asks it to stop."""
        return None if self._stop is None else lambda *_how_it_stands: self()

    def check(self) -> None:
        """Go on, unless it is to stop.

        Raises:
            Stopped: it is to stop.
        """
        if self():
            raise Stopped

"""A run that was asked for, and how it stands."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from prioritise.case.case import Case
from prioritise.errors import PrioritiseError
from prioritise.optimise.result import Options
from prioritise.pipeline import Run
from prioritise.record.scenario import Scenario

LOOKING_SECONDS = 5.0
"""Who has not looked how a run stands for longer than this does not wait for it any more."""
Asked = tuple[Case, Scenario, Options, Mapping[str, int] | None]
"""Case, what-if, options, and the list to tell of meanwhile."""


@dataclass(frozen=True)
class Standing:
    """How a run stands.

    Attributes:
        ahead: runs of others that go first; None once it has begun.
        stage, part: what it is doing, in words, and the part done (0 to 1).
        value, bound: of the best list so far, and the most any could be worth; None: not known yet.
        funded: ids of the bids in the best list so far.
        began: when it began (seconds of the process's clock); None before.
    """

    ahead: int | None = None
    stage: str = "Waiting for its turn"
    part: float = 0.0
    value: float | None = None
    bound: float | None = None
    funded: tuple[str, ...] = ()
    began: float | None = None

    @property
    def gap(self) -> float | None:
        """How far the best list so far may be from the best there is, as a part of its value."""
        if self.value is None or self.bound is None or not self.value:
            return None
        return max(0.0, self.bound - self.value) / abs(self.value)


@dataclass(eq=False)
class Ticket:
    """One run asked for.

    Attributes:
        standing: how it stands now. to_stop: whether it was asked to stop.
        process_id: of the process that does it; None before, and where there are no processes.
    """

    owner: str
    case: Case
    scenario: Scenario
    options: Options
    meanwhile: Mapping[str, int] | None = None
    standing: Standing = field(default_factory=Standing)
    to_stop: bool = False
    process_id: int | None = None
    _withdraw: Callable[["Ticket"], None] = lambda _ticket: None
    _looks: dict[str, float] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)
    _run: Run | None = None
    _fault: PrioritiseError | None = None

    @property
    def asked(self) -> Asked:
        """What is asked for."""
        return self.case, self.scenario, self.options, self.meanwhile

    def stop(self) -> None:
        """Ask it to stop with the best list it has; one that has not begun does not begin."""
        self.to_stop = True
        self._withdraw(self)

    def looked_at(self, who: str, now: float) -> int:
        """Note that somebody looks how it stands now (seconds of the process's clock); how many others wait for it."""
        self._looks[who] = now
        return sum(now - at <= LOOKING_SECONDS for other, at in list(self._looks.items()) if other != who)

    @property
    def over(self) -> bool:
        """Whether it has ended, with a run or a fault."""
        return self._over.is_set()

    def result(self, seconds: float | None = None) -> Run:
        """Wait for the run.

        Raises:
            PrioritiseError: the fault it ended with.
            TimeoutError: it has not ended within the seconds.
        """
        if not self._over.wait(seconds):
            raise TimeoutError("the run has not ended yet")
        if self._fault is not None:
            raise self._fault
        assert self._run is not None
        return self._run

    def end(self, run: Run | None, fault: PrioritiseError | None) -> None:
        """Keep what it came to, for whoever waits for it."""
        self._run, self._fault = run, fault
        self._over.set()

"""Runs in processes of their own: watched, stopped when asked, in a fair queue, and gone without taking the app along.

A solver works hard and can be ended by the machine (no memory left, say). In a process of its own it holds up nobody
else's page, and when it dies only that run is lost, with words that say so.
"""

import importlib
import logging
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path

from prioritise import pipeline
from prioritise.case.case import Case
from prioritise.errors import PrioritiseError, SolverFault
from prioritise.optimise.engine import Moment
from prioritise.optimise.result import Options
from prioritise.pipeline import Run
from prioritise.record.scenario import Scenario

WORKERS = "PRIORITISE_WORKERS"
"""Environment variable: processes that run at the same time; 0: none, each run is done where it is asked for."""
MOST_WORKERS = 2
KEY = "PRIORITISE_RUNS_KEY"
"""Environment variable of a run's process: the word by which it is known to the one that began it."""
STOP = "stop"
TELL_SECONDS = 0.2
"""How often a run tells how it stands."""
DIED = (
    "The solver stopped without an answer: its process was ended, perhaps because the machine ran out of memory. "
    "Nothing else was lost; the last list is as it was. Run again, and if it happens again send us this case."
)
DEFECT = (
    "The run met a fault of ours and ended; the app's log says where. Nothing else was lost; the last list is as it "
    "was. Please send us this case."
)
_LOG = logging.getLogger(__name__)


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
    _over: threading.Event = field(default_factory=threading.Event)
    _run: Run | None = None
    _fault: PrioritiseError | None = None

    def stop(self) -> None:
        """Ask it to stop with the best list it has; one that has not begun does not begin."""
        self.to_stop = True
        self._withdraw(self)

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

    def _end(self, run: Run | None, fault: PrioritiseError | None) -> None:
        self._run, self._fault = run, fault
        self._over.set()


class Queue:
    """Runs waiting for a process. Whoever has had least is served first, so that nobody's runs hold up another's."""

    def __init__(self, workers: int | None = None) -> None:
        """So many processes (None: as the environment says, or two at the most); each begins when first needed."""
        self.workers = _workers() if workers is None else workers
        self._waiting: list[Ticket] = []
        self._running: list[Ticket] = []
        self._served: dict[str, int] = {}
        self._idle: list[_Worker] = []
        self._change = threading.RLock()
        self._places = threading.Semaphore(self.workers)

    def submit(  # noqa: PLR0913, PLR0917 - one argument a part of a run
        self,
        owner: str,
        case: Case,
        scenario: Scenario,
        options: Options,
        meanwhile: Mapping[str, int] | None = None,
    ) -> Ticket:
        """Ask for a run.

        Args:
            owner: whose it is: runs of the same owner wait for each other before they hold up anybody else's.
            case: the case as it was read.
            scenario: the what-if.
            options: gap and seconds.
            meanwhile: starts of the last list, to be told of until a better one is found.
        """
        ticket = Ticket(owner, case, scenario, options, meanwhile, _withdraw=self._withdraw)
        if not self.workers:
            _here(ticket)
            return ticket
        with self._change:
            self._waiting.append(ticket)
            self._number()
        # not the ticket's own: the thread that finds a place does whatever run is next
        threading.Thread(target=self._do_next, daemon=True, name="runs").start()
        return ticket

    def _withdraw(self, ticket: Ticket) -> None:
        """End a run that was stopped before it began."""
        with self._change:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                ticket._end(None, SolverFault("The run was stopped before it began."))
                self._number()

    def _next(self) -> Ticket | None:
        """Of those waiting, of the owner with fewest at work, then served longest ago, then first; None: none waits."""
        with self._change:
            if not self._waiting:
                return None
            chosen = min(self._order(), key=lambda pair: pair[0])[1]
            self._waiting.remove(chosen)
            self._running.append(chosen)
            self._served[chosen.owner] = 1 + max(self._served.values(), default=0)
            chosen.standing = Standing(stage="Starting", began=time.monotonic())
            self._number()
            return chosen

    def _order(self) -> list[tuple[tuple[int, int, int], Ticket]]:
        at_work = [t.owner for t in self._running]
        return [((at_work.count(t.owner), self._served.get(t.owner, 0), i), t) for i, t in enumerate(self._waiting)]

    def _number(self) -> None:
        """Tell each waiting run how many go first."""
        for ahead, (_, ticket) in enumerate(sorted(self._order(), key=lambda pair: pair[0])):
            ticket.standing = replace(ticket.standing, ahead=ahead)

    def _do_next(self) -> None:
        """Wait for a place and do the next run."""
        with self._places:
            ticket = self._next()
            if ticket is None:
                return
            try:
                worker = self._worker()
                ticket.process_id = worker.process.pid
                worker.run(ticket)
                self._idle.append(worker)
            except (EOFError, OSError):
                _LOG.exception("a run's process could not be begun, or ended")
                ticket._end(None, SolverFault(DIED))
            finally:
                if not ticket.over:  # a defect of this module: whoever waits for the ticket must not wait for ever
                    ticket._end(None, SolverFault(DEFECT))
                with self._change:
                    self._running.remove(ticket)
                    self._number()

    def _worker(self) -> "_Worker":
        """A process that waits for a run, or a new one.

        Raises:
            OSError: it could not be begun.
        """
        with self._change:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
        return _Worker()


class _Worker:
    """A process that does one run after another.

    It is begun as a command and not by `multiprocessing`, which would first run the page script over again: within
    Streamlit that is the main module.
    """

    def __init__(self) -> None:
        key = secrets.token_hex(16)
        with Listener(("127.0.0.1", 0), authkey=key.encode()) as listener:
            environment = {**os.environ, KEY: key, "PYTHONPATH": _import_path()}
            port = str(listener.address[1])
            self.process = subprocess.Popen([sys.executable, "-m", "prioritise.runs", port], env=environment)
            self.ours = _accepted(listener, self.process)

    @property
    def alive(self) -> bool:
        """Whether the process lives."""
        return self.process.poll() is None

    def run(self, ticket: Ticket) -> None:
        """Do one run, telling the ticket how it stands and of a process that ends before the run does.

        Raises:
            EOFError, OSError: the process was killed.
        """
        try:
            self._run(ticket)
        except (EOFError, OSError):
            if self.process.wait() <= 0:  # ended by a signal, or orderly though nobody asked
                raise
            ticket._end(None, SolverFault(DEFECT))

    def _run(self, ticket: Ticket) -> None:
        self.ours.send((ticket.case, ticket.scenario, ticket.options, ticket.meanwhile))
        told_to_stop = False
        while True:
            if ticket.to_stop and not told_to_stop:
                self.ours.send(STOP)
                told_to_stop = True
            if not self.ours.poll(TELL_SECONDS):
                if not self.alive and not self.ours.poll():
                    raise EOFError("the process has died")
                continue
            kind, content = self.ours.recv()
            if kind == "at":
                ticket.standing = replace(content, began=ticket.standing.began)
            elif kind == "run":
                ticket._end(content, None)
                return
            else:
                ticket._end(None, content)
                return


def _import_path() -> str:
    """Where the process finds this package, before what it would find anyway."""
    here = str(Path(__file__).resolve().parents[1])
    return os.pathsep.join(p for p in (here, os.environ.get("PYTHONPATH", "")) if p)


def _accepted(listener: Listener, process: "subprocess.Popen[bytes]") -> Connection:
    """The process's connection, once it calls.

    Raises:
        OSError: it ended before it called.
    """
    found: list[Connection] = []
    waiting = threading.Thread(target=lambda: found.append(listener.accept()), daemon=True)
    waiting.start()
    while waiting.is_alive():
        waiting.join(TELL_SECONDS)
        if process.poll() is not None and not found:
            raise OSError("the process ended before it began")
    return found[0]


def _serve(theirs: Connection) -> None:
    """In the process: do runs as they come, until the other end is gone."""
    to_stop = False

    def stopped() -> bool:
        nonlocal to_stop
        while theirs.poll():
            to_stop = theirs.recv() == STOP or to_stop
        return to_stop

    while True:
        try:
            asked = theirs.recv()
        except (EOFError, OSError):
            return
        if asked == STOP:
            continue  # it came as the run before it ended
        to_stop = False
        try:
            theirs.send(("run", _watched(asked, lambda standing: theirs.send(("at", standing)), stopped)))
        except (EOFError, OSError):
            return
        except PrioritiseError as fault:
            theirs.send(("fault", fault))


Asked = tuple[Case, Scenario, Options, Mapping[str, int] | None]
"""Case, what-if, options, and the list to tell of meanwhile."""


def _watched(asked: Asked, tell: Callable[[Standing], None], stopped: Callable[[], bool]) -> Run:
    """A run that tells how it stands now and then, and stops searching when it is asked to."""
    now, told = Standing(stage="Starting"), 0.0

    def say(stage: str, part: float) -> None:
        nonlocal now
        now = replace(now, stage=stage, part=part)
        tell(now)

    def watch(moment: Moment) -> bool:
        nonlocal now, told
        funded = tuple(sorted(moment.starts or ()))
        news = (moment.value, moment.bound, funded) != (now.value, now.bound, now.funded)
        now = replace(now, value=moment.value, bound=moment.bound, funded=funded)
        if news or time.monotonic() - told > TELL_SECONDS:
            told = time.monotonic()
            tell(now)
        return stopped()

    case, scenario, options, meanwhile = asked
    return pipeline.run(case, scenario, options, say, watch, meanwhile)


def _here(ticket: Ticket) -> None:
    """Do a run in this process."""

    def tell(standing: Standing) -> None:
        ticket.standing = standing

    try:
        asked = (ticket.case, ticket.scenario, ticket.options, ticket.meanwhile)
        ticket._end(_watched(asked, tell, lambda: ticket.to_stop), None)
    except PrioritiseError as fault:
        ticket._end(None, fault)


def _workers() -> int:
    """Processes to use: as the environment says, or two where there are two cores."""
    said = os.environ.get(WORKERS, "")
    return int(said) if said.isdigit() else max(1, min(MOST_WORKERS, os.cpu_count() or 1))


if __name__ == "__main__":
    # what is sent must be of the module that others import, not of this one run as a command
    importlib.import_module("prioritise.runs")._serve(
        Client(("127.0.0.1", int(sys.argv[1])), authkey=os.environ.pop(KEY).encode())
    )

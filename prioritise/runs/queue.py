"""The queue of runs: whoever has had least is served first."""

import logging
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import replace

from prioritise.case.case import Case
from prioritise.errors import PrioritiseError, SolverFault
from prioritise.optimise.result import Options
from prioritise.record.scenario import Scenario
from prioritise.runs.ticket import Standing, Ticket
from prioritise.runs.work import watched
from prioritise.runs.worker import DEFECT, DIED, Worker

WORKERS = "PRIORITISE_WORKERS"
"""Environment variable: processes that run at the same time; 0: none, each run is done where it is asked for."""
MOST_WORKERS = 2
_LOG = logging.getLogger(__name__)


class Queue:
    """Runs waiting for a process. Whoever has had least is served first, so that nobody's runs hold up another's."""

    def __init__(self, workers: int | None = None) -> None:
        """So many processes (None: as the environment says, or two at the most); each begins when first needed."""
        self.workers = _workers() if workers is None else workers
        self._waiting: list[Ticket] = []
        self._running: list[Ticket] = []
        self._served: dict[str, int] = {}
        self._idle: list[Worker] = []
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
                ticket.end(None, SolverFault("The run was stopped before it began."))
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
                ticket.end(None, SolverFault(DIED))
            finally:
                if not ticket.over:  # a defect of this module: whoever waits for the ticket must not wait for ever
                    ticket.end(None, SolverFault(DEFECT))
                with self._change:
                    self._running.remove(ticket)
                    self._number()

    def _worker(self) -> Worker:
        """A process that waits for a run, or a new one.

        Raises:
            OSError: it could not be begun.
        """
        with self._change:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
        return Worker()


def _here(ticket: Ticket) -> None:
    """Do a run in this process."""

    def tell(standing: Standing) -> None:
        ticket.standing = standing

    try:
        ticket.end(watched(ticket.asked, tell, lambda: ticket.to_stop), None)
    except PrioritiseError as fault:
        ticket.end(None, fault)


def _workers() -> int:
    """Processes to use: as the environment says, or two where there are two cores."""
    said = os.environ.get(WORKERS, "")
    return int(said) if said.isdigit() else max(1, min(MOST_WORKERS, os.cpu_count() or 1))

"""The process that does runs, from outside: begun, given a run, listened to, and told of when it dies."""

import os
import secrets
import subprocess
import sys
import threading
from dataclasses import replace
from multiprocessing.connection import Connection, Listener
from pathlib import Path

from prioritise.errors import SolverFault
from prioritise.runs.ticket import Ticket
from prioritise.runs.work import KEY, STOP, TELL_SECONDS

DIED = (
    "The solver stopped without an answer: its process was ended, perhaps because the machine ran out of memory. "
    "Nothing else was lost; the last list is as it was. Run again, and if it happens again send us this case."
)
DEFECT = (
    "The run met a fault of ours and ended; the app's log says where. Nothing else was lost; the last list is as it "
    "was. Please send us this case."
)


class Worker:
    """A process that does one run after another.

    It is begun as a command and not by `multiprocessing`, which would first run the page script over again: within
    Streamlit that is the main module.
    """

    def __init__(self) -> None:
        """Begin it.

        Raises:
            OSError: it could not be begun.
        """
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
            ticket.end(None, SolverFault(DEFECT))

    def _run(self, ticket: Ticket) -> None:
        self.ours.send(ticket.asked)
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
                ticket.end(content, None)
                return
            else:
                ticket.end(None, content)
                return


def _import_path() -> str:
    """Where the process finds this package, before what it would find anyway."""
    here = str(Path(__file__).resolve().parents[2])
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

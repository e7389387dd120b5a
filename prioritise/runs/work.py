"""A run at work: it tells how it stands now and then, and stops searching when it is asked to."""

import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection

from prioritise import pipeline
from prioritise.errors import PrioritiseError
from prioritise.optimise.found import Moment
from prioritise.pipeline import Run
from prioritise.runs.ticket import Asked, Standing

KEY = "PRIORITISE_RUNS_KEY"
"""Environment variable of a run's process: the word by which it is known to the one that began it."""
STOP = "stop"
TELL_SECONDS = 0.2
"""How often a run tells how it stands."""


def watched(asked: Asked, tell: Callable[[Standing], None], stopped: Callable[[], bool]) -> Run:
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


def serve(theirs: Connection) -> None:
    """Do runs as they come, until the other end is gone."""
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
            theirs.send(("run", watched(asked, lambda standing: theirs.send(("at", standing)), stopped)))
        except (EOFError, OSError):
            return
        except PrioritiseError as fault:
            theirs.send(("fault", fault))

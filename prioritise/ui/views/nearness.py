"""How near to the best each further list of a case is asked to be."""

from prioritise.optimise.result import Status
from prioritise.optimise.solver import Limits
from prioritise.pipeline import Run

HARD = 0.01
"""How near the lists of a picture are asked to be, of a case whose own list could not be proved within its time."""
SECONDS = 60.0


def gap_of(run: Run, wanted: float, hard: float = HARD) -> float:
    """How near to the best the lists of a picture are: as the page wants, or less where the run's own was not proved.

    Each of a hundred lists would else run to the end of its time, and be no surer for it.

    Args:
        run: the run in force.
        wanted: the gap the page wants of a case that is easily proved.
        hard: the gap it makes do with otherwise.
    """
    return wanted if run.result.status is Status.PROVEN else max(wanted, hard)


def limits(run: Run, wanted: float) -> Limits:
    """The same with the seconds that one list may take."""
    return Limits(gap_of(run, wanted), SECONDS)

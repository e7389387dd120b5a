"""How near to the best each further list of a case is asked to be."""

from prioritise.optimise.solver import Limits
from prioritise.pipeline import Run

STEPS = (0.001, 0.002, 0.005, 0.01)
"""How near a list may be asked to be, each a round figure that a page can say."""
ROOM = 1.5
"""Other weights, budgets and rules may be harder to prove than those in force, so much."""
SECONDS = 60.0


def gap_of(run: Run, least: float) -> float:
    """How near to the best the lists of a picture are: as near as the page wants, or as the run's own could be proved.

    A case whose list cannot be proved to within 0.3% in a minute would else take a minute for each of a hundred lists,
    and be no surer for it.

    Args:
        run: the run in force, with its gap.
        least: the gap the page wants of a case that is easily proved.
    """
    wanted = max(least, ROOM * (run.result.gap or 0.0))
    return next((step for step in STEPS if step >= wanted), STEPS[-1])


def limits(run: Run, least: float) -> Limits:
    """The same with the seconds that one list may take."""
    return Limits(gap_of(run, least), SECONDS)

"""Housing futures: how soon and how surely the planned homes come. The case's own programme is the plan."""

from dataclasses import dataclass

import numpy as np

from prioritise.assumptions import Assumptions
from prioritise.case.tables import DEVELOPMENT_STATUSES
from prioritise.errors import DataFault
from prioritise.evidence.geo import FloatArray


@dataclass(frozen=True)
class Future:
    """A named future; its figures are the assumptions `future_ID_...`.

    Attributes:
        id: as in the settings (`housing_future`).
        name: on screen.
        sentence: what it supposes, without the figures.
    """

    id: str
    name: str
    sentence: str


PLAN = Future("plan", "As planned", "Every site comes as its programme or the assumed build-out says.")
FUTURES: dict[str, Future] = {
    f.id: f
    for f in (
        PLAN,
        Future("slow", "Slow", "Sites not yet started begin later, and all build more slowly."),
        Future("consented", "Consented only", "Only sites with permission come; those allocated in a plan do not."),
        Future("fast", "Fast", "All build faster, and sites without full permission are surer to come."),
    )
}


@dataclass(frozen=True)
class Pace:
    """What a future does to a programme.

    Attributes:
        delay_years: later start of sites that have not started, in whole or part years.
        pace: homes a year, as a multiple of the programme's.
        chance: multiple of the chance that a site is built, by status; no chance goes above 1.
    """

    delay_years: float
    pace: float
    chance: dict[str, float]

    @classmethod
    def of(cls, future: str, assumptions: Assumptions) -> "Pace":
        """The figures in force; the plan changes nothing."""
        if future == PLAN.id:
            return cls(0.0, 1.0, dict.fromkeys(DEVELOPMENT_STATUSES, 1.0))
        value = assumptions.value
        chance = {s: 1.0 for s in DEVELOPMENT_STATUSES if s in {"started", "completed"}}
        chance |= {s: value(f"future_{future}_chance_{s}") for s in DEVELOPMENT_STATUSES if s not in chance}
        return cls(value(f"future_{future}_delay_years"), value(f"future_{future}_pace"), chance)


def likelihoods(assumptions: Assumptions) -> dict[str, float]:
    """Housing future -> how likely it is taken to be; they sum to 1.

    Raises:
        DataFault: the assumptions say that none of them is likely.
    """
    parts = {f: assumptions.value(f"future_{f}_likelihood") for f in FUTURES}
    if not (whole := sum(parts.values())):
        raise DataFault("no housing future is likely at all: give one of the future_..._likelihood more than 0")
    return {f: part / whole for f, part in parts.items()}


def warped(built: FloatArray, delay_years: FloatArray, pace: float) -> FloatArray:
    """Homes finished by the end of each year when a programme starts later and runs at another pace.

    At t years from now the programme has come as far as it said for pace x (t - delay): straight lines between its
    years, nothing before its start, and after its last year what it had come to.

    Args:
        built: one row a site, one column a year from now (0, 1, 2...): homes finished by then, as stated.
        delay_years: later start, one a site.
        pace: multiple of the pace.
    """
    years = np.arange(built.shape[1], dtype=float)
    at = np.clip(pace * (years[None, :] - delay_years[:, None]), 0.0, years[-1])
    low = np.floor(at).astype(int)
    high = np.minimum(low + 1, built.shape[1] - 1)
    row = np.arange(len(built))[:, None]
    return np.asarray(built[row, low] + (at - low) * (built[row, high] - built[row, low]))

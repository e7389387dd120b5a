"""Money that would lapse: the list that saves most of it, and what saving a pound is worth beside what it gives up."""

from collections.abc import Mapping
from dataclasses import dataclass

from prioritise.funding import Problem
from prioritise.funding.facts import PENCE_IN_POUND
from prioritise.funding.rule import Variable
from prioritise.optimise.asked import aim_of, capital_pence, saved_pence, worth
from prioritise.optimise.engine import Engine
from prioritise.optimise.found import Found
from prioritise.optimise.model import lapsing_objective
from prioritise.optimise.pay import Payments, pay_for
from prioritise.optimise.solver import Limits
from prioritise.optimise.two_aims import saved_aim, value_aim

PER_GBP = 100_000.0
"""Pounds that an exchange rate is for: points for each £100,000 saved."""


@dataclass(frozen=True)
class Saving:
    """One list and the money that would lapse.

    Attributes:
        starts: bid id -> start year. payments: in whole pence.
        value: of the list. bound: no list is better at what it was chosen for; None when unknown.
        capital_pence: what it costs. saved_pence: what it draws of money that would lapse. lapsing_pence: all there is
            of that money. proven: shown to be within the gap asked.
    """

    starts: Mapping[str, int]
    payments: Payments
    value: float
    bound: float | None
    capital_pence: int
    saved_pence: int
    lapsing_pence: int
    proven: bool

    @property
    def lost_pence(self) -> int:
        """What lapses all the same."""
        return self.lapsing_pence - self.saved_pence


def saving_of(problem: Problem, starts: Mapping[str, int], found: Found | None = None) -> Saving:
    """What a list saves."""
    return Saving(
        starts=dict(sorted(starts.items())),
        payments=pay_for(problem, starts) or {},
        value=worth(problem, problem.values, starts),
        bound=None if found is None else found.bound,
        capital_pence=capital_pence(problem, starts),
        saved_pence=saved_pence(problem, starts),
        lapsing_pence=sum(p.countable_pence for p in problem.pots.values() if p.lapses),
        proven=found is not None and found.proven,
    )


def most_saved(engine: Engine, limits: Limits | None = None) -> Saving | None:
    """The list that saves the most money from lapsing, of those the one of most value; None when none is lawful."""
    problem, far = engine.problem, limits or Limits()
    aim = saved_aim(problem)
    if not aim.terms:
        return None
    found = engine.best(far, (), aim.terms)
    if not found.has_answer:
        return None
    top = aim.of(problem, found.starts)
    better = engine.best(far, (aim.at_least(top),), value_aim(problem).terms)
    return saving_of(problem, better.starts if better.has_answer else found.starts, found)


def exchanged(engine: Engine, points_per_100k: float, limits: Limits | None = None) -> Saving | None:
    """The best list when each £100,000 saved from lapsing counts so many points; None when no list is lawful."""
    problem = engine.problem
    aim: dict[Variable, float] = dict(aim_of(problem, problem.values))
    rate = points_per_100k / PER_GBP / PENCE_IN_POUND
    for draw in lapsing_objective(problem) if rate > 0 else ():
        aim[draw] = rate
    found = engine.best(limits or Limits(), (), aim)
    return saving_of(problem, found.starts, found) if found.has_answer else None

"""How strongly each practice holds the people of a place: its pull, which falls with distance at its own pace.

    share of practice j at a place = pull[j] x exp(-reach[j] x km^power), over the sum for every practice

`reach` is fitted to where people are registered (a town practice's hold falls fast, a village's slowly), drawn towards
the common pace where a practice has few registrations to tell; `pull` is then set so that every practice's list comes
out as it is, which no fit to part of the map would give.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from prioritise.evidence.geo import FloatArray

IntArray = npt.NDArray[np.int64]
FAR_KM = 1e4
"""Stands for no distance at all (a place's second site of one practice): nobody goes there."""
_BALANCING_ROUNDS = 60
_MOST_STEPS = 300


@dataclass(frozen=True)
class Nearby:
    """Areas with the practices near each: row i is an area, its columns the practices that may hold it.

    Attributes:
        practice: number of the practice, by area and column.
        km: distance to its nearest site; FAR_KM where a column repeats a practice already there.
        patients: registrations of the area with it.
        population: registrations of the area with any practice.
    """

    practice: IntArray
    km: FloatArray
    patients: FloatArray
    population: FloatArray


@dataclass(frozen=True)
class Reach:
    """Pull and reach of every practice.

    Attributes:
        pull: logarithm of the pull, a number a practice.
        reach: fall of the hold for each km^power, a number a practice.
        power: how distance counts (1: straight; below 1: the tenth km counts for less than the first).
    """

    pull: FloatArray
    reach: FloatArray
    power: float

    def log_hold(self, practice: IntArray, km: FloatArray) -> FloatArray:
        """Logarithm of the hold of practices at distances, before it is made a share."""
        return np.asarray(self.pull[practice] - self.reach[practice] * km**self.power)


def fit_reach(near: Nearby, practices: int, power: float, firmness: float, seen: npt.NDArray[np.bool_]) -> Reach:
    """Fit reach to the registrations of the areas seen, then set pull so that every list comes out as it is.

    Args:
        near: every area, seen or not: a practice's list is known even where its patients' addresses are not.
        practices: how many there are.
        power: see `Reach`.
        firmness: how firmly a practice's reach is drawn to the common one, in lists of an average practice.
        seen: areas whose registrations may be looked at.
    """
    lists = np.bincount(near.practice.ravel(), near.patients.ravel(), practices).astype(float)
    told = Nearby(near.practice[seen], near.km[seen] ** power, near.patients[seen], near.population[seen])
    start = np.concatenate([np.log(np.maximum(lists, 1.0) / max(lists.mean(), 1.0)), np.zeros(practices)])
    found = minimize(
        _misfit, start, args=(told, firmness), jac=True, method="L-BFGS-B", options={"maxiter": _MOST_STEPS}
    )
    reach = np.exp(found.x[practices:])
    return Reach(_balanced(near, lists, power, reach, found.x[:practices]), reach, power)


def _misfit(x: FloatArray, told: Nearby, firmness: float) -> tuple[float, FloatArray]:
    """Surprise at the registrations seen (cross-entropy, in average lists), and its slope by pull and reach."""
    practices = len(x) // 2
    pull, log_reach = x[:practices], x[practices:]
    reach = np.exp(log_reach)
    share = _shares(pull[told.practice] - reach[told.practice] * told.km)
    scale = practices / max(told.population.sum(), 1.0)
    surprise = -scale * float((told.patients * np.log(share + 1e-12)).sum())
    excess = scale * (share * told.patients.sum(axis=1, keepdims=True) - told.patients)
    apart = log_reach - log_reach.mean()
    by_pull = np.bincount(told.practice.ravel(), excess.ravel(), practices)
    by_reach = -np.bincount(told.practice.ravel(), (excess * told.km).ravel(), practices) * reach
    slope = np.concatenate([by_pull, by_reach + 2 * firmness * apart])
    return surprise + firmness * float((apart**2).sum()), slope


def _shares(log_hold: FloatArray) -> FloatArray:
    """Holds as shares of each row."""
    hold = np.exp(log_hold - log_hold.max(axis=1, keepdims=True))
    return np.asarray(hold / hold.sum(axis=1, keepdims=True))


def _balanced(near: Nearby, lists: FloatArray, power: float, reach: FloatArray, pull: FloatArray) -> FloatArray:
    """Pull that gives each practice its list, found by scaling it in turn (iterative proportional fitting)."""
    fall = reach[near.practice] * near.km**power
    for _ in range(_BALANCING_ROUNDS):
        share = _shares(pull[near.practice] - fall)
        given = np.bincount(near.practice.ravel(), (share * near.population[:, None]).ravel(), len(lists))
        pull = pull + np.log(np.maximum(lists, 1e-3) / np.maximum(given, 1e-9))
        pull = np.clip(pull - pull.mean(), -30.0, 30.0)
    return pull

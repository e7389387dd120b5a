"""How strongly each practice holds the people of a place: its pull, which falls with distance at its own pace.

    share of practice j at a place = pull[j] x exp(-reach[j] x km^power), over the sum for every practice

`reach` is fitted to where people are registered (a town practice's hold falls fast, a village's slowly), drawn towards
the common pace where a practice has few registrations to tell; `pull` is then set so that every practice's list comes
out as it is, which no fit to part of the map would give.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from prioritise.evidence.geo import FloatArray, IntArray
from prioritise.evidence.parts import parts_of, side_by_side

FAR_KM = 1e4
"""Stands for no distance at all (a place's second site of one practice): nobody goes there."""
_BALANCING_ROUNDS = 60
_MOST_STEPS = 60
_LEAST_STEP = 1e-3
_SETTLED = 1e-5
"""Relative gain below which another step would not show."""
_NOBODY = 1e-4
"""Part of an average list that a list of nobody starts as: it has no logarithm."""
_NONE_HELD = 1e-7
"""Part of an average list that stands for nobody while lists are made to come out."""


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
    start = np.concatenate([np.log(np.maximum(lists / _average(lists), _NOBODY)), np.zeros(practices)])
    found = _fitted(told, firmness, start)
    reach = np.exp(found[practices:])
    return Reach(balanced_pull(near, lists, power, reach, found[:practices]), reach, power)


def _average(lists: FloatArray) -> float:
    """The average list: everything is measured against it, so that twice the people make no difference to a share."""
    return float(lists.mean()) or 1.0


def _fitted(told: Nearby, firmness: float, x: FloatArray) -> FloatArray:
    """Pull and logarithm of reach at which the registrations seen surprise least.

    Newton's steps, a practice's pull and reach together and practices as if each stood alone, halved while a step does
    not help.
    """
    here = _misfit(x, told, firmness)
    for _ in range(_MOST_STEPS):
        step, length = _newton_step(x, here, told, firmness), 1.0
        there = _misfit(x - step, told, firmness)
        while there.surprise > here.surprise and length > _LEAST_STEP:
            length /= 2
            there = _misfit(x - length * step, told, firmness)
        if there.surprise > here.surprise:
            break
        gain, x, here = here.surprise - there.surprise, x - length * step, there
        if gain <= _SETTLED * abs(here.surprise):
            break
    return x


@dataclass(frozen=True)
class _Misfit:
    """How far the shares told are from the registrations seen.

    Attributes:
        surprise: cross-entropy, in average lists. slope: of it, by pull and by logarithm of reach.
        share, fall: what it was worked out with: shares, and falls of the hold with distance (a row an area).
    """

    surprise: float
    slope: tuple[FloatArray, FloatArray]
    share: FloatArray
    fall: FloatArray


def _misfit(x: FloatArray, told: Nearby, firmness: float) -> _Misfit:
    practices = len(x) // 2
    pull, log_reach = x[:practices], x[practices:]
    reach, apart = np.exp(log_reach), log_reach - log_reach.mean()
    scale = practices / (told.population.sum() or 1.0)
    fall, share, told_apart, excess, moved = (np.empty(told.km.shape) for _ in range(5))

    def work(part: slice) -> None:
        practice, patients = told.practice[part], told.patients[part]
        fall[part] = reach[practice] * told.km[part]
        share[part] = shares_of(pull[practice] - fall[part])
        told_apart[part] = patients * np.log(share[part] + 1e-12)
        excess[part] = scale * (share[part] * patients.sum(axis=1, keepdims=True) - patients)
        moved[part] = excess[part] * fall[part]

    side_by_side(work, parts_of(len(told.practice)))
    number = told.practice.ravel()
    by_pull, by_reach = side_by_side(lambda of: np.bincount(number, of.ravel(), practices), [excess, moved])
    by_reach = 2 * firmness * apart - by_reach
    return _Misfit(
        -scale * float(told_apart.sum()) + firmness * float((apart**2).sum()),
        (np.asarray(by_pull, dtype=float), np.asarray(by_reach, dtype=float)),
        share,
        fall,
    )


def _newton_step(x: FloatArray, at: _Misfit, told: Nearby, firmness: float) -> FloatArray:
    """Step down the slope, by how it bends for each practice's pull and reach."""
    practices, number = len(x) // 2, told.practice.ravel()
    scale = practices / (told.population.sum() or 1.0)
    weight, once, twice = (np.empty(at.share.shape) for _ in range(3))

    def work(part: slice) -> None:
        weight[part] = scale * told.patients[part].sum(axis=1, keepdims=True) * at.share[part] * (1 - at.share[part])
        fall = np.where(weight[part] > 0, at.fall[part], 0.0)
        once[part], twice[part] = weight[part] * fall, weight[part] * fall**2

    side_by_side(work, parts_of(len(told.practice)))
    sums = side_by_side(lambda of: np.bincount(number, of.ravel(), practices), [weight, once, twice])
    by_pull, by_reach = at.slope
    pull_pull, pull_reach, reach_reach = sums[0] + 1e-6, -sums[1], sums[2] + 2 * firmness + 1e-6
    span = pull_pull * reach_reach - pull_reach**2
    step = np.concatenate(
        [(reach_reach * by_pull - pull_reach * by_reach) / span, (pull_pull * by_reach - pull_reach * by_pull) / span]
    )
    return np.asarray(np.clip(step, -1.0, 1.0))


def shares_of(log_hold: FloatArray) -> FloatArray:
    """Holds as shares of each row."""
    hold = np.exp(log_hold - log_hold.max(axis=1, keepdims=True))
    return np.asarray(hold / hold.sum(axis=1, keepdims=True))


def balanced_pull(near: Nearby, lists: FloatArray, power: float, reach: FloatArray, pull: FloatArray) -> FloatArray:
    """Pull that gives each practice its list, found by scaling it in turn (iterative proportional fitting).

    A practice near no area keeps its pull: nothing here says what it is.
    """
    number = near.practice.ravel()
    fall = reach[near.practice] * near.km**power
    told = np.unique(near.practice[near.km < FAR_KM])
    if not len(told):
        return pull
    least, held = _NONE_HELD * _average(lists), np.empty(near.practice.shape)

    def work(part: slice) -> None:
        held[part] = shares_of(pull[near.practice[part]] - fall[part]) * near.population[part, None]

    for _ in range(_BALANCING_ROUNDS):
        side_by_side(work, parts_of(len(held)))
        given = np.bincount(number, held.ravel(), len(lists))[told]
        scaled = pull[told] + np.log(np.maximum(lists[told], least) / np.maximum(given, least * _NONE_HELD))
        pull = pull.copy()
        pull[told] = np.clip(scaled - scaled.mean(), -30.0, 30.0)
    return pull

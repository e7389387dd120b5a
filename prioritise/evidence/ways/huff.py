"""Gravity by travel time (Huff), its pull set so that every practice's list comes out as it is."""

import numpy as np
import pandas as pd

from prioritise.evidence.catchments import Registered, Shares
from prioritise.evidence.geo import FloatArray
from prioritise.evidence.reach import FAR_KM, Nearby, balanced_pull, shares_of
from prioritise.evidence.travel import Places, Travel, minutes_to
from prioritise.evidence.ways.ground import Ground
from prioritise.evidence.ways.way import WAY_COLUMNS, Way, answer


def share(ground: Ground) -> pd.DataFrame:
    """Share of practice j = pull[j] x exp(-decay x minutes), over the sum for the practices near.

    Pull is not list size, which would be circular: it is what makes every list come out as it is, given the decay.
    """
    data = ground.registered
    if data is None or not len(ground.places):
        return pd.DataFrame(columns=WAY_COLUMNS)
    decay = ground.assumptions.value("huff_decay_per_minute")
    found = huff_shares(data, ground.travel, decay, ground.setting_out)
    return answer(ground.named(found, data.practices))


def huff_shares(data: Registered, travel: Travel, decay: float, places: Places) -> Shares:
    """Shares of places: the hold of every practice near, over their sum."""
    practice, minutes = minutes_to(data, travel, places)
    hold = pulls(data, travel, decay)[practice] - decay * minutes
    shares = shares_of(np.where(minutes < FAR_KM, hold, -np.inf))
    place, column = np.nonzero(shares > 0)
    return Shares(place, practice[place, column], shares[place, column])


def pulls(data: Registered, travel: Travel, decay: float) -> FloatArray:
    """Logarithm of each practice's pull: what gives it its list at this decay."""
    practice, minutes = minutes_to(data, travel, Places.of_areas(data))
    lists = np.bincount(data.flow_practice, data.flow_patients, len(data.practices)).astype(float)
    near = Nearby(practice, minutes, np.zeros(practice.shape), data.population)
    return balanced_pull(near, lists, 1.0, np.full(len(lists), decay), np.log(np.maximum(lists, 1.0)))


HUFF = Way(
    id="huff",
    name="Gravity by travel time (Huff)",
    manner="by the pull of each practice and the minutes by car",
    sentence="Each practice draws people by its pull, which falls by the same part with every minute's drive; pull is "
    "set so that every practice's list comes out as it is today.",
    formula="Share = pull × exp(-decay × minutes by car), over the sum for all practices near",
    source="Huff's model; decay from Haynes, Lovett and Sünnenberg 2003; the speeds are our design choice",
    share=share,
    otherwise="nearest",
)

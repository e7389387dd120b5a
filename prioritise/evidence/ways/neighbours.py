"""As the people of the areas nearby are registered, moved for distance (`evidence.catchments`)."""

import pandas as pd

from prioritise.evidence.catchments import Shares, neighbours
from prioritise.evidence.ways.ground import Ground
from prioritise.evidence.ways.way import WAY_COLUMNS, Way, answer


def share(ground: Ground) -> pd.DataFrame:
    """Shares predicted from registrations nearby, for developments that have any near enough."""
    found = told(ground)
    if found is None or ground.registered is None:
        return pd.DataFrame(columns=WAY_COLUMNS)
    return answer(ground.named(found, ground.registered.practices))


def told(ground: Ground) -> Shares | None:
    """The same by number (row of `ground.places`, place in `ground.registered.practices`); None without registrations.

    A country has millions of rows: who goes on with them needs no texts.
    """
    if ground.catchments is None or ground.registered is None or not len(ground.places):
        return None
    east, north = ground.east_north
    found = ground.catchments.shares(east, north)
    _, km = neighbours(ground.registered, east, north, 1)
    near = (km[:, 0] <= ground.assumptions.value("catchment_furthest_km"))[found.place]
    return Shares(found.place[near], found.practice[near], found.share[near])


NEIGHBOURS = Way(
    id="neighbours",
    name="As the areas nearby are registered",
    manner="by where patients of the areas nearby register today, moved for distance",
    sentence="New people register as those of the areas nearby do, moved for distance: a practice nearer to the new "
    "homes than to those areas gains, one further away loses, by as much as its own reach says. Best for a large new "
    "estate.",
    formula="Share = mean of the nearest areas' registrations, each × hold here ÷ hold there, where hold = pull × "
    "exp(-reach × km to a power); the further those areas, the more by hold alone",
    source="Ours, measured: the part of patients it places with their own practice is below",
    share=share,
    otherwise="nearest",
)

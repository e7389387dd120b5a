"""A what-if: practices that are full, or whose list is closed, pass new people on to the others that have room."""

import numpy as np
import pandas as pd

from prioritise.evidence.capacity import practice_capacity
from prioritise.evidence.catchments import Shares, registered
from prioritise.evidence.geo import FloatArray, IntArray
from prioritise.evidence.inputs import space_standard
from prioritise.evidence.travel import minutes_to
from prioritise.evidence.ways import blend
from prioritise.evidence.ways.ground import Ground
from prioritise.evidence.ways.way import NOWHERE, Way, answer

_PAIR = ["development_id", "practice_code", "share"]


def share(ground: Ground) -> pd.DataFrame:
    """The blend, with people passed on until no practice takes more than it has room for.

    Room is what `capacity.practice_capacity` says; a practice whose room is not known, or that is outside the case,
    takes people as if it had it. Where nobody is registered near there is no blend: those people are offered to the
    practices within reach (`within_reach`), for the same room. Those for whom no practice has room, or none is within
    reach, are at `NOWHERE`. Everybody a development brings in all counts at once, so no practice is over its room in
    any year.
    """
    seen = blend.share(ground)
    ids = ground.places["development_id"]
    silent = ground.of_places(ids[~ids.isin(seen["development_id"].unique().tolist())])
    parts = [seen[_PAIR].assign(before_share=seen["share"]), within_reach(silent)]
    rows = pd.concat([p for p in parts if len(p)] or parts[:1], ignore_index=True)
    known = set(rows["development_id"]) | (set(silent.places["development_id"]) if len(ground.sites) else set())
    if not known:
        return answer(rows)
    places, practices = (
        pd.Index(sorted(known), dtype="str"),
        pd.Index(sorted(rows["practice_code"].unique()), dtype="str"),
    )
    people = places.to_series().map(ground.coming).fillna(0.0).to_numpy(float)
    taken, left = pass_on(
        places.get_indexer(pd.Index(rows["development_id"])).astype(np.int64),
        practices.get_indexer(pd.Index(rows["practice_code"])).astype(np.int64),
        rows["share"].to_numpy(float),
        people,
        room_of(ground, practices),
    )
    kept = rows.assign(share=taken)
    over = pd.DataFrame({"development_id": places, "practice_code": NOWHERE, "share": left})
    over["before_share"] = np.where(over["development_id"].isin(silent.places["development_id"].tolist()), np.nan, 0.0)
    return answer(pd.concat([kept, over[over["share"].gt(0)]], ignore_index=True))


def within_reach(ground: Ground) -> pd.DataFrame:
    """Shares over the practices that can be reached by car, less for each further minute; before_share unknown.

    Share = exp(-decay x minutes) over the sum for the practices within `access_far_minutes`. How strongly each draws is
    not known where nobody is registered. A development with none so near has no rows.
    """
    if not len(ground.places) or not len(ground.sites):
        return pd.DataFrame(columns=[*_PAIR, "before_share"])
    nobody = ground.registrations.iloc[:0]
    data = ground.registered or registered(ground.areas.iloc[:0], nobody, ground.sites)
    practice, minutes = minutes_to(data, ground.travel, ground.setting_out)
    place, column = np.nonzero(minutes <= ground.assumptions.value("access_far_minutes"))
    weight = np.exp(-ground.assumptions.value("huff_decay_per_minute") * minutes[place, column])
    found = Shares(place, practice[place, column], weight / np.bincount(place, weight, len(ground.places))[place])
    return ground.named(found, data.practices).assign(before_share=np.nan)


def room_of(ground: Ground, practices: pd.Index) -> FloatArray:
    """Patients each practice can take yet: none where it is full or closed, without end where it is not known."""
    spare = practice_capacity(ground.case, space_standard(ground.assumptions))["spare_patients"]
    table = ground.case.table("practices")
    shut = practices.isin(table.loc[table["list_status"].eq("closed"), "practice_code"])
    room = spare.reindex(practices).fillna(np.inf).clip(lower=0.0).to_numpy(float)
    return np.where(shut, 0.0, room)


def pass_on(
    place: IntArray, practice: IntArray, share: FloatArray, people: FloatArray, room: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Shares once practices without room have passed people on, and the share of each place that is left over.

    In rounds: the people of a place not yet taken go to its practices that are not full, in proportion to their
    shares; one asked by more than it has room for takes the same part of each place's and is then full. It ends when
    nobody is refused, or every practice asked is full: at most a round a practice. What is taken and what is left of a
    place sum to 1.

    Args:
        place: number of the place of each row.
        practice: number of its practice.
        share: share of each row, summing to 1 a place.
        people: people of each place.
        room: people each practice can take; infinite for no limit.
    """
    here, room = np.ones(len(people)), room.copy()
    taken = np.zeros(len(share))
    while True:
        live = (room[practice] > 0) & (share > 0)
        total = np.bincount(place[live], share[live], len(people))
        asked = np.zeros(len(share))
        asked[live] = here[place[live]] * share[live] / total[place[live]]
        flow = np.bincount(practice, asked * people[place], len(room))
        fits = np.divide(room, flow, out=np.ones_like(room), where=flow > room)
        taken += asked * fits[practice]
        refused = np.bincount(place, asked * (1 - fits[practice]), len(people))
        here = np.where(total > 0, refused, here)
        full = flow > room
        room = np.where(full, 0.0, room - np.where(np.isfinite(room), flow, 0.0))
        if not full.any():
            return taken, here


FULL_LISTS = Way(
    id="full_lists",
    name="What if full and closed lists pass people on",
    manner="as the area and those nearby register today, full and closed lists passing people on",
    sentence="As the blend, but a practice takes new people only while its floor area and its rooms hold them; the "
    "others are passed on, in proportion, to the practices that have room, until nobody is over or all are full. "
    "Where nobody is registered near, people are offered to the practices within reach by car, less for each minute "
    "further. Everybody who comes in all counts at once. What people would do, not what they must: a what-if.",
    formula="Room = patients its floor area or its rooms hold, whichever is fewer, - its list, none where closed; who "
    "does not fit is shared again over the practices not full; without registrations near, share offered = "
    "exp(-decay × minutes by car) ÷ its sum for the practices within reach",
    source="What-if: behaviour, not physics",
    share=share,
)

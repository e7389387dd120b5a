"""The area's own registrations and what those nearby predict, weighed by who already lives there."""

import numpy as np
import pandas as pd

from prioritise.evidence.catchments import BoolArray, Shares, union
from prioritise.evidence.geo import FloatArray, IntArray
from prioritise.evidence.parts import numbers_in
from prioritise.evidence.ways import neighbours, registrations
from prioritise.evidence.ways.ground import Ground
from prioritise.evidence.ways.way import Way, answer, observed_weight


def share(ground: Ground) -> pd.DataFrame:
    """Share = weight x the area's own registrations + (1 - weight) x those predicted.

    weight = people registered in the area / (those + the people all developments in the area bring). A development
    with only one of the two has that one. The shares are those of everybody who comes in all; year by year the ledger
    (`evidence.registrations`) weighs those who have come so far, so that the first to come go as the area does today.
    """
    seen, told = registrations.share(ground), neighbours.told(ground)
    known = () if ground.registered is None else ground.registered.practices
    developments = pd.Index(ground.places["development_id"])
    practices = pd.Index(sorted({*seen["practice_code"].unique(), *known}), dtype="str")
    keys = (_keys_seen(seen, developments, practices), _keys_told(told, known, practices))
    key = union(*keys)
    shares = (seen["share"].to_numpy(float), np.empty(0) if told is None else told.share)
    observed, predicted = (_at(key, k, s) for k, s in zip(keys, shares, strict=True))
    number = key // max(len(practices), 1)
    mixed = _known(keys[0], developments, practices)[number] & _known(keys[1], developments, practices)[number]
    patients, arriving, area = _people(ground, developments)
    weight = observed_weight(patients, arriving)[number]
    both = np.where(mixed, weight * observed + (1 - weight) * predicted, observed + predicted)
    return answer(
        pd.DataFrame(
            {
                "development_id": developments.take(number),
                "practice_code": practices.take(key % max(len(practices), 1)),
                "share": both,
                "observed_share": np.where(mixed, observed, np.nan),
                "predicted_share": np.where(mixed, predicted, np.nan),
                "area_code": area.take(number).where(mixed).array,
                "area_patients": np.where(mixed, patients[number], np.nan),
            }
        )
    )


def _keys_seen(rows: pd.DataFrame, developments: pd.Index, practices: pd.Index) -> IntArray:
    """One number a pair of development and practice."""
    place = numbers_in(developments, rows["development_id"])
    return place * len(practices) + numbers_in(practices, rows["practice_code"])


def _keys_told(found: Shares | None, known: tuple[str, ...], practices: pd.Index) -> IntArray:
    """The same of what the areas nearby tell, which is by number already."""
    if found is None:
        return np.empty(0, dtype=np.int64)
    number = practices.get_indexer(pd.Index(known, dtype="str"))
    return np.asarray(found.place * len(practices) + number[found.practice], dtype=np.int64)


def _at(key: IntArray, own: IntArray, share: FloatArray) -> FloatArray:
    """Shares at all the keys; 0 where there is none."""
    found = np.zeros(len(key))
    found[np.searchsorted(key, own)] = share
    return found


def _known(own: IntArray, developments: pd.Index, practices: pd.Index) -> BoolArray:
    """Whether each development is one that has any of the keys."""
    found = np.zeros(len(developments), dtype=bool)
    found[own // max(len(practices), 1)] = True
    return found


def _people(ground: Ground, developments: pd.Index) -> tuple[FloatArray, FloatArray, "pd.Series[str]"]:
    """Of each development's area: people registered there, people all its developments bring, and its code."""
    areas = ground.area_of.set_index("development_id")["area_code"]
    there = ground.registrations.drop_duplicates("area_code").set_index("area_code")["total"]
    people = areas.index.to_series().map(ground.coming).fillna(0.0).astype(float)
    coming = people.groupby(areas).sum()
    area = areas.reindex(developments)
    patients, arriving = (np.asarray(area.map(of), dtype=np.float64) for of in (there, coming))
    return patients, np.nan_to_num(arriving), area.reset_index(drop=True)


BLEND = Way(
    id="blend",
    name="Blend of the area and those nearby",
    manner="by where patients of the area register today and, as it grows, by what the areas nearby tell",
    sentence="Where people already live, new people register mostly as they do; the more people are coming for each "
    "that is there, the more is told from the areas nearby, moved for distance.",
    formula="Share = weight × registrations of the area + (1 - weight) × those predicted; weight = people there ÷ "
    "(people there + people who have come)",
    source="Ours: observed registrations and a model, weighed by existing population",
    share=share,
    otherwise="nearest",
)

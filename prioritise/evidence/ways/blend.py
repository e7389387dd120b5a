"""The area's own registrations and what those nearby predict, weighed by who already lives there."""

import numpy as np
import pandas as pd

from prioritise.evidence.ways import neighbours, registrations
from prioritise.evidence.ways.ground import Ground
from prioritise.evidence.ways.way import Way, answer, observed_weight


def share(ground: Ground) -> pd.DataFrame:
    """Share = weight x the area's own registrations + (1 - weight) x those predicted.

    weight = people registered in the area / (those + the people all developments in the area bring). A development
    with only one of the two has that one. The shares are those of everybody who comes in all; year by year the ledger
    (`evidence.registrations`) weighs those who have come so far, so that the first to come go as the area does today.
    """
    key = ["development_id", "practice_code"]
    seen = registrations.share(ground)[[*key, "share"]].rename(columns={"share": "observed_share"})
    told = neighbours.share(ground)[[*key, "share"]].rename(columns={"share": "predicted_share"})
    rows = seen.merge(told, on=key, how="outer").astype({"observed_share": "float", "predicted_share": "float"})
    ids = rows["development_id"]
    mixed = (ids.isin(seen["development_id"]) & ids.isin(told["development_id"])).to_numpy()
    observed, predicted = rows["observed_share"].fillna(0.0), rows["predicted_share"].fillna(0.0)
    areas = ground.area_of.set_index("development_id")["area_code"]
    there = ground.registrations.drop_duplicates("area_code").set_index("area_code")["total"]
    people = areas.index.to_series().map(ground.coming).fillna(0.0).astype(float)
    coming = people.groupby(areas).sum()
    area = ids.map(areas)
    patients, arriving = (np.asarray(area.map(of), dtype=np.float64) for of in (there, coming))
    weight = observed_weight(patients, np.nan_to_num(arriving))
    both = weight * observed + (1 - weight) * predicted
    return answer(
        rows.assign(
            share=both.where(mixed, observed + predicted),
            observed_share=observed.where(mixed),
            predicted_share=predicted.where(mixed),
            area_code=area.where(mixed),
            area_patients=np.where(mixed, patients, np.nan),
        )
    )


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

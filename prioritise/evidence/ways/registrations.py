"""As the people of the same small area are registered today."""

import pandas as pd

from prioritise.evidence.ways.ground import Ground
from prioritise.evidence.ways.way import Way, answer


def share(ground: Ground) -> pd.DataFrame:
    """Shares of the area's registrations, also with practices outside the case."""
    flows = ground.registrations
    flows = flows.assign(share=flows["patients"] / flows["total"])
    found = ground.area_of.merge(flows, on="area_code")[["development_id", "practice_code", "share"]]
    return answer(found)


REGISTRATIONS = Way(
    id="registrations",
    name="As the area is registered today",
    manner="by where patients of the area register today",
    sentence="New people register as those already living in the same small area (LSOA) do. Best for homes added to a "
    "settled place; says nothing of an empty one.",
    formula="Share of a practice = its patients in the area ÷ all registered patients in the area",
    source="NHS England's patients registered by LSOA, where the case has them",
    share=share,
    otherwise="neighbours",
)

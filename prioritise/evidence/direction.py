"""Direction, distance and speed of travel of a cluster: whether it heads for shortage, how far off, and how fast."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

_NOISE_M2 = 1e-6  # a change this near to nothing is rounding of the computer's


@dataclass(frozen=True)
class Travel:
    """Direction, distance and speed of travel of a cluster.

    Attributes:
        gap_m2: area basis -> gap now and at the ten-year view (negative: short), where both are known.
        people_a_year: people from new homes who join its lists a year, over the nearer years and over the later ones.
    """

    gap_m2: Mapping[str, tuple[float, float]]
    people_a_year: tuple[float, float]

    @property
    def speed(self) -> str:
        """When most people come, by the year: "sooner", "later", "evenly" or "none"."""
        near, far = (round(v) for v in self.people_a_year)
        if not near and not far:
            return "none"
        return "evenly" if near == far else "sooner" if near > far else "later"


def heading(now: float, then: float) -> str:
    """Where a gap (m2) is heading, in words."""
    change = then - now
    if abs(change) < _NOISE_M2:
        return "short, and staying so" if then < -_NOISE_M2 else "holding"
    if change > 0:
        return "gaining room"
    if now < -_NOISE_M2:
        return "short, and getting shorter"
    return "heading into shortage" if then < -_NOISE_M2 else "room to spare, getting less"


def travel(facts: pd.DataFrame, cluster_code: str) -> Travel:
    """The direction, distance and speed of one cluster from the facts of `clusters.cluster_facts`."""
    mine = facts[facts["cluster_code"] == cluster_code]
    gap = mine[mine["fact"].eq("gap_m2") & mine["basis"].ne("")].sort_values("financial_year")
    ends = {
        str(basis): (float(rows["value"].iloc[0]), float(rows["value"].iloc[-1]))
        for basis, rows in gap.groupby("basis", sort=True)
        if rows["value"].notna().all()
    }
    people = mine[mine["fact"] == "growth_people"].sort_values("financial_year")
    near, far = (int(y) for y in people["financial_year"])
    now = int(mine.loc[mine["fact"] == "patients", "financial_year"].min())
    first, both = (float(v) for v in people["value"])
    return Travel(ends, (first / (near - now), (both - first) / (far - near)))

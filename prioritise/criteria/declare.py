"""What a criterion is, and what a computed one may look at. One criterion is one file of this folder."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.evidence.model import Evidence

# Kinds of bid that are work on a building. Land only makes way for a bid that is, and is not counted twice.
BUILDING_KINDS = ("extension", "improvement", "refurbishment", "new_build", "relocation", "existing_space")


@dataclass(frozen=True)
class Context:
    """What a computed criterion may look at: the case, its evidence (None without practices) and the assumptions."""

    case: Case
    evidence: Evidence | None
    assumptions: Assumptions

    @property
    def bids(self) -> pd.DataFrame:
        """The bids, indexed by bid_id."""
        return self.case.table("bids").set_index("bid_id", drop=False).sort_index()

    @cached_property
    def served(self) -> pd.DataFrame:
        """Practices of the case that each bid serves: one row a bid and practice (bid_id, practice_code).

        Those it names; a bid that names none serves the practice of its site; without a site, those of its cluster.
        """
        bids, practices = self.case.table("bids"), self.case.table("practices")
        named = bids[["bid_id", "practice_codes"]].explode("practice_codes").dropna(subset=["practice_codes"])
        named = named.rename(columns={"practice_codes": "practice_code"})
        silent = bids[~bids["bid_id"].isin(named["bid_id"])]
        sites = self.case.table("sites")[["site_code", "practice_code"]]
        by_site = silent.dropna(subset=["site_code"])[["bid_id", "site_code"]].merge(sites, on="site_code")
        silent = silent[~silent["bid_id"].isin(by_site["bid_id"])].dropna(subset=["cluster_code"])
        by_cluster = silent[["bid_id", "cluster_code"]].merge(
            practices[["cluster_code", "practice_code"]], on="cluster_code"
        )
        found = pd.concat([part[["bid_id", "practice_code"]].astype("str") for part in (named, by_site, by_cluster)])
        found = found[found["practice_code"].isin(practices["practice_code"])].drop_duplicates()
        return found.sort_values(["bid_id", "practice_code"], ignore_index=True)


@dataclass(frozen=True)
class Criterion:
    """One criterion as shipped; a case's `criteria` table may give it another weight or other anchors.

    Attributes:
        id: short id, the same as the file's name.
        order: place in lists.
        name: what it measures.
        family: need, people, strategy, delivery or money.
        unit: unit of the score.
        worst: score worth 0 of 100.
        best: score worth 100 of 100; below `worst` where less is better.
        weight: weight in the shipped profile, which sums to 100. Our suggestion, not official.
        source: where the criterion and its weight come from.
        question: what a panel is asked, in plain words; for a computed criterion what it answers.
        scale_words: what scores stand for, as in the criteria table (`0 none; 5 full`).
        scale_by: `patients` multiplies by thousands of patients served.
        compute: gives one row a bid it can say something of, by bid_id: score (NaN: unknown) and why (one line of
            working). None: a panel scores it.
        sensitive: by bid it tells which practices are at risk, so that no public edition has it by itself.
    """

    id: str
    order: int
    name: str
    family: str
    unit: str
    worst: float
    best: float
    weight: float
    source: str
    question: str
    scale_words: str
    scale_by: Literal["none", "patients"] = "none"
    compute: Callable[[Context], pd.DataFrame] | None = None
    sensitive: bool = False

    @property
    def how(self) -> str:
        """`computed` from the evidence, or scored by a `panel`."""
        return "panel" if self.compute is None else "computed"


def answers(score: pd.Series, why: pd.Series) -> pd.DataFrame:
    """What a `compute` gives: score and why by bid_id."""
    return pd.DataFrame({"score": score.astype(float), "why": why.astype("str")}).rename_axis("bid_id").sort_index()


def is_building(bids: pd.DataFrame) -> pd.Series:
    """Which bids are work on a building."""
    return bids["kind"].isin(BUILDING_KINDS)


def adds_space(bids: pd.DataFrame) -> pd.Series:
    """Which bids add floor space or clinical rooms: those that say so, and building work that does not say none."""
    area, rooms = bids["added_area_m2"], bids["added_rooms"]
    return (area > 0) | (rooms > 0) | (is_building(bids) & ~(area.eq(0) & rooms.eq(0)))

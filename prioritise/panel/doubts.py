"""What to look at twice in a set of criteria: overlaps, things counted twice, and anchors that no bid is near."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.rows import each
from prioritise.criteria import Scored
from prioritise.panel.phrases import listed

COST = re.compile(r"£|\bcosts?\b|\bcapital\b|\bprices?\b|\bvalue for money\b|\baffordab", re.IGNORECASE)
"""How a criterion that counts cost is told by its name and unit."""
HOUSING = re.compile(
    r"\bgrowth\b|\bnew homes\b|\bhous(?:ing|es)\b|\bdevelopments?\b|\bcapacity\b|\bspace short\b|\bgap\b"
    r"|\brooms? short\b|\blist size\b|\bpatients served\b|\bpopulation\b",
    re.IGNORECASE,
)
"""How a criterion that new homes move is told by its name: growth, capacity after it, or the list."""
_STEP = re.compile(r"^\s*(-?\d+(?:[.,]\d+)*)\s+(.+?)\s*$")


@dataclass(frozen=True)
class Doubt:
    """Something to look at twice.

    Attributes:
        kind: overlap, family, cost, housing, clipped, far or words.
        criteria: ids of the criteria it is about.
        sentence: what it is, with the figures. todo: what the forum may do.
    """

    kind: str
    criteria: tuple[str, ...]
    sentence: str
    todo: str


def doubts(
    scored: Scored, criteria: pd.DataFrame, titles: Mapping[str, str], assumptions: Assumptions
) -> tuple[Doubt, ...]:
    """Everything to look at twice, of criteria that have a weight.

    Args:
        scored: scores of the bids (whatever weights they were worked out with).
        criteria: criteria with the weights to judge (`criteria_in_force`).
        titles: bid id -> title.
        assumptions: hold what counts as much, heavy and near.
    """
    rows = criteria[criteria["weight"].gt(0)]
    ledger = scored.ledger[scored.ledger["criterion_id"].isin(rows["criterion_id"])]
    return (
        *overlaps(ledger, rows, assumptions),
        *heavy_families(rows, assumptions),
        *cost_twice(rows),
        *housing_again(rows),
        *anchors(ledger, rows, titles, assumptions),
        *without_words(rows),
    )


def overlaps(ledger: pd.DataFrame, criteria: pd.DataFrame, assumptions: Assumptions) -> list[Doubt]:
    """Pairs of criteria that put the bids in much the same order (Spearman's rank correlation, better with better)."""
    wide = ledger.pivot_table("scaled", "bid_id", "criterion_id")
    least, much = assumptions.value("panel_overlap_least_bids"), assumptions.value("panel_overlap_rank")
    found = []
    for one, other in combinations(each(criteria), 2):
        both = wide.reindex(columns=[one.criterion_id, other.criterion_id]).dropna()
        rho = spearman(both.iloc[:, 0], both.iloc[:, 1])
        if len(both) < least or np.isnan(rho) or rho < much:
            continue
        weight = one.weight_share + other.weight_share
        said = (
            f"{one.name} and {other.name} put the bids in much the same order (rank correlation {rho:.2f} over "
            f"{len(both)} bids), and together have {weight:.0%} of the weight."
        )
        todo = "If they measure the same thing, it counts twice: keep one, or share one weight between them."
        found.append((-rho, Doubt("overlap", (one.criterion_id, other.criterion_id), said, todo)))
    return [d for _, d in sorted(found, key=lambda f: (f[0], f[1].criteria))]


def spearman(one: "pd.Series[float]", other: "pd.Series[float]") -> float:
    """Spearman's rank correlation: that of the ranks, equals sharing theirs; NaN where one of them never varies."""
    if one.nunique() < 2 or other.nunique() < 2:  # noqa: PLR2004 - what never varies has no order
        return float("nan")
    return float(np.corrcoef(one.rank(), other.rank())[0, 1])


def heavy_families(criteria: pd.DataFrame, assumptions: Assumptions) -> list[Doubt]:
    """Families of two or more criteria that together weigh a lot."""
    found = []
    for family, rows in criteria[criteria["family"].ne("")].groupby("family"):
        weight = float(rows["weight_share"].sum())
        if len(rows) > 1 and weight >= assumptions.value("panel_family_share"):
            said = f"{listed(rows['name'])} are all of the family {family}, which has {weight:.0%} of the weight."
            todo = "Ask what the whole family is worth against the others, and share that among its criteria."
            found.append(Doubt("family", tuple(rows["criterion_id"]), said, todo))
    return found


def cost_twice(criteria: pd.DataFrame) -> list[Doubt]:
    """Cost as a criterion, where the money already limits the list."""
    rows = criteria[_matching(criteria, COST, "name", "unit")]
    if not len(rows):
        return []
    said = (
        f"{listed(rows['name'])} {'counts' if len(rows) == 1 else 'count'} cost, at "
        f"{rows['weight_share'].sum():.0%} of the weight, and the pots already limit what the list may cost."
    )
    todo = (
        "The choice finds the most value for the money by itself: keep this only where cheapness is a good of its own."
    )
    return [Doubt("cost", tuple(rows["criterion_id"]), said, todo)]


def housing_again(criteria: pd.DataFrame) -> list[Doubt]:
    """New homes counted by more than one criterion: as growth, as capacity after growth, as the size of the list."""
    housing = _matching(criteria, HOUSING, "name") & ~_matching(criteria, COST, "name", "unit")
    rows = criteria[housing | criteria["scale_by"].eq("patients")]
    if len(rows) < 2:  # noqa: PLR2004 - one alone counts once
        return []
    times = "twice" if len(rows) == 2 else f"{len(rows)} times"  # noqa: PLR2004 - twice has a word
    said = (
        f"New homes may count {times}: {listed(rows['name'])} all grow with them, and have "
        f"{rows['weight_share'].sum():.0%} of the weight."
    )
    todo = "Homes bring people, people a longer list, and a longer list a gap: count the last of these alone."
    return [Doubt("housing", tuple(rows["criterion_id"]), said, todo)]


def anchors(
    ledger: pd.DataFrame, criteria: pd.DataFrame, titles: Mapping[str, str], assumptions: Assumptions
) -> list[Doubt]:
    """Bids beyond an anchor, which are clipped to it; and anchors that no bid comes near."""
    near, least = assumptions.value("panel_anchor_near"), assumptions.value("panel_overlap_least_bids")
    found = []
    for row in each(criteria[criteria["worst"].ne(criteria["best"])]):
        scores = ledger[ledger["criterion_id"].eq(row.criterion_id)].set_index("bid_id")["score"].dropna()
        up = (scores - row.worst) / (row.best - row.worst)  # 0 at worst, 1 at best
        for what, anchor, way in (("best", row.best, up), ("worst", row.worst, 1 - up)):
            at = _figure(anchor)
            if (way > 1).any():
                names = listed(titles.get(str(b), str(b)) for b in way.index[way > 1])
                said = f"{names}: beyond the {what} of {row.name} ({at}), so counted as if at it."
                todo = f"If differences beyond {at} matter, move the anchor, and weigh its longer swing again."
                found.append(Doubt("clipped", (row.criterion_id,), said, todo))
            if len(way) >= least and way.max() < 1 - near:
                nearest = _figure(scores[way.idxmax()]) + (f" ({row.unit})" if row.unit else "")
                said = f"No bid comes near the {what} of {row.name} ({at}): the nearest has {nearest}."
                todo = "Its weight stands for a swing that no bid makes, so it tells less than it seems to."
                found.append(Doubt("far", (row.criterion_id,), said, todo))
    return found


def without_words(criteria: pd.DataFrame) -> list[Doubt]:
    """Criteria that a panel scores, and of which nothing says what a score stands for."""
    silent = criteria["scale_words"].map(lambda t: not scale_words(t)).astype(bool)
    rows = criteria[criteria["how"].eq("panel") & silent]
    if not len(rows):
        return []
    said = f"Nothing says what a score stands for on {listed(rows['name'])}."
    todo = "Give each a few words, such as “0 none; 3 some; 5 full”: two scorers then mean the same by a 3."
    return [Doubt("words", tuple(rows["criterion_id"]), said, todo)]


def scale_words(text: str) -> tuple[tuple[float, str], ...]:
    """Scale words as (score, what it stands for), in the order written; a part without a score is left out."""
    parts = [_STEP.match(part) for part in text.split(";")]
    return tuple((float(m[1].replace(",", "")), m[2]) for m in parts if m)


def _matching(criteria: pd.DataFrame, pattern: re.Pattern[str], *columns: str) -> "pd.Series[bool]":
    texts = criteria[list(columns)].fillna("").astype(str).agg(" ".join, axis=1)
    return texts.map(lambda t: bool(pattern.search(t))).astype(bool)


def _figure(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")

"""What many choices say together: how often each bid is funded, where it ranks, and what agreement would settle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import hypergeom, rankdata

from prioritise.sweep.job import BASE
from prioritise.sweep.run import Swept
from prioritise.sweep.store import Record
from prioritise.sweep.weights import Statement, WeightSet

Floats = npt.NDArray[np.float64]
CORE, CLOSE, OUT = "core", "too close to call", "out"
FEWEST = 20
"""Ways with a list before anything is said to be settled by them, and before anything is said of a statement they keep.
"""
MIDDLE = (0.05, 0.95)
"""Part of the draws that a range of ranks covers."""


@dataclass(frozen=True)
class Thresholds:
    """A bid is core when funded in at least `core` of the draws, and out when in at most `out`.

    Of fewer than `fewest` draws nothing is said: chance alone could have settled them.
    """

    core: float = 1.0
    out: float = 0.0
    fewest: int = FEWEST

    def enough(self, ways: int) -> bool:
        """Whether so many draws with a list settle anything."""
        return ways >= max(1, self.fewest)

    def verdict(self, share: float) -> str:
        """Core, too close to call, or out; blank where the share is not known."""
        if np.isnan(share):
            return ""
        return CORE if share >= self.core else OUT if share <= self.out else CLOSE


@dataclass(frozen=True)
class Tally:
    """Draws with a list, side by side.

    Attributes:
        ids: of the draws that have a list (the case as it stands is not one of them), in order.
        bids, criteria: ids, in order.
        funded: one row a draw, one column a bid. values: the same, NaN where nothing is known of the bid.
        weights: one row a draw, one column a criterion.
        base: the choice with everything as the case has it, or None.
        none: draws in which no list keeps the rules. unfinished: neither a list nor proof that there is none.
    """

    ids: tuple[str, ...]
    bids: tuple[str, ...]
    criteria: tuple[str, ...]
    funded: npt.NDArray[np.bool_]
    values: Floats
    weights: Floats
    base: Record | None
    none: int = 0
    unfinished: int = 0

    @classmethod
    def of(cls, swept: Swept) -> "Tally":
        """Of the draws that have an answer so far."""
        draws = {i: r for i, r in swept.records.items() if i != BASE}
        listed = {i: r for i, r in draws.items() if r["value"] is not None}
        bids, criteria = swept.job.bids, swept.job.criteria
        none = sum(bool(r["infeasible"]) for r in draws.values())
        return cls(
            ids=tuple(listed),
            bids=bids,
            criteria=criteria,
            funded=_grid([[b in r["starts"] for b in bids] for r in listed.values()], len(bids)).astype(bool),
            values=_grid([[_known(r["values"][b]) for b in bids] for r in listed.values()], len(bids)),
            weights=_grid([[r["weights"][c] for c in criteria] for r in listed.values()], len(criteria)),
            base=swept.records.get(BASE),
            none=none,
            unfinished=len(draws) - len(listed) - none,
        )

    def core_index(self) -> Floats:
        """Share of the draws in which each bid is funded; NaN without a draw."""
        if not self.ids:
            return np.full(len(self.bids), np.nan)
        return np.asarray(self.funded.mean(axis=0))


def _known(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _grid(rows: Sequence[Sequence[float]], across: int) -> Floats:
    return np.array(rows, dtype=float).reshape(len(rows), across)


def bid_table(tally: Tally, thresholds: Thresholds | None = None) -> pd.DataFrame:
    """One row a bid.

    Columns: bid_id; core_index (share of the draws that fund it); verdict (blank of too few draws); in_list (yes or no:
    in the sweep's own list for the case as it stands); first_rank (share of the draws in which its value is the
    highest); rank_expected, rank_low, rank_high (of its value: mean, and the range that covers the middle nine tenths
    of the draws). Blank where nothing is known.
    """
    limits, index = thresholds or Thresholds(), tally.core_index()
    enough = limits.enough(len(tally.ids))
    values = tally.values  # noqa: PD011 - of bids, not of a frame
    ranks = np.array([_ranks(row) for row in values]).reshape(values.shape)
    share = acceptability(values)
    rows = []
    for at, bid in enumerate(tally.bids):
        known = ranks[:, at][~np.isnan(ranks[:, at])]
        low, high = np.quantile(known, MIDDLE, method="inverted_cdf") if len(known) else (np.nan, np.nan)
        rows.append(
            (
                bid,
                index[at],
                limits.verdict(float(index[at])) if enough else "",
                "" if tally.base is None else "yes" if bid in tally.base["starts"] else "no",
                share[at, 0] if len(known) else np.nan,
                known.mean() if len(known) else np.nan,
                low,
                high,
            )
        )
    columns = ["bid_id", "core_index", "verdict", "in_list", "first_rank", "rank_expected", "rank_low", "rank_high"]
    return pd.DataFrame(rows, columns=columns)


def _ranks(values: Floats) -> Floats:
    """Rank of each value, the highest 1; those alike share the mean of their ranks; unknown has none."""
    return np.asarray(rankdata(-values, method="average", nan_policy="omit"))


def acceptability(values: Floats) -> Floats:
    """Share of the draws in which each bid has each rank: one row a bid, one column a rank.

    Bids alike share the ranks they hold together in equal parts. A bid of which nothing is known has none.
    """
    many, bids = values.shape
    share = np.zeros((bids, bids))
    for row in values:
        known = ~np.isnan(row)
        first = rankdata(-row, method="min", nan_policy="omit")
        for at in np.flatnonzero(known):
            alike = int((row == row[at]).sum())
            begin = int(first[at]) - 1
            share[at, begin : begin + alike] += 1.0 / alike
    return np.asarray(share / max(many, 1))


def rank_table(tally: Tally) -> pd.DataFrame:
    """One row a bid and rank that it has in some draw: bid_id, rank, share."""
    share = acceptability(tally.values)
    rows = [(tally.bids[i], int(j) + 1, share[i, j]) for i, j in zip(*np.nonzero(share), strict=True)]
    return pd.DataFrame(rows, columns=["bid_id", "rank", "share"])


def central_weights(tally: Tally) -> pd.DataFrame:
    """One row a bid that is funded in some draw and a criterion: bid_id, criterion_id, weight.

    The mean of the weights at which it is funded: the taste of somebody who would fund it.
    """
    rows = []
    for at, bid in enumerate(tally.bids):
        where = tally.funded[:, at]
        if where.any():
            mean = tally.weights[where].mean(axis=0)
            rows += [(bid, c, w) for c, w in zip(tally.criteria, mean, strict=True)]
    return pd.DataFrame(rows, columns=["bid_id", "criterion_id", "weight"])


def draw_table(swept: Swept) -> pd.DataFrame:
    """One row a draw, the case as it stands first.

    Columns: draw_id; weight of each criterion (`weight:ID`, a share); housing_future; value, bound, gap (blank:
    unknown); status (proven, feasible, infeasible, no answer); stopped_by_clock; funded (ids).
    """
    rows = []
    for draw_id, record in swept.records.items():
        value, bound = record["value"], record["bound"]
        rows.append(
            {
                "draw_id": draw_id,
                **{f"weight:{c}": record["weights"][c] for c in swept.job.criteria},
                "housing_future": record["future"],
                "value": value,
                "bound": bound,
                "gap": None if value is None or bound is None else max(0.0, bound - value) / max(abs(value), 1e-9),
                "status": status_of(record),
                "stopped_by_clock": bool(record["out_of_time"]),
                "funded": tuple(record["starts"]),
            }
        )
    return pd.DataFrame(rows)


def status_of(record: Record) -> str:
    """How a draw ended, in the words of `optimise.result.Status`."""
    if record["value"] is None:
        return "infeasible" if record["infeasible"] else "no answer"
    return "proven" if record["proven"] else "feasible"


def agreement_table(tally: Tally, thresholds: Thresholds | None = None) -> pd.DataFrame:
    """What each statement about two weights would settle if the forum agreed it, most first.

    The draws that keep a statement are even draws of the weights that keep it, so nothing is chosen again. Fewer draws
    alone make fewer bids arguable; so the number left is held against the number to be expected from as many of the
    draws, whatever they say.

    Columns: more, less (criterion ids: the weight of the one is at least that of the other), share (of the draws, that
    keep it), close (bids too close to call in those), close_by_chance (expected in as many draws taken by chance),
    settles (the difference), give (about how far off that chance alone may put it: the standard deviation if the bids
    were independent).
    """
    limits, rows, many = thresholds or Thresholds(), [], len(tally.ids)
    counts = tally.funded.sum(axis=0)
    at = {c: i for i, c in enumerate(tally.criteria)}
    for more, less in permutations(tally.criteria, 2):
        kept = tally.weights[:, at[more]] >= tally.weights[:, at[less]]
        size = int(kept.sum())
        if FEWEST <= size < many:
            chances = _close_by_chance(counts, many, size, limits)
            by_chance, give = float(chances.sum()), float(np.sqrt((chances * (1 - chances)).sum()))
            now = sum(limits.verdict(s) == CLOSE for s in tally.funded[kept].mean(axis=0))
            rows.append((more, less, size / many, now, by_chance, by_chance - now, give))
    columns = ["more", "less", "share", "close", "close_by_chance", "settles", "give"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["settles", "more", "less"], ascending=[False, True, True], ignore_index=True)


def _close_by_chance(counts: npt.NDArray[np.int64], many: int, size: int, limits: Thresholds) -> Floats:
    """How likely each bid is to be too close to call in so many of the draws taken by chance."""
    can = np.arange(size + 1) / size
    close = np.array([limits.verdict(float(c)) == CLOSE for c in can])
    chances = hypergeom.pmf(np.arange(size + 1)[:, None], many, counts[None, :], size)
    return np.asarray((chances * close[:, None]).sum(axis=0)).clip(0.0, 1.0)


def still_close(tally: Tally, statements: Sequence[Statement], thresholds: Thresholds | None = None) -> tuple[int, int]:
    """Bids too close to call in the draws that keep every one of the statements, and how many draws those are."""
    limits, at = thresholds or Thresholds(), {c: i for i, c in enumerate(tally.criteria)}
    kept = np.ones(len(tally.ids), dtype=bool)
    for s in statements:
        kept &= tally.weights[:, at[s.more]] >= s.times * tally.weights[:, at[s.less]]
    if not kept.any():
        return 0, 0
    return sum(limits.verdict(s) == CLOSE for s in tally.funded[kept].mean(axis=0)), int(kept.sum())


def rank_acceptability(
    points: Mapping[str, Mapping[str, float]], weights: WeightSet, draws: int = 2_000, seed: int = 0
) -> pd.DataFrame:
    """Share of all allowed ways to weigh in which each thing has each rank (SMAA-2), rank 1 the highest value.

    With two criteria it is worked out exactly, from where the values cross; with more it is counted over even draws.

    Args:
        points: thing -> criterion -> points if that criterion had all the weight.
        weights: the allowed weights.
        draws: how many to draw, where it is not exact.
        seed: of the draws.

    Returns:
        One row a thing, one column a rank (from 1).
    """
    things = sorted(points)
    full = np.array([[points[t][c] for c in weights.criteria] for t in things])
    corners = weights.corners
    if len(corners) == 2:  # noqa: PLR2004 - a line between two corners
        share = _along_a_line(full @ corners[0], full @ corners[1])
    else:
        share = acceptability(weights.draws(seed, [f"d{i:06d}" for i in range(1, draws + 1)]) @ full.T)
    return pd.DataFrame(share, index=pd.Index(things, name="thing"), columns=range(1, len(things) + 1))


def _along_a_line(start: Floats, end: Floats) -> Floats:
    """Rank acceptability when values go in straight lines from start to end: between crossings no rank changes."""
    cuts = {0.0, 1.0}
    for i in range(len(start)):
        for j in range(i):
            slope = (end[i] - start[i]) - (end[j] - start[j])
            if slope != 0 and 0 < (at := (start[j] - start[i]) / slope) < 1:
                cuts.add(float(at))
    ends = sorted(cuts)
    share = np.zeros((len(start), len(start)))
    for low, high in zip(ends, ends[1:], strict=False):
        middle = (low + high) / 2
        share += (high - low) * acceptability(((1 - middle) * start + middle * end)[None, :])
    return share

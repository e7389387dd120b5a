"""What a panel's meeting should talk about first, and why."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from prioritise.case.rows import each
from prioritise.panel.opinions import CELL, Opinions
from prioritise.panel.phrases import listed

PAIR = 2
"""Scores that tell of a spread."""
DECIMALS = 9
"""Decimals that points at stake are compared to."""
REASONS = ("split and close", "split", "close", "gap", "alike")
"""Why a bid is on the meeting's order, most pressing first."""


def meeting_order(
    opinions: Opinions,
    spread: pd.DataFrame,
    standing: pd.DataFrame,
    names: Mapping[str, str],
    funded_share: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Bids to talk about, first to last, each with its reason in words.

    Split: on a criterion that is not agreed, scores lie apart (`cell_spread`). Close: the bid is funded in some of the
    ways tried to choose the list and not in others. Then bids that lack a score, then those whose scores are near each
    other and only need to be agreed. Within each, those come first whose value hangs most on whom one asks. A bid that
    is settled throughout and not close, or that may not be funded, is not on it.

    Args:
        opinions: what the members said.
        spread: how far their scores lie apart (`spread.cell_spread`).
        standing: what hangs on them (`spread.stand`).
        names: criterion id -> name.
        funded_share: bid id -> share of the ways tried in which it is funded (0-1), where that is known.

    Returns:
        One row a bid: bid_id, why (one of `REASONS`), at_stake_points (its value with the highest scores less that with
        the lowest; NaN: it has no score to tell from; 0: all is agreed), sentence.
    """
    stake = {r.bid_id: float(r.value_high - r.value_low) for r in each(standing)}
    close = {b: s for b, s in (funded_share or {}).items() if 0 < s < 1}
    by_bid = _open_cells(opinions, spread)
    found = []
    for bid in sorted({*by_bid, *close} & opinions.considered):
        cells = by_bid.get(bid, [])
        split = sorted((c for c in cells if c.split is True), key=lambda c: -c.deviation_points)
        lacking = [c for c in cells if c.scores < PAIR or c.awaited]
        runs = [f"from {c.lowest:g} to {c.highest:g} on {names[c.criterion_id]}" for c in split]
        said = [
            *([f"scores run {listed(runs)}"] if runs else []),
            *([f"funded in {close[bid]:.0%} of the ways tried"] if bid in close else []),
            *_lacks(lacking, names),
        ]
        text = "; ".join(said) if said else "the scores are near each other and can be agreed as they stand"
        at_stake = stake.get(bid, float("nan") if lacking else 0.0)
        found.append((bid, _why(bool(split), bid in close, bool(lacking)), at_stake, f"{text[:1].upper()}{text[1:]}"))
    table = pd.DataFrame(found, columns=["bid_id", "why", "at_stake_points", "sentence"])
    pressing = [REASONS.index(w) for w in table["why"]]
    keyed = table.assign(pressing=pressing, most=-table["at_stake_points"].astype(float).fillna(0.0).round(DECIMALS))
    return keyed.sort_values(["pressing", "most", "bid_id"], ignore_index=True)[list(table.columns)]


def _open_cells(opinions: Opinions, spread: pd.DataFrame) -> dict[str, list[Any]]:
    """Rows of `Opinions.cells` that are not agreed, with how far their scores lie apart, by bid."""
    rows = opinions.cells[opinions.cells["state"].ne("agreed")]
    rows = rows.merge(spread.drop(columns=["scores"]), on=CELL, how="left").astype({"split": object})
    found: dict[str, list[Any]] = {}
    for row in each(rows):
        found.setdefault(row.bid_id, []).append(row)
    return found


def _why(split: bool, close: bool, lacking: bool) -> str:
    if split:
        return "split and close" if close else "split"
    return "close" if close else "gap" if lacking else "alike"


def _lacks(cells: Iterable[Any], names: Mapping[str, str]) -> list[str]:
    """What a bid lacks, in words; the cells are rows of `Opinions.cells`."""
    nobody = [names[c.criterion_id] for c in cells if not c.scores]
    some: dict[str, list[str]] = {}
    for c in (c for c in cells if c.scores):
        said = f"{len(c.awaited)} of {len(c.awaited) + c.scores} who may have not scored" if c.awaited else ""
        some.setdefault(said or "one score only on", []).append(names[c.criterion_id])
    return [
        *([f"nobody has scored {listed(nobody)}"] if nobody else []),
        *(f"{said} {listed(criteria)}" for said, criteria in some.items()),
    ]

"""What a panel's meeting should talk about first, and why."""

from collections.abc import Mapping

import pandas as pd

from prioritise.case.rows import each
from prioritise.panel.opinions import CELL, Opinions
from prioritise.panel.phrases import listed

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
    open_cells = opinions.cells[opinions.cells["state"].ne("agreed")]
    open_cells = open_cells.merge(spread.drop(columns=["scores"]), on=CELL, how="left")
    stake = {r.bid_id: float(r.value_high - r.value_low) for r in each(standing)}
    close = {b: s for b, s in (funded_share or {}).items() if 0 < s < 1}
    found = []
    for bid in sorted({*open_cells["bid_id"], *close} & opinions.considered):
        cells = open_cells[open_cells["bid_id"] == bid]
        split = cells[cells["split"].eq(True)].sort_values("deviation_points", ascending=False, kind="stable")
        lacking = cells[cells["state"].isin(["none", "one"]) | cells["awaited"].map(len).gt(0)]
        why = _why(bool(len(split)), bid in close, bool(len(lacking)))
        said = [
            *(f"scores on {names[r.criterion_id]} run from {r.lowest:g} to {r.highest:g}" for r in each(split)),
            *([f"funded in {close[bid]:.0%} of the ways tried"] if bid in close else []),
            *_lacks(lacking, names),
        ]
        text = "; ".join(said) if said else "the scores are near each other and can be agreed as they stand"
        found.append((bid, why, _at_stake(stake.get(bid), lacking), f"{text[:1].upper()}{text[1:]}"))
    table = pd.DataFrame(found, columns=["bid_id", "why", "at_stake_points", "sentence"])
    pressing = [REASONS.index(w) for w in table["why"]]
    keyed = table.assign(pressing=pressing, most=-table["at_stake_points"].astype(float).fillna(0.0).round(DECIMALS))
    return keyed.sort_values(["pressing", "most", "bid_id"], ignore_index=True)[list(table.columns)]


def _at_stake(known: float | None, lacking: pd.DataFrame) -> float:
    if known is not None:
        return known
    return float("nan") if len(lacking) else 0.0


def _why(split: bool, close: bool, lacking: bool) -> str:
    if split:
        return "split and close" if close else "split"
    return "close" if close else "gap" if lacking else "alike"


def _lacks(cells: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """What a bid lacks, in words; the cells are rows of `Opinions.cells`."""
    nobody = [names[c] for c in cells.loc[cells["scores"].eq(0), "criterion_id"]]
    found = [f"nobody has scored {listed(nobody)}"] if nobody else []
    for cell in each(cells[cells["scores"].gt(0)]):
        awaited, name = len(cell.awaited), names[cell.criterion_id]
        found.append(
            f"{awaited} of {awaited + cell.scores} who may have not scored {name}"
            if awaited
            else f"one score only on {name}"
        )
    return found

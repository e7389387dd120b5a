"""Checks of the register of bids: costs that add up, bids that have ended or begun, scores of the interested."""

import pandas as pd

from prioritise.case.desk import Desk
from prioritise.case.register_tables import BEGUN, ENDED, LIFECYCLE

POUND = 1.0
"""Parts of a cost that sum to within this many pounds of the whole agree."""


def check_register(desk: Desk) -> None:
    """Every check of this module."""
    _cost_parts(desk)
    _lifecycle(desk)
    _interests(desk)


def _cost_parts(desk: Desk) -> None:
    """The parts of a bid's capital sum to it."""
    bids, parts = desk.table("bids"), desk.table("bid_cost_parts")
    total = parts.groupby("bid_id")["capital_gbp"].sum()
    for row, bid_id, capital in zip(bids.index.tolist(), bids["bid_id"], bids["capital_gbp"], strict=True):
        if bid_id not in total.index or abs(total[bid_id] - capital) <= POUND:
            continue
        first = int(parts.index[parts["bid_id"] == bid_id].min())
        said = f"the parts of bid {bid_id}'s cost sum to £{total[bid_id]:,.2f}, but its capital is £{capital:,.2f}"
        where = {"row": first, "column": "capital_gbp"}
        desk.log.doubt(
            "parts_do_not_sum", "bid_cost_parts", said, **where, done=f"the capital in row {row} of bids is used"
        )


def _lifecycle(desk: Desk) -> None:
    """A bid that has ended is not considered, and one that has begun counts as started."""
    bids = desk.table("bids")
    ended, begun = {}, {}
    for row, bid_id, state, must, started in zip(
        bids.index.tolist(), bids["bid_id"], bids["lifecycle"], bids["must"], bids["started"], strict=True
    ):
        if pd.isna(state):
            continue
        where = {"row": row, "column": "lifecycle", "value": state}
        if state in ENDED and must != "never":
            ended[row] = "never"
            said = f"bid {bid_id} is {LIFECYCLE[state].lower()}" + (", yet marked must" if must == "yes" else "")
            told = desk.log.doubt if must == "yes" else desk.log.note
            told("bid_ended", "bids", said, **where, done="taken as never to be funded")
        elif state in BEGUN and started != "yes":
            begun[row] = "yes"
            said = f"bid {bid_id} is {LIFECYCLE[state].lower()}, but not said to have started"
            desk.log.doubt("bid_begun", "bids", said, **where, done="taken as started: no pot may pay it")
    desk.set_cells("bids", "must", ended)
    desk.set_cells("bids", "started", begun)


def _interests(desk: Desk) -> None:
    """A score by somebody with a declared interest in the bid does not count."""
    declared = desk.table("interests")
    has = {(b, str(s).strip().casefold()) for b, s in zip(declared["bid_id"], declared["scorer"], strict=True)}
    scores = desk.table("scores")
    counted = {}
    for row, bid_id, scorer, conflict in zip(
        scores.index.tolist(), scores["bid_id"], scores["scorer"], scores["conflict"], strict=True
    ):
        if pd.isna(scorer) or conflict == "yes" or (bid_id, str(scorer).strip().casefold()) not in has:
            continue
        counted[row] = "yes"
        said = f"a scorer has a declared interest in bid {bid_id}, but the score does not say so"
        desk.log.doubt("interest_declared", "scores", said, row=row, column="conflict", done="the score is not counted")
    desk.set_cells("scores", "conflict", counted)

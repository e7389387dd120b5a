"""Which bids could lawfully use a pot, and which pots a bid could lawfully use: every rule asked on its own."""

import pandas as pd

from prioritise.funding import RULES
from prioritise.funding.facts import PENCE_IN_POUND, BidFacts, PotFacts, Problem
from prioritise.funding.reach import payable_pence

COLUMNS = ["may_use", "most_gbp", "rules", "reasons"]


def _pair(problem: Problem, bid: BidFacts, pot: PotFacts) -> tuple[bool, float, str, str]:
    refused = [(r.title, said) for r in RULES if (said := r.refuses(bid, pot)) is not None]
    if refused:
        return False, float("nan"), "; ".join(t for t, _ in refused), "; ".join(s for _, s in refused)
    return True, payable_pence(problem, pot.id, bid.id) / PENCE_IN_POUND, "", ""


def bids_for(problem: Problem, pot_id: str) -> pd.DataFrame:
    """One row a bid: bid_id, bid, may_use, most_gbp, rules and reasons.

    `most_gbp` is the most this pot may pay the bid, and holds in the years in which the bid would spend.
    Bids that may use the pot come first, then by id; `rules` names each rule that stops it and `reasons` says each in
    words, in the same order, where the gate table holds only the first.

    Raises:
        KeyError: there is no such pot.
    """
    pot = problem.pots[pot_id]
    rows = [(b.id, b.title, *_pair(problem, b, pot)) for b in problem.bids.values()]
    return _ordered(pd.DataFrame(rows, columns=["bid_id", "bid", *COLUMNS]), "bid_id")


def pots_for(problem: Problem, bid_id: str) -> pd.DataFrame:
    """One row a pot: pot_id, pot, kind, may_use, most_gbp, rules and reasons, as `bids_for`.

    Raises:
        KeyError: there is no such bid.
    """
    bid = problem.bids[bid_id]
    rows = [(p.id, p.name, p.kind, *_pair(problem, bid, p)) for p in problem.pots.values()]
    return _ordered(pd.DataFrame(rows, columns=["pot_id", "pot", "kind", *COLUMNS]), "pot_id")


def _ordered(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    return frame.sort_values(["may_use", key], ascending=[False, True], kind="stable", ignore_index=True)

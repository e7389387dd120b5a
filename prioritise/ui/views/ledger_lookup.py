"""Which bids could lawfully use a pot, and which pots a bid could, as the Ledger page shows it."""

import pandas as pd

from prioritise.funding.lookup import bids_for, pots_for
from prioritise.ledger.clock import KINDS
from prioritise.pipeline import Prepared
from prioritise.ui import words


def pot_names(prepared: Prepared) -> dict[str, str]:
    """Pots by id to choose from, those of S.106 and CIL first."""
    pots = prepared.problem.pots.values()
    return {p.id: p.name for p in sorted(pots, key=lambda p: (p.kind not in KINDS, p.name, p.id))}


def bid_names(prepared: Prepared) -> dict[str, str]:
    """Bids by id to choose from, in order of title."""
    return {b.id: b.title for b in sorted(prepared.problem.bids.values(), key=lambda b: (b.title, b.id))}


def bids_of_pot(prepared: Prepared, pot_id: str) -> pd.DataFrame:
    """One row a bid: may it use the pot, at most how much, which rules stop it and why."""
    return _shown(bids_for(prepared.problem, pot_id), ["bid"])


def pots_of_bid(prepared: Prepared, bid_id: str) -> pd.DataFrame:
    """One row a pot: may the bid use it, at most how much, which rules stop it and why."""
    return _shown(pots_for(prepared.problem, bid_id).rename(columns={"kind": "pot_kind"}), ["pot", "pot_kind"])


def _shown(rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    rows = rows.rename(columns={"rules": "rules_against", "reasons": "every_reason"})
    return rows[[*names, "may_use", "most_gbp", "rules_against", "every_reason"]]


def split(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Those that may, with how much at most; and those that may not, with every rule and reason."""
    may = rows[rows["may_use"]].drop(columns=["may_use", "rules_against", "every_reason"])
    return may, rows[~rows["may_use"]].drop(columns=["may_use", "most_gbp"])


def lookup_answer(may: int, every: int, thing: str) -> str:
    """How many may, of how many."""
    return f"{may or 'None'} of {words.plural(every, thing)} may lawfully do so, by the terms in this case."

"""Which bids could lawfully use a pot, and which pots a bid could, as the Ledger page shows it."""

from collections.abc import Mapping

import pandas as pd

from prioritise.funding.lookup import bids_for, pots_for
from prioritise.ledger.clock import KINDS
from prioritise.pipeline import Prepared
from prioritise.ui import words


def pot_names(prepared: Prepared, near: Mapping[str, str]) -> dict[str, str]:
    """Pots by id to choose from: those near their date first, as `near` has them, then those of S.106 and CIL.

    Args:
        prepared: the case made ready.
        near: pot id -> light in words (`ledger_clock.near_lights`).
    """
    pots = prepared.problem.pots
    order = [i for i in near if i in pots]
    order += sorted(pots.keys() - near.keys(), key=lambda i: (pots[i].kind not in KINDS, pots[i].name, i))
    return {i: pots[i].name + (f" ({near[i]})" if i in near else "") for i in order}


def bid_names(prepared: Prepared) -> dict[str, str]:
    """Bids by id to choose from, in order of title."""
    return {b.id: b.title for b in sorted(prepared.problem.bids.values(), key=lambda b: (b.title, b.id))}


def bids_of_pot(prepared: Prepared, pot_id: str, told: Mapping[str, str]) -> pd.DataFrame:
    """One row a bid: may it use the pot, at most how much, what the list does with it, which rules stop it and why.

    Args:
        prepared: the case made ready.
        pot_id: of the pot.
        told: bid id -> what the list does with it; empty where there is none, and then no column says so.
    """
    rows = bids_for(prepared.problem, pot_id)
    rows = rows.assign(in_list=rows["bid_id"].map(dict(told)).fillna("")) if told else rows
    return _shown(rows, ["bid"])


def pots_of_bid(prepared: Prepared, bid_id: str) -> pd.DataFrame:
    """One row a pot: may the bid use it, at most how much, which rules stop it and why."""
    return _shown(pots_for(prepared.problem, bid_id).rename(columns={"kind": "pot_kind"}), ["pot", "pot_kind"])


def _shown(rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    rows = rows.rename(columns={"rules": "rules_against", "reasons": "every_reason"})
    told = ["in_list"] if "in_list" in rows else []
    return rows[[*names, "may_use", "most_gbp", *told, "rules_against", "every_reason"]]


def split(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Those that may, with how much at most, the most first; and those that may not, with every rule and reason."""
    may = rows[rows["may_use"]].drop(columns=["may_use", "rules_against", "every_reason"])
    may = may.sort_values(["most_gbp", str(rows.columns[0])], ascending=[False, True], kind="stable", ignore_index=True)
    return may, rows[~rows["may_use"]].drop(columns=["may_use", "most_gbp"])


def lookup_answer(may: int, every: int, thing: str) -> str:
    """How many may, of how many: of bids for a pot, or of pots for a bid."""
    done = "use this pot" if thing == "bid" else "pay this bid"
    first = ": the one that may be paid most first" if may > 1 and thing == "bid" else ""
    return f"{may or 'None'} of {words.plural(every, thing)} may lawfully {done}, by the terms in this case{first}."

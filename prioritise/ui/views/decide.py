"""A run: the answer in words, the money that meets the bids, and the reasons, as the pages show them."""

import pandas as pd

from prioritise.optimise.result import Status
from prioritise.pipeline import Run
from prioritise.record.words import status_sentence
from prioritise.ui import words
from prioritise.ui.rows import each


def answer(run: Run) -> str:
    """The answer to "What should we fund?" in one sentence."""
    if not run.result.status.has_answer:
        return status_sentence(run.result)
    funded = run.ranked[run.ranked["decision"] == "funded"]
    return (
        f"Fund {len(funded)} of {words.plural(len(run.ranked), 'bid')}: {words.gbp(run.funding['amount_gbp'].sum())} "
        f"of capital, {words.m2(funded['added_area_m2'].sum())} of space where known, for "
        f"{words.number(funded['patients_served'].sum())} patients served, counted bid by bid."
    )


def clash_lines(run: Run) -> tuple[str, ...]:
    """The rules that cannot all hold, when there is no list."""
    return run.result.clash if run.result.status is Status.INFEASIBLE else ()


def matrix(run: Run) -> pd.DataFrame:
    """One row a pot and bid with money: pot, title, amount_gbp (all years)."""
    rows = run.funding.groupby(["pot_id", "pot_name", "bid_id", "title"])[["amount_gbp"]].sum().reset_index()
    return rows.sort_values(["pot_name", "title"]).rename(columns={"pot_name": "pot"})


def matrix_table(run: Run) -> pd.DataFrame:
    """The same as a grid: one row a bid, one column a pot, then the total."""
    rows = matrix(run)
    if not len(rows):
        return pd.DataFrame(columns=["title"])
    grid = rows.pivot_table(index="title", columns="pot", values="amount_gbp", aggfunc="sum")
    grid.columns = [f"{c}" for c in grid.columns]
    return grid.assign(**{"All pots": grid.sum(axis=1)}).reset_index()


def spend_by_year(run: Run) -> pd.DataFrame:
    """One row a year and kind of pot: financial_year (label), pot_kind, amount_gbp."""
    kinds = run.pots_after.set_index("pot_id")["kind"]
    rows = run.funding.assign(pot_kind=run.funding["pot_id"].map(kinds))
    return rows.groupby(["financial_year", "pot_kind"])[["amount_gbp"]].sum().reset_index()


def pots_after(run: Run) -> pd.DataFrame:
    """One row a pot: what counted, what is committed, what is left and what lapses; most lapsing first."""
    rows = run.pots_after.rename(columns={"name": "pot", "kind": "pot_kind", "status": "pot_status"})
    rows = rows.sort_values(["lapses_gbp", "left_gbp", "pot_id"], ascending=[False, False, True])
    return rows[["pot", "pot_kind", "pot_status", "countable_gbp", "committed_gbp", "left_gbp", "lapses_gbp",
                 "spend_by", "note"]].reset_index(drop=True)  # fmt: skip


def reason_lines(run: Run, bid_id: str) -> list[tuple[str, str]]:
    """Why a bid is in or out: (heading, text), in order."""
    rows = run.reasons[run.reasons["bid_id"] == bid_id].sort_values("order")
    return [(str(r.heading), str(r.text)) for r in each(rows)]


def decision_words(run: Run, bid_id: str) -> str:
    """`funded from 2027/28`, `reserve` or `not funded`."""
    row = run.ranked.set_index("bid_id").loc[bid_id]
    start = words.year(row["start_year"])
    return f"{row['decision']} from {start}" if start else str(row["decision"])


def first(run: Run) -> str:
    """The bid at the head of the list."""
    return str(run.ranked.sort_values("rank")["bid_id"].iloc[0])

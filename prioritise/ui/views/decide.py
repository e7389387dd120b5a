"""A run: the answer in words, the money that meets the bids, and the reasons, as the pages show them."""

import pandas as pd

from prioritise.case.rows import each, lookup
from prioritise.funding.raw import percent
from prioritise.optimise.result import Status
from prioritise.pipeline import Prepared, Run
from prioritise.record.words import status_sentence
from prioritise.ui import words
from prioritise.ui.views import priority, shares
from prioritise.ui.views.changes import choices_in_force
from prioritise.ui.views.fund_rules import further_limits


def answer(run: Run) -> str:
    """The answer to "What should we fund?" in one sentence."""
    if not run.result.status.has_answer:
        return status_sentence(run.result)
    funded = run.ranked[run.ranked["decision"] == "funded"]
    said = (
        f"Fund {len(funded)} of {words.plural(len(run.ranked), 'bid')}: "
        f"{words.gbp(run.funding['amount_gbp'].sum())} of capital."
    )
    if not len(funded):
        return said
    space = words.total(funded["added_area_m2"], words.m2, "bid")
    patients = words.total(funded["patients_served"], words.number, "bid")
    return f"{said} Space added: {space}. Patients served, counted bid by bid: {patients}."


def not_a_ranking(prepared: Prepared) -> str:
    """A warning for the head of a list whose order means nothing, since no bid has a value; "" for any other."""
    values = prepared.scored.values["value"]  # noqa: PD011 - a table
    if values.notna().any():
        return ""
    weights = prepared.scored.criteria["weight"]
    if len(weights) and not weights.sum():
        why, then = "Every weight is nil", "Give at least one criterion a weight and run again."
    else:
        why, then = "Nothing is scored", "Give the bids scores (Data issues says which are missing) and run again."
    return f"{why}: this is not a ranking. The list only reaches as many schemes as the money allows. {then}"


def standing(run: Run) -> str:
    """How good the answer is, in a sentence; "" where there is no list or its value means nothing."""
    if not run.result.status.has_answer or not_a_ranking(run.prepared):
        return ""
    return status_sentence(run.result)


def standing_short(run: Run) -> str:
    """The same in a few words, for the small print of a headline figure."""
    return "not a ranking: no bid has a value" if not_a_ranking(run.prepared) else run.result.in_words()


def movable(prepared: Prepared) -> str:
    """Which money "if money moves" moves, and by how much, in one sentence."""
    chosen = prepared.case.settings.priority_list
    rest = ", and leaves other money as it is" if chosen.pots else ""
    tried, whose = priority.listed(chosen.scales), "their" if len(chosen.pots) > 1 else "its"
    return (
        f"“If money moves” tries {priority.pots(chosen, prepared.case)} at {tried} of {whose} money in this run{rest}."
    )


def if_money_moves(run: Run) -> str:
    """What the column of that name in the ranked list says of this run."""
    if run.priority is None:
        return f"“If money moves” is not worked out. {priority.not_made(run)}"
    return (
        f"{movable(run.prepared)} “In from 80%” means funded with 80% of it or more; a reserve is in that list but not "
        "recommended for the money as it stands."
    )


def order(run: Run) -> str:
    """In which order the list stands."""
    first = "First what is in with the least money, then by" if run.priority is not None else "By"
    return f"{first} value for each pound, so small schemes tend to come first."


def differs(run: Run) -> str:
    """Where the list that holds as money moves decides otherwise than the recommendation, by name; "" where nowhere."""
    ids = run.priority.differs if run.priority is not None else ()
    if not ids:
        return ""
    titles = lookup(run.prepared.case.table("bids"), "bid_id", "title")
    return (
        f"For {words.plural(len(ids), 'scheme')} ({'; '.join(titles.get(b, b) for b in ids)}) the list that holds over "
        "the whole range of money decides otherwise than the recommendation for the money as it stands: a list gives "
        "something up."
    )


def settings_in_force(prepared: Prepared) -> str:
    """The limits on the whole list and its years, and where each is changed."""
    s = prepared.case.settings
    limit, starts = s.revenue_limit_gbp_per_year, s.max_starts_per_year
    first, last = words.year(s.horizon[0]), words.year(s.horizon[-1])
    said = [
        f"years {first} to {last}" if first != last else f"the year {first}",
        "no limit on added revenue" if limit is None else f"added revenue at most {words.gbp(limit)} a year",
        "no limit on starts" if starts is None else f"at most {words.plural(starts, 'start')} a year",
        *(shares.in_force(prepared.case) or ["no least or most share for any part of the programme"]),
        *further_limits(prepared),
        _timing(s.discount_rate),
        *choices_in_force(prepared.case),
    ]
    boxes = "Shares and starts have boxes under Shares and starts"
    if limit is not None:
        boxes = "The revenue limit has a box under Money; shares and starts have boxes under Shares and starts"
    return (
        f"Also in force: {'; '.join(said)}. {boxes}. The rest are settings of the "
        "case: settings.toml in its folder, or the settings sheet of its workbook."
    )


def _timing(rate: float) -> str:
    """What a later start does to a bid's value."""
    if not rate:
        return "a later start is worth as much as an early one"
    return f"value is divided by {1 + rate:.10g} for each year a start is later (a discount rate of {percent(rate)})"


def payments(run: Run, bid_id: str) -> pd.DataFrame:
    """Who pays one bid, and when: one row a financial year and pot: financial_year, pot, paid_gbp."""
    rows = run.funding[run.funding["bid_id"] == bid_id].rename(columns={"pot_name": "pot", "amount_gbp": "paid_gbp"})
    return rows.sort_values(["financial_year", "pot"])[["financial_year", "pot", "paid_gbp"]].reset_index(drop=True)


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
    rows = rows.assign(spend_by=pd.to_datetime(rows["spend_by"].replace("", None)))
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

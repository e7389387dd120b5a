"""The risks of a list, from its own figures and from what the bids say."""

import pandas as pd

from prioritise.optimise.result import Status
from prioritise.record.editions import Edited
from prioritise.record.list_words import gbp
from prioritise.record.words import plural
from prioritise.years import year_end

MOST_NAMED, MOST_STATED = 6, 8
"""Schemes named beside a risk, and risks the bids state that are told, the commonest first."""
SURE = 1 - 1e-9
"""Share of the weight at which every criterion with a weight has a score."""


def risks(run: Edited) -> list[dict[str, str]]:
    """One row a risk: risk, figure, who (whom it touches)."""
    found = [*_money(run), *_revenue(run), *_scores(run), *_proof(run), *_stages(run), *_of_bids(run)]
    return [{"risk": risk, "figure": figure, "who": who} for risk, figure, who in found]


def _titles(rows: pd.DataFrame) -> str:
    names = [f"{r} {t}" for r, t in zip(rows["rank"], rows["title"], strict=True)]
    more = len(names) - MOST_NAMED
    return "; ".join(names[:MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")


def _funded(run: Edited) -> pd.DataFrame:
    return run.ranked[run.ranked["decision"].eq("funded")].sort_values("rank")


def _money(run: Edited) -> list[tuple[str, str, str]]:
    """Money that is paid in a year that ends within a year of its spend-by date."""
    pots = run.prepared.case.table("pots").dropna(subset=["spend_by"])[["pot_id", "spend_by"]]
    used = run.funding.merge(pots, on="pot_id")
    if not len(used):
        return []
    last = used["financial_year"].str[:4].astype(int)
    ends = pd.Series([pd.Timestamp(year_end(y)) for y in last], used.index)
    near = used[used["spend_by"] < ends + pd.DateOffset(months=12)]
    if not len(near):
        return []
    rows = _funded(run)
    touched = rows[rows["bid_id"].isin(near["bid_id"])]
    said = f"{gbp(near['amount_gbp'].sum())} is paid within a year of the day by which it must be spent"
    return [("A late scheme would lose money that lapses", said, _titles(touched))]


def _revenue(run: Edited) -> list[tuple[str, str, str]]:
    rows = _funded(run)
    blank = rows[rows["revenue_gbp_per_year"].isna()]
    limit = run.prepared.case.settings.revenue_limit_gbp_per_year
    known = float(rows["revenue_gbp_per_year"].sum())
    room = f", of {gbp(limit)} a year that may be added" if limit is not None else "; no limit is set"
    found = [("Running costs may not be affordable", f"{gbp(known)} a year once all are open{room}", "")]
    if len(blank):
        found.append(("Running costs that nobody has stated", plural(len(blank), "funded scheme"), _titles(blank)))
    return found if known or len(blank) else []


def _scores(run: Edited) -> list[tuple[str, str, str]]:
    rows = _funded(run)
    part = rows[rows["known_weight_share"] < SURE]
    if not len(part):
        return []
    least = part["known_weight_share"].min()
    said = f"{plural(len(part), 'funded scheme')} ranked on part of the weight (the least on {least:.0%})"
    return [("Scores are missing", said, _titles(part))]


def _proof(run: Edited) -> list[tuple[str, str, str]]:
    result = run.result
    if result.status is not Status.FEASIBLE:
        return []
    return [("The search was stopped before it was proved", f"{result.in_words()}; a longer run may find better", "")]


def _stages(run: Edited) -> list[tuple[str, str, str]]:
    rows = _funded(run)
    early = rows[rows["stage"].isin(["EOI", "PID"])]
    if not len(early):
        return []
    said = f"{plural(len(early), 'funded scheme is', 'funded schemes are')} without an outline business case"
    return [("Costs are early estimates", f"{said}, for {gbp(early['capital_gbp'].sum())}", _titles(early))]


def _of_bids(run: Edited) -> list[tuple[str, str, str]]:
    """The key risks that the funded bids state, the commonest first."""
    stated = run.prepared.case.table("bids").set_index("bid_id")["key_risk"]
    rows = _funded(run)
    rows = rows.assign(risk=rows["bid_id"].map(stated)).dropna(subset=["risk"])
    if not len(rows):
        return []
    found = [
        (len(those), float(those["capital_gbp"].sum()), str(risk), _titles(those))
        for risk, those in rows.groupby("risk")
    ]
    return [
        (risk, f"stated for {plural(count, 'funded scheme')}, {gbp(capital)}", who)
        for count, capital, risk, who in sorted(found, key=lambda f: (-f[0], -f[1], f[2]))[:MOST_STATED]
    ]

"""The tables people read, made from a finished choice: the ranked list, the funding, what is left in each pot."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from prioritise.case.case import Case
from prioritise.criteria.model import Scored
from prioritise.funding import Problem
from prioritise.funding.facts import PENCE_IN_POUND, PotFacts
from prioritise.funding.lapse import lapse_table
from prioritise.funding.raw import pounds
from prioritise.optimise.explain import Reason
from prioritise.optimise.result import PriorityList, Result
from prioritise.years import day_words, year_end, year_label, year_of, year_start

FUNDING_COLUMNS = ["pot_id", "pot_name", "bid_id", "title", "financial_year", "amount_gbp"]
DECISIONS = ("funded", "reserve", "not funded")


def funding_table(problem: Problem, result: Result) -> pd.DataFrame:
    """One row a pot, bid and financial year with money: `FUNDING_COLUMNS`, the year as `2026/27`, pounds."""
    rows = [
        (p, problem.pots[p].name, b, problem.bids[b].title, year_label(int(y)), int(a) / 100)
        for p, b, y, a in result.payments.itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=FUNDING_COLUMNS).astype({"amount_gbp": "float64"})


def pots_after(problem: Problem, case: Case, result: Result) -> pd.DataFrame:
    """One row a pot: what counts, what is committed, what is left and what lapses unused within the horizon.

    Columns: pot_id, name, kind, status, countable_gbp, committed_gbp, left_gbp, lapses_gbp, unpayable_gbp (of what
    lapses, money that no bid could be paid from), spend_by (ISO or ""), note (why money does not count, what lapses
    when). Money that no year could use does not count and is not left, but it lapses all the same: `lapses_gbp` can be
    more than `left_gbp`. Money gone before the horizon is in neither.
    """
    committed: dict[str, int] = defaultdict(int)
    for pot_id, _, _, amount in result.payments.itertuples(index=False):
        committed[str(pot_id)] += int(amount)
    going = _going(problem, result)
    payable = {(t.pot_id, t.first) for bid_id in problem.bids for t in problem.tranches_for(bid_id)}
    rows = []
    for pot_id, pot in problem.pots.items():
        countable, spent = pot.countable_pence, committed[pot_id]
        lapses = sum(g.pence for g in going[pot_id] if not g.before)
        unpayable = sum(g.pence for g in going[pot_id] if not g.before and not g.usable)
        if pot.lapses:
            unpayable += sum(t.pence for t in pot.tranches if (pot_id, t.first) not in payable)
        spend_by = "" if pot.spend_by is None else pot.spend_by.isoformat()
        money = [x / 100 for x in (countable, spent, countable - spent, lapses, unpayable)]
        note = " ".join(_note(problem, pot, going[pot_id]))
        rows.append((pot_id, pot.name, pot.kind, pot.status, *money, spend_by, note))
    names = "pot_id name kind status countable_gbp committed_gbp left_gbp lapses_gbp unpayable_gbp spend_by note"
    return pd.DataFrame(rows, columns=names.split())


class _Going(NamedTuple):
    """Money of a pot that nothing pays out by the day it lapses; `before`: that day is before the horizon."""

    day: dt.date
    pence: int
    usable: bool
    before: bool


def _going(problem: Problem, result: Result) -> dict[str, list[_Going]]:
    """Pot id -> what of it lapses unused by the end of the horizon, soonest first."""
    found: dict[str, list[_Going]] = defaultdict(list)
    start, end = year_start(problem.horizon[0]), year_end(problem.horizon[-1])
    table = lapse_table(problem, result.payments.itertuples(index=False, name=None))
    for pot_id, day, _, left, unusable in table.itertuples(index=False):
        if left > 0 and day <= end:
            found[pot_id].append(_Going(day, round(left * 100), not unusable, day < start))
    return found


def _note(problem: Problem, pot: PotFacts, going: Sequence[_Going]) -> Iterator[str]:
    """Sentences on a pot: why its money does not count, what of it lapses when, and a year that its spend-by loses."""
    if not pot.counts:
        undated = "Secured, with no date from which it could be spent: not counted."
        yield undated if pot.status == "secured" else "Only requested: not counted."
        return
    if not pot.years:
        yield "Has no whole financial year of the horizon in which it may pay."
    elif not any(p == pot.id for p, _ in problem.pairs):
        yield "No bid may lawfully use it."
    if unused := [g for g in going if g.usable]:
        yield f"{pounds(sum(g.pence for g in unused))} is not used and lapses {_on_days(unused)}."
    lost = [g for g in going if not g.usable]
    for gone, verb in (([g for g in lost if g.before], "lapsed"), ([g for g in lost if not g.before], "lapses")):
        if gone:
            no_year = ", with no year in which it could be used" if pot.years else ""
            yield f"{pounds(sum(g.pence for g in gone))} {verb} {_on_days(gone)}{no_year}."
    if pot.years and pot.spend_by is not None and (pot.carry_forward or lost):
        year = year_of(pot.spend_by)
        short = (year_end(year) - pot.spend_by).days
        if short and year in problem.horizon:
            days = f"{short} day{'' if short == 1 else 's'}"
            yield f"Spend-by falls within {year_label(year)}, {days} before it ends: that year is lost."


def _on_days(going: Sequence[_Going]) -> str:
    """`on 31 March 2027`, or each sum with its day."""
    if len(going) == 1:
        return f"on {day_words(going[0].day)}"
    return "in parts: " + ", ".join(f"{pounds(g.pence)} on {day_words(g.day)}" for g in going)


def ranked_table(  # noqa: PLR0913, PLR0917 - each argument is one of the things it joins
    case: Case,
    problem: Problem,
    scored: Scored,
    result: Result,
    priority: PriorityList | None,
    reasons: Mapping[str, Reason],
) -> pd.DataFrame:
    """One row a bid in rank order: funded, then reserve (in with more money), then not funded.

    Within each, in the order of the priority list; without one, by value for each pound of capital, then id.
    """
    bids = case.table("bids").set_index("bid_id", drop=False)
    values = scored.values.set_index("bid_id")  # noqa: PD011 - the table of values
    enters = _enters(priority)
    paid = _paid_by(problem, result)
    names = dict(zip(case.table("practices")["practice_code"], case.table("practices")["name"], strict=True))
    clusters = dict(zip(case.table("practices")["cluster_code"], case.table("practices")["cluster_name"], strict=True))
    rows = []
    for bid_id, facts in problem.bids.items():
        bid, start = bids.loc[bid_id], result.starts.get(bid_id)
        cluster = ";".join(facts.clusters)
        rows.append(
            {
                "bid_id": bid_id,
                "title": facts.title,
                "decision": _decision(bid_id, result, enters),
                "start_year": "" if start is None else year_label(start),
                "value": values["value"].get(bid_id, float("nan")),
                "capital_gbp": facts.capital_pence / PENCE_IN_POUND,
                "reason": reasons[bid_id].short,
                "kind": facts.kind,
                "practice_codes": ";".join(facts.practices),
                "practices": "; ".join(str(names.get(c, c)) for c in facts.practices),
                "site_code": facts.site,
                "cluster_code": cluster,
                "cluster_name": "; ".join(str(clusters.get(c, c)) for c in facts.clusters),
                "stage": bid["stage"] if isinstance(bid["stage"], str) else "",
                "revenue_gbp_per_year": bid["revenue_gbp_per_year"],
                "patients_served": bid["patients_served"],
                "added_area_m2": bid["added_area_m2"],
                "added_rooms": bid["added_rooms"],
                "enters_at_scale": enters.get(bid_id, float("nan")),
                "paid_by": paid.get(bid_id, ""),
                "known_weight_share": values["known_weight_share"].get(bid_id, 0.0),
            }
        )
    ranked = pd.DataFrame(rows)
    return _in_order(ranked, priority)


def _enters(priority: PriorityList | None) -> dict[str, float]:
    if priority is None:
        return {}
    return dict(zip(priority.rows["bid_id"], priority.rows["enters_at_scale"], strict=True))


def _decision(bid_id: str, result: Result, enters: Mapping[str, float]) -> str:
    if bid_id in result.starts:
        return "funded"
    return "reserve" if pd.notna(enters.get(bid_id, float("nan"))) else "not funded"


def _paid_by(problem: Problem, result: Result) -> dict[str, str]:
    """Bid id -> `Pot A £10; Pot B £5`, largest first."""
    totals: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for pot_id, bid_id, _, amount in result.payments.itertuples(index=False):
        totals[str(bid_id)][str(pot_id)] += int(amount)
    return {
        bid_id: "; ".join(
            f"{problem.pots[p].name} {pounds(a)}" for p, a in sorted(by_pot.items(), key=lambda i: (-i[1], i[0]))
        )
        for bid_id, by_pot in totals.items()
    }


def _in_order(ranked: pd.DataFrame, priority: PriorityList | None) -> pd.DataFrame:
    group = ranked["decision"].map({d: i for i, d in enumerate(DECISIONS)})
    if priority is None:
        place = -(ranked["value"].fillna(0) / ranked["capital_gbp"].clip(lower=0.01))
    else:
        place = ranked["bid_id"].map(dict(zip(priority.rows["bid_id"], priority.rows["position"], strict=True)))
    ordered = ranked.assign(_group=group, _place=place).sort_values(["_group", "_place", "bid_id"], kind="stable")
    ordered = ordered.drop(columns=["_group", "_place"]).reset_index(drop=True)
    ordered.insert(0, "rank", range(1, len(ordered) + 1))
    return ordered

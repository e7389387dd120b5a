"""Pots of money, as the pages show them."""

import datetime as dt

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.rows import each, lookup
from prioritise.funding import stops_between
from prioritise.funding.facts import PENCE_IN_POUND
from prioritise.funding.lapse import lapse_table
from prioritise.funding.raw import percent
from prioritise.funding.reading import counted_by_sureness
from prioritise.pipeline import Prepared, Run
from prioritise.record.words import lapse_sentence
from prioritise.ui import words
from prioritise.years import year_of, year_start

COLUMNS = ["pot", "pot_kind", "pot_status", "amount_gbp", "countable_gbp", "available_from", "spend_by", "holder",
           "limits", "purpose_text"]  # fmt: skip
MOST_NAMED = 3
NO_LIMIT = words.NO_SPEND_BY
NO_YEAR = "Counts £0: "
"""How the row of money that no year can use begins."""
NO_STATUS = "No status, such as a budget"


def pots(prepared: Prepared) -> pd.DataFrame:
    """One row a pot, soonest to lapse first: its money, how much counts in the horizon, and what it is tied to."""
    frame = prepared.case.table("pots")
    yearly = prepared.case.table("pot_years").groupby("pot_id")["amount_gbp"].sum()
    amount = frame["pot_id"].map(yearly) if len(yearly) else frame["amount_gbp"]
    countable = {p: f.countable_pence / PENCE_IN_POUND for p, f in prepared.problem.pots.items()}
    rows = frame.assign(
        pot=frame["name"],
        pot_kind=frame["kind"],
        pot_status=frame["status"],
        amount_gbp=amount.fillna(frame["amount_gbp"]),
        countable_gbp=frame["pot_id"].map(countable),
        counts=frame["pot_id"].map(countable) > 0,
        limits=_limits(prepared, frame),
    )
    return rows.sort_values(["spend_by", "amount_gbp", "pot_id"], ascending=[True, False, True]).reset_index(drop=True)


def _limits(prepared: Prepared, frame: pd.DataFrame) -> list[str]:
    practices, sites, clusters = prepared.problem.names
    return [
        "; ".join(
            part
            for part in (
                ", ".join(words.BID_KINDS.get(k, k) for k in r.for_kinds),
                ", ".join(practices.get(c, c) for c in r.for_practices),
                ", ".join(sites.get(c, c) for c in r.for_sites),
                ", ".join(clusters.get(c, c) for c in r.for_clusters),
                f"within {r.within_km:g} km" if words.known(r.within_km) else "",
                "growth only" if r.growth_only == "yes" else "",
                f"at most {percent(r.max_share)} of a bid" if words.known(r.max_share) else "",
            )
            if part
        )
        or "any bid"
        for r in each(frame)
    ]


def names_in(case: Case) -> dict[str, str]:
    """Pot id -> name of a case, in order of name."""
    frame = case.table("pots").sort_values(["name", "pot_id"])
    return lookup(frame, "pot_id", "name")


def yearly_amounts(case: Case) -> dict[str, float]:
    """Pots with a budget or receipts by year: pot id -> money over all years, £, in order of name."""
    sums = case.table("pot_years").groupby("pot_id")["amount_gbp"].sum()
    return {p: float(sums[p]) for p in names_in(case) if p in sums.index and sums[p] > 0}


def by_expiry(prepared: Prepared) -> pd.DataFrame:
    """One row a year in which money that counts lapses, and kind of pot: spend_by_year (label), pot_kind, amount_gbp.

    Money that does not lapse is under `NO_LIMIT`; the amounts add up to the money in hand.
    """
    rows = pots(prepared)
    dated = lapses(prepared)
    dated = dated[dated["unusable"] == ""].merge(rows[["pot_id", "pot_kind"]], on="pot_id")
    dated = dated.assign(spend_by_year=[words.year(year_of(d)) for d in dated["lapses_on"]])
    lasting = rows[rows["counts"] & ~rows["pot_id"].isin(dated["pot_id"])]
    lasting = lasting.assign(spend_by_year=NO_LIMIT, amount_gbp=lasting["countable_gbp"])
    columns = ["spend_by_year", "pot_kind", "amount_gbp"]
    every = pd.concat([dated[columns], lasting[columns]])
    return every.groupby(columns[:2])[["amount_gbp"]].sum().reset_index()


def by_status(prepared: Prepared) -> pd.DataFrame:
    """One row a status: pot_status, pots (number), amount_gbp, countable_gbp."""
    rows = pots(prepared)
    rows = rows.assign(pot_status=rows["pot_status"].astype(object).where(rows["pot_status"].notna(), NO_STATUS))
    return rows.groupby("pot_status", as_index=False).agg(
        pots=("pot_id", "size"), amount_gbp=("amount_gbp", "sum"), countable_gbp=("countable_gbp", "sum")
    )


def months_at_risk(prepared: Prepared) -> int:
    """How near a spend-by date is called at risk, in months."""
    return int(prepared.assumptions.value("money_at_risk_months"))


def horizon_end(prepared: Prepared) -> dt.date:
    """Last day on which money that must be spent by then is called at risk."""
    start = year_start(prepared.case.settings.horizon[0])
    return (pd.Timestamp(start) + pd.DateOffset(months=months_at_risk(prepared))).date()


def lapses(prepared: Prepared, run: Run | None = None) -> pd.DataFrame:
    """One row a pot and day on which money of it lapses; see `funding.lapse.lapse_table`."""
    payments = () if run is None else run.result.payments.itertuples(index=False, name=None)
    return lapse_table(prepared.problem, payments)


def at_risk(prepared: Prepared, run: Run | None) -> pd.DataFrame:
    """One row a pot and day on which money lapses soon: what it holds, what this list leaves, how many bids it may pay.

    Money with no year left in which it could be spent is among them, and so is each year of a budget that is not
    carried forward.
    """
    soon = lapses(prepared, run)
    soon = soon[(soon["lapses_on"] >= _start(prepared)) & (soon["lapses_on"] <= horizon_end(prepared))]
    payable = prepared.gates[prepared.gates["allowed"]].groupby("pot_id").size()
    out = soon.merge(pots(prepared)[["pot_id", "pot", "pot_kind"]], on="pot_id")
    out = out.assign(
        who_it_may_pay=[
            f"{NO_YEAR}{why}" if why else _who(prepared, p)
            for p, why in zip(out["pot_id"], out["unusable"], strict=True)
        ],
        bids_it_may_pay=out["pot_id"].map(payable).fillna(0).astype(int).where(out["unusable"] == "", 0),
        left_by_list_gbp=out["left_gbp"],
        spend_by=pd.to_datetime(out["lapses_on"]),
    )
    left = ["left_by_list_gbp"] if run is not None and run.result.status.has_answer else []
    return out[["pot", "pot_kind", "amount_gbp", *left, "spend_by", "bids_it_may_pay", "who_it_may_pay"]]


def _who(prepared: Prepared, pot_id: str) -> str:
    """Up to three bids a pot may pay, the most valuable first; for none, the rule that by itself stops the most."""
    gates = prepared.gates
    may = set(gates.loc[(gates["pot_id"] == pot_id) & gates["allowed"], "bid_id"])
    if not may:
        return _why_none(prepared, pot_id)
    values = prepared.scored.values.sort_values(["value", "bid_id"], ascending=[False, True])  # noqa: PD011 - a table
    titles = lookup(prepared.case.table("bids"), "bid_id", "title")
    ordered = [titles[b] for b in values["bid_id"] if b in may]
    more = f"; and {len(may) - MOST_NAMED} more" if len(may) > MOST_NAMED else ""
    return "; ".join(ordered[:MOST_NAMED]) + more


def _why_none(prepared: Prepared, pot_id: str) -> str:
    """The rules that between them stop every bid, that which stops the most first, and how many each stops."""
    problem = prepared.problem
    found = stops_between(problem, pot_id)
    if not found:
        return "There are no bids"
    names, pot = prepared.problem.names, problem.pots[pot_id]
    (rule, count), *others = found
    said = f"None: {rule.stops_with(pot, names)} ({count} of {words.plural(len(problem.bids), 'bid')})"
    return said + "".join(f"; it {other.stops_with(pot, names)} ({n} of the rest)" for other, n in others)


def _start(prepared: Prepared) -> dt.date:
    return year_start(prepared.case.settings.horizon[0])


def in_hand_gbp(prepared: Prepared) -> float:
    """Money that counts, £."""
    rows = pots(prepared)
    return float(rows["countable_gbp"].sum())


def counted_words(prepared: Prepared) -> str:
    """The money that counts, by how sure it is: what is there apart from what a deed only promises."""
    sums = counted_by_sureness(prepared.problem.pots)
    said = [f"{words.gbp_short(v / PENCE_IN_POUND)} {k}" for k, v in sums.items() if v > 0]
    return "; ".join(said) or "no pot counts in these years"


def at_risk_gbp(prepared: Prepared) -> float:
    """Money that lapses soon and can still be spent, £."""
    return float(_at_risk_apart(prepared, None)[0]["amount_gbp"].sum())


def at_risk_words(prepared: Prepared) -> str:
    """The day by which that money must be spent, and what goes by then that no year can use."""
    gone = _at_risk_apart(prepared, None)[1]["amount_gbp"].sum()
    more = f"; {words.gbp(gone)} more is lost that no year can use" if gone else ""
    return f"must be spent by {words.day(horizon_end(prepared))}{more}"


def _at_risk_apart(prepared: Prepared, run: Run | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of `at_risk`: those of money that can still be spent, and those of money that no year can use."""
    rows = at_risk(prepared, run)
    gone = rows["who_it_may_pay"].astype("str").str.startswith(NO_YEAR)
    return rows[~gone], rows[gone]


def answer(prepared: Prepared, run: Run | None) -> str:
    """The answer to "Which money is about to go?" in one sentence."""
    if not prepared.problem.pots:
        return "None: there are no pots of money in this case."
    open_still, gone = _at_risk_apart(prepared, run)
    if run is not None and run.result.status.has_answer:
        end = lapse_sentence(run)
    else:
        end = "There is no list, so nothing is committed."
    soon = f"{_from_pots(open_still)} lapses if it is not spent" if len(open_still) else "none lapses"
    past = f", and {_from_pots(gone)} goes that no year can use any more" if len(gone) else ""
    return (
        f"{words.gbp(in_hand_gbp(prepared))} counts ({counted_words(prepared)}). By "
        f"{words.day(horizon_end(prepared))}, {soon}{past}. {end}"
    )


def _from_pots(rows: pd.DataFrame) -> str:
    return f"{words.gbp(rows['amount_gbp'].sum())} from {words.plural(rows['pot'].nunique(), 'pot')}"


def expiry_title(prepared: Prepared) -> str:
    """Takeaway of the chart of pots by expiry."""
    rows = by_expiry(prepared)
    dated = rows[rows["spend_by_year"] != NO_LIMIT].groupby("spend_by_year")["amount_gbp"].sum()
    if not len(dated):
        return "No pot has a spend-by date"
    return f"{words.gbp_short(dated.iloc[0])} must be spent by the end of {dated.index[0]}, when the first money lapses"


def spend_title(run: Run) -> str:
    """Takeaway of the chart of spend by year."""
    sums = run.funding.groupby("financial_year")["amount_gbp"].sum()
    if not len(sums):
        return "Nothing is spent: no bid is funded"
    return f"{words.gbp_short(sums.sum())} is spent over {words.plural(len(sums), 'year')}, most in {sums.idxmax()}"


def risk_note(prepared: Prepared) -> str:
    """What is called at risk."""
    return (
        f"Money that lapses by {words.day(horizon_end(prepared))}, within {months_at_risk(prepared)} months "
        "of the first day of the horizon: at its spend-by date, or at the end of a year that is not carried forward; a "
        "pot of yearly sums has a row for each year. "
        "Money that no year can use counts £0, and its row says why: as a rule, its spend-by date falls within a "
        "financial year, and that year is lost."
    )

"""Pots of money, as the pages show them."""

import datetime as dt

import pandas as pd

from prioritise.case.case import Case
from prioritise.funding.facts import pot_facts
from prioritise.pipeline import Prepared, Run
from prioritise.ui import words
from prioritise.ui.rows import each, lookup
from prioritise.years import year_of, year_start

COLUMNS = ["pot", "pot_kind", "pot_status", "amount_gbp", "countable_gbp", "available_from", "spend_by", "holder",
           "limits", "purpose_text"]  # fmt: skip
PENCE = 100
NO_LIMIT = "no limit"


def pots(prepared: Prepared) -> pd.DataFrame:
    """One row a pot, soonest to lapse first: its money, how much counts in the horizon, and what it is tied to."""
    frame = prepared.case.table("pots")
    yearly = prepared.case.table("pot_years").groupby("pot_id")["amount_gbp"].sum()
    amount = frame["pot_id"].map(yearly) if len(yearly) else frame["amount_gbp"]
    facts = pot_facts(prepared.case)
    countable = {p: sum(t.pence for t in f.tranches) / PENCE for p, f in facts.items()}
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
    names = lookup(prepared.case.table("practices"), "practice_code", "name")
    places = lookup(prepared.case.table("sites"), "site_code", "name")
    areas = lookup(prepared.case.table("practices").dropna(subset=["cluster_name"]), "cluster_code", "cluster_name")
    return [
        "; ".join(
            part
            for part in (
                ", ".join(words.BID_KINDS.get(k, k) for k in r.for_kinds),
                ", ".join(names.get(c, c) for c in r.for_practices),
                ", ".join(places.get(c, c) for c in r.for_sites),
                ", ".join(areas.get(c, c) for c in r.for_clusters),
                f"within {r.within_km:g} km" if words.known(r.within_km) else "",
                "growth only" if r.growth_only == "yes" else "",
                f"at most {words.share(r.max_share)} of a bid" if words.known(r.max_share) else "",
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
    """One row a financial year of spend-by and kind of pot: spend_by_year (label), pot_kind, amount_gbp."""
    rows = pots(prepared)
    rows = rows[rows["counts"]]
    label = [words.year(year_of(d.date())) if words.known(d) else NO_LIMIT for d in rows["spend_by"]]
    rows = rows.assign(spend_by_year=label)
    rows = rows.groupby(["spend_by_year", "pot_kind"])[["countable_gbp"]].sum().reset_index()
    return rows.rename(columns={"countable_gbp": "amount_gbp"})


def by_status(prepared: Prepared) -> pd.DataFrame:
    """One row a status: pot_status, pots (number), amount_gbp."""
    rows = pots(prepared)
    rows = rows.assign(pot_status=rows["pot_status"].astype(object).where(rows["pot_status"].notna(), "unknown"))
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


def at_risk(prepared: Prepared, run: Run | None) -> pd.DataFrame:
    """One row a pot that lapses soon: what it holds, what this list leaves unspent, and how many bids it may pay."""
    rows = pots(prepared)
    soon = rows[rows["counts"] & (rows["spend_by"] <= pd.Timestamp(horizon_end(prepared)))]
    gates = prepared.gates
    payable = gates[gates["allowed"]].groupby("pot_id").size()
    out = soon.assign(bids_it_may_pay=soon["pot_id"].map(payable).fillna(0).astype(int))
    if run is None:
        return out[["pot", "pot_kind", "countable_gbp", "spend_by", "bids_it_may_pay", "limits"]]
    left = run.pots_after.set_index("pot_id")["lapses_gbp"]
    out = out.assign(lapses_gbp=out["pot_id"].map(left).astype(float))
    return out[["pot", "pot_kind", "countable_gbp", "lapses_gbp", "spend_by", "bids_it_may_pay", "limits"]]


def in_hand_gbp(prepared: Prepared) -> float:
    """Money that counts, £."""
    rows = pots(prepared)
    return float(rows["countable_gbp"].sum())


def at_risk_gbp(prepared: Prepared) -> float:
    """Money that lapses soon, £."""
    return float(at_risk(prepared, None)["countable_gbp"].sum())


def answer(prepared: Prepared, run: Run) -> str:
    """The answer to "Which money is about to go?" in one sentence."""
    rows = at_risk(prepared, run)
    lapses = words.gbp(run.pots_after["lapses_gbp"].sum())
    soon = (
        f"{words.gbp(rows['countable_gbp'].sum())} of it, in {words.plural(len(rows), 'pot')}," if len(rows) else "none"
    )
    return (
        f"{words.gbp(in_hand_gbp(prepared))} counts towards this list; {soon} must be spent by "
        f"{words.day(horizon_end(prepared))}. Over all its years, this list leaves {lapses} to lapse."
    )


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
        f"Pots that count and must be spent by {words.day(horizon_end(prepared))}, within {months_at_risk(prepared)} "
        "months of the first day of the horizon. A year that ends after a spend-by date is lost to the pot."
    )

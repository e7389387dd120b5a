"""The seven sums of a ledger: requested, secured, triggered, received, allocated, transferred, spent.

They are seven answers to seven questions and are never added together. Where nothing is recorded the sum is not known,
which is not nought. What was returned to the payer stands beside them.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from prioritise.ledger.force import Force, in_force
from prioritise.ledger.model import Ledger, council_code, gbp_words, is_cil, is_health, pence_of

SEVEN = ("requested", "secured", "triggered", "received", "allocated", "transferred", "spent")
RETURNED = "returned"
OUTGOING = ("spent", RETURNED)
"""Steps at which money leaves."""
SUM_COLUMNS = [f"{s}_gbp" for s in (*SEVEN, RETURNED)]
NO_AGREEMENT, NO_CONTRIBUTION = "no agreement", "no contribution"


def contribution_sums(ledger: Ledger, on: dt.date | None = None, force: Force | None = None) -> pd.DataFrame:
    """One row a contribution in force, indexed by key, with its own sums; NaN: nothing is recorded.

    Secured is the contribution's amount, which the standard calls the agreed, secured sum; where that is blank, its
    secured transactions. Transactions of a contribution that a deed replaced count for the one that replaced it. Money
    written as spent or returned with a minus, as the guidance of 2019 asked, is money spent or returned.

    Returns:
        Columns organisation, reference, version, developer_agreement, agreement_key, contribution_purpose, health
        (bool), kind (s106 or cil), the eight sums in pounds, and unknown (transactions in force without an amount).
    """
    force = force or in_force(ledger, on)
    rows = force.contributions.set_index("key")
    steps = _by_step(force)
    own = steps[steps["owner"].isin(rows.index)]
    pence = _added(own).reindex(rows.index)
    secured = pence_of(rows["amount"])
    pence["secured"] = secured.where(secured.notna(), pence["secured"])
    types = dict(zip(force.agreements["key"], force.agreements["developer_agreement_type"], strict=True))
    unknown = own[own["pence"].isna()].groupby("owner").size()
    out = pd.DataFrame(
        {
            "organisation": rows["organisation"],
            "reference": rows["reference"],
            "version": rows["version"],
            "developer_agreement": rows["developer_agreement"],
            "agreement_key": rows["parent"],
            "contribution_purpose": rows["contribution_purpose"],
            "health": [is_health(p) for p in rows["contribution_purpose"]],
            "kind": ["cil" if is_cil(types.get(p)) else "s106" for p in rows["parent"]],
            **{f"{s}_gbp": _pounds(pence[s]) for s in (*SEVEN, RETURNED)},
            "unknown": unknown.reindex(rows.index).fillna(0).astype("int64"),
        },
        index=rows.index,
    )
    return out.sort_values(["organisation", "reference"], kind="stable")


def agreement_sums(
    ledger: Ledger, on: dt.date | None = None, force: Force | None = None, *, health_only: bool = False
) -> pd.DataFrame:
    """One row an agreement, indexed by key: its sums over its contributions and the money tied to it alone.

    Contributions whose agreement has no row, and transactions that name neither, have rows of their own, so that every
    sum adds up to the ledger.

    Args:
        ledger: the ledger.
        on: the day looked at; see `in_force`.
        force: what is in force on it, where that is known already.
        health_only: as for `total_sums`: only contributions for health, and no agreement without one.

    Returns:
        Columns organisation, reference, contributions (number), amounts_unknown (contributions without a secured
        amount), the eight sums in pounds.
    """
    force = force or in_force(ledger, on)
    every = contribution_sums(ledger, on, force)
    each = every[every["health"]] if health_only else every
    known = set(force.agreements["key"])
    owner = each["agreement_key"].where(each["agreement_key"].isin(known), "")
    code = each["organisation"].map(council_code).astype("str")
    owner = owner.where(owner != "", code + "||" + NO_AGREEMENT)
    ends = _loose_ends(force, set(every.index))
    beside = _added(ends.iloc[:0] if health_only else ends)
    inside = each.groupby(owner.to_numpy())[SUM_COLUMNS].sum(min_count=1)
    without = set() if health_only else known
    index = pd.Index(sorted(without | set(inside.index) | set(beside.index)), name="key")
    beside = beside.reindex(index)
    total = {f"{s}_gbp": _plus(inside[f"{s}_gbp"].reindex(index), _pounds(beside[s])) for s in (*SEVEN, RETURNED)}
    named = force.agreements.set_index("key")
    return pd.DataFrame(
        {
            "organisation": [named["organisation"].get(k, k.split("|", 1)[0]) for k in index],
            "reference": [named["reference"].get(k, "") or k.rsplit("||", 1)[-1] for k in index],
            "contributions": each.groupby(owner.to_numpy()).size().reindex(index).fillna(0).astype("int64"),
            "amounts_unknown": each["secured_gbp"].isna().groupby(owner.to_numpy()).sum().reindex(index)
            .fillna(0).astype("int64"),
            **total,
        },
        index=index,
    )  # fmt: skip


def total_sums(
    ledger: Ledger, on: dt.date | None = None, *, health_only: bool = False, force: Force | None = None
) -> pd.DataFrame:
    """The seven sums (and returned) over the ledger, one row each: step, amount_gbp, rows (with an amount), unknown.

    Args:
        ledger: the ledger.
        on: the day looked at; see `in_force`.
        health_only: only contributions for health; money tied to no contribution has no purpose, and is left out.
        force: what is in force on the day, where that is known already.
    """
    force = force or in_force(ledger, on)
    each = contribution_sums(ledger, on, force)
    counted = each[each["health"]] if health_only else each
    steps = _by_step(force)
    ends = _loose_ends(force, set(each.index))
    beside = _added(ends)
    mine = steps[steps["owner"].isin(counted.index)]
    rows = []
    for step in (*SEVEN, RETURNED):
        amounts = list(counted[f"{step}_gbp"].dropna())
        blank = mine[(mine["step"] == step) & mine["pence"].isna()]
        unknown = int(counted["secured_gbp"].isna().sum()) if step == "secured" else len(blank)
        if not health_only:
            amounts += list(_pounds(beside[step]).dropna())
            unknown += int((ends["step"].eq(step) & ends["pence"].isna()).sum())
        total = round(sum(round(a * 100) for a in amounts)) / 100 if amounts else float("nan")
        rows.append((step, total, len(amounts), unknown))
    return pd.DataFrame(rows, columns=["step", "amount_gbp", "rows", "unknown"])


def tied_to_none(ledger: Ledger, on: dt.date | None = None, force: Force | None = None) -> pd.DataFrame:
    """One row a transaction in force that names no contribution in force, and the agreement it names ("" for none)."""
    force = force or in_force(ledger, on)
    each = set(force.contributions["key"])
    agreements = set(force.agreements["key"])
    steps = _by_step(force)
    ends = force.transactions.loc[steps.index[~steps["owner"].isin(each)]]
    return ends.assign(agreement_key=ends["parent"].where(ends["parent"].isin(agreements), ""))


@dataclass(frozen=True)
class Mixed:
    """Contributions that took the place of another together, and its transactions, which cannot be told apart.

    Attributes:
        reference: the contribution that was replaced.
        among: keys of those in force that replaced it, in order.
        counted_for: the one of them that the sums count its transactions for.
        transactions: those of it in force, in words: `T1 £100 received`.
    """

    reference: str
    among: tuple[str, ...]
    counted_for: str
    transactions: tuple[str, ...]


def mixed(force: Force) -> tuple[Mixed, ...]:
    """Where a deed split a contribution that had transactions: which of the parts they belong to is not known."""
    found = []
    for key, among in force.varied.shared.items():
        rows = force.transactions[force.transactions["parent"] == key].sort_values(["reference", "version"])
        if len(rows):
            moves = zip(rows["reference"], rows["amount"], rows["contribution_funding_status"], strict=True)
            told = tuple(f"{r} {gbp_words(a)} {s if isinstance(s, str) else 'at no known step'}" for r, a, s in moves)
            name = str(rows["developer_agreement_contribution"].iloc[0])
            found.append(Mixed(name, among, force.follows[key], told))
    return tuple(found)


def _by_step(force: Force) -> pd.DataFrame:
    """One row a transaction in force: owner (key of the contribution it counts for), council, step, pence."""
    rows = force.transactions
    return pd.DataFrame(
        {
            "owner": pd.Series([force.follows.get(p, p) for p in rows["parent"]], index=rows.index, dtype="str"),
            "council": pd.Series([council_code(o) for o in rows["organisation"]], index=rows.index, dtype="str"),
            "step": rows["contribution_funding_status"].astype("object"),
            "pence": pence_of(rows["amount"]),
        },
        index=rows.index,
    )


def _loose_ends(force: Force, owned: set[str]) -> pd.DataFrame:
    """Steps of no contribution in force, by owner: the agreement they name, or nothing of their council."""
    steps = _by_step(force)
    ends = steps[~steps["owner"].isin(owned)]
    tied = ends["owner"].where(ends["owner"].isin(set(force.agreements["key"])), "")
    return ends.assign(owner=tied.where(tied != "", ends["council"] + "||" + NO_CONTRIBUTION))


def _added(steps: pd.DataFrame) -> pd.DataFrame:
    """Whole pence by owner and step, Int64; NA where no amount is recorded (the sum of nothing is not nought).

    What left is written with a minus by some councils and without by others: how much left is meant by both.
    """
    known = steps[steps["pence"].notna() & steps["step"].notna()]
    sums = known.groupby(["owner", "step"])["pence"].sum().unstack("step")  # noqa: PD010 - a plain grid
    found = sums.reindex(columns=[*SEVEN, RETURNED]).astype("Int64")
    return found.assign(**{step: found[step].abs() for step in OUTGOING})


def _pounds(pence: "pd.Series[Any]") -> "pd.Series[float]":
    return pence.astype("Float64").astype("float64") / 100


def _plus(a: "pd.Series[float]", b: "pd.Series[float]") -> "pd.Series[float]":
    """The sum of what is known; not known where neither is."""
    return (a.fillna(0.0) + b.fillna(0.0)).round(2).where(a.notna() | b.notna())

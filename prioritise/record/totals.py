"""The money of a list in whole pence: by pot, kind of pot, year and scheme, and that all of these come to the same."""

from dataclasses import dataclass

import pandas as pd

from prioritise.errors import SolverFault
from prioritise.record.model import RunLike
from prioritise.record.words import POT_KINDS, plural

PENCE = 100


@dataclass(frozen=True)
class Tied:
    """Sums that were found to be the same.

    Attributes:
        pence: what all payments come to. payments, pots, years, schemes: how many of each there are.
    """

    pence: int
    payments: int
    pots: int
    years: int
    schemes: int

    def in_words(self) -> str:
        """What they come to, and that it is the same: `£1,234.00 in 12 payments; the same by pot, ...`."""
        many = plural(self.payments, "payment")
        return f"{exact(self.pence)} in {many}; the same by pot, by year and by scheme, to the penny."


def exact(pence: int) -> str:
    """Pence as pounds with pence: `£1,234.50`."""
    return f"£{pence // PENCE:,}.{pence % PENCE:02d}"


def payments(run: RunLike) -> pd.DataFrame:
    """One row a payment: pot_id, pot_name, kind (of the pot), bid_id, title, financial_year (label), pence."""
    kinds = run.pots_after.set_index("pot_id")["kind"]
    rows = run.funding
    pence = (rows["amount_gbp"] * PENCE).round().astype("int64")
    return rows.drop(columns="amount_gbp").assign(kind=rows["pot_id"].map(kinds), pence=pence)


def by_pot_and_year(run: RunLike) -> pd.DataFrame:
    """One row a pot that pays, by kind and name; columns pot_id, pot_name, kind, a year each (pence), total_pence."""
    rows = payments(run)
    rows = rows.assign(kind=pd.Categorical(rows["kind"], [*POT_KINDS]))
    wide = rows.pivot_table(
        index=["kind", "pot_name", "pot_id"], columns="financial_year", values="pence", aggfunc="sum", observed=True
    )
    wide = wide.assign(total_pence=wide.sum(axis=1).astype("int64")) if len(wide) else wide.assign(total_pence=[])
    return wide.reset_index().astype({"kind": "str"})


def by_kind_and_year(run: RunLike) -> pd.DataFrame:
    """One row a kind of pot that pays: kind, a year each (pence), total_pence."""
    wide = by_pot_and_year(run).drop(columns=["pot_name", "pot_id"])
    return wide.groupby("kind", as_index=False, sort=False).sum(min_count=1)


def years_paid(run: RunLike) -> list[str]:
    """Labels of the financial years with a payment, in order."""
    return sorted(run.funding["financial_year"].unique())


def tied(run: RunLike) -> Tied:
    """The sums of a list, each from the payments and all compared.

    Raises:
        SolverFault: they do not come to the same (a defect of ours).
    """
    rows = payments(run)
    whole = int(rows["pence"].sum())
    table = by_pot_and_year(run)
    committed = int((run.pots_after["committed_gbp"] * PENCE).round().sum())
    sums = {
        "by pot": int(table["total_pence"].sum()),
        "by year": int(sum(table[y].fillna(0).sum() for y in years_paid(run))),
        "by scheme": int(rows.groupby("bid_id")["pence"].sum().sum()),
        "committed in the pots": committed,
    }
    if wrong := {name: found for name, found in sums.items() if found != whole}:
        said = "; ".join(f"{name} {exact(found)}" for name, found in wrong.items())
        raise SolverFault(f"the payments come to {exact(whole)}, but {said}")
    return Tied(whole, len(rows), rows["pot_id"].nunique(), len(years_paid(run)), rows["bid_id"].nunique())

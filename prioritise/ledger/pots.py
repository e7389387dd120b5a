"""From the ledger to pots: which contributions are money a surgery could use, how much is left, step by step."""

import datetime as dt
from collections.abc import Container, Mapping
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.ledger.force import Force, in_force
from prioritise.ledger.model import Ledger, council_code, council_name, gbp_words, is_health
from prioritise.ledger.pot_terms import unlike
from prioritise.ledger.sums import contribution_sums, mixed

HELD = ("transferred", "allocated", "received")
"""Steps of money that has been paid, the furthest first."""
STEP_COLUMNS = [
    "pot_id", "own_pot", "organisation", "reference", "version", "kind", "status", "counted_from", "counted_gbp",
    "spent_gbp", "returned_gbp", "left_gbp", "still_to_come_gbp", "holder", "spend_by", "why_no_pot", "working",
]  # fmt: skip
OTHER_PURPOSE = "for another purpose than health"
AMOUNT_UNKNOWN = "amount is blank (unknown)"
BELOW_ZERO = "amount is below zero"
SPENT = "spent in full"
MIXED = "what is left is not known: it shares transactions with another contribution"

Row = Mapping[Any, Any]


def pot_id_of(organisation: Any, reference: Any) -> str:
    """Id of the pot a contribution makes: the council's code and the reference."""
    code = council_code(organisation)
    return f"{code}:{reference}" if code else str(reference)


def steps_of_case(case: Case, on: dt.date | None = None, force: Force | None = None) -> pd.DataFrame:
    """`pot_steps` of the ledger of a case, beside the pots that it has."""
    return pot_steps(Ledger.of(case), on, force, frozenset(case.table("pots")["pot_id"]))


def pot_steps(
    ledger: Ledger, on: dt.date | None = None, force: Force | None = None, there: Container[str] = ()
) -> pd.DataFrame:
    """One row a contribution in force: the pot it makes, or why it makes none, with each step of the sum.

    Money received, allocated or transferred is one sum of money at different steps, so it counts once (the largest of
    the three); where none of it is recorded the secured sum counts, and where there is no deed yet what was requested.
    What was spent and returned comes off; never below nought. What is secured beyond what is held is told apart
    (`still_to_come_gbp`) and is in no pot.

    Contributions that state one pot which is not there yet share it only where their terms are alike; otherwise each
    has a pot of its own, and `own_pot` says why ("" elsewhere): money is never used more widely or later than its
    agreement allows, and none lapses with another's.

    Args:
        ledger: the ledger.
        on: the day looked at; see `in_force`.
        force: what is in force on it, where that is known already.
        there: ids of the pots there are.

    Returns:
        `STEP_COLUMNS`, in order of council and reference; `why_no_pot` is "" for a contribution that makes a pot.
    """
    force = force or in_force(ledger, on)
    sums = contribution_sums(ledger, on, force)
    terms = force.contributions.set_index("key")
    kinds = sums["kind"].to_dict()
    pots = _pot_ids(ledger, force)
    own = _apart(force.contributions.assign(kind=force.contributions["key"].map(kinds)), pots, there)
    said = terms.to_dict("index")
    blurred = {key: group.reference for group in mixed(force) for key in group.among}
    rows = [
        _step(sum_of, said[key], own.get(str(key), (pots[str(key)], "")), blurred.get(str(key), ""))
        for key, sum_of in sums.to_dict("index").items()
    ]
    return pd.DataFrame(rows, columns=STEP_COLUMNS)


def _pot_ids(ledger: Ledger, force: Force) -> dict[str, str]:
    """Pot of each contribution by key: the one stated, else that of the one a deed replaced, else one of its own."""
    rows = ledger.contributions.sort_values(["key", "version"], kind="stable")
    own = {
        key: stated if isinstance(stated, str) else pot_id_of(organisation, reference)
        for key, stated, organisation, reference in zip(
            rows["key"], rows["pot_id"], rows["organisation"], rows["reference"], strict=True
        )
    }
    stated = set(rows.loc[rows["pot_id"].notna(), "key"])
    first: dict[str, str] = {}
    for old, new in sorted(force.follows.items()):
        if old not in set(force.follows.values()) and old in own:
            first.setdefault(new, old)
    return {key: own[first[key]] if key in first and key not in stated else pot for key, pot in own.items()}


def _apart(rows: pd.DataFrame, pots: Mapping[str, str], there: Container[str]) -> dict[str, tuple[str, str]]:
    """Key -> pot of its own and why, for health contributions that cannot share the new pot they state.

    Once their own pots are there they keep them, so that the same file again changes nothing.
    """
    rows = rows[rows["contribution_purpose"].map(is_health).astype(bool)].sort_values("key")
    stated = rows["key"].map(pots)
    found: dict[str, tuple[str, str]] = {}
    for pot_id, group in rows.groupby(stated, sort=True):
        ids = [pot_id_of(o, r) for o, r in zip(group["organisation"], group["reference"], strict=True)]
        terms = unlike(group.assign(holder=[_holder(r) for r in group.to_dict("records")]))
        made_apart = any(i in there for i in ids if i != pot_id)
        if (
            len(ids) == 1
            or (pot_id in there and pot_id not in ids)
            or not (made_apart or (terms and pot_id not in there))
        ):
            continue
        why = f"not one pot {pot_id} with {len(ids) - 1} more: "
        why += f"they differ in {' and '.join(terms)}" if terms else "each has a pot already"
        found.update({str(key): (own, why) for key, own in zip(group["key"], ids, strict=True)})
    return found


def _holder(terms: Row) -> str:
    return terms["holder"] if isinstance(terms["holder"], str) else council_name(terms["organisation"])


def _step(sums: Row, terms: Row, pot: tuple[str, str], blurred: str) -> tuple[Any, ...]:
    """One row of `pot_steps`; `blurred` names the contribution whose transactions may be another's ("" for none)."""
    status, counted = _counted(sums)
    if blurred:
        counted = None
    spent, returned = _known(sums["spent_gbp"]), _known(sums["returned_gbp"])
    left = None if counted is None else round(max(counted - spent - returned, 0.0), 2)
    to_come = _still_to_come(status, counted, sums["secured_gbp"])
    why = MIXED if blurred and sums["health"] else _why_none(sums, counted, left)
    working = (
        f"transactions of {blurred} may be another's" if blurred else _working(status, counted, spent, returned, left)
    )
    return (
        *pot, sums["organisation"], sums["reference"], sums["version"], sums["kind"], status, status, counted, spent,
        returned, left, to_come, _holder(terms), terms["spend_by"], why, working,
    )  # fmt: skip


def _counted(sums: Row) -> tuple[str, float | None]:
    """The furthest step that money has reached, and the sum that counts for it (None: unknown)."""
    held = {s: sums[f"{s}_gbp"] for s in HELD if _known(sums[f"{s}_gbp"]) > 0}
    if held:
        return next(iter(held)), max(held.values())
    known = [s for s in ("secured", "requested") if not pd.isna(sums[f"{s}_gbp"])]
    return (known[0], float(sums[f"{known[0]}_gbp"])) if known else ("secured", None)


def _still_to_come(status: str, counted: float | None, secured: float) -> float | None:
    """What is secured beyond what has been paid; not known where no payment, or no secured sum, is on record."""
    if counted is None or status not in HELD or pd.isna(secured):
        return None
    return round(max(secured - counted, 0.0), 2)


def _known(value: float) -> float:
    return 0.0 if pd.isna(value) else float(value)


def _why_none(sums: Row, counted: float | None, left: float | None) -> str:
    if not sums["health"]:
        return OTHER_PURPOSE
    if counted is None or left is None:
        return AMOUNT_UNKNOWN
    if counted < 0:
        return BELOW_ZERO
    return SPENT if left <= 0 else ""


def _working(status: str, counted: float | None, spent: float, returned: float, left: float | None) -> str:
    if counted is None or left is None:
        return "no amount is recorded"
    parts = [f"{gbp_words(counted)} {status}"]
    parts += [f"less {gbp_words(spent)} spent"] if spent else []
    parts += [f"less {gbp_words(returned)} returned"] if returned else []
    return f"{', '.join(parts)}: {gbp_words(left)} left"


def pot_amounts(case: Case) -> dict[str, float]:
    """What each pot of a case holds over all years, £: its yearly receipts where it has them, else its amount."""
    pots = case.table("pots")
    yearly = case.table("pot_years").groupby("pot_id")["amount_gbp"].sum()
    held = pots["pot_id"].map(yearly).fillna(pots["amount_gbp"]) if len(yearly) else pots["amount_gbp"]
    return {str(p): float(a) for p, a in zip(pots["pot_id"], held, strict=True)}


def against_pots(case: Case, on: dt.date | None = None) -> pd.DataFrame:
    """One row a pot of the case that a contribution stands behind: what each of them says is left.

    Returns:
        pot_id, pot, reference, pot_gbp, ledger_gbp, difference_gbp (pot less ledger; NaN: unknown),
        working; in pot order. Several contributions in one pot are added up.
    """
    steps = steps_of_case(case, on)
    pots = case.table("pots")
    amounts = pot_amounts(case)
    names = dict(zip(pots["pot_id"], pots["name"], strict=True))
    held = steps[steps["pot_id"].isin(amounts)]
    rows = []
    for name, group in held.groupby("pot_id", sort=True):
        pot_id = str(name)
        known = group["left_gbp"].astype("float64")
        ledger = float("nan") if known.isna().any() else round(float(known.sum()), 2)
        apart = round(amounts[pot_id] - ledger, 2)
        said = "; ".join(f"{r}: {w}" for r, w in zip(group["reference"], group["working"], strict=True))
        rows.append((pot_id, names[pot_id], "; ".join(group["reference"]), amounts[pot_id], ledger, apart, said))
    columns = ["pot_id", "pot", "reference", "pot_gbp", "ledger_gbp", "difference_gbp", "working"]
    return pd.DataFrame(rows, columns=columns)

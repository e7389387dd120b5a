"""What in a ledger does not add up, or wants someone to act: warnings and notes, each with its row and the figures."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.issues import Issue, sort_issues
from prioritise.ledger.check_pots import PENNY, pot_points
from prioritise.ledger.force import Force, in_force
from prioritise.ledger.model import Ledger, gbp_words, is_health, row_key
from prioritise.ledger.point import point
from prioritise.ledger.pots import pot_steps, steps_of_case
from prioritise.ledger.sums import contribution_sums, mixed, tied_to_none

VAGUE = re.compile(r"\bor other\b|\band/or other\b|\bother health purposes\b|\bcommunity purposes\b", re.IGNORECASE)
"""Wording of a purpose that has been set aside at appeal as too loose (domain notes, R4: Ingol)."""


def ledger_issues(case: Case, on: dt.date | None = None) -> tuple[Issue, ...]:
    """Every doubt about the ledger of a case; none where it has none.

    Args:
        case: the case.
        on: the day looked at; None: any end date counts, and no spend-by date has passed.
    """
    ledger = Ledger.of(case)
    if ledger.is_empty:
        return ()
    force = in_force(ledger, on)
    steps = steps_of_case(case, on, force)
    found = [
        *_sums(contribution_sums(ledger, on, force), force),
        *_links(ledger, force),
        *_loose_ends(ledger, on, force),
        *_deeds(ledger, force),
        *_twice(force),
        *_alike(force),
        *_wording(force),
        *_dates(steps, on, force),
        *pot_points(case, steps, force, on),
    ]
    return sort_issues(found)


COMPARISONS = (
    # more of this than of that, code, what it may mean
    ("received", "secured", "received_above_secured", "indexation or a deed of variation may explain it"),
    ("spent", "received", "spent_above_received", "money cannot be spent before it is received"),
    ("allocated", "received", "allocated_above_received", "money can be set aside only once it is there"),
    ("transferred", "received", "transferred_above_received", "money can be passed on only once it is there"),
)
MISSING = (
    # this is recorded and that is not, code, what it may mean
    ("transferred", "received", "transferred_not_received", "no receipt is recorded for money that was passed on"),
    ("spent", "received", "spent_not_received", "no receipt is recorded for money that was spent"),
    ("triggered", "received", "triggered_not_received", "it is due: ask the council whether it has been paid"),
)


def _sums(sums: pd.DataFrame, force: Force) -> Iterator[Issue]:
    rows = _rows(force)
    blurred = {key for group in mixed(force) for key in group.among}  # their sums are told as `varied_by_several`
    for key, sum_of in sums[~sums.index.isin(sorted(blurred))].to_dict("index").items():
        reference = str(sum_of["reference"])
        for more, less, code, means in COMPARISONS:
            high, low = sum_of[f"{more}_gbp"], sum_of[f"{less}_gbp"]
            if high - low > PENNY:
                said = f"{reference}: {gbp_words(high)} {more}, but {gbp_words(low)} {less}; {means}"
                yield point(
                    ("contributions", rows[key], "amount"), code, reference, said, "shown: each sum stands alone"
                )
        for there, absent, code, means in MISSING:
            if sum_of[f"{there}_gbp"] > PENNY and pd.isna(sum_of[f"{absent}_gbp"]):
                said = f"{reference}: {gbp_words(sum_of[f'{there}_gbp'])} {there} and nothing {absent}; {means}"
                yield point(
                    ("contributions", rows[key], "amount"), code, reference, said, "shown: each sum stands alone"
                )
        owed = sum_of["triggered_gbp"] - sum_of["received_gbp"]
        if owed > PENNY:
            said = f"{reference}: {gbp_words(owed)} of what was triggered is not received: it is due"
            yield point(
                ("contributions", rows[key], "amount"), "triggered_not_paid", reference, said, "ask the council"
            )
        if pd.isna(sum_of["secured_gbp"]) and pd.isna(sum_of["requested_gbp"]) and sum_of["health"]:
            said = f"{reference}: a health contribution without an amount"
            yield point(
                ("contributions", rows[key], "amount"), "amount_unknown", reference, said, "not known, not nought"
            )


def _rows(force: Force) -> dict[Any, int]:
    """Line of the case file by key of a contribution in force."""
    return dict(zip(force.contributions["key"], force.contributions.index, strict=True))


def _links(ledger: Ledger, force: Force) -> Iterator[Issue]:
    known = set(ledger.agreements["key"])
    live = set(force.agreements["key"])
    for i, row in force.contributions[["reference", "developer_agreement", "parent", "end_date"]].iterrows():
        reference, deed = str(row["reference"]), row["developer_agreement"]
        if row["parent"] not in known:
            said = f"{reference} is in agreement {deed if isinstance(deed, str) else '(blank)'}, which has no row"
            yield point(("contributions", i, "developer_agreement"), "no_agreement", reference, said, "kept", "info")
        elif row["parent"] not in live:
            said = f"{reference} is in agreement {deed}, which is not in force, but has no end date of its own"
            done = "still counted: an end date is sometimes misused"
            yield point(("contributions", i, "developer_agreement"), "agreement_not_in_force", reference, said, done)


def _loose_ends(ledger: Ledger, on: dt.date | None, force: Force) -> Iterator[Issue]:
    ends = tied_to_none(ledger, on, force)
    out = set(ledger.contributions["key"])
    for i, row in ends.iterrows():
        named = row["developer_agreement_contribution"]
        named = named if isinstance(named, str) else "(blank)"
        if row["agreement_key"]:
            said, code = f"{row['reference']} names agreement {named}, not a contribution", "transaction_of_agreement"
            done = "counted for the agreement; its purpose is not known"
        elif row["parent"] in out:
            said, code = f"{row['reference']} is part of {named}, which is not in force", "transaction_not_in_force"
            done = "counted apart, for no contribution"
        else:
            said, code = f"{row['reference']} is part of {named}, which has no row", "no_contribution"
            done = "counted apart, for no contribution"
        yield point(
            ("transactions", i, "developer_agreement_contribution"), code, str(row["reference"]), said, done, "info"
        )


def _deeds(ledger: Ledger, force: Force) -> Iterator[Issue]:
    for name in ("agreements", "contributions"):
        rows, keys = force.table(name), set(ledger.table(name)["key"])
        for i, row in rows[rows["varies"].notna()].iterrows():
            if row_key(row["organisation"], row["varies"]) not in keys:
                said = f"{row['reference']} varies {row['varies']}, which has no row"
                yield point(
                    (name, i, "varies"), "varies_nothing", str(row["reference"]), said, "both are shown as they are"
                )
    yield from _split(force)
    rows = force.contributions[force.contributions["key"].isin(force.varied.circles)]
    for i, row in rows.iterrows():
        said = f"{row['reference']} is varied by a deed that it varies itself, directly or through others"
        yield point(
            ("contributions", i, "varies"), "varies_circle", str(row["reference"]), said, "none is taken as varied"
        )
    deeds = force.agreements[force.agreements["varies"].notna()]
    names = set(force.contributions.loc[force.contributions["varies"].notna(), "parent"])
    for i, row in deeds[~deeds["key"].isin(names)].iterrows():
        said = f"deed {row['reference']} varies {row['varies']}, but none of its contributions says which it replaces"
        done = "the contributions of both deeds are counted"
        yield point(("agreements", i, "varies"), "variation_not_linked", str(row["reference"]), said, done)


def _split(force: Force) -> Iterator[Issue]:
    """Contributions that several replace: by one deed, so that the money cannot be told apart, or by one deed each."""
    named = {str(k): str(r) for k, r in zip(force.contributions["key"], force.contributions["reference"], strict=True)}
    rows = _rows(force)
    for group in mixed(force):
        names = ", ".join(named[k] for k in group.among)
        said = (
            f"{names} take the place of {group.reference} together: which of them its transactions belong to is not "
            f"known ({'; '.join(group.transactions)})"
        )
        done = (
            f"in the sums all are counted for {named[group.counted_for]}; what is left of each is not known, so no pot "
            "is made or changed. If all belong to one of them, clear Varies of the others; else ask the council to "
            "put each transaction under its own contribution"
        )
        yield point(("contributions", rows[group.among[0]], "varies"), "varied_by_several", names, said, done)
    out = force.reasons[force.reasons["cause"] == "varied"]
    told = {group.among for group in mixed(force)}
    named |= {row_key(o, r): str(r) for o, r in zip(out["organisation"], out["reference"], strict=True)}
    for key, rivals in sorted(force.varied.rivals.items()):
        if force.varied.shared.get(key) not in told:
            names = ", ".join(named[k] for k in rivals)
            of = named.get(key, "one contribution")
            said = f"{names}, of several deeds, each take the place of {of}: none is known to be the later"
            done = "each is counted: enter the dates of the deeds, or set Varies of the later to the one it replaces"
            yield point(("contributions", rows[force.follows[key]], "varies"), "varied_side_by_side", names, said, done)
    for row in out.to_dict("records"):
        key = row_key(row["organisation"], row["reference"])
        if key not in force.varied.overtaken:
            continue
        said, by = f"{row['reference']}: {row['reason']}", ", ".join(named[k] for k in force.varied.by[key])
        done = f"{row['reference']} is in no sum; if both stand, clear Varies of {by}"
        yield point(
            ("contributions", rows[force.follows[key]], "varies"), "varied_again", str(row["reference"]), said, done
        )


def _twice(force: Force) -> Iterator[Issue]:
    twice = force.reasons[force.reasons["cause"] == "twice"]
    for row in twice.itertuples(index=False):
        said = f"{row.reference}: {row.reason}"
        done = "the others are kept, out of force"
        yield point((str(row.table), row.row, "reference"), "reference_twice", str(row.reference), said, done)


def _alike_groups(force: Force) -> Iterator[pd.DataFrame]:
    """Contributions of one agreement for one purpose and one amount under different references: perhaps one sum."""
    rows = force.contributions
    rows = rows[rows["amount"].gt(0) & rows["developer_agreement"].notna() & rows["contribution_purpose"].notna()]
    one = ["organisation", "developer_agreement", "contribution_purpose", "amount"]
    yield from (group for _, group in rows.groupby(one, sort=True) if len(group) > 1)


def _alike(force: Force) -> Iterator[Issue]:
    for group in _alike_groups(force):
        names, first = ", ".join(sorted(group["reference"])), group.iloc[0]
        said = (
            f"{gbp_words(first['amount'])} for {first['contribution_purpose']} stands {len(group)} times in "
            f"{first['developer_agreement']}: {names}; it may be one sum"
        )
        done = "each is counted: ask the council, and end-date the rows that are the same sum"
        yield point(("contributions", group.index[0], "amount"), "sums_alike", names, said, done)


def doubled_gbp(force: Force, *, health_only: bool = False) -> float:
    """Pounds of what is secured that may be one sum written twice: what the issues `sums_alike` are about.

    Of contributions that may be one sum all but one are doubtful. They are counted in every sum all the same.

    Args:
        force: what is in force on the day looked at.
        health_only: only contributions for health.

    Returns:
        £, to the penny; 0 where no two are alike.
    """
    groups = [g for g in _alike_groups(force) if not health_only or is_health(g["contribution_purpose"].iloc[0])]
    return sum(round(float(g["amount"].iloc[0]) * 100) * (len(g) - 1) for g in groups) / 100


def double_in_pots(case: Case, on: dt.date | None = None) -> float:
    """Pounds left in pots for health that may be one sum written twice: what a list could spend and may not be there.

    Not what is secured, as `doubled_gbp`, but what is left of each contribution that makes a pot: of those alike, all
    but the largest. 0 where there is no ledger.
    """
    ledger = Ledger.of(case)
    if ledger.is_empty:
        return 0.0
    force = in_force(ledger, on)
    steps = pot_steps(ledger, on, force)
    steps = steps[steps["why_no_pot"] == ""]
    left = dict(zip(zip(steps["organisation"], steps["reference"], strict=True), steps["left_gbp"], strict=True))
    doubtful = 0
    for group in _alike_groups(force):
        names = zip(group["organisation"], group["reference"], strict=True)
        pence = sorted(round(100 * float(left[name])) for name in names if name in left)
        doubtful += sum(pence[:-1])
    return doubtful / 100


def _wording(force: Force) -> Iterator[Issue]:
    rows = force.contributions
    loose = rows[rows["purpose_text"].fillna("").astype("str").str.contains(VAGUE)]
    for i, row in loose.iterrows():
        said = f"{row['reference']}: the purpose is loosely worded; a sum worded so was disregarded at appeal (Ingol)"
        yield point(
            ("contributions", i, "purpose_text"), "purpose_vague", str(row["purpose_text"]), said, "check the deed"
        )


def _dates(steps: pd.DataFrame, on: dt.date | None, force: Force) -> Iterator[Issue]:
    if on is None:
        return
    late = steps[(steps["why_no_pot"] == "") & (steps["spend_by"] < pd.Timestamp(on))]
    rows = {(o, r): i for i, o, r in force.contributions[["organisation", "reference"]].itertuples(name=None)}
    for step in late.to_dict("records"):
        said = f"{step['reference']}: the spend-by date has passed, and {gbp_words(step['left_gbp'])} is left"
        done = "shown; only the developer can agree to a longer time"
        row = rows[step["organisation"], step["reference"]]
        yield point(("contributions", row, "spend_by"), "spend_by_passed", str(step["reference"]), said, done)

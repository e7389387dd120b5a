"""The ledger of planning contributions, as its page shows it."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.ledger.checks import doubled_gbp, ledger_issues
from prioritise.ledger.force import CAUSES, Force, in_force
from prioritise.ledger.model import Ledger, council_name
from prioritise.ledger.pots import steps_of_case
from prioritise.ledger.sums import RETURNED, SEVEN, SUM_COLUMNS, agreement_sums, contribution_sums, total_sums
from prioritise.ui import words
from prioritise.years import year_start

MEANS = {
    "requested": "asked for by the NHS", "secured": "agreed in a deed or notice", "triggered": "due, by the deed",
    "received": "paid to the council", "allocated": "set aside for a scheme", "transferred": "passed to the NHS",
    "spent": "spent on a scheme", "returned": "given back to the payer",
}  # fmt: skip
SUMS = SUM_COLUMNS[: len(SEVEN)]
WHERE_DOUBTS = "What does not add up"
"""Heading of the page's part that lists doubts."""
EMPTY = (
    "There is no ledger in this case. Drop the council's three files in below, or import them with the command line; "
    "the clock and the look-up work on the pots there are."
)


@dataclass(frozen=True)
class Counted:
    """What one choice of purposes counts.

    Attributes:
        totals: the seven sums, a row each (`total_sums`).
        agreements: the same by agreement, indexed by key.
        doubled_gbp: what of the secured sum may be the same money written twice.
    """

    totals: pd.DataFrame
    agreements: pd.DataFrame
    doubled_gbp: float


@dataclass(frozen=True)
class Found:
    """A ledger read for a day.

    Attributes:
        ledger, force: the rows, and which are in force.
        contributions: the seven sums by contribution, indexed by key.
        every, health: what is counted for every purpose, and for health alone.
        steps: what each contribution comes to as a pot.
        issues: what does not add up.
    """

    ledger: Ledger
    force: Force
    contributions: pd.DataFrame
    every: Counted
    health: Counted
    steps: pd.DataFrame
    issues: tuple[Issue, ...]

    def counted(self, *, health_only: bool) -> Counted:
        """What the choice of purposes counts."""
        return self.health if health_only else self.every


def found(case: Case, day: dt.date) -> Found | None:
    """The ledger of a case on a day; None where it has none."""
    ledger = Ledger.of(case)
    if ledger.is_empty:
        return None
    force = in_force(ledger, day)
    every, health = (
        Counted(
            total_sums(ledger, day, health_only=only, force=force),
            agreement_sums(ledger, day, force, health_only=only),
            doubled_gbp(force, health_only=only),
        )
        for only in (False, True)
    )
    each = contribution_sums(ledger, day, force)
    return Found(ledger, force, each, every, health, steps_of_case(case, day, force), ledger_issues(case, day))


def first_day(case: Case) -> dt.date:
    """The day looked at unless the user sets another: the first of the horizon."""
    return year_start(case.settings.horizon[0])


def answer(book: Found | None, *, health_only: bool = True) -> str:
    """What became of the money, in a few sentences; the sums are named and never added."""
    if book is None:
        return EMPTY
    counted = book.counted(health_only=health_only)
    sums = dict(zip(counted.totals["step"], counted.totals["amount_gbp"], strict=True))
    said = [f"{words.gbp(sums[s])} {s}" for s in SEVEN if words.known(sums[s])]
    out = words.plural(len(book.force.reasons), "row")
    look = words.plural(sum(i.severity != "info" for i in book.issues), "point")
    return (
        f"For {'health' if health_only else 'every purpose'}, by {_deeds_words(book, counted)} in force: "
        f"{', '.join(said) or 'no amount is recorded'}.{' Each is a different sum.' if len(said) > 1 else ''} "
        f"{doubled_words(counted)}{out} of the ledger {'is' if len(book.force.reasons) == 1 else 'are'} not in force, "
        f"each with its reason; {look} to look at."
    )


def _deeds_words(book: Found, counted: Counted) -> str:
    """`7 of the 20 agreements`, or `8 agreements` where all are counted."""
    every = set(book.force.agreements["key"])
    mine = len(every & set(counted.agreements.index))
    return words.plural(mine, "agreement") if mine == len(every) else f"{mine} of the {len(every):,} agreements"


def doubled_words(counted: Counted) -> str:
    """What of the secured sum may be counted twice, as a sentence with a space after it; "" for nothing."""
    if not counted.doubled_gbp:
        return ""
    twice = words.gbp(counted.doubled_gbp)
    return f"{twice} of what is secured may be the same money written twice: see “{WHERE_DOUBTS}”, below. "


def figures(book: Found, *, health_only: bool) -> list[tuple[str, str, str]]:
    """The seven sums as headline figures: name, amount, what it means and what of it is not known."""
    counted = book.counted(health_only=health_only)
    shown = []
    for row in counted.totals.to_dict("records"):
        if row["step"] == RETURNED and not row["rows"]:
            continue
        amount = words.gbp(row["amount_gbp"]) if row["rows"] else "none recorded"
        unknown = f"; {words.plural(row['unknown'], 'amount')} not known" if row["unknown"] else ""
        if row["step"] == "secured" and counted.doubled_gbp:
            unknown += f"; {words.gbp(counted.doubled_gbp)} of it may be the same money written twice"
        shown.append((row["step"].capitalize(), amount, MEANS[row["step"]] + unknown))
    return shown


def agreements(book: Found, *, health_only: bool = False) -> pd.DataFrame:
    """One row an agreement in force (and what is tied to none): its name, contributions and the seven sums.

    For health only: those with a contribution for health, and the sums of those contributions.
    """
    deeds = book.force.agreements.set_index("key")
    rows = book.counted(health_only=health_only).agreements
    return pd.DataFrame(
        {
            "council": [council_name(o) for o in rows["organisation"]],
            "agreement": rows["reference"],
            "name": deeds["name"].reindex(rows.index).fillna(""),
            "planning_application": deeds["planning_application"].reindex(rows.index).fillna(""),
            "contributions_held": rows["contributions"],
            **{c: rows[c] for c in SUM_COLUMNS if c in SUMS or rows[c].notna().any()},
        },
        index=rows.index,
    )


def agreements_note(book: Found, *, health_only: bool) -> str:
    """What the sums of the table of agreements count."""
    if not health_only:
        return "Every purpose, as chosen above."
    left = len(book.every.agreements) - len(book.health.agreements)
    said = f"; the {left:,} rows with none for health are left out" if left > 1 else ""
    said = said or ("; the one row with none for health is left out" if left else "")
    return (
        f"Health only, as chosen above: contributions for health and their sums{said}. The agreement you open has "
        "all of its contributions."
    )


def agreement_names(book: Found) -> dict[str, str]:
    """Key -> text of each agreement to choose from, those with most health money secured first."""
    held = book.contributions[book.contributions["health"]]
    health = held.groupby("agreement_key")["secured_gbp"].sum()
    rows = agreements(book)
    order = sorted(rows.index, key=lambda k: (k not in health.index, -health.get(k, 0.0), k))
    return {k: " ".join(filter(None, [rows.loc[k, "agreement"], rows.loc[k, "name"]])) for k in order}


def out_of_force(book: Found) -> pd.DataFrame:
    """One row a row out of force: table, reference, version, why, and where it came from."""
    rows = book.force.reasons
    line = [f", line {n}" if words.known(n) else "" for n in rows["source_line"]]
    file = rows["source_file"].fillna("").astype("str")
    return pd.DataFrame(
        {
            "ledger_table": rows["table"].str.capitalize(),
            "council": [council_name(o) for o in rows["organisation"]],
            "reference": rows["reference"],
            "version": rows["version"],
            "out_amount_gbp": rows["amount"],
            "cause": rows["cause"].map(CAUSES),
            "reason_out": rows["reason"],
            "place_found": [f"{f}{n}" for f, n in zip(file, line, strict=True)],
        }
    )

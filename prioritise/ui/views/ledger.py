"""The ledger of planning contributions, as its page shows it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.funding.lookup import bids_for, pots_for
from prioritise.ledger import clock as clocks
from prioritise.ledger.checks import ledger_issues
from prioritise.ledger.clock import Thresholds
from prioritise.ledger.force import CAUSES, Force, in_force
from prioritise.ledger.model import Ledger, council_name
from prioritise.ledger.pots import steps_of_case
from prioritise.ledger.sums import RETURNED, SEVEN, SUM_COLUMNS, agreement_sums, contribution_sums, total_sums
from prioritise.ledger.terms import TERMS as TYPED
from prioritise.pipeline import Prepared
from prioritise.ui import words
from prioritise.years import year_start

MEANS = {
    "requested": "asked for by the NHS", "secured": "agreed in a deed or notice", "triggered": "due, by the deed",
    "received": "paid to the council", "allocated": "set aside for a scheme", "transferred": "passed to the NHS",
    "spent": "spent on a scheme", "returned": "given back to the payer",
}  # fmt: skip
TERMS = {
    "purpose_text": "Purpose in the deed", "named_surgeries": "Surgeries named", "for_practices": "Practices",
    "trigger": "Trigger", "index_basis": "Index", "spend_by": "Spend by", "holder": "Holder",
    "conditions": "Conditions", "lead_time_weeks": "Lead time (weeks)", "pot_id": "Pot", "units": "Units",
    "notes": "Notes",
}  # fmt: skip
CHANGE_WORDS = {
    "added": "● Added", "changed": "◆ Changed", "absent": "○ No longer in the file", "back": "▲ Back",
}  # fmt: skip
SUMS = SUM_COLUMNS[: len(SEVEN)]
EMPTY = (
    "There is no ledger in this case. Drop the council's three files in below, or import them with the command line; "
    "the clock and the look-up work on the pots there are."
)


@dataclass(frozen=True)
class Found:
    """A ledger read for a day.

    Attributes:
        ledger, force: the rows, and which are in force.
        contributions, agreements: the seven sums by contribution and by agreement, indexed by key.
        totals, health: the sums over all purposes, and for health alone.
        steps: what each contribution comes to as a pot.
        issues: what does not add up.
    """

    ledger: Ledger
    force: Force
    contributions: pd.DataFrame
    agreements: pd.DataFrame
    totals: pd.DataFrame
    health: pd.DataFrame
    steps: pd.DataFrame
    issues: tuple[Issue, ...]


def found(case: Case, day: dt.date) -> Found | None:
    """The ledger of a case on a day; None where it has none."""
    ledger = Ledger.of(case)
    if ledger.is_empty:
        return None
    force = in_force(ledger, day)
    return Found(
        ledger, force, contribution_sums(ledger, day, force), agreement_sums(ledger, day, force),
        total_sums(ledger, day), total_sums(ledger, day, health_only=True), steps_of_case(case, day, force),
        ledger_issues(case, day),
    )  # fmt: skip


def first_day(case: Case) -> dt.date:
    """The day looked at unless the user sets another: the first of the horizon."""
    return year_start(case.settings.horizon[0])


def thresholds(prepared: Prepared) -> Thresholds:
    """Red and amber as the assumptions have them."""
    value = prepared.assumptions.value
    return Thresholds(int(value("money_red_months")), int(value("money_amber_months")))


def answer(book: Found | None) -> str:
    """What became of the money, in one or two sentences; the sums are named and never added."""
    if book is None:
        return EMPTY
    sums = dict(zip(book.totals["step"], book.totals["amount_gbp"], strict=True))
    said = ", ".join(f"{words.gbp(sums[s])} {s}" for s in SEVEN if words.known(sums[s]))
    deeds = words.plural(len(book.force.agreements), "agreement")
    out = words.plural(len(book.force.reasons), "row")
    look = words.plural(sum(i.severity != "info" for i in book.issues), "point")
    return (
        f"By {deeds} in force, for every purpose: {said or 'no amount is recorded'}. Each is a different sum. {out} of "
        f"the ledger {'is' if len(book.force.reasons) == 1 else 'are'} not in force, each with its reason; {look} "
        "to look at."
    )


def figures(book: Found, *, health_only: bool) -> list[tuple[str, str, str]]:
    """The seven sums as headline figures: name, amount, what it means and what of it is not known."""
    rows = book.health if health_only else book.totals
    shown = []
    for row in rows.to_dict("records"):
        if row["step"] == RETURNED and not row["rows"]:
            continue
        amount = words.gbp(row["amount_gbp"]) if row["rows"] else "none recorded"
        unknown = f"; {words.plural(row['unknown'], 'amount')} not known" if row["unknown"] else ""
        shown.append((row["step"].capitalize(), amount, MEANS[row["step"]] + unknown))
    return shown


def agreements(book: Found) -> pd.DataFrame:
    """One row an agreement in force (and what is tied to none): its name, contributions and the seven sums."""
    deeds = book.force.agreements.set_index("key")
    rows = book.agreements
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


def agreement_names(book: Found) -> dict[str, str]:
    """Key -> text of each agreement to choose from, those with most health money secured first."""
    held = book.contributions[book.contributions["health"]]
    health = held.groupby("agreement_key")["secured_gbp"].sum()
    rows = agreements(book)
    order = sorted(rows.index, key=lambda k: (k not in health.index, -health.get(k, 0.0), k))
    return {k: " ".join(filter(None, [rows.loc[k, "agreement"], rows.loc[k, "name"]])) for k in order}


def contributions_of(book: Found, agreement: str) -> pd.DataFrame:
    """One row a contribution of an agreement: purpose and the seven sums."""
    mine = _held_by(book, agreement)
    return pd.DataFrame(
        {
            "contribution": mine["reference"].to_numpy(),
            "contribution_purpose": mine["contribution_purpose"].to_numpy(),
            **{c: mine[c].to_numpy() for c in SUM_COLUMNS if c in SUMS or mine[c].notna().any()},
        }
    )


def left_of(book: Found, agreement: str) -> pd.DataFrame:
    """One row a contribution of an agreement: what is left of it, step by step, and the pot it makes or why none."""
    mine = _held_by(book, agreement)
    steps = book.steps.set_index(["organisation", "reference"])
    rows = [steps.loc[(o, r)] for o, r in zip(mine["organisation"], mine["reference"], strict=True)]
    return pd.DataFrame(
        {
            "contribution": mine["reference"].to_numpy(),
            "working": [s["working"] for s in rows],
            "pot_made": [_pot_made(s) for s in rows],
        }
    )


def _pot_made(step: "pd.Series[Any]") -> str:
    """The pot a contribution makes, and why it is one of its own; or why it makes none."""
    if step["why_no_pot"]:
        return f"None: {step['why_no_pot']}"
    return f"{step['pot_id']} ({step['own_pot']})" if step["own_pot"] else str(step["pot_id"])


def _held_by(book: Found, agreement: str) -> pd.DataFrame:
    """Contributions in force of an agreement; of a council's `no agreement`, those whose agreement has no row."""
    rows = book.contributions
    owner = rows["agreement_key"].where(rows["agreement_key"].isin(book.force.agreements["key"]), "")
    mine = rows[owner == (agreement if "||" not in agreement else "")]
    if "||" in agreement:
        mine = mine[[k.startswith(agreement.split("||", maxsplit=1)[0] + "|") for k in mine.index]]
    return mine


def terms_of(book: Found, agreement: str) -> dict[str, dict[str, str]]:
    """Contribution -> what its deed says, as far as it is known."""
    rows = book.force.contributions
    mine = rows[rows["parent"] == agreement]
    told: dict[str, dict[str, str]] = {}
    for row in mine.to_dict("records"):
        said = {label: _said(row[c]) for c, label in TERMS.items() if words.known(row[c]) and row[c] != ()}
        if said:
            told[str(row["reference"])] = said
    return told


def keys_of(book: Found, agreement: str) -> dict[str, str]:
    """Key -> reference of each contribution of an agreement."""
    rows = book.force.contributions
    mine = rows[rows["parent"] == agreement]
    return dict(zip(mine["key"], mine["reference"], strict=True))


def typed_terms(book: Found, key: str) -> dict[str, Any]:
    """The terms of one contribution as they stand, by column; None or () where not known."""
    rows = book.force.contributions
    row = rows[rows["key"] == key].iloc[0]
    return {c: row[c] if isinstance(row[c], tuple) or words.known(row[c]) else None for c in TYPED}


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, pd.Timestamp):
        return words.day(value)
    return words.number(value) if isinstance(value, float) else str(value)


def moves_of(book: Found, agreement: str) -> pd.DataFrame:
    """One row a transaction in force of an agreement or of its contributions, in order of time."""
    rows = book.force.transactions
    held = book.contributions
    mine = set(held.index[held["agreement_key"] == agreement]) | {agreement}
    owner = pd.Series([book.force.follows.get(p, p) for p in rows["parent"]], index=rows.index, dtype="str")
    shown = rows[owner.isin(mine)].sort_values(["start_date", "reference"], kind="stable")
    return pd.DataFrame(
        {
            "transaction": shown["reference"],
            "named": shown["developer_agreement_contribution"],
            "money_step": shown["contribution_funding_status"],
            "moved_gbp": shown["amount"],
            "start_date": shown["start_date"],
        }
    )


def document_of(book: Found, agreement: str) -> dict[str, str]:
    """What is known of an agreement itself."""
    deeds = book.force.agreements
    rows = deeds[deeds["key"] == agreement]
    if not len(rows):
        return {}
    row = rows.iloc[0]
    said = {
        "Reference": row["reference"], "Council": council_name(row["organisation"]),
        "Type": row["developer_agreement_type"], "Planning application": row["planning_application"],
        "Took effect": words.day(row["start_date"]), "Varies": row["varies"], "Document": row["document_url"],
        "Notes": row["notes"], "From": row["source_file"],
    }  # fmt: skip
    return {k: str(v) for k, v in said.items() if words.known(v)}


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


def points(book: Found) -> pd.DataFrame:
    """One row a thing that does not add up or wants someone to act: severity, what, and what is done."""
    rows = [(i.severity, i.table.capitalize(), i.message, i.done) for i in book.issues]
    return pd.DataFrame(rows, columns=["severity", "ledger_table", "message", "done"])


def clock_rows(case: Case, day: dt.date, limits: Thresholds) -> pd.DataFrame:
    """`ledger.clock.clock`, with the light in words."""
    rows = clocks.clock(case, day, limits)
    return rows.assign(light_words=rows["light"].map(words.LIGHTS))


def clock_table(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a quarter and light: number of pots, and the money in hand, promised and asked for."""
    out = clocks.by_quarter(rows)
    return out.assign(light=out["light"].map(words.LIGHTS)).rename(columns={"light": "light_words"})


def clock_title(rows: pd.DataFrame) -> str:
    """Takeaway of the clock: the money in hand that is red, and what has passed its date."""
    sums = rows.groupby("light")["in_hand_gbp"].sum()
    red, passed = float(sums.get("red", 0.0)), float(sums.get("passed", 0.0))
    late = f"{words.gbp_short(passed)} has passed its date" if passed else ""
    if not red:
        return f"No money in hand is red{'; ' + late if late else ''}"
    return f"{words.gbp_short(red)} in hand is red{'; ' + late if late else ''}"


def near(rows: pd.DataFrame) -> pd.DataFrame:
    """The pots that are red or amber or have passed their date, soonest first."""
    return pots_of_clock(rows[rows["light"].isin(["passed", "red", "amber"])])


def pots_of_clock(rows: pd.DataFrame) -> pd.DataFrame:
    """The clock pot by pot, soonest first."""
    columns = ["pot", "light_words", "spend_by", "ask_by", "in_hand_gbp", "promised_gbp", "asked_gbp", "holder"]
    return rows.rename(columns={"kind": "pot_kind", "status": "pot_status"})[columns]


def pot_names(prepared: Prepared) -> dict[str, str]:
    """Pots by id to choose from, those of S.106 and CIL first."""
    pots = prepared.problem.pots.values()
    return {p.id: p.name for p in sorted(pots, key=lambda p: (p.kind not in clocks.KINDS, p.name, p.id))}


def bid_names(prepared: Prepared) -> dict[str, str]:
    """Bids by id to choose from, in order of title."""
    return {b.id: b.title for b in sorted(prepared.problem.bids.values(), key=lambda b: (b.title, b.id))}


def bids_of_pot(prepared: Prepared, pot_id: str) -> pd.DataFrame:
    """One row a bid: may it use the pot, at most how much, which rules stop it and why."""
    return _shown(bids_for(prepared.problem, pot_id), ["bid"])


def pots_of_bid(prepared: Prepared, bid_id: str) -> pd.DataFrame:
    """One row a pot: may the bid use it, at most how much, which rules stop it and why."""
    return _shown(pots_for(prepared.problem, bid_id).rename(columns={"kind": "pot_kind"}), ["pot", "pot_kind"])


def _shown(rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    rows = rows.rename(columns={"rules": "rules_against", "reasons": "every_reason"})
    return rows[[*names, "may_use", "most_gbp", "rules_against", "every_reason"]]


def split(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Those that may, with how much at most; and those that may not, with every rule and reason."""
    may = rows[rows["may_use"]].drop(columns=["may_use", "rules_against", "every_reason"])
    return may, rows[~rows["may_use"]].drop(columns=["may_use", "most_gbp"])


def lookup_answer(may: int, every: int, thing: str) -> str:
    """How many may, of how many."""
    return f"{may or 'None'} of {words.plural(every, thing)} may lawfully do so, by the terms in this case."


def difference(changes: pd.DataFrame) -> pd.DataFrame:
    """The changes a newer file makes, as a table to read: what happened to which row, field by field."""
    shown = changes.assign(
        ledger_table=changes["table"].str.capitalize(),
        council=[council_name(o) for o in changes["organisation"]],
        change_made=changes["change"].map(CHANGE_WORDS),
        field_changed=[f.replace("_", " ") for f in changes["field"]],
        said_before=changes["before"],
        says_now=changes["after"],
    )
    return shown[["change_made", "ledger_table", "council", "reference", "field_changed", "said_before", "says_now"]]


def difference_answer(changes: pd.DataFrame, same: int) -> str:
    """What a newer file would do, in a sentence."""
    one = changes.drop_duplicates(["table", "organisation", "reference", "version", "change"])
    counts = one.groupby("change").size()
    said = [
        f"{words.plural(int(counts[c]), 'row')} {text}"
        for c, text in (
            ("added", "added"),
            ("changed", "changed"),
            ("absent", "no longer in the file"),
            ("back", "back"),
        )
        if c in counts
    ]
    return f"{', '.join(said) or 'Nothing changes'}; {words.plural(same, 'row')} as before. Nothing is taken yet."

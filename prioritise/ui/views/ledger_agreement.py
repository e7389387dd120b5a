"""One agreement of the ledger in full, as the Ledger page shows it."""

import re
from typing import Any

import pandas as pd

from prioritise.ledger.model import council_name
from prioritise.ledger.sums import SUM_COLUMNS
from prioritise.ledger.terms import TERMS as TYPED
from prioritise.ui import words
from prioritise.ui.views.ledger import SUMS, Found

TERMS = {
    "purpose_text": "Purpose in the deed", "named_surgeries": "Surgeries named", "for_practices": "Practices",
    "trigger": "Trigger", "index_basis": "Index", "spend_by": "Spend by", "holder": "Holder",
    "conditions": "Conditions", "lead_time_weeks": "Lead time (weeks)", "pot_id": "Pot", "notes": "Notes",
}  # fmt: skip


def contributions_of(book: Found, agreement: str) -> pd.DataFrame:
    """One row a contribution of an agreement, health first: purpose, units where any are known, and the seven sums."""
    mine = _held_by(book, agreement)
    units = book.force.contributions.set_index("key")["units"].reindex(mine.index)
    return pd.DataFrame(
        {
            "contribution": mine["reference"].to_numpy(),
            "contribution_purpose": mine["contribution_purpose"].to_numpy(),
            **({"units": units.to_numpy()} if units.notna().any() else {}),
            **{c: mine[c].to_numpy() for c in SUM_COLUMNS if c in SUMS or mine[c].notna().any()},
        }
    )


def left_of(book: Found, agreement: str) -> pd.DataFrame:
    """One row a contribution of an agreement: what is left of it, step by step, and the pot it makes or why none.

    Beside it stands what the deed secures beyond what has been paid: still to come, and in no pot until it is.
    """
    mine = _held_by(book, agreement)
    steps = book.steps.set_index(["organisation", "reference"])
    rows = [steps.loc[(o, r)] for o, r in zip(mine["organisation"], mine["reference"], strict=True)]
    return pd.DataFrame(
        {
            "contribution": mine["reference"].to_numpy(),
            "working": [s["working"] for s in rows],
            "still_to_come_gbp": pd.Series([s["still_to_come_gbp"] for s in rows], dtype="float64"),
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
    order = sorted(mine.index, key=lambda k: (not mine.loc[k, "health"], _by_number(str(mine.loc[k, "reference"]))))
    return mine.loc[order]


def _by_number(reference: str) -> list[tuple[int, str]]:
    """Sorts 2.9 before 2.10: digits by their number (by length, then as they stand), the rest by letters."""
    parts = re.split(r"(\d+)", reference)
    return [(len(p.lstrip("0")) + 1, p.lstrip("0")) if p.isdecimal() else (0, p) for p in parts]


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

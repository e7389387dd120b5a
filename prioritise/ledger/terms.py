"""What a deed says of a contribution, typed in: the terms that the published files lack."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.parse import typed
from prioritise.case.tables import column_meta
from prioritise.ledger.force import in_force
from prioritise.ledger.model import Ledger, row_key
from prioritise.ledger.pot_terms import allowed, joined
from prioritise.ledger.pots import steps_of_case

TERMS = (
    "purpose_text", "named_surgeries", "for_practices", "trigger", "index_basis", "spend_by", "holder", "conditions",
    "lead_time_weeks",
)  # fmt: skip
TO_POT = ("purpose_text", "for_practices", "spend_by", "holder")
"""Terms that a pot has too: typed in, they go to the pot that the contribution makes."""


def with_terms(case: Case, key: str, terms: Mapping[str, Any]) -> Case:
    """A new case with the terms of one contribution in force set; None (or an empty list) makes a term not known.

    Terms that differ from before and that a pot has too (`TO_POT`) are set on the pot that the contribution makes,
    where the case has it; a term made not known leaves the pot as it is. A pot of several contributions is given the
    earliest spend-by date and the practices that all of them allow; where those of one are not known, it is made no
    later and no wider than it is.

    Args:
        case: the case.
        key: key of the contribution (`ledger.model.row_key`).
        terms: values by column of the ledger, of `TERMS`.

    Raises:
        KeyError: no such contribution is in force, or a column is not one of `TERMS`.
    """
    unknown = set(terms) - set(TERMS)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    ledger = Ledger.of(case)
    force = in_force(ledger)
    mine = force.contributions[force.contributions["key"] == key]
    if not len(mine):
        raise KeyError(key)
    row = mine.index[0]
    steps = steps_of_case(case, force=force)
    pot_of = {
        row_key(o, r): p for o, r, p in zip(steps["organisation"], steps["reference"], steps["pot_id"], strict=True)
    }
    changed = {c: v for c, v in terms.items() if not _same(mine.loc[row, c], v)}
    case = case.with_table("contributions", _set("contributions", case.table("contributions"), row, changed))
    pots = case.table("pots")
    at = pots.index[pots["pot_id"] == pot_of[key]]
    to_pot = {c: v for c, v in changed.items() if c in TO_POT and v not in (None, "", ())}
    if not len(at) or not to_pot:
        return case
    rows = in_force(Ledger.of(case)).contributions
    behind = rows[rows["key"].map(pot_of) == pot_of[key]]
    return case.with_table("pots", _set("pots", pots, at[0], _for_all(to_pot, behind, pots.loc[at[0]])))


def _for_all(terms: Mapping[str, Any], behind: pd.DataFrame, pot: "pd.Series[Any]") -> dict[str, Any]:
    """Terms of a pot that every contribution behind it allows, of those that were typed in for one of them.

    Where a term of another of them is not known, the pot's own may stand for it: it is only made narrower.
    """
    if len(behind) == 1:
        return dict(terms)
    blank = pd.DataFrame({c: [pot[c]] for c in ("spend_by", "for_practices") if not behind[c].map(_told).all()})
    together = allowed(pd.concat([behind, blank], ignore_index=True))
    found: dict[str, Any] = {}
    if "spend_by" in terms:
        found["spend_by"] = together.spend_by
    if "for_practices" in terms and not together.disjoint:
        found["for_practices"] = together.practices
    if "purpose_text" in terms:
        found["purpose_text"] = joined(list(behind["purpose_text"]))
    if "holder" in terms and set(behind["holder"].fillna("")) == {terms["holder"]}:
        found["holder"] = terms["holder"]
    return found


def _told(value: Any) -> bool:
    return bool(value) if isinstance(value, tuple) else pd.notna(value)


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, tuple) or isinstance(new, tuple):
        return tuple(old or ()) == tuple(new or ())
    blank = old is None or pd.isna(old)
    if new in (None, ""):
        return bool(blank)
    return not blank and (old == pd.Timestamp(new) if isinstance(old, pd.Timestamp) else bool(old == new))


def _set(table: str, frame: pd.DataFrame, row: Any, values: Mapping[str, Any]) -> pd.DataFrame:
    """The table with some cells of one row set."""
    out = frame.copy()
    for column, value in values.items():
        cells = [value if i == row else c for i, c in zip(frame.index, frame[column], strict=True)]
        cells = [c if isinstance(c, tuple) or (c is not None and c != "" and not pd.isna(c)) else None for c in cells]
        out[column] = typed(column_meta(table, column)["kind"], cells, frame.index)
    return out

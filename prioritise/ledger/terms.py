"""What a deed says of a contribution, typed in: the terms that the published files lack."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.parse import typed
from prioritise.case.tables import column_meta
from prioritise.ledger.force import in_force
from prioritise.ledger.model import Ledger
from prioritise.ledger.pots import pot_steps

TERMS = (
    "purpose_text", "named_surgeries", "for_practices", "trigger", "index_basis", "spend_by", "holder", "conditions",
    "lead_time_weeks",
)  # fmt: skip
TO_POT = ("purpose_text", "for_practices", "spend_by", "holder")
"""Terms that a pot has too: typed in, they go to the pot that the contribution makes."""


def with_terms(case: Case, key: str, terms: Mapping[str, Any]) -> Case:
    """A new case with the terms of one contribution in force set; None (or an empty list) makes a term not known.

    Terms that differ from before and that a pot has too (`TO_POT`) are set on the pot that the contribution makes,
    where the case has it; a term made not known leaves the pot as it is.

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
    steps = pot_steps(ledger, force=force)
    own = (steps["organisation"] == mine.loc[row, "organisation"]) & (steps["reference"] == mine.loc[row, "reference"])
    pot_id = steps.loc[own, "pot_id"].iloc[0]
    changed = {c: v for c, v in terms.items() if not _same(mine.loc[row, c], v)}
    case = case.with_table("contributions", _set("contributions", case.table("contributions"), row, changed))
    pots = case.table("pots")
    at = pots.index[pots["pot_id"] == pot_id]
    to_pot = {c: v for c, v in changed.items() if c in TO_POT and v not in (None, "", ())}
    if not len(at) or not to_pot:
        return case
    return case.with_table("pots", _set("pots", pots, at[0], to_pot))


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

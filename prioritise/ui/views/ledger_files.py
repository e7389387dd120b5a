"""What a newer file would do to the ledger, as the Ledger page shows it."""

import pandas as pd

from prioritise.ledger.model import council_name
from prioritise.ui import words

CHANGE_WORDS = {
    "added": "● Added", "changed": "◆ Changed", "absent": "○ No longer in the file", "back": "▲ Back",
}  # fmt: skip


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

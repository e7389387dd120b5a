"""Frozen lists that the store keeps, as their page shows them."""

from collections.abc import Sequence

import pandas as pd

from prioritise.store.snapshots import Snapshot
from prioritise.ui import words


def kept(told: Sequence[Snapshot]) -> pd.DataFrame:
    """One row a frozen list, the newest first."""
    return pd.DataFrame(
        {
            "frozen_title": [s.title for s in told],
            "frozen_day": [words.day(s.day) for s in told],
            "done_by": [s.by for s in told],
            "frozen_value": [words.number(s.value, 1) for s in told],
            "frozen_note": [s.note or None for s in told],
            "fingerprint": [s.fingerprint for s in told],
        }
    )

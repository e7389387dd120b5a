"""Two saves of one thing side by side, and names of what a thing may be tied to."""

import pandas as pd

from prioritise.store import NewerSave
from prioritise.ui.views.register import name_of, shown


def both(newer: NewerSave) -> pd.DataFrame:
    """One row a part that the two saves say differently."""
    differs = newer.differs
    return pd.DataFrame(
        {
            "conflict_part": [name_of(n) for n, _, _ in differs],
            "conflict_theirs": [shown(theirs, n) for n, theirs, _ in differs],
            "conflict_mine": [shown(mine, n) for n, _, mine in differs],
        }
    )


def names(rows: pd.DataFrame, key: str, name: str) -> dict[str, str]:
    """Id -> name with its id, in order of the name; the id alone where it has none."""
    told = rows[[key, name]].drop_duplicates(key).sort_values([name, key])
    return {
        str(i): str(i) if pd.isna(n) else f"{n} ({i})"
        for i, n in zip(told[key].tolist(), told[name].tolist(), strict=True)
    }

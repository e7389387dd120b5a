"""A redraw what-if: practices moved to other clusters. The case itself never changes; a new one is made."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from prioritise.case.case import Case
from prioritise.errors import DataFault
from prioritise.evidence.clusters import cluster_names

NEW_CLUSTER = "new cluster"
"""Code of a cluster that the case does not have: a place to move practices to."""
NEW_NAME = "A new cluster"


def redrawn(case: Case, moves: Mapping[str, str]) -> Case:
    """A new case with practices in other clusters.

    Only the practices' own cluster changes: a deed or a bid that names a cluster still names the old one.

    Args:
        case: the case; it is not changed.
        moves: practice code -> cluster code it moves to (`NEW_CLUSTER`, or one of the case).

    Raises:
        DataFault: the case has no such practice or cluster.
    """
    practices, names = case.table("practices"), {**cluster_names(case), NEW_CLUSTER: NEW_NAME}
    for what, named, known in (
        ("practice", set(moves), set(practices["practice_code"])),
        ("cluster", set(moves.values()), {c for c in names if c}),
    ):
        unknown = sorted(named - known)
        if unknown:
            raise DataFault(f"the redraw names a {what} that the case does not have: {', '.join(unknown)}")
    to = practices["practice_code"].map(dict(moves))
    new_name = to.map(names)
    moved = practices.assign(
        cluster_code=practices["cluster_code"].where(to.isna(), to),
        cluster_name=practices["cluster_name"].where(to.isna(), new_name),
    ).astype({"cluster_code": "str", "cluster_name": "str"})
    return case.with_table("practices", moved)


def differences(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """What a redraw changes in the facts of two cases: one row a cluster, fact, basis and year that is not the same.

    Args:
        before: long table of facts (`facts.COLUMNS`).
        after: the same of the other case.

    Returns:
        cluster_code, fact, basis, financial_year, before, after (NaN where unknown, or where there is no such
        cluster), change.
    """
    key = ["cluster_code", "fact", "basis", "financial_year"]
    sides = [frame[[*key, "value"]].rename(columns={"value": side})
             for frame, side in ((before, "before"), (after, "after"))]  # fmt: skip
    both = sides[0].merge(sides[1], how="outer", on=key).sort_values(key, ignore_index=True)
    # sums of the same cells in another order differ in their last digits
    near = np.isclose(both["before"], both["after"], rtol=1e-9, atol=1e-9, equal_nan=True)
    return both.assign(change=both["after"] - both["before"])[~near].reset_index(drop=True)

"""Several sets of weights on one score sheet: the value and place of each bid under each, and which change places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from prioritise.case.case import Case
from prioritise.case.rows import each
from prioritise.case.tables import empty_table
from prioritise.criteria import criteria_in_force, profile_table
from prioritise.panel.points import Points
from prioritise.panel.weighing import Weighed

IN_FORCE = ""
"""Id of the set in force, which the criteria table holds; the others are rows of `weight_profiles`."""
WEIGHT_FROM = "; weight: "
"""What parts a criterion's own source from where its weight came from."""


@dataclass(frozen=True)
class Profile:
    """A set of weights.

    Attributes:
        id, name: what it is called. weights: weight by criterion; only the proportions matter.
        method: how it was come by: a key of `METHODS`, or "". source: who settled it, when and why.
    """

    id: str
    name: str
    weights: Mapping[str, float]
    method: str = ""
    source: str = ""

    def share(self, criterion_id: str) -> float:
        """Share of this set's weight (0-1) that a criterion has; a criterion it does not name has none."""
        total = sum(self.weights.values())
        return self.weights.get(criterion_id, 0.0) / total if total > 0 else 0.0


def profiles_of(case: Case) -> tuple[Profile, ...]:
    """The set in force, then the case's others by id."""
    facts = criteria_in_force(case)
    own = Profile(IN_FORCE, "In force", dict(zip(facts["criterion_id"], facts["weight"].astype(float), strict=True)))
    rows = case.table("weight_profiles").sort_values(["profile_id", "criterion_id"])
    return (own, *(_profile(str(i), group) for i, group in rows.groupby("profile_id")))


def _profile(profile_id: str, rows: pd.DataFrame) -> Profile:
    weights = {str(r.criterion_id): float(r.weight) for r in each(rows)}
    return Profile(profile_id, str(rows["name"].iloc[0]), weights, _first(rows["method"]), _first(rows["source"]))


def _first(texts: "pd.Series[str]") -> str:
    known = texts.dropna()
    return str(known.iloc[0]) if len(known) else ""


def side_by_side(points: Points, profiles: Sequence[Profile]) -> pd.DataFrame:
    """Value and place of each bid under each set, from scores given once (`Points`).

    Returns:
        One row a bid and set: bid_id, profile_id, value (points; NaN: nothing that has weight is known), place (1 for
        the most valuable; equals share the better place; NA without a value).
    """
    found = []
    for profile in profiles:
        shares = np.array([profile.share(c) for c in points.criteria])
        value = pd.Series(points.values(shares), dtype=float)
        place = value.rank(method="min", ascending=False).astype("Int64")
        found.append(pd.DataFrame({"bid_id": value.index, "profile_id": profile.id, "value": value, "place": place}))
    columns = ["bid_id", "profile_id", "value", "place"]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


def flips(table: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Pairs of bids whose order turns round between two sets of `side_by_side`; a draw in either is no turn.

    Returns:
        One row a pair: before (bid_id of the one that leads under the first set), after (of the one that leads under
        the second), in order of place under the first set.
    """
    values = table.pivot_table("value", "bid_id", "profile_id").reindex(columns=[first, second]).dropna()
    values = values.sort_values([first, second], ascending=[False, False], kind="stable")
    one, two = (values[c].to_numpy(float) for c in (first, second))
    leads, behind = np.nonzero((one[:, None] > one[None, :]) & (two[:, None] < two[None, :]))
    ids = values.index.to_numpy()
    return pd.DataFrame({"before": ids[leads], "after": ids[behind]})


def profile_rows(profile: Profile) -> pd.DataFrame:
    """A set as rows of `weight_profiles`, for who stores it."""
    rows = [
        {"profile_id": profile.id, "name": profile.name, "criterion_id": c, "weight": float(w),
         "method": profile.method or None, "source": profile.source or None}
        for c, w in sorted(profile.weights.items())
    ]  # fmt: skip
    empty = empty_table("weight_profiles")
    return pd.DataFrame(rows, columns=list(empty.columns)).astype(dict(empty.dtypes))


def criteria_rows(case: Case, weighed: Weighed | Profile) -> pd.DataFrame:
    """The criteria table with other weights in force, and each source saying where its weight came from.

    A criterion that the set does not name weighs nothing.
    """
    rows = (case.table("criteria") if case.has("criteria") else profile_table()).copy()
    own = rows["source"].fillna("").astype(str).str.split(WEIGHT_FROM, regex=False).str[0]
    said = own.where(own.eq(""), own + WEIGHT_FROM) + (weighed.source or "not said")
    return rows.assign(
        weight=[float(weighed.weights.get(str(c), 0.0)) for c in rows["criterion_id"]], source=said.astype("str")
    )

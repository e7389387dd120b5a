"""Who stands aside from which bids, and what of their scores they may still see."""

from collections.abc import Collection

import pandas as pd
import sqlalchemy as sa

from prioritise.case.case import Case
from prioritise.case.confidential import AGREED
from prioritise.store.names import name_key
from prioritise.store.rows import read

TOGETHER = "Panel"
"""Scorer of the mean that counts where no score was agreed."""


def interests_of(db: sa.Connection, case_id: int, scorer: str) -> dict[str, str]:
    """Bid -> the interest that a scorer has declared in it. Names are told apart as the case folder does."""
    rows = read(db, case_id, "interests")
    return {r["bid_id"]: r["interest"] for r in rows if name_key(r["scorer"]) == name_key(scorer)}


def seen_by(case: Case, aside: Collection[str]) -> Case:
    """A case as somebody may see it who stands aside from these bids: of their scores only the one that counts.

    That is the agreed score without its reason, or else the mean of those without an interest.
    """
    scores = case.table("scores")
    mine = scores["bid_id"].isin(list(aside))
    if not mine.any():
        return case
    rows = scores[mine & ~scores["conflict"].eq("yes")]
    agreed = rows["scorer"].fillna("").str.strip().str.casefold().eq(AGREED)
    keys = ["bid_id", "criterion_id"]
    settled = rows[agreed].drop_duplicates(keys)
    done = set(zip(settled["bid_id"], settled["criterion_id"], strict=True))
    rest = rows[[k not in done for k in zip(rows["bid_id"], rows["criterion_id"], strict=True)]]
    means = rest.groupby(keys, sort=False)["score"].transform("mean")
    rest = rest.assign(score=means, scorer=pd.Series(TOGETHER, rest.index, rest["scorer"].dtype)).drop_duplicates(keys)
    told = pd.concat([settled, rest])
    blank = {c: pd.Series([None] * len(told), told.index, told[c].dtype) for c in ("note", "evidence") if c in told}
    return case.with_table("scores", pd.concat([scores[~mine], told.assign(**blank)]))

"""What each member of a panel said: the scores that count, who was left out for an interest, and what is missing.

The missing-score rule: a score that nobody gave is unknown, never nought. The panel's score of a bid on a criterion is
the agreed one, else the mean of those who scored it and have no interest; where there is none, the bid's weights are
shared over what is known of it (`criteria.score`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from prioritise.case.case import Case
from prioritise.case.rows import blank, each
from prioritise.criteria.score import FULL, criteria_in_force, is_agreed

UNNAMED = "Somebody not named"
CELL = ["bid_id", "criterion_id"]


def counted(scores: pd.DataFrame) -> pd.DataFrame:
    """Rows of the scores table that are one member's and count: with a score, not the agreed one, and no interest."""
    rows = scores.dropna(subset=["score"])
    return rows[~rows["conflict"].eq("yes") & ~is_agreed(rows)]


@dataclass(frozen=True)
class Opinions:
    """A panel's scores, member by member.

    Attributes:
        rows: one row a score that counts, of a criterion whose worst and best differ: bid_id, criterion_id, scorer,
            score (on the criterion's own scale), points (0 at worst, 100 at best; beyond them where the score is).
        cells: one row a bid and criterion that the panel scores, or has scored: bid_id, criterion_id, state (a key of
            `STATES`), scores (how many count), awaited (tuple of members who may score it and have not; empty where it
            is agreed).
        left_out: one row a bid and member with an interest in it: bid_id, scorer, interest, not_counted (scores of
            theirs that stand in the table and do not count).
        scorers: the members, by name.
        considered: ids of bids that may be funded: not withdrawn, declined, or never to be.
    """

    rows: pd.DataFrame
    cells: pd.DataFrame
    left_out: pd.DataFrame
    scorers: tuple[str, ...]
    considered: frozenset[str]

    @property
    def alone(self) -> bool:
        """Whether no member's own scores are there: nobody's, or only agreed ones."""
        return not len(self.rows)

    @property
    def begun(self) -> bool:
        """Whether there is any score at all."""
        return bool(self.cells["state"].ne("none").any())


STATES = {
    "agreed": "Agreed",
    "open": "Not agreed yet",
    "one": "One score only",
    "none": "No score",
}
"""How a bid stands on a criterion."""


def opinions_of(case: Case, asked: Mapping[str, Collection[str]] | None = None) -> Opinions:
    """What the panel of a case said.

    Args:
        case: the case.
        asked: bid id -> names of those who were asked to score it, where panels were held and that is known; of a bid
            that is not among them nobody's score is awaited. None: every member was asked to score every bid.

    Members are told apart by name, whatever its capitals. Whoever has a score or a declared interest is a member. What
    a member with an interest scored counts nowhere, whether the score says so or the table of interests does.
    """
    criteria, bids = criteria_in_force(case), case.table("bids")
    scores, interests = case.table("scores").dropna(subset=["score"]), case.table("interests")
    settled, mine = scores[is_agreed(scores)], scores[~is_agreed(scores)]
    names = _names([*mine["scorer"], *interests["scorer"]])
    mine = mine.assign(scorer=pd.Series([names[_folded(s)] for s in mine["scorer"]], mine.index, dtype="str"))
    declared = {(str(b), names[_folded(s)]): str(i) for b, s, i in _pairs(interests)}
    has = np.array([pair in declared for pair in zip(mine["bid_id"], mine["scorer"], strict=True)], dtype=bool)
    out = mine["conflict"].eq("yes") | has
    kept = mine[~out].merge(criteria[["criterion_id", "worst", "best"]], on="criterion_id")
    span = (kept["best"] - kept["worst"]).astype(float)
    rows = kept.assign(points=FULL * (kept["score"] - kept["worst"]) / span.where(span != 0)).dropna(subset=["points"])
    rows = rows[[*CELL, "scorer", "score", "points"]].sort_values([*CELL, "scorer"], ignore_index=True)
    left_out = _left_out(mine[out], declared)
    agreed = {(str(b), str(c)) for b, c in zip(settled["bid_id"], settled["criterion_id"], strict=True)}
    members = tuple(sorted(set(names.values())))
    free = {str(b): set(members) for b in bids["bid_id"]}
    if asked is not None:
        by = mine.groupby("bid_id")["scorer"].agg(set).to_dict()
        free = {b: {names.get(_folded(n), n) for n in asked.get(b, ())} | by.get(b, set()) for b in free}
    for one in each(left_out[left_out["bid_id"].isin(list(free))]):
        free[one.bid_id] -= {one.scorer}
    considered = frozenset(bids.loc[~bids["must"].eq("never"), "bid_id"].astype(str))
    return Opinions(rows, _cells(criteria, rows, agreed, free), left_out, members, considered)


def _folded(name: object) -> str:
    return "" if blank(name) else " ".join(str(name).split()).casefold()


def _names(names: Iterable[object]) -> dict[str, str]:
    """Name without its capitals -> the name as it is shown: of several ways to write it, the first by letter."""
    shown: dict[str, str] = {}
    for name in names:
        text = UNNAMED if blank(name) or not str(name).strip() else " ".join(str(name).split())
        shown[_folded(name)] = min(text, shown.get(_folded(name), text))
    return shown


def _pairs(interests: pd.DataFrame) -> Iterable[tuple[object, object, object]]:
    return zip(interests["bid_id"], interests["scorer"], interests["interest"], strict=True)


def _left_out(rows: pd.DataFrame, declared: dict[tuple[str, str], str]) -> pd.DataFrame:
    """One row a bid and member with an interest in it."""
    stood = rows.groupby(["bid_id", "scorer"]).size()
    found = [
        (bid, scorer, declared.get((bid, scorer), ""), int(stood.get((bid, scorer), 0)))
        for bid, scorer in sorted({*declared, *((str(b), str(s)) for b, s in stood.index)})
    ]
    return pd.DataFrame(found, columns=["bid_id", "scorer", "interest", "not_counted"])


def _cells(
    criteria: pd.DataFrame, rows: pd.DataFrame, agreed: set[tuple[str, str]], free: dict[str, set[str]]
) -> pd.DataFrame:
    """One row a bid and criterion of the panel: how it stands, how many scores count, and whose are awaited.

    Args:
        criteria: criteria in force.
        rows: scores that count.
        agreed: cells with an agreed score.
        free: members who may score each bid.
    """
    own = criteria.loc[criteria["how"].eq("panel"), "criterion_id"].astype(str)
    scored: dict[tuple[str, str], set[str]] = {}
    for row in each(rows):
        scored.setdefault((str(row.bid_id), str(row.criterion_id)), set()).add(row.scorer)
    every = {*((b, c) for b in free for c in own), *scored, *agreed}
    found = []
    for bid, criterion in sorted(cell for cell in every if cell[0] in free):
        by, settled = scored.get((bid, criterion), set()), (bid, criterion) in agreed
        state = "agreed" if settled else ("none", "one", "open")[min(len(by), 2)]
        found.append((bid, criterion, state, len(by), () if settled else tuple(sorted(free[bid] - by))))
    return pd.DataFrame(found, columns=[*CELL, "state", "scores", "awaited"])

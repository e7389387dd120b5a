"""Scoring, as its page shows it: what a panel scores, on what scale, and how far each member has got."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.confidential import AGREED
from prioritise.case.register_tables import ENDED
from prioritise.case.rows import each
from prioritise.criteria import CRITERIA, criteria_in_force
from prioritise.store.panels import Panel, Progress, Scored
from prioritise.ui import words
from prioritise.ui.views.weighing import steps


@dataclass(frozen=True)
class Scale:
    """What one criterion asks, and its ends.

    Attributes:
        id, name: of the criterion. question: what is asked, in plain words. worst, best: the ends. unit: of the score.
        steps: what scores stand for, `0: stable; 10: at risk of closing`; "" where nothing says.
    """

    id: str
    name: str
    question: str
    worst: float
    best: float
    unit: str
    steps: str = ""

    @property
    def low(self) -> float:
        """The least that may be given."""
        return min(self.worst, self.best)

    @property
    def high(self) -> float:
        """The most that may be given."""
        return max(self.worst, self.best)

    @property
    def ends(self) -> str:
        """What scores stand for, and which counts most."""
        unit = f" ({self.unit})" if self.unit else ""
        if self.steps:
            return f"{self.steps}. {self.best:g} counts most{unit}"
        return f"{self.worst:g} is the worst, {self.best:g} the best{unit}"


def scales(case: Case, ids: Iterable[str] | None = None) -> dict[str, Scale]:
    """Criterion -> its scale: those given, or those a panel scores."""
    rows = criteria_in_force(case)
    wanted = set(rows.loc[rows["how"] == "panel", "criterion_id"]) if ids is None else set(ids)
    return {row.criterion_id: _scale(row) for row in each(rows[rows["criterion_id"].isin(wanted)])}


def _scale(row: Any) -> Scale:
    shipped = CRITERIA.get(row.criterion_id)
    question = shipped.question if shipped else ""
    return Scale(
        row.criterion_id, row.name, question, float(row.worst), float(row.best), row.unit, steps(row.scale_words)
    )


def open_bids(case: Case) -> dict[str, str]:
    """Bids that may still be decided on: id -> title, in order of title."""
    rows = case.table("bids")
    rows = rows[~rows["lifecycle"].isin(ENDED)].sort_values(["title", "bid_id"])
    return dict(zip(rows["bid_id"], rows["title"], strict=True))


def progress(told: Iterable[Progress]) -> pd.DataFrame:
    """One row a member: how far they have got, and not how they scored."""
    rows = list(told)
    aside = {} if any(p.recused is None for p in rows) else {"recused_bids": [p.recused for p in rows]}
    return pd.DataFrame(
        {
            "member": [p.member for p in rows],
            "scored_of": [f"{p.scored} of {p.of}" for p in rows],
            **aside,
            "member_state": ["● Done" if p.of and p.scored >= p.of else "◐ Under way" if p.scored else "○ Not begun"
                             for p in rows],
        }
    )  # fmt: skip


def answer(panel: Panel | None, told: Iterable[Progress]) -> str:
    """How far the panel has got, in one sentence."""
    if panel is None:
        return "No panel has been opened on this case yet."
    rows = list(told)
    done, all_cells = sum(p.scored for p in rows), sum(p.of for p in rows)
    size = (
        f"{words.plural(len(panel.members), 'member')}, {words.plural(len(panel.bids), 'bid')}, "
        f"{words.plural(len(panel.criteria), 'criterion', 'criteria')}"
    )
    if panel.is_open:
        return (
            f"{panel.title} is open: {size}; {done:,} of {all_cells:,} scores are in. Each member scores alone, and "
            "nobody sees the others' scores until it is closed."
        )
    return f"{panel.title} is closed: {size}; {done:,} of {all_cells:,} scores came in."


def still_missing(told: Iterable[Progress]) -> str:
    """That scores are missing which nobody can give once the panel is closed; "" where none is."""
    missing = sum(p.of - p.scored for p in told)
    be = "is" if missing == 1 else "are"
    return (
        f"{words.plural(missing, 'score')} {be} still missing, and cannot be given once it is closed."
        if missing
        else ""
    )


def without_score(scales_of: Iterable[Scale]) -> str:
    """Criteria of which something was typed and no score is there, in words; "" for none."""
    said = [f"{s.name} (from {s.low:g} to {s.high:g})" for s in scales_of]
    return f"Not saved, as they have no score that can be read: {'; '.join(said)}." if said else ""


def my_progress(panel: Panel, mine: Mapping[tuple[str, str], Scored], aside: Iterable[str]) -> str:
    """How far who is here has got."""
    out = set(aside) & set(panel.bids)
    of = (len(panel.bids) - len(out)) * len(panel.criteria)
    said = f"You have given {len(mine):,} of your {of:,} scores."
    return said + (f" You stand aside from {words.plural(len(out), 'bid')}." if out else "")


def bid_marks(
    panel: Panel, titles: Mapping[str, str], mine: Iterable[tuple[str, str]], aside: Iterable[str]
) -> dict[str, str]:
    """Bid -> its title with how far one has got with it, in the order of the panel."""
    given: dict[str, int] = {}
    for bid_id, _ in mine:
        given[bid_id] = given.get(bid_id, 0) + 1
    out, of = set(aside), len(panel.criteria)

    def mark(bid_id: str) -> str:
        if bid_id in out:
            return "– stand aside"
        count = given.get(bid_id, 0)
        return "● scored" if count >= of else f"◐ {count} of {of}" if count else "○ to score"

    return {b: f"{titles.get(b, b)} ({b}): {mark(b)}" for b in panel.bids}


def next_bid(panel: Panel, mine: Iterable[tuple[str, str]], aside: Iterable[str], after: str) -> str | None:
    """The next bid with something left to score, going round from the one in hand."""
    given, out = set(mine), set(aside)
    start = panel.bids.index(after) + 1 if after in panel.bids else 0
    for bid_id in (*panel.bids[start:], *panel.bids[:start]):
        if bid_id not in out and any((bid_id, c) not in given for c in panel.criteria):
            return bid_id
    return None


def mine(scored: Mapping[tuple[str, str], Scored], scales_of: Mapping[str, Scale]) -> pd.DataFrame:
    """One row a score of one's own."""
    rows, names = list(scored.values()), {c: s.name for c, s in scales_of.items()}
    return pd.DataFrame(
        {
            "bid_ref": [s.bid_id for s in rows],
            "criterion": [names.get(s.criterion_id, s.criterion_id) for s in rows],
            "score": [s.score for s in rows],
            "note": [s.note or None for s in rows],
            "evidence_text": [s.evidence or None for s in rows],
        }
    )  # fmt: skip


def members_scores(
    every: Iterable[Scored], agreed: Mapping[tuple[str, str], Scored], scales_of: Mapping[str, Scale], bid_id: str
) -> pd.DataFrame:
    """One row a score of a bid: each member's, and under them the agreed one, by criterion."""
    given = list(every)
    rows: list[tuple[str, Scored]] = []
    for criterion_id, scale in scales_of.items():
        rows += [(scale.name, s) for s in given if s.criterion_id == criterion_id]
        if (settled := agreed.get((bid_id, criterion_id))) is not None:
            rows.append((scale.name, settled))
    return pd.DataFrame(
        {
            "criterion": [name for name, _ in rows],
            "member": ["● Agreed" if s.scorer == AGREED else s.scorer for _, s in rows],
            "score": [s.score for _, s in rows],
            "note": [s.note or None for _, s in rows],
            "evidence_text": [s.evidence or None for _, s in rows],
        }
    )

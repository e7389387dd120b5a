"""The two editions of everything that leaves the app: the public one, and the confidential one for the committee.

The public edition is made from a case and a run that hold nothing confidential any more, not by leaving columns out at
the end: what was never there cannot slip through.
"""

from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.case.confidential import AGREED, public_edition, public_issues
from prioritise.case.issues import Issue
from prioritise.criteria import CRITERIA, Scored, score_bids
from prioritise.criteria.score import criteria_in_force, panel_scores
from prioritise.evidence.model import Evidence
from prioritise.optimise.result import Options, PriorityList, Result
from prioritise.record.disclosure import published
from prioritise.record.model import PreparedLike, RunLike
from prioritise.record.scenario import Scenario

Edition = Literal["public", "confidential"]
PUBLIC: Edition = "public"
CONFIDENTIAL: Edition = "confidential"
EDITIONS: dict[Edition, str] = {
    PUBLIC: "Public edition: for publication and for every member of the forum",
    CONFIDENTIAL: "Confidential edition: for the committee alone",
}
BANNERS: dict[Edition, str] = {PUBLIC: "", CONFIDENTIAL: "CONFIDENTIAL: for the committee. Not for publication."}
"""What stands on every sheet and page."""
TOGETHER = "Panel together"
"""Scorer of scores that stand for all criteria of a panel together."""
LEFT_OUT = (
    "Left out of the public edition: soft factors of vulnerability with their reasons and authors; what a panel said "
    "of single criteria, where one of them is how near practices are to failing (its points are given together); "
    "names, notes and interests of scorers; and the parts of a scheme's cost. Counts of people are rounded, and "
    "small ones hidden."
)
_FEWEST = 2
"""Criteria whose points, given together, hide each."""


@dataclass(frozen=True)
class Told:
    """What was prepared, as an edition may tell it; see `record.model.PreparedLike`."""

    case: Case
    scenario: Scenario
    assumptions: Assumptions
    evidence: Evidence | None
    scored: Scored
    gates: pd.DataFrame
    issues: tuple[Issue, ...]


@dataclass(frozen=True, eq=False)
class Edited:
    """A finished run as an edition may tell it; see `record.model.RunLike`.

    Attributes:
        edition: which edition.
        together: ids of the criteria whose points are given together; empty where each is given.
        issues_left_out: how many issues of the run may quote something confidential; no edition tells them.
    """

    edition: Edition
    together: tuple[str, ...]
    issues_left_out: int
    prepared: PreparedLike
    result: Result
    priority: PriorityList | None
    list_stopped: bool
    ranked: pd.DataFrame
    funding: pd.DataFrame
    pots_after: pd.DataFrame
    reasons: pd.DataFrame
    digest: str
    asked: Options

    @property
    def public(self) -> bool:
        """Whether anyone may read it."""
        return self.edition == PUBLIC

    @property
    def banner(self) -> str:
        """What stands on every sheet and page; "" for nothing."""
        return BANNERS[self.edition]

    def count(self, value: float) -> float:
        """A count of people as the edition may tell it: whole, or rounded and hidden where small (NaN)."""
        return published(value, self.prepared.assumptions) if self.public else value


def edited(run: RunLike, edition: Edition) -> Edited:
    """A run in an edition; what it was made from stays untouched."""
    if isinstance(run, Edited):
        run_edition = run.edition
        if run_edition == edition:
            return run
        raise ValueError(f"a run in the {run_edition} edition cannot be told in another")
    prepared, ranked = run.prepared, run.ranked
    together: tuple[str, ...] = ()
    told = public_issues(prepared.issues)
    if edition == PUBLIC:
        prepared, together = _public(prepared, told)
        values = prepared.scored.values.set_index("bid_id")["value"]  # noqa: PD011 - a table
        ranked = ranked.assign(value=ranked["bid_id"].map(values).astype(float))
    left_out = len(run.prepared.issues) - len(told)
    return Edited(
        edition, together, left_out, prepared, run.result, run.priority, run.list_stopped, ranked, run.funding,
        run.pots_after, run.reasons, run.digest, run.asked,
    )  # fmt: skip


def _public(prepared: PreparedLike, issues: tuple[Issue, ...]) -> tuple[Told, tuple[str, ...]]:
    case = public_case(prepared.case)
    pooled = case.table("scores")
    together = tuple(sorted(pooled.loc[pooled["scorer"].eq(TOGETHER), "criterion_id"].unique()))
    told = Told(
        case=case,
        scenario=prepared.scenario.model_copy(update={"note": ""}),
        assumptions=prepared.assumptions,
        evidence=prepared.evidence,
        scored=score_bids(case, prepared.evidence, prepared.assumptions),
        gates=prepared.gates,
        issues=issues,
    )
    return told, together


def case_edition(case: Case, edition: Edition) -> Case:
    """The case as an edition may tell it."""
    return public_case(case) if edition == PUBLIC else case


def public_case(case: Case) -> Case:
    """A case for anyone: nothing confidential, and no score that tells which practices are at risk.

    Where a panel scored a criterion that does (`Criterion.sensitive`), each of the panel's criteria has in its place
    the score that all of them together come to for the bid, on its own scale: what the bid is worth, and so the list,
    stays as it was, and no single criterion is told. Where there is no other criterion of the panel to give it
    together with, its scores are left out.
    """
    public = public_edition(case)
    scores = public.table("scores")
    sensitive = [c.id for c in CRITERIA.values() if c.sensitive]
    if not scores["criterion_id"].isin(sensitive).any() or scores["scorer"].eq(TOGETHER).any():
        return public
    return replace(public, tables={**public.tables, "scores": _together(public, scores, sensitive)})


def _together(case: Case, scores: pd.DataFrame, sensitive: list[str]) -> pd.DataFrame:
    """The scores, each bid's criteria of one manner of scaling put together."""
    facts = criteria_in_force(case)[["criterion_id", "weight", "worst", "best", "scale_by"]]
    cells = panel_scores(case)[["score"]].reset_index().merge(facts, on="criterion_id")
    span = cells["best"] - cells["worst"]
    cells = cells.assign(scaled=((cells["score"] - cells["worst"]) / span.where(span != 0)).clip(0.0, 1.0))
    counted = cells[cells["scaled"].notna() & cells["weight"].gt(0)]
    keys = ["bid_id", "scale_by"]
    by = counted.assign(part=counted["weight"] * counted["scaled"]).groupby(keys)
    mean = (by["part"].sum() / by["weight"].sum()).where(by.size() >= _FEWEST).rename("mean")
    cells = cells.merge(mean, left_on=keys, right_index=True, how="left")
    alone = cells["mean"].isna() & cells["criterion_id"].isin(sensitive)
    given = cells["worst"] + cells["mean"] * (cells["best"] - cells["worst"])
    cells = cells.assign(score=given.fillna(cells["score"]), scorer=TOGETHER)[~alone]
    cells = cells.assign(scorer=cells["scorer"].where(cells["mean"].notna(), AGREED))
    shape = scores.iloc[:0]
    rows = cells.reindex(columns=shape.columns).astype(shape.dtypes.to_dict()).reset_index(drop=True)
    return rows.set_axis(pd.RangeIndex(2, len(rows) + 2, name="row"))

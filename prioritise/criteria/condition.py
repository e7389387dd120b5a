"""Condition: how bad the worst building is that a bid would mend, extend or leave."""

import pandas as pd

from prioritise.criteria.declare import Context, Criterion, answers, is_building

# Grades of the six-facet survey as steps; X (only a rebuild or move will fix it) counts one step worse.
STEPS = {"A": 0, "B": 1, "C": 2, "CX": 3, "D": 3, "DX": 4}


def compute(context: Context) -> pd.DataFrame:
    """Score = worst step of condition or suitability at the bid's site, or at any site of its practices.

    The site a bid names counts alone when it has a grade; otherwise every site of the practices it serves. Unknown
    when no grade is. Technology, equipment and land score 0: they leave the building as it is (see `capacity_gap` for
    why that is not unknown).
    """
    bids, sites = context.bids, _graded(context.case.table("sites"))
    if not len(sites):
        return answers(pd.Series(dtype=float), pd.Series(dtype="str"))
    own = bids[["bid_id", "site_code"]].reset_index(drop=True).merge(sites, on="site_code")
    others = context.served[~context.served["bid_id"].isin(own["bid_id"])].merge(sites, on="practice_code")
    rows = pd.concat([own, others])[["bid_id", "site_code", "step", "facet", "grade"]]
    rows = rows.sort_values(["bid_id", "step", "site_code", "facet"], ascending=[True, False, True, True])
    worst = rows.drop_duplicates("bid_id").set_index("bid_id").reindex(bids.index)
    why = (worst["site_code"] + " has " + worst["facet"] + " grade " + worst["grade"]).fillna("no grade on record")
    works = is_building(bids)
    return answers(worst["step"].where(works, 0.0), why.where(works, "leaves the building as it is"))


def _graded(sites: pd.DataFrame) -> pd.DataFrame:
    """One row a site and facet with a grade: site_code, practice_code, facet, grade, step."""
    rows = sites[["site_code", "practice_code", "condition", "suitability"]].melt(
        ["site_code", "practice_code"], var_name="facet", value_name="grade"
    )
    return rows.assign(step=rows["grade"].map(STEPS).astype(float)).dropna(subset=["step"])


CRITERION = Criterion(
    id="condition",
    order=20,
    name="Building condition and suitability",
    family="need",
    unit="grade, 0 (A) to 4 (DX)",
    worst=0.0,
    best=4.0,
    weight=15.0,
    source="Suggested starting profile, not official; six-facet survey grades, the steps between them are our choice",
    question="How poor is the worst building it would mend, extend or leave?",
    scale_words="0 A, as new; 1 B, sound; 2 C, major work soon; 3 D or CX; 4 DX, only a rebuild will do",
    compute=compute,
)

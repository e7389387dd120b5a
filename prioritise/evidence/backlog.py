"""Today's backlog of space and what growth adds, always apart: money tied to growth may not pay for the first."""

import pandas as pd

from prioritise.case.case import Case
from prioritise.evidence.model import Evidence

PRACTICE_COLUMNS = ["practice_code", "area_basis", "backlog_m2", "growth_m2"]
BID_COLUMNS = ["bid_id", "area_basis", "practices_known", "practices_unknown", "backlog_m2", "growth_m2",
               "evidence_growth_share"]  # fmt: skip


def practice_backlog(evidence: Evidence, year: int) -> pd.DataFrame:
    """One row a practice (`PRACTICE_COLUMNS`): m2 short today, and m2 more it is short by the end of a year.

    Both are on the practice's own basis, 0 or more, and NaN where the space is not known. Room to spare today is used
    before growth makes a practice short.
    """
    columns = ["practice_code", "area_basis", "gap_m2"]
    gap = evidence.practice_gap
    now = gap.loc[gap["financial_year"].eq(evidence.now), columns].set_index("practice_code")
    then = gap.loc[gap["financial_year"].eq(year), columns].set_index("practice_code").reindex(now.index)
    backlog = (-now["gap_m2"]).clip(lower=0.0)
    growth = ((-then["gap_m2"]).clip(lower=0.0) - backlog).clip(lower=0.0)
    found = pd.DataFrame({"area_basis": now["area_basis"], "backlog_m2": backlog, "growth_m2": growth})
    return found.reset_index().sort_values("practice_code", ignore_index=True)[PRACTICE_COLUMNS]


def bid_backlog(case: Case, evidence: Evidence, year: int) -> pd.DataFrame:
    """One row a bid and basis of area (`BID_COLUMNS`): the same, summed over the practices the bid serves.

    NIA and GIA are rows of their own and never added. A bid's practices whose space is not known are counted; one with
    none that is known has a row with a blank basis. evidence_growth_share is growth over backlog and growth, NaN where
    there is neither: what the evidence says of the growth share a bid states.
    """
    served = case.table("bids")[["bid_id", "practice_codes"]].explode("practice_codes").dropna()
    served = served.rename(columns={"practice_codes": "practice_code"}).astype("str").drop_duplicates()
    rows = served.merge(practice_backlog(evidence, year), on="practice_code")
    known = rows["backlog_m2"].notna()
    blind = (~known).groupby(rows["bid_id"]).sum()
    sums = rows[known].groupby(["bid_id", "area_basis"], sort=True)
    found = sums[["backlog_m2", "growth_m2"]].sum().join(sums.size().rename("practices_known")).reset_index()
    silent = blind[~blind.index.isin(found["bid_id"])].index
    found = pd.concat([found, pd.DataFrame({"bid_id": silent, "practices_known": 0})], ignore_index=True)
    whole = found["backlog_m2"] + found["growth_m2"]
    found = found.assign(
        practices_unknown=blind.reindex(found["bid_id"]).to_numpy(int),
        evidence_growth_share=(found["growth_m2"] / whole).where(whole.gt(0)),
    )
    found = found.astype({"bid_id": "str", "area_basis": "str"})
    return found.sort_values(["bid_id", "area_basis"], ascending=[True, False], ignore_index=True)[BID_COLUMNS]

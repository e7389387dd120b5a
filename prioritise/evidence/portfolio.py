"""Who can reach a surgery before and after a list of schemes is built, for the people registered today."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.evidence.access import Access, Supply, area_access, summary, usual_basis
from prioritise.evidence.geo import to_bng, usable
from prioritise.evidence.ways import ground_of
from prioritise.evidence.ways.ground import Ground

SCHEME_COLUMNS = ["bid_id", "added_area_m2", "at", "reason"]
MEASURES = ("near_share", "far_share", "two_step_per_1000", "three_step_per_1000")


@dataclass(frozen=True)
class Portfolio:
    """Access before and after.

    Attributes:
        before, after: access as things are, and with the floor area of the schemes added.
        schemes: one row a scheme of the list (`SCHEME_COLUMNS`): at is the code of the site its space is added to, or
            "own point" where it is a surgery of its own; reason says why it is not counted, "" where it is.
    """

    before: Access
    after: Access
    schemes: pd.DataFrame


def portfolio_access(case: Case, assumptions: Assumptions, bid_ids: Collection[str]) -> Portfolio | None:
    """Access before and after some bids are built; None where access cannot be told.

    Floor area a bid adds is taken to be on the basis counted (`usual_basis`). It is added at its site, at the main
    site where it names one practice and no place, or at its own point, which then counts as one more surgery. What
    adds no space, or an amount or at a place that is not known, changes nothing and is listed.
    """
    ground = ground_of(case, assumptions)
    supply = usual_basis(case)
    before = area_access(ground, supply)
    if before is None:
        return None
    rows = _placed(case, bid_ids)
    at_site, own = (
        rows["reason"].eq("") & rows["at"].ne("own point"),
        rows["at"].eq("own point") & rows["reason"].eq(""),
    )
    added = rows[at_site].groupby("at")["added_area_m2"].sum()
    new = rows.loc[own, ["bid_id", "east", "north"]].assign(supply=rows.loc[own, "added_area_m2"])
    after = area_access(ground, supply, added, new.sort_values("bid_id"))
    if after is None:
        return None
    schemes = _left_out(rows, ground, before, supply)
    return Portfolio(before, after, schemes[SCHEME_COLUMNS].sort_values("bid_id", ignore_index=True))


def compared(portfolio: Portfolio) -> pd.DataFrame:
    """One row a group of people, as `access.summary`: by, group, people, and each of `MEASURES` before and after.

    Columns: by, group, people, then for each measure m `m_before` and `m_after`.
    """
    before, after = summary(portfolio.before.areas), summary(portfolio.after.areas)
    rows = before[["by", "group", "people"]]
    for m in MEASURES:
        rows = rows.assign(**{f"{m}_before": before[m], f"{m}_after": after[m]})
    return rows


def _placed(case: Case, bid_ids: Collection[str]) -> pd.DataFrame:
    """The bids of a list and where the space they add goes."""
    bids = case.table("bids")
    bids = bids[bids["bid_id"].isin(list(bid_ids))]
    on_map = usable(bids["longitude"], bids["latitude"])
    sites = case.table("sites")
    main = sites[sites["role"].eq("main")].drop_duplicates("practice_code").set_index("practice_code")["site_code"]
    alone = [codes[0] if len(codes) == 1 else None for codes in bids["practice_codes"]]
    at = bids["site_code"].astype(object).where(bids["site_code"].notna())
    at = at.where(at.notna() | ~on_map, "own point")
    at = at.where(at.notna(), main.reindex(alone).to_numpy(dtype=object))
    area = bids["added_area_m2"]
    reason = np.select(
        [area.isna(), area.eq(0), at.isna()],
        ["the space it adds is not known", "it adds no space", "where its space would be is not known"],
        "",
    )
    east, north = to_bng(bids["longitude"], bids["latitude"])
    found = pd.DataFrame({"bid_id": bids["bid_id"], "added_area_m2": area, "at": at, "reason": reason})
    return found.assign(east=east, north=north)


def _left_out(rows: pd.DataFrame, ground: Ground, before: Access, supply: Supply) -> pd.DataFrame:
    """The same, saying of space at a site that is not counted that it shows nowhere."""
    counted = ground.sites[~ground.sites["practice_code"].isin(before.left_out["practice_code"])]["site_code"]
    blind = rows["reason"].eq("") & ~rows["at"].isin([*counted, "own point"])
    said = f"the space of its practice is not known, or not on {supply}"
    return rows.assign(reason=rows["reason"].mask(blind, said), at=rows["at"].fillna("").astype("str"))

"""Hours that rooms are not used, and backlog apart from growth, as the pages show them."""

from functools import partial

import pandas as pd

from prioritise.evidence.backlog import bid_backlog
from prioritise.evidence.inputs import space_standard
from prioritise.evidence.room_hours import cluster_hours, practice_hours, site_hours
from prioritise.pipeline import Prepared
from prioritise.ui import words
from prioritise.ui.views import gaps

HOURS = ["usable_hours", "needed_hours", "unused_hours"]
CLUSTER_COLUMNS = ["cluster_name", "spare_hours", "lacking_hours", "usable_hours", "needed_hours", "practices_known",
                   "practices_unknown"]  # fmt: skip
_hours = partial(words.number, digits=0)


def practices(prepared: Prepared, year: int) -> pd.DataFrame:
    """One row a practice, the most unused hours first and the unknown last."""
    columns = ["practice", "cluster_name", "rooms", *HOURS, "unknown_reason"]
    rows = _practices(prepared, year)
    if not len(rows):
        return pd.DataFrame(columns=columns)
    rows = rows.assign(practice=_named(prepared, rows["practice_code"]))
    return _ordered(rows, "practice")[columns]


def sites(prepared: Prepared, year: int) -> pd.DataFrame:
    """One row a site, the most unused hours first and the unknown last."""
    columns = ["site", "practice", "rooms", *HOURS, "unknown_reason"]
    rows = _practices(prepared, year)
    if not len(rows):
        return pd.DataFrame(columns=columns)
    rows = site_hours(prepared.case, rows)
    names = prepared.case.table("sites").set_index("site_code")["name"]
    rows = rows.assign(
        practice=_named(prepared, rows["practice_code"]), site=names.reindex(rows["site_code"]).to_numpy()
    )
    return _ordered(rows, "site")[columns]


def clusters(prepared: Prepared, year: int) -> pd.DataFrame:
    """One row a cluster."""
    rows = _practices(prepared, year)
    if not len(rows):
        return pd.DataFrame(columns=CLUSTER_COLUMNS)
    return cluster_hours(rows).sort_values("cluster_name", ignore_index=True)[CLUSTER_COLUMNS]


def _practices(prepared: Prepared, year: int) -> pd.DataFrame:
    if prepared.evidence is None:
        return pd.DataFrame()
    return practice_hours(prepared.case, prepared.evidence, space_standard(prepared.assumptions), year)


def _named(prepared: Prepared, codes: "pd.Series[str]") -> list[str]:
    names = gaps.names(prepared)
    return [names.get(c, c) for c in codes]


def _ordered(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    return rows.sort_values(["unused_hours", name], ascending=[False, True], na_position="last", ignore_index=True)


def answer(prepared: Prepared, year: int) -> str:
    """Hours unused and lacking, with the rooms they are worth and what is not known; "" without practices."""
    rows = _practices(prepared, year)
    if not len(rows):
        return ""
    unused = rows["unused_hours"]
    blind = int(unused.isna().sum())
    spare, lacking = unused[unused.gt(0)], unused[unused.lt(0)]
    if blind == len(rows):
        return f"Rooms are not known for any of {words.plural(blind, 'practice')}, so unused hours cannot be told."
    m = space_standard(prepared.assumptions).rooms
    room = m.hours_per_week * m.utilisation
    said = (
        f"By the end of {words.year(year)}, {words.plural(len(spare), 'practice')} could use rooms for "
        f"{_hours(spare.sum())} hours more a week, as much as {words.number(spare.sum() / room)} rooms; "
        f"{words.plural(len(lacking), 'practice lacks', 'practices lack')} {_hours(-lacking.sum())} hours."
    )
    return said + (f" The rooms of {words.plural(blind, 'practice')} are not known." if blind else "")


def note(prepared: Prepared) -> str:
    """How the hours were reckoned."""
    m = space_standard(prepared.assumptions).rooms
    return (
        f"Hours a week: rooms × {m.hours_per_week:g} hours open × {m.utilisation:.0%} of them in use, less patients "
        f"(on the raw list, not weighted) × {m.contacts_per_patient:g} contacts a year × {m.minutes_per_contact:g} "
        f"minutes ÷ {m.weeks_per_year:g} weeks. Inputs are to be confirmed (see the Methods page). Spare hours at one "
        "practice are not set against hours lacking at another. A practice's contacts are shared over its sites as its "
        "rooms are. Rooms without staff make no appointments."
    )


def bids(prepared: Prepared, year: int) -> pd.DataFrame:
    """One row a bid and basis of area: what its practices lack today, what growth adds, and its share of both."""
    columns = ["title", "area_basis", "backlog_m2", "growth_m2", "evidence_growth_share", "growth_share",
               "practices_known", "practices_unknown"]  # fmt: skip
    if prepared.evidence is None or not prepared.case.has("bids"):
        return pd.DataFrame(columns=columns)
    rows = bid_backlog(prepared.case, prepared.evidence, year)
    rows = rows.merge(prepared.case.table("bids")[["bid_id", "title", "growth_share"]], on="bid_id")
    return rows.sort_values(["title", "bid_id", "area_basis"], ignore_index=True)[columns]


def bid_sentence(prepared: Prepared, bid_id: str, year: int) -> str:
    """What a bid's practices lack today and what growth adds, in words; "" where it serves none."""
    if prepared.evidence is None or not prepared.case.has("bids"):
        return ""
    rows = bid_backlog(prepared.case, prepared.evidence, year)
    rows = rows[rows["bid_id"].eq(bid_id)]
    if not len(rows):
        return ""
    known = rows[rows["backlog_m2"].notna()]
    parts = [
        f"{words.m2(b)} {basis} short today, and growth adds {words.m2(g)} by the end of {words.year(year)}"
        for b, g, basis in zip(known["backlog_m2"], known["growth_m2"], known["area_basis"], strict=True)
    ]
    blind = int(rows["practices_unknown"].iloc[0])
    said = f"Its practices are {'; on the other basis '.join(parts)}." if parts else ""
    return f"{said} Of {words.plural(blind, 'practice')} it serves the room is not known.".strip() if blind else said

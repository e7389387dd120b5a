"""Use what exists first: hours that clinical rooms could be used and are not, by site, practice and cluster.

    unused hours a week = rooms x hours open x share of time a room can be used - contacts a week x length of one

By the inputs of the HBN 11-01 room method (assumptions `room_...`), on the raw list: contacts are those of patients
counted one by one, not weighted. Below nought is short of hours. Rooms that are not known stay so and are counted.
"""

import numpy as np
import pandas as pd

from prioritise.case.case import Case
from prioritise.evidence.formulas import room_hours_needed, room_hours_usable
from prioritise.evidence.inputs import SpaceStandard
from prioritise.evidence.model import Evidence
from prioritise.evidence.space import clusters_of

SITE_COLUMNS = ["site_code", "practice_code", "rooms", "usable_hours", "needed_hours", "unused_hours", "unknown_reason"]
PRACTICE_COLUMNS = ["practice_code", "cluster_code", "cluster_name", "sites", "sites_unknown", "rooms", "usable_hours",
                    "needed_hours", "unused_hours", "unknown_reason"]  # fmt: skip
CLUSTER_COLUMNS = ["cluster_code", "cluster_name", "practices_known", "practices_unknown", "usable_hours",
                   "needed_hours", "spare_hours", "lacking_hours"]  # fmt: skip


def practice_hours(case: Case, evidence: Evidence, standard: SpaceStandard, year: int) -> pd.DataFrame:
    """Hours a week of each practice's rooms at the end of a year: one row a practice (`PRACTICE_COLUMNS`), by code.

    NaN where the rooms of any of its sites, or its list, are not known: part of its rooms is not its rooms.
    """
    rows = evidence.practice_gap
    rows = rows[rows["financial_year"].eq(year)][["practice_code", "patients", "rooms"]].merge(clusters_of(case))
    sites = case.table("sites")
    count = sites.groupby("practice_code")["site_code"].size().reindex(rows["practice_code"]).fillna(0).to_numpy(int)
    known = sites.groupby("practice_code")["clinical_rooms"].count().reindex(rows["practice_code"]).fillna(0)
    blind = count - known.to_numpy(int)
    usable = room_hours_usable(rows["rooms"].to_numpy(float), standard.rooms.hours_per_week, standard.rooms.utilisation)
    m = standard.rooms
    needed = room_hours_needed(
        rows["patients"].to_numpy(float), m.contacts_per_patient, m.minutes_per_contact, m.weeks_per_year
    )
    unused = usable - needed
    reason = np.select(
        [count == 0, blind > 0, np.isnan(unused)],
        ["no site on record", [f"rooms unknown at {b} of {c} sites" for b, c in zip(blind, count, strict=True)],
         "list size unknown"],
        "",
    )  # fmt: skip
    found = rows.assign(sites=count, sites_unknown=blind, usable_hours=usable, needed_hours=needed)
    found = found.assign(unused_hours=unused, unknown_reason=reason).astype({"unknown_reason": "str"})
    return found.sort_values("practice_code", ignore_index=True)[PRACTICE_COLUMNS]


def site_hours(case: Case, practices: pd.DataFrame) -> pd.DataFrame:
    """The same by site (`SITE_COLUMNS`): a practice's contacts are shared over its sites as its rooms are.

    So the sites of a practice sum to its own row, and are as full as each other: where patients are really seen is not
    known here. The rooms of a site are given even where what it needs is not known.

    Args:
        case: the case.
        practices: what `practice_hours` gives.
    """
    sites = case.table("sites")[["site_code", "practice_code", "clinical_rooms"]]
    rows = sites.merge(practices.drop(columns=["sites", "sites_unknown"]), on="practice_code")
    own = rows["clinical_rooms"].astype(float).to_numpy()
    total = rows["rooms"].to_numpy(float)
    # without a room anywhere nothing says how several sites share its contacts; a site alone has them all
    alone = rows.groupby("practice_code")["site_code"].transform("size").eq(1).to_numpy() & (total == 0)
    part = np.divide(own, total, out=np.where(alone, 1.0, np.nan), where=total > 0)
    found = rows.assign(
        rooms=own,
        **{c: rows[c].to_numpy(float) * part for c in ("usable_hours", "needed_hours", "unused_hours")},
    )
    return found.sort_values("site_code", ignore_index=True)[SITE_COLUMNS]


def cluster_hours(practices: pd.DataFrame) -> pd.DataFrame:
    """The same by cluster (`CLUSTER_COLUMNS`): hours spare and hours lacking are summed apart, as one is not the other.

    Args:
        practices: what `practice_hours` gives; those not known are counted and left out of the hours.
    """
    known = practices["unused_hours"].notna()
    rows = practices.assign(
        practices_known=known.astype("int64"),
        practices_unknown=(~known).astype("int64"),
        usable_hours=practices["usable_hours"].where(known),
        needed_hours=practices["needed_hours"].where(known),
        spare_hours=practices["unused_hours"].clip(lower=0.0),
        lacking_hours=(-practices["unused_hours"]).clip(lower=0.0),
    )
    by = rows.groupby(["cluster_code", "cluster_name"], sort=True)
    hours = by[["usable_hours", "needed_hours", "spare_hours", "lacking_hours"]].sum(min_count=1)
    return by[["practices_known", "practices_unknown"]].sum().join(hours).reset_index()[CLUSTER_COLUMNS]

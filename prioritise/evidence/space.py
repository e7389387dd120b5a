"""Space and rooms: what is there, what is needed, and the gap, by practice, site and cluster in each year."""

from typing import Any

import numpy as np
import pandas as pd

from prioritise.case.case import Case
from prioritise.evidence import formulas
from prioritise.evidence.geo import FloatArray
from prioritise.evidence.inputs import SpaceStandard

_NOISE = 1e-9  # a gap this near to nothing (m2) is rounding of the computer's, not space
NO_CLUSTER = "No cluster"
PRACTICE_COLUMNS = [
    "practice_code",
    "financial_year",
    "list_size",
    "growth_people",
    "patients",
    "space_patients",
    "list_basis",
    "area_basis",
    "available_m2",
    "need_m2",
    "gap_m2",
    "area_assumed",
    "rooms",
    "rooms_needed",
    "gap_rooms",
    "state",
    "unknown_reason",
]
SITE_COLUMNS = [
    "site_code",
    "practice_code",
    "financial_year",
    "area_basis",
    "available_m2",
    "need_m2",
    "gap_m2",
    "rooms",
    "rooms_needed",
    "gap_rooms",
    "state",
    "unknown_reason",
]
CLUSTER_COLUMNS = [
    "cluster_code",
    "cluster_name",
    "financial_year",
    "area_basis",
    "practices_known",
    "practices_unknown",
    "patients",
    "growth_people",
    "available_m2",
    "need_m2",
    "gap_m2",
    "short_m2",
    "state",
]


def state_of(available: FloatArray, need: FloatArray, tight_margin: float) -> Any:
    """enough, tight (spare is under the margin's share of need), short (need is above what there is) or unknown."""
    spare = formulas.gap(available, need)
    unknown = np.isnan(spare)
    short, tight = spare < -_NOISE, spare < tight_margin * need - _NOISE
    return np.select([unknown, short, tight], ["unknown", "short", "tight"], "enough")


def practice_space(case: Case) -> pd.DataFrame:
    """What each practice has today, by practice code: area_basis, available_m2, rooms, area_assumed, reason.

    The areas of all its sites are added only when every one is known and on the same basis: part of the area is not
    the area, and NIA is never added to GIA. `reason` says why the area is unknown, "" when it is known. Rooms are
    likewise unknown unless every site's are known.
    """
    codes = pd.Index(case.table("practices")["practice_code"], name="practice_code")
    sites = case.table("sites")
    facts = pd.DataFrame(
        {
            "practice_code": sites["practice_code"],
            "area": sites["area_m2"],
            "basis": sites["area_basis"],
            "rooms": sites["clinical_rooms"].astype(float),
            "assumed": sites["area_source"].eq("assumed").fillna(False).astype(bool),
        }
    )
    by = facts.groupby("practice_code")
    sums = pd.DataFrame(
        {
            "sites": by.size(),
            "areas": by["area"].count(),
            "bases": by["basis"].count(),
            "kinds": by["basis"].nunique(),
            "basis": by["basis"].first(),
            "area": by["area"].sum(),
            "rooms": by["rooms"].sum(min_count=1).where(by["rooms"].count() == by.size()),
            "assumed": by["assumed"].any(),
        }
    ).reindex(codes)
    reason = _why_unknown(sums)
    return pd.DataFrame(
        {
            "area_basis": sums["basis"].where(sums["kinds"].eq(1)).astype("str"),
            "available_m2": sums["area"].where(reason.eq("")).astype(float),
            "rooms": sums["rooms"].astype(float),
            "area_assumed": sums["assumed"].eq(True),
            "reason": reason,
        },
        index=codes,
    )


def _why_unknown(sums: pd.DataFrame) -> pd.Series:
    count = sums["sites"].fillna(0).astype(int)
    no_area = count - sums["areas"].fillna(0).astype(int)
    no_basis = count - sums["bases"].fillna(0).astype(int)
    of = " of " + count.astype("str") + " sites"
    reason = pd.Series("", index=sums.index, dtype="str")
    reason = reason.mask(
        no_basis > 0, "not known whether the floor area is NIA or GIA at " + no_basis.astype("str") + of
    )
    reason = reason.mask(no_area > 0, "floor area unknown at " + no_area.astype("str") + of)
    reason = reason.mask(sums["kinds"].fillna(0) > 1, "floor areas on both NIA and GIA, which cannot be added")
    return reason.mask(count == 0, "no site on record")


def practice_gap(case: Case, growth: FloatArray, years: tuple[int, ...], standard: SpaceStandard) -> pd.DataFrame:
    """Position of each practice at the end of each year: one row a practice and year (`PRACTICE_COLUMNS`).

    patients = list size + people registered so far from developments. On NIA the need is the East method on the
    weighted list, where it is known: new patients are assumed to weigh what the practice's patients weigh today, so
    that space patients = patients x weighted list / list size. On GIA it is the size band of the raw list. Rooms
    follow HBN 11-01 on the patients.

    Args:
        case: the case.
        growth: people so far, a row a practice (in the table's order) and a column a year.
        years: start years of the columns.
        standard: the space standards in force.
    """
    practices, have = case.table("practices"), practice_space(case)
    raw = practices["list_size"].to_numpy(float)
    listed = practices["weighted_list_size"].to_numpy(float)
    patients = raw[:, None] + growth
    basis = have["area_basis"].to_numpy(dtype=object)
    nia, gia = (basis == "NIA")[:, None], (basis == "GIA")[:, None]
    use_weight = nia[:, 0] & (raw > 0) & (listed > 0)
    space_patients = patients * patient_weight(raw, listed, basis)[:, None]
    need = np.where(nia, formulas.nia_need_m2(space_patients, standard.nia_m2, standard.nia_patients), np.nan)
    need = np.where(gia, formulas.gia_need_m2(space_patients, standard.gia_bands), need)
    shape = patients.shape

    def spread(values: Any) -> Any:
        return np.repeat(np.asarray(values), shape[1])

    reason = have["reason"].mask(have["reason"].eq("") & np.isnan(raw), "list size unknown")
    rows = pd.DataFrame(
        {
            "practice_code": spread(practices["practice_code"]),
            "financial_year": np.tile(np.array(years, dtype="int64"), shape[0]),
            "list_size": spread(raw),
            "growth_people": growth.ravel(),
            "patients": patients.ravel(),
            "space_patients": space_patients.ravel(),
            "list_basis": spread(np.where(use_weight, "weighted", "raw")),
            "area_basis": spread(basis),
            "available_m2": spread(have["available_m2"]),
            "need_m2": need.ravel(),
            "area_assumed": spread(have["area_assumed"]),
            "rooms": spread(have["rooms"]),
            "unknown_reason": spread(reason),
        }
    )
    rooms = formulas.rooms_needed(rows["patients"].to_numpy(), *_room_inputs(standard))
    return _with_gaps(rows.assign(rooms_needed=rooms), standard)[PRACTICE_COLUMNS]


def _room_inputs(standard: SpaceStandard) -> tuple[float, float, float, float, float]:
    m = standard.rooms
    return (m.contacts_per_patient, m.minutes_per_contact, m.weeks_per_year, m.hours_per_week, m.utilisation)


def patient_weight(raw: FloatArray, weighted: FloatArray, basis: Any) -> FloatArray:
    """Weighted patients a patient of each practice counts for in the space test: on NIA, where both lists are known."""
    known = (raw > 0) & (weighted > 0) & (basis == "NIA")
    return np.divide(weighted, raw, out=np.ones_like(raw), where=known)


def _with_gaps(rows: pd.DataFrame, standard: SpaceStandard) -> pd.DataFrame:
    """Rows with gap_m2, gap_rooms and state, and their text columns typed as text."""
    available, need = rows["available_m2"].to_numpy(float), rows["need_m2"].to_numpy(float)
    found = rows.assign(
        gap_m2=formulas.gap(available, need),
        gap_rooms=formulas.gap(rows["rooms"].to_numpy(float), rows["rooms_needed"].to_numpy(float)),
        state=state_of(available, need, standard.tight_margin),
    )
    texts = [c for c in found.columns if c.endswith(("_code", "_basis")) or c in ("state", "unknown_reason")]
    return found.astype(dict.fromkeys(texts, "str"))


def site_gap(case: Case, practices: pd.DataFrame, standard: SpaceStandard) -> pd.DataFrame:
    """Each site's part of its practice's position: one row a site and year (`SITE_COLUMNS`).

    The practice's need for space and rooms is shared over its sites in proportion to their areas, all on one basis,
    so a practice's sites sum to its own row. Where that area is unknown only a single site's need is known.

    Args:
        case: the case.
        practices: what `practice_gap` gives.
        standard: the space standards in force.
    """
    sites = case.table("sites")
    have = practice_space(case)
    alone = sites.groupby("practice_code")["site_code"].transform("size").eq(1)
    total = sites["practice_code"].map(have["available_m2"]).astype(float)
    part = (sites["area_m2"] / total.where(total > 0)).where(~alone, 1.0)
    facts = pd.DataFrame(
        {
            "site_code": sites["site_code"],
            "practice_code": sites["practice_code"],
            "available_m2": sites["area_m2"].where(sites["area_basis"].notna()),
            "rooms": sites["clinical_rooms"].astype(float),
            "site_basis": sites["area_basis"],
            "part": part,
        }
    )
    needs = practices[["practice_code", "financial_year", "need_m2", "rooms_needed", "unknown_reason"]]
    rows = facts.merge(needs, on="practice_code").rename(columns={"site_basis": "area_basis"})
    rows = rows.assign(need_m2=rows["need_m2"] * rows["part"], rooms_needed=rows["rooms_needed"] * rows["part"])
    rows = rows.sort_values(["site_code", "financial_year"], ignore_index=True)
    return _with_gaps(rows, standard)[SITE_COLUMNS]


def cluster_gap(case: Case, practices: pd.DataFrame, standard: SpaceStandard) -> pd.DataFrame:
    """Position of each cluster in each year, one row a basis (`CLUSTER_COLUMNS`), so NIA is never added to GIA.

    Practices whose basis is unknown have a row of their own with a blank basis: the rows of a cluster and year hold
    each practice once. patients and growth_people count every practice of the row; available, need, gap and short
    only those whose gap is known. The state is that of the row's totals: `short_m2` shows what single practices lack
    even where the cluster as a whole has room. A practice without a cluster is in cluster "" (No cluster).

    Args:
        case: the case.
        practices: what `practice_gap` gives.
        standard: the space standards in force.
    """
    known = practices["gap_m2"].notna()
    rows = practices.merge(clusters(case), on="practice_code").assign(
        practices_known=known.astype("int64"),
        practices_unknown=(~known).astype("int64"),
        available_m2=practices["available_m2"].where(known),
        need_m2=practices["need_m2"].where(known),
        short_m2=(-practices["gap_m2"]).clip(lower=0.0),
    )
    by = rows.groupby(["cluster_code", "cluster_name", "financial_year", "area_basis"], dropna=False, sort=True)
    counted = by[["practices_known", "practices_unknown", "patients", "growth_people"]].sum()
    found = counted.join(by[["available_m2", "need_m2", "short_m2"]].sum(min_count=1)).reset_index()
    found = found.assign(rooms=np.nan, rooms_needed=np.nan)
    return _with_gaps(found, standard)[CLUSTER_COLUMNS]


def clusters(case: Case) -> pd.DataFrame:
    """Cluster of each practice: practice_code, cluster_code ("" for none), cluster_name (one a code)."""
    practices = case.table("practices")[["practice_code", "cluster_code", "cluster_name"]]
    code = practices["cluster_code"].fillna("").astype("str")
    names = practices.sort_values("practice_code").dropna(subset=["cluster_name"]).groupby("cluster_code")
    name = code.map(names["cluster_name"].first()).astype("str").fillna(code).mask(code.eq(""), NO_CLUSTER)
    return practices[["practice_code"]].assign(cluster_code=code, cluster_name=name)

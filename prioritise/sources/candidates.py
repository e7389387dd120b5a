"""Candidate schemes: what the evidence suggests where real bids are not published. Never shown as real bids.

For each practice that will be short of space: use the existing building better first, then extend it, and beside the
extension a new building where the shortage is large (one or the other). For each network, a digital scheme.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.evidence.model import Evidence
from prioritise.sources.values import text_of
from prioritise.years import year_label

PREFIX = "Candidate: "
ASSUMPTIONS = (
    "candidate_least_short_m2",
    "candidate_reuse_share",
    "candidate_reuse_gbp_per_m2",
    "candidate_reuse_m2_per_room",
    "candidate_reuse_years",
    "candidate_extension_gbp_per_m2",
    "candidate_extension_largest_share",
    "candidate_extension_years",
    "candidate_new_build_from_m2",
    "candidate_new_build_gbp_per_m2",
    "candidate_new_build_years",
    "candidate_preparation_years",
    "candidate_m2_per_room",
    "candidate_digital_gbp_per_patient",
    "candidate_digital_revenue_gbp_per_patient",
)
_NEAREST_GBP = -3  # capital to the nearest £1,000
_NEAREST_REVENUE_GBP = -2  # revenue to the nearest £100
_SHARE_PLACES = 3

Row = dict[str, str]


def gap_year(evidence: Evidence, assumptions: Assumptions) -> int:
    """Year whose shortage the schemes are sized for: the one the capacity criterion looks at."""
    return min(evidence.first_year + int(assumptions.value("gap_view_years")) - 1, evidence.years[-1])


def shortages(evidence: Evidence, assumptions: Assumptions) -> pd.DataFrame:
    """One row a practice with a known gap: practice_code, available_m2, short_m2, growth_share, patients.

    short_m2 is the shortage in the gap year (0 when there is enough); growth_share = need added since now / shortage,
    at most 1: the part of the shortage that new homes cause.
    """
    gaps = evidence.practice_gap
    then = gaps[(gaps["financial_year"] == gap_year(evidence, assumptions)) & gaps["gap_m2"].notna()]
    now = gaps[gaps["financial_year"] == evidence.now].set_index("practice_code")["need_m2"]
    short = (-then["gap_m2"]).clip(lower=0.0)
    growth = (then["need_m2"] - then["practice_code"].map(now)).clip(lower=0.0)
    share = (growth / short.where(short > 0)).clip(upper=1.0).fillna(0.0)
    found = pd.DataFrame(
        {
            "practice_code": then["practice_code"],
            "available_m2": then["available_m2"],
            "short_m2": short,
            "growth_share": share.round(_SHARE_PLACES),
            "patients_per_m2": then["space_patients"] / then["need_m2"],
        }
    )
    return found.sort_values("practice_code", ignore_index=True)


def _space(kind: str, m2: float, assumptions: Assumptions) -> Row:
    """What a scheme adds: better use adds rooms and no floor area."""
    if kind == "existing_space":
        rooms = m2 // assumptions.value("candidate_reuse_m2_per_room")
        return {"added_area_m2": "0", "added_rooms": str(int(rooms))}
    return {"added_area_m2": text_of(m2), "added_rooms": str(int(m2 // assumptions.value("candidate_m2_per_room")))}


def _building(place: Mapping[Any, Any], kind: str, m2: float, assumptions: Assumptions) -> Row:
    """The columns all building schemes share; capital = m2 x rate of the kind."""
    key = {"existing_space": "reuse"}.get(kind, kind)
    capital = round(m2 * assumptions.value(f"candidate_{key}_gbp_per_m2"), _NEAREST_GBP)
    rent = 0.0 if kind == "existing_space" else m2 * assumptions.value("premises_rent_gbp_per_m2")
    wait = 0 if kind == "existing_space" else int(assumptions.value("candidate_preparation_years"))
    return {
        "kind": kind,
        "practice_codes": str(place["practice_code"]),
        "site_code": str(place["site_code"]),
        "cluster_code": str(place["cluster_code"]),
        "longitude": text_of(place["longitude"]),
        "latitude": text_of(place["latitude"]),
        "capital_gbp": text_of(capital),
        "revenue_gbp_per_year": text_of(round(rent, _NEAREST_REVENUE_GBP)),
        **_space(kind, m2, assumptions),
        "patients_served": text_of(round(m2 * place["patients_per_m2"])),
        "earliest_start": year_label(int(place["first_year"]) + wait),
        "years_to_build": text_of(assumptions.value(f"candidate_{key}_years")),
        "growth_share": text_of(place["growth_share"]),
    }


def practice_schemes(place: Mapping[Any, Any], assumptions: Assumptions) -> list[Row]:
    """Schemes of one practice by its shortage; none when it is below the least worth a scheme.

    Args:
        place: practice_code, name, site_code, cluster_code, longitude, latitude, first_year and the figures of
            `shortages`.
        assumptions: the set in force.
    """
    value = assumptions.value
    short, least = float(place["short_m2"]), value("candidate_least_short_m2")
    if short < least:
        return []
    code, name = place["practice_code"], place["name"]
    reuse = float(round(min(short, float(place["available_m2"]) * value("candidate_reuse_share"))))
    rows = []
    if reuse >= value("candidate_reuse_m2_per_room"):
        title = f"{PREFIX}use {reuse:,.0f} m² inside {name} better"
        rows.append(
            {"bid_id": f"{code}-REUSE", "title": title, **_building(place, "existing_space", reuse, assumptions)}
        )
    else:
        reuse = 0.0
    rest = float(round(short - reuse))
    if rest < least:
        return rows
    largest = round(float(place["available_m2"]) * value("candidate_extension_largest_share"))
    extension = float(min(rest, largest))
    group = f"{code}-BUILD" if rest >= value("candidate_new_build_from_m2") else ""
    title = f"{PREFIX}extend {name} by {extension:,.0f} m²"
    row = _building(place, "extension", extension, assumptions)
    rows.append({"bid_id": f"{code}-EXTEND", "title": title, **row, "choice_group": group})
    if group:
        title = f"{PREFIX}new building of {rest:,.0f} m² for {name}"
        row = _building(place, "new_build", rest, assumptions)
        rows.append({"bid_id": f"{code}-NEW", "title": title, **row, "choice_group": group})
    return rows


def digital_scheme(cluster: Mapping[str, Any], assumptions: Assumptions) -> Row:
    """One scheme for a network: cluster_code, cluster_name, practice_codes, patients, first_year."""
    patients = float(cluster["patients"])
    capital = patients * assumptions.value("candidate_digital_gbp_per_patient")
    revenue = patients * assumptions.value("candidate_digital_revenue_gbp_per_patient")
    return {
        "bid_id": f"{cluster['cluster_code']}-DIGITAL",
        "title": f"{PREFIX}online access and telephony for {cluster['cluster_name']}",
        "kind": "technology",
        "practice_codes": ";".join(cluster["practice_codes"]),
        "cluster_code": str(cluster["cluster_code"]),
        "capital_gbp": text_of(round(capital, _NEAREST_GBP)),
        "revenue_gbp_per_year": text_of(round(revenue, _NEAREST_REVENUE_GBP)),
        "patients_served": text_of(patients),
        "earliest_start": year_label(int(cluster["first_year"])),
        "years_to_build": "1",
        "growth_share": "0",
    }


def _clusters(practices: pd.DataFrame, first_year: int) -> list[dict[str, Any]]:
    known = practices[practices["cluster_code"].notna() & practices["list_size"].notna()]
    return [
        {
            "cluster_code": code,
            "cluster_name": str(group["cluster_name"].iloc[0]),
            "practice_codes": sorted(group["practice_code"]),
            "patients": group["list_size"].sum(),
            "first_year": first_year,
        }
        for code, group in known.groupby("cluster_code", sort=True)
    ]


def candidate_schemes(case: Case, evidence: Evidence, assumptions: Assumptions) -> pd.DataFrame:
    """Candidate schemes of every practice and network, as text rows of the bids table, in id order.

    The same case and assumptions always give the same schemes. A practice whose gap is unknown gets no building
    scheme; it is named in the evidence's own issues.
    """
    practices = case.table("practices").drop_duplicates("practice_code")
    sites = case.table("sites")
    main = sites[sites["role"] == "main"].sort_values("site_code").drop_duplicates("practice_code")
    places = shortages(evidence, assumptions).merge(
        practices[["practice_code", "name", "cluster_code"]], on="practice_code"
    )
    places = places.merge(main[["practice_code", "site_code", "longitude", "latitude"]], on="practice_code")
    places = places.assign(first_year=evidence.first_year).fillna({"cluster_code": ""})
    rows = [row for place in places.to_dict("records") for row in practice_schemes(place, assumptions)]
    rows += [digital_scheme(c, assumptions) for c in _clusters(practices, evidence.first_year)]
    frame = pd.DataFrame(rows, dtype="str")
    return frame.fillna("").sort_values("bid_id", ignore_index=True) if len(frame) else frame

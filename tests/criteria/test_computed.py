"""Each computed criterion, worked by hand."""

from typing import Any

import numpy as np
import pytest

from prioritise.case.case import Case
from prioritise.criteria import CRITERIA, Context
from prioritise.evidence import build_evidence, case_assumptions
from tests.build import bid, small_case

PRACTICES = [
    {"practice_code": "P1", "name": "One", "list_size": 10_500.0, "imd_score": 10.0, "cluster_code": "C1"},
    {"practice_code": "P2", "name": "Two", "list_size": 3_500.0, "imd_score": 30.0, "cluster_code": "C1"},
    {"practice_code": "P3", "name": "Three", "list_size": 1_000.0, "cluster_code": "C2"},
]
NIA = {"area_basis": "NIA"}
SITES = [
    {"site_code": "S1", "practice_code": "P1", "area_m2": 520.0, **NIA, "condition": "C", "suitability": "A"},
    {"site_code": "S2", "practice_code": "P2", "area_m2": 300.0, **NIA, "condition": "B", "suitability": "DX"},
    {"site_code": "S3", "practice_code": "P3", "area_source": "assumed"},
]


def answer(
    criterion_id: str, *bids: dict[str, Any], evidence: bool = True, **tables: Any
) -> dict[str, tuple[float, str]]:
    """Score and why by bid."""
    sites = [{"name": s["site_code"], "role": "main", **s} for s in tables.pop("sites", SITES)]
    case: Case = small_case(**{"practices": PRACTICES, "sites": sites, "bids": bids, **tables})
    assumptions = case_assumptions(case)
    context = Context(case, build_evidence(case, assumptions) if evidence else None, assumptions)
    compute = CRITERIA[criterion_id].compute
    assert compute is not None
    return {str(i): (row["score"], row["why"]) for i, row in compute(context).iterrows()}


def test_capacity_gap_is_m2_short_per_thousand_in_the_tenth_year() -> None:
    score, why = answer("capacity_gap", bid("B1", 1e6, practice_codes=["P1"]))["B1"]
    assert score == pytest.approx(200 / 10.5)
    assert why == "200 m2 NIA short over 10,500 patients in 2035/36 = 19.0 m2 per 1,000"


def test_capacity_gap_of_several_is_weighted_by_patients_and_spare_is_not_lent() -> None:
    score, why = answer("capacity_gap", bid("B1", 1e6, practice_codes=["P1", "P2", "P3"]))["B1"]
    assert score == pytest.approx(200 / 14.0)  # P2 has 60 m2 spare: counted as none short; P3 unknown: left out
    assert why.endswith("; 1 of 3 practices unknown")


def test_capacity_gap_sees_growth() -> None:
    near = {"longitude": 0.5, "latitude": 51.2}
    homes = {"development_id": "D1", "name": "D", "status": "started", "homes": 100.0, "probability": 1.0, **near}
    sites = [{**SITES[0], **near}]
    score, _ = answer("capacity_gap", bid("B1", 1e6, practice_codes=["P1"]), sites=sites, developments=[homes])["B1"]
    assert score == pytest.approx((10_740 * 120 / 1750 - 520) / 10.74)


def test_capacity_gap_says_when_bases_differ_or_an_area_is_assumed() -> None:
    sites = [SITES[0], {**SITES[1], "area_basis": "GIA", "area_m2": 200.0, "area_source": "assumed"}]
    score, why = answer("capacity_gap", bid("B1", 1e6, practice_codes=["P1", "P2"]), sites=sites)["B1"]
    assert score == pytest.approx((200 + 299.5 - 200) / 14.0)
    assert why.endswith(
        "; each practice on its own standard, NIA or GIA, and the mean of them by patients; floor area assumed"
    )
    assert " m2 GIA and " in why and " m2 NIA short over " in why  # never added together


def test_capacity_gap_is_unknown_with_its_reason() -> None:
    got = answer(
        "capacity_gap", bid("B1", 1e6, practice_codes=["P3"]), bid("B2", 1e6), bid("B3", 1, practice_codes=["X"])
    )
    assert [np.isnan(score) for score, _ in got.values()] == [True] * 3
    assert got["B1"][1] == "unknown: P3 floor area unknown at 1 of 1 sites"
    assert got["B2"][1] == got["B3"][1] == "serves no practice of the case"


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        ({"kind": "technology"}, False),
        ({"kind": "equipment"}, False),
        ({"kind": "land"}, False),
        ({"kind": "technology", "added_rooms": 2}, True),
        ({"kind": "equipment", "added_area_m2": 5.0}, True),
        ({"kind": "refurbishment"}, True),
        ({"kind": "existing_space", "added_area_m2": 0.0, "added_rooms": 2}, True),
        ({"kind": "refurbishment", "added_area_m2": 0.0}, True),
        ({"kind": "refurbishment", "added_area_m2": 0.0, "added_rooms": 0}, False),
    ],
)
def test_a_bid_that_adds_no_space_closes_none_of_the_gap(facts: dict[str, Any], counts: bool) -> None:
    score, why = answer("capacity_gap", bid("B1", 1e4, practice_codes=["P1"], **facts))["B1"]
    assert score == (pytest.approx(200 / 10.5) if counts else 0.0)
    assert ("closes none of the gap" in why) is not counts


def test_without_evidence_no_gap_is_claimed_even_for_technology() -> None:
    assert answer("capacity_gap", bid("B1", 1e4, kind="technology"), evidence=False) == {}


def test_condition_is_the_worst_facet_of_any_site_of_its_practices() -> None:
    got = answer(
        "condition",
        bid("B1", 1, practice_codes=["P1", "P2"]),
        bid("B2", 1, practice_codes=["P1"]),
        bid("B3", 1, practice_codes=["P3"]),
        bid("B4", 1, practice_codes=["P2"], kind="technology"),
    )
    assert got["B1"] == (4.0, "S2 has suitability grade DX")
    assert got["B2"] == (2.0, "S1 has condition grade C")
    assert np.isnan(got["B3"][0]) and got["B3"][1] == "no grade on record"
    assert got["B4"] == (0.0, "leaves the building as it is")


def test_condition_of_the_site_named_counts_alone_unless_it_has_no_grade() -> None:
    got = answer(
        "condition",
        bid("B1", 1, practice_codes=["P1", "P2"], site_code="S1"),
        bid("B2", 1, practice_codes=["P2"], site_code="S3"),
        bid("B3", 1, practice_codes=["P2"], site_code="elsewhere"),
    )
    assert [score for score, _ in got.values()] == [2.0, 4.0, 4.0]


@pytest.mark.parametrize(("grade", "step"), [("A", 0), ("B", 1), ("C", 2), ("CX", 3), ("D", 3), ("DX", 4)])
def test_each_grade_has_its_step(grade: str, step: float) -> None:
    sites = [{"site_code": "S1", "practice_code": "P1", "condition": grade}]
    assert answer("condition", bid("B1", 1, practice_codes=["P1"]), sites=sites)["B1"][0] == step


def test_without_sites_condition_is_unknown_for_every_kind() -> None:
    assert answer("condition", bid("B1", 1, kind="technology"), sites=[]) == {}


def test_deprivation_is_list_weighted_over_those_known() -> None:
    got = answer("deprivation", bid("B1", 1, practice_codes=["P1", "P2", "P3"]), bid("B2", 1, practice_codes=["P3"]))
    assert got["B1"] == (pytest.approx(15.0), "IMD score 15.0, list-weighted over 2 practices")
    assert "B2" not in got


def test_a_bid_that_names_no_practice_serves_its_sites_or_else_its_clusters() -> None:
    got = answer("deprivation", bid("B1", 1, site_code="S2"), bid("B2", 1, cluster_code="C1"), bid("B3", 1))
    assert {b: score for b, (score, _) in got.items()} == pytest.approx({"B1": 30.0, "B2": 15.0})


def test_value_for_money_is_capital_a_patient_and_unknown_without_patients() -> None:
    got = answer(
        "value_for_money", bid("B1", 450_000, patients_served=11_400.0), bid("B2", 1), bid("B3", 1, patients_served=0.0)
    )
    assert got["B1"] == (pytest.approx(39.47, abs=0.01), "£450,000 over 11,400 patients served = £39 a patient")
    assert np.isnan(got["B2"][0]) and np.isnan(got["B3"][0])
    assert got["B2"][1] == "patients served unknown"


def test_the_gap_is_read_at_the_last_year_when_the_view_is_longer() -> None:
    case = small_case(
        practices=PRACTICES,
        sites=[{"name": "s", "role": "main", **SITES[0]}],
        bids=[bid("B1", 1, practice_codes=["P1"])],
    )
    case = case.with_settings(assumption_values={"gap_view_years": 99})
    assumptions = case_assumptions(case)
    compute = CRITERIA["capacity_gap"].compute
    assert compute is not None
    got = compute(Context(case, build_evidence(case, assumptions), assumptions))
    assert "in 2040/41" in got.loc["B1", "why"]


@pytest.mark.parametrize("criterion", ["capacity_gap", "deprivation"])
def test_a_bid_that_names_only_a_practice_nobody_knows_is_unknown_not_its_clusters(criterion: str) -> None:
    """Naming nobody means the practice of its site or its cluster; naming a stranger means neither, and is not 0."""
    bids = [
        bid("B1", 1e6, kind="extension", practice_codes=["P9"], cluster_code="C1", site_code="S1"),
        bid("B2", 1e6, kind="extension", cluster_code="C1"),
    ]
    got = answer(criterion, *bids)
    assert np.isnan(got["B1"][0]) if "B1" in got else True
    assert got["B2"][0] > 0

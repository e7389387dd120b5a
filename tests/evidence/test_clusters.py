"""Facts of clusters, worked by hand, and that they say of how many they are known."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prioritise.case.case import Case
from prioritise.errors import DataFault
from prioritise.evidence import build_evidence, case_assumptions
from prioritise.evidence.clusters import cluster_facts, cluster_names, view_years
from prioritise.evidence.direction import Travel, heading, travel
from prioritise.evidence.facts import COLUMNS
from tests.build import small_case
from tests.evidence.cases import development, practice, site


def facts_of(case: Case) -> pd.DataFrame:
    assumptions = case_assumptions(case)
    return cluster_facts(case, build_evidence(case, assumptions), assumptions)


def cell(facts: pd.DataFrame, cluster: str, fact: str, year: int | None = None, basis: str = "") -> Any:
    rows = facts[(facts["cluster_code"] == cluster) & (facts["fact"] == fact) & (facts["basis"] == basis)]
    rows = rows[rows["financial_year"].isna() if year is None else rows["financial_year"].eq(year)]
    assert len(rows) == 1, rows
    return rows.iloc[0]


@pytest.fixture(scope="module")
def case() -> Case:
    """C1: three practices, one with no GP on record and one with none in post; C2: one on gross area."""
    return small_case(
        practices=[
            practice("P1", 8000, weighted_list_size=8400, cluster_code="C1", cluster_name="North", gp_fte=4.0,
                     cqc_rating="Good", list_status="closed"),
            practice("P2", 4000, cluster_code="C1", cluster_name="North", gp_fte=0.0, cqc_rating="Inadequate"),
            practice("P3", 3000, cluster_code="C1", cluster_name="North"),
            practice("P4", 5000, cluster_code="C2", cluster_name="South", gp_fte=2.5),
            practice("P5", 1000),
        ],
        sites=[
            site("S1", "P1", 0.0, area_m2=500.0, area_basis="NIA", clinical_rooms=6, condition="CX",
                 tenure="Owned by the partners"),
            site("S2", "P2", 1.0, area_m2=300.0, area_basis="NIA", lease_end="2030-01-01", estate_class="tail"),
            site("S3", "P3", 2.0),
            site("S4", "P4", 30.0, area_m2=400.0, area_basis="GIA", condition="A"),
        ],
        developments=[development("D1", 100, 0.0, status="started", probability=1.0)],
    )  # fmt: skip


@pytest.fixture(scope="module")
def facts(case: Case) -> pd.DataFrame:
    return facts_of(case)


def test_sums_and_of_how_many_they_are_known(facts: pd.DataFrame) -> None:
    assert list(facts.columns) == COLUMNS
    expected = {
        "practices": (3, 3, 3), "list_size": (15_000, 3, 3), "weighted_list": (8_400, 1, 3), "closed_lists": (1, 1, 3),
        "cqc_low": (1, 2, 3), "gp_fte": (4, 2, 3), "nurse_fte": (math.nan, 0, 3), "sites": (3, 3, 3),
        "rooms": (6, 1, 3), "poor_condition": (1, 1, 3), "unmendable": (1, 1, 3), "class_tail": (1, 1, 3),
        "class_core": (0, 1, 3), "extendable_m2": (math.nan, 0, 3),
    }  # fmt: skip
    for fact, (value, known, of) in expected.items():
        found = cell(facts, "C1", fact)
        assert found["value"] == pytest.approx(value, nan_ok=True), fact
        assert (found["known"], found["of"]) == (known, of), fact


def test_patients_a_gp_leaves_out_a_practice_with_no_gp_on_record_and_one_with_none(facts: pd.DataFrame) -> None:
    found = cell(facts, "C1", "patients_per_gp")
    assert (found["value"], found["known"], found["of"]) == (2000, 1, 3)
    assert np.isfinite(facts["value"].dropna()).all()
    assert math.isnan(cell(facts, "", "patients_per_gp")["value"])


def test_net_and_gross_area_are_never_added(facts: pd.DataFrame) -> None:
    assert cell(facts, "C1", "area_m2", basis="NIA")["value"] == 800
    assert math.isnan(cell(facts, "C1", "area_m2", basis="GIA")["value"])
    assert cell(facts, "C2", "area_m2", basis="GIA")["value"] == 400


def test_leases_count_only_sites_that_are_not_owned(facts: pd.DataFrame) -> None:
    found = cell(facts, "C1", "leases_ending")
    assert (found["value"], found["known"], found["of"]) == (1, 1, 2)


def test_room_is_the_sum_of_its_practices_that_can_be_judged(case: Case, facts: pd.DataFrame) -> None:
    evidence = build_evidence(case, case_assumptions(case))
    for year in (2025, 2030, 2035):
        gap = evidence.practice_gap.set_index(["practice_code", "financial_year"])["gap_m2"]
        assert cell(facts, "C1", "gap_m2", year, "NIA")["value"] == pytest.approx(gap[("P1", year)] + gap[("P2", year)])
        unknown = cell(facts, "C1", "gap_m2", year)  # P3, whose basis is not known
        assert math.isnan(unknown["value"]) and (unknown["known"], unknown["of"]) == (0, 1)
    now = 500 - 8400 * 120 / 1750 + 300 - 4000 * 120 / 1750
    assert cell(facts, "C1", "gap_m2", 2025, "NIA")["value"] == pytest.approx(now)


def test_homes_and_people_are_shared_as_people_are(case: Case, facts: pd.DataFrame) -> None:
    evidence = build_evidence(case, case_assumptions(case))
    for year in (2030, 2035):
        homes = facts[(facts["fact"] == "homes") & facts["financial_year"].eq(year)]["value"].sum()
        assert homes == pytest.approx(evidence.homes.loc[evidence.homes["financial_year"] <= year, "homes"].sum())
        people = facts[(facts["fact"] == "growth_people") & facts["financial_year"].eq(year)]["value"].sum()
        assert people == pytest.approx(evidence.people.loc[evidence.people["financial_year"] <= year, "people"].sum())


def test_practices_in_no_cluster_are_kept_apart(case: Case, facts: pd.DataFrame) -> None:
    assert cluster_names(case) == {"": "No cluster", "C1": "North", "C2": "South"}
    assert cell(facts, "", "list_size")["value"] == 1000


def test_row_order_changes_nothing(case: Case, facts: pd.DataFrame) -> None:
    turned = case
    for name in ("practices", "sites", "developments"):
        turned = Case({**turned.tables, name: turned.table(name).iloc[::-1]}, turned.settings)
    pd.testing.assert_frame_equal(facts_of(turned), facts, check_exact=False, rtol=1e-12)


def test_the_years_are_now_and_the_ends_of_the_fifth_and_tenth(case: Case) -> None:
    evidence = build_evidence(case, case_assumptions(case))
    assert view_years(evidence, case_assumptions(case)) == (2025, 2030, 2035)
    beyond = case_assumptions(case.with_settings(assumption_values={"gap_view_years": 99}))
    with pytest.raises(DataFault, match="the evidence covers 15 years"):
        view_years(evidence, beyond)


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        (-10, -20, "short, and getting shorter"), (10, -1, "heading into shortage"), (0, -1, "heading into shortage"),
        (10, 5, "room to spare, getting less"), (5, 5, "holding"), (-5, -5, "short, and staying so"),
        (-5, 5, "gaining room"),
    ],
)  # fmt: skip
def test_heading(now: float, then: float, words: str) -> None:
    assert heading(now, then) == words


def test_direction_distance_and_speed(facts: pd.DataFrame) -> None:
    found = travel(facts, "C1")
    assert set(found.gap_m2) == {"NIA"}
    near = cell(facts, "C1", "growth_people", 2030)["value"]
    far = cell(facts, "C1", "growth_people", 2035)["value"]
    assert found.people_a_year == pytest.approx((near / 5, (far - near) / 5))
    assert found.speed == "sooner"
    assert Travel({}, (0.2, 0.4)).speed == "none" and Travel({}, (3.0, 3.2)).speed == "evenly"

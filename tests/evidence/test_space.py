"""What there is and what is needed: bases kept apart, part of an area never taken for the area."""

from typing import Any

import numpy as np
import pytest

from prioritise.case.case import Case
from prioritise.evidence import Evidence, build_evidence, case_assumptions
from tests.build import small_case
from tests.evidence.cases import practice, site


def evidence(case: Case) -> Evidence:
    return build_evidence(case, case_assumptions(case))


def now(case: Case) -> dict[str, Any]:
    """Today's row of the only practice."""
    rows = evidence(case).practice_gap
    return dict(rows[rows["financial_year"] == 2025].iloc[0])


def nia(code: str, practice_code: str, area_m2: float | None, **more: Any) -> dict[str, Any]:
    return site(code, practice_code, 0.0, area_m2=area_m2, area_basis="NIA", **more)


def test_nia_is_tested_on_the_weighted_list() -> None:
    """Worked example T13."""
    row = now(small_case(practices=[practice("P1", 10_000, weighted_list_size=10_500)], sites=[nia("S1", "P1", 520)]))
    assert (row["need_m2"], row["gap_m2"]) == (pytest.approx(720.0), pytest.approx(-200.0))
    assert (row["list_basis"], row["area_basis"], row["state"], row["unknown_reason"]) == (
        "weighted",
        "NIA",
        "short",
        "",
    )


@pytest.mark.parametrize("weighted", [None, 0.0])
def test_nia_without_a_weighted_list_uses_the_raw_one_and_says_so(weighted: float | None) -> None:
    row = now(small_case(practices=[practice("P1", 10_500, weighted_list_size=weighted)], sites=[nia("S1", "P1", 520)]))
    assert (row["need_m2"], row["list_basis"]) == (pytest.approx(720.0), "raw")


def test_gia_is_tested_on_the_raw_list_by_size_band() -> None:
    sites = [site("S1", "P1", 0, area_m2=400.0, area_basis="GIA")]
    row = now(small_case(practices=[practice("P1", 5000, weighted_list_size=9000)], sites=sites))
    assert (row["need_m2"], row["list_basis"], row["area_basis"]) == (pytest.approx(416.5), "raw", "GIA")


@pytest.mark.parametrize(
    ("area", "state"), [(719.9, "short"), (720.0, "tight"), (791.9, "tight"), (792.0, "enough"), (None, "unknown")]
)
def test_states_at_their_edges(area: float | None, state: str) -> None:
    assert now(small_case(practices=[practice("P1", 10_500)], sites=[nia("S1", "P1", area)]))["state"] == state


@pytest.mark.parametrize(
    ("sites", "reason"),
    [
        ([], "no site on record"),
        ([nia("S1", "P1", 500), nia("S2", "P1", None)], "floor area unknown at 1 of 2 sites"),
        (
            [nia("S1", "P1", 500), site("S2", "P1", 0, area_m2=90.0, area_basis="GIA")],
            "floor areas on both NIA and GIA",
        ),
        (
            [nia("S1", "P1", 500), site("S2", "P1", 0, area_m2=90.0)],
            "not known whether the floor area is NIA or GIA at 1",
        ),
    ],
)
def test_an_area_not_wholly_known_on_one_basis_is_unknown(sites: list[dict[str, Any]], reason: str) -> None:
    case = small_case(practices=[practice("P1", 10_500)], sites=sites)
    row = now(case)
    assert row["unknown_reason"].startswith(reason)
    assert row["state"] == "unknown"
    assert np.isnan(row["available_m2"]) and np.isnan(row["gap_m2"])
    issue = next(i for i in evidence(case).issues if i.code == "space_unknown")
    assert (issue.row, issue.value) == (2, "P1") and reason in issue.message


def test_an_assumed_area_at_any_site_marks_the_practice() -> None:
    sites = [nia("S1", "P1", 500, area_source="survey"), nia("S2", "P1", 90, area_source="assumed")]
    row = now(small_case(practices=[practice("P1", 10_500)], sites=sites))
    assert (row["area_assumed"], row["available_m2"]) == (True, 590)


def test_rooms_by_the_published_method_and_unknown_if_any_site_is() -> None:
    """Worked example T14."""
    both = [nia("S1", "P1", 100, clinical_rooms=1), nia("S2", "P1", 50, clinical_rooms=2)]
    row = now(small_case(practices=[practice("P1", 2760)], sites=both))
    assert (row["rooms"], row["rooms_needed"]) == (3, pytest.approx(2.016, abs=0.0005))
    assert row["gap_rooms"] == pytest.approx(0.984, abs=0.0005)
    part = now(small_case(practices=[practice("P1", 2760)], sites=[both[0], nia("S2", "P1", 50)]))
    assert np.isnan(part["rooms"]) and np.isnan(part["gap_rooms"]) and part["state"] != "unknown"


def test_a_practices_sites_sum_to_its_own_row() -> None:
    sites = [nia("S1", "P1", 300, clinical_rooms=4), nia("S2", "P1", 100, clinical_rooms=1)]
    found = evidence(small_case(practices=[practice("P1", 10_500)], sites=sites))
    rows = found.site_gap[found.site_gap["financial_year"] == 2025]
    assert rows["need_m2"].tolist() == pytest.approx([540, 180])
    row = found.practice_gap.iloc[0]
    for column in ("available_m2", "need_m2", "gap_m2", "rooms", "rooms_needed", "gap_rooms"):
        assert rows[column].sum() == pytest.approx(row[column])


def test_a_site_of_a_practice_with_unknown_area_is_unknown_with_the_reason() -> None:
    case = small_case(practices=[practice("P1", 10_500)], sites=[nia("S1", "P1", 300), nia("S2", "P1", None)])
    rows = evidence(case).site_gap
    assert set(rows["state"]) == {"unknown"}
    assert rows["need_m2"].isna().all() and rows["unknown_reason"].str.contains("1 of 2").all()


def test_clusters_keep_bases_apart_and_hold_each_practice_once() -> None:
    practices = [
        practice("P1", 10_500, cluster_code="C1", cluster_name="Vale"),
        practice("P2", 1750, cluster_code="C1", cluster_name="Vale"),
        practice("P3", 4000, cluster_code="C1"),
        practice("P4", 4000, cluster_code="C1"),
        practice("P5", 1750),
    ]
    gia = site("S3", "P3", 0, area_m2=300.0, area_basis="GIA")
    sites = [nia("S1", "P1", 520), nia("S2", "P2", 400), gia, nia("S5", "P5", 130)]
    rows = evidence(small_case(practices=practices, sites=sites)).cluster_gap
    rows = rows[rows["financial_year"] == 2025]
    assert rows["cluster_code"].tolist() == ["", "C1", "C1", "C1"]
    assert rows["cluster_name"].tolist() == ["No cluster", "Vale", "Vale", "Vale"]
    by = rows.assign(area_basis=rows["area_basis"].fillna("?"))
    by = by[by["cluster_code"] == "C1"].set_index("area_basis")
    assert by.loc["NIA", ["gap_m2", "short_m2", "state"]].tolist() == [pytest.approx(80), pytest.approx(200), "tight"]
    assert by.loc["GIA", ["gap_m2", "short_m2", "state"]].tolist() == [pytest.approx(-33), pytest.approx(33), "short"]
    assert by.loc["?", ["practices_known", "practices_unknown", "state"]].tolist() == [0, 1, "unknown"]
    assert rows["patients"].sum() == 22_000
    assert (rows["practices_known"] + rows["practices_unknown"]).sum() == 5


def test_one_name_a_cluster_even_when_its_practices_disagree() -> None:
    practices = [practice(c, 1000, cluster_code="C1", cluster_name=n) for c, n in [("P1", "Vale"), ("P2", "The Vale")]]
    assert set(evidence(small_case(practices=practices)).cluster_gap["cluster_name"]) == {"Vale"}

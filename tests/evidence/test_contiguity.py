"""Whether a cluster is in one piece: squares 2 km high in a row, so that every case can be drawn by hand."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from prioritise.case.case import Case
from prioritise.evidence.contiguity import NO_AREA, NO_FLOWS, NO_MAP, Rules, cluster_areas, contiguity
from tests.build import small_case
from tests.evidence.cases import areas, practice, site, square

RULES = Rules(gap_m=250, apart_km=2)
SQUARES = (square("A1", 0, 1), square("A2", 1, 2), square("A3", 2, 3), square("A4", 5, 6), square("A5", 3.1, 4))


def flow(practice_code: str, area_code: str, patients: float) -> dict[str, Any]:
    return {"practice_code": practice_code, "area_code": area_code, "patients": patients}


def case_of(*flows: dict[str, Any], sites: list[dict[str, Any]] | None = None) -> Case:
    """Two practices in C1 and one in C2, at 0.5, 1.5 and 2.5 km east."""
    case = small_case(
        practices=[
            practice("P1", 5000, cluster_code="C1"), practice("P2", 5000, cluster_code="C1"),
            practice("P3", 5000, cluster_code="C2"),
        ],
        sites=sites or [site("S1", "P1", 0.5), site("S2", "P2", 1.5), site("S3", "P3", 2.5)],
        flows=flows,
    )  # fmt: skip
    return replace(case, areas=areas(*SQUARES))


def row(case: Case, cluster: str = "C1") -> pd.Series:
    return contiguity(case, RULES).set_index("cluster_code").loc[cluster]


def test_one_piece() -> None:
    found = row(case_of(flow("P1", "A1", 900), flow("P2", "A2", 900), flow("P3", "A3", 900)))
    assert (found["pieces"], found["areas"], found["apart"]) == (1, 2, ())
    assert found["largest_share"] == 1 and found["unknown_reason"] == ""


def test_two_pieces_and_the_share_in_the_larger() -> None:
    found = row(case_of(flow("P1", "A1", 900), flow("P2", "A2", 300), flow("P3", "A2", 301), flow("P2", "A3", 100)))
    assert (found["pieces"], found["areas"]) == (2, 2)
    assert found["largest_share"] == pytest.approx(0.9)


def test_an_island_with_a_practice_on_it_stands_apart() -> None:
    flows = (flow("P1", "A1", 900), flow("P2", "A4", 200), flow("P3", "A3", 900))
    found = row(case_of(*flows, sites=[site("S1", "P1", 0.5), site("S2", "P2", 5.5), site("S3", "P3", 2.5)]))
    assert found["pieces"] == 2 and found["apart"] == ("P2",)
    assert found["apart_km"][0] == pytest.approx(4.5, abs=0.01)  # from the edge at 1 km to 5.5 km


def in_two_parts(case: Case, code: str, west_km: float, east_km: float) -> Case:
    """The case with one of its areas having a second part, so many km east."""
    own, (_, part) = case.areas["area_code"].eq(code), square(code, west_km, east_km)
    return replace(case, areas=case.areas.assign(geometry=case.areas.geometry.where(~own, case.areas.union(part))))


def test_a_detached_part_of_one_area_is_not_a_piece_of_its_cluster() -> None:
    whole = case_of(flow("P1", "A1", 900), flow("P2", "A2", 900), flow("P3", "A3", 900))
    found = row(in_two_parts(whole, "A1", 20, 20.2))
    assert (found["pieces"], found["largest_share"]) == (1, 1.0)


def test_an_area_in_two_parts_joins_what_either_touches() -> None:
    apart = case_of(flow("P1", "A1", 900), flow("P2", "A4", 900), flow("P3", "A3", 900))
    assert row(apart)["pieces"] == 2
    found = row(in_two_parts(apart, "A1", 4.5, 5))
    assert (found["pieces"], found["largest_share"]) == (1, 1.0)


def test_a_practice_far_from_its_clusters_areas_stands_apart_though_they_join() -> None:
    flows = (flow("P1", "A1", 900), flow("P2", "A1", 20), flow("P3", "A3", 900))
    found = row(case_of(*flows, sites=[site("S1", "P1", 0.5), site("S2", "P2", 3.5), site("S3", "P3", 2.5)]))
    assert found["pieces"] == 1 and found["apart"] == ("P2",)


def test_areas_that_nearly_touch_are_joined_and_those_further_are_not() -> None:
    near = case_of(flow("P3", "A3", 900), flow("P3", "A5", 900))  # 100 m between them
    assert row(near, "C2")["pieces"] == 1
    assert contiguity(near, Rules(gap_m=50, apart_km=2)).set_index("cluster_code").loc["C2", "pieces"] == 2


def test_areas_mostly_registered_outside_the_case_are_nobodys() -> None:
    case = case_of(flow("P1", "A1", 900), flow("P2", "A4", 40), flow("ELSEWHERE", "A4", 500))
    assert cluster_areas(case)["area_code"].tolist() == ["A1"]
    assert row(case)["pieces"] == 1


def test_a_tie_goes_to_the_lower_code_and_row_order_does_not_matter() -> None:
    flows = [flow("P1", "A1", 500), flow("P3", "A1", 500), flow("ELSEWHERE", "A1", 500), flow("P3", "A2", 10)]
    assert cluster_areas(case_of(*flows))["cluster_code"].tolist() == ["C1", "C2"]
    pd.testing.assert_frame_equal(cluster_areas(case_of(*flows)), cluster_areas(case_of(*reversed(flows))))


def test_without_areas_or_registrations_nothing_is_known() -> None:
    whole = case_of(flow("P1", "A1", 900))
    for case, reason in ((replace(whole, areas=None), NO_MAP), (case_of(), NO_FLOWS)):
        found = contiguity(case, RULES)
        assert found["pieces"].isna().all() and set(found["unknown_reason"]) == {reason}
    assert row(whole, "C2")["unknown_reason"] == NO_AREA and pd.isna(row(whole, "C2")["pieces"])

"""Who takes the people: observed registrations where there are enough, else the nearest few."""

from dataclasses import replace

import pandas as pd
import pytest
from shapely.geometry import Polygon

from prioritise.case.case import Case
from prioritise.evidence import case_assumptions
from prioritise.evidence.shares import practice_shares
from tests.build import small_case
from tests.evidence.cases import areas, development, practice, site, square

AREA = square("E01", -1.0, 1.0)
PRACTICES = [practice("P1", 5000), practice("P2", 5000), practice("P3", 5000), practice("P4", 5000)]
SITES = [site("S1", "P1", 1.0), site("S2", "P2", 2.0), site("S3", "P3", 4.0), site("S4", "P4", 8.0)]
FLOWS = [
    {"practice_code": "P1", "area_code": "E01", "patients": 600.0},
    {"practice_code": "P4", "area_code": "E01", "patients": 300.0},
    {"practice_code": "X9", "area_code": "E01", "patients": 100.0},
]


def shares(case: Case) -> pd.DataFrame:
    return practice_shares(case, case_assumptions(case)).set_index(["development_id", "practice_code"])


def test_nearest_three_share_in_inverse_proportion_to_distance() -> None:
    got = shares(small_case(practices=PRACTICES, sites=SITES, developments=[development("D1", 100)]))
    assert got["share"].tolist() == pytest.approx([4 / 7, 2 / 7, 1 / 7], abs=1e-6)
    assert got["distance_km"].tolist() == pytest.approx([1, 2, 4], abs=1e-5)
    assert set(got["method"]) == {"nearest"}
    assert got["inside"].all()


def test_registrations_are_used_where_there_are_enough_also_outside_the_case() -> None:
    case = small_case(practices=PRACTICES, sites=SITES, developments=[development("D1", 100)], flows=FLOWS)
    got = shares(replace(case, areas=areas(AREA)))
    assert got["share"].to_dict() == pytest.approx({("D1", "P1"): 0.6, ("D1", "P4"): 0.3, ("D1", "X9"): 0.1})
    assert set(got["method"]) == {"registrations"}
    assert got["inside"].tolist() == [True, True, False]
    assert got["distance_km"].tolist() == pytest.approx([1, 8, float("nan")], abs=1e-5, nan_ok=True)


def test_too_few_registrations_fall_back_to_the_nearest() -> None:
    few = [{**row, "patients": row["patients"] / 10} for row in FLOWS]
    case = small_case(practices=PRACTICES, sites=SITES, developments=[development("D1", 100)], flows=few)
    assert set(shares(replace(case, areas=areas(AREA)))["method"]) == {"nearest"}
    own = case.with_settings(assumption_values={"flows_minimum_patients": 100})
    assert set(shares(replace(own, areas=areas(AREA)))["method"]) == {"registrations"}


def test_a_minimum_of_nothing_does_not_divide_by_nothing() -> None:
    none = [{**row, "patients": 0.0} for row in FLOWS]
    case = small_case(
        {"assumption_values": {"flows_minimum_patients": 0}},
        practices=PRACTICES, sites=SITES, developments=[development("D1", 100)], flows=none,
    )  # fmt: skip
    assert set(shares(replace(case, areas=areas(AREA)))["method"]) == {"nearest"}


def test_an_area_outside_the_flows_and_a_point_outside_the_areas_fall_back() -> None:
    rows = [development("D1", 100), development("D2", 100, 5.0)]
    case = small_case(practices=PRACTICES, sites=SITES, developments=rows, flows=FLOWS)
    got = shares(replace(case, areas=areas(AREA))).reset_index().drop_duplicates("development_id")
    assert got["method"].tolist() == ["registrations", "nearest"]


def test_a_point_on_a_shared_edge_belongs_to_the_lower_code_once() -> None:
    left, right = square("E02", -1.0, 0.0), square("E01", 0.0, 1.0)
    flows = [{"practice_code": "P1", "area_code": "E01", "patients": 500.0},
             {"practice_code": "P2", "area_code": "E02", "patients": 500.0}]  # fmt: skip
    case = small_case(practices=PRACTICES, sites=SITES, developments=[development("D1", 1)], flows=flows)
    corner = left[1].exterior.coords[2]
    case = case.with_table("developments", case.table("developments").assign(longitude=corner[0], latitude=corner[1]))
    got = shares(replace(case, areas=areas(left, right)))
    assert got["share"].to_dict() == {("D1", "P1"): 1.0}


def test_a_broken_polygon_is_mended_not_a_crash() -> None:
    bow = Polygon([(0.4, 51.0), (0.9, 51.5), (0.9, 51.0), (0.4, 51.5)])
    case = small_case(practices=PRACTICES, sites=SITES, developments=[development("D1", 100)], flows=FLOWS)
    assert shares(replace(case, areas=areas(("E01", bow))))["share"].sum() == pytest.approx(1)


def test_equal_distances_go_to_the_lower_practice_code() -> None:
    sites = [site(f"S{n}", f"P{n}", 1.0) for n in (4, 3, 2, 1)]
    got = shares(small_case(practices=PRACTICES, sites=sites, developments=[development("D1", 100)]))
    assert got["share"].to_dict() == pytest.approx({("D1", f"P{n}"): 1 / 3 for n in (1, 2, 3)})


def test_a_practice_is_as_near_as_its_nearest_branch() -> None:
    sites = [*SITES, site("S5", "P4", 0.5, role="branch")]
    got = shares(small_case(practices=PRACTICES, sites=sites, developments=[development("D1", 100)]))
    assert got.index.get_level_values(1).tolist() == ["P1", "P2", "P4"]
    assert got["distance_km"].tolist() == pytest.approx([1, 2, 0.5], abs=1e-5)


def test_next_door_does_not_take_everybody() -> None:
    sites = [site("S1", "P1", 0.0), site("S2", "P2", 0.4)]
    got = shares(small_case(practices=PRACTICES, sites=sites, developments=[development("D1", 100)]))
    assert got["share"].tolist() == pytest.approx([0.8, 0.2], abs=1e-6)


def test_more_developments_than_are_measured_at_a_time() -> None:
    rows = [development(f"D{n:04}", 10, 0.01 * n) for n in range(1100)]
    got = shares(small_case(practices=PRACTICES, sites=SITES, developments=rows)).reset_index()
    assert got["development_id"].nunique() == 1100
    assert got.groupby("development_id")["share"].sum().tolist() == pytest.approx([1.0] * 1100)


@pytest.mark.parametrize(
    "tables", [{}, {"practices": PRACTICES}, {"practices": PRACTICES, "sites": [site("S1", "X1", 1)]}]
)
def test_nowhere_to_go_gives_no_shares(tables: dict[str, list[dict[str, object]]]) -> None:
    assert shares(small_case(developments=[development("D1", 100)], **tables)).empty


def test_no_coordinates_give_no_shares() -> None:
    rows = [development("D1", 100, None), {**development("D2", 100), "longitude": 51.0, "latitude": 0.5}]
    assert shares(small_case(practices=PRACTICES, sites=SITES, developments=rows)).empty


def test_a_closed_list_still_takes_its_share() -> None:
    closed = [{**p, "list_status": "closed"} for p in PRACTICES]
    got = shares(small_case(practices=closed, sites=SITES, developments=[development("D1", 100)]))
    assert got["share"].sum() == pytest.approx(1)

"""Who takes the people: observed registrations where there are enough, else the nearest few."""

from dataclasses import replace
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Polygon

from prioritise.assumptions import load_assumptions
from prioritise.case.case import Case
from prioritise.case.settings import SharesBy
from prioritise.evidence import case_assumptions
from prioritise.evidence.reach import shares_of
from prioritise.evidence.shares import practice_shares
from prioritise.evidence.travel import Places, Travel, TravelRules, minutes_to
from prioritise.evidence.ways import WAYS, ground_of
from prioritise.evidence.ways.huff import huff_shares
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


def shares(case: Case, way: str = "registrations") -> pd.DataFrame:
    case = case.with_settings(shares_by=way)
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
    assert got["method"].tolist() == ["registrations", "neighbours"]
    near = case.with_settings(assumption_values={"catchment_furthest_km": 2})
    got = shares(replace(near, areas=areas(AREA))).reset_index().drop_duplicates("development_id")
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


TWO_AREAS = areas(square("E01", -1.0, 1.0), square("E02", 1.0, 5.0))
FLOWS_OF_TWO = [
    *({"practice_code": p, "area_code": "E01", "patients": n} for p, n in (("P1", 600.0), ("P2", 300.0))),
    *({"practice_code": p, "area_code": "E02", "patients": n} for p, n in (("P3", 800.0), ("P2", 200.0))),
]


def two_areas(homes: float = 100.0) -> Case:
    case = small_case(practices=PRACTICES, sites=SITES, developments=[development("D1", homes)], flows=FLOWS_OF_TWO)
    return replace(case, areas=TWO_AREAS)


def test_the_blend_weighs_those_there_against_those_coming() -> None:
    case = two_areas()
    coming = pd.Series({"D1": 300.0})
    rows = practice_shares(case, case_assumptions(case), coming)
    assert set(rows["method"]) == {"blend"}
    assert set(rows["area_code"]) == {"E01"}
    assert set(rows["area_patients"]) == {900.0}
    weight = 900 / (900 + 300)
    mixed = weight * rows["observed_share"] + (1 - weight) * rows["predicted_share"]
    assert rows["share"].tolist() == pytest.approx(mixed.tolist())
    observed = dict(zip(rows["practice_code"], rows["observed_share"], strict=True))
    assert (observed["P1"], observed["P2"]) == pytest.approx((2 / 3, 1 / 3))
    assert rows["predicted_share"].sum() == pytest.approx(1)


def test_nobody_coming_leaves_the_area_as_it_is() -> None:
    case = two_areas()
    rows = practice_shares(case, case_assumptions(case))
    assert rows["share"].tolist() == pytest.approx(rows["observed_share"].tolist())


def test_an_empty_area_goes_by_those_nearby() -> None:
    case = two_areas()
    flows = case.table("flows")
    case = case.with_table("flows", flows[flows["area_code"].eq("E02")])
    rows = practice_shares(case, case_assumptions(case))
    assert set(rows["method"]) == {"blend"}
    assert rows["area_patients"].isna().all()
    assert rows["share"].sum() == pytest.approx(1)
    assert rows.set_index("practice_code")["share"]["P3"] > 0.5


@pytest.mark.parametrize("way", sorted(WAYS))
def test_every_way_shares_everybody_once(way: str) -> None:
    rows = shares(two_areas(), way).reset_index()
    assert rows["share"].sum() == pytest.approx(1)
    assert set(rows["method"]) == {way}
    assert (rows["share"] >= 0).all()


@pytest.mark.parametrize("way", sorted(WAYS))
def test_every_way_ends_somewhere_without_registrations(way: str) -> None:
    case = small_case(practices=PRACTICES, sites=SITES, developments=[development("D1", 100)])
    rows = shares(case, way).reset_index()
    # the what-if offers people nobody is registered near to the practices in reach that have room
    assert set(rows["method"]) == {"full_lists" if way == "full_lists" else "nearest"}
    assert rows["share"].sum() == pytest.approx(1)


def test_huff_falls_by_the_same_part_with_each_minute() -> None:
    """Three practices of one pull at 3, 5 and 8 minutes: 59.36%, 29.93%, 10.71% (methods.md 2.1)."""
    minutes = np.array([[3.0, 5.0, 8.0]])
    decay = load_assumptions().value("huff_decay_per_minute")
    assert (100 * shares_of(-decay * minutes))[0].tolist() == pytest.approx([59.36, 29.93, 10.71], abs=5e-3)


def test_huff_gives_every_practice_its_list() -> None:
    case = two_areas()
    assumptions = case_assumptions(case)
    data = ground_of(case, assumptions).registered
    assert data is not None
    found = huff_shares(data, Travel(TravelRules.of(assumptions)), 0.3425, Places.of_areas(data))
    given = np.bincount(found.practice, found.share * data.population[found.place], len(data.practices))
    lists = np.bincount(data.flow_practice, data.flow_patients, len(data.practices))
    held = lists > 0
    assert given[held] / given[held].sum() == pytest.approx(lists[held] / lists[held].sum(), rel=0.02)


def test_country_roads_are_faster() -> None:
    case = two_areas()
    ground = ground_of(case, case_assumptions(case))
    data = ground.registered
    assert data is not None
    rules = [Travel(TravelRules(1.3, 25.0, 45.0, n)) for n in (0.0, 1e9)]
    slow, quick = (minutes_to(data, r, ground.setting_out)[1] for r in rules)
    assert (slow / quick).tolist() == [pytest.approx([45 / 25] * 4)]
    assert sorted(slow[0])[0] == pytest.approx(1.0 * 1.3 * 60 / 25, abs=1e-3)  # P1 is 1 km away


def test_a_closed_list_passes_its_people_on_in_the_what_if() -> None:
    case = two_areas()
    shut = case.with_table("practices", case.table("practices").assign(list_status=["closed", "open", "open", "open"]))
    before, after = (shares(c, "open_lists")["share"].droplevel(0) for c in (case, shut))
    assert after["P1"] == 0
    assert before["P1"] == pytest.approx(2 / 3)
    assert after["P2"] == pytest.approx(1)
    everyone = case.with_table("practices", case.table("practices").assign(list_status="closed"))
    assert shares(everyone, "open_lists")["share"].tolist() == pytest.approx(shares(case, "blend")["share"].tolist())


def test_the_settings_know_every_way() -> None:
    assert set(get_args(SharesBy)) == set(WAYS)
    assert all(w.otherwise in {"", *WAYS} for w in WAYS.values())


def test_a_closed_list_still_takes_its_share() -> None:
    closed = [{**p, "list_status": "closed"} for p in PRACTICES]
    got = shares(small_case(practices=closed, sites=SITES, developments=[development("D1", 100)]))
    assert got["share"].sum() == pytest.approx(1)

"""Who can reach a surgery: a case worked by hand, the demo, and what must hold whatever the case."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.assumptions import load_assumptions
from prioritise.case.case import Case
from prioritise.case.load import load_case
from prioritise.errors import DataFault
from prioritise.evidence.access import Access, area_access, deprivation_fifth, summary, usual_basis
from prioritise.evidence.travel import Places, minutes_to
from prioritise.evidence.ways import ground_of
from tests.build import small_case
from tests.evidence.cases import areas, practice, site, square

MEASURES = ["two_step_per_1000", "three_step_per_1000"]
SQUARES = [square("A", -1, 1), square("B", 3, 5), square("C", 8, 12)]
PEOPLE = {"A": 4000.0, "B": 2400.0, "C": 1000.0}


def case_of(*sites: dict[str, Any], scores: tuple[float, ...] = (30.0, 20.0, 10.0)) -> Case:
    """Three areas in a row (centres 0, 4 and 10 km east; the last is country) and the sites given."""
    codes = sorted({s["practice_code"] for s in sites})
    case = small_case(
        practices=[practice(c, 5000.0) for c in codes],
        sites=sites,
        flows=[{"practice_code": codes[0], "area_code": a, "patients": n} for a, n in PEOPLE.items()],
    )
    return replace(case, areas=areas(*SQUARES).assign(imd_score=list(scores)))


def two(**more: Any) -> Case:
    """Sites of 300 m2 at 1 km east and of 100 m2 at 5 km, of two practices."""
    first = site("S1", "P1", 1.0, area_m2=300.0, area_basis="NIA", clinical_rooms=6)
    second = site("S2", "P2", 5.0, **{"area_m2": 100.0, "area_basis": "NIA", "clinical_rooms": 3, **more})
    return case_of(first, second)


def access(case: Case, supply: Any = "NIA", **more: Any) -> Access:
    found = area_access(ground_of(case, load_assumptions()), supply, **more)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def demo(demo_folder: Path) -> Case:
    return load_case(demo_folder)


def test_three_areas_and_two_sites_by_hand() -> None:
    """Town: 1.3 x 60 / 25 = 3.12 minutes a km; country: 1.3 x 60 / 45 = 1.733 minutes a km."""
    found = access(two())
    rows = found.areas.set_index("area_code")
    assert list(rows.index) == ["A", "B", "C"]
    assert list(rows["population"]) == [4000, 2400, 1000]
    assert list(rows["country"]) == [False, False, True]  # 1,000, 600 and 125 people to the square km
    minutes = np.array([[3.12, 15.6], [9.36, 3.12], [15.6, 8.6667]])
    assert rows["minutes"].to_numpy() == pytest.approx(minutes.min(axis=1), abs=0.01)
    weights = np.exp(-0.3425 * minutes)  # .3435 .0048, .0405 .3435, .0048 .0514
    first = 300 / (4000 * weights[0, 0] + 2400 * weights[1, 0] + 1000 * weights[2, 0])
    second = 100 / (4000 * weights[0, 1] + 2400 * weights[1, 1] + 1000 * weights[2, 1])
    by_hand = 1000 * (weights[:, 0] * first + weights[:, 1] * second)
    assert rows["two_step_per_1000"].to_numpy() == pytest.approx(by_hand, rel=0.005)
    assert rows["two_step_per_1000"].to_numpy() == pytest.approx([70.35, 46.62, 6.71], rel=0.005)
    share = weights / weights.sum(axis=1, keepdims=True)
    first = 300 / sum(p * share[i, 0] * weights[i, 0] for i, p in enumerate(PEOPLE.values()))
    second = 100 / sum(p * share[i, 1] * weights[i, 1] for i, p in enumerate(PEOPLE.values()))
    by_hand = 1000 * (share * weights * [first, second]).sum(axis=1)
    assert rows["three_step_per_1000"].to_numpy() == pytest.approx(by_hand, rel=0.005)
    assert rows["three_step_per_1000"].to_numpy() == pytest.approx([74.42, 40.10, 6.08], rel=0.005)
    assert list(rows["within_near"]) == [True, True, True]
    assert found.total == 400 and not len(found.left_out) and found.added_left_out_m2 == 0


def test_the_two_drives_are_those_of_the_assumptions() -> None:
    ground = ground_of(two(), load_assumptions(own={"access_near_minutes": 3.0, "access_far_minutes": 5.0}))
    found = area_access(ground, "NIA")
    assert found is not None and (found.rules.near_minutes, found.rules.far_minutes) == (3, 5)
    assert list(found.areas["within_near"]) == [False, False, False]
    assert list(found.areas["within_far"]) == [True, True, False]


def test_a_practice_of_unknown_area_is_left_out_and_listed() -> None:
    found = access(two(area_m2=None))
    assert found.left_out.to_dict("records") == [
        {"practice_code": "P2", "reason": "floor area unknown at 1 of 1 sites"}
    ]
    alone = access(case_of(site("S1", "P1", 1.0, area_m2=300.0, area_basis="NIA")))
    for measure in MEASURES:
        assert list(found.areas[measure]) == pytest.approx(list(alone.areas[measure]))
    assert found.total == 300
    assert list(found.areas["minutes"]) == list(access(two()).areas["minutes"])  # it can still be reached


def test_part_of_a_practice_is_not_the_practice() -> None:
    branch = site("S3", "P1", 2.0, role="branch", area_basis="NIA")
    found = access(case_of(site("S1", "P1", 1.0, area_m2=300.0, area_basis="NIA"), branch))
    assert found.left_out["practice_code"].to_list() == ["P1"]
    assert found.total == 0


def test_where_all_in_reach_is_left_out_access_is_not_known_rather_than_none() -> None:
    found = access(two(area_m2=None), "GIA")
    assert found.areas[MEASURES].isna().all(axis=None)
    assert list(found.left_out["reason"]) == ["floor area not on GIA", "floor area unknown at 1 of 1 sites"]
    everybody = summary(found.areas).iloc[0]
    assert everybody["people_known"] == 0 and np.isnan(everybody["two_step_per_1000"])


def test_where_nothing_is_in_reach_access_is_none() -> None:
    far = access(case_of(site("S1", "P1", 60.0, area_m2=300.0, area_basis="NIA")))
    assert (far.areas[MEASURES] == 0).all(axis=None)
    assert far.areas["minutes"].min() > 30 and not far.areas["within_far"].any()


def test_net_and_gross_are_never_mixed() -> None:
    case = two(area_basis="GIA")
    net, gross = access(case, "NIA"), access(case, "GIA")
    assert (net.total, gross.total) == (300, 100)
    assert net.left_out["practice_code"].to_list() == ["P2"]
    assert gross.left_out["practice_code"].to_list() == ["P1"]


def test_rooms_can_be_counted_instead() -> None:
    found = access(two(), "rooms")
    assert found.total == 9
    assert summary(found.areas)["two_step_per_1000"].iloc[0] == pytest.approx(9 / 7.4)
    blind = access(two(clinical_rooms=None), "rooms")
    assert blind.left_out.to_dict("records") == [{"practice_code": "P2", "reason": "rooms not known at every site"}]


def test_added_space_counts_at_its_own_site() -> None:
    added = pd.Series({"S2": 60.0})
    before, after = access(two()), access(two(), added_m2=added)
    larger = access(two(area_m2=160.0))
    pd.testing.assert_frame_equal(after.areas, larger.areas)
    assert after.total == 460
    gain = (after.areas["two_step_per_1000"] - before.areas["two_step_per_1000"]) * before.areas["population"] / 1000
    assert gain.sum() == pytest.approx(60)
    assert gain.idxmax() == 1  # the area beside it
    twice = access(two(), added_m2=pd.Series([20.0, 40.0], index=["S2", "S2"]))
    pd.testing.assert_frame_equal(twice.areas, larger.areas)


def test_space_added_to_a_practice_left_out_is_said_and_not_shown() -> None:
    case = two(area_m2=None)
    found = access(case, added_m2=pd.Series({"S1": 10.0, "S2": 60.0}))
    assert found.added_left_out_m2 == 60 and found.total == 310


@pytest.mark.parametrize(
    ("added", "said"),
    [({"S9": 10.0}, "S9, which is not a site"), ({"S1": np.nan}, "S1 must be known"), ({"S1": -1.0}, "S1 must be")],
)
def test_space_that_cannot_be_added_is_refused(added: dict[str, float], said: str) -> None:
    with pytest.raises(DataFault, match=said):
        access(two(), added_m2=pd.Series(added))


def test_floor_area_is_not_added_to_rooms() -> None:
    with pytest.raises(ValueError, match="rooms"):
        access(two(), "rooms", added_m2=pd.Series({"S1": 10.0}))


def test_without_registrations_or_practices_on_the_map_there_is_no_answer() -> None:
    case = two()
    assert (
        area_access(ground_of(case.with_table("flows", case.table("flows").iloc[:0]), load_assumptions()), "NIA")
        is None
    )
    off = case.table("sites").assign(longitude=np.nan)
    assert area_access(ground_of(case.with_table("sites", off), load_assumptions()), "NIA") is None
    assert area_access(ground_of(replace(case, areas=None), load_assumptions()), "NIA") is None


def test_a_practice_with_a_site_off_the_map_is_left_out() -> None:
    case = two()
    sites = case.table("sites")
    sites = sites.assign(longitude=sites["longitude"].mask(sites["site_code"].eq("S2")))
    found = access(case.with_table("sites", sites))
    assert found.left_out.to_dict("records") == [{"practice_code": "P2", "reason": "a site is not on the map"}]


def test_on_the_demo_access_adds_up_and_minutes_are_those_of_the_other_ways(demo: Case) -> None:
    ground = ground_of(demo, load_assumptions())
    found = area_access(ground, "NIA")
    assert found is not None and ground.registered is not None
    data = ground.registered
    assert list(found.areas["area_code"]) == list(data.areas)
    for measure in MEASURES:
        assert (found.areas[measure] * found.areas["population"]).sum() / 1000 == pytest.approx(found.total)
    _, minutes = minutes_to(data, ground.travel, Places.of_areas(data))
    assert found.areas["minutes"].to_numpy() == pytest.approx(minutes.min(axis=1))
    assert found.total == 28_458 and len(found.left_out) == 12
    assert usual_basis(demo) == "NIA"


def test_on_the_demo_the_order_of_rows_does_not_matter(demo: Case) -> None:
    tables = {n: demo.table(n).iloc[::-1] for n in ("practices", "sites", "flows")}
    assert demo.areas is not None
    turned = replace(demo, tables={**demo.tables, **tables}, areas=demo.areas.iloc[::-1])
    pd.testing.assert_frame_equal(access(turned).areas, access(demo).areas, rtol=1e-9)


def test_the_summary_of_the_demo_holds_everybody_once(demo: Case) -> None:
    found = access(demo)
    rows = summary(found.areas)
    assert list(rows["by"]) == ["all", *["fifth"] * 5, *["ground"] * 2]
    assert list(rows["group"]) == ["all", "1", "2", "3", "4", "5", "country", "town"]
    for _, part in rows.groupby("by"):
        assert part["people"].sum() == pytest.approx(473_754)
        assert part["areas"].sum() == 283
        assert np.average(part["near_share"], weights=part["people"]) == pytest.approx(rows["near_share"].iloc[0])
        mean = np.average(part["two_step_per_1000"], weights=part["people_known"])
        assert mean == pytest.approx(1000 * found.total / 473_754)
    assert rows.loc[rows["by"].eq("fifth"), "people"].between(90_000, 100_000).all()


def test_fifths_of_the_people_by_score() -> None:
    """Ten areas of one size: two a fifth, the most deprived first; not known stays so."""
    assert list(deprivation_fifth([*range(10, 0, -1)], [100] * 10)) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    unknown = deprivation_fifth([3, np.nan, 1], [10, 10, 10])
    assert list(unknown[[0, 2]]) == [2, 4] and np.isnan(unknown[1])
    assert np.isnan(deprivation_fifth([np.nan], [5])).all()
    assert list(deprivation_fifth([7, 7], [1, 9])) == [3, 3]
    assert len(deprivation_fifth([], [])) == 0


def test_areas_of_unknown_deprivation_are_a_group_of_their_own() -> None:
    case = two()
    assert case.areas is not None
    found = summary(access(replace(case, areas=case.areas.assign(imd_score=[30.0, 20.0, np.nan]))).areas)
    fifths = found[found["by"].eq("fifth")].set_index("group")["people"]
    assert fifths["unknown"] == 1000 and fifths.sum() == 7400


@given(
    rows=st.lists(st.tuples(st.integers(0, 8), st.integers(1, 3000)), min_size=1, max_size=30),
    turn=st.randoms(use_true_random=False),
)
def test_fifths_follow_the_score_whatever_the_order(rows: list[tuple[int, int]], turn: Any) -> None:
    score, people = (np.array(v, dtype=float) for v in zip(*rows, strict=True))
    found = deprivation_fifth(score, people)
    assert set(found) <= {1.0, 2.0, 3.0, 4.0, 5.0}
    assert (np.diff(found[np.argsort(-score, kind="stable")]) >= 0).all()
    order = np.array(turn.sample(range(len(rows)), len(rows)))
    assert list(deprivation_fifth(score[order], people[order])) == list(found[order])


AREA_M2 = st.one_of(st.none(), st.floats(0, 900))


@settings(max_examples=25, deadline=None)
@given(
    sites=st.lists(
        st.tuples(st.floats(-8, 18), AREA_M2, st.sampled_from(["NIA", "NIA", "GIA"])), min_size=1, max_size=4
    ),
    added=st.lists(st.floats(0, 900), min_size=4, max_size=4),
    some=st.integers(1, 4),
)
def test_adding_floor_space_never_lowers_access(
    sites: list[tuple[float, float | None, str]], added: list[float], some: int
) -> None:
    case = case_of(
        *(site(f"S{i}", f"P{i}", km, area_m2=m2, area_basis=basis) for i, (km, m2, basis) in enumerate(sites))
    )
    more = pd.Series({f"S{i}": added[i] for i in range(min(some, len(sites)))})
    before, after = access(case), access(case, added_m2=more)
    for measure in MEASURES:
        old, new = before.areas[measure], after.areas[measure]
        assert list(old.isna()) == list(new.isna())
        assert (new.fillna(0) >= old.fillna(0) * (1 - 1e-9)).all()
    assert after.total + after.added_left_out_m2 == pytest.approx(before.total + more.sum())
    columns = [c for c in before.areas.columns if c not in MEASURES]
    pd.testing.assert_frame_equal(before.areas[columns], after.areas[columns])

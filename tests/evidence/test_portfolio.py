"""Access before and after a list of schemes: by hand, conserved, and never lower for more space."""

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
from prioritise.evidence.access import area_access
from prioritise.evidence.geo import to_bng
from prioritise.evidence.portfolio import MEASURES, compared, portfolio_access
from prioritise.evidence.ways import ground_of
from tests.build import bid, small_case
from tests.evidence.cases import areas, place, practice, site, square

SPACE = ["two_step_per_1000", "three_step_per_1000"]


def case_of(*bids: dict[str, Any], **second: Any) -> Case:
    """Two areas of 1,000 people, 4 km apart, a surgery of 100 m2 in the middle of each."""
    case = small_case(
        {"assumption_values": {"rural_people_per_km2": 0.0}},
        practices=[practice("P1", 1000), practice("P2", 1000)],
        sites=[
            site("S1", "P1", 0.0, area_m2=100.0, area_basis="NIA"),
            site("S2", "P2", 4.0, **{"area_m2": 100.0, "area_basis": "NIA", **second}),
        ],
        flows=[
            {"practice_code": "P1", "area_code": "E01", "patients": 1000.0},
            {"practice_code": "P2", "area_code": "E02", "patients": 1000.0},
        ],
        bids=bids,
    )
    return replace(case, areas=areas(square("E01", -1.0, 1.0), square("E02", 3.0, 5.0)))


def found(case: Case, *ids: str) -> Any:
    result = portfolio_access(case, load_assumptions(own=dict(case.settings.assumption_values)), ids)
    assert result is not None
    return result


def test_an_empty_list_changes_nothing() -> None:
    case = case_of(bid("B1", 1.0, site_code="S1", added_area_m2=50.0))
    rows = compared(found(case))
    for m in MEASURES:
        assert rows[f"{m}_before"].equals(rows[f"{m}_after"])


def test_space_at_a_site_is_shared_by_all_who_reach_it() -> None:
    """50 m2 for 2,000 people is 25 m2 for 1,000, whoever gets most of it."""
    case = case_of(bid("B1", 1.0, site_code="S1", added_area_m2=50.0))
    result = found(case, "B1")
    rows = compared(result).set_index("group")
    for m in SPACE:
        assert rows.loc["all", f"{m}_before"] == pytest.approx(100)
        assert rows.loc["all", f"{m}_after"] == pytest.approx(125)
    gain = result.after.areas["two_step_per_1000"] - result.before.areas["two_step_per_1000"]
    assert gain[0] > gain[1] > 0
    assert result.schemes["at"].tolist() == ["S1"] and result.schemes["reason"].tolist() == [""]


def test_a_new_building_counts_at_its_own_point_and_may_be_nearer() -> None:
    """Halfway between, 2 km from each: 6.24 minutes, in place of a surgery at the door."""
    case = case_of(bid("B1", 1.0, **place(2.0), added_area_m2=80.0, practice_codes=["P1", "P2"]))
    result = found(case, "B1")
    assert result.schemes["at"].tolist() == ["own point"]
    rows = compared(result).set_index("group")
    assert rows.loc["all", "two_step_per_1000_after"] == pytest.approx(140)
    assert result.after.areas["minutes"].tolist() == pytest.approx(result.before.areas["minutes"].tolist())
    far = case_of(bid("B1", 1.0, **place(4.0), added_area_m2=80.0), area_m2=100.0, **place(30.0))
    nearer = found(far, "B1")
    assert nearer.before.areas["minutes"][1] == pytest.approx(12.48, abs=1e-2)
    assert nearer.after.areas["minutes"][1] == pytest.approx(0, abs=1e-2)
    both = compared(nearer).set_index("group")
    assert both.loc["all", "near_share_before"] == 0.5 and both.loc["all", "near_share_after"] == 1


def test_what_is_not_counted_says_why() -> None:
    case = case_of(
        bid("B1", 1.0, site_code="S2", added_area_m2=50.0),
        bid("B2", 1.0, site_code="S1"),
        bid("B3", 1.0, site_code="S1", added_area_m2=0.0),
        bid("B4", 1.0, practice_codes=["P1", "P2"], added_area_m2=9.0),
        bid("B5", 1.0, practice_codes=["P1"], added_area_m2=10.0),
        area_basis="GIA",
    )
    result = found(case, "B1", "B2", "B3", "B4", "B5")
    said = result.schemes.set_index("bid_id")
    assert said["reason"].to_dict() == {
        "B1": "the space of its practice is not known, or not on NIA",
        "B2": "the space it adds is not known",
        "B3": "it adds no space",
        "B4": "where its space would be is not known",
        "B5": "",
    }
    assert said.loc["B5", "at"] == "S1"
    assert result.after.total - result.before.total == 10
    assert result.after.added_left_out_m2 == 50


@settings(max_examples=40, deadline=None)
@given(
    at_site=st.lists(st.floats(0, 500), min_size=2, max_size=2),
    new=st.lists(st.tuples(st.floats(-6, 10), st.floats(0, 500)), max_size=3),
)
def test_more_space_never_lowers_access_and_what_is_added_is_reached(
    at_site: list[float], new: list[tuple[float, float]]
) -> None:
    """S6, for space at surgeries by both measures and for new surgeries by two steps and by minutes."""
    case = case_of()
    ground = ground_of(case, load_assumptions(own=dict(case.settings.assumption_values)))
    added = pd.Series(at_site, index=["S1", "S2"])
    points = [place(km) for km, _ in new]
    east, north = to_bng([p["longitude"] for p in points], [p["latitude"] for p in points])
    sites = pd.DataFrame({"east": east, "north": north, "supply": [m2 for _, m2 in new]})
    before, grown = area_access(ground, "NIA"), area_access(ground, "NIA", added)
    after = area_access(ground, "NIA", added, sites)
    assert before is not None and grown is not None and after is not None
    for m in SPACE:
        assert (grown.areas[m] >= before.areas[m] * (1 - 1e-9)).all()
        mean = np.average(after.areas[m], weights=after.areas["population"]) * after.areas["population"].sum() / 1000
        assert mean == pytest.approx(after.total)
    assert (after.areas["two_step_per_1000"] >= grown.areas["two_step_per_1000"] * (1 - 1e-9)).all()
    assert (after.areas["minutes"] <= before.areas["minutes"] + 1e-9).all()
    assert after.total == pytest.approx(before.total + sum(at_site) + sum(m2 for _, m2 in new))


def test_on_the_demo_every_scheme_is_counted_or_says_why_whatever_the_order(demo_folder: Path) -> None:
    case = load_case(demo_folder)
    ids = list(case.table("bids")["bid_id"])
    one, other = found(case, *ids), found(case, *ids[::-1])
    pd.testing.assert_frame_equal(one.schemes, other.schemes)
    pd.testing.assert_frame_equal(compared(one), compared(other))
    counted = one.schemes[one.schemes["reason"].eq("")]
    assert one.after.total - one.before.total == pytest.approx(counted["added_area_m2"].sum())
    assert len(one.schemes) == len(ids)

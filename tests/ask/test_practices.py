"""Practices affected: shares, room, and what is beyond it, by figures worked out by hand."""

import pandas as pd
import pytest

from prioritise.ask.practices import OUTSIDE, PRACTICE_COLUMNS, Place, spare_room
from prioritise.case.case import Case
from prioritise.errors import DataFault
from tests.ask.conftest import affected


def test_room_is_what_the_floor_area_is_for_less_the_list(three: Case) -> None:
    rows = affected(three).set_index("practice_code")
    assert list(affected(three).columns) == PRACTICE_COLUMNS
    assert rows["share"].sum() == pytest.approx(1) and rows["people"].sum() == pytest.approx(900)
    assert rows.loc["P1", "capacity_patients"] == pytest.approx(520 * 1750 / 120)  # T13: room for 7,583
    assert rows.loc["P1", "spare_patients"] == pytest.approx(7583.33 - 10_500, abs=0.01)
    assert rows.loc["P1", "people_beyond_spare"] == pytest.approx(rows.loc["P1", "people"])
    assert rows.loc["P2", "capacity_patients"] == pytest.approx(6_000)  # the size band of 500 m2 GIA
    assert rows.loc["P2", "spare_patients"] == pytest.approx(1_000)
    assert rows.loc["P2", "people_beyond_spare"] == 0


def test_unknown_room_stays_unknown(three: Case) -> None:
    rows = affected(three).set_index("practice_code")
    assert rows.loc["P3", ["capacity_patients", "spare_patients", "people_beyond_spare"]].isna().all()
    assert rows.loc["P3", "unknown_reason"] == "floor area unknown at 1 of 1 sites"
    room = spare_room(affected(three))
    assert float(room.people) == pytest.approx(rows.loc["P2", "people"], abs=0.051)
    assert room.known_share == pytest.approx(1 - rows.loc["P3", "share"])
    assert "is not known and nothing is taken off for it" in room.sentence
    assert "floor areas that are assumed" in room.doubt  # P2's, whose room lowers the ask
    surveyed = three.with_table("sites", three.table("sites").assign(area_source="survey"))
    assert spare_room(affected(surveyed)).doubt == ""


def test_no_known_room_at_all_is_not_nil(three: Case) -> None:
    sites = three.table("sites").assign(area_m2=float("nan"))
    room = spare_room(affected(three.with_table("sites", sites)))
    assert room.people is None and room.sentence.startswith("Not known")
    empty = spare_room(affected(three.with_table("sites", three.table("sites").iloc[:0])))
    assert empty.people is None and "no practice near it" in empty.sentence


def test_room_elsewhere_does_not_lower_the_need(three: Case) -> None:
    """P2 has room for 1,000 and takes more than that, P1 is full: what P2 lacks is not made up anywhere."""
    rows = affected(three, people=12_000.0).set_index("practice_code")
    beyond = rows.loc["P2", "people"] - 1_000
    assert beyond > 0 and rows.loc["P2", "people_beyond_spare"] == pytest.approx(beyond)
    assert float(spare_room(affected(three, people=12_000.0)).people) == pytest.approx(1_000)


def test_homes_already_planned_may_use_the_room_first_but_never_the_application_itself(three: Case) -> None:
    alone = affected(three).set_index("practice_code")
    planned = affected(three, planned_to=2035).set_index("practice_code")
    people = 100 * 0.98 * 2.4  # homes x chance x people a home
    assert planned["planned_people"].sum() == pytest.approx(people)
    used = (alone["spare_patients"] - planned["spare_patients"]).loc[["P1", "P2"]]
    assert used.to_list() == pytest.approx(planned["planned_people"].loc[["P1", "P2"]].to_list())
    own = affected(three, place=Place(0.1, 51.1, "D1"), planned_to=2035)
    assert own["planned_people"].sum() == 0


def test_a_weighted_patient_counts_for_more(three: Case) -> None:
    """With a weighted list a fifth above the raw one, 520 m2 NIA have room for a sixth fewer of its own patients."""
    heavy = three.table("practices").assign(weighted_list_size=three.table("practices")["list_size"] * 1.2)
    rows = affected(three.with_table("practices", heavy)).set_index("practice_code")
    assert rows.loc["P1", "capacity_patients"] == pytest.approx(520 * 1750 / 120 / 1.2)
    assert rows.loc["P2", "capacity_patients"] == pytest.approx(6_000)  # on GIA the raw list counts


def test_a_practice_outside_the_case_is_named_and_unknown(three: Case) -> None:
    import geopandas as gpd
    from shapely.geometry import box

    areas = gpd.GeoDataFrame({"area_code": ["A"], "name": ["A"], "population": [9], "imd_score": [1.0]},
                             geometry=[box(0, 51, 0.2, 51.2)], crs="EPSG:4326")  # fmt: skip
    from tests.build import table

    flows = table("flows", [{"practice_code": "P1", "area_code": "A", "patients": 900.0},
                            {"practice_code": "Z9", "area_code": "A", "patients": 300.0}])  # fmt: skip
    case = three.with_table("flows", flows)
    rows = affected(Case(case.tables, case.settings, areas, (), case.present)).set_index("practice_code")
    assert "Z9" in rows.index and not rows.loc["Z9", "inside"]
    assert rows.loc["Z9", "unknown_reason"] == OUTSIDE and pd.isna(rows.loc["Z9", "spare_patients"])


def test_the_order_of_rows_changes_nothing(three: Case) -> None:
    turned = three
    for name in ("practices", "sites", "developments"):
        turned = Case({**turned.tables, name: three.table(name).iloc[::-1]}, three.settings, None, (), three.present)
    pd.testing.assert_frame_equal(affected(three), affected(turned))


@pytest.mark.parametrize("place", [Place(200.0, 51.0), Place(float("nan"), 51.0), Place(0.0, 91.0)])
def test_a_place_off_the_globe_is_refused(three: Case, place: Place) -> None:
    with pytest.raises(DataFault, match="expected a longitude and a latitude"):
        affected(three, place=place)


def test_a_year_the_evidence_does_not_reach_is_refused(three: Case) -> None:
    with pytest.raises(DataFault, match="expected a year from 2025/26"):
        affected(three, planned_to=2200)

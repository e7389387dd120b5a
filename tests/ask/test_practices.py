"""Practices affected: shares, room, and what is beyond it, by figures worked out by hand."""

from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from prioritise.ask import Application, load_presets, price
from prioritise.ask.model import Ask, Room, plain, room_words, whole_people
from prioritise.ask.place import Place
from prioritise.ask.practices import (
    NO_LIST,
    NO_ROOM,
    OUTSIDE,
    PRACTICE_COLUMNS,
    near_words,
    spare_room,
    told_apart,
)
from prioritise.ask.reckon import Reckoned
from prioritise.ask.report import as_json, as_text, records, summary
from prioritise.case.case import Case
from prioritise.case.load import load_case
from prioritise.errors import DataFault
from tests.ask.conftest import affected

PEOPLE = Fraction(900)


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
    room = spare_room(affected(three), PEOPLE)
    assert float(room.people) == pytest.approx(rows.loc["P2", "people"])
    assert float(room.beyond_people) == pytest.approx(rows.loc["P1", "people"])
    assert float(room.unknown_people) == pytest.approx(rows.loc["P3", "people"])
    assert room.people + room.beyond_people + room.unknown_people == PEOPLE
    assert room.known_share == pytest.approx(1 - rows.loc["P3", "share"])
    assert "is not known and nothing is taken off for it" in room.sentence
    assert "floor areas that are assumed" in room.doubt  # P2's, whose room lowers the ask
    surveyed = three.with_table("sites", three.table("sites").assign(area_source="survey"))
    assert spare_room(affected(surveyed), PEOPLE).doubt == ""


def test_a_practice_with_nobody_on_its_list_has_all_its_room(three: Case) -> None:
    practices = three.table("practices").set_index("practice_code")
    for size, spare, reason in ((0.0, 520 * 1750 / 120, ""), (float("nan"), None, NO_LIST)):
        lists = practices["list_size"].where(practices.index != "P1", size)
        weighted = practices["weighted_list_size"].where(practices.index != "P1", size)
        changed = practices.assign(list_size=lists, weighted_list_size=weighted).reset_index()
        row = affected(three.with_table("practices", changed)).set_index("practice_code").loc["P1"]
        assert row["unknown_reason"] == reason
        assert pd.isna(row["spare_patients"]) if spare is None else row["spare_patients"] == pytest.approx(spare)


def test_no_known_room_at_all_is_not_nil(three: Case) -> None:
    sites = three.table("sites").assign(area_m2=float("nan"))
    room = spare_room(affected(three.with_table("sites", sites)), PEOPLE)
    assert (room.unknown_people, room.known_share) == (PEOPLE, 0.0) and room.sentence.startswith("Not known")
    empty = spare_room(affected(three.with_table("sites", three.table("sites").iloc[:0])), PEOPLE)
    assert empty.known_share == 0 and "no practice near it" in empty.sentence
    found = asked(room)
    assert room_words(found) == "whether there is room for them is not known"
    assert (as_json(Reckoned(found))["people_without_room"], as_json(Reckoned(found))["people_room_not_known"]) == (
        None,
        900,
    )
    assert found.people_short == PEOPLE and any("none of its practices" in w for w in found.warnings)


def asked(room: Room) -> Ask:
    """900 people for a pound each, with such room."""
    one = load_presets()["kent-360"].with_figure("people_per_home", (Fraction(1),))
    return price(one.with_figure("gbp_per_person", (Fraction(1),)), Application(900, room=room))


def test_people_whose_room_is_not_known_are_never_said_to_have_none(three: Case) -> None:
    """P1 is full, P2 has room, and of P3 nothing is known: the sum counts P1's and P3's, and says which is which."""
    rows = affected(three).set_index("practice_code")
    found = asked(spare_room(affected(three), PEOPLE))
    full, unknown = (plain(Fraction(rows.loc[code, "people"]), 1) for code in ("P1", "P3"))
    assert room_words(found) == f"{full} have no room; for {unknown} more it is not known"
    assert f"900 people ({full} have no room; for {unknown} more it is not known)" in summary(found)
    content = as_json(Reckoned(found))
    assert content["people_without_room"] == pytest.approx(rows.loc["P1", "people"])
    assert content["people_room_not_known"] == pytest.approx(rows.loc["P3", "people"])
    assert content["people_asked_for"] == pytest.approx(rows.loc[["P1", "P3"], "people"].sum())
    assert content["room_known_share"] == pytest.approx(1 - rows.loc["P3", "share"])
    whole = whole_people(Fraction(rows.loc["P3", "people"]))
    assert any(w.startswith(f"For {whole} of the 900 people it is not known") for w in found.warnings)
    step = next(s for s in found.steps if s.id == "people_short")
    assert step.label == "Patients the sum is for" and step.formula.endswith("of whom it is not known")


def test_no_money_is_asked_when_everyone_fits(three: Case) -> None:
    """Thirds of a person do not come out even in tenths: what is left of rounding is nobody."""
    roomy = three.with_table("sites", three.table("sites").assign(area_m2=5_000.0, area_basis="NIA"))
    for homes in (100, 101, 150, 397):
        one = load_presets()["herts-5410"].with_figure("people_per_home", (Fraction("2.347"),))
        people = price(one, Application(homes)).people
        room = spare_room(affected(roomy, people=float(people)), people)
        found = price(one, Application(homes, room=room))
        assert (room.beyond_people, room.unknown_people, found.people_short, found.amount_gbp) == (0, 0, 0, 0)
        assert room_words(found) == "there is room for all of them"


@pytest.mark.parametrize("preset_id", ["east-120-1750", "flat-per-home", "kent-360"])
def test_no_step_says_that_there_is_no_room_for_people_of_whom_it_is_not_known(three: Case, preset_id: str) -> None:
    one = load_presets()[preset_id]
    people = price(one, Application(300)).people
    found = price(one, Application(300, room=spare_room(affected(three, people=float(people)), people)))
    assert found.people_unknown and found.people_beyond
    said = [s.label for s in found.steps] + [summary(found)]
    assert [t for t in said if "short" in t or "without room" in t] == []
    assert [t for t in said if "no room" in t and "more it is not known" not in t] == []


def test_room_reckoned_for_other_people_is_refused(three: Case) -> None:
    with pytest.raises(DataFault, match="the room was reckoned for 900 people; expected 234"):
        price(load_presets()["kent-360"], Application(100, room=spare_room(affected(three), PEOPLE)))


def test_a_figure_and_a_case_cannot_both_give_the_room(three: Case) -> None:
    room = spare_room(affected(three), PEOPLE)
    with pytest.raises(DataFault, match="both as a figure and from a case"):
        price(load_presets()["kent-360"], Application(900, spare_patients=Fraction(1), room=room))


def test_room_elsewhere_does_not_lower_the_need(three: Case) -> None:
    """P2 has room for 1,000 and takes more than that, P1 is full: what P2 lacks is not made up anywhere."""
    rows = affected(three, people=12_000.0).set_index("practice_code")
    beyond = rows.loc["P2", "people"] - 1_000
    assert beyond > 0 and rows.loc["P2", "people_beyond_spare"] == pytest.approx(beyond)
    assert float(spare_room(affected(three, people=12_000.0), Fraction(12_000)).people) == pytest.approx(1_000)


def test_homes_already_planned_may_use_the_room_first_but_never_the_application_itself(three: Case) -> None:
    alone = affected(three).set_index("practice_code")
    planned = affected(three, planned_to=2035).set_index("practice_code")
    people = 100 * 0.98 * 2.4  # homes x chance x people a home
    assert planned["planned_people"].sum() == pytest.approx(people)
    used = (alone["spare_patients"] - planned["spare_patients"]).loc[["P1", "P2"]]
    assert used.to_list() == pytest.approx(planned["planned_people"].loc[["P1", "P2"]].to_list())
    own = affected(three, place=Place(0.1, 51.1, "D1"), planned_to=2035)
    assert own["planned_people"].sum() == 0


def test_room_that_planned_homes_use_first_is_not_said_to_be_room_today(three: Case) -> None:
    for year, heading in ((None, "room today"), (2035, "people of homes already planned have come")):
        rows = affected(three, planned_to=year, place=Place(0.1001, 51.1))
        room = spare_room(rows, PEOPLE)
        assert heading in as_text(Reckoned(asked(room), rows))
        planned = rows.loc[rows["spare_patients"].notna(), "planned_people"].sum()
        said = f", once {planned:,.0f} people of homes already planned are on their lists"
        assert (said in room.sentence) == (year is not None) and (planned > 0) == (year is not None)


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
    assert pd.isna(rows.loc["Z9", "near"]) == pd.isna(rows.loc["Z9", "distance_km"])
    assert rows.loc["Z9", "unknown_reason"] == OUTSIDE and pd.isna(rows.loc["Z9", "spare_patients"])


def test_the_order_of_rows_changes_nothing(three: Case) -> None:
    turned = three
    for name in ("practices", "sites", "developments"):
        turned = Case({**turned.tables, name: three.table(name).iloc[::-1]}, three.settings, None, (), three.present)
    pd.testing.assert_frame_equal(affected(three), affected(turned))


@pytest.mark.parametrize("place", [Place(200.0, 51.0), Place(float("nan"), 51.0), Place(0.0, 91.0), Place(53.0, -0.2)])
def test_a_place_outside_england_and_wales_is_refused(three: Case, place: Place) -> None:
    with pytest.raises(DataFault, match="not in England or Wales; expected a longitude from -6.5 to 1.9"):
        affected(three, place=place)


def test_a_year_the_evidence_does_not_reach_is_refused(three: Case) -> None:
    with pytest.raises(DataFault, match="expected a year from 2025/26"):
        affected(three, planned_to=2200)


def test_people_whom_no_practice_takes_are_beyond_the_room_and_not_unknown(demo_folder: Path) -> None:
    case = load_case(demo_folder).with_settings(shares_by="full_lists")
    tight = case.table("sites").assign(area_m2=30.0, area_basis="NIA", clinical_rooms=1)
    rows = affected(case.with_table("sites", tight), place=Place(-0.07, 53.14))
    row = rows.set_index("practice_code").loc[""]
    assert row["practice"] == NO_ROOM and row["people_beyond_spare"] == pytest.approx(row["people"])
    assert row["people"] > 0 and row["unknown_reason"] == "" and rows["share"].sum() == pytest.approx(1)
    room = spare_room(rows, PEOPLE)
    assert float(room.beyond_people) >= row["people"] - 1e-6
    assert room.people + room.beyond_people + room.unknown_people == PEOPLE


def test_near_is_blank_where_the_distance_is_and_the_sentence_says_for_how_many(three: Case) -> None:
    rows = affected(three)
    share = rows.loc[rows["practice_code"].eq("P3"), "share"].sum()
    assert near_words(rows, 2) == "100% of them would register within 2 km of the site."
    rows.loc[rows["practice_code"].eq("P3"), "near"] = None
    assert [r["near"] for r in records(rows) if r["practice_code"] == "P3"] == [None]
    known = f"{1 - share:.0%} of them would register within 2 km of the site; for {share:.0%} more the distance is"
    assert near_words(rows, 2) == f"{known} not known."
    assert "is not known" in near_words(rows.assign(near=pd.NA), 2)


def test_practices_with_next_to_nobody_are_told_of_together() -> None:
    rows = pd.DataFrame({"share": [0.6, 0.395, 0.004, 0.001], "people": [60.0, 39.5, 0.4, 0.1]})
    shown, rest = told_apart(rows)
    assert list(shown["share"]) == [0.6, 0.395]
    assert rest == "2 more practices take 0.5 of the people together, each less than 0.5%."
    assert told_apart(shown)[1] == ""
    assert told_apart(rows.iloc[2:])[1] == ""  # nobody stands out: each has its line

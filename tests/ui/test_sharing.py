"""How the pages say where a development's people would register."""

import pytest

from prioritise.case.load import load_case
from prioritise.evidence.measure import SHIPPED
from prioritise.pipeline import prepare_evidence
from prioritise.record.scenario import Scenario
from prioritise.ui.views import housing, sharing
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def demo():
    return prepare_evidence(load_case(ROOT / "data" / "demo"))


def test_the_development_that_brings_most_people_comes_first(demo):
    first, *_, last = sharing.developments(demo)
    assert sharing.coming(demo, first) > sharing.coming(demo, last)


def test_the_table_holds_everybody_once(demo):
    first = next(iter(sharing.developments(demo)))
    rows = sharing.explained(demo, first)
    for column in ("share", "observed_share", "predicted_share"):
        assert rows[column].sum() == pytest.approx(1)
    assert rows["people"].sum() == pytest.approx(sharing.coming(demo, first))
    assert list(rows["share"][:-1]) == sorted(rows["share"][:-1], reverse=True)
    assert rows["practice"].iloc[-1].endswith("each less than 0.5%")


def test_the_sentence_says_the_weights_of_the_blend(demo):
    """The garden village: 1,980 registered, 5,400 coming: 1,980 / 7,380 = 27%."""
    first = next(iter(sharing.developments(demo)))
    said = sharing.sentence(demo, first)
    assert said.startswith("5,400 people in all.")
    assert "1,980 people of its small area are registered today and 5,400 are coming" in said
    assert "27% of the answer is how the area is registered and 73% is told from the areas nearby" in said


def test_another_way_moves_the_people_and_says_so(demo):
    case = demo.case
    nearest = prepare_evidence(case, Scenario(settings={"shares_by": "nearest"}))
    first = next(iter(sharing.developments(nearest)))
    rows = sharing.explained(nearest, first)
    assert "observed_share" not in rows and len(rows) == 3
    assert "nearest few practices" in sharing.sentence(nearest, first)


def test_a_what_if_on_full_lists_shows_what_was_before_it_for_any_development(demo):
    full = prepare_evidence(demo.case, Scenario(settings={"shares_by": "full_lists"}))
    plain = demo.evidence.shares.set_index(["development_id", "practice_code"])["share"]
    for development in list(sharing.developments(full))[:5]:
        rows = sharing.explained(full, development)
        assert rows["share"].sum() == pytest.approx(1) == rows["before_share"].sum()
        assert rows["before_share"].max() == pytest.approx(plain[development].max())
        assert "passed on by practices that are full or closed" in sharing.sentence(full, development)
    moved = full.evidence.shares.merge(plain.rename("was").reset_index(), how="outer").fillna({"share": 0, "was": 0})
    assert (moved["share"] - moved["was"]).abs().max() > 0.1


def test_those_who_find_no_practice_with_room_are_a_row_and_in_the_sentence(demo):
    sites = demo.case.table("sites").assign(area_m2=30.0, area_basis="NIA", clinical_rooms=1)
    tight = demo.case.with_table("sites", sites).with_settings(shares_by="full_lists")
    found = prepare_evidence(tight)
    first = next(iter(sharing.developments(found)))
    assert "No practice with room" in set(sharing.explained(found, first)["practice"])
    assert "find no practice with room" in sharing.sentence(found, first)


def test_a_development_off_the_map_is_on_no_list(demo):
    case = demo.case.with_table("developments", demo.case.table("developments").assign(longitude=None, latitude=None))
    off = prepare_evidence(case)
    assert sharing.developments(off) == {}
    assert sharing.sentence(off, "D001").startswith("It has no place on the map")


def test_the_cases_own_value_of_a_setting_is_no_change():
    scenario = Scenario(settings={"years": 5})
    assert scenario.with_setting("shares_by", "huff", "blend") == {"years": 5, "shares_by": "huff"}
    back = Scenario(settings={"years": 5, "shares_by": "huff"})
    assert back.with_setting("shares_by", "blend", "blend") == {"years": 5}


def test_the_futures_side_by_side(demo):
    rows = housing.futures(demo, 2035).set_index("future")
    assert rows.index[0] == "As planned (in force)"
    slow, plan, fast = (rows.loc[n, "people"] for n in ("Slow", "As planned (in force)", "Fast"))
    assert slow < plan < fast
    people = demo.evidence.people
    assert plan == pytest.approx(people.loc[people["financial_year"] <= 2035, "people"].sum())
    said = housing.futures_sentence(housing.futures(demo, 2035), 2035)
    assert said.startswith("By the end of 2035/36 between")


def test_the_measure_says_how_many_are_placed(demo):
    assert sharing.can_measure(demo)
    table = sharing.overlap(demo)
    shipped = table.set_index("way")["hidden_one_share"][SHIPPED]
    assert 0.5 < shipped < 1
    said = sharing.overlap_sentence(table, 1.5)
    assert f"places {100 * shipped:.0f} with their own practice" in said


def test_without_registrations_nothing_can_be_measured(demo):
    flows = demo.case.table("flows")
    assert not sharing.can_measure(prepare_evidence(demo.case.with_table("flows", flows.iloc[:0])))


def test_a_development_that_nobody_is_registered_near_says_to_whom_its_people_are_offered(demo):
    case = demo.case.with_table("flows", demo.case.table("flows").iloc[:0]).with_settings(shares_by="full_lists")
    found = prepare_evidence(case)
    first = next(iter(sharing.developments(found)))
    said = sharing.sentence(found, first)
    assert "Nobody is registered near it, so they are offered to the practices within 20 minutes by car" in said
    assert "passed on by practices that are full" not in said
    rows = sharing.explained(found, first)
    assert rows["share"].sum() == pytest.approx(1) and "before_share" not in rows
    none = prepare_evidence(case.with_settings(assumption_values={"access_far_minutes": 0.001}))
    assert "no practice is within 0.001 minutes by car: none is on a list" in sharing.sentence(none, first)
    assert sharing.explained(none, first)["practice"].tolist() == [sharing.NO_ROOM]

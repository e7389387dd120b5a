"""How the pages say who can reach a surgery."""

from dataclasses import replace

import numpy as np
import pytest

from prioritise.pipeline import prepare_evidence
from prioritise.record.scenario import Scenario
from prioritise.ui import labels
from prioritise.ui.views import access, formulas


@pytest.fixture(scope="module")
def demo(demo_page):
    return demo_page.ready


@pytest.fixture(scope="module")
def found(demo):
    return access.found(demo)


def test_the_table_has_each_fifth_town_and_country_and_everybody_last(found):
    rows = access.table(found)
    assert list(rows["people_group"]) == [
        "Most deprived fifth", "Second fifth", "Middle fifth", "Fourth fifth", "Least deprived fifth", "Town",
        "Country", "Everybody",
    ]  # fmt: skip
    assert rows["residents"][:5].sum() == rows["residents"][5:7].sum() == rows["residents"][7] == 473_754
    assert all(labels.label_of(c)[0] != c for c in rows.columns)


def test_the_answer_has_the_figures_of_the_table(found):
    assert access.answer(found) == (
        "99% of the 473,754 people registered here live within 10 minutes by car of a surgery of this case, and all "
        "within 20. The most deprived fifth have 62 m² NIA in reach for every 1,000 people, the least deprived fifth "
        "68 m²."
    )


def test_nearly_all_is_not_all_and_hardly_any_is_not_none():
    shares = (1.0, 0.9999, 0.5, 0.001, 0.0)
    assert [access._part(s) for s in shares] == ["All", "Over 99%", "50%", "Under 1%", "None"]


def test_the_notes_say_how_and_what_is_left_out(found, demo):
    said = " ".join(access.notes(found, demo))
    assert "within 10 minutes by car, in reach within 20" in said
    assert "25 km an hour in town and 45 in the country (fewer than 500 people" in said
    assert "The floor area of 12 of 61 practices is not counted, as it is not known or not on NIA" in said
    assert said.endswith("Floor areas are assumed, not measured, for 9 practices.")
    rows = access.left_out(found, demo)
    assert len(rows) == 12 and rows["practice"].is_monotonic_increasing
    assert rows["unknown_reason"].str.len().min() > 0


def test_what_is_whole_and_measured_needs_no_note(demo):
    sites = demo.case.table("sites").assign(area_m2=300.0, area_basis="NIA", area_source="survey")
    whole = replace(demo, case=demo.case.with_table("sites", sites))
    assert len(access.notes(access.found(whole), whole)) == 4


def test_a_drive_of_the_users_own_is_said(demo):
    changed = prepare_evidence(demo.case, Scenario(settings={"assumption_values": {"access_near_minutes": 3.0}}))
    again = access.found(changed)
    assert "live within 3 minutes by car" in access.answer(again)
    assert access.table(again)["near_share"].iloc[-1] < 0.9


def test_where_space_is_not_known_no_figure_is_made_up(demo, found):
    sites = demo.case.table("sites")
    case = demo.case.with_table("sites", sites.assign(area_m2=np.nan))
    blind = access.found(replace(demo, case=case))
    assert access.answer(blind).endswith("within 20.")
    assert access.table(blind)["two_step_per_1000"].isna().all()
    assert access.table(blind)["near_share"].equals(access.table(found)["near_share"])


def test_without_registrations_it_cannot_be_told(demo):
    case = demo.case.with_table("flows", demo.case.table("flows").iloc[:0])
    assert access.found(replace(demo, case=case)) is None


def test_the_methods_page_gives_the_formulas():
    rows = formulas.table().set_index("formula_step")["formula"]
    assert rows["Who can reach a surgery: weight"].startswith("Weight = exp(-decay × minutes)")

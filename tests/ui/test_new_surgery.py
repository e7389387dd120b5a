"""A new surgery tried on the map page."""

from pathlib import Path

import pytest

from prioritise.evidence.new_surgery import NewSurgery
from prioritise.ui import labels
from prioritise.ui.views import new_surgery as views
from tests.ui.test_pages import html_of, opened

MAP = Path(__file__).resolve().parents[2] / "pages" / "1_Evidence" / "02_Map.py"


@pytest.fixture(scope="module")
def demo(demo_page):
    return demo_page.ready


@pytest.fixture(scope="module")
def tried(demo):
    longitude, latitude = views.busiest_place(demo)
    return views.found(demo, NewSurgery(longitude, latitude, 3000), 2035)


def test_the_table_counts_everybody_once(tried, demo):
    rows = views.table(tried, demo)
    assert rows["people_before"].sum() == pytest.approx(rows["people_after"].sum()) == pytest.approx(36_025, abs=1)
    assert rows["people_change"].sum() == pytest.approx(0, abs=1e-6)
    assert rows["practice"].iloc[0] == "The new surgery" and rows["people_after"].iloc[0] == pytest.approx(tried.taken)
    assert rows["practice"].iloc[-1] == "51 others, each changed by less than one"
    assert all(labels.label_of(c)[0] != c for c in rows.columns)


def test_the_answer_has_the_figures(tried, demo):
    said = views.answer(tried, demo)
    assert said.startswith("By the end of 2035/36 a new surgery here would take ")
    assert "of the 36,025 people from new homes" in said and "fewer, and" in said
    assert any("real roads" in line for line in views.notes(tried, demo))
    assert any("by 29% with each minute's drive" in line for line in views.notes(tried, demo))


def test_the_garden_village_is_the_development_it_takes_most_of(tried, demo):
    rows = views.by_development(tried, demo)
    assert rows["development"].iloc[0] == "Kingsallow Garden Village"
    assert (rows["after_share"] < rows["was_share"]).all()


def test_room_is_in_words_for_single_practices_alone(tried, demo):
    rows = views.table(tried, demo)
    assert rows["room_before"].iloc[-1] == "" and rows["room_before"].iloc[0] == "not known"
    assert all(r.endswith(("short", "to spare", "not known")) for r in rows["room_after"].iloc[:-1] if r)


def test_a_place_where_nobody_is_known_to_live_is_remarked_on(tried, demo):
    assert views.place_notes(tried, demo) == []
    far = views.found(demo, NewSurgery(1.6, 53.0, 3000), 2035)
    assert views.place_notes(far, demo) == [views.OUTSIDE] and views.notes(far, demo)[0] == views.OUTSIDE


def test_one_too_small_says_how_many_would_choose_it(demo):
    longitude, latitude = views.busiest_place(demo)
    small = views.found(demo, NewSurgery(longitude, latitude, 100, 50), 2035)
    assert "would choose it, more than it can hold" in views.answer(small, demo)
    assert small.taken == pytest.approx(100)


def test_it_is_off_until_asked_and_a_bad_place_is_said():
    app = opened(MAP)
    assert "a new surgery here" not in html_of(app)
    app.toggle(key="new:on").set_value(True).run()
    assert not app.exception
    assert "a new surgery here would take" in html_of(app)
    app.text_input(key="new:at").set_value("").run()
    assert html_of(app).count("Click the map, or type a longitude") == 1  # said where it is typed, not twice
    app.text_input(key="new:at").set_value("nowhere").run()
    assert not app.exception and "expected a longitude and a latitude" in html_of(app)
    app.text_input(key="new:at").set_value("40, 51").run()
    assert not app.exception and "not in England" in html_of(app)

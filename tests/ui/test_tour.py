"""The tour: its stops are those of the README, its figures are the case's, and it can be left anywhere."""

import re
from pathlib import Path

import pytest

from prioritise.ui import menu, tour
from prioritise.ui.views import gaps
from tests.build import bid, pot, small_case
from tests.ui.conftest import page_of
from tests.ui.test_pages import ROOT, html_of, opened


def page(name: str) -> str:
    return str(menu.file_of(name).relative_to(ROOT))


def links(app) -> list[str]:
    return [link.proto.label for link in app.main.get("page_link")]


def test_the_readme_s_five_minutes_are_the_tour() -> None:
    part = (ROOT / "README.md").read_text(encoding="utf-8").split("## Five minutes with the demo")[1].split("\n## ")[0]
    stops = re.findall(r"^\d+\. [^*]*\*\*([^*]+)\*\*", part, flags=re.M)
    assert stops == [stop.page for stop in tour.STOPS]
    named = {menu.name(f) for files in menu.page_files().values() for f in files}
    assert set(re.findall(r"\*\*([^*]+)\*\*", part)) <= named


def test_every_stop_tells_figures_of_the_case_and_none_is_typed(demo_page) -> None:
    seen = tour.Seen(demo_page.ready, demo_page.year, demo_page.run)
    shown = [stop.shows(seen) for stop in tour.STOPS]
    found = gaps.figures(demo_page.ready, demo_page.year)
    assert found is not None and f"{found.practices['short']} of {sum(found.practices.values())} practices" in shown[0]
    funded = len(demo_page.run.result.starts)
    assert f"funds {funded} of {len(demo_page.run.ranked)} bids" in shown[5]
    typed = [part for stop in tour.STOPS for part in (stop.try_it, stop.page) if re.search(r"\d", part)]
    assert not typed
    assert all(stop.shows(tour.Seen(demo_page.ready, demo_page.year, None)) for stop in tour.STOPS)


def test_another_case_gives_other_words_and_a_poor_one_still_some(demo_page, hostile_page) -> None:
    seen = tour.Seen(hostile_page.ready, hostile_page.year, hostile_page.run)
    assert all(stop.shows(seen) for stop in tour.STOPS)
    assert tour.STOPS[0].shows(seen) != tour.STOPS[0].shows(tour.Seen(demo_page.ready, demo_page.year, None))
    poor = page_of(small_case(bids=[bid("B1", 100_000.0)], pots=[pot("P1", 50_000.0)]))
    shown = [stop.shows(tour.Seen(poor.ready, poor.year, poor.run)) for stop in tour.STOPS]
    assert "no practices" in shown[0] and "no practices" in shown[2] and "is not funded. Why: " in shown[7]


def test_the_tour_is_begun_walked_and_left() -> None:
    app = opened(menu.file_of("Overview"))
    assert "New here?" in html_of(app) and "Tour, step" not in html_of(app)
    app.button(key="tour:start").click().run()
    assert f"Tour, step 1 of {len(tour.STOPS)}: Overview." in html_of(app) and "New here?" not in html_of(app)
    assert "Next: Map" in links(app) and not any(x.startswith("Back") for x in links(app))
    app.switch_page(page("Criteria and weights")).run()  # a page that asks for the case alone
    assert "Tour, step 5 of" in html_of(app)
    assert {"Back: Clusters", "Next: Prioritise"} <= set(links(app))
    app.switch_page(page("Housing")).run()
    assert "This page is not on it" in html_of(app) and "Back to Criteria and weights" in links(app)
    app.button(key="tour:leave").click().run()
    assert not app.exception and "Tour" not in html_of(app)


def test_another_case_than_the_demo_has_no_tour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pots.csv").write_text("pot_id,name,kind,amount_gbp,status\nP1,Pot,icb,500000,received\n")
    monkeypatch.setenv("PRIORITISE_CASE", str(tmp_path))
    app = opened(menu.file_of("Overview"))
    assert "New here?" not in html_of(app)
    with pytest.raises(KeyError):
        app.button(key="tour:start")

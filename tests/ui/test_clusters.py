"""The clusters page: its words, its limits, its files and its redraw."""

import pytest

from prioritise.evidence.redraw import NEW_CLUSTER
from prioritise.ui import labels
from prioritise.ui.views import clusters
from tests.ui.conftest import MARKUP
from tests.ui.test_pages import ROOT, html_of, opened

PAGE = ROOT / "pages" / "1_Evidence" / "05_Clusters.py"


@pytest.fixture(scope="module")
def found(demo_page):
    return clusters.profiles(demo_page.ready)


@pytest.fixture(scope="module")
def sizes(demo_page):
    return clusters.bands(demo_page.ready, {})


def test_the_overview_has_a_row_a_cluster_and_words_for_every_column(found, sizes):
    rows = clusters.overview(found, sizes)
    assert list(rows["cluster_name"]) == list(found.names.values()) and len(rows) == 7
    assert rows["list_size"].sum() == 476_577
    heads = clusters.headings(found, sizes)
    assert all(c in heads or labels.label_of(c)[0] != c for c in rows.columns)
    assert set(rows["size_pcn"].str[0]) == {"▲"} and set(rows["size_hub"]) == {"● within"}


def test_the_answer_counts_the_rows(demo_page, found, sizes):
    said = clusters.answer(demo_page.ready, found, sizes)
    assert said.startswith("Of 7 clusters, ")
    assert "7 outside the PCN size and 0 outside the hub size" in said
    assert "1 is not in one piece" in said
    assert said.endswith("Floor areas are assumed, not measured, for 13 practices.")


def test_sheet_tables_have_words_for_every_column(demo_page, found, sizes):
    sheet = clusters.sheet(demo_page.ready, found, "XC2", sizes, {})
    for rows in (clusters.course(sheet), clusters.practices(sheet), clusters.pots(sheet)):
        assert len(rows)
        assert all(labels.label_of(c)[0] != c or c.startswith("at_") for c in rows.columns)
    facts = [clusters.facts(sheet, part) for parts in clusters.COLUMNS_OF_PARTS for part in parts]
    assert sum(map(len, facts)) >= len(sheet.facts) - 1  # floor area on two bases is one line


def test_a_redraw_says_what_changes_and_that_the_whole_does_not(demo_page, found, sizes):
    moves = clusters.moved(demo_page.ready, (), "X10001", "XC3")
    after = clusters.profiles(demo_page.ready, moves)
    rows = clusters.redraw_table(found, after, sizes)
    assert set(rows["cluster_name"]) == {"Aldermere North", "Thornhythe"}
    patients = rows[rows["measure"] == "Patients"].set_index("cluster_name")
    assert patients.loc["Aldermere North", "before"] == "62,410"
    assert patients.loc["Aldermere North", "after"] == "57,871"
    assert "still have 476,577 patients" in clusters.redraw_answer(found, after, sizes)
    assert clusters.moved(demo_page.ready, moves, "X10001", "XC1") == ()
    assert clusters.move_words(demo_page.ready, found, moves) == ["Aldermere Northgate Practice to Thornhythe"]


def test_a_new_cluster_has_no_before(demo_page, found, sizes):
    after = clusters.profiles(demo_page.ready, (("X10001", NEW_CLUSTER),))
    rows = clusters.redraw_table(found, after, sizes).set_index(["cluster_name", "measure"])
    assert tuple(rows.loc[("A new cluster", "Patients"), ["before", "after"]]) == ("-", "4,539")


def test_markup_in_names_shows_as_text(hostile_page):
    found = clusters.profiles(hostile_page.ready)
    sheet = clusters.sheet(hostile_page.ready, found, "C1", clusters.bands(hostile_page.ready, {}), {})
    assert MARKUP in sheet.name
    from prioritise.ui import cached

    assert MARKUP.encode() not in cached.sheet_html(sheet)


def test_a_case_without_practices_or_without_clusters_says_so(hostile_page):
    assert clusters.missing(None) == clusters.NONE
    assert clusters.missing(clusters.profiles(hostile_page.ready)) == ""


def test_moving_the_limits_on_the_page_moves_the_flags_and_back():
    app = opened(PAGE)
    assert "7 outside the PCN size" in html_of(app)
    app.number_input(key="size:pcn:to").set_value(80_000).run()
    assert not app.exception
    assert "0 outside the PCN size" in html_of(app) and "set by the user (otherwise 30,000 to 50,000" in html_of(app)
    app.button(key="size:reset").click().run()
    assert "7 outside the PCN size" in html_of(app)


def test_limits_the_wrong_way_round_are_said_in_words():
    app = opened(PAGE)
    app.number_input(key="size:hub:to").set_value(10_000).run()
    assert not app.exception
    assert "role='alert'" in html_of(app) and "the smaller first" in html_of(app)


def test_a_practice_is_moved_on_the_page_and_put_back():
    app = opened(PAGE)
    app.selectbox(key="redraw:practice").select("X10001").run()
    app.selectbox(key="redraw:to").select("XC3").run()
    app.button(key="redraw:go").click().run()
    assert not app.exception
    assert "Aldermere Northgate Practice to Thornhythe" in html_of(app)
    assert "still have 476,577 patients" in html_of(app)
    app.button(key="redraw:back").click().run()
    assert "Nothing is moved yet" in html_of(app)

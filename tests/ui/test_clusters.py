"""The clusters page: its words, its limits, its files and its redraw."""

import re
from dataclasses import replace

import pytest

from prioritise.evidence.redraw import NEW_CLUSTER
from prioritise.record.scenario import Scenario
from prioritise.ui import labels, theme
from prioritise.ui.views import access, clusters
from prioritise.ui.views.changes import change_lines
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
    assert "By their lists today, 7 are outside the PCN size and none are outside the hub size" in said
    assert "1 is not in one piece" in said
    assert said.endswith("Floor areas are assumed, not measured, for 13 practices.")


def test_a_cluster_is_short_as_it_is_shown_and_on_each_basis_by_itself(demo_page, found, sizes):
    """Aldermere North is short of net space by under 1 m²; Wold Villages of gross space alone."""
    rows = clusters.overview(found, sizes).set_index("cluster_name")["room_2"]
    assert "under 1 m² short NIA" in rows["Aldermere North"]
    assert rows["Wold Villages"] == "41 m² short GIA; 603 m² to spare NIA"
    counts = {b: sum(bool(re.search(rf"\d m² short {b}", r)) and f"under 1 m² short {b}" not in r for r in rows)
              for b in ("NIA", "GIA")}  # fmt: skip
    assert counts == {"NIA": 4, "GIA": 3}
    said = clusters.answer(demo_page.ready, found, sizes)
    short = "4 will be short of net space by 1 m² or more (NIA) and 3 of gross space (GIA)"
    assert f"{short} as a whole at the end of 2035/36" in said


def test_a_basis_says_of_how_many_clusters_it_is_known(hostile_page):
    """One practice of the one cluster is measured, on net space: gross is not spoken of."""
    found = clusters.profiles(hostile_page.ready)
    said = clusters.answer(hostile_page.ready, found, clusters.bands(hostile_page.ready, {}))
    assert "1 will be short of net space (NIA) as a whole" in said and "gross" not in said
    blank = replace(found, travels={c: replace(t, gap_m2={}) for c, t in found.travels.items()})
    said = clusters.answer(hostile_page.ready, blank, clusters.bands(hostile_page.ready, {}))
    assert said.startswith("Of 1 cluster, room at the end of 2035/36 is not known for any.")


def test_why_capacity_gap_counts_other_people_is_said_and_true(demo_page, found):
    """There: everybody registered in a small area with an outline. Here: the practices' lists."""
    note = clusters.people_note(demo_page.ready, found)
    assert "476,577 people in all" in note
    case = demo_page.ready.case
    flows, areas = case.table("flows"), set(case.areas["area_code"])
    reached = access.table(access.found(demo_page.ready)).set_index("people_group").loc["Everybody", "residents"]
    assert reached == flows.loc[flows["area_code"].isin(areas), "patients"].sum() == 473_754
    without = replace(demo_page.ready, case=case.with_table("flows", flows.iloc[:0]))
    assert clusters.people_note(without, found) == ""


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


def test_a_practice_is_never_offered_the_cluster_it_is_in(demo_page, found):
    ready = demo_page.ready
    assert (
        "XC1" not in clusters.others(ready, found, (), "X10001")
        and len(clusters.others(ready, found, (), "X10001")) == 7
    )
    moved = (("X10001", "XC3"),)
    assert "XC3" not in clusters.others(ready, found, moved, "X10001")
    assert "XC1" in clusters.others(ready, found, moved, "X10001")  # back again


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
    assert "7 are outside the PCN size" in html_of(app)
    app.number_input(key="size:pcn:to").set_value(80_000).run()
    assert not app.exception
    assert "none are outside the PCN size" in html_of(app) and "set by the user (otherwise 30,000 to 50,000" in html_of(
        app
    )
    app.button(key="size:reset").click().run()
    assert "7 are outside the PCN size" in html_of(app)


def test_limits_the_wrong_way_round_are_said_in_words():
    app = opened(PAGE)
    app.number_input(key="size:hub:to").set_value(10_000).run()
    assert not app.exception
    assert "role='alert'" in html_of(app) and "the smaller first" in html_of(app)


def test_the_page_leads_to_the_chosen_cluster_and_says_what_a_redraw_changes():
    app = opened(PAGE)
    assert "href='#one-cluster-on-a-page'" in html_of(app)
    assert [h.proto.anchor for h in app.header if h.value == "One cluster on a page"] == ["one-cluster-on-a-page"]
    name = app.selectbox(key="cluster:one").value
    assert name == "XC2" and "Aldermere South on a page" in html_of(app)
    app.selectbox(key="cluster:one").select("XC3").run()
    assert "Thornhythe on a page" in html_of(app)
    assert "Only this page changes" not in html_of(app)


def test_pressing_at_once_moves_the_practice():
    """The first choice was the practice's own cluster, and pressing did nothing without a word."""
    app = opened(PAGE)
    app.button(key="redraw:go").click().run()
    assert not app.exception and "Nothing is moved yet" not in html_of(app)


def test_under_a_what_if_the_page_and_its_files_say_so(demo_page):
    slow = Scenario(label="Builders wait", settings={"housing_future": "slow"})
    case = demo_page.case
    assert change_lines(slow, case) == ["Housing future: Slow"] and change_lines(Scenario(), case) == []
    limit = change_lines(Scenario(settings={"revenue_limit_gbp_per_year": 150_000.0}), case)
    assert limit == ["Most added revenue, £ a year: 150,000"]
    app = opened(PAGE)
    app.session_state["p"]["scenario"] = slow
    app.run()
    assert not app.exception
    assert "A what-if, “Builders wait”, not the case as it stands: Housing future: Slow." in html_of(app)


def test_a_practice_is_moved_on_the_page_and_put_back():
    app = opened(PAGE)
    app.selectbox(key="redraw:practice").select("X10001").run()
    app.selectbox(key="redraw:to").select("XC3").run()
    app.button(key="redraw:go").click().run()
    assert not app.exception
    assert "Aldermere Northgate Practice to Thornhythe" in html_of(app)
    assert "still have 476,577 patients" in html_of(app)
    assert "XC3" not in app.selectbox(key="redraw:to").options
    app.button(key="redraw:back").click().run()
    assert "Nothing is moved yet" in html_of(app)


def test_paper_is_not_told_to_scroll():
    """A sheet of A4 is narrower than the screens that are told what lies to the right of a table."""
    _, on_paper = theme.STYLE.read_text(encoding="utf-8").split("@media print {")
    assert ".p-sideways {display: none !important}" in on_paper

"""The Criteria and weights page: the published matrix, setting weights together, and what to look at twice."""

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from prioritise.case.write import write_case
from prioritise.criteria import criteria_in_force
from prioritise.panel.profiles import Profile
from prioritise.ui.frame import Page
from prioritise.ui.views import weighing, weight_sets, weights
from prioritise.ui.views.weighing import Entries
from tests.build import pot
from tests.panel.test_profiles import council_case
from tests.ui.test_pages import ROOT, html_of, opened

PAGE = ROOT / "pages" / "2_Decide" / "02_Criteria_and_weights.py"
FIRM = weight_sets.FIRM


@pytest.fixture
def council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page on a case of the published matrix, Strategic in force and Local beside it."""
    case = council_case(pots=[pot("P", 500_000.0)])
    bids = case.table("bids").assign(title=["Scheme <b>A</b>", "Scheme B"])
    write_case(case.with_table("bids", bids), tmp_path / "case")
    monkeypatch.setenv("PRIORITISE_CASE", str(tmp_path / "case"))
    app = opened(PAGE)
    assert not app.exception, app.exception[0].value
    return app


def row_of(app: AppTest, title: str) -> list[str]:
    """Cells of a row of the table of bids."""
    page = html_of(app).split("Value and place of each bid under each set")[1]
    row = next(r for r in page.split("<tr role='row'>")[2:] if f">{title}<" in r)
    return [c.split(">", 1)[1].split("</td>")[0] for c in row.split("<td ")[1:]]


def test_one_score_sheet_gives_76_and_74_and_the_bids_change_places(council: AppTest) -> None:
    """Worked examples T19 and T20, through the page."""
    a, b = row_of(council, "Scheme &lt;b&gt;A&lt;/b&gt;"), row_of(council, "Scheme B")
    assert [c.replace(FIRM, " ") for c in a[1:4]] == ["76.0 · 1st", "74.0 · 2nd ▼ 1", "76.0 · 1st"]
    assert [c.replace(FIRM, " ") for c in b[1:4]] == ["72.0 · 2nd", "82.0 · 1st ▲ 1", "72.0 · 2nd"]
    assert a[4] == "⇄ Scheme B" and b[4] == "⇄ Scheme &lt;b&gt;A&lt;/b&gt;"
    said = html_of(council)
    assert "Under Local, Scheme &lt;b&gt;A&lt;/b&gt; and Scheme B change places." in said
    assert "Under Strategic no two bids change places." in said and "<b>A</b>" not in said


def test_the_other_set_goes_into_the_what_if_says_where_it_is_from_and_turns_the_list(council: AppTest) -> None:
    council.selectbox(key="sets:which").set_value("LOCAL").run()
    council.button(key="sets:take").click().run()
    assert not council.exception
    scenario = council.session_state["p"]["scenario"]
    assert scenario.weights == {"growth": 20, "residents": 40, "match": 10, "value": 20, "deliver": 10}
    assert scenario.note.startswith("Weights: Local: Given by another body. An English borough council")
    assert row_of(council, "Scheme B")[1].replace(FIRM, " ") == "82.0 · 1st"
    assert "What-if in force" in html_of(council) and "As the case stands" in html_of(council)
    council.number_input(key="criteria:weight:growth").set_value(25.0).run()
    assert council.session_state["p"]["scenario"].note == ""  # set by hand: the source holds no longer
    assert "Some weights were set by hand" in html_of(council)
    council.button(key="criteria:reset").click().run()
    assert council.session_state["p"]["scenario"].is_base


def test_swings_are_set_step_by_step_shown_before_they_are_taken_and_kept_when_one_leaves(council: AppTest) -> None:
    assert "What it comes to" not in [h.value for h in council.subheader]
    council.selectbox(key="weighing:largest").set_value("residents").run()
    assert "Still to be said: Deliverability, Supporting growth, Match funding, Value for money." in html_of(council)
    for criterion, points in {"growth": 50.0, "match": 25.0, "value": 25.0}.items():
        council.number_input(key=f"weighing:swing:{criterion}").set_value(points).run()
    council.switch_page("pages/1_Evidence/07_Money.py").run()
    council.switch_page("pages/2_Decide/02_Criteria_and_weights.py").run()
    assert council.selectbox(key="weighing:largest").value == "residents"
    assert council.number_input(key="weighing:swing:growth").value == 50.0
    assert council.number_input(key="weighing:swing:deliver").value is None
    assert "Still to be said: Deliverability." in html_of(council)
    council.number_input(key="weighing:swing:deliver").set_value(0.0).run()
    assert "What it comes to" in [h.value for h in council.subheader]
    said = html_of(council)
    assert "Under these weights, Scheme &lt;b&gt;A&lt;/b&gt; and Scheme B change places." in said
    assert "As the case stands" in said and "My changes" not in said  # nothing is taken yet
    council.text_input(key="weighing:by").set_value("the forum").run()
    council.date_input(key="weighing:on").set_value(dt.date(2026, 11, 23)).run()
    assert "“Swing weighting, 23 November 2026, by the forum”" in html_of(council)
    council.button(key="weighing:take").click().run()
    assert not council.exception
    weights_now = council.session_state["p"]["scenario"].weights
    assert weights_now == {"residents": 50, "growth": 25, "match": 13, "value": 12, "deliver": 0}
    assert "Weights of the what-if. Swing weighting, 23 November 2026, by the forum." in html_of(council)


def test_an_order_and_points_keep_what_was_entered_in_each(council: AppTest) -> None:
    council.button_group(key="weighing:way").set_value("order").run()
    for criterion, place in {"growth": 1.0, "residents": 2.0, "match": 2.0, "value": 4.0, "deliver": 5.0}.items():
        council.number_input(key=f"weighing:order:{criterion}").set_value(place).run()
    council.button(key="weighing:take").click().run()
    assert council.session_state["p"]["scenario"].weights == {
        "growth": 45.7, "residents": 20.6, "match": 20.7, "value": 9.0, "deliver": 4.0
    }  # fmt: skip
    council.button_group(key="weighing:way").set_value("points").run()
    for criterion in ("growth", "residents", "match", "value", "deliver"):
        council.number_input(key=f"weighing:points:{criterion}").set_value(0.0).run()
    assert "no criterion has any points" in html_of(council) and not council.exception
    council.button_group(key="weighing:way").set_value("order").run()
    assert council.number_input(key="weighing:order:value").value == 4.0


def test_the_published_example_can_be_read_and_taken_away(council: AppTest) -> None:
    said = html_of(council)
    assert "from 0% 0; from 1% 1; from 21% 2; from 41% 3; from 61% 4; from 81% 5" in said
    assert "This rule is ours." in said and "An English borough council" in said
    assert len(council.get("download_button")) == 2


def test_a_case_without_criteria_of_its_own_can_be_weighed_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bids.csv").write_text("bid_id,title,kind,capital_gbp\nB1,One,extension,100000\n")
    (tmp_path / "pots.csv").write_text("pot_id,name,kind,amount_gbp,status\nP1,Pot,icb,500000,received\n")
    monkeypatch.setenv("PRIORITISE_CASE", str(tmp_path))
    app = opened(PAGE)
    assert "the shipped ones stand, with weights of ours" in html_of(app)
    assert "This case has one set of weights" in html_of(app)
    app.number_input(key="criteria:weight:capacity_gap").set_value(50.0).run()
    assert not app.exception and "Some weights were set by hand" in html_of(app)


def test_every_doubt_about_the_demos_weights_is_a_question_with_an_answer(demo_page: Page) -> None:
    prepared = demo_page.ready
    found = weight_sets.found_doubts(prepared, prepared.case, prepared.assumptions)
    assert [d.kind for d in found] == ["cost", "far", "far", "clipped", "far"]
    assert weight_sets.doubts_answer(found).startswith("5 things to look at twice.")
    assert weight_sets.doubts_answer(()).startswith("Nothing stands out")
    assert all(line.count(". ") >= 1 for line in weight_sets.doubt_lines(found))


def test_the_demos_sets_are_held_side_by_side(demo_page: Page) -> None:
    prepared = demo_page.ready
    sets = weight_sets.sets(prepared.case, prepared.case)
    assert [p.name for p in sets] == ["In force", "Need first", "Growth first"]
    table = weight_sets.beside(prepared, sets)
    own = table[table["profile_id"].eq("")].set_index("bid_id")["value"]
    given = prepared.scored.values.set_index("bid_id")["value"]  # noqa: PD011 - the table of values
    assert own.round(9).to_dict() == given.round(9).to_dict()
    titles = weight_sets.titles_of(prepared.case)
    rows = weight_sets.bid_rows(table, sets, titles)
    assert len(rows) == 45 and rows["set:"].iloc[0].endswith("1st")
    assert " pairs of bids change places, " in weight_sets.takeaway(table, sets[0], sets[1], titles)
    assert weight_sets.drawn(table, sets, titles)["bid_id"].nunique() == weight_sets.MOST_DRAWN


def test_a_swing_is_told_with_the_words_of_its_scale(demo_page: Page) -> None:
    rows = weighing.swings(criteria_in_force(demo_page.case)).set_index("criterion")
    assert rows.loc["Strategic fit"].tolist() == ["0: against it", "5: named in it"]
    assert rows.loc["Capital per patient served", "swing_from"] == "£2,500 per patient served: dear"
    assert rows.loc["Condition of the main site", "swing_to"] == "4: DX, only a rebuild will do"
    assert rows.loc["Space short ten years on", "swing_to"] == "40 m² short per 1,000 patients at year ten: badly short"


def test_what_is_entered_makes_weights_only_when_all_is_said(demo_page: Page) -> None:
    criteria, today = criteria_in_force(demo_page.case), dt.date(2026, 11, 23)
    assert weighing.outcome(Entries(), criteria, today) is None and weighing.asked(Entries(), criteria) == []
    assert weighing.asked(Entries(largest="no such"), criteria) == []
    every = dict.fromkeys(criteria["criterion_id"], 2.0)
    found = weighing.outcome(Entries("points", points=every, by="A; B"), criteria, today)
    assert found is not None and found.source == "Points given directly, 23 November 2026, by A, B"
    assert sum(found.weights.values()) == 100
    assert weighing.outcome(Entries("points", points={**every, "condition": None}), criteria, today) is None


def test_a_note_keeps_what_else_it_says() -> None:
    note = weighing.noted("For the chair; Weights: before", "Swing weighting; 1 May 2026")
    assert note == "For the chair; Weights: Swing weighting, 1 May 2026"
    assert weighing.came_from(note) == "Swing weighting, 1 May 2026"
    assert weighing.noted(note, "") == "For the chair" and weighing.came_from("For the chair") == ""


def test_shares_are_shown_only_where_weights_do_not_sum_to_a_hundred(demo_page: Page) -> None:
    assert "weight_share" not in weights.criteria_table(demo_page.case).columns
    more = demo_page.case.table("criteria").assign(weight=1.0)
    assert "weight_share" in weights.criteria_table(demo_page.case.with_table("criteria", more)).columns


ORDINALS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 13: "13th", 21: "21st", 112: "112th"}


@pytest.mark.parametrize(("number", "said"), ORDINALS.items())
def test_places_are_written_as_people_say_them(number: int, said: str) -> None:
    assert weight_sets.ordinal(number) == said


def test_where_a_set_came_from_is_said_once() -> None:
    assert (
        weight_sets.told_of(Profile("A", "A", {}, "swing", "Swing weighting, 1 May 2026"))
        == "Swing weighting, 1 May 2026"
    )
    assert weight_sets.told_of(Profile("A", "A", {}, "given", "A council")) == "Given by another body. A council"
    assert weight_sets.told_of(Profile("A", "A", {}, "points")) == "Points given directly"
    assert weight_sets.told_of(Profile("A", "A", {})) == ""

"""The Panel page."""

from pathlib import Path

import pytest

from prioritise.case.write import write_case
from prioritise.pipeline import prepare_evidence
from prioritise.ui.frame import Page
from prioritise.ui.views import panel as views
from tests.panel.test_panel import THREE, panel, score
from tests.ui.test_pages import ROOT, html_of, opened

PAGE = ROOT / "pages" / "2_Decide" / "04_Panel.py"
MEMBERS = ("Council planner", "GP member", "Practice manager member")


def test_the_demo_goes_straight_to_the_bids_that_are_split_and_names_nobody_unasked() -> None:
    app = opened(PAGE)
    assert not app.exception
    said = html_of(app)
    assert "160 of 180 scores are agreed. 4 bids stand on members&#x27; own scores: opinion is split on 3." in said
    first = said.split("Bids to talk about at the meeting")[1]
    assert "◆ Split" in first and first.index("◆ Split") < first.index("○ Scores are missing")
    assert "1 member is left out of 4 bids for an interest; 16 scores of theirs are not counted" in said
    assert not any(member in said for member in MEMBERS)
    app.toggle(key="panel:confidential").set_value(True).run()
    shown = html_of(app)
    assert all(member in shown for member in MEMBERS) and "Partner at a practice the bid serves" in shown
    named = [part for part in shown.split("<div class='") if any(m in part for m in MEMBERS)]
    assert named and all(part.startswith("p-scroll p-screen-only'") for part in named)  # never on paper


def test_a_case_that_nobody_scored_says_what_to_bring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_case(panel([], pots=[{"pot_id": "P", "name": "P", "kind": "icb", "amount_gbp": 1.0}]), tmp_path / "case")
    monkeypatch.setenv("PRIORITISE_CASE", str(tmp_path / "case"))
    app = opened(PAGE)
    said = html_of(app)
    assert not app.exception and "Nobody has scored a bid in this case" in said
    assert "give the case a table scores" in said and "never nought" in said and not app.header


def test_agreed_scores_alone_cannot_tell_how_far_members_differed() -> None:
    agreed = [score(b, c, 3, "agreed") for b in "AB" for c in "xy"]
    found = views.panel_of(prepare_evidence(panel(agreed, bids="AB")))
    assert views.answer(found).startswith("4 of 4 scores are agreed. No member's own scores stand beside them")
    assert not len(views.order_rows(found)) and views.missing_sentence(found) == "No score is missing."
    assert views.interests_sentence(found) == "No member has declared an interest in a bid of this case."


def test_the_tables_say_what_the_library_found() -> None:
    found = views.panel_of(prepare_evidence(panel(THREE)), {"A": 0.4})
    assert views.order_rows(found)["talk"].tolist()[0] == "◆ Split, and the decision is close"
    spread = views.spread_rows(found)
    assert spread.loc[0, ["bid", "lowest_highest", "split_words"]].tolist() == ["Scheme A", "1 to 5", "Split"]
    assert views.spread_title(found) == "Opinion is split on 1 of 4 scores"
    assert views.agreement_rows(found)["agree_words"].tolist()[0] == "Too few scores to say"
    rows = views.adjusted_rows(found).set_index("bid")
    assert rows.loc["Scheme A", "value_range"] == "40.0 to 80.0"
    assert views.comparable(found) == (
        "Both members whose scores count can be compared: bids that several scored link them."
    )
    assert views.missing_sentence(found) == "Missing: 1 score lacks that of a member who may give it."


def test_members_who_share_no_bid_are_said_not_to_be_comparable() -> None:
    rows = [score("A", "x", 1, "Ann"), score("A", "x", 3, "Bob"), score("B", "x", 2, "Cy")]
    found = views.panel_of(prepare_evidence(panel(rows)))
    assert "1 member shared no bid with another" in views.comparable(found)
    strict = views.scorer_rows(found).set_index("scorer_name")
    assert strict.loc["Cy", "higher_words"] == "not known" and strict.loc["Cy", "compared_with"] == "nobody"
    assert strict.loc["Bob", "higher_words"] == "+20.0" and strict.loc["Ann", "higher_words"] == "−20.0"
    assert views.adjusted_rows(found).set_index("bid").loc["Scheme B", "value_adjusted"] == "not known"
    assert views.noise_words(found).startswith("There are too few scores")


def test_close_decisions_come_from_the_ways_tried(demo_page: Page) -> None:
    found = views.panel_of(demo_page.ready, {"B09": 0.4, "B01": 0.5, "B02": 1.0})
    assert found.order[["bid_id", "why"]].to_numpy().tolist()[0] == ["B09", "split and close"]
    assert "B01" in set(found.order["bid_id"]) and "B02" not in set(found.order["bid_id"])

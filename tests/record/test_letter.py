"""The letter on one bid, and the differences of a scenario that a bid's page makes."""

import io

import pytest
from docx import Document

from prioritise.case.case import Case
from prioritise.criteria import score_bids
from prioritise.errors import DataFault
from prioritise.funding import build_problem
from prioritise.optimise.change import Change
from prioritise.optimise.counterfactual import Figure
from prioritise.optimise.result import Options
from prioritise.optimise.ways import NEAR_BEST
from prioritise.pipeline import Run, prepare, run
from prioritise.record.account_words import points_words
from prioritise.record.letter import letter, letter_docx, letter_html, letter_text
from prioritise.record.page import html_page, safe
from prioritise.record.scenario import Scenario
from prioritise.ui.views.changes import change_lines
from tests.build import bid, pot, small_case
from tests.optimise.test_counterfactual import EXACT, accounts_of, panel_case

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def told() -> tuple[Case, Run, dict]:
    case = panel_case()
    bids = case.table("bids")
    case = case.with_table("bids", bids.assign(title=bids["title"].mask(bids["bid_id"] == "OR", f"Extend {HOSTILE}")))
    found = run(case, options=EXACT)
    return case, found, accounts_of(case, found)


def test_a_letter_says_why_not_and_what_would_change_it(told) -> None:
    _, found, accounts = told
    made = letter(found, found.prepared.problem, accounts["OR"])
    text = letter_text(made)
    assert made.title.startswith("Why not, and what would change it: Extend")
    assert "It is 20.0 points short of being in the best list." in text
    assert (
        "This would fund it:\n\n- It scores 20.2 points more (40.2 instead of 20.0). Then Scheme EITHER would drop out."
        f" {NEAR_BEST} Under 20.0 points more it is out, whatever else happens." in text
    )
    assert "The list was proved the best possible." in text and "advice to the forum" in text


def test_a_funded_bids_letter_says_what_would_replace_it(told) -> None:
    _, found, accounts = told
    text = letter_text(letter(found, found.prepared.problem, accounts["EITHER"]))
    assert "# Why, and what would replace it: Scheme EITHER" in text
    assert "The best list without it is worth 20.0 points less." in text
    assert "would come in." in text and "Pot A (£40)" in text


def test_signs_that_turn_the_direction_of_a_line_are_left_out_of_a_page() -> None:
    page = html_page("Room \u202e<b>", "<p>" + safe("£1\u202e000,2 & more") + "</p>", "").decode()
    assert "<title>Room &lt;b&gt;</title>" in page and "<p>£1000,2 &amp; more</p>" in page


def test_every_letter_is_one_page_of_words_and_safe(told) -> None:
    _, found, accounts = told
    for told_of in accounts.values():
        made = letter(found, found.prepared.problem, told_of)
        page = letter_html(made).decode()
        assert "<script" not in page and len(letter_text(made).split()) < 500
        assert letter_docx(made) == letter_docx(made)
        paper = Document(io.BytesIO(letter_docx(made)))
        assert made.opening in [p.text for p in paper.paragraphs]


def test_no_score_of_any_criterion_is_in_a_letter(told) -> None:
    """The points are its own; how a criterion or a soft factor was scored is not for a letter that goes round."""
    _, found, accounts = told
    for bid_id in ("OR", "LATE"):
        text = letter_text(letter(found, found.prepared.problem, accounts[bid_id]))
        assert "criterion" not in text.lower() and "vulnerab" not in text.lower()


def test_points_are_rounded_away_from_what_is_not_proved() -> None:
    assert points_words(Figure(28.0, 28.0)) == "28.0 points"
    assert points_words(Figure(3.78, 5.51)) == "between 3.7 and 5.6 points"
    assert points_words(Figure(0.04, 2.01)) == "at most 2.1 points"
    assert points_words(Figure(1.0, float("inf"))) == "at least 1.0 points"


# The differences of a scenario.


def phased() -> Case:
    return small_case(
        bids=[
            bid("A", 100.0, revenue_gbp_per_year=9, requires=("B",), latest_start=2026),
            bid("B", 10.0, started="yes"),
        ],
        bid_costs=[
            {"bid_id": "A", "year_offset": o, "capital_gbp": c} for o, c in ((0, 33.33), (1, 33.33), (2, 33.34))
        ],
        pots=[pot("P", 500.0)],
        criteria=[{"criterion_id": "c", "name": "Need", "weight": 1, "worst": 0, "best": 10}],
        scores=[{"bid_id": "A", "criterion_id": "c", "score": 4.0, "scorer": s} for s in ("agreed", "one")],
    )


def test_facts_of_a_bid_change_as_the_scenario_says() -> None:
    facts = {"capital_gbp": 50.01, "revenue_gbp_per_year": None, "requires": (), "latest_start": "2027/28"}
    case = Scenario(bid_facts={"A": facts, "B": {"started": "no"}}).apply(phased())
    rows = case.table("bids").set_index("bid_id")
    assert rows.loc["A", "capital_gbp"] == 50.01 and rows.loc["A", "requires"] == ()
    assert rows.loc["A", "revenue_gbp_per_year"] != rows.loc["A", "revenue_gbp_per_year"]
    assert rows.loc["A", "latest_start"] == 2027 and rows.loc["B", "started"] == "no"
    assert rows.loc["B", "capital_gbp"] == 10.0
    assert case.table("bid_costs")["capital_gbp"].round(2).tolist() == [16.67, 16.67, 16.67]
    problem = build_problem(case, {"A": 1.0, "B": 1.0})
    assert problem.bids["A"].capital_pence == 5001 == sum(problem.bids["A"].profile_pence)


def test_a_scenarios_scores_stand_in_place_of_what_there_was() -> None:
    base = phased()
    case = Scenario(scores={"A": {"c": 8.0}, "B": {"c": 1.0}}).apply(base)
    scored = score_bids(case, None, prepare(base).assumptions)
    assert dict(zip(scored.values["bid_id"], scored.values["value"], strict=True)) == {"A": 80.0, "B": 10.0}


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        ({"bid_facts": {"Z": {"started": "no"}}}, "bids that the case does not have: Z"),
        ({"bid_facts": {"A": {"capital_gbp": -1}}}, "capital_gbp of bid A"),
        ({"bid_facts": {"A": {"capital_gbp": None}}}, "capital_gbp of bid A"),
        ({"bid_facts": {"A": {"latest_start": "soon"}}}, "latest_start of bid A"),
        ({"bid_facts": {"A": {"started": "maybe"}}}, "yes or no"),
        ({"scores": {"A": {"z": 1.0}}}, "criteria that the case does not have: z"),
        ({"scores": {"Z": {"c": 1.0}}}, "bids that the case does not have: Z"),
    ],
)
def test_a_difference_that_does_not_fit_the_case_is_said(scenario: dict, said: str) -> None:
    with pytest.raises(DataFault, match=said):
        Scenario.model_validate(scenario).apply(phased())


def test_changes_are_laid_over_each_other_and_said_in_words() -> None:
    changes = [
        Change("bid_facts", "A", {"capital_gbp": 60.0}),
        Change("bid_facts", "A", {"requires": ()}),
        Change("scores", "A", {"c": 7.25}),
        Change("bids", "B", "free"),
    ]
    made = Scenario(weights={"c": 2.0}).changed(changes, "Try it")
    assert made.bid_facts == {"A": {"capital_gbp": 60.0, "requires": ()}} and made.weights == {"c": 2.0}
    assert Scenario.model_validate_json(made.model_dump_json()).apply(phased()).digest == made.apply(phased()).digest
    lines = change_lines(made, phased())
    assert "Scheme A asks £60" in lines and "Scheme A needs first: nothing" in lines
    assert "Scheme A scores Need 7.25" in lines
    assert not made.is_base


def test_a_smaller_ask_is_paid_to_the_penny() -> None:
    scenario = Scenario(bid_facts={"A": {"capital_gbp": 77.77, "requires": ()}})
    found = run(phased(), scenario, Options(gap=0.0, priority_list=False))
    assert found.funding["amount_gbp"].sum() == pytest.approx(77.77)

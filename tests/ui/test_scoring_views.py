"""What a scorer is told, and how the record writes what was changed."""

import datetime as dt
from pathlib import Path

import pytest

from prioritise.case.case import Case
from prioritise.case.load import load_case
from prioritise.record.scenario import Scenario
from prioritise.store.audit import Entry
from prioritise.store.panels import Progress
from prioritise.ui.views import compare, people, register, scoring


@pytest.fixture(scope="module")
def demo(demo_folder: Path) -> Case:
    return load_case(demo_folder)


def test_a_scale_says_what_scores_stand_for_and_which_counts_most(demo: Case) -> None:
    scale = scoring.scales(demo, ["vulnerability"])["vulnerability"]
    assert scale.ends == "0: stable; 5: under strain; 10: at risk of closing. 10 counts most (points, 0 to 10)"
    bare = scoring.Scale("fit", "Fit", "", 0.0, 5.0, "")
    assert bare.ends == "0 is the worst, 5 the best"
    assert scoring.without_score([scale]).endswith("no score that can be read: Practice vulnerability (from 0 to 10).")


def test_scores_that_are_still_missing_are_said_before_a_panel_is_closed() -> None:
    told = [Progress("Sam", 3, 4, None), Progress("Sue", 4, 4, None)]
    assert scoring.still_missing(told).startswith("1 score is still missing")
    assert not scoring.still_missing(told[1:])


def test_a_bid_is_told_in_short(demo: Case) -> None:
    assert register.lines(demo, "B30")["The bid"] == (
        "Technology for Aldermere Northgate Practice, Aldermere Mill Field Surgery, Aldermere Priory Practice and 6 "
        "more; £86,000 of capital; 23,810 patients served; full business case"
    )


def test_what_changed_of_a_criterion_is_told_whatever_it_is() -> None:
    was = {"need": {"criterion_id": "need", "name": "Need", "weight": 10.0, "worst": 0.0, "best": 5.0}}
    names = {"need": "Need"}
    for column, new, said in (("weight", 15.0, "10 → 15"), ("best", 10.0, "5 → 10"), ("worst", 1.0, "0 → 1")):
        now = {"need": {**was["need"], column: new}}
        assert register.what_changed(was, now, names) == f"Need, {column}: {said}"


def test_the_record_writes_pounds_years_and_weights_and_no_code(demo: Case) -> None:
    weight = {"profile_id": "F", "name": "Forum", "criterion_id": "strategic_fit", "weight": 8.0}
    names = {"strategic_fit": "Strategic fit", "B18": "Two rooms"}
    before, after = {"capital_gbp": 86000.0, "earliest_start": 2026}, {"capital_gbp": 120000.5, "earliest_start": 2027}
    assert register.what_changed(before, after, names) == (
        "Capital: £86,000 → £120,000.50; Earliest start: 2026/27 → 2027/28"
    )
    assert register.what_changed({}, {"F strategic_fit": weight}, names) == "Forum, Strategic fit: none → 8"
    less = Scenario(label="Less", pot_scale={"*": 0.9}).model_dump(mode="json")
    at = dt.datetime(2026, 11, 23, 9, 0)
    told = [
        Entry(1, at, "Ada", "what-if", "Less", "made the case", {"digest": "a"}, {"digest": "b", "changes": less}, ""),
        Entry(2, at, "Sam", "score", "B18 strategic_fit Sam", "scored", None, {"score": 3.0}, ""),
    ]
    rows = people.record(told, names, demo)
    assert rows["changed"].tolist() == ["All pots at 90% of their money", ""]
    assert rows["action_done"].tolist()[1] == "Score B18 Sam, Two rooms, Strategic fit: scored"


def test_a_name_that_is_taken_gets_the_next_number_and_not_a_second_one() -> None:
    assert compare.next_label("Mine (2)", ["Mine", "Mine (2)"]) == "Mine (3)"

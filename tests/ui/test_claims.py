"""What the decision pages claim of a list is no more than was proved of it."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from prioritise.optimise.at_risk import Saving
from prioritise.optimise.counterfactual import Figure
from prioritise.optimise.frontier import Against, ByBudget, Point
from prioritise.optimise.result import Status
from prioritise.optimise.two_aims import Aim, Pair
from prioritise.pipeline import prepare, run
from prioritise.record.account_words import points_words
from prioritise.sweep.defend import Defence
from prioritise.ui import charts_decide
from prioritise.ui.views import at_risk, frontier, rivals
from tests.build import bid, pot, small_case

MINE = Saving({"A": 2026}, {}, 10.0, None, 1000, 500, 900, proven=True)


@pytest.mark.parametrize(
    ("bound", "said"),
    [(500.0, "no lawful list could spend"), (700.0, "No lawful list saves more than £7"), (None, "more than £9")],
)
def test_that_nothing_more_could_be_saved_is_said_only_where_it_is_proved(bound: float | None, said: str) -> None:
    assert said in at_risk.compare_answer(MINE, replace(MINE, bound=bound))


@pytest.mark.parametrize(
    ("more", "less", "said"),
    [
        (0.0, 0, "none worth as much costs less: proved."),
        (0.5, 0, "Not ruled out: at most 0.5 points more."),
        (0.001, 0, "Not ruled out: at most 0.1 points more."),
        (0.0, 300_000, "Not ruled out: at most £3,000 less."),
        (0.5, 300_000, "Not ruled out: at most 0.5 points more, or £3,000 less."),
        (float("inf"), 0, "not proved"),
    ],
)
def test_that_no_list_is_better_for_the_money_is_said_only_where_both_are_proved(
    more: float, less: int, said: str
) -> None:
    same = {"A": 2026}
    assert said in frontier.mine_answer(Against(10.0, 900_000, same, 10.0, 10.0 + more, same, 900_000, 900_000 - less))


@pytest.mark.parametrize(
    ("exact", "most", "said"),
    [(True, 0.0, "No other list beats this one"), (True, 0.3, "0.3 points more are not ruled out"),
     (False, 0.0, "At none of the ways that were tried")],
)  # fmt: skip
def test_that_no_list_beats_the_one_in_force_is_said_only_where_it_is_proved(
    exact: bool, most: float, said: str
) -> None:
    rows = pd.DataFrame({"value": [10.0], "loss": [0.0]})
    prepared = prepare(small_case(bids=[bid("A", 1.0)], pots=[pot("P", 1.0)]))
    assert said in rivals.defence_answer(Defence(rows, pd.DataFrame(), exact, most), prepared)


def test_lists_for_two_aims_are_all_there_are_only_where_it_is_proved() -> None:
    found = frontier.TwoAims("", "x", Aim("X", "points", {}), 0, every=True, kept=[Pair({}, 1.0, 1.0)])
    assert "there may be more" in frontier.pair_note(found)
    assert "before the search was stopped" in frontier.pair_title(found, pd.DataFrame({"second": [1.0]}))
    assert "not proved that these are all" in frontier.pair_note(replace(found, whole=True))
    assert "these are all there are" in frontier.pair_note(replace(found, whole=True, exact=True))


def test_a_list_that_is_worth_more_than_the_one_in_force_is_said_wherever_it_turns_up() -> None:
    made = run(small_case(bids=[bid("A", 1.0)], pots=[pot("P", 1.0)]))
    worth = made.result.value or 0.0
    short = replace(made, result=replace(made.result, status=Status.FEASIBLE, bound=2 * worth, gap=1.0))
    found = frontier.TwoAims("", "x", Aim("X", "points", {}), 0, kept=[Pair({}, worth + 0.5, 1.0)])
    assert "0.5 more than the list in force (stopped early: " in frontier.better_found(found, short)
    assert not frontier.better_found(replace(found, kept=[Pair({}, worth, 1.0)]), short)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.0, 0.0, "0.0 points"), (0.0, 0.04, "less than 0.1 points"), (0.02, 0.02, "less than 0.1 points"),
     (28.0, 28.0, "28.0 points"), (0.0, 0.3, "at most 0.3 points")],
)  # fmt: skip
def test_points_too_few_to_be_shown_are_not_said_to_be_none(low: float, high: float, said: str) -> None:
    assert points_words(Figure(low, high)) == said


@pytest.mark.parametrize(
    ("bounds", "said"),
    [((90.0, 100.0, 110.0), "gains 10.0 points"), ((91.0, 101.0, 112.0), "gains between 9.0 and 12.0 points"),
     ((90.0, 100.0, math.inf), "gains about 10.0 points"), ((90.0, 115.0, 115.0), "gains between 0.0 and 15.0 points")],
)  # fmt: skip
def test_what_more_money_gains_is_said_no_nearer_than_it_is_proven(bounds, said):
    points = {
        b: Point(b, v, m, {}, True) for b, v, m in zip((800, 1000, 1200), (90.0, 100.0, 110.0), bounds, strict=True)
    }
    found = frontier.Drawn("", frontier.Span(()), points, ByBudget(tuple(points.values()), 1000, None, False))
    assert said in frontier.budget_title(found)


@pytest.mark.parametrize(
    ("budgets", "said"),
    [((1000, 1200), "From £10 to £12 the best list gains between 9.0 and 12.0 points"),
     ((800, 1000), "From £10 down to £8 the best list loses between 9.0 and 12.0 points")],
)  # fmt: skip
def test_nothing_is_said_of_money_that_was_not_tried(budgets, said):
    points = {
        b: Point(b, v, v + 1.0 + n, {}, True) for n, (b, v) in enumerate(zip(budgets, (90.0, 100.0), strict=True))
    }
    found = frontier.Drawn("", frontier.Span(()), points, ByBudget(tuple(points.values()), 1000, None, False))
    assert frontier.budget_title(found) == said


def test_the_band_over_a_stretch_of_money_reaches_what_is_proven_at_its_upper_end():
    rows = pd.DataFrame(
        {"budget_gbp": [1.0, 2.0, 3.0], "points_found": [5.0, 6.0, 9.0], "points_most": [5.5, 6.5, 9.5]}
    )
    found = charts_decide.between_budgets(rows)
    assert found.to_numpy().tolist() == [[1.0, 5.0, 2.0, 6.5], [2.0, 6.0, 3.0, 9.5]]

"""Krippendorff's alpha against published figures and limiting cases."""

import math
import random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.assumptions import load_assumptions
from prioritise.panel.agreement import OVERALL, Alpha, agreement, alpha, band

BLANK = None
RELIABILITY = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, BLANK, BLANK, BLANK),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, BLANK, 3),
    (BLANK, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, BLANK),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, BLANK),
)
"""Four observers and twelve units: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011)."""
THREE_CODERS = (
    (BLANK, BLANK, BLANK, BLANK, BLANK, 3, 4, 1, 2, 1, 1, 3, 3, BLANK, 3),
    (1, BLANK, 2, 1, 3, 3, 4, 3, BLANK, BLANK, BLANK, BLANK, BLANK, BLANK, BLANK),
    (BLANK, BLANK, 2, 1, 3, 4, 4, BLANK, 2, 1, 1, 3, 3, BLANK, 4),
)
"""Three coders and fifteen units: the worked example of the encyclopaedia article on the statistic, alpha 0.811."""
SCORES = st.lists(st.lists(st.integers(0, 5), min_size=0, max_size=5), min_size=1, max_size=8)


def units(table: tuple[tuple[int | None, ...], ...]) -> list[list[float]]:
    return [[float(v) for v in unit if v is not None] for unit in zip(*table, strict=True)]


def test_the_published_reliability_data() -> None:
    found = alpha(units(RELIABILITY))
    assert round(found.value, 3) == 0.849
    assert (found.things, found.scores) == (11, 40)  # the twelfth unit has one score: it pairs with nothing


def test_another_published_example() -> None:
    found = alpha(units(THREE_CODERS))
    assert round(found.value, 3) == 0.811
    assert found.scores == 26


def test_all_agree_is_one_and_against_each_other_is_below_nought() -> None:
    assert alpha([[1, 1, 1], [4, 4], [3, 3, 3]]).value == 1.0
    assert alpha([[0, 5], [5, 0], [0, 5]]).value < 0


@pytest.mark.parametrize("things", [[], [[3.0]], [[1.0], [2.0], []]])
def test_one_scorer_is_unknown_and_not_one(things: list[list[float]]) -> None:
    found = alpha(things)
    assert math.isnan(found.value) and "two people" in found.why and (found.things, found.scores) == (0, 0)


def test_the_same_score_for_everything_tells_nothing() -> None:
    found = alpha([[3, 3], [3, 3, 3]])
    assert math.isnan(found.value) and "every score is the same" in found.why


@settings(deadline=None)
@given(SCORES, st.floats(-50, 50), st.floats(0.1, 20), st.randoms())
def test_another_scale_or_order_changes_nothing(
    things: list[list[int]], shift: float, times: float, order: random.Random
) -> None:
    found = alpha(things)
    moved = [[shift + times * s for s in thing] for thing in things]
    for thing in moved:
        order.shuffle(thing)
    order.shuffle(moved)
    again = alpha(moved)
    assert (again.things, again.scores) == (found.things, found.scores)
    if not math.isnan(found.value):
        assert again.value == pytest.approx(found.value, abs=1e-9)
        assert found.value <= 1


@given(SCORES, st.integers(0, 5))
def test_a_thing_with_one_score_changes_nothing(things: list[list[int]], score: int) -> None:
    one, other = alpha(things), alpha([*things, [score]])
    assert one.value == other.value or (math.isnan(one.value) and math.isnan(other.value))


def test_the_words_follow_the_limits_and_few_scores_have_none() -> None:
    assumptions = load_assumptions()
    said = [
        band(Alpha(v, n, 2 * n), assumptions) for v, n in ((0.8, 10), (0.7999, 10), (0.667, 10), (0.6, 10), (0.9, 9))
    ]
    assert said == ["good", "fair", "fair", "poor", "few"]
    assert band(Alpha(float("nan"), 20, 40), assumptions) == "unknown"


def test_over_all_comes_first_and_then_each_criterion() -> None:
    given = (("A", "1", 20.0), ("A", "2", 40.0), ("B", "1", 80.0), ("B", "2", 80.0))
    columns = ["bid_id", "criterion_id", "scorer", "points"]
    rows = pd.DataFrame([(b, c, s, p) for b, s, p in given for c in "yx"], columns=columns)
    found = agreement(rows, load_assumptions())
    assert found["criterion_id"].tolist() == [OVERALL, "x", "y"]
    assert found["things"].tolist() == [4, 2, 2]
    assert found["alpha"].iloc[1] == alpha([[20, 40], [80, 80]]).value

"""Weights from swings, an order and points."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritise.errors import DataFault
from prioritise.panel.weighing import by_order, by_points, by_swing, centroid, tiers_of, to_hundred

DAY = dt.date(2026, 11, 23)
IDS = st.text("abcdefgh", min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("count", "weights"),
    [
        (3, [0.6111, 0.2778, 0.1111]),
        (4, [0.5208, 0.2708, 0.1458, 0.0625]),
        (5, [0.4567, 0.2567, 0.1567, 0.0900, 0.0400]),
        (6, [0.4083, 0.2417, 0.1583, 0.1028, 0.0611, 0.0278]),
    ],
)
def test_the_rank_order_centroid_is_as_published(count: int, weights: list[float]) -> None:
    found = centroid([[str(i)] for i in range(count)])
    assert [round(found[str(i)], 4) for i in range(count)] == weights
    assert sum(found.values()) == pytest.approx(1)


def test_criteria_that_share_a_place_share_what_its_places_have() -> None:
    found = centroid([["a"], ["c", "b"]])
    assert found == pytest.approx({"a": 11 / 18, "b": 7 / 36, "c": 7 / 36})
    assert centroid([["a", "b", "c", "d"]]) == pytest.approx(dict.fromkeys("abcd", 0.25))
    assert tiers_of({"x": 2, "y": 1, "z": 2}) == (("y",), ("x", "z"))
    with pytest.raises(DataFault, match="stands in the order once"):
        centroid([["a"], ["a"]])


def test_swings_are_weights_by_their_share_of_all_swings_and_say_where_they_came_from() -> None:
    found = by_swing({"a": 100, "b": 60, "c": 40}, DAY, " the forum of  23 November ")
    assert found.weights == {"a": 50, "b": 30, "c": 20}
    assert found.source == "Swing weighting, 23 November 2026, by the forum of 23 November"
    assert by_order([["a"], ["b"], ["c"]], DAY).weights == {"a": 61.1, "b": 27.8, "c": 11.1}
    assert by_order([["a"]], DAY).source == "From an order (rank-order centroid), 23 November 2026"
    assert by_points({"a": 3, "b": 1}, DAY).weights == {"a": 75, "b": 25}


@pytest.mark.parametrize("points", [{}, {"a": 90.0}, {"a": 100.0, "b": 120.0}, {"a": 100.0, "b": -1.0}])
def test_the_largest_swing_has_a_hundred_points(points: dict[str, float]) -> None:
    with pytest.raises(DataFault):
        by_swing(points, DAY)


def test_no_points_at_all_make_no_weights() -> None:
    with pytest.raises(DataFault, match="no criterion has any points"):
        by_points({"a": 0, "b": 0}, DAY)


def test_what_rounding_lacks_goes_to_those_that_lost_most_then_to_the_larger_then_by_id() -> None:
    assert to_hundred({"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}
    assert to_hundred({"c": 1, "b": 1, "a": 1}, 1) == {"c": 33.3, "b": 33.3, "a": 33.4}
    # 14.5 and 28.5 lose alike: the larger of them gets the one that is lacking
    assert to_hundred({"a": 29, "b": 57, "c": 114}) == {"a": 14, "b": 29, "c": 57}


@given(
    st.dictionaries(IDS, st.floats(0, 1e6), min_size=1).filter(lambda p: sum(p.values()) > 0), st.sampled_from([0, 1])
)
def test_weights_sum_to_a_hundred_as_written_and_keep_the_order(parts: dict[str, float], decimals: int) -> None:
    found = to_hundred(parts, decimals)
    assert sum(Decimal(str(w)) for w in found.values()) == 100
    assert all(round(w, decimals) == w for w in found.values())
    for one, part in parts.items():
        assert part > 0 or found[one] == 0
        assert all(found[one] >= found[other] for other, less in parts.items() if part > less)
    assert found == to_hundred(dict(reversed(parts.items())), decimals)

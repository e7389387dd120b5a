"""Whole numbers that add up, by the largest remainder."""

import math

from hypothesis import given
from hypothesis import strategies as st

from prioritise.case.wholes import in_wholes, whole_shares


def test_whole_shares_sum_and_follow_the_weights() -> None:
    assert whole_shares(10, [1, 1, 1]) == [4, 3, 3]
    assert whole_shares(100, [3, 1]) == [75, 25]
    assert sum(whole_shares(476_577, [0.1 * i + 0.37 for i in range(61)])) == 476_577


@given(st.lists(st.floats(0, 5000, allow_nan=False), min_size=1, max_size=8))
def test_wholes_add_up_and_are_each_a_part_rounded_up_or_down(parts: list[float]) -> None:
    wholes = in_wholes(parts)
    assert sum(wholes) == round(sum(parts))
    assert all(math.floor(p) <= w <= math.floor(p) + 1 for p, w in zip(parts, wholes, strict=True))
    ordered = in_wholes(sorted(parts, reverse=True))
    assert ordered == sorted(ordered, reverse=True)


def test_the_first_of_equal_remainders_is_rounded_up_whatever_the_last_bit() -> None:
    assert in_wholes([0.1 + 0.2, 0.3, 0.4]) == [0, 0, 1]
    assert in_wholes([1.3, 1.1 + 0.2, 1.4, 1.0]) == [1, 1, 2, 1]
    assert in_wholes([0.5, 0.1 + 0.4, 0.5, 0.5]) == [1, 1, 0, 0]
    assert in_wholes([2.0, 1.9999999999]) == [2, 2] and in_wholes([]) == []

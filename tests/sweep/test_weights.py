"""The allowed weights: their corners, and draws that are even over them."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.errors import DataFault
from prioritise.sweep.weights import Statement, WeightSet, in_order

ABC = ("a", "b", "c")


def corners_by_hand(weights: WeightSet) -> set[tuple[float, ...]]:
    """Every point where enough limits hold with equality, that keeps the rest."""
    n = len(weights.criteria)
    a, b = weights.limits
    a, b = np.vstack([a, -np.eye(n)]), np.concatenate([b, np.zeros(n)])
    found = set()
    for tight in itertools.combinations(range(len(a)), n - 1):
        left = np.vstack([np.ones(n), a[list(tight)]])
        if np.linalg.matrix_rank(left, tol=1e-9) == n:
            point = np.linalg.solve(left, np.concatenate([[1.0], b[list(tight)]]))
            if (a @ point <= b + 1e-9).all():
                found.add(tuple(np.round(point, 7) + 0.0))
    return found


def as_set(corners: np.ndarray) -> set[tuple[float, ...]]:
    return {tuple(np.round(c, 7) + 0.0) for c in corners}


def test_with_nothing_agreed_the_corners_are_all_the_weight_on_one_criterion() -> None:
    assert as_set(WeightSet(ABC).corners) == {(1, 0, 0), (0, 1, 0), (0, 0, 1)}


def test_the_corners_of_an_order_are_equal_weights_on_the_first_few() -> None:
    found = as_set(WeightSet(ABC, in_order(ABC)).corners)
    assert found == {(1, 0, 0), (0.5, 0.5, 0), (0.3333333, 0.3333333, 0.3333333)}


SHARES = st.integers(0, 10).map(lambda n: n / 10)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.permutations("abcd").map(lambda p: p[:2]), st.sampled_from([0.5, 1.0, 2.0])), max_size=3),
    st.dictionaries(st.sampled_from("abcd"), SHARES, max_size=2),
    st.dictionaries(st.sampled_from("abcd"), SHARES, max_size=2),
)
def test_corners_are_those_found_by_trying_every_set_of_limits(pairs, least, most) -> None:
    agreed = tuple(Statement(p[0], p[1], times) for p, times in pairs)
    try:
        weights = WeightSet(tuple("abcd"), agreed, least, most)
    except DataFault:
        blank = WeightSet(tuple("abcd"))
        object.__setattr__(blank, "agreed", agreed)
        object.__setattr__(blank, "least", least)
        object.__setattr__(blank, "most", most)
        blank.__dict__.pop("limits", None)
        assert corners_by_hand(blank) == set()
        return
    assert as_set(weights.corners) == corners_by_hand(weights)
    assert len(as_set(weights.corners)) == len(weights.corners)
    draws = weights.draws(3, [f"d{i}" for i in range(20)])
    assert weights.holds(draws).all()
    assert np.allclose(draws.sum(axis=1), 1) and (draws >= 0).all()


@pytest.mark.parametrize(
    ("weights", "mean"),
    [
        (WeightSet(ABC), (1 / 3, 1 / 3, 1 / 3)),
        (WeightSet(ABC, in_order(ABC)), (11 / 18, 5 / 18, 2 / 18)),  # rank-order centroid: .6111 .2778 .1111
        # least 0.2 each and a at least b: the triangle of spare weight (0.4) cut in half along its axis
        (WeightSet(ABC, (Statement("a", "b"),), {c: 0.2 for c in ABC}), (0.4, 0.2 + 0.4 / 6, 1 / 3)),
    ],
    ids=["open", "order", "half"],
)
def test_draws_are_even_their_mean_is_the_centre_of_the_allowed_set(weights: WeightSet, mean) -> None:
    draws = weights.draws(11, [f"d{i}" for i in range(4000)])
    assert np.allclose(draws.mean(axis=0), mean, atol=0.01)


def test_a_walk_is_even_too_where_trial_and_error_would_take_for_ever() -> None:
    """A small square of weights (a and b between .3 and .32, c the rest, d held at .1): each quarter equally likely."""
    narrow = WeightSet(tuple("abcd"), (), {"a": 0.3, "b": 0.3, "d": 0.1}, {"a": 0.32, "b": 0.32, "d": 0.1})
    assert not narrow._by_trial
    draws = narrow.draws(5, [f"d{i}" for i in range(500)])
    assert narrow.holds(draws).all()
    quarter = (draws[:, 0] > 0.31).astype(int) * 2 + (draws[:, 1] > 0.31)
    assert np.bincount(quarter, minlength=4) / 500 == pytest.approx(0.25, abs=0.07)
    assert np.allclose(draws[:, 3], 0.1)


def test_a_walk_is_even_where_two_weights_are_agreed_to_be_equal() -> None:
    """A triangle in a + b, c and d without its corners: a quarter of it cut off beyond c = .5, .16 of it beyond d = .6.

    Its centre is that of the triangle less those of the two corners: a = b = .2291, c = .2463, d = .2955.
    """
    flat = WeightSet(tuple("abcd"), (Statement("a", "b"), Statement("b", "a")), {}, {"c": 0.5, "d": 0.6})
    assert not flat._by_trial
    draws = flat.draws(5, [f"d{i}" for i in range(500)])
    assert flat.holds(draws).all()
    assert draws.mean(axis=0) == pytest.approx([0.2291, 0.2291, 0.2463, 0.2955], abs=0.02)


def test_a_draw_depends_on_its_seed_and_name_alone() -> None:
    weights = WeightSet(ABC, (Statement("a", "b"),))
    several = weights.draws(7, ["x", "y", "z"])
    assert (weights.draw(7, "z") == several[2]).all()
    assert (weights.draw(8, "z") != several[2]).any()
    assert (several[0] != several[1]).any()


def test_what_cannot_all_be_agreed_is_refused_in_words() -> None:
    with pytest.raises(DataFault, match="no way to weigh"):
        WeightSet(ABC, (), {"a": 0.6, "b": 0.6})
    with pytest.raises(DataFault, match="no criterion is called x"):
        WeightSet(ABC, (Statement("a", "x"),))


def test_a_statement_says_itself() -> None:
    assert Statement("a", "b").in_words({"a": "Space"}) == "Space weighs at least as much as b"
    assert Statement("a", "b", 2.0).in_words({}) == "a weighs at least 2 times as much as b"

"""Scores with each scorer's own strictness taken out."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.panel.severity import Severity, severity

COLUMNS = ["bid", "scorer", "points"]


def fit(rows: list[tuple[str, str, float]]) -> Severity:
    return severity(pd.DataFrame(rows, columns=COLUMNS), ["bid"])


def higher(found: Severity) -> dict[str, float]:
    return dict(zip(found.scorers["scorer"], found.scorers["higher"], strict=True))


def adjusted(found: Severity) -> dict[str, float]:
    return dict(zip(found.cells["bid"], found.cells["adjusted"], strict=True))


TRUE = {"A": 20.0, "B": 50.0, "C": 80.0, "D": 35.0}
DESIGN = [("A", "x"), ("A", "y"), ("B", "y"), ("B", "z"), ("C", "x"), ("C", "z"), ("D", "x"), ("D", "y"), ("D", "z")]


def test_a_scorer_who_adds_one_everywhere_is_one_higher_and_the_bids_stand_as_without() -> None:
    found = fit([(b, s, TRUE[b] + (s == "x")) for b, s in DESIGN])
    assert higher(found) == pytest.approx({"x": 1, "y": 0, "z": 0})
    assert adjusted(found) == pytest.approx(TRUE)
    assert found.cells.set_index("bid").loc["A", "raw"] == 20.5  # the raw mean stands beside it
    assert found.noise == pytest.approx(0, abs=1e-9)


@settings(deadline=None)
@given(st.lists(st.integers(0, 100), min_size=9, max_size=9), st.integers(-20, 20), st.sampled_from("xyz"))
def test_adding_to_one_scorer_moves_that_scorer_alone(points: list[int], more: int, who: str) -> None:
    """Against the others by exactly as much; between bids nothing moves, nor does what is left over."""
    before = fit([(b, s, float(p)) for (b, s), p in zip(DESIGN, points, strict=True)])
    after = fit([(b, s, float(p) + more * (s == who)) for (b, s), p in zip(DESIGN, points, strict=True)])
    one, other = higher(before), higher(after)
    rest = [s for s in "xyz" if s != who]
    assert [other[who] - other[s] for s in rest] == pytest.approx([one[who] - one[s] + more for s in rest])
    assert other[rest[0]] - other[rest[1]] == pytest.approx(one[rest[0]] - one[rest[1]])
    first, second = adjusted(before), adjusted(after)
    assert [second[b] - second["A"] for b in TRUE] == pytest.approx([first[b] - first["A"] for b in TRUE])
    assert after.noise == pytest.approx(before.noise, abs=1e-7)


@settings(deadline=None)
@given(st.lists(st.integers(0, 100), min_size=9, max_size=9), st.permutations(range(9)))
def test_the_order_of_rows_changes_nothing(points: list[int], order: list[int]) -> None:
    rows = [(b, s, float(p)) for (b, s), p in zip(DESIGN, points, strict=True)]
    one, other = fit(rows), fit([rows[i] for i in order])
    pd.testing.assert_frame_equal(one.cells, other.cells)
    pd.testing.assert_frame_equal(one.scorers, other.scorers)


@settings(deadline=None)
@given(st.lists(st.integers(0, 100), min_size=9, max_size=9))
def test_it_is_the_least_squares_answer(points: list[int]) -> None:
    """Against a plain solution of the normal equations with every effect in one table."""
    rows = [(b, s, float(p)) for (b, s), p in zip(DESIGN, points, strict=True)]
    found = fit(rows)
    design = np.array([[b == c for c in TRUE] + [s == t for t in "yz"] for b, s, _ in rows], dtype=float)
    y = np.array([p for *_, p in rows])
    plain, left, *_ = np.linalg.lstsq(design, y, rcond=None)
    effects = {"x": 0.0, "y": plain[4], "z": plain[5]}
    middle = float(np.median(list(effects.values())))
    assert higher(found) == pytest.approx({s: e - middle for s, e in effects.items()}, abs=1e-8)
    assert adjusted(found) == pytest.approx({b: plain[i] + middle for i, b in enumerate(TRUE)}, abs=1e-8)
    assert found.noise == pytest.approx(float(np.sqrt(left[0] / (9 - 6))), abs=1e-7)


def test_errors_are_those_of_the_least_squares_answer() -> None:
    rng = np.random.default_rng(1)
    rows = [(b, s, TRUE[b] + {"x": 8, "y": 0, "z": -6}[s] + float(rng.normal(0, 3))) for b, s in DESIGN]
    found = fit(rows)
    assert higher(found)["y"] == pytest.approx(0)  # the middle one
    columns = [*TRUE, "x", "z"]
    design = np.array([[c in (b, s) for c in columns] for b, s, _ in rows], dtype=float)
    errors = dict(zip(columns, found.noise * np.sqrt(np.diag(np.linalg.inv(design.T @ design))), strict=True))
    of_bids = dict(zip(found.cells["bid"], found.cells["error"], strict=True))
    assert of_bids == pytest.approx({b: errors[b] for b in TRUE})
    told = dict(zip(found.scorers["scorer"], found.scorers["error"], strict=True))
    assert told == pytest.approx({"x": errors["x"], "y": 0, "z": errors["z"]}, abs=1e-9)


def test_who_shares_no_bid_cannot_be_compared() -> None:
    rows = [(b, s, TRUE[b]) for b, s in itertools.product("AB", "xy")]
    found = fit([*rows, ("C", "p", 80.0), ("C", "q", 90.0), ("D", "alone", 35.0)])
    assert found.groups == (("alone",), ("p", "q"), ("x", "y"))
    assert np.isnan(higher(found)["alone"]) and np.isnan(adjusted(found)["D"])
    assert higher(found)["q"] == pytest.approx(5) and adjusted(found)["C"] == pytest.approx(85)
    assert adjusted(found)["A"] == pytest.approx(20)


def test_one_scorer_tells_nothing_of_strictness() -> None:
    found = fit([("A", "x", 10.0), ("B", "x", 90.0)])
    assert np.isnan(higher(found)["x"]) and found.cells["adjusted"].isna().all() and np.isnan(found.noise)
    assert found.cells["raw"].tolist() == [10, 90]


def test_without_scores_there_is_nothing_and_no_fault() -> None:
    found = fit([])
    assert not len(found.cells) and not len(found.scorers) and found.groups == ()


def test_two_scorers_stand_half_of_their_difference_from_the_middle_each() -> None:
    found = fit([("A", "x", 30.0), ("A", "y", 20.0), ("B", "x", 60.0)])
    assert higher(found) == pytest.approx({"x": 5, "y": -5})
    assert adjusted(found) == pytest.approx({"A": 25, "B": 55})
    assert np.isnan(found.noise)  # three scores, two bids and one difference: nothing is left over

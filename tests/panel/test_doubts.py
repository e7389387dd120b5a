"""What to look at twice in a set of criteria."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from prioritise.case.case import Case
from prioritise.criteria import criteria_in_force, score_bids
from prioritise.evidence import case_assumptions
from prioritise.panel.doubts import Doubt, doubts, scale_words, spearman
from tests.build import bid, small_case

WORDS = "0 none; 5 full"


def criterion(criterion_id: str, name: str, weight: float = 10.0, **more: Any) -> dict[str, Any]:
    base = {"worst": 0.0, "best": 5.0, "scale_words": WORDS, "family": name}
    return {"criterion_id": criterion_id, "name": name, "weight": weight, **base, **more}


def case_of(criteria: Sequence[dict[str, Any]], scores: dict[str, Sequence[float]], **settings: Any) -> Case:
    """Bids B00, B01, ... with these scores on each criterion, as agreed."""
    count = max(map(len, scores.values()))
    return small_case(
        settings,
        bids=[bid(f"B{i:02}", 1000.0) for i in range(count)],
        criteria=criteria,
        scores=[
            {"bid_id": f"B{i:02}", "criterion_id": c, "score": float(s), "scorer": "agreed"}
            for c, row in scores.items()
            for i, s in enumerate(row)
        ],
    )


def found_in(case: Case) -> list[Doubt]:
    assumptions = case_assumptions(case)
    titles = dict(zip(case.table("bids")["bid_id"], case.table("bids")["title"], strict=True))
    return list(doubts(score_bids(case, None, assumptions), criteria_in_force(case), titles, assumptions))


def kinds(case: Case) -> list[str]:
    return [d.kind for d in found_in(case)]


EVEN = [0, 1, 2, 3, 4, 5, 0.5, 1.5, 2.5, 3.5]
OTHER = [3, 0, 5, 1, 4, 2, 0.2, 4.8, 2.2, 3.3]


def test_criteria_without_a_fault_raise_no_doubt() -> None:
    case = case_of([criterion("x", "Access"), criterion("y", "Fit")], {"x": EVEN, "y": OTHER})
    assert abs(float(stats.spearmanr(EVEN, OTHER).statistic)) < 0.3
    assert found_in(case) == []


def test_two_criteria_that_order_the_bids_alike_are_named_with_their_weight() -> None:
    alike = [s**2 / 5 for s in EVEN]
    criteria = [criterion("x", "Access", 30), criterion("y", "Range", 20), criterion("z", "Fit", 50)]
    (found,) = found_in(case_of(criteria, {"x": EVEN, "y": alike, "z": OTHER}))
    assert found.kind == "overlap" and found.criteria == ("x", "y")
    assert "Access and Range" in found.sentence and "1.00 over 10 bids" in found.sentence and "50%" in found.sentence


def test_an_overlap_needs_enough_bids_and_its_limit_can_be_set() -> None:
    criteria = [criterion("x", "Access"), criterion("y", "Range")]
    assert kinds(case_of(criteria, {"x": EVEN[:9], "y": EVEN[:9]})) == []
    near = [*EVEN[:7], 5, 0, 1]
    rho = float(stats.spearmanr(EVEN, near).statistic)
    assert 0.2 < rho < 0.7
    assert kinds(case_of(criteria, {"x": EVEN, "y": near})) == []
    own = {"assumption_values": {"panel_overlap_rank": round(rho - 0.01, 2)}}
    assert kinds(case_of(criteria, {"x": EVEN, "y": near}, **own)) == ["overlap"]


def test_a_scale_where_less_is_better_overlaps_by_what_is_better() -> None:
    criteria = [criterion("x", "Access"), criterion("y", "Wait", worst=5.0, best=0.0)]
    assert kinds(case_of(criteria, {"x": EVEN, "y": [5 - s for s in EVEN]})) == ["overlap"]
    assert kinds(case_of(criteria, {"x": EVEN, "y": EVEN})) == []


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=20))
def test_the_rank_correlation_is_scipys(pairs: list[tuple[int, int]]) -> None:
    one, other = (pd.Series([float(p[i]) for p in pairs]) for i in (0, 1))
    found = spearman(one, other)
    if one.nunique() < 2 or other.nunique() < 2:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(float(stats.spearmanr(one, other).statistic))


def test_a_family_that_weighs_half_is_named_unless_it_is_one_criterion() -> None:
    criteria = [
        criterion("x", "Access", 30, family="People"),
        criterion("y", "Range", 20, family="People"),
        criterion("z", "Fit", 50, family="Strategy"),
    ]
    (found,) = found_in(case_of(criteria, {"x": EVEN, "y": OTHER, "z": OTHER[::-1]}))
    assert found.kind == "family" and found.criteria == ("x", "y") and "50% of the weight" in found.sentence


@pytest.mark.parametrize(
    ("name", "unit"), [("Value for money", ""), ("Capital a patient", ""), ("Thrift", "£ a m2"), ("Low cost", "0 to 5")]
)
def test_cost_as_a_criterion_is_said(name: str, unit: str) -> None:
    case = case_of([criterion("x", name, unit=unit), criterion("y", "Fit", 30)], {"x": EVEN, "y": OTHER})
    (found,) = found_in(case)
    assert found.kind == "cost" and found.criteria == ("x",) and "25% of the weight" in found.sentence


def test_a_criterion_without_weight_counts_nothing_twice() -> None:
    case = case_of([criterion("x", "Value for money", 0), criterion("y", "Fit")], {"x": EVEN, "y": EVEN})
    assert found_in(case) == []


def test_new_homes_counted_three_times() -> None:
    criteria = [criterion("x", "Capacity gap"), criterion("y", "Supporting growth"), criterion("z", "List size")]
    every = found_in(case_of(criteria, {"x": EVEN, "y": OTHER, "z": OTHER[::-1]}))
    (found,) = [d for d in every if d.kind == "housing"]
    assert found.criteria == ("x", "y", "z") and "3 times" in found.sentence and "100% of the weight" in found.sentence
    by_patients = [criterion("x", "Capacity gap"), criterion("y", "Fit", scale_by="patients")]
    assert "twice" in found_in(case_of(by_patients, {"x": EVEN, "y": OTHER}))[0].sentence
    assert kinds(case_of([criterion("x", "Capacity gap"), criterion("y", "Fit")], {"x": EVEN, "y": OTHER})) == []


def test_bids_beyond_an_anchor_are_named_and_so_is_an_anchor_nobody_is_near() -> None:
    criteria = [criterion("x", "Access"), criterion("y", "Wait", worst=10.0, best=1.0)]
    case = case_of(criteria, {"x": [-1, *EVEN[1:9], 7], "y": [0.5, 2, 3, 4, 5, 6, 3.2, 4.1, 5.3, 2.7]})
    assert [d.sentence for d in found_in(case)] == [
        "Scheme B09: beyond the best of Access (5), so counted as if at it.",
        "Scheme B00: beyond the worst of Access (0), so counted as if at it.",
        "Scheme B00: beyond the best of Wait (1), so counted as if at it.",
        "No bid comes near the worst of Wait (10): the nearest has 6.",
    ]


def test_a_panel_scale_without_words_is_named() -> None:
    case = case_of(
        [criterion("x", "Access", scale_words=None), criterion("y", "Fit", scale_words="high is good")],
        {"x": EVEN, "y": OTHER},
    )
    (found,) = found_in(case)
    assert found.kind == "words" and "Access and Fit" in found.sentence


def test_scale_words_are_read_as_written() -> None:
    assert scale_words("0 none; 3 some; 5 full") == ((0, "none"), (3, "some"), (5, "full"))
    assert scale_words("2,500 £2,500 or more; -1.5 less;; words") == ((2500, "£2,500 or more"), (-1.5, "less"))
    assert scale_words("") == ()

"""Several sets of weights on one score sheet, and the published matrix."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritise.case.case import Case
from prioritise.case.schemas import schema_of
from prioritise.criteria import criteria_in_force, score_bids
from prioritise.errors import DataFault
from prioritise.evidence import case_assumptions
from prioritise.panel.examples import examples
from prioritise.panel.points import Points
from prioritise.panel.profiles import IN_FORCE, Profile, criteria_rows, flips, profile_rows, profiles_of, side_by_side
from prioritise.panel.weighing import Weighed
from tests.build import bid, small_case

COUNCIL = next(e for e in examples() if e.id == "council-matrix")
SCORES = {"A": (5, 3, 2, 4, 5), "B": (3, 5, 2, 4, 5)}


def council_case(profile_id: str = "STRATEGIC", **more: Any) -> Case:
    """Bids A and B of T20 on the published matrix, with one of its sets in force and both beside it."""
    criteria = [c["criterion_id"] for c in COUNCIL.criteria]
    scores = [
        {"bid_id": b, "criterion_id": c, "score": float(s), "scorer": "agreed"}
        for b, row in SCORES.items()
        for c, s in zip(criteria, row, strict=True)
    ]
    case = small_case(bids=[bid("A", 100_000), bid("B", 100_000)], scores=scores, **more)
    case = case.with_table("criteria", COUNCIL.criteria_rows(profile_id))
    return case.with_table("weight_profiles", COUNCIL.profile_rows())


def beside(case: Case) -> pd.DataFrame:
    return side_by_side(Points.of(score_bids(case, None, case_assumptions(case)), case), profiles_of(case))


def test_the_published_matrix_gives_76_and_74() -> None:
    """Worked example T19."""
    found = beside(council_case()).set_index(["bid_id", "profile_id"])["value"]
    assert found["A", "STRATEGIC"] == pytest.approx(76.0)
    assert found["A", "LOCAL"] == pytest.approx(74.0)
    assert found["A", IN_FORCE] == found["A", "STRATEGIC"]


def test_the_two_bids_change_places() -> None:
    """Worked example T20."""
    found = beside(council_case("LOCAL"))
    rows = found.set_index(["bid_id", "profile_id"])
    assert rows["value"].round(9).to_dict() == {
        ("A", ""): 74, ("B", ""): 82, ("A", "LOCAL"): 74, ("B", "LOCAL"): 82, ("A", "STRATEGIC"): 76,
        ("B", "STRATEGIC"): 72,
    }  # fmt: skip
    assert rows.loc[("A", "STRATEGIC"), "place"] == 1 and rows.loc[("A", "LOCAL"), "place"] == 2
    assert flips(found, "STRATEGIC", "LOCAL").to_dict("records") == [{"before": "A", "after": "B"}]
    assert not len(flips(found, IN_FORCE, "LOCAL"))


def test_the_published_tables_are_valid_and_weigh_a_hundred() -> None:
    for profile in COUNCIL.profiles:
        rows = COUNCIL.criteria_rows(profile.id)
        schema_of("criteria").validate(rows, lazy=True)
        assert rows["weight"].sum() == 100
    schema_of("weight_profiles").validate(COUNCIL.profile_rows(), lazy=True)


@pytest.mark.parametrize(
    ("share", "score"),
    [(0, 0), (0.004, 0), (0.005, 1), (0.2, 1), (0.204, 1), (0.205, 2), (0.4, 2), (0.405, 3), (0.6, 3), (0.605, 4),
     (0.8, 4), (0.804, 4), (0.805, 5), (0.81, 5), (1, 5)],
)  # fmt: skip
def test_a_share_between_two_bands_is_rounded_to_whole_per_cent_first(share: float, score: float) -> None:
    assert COUNCIL.bands[0].score(share) == score


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_match_funding_never_scores_less(one: float, other: float) -> None:
    bands = COUNCIL.bands[0]
    low, high = sorted([one, other])
    assert bands.score(low) <= bands.score(high)


@pytest.mark.parametrize("share", [-0.01, 1.01, float("nan")])
def test_what_is_no_share_is_refused(share: float) -> None:
    with pytest.raises(DataFault, match="between 0 and 1"):
        COUNCIL.bands[0].score(share)


def test_a_set_that_leaves_a_criterion_out_gives_it_no_weight_and_unknown_stays_unknown() -> None:
    case = small_case(
        bids=[bid("A", 1), bid("B", 1)],
        criteria=[{"criterion_id": c, "name": c, "weight": 1.0, "worst": 0.0, "best": 5.0} for c in "xy"],
        scores=[{"bid_id": "A", "criterion_id": "x", "score": 4.0, "scorer": "agreed"}],
        weight_profiles=[{"profile_id": "Y", "name": "Only y", "criterion_id": "y", "weight": 3.0}],
    )
    found = beside(case).set_index(["bid_id", "profile_id"])
    assert found.loc[("A", IN_FORCE), "value"] == 80 and found.loc[("A", IN_FORCE), "place"] == 1
    assert pd.isna(found.loc[("A", "Y"), "value"]) and pd.isna(found.loc[("B", IN_FORCE), "place"])


def test_points_by_patients_keep_their_size_under_every_set() -> None:
    case = small_case(
        bids=[bid("A", 1, patients_served=3000.0)],
        criteria=[
            {"criterion_id": "x", "name": "x", "weight": 0.0, "worst": 0.0, "best": 5.0, "scale_by": "patients"},
            {"criterion_id": "y", "name": "y", "weight": 1.0, "worst": 0.0, "best": 5.0},
        ],
        scores=[{"bid_id": "A", "criterion_id": c, "score": 5.0, "scorer": "agreed"} for c in "xy"],
        weight_profiles=[{"profile_id": "P", "name": "By x", "criterion_id": "x", "weight": 1.0}],
    )
    assert beside(case)["value"].tolist() == [100.0, 300.0]


def test_a_set_goes_into_the_criteria_table_and_says_where_each_weight_came_from() -> None:
    case = council_case()
    weighed = Weighed({"growth": 60.0, "match": 40.0}, "swing", "Swing weighting, 23 November 2026")
    rows = criteria_rows(case, weighed)
    again = criteria_rows(case.with_table("criteria", rows), COUNCIL.profiles[1])
    assert dict(zip(rows["criterion_id"], rows["weight"], strict=True)) == {
        "growth": 60, "match": 40, "residents": 0, "value": 0, "deliver": 0
    }  # fmt: skip
    assert rows["source"].str.endswith("; weight: Swing weighting, 23 November 2026").all()
    assert again["source"].str.count("; weight: ").eq(1).all()
    assert case.table("criteria")["weight"].sum() == 100  # the case itself stands
    assert profiles_of(case.with_table("criteria", again))[0].weights == COUNCIL.profiles[1].weights
    schema_of("criteria").validate(rows, lazy=True)
    kept = profile_rows(Profile("WAS", "Before", profiles_of(case)[0].weights, "given", "As it was"))
    assert profiles_of(case.with_table("weight_profiles", kept))[1].weights == profiles_of(case)[0].weights
    assert criteria_in_force(case)["scale_words"].str.startswith("0 ").all()


POINTS = Points.of(score_bids(council_case(), None, case_assumptions(council_case())), council_case())


@given(st.lists(st.floats(0, 10), min_size=5, max_size=5).filter(lambda w: sum(w) > 0.01), st.floats(0.1, 50))
def test_only_the_proportions_of_a_set_matter(weights: list[float], times: float) -> None:
    one = Profile("1", "", dict(zip(POINTS.criteria, weights, strict=True)))
    other = Profile("2", "", {c: w * times for c, w in one.weights.items()})
    value = side_by_side(POINTS, [one, other]).groupby("profile_id")["value"].agg(list)
    assert value["1"] == pytest.approx(value["2"])

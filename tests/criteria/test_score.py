"""Points, values and what is missing."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.case.case import Case
from prioritise.criteria import CRITERIA, Scored, missing_scores, score_bids
from prioritise.evidence import build_evidence, case_assumptions
from tests.build import bid, small_case

STRATEGIC = [30.0, 20.0, 20.0, 20.0, 10.0]
LOCAL = [20.0, 40.0, 10.0, 20.0, 10.0]
NAMES = ["growth", "benefit", "match", "money", "deliver"]


def criterion(criterion_id: str, weight: float, worst: float = 0.0, best: float = 5.0, **more: Any) -> dict[str, Any]:
    base = {"criterion_id": criterion_id, "name": criterion_id.title(), "weight": weight, "worst": worst, "best": best}
    return {**base, **more}


def score(bid_id: str, criterion_id: str, value: float, scorer: str | None = "Ann", **more: Any) -> dict[str, Any]:
    return {"bid_id": bid_id, "criterion_id": criterion_id, "score": value, "scorer": scorer, **more}


def profile(weights: list[float]) -> list[dict[str, Any]]:
    return [criterion(n, w) for n, w in zip(NAMES, weights, strict=True)]


def sheet(bid_id: str, *values: float) -> list[dict[str, Any]]:
    return [score(bid_id, n, v) for n, v in zip(NAMES, values, strict=True)]


def scored(case: Case) -> Scored:
    assumptions = case_assumptions(case)
    return score_bids(case, build_evidence(case, assumptions), assumptions)


def values(found: Scored) -> dict[str, float]:
    table = found.values  # noqa: PD011 - the table of values
    return dict(zip(table["bid_id"], table["value"], strict=True))


def cell(found: Scored, bid_id: str, criterion_id: str) -> dict[str, Any]:
    rows = found.ledger
    return dict(rows[(rows["bid_id"] == bid_id) & (rows["criterion_id"] == criterion_id)].iloc[0])


@pytest.mark.parametrize(("weights", "value"), [(STRATEGIC, 76.0), (LOCAL, 74.0)])
def test_a_councils_weighted_matrix(weights: list[float], value: float) -> None:
    """Worked example T19."""
    case = small_case(bids=[bid("A", 1)], criteria=profile(weights), scores=sheet("A", 5, 3, 2, 4, 5))
    assert values(scored(case))["A"] == pytest.approx(value)


def test_the_order_flips_with_the_weights() -> None:
    """Worked example T20."""
    tables: dict[str, Any] = {
        "bids": [bid("A", 1), bid("B", 1)],
        "scores": [*sheet("A", 5, 3, 2, 4, 5), *sheet("B", 3, 5, 2, 4, 5)],
    }
    strategic = values(scored(small_case(criteria=profile(STRATEGIC), **tables)))
    local = values(scored(small_case(criteria=profile(LOCAL), **tables)))
    assert strategic == pytest.approx({"A": 76, "B": 72})
    assert local == pytest.approx({"A": 74, "B": 82})


def test_the_cases_criteria_are_exactly_those_in_force() -> None:
    case = small_case(bids=[bid("A", 1)], criteria=profile([6, 4, 4, 4, 2]), scores=sheet("A", 5, 3, 2, 4, 5))
    found = scored(case)
    assert found.criteria["criterion_id"].tolist() == sorted(NAMES)
    assert found.criteria["weight_share"].sum() == pytest.approx(1)
    assert values(found)["A"] == pytest.approx(76)


def test_without_a_criteria_table_the_shipped_profile_is_in_force() -> None:
    found = scored(small_case(bids=[bid("A", 1)]))
    assert len(found.criteria) == 8 and len(found.ledger) == 8
    assert found.criteria["criterion_id"].iloc[0] == "capacity_gap"


def test_a_shipped_id_is_computed_on_the_cases_own_anchors_until_somebody_scores_it() -> None:
    row = criterion("value_for_money", 1, worst=200, best=0, unit=CRITERIA["value_for_money"].unit)
    case = small_case(bids=[bid("A", 1000, patients_served=10.0)], criteria=[row])
    assert (values(scored(case))["A"], cell(scored(case), "A", "value_for_money")["origin"]) == (50.0, "computed")
    typed = case.with_table("scores", small_case(scores=[score("A", "value_for_money", 20)]).table("scores"))
    assert (values(scored(typed))["A"], cell(scored(typed), "A", "value_for_money")["origin"]) == (90.0, "panel mean")


@pytest.mark.parametrize(("given_score", "points"), [(-3, 0), (0, 0), (2.5, 50), (5, 100), (9, 100)])
def test_scores_are_clipped_to_the_anchors(given_score: float, points: float) -> None:
    case = small_case(bids=[bid("A", 1)], criteria=[criterion("c", 3)], scores=[score("A", "c", given_score)])
    assert values(scored(case))["A"] == points


@pytest.mark.parametrize(("given_score", "points"), [(2600, 0), (2500, 0), (1300, 50), (100, 100), (0, 100)])
def test_worst_above_best_is_less_is_better(given_score: float, points: float) -> None:
    row = criterion("c", 3, worst=2500, best=100)
    case = small_case(bids=[bid("A", 1)], criteria=[row], scores=[score("A", "c", given_score)])
    assert values(scored(case))["A"] == points


def test_agreed_wins_else_the_mean_without_conflicts() -> None:
    rows = [score("A", "c", 1, "Ann"), score("A", "c", 2, "Bob"), score("A", "c", 5, "Cy", conflict="yes"),
            score("A", "c", 3, None, conflict="no")]  # fmt: skip
    case = small_case(bids=[bid("A", 1)], criteria=[criterion("c", 1)], scores=rows)
    mean = cell(scored(case), "A", "c")
    assert (mean["score"], mean["origin"]) == (2.0, "panel mean")
    assert mean["why"] == "mean of 3 scorers; 1 left out for a conflict of interest"
    agreed = small_case(
        bids=[bid("A", 1)],
        criteria=[criterion("c", 1)],
        scores=[*rows, score("A", "c", 4, " AGREED ", note="after talk")],
    )
    assert cell(scored(agreed), "A", "c")["why"] == "agreed by the panel: after talk"
    assert values(scored(agreed))["A"] == 80


def test_when_every_scorer_has_an_interest_the_score_is_unknown() -> None:
    rows = [score("A", "c", 5, "Cy", conflict="yes"), score("A", "d", 5)]
    case = small_case(bids=[bid("A", 1)], criteria=[criterion("c", 1), criterion("d", 1)], scores=rows)
    row = cell(scored(case), "A", "c")
    assert row["origin"] == "" and row["why"] == "no scorer without an interest; 1 left out for a conflict of interest"
    assert values(scored(case))["A"] == 100


def test_a_missing_score_is_not_zero_and_is_reported() -> None:
    criteria = [criterion("c", 60), criterion("d", 20), criterion("e", 20)]
    scores = [score("A", "c", 2.5), score("A", "d", 5.0)]
    found = scored(small_case(bids=[bid("A", 1), bid("B", 1)], criteria=criteria, scores=scores))
    table = found.values.set_index("bid_id")  # noqa: PD011 - the table of values
    assert table.loc["A", "value"] == pytest.approx((60 * 50 + 20 * 100) / 80)
    assert table.loc["A", "known_weight_share"] == pytest.approx(0.8)
    assert (table.loc["A", "missing"], table.loc["B", "missing"]) == (("e",), ("c", "d", "e"))
    assert pd.isna(table.loc["B", "value"]) and table.loc["B", "known_weight_share"] == 0
    assert cell(found, "A", "c")["weight_used"] == pytest.approx(0.75)
    unknown = cell(found, "A", "e")
    assert (
        pd.isna(unknown["points"]) and unknown["weight_used"] == 0 and unknown["why"] == "not scored by the panel yet"
    )
    first, second = missing_scores(found)
    assert (first.value, first.code, first.severity) == ("A", "missing_score", "warning")
    assert first.message == "bid A has no score for E" and "80%" in first.done
    assert second.value == "B" and "no value" in second.done


def test_scaled_by_patients_and_unknown_patients() -> None:
    criteria = [criterion("c", 1, scale_by="patients"), criterion("d", 1)]
    scores = [score(b, c, 5.0) for b in "AB" for c in "cd"]
    found = scored(
        small_case(bids=[bid("A", 1, patients_served=3000.0), bid("B", 1)], criteria=criteria, scores=scores)
    )
    assert values(found) == pytest.approx({"A": 50 * 3 + 50, "B": 100})
    assert cell(found, "B", "c")["why"] == "patients served unknown"
    assert missing_scores(found)[0].value == "B"


def test_anchors_without_a_span_count_for_nothing_and_say_so() -> None:
    criteria = [criterion("c", 1, 3, 3), criterion("d", 1)]
    found = scored(small_case(bids=[bid("A", 1)], criteria=criteria, scores=[score("A", "c", 3), score("A", "d", 5)]))
    assert values(found)["A"] == 100
    assert [i.code for i in missing_scores(found)] == ["flat_anchors", "missing_score"]


@pytest.mark.parametrize("weights", [(0.0, 0.0), (0.0, 5.0)])
def test_weights_of_nothing(weights: tuple[float, float]) -> None:
    criteria = [criterion("c", weights[0]), criterion("d", weights[1])]
    found = scored(small_case(bids=[bid("A", 1)], criteria=criteria, scores=[score("A", "c", 5)]))
    assert pd.isna(values(found)["A"])


def test_scores_for_bids_and_criteria_that_are_not_there_change_nothing() -> None:
    case = small_case(
        bids=[bid("A", 1)],
        criteria=[criterion("c", 1)],
        scores=[score("A", "c", 4), score("Z", "c", 1), score("A", "z", 1)],
    )
    assert values(scored(case)) == {"A": 80}


def test_no_bids_and_no_evidence_are_empty_not_a_crash() -> None:
    case = small_case()
    found = score_bids(case, None, case_assumptions(case))
    assert found.ledger.empty and not missing_scores(found)


CELLS = st.dictionaries(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from(NAMES), st.sampled_from(["Ann", "Bob", "agreed", "Cy"])),
    st.tuples(st.floats(-1, 6, allow_nan=False), st.sampled_from([None, "yes", "no"])),
    max_size=30,
)


def panel_case(cells: dict[tuple[str, str, str], tuple[float, str | None]], bids: str = "ABCD") -> Case:
    rows = [score(b, c, value, s, conflict=conflict) for (b, c, s), (value, conflict) in cells.items() if b in bids]
    return small_case(bids=[bid(b, 1, patients_served=2000.0) for b in bids], criteria=profile(STRATEGIC), scores=rows)


@settings(max_examples=12, deadline=None)
@given(CELLS)
def test_the_ledger_sums_to_the_value_within_bounds(cells: dict[Any, Any]) -> None:
    case = panel_case(cells)
    found = score_bids(case, None, case_assumptions(case))
    table = found.values.set_index("bid_id")  # noqa: PD011 - the table of values
    sums = found.ledger.groupby("bid_id")["points"].sum(min_count=1)
    pd.testing.assert_series_equal(sums, table["value"], check_names=False)
    assert table["value"].dropna().between(0, 100 + 1e-9).all()
    used = found.ledger.groupby("bid_id")["weight_used"].sum()
    assert used[table["value"].notna()].tolist() == pytest.approx([1.0] * int(table["value"].notna().sum()))


@settings(max_examples=12, deadline=None)
@given(CELLS, st.integers(0, 9))
def test_another_bid_or_another_order_never_moves_a_value(cells: dict[Any, Any], seed: int) -> None:
    case, fewer = panel_case(cells), panel_case(cells, "ABC")
    assumptions = case_assumptions(case)
    every, some = score_bids(case, None, assumptions), score_bids(fewer, None, assumptions)
    kept = every.ledger[every.ledger["bid_id"] != "D"].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, some.ledger, check_exact=True)
    mixed = replace(case, tables={n: t.sample(frac=1, random_state=seed) for n, t in case.tables.items()})
    again = score_bids(mixed, None, assumptions)
    pd.testing.assert_frame_equal(every.ledger, again.ledger, check_exact=True)
    pd.testing.assert_frame_equal(every.criteria, again.criteria, check_exact=True)
    pd.testing.assert_frame_equal(every.values, again.values, check_exact=True)  # noqa: PD011 - the table of values

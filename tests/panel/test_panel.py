"""Opinions, spread, what hangs on them, and the order of the meeting."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.case.case import Case
from prioritise.case.load import load_case
from prioritise.criteria import score_bids
from prioritise.evidence import case_assumptions
from prioritise.panel.agreement import agreement
from prioritise.panel.meeting import meeting_order
from prioritise.panel.opinions import CELL, opinions_of
from prioritise.panel.severity import severity
from prioritise.panel.spread import cell_spread, stand
from tests.build import bid, small_case

NAMES = {"x": "Access", "y": "Fit"}


def score(bid_id: str, criterion_id: str, value: float, scorer: str | None, **more: Any) -> dict[str, Any]:
    return {"bid_id": bid_id, "criterion_id": criterion_id, "score": value, "scorer": scorer, **more}


def panel(scores: list[dict[str, Any]], *, bids: str = "ABC", **tables: Any) -> Case:
    criteria = [
        {"criterion_id": c, "name": n, "weight": 50.0, "worst": 0.0, "best": 5.0, "scale_words": "0 none; 5 full"}
        for c, n in NAMES.items()
    ]
    return small_case(bids=[bid(b, 1000.0) for b in bids], criteria=criteria, scores=scores, **tables)


def everything(case: Case, funded: dict[str, float] | None = None) -> dict[str, pd.DataFrame]:
    assumptions, opinions = case_assumptions(case), opinions_of(case)
    spread, found = cell_spread(opinions.rows, assumptions), severity(opinions.rows, CELL)
    standing = stand(score_bids(case, None, assumptions), spread, found, assumptions)
    return {
        "rows": opinions.rows, "cells": opinions.cells, "left_out": opinions.left_out, "spread": spread,
        "agreement": agreement(opinions.rows, assumptions), "scorers": found.scorers, "stand": standing,
        "order": meeting_order(opinions, spread, standing, NAMES, funded),
    }  # fmt: skip


THREE = [
    score("A", "x", 1, "Ann"), score("A", "x", 5, "Bob"), score("A", "y", 3, "Ann"), score("A", "y", 3, "Bob"),
    score("B", "x", 2, "Ann"), score("B", "x", 2.5, "Bob"), score("B", "y", 4, "agreed"), score("C", "x", 4, "agreed"),
    score("C", "y", 1, "Ann"),
]  # fmt: skip


def test_what_a_member_with_an_interest_scored_counts_nowhere() -> None:
    """Said in the score or in the table of interests, in whatever capitals: all the same as if it was never there."""
    mine = [score("A", "x", 0, "Cy", conflict="yes"), score("B", "x", 5, "CY ", conflict=None)]
    declared = [{"bid_id": "B", "scorer": "cy", "interest": "Owns the building"}]
    one, other = everything(panel(THREE, interests=declared)), everything(panel([*THREE, *mine], interests=declared))
    for name in ("rows", "spread", "agreement", "scorers"):
        pd.testing.assert_frame_equal(one[name], other[name])
    assert other["left_out"].to_dict("records") == [
        {"bid_id": "A", "scorer": "CY", "interest": "", "not_counted": 1},
        {"bid_id": "B", "scorer": "CY", "interest": "Owns the building", "not_counted": 1},
    ]
    awaited = other["cells"].set_index(CELL)["awaited"]
    assert awaited["C", "y"] == ("Bob", "CY") and awaited["B", "x"] == ()


def test_cells_are_agreed_open_single_or_empty_and_say_whose_score_is_awaited() -> None:
    found = everything(panel(THREE))["cells"].set_index(CELL)
    assert found["state"].to_dict() == {
        ("A", "x"): "open", ("A", "y"): "open", ("B", "x"): "open", ("B", "y"): "agreed", ("C", "x"): "agreed",
        ("C", "y"): "one",
    }  # fmt: skip
    assert found.loc[("C", "y"), "awaited"] == ("Bob",) and found.loc[("B", "y"), "awaited"] == ()
    assert everything(panel([], bids="A"))["cells"]["state"].tolist() == ["none", "none"]


def test_only_who_was_asked_to_score_a_bid_is_awaited_on_it() -> None:
    """Two panels: Ann and Bob on A and B, Cy with Ann on C. Cy is not missing from what the first panel scored."""
    case = panel([*THREE, score("C", "x", 2, "Cy")])
    asked = {"A": ["ann", "Bob"], "B": ["Ann", "Bob"], "C": ["Ann", "CY"]}
    told = {(r.bid_id, r.criterion_id): r.awaited for r in opinions_of(case, asked).cells.itertuples()}
    assert told["A", "x"] == () and told["A", "y"] == () and told["B", "x"] == ()
    assert told["C", "y"] == ("Cy",)
    assert opinions_of(case).cells["awaited"].map(len).gt(0).sum() > 1, "with nobody named every member is awaited"
    nowhere = opinions_of(case, {"C": ["Ann", "Cy"]}).cells.set_index(["bid_id", "criterion_id"])["awaited"]
    assert nowhere["A", "x"] == () and nowhere["C", "y"] == ("Cy",)


def test_spread_is_on_the_scale_and_on_the_hundred() -> None:
    found = everything(panel(THREE))["spread"].set_index(CELL)
    row = found.loc[("A", "x")]
    assert (row["lowest"], row["highest"], row["range_points"]) == (1, 5, 80)
    assert row["deviation_points"] == pytest.approx(80 / 2**0.5) and row["split"]
    assert not found.loc[("A", "y"), "split"] and not found.loc[("B", "x"), "split"]
    assert pd.isna(found.loc[("C", "y"), "deviation_points"]) and not found.loc[("C", "y"), "split"]


def test_two_members_one_step_of_five_apart_are_split() -> None:
    rows = [
        score("A", "x", 3, "Ann"),
        score("A", "x", 4, "Bob"),
        score("B", "x", 3, "Ann"),
        score("B", "x", 3.5, "Bob"),
    ]
    assert everything(panel(rows))["spread"]["split"].tolist() == [True, False]


def test_value_lies_between_what_the_lowest_and_the_highest_scores_make_of_it() -> None:
    found = everything(panel(THREE))["stand"].set_index("bid_id")
    assert found.loc["A", ["value_low", "value", "value_high"]].tolist() == [40, 60, 80]
    assert found.loc["B", ["value_low", "value", "value_high"]].tolist() == [60, 62.5, 65]
    assert found.index.tolist() == ["A", "B", "C"]
    assert found.loc["C", "value_low"] == found.loc["C", "value_high"] == 50  # one score: nothing lies apart
    assert found["place"].tolist() == [2, 1, 3]


def test_the_adjusted_value_stands_beside_the_raw_one() -> None:
    """Bob is 40 points above Ann on every bid both scored; C was scored by Bob alone."""
    rows = [
        score("A", "x", 1, "Ann"), score("A", "x", 3, "Bob"), score("B", "x", 2, "Ann"), score("B", "x", 4, "Bob"),
        score("C", "x", 3.5, "Bob"), *(score(b, "y", 3, "agreed") for b in "ABC"),
    ]  # fmt: skip
    found = everything(panel(rows))["stand"].set_index("bid_id")
    assert found["value"].tolist() == [50, 60, 65] and found["place"].tolist() == [3, 2, 1]
    assert found["adjusted_value"].tolist() == pytest.approx([50, 60, 55])
    assert found["adjusted_place"].tolist() == [3, 1, 2]
    assert found["adjusted_error"].tolist() == pytest.approx([0, 0, 0], abs=1e-6)


def test_places_are_uncertain_where_bids_are_near_and_not_where_they_are_far_apart() -> None:
    near = [3.0, 3.1, 3.2, 0.2]
    rows = [
        score(b, c, s + shift, who)
        for b, s in zip("ABCD", near, strict=True)
        for c, (one, two) in {"x": (0.1, -0.3), "y": (-0.2, 0.4)}.items()
        for who, shift in (("Ann", one), ("Bob", two), ("Cy", 0.0))
    ]
    found = everything(panel(rows, bids="ABCD"))["stand"].set_index("bid_id")
    assert found.loc["D", ["place_first", "place_last"]].tolist() == [4, 4]
    assert found.loc["B", "place_first"] == 1 and found.loc["B", "place_last"] == 3


def test_who_shares_no_bid_with_anybody_has_no_adjusted_value() -> None:
    rows = [score("A", "x", 1, "Ann"), score("A", "x", 3, "Bob"), score("B", "x", 2, "Cy")]
    found = everything(panel(rows))["stand"].set_index("bid_id")
    assert pd.isna(found.loc["B", "adjusted_value"]) and pd.isna(found.loc["B", "place_first"])
    assert found.loc["A", "adjusted_value"] == pytest.approx(40)


def test_the_meeting_begins_where_opinion_is_split_and_the_decision_is_close() -> None:
    found = everything(panel(THREE, bids="ABCDE"), {"A": 0.4, "B": 1.0, "D": 0.0, "E": 0.5})["order"]
    assert found[["bid_id", "why"]].to_numpy().tolist() == [
        ["A", "split and close"], ["E", "close"], ["C", "gap"], ["D", "gap"], ["B", "alike"],
    ]  # fmt: skip
    said = dict(zip(found["bid_id"], found["sentence"], strict=True))
    assert said["A"] == "Scores run from 1 to 5 on Access; funded in 40% of the ways tried"
    assert said["C"] == "1 of 2 who may have not scored Fit"
    assert said["D"] == "Nobody has scored Access and Fit"
    assert said["B"] == "The scores are near each other and can be agreed as they stand"
    assert everything(panel(THREE))["order"]["why"].tolist() == ["split", "gap", "alike"]


def test_a_bid_that_is_settled_or_never_to_be_funded_is_not_on_it() -> None:
    agreed = [score("A", c, 3, "agreed") for c in NAMES]
    assert not len(everything(panel(agreed, bids="A"))["order"])
    case = panel(THREE)
    never = case.table("bids").assign(must=["never", None, None])
    assert "A" not in set(everything(case.with_table("bids", never))["order"]["bid_id"])


@settings(deadline=None, max_examples=10)
@given(st.permutations(range(len(THREE))))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    one, other = everything(panel(THREE)), everything(panel([THREE[i] for i in order]))
    for name, table in one.items():
        pd.testing.assert_frame_equal(table, other[name], obj=name)


def test_without_scores_everything_is_empty_and_unknown() -> None:
    found = everything(panel([]))
    assert not len(found["rows"]) and not len(found["stand"]) and found["agreement"]["band"].tolist() == ["unknown"]
    assert found["order"]["why"].unique().tolist() == ["gap"]


def test_a_flat_criterion_tells_nothing_of_agreement() -> None:
    case = panel(THREE)
    flat = case.table("criteria").assign(best=[0.0, 5.0])
    assert set(opinions_of(case.with_table("criteria", flat)).rows["criterion_id"]) == {"y"}


def test_the_demo_has_four_bids_that_are_not_agreed(demo_folder) -> None:
    case = load_case(demo_folder)
    found = opinions_of(case)
    cells = found.cells
    assert sorted(set(cells.loc[cells["state"].eq("open"), "bid_id"])) == ["B09", "B16", "B24", "B31"]
    assert set(found.left_out["scorer"]) == {"GP member"} and found.left_out["not_counted"].tolist() == [4, 4, 4, 4]
    assert "GP member" not in set(found.rows["scorer"]) and len(found.rows) == 32
    assert sorted(set(cells.loc[cells["state"].eq("none"), "bid_id"])) == ["B37", "B39", "B42"]

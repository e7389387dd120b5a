"""The money of a cluster: bids by their part, and which pots may pay them."""

import pytest

from prioritise.case.case import Case
from prioritise.funding import build_problem
from prioritise.funding.facts import Problem
from prioritise.funding.payable import asked_gbp, cluster_money, cluster_pots, one_of_each, practice_pots
from tests.build import bid, pot, small_case
from tests.evidence.cases import practice, site


def case() -> Case:
    return small_case(
        practices=[practice(f"P{n}", 5000, cluster_code=f"C{1 + n // 3}") for n in (1, 2, 3)],
        sites=[site(f"S{n}", f"P{n}", float(n)) for n in (1, 2, 3)],
        bids=[
            bid("B1", 100_000.0, practice_codes=["P1"]),
            bid("B2", 90_000.0, practice_codes=["P1", "P2", "P3"], kind="technology"),
            bid("B3", 50_000.0, practice_codes=["P3"]),
        ],
        pots=[
            pot("OWN", 40_000.0, for_practices=["P2", "P1"], for_kinds=["extension"], spend_by="2029-03-31"),
            pot("ALL", 70_000.0),
            pot("ASKED", 10_000.0, status="requested"),
            pot("TECH", 5_000.0, for_kinds=["technology"], spend_by="2027-03-31"),
        ],
    )


@pytest.fixture(scope="module")
def problem() -> Problem:
    return build_problem(case(), {"B1": 1.0, "B2": 1.0, "B3": 1.0})


def test_its_own_pots_come_first_and_shared_ones_say_so(problem: Problem) -> None:
    found = cluster_pots(problem, "C1").set_index("pot_id")
    assert list(found.index) == ["OWN", "TECH", "ALL"]
    assert list(found["shared"]) == [False, True, True]
    assert found.loc["OWN", "bids"] == ("B1",) and found.loc["ALL", "bids"] == ("B1", "B2")
    assert found.loc["ALL", "countable_gbp"] == 70_000 and found["spend_by"].isna().tolist() == [False, False, True]
    assert list(cluster_pots(problem, "C9")["pot_id"]) == []


def test_a_bid_of_two_clusters_counts_in_each_by_its_part(problem: Problem) -> None:
    found = cluster_money(problem, ["C1", "C2"]).pivot(index="fact", columns="cluster_code", values="value")
    assert found.loc["capital_gbp"].to_dict() == pytest.approx({"C1": 160_000, "C2": 80_000})
    assert found.loc["capital_gbp"].sum() == pytest.approx(240_000)
    assert found.loc["technology_gbp"].to_dict() == pytest.approx({"C1": 60_000, "C2": 30_000})
    assert found.loc["bids"].to_dict() == {"C1": 2, "C2": 2}
    assert found.loc["own_pots_gbp"].to_dict() == {"C1": 40_000, "C2": 0}
    assert found.loc["shared_pots_gbp"].to_dict() == {"C1": 75_000, "C2": 75_000}


def test_alternatives_are_asked_for_once_by_the_largest_part_of_them() -> None:
    """X is all C1's and Y half: of one choice, C1 is asked for X alone and C2, which has no part in X, for its half."""
    bids = [
        bid("X", 80_000.0, practice_codes=["P1"], choice_group="G"),
        bid("Y", 120_000.0, practice_codes=["P1", "P3"], choice_group="G", kind="technology"),
        bid("Z", 7_000.0, practice_codes=["P1"], choice_group="H", kind="technology"),
    ]
    problem = build_problem(case().with_table("bids", small_case(bids=bids).table("bids")), {})
    found = cluster_money(problem, ["C1", "C2"]).pivot(index="fact", columns="cluster_code", values="value")
    assert found.loc["bids"].to_dict() == {"C1": 3, "C2": 1}
    assert found.loc["capital_gbp"].to_dict() == {"C1": 87_000, "C2": 60_000}
    assert found.loc["technology_gbp"].to_dict() == {"C1": 67_000, "C2": 60_000}
    assert asked_gbp(problem, "C1", ["X", "Y"]) == 80_000 and asked_gbp(problem, "C1", []) == 0
    assert one_of_each(problem, {"X": 5, "Y": 5, "Z": 3}) == 8


def test_pots_of_a_practice_say_whether_others_may_have_them(problem: Problem) -> None:
    found = practice_pots(problem, "P1").set_index("pot_id")
    assert list(found.index) == ["OWN", "TECH", "ALL"] and list(found["shared"]) == [False, True, True]
    assert list(practice_pots(problem, "P2").set_index("pot_id")["shared"]) == [True, True]  # a bid it shares
    assert not len(practice_pots(problem, "P9"))

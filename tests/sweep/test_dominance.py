"""Lists that no other beats whatever the weights, against a brute force that asks a linear programme of each pair."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from prioritise.case.case import Case
from prioritise.errors import DataFault
from prioritise.optimise.engine import Engine
from prioritise.panel.points import Points
from prioritise.pipeline import prepare
from prioritise.sweep.defend import defend, starts_of
from prioritise.sweep.dominance import too_many, unbeaten
from prioritise.sweep.tally import Tally
from prioritise.sweep.weights import Statement, WeightSet, in_order
from tests.build import bid, pot, small_case, table
from tests.optimise import brute
from tests.optimise.random_cases import random_case
from tests.sweep.cases import COSTS, SCORES, affordable, criterion, open_case
from tests.sweep.test_sweep import XYZ, job_of, swept

SETS = [
    WeightSet(XYZ),
    WeightSet(XYZ, in_order(XYZ)),
    WeightSet(XYZ, (Statement("z", "x"),), {"y": 0.1}, {"z": 0.6}),
]


def difference(one: tuple[str, ...], other: tuple[str, ...]) -> np.ndarray:
    """What one list is worth more than the other if each criterion had all the weight."""
    return sum((10.0 * np.array(SCORES[b]) for b in one), np.zeros(3)) - sum(
        (10.0 * np.array(SCORES[b]) for b in other), np.zeros(3)
    )


def least(gain: np.ndarray, weights: WeightSet) -> float:
    a, b = weights.limits
    found = linprog(gain, A_ub=a if len(a) else None, b_ub=b if len(a) else None, A_eq=np.ones((1, 3)), b_eq=[1.0])
    return float(found.fun)


def by_hand(weights: WeightSet, money: float) -> set[frozenset[str]]:
    lists = affordable(money)
    beaten = {
        one
        for one, other in itertools.permutations(lists, 2)
        if least(difference(other, one), weights) >= -1e-7 and least(difference(one, other), weights) < -1e-7
    }
    return {frozenset(one) for one in lists if one not in beaten}


@pytest.mark.parametrize("weights", SETS, ids=["open", "order", "mixed"])
@pytest.mark.parametrize("money", [150, 240])
def test_unbeaten_lists_are_those_of_the_brute_force(weights: WeightSet, money: float) -> None:
    prepared = prepare(open_case(money))
    found = unbeaten(prepared.problem, Points.of(prepared.scored, prepared.case), weights)
    want = by_hand(weights, money)
    assert {frozenset(one) for one in found.lists} == want and len(found.lists) == len(want)
    for b in COSTS:
        assert found.core_index[b] == pytest.approx(sum(b in one for one in want) / len(want))


def test_agreement_only_ever_takes_lists_away_and_every_draw_picks_one_of_them() -> None:
    prepared = prepare(open_case())
    points = Points.of(prepared.scored, prepared.case)
    wide, narrow = (unbeaten(prepared.problem, points, w) for w in SETS[:2])
    sets = {frozenset(one) for one in wide.lists}
    assert {frozenset(one) for one in narrow.lists} <= sets
    tally = Tally.of(swept(job_of(), 40))
    assert {frozenset(np.array(tally.bids)[row]) for row in tally.funded} <= sets
    always = {b for b, share in wide.core_index.items() if share == 1.0}
    assert all(tally.funded[:, tally.bids.index(b)].all() for b in always)


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 10_000))
def test_with_years_choices_and_two_pots_they_are_those_of_the_brute_force(seed: int) -> None:
    """Every choice of starts tried (two years, a choice, one bid that needs another, a limit on starts, two pots)."""
    rng = np.random.default_rng(seed)
    bids = [bid(b, float(rng.integers(40, 120)), years_to_build=int(rng.integers(1, 3))) for b in "ABCDE"]
    bids[0]["choice_group"] = bids[1]["choice_group"] = "g"
    bids[2]["requires"] = ("D",)
    case = small_case(
        {"years": 2, "max_starts_per_year": int(rng.integers(1, 4))},
        bids=bids,
        pots=[pot("P", 130), pot("Q", 60, max_share=0.5), pot("R", 40, available_from=np.datetime64("2027-06-01"))],
        criteria=[criterion("x"), criterion("y")],
        scores=[
            {"bid_id": b, "criterion_id": c, "score": float(rng.integers(0, 11)), "scorer": "agreed"}
            for b in "ABCDE"
            for c in "xy"
        ],
    )
    assert_unbeaten_by_brute_force(case)


@pytest.mark.parametrize("seed", [0, 2, 3, 21, 25])
def test_with_every_rule_present_they_are_those_of_the_brute_force(seed: int) -> None:
    case, values = random_case(seed, 5)
    rng = np.random.default_rng(seed)
    scores = [
        {"bid_id": b, "criterion_id": c, "score": float(rng.integers(0, 11)), "scorer": "agreed"}
        for b in values
        for c in "xy"
    ]
    scored = case.with_table("criteria", table("criteria", [criterion("x"), criterion("y")]))
    assert_unbeaten_by_brute_force(scored.with_table("scores", table("scores", scores)))


def assert_unbeaten_by_brute_force(case: Case) -> None:
    """The lists that no other beats, and the core index, against every lawful choice of starts."""
    prepared = prepare(case)
    points, weights = Points.of(prepared.scored, prepared.case), WeightSet(("x", "y"))
    found = unbeaten(prepared.problem, points, weights)
    lawful = brute.feasible(case)
    by_corner = [points.values(corner) for corner in weights.corners]

    def worth(one: dict[str, int]) -> tuple[float, ...]:
        rate = 1 + case.settings.discount_rate
        return tuple(round(sum(v[b] * rate ** -(s - 2026) for b, s in one.items()), 6) for v in by_corner)

    worths = {(frozenset(one), worth(one)) for one in lawful}
    top = {w for _, w in worths}
    want = {
        (s, w) for s, w in worths if not any(all(x >= y for x, y in zip(o, w, strict=True)) and o != w for o in top)
    }
    assert {(frozenset(one), worth(one)) for one in found.lists} == want and len(found.lists) == len(want)
    for b in prepared.problem.bids:
        assert found.core_index[b] == pytest.approx(sum(b in s for s, _ in want) / len(want))


def test_fifteen_bids_over_two_years_are_looked_through() -> None:
    """Money for about half of them, in three pots, one of them by the year: every draw picks one of the lists."""
    rng = np.random.default_rng(3)
    names = [f"B{i:02d}" for i in range(15)]
    costs = rng.integers(40, 400, 15) * 1000.0
    money = float(costs.sum())
    case = small_case(
        {"years": 2, "max_starts_per_year": 4},
        bids=[bid(b, c) for b, c in zip(names, costs, strict=True)],
        pots=[pot("P", 0.2 * money), pot("Q", 0.2 * money, max_share=0.6), pot("R", 0.0)],
        pot_years=[{"pot_id": "R", "financial_year": 2026 + y, "amount_gbp": 0.05 * money} for y in range(2)],
        criteria=[criterion("x"), criterion("y"), criterion("z")],
        scores=[
            {"bid_id": b, "criterion_id": c, "score": float(rng.integers(0, 101)) / 10, "scorer": "agreed"}
            for b in names
            for c in "xyz"
        ],
    )
    prepared = prepare(case)
    weights = WeightSet(XYZ, in_order(XYZ))
    points = Points.of(prepared.scored, prepared.case)
    found = unbeaten(prepared.problem, points, weights)
    assert found.lists
    tally = Tally.of(swept(job_of(case, weights), 5))
    sets = {frozenset(one) for one in found.lists}
    assert {frozenset(np.array(tally.bids)[row]) for row in tally.funded} <= sets


def test_what_is_too_large_or_unknown_is_refused_in_words() -> None:
    many = [bid(f"B{i:02d}", 1) for i in range(16)]
    prepared = prepare(small_case({"years": 1}, bids=many, pots=[pot("P", 5)]))
    points = Points.of(prepared.scored, prepared.case)
    assert "16 bids" in too_many(prepared.problem, points)
    with pytest.raises(DataFault, match="16 bids"):
        unbeaten(prepared.problem, points, WeightSet(points.criteria))
    fewer = prepare(small_case(bids=many[:2], pots=[pot("P", 5)], criteria=[criterion("x")]))
    assert "not known" in too_many(fewer.problem, Points.of(fewer.scored, fewer.case))


@pytest.mark.parametrize("weights", SETS, ids=["open", "order", "mixed"])
@pytest.mark.parametrize("mine", [("A", "B"), ("C", "E", "F"), ("D", "E")])
def test_the_strongest_competitor_is_that_of_the_brute_force(weights: WeightSet, mine: tuple[str, ...]) -> None:
    prepared = prepare(open_case())
    points, engine = Points.of(prepared.scored, prepared.case), Engine(prepared.problem)
    starts = starts_of(engine, points, mine)
    assert starts is not None and tuple(sorted(starts)) == mine
    found = defend(engine, points, weights, starts, gap=0.0)
    # by hand: for each affordable list, the weights at which it gains most, by a linear programme
    most = max(-least(-difference(other, mine), weights) for other in affordable())
    assert found.exact and found.rivals["loss"].iloc[0] == pytest.approx(max(most, 0.0), abs=1e-5)
    assert found.most == pytest.approx(max(most, 0.0), abs=1e-3)
    worst = found.rivals.iloc[0]
    rival = (set(mine) | set(worst["comes_in"])) - set(worst["goes_out"])
    assert tuple(sorted(rival)) in affordable()
    gain = difference(tuple(rival), mine) @ found.weights.iloc[0].to_numpy()
    assert gain == pytest.approx(worst["loss"], abs=1e-5)
    draws = swept(job_of(weights=weights), 25).records.values()
    for record in draws:  # no draw loses more
        w = np.array([record["weights"][c] for c in XYZ])
        if weights.holds(w[None, :]).all():
            assert record["value"] - difference(mine, ()) @ w <= found.most + 1e-4


def test_a_list_the_rules_do_not_allow_has_no_starts() -> None:
    prepared = prepare(open_case())
    points = Points.of(prepared.scored, prepared.case)
    assert starts_of(Engine(prepared.problem), points, ("A", "B", "D")) is None

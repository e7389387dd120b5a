"""Value by budget, two aims and money at risk: brute force on small cases, and a published list of ten projects."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.funding import Problem, build_problem
from prioritise.optimise import frontier
from prioritise.optimise.asked import exactly, list_for, saved_pence, worth
from prioritise.optimise.at_risk import exchanged, most_saved, saving_of
from prioritise.optimise.engine import Engine
from prioritise.optimise.frontier import against, value_by_budget, with_money
from prioritise.optimise.solver import Limits
from prioritise.optimise.two_aims import counted_aim, efficient, saved_aim, value_aim
from prioritise.optimise.worst import Way, safest
from tests.build import bid, pot, small_case

# Ten projects of the LOGOS manual (Idaho National Laboratory), with budgets 11 to 20 and their probabilities.
VALUE = (18, 20, 17, 19, 25, 21, 27, 23, 25, 24)
COST = (1, 3, 7, 4, 8, 9, 6, 10, 2, 5)
CHANCE = (0.012, 0.019, 0.032, 0.052, 0.086, 0.142, 0.235, 0.188, 0.141, 0.093)
NAMES = tuple("ABCDEFGHIJ")


def problem_of(values, costs, pots, **settings) -> Problem:
    names = NAMES[: len(values)]
    case = small_case(
        {"years": 1, "discount_rate": 0.0, **settings}, bids=[bid(b, c) for b, c in zip(names, costs, strict=True)],
        pots=pots,
    )  # fmt: skip
    return build_problem(case, dict(zip(names, map(float, values), strict=True)))


def subsets(many: int) -> list[tuple[int, ...]]:
    return [s for n in range(many + 1) for s in itertools.combinations(range(many), n)]


def best_by_hand(values, costs, money: float) -> float:
    return max(sum(values[i] for i in s) for s in subsets(len(values)) if sum(costs[i] for i in s) <= money)


@pytest.fixture(scope="module")
def logos() -> Problem:
    return problem_of(VALUE, COST, [pot("P", 20)])


def test_choosing_afresh_at_each_budget_is_worth_what_the_manual_says(logos: Problem) -> None:
    found = value_by_budget(logos, (), [b * 100 for b in range(11, 21)])
    assert sum(c * p.value for c, p in zip(CHANCE, found.points, strict=True)) == pytest.approx(110.107, abs=5e-4)
    assert all(p.proven and p.bound == pytest.approx(p.value) for p in found.points)


def test_the_steps_are_exactly_where_the_brute_force_has_them(logos: Problem) -> None:
    found = value_by_budget(logos, ("P",), [0, 2000], steps_within_pence=1)
    by_hand = [best_by_hand(VALUE, COST, m) for m in range(21)]
    steps = [(m * 100, by_hand[m]) for m in range(21) if m == 0 or by_hand[m] > by_hand[m - 1]]
    assert found.exact
    assert [(p.budget_pence, p.value) for p in found.steps] == [(m, pytest.approx(v)) for m, v in steps]


def test_more_money_never_buys_less_and_no_bound_is_below_a_value(demo_folder) -> None:
    from prioritise.case.load import load_case
    from prioritise.pipeline import prepare

    problem = prepare(load_case(demo_folder)).problem
    pots = ("ETF-1", "ICB-1")
    found = value_by_budget(problem, pots, [0, 100_000_000], limits=Limits(0.01, 20))
    assert found.now_pence > 0 and not found.exact
    values, bounds = [p.value for p in found.points], [p.bound for p in found.points]
    assert values == sorted(values) and bounds == sorted(bounds)
    assert all(v <= b for v, b in zip(values, bounds, strict=True))


def test_money_moves_only_in_the_pots_named_and_never_above_its_share() -> None:
    problem = problem_of((1, 2), (10, 20), [pot("P", 30), pot("Q", 7)])
    less = with_money(problem, ("P",), 1001)
    assert less.pots["P"].countable_pence == 1001 and less.pots["Q"] is problem.pots["Q"]
    both = with_money(problem, (), 1850)
    assert sum(p.countable_pence for p in both.pots.values()) in (1849, 1850)
    assert value_by_budget(problem_of((1,), (5,), []), (), [0, 100]).points == ()


def test_a_stop_gives_what_is_found_so_far(logos: Problem) -> None:
    asked: list[int] = []
    found = value_by_budget(
        logos, (), [0, 500, 1000, 2000], steps_within_pence=1, progress=lambda n, _m: asked.append(n),
        stop=lambda: len(asked) >= 3,
    )  # fmt: skip
    assert len(found.points) == 3 and not found.exact


def test_a_budget_at_which_the_rules_cannot_hold_says_so() -> None:
    case = small_case({"years": 1}, bids=[bid("A", 10, must="yes")], pots=[pot("P", 20)])
    found = value_by_budget(build_problem(case, {"A": 5.0}), (), [0, 500, 2000], steps_within_pence=1)
    assert found.points[0].value == float("-inf") and found.points[0].proven
    assert found.steps[-1].budget_pence == 1000 and found.steps[-1].value == 5


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 10_000))
def test_every_efficient_list_is_found_and_no_other(seed: int) -> None:
    rng = np.random.default_rng(seed)
    one, two, costs = (rng.integers(1, 12, 7) for _ in range(3))
    problem = problem_of(one.tolist(), costs.tolist(), [pot("P", int(costs.sum() // 2))])
    second = counted_aim(problem, dict(zip(NAMES, map(float, two), strict=False)), "Fairness", "points")
    found = efficient(Engine(problem), value_aim(problem), second)
    lawful = [s for s in subsets(7) if sum(costs[i] for i in s) <= costs.sum() // 2]
    worths = {(int(sum(one[i] for i in s)), int(sum(two[i] for i in s))) for s in lawful}
    unbeaten = {w for w in worths if not any(o[0] >= w[0] and o[1] >= w[1] and o != w for o in worths)}
    assert found.exact
    assert {(round(p.first), round(p.second)) for p in found.pairs} == unbeaten
    assert len(found.pairs) == len(unbeaten)


def test_a_spread_of_lists_is_of_the_efficient_ones_and_says_it_is_not_all() -> None:
    rng = np.random.default_rng(1)
    one, two, costs = (rng.integers(1, 40, 9) for _ in range(3))
    problem = problem_of(one.tolist(), costs.tolist(), [pot("P", int(costs.sum() // 2))])
    second = counted_aim(problem, dict(zip(NAMES, map(float, two), strict=False)), "Fairness", "points")
    every = {(p.first, p.second) for p in efficient(Engine(problem), value_aim(problem), second).pairs}
    some = efficient(Engine(problem), value_aim(problem), second, spread=3)
    assert not some.exact and 2 <= len(some.pairs) <= 5
    assert {(p.first, p.second) for p in some.pairs} <= every


def test_a_list_against_the_best_for_the_same_money_and_the_same_for_less(logos: Problem) -> None:
    engine = Engine(logos)
    for mine in [(2, 3), (7,), (0, 8, 1), (5, 7)]:
        names = tuple(NAMES[i] for i in mine)
        starts = list_for(engine, logos.values, Limits(), exactly(logos, names)).starts
        found = against(engine, starts)
        value, cost = sum(VALUE[i] for i in mine), sum(COST[i] for i in mine)
        assert (found.value, found.capital_pence) == (pytest.approx(value), cost * 100)
        assert found.same_money_value == pytest.approx(best_by_hand(VALUE, COST, cost))
        cheapest = min(sum(COST[i] for i in s) for s in subsets(10) if sum(VALUE[i] for i in s) >= value)
        assert found.for_less_pence == cheapest * 100
        assert sum(COST[NAMES.index(b)] for b in found.same_money) <= cost
        assert worth(logos, logos.values, found.for_less) >= value - 1e-6


def test_the_same_money_is_the_same_to_the_penny() -> None:
    """A list dearer by £1 in £5m, which a solver's row lets through, is not the same money."""
    problem = problem_of((10, 11), (5_000_000, 5_000_001), [pot("P", 9_000_000)])
    found = against(Engine(problem), {"A": 2026})
    assert found.same_money == {"A": 2026} and found.same_money_value == 10


# Money at risk: pot L lapses, pot K keeps; A, B and C may be paid by either.
RISKY = [pot("L", 100, spend_by="2027-03-31"), pot("K", 60)]


def at_risk_problem() -> Problem:
    dates = [{**p, "spend_by": np.datetime64(p["spend_by"])} if "spend_by" in p else p for p in RISKY]
    case = small_case(
        {"years": 1, "discount_rate": 0.0},
        bids=[bid("A", 60, kind="technology"), bid("B", 70), bid("C", 30), bid("D", 55, kind="technology")],
        pots=[{**dates[0], "for_kinds": ("extension",)}, dates[1]],
    )
    return build_problem(case, {"A": 50.0, "B": 12.0, "C": 8.0, "D": 20.0})


def savings_by_hand() -> dict[frozenset[str], tuple[float, int]]:
    """List -> value and most pounds drawn from L: A and D only from K (60), B and C from either."""
    value, cost = {"A": 50, "B": 12, "C": 8, "D": 20}, {"A": 60, "B": 70, "C": 30, "D": 55}
    found = {}
    for n in range(5):
        for some in itertools.combinations("ABCD", n):
            tech = sum(cost[b] for b in some if b in "AD")
            rest = sum(cost[b] for b in some if b in "BC")
            if tech <= 60 and rest <= 100 + 60 - tech:
                found[frozenset(some)] = (float(sum(value[b] for b in some)), min(rest, 100))
    return found


def test_the_list_that_saves_most_and_what_the_best_by_value_lets_lapse() -> None:
    problem, engine = at_risk_problem(), Engine(at_risk_problem())
    by_hand = savings_by_hand()
    most = most_saved(engine)
    top = max(saved for _, saved in by_hand.values())
    assert most is not None and most.saved_pence == top * 100 and most.lapsing_pence == 10_000
    assert most.value == max(v for v, saved in by_hand.values() if saved == top)
    best = list_for(engine, problem.values, Limits()).starts
    mine = saving_of(problem, best)
    assert mine.value == max(v for v, _ in by_hand.values())
    assert mine.saved_pence == by_hand[frozenset(best)][1] * 100 == saved_pence(problem, best)
    assert mine.lost_pence == 10_000 - mine.saved_pence


def test_the_rate_of_exchange_moves_the_choice_from_value_to_saving() -> None:
    case = small_case(
        {"years": 1, "discount_rate": 0.0},
        bids=[bid("A", 50, choice_group="g"), bid("B", 90, choice_group="g")],
        pots=[{**pot("L", 100), "spend_by": np.datetime64("2027-03-31")}],
    )
    engine = Engine(build_problem(case, {"A": 30.0, "B": 20.0}))
    # B saves £40 more and is worth 10 less: worth it from 10 points for £40, which is 25,000 for £100,000
    for rate, chosen in [(0, "A"), (24_000, "A"), (26_000, "B")]:
        found = exchanged(engine, rate)
        assert found is not None and tuple(found.starts) == (chosen,)
    pairs = efficient(engine, value_aim(engine.problem), saved_aim(engine.problem)).pairs
    assert [(p.first, p.second) for p in pairs] == [(30.0, 5000.0), (20.0, 9000.0)]


def test_without_money_that_lapses_there_is_nothing_to_save(logos: Problem) -> None:
    assert most_saved(Engine(logos)) is None
    mine = saving_of(logos, {"A": 2026})
    assert (mine.lapsing_pence, mine.saved_pence, mine.lost_pence) == (0, 0, 0)


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 10_000))
def test_the_safest_list_has_the_best_worst_case(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ways, costs = rng.integers(0, 30, (3, 6)), rng.integers(1, 12, 6)
    less = rng.integers(0, 10, 3).tolist()
    money = int(costs.sum() // 2)
    problem = problem_of([1] * 6, costs.tolist(), [pot("P", money)])
    cases = [Way(dict(zip(NAMES, map(float, w), strict=False)), float(c)) for w, c in zip(ways, less, strict=True)]
    found = safest(Engine(problem), cases, Limits(), {})
    lawful = [s for s in subsets(6) if sum(costs[i] for i in s) <= money]
    by_hand = max(min(sum(w[i] for i in s) - c for w, c in zip(ways, less, strict=True)) for s in lawful)
    assert found.worst == pytest.approx(by_hand, abs=1e-4 * 200)
    assert found.worst <= by_hand + 1e-9 and found.bound >= by_hand - 1e-6


def test_points_found_before_are_not_asked_for_again(logos: Problem) -> None:
    kept: dict = {}
    value_by_budget(logos, (), [500, 1000], kept=kept)
    asked: list[int] = []
    found = value_by_budget(logos, (), [500, 1000, 2000], kept=kept, progress=lambda n, _m: asked.append(n))
    assert len(asked) == 1 and sorted(kept) == [500, 1000, 2000] and len(found.points) == 3


def test_a_bound_known_already_of_the_money_as_it_stands_is_taken_on(logos: Problem, monkeypatch) -> None:
    def no_bound(engine, *args, **more):  # as a search ends that was stopped early
        return replace(list_for(engine, *args, **more), bound=None)

    exact = value_by_budget(logos, (), [2000]).points[0]
    monkeypatch.setattr(frontier, "list_for", no_bound)
    low, now, high = value_by_budget(logos, (), [1000, 2000, 3000], most=exact.value).points
    assert now.bound == exact.value
    assert low.bound == exact.value  # less money buys no more
    assert high.bound == float("inf")
    assert against(Engine(logos), exact.starts, most=exact.value).same_money_bound == exact.value
    assert against(Engine(logos), exact.starts).same_money_bound == float("inf")

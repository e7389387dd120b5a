"""With every fund rule present: the priority list, clash sets and replacement costs against trying everything."""

import itertools
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import HealthCheck, given, settings

from prioritise.case.case import Case
from prioritise.case.settings import PriorityListSettings
from prioritise.funding import Problem, build_problem
from prioritise.optimise.choose import choose
from prioritise.optimise.clash import find_clash, relaxation, rule_groups
from prioritise.optimise.counterfactual import Asker, Effort
from prioritise.optimise.model import portfolio_value
from prioritise.optimise.pay import lawful
from prioritise.optimise.priority import _scaled, priority_list
from prioritise.optimise.result import Options
from tests.optimise import brute
from tests.optimise.random_cases import random_case
from tests.optimise.test_clash import broken_by_list, smallest
from tests.optimise.test_counterfactual import one_year

SCALES, CHANCES = (0.5, 1.0, 2.0), (1.0, 2.0, 1.0)
LIST = PriorityListSettings(scales=SCALES, probabilities=CHANCES)
FEASIBLE = (0, 2, 3, 21, 25)
"""Seeds of cases in which some list keeps every rule."""
Sets = Mapping[frozenset[str], float]


def best_nested(levels: Iterable[Sets]) -> tuple[float, float]:
    """Expected value of the best nested list, and of choosing afresh, from the worth of every lawful set at a scale."""
    so_far: Sets = {frozenset(): 0.0}
    afresh = 0.0
    for chance, sets in zip(LIST.weights(), levels, strict=True):
        so_far = {
            large: max(v for small, v in so_far.items() if small <= large) + chance * worth
            for large, worth in sets.items()
            if any(small <= large for small in so_far)
        }
        afresh += chance * max(sets.values())
    return max(so_far.values()), afresh


def lawful_sets(problem: Problem) -> Sets:
    """Every set of bids that some starts make lawful, and the most it is then worth."""
    found: dict[frozenset[str], float] = {}
    for choice in itertools.product(*[(None, *b.starts) for b in problem.bids.values()]):
        starts = {b: s for b, s in zip(problem.bids, choice, strict=True) if s is not None}
        key, value = frozenset(starts), portfolio_value(problem, starts)
        if value > found.get(key, float("-inf")) and lawful(problem, starts):
            found[key] = value
    return found


@pytest.mark.parametrize("seed", FEASIBLE)
def test_the_priority_list_is_the_best_nested_one_with_every_rule_present(seed: int) -> None:
    case, values = random_case(seed, 4)
    problem = build_problem(case, values)
    chosen = choose(case, problem, Options(gap=0.0))
    found = priority_list(problem, LIST, chosen.starts, chosen.bound)
    assert found.exact
    value, afresh = best_nested(lawful_sets(_scaled(problem, (), s)) for s in SCALES)
    assert found.expected_value == found.list_bound == pytest.approx(value, abs=1e-6)
    assert found.expected_value_afresh == pytest.approx(afresh, abs=1e-6)


def sets_of_one_year(case: Case, values: Mapping[str, float], scale: float) -> Sets:
    """Every affordable set of a `one_year` case with so much of its money, from its table alone."""
    rows = case.table("bids").to_dict("records")
    pots = dict(zip(case.table("pots")["pot_id"], case.table("pots")["amount_gbp"] * scale, strict=True))
    limit = case.settings.revenue_limit_gbp_per_year
    found = {}
    for bits in range(1 << len(rows)):
        some = [r for i, r in enumerate(rows) if bits >> i & 1]
        ids = frozenset(r["bid_id"] for r in some)
        rent = sum(r["revenue_gbp_per_year"] for r in some if r["revenue_gbp_per_year"] == r["revenue_gbp_per_year"])
        if (
            sum(r["capital_gbp"] for r in some if r["kind"] != "technology") <= pots["A"]
            and sum(r["capital_gbp"] for r in some) <= sum(pots.values())
            and (limit is None or rent <= limit)
            and not {"B1", "B2"} <= ids
            and ("B5" not in ids or "B0" in ids)
        ):
            found[ids] = sum(values[b] for b in ids)
    return found


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(one_year())
def test_the_priority_list_of_up_to_twelve_bids_is_the_best_nested_one(drawn: tuple[Case, dict[str, float]]) -> None:
    case, values = drawn
    problem = build_problem(case, values)
    found = priority_list(problem, LIST, choose(case, problem, Options(gap=0.0)).starts)
    assert found.exact
    value, afresh = best_nested(sets_of_one_year(case, values, s) for s in SCALES)
    assert found.expected_value == pytest.approx(value, abs=1e-6)
    assert found.expected_value_afresh == pytest.approx(afresh, abs=1e-6)


def with_musts(case: Case) -> Case:
    """The case with its first bids forced, whatever stands in their way."""
    bids = case.table("bids")
    first = bids["bid_id"].isin(sorted(bids["bid_id"])[:3])
    return case.with_table("bids", bids.assign(must=bids["must"].mask(first, "yes")))


@pytest.mark.parametrize("seed", range(12))
def test_clash_sets_agree_with_brute_force_with_every_rule_present(seed: int) -> None:
    case, values = random_case(seed, 4)
    case = with_musts(case)
    problem = build_problem(case, values)
    every = broken_by_list(case, problem)
    found = relaxation(problem)
    if not every:
        assert not found.gives
        return
    expected = smallest([broken for _, broken in every])
    assert found.complete
    assert {frozenset(g.group for g in found.gives), *map(frozenset, found.others)} == expected
    for rules in found.clashes:
        assert all(set(rules) & broken for _, broken in every), "some list breaks none of them"
        assert all(any(not (set(rules) - {g}) & broken for _, broken in every) for g in rules), "one is not needed"
    assert expected == {frozenset()} or find_clash(problem)
    assert {g for clash in found.clashes for g in clash} <= set(rule_groups(problem))


@pytest.mark.parametrize("seed", FEASIBLE)
def test_replacement_costs_agree_with_brute_force_with_every_rule_present(seed: int) -> None:
    case, values = random_case(seed, 5)
    problem = build_problem(case, values)
    result = choose(case, problem, Options(gap=0.0))
    assert result.value is not None
    asker = Asker(problem, result, lambda _: problem, Effort(gap=0.0, margin=0.0))
    lists = [(starts, portfolio_value(problem, starts)) for starts in brute.feasible(case)]
    for bid_id in result.starts:
        without = [value for starts, value in lists if bid_id not in starts]
        found = asker.replacement(bid_id)
        assert found.needed is not bool(without)
        if without:
            assert found.cost is not None and found.cost.exact
            assert found.cost.high == pytest.approx(result.value - max(without), abs=1e-5)

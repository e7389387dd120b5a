"""What holds of every list, with every fund rule present: shown on random cases against the case's own tables."""

from collections import defaultdict
from typing import Any

import pytest

from benchmarks.instances import SMALL, instance
from prioritise.case.case import Case
from prioritise.case.demo_frames import table_of
from prioritise.funding import build_problem
from prioritise.optimise.choose import choose
from prioritise.optimise.clash import rule_groups
from prioritise.optimise.counterfactual import barred, forced
from prioritise.optimise.engine import Engine
from prioritise.optimise.result import Options
from prioritise.optimise.solver import Limits
from prioritise.pipeline import prepare
from tests.optimise import brute_money as money
from tests.optimise.random_cases import random_case

BEST = Options(gap=0.0)
SEEDS = range(0, 60, 4)


@pytest.mark.parametrize("seed", SEEDS)
def test_money_out_never_exceeds_a_pot_and_no_pot_funds_an_ineligible_bid(seed: int) -> None:
    case, values = random_case(seed, 6)
    found = choose(case, build_problem(case, values), BEST)
    bids, pots = money.rows(case, "bids", "bid_id"), money.rows(case, "pots", "pot_id")
    out: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for pot_id, bid_id, year, pence in found.payments.itertuples(index=False):
        assert money.eligible(case, pots[pot_id], bids[bid_id]), (pot_id, bid_id)
        assert all(other in found.starts for other in pots[pot_id]["only_if"]), pot_id
        out[pot_id][year] += pence
    for pot_id, paid in out.items():
        into, carried = money.receipts(case, pots[pot_id]), money.carries(case, pots[pot_id])
        for year in paid:
            there = sum(a for y, a in into.items() if (y <= year if carried else y == year))
            assert sum(p for y, p in paid.items() if (y <= year if carried else y == year)) <= there, (pot_id, year)


@pytest.mark.parametrize("seed", SEEDS)
def test_forcing_never_raises_and_relaxing_never_lowers_the_value(seed: int) -> None:
    case, values = random_case(seed, 5)
    problem = build_problem(case, values)
    engine = Engine(problem)
    best = engine.best()
    least = float("-inf") if best.value is None else best.value
    for bid in problem.bids.values():
        for row in (forced(bid), barred(bid)) if bid.starts else ():
            held = engine.best(rows=[row])
            assert held.value is None or held.value <= least + 1e-6, (bid.id, row.sense)
    for group in rule_groups(problem):
        freed = Engine(problem, frozenset({group})).best()
        assert best.value is None or (freed.value is not None and freed.value >= least - 1e-6), group


def with_hopeless(case: Case, bid_id: str) -> Case:
    """The case with one bid more, like its first one, which costs more than all the money there is."""
    rows = case.table("bids").to_dict("records")
    apart: dict[str, Any] = {"must": None, "choice_group": None, "requires": (), "least_share": None}
    hopeless = rows[0] | apart | {"bid_id": bid_id, "title": "Hopeless", "capital_gbp": 1e9}
    return case.with_table("bids", table_of("bids", [*rows, hopeless]))


@pytest.mark.parametrize("seed", SEEDS)
def test_adding_a_hopeless_bid_changes_no_other_decision(seed: int) -> None:
    case, values = random_case(seed, 5)
    one = choose(case, build_problem(case, values), BEST)
    for bid_id in ("A0", "Z0"):
        more = with_hopeless(case, bid_id)
        other = choose(more, build_problem(more, {**values, bid_id: 100.0}), BEST)
        assert (other.status, other.starts, other.equals) == (one.status, one.starts, one.equals)
        assert other.payments.equals(one.payments)


def test_a_hopeless_bid_changes_no_decision_where_only_a_list_near_the_best_is_asked_for() -> None:
    case = instance(SMALL, 5)
    one, other = (Engine(prepare(c).problem).best(Limits(0.02)) for c in (case, with_hopeless(case, "A0")))
    assert (one.starts, one.bound) == (other.starts, other.bound)

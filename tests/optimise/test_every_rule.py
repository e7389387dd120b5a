"""The optimiser against brute force with every fund rule present, and proof that each of them had something to do."""

from collections.abc import Mapping

import pytest

from prioritise.case.case import Case
from prioritise.funding import RULES, build_problem
from prioritise.funding.rule import Rule
from prioritise.optimise.choose import choose
from prioritise.optimise.engine import Engine
from prioritise.optimise.result import Options
from tests.optimise.agree import assert_agrees
from tests.optimise.random_cases import random_case, with_twins

SMALL, LARGE, MORE, TWINS = range(60), range(100, 108), range(150), range(200, 230)
FACES = ("refuses", "most_pence", "holds_back", "money_limits", "rows")
FRAME = {"window", "paid_in_full", "balance", "dates", "in_hand"}
"""Rules without which there is no problem to compare with: what is paid, when, and from what."""


@pytest.mark.parametrize("seed", SMALL)
def test_agrees_with_brute_force_on_small_cases(seed: int) -> None:
    assert_agrees(*random_case(seed, 5))


@pytest.mark.parametrize("seed", LARGE)
def test_agrees_with_brute_force_on_twelve_bids(seed: int) -> None:
    assert_agrees(*random_case(seed, 12))


@pytest.mark.parametrize("seed", TWINS)
def test_agrees_with_brute_force_where_pots_are_all_but_alike(seed: int) -> None:
    case, values = random_case(seed, 4)
    assert_agrees(with_twins(case, seed), values)


def best(case: Case, values: Mapping[str, float]) -> float | None:
    """Value of the best list; None where no list keeps the rules."""
    return Engine(build_problem(case, values)).best().value


def test_each_rule_changes_the_best_value_of_a_case_that_brute_force_agrees_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without the rule the best list is worth more, or there is one at all: so it was put to the test."""
    left = [rule for rule in RULES if rule.id not in FRAME]
    for seed in MORE:
        case, values = random_case(seed, 5)
        as_it_is, bit = best(case, values), []
        for rule in left:
            with monkeypatch.context() as patch:
                for face in FACES:
                    patch.setattr(type(rule), face, getattr(Rule, face))
                without = best(case, values)
            if without is not None and (as_it_is is None or without > as_it_is + 1e-6):
                bit.append(rule)
        if bit:
            assert_agrees(case, values)
            left = [rule for rule in left if rule not in bit]
        if not left:
            return
    assert [rule.id for rule in left] == []


def test_most_of_the_cases_have_an_answer() -> None:
    found = [best(*random_case(seed, 5)) is not None for seed in SMALL]
    assert sum(found) >= 0.7 * len(found)


@pytest.mark.parametrize("seed", range(0, 60, 6))
def test_row_order_changes_nothing_with_every_rule_present(seed: int) -> None:
    case, values = random_case(seed, 5)
    turned = case
    for name, frame in case.tables.items():
        turned = turned.with_table(name, frame.iloc[::-1])
    one, two = (choose(c, build_problem(c, values), Options(gap=0.0)) for c in (case, turned))
    assert one.starts == two.starts
    assert one.payments.equals(two.payments)

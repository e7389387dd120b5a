"""The model's face of a rule and its check from the raw tables agree, on random cases and random portfolios."""

import random
from collections.abc import Iterator, Mapping

import pytest

from prioritise.funding import RULES, Problem, build_problem
from prioritise.funding.raw import Raw
from prioritise.funding.rule import Draw, Portfolio, Rule
from prioritise.optimise.model import holds
from tests.funding.test_rules import PAIRS
from tests.optimise.random_cases import YEARS, random_case

SEEDS = range(25)
ON_STARTS = [
    "must", "choice", "requires", "revenue", "starts", "floor", "ceiling", "deprivation_floor", "deprivation_ceiling",
    "technology",
]  # fmt: skip
"""Rules whose rows are on starts alone, and whose check reads starts alone."""
GATES = ["not_started", "in_hand", "umf", "kind", "grant_conditions", "practice", "site", "cluster", "distance",
         "pooling"]  # fmt: skip
"""Rules that refuse a pair whatever is paid and when."""
TOGETHER = ["only_if", "guaranteed_use", "grant_share", "max_share", "growth"]
"""Rules that cap what a pot, or several, may pay a bid."""


def rule_of(rule_id: str) -> Rule:
    """The rule of an id."""
    return next(r for r in RULES if r.id == rule_id)


def drawn(rule_id: str) -> Iterator[tuple[random.Random, Problem, Raw]]:
    """Random cases with a generator of numbers for each."""
    for seed in SEEDS:
        case, values = random_case(seed, 6)
        yield random.Random(f"{rule_id} {seed}"), build_problem(case, values), Raw(case)


def some_starts(rng: random.Random, problem: Problem) -> dict[str, int]:
    """A random choice of lawful starts."""
    return {b.id: rng.choice(b.starts) for b in problem.bids.values() if b.starts and rng.random() < 0.5}


@pytest.mark.parametrize("rule_id", ON_STARTS)
def test_rows_on_starts_hold_when_the_check_finds_no_breach(rule_id: str) -> None:
    rule, seen = rule_of(rule_id), set()
    for rng, problem, raw in drawn(rule_id):
        rows = list(rule.rows(problem))
        assert not any(isinstance(v, Draw) for row in rows for v in row.terms)
        for _ in range(6):
            starts = some_starts(rng, problem)
            kept = all(holds(row, starts) for row in rows)
            assert kept == (rule.check(raw, Portfolio(starts, {})) == [])
            seen.add(kept)
    assert seen == {True, False}, "the portfolios never kept it, or never broke it"


@pytest.mark.parametrize("rule_id", GATES)
def test_gates_refuse_what_the_check_calls_a_breach(rule_id: str) -> None:
    rule, seen = rule_of(rule_id), set()
    for _, problem, raw in drawn(rule_id):
        for bid in problem.bids.values():
            for pot in problem.pots.values():
                paid = Portfolio({bid.id: YEARS[0]}, {(pot.id, bid.id, YEARS[0]): 1})
                # what a rule holds back is checked by the year, which a gate knows nothing of
                breaches = [b for b in rule.check(raw, paid) if "has paid" not in b.message]
                open_ = rule.refuses(bid, pot) is None
                assert open_ == (breaches == [])
                seen.add(open_)
    assert seen == {True, False}


@pytest.mark.parametrize("rule_id", TOGETHER)
def test_caps_are_gone_beyond_when_the_check_finds_a_breach(rule_id: str) -> None:
    rule, seen = rule_of(rule_id), set()
    for rng, problem, raw in drawn(rule_id):
        limits = list(rule.money_limits(problem))
        caps = {pair: rule.most_pence(problem.bids[pair[1]], problem.pots[pair[0]]) for pair in problem.pairs}
        for _ in range(6):
            starts = some_starts(rng, problem)
            # no more than the bid costs or the pot has, which other rules see to
            paid: Mapping[tuple[str, str], int] = {
                (p, b): rng.randint(1, max(1, min(problem.bids[b].capital_pence, problem.pots[p].countable_pence) // 5))
                for p, b in problem.pairs
                if b in starts and rng.random() < 0.5
            } | {
                pair: most + rng.choice([0, 1])
                for pair, most in caps.items()
                if most is not None and pair[1] in starts and rng.random() < 0.2
            }
            within = all(sum(paid.get(pair, 0) for pair in one.pairs) <= one.pence(starts) for one in limits)
            kept = within and all(
                paid[pair] <= most for pair, most in caps.items() if most is not None and pair in paid
            )
            portfolio = Portfolio(starts, {(p, b, YEARS[0]): amount for (p, b), amount in paid.items()})
            assert kept == (rule.check(raw, portfolio) == [])
            seen.add(kept)
    assert seen == {True, False}


def test_all_a_pot_has_can_be_paid_and_not_a_penny_more() -> None:
    """The tranches that rules leave, against the check's own reckoning of the same money."""
    tight, money = 0, [rule_of(i) for i in ("balance", "certainty", "cil_parish", "umf", "lead")]
    for _, problem, raw in drawn("money"):
        for pot in problem.pots.values():
            for year in pot.years if pot.counts else ():
                there = sum(t.pence for t in pot.tranches if t.first <= year <= t.last)
                if not pot.carry_forward:
                    there = sum(t.pence for t in pot.tranches if t.first == year)
                for paid, ok in ((there, True), (there + 1, False)):
                    portfolio = Portfolio({}, {(pot.id, "B00", year): paid} if paid else {})
                    held = [b for r in money for b in r.check(raw, portfolio) if "has paid" in b.message]
                    assert (held == []) == ok, (pot, year, held)
                    tight += 1
    assert tight > 200


def test_every_rule_is_compared_somewhere() -> None:
    """The rest are compared by what they leave of a pot's money, or are the frame that brute force tries."""
    rest = {"certainty", "cil_parish", "lead", "balance", "dates", "paid_in_full", "window"}
    assert {*ON_STARTS, *GATES, *TOGETHER} | rest == set(PAIRS)

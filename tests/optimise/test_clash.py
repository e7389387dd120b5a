"""The smallest set of rules to relax, the clash sets and the price of a rule, against every list there is."""

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prioritise.case.case import Case
from prioritise.funding import RULES, Problem, build_problem
from prioritise.funding.rule import Draw
from prioritise.optimise import clash
from prioritise.optimise.choose import choose
from prioritise.optimise.clash import Relaxation, relaxation, rule_groups
from prioritise.optimise.counterfactual import Effort
from prioritise.optimise.engine import Engine
from prioritise.optimise.model import holds, portfolio_value
from prioritise.optimise.prices import dearest_first, prices
from prioritise.optimise.result import Options
from tests.build import bid, pot, small_case
from tests.optimise import brute

TIGHT = Effort(gap=0.0, margin=0.0)


@st.composite
def tight_cases(draw: st.DrawFn) -> tuple[Case, dict[str, float]]:
    """Up to 4 bids, most of them forced, with rules that often cannot all hold."""
    ids = [f"B{i}" for i in range(draw(st.integers(2, 4)))]
    some = [
        bid(
            b,
            draw(st.integers(1, 60)),
            cluster_code=draw(st.sampled_from(["C1", "C2"])),
            latest_start=draw(st.sampled_from([None, 2026])),
            revenue_gbp_per_year=draw(st.sampled_from([None, 5, 20])),
            must=draw(st.sampled_from(["yes", "yes", "no", "never"])),
            choice_group=draw(st.sampled_from([None, None, "G"])),
            requires=(draw(st.sampled_from(ids[:i])),) if i and draw(st.booleans()) else (),
        )
        for i, b in enumerate(ids)
    ]
    limits = {
        "years": 2,
        "discount_rate": 0.0,
        "revenue_limit_gbp_per_year": draw(st.sampled_from([None, 10, 30])),
        "max_starts_per_year": draw(st.sampled_from([None, 1])),
        "min_share_by_cluster": draw(st.sampled_from([None, 0.25])),
    }
    money = [pot("P", draw(st.integers(30, 200)))]
    return small_case(limits, bids=some, pots=money), {b: float(draw(st.integers(1, 30))) for b in ids}


def broken_by_list(case: Case, problem: Problem) -> list[tuple[dict[str, int], frozenset[str]]]:
    """Every list that can be paid, and the groups of rules it breaks."""
    rows = [
        r for rule in RULES for r in rule.rows(problem) if r.group and not any(isinstance(v, Draw) for v in r.terms)
    ]
    found = []
    for choice in itertools.product(*[(None, *b.starts) for b in problem.bids.values()]):
        starts = {b: s for b, s in zip(problem.bids, choice, strict=True) if s is not None}
        if brute.most_payable(case, starts) is not None:
            found.append((starts, frozenset(r.group for r in rows if not holds(r, starts))))
    return found


def smallest(sets: list[frozenset[str]]) -> set[frozenset[str]]:
    fewest = min(map(len, sets))
    return {s for s in sets if len(s) == fewest}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(tight_cases())
def test_the_smallest_set_to_relax_agrees_with_brute_force(drawn: tuple[Case, dict[str, float]]) -> None:
    case, values = drawn
    problem = build_problem(case, values)
    every = broken_by_list(case, problem)
    found = relaxation(problem)
    assert found.complete
    expected = smallest([broken for _, broken in every])
    chosen = frozenset(g.group for g in found.gives)
    assert {chosen, *map(frozenset, found.others)} == expected
    for rules in found.clashes:
        assert all(set(rules) & broken for _, broken in every), "some list breaks none of them"
        for group in rules:
            rest = set(rules) - {group}
            assert any(not rest & broken for _, broken in every), f"{group} is not needed for the rules"
    worth = {out: max(portfolio_value(problem, s) for s, broken in every if broken <= out) for out in expected}
    assert worth[chosen] == pytest.approx(max(worth.values())), "of as few, the one that leaves the best list"


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(tight_cases())
def test_the_price_of_every_rule_agrees_with_brute_force(drawn: tuple[Case, dict[str, float]]) -> None:
    case, values = drawn
    problem = build_problem(case, values)
    result = choose(case, problem, Options(gap=0.0))
    if not result.status.has_answer:
        return
    every = broken_by_list(case, problem)
    assert result.value is not None
    tags = {p.group: p for p in prices(problem, result, TIGHT)}
    assert set(tags) == set(rule_groups(problem))
    for group, tag in tags.items():
        best = max(portfolio_value(problem, s) for s, broken in every if broken <= {group})
        assert tag.gain is not None and tag.gain.exact
        assert tag.gain.high == pytest.approx(best - result.value, abs=1e-5)
        assert tag.gain.high >= 0.0, "relaxing never lowers the value"
        assert bool(tag.enters or tag.leaves) <= (best > result.value + 1e-9)


def clashing(limits: dict[str, Any], *bids: dict[str, Any], money: float = 1000.0) -> Relaxation:
    return relaxation(
        build_problem(small_case(limits, bids=bids, pots=[pot("P", money)]), {b["bid_id"]: 1.0 for b in bids})
    )


def test_a_revenue_limit_gives_no_more_than_it_must() -> None:
    forced = [bid(b, 10.0, must="yes", revenue_gbp_per_year=8) for b in "ABC"]
    found = clashing({"revenue_limit_gbp_per_year": 20}, *forced, bid("D", 1.0, revenue_gbp_per_year=50))
    assert [g.group for g in found.gives] == ["revenue"] or len(found.gives) == 1
    revenue = next((g for g in found.gives if g.group == "revenue"), None)
    assert revenue is not None and revenue.amount == 24
    assert revenue.says == "raise the revenue limit from £20 to £24 a year"
    assert {("must:A",), ("must:B",), ("must:C",)} == set(found.others)


def test_the_revenue_limit_of_one_year_gives_in_that_year() -> None:
    """Of £50 a year open from 2027/28 and £30 more from 2028/29, only the first is in the year of the £10 limit."""
    early = bid("A", 10.0, must="yes", latest_start=2026, revenue_gbp_per_year=50)
    late = bid("B", 10.0, must="yes", earliest_start=2027, latest_start=2027, revenue_gbp_per_year=30)
    limits = {"revenue_limit_by_year": {"2027/28": 10.0}, "revenue_limit_gbp_per_year": 1000.0}
    found = clashing(limits, early, late)
    says = {g.group: g.says for g in found.gives}
    assert says == {"revenue:2027": "raise the revenue limit of 2027/28 from £10 to £50"}


def test_the_limit_of_the_other_years_gives_by_what_is_open_in_them() -> None:
    limits = {"revenue_limit_by_year": {"2029/30": 500.0}, "revenue_limit_gbp_per_year": 40.0}
    late = bid("B", 10.0, earliest_start=2028, latest_start=2028, must="yes", revenue_gbp_per_year=30)
    early = bid("A", 10.0, must="yes", latest_start=2026, revenue_gbp_per_year=50)
    found = clashing(limits, early, late)
    assert {g.group: g.says for g in found.gives} == {"revenue": "raise the revenue limit from £40 to £50 a year"}


def test_how_far_a_rule_must_give_hangs_on_no_clock_and_says_where_less_might_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert clash.COMPARED.seconds is None and clash.LEAST.seconds is None
    plain = Engine.best
    monkeypatch.setattr(Engine, "best", lambda *a, **k: replace(plain(*a, **k), proven=False))
    forced = [bid(b, 10.0, must="yes", revenue_gbp_per_year=8) for b in "ABC"]
    (give,) = clashing({"revenue_limit_gbp_per_year": 20}, *forced).gives
    assert give.says == f"raise the revenue limit from £20 to £24 a year{clash.NOT_LEAST}"


def test_starts_a_year_give_no_more_than_they_must() -> None:
    forced = [bid(b, 10.0, must="yes", latest_start=2026) for b in "ABC"]
    found = clashing({"max_starts_per_year": 1}, *forced)
    assert [g.says for g in found.gives] == ["allow 3 starts in a year instead of 1"]
    assert found.gives[0].amount == 3


def test_a_floor_gives_no_more_than_it_must() -> None:
    """£30 of £100 forced is in C2, all that C2 has: 30% is the most its floor can be."""
    forced, other = bid("A", 70.0, must="yes", cluster_code="C1"), bid("B", 30.0, cluster_code="C2")
    found = clashing({"min_share_by_cluster": {"C2": 0.45}}, forced, other)
    assert [g.group for g in found.gives] == ["floor:C2"] or found.others == (("floor:C2",),)
    floor = next((g for g in found.gives if g.group == "floor:C2"), None)
    assert floor is not None
    assert floor.says == "lower the floor of 45% of the capital for cluster C2 to 30%"
    assert floor.amount == pytest.approx(0.3)


def test_two_clashes_need_two_rules_or_the_one_they_share() -> None:
    first, second = bid("A", 10.0, must="yes", choice_group="G"), bid("B", 10.0, must="yes", choice_group="G")
    third = bid("C", 2000.0, must="yes")
    found = clashing({}, first, second, third)
    assert len(found.gives) == 2
    assert "must:C" in {g.group for g in found.gives}
    says = {g.group: g.says for g in found.gives}
    assert "the one pot that may pay it, it is £1,000 short" in says["must:C"]
    assert len(found.clashes) == 2


def test_without_a_clash_nothing_gives() -> None:
    found = clashing({"revenue_limit_gbp_per_year": 20}, bid("A", 10.0, must="yes"))
    assert found == Relaxation((), (), (), True)


def test_dearest_first() -> None:
    some = [
        bid("A", 60.0, choice_group="G"),
        bid("B", 50.0, choice_group="G"),
        bid("C", 30.0, must="yes"),
        bid("D", 30.0),
    ]
    case = small_case({"years": 1}, bids=some, pots=[pot("P", 90.0)])
    problem = build_problem(case, {"A": 10.0, "B": 9.0, "C": 1.0, "D": 4.0})
    result = choose(case, problem, Options(gap=0.0))
    assert result.value == pytest.approx(11.0)
    tags = dearest_first({p.group: p for p in prices(problem, result, TIGHT)})
    assert [(t.group, t.gain.high if t.gain else None, t.enters, t.leaves) for t in tags] == [
        ("must:C", pytest.approx(3.0), ("D",), ("C",)),
        ("choice:G", pytest.approx(0.0), (), ()),
    ]

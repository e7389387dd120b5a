"""Rules that hold only where a case asks, and settings whose default changes nothing."""

from typing import Any

import pytest

from prioritise.funding import RULES, build_problem, gate_table
from prioritise.funding.rule import Rule
from prioritise.funding.written import rule_text
from prioritise.optimise.choose import choose
from prioritise.optimise.result import Options
from prioritise.pipeline import prepare
from prioritise.record.scenario import Scenario
from tests.build import bid, pot, small_case
from tests.funding.made import Made, of
from tests.funding.test_rules import PAIRS

SWITCHED = [rule for rule in RULES if rule.switch is not None]
EXACT = Options(gap=0.0)


@pytest.mark.parametrize("rule", SWITCHED, ids=lambda r: r.id)
def test_a_rule_that_is_off_refuses_limits_and_checks_nothing(rule: Rule) -> None:
    made = PAIRS[rule.id].breaks
    off = Made(made.bids, made.pots, {**made.settings, "rules_on": ()}, made.starts, made.payments, made.more)
    assert off.broken == set()
    assert off.model_allows
    assert gate_table(build_problem(off.case, {}))["allowed"].all()
    assert (
        rule_text(rule, build_problem(off.case, {})).rstrip().endswith(f"Source: {rule.switch and rule.switch.source}.")
    )


@pytest.mark.parametrize("rule", SWITCHED, ids=lambda r: r.id)
def test_a_what_if_switches_a_rule_on(rule: Rule) -> None:
    made = PAIRS[rule.id].breaks
    off = Made(made.bids, made.pots, {**made.settings, "rules_on": ()}, made.starts, made.payments, made.more)
    changed = Scenario(settings={"rules_on": [rule.id]}).apply(off.case)
    assert changed.settings.rules_on == (rule.id,)
    assert changed.digest != off.case.digest


def test_only_rules_that_no_contract_names_are_switches() -> None:
    assert {r.id for r in SWITCHED} == {"umf", "grant_conditions", "grant_share", "guaranteed_use", "pooling"}
    assert all(r.switch.since and r.switch.source and r.switch.tag in "SCBMD" for r in SWITCHED if r.switch)


def test_a_rule_that_is_not_there_is_said() -> None:
    prepared = prepare(small_case({"rules_on": ("guaranteed_us",)}, bids=[bid("B", 1.0)], pots=[pot("P", 1.0)]))
    (issue,) = [i for i in prepared.issues if i.code == "no_such_rule"]
    assert "there is no rule called guaranteed_us to switch on" in issue.message
    assert "guaranteed_use" in issue.message


def test_settings_at_their_default_change_neither_money_nor_digest() -> None:
    plain = of(pot_columns={"status": "secured", "available_from": "2026-04-01"}).case
    said = plain.with_settings(secured_share=1.0, rules_on=(), lead_months_by_holder={}, revenue_limit_by_year={})
    assert build_problem(said, {}).pots == build_problem(plain, {}).pots
    assert plain.with_settings(rules_on=(), count_requested=False).digest == plain.digest


def money(pot_columns: dict[str, Any], **settings: Any) -> tuple[tuple[int, int, int], ...]:
    """First year, last year and pence of what a £10 pot has."""
    made = of(pot_columns=pot_columns, settings=settings)
    return tuple((t.first, t.last, t.pence) for t in build_problem(made.case, {}).pots["P"].tranches)


@pytest.mark.parametrize(
    ("columns", "settings", "pence"),
    [
        ({"status": "requested"}, {}, 0),
        ({"status": "requested"}, {"count_requested": True}, 1000),
        ({"status": "requested"}, {"requested_share": 0.333}, 333),
        ({"status": "requested"}, {"requested_share": 0.25, "count_requested": True}, 250),
        ({"status": "requested"}, {"requested_share": 0.0, "count_requested": True}, 0),
        ({"status": "secured"}, {"secured_share": 0.5}, 0),
        ({"status": "secured", "available_from": "2026-04-01"}, {}, 1000),
        ({"status": "secured", "available_from": "2026-04-01"}, {"secured_share": 0.5}, 500),
        ({"status": "received"}, {"secured_share": 0.5, "requested_share": 0.5}, 1000),
        ({"kind": "cil", "neighbourhood_plan": "no"}, {}, 850),
        ({"kind": "cil", "neighbourhood_plan": "yes"}, {}, 750),
        ({"kind": "cil", "neighbourhood_plan": "yes"}, {"assumption_values": {"cil_parish_share_with_plan": 0.3}}, 700),
        ({"kind": "cil"}, {}, 1000),
        ({"kind": "s106", "neighbourhood_plan": "yes"}, {}, 1000),
        ({"kind": "cil", "neighbourhood_plan": "no", "status": "requested"}, {"requested_share": 0.5}, 425),
    ],
)
def test_how_much_of_the_money_counts(columns: dict[str, Any], settings: dict[str, Any], pence: int) -> None:
    assert sum(t[2] for t in money(columns, **settings)) == pence


@pytest.mark.parametrize(
    ("columns", "settings", "first"),
    [
        ({}, {}, 2026),
        ({"lead_months": 0}, {}, 2026),
        ({"lead_months": 11}, {}, 2026),  # 1 March 2027
        ({"lead_months": 12}, {}, 2027),  # 1 April 2027
        ({"lead_months": 24}, {}, 2028),
        ({"lead_months": 36}, {}, None),
        ({"lead_months": 3, "available_from": "2027-01-01"}, {}, 2027),  # 1 April 2027
        ({"lead_months": 2, "available_from": "2027-01-31"}, {}, 2026),  # 31 March 2027
        ({"lead_months": 12, "carry_forward": "no"}, {}, 2027),
        ({"holder": "Council"}, {"lead_months_by_holder": {"Council": 12}}, 2027),
        ({"holder": "Council", "lead_months": 0}, {"lead_months_by_holder": {"Council": 12}}, 2026),
        ({"holder": "Council", "status": "transferred"}, {"lead_months_by_holder": {"Council": 12}}, 2026),
        ({"holder": "Other"}, {"lead_months_by_holder": {"Council": 12}}, 2026),
    ],
)
def test_when_the_money_is_there(columns: dict[str, Any], settings: dict[str, Any], first: int | None) -> None:
    assert [t[0] for t in money(columns, **settings)] == ([] if first is None else [first])


def test_yearly_money_comes_later_and_a_yearly_budget_is_lost_when_it_comes_after_its_year() -> None:
    receipts = [
        {"pot_id": "P", "financial_year": y, "amount_gbp": a} for y, a in ((2025, 1.0), (2026, 2.0), (2027, 4.0))
    ]
    kept, alone = (
        build_problem(of(pot_columns={"lead_months": 12, **more}, more={"pot_years": receipts}).case, {}).pots["P"]
        for more in ({"spend_by": "2028-03-31"}, {"carry_forward": "no"})
    )
    assert [(t.first, t.pence) for t in kept.tranches] == [(2027, 300)]
    assert sum(kept.lost_pence.values()) == 400
    assert (alone.tranches, sum(alone.lost_pence.values())) == ((), 600)


def test_money_of_the_utilisation_fund_from_before_the_first_year_is_gone() -> None:
    receipts = [
        {"pot_id": "P", "financial_year": y, "amount_gbp": a} for y, a in ((2024, 1.0), (2026, 2.0), (2027, 4.0))
    ]
    fund = {"kind": "umf", "status": "requested"}
    settings = {"rules_on": ("umf",), "requested_share": 0.5}
    works = {"kind": "refurbishment"}
    made = of(works, fund, settings=settings, more={"pot_years": receipts}, payments={("P", "B", 2026): 101})
    tranches = build_problem(made.case, {}).pots["P"].tranches
    assert [(t.first, t.last, t.pence) for t in tranches] == [(2026, 2026, 100), (2027, 2027, 200)]
    assert {"umf", "certainty"} & made.broken
    kept = of(works, fund, settings=settings, more={"pot_years": receipts}, payments={("P", "B", 2026): 100})
    assert not {"umf", "certainty", "balance"} & kept.broken


def test_a_lead_time_gives_money_that_is_not_there_no_date() -> None:
    made = of(pot_columns={"status": "secured", "lead_months": 6})
    _, said = build_problem(made.case, {}).refusals["P", "B"]
    assert said == "is only secured, and nobody has said from when it could be spent"


def in_part(least: float | None, **pot_columns: Any) -> Made:
    """A bid of £10 over two years of which the pots must pay a part."""
    return Made([bid("B", 10.0, years_to_build=2, least_share=least)], [pot("P", 10.0, **pot_columns)])


@pytest.mark.parametrize(
    ("least", "columns", "paid"),
    [
        (None, {}, 1000),
        (1.0, {}, 1000),
        (0.4, {}, 400),
        (0.333, {}, 333),
        (0.3333, {}, 334),  # a part of a penny is a penny
        (0.0, {}, 0),
        (0.4, {"spend_by": "2028-03-31"}, 1000),  # money that would lapse is paid up to the cost
        (0.4, {"spend_by": "2027-03-31"}, 500),  # and in a year no more than its cost
        (0.6, {"spend_by": "2027-03-31"}, None),
    ],
)
def test_a_bid_may_be_paid_in_part(least: float | None, columns: dict[str, Any], paid: int | None) -> None:
    case = in_part(least, **columns).case
    result = choose(case, build_problem(case, {"B": 7.0}), EXACT)
    assert result.funded == (() if paid is None else ("B",))
    assert result.payments["amount_pence"].sum() == (paid or 0)
    assert result.value == (0.0 if paid is None else 7.0)


def test_what_a_part_paid_bid_leaves_pays_another() -> None:
    case = small_case(bids=[bid("A", 10.0, least_share=0.5), bid("B", 10.0)], pots=[pot("P", 15.0)])
    result = choose(case, build_problem(case, {"A": 1.0, "B": 1.0}), EXACT)
    assert result.funded == ("A", "B")


def test_a_conditional_pot_pays_when_its_bid_is_funded_by_another() -> None:
    bids = [bid("A", 10.0), bid("B", 10.0)]
    for money_for_a, funded in ((10.0, ("A", "B")), (9.0, ())):
        case = small_case(
            bids=bids, pots=[pot("P", 10.0, only_if=("A",), for_kinds=("extension",)), pot("Q", money_for_a)]
        )
        result = choose(case, build_problem(case, {"A": 1.0, "B": 5.0}), EXACT)
        assert result.funded == (funded or ("A",))


def test_a_conditional_pot_may_pay_the_bid_it_hangs_on() -> None:
    case = small_case(bids=[bid("A", 10.0)], pots=[pot("P", 10.0, only_if=("A",))])
    assert choose(case, build_problem(case, {"A": 1.0}), EXACT).funded == ("A",)


def test_grants_of_one_set_of_directions_are_held_together() -> None:
    old = {"kind": "grant", "signed": "2020-01-01"}
    case = small_case(
        {"rules_on": ("grant_share",)}, bids=[bid("B", 10.0)], pots=[pot("P", 5.0, **old), pot("Q", 5.0, **old)]
    )
    assert choose(case, build_problem(case, {"B": 1.0}), EXACT).funded == ()
    newer = case.with_table("pots", case.table("pots").assign(signed=None).astype({"signed": "datetime64[s]"}))
    assert choose(newer, build_problem(newer, {"B": 1.0}), EXACT).funded == ("B",)


@pytest.mark.parametrize(("start", "most"), [(2026, 14_399_999), (2027, 0)])
def test_a_lease_limits_a_grant_by_when_the_works_end(start: int, most: int) -> None:
    """Six years of use from 31 March 2027 end with the lease; a year later they do not."""
    site = {"site_code": "S1", "practice_code": "G1", "name": "Elm", "role": "main", "lease_end": "2033-03-31"}
    made = Made([bid("B", 200_000.0, site_code="S1")], [pot("P", 1e6, kind="grant")],
                {"rules_on": ("guaranteed_use",)}, more={"sites": [site]})  # fmt: skip
    problem = build_problem(made.case, {})
    (limit,) = [one for rule in RULES for one in rule.money_limits(problem)]
    assert limit.pence({"B": start}) == most


def test_revenue_is_held_to_the_limit_of_its_year() -> None:
    more = {"revenue_gbp_per_year": 5.0}
    made = of(more, settings={"revenue_limit_gbp_per_year": 100.0, "revenue_limit_by_year": {"2028/29": 4.0}})
    assert made.broken == {"revenue"}
    assert not made.model_allows
    later = of(more, settings=made.settings, starts={"B": 2028}, payments={("P", "B", 2028): 1000})
    assert later.broken == set()
    assert later.model_allows


def test_fifths_of_deprivation_are_by_rank_and_unknown_below_five() -> None:
    from prioritise.funding.rules.deprivation_shares import fifths

    def case_of(*scores: float | None) -> Any:
        return small_case(
            practices=[
                {"practice_code": f"G{i}", "name": "", "list_size": 1.0, "imd_score": s} for i, s in enumerate(scores)
            ]
        )

    assert fifths(case_of(50, 40, 30, 20, 10), 5) == {"G0": "1", "G1": "2", "G2": "3", "G3": "4", "G4": "5"}
    assert fifths(case_of(50, 50, None, 20, 20, 10), 5) == {"G0": "1", "G1": "1", "G3": "3", "G4": "3", "G5": "5"}
    assert fifths(case_of(50, 40, 30, 20, None), 5) == {}


def test_bids_of_no_known_fifth_are_said_where_a_fifth_has_a_limit() -> None:
    tables = {"bids": [bid("B", 1.0)], "pots": [pot("P", 1.0)]}
    assert not [i for i in prepare(small_case(**tables)).issues if i.code == "no_fifth"]
    found = prepare(small_case({"min_share_by_deprivation": {"1": 0.1}}, **tables)).issues
    assert "B" in next(i.message for i in found if i.code == "no_fifth")

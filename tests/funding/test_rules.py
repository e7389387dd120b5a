"""Every fund rule holds where it should and bites where it should: at the gate, in the model, in the re-check."""

import importlib
import pkgutil
from typing import Any

import pytest

from prioritise.funding import RULES, Names, build_problem, first_refusal, gate_table, stops_between
from prioritise.funding.rule import Rule
from prioritise.optimise.choose import choose
from prioritise.optimise.recheck import breaches, checks_in_words
from prioritise.optimise.result import Options, Status
from tests.build import bid, pot, small_case
from tests.funding import pairs
from tests.funding.made import DEPOT, FAR, IN_C1, IN_C2, LATER, NEAR, PAID, Made, Pair, at, of, two
from tests.funding.pairs.pooling import sixth

PAIRS: dict[str, Pair] = {
    module.name: importlib.import_module(f"{pairs.__name__}.{module.name}").PAIR
    for module in pkgutil.iter_modules(pairs.__path__)
}
"""Rule id -> its pair: one file a rule."""
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)


@every_rule
def test_every_rule_has_a_case_that_holds_and_one_that_breaks(rule: Rule) -> None:
    assert rule.id in PAIRS, f"write tests/funding/pairs/{rule.id}.py"
    gated = type(rule).refuses is not Rule.refuses
    assert bool(PAIRS[rule.id].says) == gated, "a rule with a gate needs its sentence tested"


def test_no_pair_is_left_of_a_rule_that_is_gone() -> None:
    assert set(PAIRS) == {r.id for r in RULES}


@every_rule
def test_every_rule_says_itself(rule: Rule) -> None:
    assert len(rule.sentence()) > 20
    assert rule.sentence().endswith(".")
    assert rule.title
    assert f"{rule.title}: {rule.sentence()}" in checks_in_words()


def test_rules_have_their_own_names_and_places() -> None:
    assert len({r.id for r in RULES}) == len({r.order for r in RULES}) == len(RULES)


@every_rule
def test_recheck_tells_a_kept_rule_from_a_broken_one(rule: Rule) -> None:
    pair = PAIRS[rule.id]
    assert pair.holds.broken == set()
    assert pair.breaks.broken == {rule.id}


@every_rule
def test_model_allows_a_kept_rule_and_not_a_broken_one(rule: Rule) -> None:
    pair = PAIRS[rule.id]
    assert pair.holds.model_allows
    assert pair.breaks.model_allows is not pair.model


@every_rule
def test_gate_refuses_with_the_rule_and_its_sentence(rule: Rule) -> None:
    pair = PAIRS[rule.id]
    held, broken = (gate_table(build_problem(made.case, {})) for made in (pair.holds, pair.breaks))
    assert held["allowed"].all()
    assert (held["reason"] == "").all()
    if pair.says:
        (row,) = broken[broken["pot_id"] == "P"].to_dict("records")
        assert (row["allowed"], row["rule_id"]) == (False, rule.id)
        assert pair.says in row["reason"]
    else:
        assert broken["allowed"].all()


def refusal(made: Made) -> tuple[str, str]:
    """Rule and sentence of the gate for the one bid and pot; two blanks when it is open."""
    problem = build_problem(made.case, {})
    found = first_refusal(problem.bids["B"], problem.pots["P"]) or ("", "")
    (row,) = gate_table(problem).to_dict("records")
    assert (row["rule_id"], row["reason"]) == found
    return found


def cap(made: Made) -> float:
    """`cap_gbp` of the one bid and pot."""
    return float(gate_table(build_problem(made.case, {}))["cap_gbp"].iloc[0])


# Cases of the domain notes, section 9.


@pytest.mark.parametrize("rule", [r for r in RULES if type(r).refuses is not Rule.refuses], ids=lambda r: r.id)
def test_a_gate_says_why_without_saying_anything_of_one_bid(rule: Rule) -> None:
    problem = build_problem(PAIRS[rule.id].breaks.case, {})
    assert rule.refuses(problem.bids["B"], problem.pots["P"]) is not None
    said = rule.stops_with(problem.pots["P"], Names())
    assert said and "this" not in said and "B" not in said


def test_the_rules_that_stop_a_pot_count_each_bid_once_and_leave_none_out() -> None:
    """The rule that stops the most comes first, though a gate row holds only the first in the rules' order."""
    bids = [bid("A", 10.0, kind="land", **at(FAR)), bid("B", 10.0, **at(FAR)), bid("C", 10.0, **at(NEAR), kind="land")]
    pots = [pot("P", 10.0, for_kinds=["extension"], within_km=1.0, **at(DEPOT)), pot("Q", 10.0)]
    problem = build_problem(small_case(bids=[*bids, bid("D", 10.0, **at(FAR))], pots=pots), {})
    first = gate_table(problem).groupby("pot_id")["rule_id"].value_counts()
    assert (first["P", "kind"], first["P", "distance"]) == (2, 2)
    assert [(r.id, n) for r, n in stops_between(problem, "P")] == [("distance", 3), ("kind", 1)]
    assert stops_between(problem, "Q") == ()


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"spend_by": "2026-12-31"}, "lapses on 31 December 2026, with no whole year before it in which it could pay"),
        ({"available_from": "2030-05-01"}, "is not there until 1 May 2030, after the last year looked at"),
        ({"amount_gbp": 0.0}, "has nothing left to commit in the years that count"),
    ],
)
def test_money_that_no_year_can_use_is_said_by_its_cause(columns: dict[str, Any], said: str) -> None:
    problem = build_problem(Made(pots=[{**pot("P", 10.0), **columns}]).case, {})
    assert stops_between(problem, "P")[0][0].stops_with(problem.pots["P"], Names()) == said


@pytest.mark.parametrize(
    ("columns", "window", "said"),
    [
        ({}, {"latest_start": 2026}, "has no money until 2028/29, and this bid last spends in 2026/27"),
        ({"carry_forward": "no"}, {"latest_start": 2027}, "has money only in 2028/29, not carried forward; this bid "
         "first spends in 2026/27"),
        ({"spend_by": "2029-03-31"}, {}, ""),
    ],
)  # fmt: skip
def test_money_that_comes_after_a_bid_must_spend_may_not_pay_it(
    columns: dict[str, Any], window: dict[str, Any], said: str
) -> None:
    more = {"pot_years": [{"pot_id": "P", "financial_year": 2028, "amount_gbp": 10.0}]}
    assert refusal(of(window, columns, more=more)) == (("dates", said) if said else ("", ""))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"for_practices": ["G1"]}, "the deed names surgeries (G1), and which this bid serves is not known"),
        ({"for_sites": ["S1"]}, "the deed names buildings (S1), and the building of this bid is not known"),
        ({"for_clusters": ["C1"]}, "is for named clusters (C1), and the cluster of this bid is not known"),
    ],
)
def test_a_bid_that_names_no_place_is_not_said_to_be_in_another(columns: dict[str, Any], said: str) -> None:
    assert refusal(of(pot_columns=columns))[1] == said


def test_names_are_said_where_they_are_known() -> None:
    columns = {"for_practices": ["G1", "G2"]}
    problem = build_problem(of(pot_columns=columns).case, {})
    rule = stops_between(problem, "P")[0][0]
    assert rule.stops_with(problem.pots["P"], Names({"G1": "Elm"})) == "the deed names other surgeries (Elm, G2)"


@pytest.mark.parametrize(("day", "allowed"), [("2016-05-01", False), ("2019-10-01", True)])
def test_t22_a_sixth_obligation_on_one_project_is_blocked_while_pooling_was_limited(day: str, allowed: bool) -> None:
    made = sixth(day)
    problem = build_problem(made.case, {"B": 10.0})
    assert (("P", "B") in problem.pairs) is allowed
    if not allowed:
        assert problem.refusals["P", "B"][0] == "pooling"
        assert "1 May 2016" in problem.refusals["P", "B"][1] and "(5 for this bid)" in problem.refusals["P", "B"][1]
    result = choose(made.case, problem, Options(gap=0.0))
    assert result.status is Status.PROVEN and result.funded == (("B",) if allowed else ())


def test_t23_best_bid_with_a_pound_of_revenue_and_no_headroom_is_not_selected() -> None:
    case = small_case(
        {"revenue_limit_gbp_per_year": 0},
        bids=[
            bid("BEST", 10.0, revenue_gbp_per_year=1.0),
            bid("GOOD", 10.0, revenue_gbp_per_year=0.0),
            bid("UNKNOWN", 10.0),
        ],
        pots=[pot("P", 100.0)],
    )
    result = choose(case, build_problem(case, {"BEST": 90.0, "GOOD": 50.0, "UNKNOWN": 10.0}), Options(gap=0.0))
    assert result.status is Status.PROVEN
    assert result.funded == ("GOOD", "UNKNOWN")


def test_t24_digital_bid_is_ineligible_for_one_fund_and_eligible_for_the_other() -> None:
    digital = {"kind": "technology"}
    buildings = of(
        digital, {"kind": "umf", "for_kinds": ("existing_space", "improvement", "refurbishment", "extension")}
    )
    both = of(digital, {"kind": "etf", "for_kinds": ("extension", "improvement", "technology")})
    assert refusal(buildings) == (
        "kind",
        "pays only for existing space, improvement, refurbishment and 1 more, and this is technology",
    )
    assert buildings.broken == {"kind"}
    assert refusal(both) == ("", "")
    assert both.broken == set()


def test_t25_money_that_lapses_the_day_before_the_start_is_refused_with_the_days() -> None:
    starts_1_april = of({"earliest_start": 2027}, {"spend_by": "2027-03-31"}, **LATER)
    rule, sentence = refusal(starts_1_april)
    assert rule == "dates"
    assert sentence == "lapses on 31 March 2027, 1 day before this bid can first spend (1 April 2027)"
    assert starts_1_april.broken == {"dates"}
    assert refusal(of({"earliest_start": 2027}, {"spend_by": "2028-03-31"}, **LATER)) == ("", "")


def test_one_day_short_of_the_year_end_is_one_day() -> None:
    sentence = refusal(of({"latest_start": 2026}, {"spend_by": "2027-03-30"}))[1]
    assert sentence == "lapses on 30 March 2027, 1 day before the end of 2026/27: a part year does not count"


def test_a_budget_that_dies_before_the_bid_can_spend_is_refused_by_its_year() -> None:
    sentence = refusal(of({"earliest_start": 2027}, {"carry_forward": "no"}, **LATER))[1]
    assert sentence == "has money only in 2026/27, not carried forward; this bid first spends in 2027/28"


# Dates.


def test_mid_year_spend_by_loses_its_year() -> None:
    lost = of({"latest_start": 2026}, {"spend_by": "2026-12-31"})
    assert refusal(lost)[0] == "dates"
    assert "dates" in lost.broken
    half = of({"earliest_start": 2026}, {"spend_by": "2027-12-31"})
    assert refusal(half) == ("", "")
    assert half.broken == set()
    assert "dates" in of({}, {"spend_by": "2027-12-31"}, **LATER).broken


def test_money_not_there_in_time_is_refused() -> None:
    early = of({"latest_start": 2026}, {"available_from": "2027-04-01"})
    assert refusal(early) == ("dates", "is not there until 1 April 2027, after this bid must spend")
    assert "dates" in early.broken
    assert refusal(of({}, {"available_from": "2027-04-01"}, **LATER)) == ("", "")


def test_payment_outside_the_horizon_is_caught() -> None:
    after = of(starts={"B": 2029}, payments={("P", "B", 2029): 1000})
    assert {"dates", "window"} <= after.broken


# Money in hand.


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"status": "secured"}, "in_hand"),
        ({"status": "secured", "available_from": "2026-10-01"}, ""),
        ({"status": "requested"}, "in_hand"),
        ({"status": "requested", "available_from": "2026-04-01"}, "in_hand"),
        ({"status": "received"}, ""),
        ({"status": "allocated"}, ""),
        ({"status": "transferred"}, ""),
    ],
)
def test_status_of_the_money(columns: dict[str, str], rule: str) -> None:
    made = of(pot_columns=columns)
    assert refusal(made)[0] == rule
    assert made.broken == ({rule} if rule else set())
    assert made.model_allows is not bool(rule)


# Growth and shares.


def test_growth_only_pays_the_growth_share_and_not_a_penny_more() -> None:
    growth = {"bid_columns": {"growth_share": 0.35}, "pot_columns": {"growth_only": "yes"}}
    rest = [pot("P", 10.0, growth_only="yes"), pot("Q", 10.0)]
    assert cap(of(**growth)) == 3.50
    for paid, broken in ((350, set()), (351, {"growth"})):
        payments = {("P", "B", 2026): paid, ("Q", "B", 2026): 1000 - paid}
        assert Made([bid("B", 10.0, growth_share=0.35)], rest, payments=payments).broken == broken


def test_no_growth_is_refused_and_unknown_growth_too() -> None:
    assert "no part of this bid" in refusal(of({"growth_share": 0.0}, {"growth_only": "yes"}))[1]
    assert "unknown" in refusal(of({}, {"growth_only": "yes"}))[1]
    assert refusal(of({}, {"growth_only": "no"})) == ("", "")


@pytest.mark.parametrize(
    ("share", "capital", "most"), [(0.66, 0.98, 0.64), (0.66, 0.99, 0.65), (1 / 3, 100.0, 33.33), (0.333, 0.1, 0.03)]
)
def test_max_share_rounds_down_to_whole_pence(share: float, capital: float, most: float) -> None:
    """T18: a grant of 66% too, £198,000 of £300,000."""
    one, pots = [bid("B", capital)], [pot("P", 1000.0, max_share=share), pot("Q", 1000.0)]
    assert cap(Made(one, pots[:1])) == most
    total, part = round(capital * 100), round(most * 100)
    for paid, broken in ((part, set()), (part + 1, {"max_share"})):
        assert Made(one, pots, payments={("P", "B", 2026): paid, ("Q", "B", 2026): total - paid}).broken == broken


def test_t18_grant_of_66_per_cent() -> None:
    assert cap(Made([bid("B", 300_000.0)], [pot("P", 1e6, max_share=0.66)])) == 198_000.0


def test_the_tighter_of_two_shares_binds() -> None:
    assert cap(of({"growth_share": 0.2}, {"growth_only": "yes", "max_share": 0.5})) == 2.0
    assert cap(of({"growth_share": 0.9}, {"growth_only": "yes", "max_share": 0.5})) == 5.0


def test_a_share_is_over_all_years() -> None:
    half = [pot("P", 10.0, max_share=0.5), pot("Q", 10.0)]
    paid = {("P", "B", 2026): 300, ("Q", "B", 2026): 200, ("P", "B", 2027): 300, ("Q", "B", 2027): 200}
    assert Made([bid("B", 10.0, years_to_build=2)], half, payments=paid).broken == {"max_share"}


# Places.

PRACTICES = [
    {"practice_code": "G1", "name": "One", "list_size": 1.0, "cluster_code": "C1"},
    {"practice_code": "G2", "name": "Two", "list_size": 1.0, "cluster_code": "C2"},
]
SITES = [
    {"site_code": "S1", "practice_code": "G1", "name": "Main", "role": "main", **at(NEAR)},
    {"site_code": "S1B", "practice_code": "G1", "name": "Branch", "role": "branch", **at(FAR)},
]
PLACES = {"practices": PRACTICES, "sites": SITES}


def test_named_practice_is_found_by_the_site_of_the_bid() -> None:
    at_site = of({"site_code": "S1B"}, {"for_practices": ("G1",)}, more=PLACES)
    assert refusal(at_site) == ("", "")
    assert at_site.broken == set()
    other = of({"site_code": "S1B"}, {"for_practices": ("G2",)}, more=PLACES)
    assert refusal(other)[0] == "practice"
    assert other.broken == {"practice"}


def test_bid_without_practice_or_site_gets_nothing_from_a_pot_that_names_any() -> None:
    for column, rule in (("for_practices", "practice"), ("for_sites", "site"), ("for_clusters", "cluster")):
        made = of({}, {column: ("X",)})
        assert refusal(made)[0] == rule
        assert made.broken == {rule}


@pytest.mark.parametrize(
    ("where", "rule"),
    [
        (at(FAR), "distance"),
        (at(NEAR), ""),
        ({"site_code": "S1"}, ""),
        ({"site_code": "S1B"}, "distance"),
        ({"practice_codes": ("G1",)}, ""),  # by its practice's main site
        ({"practice_codes": ("G2", "G1")}, ""),  # the first practice has no site
        ({"practice_codes": ("G2",)}, "distance"),
        ({"site_code": "S1", **at(FAR)}, "distance"),  # its own point comes first
        ({}, "distance"),
    ],
)
def test_distance_is_from_the_best_known_place(where: dict[str, Any], rule: str) -> None:
    made = of(where, {**at(DEPOT), "within_km": 2.0}, more=PLACES)
    assert refusal(made)[0] == rule
    assert made.broken == ({rule} if rule else set())


def test_unknown_places_are_said_to_be_unknown() -> None:
    assert "place of this bid is unknown" in refusal(of({}, {**at(DEPOT), "within_km": 2.0}))[1]
    from_nowhere = of(at(NEAR), {"within_km": 2.0})
    assert refusal(from_nowhere) == ("distance", "has a distance limit, but nobody has said from where")
    assert from_nowhere.broken == {"distance"}


def test_bid_of_two_clusters_is_in_both() -> None:
    for cluster in ("C1", "C2"):
        made = of({"practice_codes": ("G1", "G2")}, {"for_clusters": (cluster,)}, more=PLACES)
        assert refusal(made) == ("", "")
        assert made.broken == set()


def test_own_cluster_of_a_bid_stands_before_its_practices() -> None:
    made = of({"practice_codes": ("G1",), **IN_C2}, {"for_clusters": ("C1",)}, more=PLACES)
    assert refusal(made)[0] == "cluster"
    assert made.broken == {"cluster"}


@pytest.mark.parametrize(("floor", "holds"), [(0.5, True), (0.51, False)])
def test_bid_of_two_clusters_counts_half_to_each_floor(floor: float, holds: bool) -> None:
    made = of({"practice_codes": ("G1", "G2")}, settings={"min_share_by_cluster": {"C2": floor}}, more=PLACES)
    assert build_problem(made.case, {}).bids["B"].clusters == {"C1": 0.5, "C2": 0.5}
    assert made.broken == (set() if holds else {"floor"})
    assert made.model_allows is holds


def test_a_floor_is_said_as_it_was_set() -> None:
    """12.5% is neither 12% nor 13%, in the model's sentence and in the re-check's."""
    made = two(IN_C1, IN_C2, {"A": 2026}, min_share_by_cluster={"C2": 0.125})
    problem = build_problem(made.case, {})
    (row,) = [r for rule in RULES if rule.id == "floor" for r in rule.rows(problem)]
    assert row.sentence == "at least 12.5% of the capital funded goes to cluster C2"
    (breach,) = [b for b in breaches(made.case, made.starts, made.payments) if b.rule_id == "floor"]
    assert breach.message == "cluster C2 gets £0, under 12.5% of the capital"


def test_a_share_limit_is_said_as_it_was_set() -> None:
    made = of({}, {"max_share": 0.125}, starts={"B": 2026}, payments=PAID)
    (breach,) = [b for b in breaches(made.case, made.starts, made.payments) if b.rule_id == "max_share"]
    assert breach.message == "P pays £10 of B, over 12.5% of it"


def test_a_reason_and_a_limit_name_a_cluster_as_the_case_does() -> None:
    named = [{**p, "cluster_name": "Elm Valley"} if p["cluster_code"] == "C2" else p for p in PLACES["practices"]]
    made = of(
        IN_C1, {"for_clusters": ("C2",)}, settings={"min_share_by_cluster": {"C2": 0.1}}, more={"practices": named}
    )
    assert refusal(made)[1] == "is for another cluster (Elm Valley)"
    problem = build_problem(made.case, {})
    (row,) = [r for rule in RULES if rule.id == "floor" for r in rule.rows(problem)]
    assert row.sentence.endswith("goes to cluster C2 (Elm Valley)")


def test_one_floor_for_all_is_for_each_cluster_that_has_a_bid() -> None:
    made = two(IN_C1, IN_C2, {"A": 2026}, min_share_by_cluster=0.1)
    assert made.broken == {"floor"}
    assert not made.model_allows


# Balances.


def paid_in(year: int, **columns: Any) -> Made:
    """The £10 bid started and paid in a year, from receipts of £4 in 2024 and £6 in 2027."""
    receipts = [{"pot_id": "P", "financial_year": y, "amount_gbp": a} for y, a in ((2024, 4.0), (2027, 6.0))]
    paid = {"starts": {"B": year}, "payments": {("P", "B", year): 1000}}
    return of(pot_columns=columns, more={"pot_years": receipts}, **paid)


@pytest.mark.parametrize(
    ("year", "carry", "holds"), [(2026, "yes", False), (2027, "yes", True), (2028, "yes", True), (2027, "no", False)]
)
def test_receipts_before_the_horizon_carry_forward_or_are_gone(year: int, carry: str, holds: bool) -> None:
    made = paid_in(year, carry_forward=carry)
    assert made.broken == (set() if holds else {"balance"})
    assert made.model_allows is holds


def test_lump_not_carried_forward_dies_with_its_year() -> None:
    made = of({}, {"carry_forward": "no"}, **LATER)
    assert made.broken == {"balance"}
    assert not made.model_allows
    assert of({}, {"carry_forward": "no"}).model_allows


def test_pot_is_shared_by_all_its_bids() -> None:
    paid = {("P", b, 2026): 1000 for b in "AB"}
    over = Made([bid("A", 10.0), bid("B", 10.0)], [pot("P", 19.99)], {}, {"A": 2026, "B": 2026}, paid)
    assert over.broken == {"balance"}
    assert not over.model_allows


# Links and limits.


def test_never_means_never() -> None:
    made = of({"must": "never"})
    assert made.broken == {"must"}
    assert not made.model_allows


def test_a_requirement_must_be_funded() -> None:
    made = two({"requires": ("B",)}, {}, {"A": 2026})
    assert made.broken == {"requires"}
    assert not made.model_allows


def test_a_started_bid_that_costs_nothing_is_not_funded_either() -> None:
    started = [bid(f"B{i}", 0.0, started="yes") for i in range(6)]
    case = small_case(bids=[*started, bid("C", 10.0)], pots=[pot("P", 10.0)])
    result = choose(case, build_problem(case, {b["bid_id"]: 5.0 for b in started}), Options(gap=0.0))
    assert not {b["bid_id"] for b in started} & set(result.funded)


def test_revenue_counts_after_the_last_cost_year_and_after_the_horizon() -> None:
    limit = {"revenue_limit_gbp_per_year": 7.0}
    costs = {"revenue_gbp_per_year": 4.0}
    made = two(costs, costs, {"A": 2026, "B": 2028}, **limit)
    assert [b.message for b in breaches(made.case, made.starts, made.payments)] == [
        "revenue is £8 in 2029/30, over the limit"
    ]
    assert not made.model_allows
    assert two(costs, costs, {"A": 2026}, **limit).model_allows


def test_money_cannot_be_paid_back_to_a_pot() -> None:
    pots = [pot("P", 10.0), pot("Q", 10.0)]
    made = Made(pots=pots, payments={("P", "B", 2026): 1100, ("Q", "B", 2026): -100})
    assert "paid_in_full" in made.broken
    # within the balance, so that only the sign gives it away
    made = Made([bid("B", 5.0)], pots, payments={("P", "B", 2026): 600, ("Q", "B", 2026): -100})
    assert "paid_in_full" in made.broken


def test_a_bid_that_is_not_funded_is_paid_nothing() -> None:
    assert of(starts={}).broken == {"paid_in_full"}


def test_the_earlier_rule_gives_the_reason() -> None:
    made = of({"started": "yes"}, {"status": "requested", "for_kinds": ("technology",), "spend_by": "2020-03-31"})
    assert refusal(made)[0] == "not_started"
    made = of({}, {"status": "requested", "for_kinds": ("technology",), "spend_by": "2020-03-31"})
    assert refusal(made)[0] == "in_hand"

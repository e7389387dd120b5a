"""Replacement cost, points needed and what would fund a bid: the published case, brute force, and what is promised."""

import random
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from prioritise.case import load_case
from prioritise.case.case import Case
from prioritise.criteria import score_bids
from prioritise.criteria.model import Scored
from prioritise.evidence import case_assumptions
from prioritise.funding import build_problem
from prioritise.optimise.account import Account, account
from prioritise.optimise.change import Changes
from prioritise.optimise.choose import choose
from prioritise.optimise.counterfactual import Asker, Effort, Figure, gift
from prioritise.optimise.engine import Engine
from prioritise.optimise.model import portfolio_value
from prioritise.optimise.pay import lawful
from prioritise.optimise.prices import prices
from prioritise.optimise.raising import raised
from prioritise.optimise.result import Options
from prioritise.optimise.wider import Wider, wider
from prioritise.pipeline import Run, ask_of, money_that_moves, run
from prioritise.record.account_words import OUT_OF_TIME, how_sure
from prioritise.ui.views.accounts import prices_late
from tests.build import bid, pot, small_case
from tests.optimise import brute
from tests.optimise.test_brute_force import cases

LORIE_SAVAGE = Path(__file__).resolve().parents[1] / "cases" / "lorie_savage"
EXACT, TIGHT = Options(gap=0.0), Effort(gap=0.0, margin=0.0)


def accounts_of(case: Case, found: Run, effort: Effort | None = None) -> dict[str, Account]:
    asker = ask_of(case, found, effort)
    return {b: account(asker, b, partial(raised, found.prepared.scored)) for b in found.prepared.problem.bids}


def asker_of(case: Case, values: dict[str, float]) -> Asker | None:
    """Questions of a case with values given, proved; None where the rules clash."""

    def again(changes: Changes) -> Any:
        raise AssertionError(f"not asked here: {changes}")

    problem = build_problem(case, values)
    result = choose(case, problem, EXACT)
    return Asker(problem, result, again, TIGHT) if result.status.has_answer else None


def marked(case: Case, bid_id: str, must: str) -> Case:
    bids = case.table("bids")
    return case.with_table("bids", bids.assign(must=bids["must"].mask(bids["bid_id"] == bid_id, must)))


# The published case.


@pytest.fixture(scope="module")
def lorie_savage() -> tuple[Case, Run, dict[str, Account]]:
    case = load_case(LORIE_SAVAGE)
    found = run(case, options=EXACT)
    return case, found, accounts_of(case, found)


def test_lorie_savage_replacement_costs(lorie_savage: tuple[Case, Run, dict[str, Account]]) -> None:
    _, _, accounts = lorie_savage
    costs = {b: a.replacement.cost for b, a in accounts.items() if a.replacement}
    expected = {"P1": 14.0, "P3": 17.0, "P4": 15.0, "P6": 12.0, "P9": 12.0}
    assert {b: c.low for b, c in costs.items() if c} == pytest.approx(expected)
    assert all(c is not None and c.exact for c in costs.values())


def test_lorie_savage_scores_needed(lorie_savage: tuple[Case, Run, dict[str, Account]]) -> None:
    _, _, accounts = lorie_savage
    points = {b: a.lacks.points for b, a in accounts.items() if a.lacks and a.lacks.points}
    assert {b: p.low for b, p in points.items()} == pytest.approx({"P7": 56.0, "P8": 28.0})
    assert all(p.exact for p in points.values())
    for never in ("P2", "P5"):
        lacks = accounts[never].lacks
        assert lacks is not None and lacks.never and lacks.points is None
        assert not [w for w in accounts[never].ways if w.kind == "score"]
    assert accounts["P8"].displaced == ("P1", "P6", "P9")
    assert accounts["P7"].displaced == ("P1", "P3", "P4", "P6", "P9")


def test_lorie_savage_every_way_funds_it_and_a_step_less_does_not(
    lorie_savage: tuple[Case, Run, dict[str, Account]],
) -> None:
    case, found, accounts = lorie_savage
    for bid_id in ("P2", "P5", "P7", "P8"):
        assert accounts[bid_id].ways
        for way in accounts[bid_id].ways:
            there = run(case, found.prepared.scenario.changed(way.changes), Options(priority_list=False))
            assert bid_id in there.result.funded, way
            if way.kind == "ask" and way.changes[-1].to["capital_gbp"] > 0:
                more = {"capital_gbp": way.changes[-1].to["capital_gbp"] + 5_000.0}
                dearer = found.prepared.scenario.changed([type(way.changes[-1])("bid_facts", bid_id, more)])
                assert bid_id not in run(case, dearer, Options(gap=0.0, priority_list=False)).result.funded


# Brute force.


def value_of(case: Case, values: dict[str, float]) -> float | None:
    every = brute.best(case, values)
    return every[0][0] if every else None


@st.composite
def one_year(draw: st.DrawFn) -> tuple[Case, dict[str, float]]:
    """Up to 12 bids of one year, two pots, a revenue limit, a choice and a need."""
    number = draw(st.integers(6, 12))
    some = []
    for i in range(number):
        more: dict[str, Any] = {"revenue_gbp_per_year": draw(st.sampled_from([None, 3, 8]))}
        if i in (1, 2):
            more["choice_group"] = "G"
        if i == 5:
            more["requires"] = ("B0",)
        kind = draw(st.sampled_from(["extension", "technology"]))
        some.append(bid(f"B{i}", draw(st.integers(5, 90)), kind=kind, **more))
    money = [pot("A", draw(st.integers(20, 200))), pot("T", draw(st.integers(0, 80)), for_kinds=("technology",))]
    limits = {"years": 1, "revenue_limit_gbp_per_year": draw(st.sampled_from([None, 14, 30])), "discount_rate": 0.0}
    values = {f"B{i}": float(draw(st.integers(1, 60))) for i in range(number)}
    return small_case(limits, bids=some, pots=money), values


def check_against_brute_force(case: Case, values: dict[str, float]) -> None:
    asker = asker_of(case, values)
    assume(asker is not None)
    assert asker is not None
    best = value_of(case, values)
    assert best is not None
    for bid_id in asker.problem.bids:
        if bid_id in asker.result.starts:
            without = value_of(marked(case, bid_id, "never"), values)
            found = asker.replacement(bid_id)
            if asker.problem.bids[bid_id].must == "yes":
                assert found.needed and found.cost is None
            elif without is None:
                assert found.needed
            else:
                assert found.cost is not None
                assert found.cost.low == pytest.approx(best - without, abs=1e-5)
                assert found.cost.high == pytest.approx(best - without, abs=1e-5)
        else:
            within = (
                None if asker.problem.bids[bid_id].must == "never" else value_of(marked(case, bid_id, "yes"), values)
            )
            lacks = asker.lacks(bid_id)
            assert lacks.never == (within is None)
            if lacks.points is not None:
                check_points(case, values, bid_id, lacks.points)


def check_points(case: Case, values: dict[str, float], bid_id: str, points: Figure) -> None:
    """With a little more than the points it is in every best list, with a little less in none."""
    more = brute.best(case, {**values, bid_id: values[bid_id] + points.high + 1e-3})
    assert all(bid_id in starts for *_, starts in more)
    if points.low > 2e-3:
        less = brute.best(case, {**values, bid_id: values[bid_id] + points.low - 1e-3})
        assert not any(bid_id in starts for *_, starts in less)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(cases())
def test_every_rule_agrees_with_brute_force(drawn: tuple[Case, dict[str, float]]) -> None:
    check_against_brute_force(*drawn)


def best_of_one_year(case: Case, values: dict[str, float], bid_id: str = "", into: bool = True) -> float | None:
    """The best value of a `one_year` case over every set of its bids, with a bid in it or out of it: integers only."""
    rows = case.table("bids").to_dict("records")
    limit = case.settings.revenue_limit_gbp_per_year
    money = dict(zip(case.table("pots")["pot_id"], case.table("pots")["amount_gbp"], strict=True))
    found: float | None = None
    for bits in range(1 << len(rows)):
        chosen = [r for i, r in enumerate(rows) if bits >> i & 1]
        ids = {r["bid_id"] for r in chosen}
        if bid_id and (bid_id in ids) != into:
            continue
        plain = sum(r["capital_gbp"] for r in chosen if r["kind"] != "technology")
        whole = sum(r["capital_gbp"] for r in chosen)
        revenue = sum(0 if pd.isna(r["revenue_gbp_per_year"]) else r["revenue_gbp_per_year"] for r in chosen)
        groups = [r["choice_group"] for r in chosen if isinstance(r["choice_group"], str)]
        keeps = plain <= money["A"] and whole <= sum(money.values()) and (limit is None or revenue <= limit)
        keeps = keeps and len(groups) == len(set(groups)) and all(set(r["requires"]) <= ids for r in chosen)
        if keeps:
            value = sum(values[b] for b in ids)
            found = value if found is None else max(found, value)
    return found


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(one_year())
def test_up_to_twelve_bids_agree_with_brute_force(drawn: tuple[Case, dict[str, float]]) -> None:
    case, values = drawn
    asker, best = asker_of(case, values), best_of_one_year(case, values)
    assert asker is not None and best is not None and asker.result.value == pytest.approx(best)
    for bid_id in asker.problem.bids:
        inside = bid_id in asker.result.starts
        other = best_of_one_year(case, values, bid_id, into=not inside)
        lacks = None if inside else asker.lacks(bid_id)
        assert lacks is None or lacks.never == (other is None)
        figure = lacks.points if lacks else asker.replacement(bid_id).cost
        if other is not None:
            assert figure is not None and figure.exact
            assert figure.low == pytest.approx(best - other, abs=1e-5)


def test_a_figure_is_no_exacter_than_what_was_proved() -> None:
    """A list proved to within 10% gives a least and a most, and the true figure lies between them."""
    some = [bid(f"B{i}", 10.0 + i) for i in range(10)]
    values = {f"B{i}": 20.0 + (7 * i) % 11 for i in range(10)}
    case = small_case({"years": 1}, bids=some, pots=[pot("A", 60.0), pot("T", 0.0, for_kinds=("technology",))])
    problem = build_problem(case, values)
    result = choose(case, problem, Options(gap=0.1))
    asker = Asker(problem, result, lambda _: problem, Effort(gap=0.1, margin=0.0))
    best = best_of_one_year(case, values)
    assert best is not None
    for bid_id in problem.bids:
        inside = bid_id in result.starts
        cost = asker.replacement(bid_id).cost if inside else asker.lacks(bid_id).points
        other = best_of_one_year(case, values, bid_id, into=not inside)
        assert cost is not None and other is not None
        assert cost.low - 1e-6 <= best - other <= cost.high + 1e-6


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(one_year())
def test_scaling_every_pound_changes_no_account(drawn: tuple[Case, dict[str, float]]) -> None:
    """A thousand times the money and the costs: the same replacement costs and points."""
    case, values = drawn
    many = case
    for table, column in (("bids", "capital_gbp"), ("bids", "revenue_gbp_per_year"), ("pots", "amount_gbp")):
        many = many.with_table(table, many.table(table).assign(**{column: many.table(table)[column] * 1000}))
    limit = case.settings.revenue_limit_gbp_per_year
    many = many if limit is None else many.with_settings(revenue_limit_gbp_per_year=limit * 1000)
    one, other = asker_of(case, values), asker_of(many, values)
    assert one is not None and other is not None
    assert one.result.value == pytest.approx(other.result.value)
    assert one.result.starts == other.result.starts and one.result.equals.outcome == other.result.equals.outcome
    for bid_id in one.problem.bids:
        assert one.inside(bid_id).value == pytest.approx(other.inside(bid_id).value)
        assert one.outside(bid_id).value == pytest.approx(other.outside(bid_id).value)
        assert one.result.value is not None
        for found in (one.inside(bid_id), one.outside(bid_id)):
            assert found.value is None or found.value <= one.result.value + 1e-6, "forcing never raises the value"


# What is promised.


def panel_case(**limits: Any) -> Case:
    """Bids scored by a panel on one scale, £100 in one pot, revenue limited."""
    some = [
        bid("IN", 60.0, revenue_gbp_per_year=5),
        bid("ALSO", 40.0),
        bid("DEAR", 90.0),
        bid("HUGE", 900.0),
        bid("NEVER", 20.0, must="never"),
        bid("BEGUN", 30.0, started="yes"),
        bid("LATE", 20.0, earliest_start=2031),
        bid("EITHER", 40.0, choice_group="G"),
        bid("OR", 30.0, choice_group="G"),
        bid("AFTER", 10.0, requires=("HUGE",)),
        bid("COSTLY", 10.0, revenue_gbp_per_year=50),
        bid("NOPOT", 10.0, kind="land"),
        bid("TOOLONG", 10.0, years_to_build=9),
    ]
    worth = {"IN": 80, "ALSO": 60, "DEAR": 50, "HUGE": 90, "NEVER": 45, "BEGUN": 45, "LATE": 35, "EITHER": 40, "OR": 20,
             "AFTER": 30, "COSTLY": 30, "NOPOT": 10, "TOOLONG": 30}  # fmt: skip
    return small_case(
        {"revenue_limit_gbp_per_year": 20, "discount_rate": 0.0, **limits},
        bids=some,
        pots=[pot("A", 140.0, for_kinds=("extension",))],
        criteria=[{"criterion_id": "c", "name": "C", "weight": 1, "worst": 0, "best": 100}],
        scores=[{"bid_id": b, "criterion_id": "c", "score": float(s), "scorer": "agreed"} for b, s in worth.items()],
    )


@pytest.fixture(scope="module")
def panel() -> tuple[Case, Run, dict[str, Account]]:
    case = panel_case()
    found = run(case, options=EXACT)
    return case, found, accounts_of(case, found)


def test_every_unfunded_bid_that_could_be_built_has_a_way_and_each_way_funds_it(
    panel: tuple[Case, Run, dict[str, Account]],
) -> None:
    case, found, accounts = panel
    out = [b for b in accounts if b not in found.result.funded]
    assert {"DEAR", "HUGE", "NEVER", "BEGUN", "LATE", "AFTER", "COSTLY", "NOPOT", "TOOLONG"} <= set(out)
    for bid_id in out:
        ways = accounts[bid_id].ways
        assert bool(ways) == (bid_id != "TOOLONG"), bid_id
        for way in ways:
            there = run(case, found.prepared.scenario.changed(way.changes), Options(priority_list=False))
            assert bid_id in there.result.funded, way


def test_ways_name_what_must_change(panel: tuple[Case, Run, dict[str, Account]]) -> None:
    _, _, accounts = panel
    said = {b: {w.kind: w.says for w in a.ways} for b, a in accounts.items()}
    assert said["NEVER"]["mark"].startswith("It is no longer marked never")
    assert said["BEGUN"]["mark"].startswith("It turns out that no contract is signed")
    assert "2028/29" in next(iter(said["LATE"].values()))
    assert "without waiting for Scheme HUGE (HUGE)" in said["AFTER"]["link"]
    assert "£50 a year of revenue it adds is covered elsewhere" in said["COSTLY"]["revenue"]
    assert said["NOPOT"]["ask"].startswith("All of its £10 is saved, or found elsewhere")
    assert "score" not in said["DEAR"], "no score of a scale of 100 is worth 70 more than 50"
    assert "score" in said["OR"] and "ask" in said["HUGE"] and "score" not in said["HUGE"]


def test_the_revenue_limit_of_one_year_is_kept_by_covering_what_is_over_it() -> None:
    """£20 may be added in 2027/28, of which IN takes 5: the other, which must start at once, may add 15."""
    some = [
        bid("IN", 10.0, revenue_gbp_per_year=5, must="yes", latest_start=2026),
        bid("OUT", 10.0, revenue_gbp_per_year=50, latest_start=2026),
    ]
    case = small_case(
        {"revenue_limit_by_year": {"2027/28": 20.0}},
        bids=some,
        pots=[pot("A", 140.0)],
        criteria=[{"criterion_id": "c", "name": "C", "weight": 1, "worst": 0, "best": 100}],
        scores=[{"bid_id": b, "criterion_id": "c", "score": 50.0, "scorer": "agreed"} for b in ("IN", "OUT")],
    )
    found = run(case, options=EXACT)
    ways = {w.kind: w for w in accounts_of(case, found)["OUT"].ways}
    assert ways["revenue"].says.endswith("it then adds £15 a year")
    there = run(case, found.prepared.scenario.changed(ways["revenue"].changes), Options(priority_list=False))
    assert "OUT" in there.result.funded


def test_an_account_reads_the_same_whatever_the_order_of_rows(panel: tuple[Case, Run, dict[str, Account]]) -> None:
    case, _, accounts = panel
    bids = case.table("bids")
    turned = case.with_table("bids", pd.DataFrame(bids.iloc[::-1]))
    again = run(turned, options=EXACT)
    assert accounts_of(turned, again) == accounts


def test_an_account_says_that_the_clock_stopped_its_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    case = panel_case()
    found = run(case, options=EXACT)
    plain = Engine.best
    for late in (False, True):
        monkeypatch.setattr(Engine, "best", lambda *a, late=late, **k: replace(plain(*a, **k), out_of_time=late))
        asker = ask_of(case, found)
        for bid_id in ("IN", "DEAR"):
            told = account(asker, bid_id, partial(raised, found.prepared.scored))
            assert told.out_of_time is late
            assert (OUT_OF_TIME in how_sure(told)) is late
        tags = {p.group: p for p in prices(found.prepared.problem, found.result)}
        assert ("The clock stopped" in prices_late(tags)) is late


@pytest.mark.parametrize("seed", [0, 4])
def test_no_question_hangs_on_what_was_asked_before(seed: int) -> None:
    """With a list far from the best, the searches for one bid come upon better ones: the next bid must not feel it."""
    rng = random.Random(seed)
    bids = [bid(f"B{i}", float(rng.randint(20, 200))) for i in range(10)]
    case = small_case({"years": 2}, bids=bids, pots=[pot("P", 300.0), pot("Q", 100.0, max_share=0.5)])
    problem = build_problem(case, {f"B{i}": float(rng.randint(1, 100)) for i in range(10)})
    result, effort = choose(case, problem, Options(gap=0.3)), Effort(gap=0.3)
    asked, fresh = (Asker(problem, result, lambda _: problem, effort) for _ in range(2))
    best = max(asked.inside(b).value or 0.0 for b in problem.bids)
    assert best > portfolio_value(problem, fresh.known), "nothing better was come upon: a poor case"
    assert (asked.known, asked.best) == (fresh.known, fresh.best)
    for bid_id in problem.bids:
        assert (asked.inside(bid_id), asked.lacks(bid_id)) == (fresh.inside(bid_id), fresh.lacks(bid_id))


def test_what_binds_names_the_rules_and_the_money(panel: tuple[Case, Run, dict[str, Account]]) -> None:
    """£140 in one pot, all of it paid out: DEAR lacks its whole £90; COSTLY breaks the revenue limit too."""
    _, _, accounts = panel
    lacks = "once the list is paid; nothing is left in Pot A"
    assert accounts["DEAR"].binds == (f"the pots that may pay it are £90 short {lacks}",)
    assert accounts["COSTLY"].binds == (
        "added revenue stays within £20 a year", f"the pots that may pay it are £10 short {lacks}",
    )  # fmt: skip
    assert accounts["NOPOT"].binds == ()


def test_a_bid_with_no_list_asks_nothing() -> None:
    case = small_case(bids=[bid("A", 10.0, must="yes")], pots=[pot("P", 5.0)])
    problem = build_problem(case, {"A": 1.0})
    with pytest.raises(ValueError, match="no list"):
        Asker(problem, choose(case, problem, EXACT), lambda _: problem)


# What the forum could change.


def wider_of(case: Case, bid_id: str) -> tuple[Run, Wider]:
    found = run(case, options=EXACT)
    assert bid_id not in found.result.funded
    return found, wider(ask_of(case, found), bid_id, found.prepared.scored, *money_that_moves(case, found))


@pytest.mark.parametrize(
    ("limits", "out", "kind", "says"),
    [
        ({}, "DEAR", "money", "There is 180% of the money of today in every pot"),
        ({"max_starts_per_year": 1, "years": 1}, "B", "limit", "2 bids may start in a year instead of 1"),
        ({"revenue_limit_gbp_per_year": 20}, "B", "limit", "The revenue limit is £26 a year instead of £20"),
        ({}, "OTHER", "weight", "C counts for 61% of the weight instead of 50%, the others keeping their proportions"),
    ],
)
def test_what_the_forum_could_change_does_fund_it(limits: dict[str, Any], out: str, kind: str, says: str) -> None:
    some = {
        "DEAR": ([bid("IN", 50.0), bid("DEAR", 90.0)], {"IN": (80, 80), "DEAR": (70, 70)}, 80.0),
        "B": (
            [bid("A", 10.0, revenue_gbp_per_year=15), bid("B", 10.0, revenue_gbp_per_year=11)],
            {"A": (80, 80), "B": (50, 50)},
            50.0,
        ),
        "OTHER": ([bid("IN", 50.0), bid("OTHER", 50.0)], {"IN": (40, 80), "OTHER": (70, 34)}, 60.0),
    }
    bids, worth, money = some[out]
    case = small_case(
        {"discount_rate": 0.0, **limits},
        bids=bids,
        pots=[pot("A", money)],
        criteria=[{"criterion_id": c, "name": c.upper(), "weight": 2, "worst": 0, "best": 100} for c in "cd"],
        scores=[
            {"bid_id": b, "criterion_id": c, "score": float(s), "scorer": "agreed"}
            for b, both in worth.items()
            for c, s in zip("cd", both, strict=True)
        ],
    )
    found, wide = wider_of(case, out)
    way = next(w for w in wide.ways if w.kind == kind)
    assert way.says == says
    there = run(case, found.prepared.scenario.changed(way.changes), Options(priority_list=False))
    assert out in there.result.funded


def test_what_the_forum_cannot_do_is_said() -> None:
    case = panel_case(max_starts_per_year=9)
    _, wide = wider_of(case, "NOPOT")
    assert not wide.ways
    assert [said.partition(":")[0] for said in wide.not_by] == [
        "More money alone", "A higher revenue limit alone", "More starts alone", "Other weights",
    ]  # fmt: skip


# Points as scores.


def scored_of(
    *scores: tuple[str, float], weights: tuple[int, ...] = (2, 1, 1), patients: float = 2000.0, scale_by: str = "none"
) -> Scored:
    case = small_case(
        bids=[bid("A", 10.0, patients_served=patients)],
        pots=[pot("P", 1.0)],
        criteria=[
            {"criterion_id": c, "name": c, "weight": w, "worst": 10, "best": 0, "scale_by": scale_by}
            for c, w in zip(("x", "y", "z"), weights, strict=True)
        ],
        scores=[{"bid_id": "A", "criterion_id": c, "score": s, "scorer": "agreed"} for c, s in scores],
    )
    return score_bids(case, None, case_assumptions(case))


def test_points_become_the_fewest_scores_and_no_score_that_stays() -> None:
    """x weighs half: from 8 (of worst 10, best 0) to 5 is 15 points. z has no score, and gets none."""
    found = raised(scored_of(("x", 8.0), ("y", 5.0)), "A", 15.0)
    assert found is not None
    assert [(c.part, c.of) for c in found] == [("scores", "A")]
    # x weighs two thirds of what is known: 15 points are 22.5% of its scale
    assert found[0].to == {"x": pytest.approx(5.75)}


@pytest.mark.parametrize(
    ("patients", "points", "score"), [(5000.0, 300.0, 4.0), (5000.0, 50.0, 9.0), (200.0, 10.0, 5.0)]
)
@pytest.mark.parametrize("now", [10.0, 9.999])
def test_points_that_patients_multiply_are_made_from_the_worst_score_too(
    now: float, patients: float, points: float, score: float
) -> None:
    """One criterion known: at its best it is worth 100 points for each thousand patients."""
    scored = scored_of(("x", now), patients=patients, scale_by="patients")
    found = raised(scored, "A", points)
    assert found is not None and found[0].to["x"] == pytest.approx(score, abs=0.011)
    assert raised(scored, "A", patients / 10 + 1) is None


def test_points_beyond_the_best_scores_are_not_made() -> None:
    scored = scored_of(("x", 8.0), ("y", 5.0), ("z", 5.0))
    most = raised(scored, "A", 65.0)
    assert most is not None and most[0].to == {"x": 0.0, "y": 0.0, "z": 0.0}
    assert raised(scored, "A", 65.2) is None


@pytest.mark.parametrize(
    ("settings", "terms"),
    [
        ({}, {"only_if": ("X",)}),
        ({"rules_on": ("guaranteed_use", "grant_share")}, {"kind": "grant", "signed": "2020-01-01"}),
        ({}, {"kind": "s106", "carry_forward": "no", "spend_by": "2027-03-31", "for_practices": ("G9",)}),
    ],
)
def test_money_given_to_one_bid_has_no_terms_whatever_the_other_pots_have(
    settings: dict[str, Any], terms: dict[str, Any]
) -> None:
    site = {"site_code": "S1", "practice_code": "G1", "name": "Elm", "role": "main", "lease_end": "2026-03-31"}
    bids = [bid("A", 10.0, site_code="S1", earliest_start=2028), bid("X", 500.0)]
    problem = build_problem(small_case(settings, bids=bids, pots=[pot("P", 1.0, **terms)], sites=[site]), {})
    given_money, used = gift(problem, "A")
    assert lawful(given_money, {"A": 2028})
    assert used.pot_id not in problem.pots
    assert not lawful(given_money, {"A": 2028, "X": 2026}), "it is for the one bid alone"

"""Proven, stopped early, impossible and no answer are kept apart; the re-check catches what is wrong by a penny."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from prioritise.case.case import Case
from prioritise.errors import SolverFault
from prioritise.funding import RULES, build_problem
from prioritise.optimise import choose as choosing
from prioritise.optimise.choose import choose
from prioritise.optimise.clash import find_clash
from prioritise.optimise.engine import Engine
from prioritise.optimise.explain import explain
from prioritise.optimise.found import Found, Moment
from prioritise.optimise.model import Answer, make_model, solve
from prioritise.optimise.recheck import breaches, checks_in_words
from prioritise.optimise.result import Options, Result, Status
from prioritise.optimise.solver import Limits
from prioritise.record.words import status_sentence
from tests.build import bid, pot, small_case


def chosen(case: Case, **values: float) -> Result:
    """The best list, proved."""
    return choose(case, build_problem(case, values), Options(gap=0.0))


# Clashes.


def musts_over_budget() -> tuple[Case, list[str]]:
    case = small_case(
        bids=[bid("A", 10.0, must="yes"), bid("B", 10.0, must="yes"), bid("C", 1.0, must="yes"), bid("D", 5.0)],
        pots=[pot("P", 15.0, for_kinds=("extension",)), pot("Q", 1.0, for_kinds=("technology",))],
    )
    return case, ["A (Scheme A) must be funded", "B (Scheme B) must be funded"]


def must_against_choice() -> tuple[Case, list[str]]:
    case = small_case(
        {"max_starts_per_year": 5},
        bids=[bid(i, 10.0, must="yes", choice_group="G") for i in "AB"] + [bid("C", 1.0, must="yes", choice_group="H")],
        pots=[pot("P", 100.0)],
    )
    return case, [
        "at most one of choice G: A (Scheme A) or B (Scheme B)",
        "A (Scheme A) must be funded",
        "B (Scheme B) must be funded",
    ]


def must_against_requires() -> tuple[Case, list[str]]:
    case = small_case(
        {"revenue_limit_gbp_per_year": 5.0},
        bids=[bid("A", 10.0, must="yes", requires=("B",)), bid("B", 10.0, kind="land"), bid("C", 1.0, must="yes")],
        pots=[pot("P", 100.0, for_kinds=("extension",))],
    )
    return case, ["A (Scheme A) needs B (Scheme B) funded, starting no later", "A (Scheme A) must be funded"]


def must_against_revenue() -> tuple[Case, list[str]]:
    case = small_case(
        {"revenue_limit_gbp_per_year": 5.0, "max_starts_per_year": 3},
        bids=[
            bid("A", 10.0, must="yes", revenue_gbp_per_year=6.0),
            bid("B", 1.0, must="yes", revenue_gbp_per_year=1.0),
        ],
        pots=[pot("P", 100.0)],
    )
    return case, ["added revenue stays within £5 a year", "A (Scheme A) must be funded"]


def must_against_starts() -> tuple[Case, list[str]]:
    case = small_case(
        {"max_starts_per_year": 1},
        bids=[bid(i, 1.0, must="yes", latest_start=2026) for i in "AB"]
        + [bid("C", 1.0, must="yes", earliest_start=2027)],
        pots=[pot("P", 100.0)],
    )
    return case, ["at most 1 bid may start in a year", "A (Scheme A) must be funded", "B (Scheme B) must be funded"]


def must_against_floor() -> tuple[Case, list[str]]:
    case = small_case(
        {"min_share_by_cluster": {"C1": 0.1, "C2": 0.6}},
        bids=[bid("A", 10.0, must="yes", cluster_code="C1"), bid("B", 10.0, cluster_code="C2")],
        pots=[pot("P", 100.0)],
    )
    return case, ["at least 60% of the capital funded goes to cluster C2", "A (Scheme A) must be funded"]


def must_nobody_may_pay() -> tuple[Case, list[str]]:
    case = small_case(bids=[bid("A", 10.0, must="yes", started="yes"), bid("B", 1.0)], pots=[pot("P", 100.0)])
    return case, ["A (Scheme A) must be funded"]


def must_too_late() -> tuple[Case, list[str]]:
    case = small_case(bids=[bid("A", 10.0, must="yes", earliest_start=2030)], pots=[pot("P", 100.0)])
    return case, ["A (Scheme A) must be funded"]


CLASHES = [
    musts_over_budget,
    must_against_choice,
    must_against_requires,
    must_against_revenue,
    must_against_starts,
    must_against_floor,
    must_nobody_may_pay,
    must_too_late,
]
every_clash = pytest.mark.parametrize("make", CLASHES, ids=lambda m: m.__name__)


@every_clash
def test_a_clash_names_the_rules_that_take_part_and_no_other(make: Callable[[], tuple[Case, list[str]]]) -> None:
    case, expected = make()
    result = chosen(case)
    assert result.status is Status.INFEASIBLE
    assert len(result.clash) == len(expected)
    for sentence, start in zip(result.clash, expected, strict=True):
        assert sentence.startswith(start)


@every_clash
def test_without_any_one_named_rule_there_is_a_list(make: Callable[[], tuple[Case, list[str]]]) -> None:
    case, _ = make()
    problem = build_problem(case, {})
    groups = {r.group: r.sentence for rule in RULES for r in rule.rows(problem) if r.group}
    named = {g for g, s in groups.items() if any(c.startswith(s) for c in find_clash(problem))}
    rest = frozenset(groups) - named
    assert solve(make_model(problem, rest), {}, Limits()).stop.infeasible, "the named rules alone do not clash"
    for group in named:
        assert solve(make_model(problem, rest | {group}), {}, Limits()).stop.has_answer, f"{group} takes no part"


def test_a_clash_can_be_eased_in_the_case_itself() -> None:
    case, _ = must_against_revenue()
    assert chosen(case.with_settings(revenue_limit_gbp_per_year=7.0)).status is Status.PROVEN
    bids = case.table("bids").copy()
    bids.loc[bids["bid_id"] == "A", "must"] = "no"
    assert chosen(case.with_table("bids", bids)).funded == ("B",)


def test_a_clash_over_money_gives_the_figures() -> None:
    result = chosen(musts_over_budget()[0])
    assert result.clash[0].endswith("must be funded (it costs £10)")
    assert chosen(must_nobody_may_pay()[0]).clash[0].endswith("(it costs £10, and no pot may pay it)")
    assert result.clash[-1].endswith("Together A, B cost £20, and all pots that may pay any of them hold £15")
    late = "(it cannot be started and finished within the years and dates given)"
    assert chosen(must_too_late()[0]).clash[0].endswith(late)


@every_clash
def test_an_impossible_case_shows_no_figures(make: Callable[[], tuple[Case, list[str]]]) -> None:
    result = chosen(make()[0])
    assert not result.status.has_answer
    assert (result.value, result.bound, result.gap) == (None, None, None)
    assert result.funded == ()
    assert len(result.payments) == 0
    assert result.in_words() == "No list keeps every rule"


# Stopped early.


@pytest.fixture(scope="module")
def large() -> tuple[Case, dict[str, float]]:
    """60 bids and 20 pots: some tenths of a second to a proof."""
    rng = random.Random(6)
    shares, dates = [None, 0.5, 0.66], [None, "2027-03-31", "2028-03-31"]
    bids = [bid(f"B{i:02d}", round(rng.uniform(1e3, 9e4), 2)) for i in range(60)]
    pots = [
        pot(f"P{i:02d}", round(rng.uniform(5e3, 6e4), 2), max_share=rng.choice(shares), spend_by=rng.choice(dates))
        for i in range(20)
    ]
    return small_case(bids=bids, pots=pots), {b["bid_id"]: rng.random() * 100 for b in bids}


@pytest.mark.parametrize("seconds", [0.0, 1e-9, 1e-6])
def test_no_time_at_all_is_never_a_proof(large: tuple[Case, dict[str, float]], seconds: float) -> None:
    case, values = large
    result = choose(case, build_problem(case, values), Options(gap=0.0, seconds=seconds))
    assert result.status in (Status.FEASIBLE, Status.NO_ANSWER)
    assert result.clash == ()
    if result.status is Status.NO_ANSWER:
        assert (result.value, result.bound, result.gap) == (None, None, None)


def cut_short(monkeypatch: pytest.MonkeyPatch, nodes: int, bound: bool = True) -> None:
    """Stop every question after some nodes; without its bound if asked."""
    plain = Engine.best

    def stopped(engine: Engine, limits: Limits, *more: Any, **named: Any) -> Found:
        found = plain(engine, Limits(limits.gap, None, nodes), *more, **named)
        assert not found.proven, "this case is too easy to stop early"
        return found if bound else replace(found, bound=None)

    monkeypatch.setattr(Engine, "best", stopped)


@pytest.fixture
def early(large: tuple[Case, dict[str, float]], monkeypatch: pytest.MonkeyPatch) -> Result:
    """The large case stopped after one node."""
    case, values = large
    with monkeypatch.context() as patched:
        cut_short(patched, 1)
        return choose(case, build_problem(case, values), Options(gap=0.0))


def test_stopped_early_is_feasible_with_an_honest_gap(early: Result, large: tuple[Case, dict[str, float]]) -> None:
    assert early.status is Status.FEASIBLE
    assert early.value is not None
    assert early.bound is not None
    assert early.gap == pytest.approx((early.bound - early.value) / early.value)
    assert early.in_words() == f"Stopped early: within {early.gap:.2%} of best"
    case, values = large
    best = choose(case, build_problem(case, values), Options(gap=0.001))
    assert best.value is not None
    assert early.value <= best.value + 1e-6 <= early.bound + 1e-3


def test_stopped_early_still_keeps_every_rule_to_the_penny(early: Result, large: tuple[Case, dict[str, float]]) -> None:
    paid = {(p, b, y): a for p, b, y, a in early.payments.itertuples(index=False)}
    assert breaches(large[0], early.starts, paid) == []
    assert early.checks == checks_in_words()
    assert "stopped early" in early.ties


def test_a_search_that_is_stopped_never_ends_with_less_than_it_told(large: tuple[Case, dict[str, float]]) -> None:
    """The last list is told of at once; a stop before a better one is found keeps it, with its proven gap."""
    case, values = large
    problem, told = build_problem(case, values), list[Moment]()
    last = choose(case, problem, Options(gap=0.05)).starts

    def stop(moment: Moment) -> bool:
        told.append(moment)
        return True

    found = choose(case, problem, Options(gap=0.0), watch=stop, meanwhile=last)
    assert found.status is Status.FEASIBLE
    assert found.value is not None and found.value == max(m.value for m in told if m.value is not None)
    assert found.starts == last and found.gap is not None and found.gap > 0


@pytest.mark.parametrize(("out_of_time", "said"), [(True, "The clock stopped"), (False, "at its set length")])
def test_ties_that_were_not_broken_to_the_end_say_what_stopped_it(
    out_of_time: bool, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = choosing.solve

    def stopped(*args: Any, **named: Any) -> Answer:
        found = plain(*args, **named)
        return replace(found, stop=replace(found.stop, optimal=False, out_of_time=out_of_time))

    monkeypatch.setattr(choosing, "solve", stopped)
    case = small_case(bids=[bid("A", 10.0), bid("B", 10.0)], pots=[pot("P", 10.0)])
    found = choose(case, build_problem(case, {"A": 1.0, "B": 1.0}), Options(gap=0.0))
    assert found.status is Status.PROVEN and said in found.ties
    assert not found.equals.settled


def test_stopped_before_any_bound_is_feasible_and_says_so(
    large: tuple[Case, dict[str, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, values = large
    cut_short(monkeypatch, 1, bound=False)
    result = choose(case, build_problem(case, values), Options(gap=0.0))
    assert result.status is Status.FEASIBLE
    assert (result.bound, result.gap) == (None, None)
    assert result.in_words() == "Stopped early: how near to best is not known"
    assert "is not known" in status_sentence(result)


def test_a_proof_within_the_gap_asked() -> None:
    case = small_case(bids=[bid("A", 10.0), bid("B", 10.0)], pots=[pot("P", 10.0)])
    result = chosen(case, A=5.0, B=6.0)
    assert (result.status, result.value, result.bound, result.gap) == (Status.PROVEN, 6.0, 6.0, 0.0)
    assert "Ties are broken in this order: value, then money that would otherwise lapse" in result.ties


@pytest.mark.parametrize(
    ("status", "gap", "words"),
    [
        (Status.PROVEN, 0.0, "Best possible, proved"),
        (Status.PROVEN, 0.004, "Within 0.40% of best"),
        (Status.PROVEN, 0.0000001, "Within 0.01% of best"),
        (Status.FEASIBLE, 0.02, "Stopped early: within 2.00% of best"),
        (Status.FEASIBLE, 0.0, "Stopped early: within 0.01% of best"),
        (Status.FEASIBLE, None, "Stopped early: how near to best is not known"),
        (Status.INFEASIBLE, None, "No list keeps every rule"),
        (Status.NO_ANSWER, None, "Stopped before any list was found"),
    ],
)
def test_how_it_ended_in_words(status: Status, gap: float | None, words: str) -> None:
    value = 1.0 if status.has_answer else None
    said = Result(status, value, value, gap, 0.1).in_words()
    assert said == words
    assert status is Status.PROVEN or "proved" not in said


@pytest.mark.parametrize("status", [Status.INFEASIBLE, Status.NO_ANSWER])
def test_without_an_answer_no_bid_is_given_a_reason_against_it(status: Status) -> None:
    case, _ = musts_over_budget()
    reasons = explain(build_problem(case, {}), Result(status, None, None, None, 0.1))
    assert set(reasons) == set("ABCD")
    for reason in reasons.values():
        assert reason.short == "No list to be in"
        assert [heading for heading, _ in reason.lines] == ["Decision"]
        assert "Not recommended" not in reason.lines[0][1]


# The re-check.


def sound() -> tuple[Case, dict[str, int], dict[tuple[str, str, int], int]]:
    """A £10 bid of two years and a £6 one, paid by two pots that they use up; P may not pay in 2028/29."""
    case = small_case(
        bids=[bid("A", 10.0, years_to_build=2), bid("B", 6.0)],
        pots=[pot("P", 9.0, spend_by="2028-03-31"), pot("Q", 7.0)],
    )
    paid = {("P", "A", 2026): 500, ("P", "A", 2027): 400, ("Q", "A", 2027): 100, ("Q", "B", 2028): 600}
    return case, {"A": 2026, "B": 2028}, paid


def test_a_sound_portfolio_passes() -> None:
    assert breaches(*sound()) == []


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        # a penny over one pot, the bid still paid in full
        ({("P", "A", 2027): 401, ("Q", "A", 2027): 99}, {"balance"}),
        # a penny short of a bid, and a penny over it
        ({("Q", "B", 2028): 599}, {"paid_in_full"}),
        ({("P", "A", 2026): 499, ("Q", "B", 2028): 601}, {"paid_in_full", "balance"}),
        # the right sum in the wrong year of the bid
        ({("P", "A", 2026): 499, ("P", "A", 2027): 401}, {"paid_in_full"}),
        # a year outside the pot's dates: B is paid by P, and A by Q instead
        ({("P", "A", 2027): 300, ("Q", "A", 2027): 200, ("P", "B", 2028): 100, ("Q", "B", 2028): 500}, {"dates"}),
    ],
)
def test_a_planted_wrong_payment_is_caught(changes: dict[tuple[str, str, int], int], rules: set[str]) -> None:
    case, starts, paid = sound()
    found = breaches(case, starts, {**paid, **changes})
    assert {b.rule_id for b in found} == rules
    assert all("£" in b.message or "outside its dates" in b.message for b in found)


def test_a_penny_is_in_the_message() -> None:
    case, starts, paid = sound()
    (found,) = breaches(case, starts, {**paid, ("Q", "B", 2028): 599})
    assert found.message == "B costs £6 in 2028/29 and is paid £5.99"


def test_a_list_the_recheck_refuses_is_never_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    case = sound()[0]

    def a_penny_short(problem: Any, starts: dict[str, int]) -> dict[tuple[str, str, int], int]:
        return {("Q", b, s): problem.bids[b].profile_pence[0] - 1 for b, s in starts.items()}

    monkeypatch.setattr(choosing, "pay_for", a_penny_short)
    monkeypatch.setattr(choosing, "MOST_RETRIES", 4)
    with pytest.raises(SolverFault):
        chosen(case, A=5.0, B=1.0)

"""The priority list: nested, never worth more than choosing afresh, the same every time."""

import random
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from prioritise.case.settings import PriorityListSettings
from prioritise.errors import SolverFault
from prioritise.funding import Problem, build_problem
from prioritise.optimise import nested as nested_module
from prioritise.optimise import outwards as outwards_module
from prioritise.optimise import priority as priority_module
from prioritise.optimise.choose import choose
from prioritise.optimise.engine import Engine
from prioritise.optimise.found import Found
from prioritise.optimise.model import portfolio_value
from prioritise.optimise.nested import Nested
from prioritise.optimise.pay import pay_for
from prioritise.optimise.priority import EXACT_METHOD, OUTWARDS_METHOD, priority_list
from prioritise.optimise.result import Options, PriorityList
from prioritise.optimise.solver import Limits
from prioritise.optimise.whole import Ended, Search, Seen
from tests.build import bid, pot, small_case
from tests.optimise.test_brute_force import cases

SCALES = PriorityListSettings(scales=(0.5, 0.75, 1.0, 1.5, 2.0))


def made(number: int, seed: int = 7, must: tuple[int, ...] = ()) -> tuple[Problem, Mapping[str, int]]:
    """A problem of some bids that compete for three pots, and its list for the money as it stands."""
    rng = random.Random(seed)
    bids = [bid(f"B{i:02d}", float(rng.randint(20, 400)), must="yes" if i in must else None) for i in range(number)]
    pots = [pot("P", 120.0 * number / 3), pot("Q", 40.0, max_share=0.5), pot("R", 90.0, spend_by="2027-03-31")]
    case = small_case(bids=bids, pots=pots)
    problem = build_problem(case, {b["bid_id"]: rng.uniform(1, 100) for b in bids})
    return problem, choose(case, problem, Options(gap=0.0)).starts


def outwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build every list outwards, however small."""
    monkeypatch.setattr(priority_module, "EXACT_CHOICES", 0)


def levels_of(monkeypatch: pytest.MonkeyPatch) -> list[list[outwards_module.Level]]:
    """Every set of levels a list is made from, as they are made."""
    kept: list[list[outwards_module.Level]] = []
    plain = priority_module._rows

    def keeping(problem: Problem, levels: list[outwards_module.Level]) -> object:
        kept.append(levels)
        return plain(problem, levels)

    monkeypatch.setattr(priority_module, "_rows", keeping)
    return kept


@pytest.mark.parametrize("exact", [True, False])
def test_what_is_in_at_one_scale_is_in_at_every_larger_and_can_be_paid(
    exact: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, chosen = made(9)
    kept = levels_of(monkeypatch)
    if not exact:
        outwards(monkeypatch)
    found = priority_list(problem, SCALES, chosen)
    assert found.exact is exact
    quick = OUTWARDS_METHOD.format(gap=outwards_module.LIST_GAP, afresh=outwards_module.AFRESH_GAP)
    assert found.method == (EXACT_METHOD if exact else quick)
    (levels,) = kept
    assert [v.scale for v in levels] == list(SCALES.scales)
    for smaller, larger in zip(levels, levels[1:], strict=False):
        assert set(smaller.starts) <= set(larger.starts)
    for level in levels:
        assert pay_for(level.problem, level.starts) is not None
        entered = {
            b for b, s in zip(found.rows["bid_id"], found.rows["enters_at_scale"], strict=True) if s <= level.scale
        }
        assert entered == set(level.starts)
    assert {len(v.starts) for v in levels} != {len(levels[0].starts)}, "the money makes no difference: a poor case"


class _InTurn:
    """A thread pool without threads: what is asked of it is done at once, or only when its answer is wanted."""

    def __init__(self, at_once: bool) -> None:
        self.at_once, self.work = at_once, lambda: None

    def __enter__(self) -> "_InTurn":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def submit(self, call: Callable[..., object], *arguments: object) -> "_InTurn":
        found = _InTurn(self.at_once)
        found.work = cache(lambda: call(*arguments))
        if self.at_once:
            found.work()
        return found

    def map(self, call: Callable[..., object], *each: Iterable[object]) -> list[object]:
        return [call(*arguments) for arguments in zip(*each, strict=True)]

    def done(self) -> bool:
        return self.at_once

    def result(self) -> object:
        return self.work()


def test_the_list_and_its_bounds_do_not_hang_on_which_thread_is_first(monkeypatch: pytest.MonkeyPatch) -> None:
    outwards(monkeypatch)
    problem, chosen = made(9)
    kept = levels_of(monkeypatch)
    found = [priority_list(problem, SCALES, chosen)]
    for at_once in (True, False):
        monkeypatch.setattr(outwards_module, "ThreadPoolExecutor", lambda _, at_once=at_once: _InTurn(at_once))
        found.append(priority_list(problem, SCALES, chosen))
    threads, *others = kept
    said = [(v.scale, v.starts, v.afresh, v.bound, v.out_of_time) for v in threads]
    for levels, one in zip(others, found[1:], strict=True):
        assert [(v.scale, v.starts, v.afresh, v.bound, v.out_of_time) for v in levels] == said
        assert one.rows.equals(found[0].rows)
        assert one.expected_value_bound == found[0].expected_value_bound


@pytest.mark.parametrize("seed", [7, 8, 11])
def test_the_search_of_all_scales_does_not_hang_on_which_thread_is_first(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    outwards(monkeypatch)
    problem, chosen = made(9, seed)
    found = [priority_list(problem, SCALES, chosen, seconds=60.0)]
    for at_once in (True, False):
        monkeypatch.setattr(nested_module, "ThreadPoolExecutor", lambda _, at_once=at_once: _InTurn(at_once))
        found.append(priority_list(problem, SCALES, chosen, seconds=60.0))
    threads, *others = found
    assert threads is not None and "searched together" in threads.method
    for one in others:
        assert one is not None and one.rows.equals(threads.rows)
        assert (one.expected_value, one.list_bound) == (threads.expected_value, threads.list_bound)


def test_a_fault_of_the_proof_is_told_and_no_thread_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    outwards(monkeypatch)
    problem, chosen = made(7)
    plain, before = nested_module.search, threading.active_count()

    def faulty(asked: Search, *others: Any) -> Ended:
        if asked.plain:
            raise SolverFault("the solver stopped with an error of its own")
        return replace(plain(asked, *others), bound=None)

    monkeypatch.setattr(nested_module, "search", faulty)
    with pytest.raises(SolverFault):
        priority_list(problem, SCALES, chosen, seconds=30.0)
    assert threading.active_count() == before


def test_outwards_keeps_the_list_for_the_money_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    outwards(monkeypatch)
    problem, chosen = made(9)
    found = priority_list(problem, SCALES, chosen)
    rows = found.rows
    assert set(rows.loc[rows["enters_at_scale"] <= 1.0, "bid_id"]) == set(chosen)


def agrees(found: PriorityList, problem: Problem) -> None:
    """What holds of every list."""
    assert found.expected_value <= found.expected_value_afresh + 1e-6
    assert found.expected_value_afresh <= found.expected_value_bound + 1e-6
    assert found.expected_value_bound == pytest.approx(found.expected_value_afresh) or not found.exact
    rows = found.rows
    assert list(rows.columns) == ["position", "bid_id", "enters_at_scale"]
    assert list(rows["position"]) == list(range(1, len(problem.bids) + 1))
    assert sorted(rows["bid_id"]) == sorted(problem.bids)
    scales = rows["enters_at_scale"].fillna(float("inf"))
    assert list(scales) == sorted(scales)


@pytest.mark.parametrize("number", [1, 4, 9, 14])
def test_a_list_is_never_worth_more_than_choosing_afresh(number: int) -> None:
    problem, chosen = made(number)
    agrees(priority_list(problem, SCALES, chosen), problem)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(cases())
def test_random_cases_of_every_rule(drawn: tuple) -> None:
    case, values = drawn
    problem = build_problem(case, values)
    result = choose(case, problem, Options(gap=0.0))
    if result.status.has_answer:
        agrees(priority_list(problem, SCALES, result.starts), problem)


def test_exact_is_at_least_as_good_as_outwards(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, chosen = made(9)
    exact = priority_list(problem, SCALES, chosen)
    outwards(monkeypatch)
    other = priority_list(problem, SCALES, chosen)
    assert exact.expected_value >= other.expected_value - 1e-6
    assert other.expected_value_afresh <= exact.expected_value_afresh + 1e-6 <= other.expected_value_bound + 2e-6


@pytest.mark.parametrize("number", range(2, 8))
def test_all_scales_searched_together_are_within_the_gap_of_the_best_list(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, chosen = made(number)
    best = priority_list(problem, SCALES, chosen)
    assert best.exact and best.list_bound == best.expected_value
    outwards(monkeypatch)
    quick, found = priority_list(problem, SCALES, chosen), priority_list(problem, SCALES, chosen, seconds=30.0)
    assert quick.expected_value <= best.expected_value + 1e-6 <= quick.list_bound + 2e-6
    assert found.expected_value >= best.expected_value * (1 - priority_module.TOGETHER_GAP) - 1e-6
    assert found.expected_value <= best.expected_value + 1e-6
    assert best.expected_value <= found.list_bound + 1e-6 <= quick.list_bound + 2e-6
    assert "searched together" in found.method and "searched together" not in quick.method
    agrees(found, problem)


NOTHING = Ended(None, None, None, proven=False, infeasible=False, out_of_time=False, stopped=False)


@pytest.mark.parametrize("lift", [0.0, 0.3])
@pytest.mark.parametrize("number", [4, 6, 7])
def test_the_proof_finds_the_list_by_itself_where_the_look_meets_none(
    number: int, lift: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the first proof asks for too little (it meets lists, and begins anew) or for too much."""
    problem, chosen = made(number)
    best = priority_list(problem, SCALES, chosen)
    outwards(monkeypatch)
    monkeypatch.setattr(nested_module, "LIFT", lift)
    monkeypatch.setattr(nested_module._Hunt, "_look", lambda *_: NOTHING)
    found = priority_list(problem, SCALES, chosen, seconds=30.0)
    assert found.expected_value <= best.expected_value + 1e-6 <= found.list_bound + 2e-6
    assert found.list_bound <= found.expected_value * (1 + priority_module.TOGETHER_GAP) + 1e-6
    agrees(found, problem)


@pytest.mark.parametrize("number", [5, 6, 7, 8])
def test_a_proof_the_clock_ends_still_bounds_every_list(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem, chosen = made(number)
    best = priority_list(problem, SCALES, chosen)
    outwards(monkeypatch)
    plain = nested_module.search

    def late(asked: Search, limits: Limits, seen: Seen | None = None) -> Ended:
        return replace(plain(asked, replace(limits, nodes=0), seen), out_of_time=True)

    monkeypatch.setattr(nested_module, "search", late)
    found = priority_list(problem, SCALES, chosen, seconds=30.0)
    assert found.expected_value <= best.expected_value + 1e-6 <= found.list_bound + 2e-6
    assert "The clock stopped that search" in found.method


@pytest.mark.parametrize("fault", [False, True])
def test_as_far_as_a_proof_came_it_bounds_the_list_when_time_is_up(
    fault: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    outwards(monkeypatch)
    problem, chosen = made(7)
    plain, ended, proofs = nested_module.search, Event(), []
    clock = SimpleNamespace(perf_counter=time.perf_counter)
    monkeypatch.setattr(nested_module, "time", clock)

    def search_of(asked: Search, limits: Limits, seen: Seen | None = None) -> Ended:
        if asked.plain:
            proofs.append(plain(asked, limits))
            ended.set()
            if fault:
                raise SolverFault("it fell over")
            return proofs[-1]
        ended.wait(60.0)
        looked = plain(asked, replace(limits, nodes=0), seen)
        clock.perf_counter = lambda: time.perf_counter() + 1e6  # the time is up
        return replace(looked, out_of_time=True)

    monkeypatch.setattr(nested_module, "search", search_of)
    found = priority_list(problem, SCALES, chosen, seconds=30.0)
    assert found is not None and len(proofs) == 1 and proofs[0].bound is not None
    if fault:  # nobody relies on it: the relaxation bounds the list
        assert found.expected_value <= found.list_bound
    else:
        assert found.list_bound == pytest.approx(max(proofs[0].bound, found.expected_value))
    assert "The clock stopped that search" in found.method


@pytest.mark.parametrize("after", [0, 1, 4])
def test_a_list_stopped_before_it_is_made_is_none(after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    outwards(monkeypatch)
    problem, chosen = made(9)
    asked = 0

    def once() -> bool:  # whoever asks again is told no: one yes must be enough
        nonlocal asked
        asked += 1
        return asked == after + 1

    assert priority_list(problem, SCALES, chosen, seconds=30.0, stop=once) is None
    assert asked == after + 1
    assert priority_list(problem, SCALES, chosen, stop=lambda: False) is not None


def test_a_search_of_all_scales_that_is_stopped_keeps_the_list_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    outwards(monkeypatch)
    problem, chosen = made(9)
    quick, begun = priority_list(problem, SCALES, chosen), False
    plain = priority_module.search_together

    def begin(*asked: Any) -> Nested:
        nonlocal begun
        begun = True
        return plain(*asked)

    monkeypatch.setattr(priority_module, "search_together", begin)
    found = priority_list(problem, SCALES, chosen, seconds=30.0, stop=lambda: begun)
    assert quick is not None and found is not None
    assert quick.expected_value <= found.expected_value + 1e-6 <= found.list_bound + 2e-6 <= quick.list_bound + 4e-6
    assert "stopped when asked to" in found.method and "stopped when asked to" not in quick.method
    agrees(found, problem)


def test_a_step_the_clock_stopped_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    outwards(monkeypatch)
    plain = Engine.best

    def late(*args: object, **named: object) -> Found:
        return replace(plain(*args, **named), out_of_time=True)

    problem, chosen = made(9)
    bound = portfolio_value(problem, chosen)
    assert "The clock stopped" not in priority_list(problem, SCALES, chosen, bound).method
    monkeypatch.setattr(Engine, "best", late)
    said = priority_list(problem, SCALES, chosen, bound).method
    assert "The clock stopped the search at these multiples of the money: 0.5, 0.75, 1.5, 2." in said


def test_what_choosing_afresh_is_worth_is_no_bound_where_it_was_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, chosen = made(6)
    assert priority_list(problem, SCALES, chosen).exact
    plain = Engine.best
    monkeypatch.setattr(Engine, "best", lambda *a, **k: replace(plain(*a, **k), proven=False))
    assert not priority_list(problem, SCALES, chosen).exact


def test_probabilities_weigh_the_scales() -> None:
    problem, chosen = made(6)
    sure = PriorityListSettings(scales=(0.5, 1.0), probabilities=(0.0, 3.0))
    found = priority_list(problem, sure, chosen)
    assert found.exact
    assert found.expected_value == pytest.approx(portfolio_value(problem, chosen))
    assert found.expected_value_afresh == pytest.approx(portfolio_value(problem, chosen))


@pytest.mark.parametrize("exact", [True, False])
def test_the_same_list_every_time(exact: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not exact:
        outwards(monkeypatch)
    problem, chosen = made(10)
    one, two = (priority_list(problem, SCALES, chosen) for _ in range(2))
    assert one.rows.equals(two.rows)
    assert (one.expected_value, one.expected_value_afresh) == (two.expected_value, two.expected_value_afresh)


def test_within_a_scale_the_most_value_for_each_pound_comes_first() -> None:
    bids = [bid("A", 100.0), bid("B", 50.0), bid("C", 10.0), bid("D", 10.0)]
    case = small_case(bids=bids, pots=[pot("P", 1000.0)])
    problem = build_problem(case, {"A": 10.0, "B": 10.0, "C": 1.0, "D": 4.0})
    found = priority_list(problem, PriorityListSettings(scales=(1.0,)), dict.fromkeys("ABCD", 2026))
    assert list(found.rows["bid_id"]) == ["D", "B", "A", "C"]


def test_only_the_named_pots_move() -> None:
    bids = [bid("A", 100.0, kind="land"), bid("B", 100.0)]
    pots = [pot("P", 100.0, for_kinds=("land",)), pot("Q", 100.0, for_kinds=("extension",))]
    problem = build_problem(small_case(bids=bids, pots=pots), {"A": 1.0, "B": 1.0})
    found = priority_list(problem, PriorityListSettings(pots=("Q",), scales=(0.5, 1.0)), {"A": 2026, "B": 2026})
    assert dict(zip(found.rows["bid_id"], found.rows["enters_at_scale"], strict=True)) == {"A": 0.5, "B": 1.0}


@pytest.mark.parametrize("small", [True, False])
def test_a_must_that_cannot_be_paid_with_less_money_breaks_nothing(
    small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not small:
        outwards(monkeypatch)
    bids = [bid("A", 100.0, must="yes"), bid("B", 20.0), bid("C", 60.0)]
    case = small_case(bids=bids, pots=[pot("P", 120.0)])
    problem = build_problem(case, {"A": 1.0, "B": 5.0, "C": 50.0})
    chosen = choose(case, problem, Options(gap=0.0)).starts
    assert set(chosen) == {"A", "B"}
    found = priority_list(problem, SCALES, chosen)
    assert not found.exact
    agrees(found, problem)
    assert dict(zip(found.rows["bid_id"], found.rows["enters_at_scale"], strict=True)) == {"A": 1.0, "B": 1.0, "C": 1.5}


def test_scales_that_leave_out_the_money_as_it_stands() -> None:
    problem, chosen = made(8, must=(0,))
    for scales in ((0.1, 0.2), (0.6, 0.9), (1.3, 1.7, 3.0)):
        agrees(priority_list(problem, PriorityListSettings(scales=scales), chosen), problem)


def test_no_money_at_all() -> None:
    problem, chosen = made(3)
    found = priority_list(problem, PriorityListSettings(scales=(0.0, 1.0)), chosen)
    agrees(found, problem)
    assert not (found.rows["enters_at_scale"] == 0.0).any()


def test_a_bid_of_no_value_that_the_money_of_another_hangs_on_is_in_the_list_with_it() -> None:
    case = small_case({}, bids=[bid("A", 10.0), bid("B", 10.0)], pots=[pot("P", 20.0, only_if=("A",))])
    problem = build_problem(case, {"A": 0.0, "B": 5.0})
    rows = priority_list(problem, case.settings.priority_list, {"A": 2026, "B": 2026}, 5.0).rows
    assert rows.set_index("bid_id")["enters_at_scale"].to_dict() == {"A": 1.0, "B": 1.0}

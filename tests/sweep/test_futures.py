"""Housing futures: expected value, regret, the bad end, and the lists that are best by each, against brute force."""

import itertools
from pathlib import Path

import pytest

from prioritise.errors import DataFault
from prioritise.evidence import case_assumptions
from prioritise.evidence.futures import likelihoods
from prioritise.optimise.asked import worth
from prioritise.optimise.engine import Engine
from prioritise.pipeline import prepare
from prioritise.sweep import futures
from prioritise.sweep.futures import bad_end, compare
from prioritise.ui.views import outlook as views
from tests.build import bid, pot, small_case

COSTS = {"A": 50, "B": 40, "C": 30, "D": 60}
VALUES = {
    "plan": {"A": 50.0, "B": 30.0, "C": 20.0, "D": 55.0},
    "slow": {"A": 10.0, "B": 30.0, "C": 25.0, "D": 15.0},
    "consented": {"A": 15.0, "B": 20.0, "C": 25.0, "D": 35.0},
    "fast": {"A": 70.0, "B": 30.0, "C": 20.0, "D": 60.0},
}
CHANCE = {"plan": 0.4, "slow": 0.3, "consented": 0.2, "fast": 0.1}


def lists() -> list[tuple[str, ...]]:
    return [some for n in range(5) for some in itertools.combinations("ABCD", n) if sum(COSTS[b] for b in some) <= 100]


def total(some: tuple[str, ...], future: str) -> float:
    return sum(VALUES[future][b] for b in some)


def regret(some: tuple[str, ...]) -> float:
    return max(max(total(o, f) for o in lists()) - total(some, f) for f in VALUES)


@pytest.fixture(scope="module")
def found():
    case = small_case({"years": 1}, bids=[bid(b, c) for b, c in COSTS.items()], pots=[pot("P", 100)])
    engine = Engine(prepare(case).problem)
    return compare(engine, VALUES, CHANCE, 0.5, {"B": 2026, "C": 2026}, lambda _t, _p: None, gap=0.0)


def test_the_bad_end_by_hand() -> None:
    """Worst half of chances .3 at 10, .2 at 20, .5 at 50: (.3 x 10 + .2 x 20) / .5 = 14; the worst .4: 12.5."""
    worths, chance = {"a": 50.0, "b": 10.0, "c": 20.0}, {"a": 0.5, "b": 0.3, "c": 0.2}
    assert bad_end(worths, chance, 0.5) == pytest.approx(14)
    assert bad_end(worths, chance, 0.4) == pytest.approx(12.5)
    assert bad_end(worths, chance, 1.0) == pytest.approx(32)
    assert bad_end(worths, chance, 0.1) == pytest.approx(10)


@pytest.mark.parametrize(
    "own",
    [{"futures_tail": 0.0}, {"futures_tail": 2.0}, {"optimism_managed": 1.5}, {"robust_core": 90.0}],
)
def test_a_part_that_cannot_be_is_refused(own: dict[str, float]) -> None:
    with pytest.raises(DataFault, match=f"assumption {next(iter(own))} is"):
        case_assumptions(small_case({"assumption_values": own}))


def test_futures_of_which_none_is_likely_are_refused_and_others_sum_to_one() -> None:
    none = {f"future_{f}_likelihood": 0.0 for f in VALUES}
    with pytest.raises(DataFault, match="no housing future is likely"):
        likelihoods(case_assumptions(small_case({"assumption_values": none})))
    found = likelihoods(case_assumptions(small_case({"assumption_values": {**none, "future_slow_likelihood": 3.0}})))
    assert found == {"plan": 0.0, "slow": 1.0, "consented": 0.0, "fast": 0.0}


def test_each_futures_best_is_the_best(found) -> None:
    for future, best in found.best.items():
        assert best == pytest.approx(max(total(s, future) for s in lists()))
        assert found.bound[future] == pytest.approx(best, abs=1e-3)


def test_means_regrets_and_bad_ends_are_those_by_hand(found) -> None:
    for row in found.table.itertuples():
        assert row.expected_value == pytest.approx(sum(CHANCE[f] * total(row.bids, f) for f in VALUES))
        assert row.worst_regret == pytest.approx(regret(row.bids))
        assert row.bad_end == pytest.approx(bad_end({f: total(row.bids, f) for f in VALUES}, CHANCE, 0.5))
    mine = found.table.set_index("list").loc["The list in force"]
    assert mine["bids"] == ("B", "C")


def test_the_lists_named_best_are_best_by_brute_force(found) -> None:
    table = found.table.set_index("list")
    ends = [bad_end({f: total(s, f) for f in VALUES}, CHANCE, 0.5) for s in lists()]
    assert table.loc["Best on average", "expected_value"] == pytest.approx(
        max(sum(CHANCE[f] * total(s, f) for f in VALUES) for s in lists())
    )
    assert table.loc["Least worst regret", "worst_regret"] == pytest.approx(min(map(regret, lists())), abs=0.02)
    assert table.loc["Best bad end", "bad_end"] == pytest.approx(max(ends), abs=0.02)


def test_on_the_demo_the_list_in_force_is_best_for_the_future_it_was_made_for(demo_folder: Path) -> None:
    from prioritise.case.load import load_case
    from prioritise.optimise.solver import Limits

    prepared = prepare(load_case(demo_folder))
    engine = Engine(prepared.problem)
    mine = engine.best(Limits(0.01)).starts
    values = {"plan": dict(prepared.problem.values)}
    found = compare(engine, values, {"plan": 1.0}, 0.5, mine, lambda _t, _p: None, gap=0.01)
    row = found.table.set_index("list").loc["The list in force"]
    assert row["worst_regret"] <= 0.01 * found.best["plan"] + 1e-6
    assert row["expected_value"] == pytest.approx(worth(prepared.problem, prepared.problem.values, mine))


def test_no_list_is_better_than_the_best_though_each_is_only_near_the_best() -> None:
    """With a wide gap the list chosen for one future may be beaten there by one chosen for another."""
    case = small_case({"years": 1}, bids=[bid(b, c) for b, c in COSTS.items()], pots=[pot("P", 100)])
    engine = Engine(prepare(case).problem)
    found = compare(engine, VALUES, CHANCE, 0.5, {"C": 2026}, lambda _t, _p: None, gap=0.5)
    assert (found.lists["regret"] >= 0).all()
    best = found.table.set_index("list")
    for future, name in [("plan", "Best for: as planned"), ("slow", "Best for: slow"), ("fast", "Best for: fast")]:
        assert total(best.loc[name, "bids"], future) == pytest.approx(found.best[future])
        assert found.bound[future] >= found.best[future]
    assert best["worst_regret"].min() == best.loc["Least worst regret", "worst_regret"]
    assert best["expected_value"].max() == best.loc["Best on average", "expected_value"]
    assert best["bad_end"].max() == best.loc["Best bad end", "bad_end"]


def test_a_comparison_that_the_clock_cut_short_says_so(found, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not found.out_of_time and views.OUT_OF_TIME not in views.outlook_answer(found)
    monkeypatch.setattr(futures, "SECONDS", 0.0)
    case = small_case({"years": 1}, bids=[bid(b, c) for b, c in COSTS.items()], pots=[pot("P", 100)])
    late = compare(Engine(prepare(case).problem), VALUES, CHANCE, 0.5, {"B": 2026}, lambda _t, _p: None, gap=0.0)
    assert late.out_of_time and views.outlook_answer(late).endswith(views.OUT_OF_TIME)

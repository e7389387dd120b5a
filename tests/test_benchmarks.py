from pathlib import Path

import pandas as pd
import pytest

from benchmarks.england_files import ROWS, registrations
from benchmarks.greedy import score_then_cut, value_of, value_per_pound
from benchmarks.instances import Size, instance
from benchmarks.textbook import textbook
from prioritise.case import load_case
from prioritise.case.case import Case
from prioritise.optimise.choose import choose
from prioritise.optimise.recheck import breaches
from prioritise.optimise.result import Options, Status
from prioritise.pipeline import prepare


def test_the_baseline_keeps_every_rule_of_the_demo_but_floors_by_cluster(demo_folder: Path) -> None:
    """A baseline that broke rules would be no yardstick."""
    case = load_case(demo_folder).with_settings(min_share_by_cluster=None)
    till = score_then_cut(prepare(case).problem)
    assert [breach.message for breach in breaches(case, till.starts, till.payments)] == []
    assert till.starts
    assert value_of(till) > 0


def test_the_synthetic_registrations_of_england_are_as_many_as_the_published_and_always_the_same(
    real_data: Path,
) -> None:
    """860,000 rows, each practice's patients about its list, nobody twice."""
    flows = registrations(real_data)
    assert len(flows) == ROWS
    assert not flows.duplicated(["practice_code", "area_code"]).any()
    assert flows["patients"].ge(1).all()
    assert flows["practice_code"].nunique() == 6_139
    assert flows["patients"].sum() == pytest.approx(63_436_508, rel=0.01)
    few = registrations(real_data, rows=100_000)
    assert few.equals(registrations(real_data, rows=100_000))
    assert len(few) == 100_000


def test_an_instance_is_the_same_for_the_same_seed_and_another_for_another() -> None:
    size = Size(30, 20, 5)
    assert instance(size, 7).digest == instance(size, 7).digest != instance(size, 8).digest
    prepared = prepare(instance(size, 7))
    assert not prepared.case.errors and (len(prepared.problem.bids), len(prepared.problem.pots)) == (30, 20)
    money = sum(p.countable_pence for p in prepared.problem.pots.values())
    assert 0.4 < money / sum(b.capital_pence for b in prepared.problem.bids.values()) < 0.6


def test_more_criteria_change_nothing_else_of_an_instance() -> None:
    size = Size(30, 20, 5)
    one, five = instance(size, 7), instance(size, 7, criteria=5)
    assert one.digest == instance(size, 7, criteria=1).digest != five.digest
    for table in ("practices", "bids", "pots", "pot_years"):
        pd.testing.assert_frame_equal(one.table(table), five.table(table))
    scores = {many: _scores(instance(size, 7, many)) for many in (1, 2, 5)}
    assert scores[5].shape == (30, 5) and not scores[5].isna().any(axis=None) and not scores[5].T.duplicated().any()
    for many in (1, 2):
        pd.testing.assert_frame_equal(scores[many], scores[5].iloc[:, :many])


def _scores(case: Case) -> pd.DataFrame:
    """One row a bid, one column a criterion."""
    return case.table("scores").set_index(["bid_id", "criterion_id"])["score"].unstack()  # noqa: PD010


@pytest.mark.parametrize("seed", range(4))
def test_the_textbook_model_has_the_same_best_value_and_greedy_ways_keep_every_rule(seed: int) -> None:
    """Yardsticks are of use only where they measure the same thing."""
    prepared = prepare(instance(Size(12, 14, 4), seed))
    problem = prepared.problem
    ours = choose(prepared.case, problem, Options(0.0, 60, priority_list=False))
    theirs = textbook(problem, 0.0, 60)
    assert ours.status is Status.PROVEN and theirs.proven
    assert theirs.value == pytest.approx(ours.value, rel=1e-5)
    for way in (score_then_cut, value_per_pound):
        till = way(problem)
        assert breaches(prepared.case, till.starts, till.payments) == []
        assert 0 < value_of(till) <= ours.value + 1e-6

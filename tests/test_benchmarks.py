from pathlib import Path

import pytest

from benchmarks.england_files import ROWS, registrations
from benchmarks.greedy import score_then_cut, value_of
from prioritise.case import load_case
from prioritise.optimise.recheck import breaches
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

from pathlib import Path

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

from pathlib import Path

from benchmarks.greedy import score_then_cut, value_of
from prioritise.case import load_case
from prioritise.funding import RULES, build_problem
from prioritise.funding.rule import Portfolio


def test_the_baseline_keeps_every_rule_of_the_demo_but_floors_by_cluster(demo_folder: Path) -> None:
    """A baseline that broke rules would be no yardstick."""
    case = load_case(demo_folder).with_settings(min_share_by_cluster=None)
    bids = case.table("bids")
    problem = build_problem(case, dict(zip(bids["bid_id"], bids["capital_gbp"], strict=True)))
    till = score_then_cut(problem)
    portfolio = Portfolio(till.starts, till.payments)
    assert [b.message for rule in RULES for b in rule.check(case, portfolio)] == []
    assert till.starts
    assert value_of(till) > 0

"""Worked examples of the field that are about the money: a revenue gate and a date that is missed by a day."""

from prioritise.funding import build_problem
from prioritise.optimise.choose import choose
from prioritise.optimise.result import Options, Status
from tests.build import bid, pot, small_case

EXACT = Options(0.0, 30, priority_list=False)


def test_the_best_scoring_bid_is_not_chosen_where_there_is_no_revenue_for_it() -> None:
    """T23 (Leeds North): it adds £1 of rent a year and the headroom is £0; the next best is funded instead."""
    bids = [bid("BEST", 100.0, revenue_gbp_per_year=1.0), bid("NEXT", 100.0, revenue_gbp_per_year=0.0)]
    values = {"BEST": 90.0, "NEXT": 10.0}
    case = small_case({"revenue_limit_gbp_per_year": 0}, bids=bids, pots=[pot("P", 1000.0)])
    result = choose(case, build_problem(case, values), EXACT)
    assert (result.status, result.funded) == (Status.PROVEN, ("NEXT",))
    free = small_case({"revenue_limit_gbp_per_year": 1}, bids=bids, pots=[pot("P", 1000.0)])
    assert choose(free, build_problem(free, values), EXACT).funded == ("BEST", "NEXT")


def test_money_that_lapses_a_day_before_a_scheme_can_spend_is_no_use_and_the_day_is_said() -> None:
    """T25: the pot lapses on 31 March and the scheme can commit on 1 April."""
    case = small_case(bids=[bid("B", 100.0, earliest_start=2027)], pots=[pot("P", 1000.0, spend_by="2027-03-31")])
    problem = build_problem(case, {"B": 1.0})
    rule, said = problem.refusals["P", "B"]
    assert rule == "dates"
    assert said == "lapses on 31 March 2027, 1 day before this bid can first spend (1 April 2027)"
    assert choose(case, problem, EXACT).funded == ()

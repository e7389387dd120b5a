"""Lists at other values than the case's own: without bids of no value, and lawful all the same."""

from prioritise.funding import build_problem
from prioritise.optimise.asked import list_for
from prioritise.optimise.engine import Engine
from prioritise.optimise.pay import lawful
from prioritise.optimise.solver import Limits
from tests.build import bid, pot, small_case


def test_a_bid_of_no_value_stays_where_money_hangs_on_it() -> None:
    case = small_case(bids=[bid("A", 10.0), bid("B", 10.0), bid("C", 10.0)], pots=[pot("P", 30.0, only_if=("A",))])
    values = {"A": 0.0, "B": 10.0, "C": 0.0}
    problem = build_problem(case, values)
    found = list_for(Engine(problem), values, Limits())
    assert set(found.starts) == {"A", "B"}
    assert lawful(problem, found.starts)

"""What a bid's page says would fund it does fund it, for every unfunded bid of the demo case and of West Kent."""

import itertools
from functools import partial
from pathlib import Path

import pytest

from prioritise.case import load_case
from prioritise.case.case import Case
from prioritise.optimise.account import ways
from prioritise.optimise.counterfactual import Effort
from prioritise.optimise.engine import Engine
from prioritise.optimise.model import portfolio_value
from prioritise.optimise.pay import lawful
from prioritise.optimise.raising import raised
from prioritise.optimise.result import Options
from prioritise.optimise.shown import Way
from prioritise.optimise.solver import Limits
from prioritise.pipeline import Run, ask_of, prepare, run
from prioritise.sources import build_west_kent

QUICK = Options(priority_list=False)
SEARCHED = 2


def ways_of(case: Case, found: Run, effort: Effort, most: int) -> dict[str, list[Way]]:
    """The first ways of every unfunded bid, as its page has them: more are not sought, to keep this short."""
    asker, rise = ask_of(case, found, effort), partial(raised, found.prepared.scored)
    out = [b for b in found.prepared.problem.bids if b not in found.result.starts]
    return {b: list(itertools.islice(ways(asker, b, rise), most)) for b in out}


@pytest.fixture(scope="module")
def demo(demo_folder: Path) -> tuple[Case, Run, dict[str, list[Way]]]:
    case = load_case(demo_folder)
    found = run(case, options=QUICK)
    return case, found, ways_of(case, found, Effort(gap=0.005, seconds=5.0, margin=2 * QUICK.gap), 2)


def test_every_unfunded_bid_of_the_demo_is_funded_in_the_what_if(demo: tuple[Case, Run, dict[str, list[Way]]]) -> None:
    """The first way of each bid, through the whole line as the page's button does it."""
    case, found, accounts = demo
    assert len(accounts) == len(found.prepared.problem.bids) - len(found.result.starts) > 10
    for bid_id, told in accounts.items():
        assert told, bid_id
        way = told[0]
        there = run(case, found.prepared.scenario.changed(way.changes, "Try it"), QUICK)
        assert bid_id in there.result.funded, (bid_id, way)


def test_every_further_way_holds_for_every_list_near_enough_to_the_best(
    demo: tuple[Case, Run, dict[str, list[Way]]],
) -> None:
    """Of the other ways: a lawful list with the bid is worth more than any list without it can be, margin and all."""
    case, found, accounts = demo
    most = found.result.bound
    assert most is not None
    for bid_id, told in accounts.items():
        for way in told[1:]:
            assert beyond(case, found, bid_id, way) > most * (1 + QUICK.gap), (bid_id, way)


def beyond(case: Case, found: Run, bid_id: str, way: Way) -> float:
    """The value of a way's list in the what-if, which keeps every rule there and has the bid in."""
    problem = prepare(case, found.prepared.scenario.changed(way.changes)).problem
    assert bid_id in way.starts and lawful(problem, way.starts), (bid_id, way)
    return portfolio_value(problem, way.starts)


def test_every_unfunded_bid_of_west_kent_is_funded_in_the_what_if(
    real_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each by a list that is worth more than any without the bid; some by a search that begins from one without it."""
    folder = tmp_path_factory.mktemp("west-kent")
    build_west_kent(real_data, folder)
    case = load_case(folder)
    found = run(case, options=Options(gap=0.01, seconds=120.0, priority_list=False))
    most = found.result.bound
    assert most is not None
    accounts = ways_of(case, found, Effort(gap=0.02, seconds=1.5, margin=2 * QUICK.gap), 1)
    assert len(accounts) == len(found.prepared.problem.bids) - len(found.result.starts) > 10
    for bid_id, told in accounts.items():
        assert told, bid_id
        assert beyond(case, found, bid_id, told[0]) > most * (1 + QUICK.gap), (bid_id, told[0])
    for bid_id, told in list(accounts.items())[:SEARCHED]:
        problem = prepare(case, found.prepared.scenario.changed(told[0].changes)).problem
        there = Engine(problem).best(Limits(told[0].within * 0.99, 60.0), known=found.result.starts)
        assert there.has_answer
        assert bid_id in there.starts or not there.proven, (bid_id, told[0])

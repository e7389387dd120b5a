"""The problem made smaller before it is written as a model, with the same lists: without what is hopeless or alike."""

from collections import defaultdict
from dataclasses import replace

from prioritise.funding import Problem
from prioritise.funding.facts import PotFacts
from prioritise.funding.rule import money_limits


def without_hopeless(problem: Problem) -> Problem:
    """The problem in which bids that no list can pay have neither a start nor a pot, so that they move nothing.

    Such a bid is out of the reach of all pots that may pay it, were there no other bid.
    """
    reach: dict[str, int] = defaultdict(int)
    for (pot_id, bid_id), most in problem.pairs.items():
        reach[bid_id] += min(most, problem.pots[pot_id].countable_pence)
    out = {b.id for b in problem.bids.values() if reach[b.id] < b.least_pence}
    bids = {b: replace(facts, starts=()) if b in out else facts for b, facts in problem.bids.items()}
    return replace(problem, bids=bids, pairs={pair: m for pair, m in problem.pairs.items() if pair[1] not in out})


def one_for_alike(problem: Problem) -> Problem:
    """The problem with pots that could stand in for each other made one, which has all their money.

    Such pots pay in the same years, under the same terms, the same bids, and none of them is held to less of a bid than
    the pot has, alone or with others: then what a list takes from one could as well be taken from another.
    """
    limited = {pot_id for limit in money_limits(problem) for pot_id, _ in limit.pairs}
    may: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for (pot_id, bid_id), most in problem.pairs.items():
        may[pot_id].append((bid_id, most))
    alike: dict[object, list[PotFacts]] = defaultdict(list)
    for pot in problem.pots.values():
        if not may[pot.id]:
            continue  # it can pay nobody
        held = any(most < min(problem.bids[b].capital_pence, pot.countable_pence) for b, most in may[pot.id])
        windows = tuple(sorted((t.first, t.last) for t in pot.tranches))
        bids = tuple(sorted(b for b, _ in may[pot.id]))
        terms = repr(replace(pot, id="", name="", receipts_pence={}))
        alike[pot.id if held or pot.id in limited else (terms, windows, bids)].append(pot)
    pots, pairs = {}, {}
    for members in alike.values():
        first = members[0]
        money: dict[int, int] = defaultdict(int)
        for pot in members:
            for year, pence in pot.receipts_pence.items():
                money[year] += pence
        pots[first.id] = replace(first, receipts_pence=dict(sorted(money.items())))
        for bid_id, _ in may[first.id]:
            limits = sum(problem.pairs[pot.id, bid_id] for pot in members)
            pairs[first.id, bid_id] = min(limits, problem.bids[bid_id].capital_pence)
    return replace(problem, pots=dict(sorted(pots.items())), pairs=dict(sorted(pairs.items())))

"""How much of a pot's money a bid could really be paid: what is there in the years in which the bid must spend."""

from prioritise.funding.facts import BidFacts, PotFacts, Problem


def reach_pence(bid: BidFacts, pot: PotFacts) -> int:
    """Pence of the pot that could pay the bid, at the start that reaches the most of it; rules aside, as if alone.

    A bid that cannot be done within the horizon has no such years: then what the pot holds, whoever asks.
    """
    if not bid.starts:
        return min(bid.capital_pence, pot.countable_pence)
    return max(_paid_from(bid, pot, start) for start in bid.starts)


def payable_pence(problem: Problem, pot_id: str, bid_id: str) -> int:
    """The most a pot could pay a bid if nobody else asked: what the rules let it pay, and what it holds in those years.

    Raises:
        KeyError: the pot may not pay the bid.
    """
    return min(problem.pairs[pot_id, bid_id], reach_pence(problem.bids[bid_id], problem.pots[pot_id]))


def _paid_from(bid: BidFacts, pot: PotFacts, start: int) -> int:
    # money that carries forward all ends in one year, so year by year nothing is lost by taking what is there first
    left, paid = {t: t.pence for t in pot.tranches}, 0
    for year, due in enumerate(bid.profile_pence, start):
        for tranche in pot.tranches:
            if tranche.first <= year <= tranche.last:
                part = min(due, left[tranche])
                left[tranche] -= part
                due -= part  # noqa: PLW2901 - what of this year's cost is still to be paid
                paid += part
    return paid

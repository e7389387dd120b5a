"""Money that comes with a condition: a pot that pays only if some bids are funded."""

from collections.abc import Iterable

from prioritise.funding.facts import Problem
from prioritise.funding.raw import Raw
from prioritise.funding.rule import Breach, MoneyLimit, Portfolio, Rule, Start


class OnlyIf(Rule):
    """A pot that names bids on which it hangs pays nothing unless each of them is funded."""

    id, title, order = "only_if", "Only if another is funded", 82

    def sentence(self) -> str:
        return (
            "A pot that pays only if certain bids are funded pays nothing, to any bid, unless every one of them is in "
            "the list, whenever it starts and whoever pays it."
        )

    def money_limits(self, problem: Problem) -> Iterable[MoneyLimit]:
        for pot in problem.pots.values():
            wanted = pot.cells.get("only_if", ())
            pairs = tuple(pair for pair in problem.pairs if pair[0] == pot.id) if wanted else ()
            for other in wanted if pairs else ():
                starts = problem.bids[other].starts if other in problem.bids else ()
                said = f"{pot.name or pot.id} pays only if {problem.called(other)} is funded"
                yield MoneyLimit(pairs, {Start(other, s): pot.countable_pence for s in starts}, said)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        return [
            Breach(self.id, f"{pot['pot_id']} pays {bid['bid_id']}, but only if {other} is funded, and it is not")
            for pot, bid, _ in raw.pairs(portfolio.payments)
            for other in pot["only_if"]
            if other not in portfolio.starts
        ]

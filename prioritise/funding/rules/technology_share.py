"""How capital is parted between estates and technology."""

from collections.abc import Iterable
from fractions import Fraction

from prioritise.funding.facts import TECHNOLOGY, Problem
from prioritise.funding.raw import Raw
from prioritise.funding.rule import Breach, Portfolio, Row, Rule
from prioritise.funding.shares import Sense, missed, share_row


class TechnologyShare(Rule):
    """At least, and at most, a share of all capital funded is for technology."""

    id, title, order = "technology", "Estates and technology", 97

    def sentence(self) -> str:
        return (
            "Of all capital funded, at least or at most the stated share is for bids of kind technology; every other "
            "kind is estates, whatever technology is within it."
        )

    def rows(self, problem: Problem) -> Iterable[Row]:
        if problem.terms is None:
            return
        parts = {b.id: 1.0 for b in problem.bids.values() if b.kind == TECHNOLOGY}
        least, most = problem.terms.settings.min_share_technology, problem.terms.settings.max_share_technology
        if least:
            yield from share_row(problem, parts, least, ">=", "technology:least", TECHNOLOGY)
        if most is not None and most < 1:
            yield from share_row(problem, parts, most, "<=", "technology:most", TECHNOLOGY)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        parts = {b: Fraction(1) for b, row in raw.bids.items() if row["kind"] == TECHNOLOGY}
        limits: tuple[tuple[float | None, Sense], ...] = (
            (raw.settings.min_share_technology, ">="),
            (raw.settings.max_share_technology, "<="),
        )
        return [
            breach
            for share, sense in limits
            if share is not None
            for breach in missed(self.id, raw, portfolio, parts, share, sense, TECHNOLOGY)
        ]

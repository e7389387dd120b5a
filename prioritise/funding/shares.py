"""Shares of all capital funded that a part of the programme gets at least or at most: rows, and their check."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal

from prioritise.funding.facts import Problem
from prioritise.funding.raw import Raw, pounds, to_pence
from prioritise.funding.raw import percent as in_percent
from prioritise.funding.rule import Breach, Portfolio, Row, Start, Variable

Sense = Literal["<=", ">="]
WORDS: Mapping[Sense, tuple[str, str]] = {">=": ("at least", "under"), "<=": ("at most", "over")}
"""A sense as a limit is said, and as a breach of it is."""


def share_row(  # noqa: PLR0913, PLR0917 - one argument a part of the limit
    problem: Problem, parts: Mapping[str, float], share: float, sense: Sense, group: str, to: str
) -> Iterable[Row]:
    """A limit on the share of all capital funded that goes to a part of the programme; none where no bid costs.

    Args:
        problem: the decision problem.
        parts: bid id -> the part of it that counts, 0 to 1; bids left out do not count.
        share: the least or most share, 0 to 1.
        sense: ">=" for a floor, "<=" for a ceiling.
        group: of the row.
        to: what gets it, in words.
    """
    terms: dict[Variable, float] = {}
    for bid in problem.bids.values():
        part = parts.get(bid.id, 0.0) - share
        terms |= {Start(bid.id, s): part * bid.capital_pence for s in bid.starts if bid.capital_pence}
    if terms:
        said = f"{WORDS[sense][0]} {in_percent(share)} of the capital funded goes to {to}"
        yield Row(terms, sense, 0, group, said)


def missed(  # noqa: PLR0913, PLR0917 - one argument a part of the limit
    rule_id: str, raw: Raw, portfolio: Portfolio, parts: Mapping[str, Fraction], share: float, sense: Sense, what: str
) -> list[Breach]:
    """The check of such a limit, in whole pence; a penny is the rounding of a share, not a breach."""
    total, got = 0, Fraction()
    for bid_id in portfolio.starts:
        capital = to_pence(raw.bids[bid_id]["capital_gbp"])
        total += capital
        got += parts.get(bid_id, Fraction()) * capital
    due = Fraction(str(share)) * total
    if got + 1 >= due if sense == ">=" else got - 1 <= due:
        return []
    return [Breach(rule_id, f"{what} gets {pounds(int(got))}, {WORDS[sense][1]} {in_percent(share)} of the capital")]

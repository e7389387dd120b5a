"""A fund rule is one object with four faces: may this pot pay this bid, what it limits, a check, a sentence.

A new rule is one new file in `funding/rules/`; gates, model rows, the re-check, the funding pages and the methods page
pick it up by themselves. Rules know nothing of a solver: what they limit is written as plain linear rows in pence.
"""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Literal, NamedTuple

from prioritise.case.issues import Issue
from prioritise.funding.facts import BidFacts, PotFacts, Problem
from prioritise.funding.raw import Raw, RawMoney, Record
from prioritise.funding.terms import Names


class Start(NamedTuple):
    """Variable: 1 when the bid starts in the year, else 0."""

    bid_id: str
    year: int


class Draw(NamedTuple):
    """Variable: pence of one tranche of a pot that go to the bid, over all years."""

    pot_id: str
    first: int
    bid_id: str


Variable = Start | Draw


@dataclass(frozen=True)
class Row:
    """One linear limit: sum of coefficient x variable, `sense`, `right`.

    Attributes:
        group: rows of one group stand or fall together when a clash is looked for; "" = part of the model's frame,
            never relaxed.
        sentence: the group in words, with its figures.
    """

    terms: Mapping[Variable, float]
    sense: Literal["<=", ">=", "=="]
    right: float
    group: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class MoneyLimit:
    """A limit on what some pots pay some bids between them, over all years, by what starts when.

    Part of the model's frame, as the limit of one pot and bid is: it is never relaxed.

    Attributes:
        pairs: pot id and bid id of each payment that counts.
        allowed: pence that a start allows; what does not start allows nothing.
        sentence: the limit in words, with its figures.
    """

    pairs: tuple[tuple[str, str], ...]
    allowed: Mapping[Start, int]
    sentence: str

    def row(self, problem: Problem) -> "Row":
        """The limit as a row of the model."""
        terms: dict[Variable, float] = {
            Draw(pot_id, t.first, bid_id): 1.0
            for pot_id, bid_id in self.pairs
            for t in problem.tranches_for(bid_id)
            if t.pot_id == pot_id
        }
        return Row(terms | {start: -float(pence) for start, pence in self.allowed.items()}, "<=", 0, "", self.sentence)

    def pence(self, starts: Mapping[str, int]) -> int:
        """What a choice of starts allows."""
        return sum(pence for start, pence in self.allowed.items() if starts.get(start.bid_id) == start.year)


@dataclass(frozen=True)
class Switch:
    """What a rule that holds only where a case asks for it says of itself.

    Attributes:
        since: from when the rule stands, and until when, in words.
        tag: how sure it is (a key of `assumptions.TAGS`). source: where it is from.
    """

    since: str
    tag: str
    source: str


@dataclass(frozen=True)
class Portfolio:
    """A finished choice: funded bid id -> start year, and (pot id, bid id, year) -> whole pence."""

    starts: Mapping[str, int]
    payments: Mapping[tuple[str, str, int], int]


@dataclass(frozen=True)
class Breach:
    """A rule a finished portfolio breaks, with the figures."""

    rule_id: str
    message: str


class Rule:
    """Base of every fund rule; each face does nothing until a rule gives it something to do.

    Attributes:
        id: short stable name. title: a few words. order: place in the order in which reasons are given.
        switch: None for a rule that always holds; else it holds only where the case's `rules_on` names it.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    order: ClassVar[int]
    switch: ClassVar[Switch | None] = None

    def sentence(self) -> str:
        """The rule in one or two plain sentences, for the methods page."""
        raise TypeError(f"rule {self.id} does not say itself in a sentence")

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        """Gate: why this pot may not pay this bid, or None."""
        return None

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        """Gate: why this pot may pay none of the bids that this rule keeps from it, with nothing said of one bid alone.

        Args:
            pot: a pot from which the rule keeps some bid.
            names: how practices, sites and clusters are called.
        """
        raise TypeError(f"rule {self.id} does not say why it keeps bids from a pot")

    def most_pence(self, bid: BidFacts, pot: PotFacts) -> int | None:
        """Limit: the most this pot may pay this bid over all years, or None."""
        return None

    def holds_back(self, pot: PotFacts) -> PotFacts:
        """Limit: the pot with what the rule leaves of its money: less of it or later, never more or sooner."""
        return pot

    def money_limits(self, problem: Problem) -> Iterable[MoneyLimit]:
        """Limits on what several pots pay between them, or that hang on what else is funded."""
        return ()

    def rows(self, problem: Problem) -> Iterable[Row]:
        """Limits on the portfolio as a whole, as the model has them."""
        return (limit.row(problem) for limit in self.money_limits(problem))

    def doubts(self, problem: Problem) -> Iterable[Issue]:
        """What a reader of the list must know of this rule before it."""
        return ()

    def leaves(self, raw: Raw, pot: Record, money: RawMoney) -> RawMoney:
        """Check: what the rule leaves of a pot's money, worked out from the case's own tables and nothing else."""
        return money

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        """Breaches in a finished portfolio, worked out from the case's own tables and nothing else."""
        raise TypeError(f"rule {self.id} has no check")


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule found in `funding/rules/`, in order."""
    from prioritise.funding import rules  # noqa: PLC0415 - the rules import this module

    for module in pkgutil.iter_modules(rules.__path__):
        importlib.import_module(f"{rules.__name__}.{module.name}")
    return tuple(sorted((cls() for cls in Rule.__subclasses__()), key=lambda r: (r.order, r.id)))


def money_limits(problem: Problem) -> tuple[MoneyLimit, ...]:
    """Every rule's limits on what several pots pay between them, or that hang on what else is funded."""
    return tuple(limit for rule in all_rules() for limit in rule.money_limits(problem))


def overdraws(rule_id: str, raw: Raw, portfolio: Portfolio) -> list[Breach]:
    """Check: pots that pay more than all the rules leave them, where it is this rule that leaves too little.

    That is the rule after the last, in the rules' order, up to which the money would have been enough; `balance` where
    it never was.
    """
    paid: dict[str, dict[int, int]] = {}
    for (pot_id, _, year), amount in sorted(portfolio.payments.items()):
        mine = paid.setdefault(pot_id, {})
        mine[year] = mine.get(year, 0) + amount
    return [
        Breach(rule_id, said)
        for pot_id, by_year in paid.items()
        for cause, said in _overdrawn(raw, raw.pots[pot_id], by_year)
        if cause == rule_id
    ]


def _overdrawn(raw: Raw, pot: Record, paid: Mapping[int, int]) -> list[tuple[str, str]]:
    """The rule that leaves a pot too little, with a sentence a year; nothing where it keeps within its money."""
    money = raw.money(pot)
    said, cause = raw.overdrawn(pot, money, paid), "balance"
    for rule in all_rules():
        left = rule.leaves(raw, pot, money)
        if left == money:
            continue
        if not said:
            cause = rule.id
        money, said = left, raw.overdrawn(pot, left, paid)
        cause = cause if said else "balance"
    return [(cause, s) for s in said]

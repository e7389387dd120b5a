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

from prioritise.funding.facts import BidFacts, PotFacts, Problem
from prioritise.funding.raw import Raw


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


class Names(NamedTuple):
    """Code -> name of what a pot may be tied to; a code that is not in it is said as it is."""

    practices: Mapping[str, str] = {}
    sites: Mapping[str, str] = {}
    clusters: Mapping[str, str] = {}


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
    """

    id: ClassVar[str]
    title: ClassVar[str]
    order: ClassVar[int]

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

    def rows(self, problem: Problem) -> Iterable[Row]:
        """Limits on the portfolio as a whole."""
        return ()

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

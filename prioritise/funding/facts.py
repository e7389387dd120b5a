"""The bids and pots of a case as the fund rules see them: whole pence, start years, places."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, NamedTuple

from prioritise.funding.terms import Names, Terms

PENCE_IN_POUND = 100
TECHNOLOGY = "technology"
"""The kind of bid that is no building; every other kind is estates."""


def pence(pounds: Any) -> int:
    """Whole pence of an amount in pounds, halves up. Raises ValueError for a blank: unknown is not nil."""
    if pounds is None or math.isnan(float(pounds)):
        raise ValueError("an unknown amount has no pence")
    return int((Decimal(str(float(pounds))) * PENCE_IN_POUND).to_integral_value(rounding=ROUND_HALF_UP))


def even_spread(total_pence: int, years: int) -> tuple[int, ...]:
    """A sum spread evenly over years in whole pence; the odd pence go to the earliest years."""
    even, odd = divmod(total_pence, years)
    return tuple(even + (1 if i < odd else 0) for i in range(years))


@dataclass(frozen=True)
class BidFacts:
    """One bid.

    Attributes:
        profile_pence: capital by year since the start (offset 0 first).
        starts: start years allowed by its own window and the horizon; empty = it cannot be done within the horizon.
        practices: practices it serves (from its site where it names none). clusters: cluster -> its part (sums to 1).
        point: easting and northing in metres (EPSG:27700), or None when unknown.
        revenue_pence: added revenue a year, or None when unknown. growth_share: 0-1, or None when unknown.
        least_share: least part of its capital that the pots must pay between them (1: all of it).
        cells: its row of the table, by column, for rules that read what is not here.
    """

    id: str
    title: str
    kind: str
    practices: tuple[str, ...]
    site: str
    clusters: Mapping[str, float]
    point: tuple[float, float] | None
    capital_pence: int
    profile_pence: tuple[int, ...]
    starts: tuple[int, ...]
    revenue_pence: int | None
    growth_share: float | None
    started: bool
    must: str
    choice_group: str
    requires: tuple[str, ...]
    least_share: float = 1.0
    cells: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def least_pence(self) -> int:
        """The least the pots must pay between them over all years; a part of a penny counts as one."""
        exact = Decimal(str(self.least_share)) * self.capital_pence
        return int((exact - Decimal("0.000001")).to_integral_value(rounding=ROUND_CEILING))

    @property
    def in_part(self) -> bool:
        """Whether the pots may pay less than all of it."""
        return self.least_pence < self.capital_pence

    @cached_property
    def spend_years(self) -> tuple[int, ...]:
        """Every year in which it might have to be paid, over its allowed starts."""
        offsets = [i for i, p in enumerate(self.profile_pence) if p]
        return tuple(sorted({s + i for s in self.starts for i in offsets}))


class Tranche(NamedTuple):
    """Money of one pot that arrives at once: it may be paid in any year from `first` to `last` (payable years only).

    A pot that carries forward pays within its receipts so far exactly when each payment can be laid against a receipt
    that came no later, so a pot is the same thing as its tranches.
    """

    pot_id: str
    first: int
    last: int
    pence: int


@dataclass(frozen=True)
class PotFacts:
    """One pot. What has a default limits nothing until it is given, so that a pot without terms can be made.

    Attributes:
        years: financial years of the horizon in which it may pay.
        receipts_pence: year -> money that arrives in it (before the horizon: in its first year).
        lost_pence: day -> money that comes, and goes on that day, with no year of the horizon in which it may be paid.
        counts: whether its money counts at all (a requested pot's does not).
        lapses: whether money left in it is lost within the horizon (a spend-by date, or no carry forward).
        yearly: whether its receipts are stated by year. cells: its row of the table, by column, for rules that read
            what is not here. terms: what its case sets. as_stated: the pot before rules held money back, if any did.
    """

    id: str
    name: str
    kind: str
    status: str
    years: tuple[int, ...]
    receipts_pence: Mapping[int, int]
    horizon_end: dt.date
    lost_pence: Mapping[dt.date, int] = field(default_factory=dict)
    counts: bool = True
    carry_forward: bool = True
    available_from: dt.date | None = None
    spend_by: dt.date | None = None
    max_share: float = 1.0
    growth_only: bool = False
    for_kinds: tuple[str, ...] = ()
    for_practices: tuple[str, ...] = ()
    for_sites: tuple[str, ...] = ()
    for_clusters: tuple[str, ...] = ()
    point: tuple[float, float] | None = None
    within_km: float | None = None
    yearly: bool = False
    cells: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    terms: Terms | None = field(default=None, compare=False, repr=False)
    as_stated: "PotFacts | None" = field(default=None, compare=False, repr=False)

    def on(self, rule_id: str) -> bool:
        """Whether the case switches an optional rule on."""
        return self.terms is not None and self.terms.on(rule_id)

    @property
    def names(self) -> Names:
        """Names of what pots of its case may be tied to."""
        return self.terms.names if self.terms is not None else Names()

    @cached_property
    def tranches(self) -> tuple[Tranche, ...]:
        """Its money by the years in which it could be paid; none when nothing counts."""
        if not self.years or not self.counts:
            return ()
        first, last = self.years[0], self.years[-1]
        merged: dict[tuple[int, int], int] = {}
        for year, money in self.receipts_pence.items():
            window = (max(year, first), last) if self.carry_forward else (year, year)
            if money > 0 and first <= window[0] <= last:
                merged[window] = merged.get(window, 0) + money
        return tuple(Tranche(self.id, a, b, money) for (a, b), money in sorted(merged.items()))

    @property
    def countable_pence(self) -> int:
        """Money that could be paid in the horizon, whoever asks."""
        return sum(t.pence for t in self.tranches)

    @property
    def lapses(self) -> bool:
        """Whether what is left unspent at the end of the horizon has lapsed by then."""
        return not self.carry_forward or (self.spend_by is not None and self.spend_by <= self.horizon_end)


@dataclass(frozen=True)
class Problem:
    """Everything the fund rules and the optimiser need, with ids in order.

    Attributes:
        horizon: start years. bids, pots: by id, in id order. values: bid id -> value for a start in the first year
            (0 where nothing is known). timing: start year -> factor on value.
        unscored: bids of which no score is known at all.
        revenue_by_year_pence: year -> the revenue limit of that year, in place of `revenue_limit_pence`.
        terms: what the case sets for the rules; None for a problem made of no case.
        pairs: (pot id, bid id) -> most the pot may pay the bid over all years, in pence; only pairs no rule refuses.
        refusals: (pot id, bid id) -> (rule id, sentence) of the first rule that refuses.
    """

    horizon: tuple[int, ...]
    bids: Mapping[str, BidFacts]
    pots: Mapping[str, PotFacts]
    values: Mapping[str, float]
    timing: Mapping[int, float]
    revenue_limit_pence: int | None
    max_starts: int | None
    floors: Mapping[str, float]
    unscored: frozenset[str] = frozenset()
    pairs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    refusals: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    revenue_by_year_pence: Mapping[int, int] = field(default_factory=dict)
    terms: Terms | None = field(default=None, compare=False, repr=False)

    def on(self, rule_id: str) -> bool:
        """Whether the case switches an optional rule on."""
        return self.terms is not None and self.terms.on(rule_id)

    @property
    def names(self) -> Names:
        """Names of the case's practices, sites and clusters."""
        return self.terms.names if self.terms is not None else Names()

    def called(self, bid_id: str) -> str:
        """A bid by its id and title."""
        title = self.bids[bid_id].title if bid_id in self.bids else ""
        return f"{bid_id} ({title})" if title and title != bid_id else bid_id

    def cluster_called(self, cluster: str) -> str:
        """A cluster by its code and name."""
        name = self.names.clusters.get(cluster, cluster)
        return f"cluster {cluster} ({name})" if name != cluster else f"cluster {cluster}"

    @property
    def limits_revenue(self) -> bool:
        """Whether added revenue has a limit in any year."""
        return self.revenue_limit_pence is not None or bool(self.revenue_by_year_pence)

    def revenue_limit_in(self, year: int) -> int | None:
        """Most added revenue in a year, in pence; None for no limit."""
        return self.revenue_by_year_pence.get(year, self.revenue_limit_pence)

    def tranches_for(self, bid_id: str) -> tuple[Tranche, ...]:
        """Money that may pay this bid and is there in some year it might spend, in pot and year order."""
        return self._tranches_by_bid[bid_id]

    @cached_property
    def _tranches_by_bid(self) -> Mapping[str, tuple[Tranche, ...]]:
        return {
            bid_id: tuple(
                t
                for pot_id, pot in self.pots.items()
                if (pot_id, bid_id) in self.pairs
                for t in pot.tranches
                if any(t.first <= y <= t.last for y in bid.spend_years)
            )
            for bid_id, bid in self.bids.items()
        }

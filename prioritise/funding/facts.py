"""The bids and pots of a case as the fund rules see them: whole pence, start years, places."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from prioritise.case.bid_places import placed
from prioritise.case.case import Case
from prioritise.case.rows import each
from prioritise.case.settings import Settings
from prioritise.evidence.geo import to_bng
from prioritise.funding.terms import Terms
from prioritise.years import year_end, year_start

PENCE_IN_POUND = 100


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


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _date(value: Any) -> dt.date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _points(frame: pd.DataFrame, key: str) -> dict[str, tuple[float, float]]:
    """Id -> easting, northing for the rows that have both coordinates."""
    known = frame[frame["longitude"].notna() & frame["latitude"].notna()]
    if not len(known):
        return {}
    east, north = to_bng(known["longitude"].to_numpy(), known["latitude"].to_numpy())
    return {k: (float(e), float(n)) for k, e, n in zip(known[key], east, north, strict=True)}


def bid_facts(case: Case) -> dict[str, BidFacts]:
    """Every bid of the case, by id in id order."""
    bids, sites, practices = case.table("bids"), case.table("sites"), case.table("practices")
    cluster_of = dict(zip(practices["practice_code"], practices["cluster_code"], strict=True))
    practice_of = dict(zip(sites["site_code"], sites["practice_code"], strict=True))
    points = _points(placed(case, bids).assign(bid_id=bids["bid_id"]), "bid_id")
    profiles = _profiles(case)
    found = {}
    for row in each(bids):
        site = _text(row.site_code)
        served = row.practice_codes or ((practice_of[site],) if site in practice_of else ())
        found[row.bid_id] = BidFacts(
            id=row.bid_id,
            title=_text(row.title),
            kind=_text(row.kind),
            practices=tuple(served),
            site=site,
            clusters=_clusters(_text(row.cluster_code), served, cluster_of),
            point=points.get(row.bid_id),
            capital_pence=pence(row.capital_gbp),
            profile_pence=profiles[row.bid_id],
            starts=_starts(row, len(profiles[row.bid_id]), case.settings.horizon),
            revenue_pence=None if pd.isna(row.revenue_gbp_per_year) else pence(row.revenue_gbp_per_year),
            growth_share=_number(row.growth_share),
            started=_text(row.started) == "yes",
            must=_text(row.must) or "no",
            choice_group=_text(row.choice_group),
            requires=tuple(row.requires),
            least_share=1.0 if pd.isna(row.least_share) else float(row.least_share),
            cells=row._asdict(),
        )
    return dict(sorted(found.items()))


def _clusters(own: str, served: tuple[str, ...], cluster_of: Mapping[str, Any]) -> dict[str, float]:
    """The bid's own cluster, else those of its practices in equal parts."""
    if own:
        return {own: 1.0}
    named = [c for c in (_text(cluster_of.get(code)) for code in served) if c]
    return {c: named.count(c) / len(named) for c in sorted(set(named))}


def _profiles(case: Case) -> dict[str, tuple[int, ...]]:
    stated: dict[str, dict[int, int]] = {}
    for row in each(case.table("bid_costs")):
        stated.setdefault(row.bid_id, {})[int(row.year_offset)] = pence(row.capital_gbp)
    profiles = {}
    for row in each(case.table("bids")):
        if row.bid_id in stated:
            costs = stated[row.bid_id]
            # a stated year of no cost at the end is not a cost year
            last = max((i for i, p in costs.items() if p), default=0)
            profiles[row.bid_id] = tuple(costs.get(i, 0) for i in range(last + 1))
        else:
            years = 1 if pd.isna(row.years_to_build) else int(row.years_to_build)
            profiles[row.bid_id] = even_spread(pence(row.capital_gbp), years)
    return profiles


def _starts(row: Any, build_years: int, horizon: tuple[int, ...]) -> tuple[int, ...]:
    first = horizon[0] if pd.isna(row.earliest_start) else int(row.earliest_start)
    last = horizon[-1] if pd.isna(row.latest_start) else int(row.latest_start)
    return tuple(y for y in horizon if first <= y <= last and y + build_years - 1 <= horizon[-1])


def blank(value: Any) -> bool:
    """Whether a cell of a row says nothing (an empty list says nothing)."""
    return value is None or (len(value) == 0 if isinstance(value, str | tuple) else bool(pd.isna(value)))


HOW_SURE = {
    "received, allocated or transferred": ("received", "allocated", "transferred"),
    "only secured in a deed": ("secured",),
    "only requested": ("requested",),
    "with no status, such as a budget": ("",),
}
"""How sure money is, surest first, and the statuses ("" = none given) that are so sure: each status is in one line."""


def counted_share(status: str, available_from: dt.date | None, settings: Settings) -> float:
    """The part of a pot's money that counts, 0 to 1.

    Received, allocated and transferred money counts whole, and so does money with no such status (an annual budget);
    secured money from available_from if that is given, at the setting's share; requested money at the setting's share,
    else not at all, unless a what-if says so.
    """
    if status == "requested":
        share = settings.requested_share
        return float(settings.count_requested) if share is None else share
    if status == "secured":
        share = settings.secured_share
        return 0.0 if available_from is None else 1.0 if share is None else share
    return 1.0


def counted_by_sureness(pots: Mapping[str, PotFacts]) -> dict[str, int]:
    """Pence that count in the horizon, by how sure they are (a line of `HOW_SURE`); the lines add up to all of it."""
    return {
        said: sum(pot.countable_pence for pot in pots.values() if pot.status in statuses)
        for said, statuses in HOW_SURE.items()
    }


def pot_facts(case: Case) -> dict[str, PotFacts]:
    """Every pot of the case, by id in id order."""
    pots, horizon = case.table("pots"), case.settings.horizon
    points = _points(pots, "pot_id")
    yearly = {str(k): g for k, g in case.table("pot_years").groupby("pot_id", sort=True)}
    found = {}
    for row in each(pots):
        available, spend_by = _date(row.available_from), _date(row.spend_by)
        years = tuple(
            y
            for y in horizon
            if (available is None or year_end(y) >= available) and (spend_by is None or year_end(y) <= spend_by)
        )
        status, kind = _text(row.status), _text(row.kind)
        carry = _text(row.carry_forward) != "no"
        found[row.pot_id] = PotFacts(
            id=row.pot_id,
            name=_text(row.name),
            kind=kind,
            status=status,
            years=years,
            receipts_pence=_receipts(row, yearly.get(row.pot_id), years, horizon, carry),
            horizon_end=year_end(horizon[-1]),
            lost_pence=_lost(row, yearly.get(row.pot_id), years, horizon),
            counts=counted_share(status, available, case.settings) > 0,
            carry_forward=carry,
            available_from=available,
            spend_by=spend_by,
            max_share=1.0 if pd.isna(row.max_share) else float(row.max_share),
            growth_only=_text(row.growth_only) == "yes",
            for_kinds=tuple(row.for_kinds),
            for_practices=tuple(row.for_practices),
            for_sites=tuple(row.for_sites),
            for_clusters=tuple(row.for_clusters),
            point=points.get(row.pot_id),
            within_km=_number(row.within_km),
            yearly=row.pot_id in yearly,
            cells=row._asdict(),
        )
    made = Terms(case, dict(sorted(found.items())))
    return {pot_id: replace(pot, terms=made) for pot_id, pot in made.pots.items()}


def _lost(
    row: Any, yearly: pd.DataFrame | None, years: tuple[int, ...], horizon: tuple[int, ...]
) -> dict[dt.date, int]:
    """Day -> money that comes by the spend-by date and goes on that day, with no year in which it may be paid.

    Such is what comes in the year that a spend-by date within it loses, and a year's budget, not carried forward, from
    before the pot is available.
    """
    spend_by, carry = _date(row.spend_by), _text(row.carry_forward) != "no"
    if yearly is None:
        return {spend_by: pence(row.amount_gbp)} if spend_by is not None and not years else {}
    lost: dict[dt.date, int] = {}
    for stated, amount in zip(yearly["financial_year"], yearly["amount_gbp"], strict=True):
        year = max(int(stated), horizon[0]) if carry else int(stated)
        payable = any(y >= year for y in years) if carry else year in years
        comes = spend_by is None or year_start(int(stated)) <= spend_by
        goes = spend_by if carry else min(year_end(year), spend_by or dt.date.max)
        if horizon[0] <= year <= horizon[-1] and comes and not payable and goes is not None:
            lost[goes] = lost.get(goes, 0) + pence(amount)
    return dict(sorted(lost.items()))


def _receipts(
    row: Any, yearly: pd.DataFrame | None, years: tuple[int, ...], horizon: tuple[int, ...], carry: bool
) -> dict[int, int]:
    """Receipts by year of the horizon.

    A lump is one receipt in its first payable year. Yearly receipts from before the horizon are in hand at its start
    if they carry forward, and gone if they do not.
    """
    if yearly is None:
        return {years[0]: pence(row.amount_gbp)} if years else {}
    receipts: dict[int, int] = {}
    for year, amount in zip(yearly["financial_year"], yearly["amount_gbp"], strict=True):
        when = max(int(year), horizon[0]) if carry else int(year)
        if horizon[0] <= when <= horizon[-1]:
            receipts[when] = receipts.get(when, 0) + pence(amount)
    return dict(sorted(receipts.items()))

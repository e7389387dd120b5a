"""The bids and pots of a case read into facts, before any rule: what is asked and when, what comes and when."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from prioritise.case.bid_places import placed
from prioritise.case.case import Case
from prioritise.case.rows import day_of, each
from prioritise.case.settings import Settings
from prioritise.evidence.geo import to_bng
from prioritise.funding.facts import BidFacts, PotFacts, even_spread, pence
from prioritise.funding.terms import Terms
from prioritise.years import year_end, year_start


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


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
        available, spend_by = day_of(row.available_from), day_of(row.spend_by)
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
    spend_by, carry = day_of(row.spend_by), _text(row.carry_forward) != "no"
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

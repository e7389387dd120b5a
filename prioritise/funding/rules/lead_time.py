"""The time between asking a holder for money and having it."""

import datetime as dt
from dataclasses import replace

from prioritise.case.rows import blank
from prioritise.funding.facts import BidFacts, PotFacts
from prioritise.funding.raw import Raw, RawMoney, Record, in_words
from prioritise.funding.rule import Breach, Portfolio, Rule, all_rules, overdraws
from prioritise.funding.terms import Names
from prioritise.years import year_end, year_start

MONTHS = 12
"""Months of a year."""


def months_on(day: dt.date, months: int) -> dt.date:
    """So many whole months after a day; of a day that the month lacks, its last day."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    last = (dt.date(year + (month + 1) // MONTHS, (month + 1) % MONTHS + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))


class LeadTime(Rule):
    """A council holds money and releases it some months after it is asked."""

    id, title, order = "lead", "From asking to cash", 68

    def sentence(self) -> str:
        return (
            "A pot with a lead time (its own, else that of its holder where the money is not yet transferred) can pay "
            "only so many months after it could first be asked: the day it is available, the first day of the year of "
            "each receipt, or the first day of the horizon, whichever is last. Money that is not carried forward, and "
            "would come after its year, pays nothing."
        )

    def refuses(self, bid: BidFacts, pot: PotFacts) -> str | None:
        stated, spend = pot.as_stated, bid.spend_years
        if stated is None or not _months(pot) or not spend or _reaches(pot, spend):
            return None
        for rule in all_rules():
            stated = stated if rule is self else rule.holds_back(stated)
        return f"{self.stops_with(pot, Names())}, too late for this bid" if _reaches(stated, spend) else None

    def stops_with(self, pot: PotFacts, names: Names) -> str:
        months, when = _months(pot), pot.available_from
        days = f", {in_words(when)} at the soonest" if when is not None else ""
        return f"comes {months} month{'' if months == 1 else 's'} after it is asked for{days}"

    def holds_back(self, pot: PotFacts) -> PotFacts:
        months = _months(pot)
        if not months or pot.terms is None or not pot.counts:
            return pot
        horizon = pot.terms.settings.horizon
        first_day = year_start(horizon[0])
        ready = months_on(max(pot.available_from or first_day, first_day), months)
        years = tuple(y for y in pot.years if year_end(y) >= ready)
        later = replace(pot, available_from=ready, years=years)
        return _yearly(pot, later, months // MONTHS) if pot.yearly else _lump(later)

    def leaves(self, raw: Raw, pot: Record, money: RawMoney) -> RawMoney:
        own, by_holder = pot["lead_months"], raw.settings.lead_months_by_holder
        months = 0 if pot["status"] == "transferred" else by_holder.get(pot["holder"], 0)
        if not blank(own):
            months = int(own)
        if not months:
            return money
        asked = dt.date(raw.horizon[0], 4, 1)
        if not blank(pot["available_from"]):
            asked = max(asked, pot["available_from"].date())
        left: dict[int, int] = {}
        for year, amount in money.receipts.items():
            lump = pot["pot_id"] not in raw.pot_years
            ready = months_on(asked if lump else max(asked, dt.date(year, 4, 1)), months)
            for when in raw.horizon:
                if (
                    when >= year
                    and dt.date(when + 1, 3, 31) >= ready
                    and (blank(pot["spend_by"]) or dt.date(when + 1, 3, 31) <= pot["spend_by"].date())
                ):
                    if lump or money.carry or when == year:
                        left[when] = left.get(when, 0) + amount
                    break
        return RawMoney(left, money.carry)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        return overdraws(self.id, raw, portfolio)


def _months(pot: PotFacts) -> int:
    """Months between asking and cash; 0 where the pot and the settings say none."""
    own = pot.cells["lead_months"]
    if not blank(own):
        return int(own)
    if pot.terms is None or pot.status == "transferred":
        return 0
    holder = pot.cells.get("holder")
    return 0 if blank(holder) else pot.terms.settings.lead_months_by_holder.get(str(holder), 0)


def _reaches(pot: PotFacts, spend: tuple[int, ...]) -> bool:
    return any(t.first <= y <= t.last for t in pot.tranches for y in spend)


def _lump(pot: PotFacts) -> PotFacts:
    """A pot whose one receipt comes in the first year in which it can now pay."""
    money = sum(pot.receipts_pence.values())
    if pot.years or not money:
        return replace(pot, receipts_pence={pot.years[0]: money} if money else {})
    lost = {} if pot.spend_by is None else {pot.spend_by: money + pot.lost_pence.get(pot.spend_by, 0)}
    return replace(pot, receipts_pence={}, lost_pence=dict(sorted({**pot.lost_pence, **lost}.items())))


def _yearly(pot: PotFacts, later: PotFacts, years_later: int) -> PotFacts:
    """A pot whose receipts come later by whole years; one not carried forward keeps what comes within its year.

    What could have been paid, and now comes too late for any year of a pot that lapses, is lost.
    """
    left: dict[int, int] = {}
    lost = dict(pot.lost_pence)
    for year, money in pot.receipts_pence.items():
        when = year + years_later
        if _payable(later, when) and (later.carry_forward or when == year):
            left[when] = left.get(when, 0) + money
        elif _payable(pot, year):
            goes = pot.spend_by if pot.carry_forward else min(year_end(year), pot.spend_by or dt.date.max)
            if goes is not None:
                lost[goes] = lost.get(goes, 0) + money
    return replace(later, receipts_pence=dict(sorted(left.items())), lost_pence=dict(sorted(lost.items())))


def _payable(pot: PotFacts, year: int) -> bool:
    """Whether money that comes in a year can be paid in some year."""
    return any(y >= year for y in pot.years) if pot.carry_forward else year in pot.years

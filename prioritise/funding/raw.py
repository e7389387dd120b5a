"""What the rules' own checks read: the case's tables as they stand, sharing nothing with the model's facts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.case.rows import blank
from prioritise.evidence import case_assumptions
from prioritise.years import day_words, year_label

Record = dict[str, Any]


class RawMoney(NamedTuple):
    """Pence that a pot receives by year, and whether what a year leaves is kept."""

    receipts: Mapping[int, int]
    carry: bool


def to_pence(pounds: Any) -> int:
    """Pounds in a table to whole pence."""
    return int((Decimal(repr(float(pounds))) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def share_pence(share: Any, pounds: Any) -> int:
    """The whole pence within a share of an amount (never a part of a penny over)."""
    part = Decimal(repr(float(share))) * to_pence(pounds)
    return int((part + Decimal("1e-6")).to_integral_value(rounding=ROUND_FLOOR))


def pounds(pence: int) -> str:
    """Pence as pounds for a sentence: whole pounds without pence."""
    return f"£{pence / 100:,.0f}" if pence % 100 == 0 else f"£{pence / 100:,.2f}"


def percent(share: float) -> str:
    """A share someone set, for a sentence: 12.5%, 33.33%; up to four figures, none of them a trailing nought."""
    return f"{Decimal(f'{share * 100:.4g}'):f}%"


in_words = day_words
"""A day for a sentence."""


def _records(case: Case, table: str) -> list[Record]:
    return [{str(k): v for k, v in r.items()} for r in case.table(table).to_dict("records")]


class Raw:
    """The tables of one case as plain records, read once for one re-check."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.settings = case.settings
        self.horizon = case.settings.horizon

    def _by(self, table: str, key: str) -> dict[str, Record]:
        return {r[key]: r for r in _records(self.case, table)}

    def _groups(self, table: str, key: str) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = defaultdict(list)
        for record in _records(self.case, table):
            found[record[key]].append(record)
        return dict(found)

    @cached_property
    def assumptions(self) -> Assumptions:
        """Assumptions the case asks for."""
        return case_assumptions(self.case)

    def on(self, rule_id: str) -> bool:
        """Whether the case switches an optional rule on."""
        return rule_id in self.settings.rules_on

    @cached_property
    def bids(self) -> dict[str, Record]:
        """Bids by id."""
        return self._by("bids", "bid_id")

    @cached_property
    def pots(self) -> dict[str, Record]:
        """Pots by id."""
        return self._by("pots", "pot_id")

    @cached_property
    def sites(self) -> dict[str, Record]:
        """Sites by code."""
        return self._by("sites", "site_code")

    @cached_property
    def practices(self) -> dict[str, Record]:
        """Practices by code."""
        return self._by("practices", "practice_code")

    @cached_property
    def bid_costs(self) -> dict[str, list[Record]]:
        """Stated yearly costs by bid."""
        return self._groups("bid_costs", "bid_id")

    @cached_property
    def pot_years(self) -> dict[str, list[Record]]:
        """Yearly receipts by pot."""
        return self._groups("pot_years", "pot_id")

    def pairs(self, payments: Mapping[tuple[str, str, int], int]) -> Iterator[tuple[Record, Record, int]]:
        """Each pot and bid between which money moves, as records, with the pence over all years."""
        totals: dict[tuple[str, str], int] = defaultdict(int)
        for (pot_id, bid_id, _), paid in payments.items():
            totals[pot_id, bid_id] += paid
        for (pot_id, bid_id), paid in sorted(totals.items()):
            if paid:
                yield self.pots[pot_id], self.bids[bid_id], paid

    def practices_of(self, bid: Record) -> list[str]:
        """Practices a bid serves: those it names, else the one at its site."""
        if bid["practice_codes"]:
            return list(bid["practice_codes"])
        site = self.sites.get(bid["site_code"])
        return [site["practice_code"]] if site else []

    def clusters_of(self, bid: Record) -> list[str]:
        """Clusters a bid is in: its own, else those of its practices (one entry a practice)."""
        if not blank(bid["cluster_code"]):
            return [bid["cluster_code"]]
        found = [self.practices[c]["cluster_code"] for c in self.practices_of(bid) if c in self.practices]
        return [c for c in found if not blank(c)]

    def build_years(self, bid_id: str) -> int:
        """Years a bid's cost runs over."""
        if bid_id in self.bid_costs:
            spent = [int(r["year_offset"]) for r in self.bid_costs[bid_id] if to_pence(r["capital_gbp"])]
            return 1 + max(spent, default=0)
        years = self.bids[bid_id]["years_to_build"]
        return 1 if blank(years) else int(years)

    def money(self, pot: Record) -> RawMoney:
        """What a pot receives, before any rule holds money back."""
        carry, stated = pot["carry_forward"] != "no", self.pot_years.get(pot["pot_id"])
        if stated:
            receipts: dict[int, int] = defaultdict(int)
            for r in stated:
                # what came before the horizon and is kept is there when it begins
                year = max(int(r["financial_year"]), self.horizon[0]) if carry else int(r["financial_year"])
                receipts[year] += to_pence(r["amount_gbp"])
            return RawMoney(dict(receipts), carry)
        for year in self.horizon:
            ends = pd.Timestamp(year + 1, 3, 31)
            arrived = blank(pot["available_from"]) or ends >= pot["available_from"]
            if arrived and (blank(pot["spend_by"]) or ends <= pot["spend_by"]):
                return RawMoney({year: to_pence(pot["amount_gbp"])}, carry)
        return RawMoney({}, carry)

    def overdrawn(self, pot: Record, money: RawMoney, paid: Mapping[int, int]) -> list[str]:
        """A sentence for each year in which a pot has paid more than it had."""
        found = []
        for year in self.horizon:
            have = sum(a for y, a in money.receipts.items() if (y <= year if money.carry else y == year))
            spent = sum(a for y, a in paid.items() if (y <= year if money.carry else y == year))
            if spent > have:
                found.append(f"{pot['pot_id']} has paid {pounds(spent)} of {pounds(have)} by {year_label(year)}")
        return found

"""Brute force for small cases: every set of starts, each tested for a lawful way to pay it.

Shares nothing with the library but the case's tables: written straight from contract C.
"""

import datetime as dt
import itertools
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from prioritise.case.case import Case


def _blank(value: object) -> bool:
    return value is None or (not isinstance(value, tuple) and bool(pd.isna(value)))  # type: ignore[arg-type]


def _profile(case: Case, bid: dict) -> list[int]:
    costs = case.table("bid_costs")
    mine = costs[costs["bid_id"] == bid["bid_id"]]
    if len(mine):
        spent = mine[mine["capital_gbp"] > 0]["year_offset"]
        out = [0] * ((int(spent.max()) if len(spent) else 0) + 1)
        mine = mine[mine["year_offset"] < len(out)]
        for o, c in zip(mine["year_offset"], mine["capital_gbp"], strict=True):
            out[int(o)] = round(c * 100)
        return out
    n = 1 if _blank(bid["years_to_build"]) else int(bid["years_to_build"])
    total = round(bid["capital_gbp"] * 100)
    return [total // n + (1 if i < total % n else 0) for i in range(n)]


def _windows(case: Case, bids: dict, profiles: dict) -> dict[str, list[int | None]]:
    first, n = case.settings.first_year, case.settings.years
    out = {}
    for b, row in bids.items():
        lo = first if _blank(row["earliest_start"]) else row["earliest_start"]
        hi = first + n - 1 if _blank(row["latest_start"]) else row["latest_start"]
        starts = [s for s in range(first, first + n) if lo <= s <= hi and s + len(profiles[b]) <= first + n]
        out[b] = [None, *starts] if row["must"] != "yes" else list(starts)
        if row["must"] == "never" or row["started"] == "yes":
            out[b] = [None] if row["must"] != "yes" else []
    return out


def _pot_years(case: Case, pot: dict) -> list[int]:
    first, n = case.settings.first_year, case.settings.years
    out = []
    for y in range(first, first + n):
        end = dt.date(y + 1, 3, 31)
        late = not _blank(pot["spend_by"]) and end > pot["spend_by"].date()
        early = not _blank(pot["available_from"]) and end < pot["available_from"].date()
        if not late and not early:
            out.append(y)
    return out


def _eligible(pot: dict, bid: dict) -> bool:
    if pot["status"] == "requested" or (pot["status"] == "secured" and _blank(pot["available_from"])):
        return False
    if pot["for_kinds"] and bid["kind"] not in pot["for_kinds"]:
        return False
    if pot["for_practices"] and not set(pot["for_practices"]) & set(bid["practice_codes"]):
        return False
    if pot["for_sites"] and bid["site_code"] not in pot["for_sites"]:
        return False
    return not (pot["for_clusters"] and bid["cluster_code"] not in pot["for_clusters"])


def _cap(pot: dict, bid: dict) -> int:
    total = round(bid["capital_gbp"] * 100)
    cap = total
    if not _blank(pot["max_share"]):
        cap = min(cap, int(total * pot["max_share"] + 1e-6))
    if pot["growth_only"] == "yes":
        cap = min(cap, 0 if _blank(bid["growth_share"]) else int(total * bid["growth_share"] + 1e-6))
    return cap


def _receipts(case: Case, pot: dict, years: list[int]) -> dict[int, int]:
    table = case.table("pot_years")
    mine = table[table["pot_id"] == pot["pot_id"]]
    if len(mine):
        return {int(y): round(a * 100) for y, a in zip(mine["financial_year"], mine["amount_gbp"], strict=True)}
    return {years[0]: round(pot["amount_gbp"] * 100)} if years else {}


def most_payable(case: Case, starts: Mapping[str, int], lapsing_only: bool = False) -> float | None:
    """None when the starts cannot be paid; else the most that can come from money that would lapse, in pence."""
    first, n = case.settings.first_year, case.settings.years
    bids = {r["bid_id"]: r for r in case.table("bids").to_dict("records")}
    pots = {r["pot_id"]: r for r in case.table("pots").to_dict("records")}
    end = dt.date(first + n, 3, 31)
    cells, gain = [], []
    for p, b in itertools.product(pots, starts):
        if _eligible(pots[p], bids[b]):
            lapses = pots[p]["carry_forward"] == "no" or (
                not _blank(pots[p]["spend_by"]) and pots[p]["spend_by"].date() <= end
            )
            for y in _pot_years(case, pots[p]):
                cells.append((p, b, y))
                gain.append(-1.0 if lapses else 0.0)
    if not cells:
        return 0.0 if all(sum(_profile(case, bids[b])) == 0 for b in starts) else None
    eq, eq_right, ub, ub_right = [], [], [], []
    for b, s in starts.items():
        profile = _profile(case, bids[b])
        for y in range(first, first + n):
            eq.append([1.0 if c[1] == b and c[2] == y else 0.0 for c in cells])
            eq_right.append(profile[y - s] if 0 <= y - s < len(profile) else 0)
    for p, pot in pots.items():
        years = _pot_years(case, pot)
        receipts = _receipts(case, pot, years)
        for y in range(first, first + n):
            if pot["carry_forward"] == "no":
                ub.append([1.0 if c[0] == p and c[2] == y else 0.0 for c in cells])
                ub_right.append(receipts.get(y, 0))
            else:
                ub.append([1.0 if c[0] == p and c[2] <= y else 0.0 for c in cells])
                ub_right.append(sum(a for k, a in receipts.items() if k <= y))
        for b in starts:
            ub.append([1.0 if c[0] == p and c[1] == b else 0.0 for c in cells])
            ub_right.append(_cap(pot, bids[b]))
    scale = 1e5
    found = linprog(
        gain,
        A_ub=np.array(ub),
        b_ub=np.array(ub_right) / scale,
        A_eq=np.array(eq),
        b_eq=np.array(eq_right) / scale,
        method="highs",
    )
    return -found.fun * scale if found.status == 0 else None


def _rules_hold(case: Case, bids: dict, profiles: dict, starts: dict[str, int]) -> bool:
    first, n, settings = case.settings.first_year, case.settings.years, case.settings
    groups = [bids[b]["choice_group"] for b in starts if not _blank(bids[b]["choice_group"])]
    if len(groups) != len(set(groups)):
        return False
    for b, s in starts.items():
        if any(r not in starts or starts[r] > s for r in bids[b]["requires"]):
            return False
    if settings.max_starts_per_year is not None:
        years = list(starts.values())
        if any(years.count(y) > settings.max_starts_per_year for y in years):
            return False
    if settings.revenue_limit_gbp_per_year is not None:
        for y in range(first, first + n + 1):
            live = [bids[b]["revenue_gbp_per_year"] for b, s in starts.items() if s + len(profiles[b]) <= y]
            if sum(round(r * 100) for r in live if not _blank(r)) > round(settings.revenue_limit_gbp_per_year * 100):
                return False
    if isinstance(settings.min_share_by_cluster, float):
        total = sum(bids[b]["capital_gbp"] for b in starts)
        for cluster in {r["cluster_code"] for r in bids.values() if not _blank(r["cluster_code"])}:
            got = sum(bids[b]["capital_gbp"] for b in starts if bids[b]["cluster_code"] == cluster)
            if got < settings.min_share_by_cluster * total - 1e-6:
                return False
    return True


def best(case: Case, values: Mapping[str, float]) -> list[tuple[float, float, float, dict[str, int]]]:
    """Every feasible choice as (value, lapsing pence used, cost, starts), best value first (payment tested lazily).

    Only choices within a millionth of the best value are tested for payment and returned; empty when none is feasible.
    """
    bids = {r["bid_id"]: r for r in case.table("bids").to_dict("records")}
    profiles = {b: _profile(case, r) for b, r in bids.items()}
    windows = _windows(case, bids, profiles)
    rate, first = case.settings.discount_rate, case.settings.first_year
    candidates = []
    for choice in itertools.product(*windows.values()):
        starts = {b: s for b, s in zip(windows, choice, strict=True) if s is not None}
        if _rules_hold(case, bids, profiles, starts):
            value = sum(values[b] * (1 + rate) ** -(s - first) for b, s in starts.items())
            candidates.append((value, starts))
    candidates.sort(key=lambda c: -c[0])
    found: list[tuple[float, float, float, dict[str, int]]] = []
    for value, starts in candidates:
        if found and value < found[0][0] - 1e-6:
            break
        lapsing = most_payable(case, starts)
        if lapsing is not None:
            found.append((value, lapsing, sum(bids[b]["capital_gbp"] for b in starts), starts))
    return found

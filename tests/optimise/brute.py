"""Brute force for small cases: every set of starts, each tested for a lawful way to pay it.

Shares nothing with the library but the case's tables: written straight from contract C and from what each rule says of
itself (`brute_money` has what a pot holds and whom it may pay).
"""

import itertools
import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from prioritise.case.case import Case
from tests.optimise import brute_money as money
from tests.optimise.brute_money import blank as _blank


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


def least_pence(bid: dict) -> int:
    """The least the pots must pay of a bid."""
    total = round(bid["capital_gbp"] * 100)
    return total if _blank(bid["least_share"]) else math.ceil(bid["least_share"] * total - 1e-6)


def most_payable(case: Case, starts: Mapping[str, int]) -> float | None:
    """None when the starts cannot be paid; else the most that can come from money that would lapse, in pence."""
    bids, pots = money.rows(case, "bids", "bid_id"), money.rows(case, "pots", "pot_id")
    cells = [
        (p, b, y)
        for p, b in itertools.product(pots, starts)
        if money.eligible(case, pots[p], bids[b]) and all(c in starts for c in pots[p]["only_if"])
        for y in money.pot_years(case, pots[p])
    ]
    gain = [-1.0 if money.lapses(case, pots[p]) else 0.0 for p, _, _ in cells]
    if not cells:
        return 0.0 if all(least_pence(bids[b]) == 0 for b in starts) else None
    eq, ub = [], []
    for b, s in starts.items():
        _pay_bid(case, bids[b], s, cells, eq, ub)
        _grants(case, pots, bids[b], s, cells, ub)
        for p, pot in pots.items():
            ub.append(([c[:2] == (p, b) for c in cells], money.cap(case, pot, bids[b])))
    for p, pot in pots.items():
        _balance(case, pot, [c if c[0] == p else None for c in cells], ub)
    scale = 1e5
    found = linprog(
        gain,
        A_ub=np.array([r for r, _ in ub], dtype=float),
        b_ub=np.array([x for _, x in ub]) / scale,
        A_eq=np.array([r for r, _ in eq], dtype=float) if eq else None,
        b_eq=np.array([x for _, x in eq]) / scale if eq else None,
        method="highs",
    )
    return -found.fun * scale if found.status == 0 else None


def _pay_bid(case: Case, bid: dict, start: int, cells: list, eq: list, ub: list) -> None:
    """Its cost each year, or where it may be paid in part no more than that and enough in all."""
    profile, mine = _profile(case, bid), bid["bid_id"]
    in_part = least_pence(bid) < sum(profile)
    for y in range(case.settings.first_year, case.settings.first_year + case.settings.years):
        due = profile[y - start] if 0 <= y - start < len(profile) else 0
        (ub if in_part else eq).append(([c[1] == mine and c[2] == y for c in cells], due))
    if in_part:
        ub.append(([-1.0 if c[1] == mine else 0.0 for c in cells], -least_pence(bid)))


def _grants(case: Case, pots: dict, bid: dict, start: int, cells: list, ub: list) -> None:
    """Grants together: their share of the bid, and the lease of its site."""
    total = round(bid["capital_gbp"] * 100)
    may = {p for p, pot in pots.items() if pot["kind"] == "grant" and money.eligible(case, pot, bid)}
    if old := {p for p in may if money.old_grant(case, pots[p])}:
        together = max(money.grant_cap(case, pots[p], total) for p in old)
        ub.append(([c[0] in old and c[1] == bid["bid_id"] for c in cells], together))
    if money.on(case, "guaranteed_use"):
        for old in (False, True):
            most = money.lease_cap(case, bid, start + len(_profile(case, bid)), old)
            if most is not None:
                mine = {p for p in may if money.old_grant(case, pots[p]) == old}
                ub.append(([c[0] in mine and c[1] == bid["bid_id"] for c in cells], most))


def _balance(case: Case, pot: dict, cells: list, ub: list) -> None:
    """No more out of a pot than in, in any year."""
    receipts, carry = money.receipts(case, pot), money.carries(case, pot)
    for y in range(case.settings.first_year, case.settings.first_year + case.settings.years):
        if carry:
            there = sum(a for k, a in receipts.items() if k <= y)
        else:
            there = receipts.get(y, 0)
        ub.append(([c is not None and (c[2] <= y if carry else c[2] == y) for c in cells], there))


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
    for y in range(first, first + n + 1):
        limit = settings.revenue_limit_by_year.get(f"{y}/{(y + 1) % 100:02d}", settings.revenue_limit_gbp_per_year)
        live = [bids[b]["revenue_gbp_per_year"] for b, s in starts.items() if s + len(profiles[b]) <= y]
        if limit is not None and sum(round(r * 100) for r in live if not _blank(r)) > round(limit * 100):
            return False
    return _shares_hold(case, bids, starts)


def _shares_hold(case: Case, bids: dict, starts: dict[str, int]) -> bool:
    """Shares of all capital funded, each met to a penny."""
    settings = case.settings
    cost = {b: round(bids[b]["capital_gbp"] * 100) for b in starts}
    clusters = {r["cluster_code"] for r in bids.values() if not _blank(r["cluster_code"])}
    fifth = _fifths(case)
    limits = []
    for wanted, sign in ((settings.min_share_by_cluster, 1), (settings.max_share_by_cluster, -1)):
        if wanted is None:
            continue
        for c, share in wanted.items() if isinstance(wanted, dict) else [(c, wanted) for c in clusters]:
            limits.append((sum(p for b, p in cost.items() if bids[b]["cluster_code"] == c), share, sign))
    for wanted, sign in ((settings.min_share_by_deprivation, 1), (settings.max_share_by_deprivation, -1)):
        for f, share in wanted.items():
            got = 0.0
            for b, p in cost.items():
                served = bids[b]["practice_codes"]
                got += p * sum(fifth.get(code) == f for code in served) / max(1, len(served))
            limits.append((got, share, sign))
    for share, sign in ((settings.min_share_technology, 1), (settings.max_share_technology, -1)):
        if share is not None:
            limits.append((sum(p for b, p in cost.items() if bids[b]["kind"] == "technology"), share, sign))
    return all(sign * (got - share * sum(cost.values())) >= -1 for got, share, sign in limits)


def _fifths(case: Case) -> dict[str, str]:
    """Practice -> its fifth, "1" the most deprived: by how many practices are more deprived."""
    known = {
        p["practice_code"]: p["imd_score"]
        for p in case.table("practices").to_dict("records")
        if not _blank(p["imd_score"])
    }
    if len(known) < 5:
        return {}
    return {c: str(1 + 5 * sum(o > s for o in known.values()) // len(known)) for c, s in known.items()}


def best(case: Case, values: Mapping[str, float]) -> list[tuple[float, float, float, dict[str, int]]]:
    """Every feasible choice as (value, lapsing pence used, cost, starts), best value first (payment tested lazily).

    Only choices within a millionth of the best value are tested for payment and returned; empty when none is feasible.
    """
    bids = {r["bid_id"]: r for r in case.table("bids").to_dict("records")}
    profiles = {b: _profile(case, r) for b, r in bids.items()}
    windows = _windows(case, bids, profiles)
    rate, first = case.settings.discount_rate, case.settings.first_year
    for b, options in windows.items():  # a start that cannot be paid even on its own, were every condition met
        alone = _without_conditions(case)
        windows[b] = [s for s in options if s is None or most_payable(alone, {b: s}) is not None]
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


def _without_conditions(case: Case) -> Case:
    pots = case.table("pots")
    return case.with_table("pots", pots.assign(only_if=pd.Series([()] * len(pots), index=pots.index, dtype="object")))


def feasible(case: Case) -> list[dict[str, int]]:
    """Every lawful choice of starts that can be paid."""
    bids = {r["bid_id"]: r for r in case.table("bids").to_dict("records")}
    profiles = {b: _profile(case, r) for b, r in bids.items()}
    windows = _windows(case, bids, profiles)
    found = []
    for choice in itertools.product(*windows.values()):
        starts = {b: s for b, s in zip(windows, choice, strict=True) if s is not None}
        if _rules_hold(case, bids, profiles, starts) and most_payable(case, starts) is not None:
            found.append(starts)
    return found

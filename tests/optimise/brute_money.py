"""The oracle's money: what a pot holds and when, whom it may pay, and how much of it.

Shares nothing with the library but the case's tables and settings: written straight from contract C and from what each
rule says of itself. A figure that is an assumption in the library stands here as a number.
"""

import datetime as dt
import math

import pandas as pd

from prioritise.case.case import Case

OLD_GRANTS_END = dt.date(2024, 5, 10)
BANDS = {False: [(0, 6), (144_000, 9), (360_000, 12), (660_000, 15), (1_200_000, 18)],
         True: [(0, 5), (100_000, 10), (250_000, 15)]}  # fmt: skip
"""Pounds of grant from which so many years of use are guaranteed; True: before 10 May 2024."""


def blank(value: object) -> bool:
    return value is None or (not isinstance(value, tuple) and bool(pd.isna(value)))  # type: ignore[arg-type]


def rows(case: Case, name: str, key: str) -> dict[str, dict]:
    return {r[key]: r for r in case.table(name).to_dict("records")}


def on(case: Case, rule: str) -> bool:
    return rule in case.settings.rules_on


def whole(share: float, pence: int) -> int:
    """Whole pence within a share."""
    return int(share * pence + 1e-6)


def counted(case: Case, pot: dict) -> float:
    s = case.settings
    if pot["status"] == "requested":
        return (1.0 if s.count_requested else 0.0) if s.requested_share is None else s.requested_share
    if pot["status"] == "secured":
        if blank(pot["available_from"]):
            return 0.0
        return 1.0 if s.secured_share is None else s.secured_share
    return 1.0


def lead_of(case: Case, pot: dict) -> int:
    if not blank(pot["lead_months"]):
        return int(pot["lead_months"])
    if pot["status"] == "transferred" or blank(pot["holder"]):
        return 0
    return case.settings.lead_months_by_holder.get(pot["holder"], 0)


def later(day: dt.date, months: int) -> dt.date:
    return (pd.Timestamp(day) + pd.DateOffset(months=months)).date()


def pot_years(case: Case, pot: dict) -> list[int]:
    """Years in which it may pay."""
    first, n, out = case.settings.first_year, case.settings.years, []
    open_from = None if blank(pot["available_from"]) else pot["available_from"].date()
    if lead_of(case, pot):
        open_from = later(max(open_from or dt.date.min, dt.date(first, 4, 1)), lead_of(case, pot))
    for y in range(first, first + n):
        end = dt.date(y + 1, 3, 31)
        late = not blank(pot["spend_by"]) and end > pot["spend_by"].date()
        early = open_from is not None and end < open_from
        if not late and not early:
            out.append(y)
    return out


def carries(case: Case, pot: dict) -> bool:
    return pot["carry_forward"] != "no" and not (pot["kind"] == "umf" and on(case, "umf"))


def receipts(case: Case, pot: dict) -> dict[int, int]:
    """Pence by the year in which they are there."""
    years, first = pot_years(case, pot), case.settings.first_year
    table = case.table("pot_years")
    mine = table[table["pot_id"] == pot["pot_id"]]
    got: dict[int, int] = {}
    if len(mine):
        for y, gbp in zip(mine["financial_year"], mine["amount_gbp"], strict=True):
            when = max(int(y), first) if pot["carry_forward"] != "no" else int(y)
            got[when] = got.get(when, 0) + round(gbp * 100)
    elif years:
        got = {years[0]: round(pot["amount_gbp"] * 100)}
    if counted(case, pot) < 1:
        got = {y: whole(counted(case, pot), p) for y, p in got.items()}
    if pot["kind"] == "cil" and not blank(pot["neighbourhood_plan"]):
        got = {y: whole(0.75 if pot["neighbourhood_plan"] == "yes" else 0.85, p) for y, p in got.items()}
    if len(mine) and lead_of(case, pot):
        shift = {y: _there(y, lead_of(case, pot)) for y in got}
        if carries(case, pot):
            moved: dict[int, int] = {}
            for y, p in got.items():
                moved[shift[y]] = moved.get(shift[y], 0) + p
            return moved
        return {y: p for y, p in got.items() if shift[y] == y}
    return got


def _there(year: int, months: int) -> int:
    """The year in which a receipt is cash: it is asked for on the first day of its own."""
    ready = later(dt.date(year, 4, 1), months)
    while dt.date(year + 1, 3, 31) < ready:
        year += 1
    return year


def lapses(case: Case, pot: dict) -> bool:
    end = dt.date(case.settings.first_year + case.settings.years, 3, 31)
    return not carries(case, pot) or (not blank(pot["spend_by"]) and pot["spend_by"].date() <= end)


def eligible(case: Case, pot: dict, bid: dict) -> bool:  # noqa: PLR0911 - a list of refusals
    """Whether the pot may pay the bid at all."""
    if counted(case, pot) <= 0:
        return False
    if pot["for_kinds"] and bid["kind"] not in pot["for_kinds"]:
        return False
    if pot["for_practices"] and not set(pot["for_practices"]) & set(bid["practice_codes"]):
        return False
    if pot["for_sites"] and bid["site_code"] not in pot["for_sites"]:
        return False
    if pot["for_clusters"] and bid["cluster_code"] not in pot["for_clusters"]:
        return False
    if not blank(pot["within_km"]) and not _near(pot, bid):
        return False
    if pot["kind"] == "umf" and on(case, "umf"):
        if bid["kind"] in ("technology", "extension", "new_build", "relocation", "land"):
            return False
        if not blank(bid["added_area_m2"]) and bid["added_area_m2"] > 0:
            return False
    if pot["kind"] == "grant" and on(case, "grant_conditions"):
        kinds = ["extension", "improvement", "refurbishment", "existing_space"]
        if not old_grant(case, pot):
            kinds += ["new_build", "relocation", "land"]
        if bid["kind"] not in kinds or bid["stage"] not in ("PID", "OBC", "FBC"):
            return False
    return not (on(case, "pooling") and _pooled(case, pot, bid))


def _near(pot: dict, bid: dict) -> bool:
    """Within its distance, on a round earth (the tests keep clear of the line)."""
    if any(blank(row[c]) for row in (pot, bid) for c in ("longitude", "latitude")):
        return False
    (a, b), (c, d) = ((math.radians(r["longitude"]), math.radians(r["latitude"])) for r in (pot, bid))
    half = math.sin((d - b) / 2) ** 2 + math.cos(b) * math.cos(d) * math.sin((c - a) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half)) <= pot["within_km"]


def old_grant(case: Case, pot: dict) -> bool:
    day = dt.date.fromisoformat(case.settings.assumptions_date) if blank(pot["signed"]) else pot["signed"].date()
    return day < OLD_GRANTS_END


def _pooled(case: Case, pot: dict, bid: dict) -> bool:
    """Whether five obligations for the same project came before this one, while that mattered."""

    def names(some: dict) -> bool:
        named = set(some["for_practices"]) & set(bid["practice_codes"]) or bid["site_code"] in some["for_sites"]
        return some["kind"] == "s106" and not blank(some["signed"]) and bool(named)

    def deed(some: dict) -> tuple[dt.date, str]:
        return some["signed"].date(), some["pot_id"] if blank(some["agreement_ref"]) else some["agreement_ref"]

    if not names(pot) or not dt.date(2015, 4, 6) <= deed(pot)[0] < dt.date(2019, 9, 1):
        return False
    others = [deed(p) for p in case.table("pots").to_dict("records") if names(p)]
    before = {ref for day, ref in others if day >= dt.date(2010, 4, 6) and (day, ref) < deed(pot)}
    return len(before - {deed(pot)[1]}) >= 5


def cap(case: Case, pot: dict, bid: dict) -> int:
    """The most one pot may pay one bid."""
    total = round(bid["capital_gbp"] * 100)
    most = total
    if not blank(pot["max_share"]):
        most = min(most, whole(pot["max_share"], total))
    if pot["growth_only"] == "yes":
        most = min(most, 0 if blank(bid["growth_share"]) else whole(bid["growth_share"], total))
    return min(most, grant_cap(case, pot, total))


def grant_cap(case: Case, pot: dict, total: int) -> int:
    limited = pot["kind"] == "grant" and on(case, "grant_share") and old_grant(case, pot)
    return whole(0.66, total) if limited else total


def lease_cap(case: Case, bid: dict, done: int, old: bool) -> int | None:
    """The largest grant (pence) that leaves the building free before its lease ends; None: any."""
    site = rows(case, "sites", "site_code").get(bid["site_code"])
    if site is None or blank(site["lease_end"]):
        return None
    steps, most = BANDS[old], 0
    for i, (_, years) in enumerate(steps):
        if dt.date(done + years, 3, 31) > site["lease_end"].date():
            return most
        if i + 1 == len(steps):
            return None
        most = steps[i + 1][0] * 100 - 1
    return most

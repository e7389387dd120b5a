"""Random small cases in which every fund rule has something to do; the same seed gives the same case."""

import random
from typing import Any

from prioritise.case.case import Case
from prioritise.case.demo_frames import table_of
from tests.build import bid, pot, small_case

SWITCHES = ("grant_conditions", "grant_share", "guaranteed_use", "pooling", "umf")
BID_KINDS = ("extension", "improvement", "refurbishment", "technology", "technology", "new_build")
PLACES = {"near": (0.5, 51.3), "far": (0.6, 51.3)}
YEARS = (2026, 2027)
SCORES = (10.0, 20.0, 30.0, 40.0, 50.0)


def maybe(rng: random.Random, part: float, *choices: Any) -> Any:
    """One of the choices in that part of cases, else blank."""
    return rng.choice(choices) if rng.random() < part else None


def random_case(seed: int, bids: int) -> tuple[Case, dict[str, float]]:
    """A case of so many bids with its values; of more than seven, most have one year in which they can start."""
    rng = random.Random(seed)
    practices = [
        {"practice_code": f"G{i}", "name": f"G{i}", "list_size": 1.0, "imd_score": maybe(rng, 0.95, *SCORES)}
        for i in range(1, 8)
    ]
    sites = [
        {"site_code": f"S{i}", "practice_code": f"G{i}", "name": f"S{i}", "role": "main",
         "lease_end": maybe(rng, 0.8, "2031-03-31", "2032-03-31", "2033-03-31", "2034-03-31")}
        for i in range(1, 8)
    ]  # fmt: skip
    asked = [_bid(rng, f"B{i:02d}", [f"B{j:02d}" for j in range(i)], bids > 7) for i in range(bids)]
    pots = [_pot(rng, i, [b["bid_id"] for b in asked]) for i in range(rng.randint(4, 7))]
    pots += _deeds(rng, asked) if rng.random() < 0.6 else []
    yearly = [
        {"pot_id": p["pot_id"], "financial_year": y, "amount_gbp": float(rng.randint(0, 160)) + rng.choice([0.0, 0.01])}
        for p in pots[:3]
        if rng.random() < 0.5
        for y in (2025, *YEARS)
    ]
    costs = [{"bid_id": "B00", "year_offset": o, "capital_gbp": asked[0]["capital_gbp"] / 2} for o in (0, 1)]
    even = round(asked[0]["capital_gbp"] * 100) % 2 == 0 and not asked[0]["latest_start"]
    case = small_case(
        {"years": len(YEARS), **_settings(rng)},
        bids=asked,
        pots=pots,
        pot_years=yearly,
        bid_costs=costs if even else [],
        practices=practices,
        sites=sites,
    )
    return case, {b["bid_id"]: float(rng.choice([0.0, 10.0, 10.0, 17.5, 25.0, 40.0])) for b in asked}


def with_twins(case: Case, seed: int) -> Case:
    """The case with each pot parted into two, often alike but for one term: they must not be taken for one."""
    rng = random.Random(seed)
    bids = list(case.table("bids")["bid_id"])
    terms = (
        {"only_if": lambda: (rng.choice(bids),)},
        {"signed": lambda: rng.choice(["2019-10-01", "2024-05-09", "2025-01-01"])},
        {},
    )
    pots, named = [], {}
    for row in case.table("pots").to_dict("records"):
        twins = [row | {"pot_id": f"{row['pot_id']}{x}", "amount_gbp": row["amount_gbp"] / 2} for x in "ab"]
        for name, other in rng.choice(terms).items():
            if name != "signed" or row["kind"] in ("grant", "s106"):
                twins[rng.randint(0, 1)][name] = other()
        pots += twins
        named[row["pot_id"]] = [t["pot_id"] for t in twins]
    years = case.table("pot_years").to_dict("records")
    halves = [y | {"pot_id": i, "amount_gbp": y["amount_gbp"] / 2} for y in years for i in named[y["pot_id"]]]
    return case.with_table("pots", table_of("pots", pots)).with_table("pot_years", table_of("pot_years", halves))


def _bid(rng: random.Random, bid_id: str, earlier: list[str], one_year: bool) -> dict[str, Any]:
    place = rng.randint(1, 7)
    at = PLACES[rng.choice(["near", "near", "far"])]
    start = rng.choice(YEARS) if one_year and rng.random() < 0.85 else None
    return bid(
        bid_id,
        rng.randint(50, 250) + rng.choice([0.0, 0.01, 0.5, 0.33]),
        kind=rng.choice(BID_KINDS),
        practice_codes=tuple(sorted({f"G{place}", *([f"G{rng.randint(1, 7)}"] if rng.random() < 0.3 else [])})),
        site_code=f"S{place}",
        cluster_code=rng.choice(["C1", "C2"]),
        longitude=at[0],
        latitude=at[1],
        years_to_build=maybe(rng, 0.25, 2) if start is None else None,
        earliest_start=start or maybe(rng, 0.2, 2027),
        latest_start=start or maybe(rng, 0.2, 2026),
        growth_share=maybe(rng, 0.6, 0.0, 0.3, 1.0),
        revenue_gbp_per_year=maybe(rng, 0.5, 5, 10, 20),
        added_area_m2=maybe(rng, 0.2, 0.0, 12.0),
        stage=maybe(rng, 0.8, "EOI", "PID", "OBC"),
        started=maybe(rng, 0.1, "yes", "no"),
        must=maybe(rng, 0.06, "yes", "never", "never"),
        choice_group=maybe(rng, 0.3, "X", "Y"),
        requires=(rng.choice(earlier),) if earlier and rng.random() < 0.15 else (),
        least_share=maybe(rng, 0.3, 0.0, 0.4, 0.75),
    )


def _pot(rng: random.Random, number: int, bid_ids: list[str]) -> dict[str, Any]:
    kind = ("cil", "grant", "s106", "umf", "icb", "grant")[number % 6]
    here = PLACES["near"]
    return pot(
        f"F{number}",
        rng.randint(40, 400) + rng.choice([0.0, 0.01, 0.25]),
        kind=kind,
        holder=rng.choice(["Council", "NHS"]),
        status=rng.choice(
            ["received", "received", "received", "allocated", "transferred", "secured", "secured", "requested"]
        ),
        available_from=maybe(rng, 0.4, "2026-04-01", "2026-06-01", "2027-04-01"),
        spend_by=maybe(rng, 0.35, "2027-03-31", "2027-09-30", "2028-03-31"),
        carry_forward=maybe(rng, 0.4, "yes", "no"),
        max_share=maybe(rng, 0.15, 0.33, 0.66),
        for_kinds=("technology", "extension") if rng.random() < 0.12 else (),
        for_practices=("G1", "G2", "G3") if rng.random() < 0.12 else (),
        for_sites=("S4", "S5", "S6") if rng.random() < 0.2 else (),
        for_clusters=("C1",) if rng.random() < 0.12 else (),
        longitude=here[0],
        latitude=here[1],
        within_km=maybe(rng, 0.3, 2.0),
        growth_only=maybe(rng, 0.15, "yes"),
        only_if=(rng.choice(bid_ids),) if rng.random() < 0.2 else (),
        lead_months=maybe(rng, 0.2, 0, 6, 12),
        neighbourhood_plan=maybe(rng, 0.9, "yes", "no") if kind == "cil" else None,
        signed=maybe(rng, 0.7, "2016-05-01", "2024-05-09", "2024-05-09", "2025-01-01")
        if kind in ("grant", "s106")
        else None,
    )


def _deeds(rng: random.Random, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Six obligations on one surgery, the last with money that may come too late in the row."""
    terms = {"kind": "s106", "for_practices": rng.choice(asked)["practice_codes"][:1]}
    days = ["2011-01-01", "2012-01-01", "2013-01-01", "2015-05-01", "2015-06-01"]
    five = [pot(f"Q{i}", float(rng.randint(1, 9)), signed=day, **terms) for i, day in enumerate(days)]
    return [*five, pot("Q9", 160.0, signed=rng.choice(["2016-05-01", "2016-05-01", "2019-10-01"]), **terms)]


def _settings(rng: random.Random) -> dict[str, Any]:
    tables = {
        "revenue_limit_by_year": {"2027/28": 25.0} if rng.random() < 0.4 else {},
        "min_share_by_deprivation": {"1": 0.3} if rng.random() < 0.3 else {},
        "max_share_by_deprivation": {"5": 0.2, "4": 0.4} if rng.random() < 0.4 else {},
        "lead_months_by_holder": {"Council": rng.choice([3, 13])} if rng.random() < 0.4 else {},
    }
    return tables | {
        "discount_rate": rng.choice([0.0, 0.035]),
        "revenue_limit_gbp_per_year": maybe(rng, 0.5, 30, 60),
        "max_starts_per_year": maybe(rng, 0.3, 2, 3),
        "min_share_by_cluster": maybe(rng, 0.25, 0.25),
        "max_share_by_cluster": maybe(rng, 0.35, 0.7, {"C1": 0.5}),
        "min_share_technology": maybe(rng, 0.15, 0.2),
        "max_share_technology": maybe(rng, 0.2, 0.4),
        "requested_share": maybe(rng, 0.5, 0.0, 0.5),
        "secured_share": maybe(rng, 0.7, 0.0, 0.6, 0.85),
        "rules_on": tuple(s for s in SWITCHES if rng.random() < 0.7),
    }

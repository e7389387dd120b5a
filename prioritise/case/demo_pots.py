"""The demo's 60 pots: 51 S.106 sums of every status and expiry, and the nine other funds around them."""

from typing import Any

import numpy as np

from prioritise.case.demo_frames import distance_km, to_lonlat
from prioritise.case.demo_homes import AUTHORITIES, Development
from prioritise.case.demo_places import BY_NAME
from prioritise.case.demo_practices import Practice, code_of

POTS, OTHER_FUNDS = 60, 9
BUILDING_KINDS = ("extension", "improvement", "refurbishment", "new_build", "relocation", "existing_space")
GROWTH_KINDS = ("extension", "new_build", "relocation", "improvement", "existing_space", "equipment")

# Pots that make up one fund each: (columns, amount by financial year).
FUNDS: tuple[tuple[dict[str, Any], dict[int, int]], ...] = (
    (
        {
            "pot_id": "ICB-1", "name": "ICB capital for primary care", "kind": "icb", "holder": "Ravelshire ICB",
            "status": "allocated", "carry_forward": "no", "for_kinds": (*BUILDING_KINDS, "technology"),
            "purpose_text": "Annual capital budget; what is not spent in a year is lost to the county",
        },
        {2026: 240_000, 2027: 280_000, 2028: 300_000, 2029: 300_000, 2030: 260_000, 2031: 260_000},
    ),
    (
        {
            "pot_id": "ETF-1", "name": "Estates and technology fund", "kind": "etf", "holder": "NHS England region",
            "status": "allocated", "spend_by": "2030-03-31",
            "for_kinds": (*BUILDING_KINDS, "technology", "equipment"),
            "purpose_text": "Premises and technology that let practices work together",
        },
        {2026: 180_000, 2027: 180_000, 2028: 140_000, 2029: 100_000},
    ),
    (
        {
            "pot_id": "UMF-1", "name": "Utilisation and modernisation fund", "kind": "umf",
            "holder": "NHS England region", "status": "allocated", "available_from": "2026-04-01",
            "spend_by": "2027-03-31", "carry_forward": "no",
            "for_kinds": ("existing_space", "improvement", "refurbishment"), "amount_gbp": 210_000,
            "purpose_text": "More clinical rooms inside the present footprint, in the year; no digital schemes",
        },
        {},
    ),
    (
        {
            "pot_id": "GRANT-1", "name": "Premises improvement grants", "kind": "grant", "holder": "Ravelshire ICB",
            "status": "allocated", "carry_forward": "no", "max_share": 0.66,
            "for_kinds": ("improvement", "extension", "refurbishment"),
            "purpose_text": "Up to 66% of an improvement, the practice finds the rest",
        },
        {2026: 60_000, 2027: 60_000, 2028: 60_000, 2029: 50_000, 2030: 50_000, 2031: 50_000},
    ),
    (
        {
            "pot_id": "GRANT-2", "name": "Coastal improvement grants", "kind": "grant", "holder": "Ravelshire ICB",
            "status": "allocated", "spend_by": "2029-03-31", "max_share": 0.66, "for_clusters": ("XC4", "XC5"),
            "for_kinds": ("improvement", "extension", "refurbishment"), "amount_gbp": 130_000,
            "purpose_text": "Improvement grants set aside for the two coastal clusters",
        },
        {},
    ),
    (
        {
            "pot_id": "CIL-1", "name": "Aldermere strategic CIL: health", "kind": "cil",
            "holder": "Aldermere Borough Council", "status": "received", "for_clusters": ("XC1", "XC2"),
            "for_kinds": GROWTH_KINDS, "amount_gbp": 420_000,
            "purpose_text": "Health buildings on the infrastructure list",
        },
        {},
    ),
    (
        {
            "pot_id": "CIL-2", "name": "Gullhaven & Marram CIL: health", "kind": "cil",
            "holder": "Gullhaven & Marram District Council", "status": "allocated", "max_share": 0.5,
            "for_clusters": ("XC4", "XC5"), "for_kinds": GROWTH_KINDS, "amount_gbp": 260_000,
            "purpose_text": "At most half of any scheme",
        },
        {},
    ),
    (
        {
            "pot_id": "PRAC-1", "name": "Market Square partners' own money", "kind": "practice",
            "holder": "Aldermere Market Square Medical Centre", "status": "received",
            "for_practices": (code_of(10),), "amount_gbp": 150_000, "purpose_text": "For the practice's own scheme",
        },
        {},
    ),
    (
        {
            "pot_id": "OTHER-1", "name": "Gullhaven Seamen's legacy", "kind": "other",
            "holder": "A charity in Gullhaven", "status": "transferred", "for_clusters": ("XC4",),
            "amount_gbp": 55_000.50, "purpose_text": "For the comfort of patients in Gullhaven",
        },
        {},
    ),
)  # fmt: skip

VILLAGE_RECEIPTS = {2027: 650_000, 2028: 2_100_000, 2029: 1_950_000}
KINGSALLOW = (code_of(54), code_of(55), code_of(56))

# S.106 sums written out by hand, each for something users meet. `at` names the development it comes from.
AWKWARD: tuple[dict[str, Any], ...] = (
    {
        "at": "D001", "name": "Kingsallow Garden Village: on-site health centre", "status": "secured",
        "available_from": "2027-04-01", "spend_by": "2036-03-31", "for_kinds": ("new_build",),
        "for_practices": KINGSALLOW, "growth_only": "yes",
        "purpose_text": "A health centre of not less than 1,000 m2 within the village centre",
    },
    {
        "at": "D001", "name": "Kingsallow Garden Village: land and fitting out", "status": "received",
        "amount_gbp": 175_000, "for_kinds": ("land", "equipment"), "for_practices": KINGSALLOW,
        "spend_by": "2031-06-30",
        "purpose_text": "Transfer of 0.9 ha at nil cost if notice is served in time, and first equipment",
    },
    {
        "at": "D003", "name": "South-east extension: five named surgeries", "status": "received",
        "amount_gbp": 486_200, "for_practices": tuple(code_of(n) for n in (10, 11, 12, 13, 18)),
        "spend_by": "2029-06-30", "purpose_text": "Any one or more of five named surgeries in Aldermere",
    },
    {
        "at": "D003", "name": "South-east extension: second instalment", "status": "secured", "amount_gbp": 420_000,
        "available_from": "2028-04-01", "within_km": 4.0, "growth_only": "yes",
        "purpose_text": "Primary care within four kilometres of the land",
    },
    {
        "at": "D002", "name": "Northern extension: asked for at outline", "status": "requested",
        "amount_gbp": 780_000, "available_from": "2029-04-01", "for_practices": tuple(code_of(n) for n in range(1, 7)),
        "purpose_text": "Not yet agreed: the request is with the council",
    },
    {
        "at": "D002", "name": "Northern extension: first phase", "status": "secured", "amount_gbp": 310_000,
        "for_clusters": ("XC1",), "purpose_text": "In the signed deed, but no date for payment is known",
    },
    {
        "at": "D004", "name": "Thornhythe West: Meadow Bank or Abbey", "status": "secured", "amount_gbp": 352_000,
        "available_from": "2027-10-01", "for_practices": (code_of(19), code_of(23)), "spend_by": "2033-09-30",
        "purpose_text": "More room at either of two named surgeries",
    },
    {
        "at": "D005", "name": "Gullhaven Docks: first payment", "status": "transferred", "amount_gbp": 268_400.75,
        "within_km": 2.5, "spend_by": "2030-03-31", "purpose_text": "Health provision in the vicinity of the docks",
    },
    {
        "at": "D007", "name": "Staveholm Mere: about to expire", "status": "received", "amount_gbp": 131_500,
        "for_clusters": ("XC5",), "spend_by": "2027-03-31", "purpose_text": "More room for general practice",
    },
    {
        "at": "D006", "name": "Pound Road: spend-by in mid-year", "status": "received", "amount_gbp": 118_000,
        "for_practices": (code_of(57), code_of(58)), "spend_by": "2028-09-30",
        "purpose_text": "Extension of general practice in Harrowdean",
    },
    {
        "at": "D004", "name": "Ropewalk fields: spend-by this September", "status": "received", "amount_gbp": 62_300,
        "for_practices": (code_of(20), code_of(23)), "spend_by": "2026-09-30",
        "purpose_text": "Wool Hall or Meadow Bank surgeries",
    },
    {
        "at": "D004", "name": "Lower Town: a surgery with no bid", "status": "received", "amount_gbp": 146_700,
        "for_practices": (code_of(24),), "spend_by": "2029-12-31",
        "purpose_text": "Thornhythe Lower Town Surgery and no other",
    },
    {
        "at": "D008", "name": "Hawkswold airfield lanes", "status": "allocated", "amount_gbp": 164_000,
        "for_practices": (code_of(45), code_of(46)), "growth_only": "yes", "spend_by": "2031-03-31",
        "purpose_text": "Only the part of a scheme that the new homes cause",
    },
    {
        "at": "D006", "name": "Pellham Cross station yard", "status": "secured", "amount_gbp": 228_000,
        "available_from": "2027-04-01", "for_practices": (code_of(59), code_of(60)), "growth_only": "yes",
        "purpose_text": "Only the part of a scheme that the new homes cause",
    },
    {
        "at": "D005", "name": "Old fish market: lapsed, extension sought", "status": "received",
        "amount_gbp": 41_250, "for_clusters": ("XC4",), "spend_by": "2025-12-31",
        "purpose_text": "Health facilities in Gullhaven, or other health purposes",
    },
    {
        "at": "D007", "name": "Copsewick: named branch", "status": "received", "amount_gbp": 38_600,
        "for_sites": ("X10027001",), "spend_by": "2030-03-31", "purpose_text": "The branch surgery at Copsewick",
    },
)  # fmt: skip

STATUS_CYCLE = ("received", "secured", "received", "requested", "allocated", "received", "secured", "transferred")
# Seven expiries against eight statuses, so that in time each meets each.
SPEND_BY_CYCLE = ("2027-03-31", "2028-03-31", None, "2027-12-31", "2029-03-31", "2028-06-30", "2034-03-31")
RATE_GBP_PER_HOME = (660, 985)


def pot_tables(
    homes: tuple[Development, ...], practices: tuple[Practice, ...], rng: np.random.Generator
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of `pots.csv` and `pot_years.csv`."""
    years = [(fund["pot_id"], by_year) for fund, by_year in FUNDS if by_year]
    pots = [{**fund, "amount_gbp": sum(by_year.values()) or fund["amount_gbp"]} for fund, by_year in FUNDS]
    by_id = {d.id: d for d in homes}
    s106 = [_awkward(row, by_id[row["at"]]) for row in AWKWARD]
    s106[0]["amount_gbp"] = sum(VILLAGE_RECEIPTS.values())
    wanted = POTS - OTHER_FUNDS - len(AWKWARD)
    s106 += [_from_development(i, d, practices, rng) for i, d in enumerate(_sources(homes, wanted))]
    numbered = [{"pot_id": f"S106-{i + 1:02d}", "kind": "s106", **row} for i, row in enumerate(s106)]
    years.append(("S106-01", VILLAGE_RECEIPTS))
    yearly = [
        {"pot_id": pot, "financial_year": year, "amount_gbp": amount}
        for pot, by in years
        for year, amount in by.items()
    ]
    return [*pots, *numbered], yearly


def _awkward(row: dict[str, Any], source: Development) -> dict[str, Any]:
    longitude, latitude = to_lonlat(source.at)
    authority, prefix = AUTHORITIES[BY_NAME[source.settlement].cluster]
    return {
        "holder": "Ravelshire ICB" if row["status"] == "transferred" else authority,
        # Deeds say "more room" and so bar technology, but for the two loosely worded ones.
        "for_kinds": () if "health" in str(row["purpose_text"]).lower() else GROWTH_KINDS,
        "longitude": longitude if "within_km" in row else None,
        "latitude": latitude if "within_km" in row else None,
        "agreement_ref": f"{prefix}/S106/{source.id}",
        **{k: v for k, v in row.items() if k != "at"},
    }


def _sources(homes: tuple[Development, ...], wanted: int) -> list[Development]:
    """The larger developments with a deed or a live application, not among those written out by hand."""
    by_hand = {row["at"] for row in AWKWARD}
    asked = [d for d in homes if d.status != "allocated" and d.id not in by_hand]
    return sorted(asked, key=lambda d: (-d.homes, d.id))[:wanted]


def _from_development(
    i: int, d: Development, practices: tuple[Practice, ...], rng: np.random.Generator
) -> dict[str, Any]:
    """One S.106 sum: so much a home, part already spent, and one of the usual rules on where it may go."""
    authority, prefix = AUTHORITIES[BY_NAME[d.settlement].cluster]
    low, high = RATE_GBP_PER_HOME
    rate, left, wait = rng.random(3)
    status = "secured" if d.status == "outline" and i % 3 else STATUS_CYCLE[i % len(STATUS_CYCLE)]
    first = 2026 + int(wait * 4)
    return {
        "name": f"S.106: {d.name}",
        "holder": "Ravelshire ICB" if status == "transferred" else authority,
        "status": status,
        "amount_gbp": round(d.homes * (low + (high - low) * float(rate)) * (0.3 + 0.5 * float(left)), 2),
        # One secured sum in four has no date yet, and so does not count.
        "available_from": f"{first}-07-01" if status in ("secured", "requested") and i % 4 else None,
        "spend_by": _spend_by(i, status, first),
        "growth_only": "yes" if i % 5 == 1 else None,
        "agreement_ref": f"{prefix}/S106/{d.id}",
        **_where(i, d, practices),
    }


def _spend_by(i: int, status: str, first: int) -> str | None:
    """Money not yet paid has years to run; money in hand has every kind of expiry."""
    return f"{first + 7}-06-30" if status in ("secured", "requested") else SPEND_BY_CYCLE[i % len(SPEND_BY_CYCLE)]


def _where(i: int, d: Development, practices: tuple[Practice, ...]) -> dict[str, Any]:
    """Within so many kilometres, the nearest few named surgeries, or anywhere in the cluster."""
    longitude, latitude = to_lonlat(d.at)
    near = sorted(practices, key=lambda p: (round(distance_km(p.at, d.at), 6), p.code))
    rules: tuple[dict[str, Any], ...] = (
        {
            "longitude": longitude, "latitude": latitude, "within_km": (2.0, 3.0, 5.0)[i // 3 % 3],
            "for_kinds": (*GROWTH_KINDS, "refurbishment"),
            "purpose_text": "General practice in the vicinity of the development",
        },
        {
            "for_practices": tuple(p.code for p in near[: 2 + i % 4]), "for_kinds": GROWTH_KINDS,
            "purpose_text": "More room at the named surgeries",
        },
        {
            "for_clusters": (BY_NAME[d.settlement].cluster,), "for_kinds": BUILDING_KINDS,
            "purpose_text": "Primary care buildings in the cluster",
        },
    )  # fmt: skip
    return rules[i % 3]

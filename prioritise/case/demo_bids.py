"""The demo's 45 bids.

Sizes follow the published mix of the 2015/16 awards (Pulse, over 1,000 practices, 2015), the big end kept visible.

Every kind is there, a fifth are technology and equipment, and so are the awkward ones: either/or options, a chain of
"only if", a must, a never, one already started, one no pot may pay, and some that serve a whole cluster.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from prioritise.case.demo_frames import to_lonlat
from prioritise.case.demo_practices import Practice, code_of

GARDEN_VILLAGE_CENTRE = (15.7, 7.5)


@dataclass(frozen=True)
class Scheme:
    """A bid while the demo is being built.

    Attributes:
        id, title, kind: as in `bids.csv`.
        practices: numbers of the practices it serves.
        capital: £.
        revenue: £ a year it adds.
        area, rooms: m2 and clinical rooms added.
        stage: EOI, PID, OBC or FBC.
        growth: share of the cost that new homes cause; None = not worked out.
        at_site: whether it is at the first practice's main site (otherwise no site, or `more["site_code"]`).
        profile: share of the cost by year of the build; empty = even.
        more: any other column.
    """

    id: str
    title: str
    kind: str
    practices: tuple[int, ...]
    capital: int
    revenue: int
    area: int = 0
    rooms: int = 0
    stage: str = "PID"
    growth: float | None = None
    at_site: bool = True
    profile: tuple[float, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


def _cluster_wide(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1))


LARGE = (
    Scheme(
        "B01", "Kingsallow Garden Village: new health centre", "new_build", (54, 55, 56), 5_000_000, 46_000, 1090, 13,
        "OBC", 0.95, False, (0.1, 0.5, 0.4),
        {"earliest_start": 2027, "latest_start": 2029, "patients_served": 9400, "requires": ("B02",)},
    ),
    Scheme(
        "B04", "Market Square: new building on the old depot", "new_build", (10,), 3_650_000, 74_000, 790, 9, "OBC",
        0.45, False, (0.15, 0.5, 0.35), {"choice_group": "MARKET-SQUARE", "earliest_start": 2027},
    ),
    Scheme(
        "B05", "Market Square: rear extension over two floors", "extension", (10,), 1_380_000, 27_000, 320, 5, "PID",
        0.45, True, (0.4, 0.6), {"choice_group": "MARKET-SQUARE"},
    ),
    Scheme(
        "B06", "Gullhaven Harbour hub: three practices under one roof", "relocation", (28, 30, 32), 2_850_000, 61_000,
        630, 8, "PID", 0.15, False, (0.2, 0.5, 0.3), {"choice_group": "HARBOUR", "earliest_start": 2027},
    ),
    Scheme(
        "B07", "Thornhythe: Abbey and Ropewalk share a new building", "new_build", (19, 21), 2_200_000, 47_000, 480, 6,
        "EOI", 0.5, False, (), {"earliest_start": 2028, "years_to_build": 2},
    ),
    Scheme(
        "B08", "Gullhaven Harbour: refurbish and reorder", "refurbishment", (28,), 690_000, 7_500, 0, 3, "OBC", 0.1,
        more={"choice_group": "HARBOUR", "years_to_build": 2},
    ),
    Scheme(
        "B09", "Staveholm Health Centre: extension", "extension", (39,), 840_000, 17_000, 195, 4, "OBC", 0.4,
        more={"years_to_build": 2},
    ),
    Scheme(
        "B10", "Northgate: extension for the northern homes", "extension", (1,), 925_000, 18_500, 215, 4, "PID", 0.65,
        more={"years_to_build": 2, "earliest_start": 2027},
    ),
    Scheme(
        "B11", "Pellham Cross: move to the former school", "relocation", (59,), 780_000, 20_500, 175, 3, "PID", None,
        False, more={"years_to_build": 2},
    ),
    Scheme("B12", "Hawkswold: extension", "extension", (45,), 560_000, 11_500, 130, 2, "OBC", None),
)  # fmt: skip

MIDDLE = (
    Scheme(
        "B03", "Kingsallow Garden Village: equip and fit out", "equipment", (54, 55, 56), 310_000, 4_000, 0, 0, "EOI",
        0.9, False, more={"requires": ("B01",), "earliest_start": 2029, "patients_served": 9400},
    ),
    Scheme("B13", "Mill Field: rooms over the car port", "extension", (2,), 420_000, 8_600, 98, 2, "OBC", 0.5),
    Scheme("B14", "Priory: records room to clinic rooms", "existing_space", (3,), 135_000, 2_000, 0, 3, "FBC", 0.3),
    Scheme("B15", "Canal Side: extension", "extension", (6,), 365_000, 7_400, 85, 2, "PID", 0.35),
    Scheme("B16", "Southgate: extension for new homes", "extension", (11,), 480_000, 9_800, 112, 3, "OBC", 0.7),
    Scheme("B17", "Weir Lane: treatment suite", "improvement", (12,), 240_000, 3_200, 34, 2, "FBC", 0.25),
    Scheme("B18", "Brickfields: refurbish and add two rooms", "refurbishment", (13,), 298_000, 2_600, 0, 2, "OBC", 0.1),
    Scheme("B19", "Stonebridge: extension", "extension", (18,), 455_000, 9_400, 106, 2, "PID", 0.6),
    Scheme("B20", "Wool Hall: reorder the ground floor", "improvement", (20,), 185_000, 2_400, 20, 2, "FBC", 0.2),
    Scheme("B21", "Meadow Bank: extension for new homes", "extension", (23,), 390_000, 8_000, 90, 2, "OBC", 0.75),
    Scheme("B22", "Great Fennick: extension", "extension", (26,), 275_000, 5_600, 64, 1, "PID", 0.5),
    Scheme("B23", "Lighthouse: step-free door and two rooms", "improvement", (29,), 165_000, 2_200, 18, 2, "FBC", 0.1),
    Scheme("B24", "Pier Road: extension to reopen the list", "extension", (31,), 410_000, 8_300, 95, 2, "OBC", 0.3),
    Scheme("B25", "Marram Sands: extension", "extension", (37,), 330_000, 6_900, 76, 2, "PID", 0.25),
    Scheme(
        "B26", "St Brannock's & Quay: level access and two rooms", "improvement", (42,), 142_000, 1_800, 22, 2, "FBC",
        0.2, more={"must": "yes", "latest_start": 2027},
    ),
    Scheme("B27", "Elverstone Mill: extension", "extension", (48,), 225_000, 4_600, 52, 1, "PID", None),
    Scheme("B28", "Harrowdean: extension for Pound Road", "extension", (57,), 345_000, 7_100, 80, 2, "PID", 0.6),
    Scheme(
        "B29", "Marram Coast: shared rooms for diagnostics and training", "existing_space", (37, 38, 39, 42), 215_000,
        6_500, 0, 3, "PID", 0.15, False, more={"cluster_code": "XC5"},
    ),
)  # fmt: skip

SMALL = (
    Scheme(
        "B02", "Kingsallow Garden Village: take the land in kind (fees only)", "land", (54, 55, 56), 48_000, 0, 0, 0,
        "FBC", 1.0, False, more={"latest_start": 2028, "patients_served": 9400},
    ),
    Scheme(
        "B30", "Aldermere North: cloud telephony and call queueing", "technology", _cluster_wide(1, 9), 86_000, 14_500,
        0, 0, "FBC", 0.0, False, more={"cluster_code": "XC1"},
    ),
    Scheme(
        "B31", "Gullhaven: online consultation and triage", "technology", _cluster_wide(28, 36), 72_000, 11_000, 0, 0,
        "OBC", 0.0, False, more={"cluster_code": "XC4"},
    ),
    Scheme(
        "B32", "Wold Villages: remote consulting pods", "technology", _cluster_wide(45, 53), 64_000, 9_500, 0, 0, "PID",
        0.0, False, more={"cluster_code": "XC6"},
    ),
    Scheme(
        "B33", "Thornhythe: scan the paper records", "technology", (19, 20, 21, 22), 95_000, 1_500, 0, 2, "FBC", 0.0,
        False, more={"cluster_code": "XC3"},
    ),
    Scheme(
        "B34", "Levels: shared room booking and check-in", "technology", _cluster_wide(54, 61), 38_000, 5_200, 0, 0,
        "PID", 0.0, False, more={"cluster_code": "XC7", "requires": ("B35",)},
    ),
    Scheme(
        "B35", "Levels: faster network in eight practices", "technology", _cluster_wide(54, 61), 58_000, 6_800, 0, 0,
        "OBC", 0.0, False, more={"cluster_code": "XC7"},
    ),
    Scheme(
        "B36", "St Brannock's Hill: rapid testing kit", "equipment", (43, 37, 39), 27_000, 2_400,
        growth=0.0, stage="FBC",
    ),
    Scheme(
        "B37", "Old Library: minor surgery and ultrasound kit", "equipment", (8,), 44_000, 2_900,
        growth=0.0, stage="PID",
    ),
    Scheme("B38", "Sheepmarket: open rooms at weekends", "existing_space", (9,), 32_000, 4_800, 0, 1, "PID", 0.2),
    Scheme("B39", "Dunes: timetable rooms by session", "existing_space", (33,), 24_000, 1_200, 0, 1, "EOI", 0.1),
    Scheme("B40", "Wend Abbas: loft to a treatment room", "improvement", (61,), 88_000, 1_400, 14, 1, "PID", None),
    Scheme("B41", "Ottermarsh: reception and one room", "improvement", (44,), 76_000, 1_100, 10, 1, "OBC", 0.2),
    Scheme(
        "B42", "Larkstow: buy the yard next door for parking", "land", (52,), 54_000, 600, stage="EOI", growth=0.0,
    ),
    Scheme(
        "B43", "Osmerby: new heating and lighting", "refurbishment", (25,), 93_000, 0, 0, 0, "FBC", 0.0,
        more={"started": "yes"},
    ),
    Scheme(
        "B44", "Brackenfold: reception (withdrawn by the practice)", "refurbishment", (49,), 67_000, 0, 0, 0, "EOI",
        0.0, more={"must": "never"},
    ),
    Scheme(
        "B45", "Copsewick branch: one more room", "improvement", (27,), 41_000, 900, 12, 1, "PID", 0.4, False,
        more={"site_code": "X10027001"},
    ),
)  # fmt: skip

SCHEMES = tuple(sorted(LARGE + MIDDLE + SMALL, key=lambda s: s.id))

# Practices with a building bid of their own -> m2 it adds there: the demo gives these tighter buildings.
SPACE_BIDS = {
    s.practices[0]: (s.area if s.at_site else 0) for s in sorted(SCHEMES, key=lambda s: s.area) if s.area or s.rooms > 1
} | {21: 0, 30: 0, 32: 0, 55: 0, 56: 0}

PATIENTS_UNKNOWN = "B39"

# A scheme can start when its business case is through, every other one a year later; one in three can wait a year.
FIRST_START = {"EOI": 2028, "PID": 2027, "OBC": 2026, "FBC": 2026}
ANY_START = ("B14", "B28", "B35", "B38", "B42")


def bid_records(practices: tuple[Practice, ...], rng: np.random.Generator) -> list[dict[str, Any]]:
    """Rows of `bids.csv`."""
    by_number = {p.number: p for p in practices}
    rows = []
    for s in SCHEMES:
        listed = sum(by_number[n].list_size for n in s.practices)
        # A scheme in one building reaches most of the list; one for a cluster, a third or so.
        reach = 0.35 + 0.1 * float(rng.random()) if len(s.practices) > 2 else 0.75 + 0.2 * float(rng.random())  # noqa: PLR2004
        longitude, latitude = _place(s, by_number)
        rows.append(
            {
                "bid_id": s.id,
                "title": s.title,
                "kind": s.kind,
                "practice_codes": tuple(code_of(n) for n in s.practices),
                "site_code": code_of(s.practices[0]) if s.at_site else None,
                "longitude": longitude,
                "latitude": latitude,
                "capital_gbp": s.capital,
                "revenue_gbp_per_year": s.revenue,
                "added_area_m2": s.area,
                "added_rooms": s.rooms,
                "patients_served": None if s.id == PATIENTS_UNKNOWN else round(listed * reach / 10) * 10,
                "growth_share": s.growth,
                "stage": s.stage,
                **_window(s),
                **s.more,
            }
        )
    return rows


def _window(scheme: Scheme) -> dict[str, int]:
    """Earliest and latest start; a few bids leave both blank."""
    if scheme.id in ANY_START:
        return {}
    number = int(scheme.id[1:])
    first = int(scheme.more.get("earliest_start", FIRST_START[scheme.stage] + number % 2))
    return {"earliest_start": first, "latest_start": first + (1 if number % 3 == 0 else 0)}


def _place(scheme: Scheme, practices: dict[int, Practice]) -> tuple[float | None, float | None]:
    """Where a new building stands; blank where the site says it, or where a scheme has no one place."""
    if scheme.id in ("B01", "B02", "B03"):
        return to_lonlat(GARDEN_VILLAGE_CENTRE)
    if scheme.kind in ("new_build", "relocation"):
        x, y = practices[scheme.practices[0]].at
        return to_lonlat((x - 0.4, y + 0.2))
    return None, None


def bid_cost_records() -> list[dict[str, Any]]:
    """Rows of `bid_costs.csv`: the phased schemes, each summing to its capital."""
    return [
        {"bid_id": s.id, "year_offset": i, "capital_gbp": round(s.capital * share)}
        for s in SCHEMES
        for i, share in enumerate(s.profile)
    ]

"""The demo's planned housing: 120 developments in every status, with completions over fifteen years."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from prioritise.case.demo_frames import Point, to_lonlat
from prioritise.case.demo_places import BY_NAME, SETTLEMENTS, County, point_near
from prioritise.case.wholes import whole_shares

FIRST_YEAR, LAST_YEAR = 2026, 2040
DEVELOPMENTS = 120

AUTHORITIES = {
    "XC1": ("Aldermere Borough Council", "AB"),
    "XC2": ("Aldermere Borough Council", "AB"),
    "XC3": ("Thornhythe District Council", "TH"),
    "XC4": ("Gullhaven & Marram District Council", "GM"),
    "XC5": ("Gullhaven & Marram District Council", "GM"),
    "XC6": ("Thornhythe District Council", "TH"),
    "XC7": ("Kingsallow & Levels District Council", "KL"),
}

# Share of homes by bedrooms (1, 2, 3, 4, 5 or more), before each site's own tilt.
BEDS_MIX = (0.10, 0.30, 0.38, 0.18, 0.04)
NAMES_BEFORE = (
    "Ashpole", "Barley", "Chalkpit", "Dovecote", "Elder", "Furrow", "Glebe", "Hopyard", "Ivy", "Juniper", "Kiln",
    "Linnet", "Millrace", "Nuthatch", "Oasthouse", "Pightle", "Quarry", "Rookery", "Saltpan", "Teasel",
)  # fmt: skip
NAMES_AFTER = ("Lane", "Road", "Farm", "Field", "Way", "Hill")


@dataclass(frozen=True)
class Development:
    """A development while the demo is being built; `by_year` is empty where no completions are stated."""

    id: str
    name: str
    settlement: str
    at: Point
    status: str
    homes: int
    by_year: dict[int, int]


# (name, settlement, position, status, homes, first year, last year): the sites everyone in the county has heard of.
NAMED: tuple[tuple[str, str, Point, str, int, int, int], ...] = (
    ("Kingsallow Garden Village", "Kingsallow", (15.5, 7.3), "outline", 3000, 2027, 2040),
    ("Aldermere northern extension", "Aldermere North", (22.4, 22.0), "outline", 1250, 2029, 2040),
    ("Aldermere south-east extension", "Aldermere South", (26.9, 13.4), "full", 950, 2027, 2036),
    ("Thornhythe West", "Thornhythe", (5.9, 21.3), "outline", 780, 2028, 2037),
    ("Gullhaven Docks", "Gullhaven", (42.0, 18.9), "started", 640, 2026, 2033),
    ("Land at Pound Road, Harrowdean", "Harrowdean", (10.3, 9.9), "full", 260, 2027, 2031),
    ("Staveholm Mere phase 2", "Staveholm", (38.6, 13.3), "started", 310, 2026, 2030),
    ("Former airfield, Hawkswold", "Hawkswold", (18.9, 27.4), "allocated", 540, 2032, 2040),
)

STATUS_MIX = ("completed",) * 11 + ("started",) * 25 + ("full",) * 27 + ("outline",) * 20 + ("allocated",) * 29
FIRST_HOMES = {"completed": (2025, 2025), "started": (2026, 2026), "full": (2027, 2028), "outline": (2029, 2031)}
FIRST_HOMES_ALLOCATED = (2031, 2036)
WITHOUT_COMPLETIONS = 18


def build_homes(county: County, rng: np.random.Generator) -> tuple[Development, ...]:
    """Every development: the named ones, then smaller ones scattered in proportion to places' size."""
    named = tuple(
        Development(f"D{i + 1:03d}", name, place, at, status, homes, _spread(homes, first, last))
        for i, (name, place, at, status, homes, first, last) in enumerate(NAMED)
    )
    count = DEVELOPMENTS - len(named)
    statuses = [STATUS_MIX[int(i)] for i in rng.permutation(count)]
    # Every so often a site with no trajectory: the evidence then states an assumed build-out curve.
    eligible = [i for i, s in enumerate(statuses) if s not in ("completed", "started")]
    blank = {eligible[int(i)] for i in rng.permutation(len(eligible))[:WITHOUT_COMPLETIONS]}
    places = _places(count, rng)
    sizes = np.clip(np.round(np.exp(rng.normal(4.62, 0.95, count))), 8, 480).astype(int)
    rest = []
    for i in range(count):
        place, homes = BY_NAME[places[i]], int(sizes[i])
        low, high = FIRST_HOMES.get(statuses[i], FIRST_HOMES_ALLOCATED)
        first = int(rng.integers(low, high + 1))
        years = max(1, min(round(homes / 45), LAST_YEAR - first + 1)) if statuses[i] != "completed" else 1
        name = f"Land at {NAMES_BEFORE[i % 20]} {NAMES_AFTER[i // 20]}, {place.name}"
        by_year = {} if i in blank else _spread(homes, first, first + years - 1)
        at = point_near(place, county, rng, 1.25)
        rest.append(Development(f"D{len(named) + i + 1:03d}", name, place.name, at, statuses[i], homes, by_year))
    return (*named, *rest)


def _places(count: int, rng: np.random.Generator) -> list[str]:
    """Settlements drawn in proportion to their areas, villages a little favoured."""
    weights = np.cumsum([s.areas + 3 for s in SETTLEMENTS])
    draws = rng.random(count) * float(weights[-1])
    return [SETTLEMENTS[int(np.searchsorted(weights, d, side="right"))].name for d in draws]


def _spread(homes: int, first: int, last: int) -> dict[int, int]:
    """Whole homes by year: a slow start, a level middle, a slower end."""
    length = last - first + 1
    weights = [min(1.0, 0.35 + 0.35 * i, 0.5 + 0.3 * (length - 1 - i)) for i in range(length)]
    parts = whole_shares(homes, weights)
    return {first + i: n for i, n in enumerate(parts) if n > 0}


def development_records(homes: tuple[Development, ...], rng: np.random.Generator) -> list[dict[str, Any]]:
    """Rows of `developments.csv`; three in five give their mix of bedrooms."""
    rows = []
    for i, d in enumerate(homes):
        longitude, latitude = to_lonlat(d.at)
        authority, prefix = AUTHORITIES[BY_NAME[d.settlement].cluster]
        tilt = np.array(BEDS_MIX) * np.exp(rng.standard_normal(len(BEDS_MIX)) * 0.35)
        mixed, odds, affordable = rng.random(3)
        beds = whole_shares(d.homes, [round(float(t), 6) for t in tilt]) if mixed < 0.6 else [None] * len(BEDS_MIX)  # noqa: PLR2004
        rows.append(
            {
                "development_id": d.id,
                "name": d.name,
                "authority": authority,
                "planning_ref": None if d.status == "allocated" else f"{prefix}/{19 + i % 7}/{1000 + 37 * i:05d}",
                "longitude": longitude,
                "latitude": latitude,
                "status": d.status,
                "homes": d.homes,
                "affordable_share": round(0.2 + 0.2 * float(affordable), 2) if d.homes >= 10 else 0.0,  # noqa: PLR2004
                **{f"beds_{n + 1}": b for n, b in enumerate(beds)},
                # The council has its own view of a few sites.
                "probability": round(0.3 + 0.5 * float(odds), 2) if d.status == "allocated" and i % 6 == 0 else None,
            }
        )
    return rows


def completion_records(homes: tuple[Development, ...]) -> list[dict[str, Any]]:
    """Rows of `completions.csv`: they sum to each development's homes where it has any."""
    return [
        {"development_id": d.id, "financial_year": year, "homes": n} for d in homes for year, n in d.by_year.items()
    ]

"""The demo's practices, their sites and where their patients live."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from shapely.geometry import Point as ShapelyPoint

from prioritise.case.demo_frames import Floats, Point, distance_km
from prioritise.case.demo_places import BY_NAME, CLUSTERS, County, point_near
from prioritise.case.wholes import whole_shares

# Published totals of West Kent, 30 September 2015 (NHS West Kent CCG, Mapping the Future, about 2016).
PATIENTS, LARGEST_LIST, SMALLEST_LIST, GP_TENTHS = 476_577, 19_832, 1_983, 2_452
LIST_DATE = "2026-01-01"

# (settlement, names of the practices there), in code order; the cluster is the settlement's.
PRACTICES_AT: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Aldermere North",
        (
            "Aldermere Northgate Practice", "Aldermere Mill Field Surgery", "Aldermere Priory Practice",
            "Aldermere Tannery Road Surgery", "Aldermere Beacon Hill Practice", "Aldermere Canal Side Surgery",
            "Aldermere Orchard Rise Practice", "Aldermere Old Library Surgery", "Aldermere Sheepmarket Practice",
        ),
    ),
    (
        "Aldermere South",
        (
            "Aldermere Market Square Medical Centre", "Aldermere Southgate Surgery", "Aldermere Weir Lane Practice",
            "Aldermere Brickfields Surgery", "Aldermere Station Approach Practice", "Aldermere Park Terrace Surgery",
            "Aldermere Clockhouse Practice", "Aldermere Lammas Way Surgery", "Aldermere Stonebridge Practice",
        ),
    ),
    (
        "Thornhythe",
        (
            "Thornhythe Abbey Practice", "Thornhythe Wool Hall Surgery", "Thornhythe Ropewalk Practice",
            "Thornhythe Castle Ditch Surgery", "Thornhythe Meadow Bank Practice", "Thornhythe Lower Town Surgery",
        ),
    ),
    ("Osmerby", ("Osmerby Surgery",)),
    ("Great Fennick", ("Great Fennick Surgery",)),
    ("Copsewick", ("Copsewick & Wether Practice",)),
    (
        "Gullhaven",
        (
            "Gullhaven Harbour Practice", "Gullhaven Lighthouse Surgery", "Gullhaven Esplanade Practice",
            "Gullhaven Pier Road Surgery", "Gullhaven Fishergate Practice", "Gullhaven Dunes Surgery",
            "Gullhaven Railway Street Practice", "Gullhaven Ferry Lane Surgery", "Gullhaven Upper Quay Practice",
        ),
    ),
    ("Marram Sands", ("Marram Sands Surgery", "Marram Links Practice")),
    ("Staveholm", ("Staveholm Health Centre", "Staveholm Mere Practice", "Staveholm Drove Surgery")),
    ("St Brannock's", ("St Brannock's & Quay Surgery", "St Brannock's Hill Practice")),
    ("Ottermarsh", ("Ottermarsh Surgery",)),
    ("Hawkswold", ("Hawkswold Surgery", "Hawkswold Green Practice")),
    ("Elverstone", ("Elverstone Surgery", "Elverstone Mill Practice")),
    ("Brackenfold", ("Brackenfold Surgery", "Brackenfold Common Practice")),
    ("Withycroft", ("Withycroft Surgery",)),
    ("Larkstow", ("Larkstow Surgery",)),
    ("Cressbeck", ("Cressbeck Surgery",)),
    ("Kingsallow", ("Kingsallow Surgery", "Kingsallow Bridge Practice", "Kingsallow Levels Practice")),
    ("Harrowdean", ("Harrowdean Surgery", "Harrowdean Pound Practice")),
    ("Pellham Cross", ("Pellham Cross Surgery", "Pellham Cross Forge Practice")),
    ("Wend Abbas", ("Wend Abbas Surgery",)),
)  # fmt: skip

# The last cluster, XC7, has what is left of the total.
CLUSTER_PATIENTS = {"XC1": 62_410, "XC2": 73_964, "XC3": 75_118, "XC4": 71_905, "XC5": 57_377, "XC6": 60_260}

# (number of the practice, settlement of its branch): twenty branches.
BRANCHES = (
    (3, "Aldermere North"), (10, "Aldermere South"), (12, "Wend Abbas"), (14, "Aldermere South"), (19, "Thornhythe"),
    (21, "Larkstow"), (25, "Great Fennick"), (27, "Copsewick"), (28, "Gullhaven"), (31, "Marram Sands"),
    (34, "Gullhaven"), (37, "St Brannock's"), (39, "Ottermarsh"), (45, "Larkstow"), (47, "Brackenfold"),
    (49, "Cressbeck"), (54, "Harrowdean"), (54, "Pellham Cross"), (57, "Copsewick"), (59, "Wend Abbas"),
)  # fmt: skip

LARGEST, SMALLEST, CLOSED = 10, 52, 31
# Bounds of every other list, so that the published largest and smallest stay so whatever the seed.
MOST, LEAST = 18_500, 2_100
# The three practices beside the garden village have the lists their surroundings give, so that its people reach them.
BY_THE_VILLAGE = (54, 55, 56)
PRACTICE_SPACING_KM = 0.35
OUTSIDE_AREAS = 9


@dataclass(frozen=True)
class Practice:
    """A practice while the demo is being built: number from 1, code, name, settlement, cluster, position, list."""

    number: int
    code: str
    name: str
    settlement: str
    cluster: str
    at: Point
    list_size: int


@dataclass(frozen=True)
class Branch:
    """A branch surgery: site code, its practice's number, settlement, position."""

    code: str
    practice: int
    settlement: str
    at: Point


def code_of(number: int) -> str:
    """Code of the n-th practice: X10001 and on (no real practice code starts with X)."""
    return f"X{10_000 + number}"


def build_practices(county: County, rng: np.random.Generator) -> tuple[tuple[Practice, ...], tuple[Branch, ...]]:
    """Every practice and branch, with lists that sum to the published total."""
    entries = [(name, place) for place, names in PRACTICES_AT for name in names]
    clusters = [BY_NAME[place].cluster for _, place in entries]
    lists = _list_sizes(clusters, _settlement_weights(county, [place for _, place in entries]), rng)
    taken: list[Point] = []
    for _, place in entries:
        taken.append(_free_point(place, county, taken, rng))
    practices = tuple(
        Practice(i + 1, code_of(i + 1), name, place, clusters[i], taken[i], lists[i])
        for i, (name, place) in enumerate(entries)
    )
    branches: list[Branch] = []
    for number, place in BRANCHES:
        at = _free_point(place, county, taken, rng)
        taken.append(at)
        nth = sum(b.practice == number for b in branches) + 1
        branches.append(Branch(f"{code_of(number)}{nth:03d}", number, place, at))
    return practices, tuple(branches)


def _free_point(place: str, county: County, taken: list[Point], rng: np.random.Generator) -> Point:
    """A point in a settlement away from other surgeries and a step inland from the water's edge."""
    while True:
        at = point_near(BY_NAME[place], county, rng, 0.75)
        inland = county.coast.distance(ShapelyPoint(at)) > PRACTICE_SPACING_KM
        if inland and all(distance_km(at, t) > PRACTICE_SPACING_KM for t in taken):
            return at


def _settlement_weights(county: County, places: list[str]) -> list[float]:
    """People around each practice's settlement for each practice there, damped so that villages do not get giants."""
    people: dict[str, int] = {}
    for settlement, population in zip(county.settlements, county.populations, strict=True):
        people[settlement] = people.get(settlement, 0) + population
    return [(people.get(place, 1000) / places.count(place)) ** 0.8 for place in places]


def _list_sizes(clusters: list[str], around: list[float], rng: np.random.Generator) -> list[int]:
    """Whole list sizes by cluster: the published total, largest and smallest; the rest lie between."""
    fixed = {LARGEST - 1: LARGEST_LIST, SMALLEST - 1: SMALLEST_LIST}
    luck = np.clip(np.exp(rng.standard_normal(len(clusters)) * 0.36), 0.5, 1.6)
    luck[[n - 1 for n in BY_THE_VILLAGE]] = 1.0
    targets = {**CLUSTER_PATIENTS, "XC7": PATIENTS - sum(CLUSTER_PATIENTS.values())}
    sizes = [0] * len(clusters)
    for cluster, target in targets.items():
        members = [i for i, c in enumerate(clusters) if c == cluster]
        free = [i for i in members if i not in fixed]
        rest = target - sum(fixed[i] for i in members if i in fixed)
        weights = [round(float(luck[i]) * around[i], 6) for i in free]
        for i, size in zip(free, _bounded_shares(rest, weights), strict=True):
            sizes[i] = size
    return [fixed.get(i, size) for i, size in enumerate(sizes)]


def _bounded_shares(total: int, weights: list[float]) -> list[int]:
    """Whole shares of a cluster's patients, no list above `MOST` or under `LEAST`; the rest share the difference."""
    held: dict[int, int] = {}
    while True:
        free = [i for i in range(len(weights)) if i not in held]
        shares = whole_shares(total - sum(held.values()), [weights[i] for i in free])
        over = {i: min(max(n, LEAST), MOST) for i, n in zip(free, shares, strict=True) if not LEAST <= n <= MOST}
        if not over:
            return [{**held, **dict(zip(free, shares, strict=True))}[i] for i in range(len(weights))]
        held |= over


def practice_records(
    practices: tuple[Practice, ...], imd: dict[str, float], rng: np.random.Generator
) -> list[dict[str, Any]]:
    """Rows of `practices.csv`; GPs sum to the published 245.2 FTE."""
    noise = np.exp(rng.standard_normal(len(practices)) * 0.2)
    tenths = whole_shares(GP_TENTHS, [p.list_size * float(n) for p, n in zip(practices, noise, strict=True)])
    ratings = _ratings(len(practices), rng)
    rows = []
    for i, p in enumerate(practices):
        need = 0.9 + 0.0055 * imd[p.code] + float(rng.standard_normal()) * 0.04
        nurse = tenths[i] / 10 * (0.35 + 0.3 * float(rng.random()))
        rows.append(
            {
                "practice_code": p.code,
                "name": p.name,
                "cluster_code": p.cluster,
                "cluster_name": CLUSTERS[p.cluster],
                "list_size": p.list_size,
                # Two weighted lists are left blank, as new or merged practices often are.
                "weighted_list_size": None if p.number in (15, 51) else round(p.list_size * need),
                "list_date": LIST_DATE,
                "gp_fte": round(tenths[i] / 10, 1),
                "nurse_fte": None if p.number in (38, 60) else round(nurse, 1),
                "cqc_rating": ratings[i],
                "imd_score": round(imd[p.code], 1),
                "list_status": "closed" if p.number == CLOSED else "open",
            }
        )
    return rows


def _ratings(count: int, rng: np.random.Generator) -> list[str | None]:
    """Mostly Good, as ratings are; drawn at random, so no invented failing follows from anything else."""
    ratings: list[str | None] = ["Outstanding"] * 3 + ["Requires improvement"] * 4 + ["Inadequate"] + [None] * 2
    ratings += ["Good"] * (count - len(ratings))
    return [ratings[int(i)] for i in rng.permutation(count)]


def flow_records(
    county: County, practices: tuple[Practice, ...], branches: tuple[Branch, ...], rng: np.random.Generator
) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """Rows of `flows.csv` and each practice's list-weighted IMD score.

    Gravity: an area's people choose among practices by list size and distance, then rows and columns are fitted to
    lists and populations. A few patients have no usable address: a practice's rows sum to a little under its list.
    """
    missing = rng.integers(0, 13, len(practices))
    outside = _outside_patients(county, practices, rng)
    inside: Floats = np.array([p.list_size for p in practices]) - missing - outside
    fitted = _fit(_pull(county, practices, branches), inside.astype(float), np.array(county.populations, dtype=float))
    fitted[fitted < 10] = 0.0  # noqa: PLR2004 - a handful of strays an area only makes the file longer
    rows: list[dict[str, Any]] = []
    imd: dict[str, float] = {}
    codes = county.codes
    for i, p in enumerate(practices):
        patients = whole_shares(int(inside[i]), [float(v) for v in np.round(fitted[i], 6)])
        rows += [
            {"practice_code": p.code, "area_code": codes[j], "patients": n} for j, n in enumerate(patients) if n > 0
        ]
        imd[p.code] = sum(n * s for n, s in zip(patients, county.imd_scores, strict=True)) / int(inside[i])
        if outside[i]:
            rows.append(
                {
                    "practice_code": p.code,
                    "area_code": f"X09{p.number % OUTSIDE_AREAS + 1:06d}",
                    "patients": int(outside[i]),
                }
            )
    return rows, imd


def _outside_patients(county: County, practices: tuple[Practice, ...], rng: np.random.Generator) -> Floats:
    """Patients who live over the county border: up to 6% of a list near it, none further in."""
    border = county.outline.exterior.difference(county.coast.buffer(0.01))
    near = np.array([max(0.0, 1 - border.distance(ShapelyPoint(p.at)) / 7) for p in practices])
    share = np.round(near * (0.02 + 0.04 * rng.random(len(practices))), 4)
    outside: Floats = np.floor(share * np.array([p.list_size for p in practices]))
    return outside


def _pull(county: County, practices: tuple[Practice, ...], branches: tuple[Branch, ...]) -> Floats:
    """Practices x areas: list size times a fall with distance to the nearest of the practice's sites."""
    pull = np.zeros((len(practices), len(county.centres)))
    for i, p in enumerate(practices):
        doors = [p.at, *(b.at for b in branches if b.practice == p.number)]
        for j, centre in enumerate(county.centres):
            reach = 0.9 if BY_NAME[county.settlements[j]].spread_km > 1.2 else 2.8  # noqa: PLR2004 - town or country
            nearest = min(distance_km(d, centre) for d in doors)
            pull[i, j] = p.list_size * float(np.exp(-nearest / reach))
    return pull


def _fit(pull: Floats, rows: Floats, columns: Floats) -> Floats:
    """Scale rows and columns in turn (iterative proportional fitting), ending on rows."""
    fitted: Floats = pull.copy()
    goal = columns * rows.sum() / columns.sum()
    for _ in range(60):
        fitted = fitted * (goal / fitted.sum(axis=0))[None, :]
        fitted = fitted * (rows / fitted.sum(axis=1))[:, None]
    return fitted

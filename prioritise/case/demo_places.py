"""The demo county, Ravelshire: an invented outline with a coast, its settlements and its LSOA-like areas."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry.base import BaseGeometry

from prioritise.case.demo_frames import (
    CORNER_LATITUDE,
    CORNER_LONGITUDE,
    DEGREE_DECIMALS,
    KM_PER_DEGREE_LATITUDE,
    KM_PER_DEGREE_LONGITUDE,
    Floats,
    Point,
    distance_km,
)

# Outline in kilometres, clockwise from the west: land border first, then the coast from north to south.
LAND_NORTH: tuple[Point, ...] = (
    (1.0, 14.0), (0.6, 20.0), (2.0, 27.0), (5.0, 30.5), (10.0, 31.2), (14.0, 33.0), (20.0, 32.2), (26.0, 31.0),
    (30.0, 33.2), (36.0, 34.0), (39.5, 33.6),
)  # fmt: skip
COAST: tuple[Point, ...] = (
    (39.5, 33.6), (41.2, 31.5), (43.2, 30.0), (45.2, 27.6), (45.6, 25.2), (44.4, 23.4), (43.0, 21.7), (43.3, 19.7),
    (44.8, 18.5), (45.4, 16.9), (43.8, 15.2), (42.4, 13.4), (41.9, 11.2), (41.0, 9.8), (38.2, 9.5), (36.6, 8.9),
    (38.4, 8.4), (41.2, 7.9), (41.6, 5.6), (39.5, 3.4), (36.0, 2.4),
)  # fmt: skip
LAND_SOUTH: tuple[Point, ...] = (
    (36.0, 2.4), (31.0, 3.0), (27.0, 1.6), (22.0, 3.2), (17.0, 1.8), (12.0, 3.4), (7.0, 3.6), (4.4, 6.8), (2.4, 10.0),
    (1.0, 14.0),
)  # fmt: skip

RURAL_AREAS = 50
SEED_SPACING_KM = 0.25
RURAL_SPACING_KM = 2.6
TOWN_CLEARANCE_KM = 2.6
COAST_DEPTH_KM = 4.5
DEPRIVED_QUARTER: Point = (24.9, 16.4)
DEPRIVED_QUARTER_KM = 1.5


@dataclass(frozen=True)
class Settlement:
    """A town or village: position (km), cluster, how far it sprawls (km), its areas, and its usual IMD score."""

    name: str
    at: Point
    cluster: str
    spread_km: float
    areas: int
    imd: float


CLUSTERS = {
    "XC1": "Aldermere North",
    "XC2": "Aldermere South",
    "XC3": "Thornhythe",
    "XC4": "Gullhaven",
    "XC5": "Marram Coast",
    "XC6": "Wold Villages",
    "XC7": "Kingsallow & the Levels",
}

SETTLEMENTS = (
    Settlement("Aldermere North", (22.8, 18.9), "XC1", 1.5, 41, 17),
    Settlement("Aldermere South", (23.8, 15.6), "XC2", 1.5, 42, 20),
    Settlement("Thornhythe", (8.6, 21.5), "XC3", 1.5, 28, 19),
    Settlement("Osmerby", (4.7, 26.2), "XC3", 0.8, 3, 13),
    Settlement("Great Fennick", (12.4, 27.2), "XC3", 0.8, 4, 11),
    Settlement("Copsewick", (5.3, 15.3), "XC3", 0.8, 3, 12),
    Settlement("Gullhaven", (41.2, 20.2), "XC4", 1.5, 41, 33),
    Settlement("Marram Sands", (43.3, 26.8), "XC5", 1.0, 8, 34),
    Settlement("Staveholm", (39.8, 12.2), "XC5", 1.0, 9, 27),
    Settlement("St Brannock's", (38.9, 30.2), "XC5", 0.8, 6, 21),
    Settlement("Ottermarsh", (36.2, 6.6), "XC5", 0.7, 2, 20),
    Settlement("Hawkswold", (17.2, 28.8), "XC6", 0.8, 5, 10),
    Settlement("Elverstone", (23.8, 27.4), "XC6", 0.8, 5, 9),
    Settlement("Brackenfold", (30.6, 27.2), "XC6", 0.8, 4, 11),
    Settlement("Withycroft", (30.2, 21.6), "XC6", 0.7, 3, 12),
    Settlement("Larkstow", (15.4, 22.6), "XC6", 0.6, 1, 10),
    Settlement("Cressbeck", (34.6, 31.2), "XC6", 0.7, 2, 12),
    Settlement("Kingsallow", (17.2, 9.0), "XC7", 1.0, 11, 14),
    Settlement("Harrowdean", (9.2, 8.4), "XC7", 0.9, 6, 13),
    Settlement("Pellham Cross", (26.6, 6.8), "XC7", 0.9, 6, 15),
    Settlement("Wend Abbas", (32.2, 12.4), "XC7", 0.7, 3, 14),
)
BY_NAME = {s.name: s for s in SETTLEMENTS}


@dataclass(frozen=True)
class County:
    """The county's outline and its areas, all in kilometres of its own plane.

    Attributes:
        outline: the county.
        coast: the coastline.
        cells: one polygon an area, in the order of the other lists.
        centres, settlements, populations, imd_scores: of each area.
    """

    outline: Polygon
    coast: LineString
    cells: tuple[BaseGeometry, ...]
    centres: tuple[Point, ...]
    settlements: tuple[str, ...]
    populations: tuple[int, ...]
    imd_scores: tuple[float, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Area codes: X01000001 and on (no real LSOA code starts with X)."""
        return tuple(f"X01{i + 1:06d}" for i in range(len(self.cells)))

    def contains(self, point: Point) -> bool:
        """Whether a point lies in the county."""
        return bool(self.outline.contains(ShapelyPoint(point)))


def build_county(rng: np.random.Generator) -> County:
    """Draw the county: wiggly outline, area seeds denser in towns, one Voronoi cell a seed, people and deprivation."""
    coast_points = _wiggle(COAST, 0.05, rng)
    ring = [*_wiggle(LAND_NORTH, 0.09, rng)[:-1], *coast_points[:-1], *_wiggle(LAND_SOUTH, 0.09, rng)[:-1]]
    outline, coast = Polygon(ring), LineString(coast_points)
    seeds = _relax(_seeds(outline, rng), outline)
    cells = _cells(seeds, outline)
    centres = tuple((round(c.centroid.x, 4), round(c.centroid.y, 4)) for c in cells)
    settlements = tuple(nearest_settlement(c).name for c in centres)
    populations = tuple(int(p) for p in np.clip(np.round(rng.normal(1640, 230, len(cells))), 1010, 2480))
    imd = tuple(_imd(c, s, coast, rng) for c, s in zip(centres, settlements, strict=True))
    return County(outline, coast, cells, centres, settlements, populations, imd)


def nearest_settlement(point: Point) -> Settlement:
    """Settlement a point belongs to."""
    return min(SETTLEMENTS, key=lambda s: (round(distance_km(s.at, point), 6), s.name))


def point_near(place: Settlement, county: County, rng: np.random.Generator, reach: float = 1.0) -> Point:
    """A point in the county around a settlement, `reach` times as far out as its own sprawl."""
    while True:
        offset = rng.standard_normal(2) * place.spread_km * reach
        point = (round(place.at[0] + float(offset[0]), 3), round(place.at[1] + float(offset[1]), 3))
        if county.contains(point):
            return point


def areas_frame(county: County) -> gpd.GeoDataFrame:
    """One row an area: area_code, name, population, imd_score, polygon (EPSG:4326, five decimals, no gaps)."""
    counts: dict[str, int] = {}
    names = []
    for settlement in county.settlements:
        counts[settlement] = counts.get(settlement, 0) + 1
        names.append(f"{settlement} {counts[settlement]:03d}")
    shapes = shapely.transform(np.array(county.cells, dtype=object), _degrees)
    return gpd.GeoDataFrame(
        {
            "area_code": list(county.codes),
            "name": names,
            "population": [float(p) for p in county.populations],
            "imd_score": list(county.imd_scores),
        },
        geometry=list(shapes),
        crs="EPSG:4326",
    )


def _degrees(xy: Floats) -> Floats:
    corner = np.array([CORNER_LONGITUDE, CORNER_LATITUDE])
    degrees: Floats = corner + xy / np.array([KM_PER_DEGREE_LONGITUDE, KM_PER_DEGREE_LATITUDE])
    return np.round(degrees, DEGREE_DECIMALS)


def _wiggle(points: tuple[Point, ...], roughness: float, rng: np.random.Generator) -> list[Point]:
    """Midpoint displacement: three rounds, each halving every edge and pushing the middle sideways."""
    line = list(points)
    for _ in range(3):
        longer = [line[0]]
        for a, b in zip(line, line[1:], strict=False):
            push = float(rng.standard_normal()) * roughness
            middle = ((a[0] + b[0]) / 2 - (b[1] - a[1]) * push, (a[1] + b[1]) / 2 + (b[0] - a[0]) * push)
            longer += [(round(middle[0], 3), round(middle[1], 3)), b]
        line = longer
    return line


def _seeds(outline: Polygon, rng: np.random.Generator) -> list[Point]:
    """One seed an area: the stated number around each settlement, and a loose scatter over the countryside."""
    seeds: list[Point] = []
    for place in SETTLEMENTS:
        found = 0
        while found < place.areas:
            offset = rng.standard_normal(2) * place.spread_km
            point = (round(place.at[0] + float(offset[0]), 3), round(place.at[1] + float(offset[1]), 3))
            if outline.contains(ShapelyPoint(point)) and all(distance_km(point, s) > SEED_SPACING_KM for s in seeds):
                seeds.append(point)
                found += 1
    return seeds + _scatter(outline, rng)


def _scatter(outline: Polygon, rng: np.random.Generator) -> list[Point]:
    scatter: list[Point] = []
    towns = [s for s in SETTLEMENTS if s.spread_km > 1.2]  # noqa: PLR2004 - the three towns
    for _ in range(20_000):
        x, y = float(rng.random()) * 46, 1.5 + float(rng.random()) * 33
        point = (round(x, 3), round(y, 3))
        clear = all(distance_km(point, t.at) > TOWN_CLEARANCE_KM for t in towns)
        spaced = all(distance_km(point, p) > RURAL_SPACING_KM for p in scatter)
        if clear and spaced and outline.contains(ShapelyPoint(point)):
            scatter.append(point)
        if len(scatter) == RURAL_AREAS:
            break
    return scatter


def _cells(seeds: list[Point], outline: Polygon) -> tuple[BaseGeometry, ...]:
    """Voronoi cell of each seed, in seed order, cut to the outline."""
    voronoi = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline.envelope, ordered=True)
    return tuple(shapely.intersection(cell, outline) for cell in voronoi.geoms)


def _relax(seeds: list[Point], outline: Polygon) -> list[Point]:
    """Move each seed half-way to the middle of its cell, twice: rounder cells, towns still denser."""
    for _ in range(2):
        middles = [c.centroid for c in _cells(seeds, outline)]
        seeds = [(round((s[0] + m.x) / 2, 3), round((s[1] + m.y) / 2, 3)) for s, m in zip(seeds, middles, strict=True)]
    return seeds


def _imd(centre: Point, settlement: str, coast: LineString, rng: np.random.Generator) -> float:
    """IMD-like score: the settlement's usual, more on the coast and in one town quarter, and some noise."""
    base = BY_NAME[settlement].imd
    by_sea = max(0.0, 1 - coast.distance(ShapelyPoint(centre)) / COAST_DEPTH_KM)
    by_quarter = max(0.0, 1 - distance_km(centre, DEPRIVED_QUARTER) / DEPRIVED_QUARTER_KM)
    score = base + 16 * by_sea + 34 * by_quarter + float(rng.standard_normal()) * base * 0.22
    return round(min(max(score, 2.5), 74.0), 3)

"""England out of the official files, checked against what is published of parts of it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point

from prioritise.case.cut import cut_case
from prioritise.evidence.build import practice_gaps
from prioritise.evidence.inputs import case_assumptions
from prioritise.sources import boundaries
from prioritise.sources.england import find_kinds, nearest_ground, read_england
from prioritise.sources.working_area import district_area, icb_area

# All England takes long to read, so one worker reads it once.
pytestmark = pytest.mark.xdist_group("england")
# Practices and patients of July 2026, by the districts of their postcodes (the note beside the official files).
WEST_KENT = {
    "E07000110": (15, 193_085),
    "E07000111": (9, 107_221),
    "E07000115": (11, 144_937),
    "E07000116": (15, 131_973),
}


@pytest.fixture(scope="module")
def england(real_data):
    return read_england(find_kinds(real_data))


@pytest.fixture(scope="module")
def shapes(real_data):
    folder = real_data / "geography"
    files = [folder / "lad2022-England.geojson", folder / "sicbl2022_EPSG27700.geojson"]
    return boundaries.read(files).frame


def test_all_england_is_there(england):
    case = england.case
    assert len(case.table("practices")) == 6_139
    assert case.table("practices")["list_size"].sum() == 63_436_508
    assert len(case.areas) == 32_844
    assert case.areas["population"].notna().all()
    assert len(case.table("developments")) > 20_000
    assert england.membership["district_code"].ne("").mean() > 0.99


@pytest.mark.parametrize("code", WEST_KENT)
def test_a_district_has_the_practices_and_patients_it_is_known_to_have(england, shapes, code):
    cut = cut_case(england.case, district_area(code, england.membership, shapes))
    practices = cut.case.table("practices")
    assert (len(practices), practices["list_size"].sum()) == WEST_KENT[code]


def test_an_icb_has_its_practices_and_a_gap_for_each(england, shapes):
    cut = cut_case(england.case, icb_area("QKS", england.membership, shapes))
    assert len(cut.case.table("practices")) == 175
    gaps = practice_gaps(cut.case, case_assumptions(cut.case))
    assert set(gaps["practice_code"]) == set(cut.case.table("practices")["practice_code"])
    assert gaps["gap_m2"].notna().mean() > 0.9
    own = set(cut.case.table("practices")["practice_code"])
    assert cut.crossing.loc[cut.crossing["direction"] == "out", "practice_code"].isin(own).sum() == 0


def test_the_nearest_ground_is_that_of_the_nearest_centre():
    """Brute force: a point of an area's ground has no other centre nearer."""
    random = np.random.default_rng(3)
    centres = pd.DataFrame(
        {
            "area_code": [f"E{i:08d}" for i in range(40)],
            "name": "",
            "longitude": random.uniform(0.1, 0.6, 40).round(5),
            "latitude": random.uniform(51.1, 51.4, 40).round(5),
        }
    )
    cells = gpd.GeoSeries(nearest_ground(centres)["geometry"].to_numpy(), crs="EPSG:4326").to_crs("EPSG:27700")
    points = gpd.GeoSeries(gpd.points_from_xy(centres["longitude"], centres["latitude"]), crs="EPSG:4326")
    grid = points.to_crs("EPSG:27700")
    for i, cell in enumerate(cells):
        assert cell.buffer(1).contains(grid.iloc[i])
        for spot in cell.exterior.coords:
            away = grid.distance(Point(spot[:2]))
            assert away.iloc[i] <= away.min() + 5
    total = sum(c.area for c in cells)
    assert cells.union_all().area == pytest.approx(total, rel=1e-3)


def test_one_area_alone_has_the_ground_round_it():
    only = pd.DataFrame({"area_code": ["E1"], "name": ["A"], "longitude": [0.3], "latitude": [51.2]})
    assert nearest_ground(only)["geometry"].iloc[0].contains(Point(0.3, 51.2))

"""Three systems, told apart by the numbers; two columns swapped; points that are nowhere in England."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from prioritise.sources import SOURCES
from prioritise.sources.coordinates import EITHER_WAY, OUTSIDE, SWAPPED_ROW, in_england, locate, system_of

# Places all over England: no swap of any of the southern ones is in England too.
PLACES = [(-5.53, 50.11), (0.27, 51.2), (-0.12, 51.5), (1.29, 52.63), (-1.13, 52.63), (-2.24, 53.48), (-1.61, 54.97)]
SOUTHERN = PLACES[:3]
GRID = Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
OSGB36 = Transformer.from_crs("EPSG:4326", "EPSG:4277", always_xy=True)


def column(values):
    return pd.Series([str(v) for v in values], dtype="str")


def located(x, y, declared=None):
    return locate(column(x), column(y), None if declared is None else column([declared] * len(x)))


def as_written(places, system):
    lon, lat = np.array(places).T
    return {"wgs84": (lon, lat), "grid": GRID.transform(lon, lat), "osgb36": OSGB36.transform(lon, lat)}[system]


def apart_m(found, places):
    ax, ay = GRID.transform(found.longitude.to_numpy(), found.latitude.to_numpy())
    bx, by = GRID.transform(*np.array(places).T)
    return np.hypot(ax - bx, ay - by).max()


@pytest.mark.parametrize(
    ("declared", "system"),
    [
        ("WGS84", "wgs84"), ("EPSG:4326", "wgs84"), ("ETRS89", "wgs84"), ("OSGB36", "osgb36"), ("EPSG:27700", "grid"),
        ("OSGB36 / British National Grid", "grid"), ("British National Grid", "grid"), ("", ""), ("n/a", ""),
        ("EPSG:3857", "?"), ("Irish Grid", "?"),
    ],
)  # fmt: skip
def test_names_of_systems(declared, system):
    assert system_of(declared) == system


@pytest.mark.parametrize("declared", ["WGS84", "OSGB36", "EPSG:27700", "", None])
@pytest.mark.parametrize("system", ["wgs84", "grid"])
def test_degrees_and_metres_are_told_apart_whatever_is_declared(system, declared):
    found = located(*as_written(PLACES, system), declared)
    assert (found.refused == "").all()
    moved_as_said = declared == "OSGB36" and system == "wgs84"  # degrees said to be OSGB36 can only be believed
    assert apart_m(found, PLACES) < (140 if moved_as_said else 1)
    contradicted = (system, declared) in {("grid", "WGS84"), ("wgs84", "EPSG:27700")}
    assert found.noted.str.contains("said to be").all() == contradicted


def test_osgb36_degrees_are_moved_where_they_are_declared():
    found = located(*as_written(PLACES, "osgb36"), "OSGB36")
    assert apart_m(found, PLACES) < 5
    assert found.noted.str.contains("OSGB36").all()


@pytest.mark.parametrize("system", ["wgs84", "grid"])
def test_a_whole_column_that_is_swapped_is_read_the_other_way_round(system):
    x, y = as_written(SOUTHERN, system)
    found = located(y, x)
    assert (found.refused == "").all()
    assert apart_m(found, SOUTHERN) < 1
    assert found.noted.str.contains("swapped").all()


def test_one_row_the_wrong_way_round_is_refused_and_no_other_touched():
    x, y = map(list, as_written(PLACES, "wgs84"))
    x[2], y[2] = y[2], x[2]
    found = located(x, y)
    assert found.refused.tolist() == ["", "", SWAPPED_ROW, "", "", "", ""]


def test_metres_that_fit_both_ways_are_read_as_labelled_only_when_nothing_speaks_against_it():
    derby, preston, kent = (436000, 336000), (353000, 429000), (559000, 146800)
    both = located(*zip(derby, preston, strict=True))
    assert (both.refused == "").all()
    # a Kent row the other way round in a file of three: too few to prove a swap, enough to cast doubt on the rest
    doubtful = located([derby[0], preston[0], kent[1]], [derby[1], preston[1], kent[0]])
    assert doubtful.refused.tolist()[:2] == [EITHER_WAY, EITHER_WAY]
    assert doubtful.refused.iloc[2] != ""


@pytest.mark.parametrize(
    ("x", "y"), [("2.3", "48.8"), ("-4.0", "56.5"), ("-4.3", "54.4"), ("0", "0"), ("-13500", "6700000"), ("1", "1"),
                 ("", "51"), ("51.2, 0.3", ""), ("TQ 590 468", "TQ 590 468"), ("nan", "nan"), ("0.2", "515.1")]
)  # fmt: skip
def test_what_is_not_a_point_in_england_is_refused(x, y):
    found = located([x, "0.27"], [y, "51.2"])
    assert found.refused.iloc[0] != ""
    assert found.refused.iloc[1] == ""
    assert np.isnan(found.longitude.iloc[0])


def test_a_system_that_is_none_of_the_three_is_refused_by_row():
    assert located(["0.27"], ["51.2"], "EPSG:3857").refused.iloc[0].startswith("coordinate system is none of")


@settings(deadline=None, max_examples=100)
@given(
    points=st.lists(st.tuples(st.integers(90_000, 650_000), st.integers(10_000, 650_000)), min_size=1, max_size=12),
    declared=st.sampled_from(["WGS84", "OSGB36", "EPSG:27700", ""]),
)
def test_a_position_is_never_other_than_what_was_written_or_its_swap(points, declared):
    east, north = zip(*points, strict=True)
    found = located(east, north, declared)
    known = (found.refused == "").to_numpy()
    back_east, back_north = GRID.transform(found.longitude[known].to_numpy(), found.latitude[known].to_numpy())
    turned = found.noted[known].str.contains("swapped").to_numpy()
    x, y = (np.asarray(v, dtype=float)[known] for v in (east, north))
    assert np.allclose(back_east, np.where(turned, y, x), atol=1)
    assert np.allclose(back_north, np.where(turned, x, y), atol=1)
    assert in_england(np.asarray(back_east), np.asarray(back_north)).all()
    assert (found.refused[~known] != "").all()
    assert set(found.refused) <= {"", OUTSIDE, EITHER_WAY, "eastings and northings are swapped"}


def test_every_small_area_of_england_is_in_england(real_data):
    centres = pd.read_csv(real_data / "geography" / "lsoa2011-centroids_England.csv")
    assert in_england(centres["BNG_E"].to_numpy(float), centres["BNG_N"].to_numpy(float)).all()


@pytest.mark.parametrize(
    ("raw", "national", "by"),
    [("leicester_c7e27fdf", "lce", "address"), ("tonbridge-and-malling_f19782ae", "ton", "site")],
)
def test_councils_own_registers_agree_with_the_national_harvest(real_data, raw, national, by):
    """One says OSGB36, one says WGS84; both give grid metres. The harvest gave degrees of the same sites."""
    own = SOURCES["brownfield"].read([real_data / "housing" / "brownfield-raw" / f"{raw}.csv"]).frame
    theirs = (
        SOURCES["brownfield"].read([real_data / "housing" / "brownfield" / f"local-authority-eng-{national}.csv"]).frame
    )
    both = own.merge(theirs, on=by, suffixes=("", "_theirs"))
    both = both[~both[by].duplicated(keep=False)]
    assert len(both) >= 4
    x, y = GRID.transform(both["longitude"].to_numpy(), both["latitude"].to_numpy())
    tx, ty = GRID.transform(both["longitude_theirs"].to_numpy(), both["latitude_theirs"].to_numpy())
    assert np.hypot(x - tx, y - ty).max() < 20


def test_one_register_in_two_layouts_is_counted_once(real_data):
    folder = real_data / "housing"
    files = [
        folder / "brownfield-raw" / "tonbridge-and-malling_f19782ae.csv",
        folder / "brownfield" / "local-authority-eng-ton.csv",
    ]
    table = SOURCES["brownfield"].read(files)
    assert table.balanced
    assert not table.frame["site"].duplicated().any()
    assert set(table.frame["council"]) == {"TON"}

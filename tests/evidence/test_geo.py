"""Grid positions and distances."""

import numpy as np
import pytest
from pyproj import Transformer

from prioritise.evidence.geo import GLOBE, GRID, distance_km, to_bng, usable
from tests.evidence.cases import EAST, NORTH, place


def test_a_known_point_lands_on_the_grid_within_five_metres() -> None:
    """Caister water tower, the Ordnance Survey's usual worked example."""
    east, north = to_bng(1 + 42 / 60 + 57.787 / 3600, 52 + 39 / 60 + 28.723 / 3600)
    assert east == pytest.approx(651_409.9, abs=5)
    assert north == pytest.approx(313_177.3, abs=5)


def test_there_and_back_is_the_same_point() -> None:
    east, north = to_bng(*place(3.0, -2.0).values())
    assert (east, north) == (pytest.approx(EAST + 3000, abs=0.01), pytest.approx(NORTH - 2000, abs=0.01))


def test_the_written_out_way_to_the_grid_is_that_of_proj_all_over_england() -> None:
    """Within 5 m of what PROJ picks itself, which may have the Ordnance Survey's correction grid."""
    longitude, latitude = (a.ravel() for a in np.meshgrid(np.linspace(-6.4, 1.76, 60), np.linspace(49.9, 55.8, 60)))
    picked = Transformer.from_crs(GLOBE, GRID, always_xy=True).transform(longitude, latitude)
    assert np.hypot(*np.subtract(to_bng(longitude, latitude), picked)).max() < 5


def test_distance_is_in_km_and_broadcasts_to_a_table() -> None:
    a, b = place(0), place(3, 4)
    assert distance_km(a["longitude"], a["latitude"], b["longitude"], b["latitude"]) == pytest.approx(5.0, abs=1e-6)
    column = np.array([[a["longitude"]], [b["longitude"]]]), np.array([[a["latitude"]], [b["latitude"]]])
    table = distance_km(*column, column[0].T, column[1].T)
    assert table.shape == (2, 2)
    assert table == pytest.approx(np.array([[0, 5], [5, 0]]), abs=1e-6)


def test_an_unknown_point_has_no_position_and_no_distance() -> None:
    assert np.isnan(to_bng([np.nan, 0.5], [51.0, np.nan])).all()
    assert np.isnan(distance_km(0.5, 51.0, np.nan, 51.0))
    assert to_bng([], [])[0].shape == (0,)


def test_only_points_in_england_are_usable() -> None:
    assert usable([0.5, np.nan, 51.0, 0.5], [51.2, 51.2, 0.5, 60.0]).tolist() == [True, False, False, False]

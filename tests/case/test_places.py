"""Where a place of a case may be."""

import math

import pytest

from prioritise.case.places import LATITUDE_RANGE, LONGITUDE_RANGE, inside
from prioritise.evidence.geo import usable


@pytest.mark.parametrize(
    ("longitude", "latitude", "fits"),
    [
        (LONGITUDE_RANGE[0], LATITUDE_RANGE[1], True), (LONGITUDE_RANGE[1], LATITUDE_RANGE[0], True),
        (math.nextafter(LONGITUDE_RANGE[1], math.inf), 51.0, False), (51.0, 0.5, False), (0.5, 51.0, True),
        (math.nan, 51.0, False), (0.5, math.nan, False), (0.5, math.inf, False), (-math.inf, 51.0, False),
    ],
)  # fmt: skip
def test_a_point_is_in_england_or_is_not_and_alone_as_among_many(longitude, latitude, fits):
    assert inside(longitude, latitude) is fits
    assert bool(usable(longitude, latitude)) is fits

"""Where a place of a case may be: in England, with its islands and a margin.

A point outside is a fault, and one that is inside when its two figures are swapped is swapped.
"""

LONGITUDE_RANGE = (-6.5, 1.9)
LATITUDE_RANGE = (49.8, 55.9)


def inside(longitude: float, latitude: float) -> bool:
    """Whether a point in WGS84 degrees lies there; one that is not known or not finite does not."""
    west, east = LONGITUDE_RANGE
    south, north = LATITUDE_RANGE
    return west <= longitude <= east and south <= latitude <= north

"""Checks of coordinates: a point that cannot be right is taken as unknown, and its row is kept."""

from prioritise.case.desk import Desk
from prioritise.case.places import LATITUDE_RANGE, LONGITUDE_RANGE, inside

PLACED = ("sites", "developments", "pots", "bids")
"""Tables whose rows have a place."""

LARGEST_DEGREES = 180
"""Beyond this a figure is no degree: most likely metres of the British National Grid."""

_DONE = "place treated as unknown"


def check_places(desk: Desk) -> None:
    """Both coordinates or neither, and in England."""
    for table in PLACED:
        lost = _lost(desk, table)
        for column in ("longitude", "latitude"):
            desk.set_cells(table, column, dict.fromkeys(lost))


def _lost(desk: Desk, table: str) -> list[int]:
    frame = desk.table(table)
    here, there = frame["longitude"].notna(), frame["latitude"].notna()
    fits = frame["longitude"].between(*LONGITUDE_RANGE) & frame["latitude"].between(*LATITUDE_RANGE)
    lost: list[int] = frame.index[(here | there) & ~fits].tolist()
    for row in lost:
        east, north = float(frame["longitude"].loc[row]), float(frame["latitude"].loc[row])
        both = bool(here.loc[row] and there.loc[row])
        code, said = _fault(east, north) if both else _half(bool(here.loc[row]))
        value = f"{east:.10g}, {north:.10g}".replace("nan", "blank")
        desk.log.refuse(code, table, said, row=row, column="longitude", value=value, done=_DONE)
    return lost


def _half(has_longitude: bool) -> tuple[str, str]:
    given, lacking = ("longitude", "latitude") if has_longitude else ("latitude", "longitude")
    return "half_a_place", f"{given} is known but {lacking} is not"


def _fault(longitude: float, latitude: float) -> tuple[str, str]:
    """Code and sentence for a point outside England."""
    if inside(latitude, longitude):
        return "swapped_coordinates", f"longitude {longitude:g} and latitude {latitude:g} look swapped"
    said = f"longitude {longitude:g} and latitude {latitude:g} are not in England"
    if max(abs(longitude), abs(latitude)) > LARGEST_DEGREES:
        said += "; they look like eastings and northings: degrees (WGS84) are needed"
    return "outside_england", said

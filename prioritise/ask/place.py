"""Where an application is, and whether it can be there."""

from dataclasses import dataclass

from prioritise.errors import DataFault

EXAMPLE = "0.52, 51.27"


@dataclass(frozen=True)
class Place:
    """Where an application is, in WGS84 degrees, and the development of the case that it is ("" for none of them)."""

    longitude: float
    latitude: float
    development_id: str = ""

    @property
    def words(self) -> str:
        """`longitude 0.52, latitude 51.27`."""
        return f"longitude {self.longitude:.9g}, latitude {self.latitude:.9g}"


def read_place(text: str) -> Place:
    """A place written as longitude, latitude: `0.52, 51.27`.

    Raises:
        DataFault: it is not two numbers, or not in England or Wales; says so where the two look the wrong way round.
    """
    try:
        longitude, latitude = (float(part) for part in text.split(","))
    except ValueError as fault:
        raise DataFault(f"the place is {text!r}; expected a longitude and a latitude such as {EXAMPLE}") from fault
    place = Place(longitude, latitude)
    check_place(place)
    return place


def check_place(place: Place) -> None:
    """Refuse a place outside England and Wales: outside the box that bounds every place of a case.

    Raises:
        DataFault: it is outside; says so where the two figures look the wrong way round.
    """
    from prioritise.case.places import (  # a sum without a place loads nothing heavy
        LATITUDE_RANGE,
        LONGITUDE_RANGE,
        inside,
    )

    east, north = place.longitude, place.latitude
    if inside(east, north):
        return
    said = (
        f"the place is {place.words}, which is not in England or Wales; expected a longitude from {LONGITUDE_RANGE[0]} "
        f"to {LONGITUDE_RANGE[1]} and a latitude from {LATITUDE_RANGE[0]} to {LATITUDE_RANGE[1]}"
    )
    if inside(north, east):
        said += f". These look the wrong way round: longitude comes first, as in {north:.9g}, {east:.9g}"
    raise DataFault(said)

"""Where points are, decided by evidence: WGS84 degrees, OSGB36 degrees, or national grid metres (EPSG:27700).

Degrees and metres of England never look alike, so a declared system that the numbers contradict is known to be wrong
and said. Two columns are taken as swapped only where the column as a whole proves it; a single row the wrong way round
is refused. OSGB36 degrees lie about 100 m from WGS84 ones, which no number shows: there only what is declared counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer

from prioritise.case.places import LATITUDE_RANGE, LONGITUDE_RANGE
from prioritise.sources.values import is_blank, numbers

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

# England by bands of 50 km of northing from 0: least and greatest easting in km of any LSOA (2011) centre, rounded
# outward, with 10 km to spare for sites near the border. Enough to tell England from the sea, Wales and Scotland.
_BANDS_KM = (
    (80, 300), (160, 580), (210, 650), (310, 650), (310, 650), (310, 670), (310, 670), (310, 570), (310, 550),
    (300, 540), (280, 510), (300, 460), (370, 440), (380, 420),
)  # fmt: skip
_BAND_M = 50_000.0
_LEAST_METRES = 1_000.0
_GRID_M = (700_000.0, 1_300_000.0)
_SWAP_PROOF = 0.9
_PLACES = 6

NO_NUMBERS = "coordinates are not numbers"
NONE = "no coordinates"
SWAPPED_ROW = "latitude and longitude are swapped"
SWAPPED_METRES = "eastings and northings are swapped"
OUTSIDE = "coordinates are outside England"
EITHER_WAY = "coordinates could be either way round, and other rows of the file are the other way round"
_SYSTEMS = {
    "wgs84": ("wgs84", "4326", "crs84", "etrs89", "4258"),
    "grid": ("27700", "nationalgrid", "bng", "osgrid"),
    "osgb36": ("osgb36", "4277", "osgb1936"),
}


@dataclass(frozen=True)
class Located:
    """Positions of rows.

    Attributes:
        longitude, latitude: WGS84 degrees; NaN where refused.
        refused: why a row has no position, by row; "" where it has one.
        noted: what was decided about a row that has one, by row; "" where nothing had to be.
    """

    longitude: "pd.Series[float]"
    latitude: "pd.Series[float]"
    refused: "pd.Series[str]"
    noted: "pd.Series[str]"


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def moved(x: FloatArray, y: FloatArray, source: str, target: str = "EPSG:4326") -> tuple[FloatArray, FloatArray]:
    """Coordinates of one system in another (x before y), good to about 5 m; NaN where it cannot be."""
    if not len(x):
        return x, y
    out_x, out_y = (np.asarray(v, dtype=float) for v in _transformer(source, target).transform(x, y))
    known = np.isfinite(out_x) & np.isfinite(out_y)
    return np.where(known, out_x, np.nan), np.where(known, out_y, np.nan)


def in_england(east: FloatArray, north: FloatArray) -> BoolArray:
    """Whether grid metres lie in England or near its border."""
    bounds = np.array(_BANDS_KM, dtype=float) * 1000.0
    with np.errstate(invalid="ignore"):
        band = np.floor(north / _BAND_M)
        known = np.isfinite(east) & (band >= 0) & (band < len(bounds))
        row = np.where(known, band, 0).astype(int)
        return np.asarray(known & (east >= bounds[row, 0]) & (east <= bounds[row, 1]))


def in_britain(east: FloatArray, north: FloatArray) -> BoolArray:
    """Whether grid metres lie on the national grid at all."""
    with np.errstate(invalid="ignore"):
        return np.asarray((east >= 0) & (east <= _GRID_M[0]) & (north >= 0) & (north <= _GRID_M[1]))


@dataclass(frozen=True)
class Extent:
    """Where points can lie: ranges of degrees, and what holds of their grid metres."""

    longitude: tuple[float, float]
    latitude: tuple[float, float]
    holds: Callable[[FloatArray, FloatArray], BoolArray]
    outside: str


def system_of(declared: str) -> str:
    """The system a text names: wgs84, grid, osgb36, "" (nothing said) or "?" (one that is not understood)."""
    plain = "".join(c for c in declared.lower() if c.isalnum())
    if is_blank(pd.Series([declared])).all():
        return ""
    # OSGB36 / British National Grid is the grid: looked for before the datum
    return next((name for name in ("wgs84", "grid", "osgb36") if any(w in plain for w in _SYSTEMS[name])), "?")


ENGLAND = Extent(LONGITUDE_RANGE, LATITUDE_RANGE, in_england, OUTSIDE)
BRITAIN = Extent((-9.0, 2.1), (49.5, 61.5), in_britain, "coordinates are outside Great Britain")


def _between(values: FloatArray, bounds: tuple[float, float]) -> BoolArray:
    with np.errstate(invalid="ignore"):
        return np.asarray((values >= bounds[0]) & (values <= bounds[1]))


@dataclass(frozen=True)
class _Way:
    """Rows of one shape (degrees or metres): which fit as labelled, which fit the other way round."""

    labelled: BoolArray
    turned: BoolArray

    @property
    def is_turned(self) -> bool:
        """Whether the column as a whole proves that the two are swapped."""
        only_turned, only_labelled = self.turned & ~self.labelled, self.labelled & ~self.turned
        either = int((self.turned | self.labelled).sum())
        return bool(either and not only_labelled.any() and only_turned.sum() >= _SWAP_PROOF * either)

    @property
    def strays(self) -> BoolArray:
        """Rows that fit only the other way round, in a column that is not."""
        return np.asarray(self.turned & ~self.labelled & (not self.is_turned))

    @property
    def unclear(self) -> BoolArray:
        """Rows that fit both ways where some rows fit only turned, and none only as labelled: they could be either."""
        only_turned, only_labelled = self.turned & ~self.labelled, self.labelled & ~self.turned
        undecided = bool(only_turned.any() and not only_labelled.any() and not self.is_turned)
        return np.asarray(self.turned & self.labelled & undecided)


def locate(
    x: "pd.Series[str]", y: "pd.Series[str]", declared: "pd.Series[str] | None" = None, extent: Extent = ENGLAND
) -> Located:
    """Positions of points given as text.

    Args:
        x: longitude or easting, as the header says.
        y: latitude or northing, as the header says.
        declared: the coordinate system each row names; None where the file has no such column.
        extent: where the points can lie.
    """
    across, no_x = numbers(x)
    up, no_y = numbers(y)
    a, b = (np.asarray(v, dtype=np.float64) for v in (across, up))
    system = pd.Series("", index=x.index, dtype="str")
    if declared is not None:
        system = declared.map({t: system_of(t) for t in declared.unique()}).astype("str")
    named = system.to_numpy(dtype=object)
    with np.errstate(invalid="ignore"):
        metric = (np.abs(a) >= _LEAST_METRES) & (np.abs(b) >= _LEAST_METRES)
    degrees = _Way(
        _between(a, extent.longitude) & _between(b, extent.latitude),
        _between(b, extent.longitude) & _between(a, extent.latitude),
    )
    metres = _Way(metric & extent.holds(a, b), metric & extent.holds(b, a))
    turned = (metric & metres.is_turned) | (~metric & degrees.is_turned)
    first, second = np.where(turned, b, a), np.where(turned, a, b)
    longitude, latitude, kind = _to_degrees(first, second, metric, named)
    east, north = moved(longitude, latitude, "EPSG:4326", "EPSG:27700")
    missing = (is_blank(x) | is_blank(y)).to_numpy() | ((a == 0) & (b == 0))
    fits = np.where(turned, metres.turned | degrees.turned, metres.labelled | degrees.labelled)
    reasons = [
        ((no_x | no_y).to_numpy(), NO_NUMBERS),
        (missing, NONE),
        (named == "?", "coordinate system is none of WGS84, OSGB36 and the national grid (EPSG:27700)"),
        (degrees.strays, SWAPPED_ROW),
        (metres.strays, SWAPPED_METRES),
        (metres.unclear, EITHER_WAY),
        (~fits | ~extent.holds(east, north), extent.outside),
    ]
    refused = np.select([mask for mask, _ in reasons], [text for _, text in reasons], "")
    known = refused == ""
    notes = np.where(known, _notes(kind, named, turned, declared is not None), "")
    return Located(
        pd.Series(np.where(known, longitude, np.nan).round(_PLACES), index=x.index),
        pd.Series(np.where(known, latitude, np.nan).round(_PLACES), index=x.index),
        pd.Series(refused, index=x.index, dtype="str"),
        pd.Series(notes, index=x.index, dtype="str"),
    )


def _to_degrees(
    x: FloatArray, y: FloatArray, metric: BoolArray, named: "npt.NDArray[np.object_]"
) -> tuple[FloatArray, FloatArray, "npt.NDArray[np.object_]"]:
    """WGS84 degrees of every row, and what it was: metres, degrees or osgb36 (degrees)."""
    kind = np.where(metric, "metres", np.where(named == "osgb36", "osgb36", "degrees")).astype(object)
    longitude, latitude = x.copy(), y.copy()
    for what, source in (("metres", "EPSG:27700"), ("osgb36", "EPSG:4277")):
        rows = (kind == what) & np.isfinite(x) & np.isfinite(y)
        longitude[rows], latitude[rows] = moved(x[rows], y[rows], source)
    return longitude, latitude, kind


def _notes(
    kind: "npt.NDArray[np.object_]", named: "npt.NDArray[np.object_]", turned: BoolArray, declares: bool
) -> "npt.NDArray[np.object_]":
    """What was decided about each row, in words; "" where the numbers are what the file says."""
    said = [
        ((kind == "metres") & (named == "wgs84"),
         "said to be WGS84, but they are eastings and northings: read as the national grid (EPSG:27700)"),
        ((kind == "degrees") & (named == "grid"),
         "said to be the national grid, but they are degrees: read as WGS84, good to about 100 m"),
        ((kind == "osgb36"), "OSGB36 degrees, moved to WGS84 (about 100 m)"),
        ((kind == "metres") & (named == "") & declares,
         "no coordinate system named: eastings and northings by their size"),
        ((kind == "degrees") & (named == "") & declares,
         "no coordinate system named: degrees by their size, read as WGS84"),
    ]  # fmt: skip
    words = np.select([mask for mask, _ in said], [text for _, text in said], "").astype(object)
    swap = np.where(turned, "the two columns are swapped, as every row of the file shows: read the other way round", "")
    both = (words != "") & (swap != "")
    return np.asarray(np.where(both, swap + "; " + words, np.where(turned, swap, words)), dtype=object)

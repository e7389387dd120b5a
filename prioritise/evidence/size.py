"""How large a cluster usually is, and how far a cluster lies outside: the network's size and the hub's."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from prioritise.assumptions import Assumptions
from prioritise.errors import DataFault

Side = Literal["below", "within", "above", "unknown"]


@dataclass(frozen=True)
class SizeBand:
    """A usual size of a cluster; both ends count as within.

    Attributes:
        id: short name. name: what has that size. low, high: patients. tag: how sure (a key of `assumptions.TAGS`).
        source: where the limits come from.
    """

    id: str
    name: str
    low: float
    high: float
    tag: str
    source: str

    @property
    def title(self) -> str:
        """`PCN size`, `Hub size`."""
        return f"{self.name[0].upper()}{self.name[1:]} size"

    @property
    def limits(self) -> str:
        """`30,000 to 50,000`."""
        return f"{self.low:,.0f} to {self.high:,.0f}"


@dataclass(frozen=True)
class Flag:
    """Where a cluster lies against a band.

    Attributes:
        band: the band. side: below, within, above or unknown. by: patients beyond the nearer limit (0 within it; NaN
            where unknown). at_least: the list of some practice is not known, so it is beyond by this or more.
    """

    band: SizeBand
    side: Side
    by: float
    at_least: bool = False

    @property
    def outside(self) -> bool:
        """Whether it is known to lie outside the band."""
        return self.side in ("below", "above")

    @property
    def words(self) -> str:
        """`2,410 patients above the PCN size (30,000 to 50,000)`."""
        usual = f"the {self.band.name} size ({self.band.limits})"
        if self.side == "unknown":
            return f"not known against {usual}: the list of some practice is not known"
        if self.side == "within":
            return f"within {usual}"
        more = "at least " if self.at_least else ""
        return f"{more}{self.by:,.0f} {'patient' if round(self.by) == 1 else 'patients'} {self.side} {usual}"


# Band id -> its name, in the order shown; its limits are the assumptions `<id>_patients_low` and `<id>_patients_high`.
BANDS: Mapping[str, str] = {"pcn": "PCN", "hub": "hub"}


def size_bands(assumptions: Assumptions, own: Mapping[str, tuple[float, float]] | None = None) -> tuple[SizeBand, ...]:
    """The bands in force.

    Args:
        assumptions: those in force.
        own: band id -> limits the user set in place of them.

    Raises:
        DataFault: a lower limit is above its upper limit, or a limit is not a number of nought or more.
    """
    found = []
    for band_id, name in BANDS.items():
        low, high = (assumptions.get(f"{band_id}_patients_{end}") for end in ("low", "high"))
        band = SizeBand(band_id, name, low.value, high.value, low.tag, low.source)
        if own and band_id in own and own[band_id] != (band.low, band.high):
            usual = f"set by the user (otherwise {band.limits}: {low.source})"
            band = SizeBand(band_id, name, *own[band_id], "D", usual)
        if not 0 <= band.low <= band.high < math.inf:
            raise DataFault(
                f"the {name} size is from {band.low:g} to {band.high:g} patients; expected two numbers of nought or "
                "more, the smaller first"
            )
        found.append(band)
    return tuple(found)


def flag(patients: float, band: SizeBand, *, whole: bool = True) -> Flag:
    """Where a cluster of so many patients lies against a band. Source of the usual sizes: their assumptions.

    Args:
        patients: on the lists that are known; NaN: none is.
        band: the band.
        whole: every practice's list is known. Where it is not, only "above" can be said.
    """
    if math.isnan(patients) or (not whole and patients <= band.high):
        return Flag(band, "unknown", math.nan)
    if patients > band.high:
        return Flag(band, "above", patients - band.high, at_least=not whole)
    if patients < band.low:
        return Flag(band, "below", band.low - patients)
    return Flag(band, "within", 0.0)


def flags(patients: float, bands: Sequence[SizeBand], *, whole: bool = True) -> tuple[Flag, ...]:
    """`flag` for each band."""
    return tuple(flag(patients, band, whole=whole) for band in bands)

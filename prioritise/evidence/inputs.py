"""Assumptions the evidence room reads, checked once so that no formula divides by nothing."""

import math
from dataclasses import dataclass

from prioritise.assumptions import Assumptions, Band, load_assumptions
from prioritise.case.case import Case
from prioritise.errors import DataFault

_ABOVE_ZERO = (
    "build_rate_per_year",
    "nearest_minimum_km",
    "nia_m2_per_patients_patients",
    "room_weeks_per_year",
    "room_hours_per_week",
    "room_utilisation",
    "futures_tail",
)
_NEVER_OVER_ONE = ("futures_tail", "optimism_managed", "optimism_nonstandard_share", "robust_core", "robust_out")
_PARTS_OF_ONE = ("share", "probability")
"""Units of which there is never more than 1: 60 for 60% would count everybody sixty times."""
_AT_LEAST_ONE = ("nearest_practices", "evidence_years", "gap_view_years", "new_surgery_like_practices")


def case_assumptions(case: Case) -> Assumptions:
    """The dated set of assumptions a case's settings ask for, with the case's own values on top.

    Raises:
        DataFault: no such set, a date that is not one, or an own value that names nothing or cannot be used.
    """
    settings = case.settings
    try:
        found = load_assumptions(settings.assumptions_set, settings.assumptions_date, settings.assumption_values)
    except ValueError as fault:
        raise DataFault(
            f"assumptions_date is {settings.assumptions_date!r}; expected a date such as 2026-04-01"
        ) from fault
    check_usable(found)
    return found


def check_usable(assumptions: Assumptions) -> None:
    """Refuse values that no formula can use.

    Raises:
        DataFault: names the first such assumption and what was expected.
    """
    for name in sorted(i for i in {a.id for a in assumptions.entries} if i in {*_ABOVE_ZERO, *_AT_LEAST_ONE}):
        least, words = (1.0, "1 or more") if name in _AT_LEAST_ONE else (0.0, "more than 0")
        value = assumptions.value(name)
        if not (value >= least if least else value > least):
            raise DataFault(f"assumption {name} is {value:g} in this case; it must be {words}")
    parts = {a.id for a in assumptions.entries if a.unit in _PARTS_OF_ONE or a.id in _NEVER_OVER_ONE}
    for name, value in sorted(assumptions.own.items()):
        most = 1.0 if name in parts else math.inf
        if not 0 <= value <= most:
            words = "0 or more" if math.isinf(most) else "from 0 to 1"
            raise DataFault(f"assumption {name} is {value:g} in this case; it must be {words}")


@dataclass(frozen=True)
class RoomMethod:
    """Inputs of the HBN 11-01 room method, in the order of `formulas.rooms_needed`."""

    contacts_per_patient: float
    minutes_per_contact: float
    weeks_per_year: float
    hours_per_week: float
    utilisation: float


@dataclass(frozen=True)
class SpaceStandard:
    """What space is needed for a list: the East method, the size bands, the room method and the margin.

    Attributes:
        nia_m2, nia_patients: m2 NIA for so many weighted patients.
        gia_bands: m2 GIA by raw list.
        rooms: the room method's inputs.
        tight_margin: spare space below this share of need is tight.
    """

    nia_m2: float
    nia_patients: float
    gia_bands: Band
    rooms: RoomMethod
    tight_margin: float


def space_standard(assumptions: Assumptions) -> SpaceStandard:
    """The space standards in force in a set of assumptions."""
    value = assumptions.value
    return SpaceStandard(
        nia_m2=value("nia_m2_per_patients_m2"),
        nia_patients=value("nia_m2_per_patients_patients"),
        gia_bands=assumptions.band("gia_size_bands"),
        rooms=RoomMethod(
            value("room_contacts_per_patient"),
            value("room_minutes_per_contact"),
            value("room_weeks_per_year"),
            value("room_hours_per_week"),
            value("room_utilisation"),
        ),
        tight_margin=value("tight_margin_share"),
    )

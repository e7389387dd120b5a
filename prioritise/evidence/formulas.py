"""The evidence room's equations, one a function, named as published. No validation and no rounding happens here.

Every argument may be a number or a NumPy array (NaN is unknown and stays unknown); figures come from
`data/assumptions`, never from this file.
"""

import numpy as np
import numpy.typing as npt

from prioritise.assumptions import Band

FloatArray = npt.NDArray[np.float64]
MINUTES_PER_HOUR = 60.0


def _array(values: npt.ArrayLike) -> FloatArray:
    """The values as floating numbers."""
    return np.asarray(values, dtype=np.float64)


def expected_homes(homes: npt.ArrayLike, probability: npt.ArrayLike) -> FloatArray:
    """Expected homes = homes stated x chance that they are built."""
    return np.multiply(_array(homes), _array(probability))


def cumulative_build_out(
    homes: npt.ArrayLike, lag_years: npt.ArrayLike, homes_per_year: float, years_passed: npt.ArrayLike
) -> FloatArray:
    """Homes finished = (years passed - lag) x homes a year, between nothing and all of them.

    A straight build-out curve: our design choice for developments without completions by year.

    Args:
        homes: homes in all.
        lag_years: years until the first home is finished.
        homes_per_year: homes one site finishes in a year at most.
        years_passed: whole years since the start of the horizon (1 at the end of its first year).
    """
    built = (_array(years_passed) - _array(lag_years)) * homes_per_year
    return np.asarray(np.clip(built, 0.0, _array(homes)))


def people_in_homes(homes: npt.ArrayLike, people_per_home: npt.ArrayLike, net_new_share: npt.ArrayLike) -> FloatArray:
    """New patients = homes x people a home x share of them new to local practices.

    The general shape of the NHS contribution formulas in use in England (first step).
    """
    return _array(homes) * _array(people_per_home) * _array(net_new_share)


def people_beyond_spare(people: npt.ArrayLike, spare_patients: npt.ArrayLike) -> FloatArray:
    """People who need new space = people - patients there is room for, never below nothing."""
    return np.asarray(np.maximum(_array(people) - _array(spare_patients), 0.0))


def inverse_distance_weight(distance_km: npt.ArrayLike, minimum_km: float) -> FloatArray:
    """Weight = 1 / distance, a distance below the minimum (km, above nothing) counting as the minimum."""
    return np.reciprocal(np.maximum(_array(distance_km), minimum_km))


def nia_need_m2(weighted_patients: npt.ArrayLike, m2: float, per_patients: float) -> FloatArray:
    """East method: m2 NIA needed = weighted list x 120 / 1,750 (the two figures are arguments).

    Source: Community Health Partnerships representation 20110, Brentwood, 21 March 2018.
    """
    return _array(weighted_patients) * m2 / per_patients


def nia_capacity_patients(nia_m2: npt.ArrayLike, m2: float, per_patients: float) -> FloatArray:
    """East method turned round: weighted patients there is room for = m2 NIA x 1,750 / 120."""
    return _array(nia_m2) * per_patients / m2


def gia_need_m2(patients: npt.ArrayLike, bands: Band) -> FloatArray:
    """Size-band table: m2 GIA needed for a raw list, by straight line between bands.

    Below the first band and above the last the need is in proportion to the list, as `Band.at` says.
    """
    size = _array(patients)
    points = np.array(bands.points, dtype=np.float64)
    x, y = points[:, 0], points[:, 1]
    inside = np.interp(size, x, y)
    return np.where(size < x[0], size * y[0] / x[0], np.where(size > x[-1], size * y[-1] / x[-1], inside))


def gia_capacity_patients(gia_m2: npt.ArrayLike, bands: Band) -> FloatArray:
    """Size-band table turned round: the raw list that so many m2 GIA are meant for."""
    area = _array(gia_m2)
    points = np.array(bands.points, dtype=np.float64)
    x, y = points[:, 0], points[:, 1]
    inside = np.interp(area, y, x)
    found = np.where(area < y[0], area * x[0] / y[0], np.where(area > y[-1], area * x[-1] / y[-1], inside))
    return np.where(np.isnan(area), np.nan, found)


def rooms_needed(
    patients: npt.ArrayLike,
    contacts_per_patient: float,
    minutes_per_contact: float,
    weeks_per_year: float,
    hours_per_week: float,
    utilisation: float,
) -> FloatArray:
    """HBN 11-01 room method: rooms = contact hours a year / (open hours a year x utilisation), not rounded.

    Source: HBN 11-01 (2013) for the method; its usual inputs are to be confirmed.
    """
    contact_hours = _array(patients) * contacts_per_patient * minutes_per_contact / MINUTES_PER_HOUR
    return contact_hours / (weeks_per_year * hours_per_week * utilisation)


def rooms_capacity_patients(  # noqa: PLR0913 - the inputs of the method, as `rooms_needed` has them
    rooms: npt.ArrayLike,
    contacts_per_patient: float,
    minutes_per_contact: float,
    weeks_per_year: float,
    hours_per_week: float,
    utilisation: float,
) -> FloatArray:
    """HBN 11-01 room method turned round: patients = rooms x usable hours a year / contact hours of a patient a year.

    Rooms without contacts hold anybody.
    """
    usable_hours = _array(rooms) * weeks_per_year * hours_per_week * utilisation
    contact_hours = contacts_per_patient * minutes_per_contact / MINUTES_PER_HOUR
    return usable_hours / contact_hours if contact_hours > 0 else np.where(np.isnan(usable_hours), np.nan, np.inf)


def room_hours_usable(rooms: npt.ArrayLike, hours_per_week: float, utilisation: float) -> FloatArray:
    """Usable hours a week = rooms x hours open a week x share of open hours a room is in use."""
    return _array(rooms) * hours_per_week * utilisation


def room_hours_needed(
    patients: npt.ArrayLike, contacts_per_patient: float, minutes_per_contact: float, weeks_per_year: float
) -> FloatArray:
    """Hours needed a week = patients x contacts a year x minutes / 60 / weeks open a year."""
    return _array(patients) * contacts_per_patient * minutes_per_contact / MINUTES_PER_HOUR / weeks_per_year


def gap(available: npt.ArrayLike, need: npt.ArrayLike) -> FloatArray:
    """Gap = available - need: negative is short. In the unit of both (m2 on one basis, or rooms)."""
    return _array(available) - _array(need)

"""How many patients each practice has room for, by its floor area and by its clinical rooms."""

from typing import Any

import numpy as np
import pandas as pd

from prioritise.case.case import Case
from prioritise.evidence import formulas
from prioritise.evidence.geo import FloatArray
from prioritise.evidence.inputs import SpaceStandard
from prioritise.evidence.space import patient_weight, practice_space

CAPACITY_COLUMNS = ["list_size", "by_area_patients", "by_rooms_patients", "capacity_patients", "spare_patients"]


def area_capacity(area_m2: FloatArray, basis: Any, weight: FloatArray, standard: SpaceStandard) -> FloatArray:
    """Patients of its own list that a floor area has room for by the standard of its basis; NaN where not known.

    Args:
        area_m2: of each practice.
        basis: NIA or GIA of each; anything else is not known.
        weight: weighted patients a patient of each counts for (1 on the raw list).
        standard: the space standards in force.
    """
    nia = formulas.nia_capacity_patients(area_m2, standard.nia_m2, standard.nia_patients)
    gia = formulas.gia_capacity_patients(area_m2, standard.gia_bands)
    on = np.asarray(basis, dtype=object)
    room = np.where(on == "NIA", nia, np.where(on == "GIA", gia, np.nan))
    return np.asarray(np.divide(room, weight, out=np.full_like(room, np.nan), where=weight > 0))


def practice_capacity(case: Case, standard: SpaceStandard) -> pd.DataFrame:
    """Room of each practice today, by practice code (`CAPACITY_COLUMNS`), in patients of its own list.

    capacity_patients is the less of what its floor area and its clinical rooms hold, or the one of them that is known;
    spare_patients is that less the list, below 0 where the list is over it. NaN is not known, and never nought.
    """
    practices, have = case.table("practices"), practice_space(case)
    raw = practices["list_size"].to_numpy(float)
    weight = patient_weight(raw, practices["weighted_list_size"].to_numpy(float), have["area_basis"].to_numpy(object))
    area = area_capacity(have["available_m2"].to_numpy(float), have["area_basis"], weight, standard)
    m = standard.rooms
    rooms = formulas.rooms_capacity_patients(
        have["rooms"].to_numpy(float),
        m.contacts_per_patient,
        m.minutes_per_contact,
        m.weeks_per_year,
        m.hours_per_week,
        m.utilisation,
    )
    capacity = np.fmin(area, rooms)
    return pd.DataFrame(
        {
            "list_size": raw,
            "by_area_patients": area,
            "by_rooms_patients": rooms,
            "capacity_patients": capacity,
            "spare_patients": capacity - raw,
        },
        index=have.index,
    )

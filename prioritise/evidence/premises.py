"""A practice's premises and people beside figures of England: facets of each site, patients for each GP and room."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from prioritise.assumptions import Assumption, Assumptions
from prioritise.case.case import Case
from prioritise.case.premises import FACETS
from prioritise.errors import DataFault
from prioritise.evidence import formulas
from prioritise.evidence.inputs import space_standard
from prioritise.evidence.space import practice_space

_ON_SITES = {"physical_condition": "condition", "functional_suitability": "suitability"}
LOAD_COLUMNS = ["practice_code", "list_size", "gp_fte", "patients_per_gp", "rooms", "patients_per_room"]
FACET_COLUMNS = ["site_code", "facet", "grade", "surveyed", "source"]


def site_facets(case: Case) -> pd.DataFrame:
    """The six facets of every site: one row a site and facet (`FACET_COLUMNS`), in the order of `premises.FACETS`.

    A grade comes from the survey (`facets`); where that has none, condition and suitability come from `sites`. It is
    blank where nothing is known.
    """
    sites = case.table("sites")
    every = sites[["site_code"]].merge(pd.DataFrame({"facet": list(FACETS)}), how="cross")
    rows = every.merge(case.table("facets")[FACET_COLUMNS], how="left", on=["site_code", "facet"])
    on_sites = sites.set_index("site_code")
    for facet, column in _ON_SITES.items():
        own = rows["site_code"].map(on_sites[column].astype(object))
        taken = rows["facet"].eq(facet) & rows["grade"].isna() & own.notna()
        rows = rows.assign(
            grade=rows["grade"].astype(object).where(~taken, own),
            source=rows["source"].astype(object).where(~taken, "sites"),
            surveyed=rows["surveyed"].where(~taken),
        )
    return rows.sort_values("site_code", kind="stable", ignore_index=True)[FACET_COLUMNS]


def practice_load(case: Case) -> pd.DataFrame:
    """Patients for each GP and for each clinical room today: one row a practice (`LOAD_COLUMNS`), by code.

    Unknown where the list, the GPs or the rooms are not known, and where there is no GP or room: never infinite.
    """
    practices = case.table("practices").sort_values("practice_code")
    rooms = practices["practice_code"].map(practice_space(case)["rooms"]).astype(float)
    found = practices[["practice_code", "list_size", "gp_fte"]].assign(
        rooms=rooms,
        patients_per_gp=_each(practices["list_size"], practices["gp_fte"]),
        patients_per_room=_each(practices["list_size"], rooms),
    )
    return found[LOAD_COLUMNS].reset_index(drop=True)


def _each(patients: "pd.Series[float]", by: "pd.Series[float]") -> "pd.Series[float]":
    return patients / by.where(by > 0)


def room_standard(assumptions: Assumptions) -> float:
    """Patients one clinical room serves by the HBN 11-01 room method: a planning standard, not a figure of England."""
    m = space_standard(assumptions).rooms
    inputs = (m.contacts_per_patient, m.minutes_per_contact, m.weeks_per_year, m.hours_per_week, m.utilisation)
    rooms = float(np.asarray(formulas.rooms_needed(1.0, *inputs)))
    return 1.0 / rooms if rooms > 0 else math.nan


@dataclass(frozen=True)
class Benchmark:
    """A figure to set beside a practice's own: None where none is in force on the day of the assumptions."""

    figure: Assumption | None

    @classmethod
    def of(cls, assumptions: Assumptions, assumption_id: str) -> "Benchmark":
        """The assumption of an id as it stands on the day."""
        try:
            return cls(assumptions.get(assumption_id))
        except DataFault:
            return cls(None)

    @property
    def value(self) -> float:
        """Its value; NaN where none is in force."""
        return math.nan if self.figure is None else self.figure.value


ENGLAND_PER_GP = "england_patients_per_gp"
MANY_PER_GP = "vulnerable_patients_per_gp"

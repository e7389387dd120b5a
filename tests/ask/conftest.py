"""A small case with a practice of each kind: full, with room, and not known."""

import pandas as pd
import pytest

from prioritise.ask.place import Place
from prioritise.ask.practices import practices_affected
from prioritise.case.case import Case
from prioritise.evidence import build_evidence, case_assumptions
from tests.build import small_case

HERE = Place(0.1, 51.1)


def site(code: str, longitude: float, **more: object) -> dict:
    base = {"site_code": f"S{code}", "practice_code": f"P{code}", "name": code, "role": "main", "latitude": 51.1}
    return {**base, "longitude": longitude, **more}


def practice(code: str, size: float, **more: object) -> dict:
    return {"practice_code": f"P{code}", "name": f"Practice {code}", "list_size": size, **more}


@pytest.fixture(scope="session")
def three() -> Case:
    """Room for 7,583 at P1 with 10,500 weighted (T13), room at P2 on GIA, no area at P3; one development nearby."""
    return small_case(
        practices=[practice("1", 10_500.0, weighted_list_size=10_500.0), *map(practice, "23", (5_000.0, 4_000.0))],
        sites=[
            site("1", 0.11, area_m2=520.0, area_basis="NIA"),
            site("2", 0.09, area_m2=500.0, area_basis="GIA", area_source="assumed"),
            site("3", 0.10),
        ],
        developments=[{"development_id": "D1", "name": "Fields", "longitude": 0.1, "latitude": 51.1,
                       "status": "started", "homes": 100.0}],
    )  # fmt: skip


def affected(case: Case, people: float = 900.0, place: Place = HERE, planned_to: int | None = None) -> pd.DataFrame:
    assumptions = case_assumptions(case)
    return practices_affected(case, build_evidence(case, assumptions), assumptions, place, people, planned_to)

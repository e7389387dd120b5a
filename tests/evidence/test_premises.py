"""Facets of sites, and patients for each GP and room beside what they are set against."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from prioritise.assumptions import load_assumptions
from prioritise.case.premises import FACETS
from prioritise.evidence.premises import (
    ENGLAND_PER_GP,
    MANY_PER_GP,
    Benchmark,
    practice_load,
    room_standard,
    site_facets,
)
from tests.build import small_case
from tests.evidence.cases import practice, site


def test_a_facet_comes_from_the_survey_then_from_the_sites_else_is_not_known() -> None:
    case = small_case(
        practices=[practice("P1", 100)],
        sites=[site("S2", "P1", 0, condition="C", suitability="B"), site("S1", "P1", 1)],
        facets=[
            {
                "site_code": "S2",
                "facet": "physical_condition",
                "grade": "DX",
                "surveyed": "2025-01-02",
                "source": "Own",
            },
            {"site_code": "S2", "facet": "space_utilisation", "grade": "full"},
        ],
    )
    found = site_facets(case)
    assert list(found["facet"]) == [*FACETS, *FACETS] and list(found["site_code"].unique()) == ["S1", "S2"]
    mine = found[found["site_code"] == "S2"].set_index("facet")
    assert mine["grade"].dropna().to_dict() == {
        "physical_condition": "DX", "functional_suitability": "B", "space_utilisation": "full",
    }  # fmt: skip
    assert mine.loc["physical_condition", "source"] == "Own" and mine.loc["functional_suitability", "source"] == "sites"
    assert pd.isna(mine.loc["functional_suitability", "surveyed"])
    assert found[found["site_code"] == "S1"]["grade"].isna().all()


def test_no_gp_no_room_and_no_list_are_not_known_and_never_infinite() -> None:
    case = small_case(
        practices=[practice("P1", 8000, gp_fte=4.0), practice("P2", 8000, gp_fte=0.0), practice("P3", 8000),
                   practice("P4", math.nan, gp_fte=2.0)],
        sites=[site("S1", "P1", 0, clinical_rooms=5), site("S1B", "P1", 1, clinical_rooms=3, role="branch"),
               site("S2", "P2", 0, clinical_rooms=0), site("S3", "P3", 0, clinical_rooms=4),
               site("S3B", "P3", 0, role="branch")],
    )  # fmt: skip
    found = practice_load(case).set_index("practice_code")
    assert found.loc["P1", "patients_per_gp"] == 2000 and found.loc["P1", "patients_per_room"] == 1000
    assert found["patients_per_gp"].drop("P1").isna().all()
    assert found["patients_per_room"].drop("P1").isna().all()  # a branch without rooms on record: P3 is not known
    assert not np.isinf(found.drop(columns=[]).to_numpy(float)).any()


def test_the_room_standard_is_the_room_method_turned_round() -> None:
    """1,800 hours a room in use, 5.26 contacts of a quarter of an hour a patient."""
    assert room_standard(load_assumptions()) == pytest.approx(1800 / (5.26 * 0.25))


def test_a_benchmark_that_is_not_in_force_is_not_known() -> None:
    assert Benchmark.of(load_assumptions(), ENGLAND_PER_GP).value == 2355
    early = Benchmark.of(load_assumptions(day="2023-01-01"), ENGLAND_PER_GP)
    assert early.figure is None and math.isnan(early.value)


def test_the_figures_of_england_are_those_of_the_published_workforce(real_data: Path) -> None:
    rows = pd.read_csv(real_data / "nhs" / "gp-workforce-by-practice_2021-2024.csv")
    rows = rows[(rows["Year"] == 2024) & (rows["TOTAL_GP_EXTGL_FTE"] > 0) & (rows["TOTAL_PATIENTS"] > 0)]
    assert len(rows) == 6_278
    england = rows["TOTAL_PATIENTS"].sum() / rows["TOTAL_GP_EXTGL_FTE"].sum()
    assert Benchmark.of(load_assumptions(), ENGLAND_PER_GP).value == round(england)
    upper = (rows["TOTAL_PATIENTS"] / rows["TOTAL_GP_EXTGL_FTE"]).quantile(0.75)
    assert Benchmark.of(load_assumptions(), MANY_PER_GP).value == round(upper)

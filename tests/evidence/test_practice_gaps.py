"""The gap table alone is that of the whole evidence."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from prioritise.case import load_case
from prioritise.errors import DataFault
from prioritise.evidence import build_evidence, case_assumptions
from prioritise.evidence.build import practice_gaps


@pytest.mark.parametrize("shares_by", ["blend", "registrations", "huff", "nearest"])
def test_the_gap_table_alone_is_that_of_the_whole_evidence(demo_folder: Path, shares_by: str) -> None:
    case = load_case(demo_folder).with_settings(shares_by=shares_by)
    alone, whole = practice_gaps(case, case_assumptions(case)), build_evidence(case, case_assumptions(case))
    assert alone["growth_people"].sum() > 0
    pd.testing.assert_frame_equal(alone, whole.practice_gap, rtol=1e-9)


def test_the_gap_table_does_not_depend_on_the_order_of_rows(demo_folder: Path) -> None:
    case = load_case(demo_folder)
    turned = case
    for name in ("practices", "sites", "developments", "flows"):
        turned = turned.with_table(name, case.table(name).sample(frac=1, random_state=7))
    first, second = (practice_gaps(c, case_assumptions(c)) for c in (case, turned))
    assert np.array_equal(first["gap_m2"], second["gap_m2"], equal_nan=True)


def test_a_case_without_a_first_year_has_no_gap_table(demo_folder: Path) -> None:
    case = load_case(demo_folder).with_settings(first_year=None)
    with pytest.raises(DataFault, match="the case has no first_year"):
        practice_gaps(case, case_assumptions(case))

import pandas as pd
import pytest

from prioritise.assumptions import load_assumptions
from prioritise.sources.floor_areas import estimated_areas


def test_rent_gives_nia_a_merger_is_scaled_and_no_rent_falls_back_to_gia():
    own = {"premises_rent_share": 0.5, "premises_rent_gbp_per_m2": 100.0, "premises_merger_growth": 0.25}
    practices = pd.DataFrame({"practice_code": list("ABCDE"), "list_size": [1000.0, 2000.0, 2000.0, None, 4000.0]})
    payments = pd.DataFrame(
        {
            "practice_code": list("ABCD"),
            "premises_gbp": [20000.0, 20000.0, None, None],
            "list_number": [900.0, 1000.0, 2000.0, 0.0],
        }
    )
    found = estimated_areas(practices, payments, load_assumptions(own=own)).set_index("practice_code")
    assert found["area_m2"].to_dict() == pytest.approx(
        {"A": 100, "B": 200, "C": 199, "D": float("nan"), "E": 333}, nan_ok=True
    )
    assert found["area_basis"].tolist() == ["NIA", "NIA", "GIA", "", "GIA"]
    assert found["area_method"].tolist() == ["rent", "rent, merged", "size band", "", "size band"]

"""The ledger: who registers where, year by year, by hand."""

import math

import pandas as pd
import pytest

from prioritise.evidence.registrations import registration_ledger

NAN = float("nan")


def share(development: str, practice: str, share_of_all: float, seen: float, told: float, there: float) -> dict:
    return {
        "development_id": development, "practice_code": practice, "share": share_of_all, "inside": practice != "X9",
        "observed_share": seen, "predicted_share": told, "area_code": "" if math.isnan(there) else "E01",
        "area_patients": there,
    }  # fmt: skip


def came(development: str, year: int, people: float) -> dict:
    return {"development_id": development, "financial_year": year, "people": people}


def test_the_mix_is_that_of_the_people_who_have_come_by_then() -> None:
    """900 live there, registered 6:4. Those nearby say 2:8.

    2026: 100 have come, weight 900/1,000 = 0.9: 100 x (0.9 x 0.6 + 0.1 x 0.2) = 56 with P1, 44 with P2.
    2027: 900 have come, weight 900/1,800 = 0.5: 900 x (0.5 x 0.6 + 0.5 x 0.2) = 360 with P1, 540 with P2.
    """
    shares = pd.DataFrame([share("D1", "P1", 0.4, 0.6, 0.2, 900.0), share("D1", "P2", 0.6, 0.4, 0.8, 900.0)])
    people = pd.DataFrame([came("D1", 2026, 100.0), came("D1", 2027, 800.0)])
    found = registration_ledger(people, shares, (2025, 2026, 2027))
    got = found.set_index(["practice_code", "financial_year"])["people"].to_dict()
    assert got == pytest.approx({("P1", 2026): 56, ("P2", 2026): 44, ("P1", 2027): 360, ("P2", 2027): 540})


def test_another_development_of_the_area_counts_and_one_of_another_way_does_not_move() -> None:
    """D2 brings 500 to the same area with D1's 400: weight 900/1,800. D3 has a share that is not mixed."""
    shares = pd.DataFrame(
        [
            share("D1", "P1", 0.4, 0.6, 0.2, 900.0), share("D1", "P2", 0.6, 0.4, 0.8, 900.0),
            share("D2", "P1", 0.3, 0.6, 0.0, 900.0), share("D2", "X9", 0.7, 0.4, 1.0, 900.0),
            share("D3", "P1", 0.25, NAN, NAN, NAN), share("D3", "P2", 0.75, NAN, NAN, NAN),
        ]
    )  # fmt: skip
    people = pd.DataFrame([came("D1", 2026, 400.0), came("D2", 2026, 500.0), came("D3", 2026, 100.0)])
    found = registration_ledger(people, shares, (2025, 2026))
    got = found.set_index(["development_id", "practice_code"])["people"].to_dict()
    expected = {("D1", "P1"): 160, ("D1", "P2"): 240, ("D2", "P1"): 150, ("D3", "P1"): 25, ("D3", "P2"): 75}
    assert got == pytest.approx(expected)

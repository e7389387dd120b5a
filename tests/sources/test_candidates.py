import pytest

from prioritise.assumptions import load_assumptions
from prioritise.case.tables import BIDS
from prioritise.sources.candidates import digital_scheme, practice_schemes

A = load_assumptions()


def place(short, **more):
    return {
        "practice_code": "Z00001", "name": "Hill Surgery", "site_code": "Z00001", "cluster_code": "U1",
        "longitude": 0.5, "latitude": 51.2, "first_year": 2026, "available_m2": 500.0, "short_m2": short,
        "growth_share": 0.25, "patients_per_m2": 1750 / 120, **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("short", "kinds"),
    [
        (0, []),
        (29, []),
        (35, ["existing_space"]),
        (100, ["existing_space", "extension"]),
        (400, ["existing_space", "extension", "new_build"]),
    ],
)
def test_schemes_by_shortage(short, kinds):
    rows = practice_schemes(place(float(short)), A)
    assert [r["kind"] for r in rows] == kinds
    assert all(r["title"].startswith("Candidate: ") for r in rows)
    assert all(set(r) <= set(BIDS.columns) for r in rows)
    assert all(r["growth_share"] == "0.25" for r in rows)


def test_sizes_and_costs_follow_the_assumptions():
    reuse, extension, new = practice_schemes(place(400.0), A)
    assert (reuse["capital_gbp"], reuse["added_area_m2"], reuse["added_rooms"]) == ("72000", "0", "2")
    assert (extension["added_area_m2"], extension["capital_gbp"]) == ("250", "1050000")
    assert (new["added_area_m2"], new["capital_gbp"]) == ("360", "1881000")
    assert new["revenue_gbp_per_year"] == "57600"
    assert (reuse["earliest_start"], new["earliest_start"], new["years_to_build"]) == ("2026/27", "2027/28", "3")
    assert extension["choice_group"] == new["choice_group"] == "Z00001-BUILD"
    assert new["patients_served"] == "5250"


def test_a_digital_scheme_serves_a_network_and_no_growth():
    row = digital_scheme(
        {"cluster_code": "U1", "cluster_name": "Hill PCN", "practice_codes": ["A", "B"], "patients": 40000,
         "first_year": 2026}, A,
    )  # fmt: skip
    assert (row["capital_gbp"], row["revenue_gbp_per_year"], row["practice_codes"]) == ("80000", "12000", "A;B")
    assert row["growth_share"] == "0"
    assert set(row) <= set(BIDS.columns)

"""Minutes that a case gives take the place of the estimate, way by way and in one direction only."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from prioritise.case.case import Case
from prioritise.evidence import case_assumptions
from prioritise.evidence.access import area_access
from prioritise.evidence.shares import practice_shares
from prioritise.evidence.travel import Places, Travel, minutes_between, minutes_to, provenance
from prioritise.evidence.ways import ground_of
from tests.build import small_case
from tests.evidence.cases import areas, development, practice, site, square

AREAS = areas(square("E01", -1.0, 1.0), square("E02", 1.0, 5.0))
FLOWS = [
    {"practice_code": "P1", "area_code": "E01", "patients": 600.0},
    {"practice_code": "P2", "area_code": "E01", "patients": 300.0},
    {"practice_code": "P2", "area_code": "E02", "patients": 900.0},
]


def way(from_code: str, to_code: str, minutes: float, **more: Any) -> dict[str, Any]:
    return {"from_code": from_code, "to_code": to_code, "minutes": minutes, **more}


def case_of(*ways: dict[str, Any]) -> Case:
    """Town throughout: 1.3 x 60 / 25 = 3.12 minutes a km. P2 works from two sites."""
    case = small_case(
        {"shares_by": "huff", "assumption_values": {"rural_people_per_km2": 0.0}},
        practices=[practice("P1", 600), practice("P2", 1200)],
        sites=[site("S1", "P1", 1.0), site("S2", "P2", 2.0), site("S3", "P2", 6.0, role="branch")],
        developments=[development("D1", 100)],
        flows=FLOWS,
        travel_times=ways,
    )
    return replace(case, areas=AREAS)


def minutes(case: Case) -> pd.DataFrame:
    """Minutes from each area to each site."""
    ground = ground_of(case, case_assumptions(case))
    assert ground.registered is not None
    data = ground.registered
    table = minutes_between(data, ground.travel, Places.of_areas(data), ground.sites)
    return pd.DataFrame(table, index=list(data.areas), columns=ground.sites["site_code"])


def test_without_a_matrix_minutes_are_estimated_as_before() -> None:
    found = minutes(case_of())
    assert found.loc["E01"].tolist() == pytest.approx([3.12, 6.24, 18.72], abs=1e-3)
    assert found.loc["E02"].tolist() == pytest.approx([6.24, 3.12, 9.36], abs=1e-3)


def test_a_given_way_replaces_the_estimate_and_a_missing_one_keeps_it() -> None:
    found = minutes(case_of(way("E01", "S1", 11.0), way("E02", "S3", 0.0)))
    assert found.loc["E01"].tolist() == pytest.approx([11.0, 6.24, 18.72], abs=1e-3)
    assert found.loc["E02"].tolist() == pytest.approx([6.24, 3.12, 0.0], abs=1e-3)


def test_the_way_back_is_another_way() -> None:
    """Codes in the other direction say nothing of this one: an asymmetric matrix keeps its direction."""
    there = case_of(way("E01", "S2", 20.0), way("E02", "S1", 2.0))
    assert minutes(there).loc["E01", "S2"] == 20 and minutes(there).loc["E02", "S1"] == 2
    back = case_of(way("S2", "E01", 20.0), way("S1", "E02", 2.0))
    pd.testing.assert_frame_equal(minutes(back), minutes(case_of()))


def test_a_practice_is_as_near_as_the_site_soonest_reached() -> None:
    """S3 is the further of P2's sites by line, yet 1 minute off by the matrix."""
    case = case_of(way("D1", "S3", 1.0), way("D1", "S2", 30.0))
    ground = ground_of(case, case_assumptions(case))
    assert ground.registered is not None
    practices, found = minutes_to(ground.registered, ground.travel, ground.setting_out)
    soonest = {ground.registered.practices[p]: m for p, m in zip(practices[0], found[0], strict=True) if m < 1e4}
    assert soonest == {"P1": pytest.approx(3.12, abs=1e-3), "P2": 1.0}


def test_what_is_not_by_car_is_not_used_and_a_blank_mode_is_car() -> None:
    walks = case_of(way("E01", "S1", 50.0, mode="foot"))
    pd.testing.assert_frame_equal(minutes(walks), minutes(case_of()))
    assert Travel.of(walks, case_assumptions(walks)).given is None
    assert minutes(case_of(way("E01", "S1", 50.0))).loc["E01", "S1"] == 50


def test_gravity_follows_the_given_minutes() -> None:
    """At one pull each a minute nearer draws more: P2's share grows as its way gets shorter."""
    shares = []
    for far in (20.0, 5.0, 1.0):
        case = case_of(way("D1", "S2", far), way("D1", "S3", 40.0))
        found = practice_shares(case, case_assumptions(case)).set_index("practice_code")["share"]
        assert found.sum() == pytest.approx(1)
        shares.append(found["P2"])
    assert shares == sorted(shares) and shares[0] < 0.1 < shares[-1]


def test_gravity_with_a_matrix_equal_to_the_estimate_changes_nothing() -> None:
    case = case_of()
    told = minutes(case)
    ways = [way(str(a), str(s), float(told.loc[a, s])) for a in told.index for s in told.columns]
    same = case_of(*ways, way("D1", "S1", 3.12), way("D1", "S2", 6.24), way("D1", "S3", 18.72))
    one, other = (practice_shares(c, case_assumptions(c)) for c in (case, same))
    assert other["share"].to_numpy() == pytest.approx(one["share"].to_numpy(), abs=1e-4)


def test_access_uses_them_and_says_how_many_and_whose() -> None:
    case = case_of(
        way("E01", "S1", 25.0, source="R5", date="2026-05-01"), way("E02", "S2", 12.0, source="R5", date="2026-05-01")
    )
    sites = case.table("sites").assign(area_m2=100.0, area_basis="NIA")
    case = case.with_table("sites", sites)
    found = area_access(ground_of(case, case_assumptions(case)), "NIA")
    assert found is not None
    assert found.areas["minutes"].tolist() == pytest.approx([6.24, 6.24], abs=1e-3)
    assert (found.provenance.given, found.provenance.pairs) == (2, 6)
    assert found.provenance.sources == ("R5, 1 May 2026",)


def test_provenance_without_a_matrix_and_with_unknown_sources() -> None:
    none = Travel.of(case_of(), case_assumptions(case_of()))
    place = Places(["D1"], np.zeros(1), np.zeros(1))
    assert provenance(none, place, ["S1", "S2"]).given == 0
    some = Travel.of(case_of(way("D1", "S1", 3.0)), case_assumptions(case_of()))
    assert provenance(some, place, ["S1", "S2"]).sources == ("source not said, no date",)


def test_the_order_of_rows_does_not_matter() -> None:
    ways = [way("E01", "S1", 9.0), way("E01", "S2", 4.0), way("E02", "S1", 7.0)]
    pd.testing.assert_frame_equal(minutes(case_of(*ways)), minutes(case_of(*ways[::-1])))

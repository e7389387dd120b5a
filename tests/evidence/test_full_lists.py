"""Full and closed lists pass people on: by hand, conserved, nobody over, and told where nobody has room."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.assumptions import load_assumptions
from prioritise.case.case import Case
from prioritise.evidence import build_evidence, case_assumptions, headline
from prioritise.evidence.capacity import practice_capacity
from prioritise.evidence.formulas import gia_capacity_patients, gia_need_m2, rooms_capacity_patients, rooms_needed
from prioritise.evidence.inputs import space_standard
from prioritise.evidence.registrations import ALL_FULL, NONE_IN_REACH
from prioritise.evidence.ways.full_lists import pass_on
from tests.build import small_case
from tests.evidence.cases import areas, development, practice, site, square

FLOWS = [
    {"practice_code": p, "area_code": "E01", "patients": n} for p, n in (("P1", 500.0), ("P2", 300.0), ("P3", 200.0))
]
SURE = {"status": "started", "probability": 1.0}


def case_of(*room: float | None, homes: float = 100, way: str = "full_lists", **more: Any) -> Case:
    """Practices of 1,750 patients, each with floor area for so many more (None: not known); 1 person a home."""
    rows = [practice(f"P{i}", 1750, **more.get(f"P{i}", {})) for i in range(1, len(room) + 1)]
    sites = [
        site(f"S{i}", f"P{i}", float(i), area_m2=None if r is None else 120 * (1750 + r) / 1750, area_basis="NIA")
        for i, r in enumerate(room, start=1)
    ]
    case = small_case(
        {"shares_by": way, "assumption_values": {"people_per_home": 1.0, "build_rate_per_year": 1e6}},
        practices=rows, sites=sites, developments=[development("D1", homes, **SURE)], flows=FLOWS[: len(room)],
    )  # fmt: skip
    return replace(case, areas=areas(square("E01", -1.0, 1.0)))


def people(case: Case) -> dict[str, float]:
    """People by practice in the last year."""
    rows = build_evidence(case, case_assumptions(case)).registrations
    rows = rows[rows["financial_year"].eq(rows["financial_year"].max())]
    return dict(zip(rows["practice_code"], rows["people"], strict=True))


def blend(case: Case) -> dict[str, float]:
    return people(case.with_settings(shares_by="blend"))


def test_where_all_have_room_nothing_is_passed_on() -> None:
    case = case_of(1000, 1000, 1000)
    assert people(case) == pytest.approx(blend(case))


def test_a_full_practice_passes_its_people_on_in_proportion() -> None:
    case = case_of(0, 1000, 1000)
    before, after = blend(case), people(case)
    assert "P1" not in after
    assert after["P2"] / after["P3"] == pytest.approx(before["P2"] / before["P3"])
    assert sum(after.values()) == pytest.approx(100)


def test_who_does_not_fit_goes_round_again() -> None:
    """P1 holds 10 of its people, P2 then 30; the rest are P3's."""
    found = people(case_of(10, 30, 1000))
    assert found == pytest.approx({"P1": 10, "P2": 30, "P3": 60})


def test_those_left_over_are_told_and_everybody_is_counted_once() -> None:
    case = case_of(10, 30, 20)
    assumptions = case_assumptions(case)
    evidence = build_evidence(case, assumptions)
    assert people(case) == pytest.approx({"P1": 10, "P2": 30, "P3": 20})
    assert evidence.shares["share"].sum() == pytest.approx(1)
    assert evidence.unassigned["people"].sum() == pytest.approx(40)
    assert set(evidence.unassigned["reason"]) == {ALL_FULL}
    found = headline(evidence, case, 2030)
    assert (found.people_inside, found.people_outside, found.people_unassigned) == pytest.approx((60, 0, 40))
    issue = next(i for i in evidence.issues if i.code == "people_unassigned")
    assert "40 people" in issue.message and ALL_FULL in issue.message and issue.column == ""


def test_a_closed_list_takes_nobody_and_unknown_room_is_not_full() -> None:
    closed = case_of(1000, 1000, P1={"list_status": "closed"})
    assert people(closed) == pytest.approx({"P2": 100})
    blind = case_of(0, None)
    assert people(blind) == pytest.approx({"P2": 100})


def test_nobody_is_over_in_any_year() -> None:
    case = case_of(35, 45, 1000, homes=150)
    case = case.with_settings(assumption_values={"people_per_home": 1.0, "build_rate_per_year": 30})
    ledger = build_evidence(case, case_assumptions(case)).registrations
    most = ledger.groupby("practice_code")["people"].max()
    assert most["P1"] <= 35 + 1e-6 and most["P2"] <= 45 + 1e-6
    assert ledger.groupby("financial_year")["people"].sum().tolist()[:5] == pytest.approx([30, 60, 90, 120, 150])


def unregistered(*room: float | None, homes: float = 100, flows: bool = False, **more: Any) -> Case:
    """The same practices, with a development where nobody is registered; `flows`: another has people registered."""
    case = case_of(*room, homes=homes, **more)
    far = development("D2", homes, more.get("east_km", 0.0), **SURE)
    if not flows:
        return replace(case, tables={**case.tables, "flows": case.table("flows").iloc[:0]})
    both = small_case(developments=[development("D1", homes, **SURE), far]).table("developments")
    return replace(case, tables={**case.tables, "developments": both})


def test_where_nobody_is_registered_people_go_by_minutes_to_the_practices_in_reach() -> None:
    """1, 2 and 3 km by straight line, x detour over the speed of a town: each minute takes the same part off."""
    case = unregistered(1000, 1000, 1000)
    a = case_assumptions(case)
    minutes = np.array([1.0, 2.0, 3.0]) * a.value("road_detour") * 60 / a.value("car_speed_urban_kmh")
    weight = np.exp(-a.value("huff_decay_per_minute") * minutes)
    assert list(people(case).values()) == pytest.approx(100 * weight / weight.sum(), rel=1e-4)


def test_there_too_nobody_is_over_and_who_is_left_is_told() -> None:
    case = unregistered(0, 30, 20, P3={"list_status": "closed"})
    evidence = build_evidence(case, case_assumptions(case))
    assert people(case) == pytest.approx({"P2": 30})
    assert evidence.shares["share"].sum() == pytest.approx(1)
    (lost,) = evidence.unassigned.groupby("reason")["people"].sum().items()
    assert lost == (ALL_FULL, pytest.approx(70))


def test_the_blend_and_those_nobody_is_registered_near_share_one_room() -> None:
    """D1 by the blend and D2 (6 km on, nobody near) would each fill P3 alone: together they take its room once."""
    case = unregistered(0, 0, 120, flows=True, east_km=6.0)
    case = case.with_settings(assumption_values={"catchment_furthest_km": 2.0})
    found = build_evidence(case, case_assumptions(case))
    last = found.registrations[found.registrations["financial_year"].eq(found.years[-1])]
    assert set(last["development_id"]) == {"D1", "D2"}
    assert last["people"].sum() == pytest.approx(120)
    assert found.unassigned["people"].sum() == pytest.approx(80)


def test_no_practice_in_reach_puts_nobody_on_a_list_and_says_which() -> None:
    case = unregistered(1000, 1000, flows=True, east_km=60.0)
    evidence = build_evidence(case, case_assumptions(case))
    assert set(evidence.registrations["development_id"]) == {"D1"}
    (lost,) = evidence.unassigned.groupby(["development_id", "reason"])["people"].sum().items()
    assert lost == (("D2", NONE_IN_REACH), pytest.approx(100))
    issue = next(i for i in evidence.issues if i.code == "people_unassigned")
    assert issue.value == "D2" and NONE_IN_REACH in issue.message and issue.column == ""


@settings(max_examples=150, deadline=None)
@given(
    shares=st.lists(st.lists(st.floats(0, 1), min_size=4, max_size=4), min_size=1, max_size=4),
    people=st.lists(st.floats(0, 5000), min_size=4, max_size=4),
    room=st.lists(st.one_of(st.just(np.inf), st.just(0.0), st.floats(0, 3000)), min_size=4, max_size=4),
)
def test_conserved_and_nobody_over_and_left_over_only_where_all_are_full(
    shares: list[list[float]], people: list[float], room: list[float]
) -> None:
    table = np.array([[max(v, 1e-3) if sum(r) < 1e-2 else v for v in r] for r in shares])
    table = np.where(table < 1e-6, 0.0, table)
    table /= table.sum(axis=1, keepdims=True)
    place, practice = (v.astype(np.int64) for v in np.nonzero(table))
    have, limit = np.array(people[: len(table)]), np.array(room)
    taken, left = pass_on(place, practice, table[place, practice], have, limit)
    assert (taken >= 0).all() and (left >= 0).all()
    assert np.bincount(place, taken, len(have)) + left == pytest.approx(1)
    into = np.bincount(practice, taken * have[place], 4)
    assert (into <= limit + 1e-6 * np.maximum(have.sum(), 1)).all()
    for d in np.flatnonzero(left * have > 1e-3):
        used = practice[place == d]
        assert into[used] == pytest.approx(limit[used], abs=1e-6 * max(have.sum(), 1))


def test_capacity_is_the_need_turned_round() -> None:
    standard = space_standard(load_assumptions())
    m = standard.rooms
    inputs = (m.contacts_per_patient, m.minutes_per_contact, m.weeks_per_year, m.hours_per_week, m.utilisation)
    assert rooms_capacity_patients(rooms_needed(2760, *inputs), *inputs) == pytest.approx(2760)
    lists = np.array([500.0, 2000, 7000, 15000, 20000, 40000])
    assert gia_capacity_patients(gia_need_m2(lists, standard.gia_bands), standard.gia_bands) == pytest.approx(lists)
    assert np.isnan(gia_capacity_patients(np.nan, standard.gia_bands))


def test_the_capacity_of_the_worked_example() -> None:
    """T13: weighted list 10,500 and 520 m2 NIA have room for 7,583 weighted patients."""
    case = small_case(
        practices=[practice("P1", 10500, weighted_list_size=10500.0), practice("P2", 5000), practice("P3", 5000)],
        sites=[
            site("S1", "P1", 0, area_m2=520.0, area_basis="NIA"),
            site("S2", "P2", 0, area_m2=520.0, area_basis="NIA", clinical_rooms=2),
            site("S3", "P3", 0),
        ],
    )
    found = practice_capacity(case, space_standard(load_assumptions()))
    assert found.loc["P1", "capacity_patients"] == pytest.approx(7583, abs=1)
    assert found.loc["P1", "spare_patients"] == pytest.approx(-2917, abs=1)
    assert found.loc["P2", "capacity_patients"] == found.loc["P2", "by_rooms_patients"] < 7583
    assert pd.isna(found.loc["P3", "spare_patients"])

"""People in new homes: presets, fall-backs, the wait and the working, by hand and by published cases."""

from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.ask import load_presets
from prioritise.assumptions import load_assumptions
from prioritise.case.case import Case
from prioritise.case.load import load_case
from prioritise.case.settings import PeopleBy
from prioritise.errors import DataFault
from prioritise.evidence import build_evidence, case_assumptions
from prioritise.evidence.homes import homes_by_year
from prioritise.evidence.people import PRESETS, fallbacks, people_by_year, rates
from prioritise.evidence.people_steps import people_steps
from tests.build import small_case
from tests.evidence.cases import development


@pytest.fixture(scope="module")
def demo(demo_folder: Path) -> Case:
    return load_case(demo_folder)


KENT_MIX = {"beds_1": 10, "beds_2": 30, "beds_3": 40, "beds_4": 15, "beds_5": 5}
SURE = {"status": "started", "probability": 1.0}


def people(case: Case) -> pd.DataFrame:
    assumptions = case_assumptions(case)
    return people_by_year(homes_by_year(case, assumptions), case, assumptions)


def of(preset: str, *rows: dict[str, Any], own: dict[str, float] | None = None, **tables: Any) -> Case:
    settings = {"people_by": preset, "assumption_values": own or {}}
    return small_case(settings, developments=rows, **tables)


def test_every_preset_of_the_settings_is_there_and_the_average_home_is_the_default() -> None:
    assert set(PRESETS) == set(get_args(PeopleBy))
    assert small_case().settings.people_by == "average"


def test_an_average_home_has_so_many_people_and_only_the_new_ones_count() -> None:
    case = of("average", development("D1", 10, **SURE), own={"people_per_home": 2.5, "net_new_share": 0.8})
    assert people(case)["people"].tolist() == [20.0]
    assert people(of("census", development("D1", 100, **SURE)))["people"].sum() == pytest.approx(236)


@pytest.mark.parametrize("name", ["net_new_share", "net_new_share_affordable", "probability_full", "room_utilisation"])
def test_a_share_given_as_a_percentage_is_refused_and_never_counts_people_sixty_times(name: str) -> None:
    with pytest.raises(DataFault, match=f"{name} is 60 in this case; it must be from 0 to 1"):
        case_assumptions(of("average", own={name: 60.0}))
    assert case_assumptions(of("average", own={name: 1.0})).value(name) == 1.0


def test_the_kent_mix_by_bedrooms_is_that_of_the_worked_example() -> None:
    """T8: 10, 30, 40, 15 and 5 homes of 1 to 5 bedrooms: 262.5 people."""
    assert people(of("beds", development("D1", 100, **SURE, **KENT_MIX)))["people"].sum() == pytest.approx(262.5)


def test_market_homes_only_is_that_of_the_worked_example() -> None:
    """T9: 100 homes of three bedrooms, 40% affordable left out: 60 x 2.8 = 168 people."""
    one = development("D1", 100, **SURE, beds_3=100, affordable_share=0.4)
    assert people(of("market_beds", one))["people"].sum() == pytest.approx(168)
    assert people(of("market", one))["people"].sum() == pytest.approx(60 * 2.4)
    half = of("market", one, own={"net_new_share_affordable": 0.5})
    assert people(half)["people"].sum() == pytest.approx(80 * 2.4)


def test_homes_of_unknown_size_and_tenure_fall_back_and_say_so() -> None:
    rows = [
        development("D1", 100, **SURE, beds_2=40),
        development("D2", 100, **SURE),
        development("D3", 100, **SURE, **KENT_MIX, affordable_share=0.0),
    ]
    case = of("market_beds", *rows)
    assert people(case).groupby("development_id")["people"].sum().to_dict() == pytest.approx(
        {"D1": 40 * 2.0 + 60 * 2.4, "D2": 240, "D3": 262.5}
    )
    said = {i.code: i.message for i in fallbacks(case, case_assumptions(case))}
    assert said["bedrooms_unknown"].startswith("2 of 3 developments")
    assert said["tenure_unknown"].startswith("2 of 3 developments")
    assert fallbacks(of("average", *rows), load_assumptions()) == []
    assert fallbacks(of("beds"), load_assumptions()) == []


def test_more_bedrooms_than_homes_are_a_mix() -> None:
    row = development("D1", 50, **SURE, **KENT_MIX)
    assert people(of("beds", row))["people"].sum() == pytest.approx(50 * 2.625)


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_student_places_and_care_home_beds_have_their_own_yield(preset: str) -> None:
    rows = [
        development("D1", 60, **SURE, home_kind="student", affordable_share=0.5, beds_1=60),
        development("D2", 40, **SURE, home_kind="care_home"),
        development("D3", 10, **SURE, home_kind="homes", affordable_share=0.0),
    ]
    case = of(preset, *rows, own={"people_per_care_home_bed": 0.9})
    sums = people(case).groupby("development_id")["people"].sum()
    assert sums["D1"] == pytest.approx(60) and sums["D2"] == pytest.approx(36)
    assert sums["D3"] == pytest.approx(23.6 if preset == "census" else 24)


def test_people_come_after_the_wait_and_those_of_homes_just_finished_come_too() -> None:
    done = [{"development_id": "D1", "financial_year": y, "homes": 10.0} for y in (2023, 2024, 2025, 2026)]
    rows = [development("D1", 40, **SURE)]
    case = of("average", *rows, own={"occupation_lag_years": 1.5, "people_per_home": 2.0}, completions=done)
    got = people(case).set_index("financial_year")["people"]
    # homes of 2024 come half in 2025 (already on a list) and half in 2026, those of 2025 in 2026 and 2027, and so on
    assert got.to_dict() == pytest.approx({2026: 20.0, 2027: 20.0, 2028: 10.0})


def test_people_who_would_come_after_the_last_year_are_left_out() -> None:
    own = {"occupation_lag_years": 3.0, "evidence_years": 4}
    rows = [development("D1", 240, **SURE)]
    case = of("average", *rows, own=own)
    assert homes_by_year(case, case_assumptions(case))["homes"].sum() == 240
    assert people(case)["people"].tolist() == pytest.approx([60 * 2.4])


@settings(deadline=None)
@given(
    lag=st.floats(0, 6),
    homes=st.lists(st.integers(1, 300), min_size=1, max_size=4),
    net=st.floats(0, 1),
    preset=st.sampled_from(sorted(PRESETS)),
)
def test_nobody_is_lost_or_made_by_the_wait(lag: float, homes: list[int], net: float, preset: str) -> None:
    rows = [development(f"D{i}", n, **SURE, beds_2=n // 2, affordable_share=0.3) for i, n in enumerate(homes)]
    now = of(preset, *rows, own={"net_new_share": net})
    later = of(preset, *rows, own={"net_new_share": net, "occupation_lag_years": lag})
    one, other = people(now), people(later)
    assert other["people"].sum() == pytest.approx(one["people"].sum())
    mean = [(f["financial_year"] * f["people"]).sum() for f in (one, other)]
    assert mean[1] - mean[0] == pytest.approx(lag * one["people"].sum(), abs=1e-6)


@settings(deadline=None)
@given(preset=st.sampled_from(sorted(PRESETS)), homes=st.integers(1, 200), more=st.integers(0, 200))
def test_more_homes_never_bring_fewer_people(preset: str, homes: int, more: int) -> None:
    few, many = (of(preset, development("D1", n, **SURE, beds_1=20)) for n in (homes, homes + more))
    assert people(many)["people"].sum() >= people(few)["people"].sum() - 1e-9


def test_figures_that_a_preset_of_the_ask_has_are_read_from_there() -> None:
    kent = load_presets()["kent-360"].figures["people_by_beds"]
    found = load_assumptions()
    for n, number in enumerate(kent.numbers, start=1):
        one = found.get(f"people_per_home_beds_{n}")
        assert one.value == pytest.approx(float(number)) and one.tag == kent.evidence.tag == "B"
        assert "no primary source found" in one.source
    assert found.get("people_per_home_census").tag == "S"
    assert "ONS, Households 2011" in found.get("people_per_home_census").source


STEP_CASES = [
    of("average", development("D1", 130, status="full")),
    of("census", development("D1", 130, status="full", probability=0.5)),
    of("beds", development("D1", 100, **SURE, **KENT_MIX)),
    of("beds", development("D1", 100, **SURE, beds_3=50)),
    of("beds", development("D1", 100, **SURE)),
    of("market_beds", development("D1", 100, **SURE, **KENT_MIX, affordable_share=0.35), own={"net_new_share": 0.9}),
    of("market", development("D1", 100, **SURE)),
    of("average", development("D1", 80, **SURE, home_kind="student")),
    of(
        "average", development("D1", 40, **SURE), own={"occupation_lag_years": 1.0},
        completions=[{"development_id": "D1", "financial_year": y, "homes": 20.0} for y in (2025, 2026)],
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", STEP_CASES, ids=range(len(STEP_CASES)))
def test_the_working_ends_with_the_people_the_evidence_counts(case: Case) -> None:
    assumptions = case_assumptions(case)
    evidence = build_evidence(case, assumptions)
    steps = people_steps(case, assumptions, evidence, "D1")
    counted = evidence.people["people"].sum()
    assert steps[-1].value == pytest.approx(counted)
    assert steps[-2].label == "New to local practices" and steps[-2].value == pytest.approx(counted)
    assert all(s.working for s in steps)
    assert people_steps(case, assumptions, evidence, "D9") == []


def test_the_working_names_what_it_fell_back_on() -> None:
    case = STEP_CASES[3]
    assumptions = case_assumptions(case)
    steps = {s.label: s for s in people_steps(case, assumptions, build_evidence(case, assumptions), "D1")}
    assert (
        steps["People in a home"].working == "By bedrooms: (50 × 2.8) ÷ 50, for 50% of them; 2.4 in each of the others"
    )
    assert steps["People in a home"].value == pytest.approx(2.6)
    assert {a.id for a in steps["People in a home"].sources} == {"people_per_home_beds_3", "people_per_home"}


def test_the_demo_is_as_it_was_and_its_rates_do_not_depend_on_the_order_of_rows(demo: Case) -> None:
    assumptions = case_assumptions(demo)
    homes = homes_by_year(demo, assumptions)
    assert people_by_year(homes, demo, assumptions)["people"].to_numpy() == pytest.approx(homes["homes"] * 2.4)
    beds = demo.with_settings(people_by="market_beds")
    turned = replace(beds, tables={**beds.tables, "developments": beds.table("developments").iloc[::-1]})
    one, other = (rates(c, assumptions).set_index("development_id").sort_index() for c in (beds, turned))
    pd.testing.assert_frame_equal(one, other)

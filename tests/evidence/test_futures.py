"""Housing futures: what each does to a programme, by hand, by limits and by property."""

from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.assumptions import load_assumptions
from prioritise.case.case import Case
from prioritise.case.load import load_case
from prioritise.case.settings import HousingFuture
from prioritise.evidence import case_assumptions
from prioritise.evidence.build import build_evidence
from prioritise.evidence.futures import FUTURES, Pace, warped
from prioritise.evidence.homes import homes_by_year
from tests.build import small_case
from tests.evidence.cases import development
from tests.evidence.test_build import cases


def test_a_later_start_and_a_slower_pace_by_hand() -> None:
    """40 homes in each of years 1 to 3. Two years later at half the pace: 20 a year in years 3, 4, 5..."""
    built = np.array([[0.0, 40, 80, 120, 120, 120, 120, 120]])
    assert warped(built, np.array([2.0]), 0.5)[0].tolist() == [0, 0, 0, 20, 40, 60, 80, 100]
    assert warped(built, np.array([0.0]), 2.0)[0].tolist() == [0, 80, 120, 120, 120, 120, 120, 120]
    assert warped(built, np.array([0.5]), 1.0)[0].tolist() == [0, 20, 60, 100, 120, 120, 120, 120]


def test_the_plan_changes_nothing() -> None:
    built = np.array([[0.0, 7, 9, 9], [0.0, 0, 1, 50]])
    assert (warped(built, np.zeros(2), 1.0) == built).all()
    plan = Pace.of("plan", load_assumptions())
    assert (plan.delay_years, plan.pace, set(plan.chance.values())) == (0.0, 1.0, {1.0})


def test_the_settings_know_every_future() -> None:
    assert set(get_args(HousingFuture)) == set(FUTURES)


def homes(case: Case, future: str) -> dict[str, float]:
    case = case.with_settings(housing_future=future)
    return dict(homes_by_year(case, case_assumptions(case)).groupby("development_id")["homes"].sum())


def test_only_consented_sites_come_when_that_is_supposed() -> None:
    rows = [development(s, 100, status=s) for s in ("allocated", "outline", "full", "started")]
    case = small_case(developments=[{**r, "probability": 0.8} for r in rows])
    plan, consented = homes(case, "plan"), homes(case, "consented")
    assert consented.get("allocated", 0.0) == 0
    assert {s: consented[s] for s in ("outline", "full", "started")} == pytest.approx(
        {s: plan[s] for s in ("outline", "full", "started")}
    )


def test_a_site_begun_does_not_begin_again_and_no_chance_goes_above_one() -> None:
    case = small_case(
        {"assumption_values": {"future_slow_pace": 1.0, "future_fast_pace": 1.0, "future_fast_chance_outline": 9.0}},
        developments=[development("begun", 60, status="started"), development("later", 60, status="outline")],
        completions=[{"development_id": d, "financial_year": 2026, "homes": 60.0} for d in ("begun", "later")],
    )
    slow = case.with_settings(housing_future="slow")
    rows = homes_by_year(slow, case_assumptions(slow)).set_index("development_id")["financial_year"]
    assert rows.to_dict() == {"begun": 2026, "later": 2028}
    fast = case.with_settings(housing_future="fast")
    rows = homes_by_year(fast, case_assumptions(fast)).set_index("development_id")["homes"]
    assert rows["later"] == 60


def test_a_faster_pace_brings_what_is_planned_for_after_the_last_year_and_does_not_stop_short() -> None:
    """1,500 homes at an assumed 60 a year, and 100 stated for each of 20 years: 1.3 times as many in all 15 years."""
    case = small_case(
        developments=[development(d, 1500, status="started", probability=1.0) for d in ("assumed", "stated")],
        completions=[{"development_id": "stated", "financial_year": 2026 + n, "homes": 100.0} for n in range(20)],
    ).with_settings(housing_future="fast")
    rows = homes_by_year(case, case_assumptions(case)).pivot(
        index="financial_year", columns="development_id", values="homes"
    )
    assert rows.index.tolist() == list(range(2026, 2041))
    assert rows["assumed"].tolist() == pytest.approx([78.0] * 15)
    assert rows["stated"].tolist() == pytest.approx([130.0] * 15)


@settings(max_examples=15, deadline=None)
@given(cases(), st.sampled_from([("slow", "plan"), ("consented", "plan"), ("plan", "fast")]))
def test_less_never_brings_more(case: Case, pair: tuple[str, str]) -> None:
    """In every year and for every practice: slow and consented only bring no more than the plan, fast no less."""
    less, more = (
        build_evidence(c, case_assumptions(c)).practice_gap
        for c in (case.with_settings(housing_future=f) for f in pair)
    )
    assert (less["growth_people"] <= more["growth_people"] + 1e-9).all()
    assert (less["need_m2"].fillna(0) <= more["need_m2"].fillna(0) + 1e-9).all()


def test_the_demo_has_a_range_of_futures(demo_folder: Path) -> None:
    case = load_case(demo_folder)
    total = {f: sum(homes(case, f).values()) for f in FUTURES}
    assert total["slow"] < total["plan"] <= total["fast"]
    assert total["consented"] < total["plan"]

"""Homes by year: stated, assumed, and neither."""

import pandas as pd
import pytest

from prioritise.case.case import Case
from prioritise.evidence import build_evidence, case_assumptions
from prioritise.evidence.homes import evidence_years, homes_by_year
from tests.build import small_case
from tests.evidence.cases import development

STATUSES = ["started", "full", "outline", "allocated"]


def homes(case: Case) -> pd.DataFrame:
    return homes_by_year(case, case_assumptions(case))


def completion(development_id: str, year: int, count: float) -> dict[str, object]:
    return {"development_id": development_id, "financial_year": year, "homes": count}


def test_years_run_from_now_to_fifteen_ahead_or_the_end_of_the_horizon() -> None:
    short, long = small_case(), small_case({"years": 20})
    assert evidence_years(short, case_assumptions(short)) == tuple(range(2025, 2041))
    assert evidence_years(long, case_assumptions(long)) == tuple(range(2025, 2046))


def test_stated_completions_are_used_as_they_stand_times_the_chance() -> None:
    case = small_case(
        developments=[development("D1", 100, probability=0.8)],
        completions=[completion("D1", 2027, 90), completion("D1", 2029, 30)],
    )
    got = homes(case)
    assert got["financial_year"].tolist() == [2027, 2029]
    assert got["homes_stated"].tolist() == [90, 30]
    assert set(got["curve"]) == {"stated"}
    assert got["homes"].tolist() == pytest.approx([72, 24])


def test_completions_before_the_horizon_are_already_on_a_list() -> None:
    case = small_case(
        developments=[development("D1", 100)], completions=[completion("D1", 2024, 60), completion("D1", 2025, 40)]
    )
    assert homes(case).empty


@pytest.mark.parametrize(
    ("status", "first"), [("started", 2026), ("full", 2027), ("outline", 2029), ("allocated", 2031)]
)
def test_without_completions_a_stated_curve_is_followed_and_marked(status: str, first: int) -> None:
    got = homes(small_case(developments=[development("D1", 130, status=status, probability=1.0)]))
    assert got["financial_year"].tolist() == [first, first + 1, first + 2]
    assert got["homes"].tolist() == [60, 60, 10]
    assert set(got["curve"]) == {"assumed"}


def test_a_completed_development_has_no_more_homes_unless_stated() -> None:
    done = development("D1", 80, status="completed")
    assert homes(small_case(developments=[done])).empty
    assert homes(small_case(developments=[done], completions=[completion("D1", 2026, 5)]))["homes"].tolist() == [5]


def test_a_blank_chance_is_that_of_the_status_and_can_be_set_by_the_case() -> None:
    rows = [development(s, 10, status=s) for s in STATUSES]
    totals = homes(small_case(developments=rows)).groupby("status")["homes"].sum()
    assert totals.to_dict() == pytest.approx({"started": 9.8, "full": 9, "outline": 7.5, "allocated": 5.5})
    own = small_case({"assumption_values": {"probability_full": 0.5}}, developments=rows[1:2])
    assert homes(own)["homes"].tolist() == [5]


def test_a_chance_of_nothing_is_nothing_not_the_default() -> None:
    assert homes(small_case(developments=[development("D1", 10, probability=0.0)]))["homes"].sum() == 0


def test_an_assumed_curve_is_an_issue() -> None:
    case = small_case(developments=[development("D1", 10), development("D2", 10)])
    codes = {i.code: i for i in build_evidence(case, case_assumptions(case)).issues}
    assert codes["curve_assumed"].value == "2"

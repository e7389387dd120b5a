"""Published cases, through the public interfaces."""

import csv
import json
from pathlib import Path

import pytest

from prioritise import cli
from prioritise.case import load_case
from prioritise.case.settings import PriorityListSettings
from prioritise.funding import build_problem
from prioritise.optimise.priority import priority_list
from prioritise.optimise.result import Options, Status
from prioritise.pipeline import run
from tests.build import bid, pot, small_case

LORIE_SAVAGE = Path(__file__).resolve().parents[1] / "cases" / "lorie_savage"


def test_lorie_savage_case_folder_is_chosen_exactly() -> None:
    """Lorie and Savage's nine projects, two budgets: 70 with projects 1, 3, 4, 6 and 9."""
    case = load_case(LORIE_SAVAGE)
    assert not case.errors
    found = run(case, options=Options(gap=0.0))
    assert found.result.status is Status.PROVEN
    assert found.result.value == pytest.approx(70.0, abs=1e-9)
    assert found.result.bound == pytest.approx(70.0, abs=1e-9)
    assert found.result.funded == ("P1", "P3", "P4", "P6", "P9")


def test_lorie_savage_on_the_command_line(tmp_path: Path) -> None:
    """The same from the shell: exit code, status and files."""
    assert cli.main(["rank", str(LORIE_SAVAGE), "--out", str(tmp_path), "--gap", "0"]) == 0
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert summary["status"] == "proven"
    assert summary["value"] == pytest.approx(70.0)
    assert summary["funded"] == ["P1", "P3", "P4", "P6", "P9"]
    with (tmp_path / "funding.csv").open(encoding="utf-8", newline="") as stream:
        spent = sum(float(r["amount_gbp"]) for r in csv.DictReader(stream) if r["financial_year"] == "2026/27")
    assert spent == pytest.approx(48_000.0)


def test_ten_project_priority_list() -> None:
    """The ten-project list of the LOGOS manual: 105.628 as a list, 110.107 choosing afresh."""
    value = [18, 20, 17, 19, 25, 21, 27, 23, 25, 24]
    cost = [1, 3, 7, 4, 8, 9, 6, 10, 2, 5]
    case = small_case(
        {"years": 1, "discount_rate": 0.0}, bids=[bid(f"P{i}", cost[i]) for i in range(10)], pots=[pot("A", 10)]
    )
    settings = PriorityListSettings(
        scales=tuple(x / 10 for x in range(11, 21)),
        probabilities=(0.012, 0.019, 0.032, 0.052, 0.086, 0.142, 0.235, 0.188, 0.141, 0.093),
    )
    problem = build_problem(case, {f"P{i}": float(v) for i, v in enumerate(value)})
    found = priority_list(problem, settings, {})
    assert found.exact
    assert found.expected_value == pytest.approx(105.628, abs=5e-4)
    assert found.expected_value_afresh == pytest.approx(110.107, abs=5e-4)

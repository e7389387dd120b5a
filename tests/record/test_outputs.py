import json
from dataclasses import replace
from pathlib import Path

import pytest

from prioritise.optimise.result import Equal, Equals, Result, Status
from prioritise.record.editions import CONFIDENTIAL, edited
from prioritise.record.outputs import SUMMARY, summary, write_outputs
from prioritise.record.workbook import cover_lines
from tests.record.fake import FakeRun, infeasible

CONTRACT_FILES = ["funding.csv", "priority_list.csv", "ranked_bids.csv", "ranked_bids.xlsx", "summary.json"]


def read(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def test_the_files_of_the_contract_and_the_same_bytes_twice(tmp_path: Path) -> None:
    write_outputs(FakeRun(), tmp_path / "a")
    write_outputs(FakeRun(), tmp_path / "b")
    first, second = read(tmp_path / "a"), read(tmp_path / "b")
    assert list(first) == CONTRACT_FILES
    assert first == second


def test_funding_and_priority_list_have_exactly_their_columns(tmp_path: Path) -> None:
    write_outputs(FakeRun(), tmp_path)
    assert (tmp_path / "funding.csv").read_text(encoding="utf-8").splitlines()[:2] == [
        "pot_id,bid_id,financial_year,amount_gbp",
        "A,B1,2026/27,100.00",
    ]
    assert (tmp_path / "priority_list.csv").read_text(encoding="utf-8") == (
        "position,bid_id,enters_at_scale\n1,B1,0.6\n2,B2,1\n3,B3,\n"
    )


def test_ranked_bids_start_with_the_contract_columns_and_neutralise_titles(tmp_path: Path) -> None:
    write_outputs(FakeRun(), tmp_path)
    lines = (tmp_path / "ranked_bids.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("rank,bid_id,title,decision,start_year,value,capital_gbp,reason")
    assert lines[1].startswith("1,B1,\"'=HYPERLINK")
    assert lines[3].startswith('3,B3,"Kiosks, phones",not funded,,,20.00,no pot may pay')


def test_summary_says_how_the_answer_stands(tmp_path: Path) -> None:
    write_outputs(FakeRun(), tmp_path)
    summary = json.loads((tmp_path / SUMMARY).read_text(encoding="utf-8"))
    assert (summary["status"], summary["value"], summary["bound"], summary["gap"]) == ("proven", 127.5, 127.5, 0.0)
    assert summary["funded"] == ["B1", "B2"]
    assert summary["starts"] == {"B1": "2026/27", "B2": "2027/28"}
    assert summary["priority_list"]["expected_value_afresh"] == 101.5
    assert summary["priority_list"]["exact"] is True
    assert summary["digest"] == "d1ge57"
    assert summary["issues"] == {"error": 0, "warning": 1, "info": 0}


def test_a_list_as_good_is_in_the_summary_and_on_the_cover() -> None:
    run = FakeRun()
    other = Equals(Equal.ANOTHER, {"B1": 2026, "B3": 2027}, ("B3",), ("B2",), settled=True)
    found = replace(run, result=replace(run.result, equals=other))
    words = "it funds Kiosks, phones (B3) and not Extend (B2)."
    said = summary(found)["equal_lists"]
    assert words in said.pop("in_words")
    assert said == {
        "another": "another",
        "starts": {"B1": "2026/27", "B3": "2027/28"},
        "only_there": ["B3"],
        "only_here": ["B2"],
        "settled_by_ties": True,
    }
    assert [words in text for _, label, text in cover_lines(edited(found, CONFIDENTIAL)) if label == "Equal lists"] == [
        True,
        False,
    ]
    assert summary(infeasible())["equal_lists"]["in_words"] == ""


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.PROVEN, "The same case, scenario and version give the same."),
        (Status.FEASIBLE, "another machine or another run may give another list"),
    ],
)
def test_the_fingerprint_promises_the_same_only_of_a_finished_search(status: Status, words: str) -> None:
    run = FakeRun()
    found = replace(run, result=replace(run.result, status=status, gap=0.0 if status is Status.PROVEN else 0.02))
    assert words in summary(found)["same_again"]
    assert [
        text for _, label, text in cover_lines(edited(found, CONFIDENTIAL)) if label == "Fingerprint" and words in text
    ]


def test_without_an_answer_only_the_summary_stands_and_old_lists_go(tmp_path: Path) -> None:
    write_outputs(FakeRun(), tmp_path)
    write_outputs(infeasible(), tmp_path)
    assert list(read(tmp_path)) == [SUMMARY]
    summary = json.loads((tmp_path / SUMMARY).read_text(encoding="utf-8"))
    assert summary["status"] == "infeasible"
    assert summary["value"] is None
    assert summary["clash"] == ["B1 must be funded", "no pot may pay B1"]


def test_an_unknown_bound_is_null_not_infinite(tmp_path: Path) -> None:
    run = replace(FakeRun(), result=Result(Status.FEASIBLE, 1.0, float("inf"), None, 1.0, {"B1": 2026}))
    write_outputs(run, tmp_path)
    assert json.loads((tmp_path / SUMMARY).read_text(encoding="utf-8"))["bound"] is None


def test_no_priority_list_gives_a_header_only(tmp_path: Path) -> None:
    write_outputs(replace(FakeRun(), priority=None), tmp_path)
    assert (tmp_path / "priority_list.csv").read_bytes() == b"position,bid_id,enters_at_scale\n"

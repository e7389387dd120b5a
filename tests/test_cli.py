"""The command line as a user meets it: what it writes, what it says, and the code it ends with."""

import csv
import json
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from prioritise import pipeline
from prioritise.case.issues import Issue
from prioritise.cli import CODES, Exit, issue_report, main
from prioritise.errors import SolverFault
from prioritise.optimise.result import Result, Status
from tests.record.fake import FakeRun, infeasible

COMMANDS = ["demo", "check", "import", "ask", "rank", "paper", "freeze", "replay", "west-kent"]
HEADER = "EXTRACT_DATE,CODE,SEX,AGE,NUMBER_OF_PATIENTS"
LISTS = ["funding.csv", "priority_list.csv", "ranked_bids.csv"]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Two bids that can be paid from one pot, and no more."""
    folder = tmp_path / "case"
    folder.mkdir()
    write(folder / "pots.csv", "pot_id,name,kind,status,amount_gbp", "A,Deed A,s106,received,100")
    write(folder / "bids.csv", "bid_id,title,kind,capital_gbp,must", "B1,One,extension,60,", "B2,Two,new_build,40,")
    write(folder / "criteria.csv", "criterion_id,name,weight,worst,best", "need,Need,1,0,10")
    write(folder / "scores.csv", "bid_id,criterion_id,score,scorer", "B1,need,5,agreed", "B2,need,9,agreed")
    (folder / "settings.toml").write_text('first_year = "2026/27"\nyears = 2\n', encoding="utf-8")
    return folder


def write(path: Path, *lines: str) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def usage_code(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(ended.value.code or 0)


def test_help_of_every_command_gives_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ([], *([c] for c in COMMANDS)):
        assert usage_code(*command, "--help") == 0
        assert CODES in capsys.readouterr().out


def test_a_paper_of_a_case_of_bids_and_pots_is_written_in_its_edition(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["paper", str(small), "--out", str(tmp_path / "out"), "--day", "2026-12-03"]
    assert main(asked) == Exit.ANSWER
    written = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert written == [
        "committee-paper-public.docx", "committee-paper-public.pdf", "payments-public.csv", "prioritise-public.geojson",
        "prioritise-public.gpkg", "ranked-bids-public.csv", "ranked-bids-public.xlsx",
    ]  # fmt: skip
    (tmp_path / "bad.docx").write_text("no Word file", encoding="utf-8")
    assert main([*asked, "--template", str(tmp_path / "bad.docx")]) == Exit.ERRORS
    assert "bad.docx" in capsys.readouterr().err
    assert usage_code(*asked, "--edition", "secret") == Exit.USAGE


def test_help_of_import_lists_every_source(capsys: pytest.CaptureFixture[str]) -> None:
    from prioritise.sources import SOURCES

    usage_code("import", "--help")
    text = capsys.readouterr().out
    assert SOURCES
    assert [kind for kind in SOURCES if f"  {kind} " not in text] == []


def test_help_is_instant_because_it_reads_no_heavy_package() -> None:
    code = (
        "import sys; from prioritise.cli import parser; parser().format_help(); "
        "print({'pandas', 'geopandas', 'streamlit', 'pulp', 'highspy'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


@pytest.mark.parametrize(
    "arguments",
    [[], ["sing"], ["rank"], ["rank", "x"], ["rank", "x", "--out", "y", "--gap", "-1"], ["check"],
     ["rank", "x", "--out", "y", "--seconds", "-1"], ["rank", "x", "--out", "y", "--gap", "nan"]],
)  # fmt: skip
def test_a_command_not_understood_ends_with_64(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert usage_code(*arguments) == Exit.USAGE
    assert "usage:" in capsys.readouterr().err


def test_an_unknown_kind_names_the_kinds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "tea_leaves", "x.csv", "--into", str(tmp_path)]) == Exit.USAGE
    assert "list-sizes" in capsys.readouterr().err


def test_import_reports_rows_read_kept_and_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "list.csv", HEADER, "01Jul2026,Z00001,ALL,ALL,1000", "01Jul2026,Z00002,ALL,ALL,")
    into = tmp_path / "case"
    assert main(["import", "list-sizes", str(tmp_path / "list.csv"), "--into", str(into)]) == 0
    assert "2 rows read, 1 kept, 1 refused" in capsys.readouterr().out
    assert "Z00001" in (into / "practices.csv").read_text(encoding="utf-8")


def test_import_of_a_file_of_another_kind_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "tea.csv", "leaf,cup", "green,1")
    assert main(["import", "list-sizes", str(tmp_path / "tea.csv"), "--into", str(tmp_path / "case")]) == Exit.ERRORS
    assert "tea.csv" in capsys.readouterr().err


def test_west_kent_from_an_empty_folder_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["west-kent", "--from", str(tmp_path), "--out", str(tmp_path / "out")]) == Exit.ERRORS
    assert capsys.readouterr().err


def test_demo_writes_the_committed_demo_case(tmp_path: Path, demo_folder: Path) -> None:
    assert main(["demo", "--out", str(tmp_path)]) == 0
    made = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert made == {p.name: p.read_bytes() for p in demo_folder.iterdir()}


def test_check_of_the_demo_finds_no_error(demo_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(demo_folder)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("0 errors, ")


def test_check_names_table_row_column_value_and_what_was_done(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(small / "bids.csv", "bid_id,title,kind,capital_gbp", "B1,One,extension,lots", "B2,Two,new_build,40")
    assert main(["check", str(small)]) == Exit.ERRORS
    text = capsys.readouterr().out
    assert "bids\n  error   row 2, capital_gbp: " in text
    assert "[lots]" in text


def test_check_of_nothing_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "nowhere")]) == Exit.ERRORS
    assert "nowhere" in capsys.readouterr().err


def test_issue_report_groups_by_table_and_counts() -> None:
    issues = [
        Issue("pots", None, "", "absent", "info", "", "no pots named", ""),
        Issue("bids", 3, "kind", "choice", "warning", "x\ny", "not a kind", "left blank"),
        Issue("bids", 9, "", "twice", "error", "", "given twice", "row left out"),
    ]
    assert issue_report(issues).splitlines() == [
        "bids",
        "  error   row 9: given twice (row left out)",
        "  warning row 3, kind: not a kind [x y] (left blank)",
        "",
        "pots",
        "  note    no pots named",
        "",
        "1 error, 1 warning, 1 note.",
    ]


def test_rank_writes_the_files_of_the_contract(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["rank", str(small), "--out", str(out), "--gap", "0"]) == 0
    assert sorted(p.name for p in out.iterdir()) == [*LISTS, "ranked_bids.xlsx", "summary.json"]
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert (summary["status"], summary["funded"]) == ("proven", ["B1", "B2"])
    with (out / "funding.csv").open(encoding="utf-8") as lines:
        assert sum(float(row["amount_gbp"]) for row in csv.DictReader(lines)) == 100
    said = capsys.readouterr()
    assert "2 of 2 bids funded, £100 of capital in all." in said.out
    assert "No other list is worth as much" in said.out
    assert said.err == ""


def test_the_order_of_rows_changes_nothing(demo_folder: Path, tmp_path: Path) -> None:
    shuffled = tmp_path / "shuffled"
    shutil.copytree(demo_folder, shuffled)
    for path in sorted(shuffled.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            header, *rows = list(csv.reader(lines))
        random.Random(7).shuffle(rows)
        with path.open("w", encoding="utf-8", newline="") as target:
            csv.writer(target, lineterminator="\n").writerows([header, *rows])
    for case, out in ((demo_folder, "a"), (shuffled, "b")):
        assert main(["rank", str(case), "--out", str(tmp_path / out)]) == 0
    assert [(tmp_path / "a" / n).read_bytes() for n in LISTS] == [(tmp_path / "b" / n).read_bytes() for n in LISTS]
    summaries = [json.loads((tmp_path / out / "summary.json").read_text(encoding="utf-8")) for out in "ab"]
    assert summaries[0]["digest"] == summaries[1]["digest"]
    assert summaries[0]["status"] == "proven"


def test_rank_refuses_a_case_with_errors_and_names_the_first(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(small / "bids.csv", "bid_id,title,kind,capital_gbp", *(f"B{n},Bid {n},extension,lots" for n in range(30)))
    out = small.parent / "out"
    assert main(["rank", str(small), "--out", str(out)]) == Exit.ERRORS
    said = capsys.readouterr().err
    assert "row 2, capital_gbp" in said
    assert "more: python -m prioritise check" in said
    assert len(said.splitlines()) == 22
    assert not out.exists()


def test_a_clash_is_named_and_an_earlier_list_does_not_stand(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = small.parent / "out"
    assert main(["rank", str(small), "--out", str(out)]) == 0
    write(small / "bids.csv", "bid_id,title,kind,capital_gbp,must", "B1,One,extension,90,yes", "B2,Two,land,40,yes")
    assert main(["rank", str(small), "--out", str(out)]) == Exit.INFEASIBLE
    assert [p.name for p in out.iterdir()] == ["summary.json"]
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["status"] == "infeasible"
    assert any("B1" in rule for rule in summary["clash"])
    said = capsys.readouterr()
    assert summary["clash"][0] in said.out + said.err


def test_a_scenario_changes_the_answer(small: Path, tmp_path: Path) -> None:
    write(tmp_path / "less.toml", 'label = "Less"', "[pot_amounts_gbp]", "A = 50")
    arguments = ["rank", str(small), "--out", str(tmp_path / "out"), "--scenario", str(tmp_path / "less.toml")]
    assert main(arguments) == 0
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["funded"] == ["B2"]
    assert summary["scenario"]["label"] == "Less"


def test_a_scenario_that_names_an_unknown_pot_is_a_sentence(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "odd.toml", 'pots_off = ["Z9"]')
    arguments = ["rank", str(small), "--out", str(tmp_path / "out"), "--scenario", str(tmp_path / "odd.toml")]
    assert main(arguments) == Exit.ERRORS
    assert "Z9" in capsys.readouterr().err


def test_progress_is_said_only_when_asked_for(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["rank", str(small), "--out", str(small.parent / "out"), "--progress"])
    assert "%  " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (infeasible(), Exit.INFEASIBLE),
        (replace(infeasible(), result=Result(Status.NO_ANSWER, None, None, None, 1.0)), Exit.NO_ANSWER),
        (FakeRun(), Exit.ANSWER),
    ],
)
def test_each_ending_has_its_code(
    answer: FakeRun, code: Exit, small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pipeline, "run", lambda *_: answer)
    assert main(["rank", str(small), "--out", str(small.parent / "out")]) == code
    assert (small.parent / "out" / "summary.json").exists()
    assert capsys.readouterr().out


def test_a_fault_of_ours_ends_with_a_code_of_its_own(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> FakeRun:
        raise SolverFault("the answer pays 2p more than pot A holds")

    monkeypatch.setattr(pipeline, "run", fail)
    assert main(["rank", str(small), "--out", str(small.parent / "out")]) == Exit.OURS
    assert "2p more" in capsys.readouterr().err


def test_rank_loads_nothing_of_the_screen(small: Path) -> None:
    code = (
        "import sys; from prioritise.cli import main; main(sys.argv[1:]); "
        "sys.exit(bool({'streamlit', 'folium', 'altair'} & set(sys.modules)))"
    )
    arguments = ["rank", str(small), "--out", str(small.parent / "out")]
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True)

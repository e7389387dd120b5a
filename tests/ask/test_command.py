"""The `ask` command as a user meets it. The worked examples are in test_worked_examples.py."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document

from prioritise.cli import Exit, main
from tests.ask.test_presets import MINE

KENT = ["--preset", "kent-360", "--homes", "100"]


def test_json_has_the_keys_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", *KENT, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found)[:5] == ["amount_gbp", "people", "space_m2", "preset", "steps"]
    assert found["preset"] == "kent-360" and isinstance(found["amount_gbp"], float)
    for step in found["steps"]:
        assert {"id", "label", "formula", "value", "unit", "source", "tag", "rounding"} <= set(step)


def test_text_gives_the_sum_first_and_every_figure_its_tag(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--preset", "herts-199-2000", "--homes", "202"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("£125,469.50  for 202 homes, 485 people, 48.26 m² asked for\n")
    assert "[C]" in text and "[B]" in text and "is not an official figure" in text
    assert "Spare capacity: not known" in text


def test_a_day_outside_the_presets_dates_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", *KENT, "--date", "2025-06-01"]) == 0
    assert "outside the dates this preset is known to have been in use" in capsys.readouterr().out


def test_the_list_names_every_preset(capsys: pytest.CaptureFixture[str]) -> None:
    from prioritise.ask import load_presets

    assert main(["ask", "--list"]) == 0
    text = capsys.readouterr().out
    assert [p for p in load_presets() if f"{p}\n" not in text] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--preset", "kent-361", "--homes", "1"], "there is: east-120-1750"),
        (["--preset", "kent-360", "--homes", "9", "--beds", "1,1,1,1,1"], "sum to 5"),
        ([*KENT, "--market-only"], "how many there are is not known"),
        ([*KENT, "--affordable-beds", "1,0,0,0,0"], "not all homes by bedrooms"),
        ([*KENT, "--set", "gbp_per_person=999999999", "--set", "people_per_home=999999"], "the sum is"),
        ([*KENT, "--set", "m2=3"], "has no m2 to replace"),
        ([*KENT, "--index", "999999999/0.000000001"], "the sum is"),
        (["--preset", "kent-360", "--homes", "2000000"], "expected a whole number from 0"),
    ],
)
def test_entries_at_odds_end_with_64_and_no_figure(arguments, said, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", *arguments]) == Exit.USAGE
    shown = capsys.readouterr()
    assert said in shown.err and shown.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["--homes", "3"], ["--preset", "kent-360"], [*KENT, "--beds", "1,2"], [*KENT, "--date", "yesterday"],
        ["--preset", "kent-360", "--homes", "-3"], ["--preset", "kent-360", "--homes", "2.5"],
        [*KENT, "--spare", "-1"], [*KENT, "--spare", "nan"], [*KENT, "--index", "386/0"], [*KENT, "--set", "tea=3"],
        [*KENT, "--set", "gbp_per_person=0"], [*KENT, "--set", "people_by_beds=1,2"],
        [*KENT, "--rounding", "people=odd"],
        [*KENT, "--rounding", "tea=up"], [*KENT, "--instalments", "10,15"], [*KENT, "--affordable-share", "40"],
        [*KENT, "--market-only", "--all-tenures"], [*KENT, "--at", "0.5,51"], [*KENT, "--case", "x"],
        [*KENT, "--case", "x", "--at", "0.5,51", "--spare", "3"], [*KENT, "--set", "net_new_share=2"],
        [*KENT, "--planned-to", "2030/31"], [*KENT, "--planned-to", "soon"],
        [*KENT, "--index", "1e400/331"], [*KENT, "--index", "386/1e-400"], [*KENT, "--index", f"{'9' * 6000}/1"],
        [*KENT, "--spare", "1000000000"],
    ],
)  # fmt: skip
def test_options_not_understood_end_with_64(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["ask", *arguments])
    assert ended.value.code == Exit.USAGE
    assert "usage:" in capsys.readouterr().err


def test_a_place_the_wrong_way_round_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    """53.00141, -0.21913 was once priced at longitude 53, where nobody registers."""
    for at, said in (("53.00141,-0.21913", "wrong way round: longitude comes first, as in -0.21913, 53.00141"),
                     ("2.35,48.85", "longitude 2.35, latitude 48.85, which is not in England or Wales")):  # fmt: skip
        with pytest.raises(SystemExit) as ended:
            main(["ask", *KENT, "--case", "x", "--at", at])
        shown = capsys.readouterr()
        assert ended.value.code == Exit.USAGE and shown.out == "" and said in shown.err
        assert ("wrong way round" in shown.err) == (at[0] == "5")


def test_the_sum_with_nothing_taken_off_is_given_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", *KENT, "--spare", "34"]) == 0  # 234 people at £360
    assert "for 34 of the people in all, lowers the sum from £84,240.00 to £72,000.00." in capsys.readouterr().out
    assert main(["ask", *KENT, "--spare", "34", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["amount_gbp"], found["amount_without_room_taken_off_gbp"]) == (72000.0, 84240.0)
    assert main(["ask", *KENT]) == 0
    assert "lowers the sum" not in capsys.readouterr().out


def test_presets_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.toml").write_text(MINE, encoding="utf-8")
    mine = ["--presets", str(tmp_path / "mine.toml"), "--preset", "mine", "--beds", "0,0,10,0,0"]
    assert main(["ask", *mine, "--affordable-share", "0.2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["amount_gbp"] == 4800.60


def test_presets_at_fault_end_with_1_and_a_missing_file_with_74(tmp_path: Path, capsys) -> None:
    (tmp_path / "mine.toml").write_text(MINE.replace("value = 100\n", "value = 0\n"), encoding="utf-8")
    assert main(["ask", *KENT, "--presets", str(tmp_path / "mine.toml")]) == Exit.ERRORS
    assert "mine.toml: preset mine, figures, m2, value: 0; expected a number above 0" in capsys.readouterr().err
    assert main(["ask", *KENT, "--presets", str(tmp_path / "none.toml")]) == Exit.WRITING


def test_index_and_instalments(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--preset", "flat-per-home", "--homes", "100", "--index", "386/331"]
    assert main(["ask", *arguments, "--instalments", "start:10,15,end:75", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["amount_before_index_gbp"], found["amount_gbp"]) == (69000.0, 80465.26)
    assert [(p["label"], p["amount_gbp"]) for p in found["instalments"]] == [
        ("start", 8046.53), ("Instalment 2", 12069.79), ("end", 60348.94),
    ]  # fmt: skip
    main(["ask", *arguments, "--instalments", "10,15,75"])
    assert "Instalment 3: 75%, £60,348.94" in capsys.readouterr().out


def test_a_case_gives_the_practices_and_their_room(demo_folder: Path, tmp_path: Path, capsys) -> None:
    arguments = ["ask", *KENT, "--case", str(demo_folder), "--at=-0.017,53.1004", "--sheet", str(tmp_path / "ask.docx")]
    assert main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert sum(p["share"] for p in found["practices"]) == pytest.approx(1)
    known = [p["people"] if p["spare_patients"] is None else p["people_beyond_spare"] for p in found["practices"]]
    assert found["people_asked_for"] == pytest.approx(sum(known))
    unknown = sum(p["people"] for p in found["practices"] if p["spare_patients"] is None)
    assert found["people_room_not_known"] == pytest.approx(unknown)
    assert (tmp_path / "ask.docx").read_bytes()[:2] == b"PK"
    assert main(arguments) == 0
    shown = capsys.readouterr()
    assert "Practices affected" in shown.out and shown.err == ""
    assert main(["ask", *KENT, "--case", str(demo_folder), "--at", "1.42,51.21"]) == 0
    assert "check the place" in capsys.readouterr().err


def test_a_synthetic_case_and_a_doubtful_place_are_said_on_every_output(demo_folder: Path, tmp_path, capsys) -> None:
    """The command line once left both out of the paper."""
    paper = tmp_path / "ask.docx"
    far = ["ask", *KENT, "--case", str(demo_folder), "--at", "1.42,51.21", "--sheet", str(paper)]
    assert main([*far, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["synthetic"] is True and "check the place" in found["doubt_of_place"]
    assert found["doubt_of_place"] in found["warnings"]
    assert any(s["id"] == "place" for s in found["steps"])
    text = " ".join(p.text for p in Document(paper).paragraphs)
    assert "Invented figures" in text and "check the place" in text
    assert "longitude 1.42, latitude 51.21" in [c.text for r in Document(paper).tables[0].rows for c in r.cells]
    assert main(far) == 0
    shown = capsys.readouterr().out
    assert "Invented figures" in shown and "check the place" in shown


def test_homes_planned_use_the_room_first(demo_folder: Path, capsys) -> None:
    arguments = ["ask", *KENT, "--case", str(demo_folder), "--at=-0.017,53.1004", "--json"]
    assert main(arguments) == 0
    today = json.loads(capsys.readouterr().out)["practices"]
    assert main([*arguments, "--planned-to", "2030/31"]) == 0
    later = json.loads(capsys.readouterr().out)["practices"]
    assert sum(p["planned_people"] for p in today) == 0 < sum(p["planned_people"] for p in later)
    assert main([*arguments, "--planned-to", "2199/00"]) == Exit.ERRORS
    assert "expected a year from" in capsys.readouterr().err


def test_pricing_alone_loads_nothing_heavy() -> None:
    code = (
        "import sys; from prioritise.cli import main; main(sys.argv[1:]); "
        "sys.exit(bool({'pandas', 'docx', 'streamlit', 'pulp'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code, "ask", *KENT], check=True, capture_output=True)

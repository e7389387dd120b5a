"""A frozen list: read back as it was, refused when touched, and its replay held against it."""

import datetime as dt
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from prioritise import pipeline
from prioritise.case.case import Case
from prioritise.cli import Exit, main
from prioritise.errors import DataFault
from prioritise.optimise.result import Options
from prioritise.pipeline import Run
from prioritise.record.frozen import COVER, MOST_SAID, Frozen, changed_grounds, differences, freeze, read_frozen
from prioritise.record.frozen_words import DIFFERS, NO_GROUNDS, SAME, described, replayed
from prioritise.record.scenario import Scenario
from prioritise.record.words import SAME_AGAIN
from tests.build import bid, pot, small_case

DAY = dt.date(2026, 12, 3)
WHAT_IF = Scenario(label="More money", pot_scale={"P": 1.5})


@pytest.fixture(scope="module")
def case() -> Case:
    """Three schemes of £100; £200, and £300 in the what-if. A name is hostile."""
    values = {"A": 5.0, "B": 4.0, "C": 3.0}
    return small_case(
        {"title": "Small"},
        bids=[bid("A", 100.0, title='=HYPERLINK("http://x")'), bid("B", 100.0), bid("C", 100.0)],
        pots=[pot("P", 200.0)],
        criteria=[{"criterion_id": "n", "name": "Need", "weight": 1.0, "worst": 0.0, "best": 5.0}],
        scores=[{"bid_id": b, "criterion_id": "n", "score": v, "scorer": "agreed"} for b, v in values.items()],
    )


def asked(case: Case, scenario: Scenario | None = None) -> Run:
    return pipeline.run(case, scenario, Options(gap=0.0))


@pytest.fixture(scope="module")
def content(case: Case) -> bytes:
    return freeze(asked(case, WHAT_IF), case, "For the committee", DAY, "A. Adviser", "As agreed")


@pytest.fixture(scope="module")
def then(content: bytes) -> Frozen:
    return read_frozen("f.zip", content)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, inside in files.items():
            archive.writestr(name, inside)
    return out.getvalue()


def test_it_is_read_back_as_it_was(then: Frozen, case: Case) -> None:
    assert then.case.digest == case.digest and then.scenario == WHAT_IF
    assert (then.cover.title, then.cover.day, then.cover.by, then.cover.note) == (
        "For the committee", DAY, "A. Adviser", "As agreed",
    )  # fmt: skip
    assert then.cover.asked == Options(gap=0.0) and then.cover.status == "proven"
    assert then.cover.versions["prioritise"] and len(then.cover.assumptions) > 10
    assert [r["decision"] for r in then.ranked] == ["funded"] * 3
    assert sum(float(r["amount_gbp"]) for r in then.funding) == 300.0
    assert "frozen on 3 December 2026 by A. Adviser" in described(then)[0]


def test_its_replay_from_the_file_alone_is_the_same_answer(then: Frozen) -> None:
    verdict = replayed(then, pipeline.run(then.case, then.scenario, then.cover.asked))
    assert verdict.same and verdict.lines == (SAME, NO_GROUNDS)


@pytest.mark.parametrize("part", ["case/bids.csv", "scenario.json", "answer/ranked_bids.csv", "answer/funding.csv"])
def test_a_part_that_was_changed_or_taken_out_is_named(content: bytes, part: str) -> None:
    files = parts(content)
    with pytest.raises(DataFault, match=part):
        read_frozen("f.zip", zipped({**files, part: files[part] + b" "}))
    with pytest.raises(DataFault, match=part):
        read_frozen("f.zip", zipped({n: c for n, c in files.items() if n != part}))


def test_a_part_that_was_added_is_named(content: bytes) -> None:
    with pytest.raises(DataFault, match="case/pot_years.csv was changed, added or taken out"):
        read_frozen("f.zip", zipped({**parts(content), "case/pot_years.csv": b"pot_id\n"}))


def test_a_file_that_was_sealed_anew_has_another_fingerprint(content: bytes, then: Frozen) -> None:
    files = parts(content)
    cover = then.cover.model_copy(update={"value": 1.0})
    assert read_frozen("f.zip", zipped({**files, COVER: cover.content()})).fingerprint != then.fingerprint


@pytest.mark.parametrize(
    ("cover", "said"),
    [
        (None, "not a frozen list"),
        (b"{}", "title: Field required"),
        (b"nonsense", "Invalid JSON"),
        ("later", "format: Input should be 1"),
        ("spaced", "not as it was frozen"),
    ],
)
def test_what_is_no_frozen_list_is_refused_in_words(content: bytes, cover: bytes | str | None, said: str) -> None:
    files = parts(content)
    own = json.loads(files.pop(COVER))
    made = {"later": json.dumps({**own, "format": 2}).encode(), "spaced": json.dumps(own).encode()}
    new = made[cover] if isinstance(cover, str) else cover
    with pytest.raises(DataFault, match=said):
        read_frozen("f.zip", zipped({**({} if new is None else {COVER: new}), **files}))


def test_a_file_that_is_cut_short_is_refused(content: bytes) -> None:
    with pytest.raises(DataFault, match="damaged or cut short"):
        read_frozen("f.zip", content[: len(content) // 2])


def test_each_thing_that_comes_out_otherwise_is_told(then: Frozen, case: Case) -> None:
    now = asked(case)  # without the extra money C is not paid
    said = " ".join(differences(then, now))
    assert "Funded then and not now: Scheme C (C)." in said
    assert "The list was worth" in said and "Paid otherwise: P to C in 2026/27, £100.00 then and £0.00 now." in said
    assert "Comes into the priority list otherwise" in said
    assert replayed(then, now).lines[0] == DIFFERS


def test_a_start_or_a_place_that_moved_is_told(then: Frozen) -> None:
    now = pipeline.run(then.case, then.scenario, then.cover.asked)
    moved = tuple({**r, "start_year": "2027/28"} if r["bid_id"] == "B" else r for r in then.ranked)
    assert differences(replace(then, ranked=moved), now) == (
        "Starts otherwise: Scheme B (B), 2027/28 then and 2026/27 now.",
    )
    placed = tuple({**r, "rank": "9"} if r["bid_id"] == "B" else r for r in then.ranked)
    assert differences(replace(then, ranked=placed), now) == ("Placed otherwise in the list: Scheme B (B).",)
    gone = tuple(r for r in then.ranked if r["bid_id"] != "A")
    assert any(line.startswith("Funded now and not then") for line in differences(replace(then, ranked=gone), now))


def test_of_many_differences_the_number_is_told(then: Frozen) -> None:
    now = pipeline.run(then.case, then.scenario, then.cover.asked)
    many = tuple(
        {"pot_id": f"Q{i}", "bid_id": "A", "financial_year": "2026/27", "amount_gbp": "1.00"} for i in range(30)
    )
    (said,) = differences(replace(then, funding=(*then.funding, *many)), now)
    assert said.count(" to A in ") == MOST_SAID and said.endswith("; and 20 more.")


def test_another_version_or_assumption_is_told_and_is_no_difference(then: Frozen) -> None:
    now = pipeline.run(then.case, then.scenario, then.cover.asked)
    first = next(iter(then.cover.assumptions))
    cover = then.cover.model_copy(
        update={
            "versions": {**then.cover.versions, "prioritise": "0.0.1"},
            "assumptions": {**then.cover.assumptions, first: -1.0},
        }
    )
    other = replace(then, cover=cover)
    grounds = changed_grounds(other, now)
    assert any(line.startswith("prioritise: 0.0.1 then") for line in grounds)
    assert any(line.startswith(f"Assumption {first}: -1.0 then") for line in grounds)
    assert replayed(other, now).same


def test_a_clock_that_may_be_why_is_told(then: Frozen, case: Case) -> None:
    late = replace(then, cover=then.cover.model_copy(update={"same_again": "The clock stopped it."}))
    assert replayed(late, asked(case)).doubt == "The clock stopped it."
    assert replayed(then, asked(case)).doubt == "" and then.cover.same_again == SAME_AGAIN


def test_a_list_is_frozen_and_replayed_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], case: Case
) -> None:
    from prioritise.case.write import write_case

    write_case(case, tmp_path / "case")
    file = tmp_path / "sent" / "f.zip"
    freezing = ["freeze", str(tmp_path / "case"), "--out", str(file), "--title", "Sent", "--day", "2026-12-03"]
    assert main(freezing) == Exit.ANSWER
    printed = capsys.readouterr().out
    then = read_frozen("f.zip", file.read_bytes())
    assert then.fingerprint in printed and then.cover.day == DAY
    before = file.read_bytes()
    assert main(freezing) == Exit.ERRORS and "never written over" in capsys.readouterr().err
    assert file.read_bytes() == before
    assert main(["replay", str(file)]) == Exit.ANSWER and SAME in capsys.readouterr().out
    worse = then.cover.model_copy(update={"value": 1.0})
    file.write_bytes(zipped({**parts(before), COVER: worse.content()}))
    assert main(["replay", str(file)]) == Exit.DIFFERS and DIFFERS in capsys.readouterr().out
    assert main(["replay", str(tmp_path / "none.zip")]) == Exit.WRITING


def test_a_case_without_a_list_is_not_frozen_on_the_command_line(tmp_path: Path) -> None:
    from prioritise.case.write import write_case

    clash = small_case(bids=[bid("A", 100.0, must="yes")], pots=[pot("P", 50.0)])
    write_case(clash, tmp_path / "case")
    asked_for = ["freeze", str(tmp_path / "case"), "--out", str(tmp_path / "f.zip"), "--title", "Sent"]
    assert main(asked_for) == Exit.INFEASIBLE and not (tmp_path / "f.zip").exists()

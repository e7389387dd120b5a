"""Cases at the edges of the contracts: as little as is allowed, and figures that could look right and be wrong."""

import json
from pathlib import Path

import pytest

from prioritise import cli
from prioritise.case import load_case
from prioritise.optimise.result import Options, Status
from prioritise.pipeline import prepare, run
from prioritise.record.scenario import Scenario
from tests.build import bid, pot, small_case

EXACT = Options(gap=0.0, priority_list=False)


def _minimal(folder: Path) -> Path:
    folder.mkdir()
    (folder / "bids.csv").write_text("bid_id,title,kind,capital_gbp\nA,One,extension,60\nB,Two,extension,30\n")
    (folder / "pots.csv").write_text("pot_id,name,kind,amount_gbp\nP,Pot,icb,100\n")
    return folder


def test_only_bids_and_pots_with_only_what_is_required(tmp_path: Path) -> None:
    """It ranks: with nothing scored every bid counts the same, and the issues say so."""
    folder = _minimal(tmp_path / "case")
    assert cli.main(["rank", str(folder), "--out", str(tmp_path / "out"), "--gap", "0"]) == 0
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["funded"] == ["A", "B"]
    codes = {i.code for i in prepare(load_case(folder)).issues if i.severity == "warning"}
    assert {"nothing_scored", "first_year_derived"} <= codes


@pytest.mark.parametrize(
    "scenario",
    [
        Scenario(pot_scale={"*": 2}),
        Scenario(pot_scale={"P": 0.5}),
        Scenario(pot_amounts_gbp={"P": 40}),
        Scenario(pots_off=("P",), count_requested=True),
        Scenario(bids={"A": "must"}),
        Scenario(weights={"capacity_gap": 3}),
        Scenario(settings={"years": 2, "first_year": None}),
    ],
)
def test_every_change_of_a_what_if_works_on_the_smallest_case(tmp_path: Path, scenario: Scenario) -> None:
    """No table beyond bids and pots is needed for any of them."""
    if scenario.pots_off:
        folder = _minimal(tmp_path / "case")
        (folder / "pots.csv").write_text("pot_id,name,kind,amount_gbp\nP,Pot,icb,100\nQ,Other,icb,30\n")
    else:
        folder = _minimal(tmp_path / "case")
    assert run(load_case(folder), scenario, EXACT).result.status is Status.PROVEN


def test_an_old_receipt_does_not_move_the_horizon(tmp_path: Path) -> None:
    """A receipt of 2014/15 is money in hand, not the first year."""
    folder = _minimal(tmp_path / "case")
    (folder / "pot_years.csv").write_text("pot_id,financial_year,amount_gbp\nP,2014/15,100\n")
    case = load_case(folder)
    assert case.settings.first_year == 2026
    assert run(case, options=EXACT).result.funded == ("A", "B")


def test_a_shipped_id_on_a_scale_of_its_own_is_not_computed() -> None:
    """A panel's deprivation from 0 to 5 never takes the IMD score in place of a missing one."""
    case = small_case(
        practices=[{"practice_code": "X1", "name": "One", "list_size": 5000, "imd_score": 20.0}],
        bids=[bid("A", 10, practice_codes=("X1",)), bid("B", 10, practice_codes=("X1",))],
        pots=[pot("P", 20)],
        criteria=[{"criterion_id": "deprivation", "name": "Deprivation", "weight": 1, "worst": 0, "best": 5}],
        scores=[{"bid_id": "A", "criterion_id": "deprivation", "score": 4.0, "scorer": "agreed"}],
    )
    scored = prepare(case).scored
    assert dict(zip(scored.values["bid_id"], scored.values["missing"], strict=True))["B"] == ("deprivation",)


def test_an_unscored_bid_is_not_worth_nothing_but_unknown() -> None:
    """It is out, said to be unscored, and no reserve."""
    case = small_case(
        bids=[bid("A", 10), bid("B", 5)],
        pots=[pot("P", 100)],
        criteria=[{"criterion_id": "own", "name": "Own", "weight": 1, "worst": 0, "best": 10}],
        scores=[{"bid_id": "A", "criterion_id": "own", "score": 4.0, "scorer": "agreed"}],
    )
    found = run(case, options=Options(gap=0.0))
    row = found.ranked.set_index("bid_id").loc["B"]
    assert (row["decision"], row["reason"]) == ("not funded", "Not scored: cannot be ranked")
    done = [i.done for i in found.prepared.issues if i.code == "bids_unscored"]
    assert done == ["left out unless forced or a rule needs them"]


def test_money_no_year_can_use_is_counted_as_lapsing() -> None:
    """A million with a spend-by in the first year: nothing can use it, and the table says it goes."""
    case = small_case(bids=[bid("A", 10)], pots=[pot("P", 100), pot("GONE", 1_000_000, spend_by="2026-12-31")])
    after = run(case, options=EXACT).pots_after.set_index("pot_id")
    assert after.loc["GONE", "lapses_gbp"] == 1_000_000
    assert after.loc["GONE", "countable_gbp"] == 0
    assert "31 December 2026" in after.loc["GONE", "note"]
    assert after.loc["P", "lapses_gbp"] == 0


def test_requested_money_counts_when_a_what_if_says_so_and_stays_requested() -> None:
    """Undated requested money too; its status is never rewritten."""
    case = small_case(bids=[bid("A", 10)], pots=[pot("P", 50, status="requested")])
    assert run(case, options=EXACT).result.funded == ()
    found = run(case, Scenario(count_requested=True), EXACT)
    assert found.result.funded == ("A",)
    assert list(found.pots_after["status"]) == ["requested"]


def test_a_floor_nobody_can_meet_is_said() -> None:
    """A floor for a cluster whose only bid has started leaves nothing to fund: the issue and the reason name it."""
    case = small_case(
        {"min_share_by_cluster": {"C1": 0.1}},
        bids=[bid("A", 10, cluster_code="C2"), bid("B", 10, cluster_code="C1", started="yes")],
        pots=[pot("P", 50)],
    )
    found = run(case, options=EXACT)
    assert any(i.code == "floor_unreachable" for i in found.prepared.issues)
    text = found.reasons[(found.reasons["bid_id"] == "A") & (found.reasons["heading"] == "Why not")]["text"].iloc[0]
    assert "at least 10% of the capital funded goes to cluster C1" in text


def test_a_clash_with_a_never_names_it() -> None:
    """A must that requires a never: all three sentences."""
    case = small_case(bids=[bid("A", 1, must="yes", requires=("B",)), bid("B", 1, must="never")], pots=[pot("P", 9)])
    clash = " | ".join(run(case, options=EXACT).result.clash)
    assert "A (Scheme A) must be funded" in clash
    assert "A (Scheme A) needs B (Scheme B) funded" in clash
    assert "B (Scheme B) is marked never" in clash


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The output folder is a file: code 74 and no traceback."""
    folder, file = _minimal(tmp_path / "case"), tmp_path / "afile"
    file.write_text("x")
    assert cli.main(["rank", str(folder), "--out", str(file)]) == 74
    assert "Traceback" not in capsys.readouterr().err


def test_no_seconds_is_no_answer(tmp_path: Path, demo_folder: Path) -> None:
    """`--seconds 0` ends with 3 and never with an answer that reads as proven."""
    assert cli.main(["rank", str(demo_folder), "--out", str(tmp_path), "--seconds", "0"]) == 3
    assert json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))["funded"] == []

"""The `sweep` command (contract B)."""

import csv
import json
from pathlib import Path

import pytest

from prioritise.case.write import write_case
from prioritise.cli import Exit, main
from prioritise.errors import DataFault
from prioritise.panel.points import Points
from prioritise.pipeline import prepare
from prioritise.sweep import pools
from prioritise.sweep.command import weights_of
from tests.build import bid, pot, small_case
from tests.sweep.cases import open_case


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_case(open_case(), tmp_path / "case")
    return tmp_path / "case"


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.open(encoding="utf-8")))


def test_it_writes_a_row_a_bid_a_row_a_draw_and_a_summary(folder: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "out"
    assert main(["sweep", str(folder), "--out", str(out), "--draws", "25", "--seed", "4", "--workers", "1"]) == 0
    assert "too close to call" in capsys.readouterr().out
    bids, draws = rows(out / "sweep_bids.csv"), rows(out / "sweep_draws.csv")
    assert [b["bid_id"] for b in bids] == list("ABCDEF")
    assert len(draws) == 26 and draws[0]["draw_id"] == "base" and draws[0]["status"] == "proven"
    for b in bids:
        often = sum(b["bid_id"] in d["funded"].split(";") for d in draws[1:])
        assert float(b["core_index"]) == pytest.approx(often / 25, abs=1e-6)
    assert all(
        sum(float(v) for k, v in d.items() if k.startswith("weight:")) == pytest.approx(1, abs=1e-5) for d in draws
    )
    summary = json.loads((out / "summary.json").read_text())
    assert summary["asked"] == 25 and summary["seed"] == 4 and summary["same_again"] is True
    assert len(summary["digest"]) == 64 and {"prioritise", "highs"} <= set(summary["versions"])
    assert sorted(summary["core"] + summary["too_close_to_call"] + summary["out"]) == list("ABCDEF")
    ranks = rows(out / "sweep_ranks.csv")
    assert sum(float(r["share"]) for r in ranks if r["rank"] == "1") == pytest.approx(1, abs=1e-4)


def test_agreed_statements_and_ranges_are_kept_and_a_few_ways_settle_nothing(
    folder: Path, tmp_path: Path, capsys
) -> None:
    out = tmp_path / "out"
    said = ["--agreed", "z>=2*x", "--weight", "y=0.1..0.3"]
    assert main(["sweep", str(folder), "--out", str(out), "--draws", "10", "--workers", "1", *said]) == 0
    assert "10 ways have a list: at least 20 are needed to say which bids are settled." in capsys.readouterr().out
    summary = json.loads((out / "summary.json").read_text())
    assert summary["core"] == summary["too_close_to_call"] == summary["out"] == []
    assert summary["thresholds"]["fewest_ways"] == 20
    for draw in rows(out / "sweep_draws.csv")[1:]:
        assert float(draw["weight:z"]) >= 2 * float(draw["weight:x"]) - 2e-6
        assert 0.1 - 1e-6 <= float(draw["weight:y"]) <= 0.3 + 1e-6


def test_the_order_of_the_cases_own_weights_can_be_agreed() -> None:
    prepared = prepare(open_case())
    points = Points.of(prepared.scored, prepared.case)
    found = weights_of(points, ["order"], [])
    assert [(s.more, s.less) for s in found.agreed] == [("x", "y"), ("y", "z")]


@pytest.mark.parametrize("agreed", ["x>y", "x>=", ">=y", "x>=two*y", "x>=nan*y", "x>=inf*y", "x>=-1*y"])
def test_a_statement_that_is_none_is_refused(agreed: str) -> None:
    prepared = prepare(open_case())
    with pytest.raises(DataFault):
        weights_of(Points.of(prepared.scored, prepared.case), [agreed], [])


@pytest.mark.parametrize("ranges", ["x", "x=0.1", "x=a..b", "q=0..1", "x=0.9..0.1", "x=nan..0.4", "x=0..inf"])
def test_a_range_that_is_none_is_refused(ranges: str) -> None:
    prepared = prepare(open_case())
    with pytest.raises(DataFault):
        weights_of(Points.of(prepared.scored, prepared.case), [], [ranges])


def test_exit_codes(folder: Path, tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.setattr(pools, "WAIT_SECONDS", 1.0)
    out = ["--out", str(tmp_path / "out"), "--draws", "2", "--workers", "1"]
    assert main(["sweep", str(folder), *out, "--agreed", "x>=nothing"]) == Exit.ERRORS
    assert "no criterion is called nothing" in capsys.readouterr().err
    must = [bid("A", 900, must="yes"), bid("B", 10)]
    write_case(small_case(bids=must, pots=[pot("P", 100)]), tmp_path / "clash")
    assert main(["sweep", str(tmp_path / "clash"), *out]) == Exit.INFEASIBLE
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "bids.csv").write_text("bid_id,title,kind,capital_gbp\nB1,One,castle,1\n")
    (tmp_path / "bad" / "pots.csv").write_text("pot_id,name,kind,amount_gbp\nP,Pot,icb,5\n")
    assert main(["sweep", str(tmp_path / "bad"), *out]) == Exit.ERRORS
    with pytest.raises(SystemExit) as stopped:
        main(["sweep", str(folder), "--out", str(tmp_path / "out"), "--draws", "-1"])
    assert stopped.value.code == Exit.USAGE
    nobody = [*out, "--scheduler", "tcp://127.0.0.1:1"]
    assert main(["sweep", str(folder), *nobody]) == Exit.WRITING
    assert "no Dask scheduler answers" in capsys.readouterr().err

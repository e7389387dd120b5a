"""Sweeps: right by brute force, the same however they are run, and never made twice."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from prioritise import pipeline
from prioritise.case.write import write_case
from prioritise.cli import Exit, main
from prioritise.errors import SolverFault
from prioritise.panel.points import Points
from prioritise.sweep import pools
from prioritise.sweep.job import BASE, Job, Varied, draw_ids, open_job
from prioritise.sweep.run import Swept, sweep
from prioritise.sweep.store import FileStore, MemoryStore
from prioritise.sweep.tally import Tally, Thresholds, bid_table
from prioritise.sweep.weights import Statement, WeightSet
from prioritise.sweep.work import answer_batch, packed
from tests.build import bid, pot, small_case
from tests.sweep.cases import COSTS, affordable, best_by_hand, criterion, open_case, value_of

XYZ = ("x", "y", "z")
INLINE = pools.Pool(pools.Inline(), 1)


def job_of(case=None, weights: WeightSet | None = None, seed: int = 1, **varied) -> Job:
    prepared = pipeline.prepare(case or open_case())
    return open_job(prepared, Varied(weights or WeightSet(XYZ), **varied), seed, gap=0.0)


def swept(job: Job, many: int = 30) -> Swept:
    return sweep(job, many, INLINE, MemoryStore())


def test_every_draw_is_the_best_by_brute_force_and_so_is_the_core_index() -> None:
    found = swept(job_of())
    often = dict.fromkeys(COSTS, 0)
    for draw_id, record in found.records.items():
        value, _ = best_by_hand(record["weights"])
        assert record["value"] == pytest.approx(value, abs=1e-6) and record["proven"]
        mine = tuple(sorted(record["starts"]))
        assert mine in affordable()
        assert sum(value_of(b, record["weights"]) for b in mine) == pytest.approx(value, abs=1e-6)
        for b in mine if draw_id != BASE else ():
            often[b] += 1
    table = bid_table(Tally.of(found)).set_index("bid_id")
    assert (table["core_index"] * 30).round(9).to_dict() == often
    by_hand = {b: "core" if n == 30 else "out" if n == 0 else "too close to call" for b, n in often.items()}
    assert table["verdict"].to_dict() == by_hand
    assert set(by_hand.values()) == {"core", "out", "too close to call"} or len(set(by_hand.values())) > 1
    loose = bid_table(Tally.of(found), Thresholds(0.5, 0.5)).set_index("bid_id")["verdict"]
    assert set(loose) <= {"core", "out"}


def test_values_at_the_cases_own_weights_are_the_cases_own_values(demo_folder: Path) -> None:
    from prioritise.case.load import load_case

    prepared = pipeline.prepare(load_case(demo_folder))
    points = Points.of(prepared.scored, prepared.case)
    own = prepared.scored.values.set_index("bid_id")["value"].to_dict()
    assert points.values(points.own) == pytest.approx(own, nan_ok=True, abs=1e-8)


def test_a_missing_score_is_not_nil_and_a_bid_without_any_is_unknown() -> None:
    case = small_case(
        bids=[bid("A", 1), bid("B", 1)],
        pots=[pot("P", 9)],
        criteria=[criterion("x", 1), criterion("y", 3)],
        scores=[{"bid_id": "A", "criterion_id": "x", "score": 5, "scorer": "agreed"}],
    )
    found = swept(job_of(case, WeightSet(("x", "y"))), 5)
    assert {r["values"]["A"] for r in found.records.values()} == {50.0}
    assert {r["values"]["B"] for r in found.records.values()} == {None}
    assert set(bid_table(Tally.of(found))["verdict"]) == {""}  # five ways settle nothing
    table = bid_table(Tally.of(found), Thresholds(fewest=5)).set_index("bid_id")
    assert table.loc["A", "verdict"] == "core" and table.loc["B", "verdict"] == "out"
    assert table.loc["A", "first_rank"] == 1 and table["first_rank"].isna()["B"]


def test_the_order_and_number_of_workers_change_nothing() -> None:
    job = job_of()
    plain = swept(job, 12)
    backwards = answer_batch(packed(job), draw_ids(12)[::-1])
    assert {r["id"]: r for r in backwards} == plain.records
    with ThreadPoolExecutor(3) as threads:
        other = sweep(job_of(), 12, pools.Pool(threads, 3), MemoryStore(), batch=1)
    assert other.records == plain.records and list(other.records) == list(plain.records)


def test_processes_of_this_machine_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.py"
    page.write_text("raise AssertionError('within Streamlit the main module is a page: no process is to run it')")
    main_module = ModuleType("__main__")
    main_module.__file__ = str(page)
    monkeypatch.setitem(sys.modules, "__main__", main_module)
    with pools.local(2) as pool:
        found = sweep(job_of(), 8, pool, MemoryStore(), batch=2)
    assert found.records == swept(job_of(), 8).records


def test_a_longer_sweep_holds_a_shorter_one_and_another_seed_is_another() -> None:
    few, many, other = swept(job_of(), 3), swept(job_of(), 6), swept(job_of(seed=2), 3)
    assert {i: many.records[i] for i in few.records} == few.records
    assert few.records["d000001"]["weights"] != other.records["d000001"]["weights"]
    assert few.job.key != other.job.key


def test_the_order_of_rows_changes_nothing() -> None:
    case = open_case()
    turned = case
    for name in ("bids", "scores", "criteria"):
        turned = turned.with_table(name, case.table(name).iloc[::-1])
    assert swept(job_of(turned), 5).records == swept(job_of(case), 5).records


def test_varying_one_thing_more_leaves_the_other_draws_as_they_were() -> None:
    plain, costly = swept(job_of(), 5), swept(job_of(costs=True), 5)
    for draw_id in draw_ids(5):
        assert plain.records[draw_id]["weights"] == costly.records[draw_id]["weights"]
    assert all(1 <= f <= 1.321 for f in costly.records["d000002"]["over"].values())
    for record in costly.records.values():
        cost = sum(COSTS[b] * record["over"].get(b, 1.0) for b in record["starts"])
        assert cost <= 240.01


def test_costs_that_run_over_change_the_points_of_what_is_scored_on_cost(demo_folder: Path) -> None:
    """The demo scores capital for each patient: a scheme that costs more scores less on it."""
    from prioritise.case.load import load_case
    from prioritise.sweep.job import drawn

    prepared = pipeline.prepare(load_case(demo_folder))
    job = open_job(prepared, Varied(None, costs=True))
    over, base = drawn(job, "d000001"), drawn(job, BASE)
    at = job.criteria.index("value_for_money")
    less = base.points.full[:, at] - over.points.full[:, at]
    known = less[~np.isnan(less)]
    assert len(known) > 30 and (known >= -1e-9).all() and (known > 0.1).any()
    assert over.weights == base.weights


def test_scores_move_only_as_far_as_scorers_are_apart_and_unknown_spread_stays() -> None:
    scores = [
        {"bid_id": b, "criterion_id": c, "score": s, "scorer": who}
        for b, c, s, who in [
            ("A", "x", 2, "one"), ("A", "x", 6, "two"), ("B", "x", 5, "one"),
            ("C", "x", 4, "agreed"), ("C", "x", 3, "one"), ("C", "x", 9, "two"), ("D", "x", 7, "agreed"),
        ]
    ]  # fmt: skip
    scores.append({"bid_id": "B", "criterion_id": "x", "score": 9, "scorer": "three", "conflict": "yes"})
    case = small_case(bids=[bid(b, 10) for b in "ABCD"], pots=[pot("P", 20)], criteria=[criterion("x")], scores=scores)
    job = job_of(case, WeightSet(("x",)), scores=True)
    assert job.spread is not None and job.spread.unknown == 2  # B has one scorer without an interest, D none
    values = [r["values"] for i, r in swept(job, 60).records.items() if i != BASE]
    assert {v["A"] for v in values} == {20.0, 60.0}
    assert {v["C"] for v in values} == {10.0, 70.0}  # 4 agreed, less 3 or plus 3
    assert {v["B"] for v in values} == {50.0} and {v["D"] for v in values} == {70.0}


def test_only_allowed_weights_are_tried() -> None:
    allowed = WeightSet(XYZ, (Statement("x", "y"),), {"z": 0.2}, {"z": 0.4})
    for draw_id, record in swept(job_of(weights=allowed), 20).records.items():
        w = record["weights"]
        assert draw_id == BASE or (w["x"] >= w["y"] - 1e-9 and 0.2 - 1e-9 <= w["z"] <= 0.4 + 1e-9)


def test_draws_without_a_list_are_not_counted_as_decisions() -> None:
    case = open_case(money=100)
    forced = case.with_table("bids", case.table("bids").assign(must=case.table("bids")["bid_id"].map({"A": "yes"})))
    found = swept(job_of(forced, costs=True), 15)
    tally = Tally.of(found)
    assert tally.none == 15 and not tally.ids  # A takes all the money: any overrun is too much
    assert found.records[BASE]["value"] is not None
    assert bid_table(tally)["core_index"].isna().all() and set(bid_table(tally)["verdict"]) == {""}


def test_a_stop_keeps_what_is_done_and_the_rest_is_made_later() -> None:
    store, told = MemoryStore(), []
    part = sweep(job_of(), 20, INLINE, store, batch=4, progress=lambda d, a: told.append((d, a)),
                 stop=lambda: len(store.records) >= 8)  # fmt: skip
    assert not part.whole and 8 <= len(part.records) < 21
    assert told[0] == (0, 21) and told[-1] == (len(part.records), 21)
    whole = sweep(job_of(), 20, INLINE, store, batch=4)
    assert whole.whole and whole.made == 21 - len(part.records)
    assert whole.records == swept(job_of(), 20).records


def test_answers_of_another_case_or_seed_are_not_taken_for_this_one() -> None:
    store = MemoryStore()
    sweep(job_of(), 3, INLINE, store)
    again = sweep(job_of(open_case(money=200)), 3, INLINE, store)
    assert again.made == 4
    assert sweep(job_of(seed=9), 3, INLINE, store).made == 4
    assert sweep(job_of(), 3, INLINE, store).made == 0


@pytest.mark.parametrize("torn", [b'{"key": "', b"{}", b"\xff\xfe not a line"])
def test_a_torn_last_line_is_made_again(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "answers.jsonl"
    sweep(job_of(), 4, INLINE, FileStore(path), batch=1)
    content = path.read_bytes()
    cut = content[: content.rstrip(b"\n").rfind(b"\n") + 1]
    path.write_bytes(cut + torn)
    again = sweep(job_of(), 4, INLINE, FileStore(path), batch=1)
    assert again.made == 1
    assert sweep(job_of(), 4, INLINE, FileStore(path)).made == 0


def test_a_worker_with_another_version_is_refused() -> None:
    import dataclasses

    job = dataclasses.replace(job_of(), made_with={**job_of().made_with, "highs": "0.0"})
    with pytest.raises(SolverFault, match="highs"):
        answer_batch(packed(job), (BASE,))


def start(folder: Path, out: Path, root: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "prioritise",
        "sweep",
        str(folder),
        "--out",
        str(out),
        "--gap",
        "0",
        "--workers",
        "1",
    ]
    return subprocess.Popen(
        [*command, "--batch", "1", *more], cwd=root, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def lines_of(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def wait_for(path: Path, lines: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while lines_of(path) < lines:
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.02)


def test_a_killed_sweep_goes_on_without_making_anything_twice(tmp_path: Path, root: Path) -> None:
    write_case(open_case(), tmp_path / "case")
    out, path = tmp_path / "out", tmp_path / "out" / "answers.jsonl"
    first = start(tmp_path / "case", out, root, "--draws", "150")
    wait_for(path, 15, first)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    kept = lines_of(path)
    assert 15 <= kept < 151 and not (out / "summary.json").exists()
    second = start(tmp_path / "case", out, root, "--draws", "150")
    assert second.communicate()[1] == b"" and second.returncode == 0
    summary = json.loads((out / "summary.json").read_text())
    assert summary["made_now"] == 151 - kept and summary["draws"] == 150 and summary["status"] == "whole"
    assert lines_of(path) == 151
    arguments = ["--gap", "0", "--workers", "2", "--draws", "150"]
    assert main(["sweep", str(tmp_path / "case"), "--out", str(tmp_path / "other"), *arguments]) == Exit.ANSWER
    for name in ("sweep_bids.csv", "sweep_draws.csv", "sweep_ranks.csv", "sweep_agreement.csv", "sweep_weights.csv"):
        assert (out / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_a_stop_at_the_keyboard_writes_what_is_done(tmp_path: Path, root: Path) -> None:
    write_case(open_case(), tmp_path / "case")
    out = tmp_path / "out"
    process = start(tmp_path / "case", out, root, "--draws", "5000")
    wait_for(out / "answers.jsonl", 5, process)
    os.kill(process.pid, signal.SIGINT)
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == Exit.NO_ANSWER
    summary = json.loads((out / "summary.json").read_text())
    assert summary["status"] == "stopped" and 4 <= summary["draws"] < 5000

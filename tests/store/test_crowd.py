"""Thirty scorers and two advisers at once, each a process; and writers that are killed in the middle of a write."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from prioritise.store import Role, Store, Who, audit, cases, members, panels, register, scoring
from prioritise.store.people import HERE
from prioritise.store.tables_of_work import PANEL_SCORES
from tests.build import bid, pot, small_case
from tests.store.crowd import EDITS, KILLS

SCORERS, BIDS, CRITERIA = 30, 10, 7
"""30 x 10 x 7: 2,100 scores."""


def begin(here: Store, url: URL, folder: Path, scorers: int) -> tuple[list[str], int, list[int], list[int]]:
    """A case, its people and an open panel; what `crowd` is called with."""
    case = small_case(
        bids=[bid(f"B{n}", 1000.0) for n in range(BIDS)],
        pots=[pot("P", 5000.0)],
        criteria=[
            {"criterion_id": f"c{n}", "name": f"C{n}", "weight": 1.0, "worst": 0.0, "best": 5.0}
            for n in range(CRITERIA)
        ],
    )
    case_id = cases.take_in(here, HERE, case, "Crowd")
    who = [members.add(here, HERE, f"Scorer {n}", f"s{n}@example.org", Role.SCORER).id for n in range(scorers)]
    advisers = [members.add(here, HERE, f"Adviser {n}", f"a{n}@example.org", Role.ADVISER).id for n in range(2)]
    what = [f"B{n}" for n in range(BIDS)], [f"c{n}" for n in range(CRITERIA)]
    panel = panels.open_panel(here, HERE, case_id, "Panel", who, what)
    (folder / "people.json").write_text(json.dumps({"scorers": who, "advisers": advisers}))
    here.engine.dispose()
    return [url.render_as_string(hide_password=False), str(case_id), str(panel), str(folder)], panel, who, advisers


def run(what: str, call: list[str], root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.crowd", what, *call],
        cwd=root, capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip
    assert done.returncode == 0 and not done.stderr.strip(), done.stderr[-3000:]


def lines(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_thirty_scorers_and_two_advisers_at_once_lose_nothing(
    here: Store, url: URL, tmp_path: Path, root: Path
) -> None:
    call, panel, who, advisers = begin(here, url, tmp_path, SCORERS)
    run("crowd", call, root)
    acknowledged = {(p, b, c): v for p in who for b, c, v, version in lines(tmp_path / f"scorer{p}.jsonl")}
    assert len(acknowledged) == SCORERS * BIDS * CRITERIA
    with here.snapshot() as db:
        rows = db.execute(sa.select(PANEL_SCORES).where(PANEL_SCORES.c.panel_id == panel)).all()
    kept = Counter((r.person_id, r.bid_id, r.criterion_id) for r in rows)
    assert set(kept.values()) == {1} and set(kept) == set(acknowledged)
    assert all(r.score == acknowledged[r.person_id, r.bid_id, r.criterion_id] and r.version == 1 for r in rows)
    noted = [e for e in audit.entries(here, HERE, int(call[1]), most=10_000) if e.action == "scored"]
    assert len(noted) == len(acknowledged)
    _advisers_saw_every_conflict(here, int(call[1]), tmp_path, advisers)


def _advisers_saw_every_conflict(here: Store, case_id: int, folder: Path, advisers: list[int]) -> None:
    told = {p: lines(folder / f"adviser{p}.jsonl") for p in advisers}
    assert all(len(said) == EDITS for said in told.values())
    taken = {(b, version): title for said in told.values() for kind, b, version, title, *_ in said if kind == "taken"}
    assert len(taken) == sum(line[0] == "taken" for said in told.values() for line in said)
    for bid_id in ("B0", "B1"):
        now = register.read_bid(here, HERE, case_id, bid_id)
        mine = {v: t for (b, v), t in taken.items() if b == bid_id}
        assert sorted(mine) == list(range(2, now.version + 1)) and now.bid["title"] == mine[now.version]
    names = {advisers[0]: "Adviser 1", advisers[1]: "Adviser 0"}
    for person, said in told.items():
        for line in said:
            if line[0] == "refused":
                _, bid_id, version, by, theirs = line
                assert by == names[person] and taken[bid_id, version] == theirs
    assert any(line[0] == "refused" for said in told.values() for line in said)


def test_a_writer_killed_at_any_moment_loses_no_acknowledged_write(
    here: Store, url: URL, tmp_path: Path, root: Path
) -> None:
    call, panel, who, _ = begin(here, url, tmp_path, 1)
    run("killed", call, root)
    said = lines(tmp_path / "killed.jsonl")
    assert len(said) > KILLS
    last = {(b, c): (value, version) for b, c, value, version in said}
    kept = scoring.my_scores(here, Who(who[0]), panel)
    ahead = 0
    for cell, (value, version) in last.items():
        now = kept[cell]
        assert now.version >= version and now.score == float(now.version % 6)
        ahead += now.version - version
        assert now.version > version or now.score == value
    # a write may have been taken and its writer ended before it could write that down: one for each end at most
    assert ahead + len(set(kept) - set(last)) <= KILLS
    entries = [e for e in audit.entries(here, HERE, int(call[1]), most=1_000_000) if e.action == "scored"]
    assert len(entries) == sum(s.version for s in kept.values())
    if here.engine.dialect.name == "sqlite":
        with here.snapshot() as db:
            assert db.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_crowd_writes_down_what_it_was_told(here: Store, url: URL, tmp_path: Path, root: Path) -> None:
    """A child that fails is not taken for one that had nothing to say."""
    call, *_ = begin(here, url, tmp_path, 1)
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.crowd", "crowd", call[0], call[1], "77", call[3]],
        cwd=root, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert "StopIteration" in done.stderr

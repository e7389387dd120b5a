"""Many processes at one store, and processes ended in the middle of a write.

Run by `test_crowd.py` in a process of its own, which loads the library once and then forks: each child opens the store
for itself, and writes down what the store has acknowledged only after it has.

    python -m tests.store.crowd crowd URL CASE PANEL FOLDER
    python -m tests.store.crowd killed URL CASE PANEL FOLDER
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from prioritise.store import NewerSave, Who, open_store, panels, register, scoring
from prioritise.store.panels import Scored
from prioritise.store.register import BidFile
from prioritise.store.work import Store

EDITS = 25
"""Saves that each adviser tries."""
KILLS = 50
SHORTEST, LONGEST = 0.002, 0.08
"""Seconds from a child's first write to its end."""


def forked(work: Callable[[], None]) -> int:
    """A child that does some work; its number."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    finally:  # a child never goes on as its parent: what came is told, and its code says so
        if code:
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(code)


def fresh(url: str) -> Store:
    """The store as a process of its own opens it."""
    return Store(open_store(make_url(url)).engine, sign_in=True)


def log(folder: Path, name: str) -> Callable[[Any], None]:
    """Writes down one thing a line, at once."""
    file = os.open(folder / f"{name}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    return lambda thing: os.write(file, (json.dumps(thing) + "\n").encode()) and None


def scorer(url: str, person: int, panel_id: int, folder: Path) -> None:
    """Score every cell of the panel, in an order of one's own; write down each that was acknowledged."""
    store, note = fresh(url), log(folder, f"scorer{person}")
    panel = next(p for p in panels.panels(store, Who(person), 1) if p.id == panel_id)
    cells = [(b, c) for b in panel.bids for c in panel.criteria]
    random.Random(person).shuffle(cells)
    for bid_id, criterion_id in cells:
        value = (person * 7 + len(bid_id + criterion_id)) % 6
        version = scoring.score(
            store, Who(person), panel_id, Scored(bid_id, criterion_id, float(value), f"by {person}")
        )
        note([bid_id, criterion_id, value, version])


def adviser(url: str, person: int, case_id: int, folder: Path) -> None:
    """Edit two bids over and over, as opened before; write down what was taken and what was refused, and by whom."""
    store, note, dice = fresh(url), log(folder, f"adviser{person}"), random.Random(person)
    opened: dict[str, BidFile] = {}
    for turn in range(EDITS):
        bid_id = dice.choice(["B0", "B1"])
        file = opened.get(bid_id) or register.read_bid(store, Who(person), case_id, bid_id)
        title = f"{bid_id} as adviser {person} has it, turn {turn}"
        try:
            version = register.save_bid(
                store, Who(person), case_id, BidFile({**file.bid, "title": title}, {}, file.version)
            )
            note(["taken", bid_id, version, title])
            opened[bid_id] = BidFile({**file.bid, "title": title}, {}, version)
        except NewerSave as newer:
            note(["refused", bid_id, newer.version, newer.by, dict((n, a) for n, a, _ in newer.differs)["title"]])
            opened.pop(bid_id, None)


def crowd(url: str, case_id: int, panel_id: int, folder: Path) -> None:
    """Every member of the panel scores while two advisers edit bids."""
    people = json.loads((folder / "people.json").read_text())
    store = fresh(url)
    store.engine.dispose()
    children = [forked(lambda p=p: scorer(url, p, panel_id, folder)) for p in people["scorers"]]  # type: ignore[misc]
    children += [forked(lambda p=p: adviser(url, p, case_id, folder)) for p in people["advisers"]]  # type: ignore[misc]
    codes = [os.waitpid(child, 0)[1] for child in children]
    if any(codes):
        raise SystemExit(f"a child ended with {codes}")


def writer(url: str, person: int, panel_id: int, folder: Path) -> None:
    """Score the panel's cells round and round, each time one higher, until ended; write down what was acknowledged."""
    store, note = fresh(url), log(folder, "killed")
    panel = next(p for p in panels.panels(store, Who(person), 1) if p.id == panel_id)
    mine = scoring.my_scores(store, Who(person), panel_id)
    (folder / "ready").write_text("now")
    while True:
        for bid_id in panel.bids:
            for criterion_id in panel.criteria:
                was = mine.get((bid_id, criterion_id)) or Scored(bid_id, criterion_id, 0.0)
                value = float((was.version + 1) % 6)
                new = Scored(bid_id, criterion_id, value, f"write {was.version + 1}", version=was.version)
                version = scoring.score(store, Who(person), panel_id, new)
                note([bid_id, criterion_id, value, version])
                mine[bid_id, criterion_id] = Scored(bid_id, criterion_id, value, version=version)


def killed(url: str, _case_id: int, panel_id: int, folder: Path) -> None:
    """End a writer at a moment of chance, and begin another, many times over."""
    person = json.loads((folder / "people.json").read_text())["scorers"][0]
    dice = random.Random(2026)
    for _ in range(KILLS):
        (folder / "ready").unlink(missing_ok=True)
        child = forked(lambda: writer(url, person, panel_id, folder))
        while not (folder / "ready").exists():
            time.sleep(0.001)
        time.sleep(dice.uniform(SHORTEST, LONGEST))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    what, url_, case_, panel_, folder_ = sys.argv[1:]
    {"crowd": crowd, "killed": killed}[what](url_, int(case_), int(panel_), Path(folder_))

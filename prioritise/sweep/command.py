"""The `sweep` command: its options, and the run they ask for."""

import argparse
import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from prioritise.case.issues import Issue
from prioritise.case.load import load_case
from prioritise.errors import DataFault
from prioritise.panel.points import Points
from prioritise.pipeline import Prepared, prepare
from prioritise.record.scenario import Scenario, load_scenario
from prioritise.sweep import outputs, pools
from prioritise.sweep.job import BASE, Varied, open_job
from prioritise.sweep.run import BATCH, Swept, sweep
from prioritise.sweep.store import FileStore
from prioritise.sweep.weights import Statement, WeightSet, in_order

VARY = ("weights", "scores", "costs", "homes")
OWN_ORDER = "order"


def weights_of(points: Points, agreed: list[str], ranges: list[str]) -> WeightSet:
    """The allowed weights, as they are written on the command line.

    Args:
        points: of the case, whose criteria and own weights they are about.
        agreed: `A>=B`, `A>=2*B`, or `order` for the order of the case's own weights.
        ranges: `A=0.1..0.4`, shares of all the weight; either end may be left out.

    Raises:
        DataFault: one cannot be understood, or they leave no way to weigh.
    """
    statements: list[Statement] = []
    for text in agreed:
        if text == OWN_ORDER:
            own = sorted(zip(points.criteria, points.own, strict=True), key=lambda c: (-c[1], c[0]))
            statements += in_order([c for c, _ in own])
            continue
        more, found, rest = text.partition(">=")
        times, starred, less = rest.rpartition("*")
        if not (found and more.strip() and less.strip()):
            raise DataFault(f"{text!r} is no statement about weights: write A>=B, A>=2*B or {OWN_ORDER}")
        statements.append(Statement(more.strip(), less.strip(), _share(times, text, 1.0) if starred else 1.0))
    least: dict[str, float] = {}
    most: dict[str, float] = {}
    for text in ranges:
        criterion, found, ends = text.partition("=")
        low, dots, high = ends.partition("..")
        if not (found and dots):
            raise DataFault(f"{text!r} is no range of weight: write A=0.1..0.4 (shares of all the weight)")
        least[criterion.strip()], most[criterion.strip()] = _share(low, text, 0.0), _share(high, text, 1.0)
    return WeightSet(points.criteria, tuple(statements), least, most)


def _share(text: str, whole: str, blank: float) -> float:
    try:
        value = float(text) if text.strip() else blank
    except ValueError as fault:
        raise DataFault(f"{whole!r}: {text!r} is not a number") from fault
    if not 0 <= value < math.inf:
        raise DataFault(f"{whole!r}: {text!r} is no number of 0 or more")
    return value


def varied_of(prepared: Prepared, options: argparse.Namespace) -> Varied:
    """What the options leave open: the weights unless they are told to stay, and what --vary names."""
    named = set(options.vary or ["weights"])
    points = Points.of(prepared.scored, prepared.case)
    weights = weights_of(points, options.agreed, options.weight) if "weights" in named else None
    return Varied(weights, "scores" in named, "costs" in named, "homes" in named)


def run(
    options: argparse.Namespace,
    refuse: Callable[[tuple[Issue, ...]], None],
    progress: Callable[[str, float], None] | None,
) -> tuple[Swept, Prepared, tuple[Path, ...]]:
    """Make the sweep the options ask for and write its files; a stop from the keyboard keeps what is done.

    `refuse` raises DataFault for issues that are errors.
    """
    began = time.perf_counter()
    say = progress or (lambda _text, _part: None)
    say("Working out the evidence and the scores", 0.0)
    scenario = load_scenario(options.scenario) if options.scenario else Scenario()
    case = load_case(options.case)
    refuse(case.issues)
    prepared = prepare(case, scenario)
    refuse(prepared.issues)
    job = open_job(prepared, varied_of(prepared, options), options.seed, options.gap)

    def done(so_far: int, asked: int) -> None:
        say(f"{so_far:,} of {asked:,} choices made", so_far / asked)

    where: AbstractContextManager[pools.Pool]
    where = pools.cluster(options.scheduler) if options.scheduler else pools.local(options.workers)
    store = FileStore(options.out / outputs.ANSWERS)
    with _stop_at_keyboard() as stop, where as pool:
        swept = sweep(job, options.draws, pool, store, batch=options.batch, progress=done, stop=stop)
    return swept, prepared, outputs.write(swept, prepared, options.out, time.perf_counter() - began)


@contextmanager
def _stop_at_keyboard() -> Iterator[Callable[[], bool]]:
    """Whether a stop was asked for at the keyboard; a second one ends the process at once."""
    asked: list[int] = []

    def note(number: int, _frame: object) -> None:
        asked.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)


def infeasible(swept: Swept) -> bool:
    """Whether no list keeps the rules as the case stands."""
    return BASE in swept.records and bool(swept.records[BASE]["infeasible"])


def unanswered(swept: Swept) -> bool:
    """Whether no draw has a list."""
    return all(r["value"] is None for r in swept.records.values())


def add_options(command: argparse.ArgumentParser, gap: Callable[[str], float]) -> None:
    """The options of `sweep`; `gap` reads how near to the best each list is."""
    command.add_argument("case", type=Path, metavar="CASE", help="case folder, workbook (.xlsx) or zip")
    command.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for the answer")
    command.add_argument("--draws", required=True, type=count, metavar="N", help="how many ways to try")
    command.add_argument("--seed", type=count, default=0, metavar="K", help="another seed, other draws (0)")
    command.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask scheduler: work on its cluster")
    command.add_argument("--workers", type=count, metavar="N", help="processes of this machine (one a core)")
    command.add_argument(
        "--scenario", type=Path, metavar="FILE", help="a what-if: .toml or .json of changes to the case"
    )
    command.add_argument("--gap", type=gap, default=0.001, help="how near to the best each list is (0.001)")
    command.add_argument("--batch", type=count, default=BATCH, metavar="N", help=argparse.SUPPRESS)
    command.add_argument(
        "--vary", action="append", choices=VARY, help="what is not settled; may be given again (weights)"
    )
    command.add_argument(
        "--agreed", action="append", default=[], metavar="A>=B", help="an agreed statement about two criteria's weights"
    )
    command.add_argument(
        "--weight", action="append", default=[], metavar="A=LOW..HIGH", help="an agreed range of a criterion's share"
    )


def count(text: str) -> int:
    """A whole number, nil or more."""
    value = int(text)
    if value < 0:
        raise ValueError(text)
    return value


NOTES = """Chooses again and again while weights (or scores, costs and homes) are drawn from all that is allowed, and
counts how often each bid is funded. Writes sweep_bids.csv (one row a bid), sweep_ranks.csv, sweep_draws.csv (one row a
draw), sweep_agreement.csv, sweep_weights.csv and summary.json. Answers are kept in answers.jsonl as they come: the same
command after a stop goes on from there. The same case, seed and version give the same tables, on one worker or many.

examples:
  python -m prioritise sweep build/demo --out build/sweep --draws 500
  python -m prioritise sweep build/demo --out build/sweep --draws 500 --agreed order --vary weights --vary costs
  python -m prioritise sweep build/demo --out build/sweep --draws 5000 --scheduler tcp://10.0.0.5:8786
"""

"""Homes may come otherwise than planned: each list under each housing future, what it would lose, and safer lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from prioritise.evidence.futures import FUTURES, likelihoods
from prioritise.optimise.asked import list_for, worth
from prioritise.optimise.engine import Engine
from prioritise.optimise.solver import Limits
from prioritise.optimise.worst import Way, safest
from prioritise.panel.points import Points
from prioritise.pipeline import Prepared, prepare
from prioritise.sweep.spread import chosen_by
from prioritise.sweep.weights import WeightSet

GAP, SECONDS = 0.001, 20.0
IN_FORCE, ON_AVERAGE, LEAST_REGRET, BAD_END = (
    "The list in force",
    "Best on average",
    "Least worst regret",
    "Best bad end",
)


@dataclass(frozen=True)
class Outlook:
    """Lists under housing futures.

    Attributes:
        likelihood: future -> chance, summing to 1. tail: part of the chances that counts as the bad end.
        best, bound: future -> value of the best list found for it, and what none is worth more than.
        lists: one row a list and future: list (its name), housing_future, value, regret (what the best for that future
            is worth more).
        table: one row a list: list, bids (ids), expected_value, worst_regret, worst_future, bad_end (mean value over
            the bad end: conditional value at risk).
        starts: list -> bid id -> start year.
        out_of_time: the clock stopped a search, so another machine might find better lists.
    """

    likelihood: Mapping[str, float]
    tail: float
    best: Mapping[str, float]
    bound: Mapping[str, float]
    lists: pd.DataFrame
    table: pd.DataFrame
    starts: Mapping[str, Mapping[str, int]]
    out_of_time: bool


def outlook(
    prepared: Prepared,
    mine: Mapping[str, int],
    progress: Callable[[str, float], None] | None = None,
    gap: float = GAP,
) -> Outlook:
    """Every future's best list, that with the best mean, those with the best worst case, and the list in force.

    Args:
        prepared: the case, prepared.
        mine: the list in force (bid id -> start year).
        progress: called with a few words and the part done.
        gap: how near to the best each list is.
    """
    say = progress or (lambda _text, _part: None)
    now = str(prepared.case.settings.housing_future)
    likelihood = likelihoods(prepared.assumptions)
    values: dict[str, dict[str, float]] = {}
    for number, future in enumerate(FUTURES):
        say(f"Working out the homes and the scores: {FUTURES[future].name.lower()}", 0.1 * number)
        at = prepared if future == now else prepare(prepared.case.with_settings(housing_future=future))
        points = Points.of(at.scored, at.case)
        values[future] = chosen_by(points.values(points.own))
    return compare(
        Engine(prepared.problem), values, likelihood, prepared.assumptions.value("futures_tail"), mine, say, gap
    )


def compare(  # noqa: PLR0913, PLR0917 - one argument a part of the comparison
    engine: Engine,
    values: Mapping[str, Mapping[str, float]],
    likelihood: Mapping[str, float],
    tail: float,
    mine: Mapping[str, int],
    progress: Callable[[str, float], None],
    gap: float = GAP,
) -> Outlook:
    """As `outlook`, from the values of the bids under each future."""
    problem, limits = engine.problem, Limits(gap, SECONDS)
    names = {f: FUTURES[f].name if f in FUTURES else f for f in values}
    lists: dict[str, Mapping[str, int]] = {IN_FORCE: mine}
    bound: dict[str, float] = {}
    late = False
    for number, future in enumerate(values):
        progress(f"Choosing for: {names[future].lower()}", 0.4 + 0.3 * number / len(values))
        found = list_for(engine, values[future], limits, known=mine)
        bound[future] = found.bound if found.bound is not None else float("inf")
        lists[_best_for(names[future])] = found.starts if found.has_answer else mine
        late |= found.out_of_time
    progress("Choosing for the mean over the futures", 0.7)
    mean = {b: sum(likelihood[f] * values[f][b] for f in values) for b in problem.bids}
    average = list_for(engine, mean, limits, known=mine)
    lists[ON_AVERAGE] = average.starts if average.has_answer else mine
    progress("Choosing for the least regret", 0.8)
    best = _best(engine, lists, values)
    calm = safest(engine, [Way(values[f], best[f]) for f in values], limits, mine)
    progress("Choosing for the best bad end", 0.9)
    sound = safest(engine, _bad_ends(values, likelihood, tail), limits, mine)
    lists |= {LEAST_REGRET: calm.starts, BAD_END: sound.starts}
    late |= average.out_of_time or calm.out_of_time or sound.out_of_time
    lists, best = _each_its_best(engine, lists, values, likelihood, tail)
    bound = {f: max(bound[f], best[f]) for f in values}
    rows = [
        (name, f, worth(problem, values[f], starts), best[f] - worth(problem, values[f], starts))
        for name, starts in lists.items()
        for f in values
    ]
    long = pd.DataFrame(rows, columns=["list", "housing_future", "value", "regret"])
    return Outlook(
        dict(likelihood), tail, best, bound, long, _table(long, lists, likelihood, tail),
        {n: dict(sorted(s.items())) for n, s in lists.items()}, late,
    )  # fmt: skip


def _each_its_best(
    engine: Engine,
    lists: Mapping[str, Mapping[str, int]],
    values: Mapping[str, Mapping[str, float]],
    likelihood: Mapping[str, float],
    tail: float,
) -> tuple[dict[str, Mapping[str, int]], dict[str, float]]:
    """The lists, each the best of all of them at what it is named for; and the best value in each future.

    A list is only near the best at what it was chosen for, so another may have turned out better at it.
    """
    best = _best(engine, lists, values)
    worths = {n: {f: worth(engine.problem, v, s) for f, v in values.items()} for n, s in lists.items()}
    merits: dict[str, Callable[[str], float]] = {
        ON_AVERAGE: lambda n: sum(likelihood[f] * worths[n][f] for f in values),
        LEAST_REGRET: lambda n: -max(best[f] - worths[n][f] for f in values),
        BAD_END: lambda n: bad_end(worths[n], likelihood, tail),
    }
    for future in values:
        name = _best_for(FUTURES[future].name if future in FUTURES else future)
        merits[name] = lambda n, f=future: worths[n][f]  # type: ignore[misc]
    chosen = {n: max(sorted(lists, key=lambda m: m != n), key=merit) for n, merit in merits.items()}  # noqa: B023
    return {n: lists[chosen.get(n, n)] for n in lists}, best


def _best_for(future: str) -> str:
    return f"Best for: {future.lower()}"


def _best(
    engine: Engine, lists: Mapping[str, Mapping[str, int]], values: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    """Future -> the most that any of the lists is worth in it."""
    return {f: max(worth(engine.problem, v, starts) for starts in lists.values()) for f, v in values.items()}


def bad_end(worths: Mapping[str, float], likelihood: Mapping[str, float], tail: float) -> float:
    """Mean of the worst outcomes that make up this part of the chances (conditional value at risk)."""
    left, total = tail, 0.0
    for future in sorted(worths, key=lambda f: (worths[f], f)):
        part = min(left, likelihood[future])
        total, left = total + part * worths[future], left - part
    return total / tail


def _bad_ends(values: Mapping[str, Mapping[str, float]], likelihood: Mapping[str, float], tail: float) -> list[Way]:
    """Ways to value a list whose worst is its bad end: every way to make up that part of the chances."""
    futures = tuple(f for f in values if likelihood[f] > 0)
    most = {f: min(1.0, likelihood[f] / tail) for f in futures}
    corners = WeightSet(futures, (), {}, most).corners
    bids = next(iter(values.values()))
    return [
        Way({b: float(sum(w * values[f][b] for f, w in zip(futures, corner, strict=True))) for b in bids})
        for corner in corners
    ]


def _table(
    long: pd.DataFrame, lists: Mapping[str, Mapping[str, int]], likelihood: Mapping[str, float], tail: float
) -> pd.DataFrame:
    rows = []
    for name, starts in lists.items():
        mine = long[long["list"] == name]
        worths = dict(zip(mine["housing_future"].astype(str), mine["value"], strict=True))
        regrets = dict(zip(mine["housing_future"].astype(str), mine["regret"], strict=True))
        worst = max(regrets, key=lambda f: (regrets[f], f))
        expected = sum(likelihood[f] * worths[f] for f in worths)
        rows.append((name, tuple(sorted(starts)), expected, regrets[worst], worst, bad_end(worths, likelihood, tail)))
    columns = ["list", "bids", "expected_value", "worst_regret", "worst_future", "bad_end"]
    return pd.DataFrame(rows, columns=columns)

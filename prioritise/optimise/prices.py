"""Price tags: what the best list would gain without one rule or one forced bid, and which bids would come and go."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from prioritise.funding import Problem
from prioritise.optimise.clash import rule_groups
from prioritise.optimise.counterfactual import Effort, Figure, moved
from prioritise.optimise.engine import Engine
from prioritise.optimise.result import Result


@dataclass(frozen=True)
class Price:
    """What one rule costs.

    Attributes:
        group: the rule's rows in the model. sentence: the rule in words, with its figures.
        gain: value the best list would gain without it; None where no list was found in time.
        enters, leaves: bids that come in and drop out in the best list found without it.
        out_of_time: whether the clock stopped the search, so that another machine might come to a closer figure.
    """

    group: str
    sentence: str
    gain: Figure | None
    enters: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    out_of_time: bool = False


def price(problem: Problem, result: Result, group: str, effort: Effort | None = None) -> Price:
    """The price of one rule of a list that has an answer.

    The list itself keeps the rules that are left, so the gain is never below nought; that it is nought is said only
    where it is proved.
    """
    tried, sentence = effort or Effort(), rule_groups(problem)[group]
    if result.value is None:
        raise ValueError("there is no list to price a rule of")
    found = Engine(problem, frozenset({group})).best(tried.limits, known=result.starts)
    if found.value is None:
        return Price(group, sentence, None, out_of_time=found.out_of_time)
    most = result.value if result.bound is None else max(result.value, result.bound)
    best = max(found.value, result.value)
    bound = found.bound if found.bound is not None else float("inf")
    gain = Figure(max(0.0, best - most), max(0.0, bound - result.value, best - result.value))
    enters, leaves = moved(result.starts, found.starts) if found.value > result.value else ((), ())
    return Price(group, sentence, gain, enters, leaves, found.out_of_time)


def prices(problem: Problem, result: Result, effort: Effort | None = None) -> Iterator[Price]:
    """The price of every rule that can be relaxed, one at a time, so that a reader may stop."""
    for group in rule_groups(problem):
        yield price(problem, result, group, effort)


def dearest_first(found: Mapping[str, Price]) -> list[Price]:
    """Prices, the largest that is proved first; those not found in time last."""
    return sorted(
        found.values(),
        key=lambda p: (p.gain is None, -(p.gain.low if p.gain else 0.0), -(p.gain.high if p.gain else 0.0), p.group),
    )

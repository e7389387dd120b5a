"""What a question to the optimiser comes to, and how it stands meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prioritise.funding.rule import Row


@dataclass(frozen=True)
class Moment:
    """How a search stands: the best list so far (bid id -> start year), its value, and the bound; None: not known."""

    starts: Mapping[str, int] | None
    value: float | None
    bound: float | None


Watch = Callable[[Moment], bool]
"""Called while searching; True asks the search to stop with what it has."""


@dataclass(frozen=True)
class Found:
    """What one question came to.

    Attributes:
        starts: bid id -> start year; empty without an answer (and where funding nothing is best).
        value: of the aim asked for, at these starts; None without an answer.
        bound: no list that keeps the rules is better than this; None when unknown.
        proven: shown to be within the gap asked. infeasible: shown that no list keeps the rules.
        out_of_time: the clock stopped the search, so another machine might have found better.
        stopped: whoever watched asked it to stop.
        barred: rows that cut off lists which pence cannot pay, or which miss a rule by pence (the rule's group is
            then theirs): they hold of every list.
    """

    starts: Mapping[str, int]
    value: float | None
    bound: float | None
    proven: bool
    infeasible: bool
    out_of_time: bool
    stopped: bool = False
    barred: tuple[Row, ...] = ()

    @property
    def has_answer(self) -> bool:
        """Whether there is a list."""
        return self.value is not None

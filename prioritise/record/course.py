"""How the list of a case has moved from run to run: what each came to, and what came in or went out since the last."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prioritise.record.editions import Edition
from prioritise.record.model import RunLike
from prioritise.record.outputs import summary

FOR_ALL = ("status", "in_words", "value", "funded", "funded_capital_gbp", "edition", "digest")
"""What of a run is told to whoever may come in: what it came to, but not what was asked, nor why there is no list."""


@dataclass(frozen=True)
class Ran:
    """One run that is kept.

    Attributes:
        at: when (UTC). by: who asked. digest: the same digest gives the same answer.
        summary: what it came to (`told`).
    """

    at: dt.datetime
    by: str
    digest: str
    summary: Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """A run, and what is otherwise since the one before it in the same edition.

    Attributes:
        ran: the run. came_in, went_out: ids of bids; both empty for the first of its edition.
        first: nothing is kept from before it.
    """

    ran: Ran
    came_in: tuple[str, ...]
    went_out: tuple[str, ...]
    first: bool


def told(run: RunLike, edition: Edition) -> dict[str, Any]:
    """What is kept of a run: its summary (contract B), and the edition of the case it was made from."""
    return {**summary(run), "edition": edition}


def for_all(summary: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a run, as whoever may come in may read it."""
    return {k: v for k, v in summary.items() if k in FOR_ALL}


def course(runs: Sequence[Ran]) -> tuple[Step, ...]:
    """The runs with what moved from each to the next, in the order they came in: the newest first."""
    steps: list[Step] = []
    last: dict[str, set[str]] = {}
    for ran in reversed(runs):
        edition, now = str(ran.summary.get("edition")), set(ran.summary.get("funded", ()))
        before = last.get(edition, now)
        came, went = (tuple(sorted(part)) for part in (now - before, before - now))
        steps.append(Step(ran, came, went, first=edition not in last))
        last[edition] = now
    return tuple(reversed(steps))

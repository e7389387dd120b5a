"""What the optimiser hands on. `proven`, `feasible`, `infeasible` and `no answer` are kept apart everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import pandas as pd


class Status(StrEnum):
    """How a solve ended.

    PROVEN: an answer, shown to be within the asked gap of the best possible. FEASIBLE: an answer that keeps every
    rule, stopped before it was proved. INFEASIBLE: the rules cannot all hold. NO_ANSWER: stopped with nothing found.
    """

    PROVEN = "proven"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    NO_ANSWER = "no answer"

    @property
    def has_answer(self) -> bool:
        """Whether there is a portfolio to show."""
        return self in (Status.PROVEN, Status.FEASIBLE)


SMALLEST_GAP = 0.0001
"""A smaller gap is shown as this one: 0.01%."""
PAYMENT_COLUMNS = ["pot_id", "bid_id", "financial_year", "amount_pence"]


@dataclass(frozen=True)
class Options:
    """How hard to try: gap (0 = proven best), seconds allowed, whether to make the priority list too.

    Attributes:
        list_seconds: how long to search for a better priority list, all scales of the money together; 0: not at all.
    """

    gap: float = 0.001
    seconds: float = 60.0
    priority_list: bool = True
    list_seconds: float = 0.0


@dataclass(frozen=True)
class PriorityList:
    """A nested list: what is in at one scale of the money stays in at every larger one.

    Attributes:
        rows: one row a bid, in order: position, bid_id, enters_at_scale (NaN: never).
        expected_value: probability-weighted value of the list over the scales.
        expected_value_afresh: the same, choosing anew at each scale, which no published list can: the best found (the
            list itself at scales where no search was needed to know that it is near the most).
        expected_value_bound: no way of choosing could be expected to be worth more.
        list_bound: no nested list could.
        exact: whether the list is proved the best nested list; otherwise `method` says how it was made.
        method: one sentence.
        differs: ids that the list decides otherwise than the recommendation for the money as it stands does.
    """

    rows: pd.DataFrame
    expected_value: float
    expected_value_afresh: float
    expected_value_bound: float
    list_bound: float
    exact: bool
    method: str
    differs: tuple[str, ...] = ()

    @property
    def in_words(self) -> str:
        """What being a list costs, then how the list was made."""
        most = self.expected_value_bound
        worth = (
            f"Over the range of money the list should be worth {self.expected_value:,.1f}; choosing afresh each "
            f"time, which no list agreed in advance can do, at most {most:,.1f}."
        )
        return f"{worth} {self.method}"


@dataclass(frozen=True)
class Result:
    """An optimiser's answer, after the independent re-check.

    Attributes:
        status: how the solve ended.
        value: value of what is funded (with the timing factor); None without an answer.
        bound: no portfolio is worth more than this; None when unknown.
        gap: (bound - value) / value, 0 when proven best; None without an answer or a bound.
        seconds: time taken.
        starts: funded bid id -> start year (financial year's start).
        payments: one row a pot, bid and financial year with money: `PAYMENT_COLUMNS`, whole pence.
        clash: when infeasible, one sentence for each rule that takes part.
        checks: one sentence for each rule re-checked in whole pence without the solver.
        ties: how ties were broken, in words.
        versions: version of each part that can change the answer.
    """

    status: Status
    value: float | None
    bound: float | None
    gap: float | None
    seconds: float
    starts: Mapping[str, int] = field(default_factory=dict)
    payments: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=PAYMENT_COLUMNS))
    clash: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    ties: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def funded(self) -> tuple[str, ...]:
        """Ids of the funded bids, sorted."""
        return tuple(sorted(self.starts))

    def in_words(self) -> str:
        """`Best possible, proved`, `Within 0.4% of best`, `Stopped early ...`, for screens and papers."""
        if self.status is Status.INFEASIBLE:
            return "No list keeps every rule"
        if self.status is Status.NO_ANSWER:
            return "Stopped before any list was found"
        if self.gap is None:
            return "Stopped early: how near to best is not known"
        near = f"{max(self.gap, SMALLEST_GAP):.2%} of best"
        if self.status is Status.FEASIBLE:
            return f"Stopped early: within {near}"
        return f"Within {near}" if self.gap else "Best possible, proved"

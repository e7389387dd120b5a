"""What the optimiser hands on. `proven`, `feasible`, `infeasible` and `no answer` are kept apart everywhere."""

from collections.abc import Mapping, Sequence
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
        list_seconds: how long to make the priority list and search for a better one, all scales of the money together;
            0: it is made, and no better one is searched for.
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


class Equal(StrEnum):
    """Whether another list is worth as much as the best one.

    ANOTHER: there is one. NONE: shown that there is none. CUT_SHORT: the search was stopped with none found or ruled
    out. NOT_SOUGHT: not looked for, as the list is not proven best. ALIKE: no bid that may start has a value.
    """

    ANOTHER = "another"
    NONE = "none"
    CUT_SHORT = "cut short"
    NOT_SOUGHT = "not looked for"
    ALIKE = "no bid has a value"


EQUAL_WORDS = {
    Equal.NONE: "No other list is worth as much, other start years and bids worth nothing aside.",
    Equal.CUT_SHORT: "Whether another list is worth as much is not known: the search for one was cut short.",
    Equal.NOT_SOUGHT: "Another list worth as much was not looked for, as this one is not proven best.",
    Equal.ALIKE: "No bid that may start has a value, so every list is worth the same.",
}


@dataclass(frozen=True)
class Equals:
    """Lists worth as much as the best one: told apart by the bids of some value that they fund, not by start years.

    Attributes:
        outcome: whether there is another.
        alternative: one other such list, which keeps every rule: bid id -> start year; None unless there is another.
        only_there: ids of bids of some value that it alone funds. only_here: those that the best list alone funds.
        settled: whether the stated order of ties was followed to its end, so that it chose between the two.
    """

    outcome: Equal = Equal.NOT_SOUGHT
    alternative: Mapping[str, int] | None = None
    only_there: tuple[str, ...] = ()
    only_here: tuple[str, ...] = ()
    settled: bool = False

    def in_words(self, titles: Mapping[str, str]) -> str:
        """Which bids one other list funds instead and what chose between the two, or that there is no other.

        Args:
            titles: bid id -> title; a bid that is not there is called by its id.
        """
        if self.outcome is not Equal.ANOTHER:
            return EQUAL_WORDS[self.outcome]
        there, here = (
            _listed([f"{titles[b]} ({b})" if titles.get(b) else b for b in ids])
            for ids in (self.only_there, self.only_here)
        )
        differs = f"funds {there}{f' and not {here}' if here else ' too'}" if there else f"does not fund {here}"
        why = (
            "The stated order of ties chose between them."
            if self.settled
            else "The stated order of ties was not followed to its end, so it did not choose between them."
        )
        return f"Another list is worth as much and keeps every rule: it {differs}. {why}"


def _listed(names: Sequence[str]) -> str:
    """`A; B and C`."""
    return f"{'; '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


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
        equals: whether another list is worth as much, and one such list.
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
    equals: Equals = field(default_factory=Equals)
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

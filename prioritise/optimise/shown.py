"""A bid that is out, a change of it, and the list that shows that the change funds it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prioritise.funding import Problem
from prioritise.funding.facts import PENCE_IN_POUND
from prioritise.funding.raw import pounds
from prioritise.optimise.change import Change, Changes
from prioritise.optimise.counterfactual import Asker, moved, with_bid
from prioritise.optimise.engine import Engine
from prioritise.optimise.model import portfolio_value
from prioritise.optimise.pay import lawful
from prioritise.years import year_label

FINENESS = 100
"""An amount is sought to a power of ten pounds that is at most this part of it, and at least to the pound."""
Raise = Callable[[str, float], Changes | None]
"""Scores of a bid raised so that it earns so many points more; None where no score does."""


@dataclass(frozen=True)
class Way:
    """A change with which the bid is in.

    Attributes:
        kind: score, ask, revenue, link, date, mark, several; or, for the forum, limit, money or weight.
        says: what must change, with its figures. then: how sure and how near, in a sentence ("" for nothing to add).
        changes: the same, as a what-if makes them.
        within: it is in every list proved to within this relative gap of the best possible.
        starts: a list that shows it: in the changed problem it keeps every rule.
        enters, leaves: bids that come in and drop out besides it, in that list.
    """

    kind: str
    says: str
    then: str
    changes: Changes
    within: float
    starts: Mapping[str, int]
    enters: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A changed problem and a list in it that has the bid in and is beyond every list without it."""

    changes: Changes
    problem: Problem
    starts: Mapping[str, int]


def step_pence(pence: int) -> int:
    """The step to which an amount is sought."""
    part = pence // PENCE_IN_POUND // FINENESS
    return int(PENCE_IN_POUND * 10 ** (len(str(part)) - 1 if part else 0))


def asked(pence: int) -> str:
    """An amount as it is asked, or "nothing"."""
    return pounds(pence) if pence else "nothing"


class Sought:
    """A bid that is out, with what must change before anything else could help."""

    def __init__(self, asker: Asker, bid_id: str, rise: Raise) -> None:
        """Make it ready.

        Args:
            asker: questions about the list.
            bid_id: a bid that is not in it.
            rise: how its scores would earn more points.
        """
        self.asker, self.id, self.rise = asker, bid_id, rise
        self.base = asker.problem
        self.bid = self.base.bids[bid_id]
        self.first, self.must_say = self._first_of_all()
        self.problem = asker.again(self.first) if self.first else self.base
        self.bid = self.problem.bids[bid_id]

    def _first_of_all(self) -> tuple[Changes, tuple[str, ...]]:
        """What must change before anything else could help: a mark, a start already made, dates that do not fit."""
        changes: list[Change] = []
        said: list[str] = []
        if self.bid.must == "never":
            changes.append(Change("bids", self.id, "free"))
            said.append("it is no longer marked never")
        if self.bid.started:
            changes.append(Change("bid_facts", self.id, {"started": "no"}))
            said.append("it turns out that no contract is signed and no work has begun")
        years = len(self.bid.profile_pence)
        if not self.bid.starts and years <= len(self.base.horizon):
            last = self.base.horizon[-1] - years + 1
            changes.append(Change("bid_facts", self.id, {"earliest_start": last, "latest_start": None}))
            said.append(f"it can start by {year_label(last)}, to be finished within the years looked at")
        return tuple(changes), tuple(said)

    def shown(self, changes: Changes, starts: Mapping[str, int] | None = None) -> Shown | None:
        """The list given, the best known with the bid added, or the best with it in: that is beyond all without it."""
        problem = self.asker.again(changes)
        least = self.asker.beyond(self.asker.best.high)
        added = {**self.asker.known, self.id: problem.bids[self.id].starts[0]} if problem.bids[self.id].starts else {}
        for some in (starts, added):
            if some and portfolio_value(problem, some) >= least and lawful(problem, some):
                return Shown(changes, problem, some)
        known = added if added and lawful(problem, added) else None
        found = self.asker.note(self.id, with_bid(Engine(problem), self.id, True, self.asker.effort.limits, known))
        if found.has_answer and portfolio_value(problem, found.starts) >= least:
            return Shown(changes, problem, found.starts)
        return None

    def way(self, kind: str, what: str, then: str, shown: Shown) -> Way:
        """The way that a list shows."""
        said = "; and ".join([*self.must_say, *([what] if what else [])])
        enters, leaves = moved(self.asker.result.starts, shown.starts, self.id)
        most = self.asker.best.high
        within = portfolio_value(shown.problem, shown.starts) / most - 1 if most > 0 else 1.0
        return Way(
            kind, said[:1].upper() + said[1:], then, shown.changes, max(0.0, within), dict(shown.starts), enters, leaves
        )

    def facts(self, **facts: object) -> Changes:
        """Facts of the bid that are otherwise."""
        return (Change("bid_facts", self.id, facts),)

    def named(self, bid_id: str) -> str:
        """A bid by title and id."""
        title = self.base.bids[bid_id].title if bid_id in self.base.bids else ""
        return f"{title} ({bid_id})" if title else bid_id

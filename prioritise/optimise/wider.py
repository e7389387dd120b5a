"""What the forum could change to fund a bid that is out: the money, a limit on the whole list, or what counts.

Such a change moves the lists without the bid as well. So each is shown by two searches of the changed problem: the best
list with the bid in must be worth more than the proven bound, and the margin above it, on every list without it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from prioritise.criteria.model import Scored
from prioritise.funding.facts import PENCE_IN_POUND
from prioritise.funding.raw import percent, pounds
from prioritise.optimise.change import Change, Changes
from prioritise.optimise.counterfactual import Asker, moved, with_bid
from prioritise.optimise.engine import Engine
from prioritise.optimise.model import portfolio_value
from prioritise.optimise.shown import Way, step_pence

SCALES = (1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2.0)
"""Multiples of the money that are tried, from the least."""
MOST_MORE_STARTS = 3
"""Further starts a year that are tried."""
HALVINGS = 6
"""Halvings of the span in which a limit is sought."""
SHARES = tuple(s / 100 for s in range(1, 100))
"""Shares of the weight that one criterion is tried at."""
ROUNDS = 5
"""Weights tried, each the nearest at which the lists known so far do not rule the bid out."""

Progress = Callable[[str, float], None]
Money = Callable[[float], Changes]
"""The money that may move, at a multiple of what it is."""


@dataclass(frozen=True)
class Wider:
    """Ways for the forum, and what was tried and does not do.

    Attributes:
        ways: changes with which the bid is in. not_by: sentences of what was tried to no avail.
    """

    ways: tuple[Way, ...]
    not_by: tuple[str, ...]


@dataclass(frozen=True)
class _Tried:
    """A changed problem's best lists with the bid in and without it, and whether the first is shown to be beyond."""

    starts: Mapping[str, int]
    without: Mapping[str, int]
    within: float
    shown: bool


def wider(  # noqa: PLR0913, PLR0917 - what it asks, of what, and how it tells
    asker: Asker, bid_id: str, scored: Scored, money: Money, named: str, progress: Progress | None = None
) -> Wider:
    """What the forum could change to fund a bid.

    Args:
        asker: questions about the list.
        bid_id: a bid that is not in it.
        scored: the points ledger that its values come from.
        money: the money that may move, at a multiple.
        named: what that money is called.
        progress: called before each search, with a few words and the part done (0 to 1).
    """
    search = _Search(asker, bid_id, progress or (lambda _text, _part: None))
    looks: tuple[tuple[str, Callable[[], Way | str | None]], ...] = (
        ("Trying more money", lambda: search.money(money, named, 1 / len(looks))),
        ("Trying another revenue limit", search.revenue),
        ("Trying more starts a year", search.starts),
        ("Trying other weights", lambda: search.weight(scored)),
    )
    found: list[Way | str] = []
    for number, (text, look) in enumerate(looks):
        search.begin(text, number / len(looks))
        if (part := look()) is not None:
            found.append(part)
    return Wider(tuple(p for p in found if isinstance(p, Way)), tuple(p for p in found if isinstance(p, str)))


class _Search:
    """Changes of the whole problem, tried for one bid."""

    def __init__(self, asker: Asker, bid_id: str, say: Progress) -> None:
        self.asker, self.id, self.problem, self.say = asker, bid_id, asker.problem, say
        self.stage: tuple[str, float] = ("", 0.0)

    def begin(self, text: str, part: float) -> None:
        """Say what is looked at now, before each search of it."""
        self.stage = (text, part)

    def _try(self, changes: Changes) -> _Tried:
        self.say(*self.stage)
        engine, limits = Engine(self.asker.again(changes)), self.asker.effort.limits
        if not engine.problem.bids[self.id].starts:
            return _Tried({}, {}, 0.0, False)
        inside = with_bid(engine, self.id, True, limits)
        if not inside.has_answer:
            return _Tried({}, {}, 0.0, False)
        outside = with_bid(engine, self.id, False, limits)
        value = portfolio_value(engine.problem, inside.starts)
        if outside.infeasible:
            return _Tried(inside.starts, {}, 1.0, True)
        bound = outside.bound if outside.bound is not None else float("inf")
        within = value / bound - 1 if bound > 0 else 0.0
        return _Tried(inside.starts, outside.starts, within, value >= self.asker.beyond(bound))

    def _way(self, kind: str, says: str, then: str, changes: Changes, tried: _Tried) -> Way:
        enters, leaves = moved(self.asker.result.starts, tried.starts, self.id)
        return Way(kind, says, then, changes, max(0.0, tried.within), dict(tried.starts), enters, leaves)

    def money(self, money: Money, named: str, span: float) -> Way | str:
        """The first multiple of the money that may move at which it is in; it is this part of all that is looked at."""
        for number, scale in enumerate(SCALES):
            self.begin(f"Trying more money: {percent(scale)} of it", span * number / len(SCALES))
            tried = self._try(changes := money(scale))
            if tried.shown:
                says = f"There is {percent(scale)} of the money of today in {named}"
                return self._way(
                    "money", says, "Tried in steps of 10%: with less it was not shown to be in.", changes, tried
                )
        most = percent(SCALES[-1])
        return f"More money alone: at up to {most} of the money of today in {named} it is not shown to be in."

    def revenue(self) -> Way | str | None:
        """A higher revenue limit, sought by halving."""
        limit, name = self.problem.revenue_limit_pence, "revenue_limit_gbp_per_year"
        if limit is None:
            return None

        def at(pence: int) -> Changes:
            return (Change("settings", name, pence / PENCE_IN_POUND),)

        step = step_pence(limit)
        every = sum(b.revenue_pence or 0 for b in self.problem.bids.values())
        low, high = limit, -(-every // step) * step
        best = self._try(at(high)) if high > limit else None
        if best is None or not best.shown:
            but = " but those of single years" if self.problem.revenue_by_year_pence else ""
            return f"A higher revenue limit alone: even with no limit{but} it is not shown to be in."
        for _ in range(HALVINGS):
            middle = (low + high) // 2 // step * step
            if middle <= low:
                break
            tried = self._try(at(middle))
            low, high, best = (low, middle, tried) if tried.shown else (middle, high, best)
        says = f"The revenue limit is {pounds(high)} a year instead of {pounds(limit)}"
        return self._way("limit", says, f"At {pounds(low)} it was not shown to be in.", at(high), best)

    def starts(self) -> Way | str | None:
        """More starts a year."""
        most = self.problem.max_starts
        if most is None:
            return None
        for number in range(most + 1, most + 1 + MOST_MORE_STARTS):
            changes = (Change("settings", "max_starts_per_year", number),)
            tried = self._try(changes)
            if tried.shown:
                return self._way("limit", f"{number} bids may start in a year instead of {most}", "", changes, tried)
        tried_to = most + MOST_MORE_STARTS
        return f"More starts alone: with up to {tried_to} a year instead of {most} it is not shown to be in."

    def weight(self, scored: Scored) -> Way | str | None:
        """One criterion that counts for more or less: the nearest found, by changing one weight at a time."""
        weights = _Weights(scored, list(self.problem.bids))
        if weights.lacking or not weights.ids:
            return None
        inside = self.asker.inside(self.id)
        tried_at: set[tuple[int, float]] = set()
        within = [dict(inside.starts)] if inside.has_answer else []
        without = [dict(self.asker.result.starts)]
        for _ in range(ROUNDS):
            near = self._nearest(weights, within, without, tried_at)
            if near is None:
                break
            tried_at.add(near)
            changes = weights.changes(*near)
            tried = self._try(changes)
            if tried.shown:
                criterion, share = near
                says = (
                    f"{weights.names[criterion]} counts for {percent(share)} of the weight instead of "
                    f"{percent(round(weights.share[criterion], 2))}, the others keeping their proportions"
                )
                then = "The nearest found by changing one weight, in steps of 1%; changes of several were not tried."
                return self._way("weight", says, then, changes, tried)
            within += [dict(tried.starts)] if tried.starts else []
            without += [dict(tried.without)] if tried.without else []
        return "Other weights: no change of one weight was found that is shown to fund it."

    def _nearest(
        self,
        weights: "_Weights",
        within: list[dict[str, int]],
        without: list[dict[str, int]],
        but: set[tuple[int, float]],
    ) -> tuple[int, float] | None:
        """The criterion and share, nearest to today's, at which a list with the bid beats every known one without."""
        found: list[tuple[float, int, float]] = []
        for criterion in range(len(weights.ids)):
            for share in SHARES:
                if (criterion, share) in but:
                    continue
                values = weights.values(criterion, share)
                worth = [
                    max(_worth(self.problem.timing, values, s) for s in some) for some in (within, without) if some
                ]
                if len(worth) == 2 and worth[0] >= self.asker.beyond(worth[1]):  # noqa: PLR2004 - both kinds of list
                    found.append((abs(share - weights.share[criterion]), criterion, share))
        return min(found)[1:] if found else None


def _worth(timing: Mapping[int, float], values: Mapping[str, float], starts: Mapping[str, int]) -> float:
    return sum(values[b] * timing[s] for b, s in starts.items())


class _Weights:
    """Values of bids when one criterion has another share of the weight, from the points ledger."""

    def __init__(self, scored: Scored, bids: list[str]) -> None:
        criteria = scored.criteria[scored.criteria["weight"] > 0]
        self.ids, self.bids = [str(c) for c in criteria["criterion_id"]], bids
        self.names = [str(n) for n in criteria["name"]]
        self.weight = criteria["weight"].to_numpy(float)
        self.share = self.weight / self.weight.sum() if len(self.weight) else self.weight
        rows = scored.ledger[scored.ledger["criterion_id"].isin(self.ids)]
        each = rows["points"] / rows["weight_used"].where(rows["weight_used"] > 0)
        table = rows.assign(each=each).pivot(index="bid_id", columns="criterion_id", values="each")
        self.full = table.reindex(index=bids, columns=self.ids).to_numpy(float)
        self.lacking = bool((~np.isfinite(self.full)).all())

    def _shares(self, criterion: int, share: float) -> np.ndarray:
        """Shares of the weight with one criterion at a share and the others in proportion."""
        rest = 1.0 - self.share[criterion]
        shares = self.share * ((1.0 - share) / rest if rest > 0 else 0.0)
        shares[criterion] = share
        return np.asarray(shares)

    def values(self, criterion: int, share: float) -> dict[str, float]:
        """Bid id -> value; the weights of a bid are shared over the scores it has."""
        shares = self._shares(criterion, share)
        known = np.isfinite(self.full)
        total = (known * shares).sum(axis=1)
        points = np.where(known, self.full, 0.0) @ shares
        worth = np.divide(points, total, out=np.zeros_like(points), where=total > 0)
        return dict(zip(self.bids, worth.tolist(), strict=True))

    def changes(self, criterion: int, share: float) -> Changes:
        """The one weight that gives the criterion its share while the others stay as they are."""
        others = float(self.weight.sum() - self.weight[criterion])
        return (Change("weights", self.ids[criterion], round(share / (1.0 - share) * others, 6)),)

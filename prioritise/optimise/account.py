"""One bid's account: what the list would lose without it, or what would fund it and what would not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prioritise.optimise.counterfactual import Asker, Effort, Lacks, Replacement, moved
from prioritise.optimise.result import Status
from prioritise.optimise.shown import Raise, Way
from prioritise.optimise.ways import Finder

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Account:
    """What re-solves say of one bid.

    Attributes:
        bid_id: whose. start: year in which it starts; None for one that is out.
        replacement: what a funded bid is worth to the list; None for one that is out.
        lacks: what another one is short of; None for a funded bid.
        displaced, comes: for one that is out, the bids that drop out and come in if it is forced in.
        binds: what keeps it out of the list as it stands: rules it would break, money it would lack.
        ways: changes with which it is in, each promised for any list proved to within `margin`.
        margin: relative gap within which that holds. gap: to which the list itself was proved; None when unknown.
        proved: whether the list was proved the best possible.
        out_of_time: whether the clock stopped a search, so that another machine might come to closer figures.
    """

    bid_id: str
    start: int | None
    replacement: Replacement | None
    lacks: Lacks | None
    displaced: tuple[str, ...]
    comes: tuple[str, ...]
    binds: tuple[str, ...]
    ways: tuple[Way, ...]
    margin: float
    gap: float | None
    proved: bool
    out_of_time: bool = False

    @property
    def funded(self) -> bool:
        """Whether it is in the list."""
        return self.start is not None


def account(asker: Asker, bid_id: str, rise: Raise, progress: Progress | None = None) -> Account:
    """The account of one bid.

    Args:
        asker: questions about the list.
        bid_id: one of its bids, in or out.
        rise: how a bid's scores would earn more points (`optimise.raising`).
        progress: called with a few words and the part done (0 to 1).
    """
    say = progress or (lambda _text, _part: None)
    result = asker.result
    proved = result.status is Status.PROVEN and not result.gap
    margin, start = asker.effort.margin, result.starts.get(bid_id)
    if start is not None:
        say("Looking for the best list without it", 0.2)
        replacement = asker.replacement(bid_id)
        late = asker.out_of_time(bid_id)
        return Account(bid_id, start, replacement, None, (), (), (), (), margin, result.gap, proved, late)
    say("Looking for the best list with it", 0.1)
    lacks = asker.lacks(bid_id)
    found = asker.inside(bid_id)
    comes, displaced = moved(result.starts, found.starts, bid_id) if found.has_answer else ((), ())
    found_ways: list[Way] = []
    say("Trying what would fund it", 0.3)
    for way in ways(asker, bid_id, rise):
        found_ways.append(way)
        say("Trying what would fund it", min(0.95, 0.3 + 0.15 * len(found_ways)))
    return Account(
        bid_id, None, None, lacks, displaced, comes, asker.binds(bid_id), tuple(found_ways), margin, result.gap, proved,
        asker.out_of_time(bid_id),
    )  # fmt: skip


def ways(asker: Asker, bid_id: str, rise: Raise) -> Iterator[Way]:
    """What would fund a bid, one way after another.

    They hold within the margin asked; where there is none, those are sought that hold for a list proved more closely.
    """
    found = False
    for way in Finder(asker, bid_id, rise).ways():
        found = True
        yield way
    if not found and asker.effort.margin > (least := Effort().margin):
        yield from Finder(asker.closer(least), bid_id, rise).ways()

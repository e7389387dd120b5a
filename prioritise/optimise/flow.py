"""Bids that cannot be paid together, shown in whole pence without a solver (max flow and min cut).

The solver's model leaves a little room on every row about money. A list it offers that pence cannot pay is cut off by
the reason it cannot be paid: a set of bids whose cost is more than all the money that may reach them. No list that
holds the set can be paid either, so cutting it off loses nothing. Limits that hang on what else is funded are left
aside here, so a set is never said to be unpayable that another bid would make payable.
"""

from collections import deque
from collections.abc import Callable, Hashable, Mapping

from prioritise.funding import Problem
from prioritise.funding.rule import Row, Start

Node = Hashable
_UNLIMITED = 1 << 62


class Network:
    """Capacities in whole numbers between named nodes; flow from "source" to "sink" (Dinic's method)."""

    def __init__(self) -> None:
        self.room: dict[Node, dict[Node, int]] = {"source": {}, "sink": {}}

    def pipe(self, start: Node, end: Node, capacity: int) -> None:
        """Let so much more flow from one node to another."""
        here = self.room.setdefault(start, {})
        here[end] = here.get(end, 0) + capacity
        self.room.setdefault(end, {}).setdefault(start, 0)

    def fill(self) -> int:
        """Send as much as can flow and return it; `room` is then what is left."""
        total = 0
        while "sink" in (depth := self._depths()):
            turn = {node: list(ends) for node, ends in self.room.items()}
            while sent := self._send("source", _UNLIMITED, depth, turn):
                total += sent
        return total

    def reached(self) -> set[Node]:
        """After `fill`: the source's side of the smallest cut."""
        return set(self._depths())

    def _depths(self) -> dict[Node, int]:
        found: dict[Node, int] = {"source": 0}
        queue: deque[Node] = deque(found)
        while queue:
            node = queue.popleft()
            for end, capacity in self.room[node].items():
                if capacity > 0 and end not in found:
                    found[end] = found[node] + 1
                    queue.append(end)
        return found

    def _send(self, node: Node, most: int, depth: Mapping[Node, int], turn: dict[Node, list[Node]]) -> int:
        if node == "sink":
            return most
        while turn[node]:
            end = turn[node][-1]
            if self.room[node][end] > 0 and depth.get(end) == depth[node] + 1:
                sent = self._send(end, min(most, self.room[node][end]), depth, turn)
                if sent:
                    self.room[node][end] -= sent
                    self.room[end][node] += sent
                    return sent
            turn[node].pop()
        return 0


def unpayable(problem: Problem, starts: Mapping[str, int]) -> Row | None:
    """A row that cuts off a smallest set of these bids that no list can pay; None when none is found this way.

    First whenever they start, with each pair's limit; then at these starts, year by year, without the pair's limits.
    """
    short = _smallest(problem, starts, _money_whenever)
    if short:
        return Row({Start(b, s): 1.0 for b in short for s in problem.bids[b].starts}, "<=", len(short) - 1)
    short = _smallest(problem, starts, _money_by_year)
    return Row({Start(b, starts[b]): 1.0 for b in short}, "<=", len(short) - 1) if short else None


def short_pence(problem: Problem, starts: Mapping[str, int]) -> int:
    """Pence that cannot be found for these bids at these starts, however they are paid (at least so much; 0: none)."""
    return max(_short(problem, starts, build)[0] for build in (_money_whenever, _money_by_year))


Build = Callable[[Problem, Mapping[str, int]], Network]


def _smallest(problem: Problem, starts: Mapping[str, int], build: Build) -> list[str]:
    """Bids that cannot be paid together, none of which can be left out of the set; empty when all can be paid."""
    missing, held = _short(problem, starts, build)
    if not missing:
        return []
    for bid_id in sorted(held):
        fewer = {b: starts[b] for b in held if b != bid_id}
        if _short(problem, fewer, build)[0]:
            held = set(fewer)
    return sorted(held)


def _short(problem: Problem, starts: Mapping[str, int], build: Build) -> tuple[int, set[str]]:
    """Pence missing, and the bids on the source's side of the smallest cut."""
    network = build(problem, starts)
    missing = sum(problem.bids[b].least_pence for b in starts) - network.fill()
    reached = {node[1] for node in network.reached() if isinstance(node, tuple) and node[0] in ("bid", "need")}
    return missing, reached if missing else set()


def _money_whenever(problem: Problem, starts: Mapping[str, int]) -> Network:
    """What each bid needs, what each pot may give it, and what each pot has, over all years."""
    network = Network()
    for bid_id in starts:
        network.pipe("source", ("bid", bid_id), problem.bids[bid_id].least_pence)
        for pot_id in sorted({t.pot_id for t in problem.tranches_for(bid_id)}):
            network.pipe(("bid", bid_id), ("pot", pot_id), problem.pairs[pot_id, bid_id])
    for pot_id, pot in problem.pots.items():
        network.pipe(("pot", pot_id), "sink", pot.countable_pence)
    return network


def _money_by_year(problem: Problem, starts: Mapping[str, int]) -> Network:
    """What each bid needs in each year at its start, and the money that may be paid in that year.

    A bid that may be paid in part needs its least over all years, and in each no more than its cost.
    """
    network = Network()
    for bid_id, start in starts.items():
        bid, needs = problem.bids[bid_id], _need(problem, bid_id)
        if needs != "source":
            network.pipe("source", needs, bid.least_pence)
        for offset, pence in enumerate(bid.profile_pence):
            network.pipe(needs, ("bid", bid_id, start + offset), pence)
            for tranche in problem.tranches_for(bid_id):
                if tranche.first <= start + offset <= tranche.last:
                    network.pipe(("bid", bid_id, start + offset), ("tranche", *tranche[:3]), pence)
    for pot in problem.pots.values():
        for tranche in pot.tranches:
            network.pipe(("tranche", *tranche[:3]), "sink", tranche.pence)
    return network


def _need(problem: Problem, bid_id: str) -> Node:
    """Where the money of a bid's years comes from: of one that may be paid in part, a node that holds its least."""
    return "source" if problem.bids[bid_id].least_pence == problem.bids[bid_id].capital_pence else ("need", bid_id)

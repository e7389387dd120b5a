"""Links between bids: must and never, at most one of a group, one only if another."""

from collections import defaultdict
from collections.abc import Iterable

from prioritise.case.rows import blank
from prioritise.funding.facts import Problem
from prioritise.funding.raw import Raw
from prioritise.funding.rule import Breach, Portfolio, Row, Rule, Start, Variable


class MustNever(Rule):
    """A bid marked must is funded; one marked never is not."""

    id, title, order = "must", "Must and never", 5

    def sentence(self) -> str:
        return "A bid marked must is funded; a bid marked never is not."

    def rows(self, problem: Problem) -> Iterable[Row]:
        for bid in problem.bids.values():
            starts: dict[Variable, float] = {Start(bid.id, s): 1.0 for s in bid.starts}
            if bid.must == "yes":
                yield Row(starts, ">=", 1, f"must:{bid.id}", f"{problem.called(bid.id)} must be funded")
            elif bid.must == "never" and starts:
                yield Row(starts, "<=", 0, f"never:{bid.id}", f"{problem.called(bid.id)} is marked never")

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        found = []
        for bid_id, bid in raw.bids.items():
            if bid["must"] == "yes" and bid_id not in portfolio.starts:
                found.append(Breach(self.id, f"{bid_id} must be funded and is not"))
            if bid["must"] == "never" and bid_id in portfolio.starts:
                found.append(Breach(self.id, f"{bid_id} must never be funded and is"))
        return found


class ChoiceGroup(Rule):
    """At most one bid of a choice group is funded."""

    id, title, order = "choice", "At most one of a group", 6

    def sentence(self) -> str:
        return (
            "Of the bids that share a choice group (versions of one scheme, such as extend or rebuild), at most one is "
            "funded."
        )

    def rows(self, problem: Problem) -> Iterable[Row]:
        groups: dict[str, list[str]] = defaultdict(list)
        for bid in problem.bids.values():
            if bid.choice_group:
                groups[bid.choice_group].append(bid.id)
        for name, ids in sorted(groups.items()):
            if len(ids) > 1:
                terms: dict[Variable, float] = {Start(b, s): 1.0 for b in ids for s in problem.bids[b].starts}
                said = f"at most one of choice {name}: {' or '.join(map(problem.called, ids))}"
                yield Row(terms, "<=", 1, f"choice:{name}", said)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        bids = raw.bids
        funded = [bids[b]["choice_group"] for b in portfolio.starts if not blank(bids[b]["choice_group"])]
        return [Breach(self.id, f"more than one bid of choice {g}") for g in sorted(set(funded)) if funded.count(g) > 1]


class Requires(Rule):
    """A bid is funded only if each bid it requires is funded and starts no later."""

    id, title, order = "requires", "One only if another", 7

    def sentence(self) -> str:
        return (
            "A bid that requires others (a second phase, say, that requires the first) is funded only if each of them "
            "is funded and starts no later."
        )

    def rows(self, problem: Problem) -> Iterable[Row]:
        for bid in problem.bids.values():
            for other in bid.requires:
                sentence = f"{problem.called(bid.id)} needs {problem.called(other)} funded, starting no later"
                for start in bid.starts:
                    terms: dict[Variable, float] = {Start(bid.id, s): 1.0 for s in bid.starts if s <= start}
                    if other in problem.bids:
                        terms |= {Start(other, s): -1.0 for s in problem.bids[other].starts if s <= start}
                    yield Row(terms, "<=", 0, f"requires:{bid.id}:{other}", sentence)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        bids = raw.bids
        return [
            Breach(self.id, f"{bid_id} needs {other} funded and started no later")
            for bid_id, start in portfolio.starts.items()
            for other in bids[bid_id]["requires"]
            if other not in portfolio.starts or portfolio.starts[other] > start
        ]

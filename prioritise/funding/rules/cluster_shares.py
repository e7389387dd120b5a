"""Floors and ceilings by cluster."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from prioritise.case.issues import Issue
from prioritise.funding.facts import Problem
from prioritise.funding.raw import Raw, percent
from prioritise.funding.rule import Breach, Portfolio, Row, Rule
from prioritise.funding.shares import Sense, missed, share_row


def _parts(problem: Problem, cluster: str) -> dict[str, float]:
    return {b.id: b.clusters[cluster] for b in problem.bids.values() if cluster in b.clusters}


def _check(
    rule_id: str, raw: Raw, portfolio: Portfolio, wanted: float | Mapping[str, float] | None, sense: Sense
) -> list[Breach]:
    if wanted is None:
        return []
    where = {b: raw.clusters_of(row) for b, row in raw.bids.items()}
    if not isinstance(wanted, Mapping):
        wanted = {c: wanted for clusters in where.values() for c in clusters}
    found = []
    for cluster, share in sorted(wanted.items()):
        parts = {b: Fraction(named.count(cluster), len(named)) for b, named in where.items() if named}
        found += missed(rule_id, raw, portfolio, parts, share, sense, f"cluster {cluster}")
    return found


class ClusterFloor(Rule):
    """At least a share of all capital funded goes to each cluster that has a floor."""

    id, title, order = "floor", "Floors by cluster", 93

    def sentence(self) -> str:
        return (
            "Of all capital funded, at least the stated share goes to each cluster with a floor. A bid of several "
            "clusters counts in equal parts; one figure for all applies to every cluster that has a bid."
        )

    def rows(self, problem: Problem) -> Iterable[Row]:
        for cluster, share in problem.floors.items():
            if share > 0:
                parts = _parts(problem, cluster)
                yield from share_row(problem, parts, share, ">=", f"floor:{cluster}", problem.cluster_called(cluster))

    def doubts(self, problem: Problem) -> Iterable[Issue]:
        payable = {b for _, b in problem.pairs}
        for cluster, share in problem.floors.items():
            bids = [b for b in problem.bids.values() if cluster in b.clusters and b.starts and b.must != "never"]
            if share > 0 and not any(b.id in payable for b in bids):
                named = problem.cluster_called(cluster)
                said = f"the floor of {percent(share)} for {named} cannot be met: no bid of it can be funded"
                done = "kept: so nothing that costs money can be funded elsewhere either"
                column = "min_share_by_cluster"
                yield Issue("settings", None, column, "floor_unreachable", "warning", cluster, said, done)

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        return _check(self.id, raw, portfolio, raw.settings.min_share_by_cluster, ">=")


class ClusterCeiling(Rule):
    """At most a share of all capital funded goes to each cluster that has a ceiling."""

    id, title, order = "ceiling", "Ceilings by cluster", 94

    def sentence(self) -> str:
        return (
            "Of all capital funded, at most the stated share goes to each cluster with a ceiling. A bid of several "
            "clusters counts in equal parts; one figure for all applies to every cluster that has a bid."
        )

    def rows(self, problem: Problem) -> Iterable[Row]:
        wanted = problem.terms.settings.max_share_by_cluster if problem.terms is not None else None
        if isinstance(wanted, float):
            wanted = dict.fromkeys(sorted({c for b in problem.bids.values() for c in b.clusters}), wanted)
        for cluster, share in sorted((wanted or {}).items()):
            if share < 1:
                parts = _parts(problem, cluster)
                yield from share_row(problem, parts, share, "<=", f"ceiling:{cluster}", problem.cluster_called(cluster))

    def check(self, raw: Raw, portfolio: Portfolio) -> list[Breach]:
        return _check(self.id, raw, portfolio, raw.settings.max_share_by_cluster, "<=")

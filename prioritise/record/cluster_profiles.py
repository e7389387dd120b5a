"""Every cluster's profile, put together once: facts of the evidence and of the money, its size and its shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.case.rows import each
from prioritise.evidence.clusters import cluster_facts, cluster_names, view_years
from prioritise.evidence.contiguity import Rules, contiguity
from prioritise.evidence.direction import Travel, travel
from prioritise.evidence.model import Evidence
from prioritise.evidence.size import Flag, SizeBand, flags
from prioritise.funding.facts import Problem
from prioritise.funding.payable import cluster_money


@dataclass(frozen=True)
class ClusterProfiles:
    """What is known of the clusters of a case.

    Attributes:
        names: cluster code -> name, by name; practices in no cluster are under "".
        years: now, and the nearer and the further year looked at (start years).
        facts: the long table (`evidence.facts.COLUMNS`).
        pieces: one row a cluster (`evidence.contiguity.COLUMNS`).
        travels: cluster code -> direction, distance and speed.
    """

    names: dict[str, str]
    years: tuple[int, int, int]
    facts: pd.DataFrame
    pieces: pd.DataFrame
    travels: Mapping[str, Travel]

    @cached_property
    def _rows(self) -> dict[tuple[str, str], list[Any]]:
        found: dict[tuple[str, str], list[Any]] = {}
        for row in each(self.facts.sort_values(["financial_year", "basis"], kind="stable")):
            found.setdefault((row.cluster_code, row.fact), []).append(row)
        return found

    def cells(self, cluster_code: str, fact: str) -> list[Any]:
        """The rows of one fact of one cluster, by year and basis: each a named tuple of `facts`."""
        return self._rows.get((cluster_code, fact), [])

    def value(self, cluster_code: str, fact: str) -> float:
        """The value of a fact with one row; NaN where there is none, or it is unknown."""
        rows = self.cells(cluster_code, fact)
        return float(rows[0].value) if len(rows) == 1 else float("nan")

    def flags(self, cluster_code: str, bands: Sequence[SizeBand]) -> tuple[Flag, ...]:
        """Where the cluster's registered list lies against each band."""
        row = self.cells(cluster_code, "list_size")[0]
        return flags(float(row.value), bands, whole=bool(row.known == row.of))

    def travel(self, cluster_code: str) -> Travel:
        """Its direction, distance and speed."""
        return self.travels[cluster_code]

    def shape(self, cluster_code: str) -> Any:
        """Its row of `pieces`, a named tuple; None for practices in no cluster."""
        rows = self.pieces[self.pieces["cluster_code"] == cluster_code]
        return next(each(rows), None)


def cluster_profiles(case: Case, evidence: Evidence, assumptions: Assumptions, problem: Problem) -> ClusterProfiles:
    """The profiles of every cluster of a case.

    Raises:
        DataFault: the years looked at lie beyond the evidence.
    """
    names = cluster_names(case)
    facts = cluster_facts(case, evidence, assumptions)
    return ClusterProfiles(
        names,
        view_years(evidence, assumptions),
        pd.concat([facts, cluster_money(problem, list(names))], ignore_index=True),
        contiguity(case, Rules.of(assumptions)),
        {code: travel(facts, code) for code in names},
    )

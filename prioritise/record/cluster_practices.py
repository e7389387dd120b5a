"""The practices of one cluster, each in a line of words, and what they come to together."""

import math
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.rows import each
from prioritise.evidence.model import Evidence
from prioritise.evidence.space import clusters_of
from prioritise.record.cluster_profiles import ClusterProfiles
from prioritise.record.fact_words import fact_words, figure
from prioritise.record.words import gap_words
from prioritise.unknown import NOT_KNOWN

Line = tuple[str, ...]


def practices_of(case: Case, evidence: Evidence, code: str, years: tuple[int, int, int]) -> tuple[Line, ...]:
    """One line a practice, by name: name, list, room now and at the further date with its basis, GPs, patients a GP."""
    clusters = clusters_of(case)
    mine = case.table("practices").merge(clusters.loc[clusters["cluster_code"] == code, ["practice_code"]])
    gap = evidence.practice_gap.set_index(["practice_code", "financial_year"])
    rows: list[Line] = []
    for r in each(mine.sort_values(["name", "practice_code"])):
        now, then = (gap.loc[(r.practice_code, y)] for y in (years[0], years[2]))
        gps = float(r.gp_fte)
        load = figure(r.list_size / gps, "patients") if gps > 0 else NOT_KNOWN
        rows.append(
            (
                str(r.name), figure(float(r.list_size), "patients"), _room(now), _room(then),
                _bare(figure(gps, "FTE")), load,
            )
        )  # fmt: skip
    return tuple(rows)


def _room(gap: "pd.Series[Any]") -> str:
    if math.isnan(gap["gap_m2"]):
        return NOT_KNOWN
    assumed = ", area assumed" if gap["area_assumed"] else ""
    return f"{gap_words(float(gap['gap_m2']))} {gap['area_basis']}{assumed}"


def practice_totals(profiles: ClusterProfiles, code: str) -> Line:
    """What the practices come to, in the order of `practices_of`.

    Net and gross room are never added together: each says over how many of the practices it is.
    """
    count = int(profiles.value(code, "practices"))
    facts = {name: profiles.cells(code, name) for name in ("list_size", "gp_fte", "patients_per_gp")}
    said = {name: fact_words(rows[0]) if rows else NOT_KNOWN for name, rows in facts.items()}
    rooms = (
        "; ".join(
            f"{gap_words(r.value)} {r.basis}" + (f" ({r.known} of {count:,})" if r.known < count else "")
            for r in profiles.cells(code, "gap_m2")
            if r.financial_year == year and r.basis and not math.isnan(r.value)
        )
        for year in (profiles.years[0], profiles.years[2])
    )
    now, then = (room or NOT_KNOWN for room in rooms)
    return f"All {count:,} practices", said["list_size"], now, then, _bare(said["gp_fte"]), said["patients_per_gp"]


def _bare(fte: str) -> str:
    """A figure of staff without its unit, which the heading has."""
    return fte.replace(" FTE", "", 1)

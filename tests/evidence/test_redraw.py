"""A redraw moves practices between clusters, and neither changes the case nor makes or loses anything."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.case.case import Case
from prioritise.errors import DataFault
from prioritise.evidence import build_evidence, case_assumptions
from prioritise.evidence.clusters import cluster_facts
from prioritise.evidence.redraw import NEW_CLUSTER, NEW_NAME, differences, redrawn
from tests.build import small_case
from tests.evidence.cases import development, practice, site

CODES = [f"P{n}" for n in range(1, 7)]
CASE = small_case(
    practices=[
        practice(
            c, 3000 + 777 * n, cluster_code=f"C{n % 3}", cluster_name=f"Cluster {n % 3}", gp_fte=[2.0, None][n % 2]
        )
        for n, c in enumerate(CODES)
    ],
    sites=[
        site(f"S{n}", c, float(n), area_m2=[250.0 + 40 * n, None][n == 4], area_basis=["NIA", "GIA"][n == 2])
        for n, c in enumerate(CODES)
    ],
    developments=[development("D1", 300, 1.2), development("D2", 90, 4.0, status="started")],
)
EVIDENCE = build_evidence(CASE, case_assumptions(CASE))
SUMS = [
    "patients",
    "growth_people",
    "homes",
    "gap_m2",
    "short_m2",
    "list_size",
    "practices",
    "sites",
    "area_m2",
    "gp_fte",
]


def facts_of(case: Case) -> pd.DataFrame:
    return cluster_facts(case, EVIDENCE, case_assumptions(case))


BEFORE = facts_of(CASE)


def sums(facts: pd.DataFrame) -> pd.DataFrame:
    """What all clusters have together, with how many it is known for."""
    rows = facts[facts["fact"].isin(SUMS)]
    by = rows.groupby(["fact", "basis", "financial_year"], dropna=False, sort=True)
    return by.agg(value=("value", "sum"), known=("known", "sum"), of=("of", "sum"))


@given(st.dictionaries(st.sampled_from(CODES), st.sampled_from(["C0", "C1", "C2", NEW_CLUSTER])))
@settings(max_examples=40, deadline=None)
def test_all_clusters_together_have_what_they_had(moves: dict[str, str]) -> None:
    digest = replace(CASE).digest  # a case keeps its digest once made, so that only a copy tells of a change
    after = facts_of(redrawn(CASE, moves))
    one, other = sums(BEFORE), sums(after)
    # a cluster without a practice on a basis has no row of it: what it adds is nothing
    pd.testing.assert_frame_equal(one[["value"]], other[["value"]].reindex(one.index), rtol=1e-9, atol=1e-6)
    gone = other.index.difference(one.index)
    assert not len(gone)
    whole = one["of"].gt(0) & (one.index.get_level_values("fact") != "area_m2")
    assert one.loc[whole, ["known", "of"]].equals(other.reindex(one.index).loc[whole, ["known", "of"]])
    assert replace(CASE).digest == digest


def test_moving_a_practice_moves_its_figures_and_nothing_else() -> None:
    after = facts_of(redrawn(CASE, {"P1": "C1"}))
    found = differences(BEFORE, after)
    assert set(found["cluster_code"]) == {"C0", "C1"}
    patients = found[found["fact"] == "list_size"].set_index("cluster_code")["change"]
    assert patients.to_dict() == {"C0": -3000, "C1": 3000}


def test_moving_and_moving_back_changes_nothing() -> None:
    there = redrawn(CASE, {"P1": "C1", "P2": NEW_CLUSTER})
    back = redrawn(there, {"P1": "C0", "P2": "C1"})
    assert back.digest == CASE.digest
    assert not len(differences(BEFORE, facts_of(back)))


def test_a_new_cluster_is_named_and_an_emptied_one_is_gone() -> None:
    after = facts_of(redrawn(CASE, {"P1": NEW_CLUSTER, "P4": NEW_CLUSTER}))
    assert set(after["cluster_code"]) == {NEW_CLUSTER, "C1", "C2"}
    names = redrawn(CASE, {"P1": NEW_CLUSTER}).table("practices").set_index("practice_code")["cluster_name"]
    assert names["P1"] == NEW_NAME and names["P2"] == "Cluster 1"


@pytest.mark.parametrize(
    ("moves", "said"), [({"P9": "C1"}, "practice .*: P9"), ({"P1": "C9"}, "cluster .*: C9"), ({"P1": ""}, "cluster")]
)
def test_what_the_case_does_not_have_is_refused(moves: dict[str, str], said: str) -> None:
    with pytest.raises(DataFault, match=said):
        redrawn(CASE, moves)

"""The whole chain: a walk by hand, limiting cases, and properties that must hold for any case."""

from dataclasses import fields, replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.case.case import Case
from prioritise.errors import DataFault
from prioritise.evidence import Evidence, build_evidence, case_assumptions, growth_causes, headline
from tests.build import small_case
from tests.evidence.cases import areas, development, practice, site, square

AREAS = areas(square("E01", -1.0, 1.0), square("E02", 1.0, 9.0))
BASES = st.sampled_from(["NIA", "GIA"])


def evidence(case: Case) -> Evidence:
    """The evidence of a case, which is left as it was."""
    before: dict[str, Any] = {name: frame.copy(deep=True) for name, frame in case.tables.items()}
    found = build_evidence(case, case_assumptions(case))
    for name, frame in before.items():
        assert case.tables[name].equals(frame), f"{name} was edited in place"
    return found


def walk() -> Case:
    """One development of 100 homes, nine in ten likely, whose area registers 6:3:1 with P1, P2 and X9 outside."""
    case = small_case(
        {"shares_by": "registrations"},
        practices=[practice("P1", 10_000, weighted_list_size=10_500), practice("P2", 3000), practice("P3", 2000)],
        sites=[
            site("S1", "P1", 1.0, area_m2=520.0, area_basis="NIA", clinical_rooms=8),
            site("S2", "P2", 2.0, area_m2=300.0, area_basis="GIA", clinical_rooms=3),
            site("S3", "P3", 3.0, area_m2=150.0, area_basis="NIA"),
        ],
        developments=[development("D1", 100), development("D2", 10, None, probability=1.0, status="started")],
        completions=[
            {"development_id": "D1", "financial_year": 2026, "homes": 40.0},
            {"development_id": "D1", "financial_year": 2028, "homes": 60.0},
        ],
        flows=[
            {"practice_code": code, "area_code": "E01", "patients": patients}
            for code, patients in [("P1", 600.0), ("P2", 300.0), ("X9", 100.0)]
        ],
    )
    return replace(case, areas=AREAS)


def test_a_walk_by_hand_from_one_development_to_three_practices() -> None:
    found = evidence(walk())
    people = found.people[found.people["development_id"] == "D1"]
    assert people["people"].tolist() == pytest.approx([86.4, 129.6])  # 36 and 54 homes x 2.4
    ledger = found.registrations.set_index(["practice_code", "financial_year"])["people"]
    assert ledger["P1"].loc[[2026, 2027, 2028, 2040]].tolist() == pytest.approx([51.84, 51.84, 129.6, 129.6])
    assert ledger["P2"].loc[[2026, 2027, 2028, 2040]].tolist() == pytest.approx([25.92, 25.92, 64.8, 64.8])
    rows = found.practice_gap.set_index(["practice_code", "financial_year"])
    assert rows.loc[("P1", 2028), "space_patients"] == pytest.approx(10_129.6 * 1.05)
    assert rows.loc[("P1", 2028), "need_m2"] == pytest.approx(10_129.6 * 1.05 * 120 / 1750)
    assert rows.loc[("P1", 2028), "gap_m2"] == pytest.approx(520 - 729.3312)
    assert rows.loc[("P1", 2028), "rooms_needed"] == pytest.approx(10_129.6 * 5.26 * 0.25 / 1800)
    assert rows.loc[("P2", 2028), "need_m2"] == pytest.approx(199 + 1064.8 * 134 / 2000)
    assert rows.loc[("P3", 2028), "patients"] == 2000
    assert rows.loc[("P1", found.now), "gap_m2"] == pytest.approx(-200)


def test_headline_counts_everybody_once() -> None:
    case = walk()
    head = headline(evidence(case), case, 2028)
    assert head.people == pytest.approx(216 + 24)
    assert (head.people_inside, head.people_outside) == (pytest.approx(194.4), pytest.approx(21.6))
    assert head.people_unassigned == pytest.approx(24)
    assert head.homes == pytest.approx(100)
    assert (head.patients_now, head.patients) == (15_000, pytest.approx(15_194.4))
    assert head.short_m2 == pytest.approx({"NIA": 729.3312 - 520, "GIA": 0.0})
    assert head.practices == {"enough": 1, "tight": 1, "short": 1, "unknown": 0}
    assert head.rooms_short == pytest.approx(0.0, abs=1e-9)
    with pytest.raises(ValueError, match="2025 to 2040"):
        headline(evidence(case), case, 2099)


def test_people_without_a_place_are_shown_apart_not_lost() -> None:
    found = evidence(walk())
    row = found.unassigned.iloc[0]
    assert (row["development_id"], row["people"], row["reason"]) == ("D2", pytest.approx(24), "no place on the map")
    issue = next(i for i in found.issues if i.code == "people_unassigned")
    assert (issue.row, issue.value) == (3, "D2") and issue.message.startswith("24 people by 2026/27")


def test_causes_of_growth_largest_first() -> None:
    case = walk()
    rows = [
        development("D1", 100, probability=1),
        development("D3", 200, probability=1),
        development("D0", 100, probability=1),
    ]
    case = small_case(practices=[practice("P1", 5000)], sites=[site("S1", "P1", 1.0)], developments=rows)
    got = growth_causes(evidence(case), "P1", 2030)
    assert got["development_id"].tolist() == ["D3", "D0", "D1"]
    assert got["people"].tolist() == pytest.approx([480, 240, 240])
    assert got["share_of_growth"].tolist() == pytest.approx([0.5, 0.25, 0.25])
    assert growth_causes(evidence(case), "P1", 2025).empty
    assert growth_causes(evidence(case), "nobody", 2030).empty


def test_without_developments_patients_are_the_list() -> None:
    case = small_case(practices=[practice("P1", 5000), practice("P2", 700)])
    found = evidence(case)
    assert (found.practice_gap["patients"] == found.practice_gap["list_size"]).all()
    assert found.registrations.empty and found.shares.empty and found.people.empty


def test_an_empty_case_gives_empty_tables_of_the_right_types() -> None:
    empty, full = evidence(small_case()), evidence(walk())
    for name in ("homes", "people", "shares", "registrations", "practice_gap", "site_gap", "cluster_gap"):
        none, some = getattr(empty, name), getattr(full, name)
        assert none.empty and not some.empty
        assert none.dtypes.to_dict() == some.dtypes.to_dict(), name


def test_a_case_without_a_first_year_and_unusable_assumptions_are_refused() -> None:
    case = small_case()
    with pytest.raises(DataFault, match="first_year"):
        build_evidence(Case({}, case.settings.model_copy(update={"first_year": None})), case_assumptions(case))
    for own in (
        {"room_utilisation": 0.0},
        {"nearest_practices": 0},
        {"people_per_home": -1.0},
        {"evidence_years": 0.5},
    ):
        with pytest.raises(DataFault, match=next(iter(own))):
            case_assumptions(case.with_settings(assumption_values=own))
    with pytest.raises(DataFault, match="assumptions_date"):
        case_assumptions(case.with_settings(assumptions_date="next year"))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any small case: practices, sites, developments and flows in two areas."""
    number = st.integers(1, 400)
    codes = [f"P{n}" for n in range(draw(st.integers(1, 5)))]
    practices = [
        practice(c, float(draw(number) * 50), weighted_list_size=draw(st.none() | number.map(lambda n: n * 50.0)))
        for c in codes
    ]
    sites = [
        site(f"S{n}", draw(st.sampled_from(codes)), draw(st.integers(-50, 90)) / 10,
             area_m2=draw(st.none() | number.map(float)), area_basis=draw(BASES))
        for n in range(draw(st.integers(0, 7)))
    ]  # fmt: skip
    developments = [
        development(f"D{n}", float(draw(number)), draw(st.none() | st.integers(-20, 90).map(lambda x: x / 10)),
                    status=draw(st.sampled_from(["allocated", "outline", "full", "started", "completed"])),
                    probability=draw(st.none() | st.floats(0, 1)))
        for n in range(draw(st.integers(0, 6)))
    ]  # fmt: skip
    pairs = draw(st.sets(st.tuples(st.sampled_from([*codes, "X9"]), st.sampled_from(["E01", "E02"])), max_size=8))
    flows = [{"practice_code": p, "area_code": a, "patients": float(draw(number))} for p, a in sorted(pairs)]
    case = small_case(practices=practices, sites=sites, developments=developments, flows=flows)
    return replace(case, areas=AREAS)


def scaled(case: Case, table: str, factor: float, *columns: str) -> Case:
    frame = case.table(table)
    return case.with_table(table, frame.assign(**{c: frame[c] * factor for c in columns}))


def shuffled(case: Case, seed: int) -> Case:
    """The same case with every table's rows and the areas in another order, and not put back in key order."""
    tables = {name: frame.sample(frac=1, random_state=seed) for name, frame in case.tables.items()}
    assert case.areas is not None
    return replace(case, tables=tables, areas=case.areas.sample(frac=1, random_state=seed))


@settings(max_examples=20, deadline=None)
@given(cases())
def test_shares_sum_to_one_and_nobody_is_lost_or_counted_twice(case: Case) -> None:
    found = evidence(case)
    assert found.shares.groupby("development_id")["share"].sum().tolist() == pytest.approx(
        [1.0] * found.shares["development_id"].nunique(), abs=1e-9
    )
    assert (found.shares["share"] >= 0).all()
    last = found.years[-1]
    head = headline(found, case, last)
    assert head.people == pytest.approx(head.people_inside + head.people_outside + head.people_unassigned)
    rows = found.practice_gap[found.practice_gap["financial_year"] == last]
    assert rows["growth_people"].sum() == pytest.approx(head.people_inside)
    assert (found.practice_gap["patients"] - found.practice_gap["list_size"]).to_numpy() == pytest.approx(
        found.practice_gap["growth_people"].to_numpy(), abs=1e-6
    )
    assert found.cluster_gap["patients"].sum() == pytest.approx(found.practice_gap["patients"].sum())


@settings(max_examples=12, deadline=None)
@given(cases(), st.integers(0, 9))
def test_the_order_of_rows_changes_nothing(case: Case, seed: int) -> None:
    one, other = evidence(case), evidence(shuffled(case, seed))
    for each in fields(Evidence):
        left, right = getattr(one, each.name), getattr(other, each.name)
        if isinstance(left, pd.DataFrame):
            pd.testing.assert_frame_equal(left, right, check_exact=True)
        else:
            assert left == right


@settings(max_examples=12, deadline=None)
@given(cases(), st.floats(1, 5))
def test_more_homes_never_lower_a_need(case: Case, factor: float) -> None:
    few, many = evidence(case), evidence(scaled(case, "developments", factor, "homes"))
    for column in ("patients", "need_m2", "rooms_needed"):
        before, after = few.practice_gap[column], many.practice_gap[column]
        assert (before.isna() == after.isna()).all()
        assert (after.fillna(0) >= before.fillna(0) - 1e-9).all()


@settings(max_examples=12, deadline=None)
@given(cases(), st.floats(0.1, 10))
def test_scaling_everybody_scales_the_need(case: Case, factor: float) -> None:
    """Lists, registrations and homes x f: every NIA need and every room x f (bands are not in proportion)."""
    case = case.with_settings(assumption_values={"build_rate_per_year": 1e9, "flows_minimum_patients": 0})
    bigger = scaled(case, "practices", factor, "list_size", "weighted_list_size")
    bigger = scaled(scaled(bigger, "developments", factor, "homes"), "flows", factor, "patients")
    one, other = evidence(case).practice_gap, evidence(bigger).practice_gap
    nia = one["area_basis"].eq("NIA")
    assert other.loc[nia, "need_m2"].to_numpy() == pytest.approx(one.loc[nia, "need_m2"].to_numpy() * factor)
    assert other["rooms_needed"].to_numpy() == pytest.approx(one["rooms_needed"].to_numpy() * factor)

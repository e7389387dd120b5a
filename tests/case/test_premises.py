"""The six-facet survey and the vulnerability table: what is refused, and what a public edition leaves out."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.case.case import Case
from prioritise.case.confidential import CONFIDENTIAL, holds_confidential, public_edition
from prioritise.case.load import load_case
from prioritise.case.premises import FACETS, FACTORS, GRADES, GROUPS, UTILISATION, grades_of
from prioritise.case.tables import TABLES
from prioritise.case.write import case_zip
from tests.build import small_case

BIDS, POTS = "bid_id,title,kind,capital_gbp\n", "pot_id,name,kind,amount_gbp\n"
PRACTICES = "practice_code,name,list_size\nP1,One,5000\n"
SITES = "site_code,practice_code,name,role,longitude,latitude,condition\nS1,P1,Main,main,0.5,51.2,B\n"
SOFT = [f.id for f in FACTORS.values() if f.soft]
SECRET = "SECRET-7741"


def loaded(folder: Path, **files: str) -> Case:
    for name, text in {"bids": BIDS, "pots": POTS, "practices": PRACTICES, "sites": SITES, **files}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return load_case(folder)


def codes(case: Case, table: str) -> list[tuple[int | None, str]]:
    return [(i.row, i.code) for i in case.issues if i.table == table]


def test_there_are_six_facets_and_twelve_factors_four_of_them_soft_in_three_groups() -> None:
    assert len(FACETS) == 6 and len(FACTORS) == 12 and len(SOFT) == 4
    assert {f.group for f in FACTORS.values()} == set(GROUPS) and len(GROUPS) == 3
    assert FACTORS["cqc_rating"].group == "quality" and FACTORS["list_closure"].group == "contract"
    assert grades_of(UTILISATION) != grades_of("quality") == GRADES


def test_a_good_survey_loads_and_a_grade_of_another_facet_is_refused(tmp_path: Path) -> None:
    rows = "site_code,facet,grade,surveyed\nS1,quality,C,2025-03-01\nS1,space_utilisation,B,\nS1,statutory,full,\n"
    case = loaded(tmp_path, facets=rows + "S9,quality,A,\nS1,roof,A,\n")
    found = case.table("facets").set_index("facet")["grade"]
    assert found["quality"] == "C" and found[["space_utilisation", "statutory"]].isna().all()
    assert sorted(codes(case, "facets"), key=str) == [
        (3, "grade_of_another_facet"), (4, "grade_of_another_facet"), (5, "not_in_case"), (6, "not_a_choice"),
    ]  # fmt: skip


def test_a_survey_that_disagrees_with_the_sites_is_said(tmp_path: Path) -> None:
    same = loaded(tmp_path, facets="site_code,facet,grade\nS1,physical_condition,B\n")
    assert codes(same, "facets") == []
    other = loaded(tmp_path, facets="site_code,facet,grade\nS1,physical_condition,D\n")
    assert codes(other, "facets") == [(2, "facets_disagree")]


def test_a_soft_factor_does_not_count_without_a_reason_and_the_issue_names_nobody(tmp_path: Path) -> None:
    head = "practice_code,factor,present,reason,author\n"
    case = loaded(tmp_path, vulnerability=f"{head}P1,leadership,yes,,\nP1,significant_change,yes,A split,Ann\n")
    found = case.table("vulnerability").set_index("factor")["present"]
    assert found["significant_change"] == "yes" and found[["leadership"]].isna().all()
    (issue,) = [i for i in case.issues if i.table == "vulnerability"]
    assert (issue.row, issue.code, issue.severity) == (2, "no_reason", "error")
    assert "P1" not in repr(issue) and "leadership" not in repr(issue)


def test_a_measured_factor_needs_no_reason(tmp_path: Path) -> None:
    case = loaded(tmp_path, vulnerability="practice_code,factor,present\nP1,qof,yes\n")
    assert codes(case, "vulnerability") == [] and list(case.table("vulnerability")["present"]) == ["yes"]


def with_secrets(secret: str, factors: list[str]) -> Case:
    rows = [
        {"practice_code": f"P{n}", "factor": factor, "present": "yes", "reason": f"why {secret}", "author": secret}
        for n, factor in enumerate(factors)
    ]
    practices = [{"practice_code": f"P{n}", "name": f"N{n}", "list_size": 100.0} for n in range(len(factors))]
    return small_case(practices=practices, vulnerability=rows)


@given(st.lists(st.sampled_from(list(FACTORS)), max_size=6), st.text("XYZ0123456789", min_size=9, max_size=12))
@settings(max_examples=50, deadline=None)
def test_nothing_soft_and_no_reason_or_author_is_in_a_public_edition(factors: list[str], secret: str) -> None:
    case = with_secrets(secret, factors)
    public = public_edition(case)
    kept = [f for f in factors if f not in SOFT]
    assert sorted(public.table("vulnerability")["factor"]) == sorted(kept)
    assert holds_confidential(case) == bool(factors) and not holds_confidential(public)
    files = zipfile.ZipFile(io.BytesIO(case_zip(public)))
    for name in files.namelist():
        text = files.read(name).decode()
        assert secret not in text
        assert not any(f in text for f in SOFT)


def test_a_column_nobody_declared_is_not_public_and_neither_is_an_issue_about_the_table(tmp_path: Path) -> None:
    head = "practice_code,factor,present,reason,author,private_note\n"
    case = loaded(
        tmp_path,
        vulnerability=f"{head}P1,qof,yes,{SECRET},{SECRET},{SECRET}\nP1,qof,no,{SECRET},,\nP1,{SECRET},no,,,\n",
        practices=f"practice_code,name,list_size,private_note\nP1,One,5000,{SECRET}\n",
    )
    assert SECRET in repr(case.issues) and SECRET in case.table("practices").to_csv()
    public = public_edition(case)
    every = "".join(public.table(t).to_csv() for t in TABLES) + repr(public.issues) + repr(public.notes)
    assert SECRET not in every
    assert public.table("vulnerability")["present"].notna().any()


def test_a_public_edition_loads_back_and_is_its_own_public_edition(demo_folder: Path, tmp_path: Path) -> None:
    case = load_case(demo_folder)
    public = public_edition(case)
    (tmp_path / "public.zip").write_bytes(case_zip(public))
    back = load_case(tmp_path / "public.zip")
    assert back.digest == public.digest == public_edition(public).digest != case.digest
    assert not back.errors


def test_what_is_confidential_is_declared_in_the_dictionary_alone() -> None:
    assert CONFIDENTIAL == {"scores": ("note", "evidence"), "vulnerability": ("reason", "author")}


@pytest.mark.parametrize("table", ["facets", "vulnerability"])
def test_the_demo_has_some_rows_and_some_gaps(demo_folder: Path, table: str) -> None:
    case = load_case(demo_folder)
    assert 0 < len(case.table(table)) < 350
    assert holds_confidential(case) and not [i for i in case.issues if i.table == table]

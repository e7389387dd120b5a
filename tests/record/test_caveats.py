from dataclasses import replace

import pytest

from prioritise.case.issues import Issue
from prioritise.case.load import load_case
from prioritise.record.caveats import caveat_of


@pytest.fixture(scope="module")
def case(demo_folder):
    return load_case(demo_folder)


def noted(case, *codes):
    real = case.with_settings(synthetic=False)
    return replace(real, issues=tuple(Issue("bids", None, "title", c, "warning", "", "said", "done") for c in codes))


def test_an_invented_case_says_so_before_anything_else(case):
    found = caveat_of(case.with_settings(synthetic=True))
    assert found.invented and found.head == "Invented figures."


def test_a_case_of_stated_figures_needs_no_caveat(case):
    assert caveat_of(noted(case)) is None


def test_what_is_assumed_is_named_wherever_the_case_is_shown(case):
    found = caveat_of(noted(case, "candidate_schemes", "area_estimated", "annual_pot_assumed", "register_is_dated"))
    assert found.head == "Candidate schemes, not real bids."
    assert found.text.startswith("Floor areas and the NHS's yearly capital are assumed. Homes are those of brownfield")
    alone = caveat_of(noted(case, "annual_pot_assumed"))
    assert (alone.head, alone.text) == ("Some figures are assumed.", "The NHS's yearly capital is assumed.")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("area_estimated", "Floor areas are assumed."),
        ("annual_pot_assumed", "The NHS's yearly capital is assumed."),
        ("district_only", "Which surgeries a contribution may pay for is assumed."),
        ("receipt_year_assumed", "When secured money comes is assumed."),
    ],
)
def test_each_assumption_reads_well_alone(case, code, said):
    assert caveat_of(noted(case, code)).text == said

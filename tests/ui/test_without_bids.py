"""A case that cannot be ranked still shows what it has, and says what is missing."""

import pytest

from prioritise import pipeline
from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.errors import DataFault
from prioritise.ui import cases
from prioritise.ui.views import issues
from tests.build import small_case


@pytest.fixture
def evidence_only(demo_page) -> Case:
    kept = {n: f for n, f in demo_page.case.tables.items() if n in ("practices", "sites", "developments", "flows")}
    return Case(kept, demo_page.case.settings, demo_page.case.areas)


def test_evidence_is_the_same_without_bids_and_pots(evidence_only, demo_page):
    found = pipeline.prepare_evidence(evidence_only)
    assert len(found.scored.values) == len(found.gates) == 0
    before, after = demo_page.ready.evidence.practice_gap, found.evidence.practice_gap
    assert before["available_m2"].equals(after["available_m2"]) and len(before) == len(after)
    assert not any(i.code in ("nothing_scored", "floor_unreachable") for i in found.issues)


def test_a_list_still_needs_both(evidence_only):
    with pytest.raises(DataFault, match="no usable bids"):
        pipeline.prepare(evidence_only)


def test_what_is_missing_is_said_with_the_way_back(evidence_only, demo_page):
    assert cases.why_no_list(demo_page.case) == "" and issues.no_list(demo_page.case) == ""
    said = cases.why_no_list(evidence_only)
    assert "no usable bids and no usable pots" in said
    assert "Data issues" in said and "demo" in said
    assert "nothing to rank" in issues.no_list(small_case(pots=[{"pot_id": "P"}], bids=[]))


def issue(code: str, severity: str = "error", message: str = "") -> Issue:
    return Issue("scores", 2, "bid_id", code, severity, "B01", message or code, "row left out")


def test_causes_come_before_what_follows_from_them():
    found = (issue("not_in_case"), issue("a_warning", "warning"), issue("not_a_number"), issue("outside_case", "info"))
    rows = issues.listing(found, "any", "any")
    assert list(rows["code"]) == ["not_a_number", "not_in_case", "a_warning", "outside_case"]


def test_where_an_issue_is_reads_as_one_place():
    rows = issues.listing((issue("not_in_case"), Issue("bids", None, "", "no_rows", "info", "", "m", "")), "any", "any")
    assert list(rows["place_found"]) == ["Scores, row 2, Bid", "Bids"]

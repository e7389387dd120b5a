"""A case that cannot be ranked still shows what it has, and says what is missing."""

import pytest

from prioritise import pipeline
from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.errors import DataFault
from prioritise.record.scenario import Scenario
from prioritise.ui import at_work, cases, menu
from prioritise.ui.views import bids, issues, money
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
    assert issues.no_list(evidence_only).startswith(said)
    with pytest.raises(DataFault) as fault:
        at_work.first_list(cases.opened("none", "None", evidence_only), Scenario())
    assert str(fault.value).startswith(said) and "Data issues" in str(fault.value) and "demo" in str(fault.value)
    assert "no usable bids, and" in issues.no_list(small_case(pots=[{"pot_id": "P"}], bids=[]))


def test_the_pages_said_to_wait_for_a_list_are_those_that_do():
    files = {menu.name(f): f.read_text() for section in menu.page_files().values() for f in section}
    assert sorted(cases.RANKING) == sorted(name for name, text in files.items() if 'need="run"' in text)
    assert not [name for name in cases.REST if 'need="run"' in files[name]]


def test_money_and_bids_without_a_list_are_said_in_a_sentence(evidence_only, demo_page):
    nothing = pipeline.prepare_evidence(evidence_only)
    assert bids.answer(nothing).startswith("Nothing: there are no bids")
    assert money.answer(nothing, None) == "None: there are no pots of money in this case."
    assert len(money.by_expiry(nothing)) == len(money.at_risk(nothing, None)) == len(money.pots(nothing)) == 0
    table = demo_page.case.table("bids")
    pots_only = pipeline.prepare_evidence(demo_page.case.with_table("bids", table.iloc[:0]))
    assert money.answer(pots_only, None).endswith("There is no list, so nothing is committed.")
    assert len(money.pots(pots_only)) == len(money.pots(demo_page.ready))
    assert "There are no bids" in set(money.at_risk(pots_only, None)["who_it_may_pay"])


def issue(code: str, severity: str = "error", message: str = "") -> Issue:
    return Issue("scores", 2, "bid_id", code, severity, "B01", message or code, "row left out")


def test_causes_come_before_what_follows_from_them():
    found = (issue("not_in_case"), issue("a_warning", "warning"), issue("not_a_number"), issue("outside_case", "info"))
    rows = issues.listing(found, "any", "any")
    assert list(rows["code"]) == ["not_a_number", "not_in_case", "a_warning", "outside_case"]


def test_where_an_issue_is_reads_as_one_place():
    rows = issues.listing((issue("not_in_case"), Issue("bids", None, "", "no_rows", "info", "", "m", "")), "any", "any")
    assert list(rows["place_found"]) == ["Scores, row 2, Bid", "Bids"]


def alike(count: int, code: str = "missing_score", severity: str = "warning") -> tuple[Issue, ...]:
    return tuple(Issue("scores", n + 2, "score", code, severity, f"B{n}", f"bid B{n}", "none") for n in range(count))


def test_many_alike_issues_take_one_line_and_none_is_lost():
    found = (
        issue("not_a_number"),
        *alike(40),
        *alike(issues.MANY - 1, "other_kind"),
        *alike(issues.MANY, severity="info"),
    )
    lines = issues.grouped(found, "any", "any")
    assert list(lines["code"]) == [
        "not_a_number",
        *["other_kind"] * (issues.MANY - 1),
        "missing_score",
        "missing_score",
    ]
    assert list(lines["count"]) == [1] * issues.MANY + [40, issues.MANY]
    assert lines["count"].sum() == len(issues.listing(found, "any", "any")) == len(found)
    told = lines.set_index("count").loc[40]
    assert told["place_found"] == "Scores, Score" and told["message"] == "The first: bid B0"
    assert lines["place_found"].iloc[1] == "Scores, row 2, Score"  # its own line keeps its row
    assert issues.alike_words(lines).startswith("44 rows alike are told in 2 lines")
    assert set(issues.grouped(found, "info", "any")["count"]) == {issues.MANY}


def test_few_issues_and_none_are_told_one_by_one():
    few = alike(issues.MANY - 1)
    assert list(issues.grouped(few, "any", "any")["message"]) == [i.message for i in few]
    assert issues.alike_words(issues.grouped(few, "any", "any")) == ""
    assert len(issues.grouped((), "any", "any")) == len(issues.grouped(few, "error", "any")) == 0

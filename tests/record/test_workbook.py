import io
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from prioritise.record.editions import CONFIDENTIAL
from prioritise.record.workbook import workbook_bytes, write_workbook
from tests.record.fake import HOSTILE, FakePrepared, FakeRun, case


def sheet(name: str, run: FakeRun | None = None) -> Worksheet:
    found = openpyxl.load_workbook(io.BytesIO(workbook_bytes(run or FakeRun(), CONFIDENTIAL)))[name]
    assert isinstance(found, Worksheet)
    return found


def rows(name: str, run: FakeRun | None = None) -> list[dict[str, object]]:
    lines = list(sheet(name, run).iter_rows(values_only=True))
    return [dict(zip(map(str, lines[2]), line, strict=True)) for line in lines[3:]]


def cover_text(run: FakeRun | None = None) -> str:
    return "\n".join(str(v) for row in sheet("Cover", run).iter_rows(values_only=True) for v in row if v)


def test_sheets_in_the_order_people_read_them() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(FakeRun(), CONFIDENTIAL)))
    assert book.sheetnames == [
        "Cover", "Ranked list", "Priority list", "Funding", "Who pays", "Spend by year", "Payments", "Pots after",
        "Reasons", "Scores", "Criteria", "Columns", "Assumptions", "Settings", "Checks", "Issues", "Sources",
    ]  # fmt: skip


def test_cover_says_how_good_it_is_what_it_is_for_and_that_it_is_synthetic() -> None:
    text = cover_text()
    assert "Best possible, proved: value 127.5" in text
    assert "supports, and does not replace, the business case" in text
    assert "SYNTHETIC DATA" in text
    assert "2 of 3 bids funded, £350 of capital in all." in text
    assert "requested money does not count" in text


def test_a_real_case_has_no_synthetic_banner() -> None:
    real = case().with_settings(synthetic=False)
    assert "SYNTHETIC" not in cover_text(replace(FakeRun(), prepared=FakePrepared(case=real)))


def test_ranked_list_holds_the_same_bids_in_order_with_points_and_deeds() -> None:
    found = rows("Ranked list")
    assert [r["Bid"] for r in found] == ["B1", "B2", "B3"]
    assert [r["Decision"] for r in found] == ["Funded", "Funded", "Not funded"]
    assert found[0]["Kind"] == "New build"
    assert found[0]["Space short (points)"] == 75
    assert found[0]["S.106 agreements"] == "TM/1"
    assert found[2]["Value (points)"] is None


def test_hostile_text_is_text_and_never_a_formula_or_link() -> None:
    ranked = sheet("Ranked list")
    cell = next(c for row in ranked.iter_rows() for c in row if c.value == HOSTILE)
    assert cell.data_type == "s"
    assert cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(FakeRun(), CONFIDENTIAL))) as parts:
        sheets = [parts.read(n) for n in parts.namelist() if n.startswith("xl/worksheets/")]
    assert not any(b"<f>" in s or b"<hyperlink" in s for s in sheets)


def test_money_sheets_tie_to_the_payments() -> None:
    pays, years = rows("Who pays"), rows("Spend by year")
    assert pays[0]["Deed A (A)"] == 100
    assert pays[0]["ICB (B)"] == 200
    assert "Unused (C)" not in pays[0]
    assert pays[-1]["Bid"] == "Total"
    assert pays[-1]["Total (£)"] == years[-1]["Total (£)"] == rows("Payments")[-1]["Amount (£)"] == 350
    assert (years[-1]["2026/27"], years[-1]["2027/28"]) == (250, 100)


@pytest.mark.parametrize("pot_id", ["title", "bid_id", "total_gbp", "name"])
def test_a_pot_may_be_called_what_a_column_is_called(pot_id: str) -> None:
    run = FakeRun()
    funding, pots = (f.assign(pot_id=f["pot_id"].replace("A", pot_id)) for f in (run.funding, run.pots_after))
    found = rows("Who pays", replace(run, funding=funding, pots_after=pots))
    assert [r["Scheme"] for r in found[:2]] == [HOSTILE, "Extend"]
    assert [r[f"Deed A ({pot_id})"] for r in found] == [100, None, 100]
    assert [r["Total (£)"] for r in found] == [300, 50, 350]


def test_headings_and_labels_that_look_like_formulas_are_marked_as_text() -> None:
    """A criterion's name heads a column and labels a source; a pot's name heads a column; a label fills a line."""
    run = FakeRun()
    scored = replace(run.prepared.scored, criteria=run.prepared.scored.criteria.assign(name=["=1+1", "-reach"]))
    pots = run.pots_after.assign(name=["@SUM(1)", "ICB", "Unused"])
    hostile = replace(run, prepared=replace(run.prepared, scored=scored), pots_after=pots)
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(hostile, CONFIDENTIAL)))
    cells = [c for s in book for row in s.iter_rows() for c in row if str(c.value)[:1] in tuple("=-@")]
    assert {"=1+1 (points)", "-reach (points)", "@SUM(1) (A)", "=1+1"} <= {str(c.value) for c in cells}
    assert [f"{c.parent.title} {c.coordinate}" for c in cells if not c.quotePrefix] == []
    heading = next(c for c in cells if c.value == "@SUM(1) (A)")
    assert heading.font.b


def test_shares_that_were_set_are_said_as_they_were_set() -> None:
    run = FakeRun()
    assert run.priority is not None
    listed = replace(run.priority, rows=run.priority.rows.assign(enters_at_scale=[0.125, 1.125, float("nan")]))
    rate = run.prepared.case.with_settings(discount_rate=0.0325)
    found = replace(run, priority=listed, prepared=replace(run.prepared, case=rate))
    assert "at 3.25% a year" in cover_text(found)
    assert sheet("Priority list", found)["E4"].number_format == "0.0#%"


def test_reasons_follow_rank_then_their_own_order() -> None:
    assert [(r["Bid"], r["About"]) for r in rows("Reasons")] == [("B1", "Money"), ("B1", "Timing"), ("B2", "Money")]


def test_sheets_freeze_their_headings_and_print_on_a4_landscape() -> None:
    for name in ("Ranked list", "Pots after", "Issues"):
        found = sheet(name)
        assert found.freeze_panes is not None
        assert (found.page_setup.orientation, int(found.page_setup.paperSize or 0)) == ("landscape", 9)
        assert found.sheet_properties.pageSetUpPr is not None
        assert found.sheet_properties.pageSetUpPr.fitToPage
        assert int(found.page_setup.fitToHeight or 0) == 0
        across = int(found.page_setup.fitToWidth or 1)
        assert across == 1 or (name == "Ranked list" and found.print_title_cols == "$A:$D")
    assert int(sheet("Ranked list").page_setup.fitToWidth or 1) > 1  # too wide to be read on one


def test_criteria_assumptions_issues_and_settings_are_there() -> None:
    assert rows("Checks") == [{"Rule": "every pot holds"}]
    assert {r["Setting"]: r["Value"] for r in rows("Settings")}["discount_rate"] == "0.035"
    assert [r["Criterion"] for r in rows("Criteria")] == ["Space short", "Reach"]
    assert "people_per_home" in [r["Id"] for r in rows("Assumptions")]
    assert rows("Issues")[0]["As written"] == "@SUM(A1)"
    assert {"first_year", "priority_list.scales"} <= {str(r["Setting"]) for r in rows("Settings")}


def test_same_bytes_each_time_to_a_path_or_a_stream(tmp_path: Path) -> None:
    write_workbook(FakeRun(), tmp_path / "book.xlsx", CONFIDENTIAL)
    assert (tmp_path / "book.xlsx").read_bytes() == workbook_bytes(FakeRun(), CONFIDENTIAL)


def test_a_text_too_long_for_a_cell_is_cut_not_lost() -> None:
    run = FakeRun()
    long = replace(run, ranked=run.ranked.assign(reason="x" * 40_000))
    found = next(c for row in sheet("Ranked list", long).iter_rows() for c in row if str(c.value).startswith("xxx"))
    assert len(str(found.value)) == 32_767

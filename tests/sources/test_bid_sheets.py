"""Bids of other people's spreadsheets: headings told, cells read, every row accounted for, nothing guessed."""

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from prioritise.case.tables import TABLES
from prioritise.errors import DataFault
from prioritise.sources.bid_sheets import fields, grid, headings, template
from prioritise.sources.bid_sheets.cells import Known, read_cell
from prioritise.sources.bid_sheets.fields import field_of
from prioritise.sources.bid_sheets.headings import LIKE, SAME, THOUSANDS, propose
from prioritise.sources.bid_sheets.rows import Reading, read_bids
from tests.sources.rough_bids import FILE, HEADER, SHEET, rough_workbook

KNOWN = Known(
    practices={"P1": "One", "P2": "Two", "P3": "Oak Surgery", "P4": "Smith & Jones, Partners"},
    clusters={"C1": "North PCN"},
    bids={"B1": "One", "B2": "Two"},
)


def read(content: bytes, name: str = FILE, known: Known = KNOWN, **more: bool) -> Reading:
    book = grid.open_book(name, content)
    sheet = max(book.sheets, key=lambda s: len(propose(s).fields))
    found = propose(sheet)
    return read_bids(book.name, sheet, found.header, found.columns, known, **more)


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def test_headings_are_found_below_titles_and_told_with_their_units() -> None:
    sheet = next(s for s in grid.open_book(FILE, rough_workbook()).sheets if s.title == SHEET)
    found = propose(sheet)
    told = {c.heading: (c.field, c.unit, c.how) for c in found.columns}
    assert (found.header, found.found) == (HEADER, True)
    assert told["Ref"] == ("bid_id", 1, SAME) and told["PCN"] == ("cluster_code", 1, SAME)
    assert told["Capital cost"] == ("capital_gbp", THOUSANDS, SAME) and told["VAT"] == ("part:vat", THOUSANDS, SAME)
    assert told["2027/28"] == ("year:2027", THOUSANDS, SAME) and told["Summry"] == ("summary", 1, LIKE)
    assert told["m² added"] == ("added_area_m2", 1, SAME)
    assert told["Contingency %"] == ("", 1, "") and told["Chair's remarks"] == ("", 1, "")


@pytest.mark.parametrize(
    "heading",
    ["Additional space (sq ft)", "Additional area sq. ft", "Number of rooms lost", "Revenue (per month)",
     "Capital (EUR)", "Capital cost (per annum)",
     "2027/28 - 2029/30", "Total 2027/28-2028/29", "2029/30+", "Capital cost by 2027/28"],
)  # fmt: skip
def test_a_figure_in_another_measure_or_of_several_years_is_taken_for_no_field(heading: str) -> None:
    sheet = grid.open_book("a.csv", csv(f"ref,title,{heading}", "N1,New,1300")).sheets[0]
    assert propose(sheet).columns[2].field == ""


@pytest.mark.parametrize(
    ("heading", "unit", "how"),
    [("Capital cost (£1000s)", 1000, LIKE), ("Capital cost (kGBP)", 1000, LIKE), ("Capital cost k", 1000, SAME),
     ("Capital cost (GBP m)", 1_000_000, SAME), ("Capital cost (£)", 1, SAME), ("Value (score)", 1, LIKE),
     ("Capital cost (high estimate)", 1, LIKE)],
)  # fmt: skip
def test_a_heading_with_more_in_brackets_than_its_unit_is_to_be_looked_at(heading: str, unit: int, how: str) -> None:
    column = propose(grid.open_book("a.csv", csv(f"ref,title,{heading}", "N1,New,5")).sheets[0]).columns[2]
    assert (column.field, column.unit, column.how) == ("capital_gbp", unit, how)


@pytest.mark.parametrize("said", ["Bids of 2027: all figures in £000", "Figures in thousands", "Costs (£k)"])
def test_a_unit_said_above_the_headings_or_below_them_is_that_of_each_column_that_says_none(said: str) -> None:
    found = propose(grid.open_book("a.csv", csv(said, "ref,title,Capital cost,Fees (£)", "N1,New,850,900")).sheets[0])
    assert [c.unit for c in found.columns[2:]] == [1000, 1]
    below = propose(grid.open_book("a.csv", csv("ref,title,Capital cost,Fees", ",,£k,", "N1,New,850,900")).sheets[0])
    assert [c.unit for c in below.columns[2:]] == [1000, 1]
    parts = propose(grid.open_book("a.csv", csv(",,£k,", "ref,title,Capital cost,Fees", "N1,New,850,900")).sheets[0])
    assert [c.unit for c in parts.columns[2:]] == [1000, 1], "it is of its own column alone"
    over = propose(grid.open_book("a.csv", csv("Bids over £50,000", "ref,title,Capital", "N1,New,85000")).sheets[0])
    assert over.columns[2].unit == 1
    other = propose(grid.open_book("a.csv", csv("ref,title,CDEL £000s", "N1,New,850")).sheets[0]).columns[2]
    assert (other.field, other.unit) == ("", 1000), "whoever says that it is the capital need not say its unit too"


def test_a_number_is_read_as_its_format_shows_it() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["ref", "title", "Capital cost (£k)", "Works", "Fees", "VAT", "Land"])
    sheet.append(["N1", "New", 85_000, 1.2, 850, 1_200_000, 1_200_000])
    shown = ("#,##0,", '£0.0"m"', '#,##0"k"', '#,##0.0,,"m"', "_-£* #,##0_-")
    for at, how in enumerate(shown, start=3):
        sheet.cell(2, at).number_format = how
    out = io.BytesIO()
    book.save(out)
    found = read(out.getvalue())
    assert found.bids[0].parts == {"works": 1.2e6, "fees": 850e3, "vat": 1.2e6, "land": 1.2e6}
    assert "capital_gbp" not in found.bids[0].cells and "shows as a number of thousands" in found.faults[0].expected


def test_a_hidden_column_is_taken_where_no_other_is_and_is_to_be_looked_at() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["ref", "Capital cost", "title", "Capital cost", "Fees"])
    sheet.append(["N1", 1, "New", 2, 3])
    for letter in "BE":
        sheet.column_dimensions[letter].hidden = True
    out = io.BytesIO()
    book.save(out)
    columns = propose(grid.open_book("a.xlsx", out.getvalue()).sheets[0]).columns
    told = [("", ""), ("capital_gbp", SAME), ("part:fees", LIKE)]
    assert [(c.field, c.how) for c in columns if c.at in {1, 3, 4}] == told


def test_a_running_number_is_the_reference_only_where_there_is_no_other() -> None:
    columns = propose(grid.open_book("a.csv", csv("No,Scheme ref,Scheme,Capital", "1,W1,New,5")).sheets[0]).columns
    assert [c.field for c in columns] == ["", "bid_id", "title", "capital_gbp"]
    alone = propose(grid.open_book("a.csv", csv("No,Scheme,Capital", "1,New,5")).sheets[0]).columns[0]
    assert (alone.field, alone.how) == ("bid_id", LIKE)


def test_a_sum_merged_over_two_years_is_of_neither() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["ref", "title", "kind", "Capital", "2027/28", "2028/29"])
    sheet.append(["N1", "New", "land", 900, 900, None])
    sheet.merge_cells("E2:F2")
    out = io.BytesIO()
    book.save(out)
    found = read(out.getvalue())
    assert found.bids[0].cells["capital_gbp"] == 900 and not found.bids[0].costs
    assert [(f.column, f.value) for f in found.faults] == [("Capital by year", "900")]


@pytest.mark.parametrize("cell", ["800000 approx", "tbc"])
def test_capital_by_year_is_never_summed_without_a_year_that_is_not_known(cell: str) -> None:
    found = read(csv("ref,title,kind,2027/28,2028/29", f"N1,New,land,400000,{cell}", f"B1,One,land,400000,{cell}"))
    assert all(not b.costs and not {"capital_gbp", "earliest_start"} & set(b.cells) for b in found.bids)
    assert {f.row for f in found.faults if f.column == "Capital by year" and f.value == cell} == {2, 3}


def test_references_with_their_parts_set_apart_are_not_one() -> None:
    known = Known(bids={"B11": "Eleven"})
    found = read(csv("ref,title,kind", "B1.1,First part,land", "b 11,Eleven,land"), known=known)
    assert [b.bid_id for b in found.bids] == ["B1.1", "B11"]


def test_every_row_of_a_rough_sheet_is_a_bid_a_fault_or_left_out_and_why() -> None:
    found = read(rough_workbook())
    bids = {b.bid_id: b for b in found.bids}
    one = bids["B1"]
    assert one.cells["capital_gbp"] == 1_200_000.0 and one.cells["stage"] == "OBC" and one.cells["started"] == "no"
    assert one.cells["earliest_start"] == 2027 and one.cells["added_area_m2"] == 120.0
    assert one.parts == {"vat": 200_000.0, "fees": 100_500.0} and one.costs == {0: 400_000.0, 1: 800_000.0}
    assert bids["B2"].cells == {"title": "Two (renamed)", "stage": "FBC", "capital_gbp": 2_500_000.0, "started": "yes"}
    assert "b 2 is B2 in the register" in bids["B2"].notes
    new = bids["N1"].cells
    assert new["practice_codes"] == ("P3", "P2") and new["cluster_code"] == "C1" and new["kind"] == "new_build"
    assert new["earliest_start"] == 2027 and "added_rooms" not in new and bids["N1"].parts == {}
    assert new["title"] == "=cmd|' /C calc'!A0"  # a text stays a text: it is neutralised where it leaves
    assert list(found.left) == [
        (9, "a heading or a note: one cell of the row is filled"),
        (14, "hidden in the sheet"),
        (18, "a row of totals"),
        (19, "a heading or a note: one cell of the row is filled"),
    ]
    assert {b.row for b in found.bids} | {f.row for f in found.faults} | {n for n, _ in found.left} == set(range(6, 20))


def test_what_is_not_taken_is_named_by_row_column_value_and_what_was_expected() -> None:
    found = read(rough_workbook())
    assert {(f.file, f.sheet) for f in found.faults} == {(FILE, SHEET)}
    told = {(f.row, f.column, f.value): (f.expected, f.done) for f in found.faults}
    lost, done = told[(10, "Lead practice(s) (C)", "Oak Surgry")]
    assert "most alike: Oak Surgery (P3)" in lost and done == "left as unknown; the rest of the row is taken"
    assert "new build" in told[(11, "Type of scheme (E)", "Palace")][0]
    assert told[(11, "BC stage (F)", "SOC")][0] == "one of EOI, PID, OBC, FBC"
    assert told[(11, "£k / Capital cost (G)", "about 3")][0] == "a sum such as 1,200,000 or £1.2m"
    assert told[(11, "Start on site (M)", "soon")][0] == "a financial year such as 2027/28, or a date"
    assert told[(11, "Work started (P)", "maybe")][0] == "one of yes, no"
    assert "formula that Excel has not worked out" in told[(12, "£k / Capital cost (G)", "=G6*2")][0]
    assert told[(15, "Bid", "N7")] == (
        "one row a bid; row 16 has the same reference and says something else", "the row is not taken"
    )  # fmt: skip
    assert told[(17, "Ref (A)", "")][1] == "the row is not taken"
    assert len(told) == len(found.faults) == 10


def test_hidden_rows_are_taken_where_asked() -> None:
    assert "N6" in {b.bid_id for b in read(rough_workbook(), hidden_rows=True).bids}


def test_a_formula_is_read_as_the_value_stored_for_it() -> None:
    """openpyxl stores none, so the file is one that holds it in its XML, as Excel writes it."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(rough_workbook())) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for part in before.namelist():
            text = before.read(part)
            after.writestr(part, re.sub(rb"<f>G6\*2</f><v ?/?>(</v>)?", b"<f>G6*2</f><v>2400</v>", text))
    assert {b.bid_id: b for b in read(out.getvalue()).bids}["N4"].cells["capital_gbp"] == 2_400_000.0


@pytest.mark.parametrize(
    ("field_id", "text", "value"),
    [
        ("capital_gbp", "£1.2m", 1_200_000.0), ("capital_gbp", "850K", 850_000.0), ("capital_gbp", "1,200,000", 1.2e6),
        ("capital_gbp", "£1.25 million", 1_250_000.0), ("capital_gbp", "0", 0.0), ("capital_gbp", "12%", None),
        ("capital_gbp", "1.2-1.5m", None), ("capital_gbp", "(5)", None), ("capital_gbp", "12,00", None),
        ("earliest_start", "2027-28", 2027), ("earliest_start", "FY27/28", 2027), ("earliest_start", "27/28", 2027),
        ("earliest_start", "31/03/2028", 2027), ("earliest_start", "1.4.28", 2028), ("earliest_start", "46661", 2027),
        ("earliest_start", "April 2027", 2027), ("earliest_start", "Mar-28", 2027),
        ("earliest_start", "Q2 2027/28", 2027),
        ("earliest_start", "2027", None), ("earliest_start", "27/29", None), ("earliest_start", "2027-02-31", None),
        ("growth_share", "35%", 0.35), ("growth_share", "35", None), ("started", "Y", "yes"), ("started", "N", "no"),
        ("stage", "Outline Business Case (OBC)", "OBC"), ("stage", "outline", "OBC"), ("stage", "SOC", None),
        ("kind", "New-build", "new_build"), ("lifecycle", "Approved nationally", "approved"),
        ("practice_codes", "p1 / Two", ("P1", "P2")), ("practice_codes", "Smith & Jones, Partners", ("P4",)),
        ("practice_codes", "One\nTwo", ("P1", "P2")), ("practice_codes", "One and P9", None),
        ("added_rooms", "3 rooms", 3), ("added_rooms", "lots", None),
        ("years_to_build", "2.5 years", None), ("added_area_m2", "120 sqm", 120.0),
        ("added_area_m2", "1,200 sq ft", None),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_it_is_meant_or_not_at_all(field_id: str, text: str, value: object) -> None:
    found = read_cell(field_of(field_id), text, 1, KNOWN)
    assert found.value == value and bool(found.expected) == (value is None)


def test_a_bare_number_is_in_the_unit_of_its_column_and_a_marked_one_is_not() -> None:
    money = field_of("capital_gbp")
    assert read_cell(money, "1,200", THOUSANDS, KNOWN).value == 1_200_000.0
    assert read_cell(money, "£1.2m", THOUSANDS, KNOWN).value == 1_200_000.0
    whole_pounds = read_cell(money, "£1,200,000", THOUSANDS, KNOWN)
    assert whole_pounds.value is None and "is £1,200,000,000" in whole_pounds.expected


@pytest.mark.parametrize("blank", ["", "TBC", "n/a", "-", "?"])
def test_a_blank_is_unknown_and_never_nought(blank: str) -> None:
    (bid,) = read(csv("ref,title,capital,rooms", f"B9,Nine,5,{blank}")).bids
    assert bid.cells == {"title": "Nine", "capital_gbp": 5.0}


def test_a_text_file_of_any_delimiter_and_encoding_is_read() -> None:
    text = "Estates list;;\nRef;Scheme;Capital (£000)\nB9;Café, extension;\xa31,200\n".encode("cp1252")
    (bid,) = read(text, "list.csv").bids
    assert bid.cells == {"title": "Café, extension", "capital_gbp": 1_200_000.0} and bid.row == 3


def test_rows_alike_count_once_and_a_scheme_called_total_is_one() -> None:
    found = read(
        csv("ref,title,capital", "B8,Total refurbishment of Oak,5", "B8,Total refurbishment of Oak,5", ",Total,10")
    )
    assert [b.bid_id for b in found.bids] == ["B8"]
    assert found.left == ((3, "the same as row 2: counted once"), (4, "a row of totals"))


def test_the_first_year_with_a_cost_is_the_start_where_none_is_known() -> None:
    known = Known(bids={"B1": "One"}, starts={"B1": 2026})
    found = read(csv("ref,title,2026/27,2027/28,2028/29", "B9,Nine,0,5,6", "B1,One,,7,"), known=known)
    new, old = found.bids
    assert (new.cells["earliest_start"], new.costs, new.cells["capital_gbp"]) == (2027, {0: 5.0, 1: 6.0}, 11.0)
    assert old.costs == {1: 7.0} and "earliest_start" not in old.cells


def test_one_field_has_one_column_and_a_bid_is_told_by_its_reference_or_title() -> None:
    sheet = grid.open_book("a.csv", csv("ref,title,cost,capital cost", "B1,One,5,6")).sheets[0]
    found = propose(sheet)
    assert [c.field for c in found.columns] == ["bid_id", "title", "capital_gbp", ""]
    both = [headings.Column(c.at, c.heading, field=c.field or "capital_gbp") for c in found.columns]
    with pytest.raises(DataFault, match=r"cost \(C\) and capital cost \(D\) are both taken for Capital"):
        read_bids("a.csv", sheet, 1, both, KNOWN)
    with pytest.raises(DataFault, match="reference"):
        read_bids("a.csv", sheet, 1, [headings.Column(2, "cost", field="capital_gbp")], KNOWN)


def test_a_bid_without_a_reference_is_told_by_a_title_of_the_register() -> None:
    (bid,) = read(csv("scheme name,capital", "two,5")).bids
    assert bid.bid_id == "B2"


def test_the_template_maps_by_itself_offers_choices_and_its_examples_are_never_read() -> None:
    content = template.bid_workbook()
    found = propose(grid.open_book("t.xlsx", content).sheets[0])
    assert [c.field for c in found.columns] == [f.id for f in template.fields()]
    assert {c.how for c in found.columns} == {SAME}
    reading = read(content)
    assert reading.bids == () and {why for _, why in reading.left} == {"an invented example of the template"}
    sheet = load_workbook(io.BytesIO(content)).active
    lists = {v.formula1.strip('"') for v in sheet.data_validations.dataValidation}
    assert ",".join(TABLES["bids"].columns["kind"].choices) in lists and "EOI,PID,OBC,FBC" in lists
    assert "synthetic" in sheet["A2"].value


def test_every_field_of_a_bid_can_be_a_column() -> None:
    assert set(TABLES["bids"].columns) < set(fields.offered(2026))
    assert all(fields.field_of(i).label for i in fields.offered(2026))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"PK nonsense", "damaged"), ("a.csv", b"", "empty"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "not a text file"),
        ("a.csv", b"\x00\x01\x02", "not a text file"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(name: str, content: bytes, said: str) -> None:
    with pytest.raises(DataFault, match=said):
        grid.open_book(name, content)


def test_a_sheet_with_a_cell_far_out_is_refused_and_not_walked() -> None:
    book = Workbook()
    book.active["A1"] = "Ref"
    book.active["XFD1048576"] = "far"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(DataFault, match="copy the"):
        grid.open_book("far.xlsx", out.getvalue())


@pytest.mark.parametrize(
    ("more", "said"),
    [(b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>', "500,000 cells"), (b"", "")],
)
def test_merged_or_hidden_cells_without_end_are_not_walked(more: bytes, said: str) -> None:
    book = Workbook()
    book.active.append(["ref", "title"])
    book.active.append(["N1", "New"])
    plain, out = io.BytesIO(), io.BytesIO()
    book.save(plain)
    cols = b'<cols><col min="1" max="2000000000" hidden="1" width="3"/></cols><sheetData>'
    with ZipFile(plain) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part).replace(b"<sheetData>", cols)
            new.writestr(part, content.replace(b"</sheetData>", more) if more else content)
    if said:
        with pytest.raises(DataFault, match=said):
            grid.open_book("bomb.xlsx", out.getvalue())
    else:
        assert grid.open_book("bomb.xlsx", out.getvalue()).sheets[0].hidden_columns == {0, 1}


def test_pounds_in_a_column_of_thousands_are_not_taken_for_thousands() -> None:
    of = field_of("capital_gbp")
    said = read_cell(of, "£85,000", THOUSANDS, KNOWN)
    assert said.value is None and "may be in pounds already" in said.expected
    assert [read_cell(of, t, THOUSANDS, KNOWN).value for t in ("£850", "2,500", "£1.2m")] == [850e3, 2.5e6, 1.2e6]

"""Files that are broken, huge or meant to do harm: a clear fault or issues, never another exception."""

import io
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.case import archive as limits
from prioritise.case import case_workbook, case_zip, load_case, read_upload, workbook_file
from prioritise.errors import DataFault
from tests.case.case_builder import GOOD, add, coded, load_with, only, swap, write_files

BIDS = "bid_id,title,kind,capital_gbp\n"


def zipped(**members: str | bytes) -> bytes:
    """A zip of members; `__` in a name stands for a slash and the last `_` for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            stem, _, ending = name.replace("__", "/").rpartition("_")
            archive.writestr(f"{stem}.{ending}", content)
    return out.getvalue()


def good_zip(prefix: str = "") -> bytes:
    return zipped(**{prefix + name.replace(".", "_"): text for name, text in GOOD.items()})


def sheet(rows: list[list[object]], name: str = "bids") -> bytes:
    """A workbook of one sheet as openpyxl writes it."""
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("content", ["", "\n\n  \n", "\ufeff"])
def test_an_empty_file(tmp_path: Path, content: str) -> None:
    case = load_with(tmp_path, bids_csv=content)
    assert (only(case, "empty_file").table, only(case, "empty_file").severity) == ("bids", "error")
    assert len(case.table("pots")) == 2


def test_a_header_and_no_rows(tmp_path: Path) -> None:
    assert (
        only(load_with(tmp_path, bids_csv=BIDS, bid_costs_csv=None, scores_csv=None), "no_rows").severity == "warning"
    )


def test_a_200_mb_workbook_is_refused_before_it_is_read(tmp_path: Path) -> None:
    place = tmp_path / "huge.xlsx"
    with place.open("wb") as stream:
        stream.truncate(200_000_000)
    with pytest.raises(DataFault, match="200 MB; the largest file that is read is 100 MB"):
        load_case(place)


def test_a_huge_upload_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 1000)
    with pytest.raises(DataFault, match="largest file"):
        read_upload("case.zip", b"PK" + bytes(2000))


def test_a_huge_table_in_a_folder_is_left_out_by_name(tmp_path: Path) -> None:
    write_files(tmp_path)
    with (tmp_path / "flows.csv").open("ab") as stream:
        stream.truncate(400_000_000)
    case = load_case(tmp_path)
    assert "400 MB" in only(case, "file_too_large").message
    assert len(case.table("bids")) == 2


def test_a_zip_bomb_is_refused() -> None:
    with pytest.raises(DataFault, match="swell more than 200 times"):
        read_upload("bomb.zip", zipped(bids_csv=bytes(20_000_000)))
    with pytest.raises(DataFault, match="swell more than 200 times"):
        read_upload("bomb.xlsx", zipped(xl__worksheets__sheet1_xml=bytes(20_000_000)))


def test_a_zip_that_unpacks_to_too_much_or_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataFault, match="201 files"):
        read_upload("many.zip", zipped(**{f"f{n}_csv": "" for n in range(201)}))
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 100)
    with pytest.raises(DataFault, match="unpack to"):
        read_upload("big.zip", good_zip())


@pytest.mark.parametrize("name", ["../bids.csv", "/etc/bids.csv", "C:\\bids.csv", "a/../../bids.csv", "..\\bids.csv"])
def test_names_that_point_outside_the_zip(name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, BIDS)
    with pytest.raises(DataFault, match="points outside"):
        read_upload("case.zip", out.getvalue())


def test_a_zip_in_a_zip() -> None:
    with pytest.raises(DataFault, match="archive or workbook inside"):
        read_upload("case.zip", zipped(bids_csv=BIDS, inner_zip=good_zip()))


def test_a_password() -> None:
    content = bytearray(good_zip())
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    with pytest.raises(DataFault, match="password"):
        read_upload("case.zip", bytes(content))
    with pytest.raises(DataFault, match="password"):
        read_upload("case.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00 a program", b"PK", b"PK\x03\x04 cut short", b"<html></html>", b"\x89PNG\r\n", bytes(50)],
)
def test_something_else_under_the_name_of_a_workbook(content: bytes) -> None:
    with pytest.raises(DataFault, match="x.xlsx"):
        read_upload("x.xlsx", content)


def test_a_workbook_under_the_name_of_a_zip_is_read_for_what_it_is() -> None:
    rows: list[list[object]] = [BIDS.strip().split(","), ["B1", "Roof", "land", 5]]
    assert len(read_upload("case.zip", sheet(rows)).table("bids")) == 1


def test_a_workbook_with_damaged_insides() -> None:
    with pytest.raises(DataFault, match="cannot be read as a workbook"):
        read_upload("x.xlsx", zipped(xl__workbook_xml="<nonsense", **{"[Content_Types]_xml": "<x/>"}))
    with pytest.raises(DataFault, match="document type"):
        read_upload("x.xlsx", zipped(**{"[Content_Types]_xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}))


def test_a_sheet_with_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_file, "MAX_SHEET_CELLS", 10)
    with pytest.raises(DataFault, match="more than 10 cells"):
        read_upload("x.xlsx", sheet([["bid_id", "title", "kind", "capital_gbp"]] * 3))


def test_one_cell_in_the_far_corner_of_a_sheet_costs_nothing() -> None:
    book = openpyxl.Workbook()
    book.active.title = "bids"
    for at, name in enumerate(BIDS.strip().split(","), start=1):
        book.active.cell(1, at, name)
        book.active.cell(2, at, "5")
    book.active.cell(1_048_576, 16_384, "far")
    out = io.BytesIO()
    book.save(out)
    start = time.perf_counter()
    case = read_upload("x.xlsx", out.getvalue())
    assert time.perf_counter() - start < 5
    assert only(case, "too_many_cells").row == 1_048_576


def test_a_workbook_or_zip_with_nothing_of_a_case() -> None:
    with pytest.raises(DataFault, match="its sheets are Menu"):
        read_upload("x.xlsx", sheet([["a"], [1]], name="Menu"))
    with pytest.raises(DataFault, match=r"bids\.csv and pots\.csv"):
        read_upload("x.zip", zipped(readme_txt="hello"))
    with pytest.raises(DataFault, match="more than one case"):
        read_upload("x.zip", zipped(a__bids_csv=BIDS, b__bids_csv=BIDS))
    with pytest.raises(DataFault, match="single CSV"):
        read_upload("bids.csv", BIDS.encode())


def test_a_zip_of_a_folder_made_on_a_mac() -> None:
    members = {f"case__{name.replace('.', '_')}": text for name, text in GOOD.items()}
    out = io.BytesIO(zipped(**members))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("__MACOSX/case/._bids.csv", b"\x00\x05\x16\x07")
    assert read_upload("case.zip", out.getvalue()).issues == ()


def test_windows_text_is_read_with_a_warning(tmp_path: Path) -> None:
    case = load_with(tmp_path, practices_csv=swap("practices.csv", "Oak", "Café £ – Oak").encode("cp1252"))
    assert (only(case, "not_utf8").severity, only(case, "not_utf8").row) == ("warning", 2)
    assert case.table("practices").loc[2, "name"] == "Café £ – Oak Surgery"


def test_nul_and_other_control_characters_are_taken_out(tmp_path: Path) -> None:
    case = load_with(tmp_path, practices_csv=swap("practices.csv", "Oak", "O\0a\x1bk"))
    assert only(case, "control_characters").row == 2
    assert case.table("practices").loc[2, "name"] == "Oak Surgery"


@pytest.mark.parametrize("magic", [b"PK\x03\x04", b"MZ\x90\x00", b"%PDF-1.7"])
def test_a_file_that_is_no_text(tmp_path: Path, magic: bytes) -> None:
    case = load_with(tmp_path, practices_csv=magic + bytes(range(256)) * 4)
    assert only(case, "not_text").table == "practices"
    assert len(case.table("bids")) == 2


@pytest.mark.parametrize(
    "text", ["=1+1", "@SUM(A1)", "+44 1234", "-5", "=HYPERLINK(0)", "<script>alert(1)</script>", "<b>x"]
)
def test_formulas_and_markup_are_text_and_stay_so(tmp_path: Path, text: str) -> None:
    case = load_with(tmp_path, practices_csv=swap("practices.csv", "Oak Surgery", text))
    assert case.table("practices").loc[2, "name"] == text
    book = openpyxl.load_workbook(io.BytesIO(case_workbook(case)))
    cell = book["practices"]["B2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert read_upload("x.xlsx", case_workbook(case)).table("practices").loc[2, "name"] == text
    assert read_upload("x.zip", case_zip(case)).digest == case.digest


def test_formulas_in_a_workbook_are_never_worked_out() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    bids = book.add_worksheet("bids")
    bids.write_row(0, 0, BIDS.strip().split(","))
    bids.write_row(1, 0, ["B1", "Roof", "land"])
    bids.write_formula(1, 3, "=2+2", value=700)
    bids.write_row(2, 0, ["B2", "Roof", "land"])
    bids.write_formula(2, 3, "=1/0", value="#DIV/0!")
    book.close()
    case = read_upload("x.xlsx", out.getvalue())
    assert case.table("bids")["capital_gbp"].tolist() == [700.0], "the value Excel stored, not 4"
    assert only(case, "excel_error").row == 3
    assert only(case, "formula").severity == "info"


def test_a_formula_without_a_stored_value_is_said_and_not_taken_for_a_blank() -> None:
    case = read_upload("x.xlsx", sheet([BIDS.strip().split(","), ["B1", "Roof", "land", "=2+2"]]))
    assert only(case, "formula_without_value").value == "=2+2"
    assert len(case.table("bids")) == 0


def test_ten_thousand_bad_rows_give_ten_thousand_issues_in_seconds(tmp_path: Path) -> None:
    rows = "".join(f"B{n},Title {n},land,amount {n}\n" for n in range(10_000))
    folder = write_files(tmp_path, bids_csv=BIDS + rows + "GOOD,Roof,land,5\n", bid_costs_csv=None, scores_csv=None)
    start = time.perf_counter()
    case = load_case(folder)
    assert time.perf_counter() - start < 5
    assert [i.row for i in coded(case, "not_a_number")] == list(range(2, 10_002))
    assert case.table("bids")["bid_id"].tolist() == ["GOOD"]


def test_ten_thousand_rows_out_of_range(tmp_path: Path) -> None:
    rows = "".join(f"B{n},Title {n},land,-{n}\n" for n in range(1, 10_001))
    case = load_with(tmp_path, bids_csv=BIDS + rows, bid_costs_csv=None, scores_csv=None)
    assert len(coded(case, "out_of_range")) == 10_000


def test_a_file_of_nothing_but_quotation_marks(tmp_path: Path) -> None:
    assert load_with(tmp_path, scores_csv=add("scores.csv", *['B1,"'] * 1001)).errors


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_under_a_table_name_make_loading_fail(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    case = load_with(folder, practices_csv=content, settings_toml=content, areas_geojson=content)
    assert len(case.table("bids")) == 2


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 5000))
def test_no_damage_to_a_workbook_raises_anything_but_a_data_fault(content: bytes, at: int) -> None:
    whole = WORKBOOK
    spoilt = whole[:at] + content + whole[at + len(content) :]
    try:
        read_upload("x.xlsx", spoilt)
    except DataFault as fault:
        assert "x.xlsx" in str(fault)


WORKBOOK = sheet([BIDS.strip().split(","), ["B1", "Roof", "land", 5]])

import gzip
import zipfile

import pytest
from openpyxl import Workbook

from prioritise.errors import DataFault
from prioritise.sources.model import start
from prioritise.sources.reading import Field, Positions, normal_header, read_positional, read_table

FIELDS = (Field("code", ("PRACTICE_CODE", "Practice.Code")), Field("name", ("Name",)), Field("n", ("N",), False))


def test_headers_are_compared_without_case_dots_dashes_or_marks():
    same = {normal_header(h) for h in ("Practice.Code", "PRACTICE_CODE", " practice-code ", "\ufeffPractice  Code")}
    assert same == {"practice code"}


@pytest.mark.parametrize("unit", ["£000", "£'000", "000s", "£m", "£ k", "in thousands", "pence"])
def test_a_column_in_another_unit_is_refused_not_read_as_the_plain_one(write, unit):
    """A sum in thousands read as pounds is a thousandth of itself."""
    fields = (Field("code", ("Code",)), Field("amount", ("Amount",), False))
    with pytest.raises(DataFault, match="may be Amount in another unit"):
        read_table(write("a.csv", f"Code,Amount ({unit})", "A1,5"), fields, "a test file")


@pytest.mark.parametrize("said", ["£", "m", "GBP", "as agreed"])
def test_brackets_that_hold_no_other_unit_are_passed_over(write, said):
    fields = (Field("code", ("Code",)), Field("amount", ("Amount",), False))
    table = read_table(write("a.csv", f"Code,Amount ({said})", "A1,5"), fields, "a test file")
    assert table.frame["amount"].tolist() == ["5"]


def test_true_line_numbers_survive_blank_lines_and_line_breaks_in_cells(write):
    path = write("a.csv", "Practice.Code,Name", "A1,one", "", 'A2,"two', 'lines"', "A3,three")
    assert read_table(path, FIELDS, "a test file").frame.index.tolist() == [2, 4, 6]


def test_title_rows_above_the_header_are_passed_over(write):
    path = write("a.csv", "Published 2026", "", "Name , PRACTICE_CODE", "one,A1")
    table = read_table(path, FIELDS, "a test file")
    assert table.frame.loc[4].tolist() == ["A1", "one"]
    assert "n" not in table.frame


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp1252", "cp1252"), ("utf-16", "utf-16")]
)
def test_encodings(write, encoding, told):
    path = write("a.csv", raw="Practice.Code,Name\r\nA1,Café – north\r\n".encode(encoding))
    table = read_table(path, FIELDS, "a test file")
    assert table.frame["name"].tolist() == ["Café – north"]
    assert table.encoding == told


def test_zip_gzip_and_workbook_hold_the_same_rows(tmp_path):
    text = "Practice.Code,Name\nA1,one\n"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as bundle:
        bundle.writestr("inner.csv", text)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text.encode()))
    book = Workbook()
    book.active.append(["notes only"])
    book.create_sheet("data").append(["Practice.Code", "Name"])
    book["data"].append(["A1", "one"])
    book.save(tmp_path / "a.xlsx")
    for name in ("a.zip", "a.csv.gz", "a.xlsx"):
        assert read_table(tmp_path / name, FIELDS, "a test file").frame["code"].tolist() == ["A1"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02binary", "not a text file"),
        (b"PRACTICE_CODE,Other\nA1,x\n", "no column Name. Its first row reads: PRACTICE_CODE, Other"),
    ],
)
def test_what_is_not_the_file_is_said_in_words(write, content, says):
    with pytest.raises(DataFault, match=says):
        read_table(write("a.csv", raw=content), FIELDS, "a test file")


def test_an_unclosed_quotation_mark_does_not_swallow_rows_in_silence(write):
    path = write("a.csv", "Practice.Code,Name", 'A1,"one', *(f"B{i},two" for i in range(300)))
    with pytest.raises(DataFault, match="opened on line 2 is never closed"):
        read_table(path, FIELDS, "a test file")


def test_damaged_and_absent_files(tmp_path, write):
    for name in ("a.zip", "a.csv.gz", "a.xlsx"):
        with pytest.raises(DataFault, match="damaged|cannot be read"):
            read_table(write(name, raw=b"not an archive"), FIELDS, "a test file")
    with pytest.raises(DataFault, match="there is no file gone.csv"):
        read_table(tmp_path / "gone.csv", FIELDS, "a test file")


def test_a_zip_of_several_files_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as bundle:
        bundle.writestr("one.csv", "x")
        bundle.writestr("two.csv", "x")
    with pytest.raises(DataFault, match="holds 2 CSV files"):
        read_table(tmp_path / "a.zip", FIELDS, "a test file")


def test_positional_files_need_their_width(write):
    with pytest.raises(DataFault, match="27 columns and no header were expected, 2 found"):
        read_positional(write("a.csv", "a,b"), Positions({"x": 0}, (27,)), "the branch surgery file")


def test_blank_rows_are_skipped_and_overlong_ones_refused_by_line(write):
    path = write("a.csv", "Practice.Code,Name", "A1,one", ",", "A2,two,extra", "A3,three,")
    table = start(read_table(path, FIELDS, "a test file"))
    assert table.frame["code"].tolist() == ["A1", "A3"]
    assert table.rejected[["line", "outcome"]].to_numpy().tolist() == [[3, "skipped"], [4, "refused"]]
    assert table.balanced

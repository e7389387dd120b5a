"""Roughly written official files give the same rows as clean ones, or are refused with the row and the reason."""

import csv
import io
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from prioritise.errors import DataFault
from prioritise.sources import reading
from prioritise.sources.opening import Opened
from prioritise.sources.recognise import recognise
from tests.sources import rough
from tests.sources.rough import FILES, Clean, Roughening

roughenings = st.builds(
    Roughening,
    titles=st.integers(0, 3),
    order=st.lists(st.floats(0, 1), min_size=20, max_size=20).map(tuple),
    header=st.sampled_from(["", "title", "upper", "lower", "spaced", "dashed", "padded"]),
    thousands=st.booleans(),
    pounds=st.booleans(),
    padded=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    wrap=st.sampled_from(["csv", "csv", "tsv", "semicolons", "zip", "xlsx"]),
    crlf=st.booleans(),
    blanks=st.booleans(),
)


def each(clean: Clean) -> str:
    return clean.kind


@pytest.mark.parametrize("clean", FILES, ids=each)
def test_the_clean_file_gives_every_row(tmp_path, clean):
    table = rough.read(rough.write(tmp_path, clean, Roughening()), clean.kind)
    assert (table.count("read"), table.count("kept"), table.balanced) == (5, 5, True)


@settings(deadline=None, max_examples=150)
@given(clean=st.sampled_from(FILES), change=roughenings, fast=st.booleans())
def test_roughening_changes_nothing_that_is_read(clean, change, fast):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "FAST_FROM", 0 if fast else 10**9)
        expected = rough.read(rough.write(Path(folder), clean, Roughening()), clean.kind)
        path = rough.write(Path(folder), clean, change, "rough")
        assert recognise(path).kind == clean.kind
        found = rough.read(path, clean.kind)
        assert found.balanced
        assert rough.rows_of(found) == rough.rows_of(expected)
        assert found.count("refused") == 0


UNINTELLIGIBLE = ("about 40", "12-15", "1,23", "12k", "£", "1.2.3", "(-5)", "4O", "#REF!", "twelve", "1 000")


@settings(deadline=None, max_examples=150)
@given(
    clean=st.sampled_from([c for c in FILES if c.numeric]),
    change=roughenings,
    number=st.integers(0, 4),
    text=st.sampled_from(UNINTELLIGIBLE),
)
def test_what_cannot_be_understood_is_refused_with_its_row_and_the_reason(clean, change, number, text):
    at = clean.header.index(clean.numeric[0])
    spoilt = [list(r) for r in clean.rows]
    spoilt[number][at] = text
    change = replace(change, thousands=False, pounds=False, crlf=False, blanks=False)
    with tempfile.TemporaryDirectory() as folder:
        good = rough.read(rough.write(Path(folder), clean, Roughening()), clean.kind)
        bad = replace(clean, rows=tuple(map(tuple, spoilt)))
        found = rough.read(rough.write(Path(folder), bad, change, "rough"), clean.kind)
    refused = found.rejected[found.rejected["outcome"] == "refused"]
    assert refused["line"].tolist() == [change.titles + 2 + number]
    assert refused["reason"].str.contains("number").all()
    assert set(rough.rows_of(found)) < set(rough.rows_of(good))


@pytest.mark.parametrize("clean", FILES, ids=each)
def test_a_header_that_nobody_declared_is_refused_and_said(tmp_path, clean):
    """A needed column under a name of somebody's own is not found by its place."""
    strange = tuple("Zzz" if h not in ("PUBLICATION", "Code") else h for h in clean.header)
    path = rough.write(tmp_path, replace(clean, header=strange, numeric=()), Roughening())
    with pytest.raises(DataFault, match="is not|no column|none of"):
        rough.read(path, clean.kind)


def test_a_column_that_is_almost_one_is_not_left_out_in_silence(tmp_path):
    """Without EndDate, sites taken off the register would come back."""
    clean = next(c for c in FILES if c.kind == "brownfield")
    header = tuple("EndDates" if h == "EndDate" else h for h in clean.header)
    with pytest.raises(DataFault, match="'EndDates' may be end-date"):
        rough.read(rough.write(tmp_path, replace(clean, header=header), Roughening()), "brownfield")


def test_two_columns_of_one_name_must_agree(tmp_path):
    clean = next(c for c in FILES if c.kind == "list-sizes")
    header = (*clean.header, "Number of Patients")
    same = replace(clean, header=header, rows=tuple((*r, r[-1]) for r in clean.rows))
    assert rough.read(rough.write(tmp_path, same, Roughening()), "list-sizes").count("kept") == 5
    other = replace(clean, header=header, rows=tuple((*r, "7") for r in clean.rows))
    with pytest.raises(DataFault, match="columns 8 and 9 are both headed .* and disagree"):
        rough.read(rough.write(tmp_path, other, Roughening()), "list-sizes")


def test_two_sheets_that_fit_are_not_chosen_between(tmp_path):
    clean = next(c for c in FILES if c.kind == "list-sizes")
    path = rough.write(tmp_path, clean, Roughening(wrap="xlsx"))
    book = load_workbook(path)
    book.copy_worksheet(book["Data"]).title = "Last year"
    book.save(path)
    with pytest.raises(DataFault, match="'Data' and 'Last year' could each be"):
        rough.read(path, "list-sizes")


def test_a_row_of_totals_is_no_practice(write):
    path = write(
        "l.csv", "EXTRACT_DATE,ORG_CODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS",
        "01Jul2026,Z00001,ALL,ALL,10", "01Jul2026,Grand Total,ALL,ALL,10", "01Jul2026,see note,ALL,ALL,1",
    )  # fmt: skip
    table = rough.read(path, "list-sizes")
    assert table.frame["practice_code"].tolist() == ["Z00001"]
    assert sorted(table.rejected["line"]) == [3, 4]


def test_a_file_pieced_together_from_two_encodings_keeps_both_names(write):
    """New Forest's register is such a file."""
    head = b"EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,PCN_CODE,PCN_NAME\n"
    path = write("m.csv", raw=head + "x,Z00001,Café,U1,H\n".encode() + "x,Z00002,Café,U1,H\n".encode("cp1252"))
    raw = reading.read_table(path, (reading.Field("n", ("PRACTICE_NAME",)),), "a map")
    assert raw.frame["n"].tolist() == ["Café", "Café"]
    assert raw.encoding == "utf-8 and cp1252"


def test_a_workbook_called_csv_is_read_as_what_it_is(tmp_path):
    clean = FILES[0]
    path = rough.write(tmp_path, clean, Roughening(wrap="xlsx"))
    path.rename(tmp_path / "really.csv")
    assert rough.read(tmp_path / "really.csv", clean.kind).count("kept") == 5


def test_a_positional_file_with_its_columns_moved_is_refused(write):
    """ODS files have no header: what the columns hold is the only proof of what they are."""
    row = [
        "Z00001", "THE SURGERY", "Y01", "QAA", "1 ROAD", "", "", "", "", "ME1 1AA", "19740401", "", "A", "B", "91Q",
        "20200401", "", "", "", "", "", "0", "", "91Q", "", "4", "",
    ]  # fmt: skip
    good = write("good.csv", ",".join(row), ",".join([*row[:12], "C", *row[13:]]).replace("Z00001", "Z00002"))
    table = rough.read(good, "ods-practices")
    assert table.frame["status"].tolist() == ["A", "C"]
    assert recognise(good).kind == "ods-practices"
    moved = write("moved.csv", ",".join([row[-1], *row[:-1]]))
    with pytest.raises(DataFault, match="or they do not hold what they should"):
        rough.read(moved, "ods-practices")
    assert recognise(moved).kind == ""


@settings(deadline=None, max_examples=200)
@given(text=st.lists(st.lists(st.text(st.sampled_from('ab",\n\r é'), max_size=4), min_size=1, max_size=3), max_size=8))
def test_the_fast_reader_and_the_careful_one_agree(text):
    """Whatever a file holds, both give the same rows and lines, or the fast one stands back."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([["a", "b"], *text])
    opened = Opened("x.csv", stream.getvalue(), "utf-8")
    fields = (reading.Field("a", ("a",)), reading.Field("b", ("b",)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "FAST_FROM", 10**9)
        careful = reading.table_of(opened, fields, "x")
        patch.setattr(reading, "FAST_FROM", 0)
        fast = reading.table_of(opened, fields, "x")
    assert fast.frame.to_dict("split") == careful.frame.to_dict("split")
    assert fast.overlong == careful.overlong

"""The ledger as the standard's three files: read back, it is the same ledger; nothing in it runs in a spreadsheet."""

import csv
import io
import zipfile
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.case.load import load_case
from prioritise.case.tables import TABLES
from prioritise.ledger.standard import FILES, LAYOUTS
from prioritise.record.contributions import standard_files, standard_zip
from prioritise.sources import import_files
from tests.ledger.build import contribution, deed, ledger_case, transaction

KIND = "developer-contributions"
ORIGIN = ["source_file", "source_line"]


def read_back(case, layout, folder):
    (folder / "files").mkdir(parents=True)
    for name, content in standard_files(case, layout).items():
        (folder / "files" / name).write_bytes(content)
    import_files(KIND, sorted((folder / "files").glob("*.csv")), folder / "case")
    return load_case(folder / "case")


def same_ledger(one, two):
    for name in FILES:
        a, b = (c.table(name).drop(columns=ORIGIN).reset_index(drop=True) for c in (one, two))
        a = a.assign(record_state=a["record_state"].fillna("current"))
        pd.testing.assert_frame_equal(a, b)


def full_case():
    return ledger_case(
        [
            contribution("A", 100.1, entry_date="2020-01-01", spend_by="2030-03-31", for_practices=("X1", "X2"),
                         trigger="50th home", lead_time_weeks=12.0, purpose_text="=cmd|' /C calc'!A0", holder="@ICB"),
            contribution("A", 120.0, entry_date="2021-01-01", version=2, record_state="current", pot_id="P1"),
            contribution("B", -180.0, varies="A", units="30% of 79 dwellings", notes="-1"),
            contribution("C", None, record_state="absent", named_surgeries="Oak, Elm; or both", index_basis="RPI"),
        ],
        [
            transaction("T", "A", "requested", 5.0), transaction("U", "A", "spent", 2.5),
            transaction("V", "A", None, None),
        ],
        [
            deed(planning_application="19/1", document_url="http://example.org"),
            deed("DV", varies="DA", end_date="2022-01-01"),
        ],
    )  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_written_and_read_back_it_is_the_same_ledger(tmp_path, layout):
    case = full_case()
    rows = case.table("contributions")
    rows = rows.assign(record_state=rows["record_state"].where(rows["version"] != 1, "current"))
    first = rows["reference"].eq("A") & rows["version"].eq(1)
    case = case.with_table("contributions", rows.assign(record_state=rows["record_state"].mask(first, "changed")))
    same_ledger(case, read_back(case, layout, tmp_path))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_real_councils_ledger_comes_back_whole(real_data, tmp_path, layout):
    folder = real_data / "housing/developer-contributions-raw/tonbridge-and-malling"
    import_files(KIND, sorted(folder.glob("*.csv")), tmp_path / "first")
    case = load_case(tmp_path / "first")
    same_ledger(case, read_back(case, layout, tmp_path / layout))


def header(content):
    return next(csv.reader(io.StringIO(content.decode())))


def test_headers_are_the_standards_own():
    case = full_case()
    assert header(standard_files(case, own=False)["developer-agreement-contribution.csv"]) == [
        "reference", "name", "developer-agreement", "contribution-purpose", "amount", "units", "notes", "organisation",
        "entry-date", "start-date", "end-date",
    ]  # fmt: skip
    assert header(standard_files(case, "2019", own=False)["developer-agreement-transaction.csv"]) == [
        "developer-agreement-transaction", "developer-agreement-contribution", "contribution-funding-status", "amount",
        "units", "entry-date", "start-date", "end-date",
    ]  # fmt: skip
    assert "organisation" in header(standard_files(case, "2019", own=False)["developer-agreement.csv"])
    with pytest.raises(ValueError, match="no layout"):
        standard_files(case, "2030")


def test_without_our_own_columns_only_what_the_standard_knows_is_written():
    case = full_case()
    rows = case.table("contributions")
    case = case.with_table("contributions", rows.assign(record_state=["changed", *rows["record_state"][1:]]))
    files = standard_files(case, own=False)
    assert len(files["developer-agreement-contribution.csv"].splitlines()) == 1 + 3
    transactions = files["developer-agreement-transaction.csv"].decode()
    assert "requested" not in transactions
    assert "spent,2.50" in transactions
    with zipfile.ZipFile(io.BytesIO(standard_zip(case, own=False))) as archive:
        assert "3 rows are left out" in archive.read("read-me.txt").decode()
        assert len(archive.namelist()) == 4
    assert standard_zip(case) == standard_zip(replace(case))


def test_no_cell_runs_in_a_spreadsheet():
    for content in standard_files(full_case()).values():
        for row in csv.reader(io.StringIO(content.decode())):
            for cell in row:
                assert cell[:1] not in "=+-@" or not cell or cell == "-180.00"


TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=8).map(
    lambda t: " ".join(t.split())
)
TEXT = TEXT.filter(lambda t: t and not t.startswith("'") and ";" not in t)


@settings(deadline=None, max_examples=25)
@given(reference=TEXT, words=st.none() | TEXT, pence=st.none() | st.integers(-(10**9), 10**9))
def test_whatever_is_in_it_it_comes_back(tmp_path_factory, reference, words, pence):
    case = ledger_case([contribution(reference, None if pence is None else pence / 100, notes=words, holder=words)])
    back = read_back(case, "2026", tmp_path_factory.mktemp("ledger"))
    same_ledger(case, back)
    assert list(back.table("contributions").columns) == list(TABLES["contributions"].columns)

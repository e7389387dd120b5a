"""A written case loads back exactly, whatever is in it, and is the same bytes each time."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.case import (
    TABLES,
    Case,
    Settings,
    case_workbook,
    case_zip,
    column_meta,
    load_case,
    read_upload,
    write_case,
)
from prioritise.case.case import sort_by_key
from prioritise.case.parse import typed
from tests.case.case_builder import load_with, write_files

TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=12).map(str.strip).filter(bool)
LINES = st.lists(TEXT, min_size=1, max_size=2).map("\n".join)
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "id": TEXT.filter(lambda t: ";" not in t),
    "text": LINES,
    "number": st.floats(0, 1e9),
    "money": st.integers(0, 10**11).map(lambda pence: pence / 100),
    "share": st.floats(0, 1),
    "integer": st.integers(1, 29),
    "year": st.integers(1990, 2100),
    "date": st.dates(dt.date(1850, 1, 1), dt.date(2999, 1, 1)),
    "yesno": st.sampled_from(["yes", "no"]),
    "lonlat": st.floats(0, 1),
    "ids": st.lists(TEXT.filter(lambda t: ";" not in t), unique=True, max_size=3).map(tuple),
}


def cell(table: str, column: str) -> st.SearchStrategy[Any]:
    """Any value the dictionary allows in a column, or unknown where it may be."""
    meta = column_meta(table, column)
    value = st.sampled_from(meta["choices"]) if meta["choices"] else KINDS[meta["kind"]]
    return value if meta["required"] else st.none() | value


@st.composite
def frames(draw: st.DrawFn, table: str, key: str) -> pd.DataFrame:
    """Up to four rows of a table with different keys."""
    columns = list(TABLES[table].columns)
    row = st.tuples(*(cell(table, c) for c in columns))
    at = columns.index(key)
    rows = draw(st.lists(row, min_size=1, max_size=4, unique_by=lambda r: r[at]))
    index = pd.Index(range(2, 2 + len(rows)), name="row", dtype="int64")
    data = {c: typed(column_meta(table, c)["kind"], [r[i] for r in rows], index) for i, c in enumerate(columns)}
    return sort_by_key(table, pd.DataFrame(data, index=index))


CHOSEN = st.builds(
    Settings,
    title=TEXT,
    first_year=st.integers(1990, 2100),
    years=st.integers(1, 30),
    discount_rate=st.floats(0, 1),
    revenue_limit_gbp_per_year=st.none() | st.floats(0, 1e9),
    min_share_by_cluster=st.none() | st.floats(0, 1) | st.dictionaries(TEXT, st.floats(0, 1), min_size=1, max_size=2),
    assumption_values=st.dictionaries(st.just("people_per_home"), st.floats(0, 9), max_size=1),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case of practices, pots and bids with hard-to-write contents and no links between them."""
    tables = {
        "practices": draw(frames("practices", "practice_code")),
        "pots": draw(frames("pots", "pot_id")),
        "bids": draw(frames("bids", "bid_id")),
    }
    return Case(tables, draw(CHOSEN))


def settle(case: Case, folder: Path) -> Case:
    """The case as it stands once its contradictions are taken out: what loading makes of it."""
    write_case(case, folder)
    return load_case(folder)


@settings(max_examples=20, deadline=None)
@given(cases())
def test_load_of_write_is_the_same_case(tmp_path_factory: pytest.TempPathFactory, case: Case) -> None:
    folder = tmp_path_factory.mktemp("trip")
    first = settle(case, folder / "a")
    second = settle(first, folder / "b")
    assert second.digest == first.digest
    assert second.settings == first.settings == case.settings
    assert {i.code for i in second.issues} <= {i.code for i in first.issues}
    for name in ("practices", "pots"):
        pd.testing.assert_frame_equal(
            second.table(name).drop(columns=["longitude", "latitude"], errors="ignore").reset_index(drop=True),
            case.table(name).drop(columns=["longitude", "latitude"], errors="ignore").reset_index(drop=True),
        )
    third = settle(second, folder / "c")
    assert {p.name: p.read_bytes() for p in (folder / "b").iterdir()} == {
        p.name: p.read_bytes() for p in (folder / "c").iterdir()
    }
    assert third.issues == second.issues
    assert read_upload("x.zip", case_zip(first)).digest == first.digest


@settings(max_examples=10, deadline=None)
@given(cases())
def test_the_workbook_loads_back_the_same(tmp_path_factory: pytest.TempPathFactory, case: Case) -> None:
    case = settle(case, tmp_path_factory.mktemp("book"))
    assert read_upload("x.xlsx", case_workbook(case)).digest == case.digest


def test_the_small_case_by_every_road(tmp_path: Path) -> None:
    case = load_with(tmp_path / "a")
    write_case(case, tmp_path / "b")
    again = load_case(tmp_path / "b")
    assert (again.digest, again.issues) == (case.digest, ())
    assert read_upload("x.zip", case_zip(case)).digest == case.digest
    book = read_upload("x.xlsx", case_workbook(case))
    assert book.digest == replace(case, areas=None).digest
    assert {i.code for i in book.issues} == set()
    assert case_workbook(case) == case_workbook(again)


def test_writing_takes_away_tables_the_case_does_not_have_and_nothing_else(tmp_path: Path) -> None:
    case = load_with(tmp_path / "a", scores_csv=None, areas_geojson=None)
    folder = write_files(tmp_path / "b")
    (folder / "minutes.txt").write_text("kept")
    write_case(case, folder)
    assert not (folder / "scores.csv").exists()
    assert not (folder / "areas.geojson").exists()
    assert (folder / "minutes.txt").read_text() == "kept"
    assert load_case(folder).digest == case.digest


def test_the_demo_case_round_trips(demo_folder: Path, tmp_path: Path) -> None:
    case = load_case(demo_folder)
    write_case(case, tmp_path / "demo")
    again = load_case(tmp_path / "demo")
    assert (again.digest, again.issues) == (case.digest, case.issues)

"""A case goes into the store and comes out as it was; who may not see what is confidential does not."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritise.case.case import Case
from prioritise.case.load import load_case
from prioritise.case.write import case_files, write_case
from prioritise.errors import DataFault
from prioritise.store import NotAllowed, Store, Who, cases, register
from prioritise.store.people import HERE
from prioritise.store.rows import from_store, to_store
from tests.case.case_builder import load_with


def test_the_demo_comes_out_file_by_file_as_it_went_in(here: Store, demo_folder: Path, tmp_path: Path) -> None:
    demo = load_case(demo_folder)
    number = cases.take_in(here, HERE, demo, "Demo")
    again = cases.open_case(here, HERE, number)
    assert again.digest == demo.digest and case_files(again) == case_files(demo)
    write_case(again, tmp_path / "out")
    assert {f.name: f.read_bytes() for f in (tmp_path / "out").iterdir()} == {
        f.name: f.read_bytes() for f in demo_folder.iterdir() if f.is_file()
    }


def test_every_table_of_a_case_and_a_column_nobody_knows_come_out(here: Store, tmp_path: Path) -> None:
    case = load_with(tmp_path, bids_csv="bid_id,title,kind,capital_gbp,ward\nB1,Ü & <b>,extension,120000.55,=1+1\n"
                     "B2,Phones,technology,30000,\n")  # fmt: skip
    again = cases.open_case(here, HERE, cases.take_in(here, HERE, case, "Small"))
    assert again.digest == case.digest
    assert again.table("bids")["ward"].tolist()[0] == "=1+1"
    assert {t for t in case.tables if case.has(t)} == {t for t in again.tables if again.has(t)}


def test_what_was_refused_when_a_case_was_read_is_still_told(here: Store, tmp_path: Path) -> None:
    case = load_with(tmp_path, scores_csv="bid_id,criterion_id,score,scorer\nB1,need,7,agreed\nB9,need,7,agreed\n")
    assert [i.code for i in case.errors] == ["not_in_case"]
    again = cases.open_case(here, HERE, cases.take_in(here, HERE, case, "Small"))
    assert [(i.code, i.value) for i in again.errors] == [("not_in_case", "B9")]


def test_money_is_kept_in_whole_pence(here: Store, case_id: int) -> None:
    with here.snapshot() as db:
        rows = db.exec_driver_sql("SELECT bid_id, capital_pence FROM bids ORDER BY bid_id").all()
    assert [tuple(r) for r in rows] == [("B1", 100_001), ("B2", 250_000)]


def test_a_stamp_changes_with_every_write_to_its_case_and_with_no_other(here: Store, case_id: int, small: Case) -> None:
    other = cases.take_in(here, HERE, small, "Another")
    before = cases.stamp(here, HERE, case_id), cases.stamp(here, HERE, other)
    file = register.read_bid(here, HERE, case_id, "B1")
    register.save_bid(here, HERE, case_id, register.BidFile({**file.bid, "title": "New"}, {}, file.version))
    after = cases.stamp(here, HERE, case_id), cases.stamp(here, HERE, other)
    assert after[0] != before[0] and after[1] == before[1]
    listed = {c.id: c for c in cases.listing(here, HERE)}
    assert (listed[case_id].stamp, listed[case_id].bids, listed[case_id].created_by) == (after[0], 2, "This computer")


@pytest.mark.parametrize("name", ["Vera", "Sam"])
def test_who_may_not_see_what_is_confidential_gets_the_public_edition(
    store: Store, people: dict[str, Who], case_id: int, name: str
) -> None:
    shown = cases.open_case(store, people[name], case_id)
    assert not shown.has("bid_cost_parts") and "ward" not in shown.table("bids")
    assert cases.open_case(store, people["Ada"], case_id).has("bid_cost_parts")


def test_nobody_comes_in_unknown(store: Store, case_id: int) -> None:
    for who in (HERE, Who(999)):
        with pytest.raises(NotAllowed):
            cases.open_case(store, who, case_id)
        with pytest.raises(NotAllowed):
            cases.listing(store, who)


def test_a_case_that_is_not_there_is_said(here: Store) -> None:
    with pytest.raises(DataFault, match="no case 77"):
        cases.open_case(here, HERE, 77)


def test_a_title_is_needed(here: Store, small: Case) -> None:
    with pytest.raises(DataFault, match="title"):
        cases.take_in(here, HERE, small, "  ")


KEPT = st.characters(exclude_characters="\x00", exclude_categories=["Cs"])
"""Every sign that both kinds of database can hold."""


@settings(deadline=None, max_examples=60)
@given(
    st.fixed_dictionaries(
        {
            "bid_id": st.text("ABC123", min_size=1),
            "title": st.text(KEPT, min_size=1).filter(str.strip),
            "kind": st.just("land"),
            "capital_gbp": st.integers(0, 10**12).map(lambda pence: pence / 100),
            "practice_codes": st.lists(st.text("XYZ", min_size=1, max_size=3), max_size=3).map(tuple),
            "earliest_start": st.none() | st.integers(1990, 2100),
            "growth_share": st.none() | st.floats(0, 1),
            "ward": st.text(KEPT, min_size=1).filter(str.strip),
        }
    )
)
def test_a_row_comes_back_as_it_went_in(cells: dict[str, object]) -> None:
    again = from_store("bids", to_store("bids", cells))
    assert {c: again[c] for c in cells} == cells


def test_a_sign_no_database_holds_is_left_out_and_nothing_else_is_unknown() -> None:
    kept = to_store("bids", {"bid_id": "B1", "title": "A\x00B", "ward": "\x00", "practice_codes": ("X\x001",)})
    back = from_store("bids", kept)
    assert (back["title"], back.get("ward"), back["practice_codes"]) == ("AB", None, ("X1",))

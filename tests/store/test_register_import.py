"""Bids of a spreadsheet in the register: what each row would do, what is saved, and that nothing stored is lost."""

import io

import pytest
from openpyxl import load_workbook

from prioritise.case.case import Case
from prioritise.case.load import load_case
from prioritise.case.write import case_files
from prioritise.errors import DataFault
from prioritise.sources.bid_sheets.cells import Known
from prioritise.sources.bid_sheets.grid import open_book
from prioritise.sources.bid_sheets.headings import propose
from prioritise.sources.bid_sheets.rows import Reading, read_bids
from prioritise.store import NewerSave, NotAllowed, Store, Who, audit, cases, register, register_import
from prioritise.store.people import HERE
from prioritise.store.register import BidFile
from prioritise.store.register_import import CHANGED, NEW, REFUSED, SAME, Preview, preview, save_rows
from tests.build import bid, pot, small_case
from tests.sources.rough_bids import FILE, rough_workbook

SHEET = "LEF.csv"


def of(content: bytes, name: str = SHEET):
    def read(known: Known) -> Reading:
        book = open_book(name, content)
        sheet = max(book.sheets, key=lambda s: len(propose(s).fields))
        found = propose(sheet)
        return read_bids(book.name, sheet, found.header, found.columns, known)

    return read


def laid(store: Store, who: Who, case_id: int, *lines: str) -> Preview:
    return preview(store, who, case_id, of("\n".join(lines).encode()))


def states(found: Preview) -> dict[str, str]:
    return {line.bid_id: line.state for line in found.lines}


def test_a_rough_spreadsheet_is_laid_beside_the_register_and_its_good_rows_are_saved(
    store: Store, people: dict[str, Who], case_id: int
) -> None:
    ada = people["Ada"]
    found = preview(store, ada, case_id, of(rough_workbook(), FILE))
    assert states(found) == {"B1": CHANGED, "B2": CHANGED, "N1": NEW, "N2": NEW, "N3": REFUSED, "N4": REFUSED,
                             "N5": REFUSED}  # fmt: skip
    one = {c.field: (c.before, c.after) for c in found.lines[0].changes}
    assert one["capital_gbp"] == (1000.01, 1_200_000.0) and one["stage"] == (None, "OBC")
    assert one["part:vat"] == (100.0, 200_000.0) and one["offset:1"] == (None, 800_000.0) and "title" not in one
    told = {(f.row, f.column): (f.value, f.expected, f.done) for f in found.reading.faults}
    out = "the row is not taken"
    assert told[(11, "Type of scheme (E)")][0::2] == ("Palace", out)
    assert (11, "Capital") not in told  # the cell that could not be read says it already
    assert "sum to £800,000.00" in told[(13, "")][1]
    lost = told[(8, "Lead practice(s) (C)")]
    assert lost[0] == "Oak Surgery; P2" and "none is called Oak Surgery or P2" in lost[1]
    assert lost[2].startswith("left as unknown")
    outcome = save_rows(store, ada, case_id, found, "Round of 2027")
    assert outcome.saved == ("B1", "B2", "N1", "N2") and not outcome.newer and not outcome.refused
    now = register.read_bid(store, ada, case_id, "B1")
    assert now.bid["ward"] == "North" and now.bid["summary"] == "Full lists" and now.version == 2
    parts = {r["part"]: r["capital_gbp"] for r in now.parts["bid_cost_parts"]}
    assert parts == {"fees": 100_500.0, "vat": 200_000.0, "works": 900.01}
    assert [r["capital_gbp"] for r in now.parts["bid_costs"]] == [400_000.0, 800_000.0]
    entry = next(e for e in audit.entries(store, ada, case_id) if e.which == "B1")
    assert entry.why == f"Round of 2027 (imported from {FILE}, sheet 2027 round, row 6)" and entry.person == "Ada"
    again = preview(store, ada, case_id, of(rough_workbook(), FILE))
    assert {states(again)[b] for b in outcome.saved} == {SAME}


def test_nothing_is_saved_by_looking_and_nothing_without_a_reason(
    store: Store, people: dict[str, Who], case_id: int
) -> None:
    before = cases.stamp(store, people["Ada"], case_id)
    found = laid(store, people["Ada"], case_id, "ref,title,kind,capital", "N1,New,land,5")
    with pytest.raises(DataFault, match="Say why"):
        save_rows(store, people["Ada"], case_id, found, " ")
    assert cases.stamp(store, people["Ada"], case_id) == before


def test_a_blank_rubs_nothing_out_and_an_unreadable_cell_changes_nothing(
    store: Store, people: dict[str, Who], case_id: int
) -> None:
    found = laid(store, people["Ada"], case_id, "ref,title,capital,summary,stage", "B1,One,,TBC,later", "B2,2,,,")
    assert states(found) == {"B1": SAME, "B2": CHANGED}
    (fault,) = found.reading.faults
    assert (fault.row, fault.column, fault.value) == (2, "stage (E)", "later")
    assert fault.done == "the register keeps what it has; the rest of the row is taken"
    save_rows(store, people["Ada"], case_id, found, "Why")
    assert register.read_bid(store, people["Ada"], case_id, "B1").bid["summary"] == "Need, and what to do"
    assert register.read_bid(store, people["Ada"], case_id, "B2").bid["capital_gbp"] == 2500.0


def test_capital_that_no_longer_fits_the_years_on_record_is_not_taken(
    store: Store, people: dict[str, Who], case_id: int
) -> None:
    ada = people["Ada"]
    file = register.read_bid(store, ada, case_id, "B2")
    costs = ({"year_offset": 0, "capital_gbp": 1000.0}, {"year_offset": 1, "capital_gbp": 1500.0})
    register.save_bid(store, ada, case_id, BidFile(file.bid, {"bid_costs": costs}, file.version))
    found = laid(store, ada, case_id, "ref,capital", "B2,3000")
    assert states(found) == {"B2": REFUSED} and "sum to £2,500.00" in found.reading.faults[0].expected
    better = laid(store, ada, case_id, "ref,capital,Year 1,Year 2", "B2,3000,1000,2000")
    assert states(better) == {"B2": CHANGED}


def test_nothing_is_saved_that_was_not_shown(store: Store, people: dict[str, Who], case_id: int) -> None:
    ada = people["Ada"]
    one = register.read_bid(store, ada, case_id, "B1")
    bid = {**one.bid, "growth_share": 0.35, "summary": "Full lists.\nNo room."}
    register.save_bid(store, ada, case_id, BidFile(bid, {}, one.version))
    found = laid(store, ada, case_id, "ref,growth share,summary,stage", "B1,0.354,Full lists. No room.,OBC")
    assert {c.field for c in found.lines[0].changes} == {"growth_share", "stage"}
    save_rows(store, ada, case_id, found, "Why")
    now = register.read_bid(store, ada, case_id, "B1").bid
    assert (now["growth_share"], now["summary"]) == (0.354, "Full lists.\nNo room.")


def test_a_bid_saved_meanwhile_is_shown_and_keeps_no_other_from_being_saved(
    store: Store, people: dict[str, Who], case_id: int
) -> None:
    ada, ann = people["Ada"], people["Ann"]
    lines = ("ref,title,kind,capital", "B1,Mine,,", "B2,Two anew,,", "N1,New,land,5")
    found = laid(store, ada, case_id, *lines)
    theirs = register.read_bid(store, ann, case_id, "B1")
    register.save_bid(store, ann, case_id, BidFile({**theirs.bid, "title": "Hers", "stage": "FBC"}, {}, 1))
    outcome = save_rows(store, ada, case_id, found, "Round")
    assert outcome.saved == ("B2", "N1")
    ((bid_id, newer),) = outcome.newer
    assert bid_id == "B1" and isinstance(newer, NewerSave) and newer.by == "Ann"
    assert newer.differs == (("title", "Hers", "Mine"),)  # what the sheet does not say is no difference
    assert register.read_bid(store, ada, case_id, "B1").bid["title"] == "Hers"
    again = laid(store, ada, case_id, *lines)
    assert states(again) == {"B1": CHANGED, "B2": SAME, "N1": SAME}
    assert save_rows(store, ada, case_id, again, "Round").saved == ("B1",)
    now = register.read_bid(store, ada, case_id, "B1")
    assert (now.bid["title"], now.bid["stage"]) == ("Mine", "FBC")  # what the sheet does not say stays as Ann had it


def test_a_new_bid_submitted_meanwhile_is_not_gone_over(store: Store, people: dict[str, Who], case_id: int) -> None:
    found = laid(store, people["Ada"], case_id, "ref,title,kind,capital", "N1,Mine,land,5")
    theirs = BidFile({"bid_id": "N1", "title": "Hers", "kind": "land", "capital_gbp": 6.0})
    register.save_bid(store, people["Ann"], case_id, theirs)
    outcome = save_rows(store, people["Ada"], case_id, found, "Round")
    assert outcome.saved == () and "N1 already" in outcome.refused[0][1]
    assert register.read_bid(store, people["Ada"], case_id, "N1").bid["title"] == "Hers"


def test_rows_left_out_are_not_saved_and_bids_that_others_require_go_first(
    store: Store, people: dict[str, Who], case_id: int
) -> None:
    lines = ("ref,title,kind,capital,requires", "N1,After,land,5,N2", "N2,Before,land,5,", "N3,Not,land,5,",
             "N4,Needs one not there,land,5,N9")  # fmt: skip
    found = laid(store, people["Ada"], case_id, *lines)
    assert states(found) == {"N1": NEW, "N2": NEW, "N3": NEW, "N4": NEW}
    (fault,) = found.reading.faults
    assert (fault.row, fault.column, fault.value) == (5, "requires (E)", "N9")
    assert save_rows(store, people["Ada"], case_id, found, "Round", {"N3", "N4"}).saved == ("N2", "N1")


@pytest.mark.parametrize("name", ["Vera", "Sam"])
def test_viewers_and_scorers_cannot_import(store: Store, people: dict[str, Who], case_id: int, name: str) -> None:
    found = laid(store, people["Ada"], case_id, "ref,title,kind,capital", "N1,New,land,5")
    for ask in (
        lambda w: laid(store, w, case_id, "ref,title", "B1,One"),
        lambda w: save_rows(store, w, case_id, found, "Why"),
        lambda w: register_import.register_workbook(store, w, case_id),
    ):
        with pytest.raises(NotAllowed, match="may not edit bids"):
            ask(people[name])


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_the_bids_of_the_demo_taken_out_and_read_again_are_all_the_same(here: Store, demo_folder) -> None:
    demo = load_case(demo_folder)
    number = cases.take_in(here, HERE, demo, "Demo")
    workbook = register_import.register_workbook(here, HERE, number)
    for name, content in (("bids.csv", case_files(demo)["bids.csv"]), ("bids.xlsx", workbook)):
        found = preview(here, HERE, number, of(content, name))
        assert not found.reading.faults, name
        assert len(found.lines) == len(demo.table("bids")) and {line.state for line in found.lines} == {SAME}, name


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_nothing_that_a_bid_says_is_run_in_the_workbook_of_the_register(here: Store) -> None:
    said = [
        '=HYPERLINK("http://example.invalid","press")',
        "+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "<script>alert(1)</script>",
    ]
    number = cases.take_in(here, HERE, small_case(bids=[bid(f"B{n}", 5.0, title=t) for n, t in enumerate(said)],
                                                  pots=[pot("P", 9.0)]), "Hostile")  # fmt: skip
    content = register_import.register_workbook(here, HERE, number)
    cells = [c for sheet in load_workbook(io.BytesIO(content)) for line in sheet.iter_rows() for c in line]
    assert not any(c.data_type == "f" or c.hyperlink for c in cells)
    found = preview(here, HERE, number, of(content, "bids.xlsx"))
    assert not found.reading.faults and {line.state for line in found.lines} == {SAME}, "they come back"


def test_the_workbook_filled_in_adds_a_bid_with_its_parts_and_years(
    store: Store, people: dict[str, Who], case_id: int, small: Case
) -> None:
    content = register_import.register_workbook(store, people["Ada"], case_id)
    book = load_workbook(io.BytesIO(content))
    sheet = book.active
    at = {c.value: c.column for c in sheet[3]}
    for heading, value in {
        "Bid": "N1", "Scheme": "New", "Kind": "land", "Capital (£)": 500, "Cost: Land (£)": 500,
        "Capital in year 1 of the build (£)": 100, "Capital in year 2 of the build (£)": 400,
    }.items():  # fmt: skip
        sheet.cell(6, at[heading], value)
    out = io.BytesIO()
    book.save(out)
    found = preview(store, people["Ada"], case_id, of(out.getvalue(), "filled.xlsx"))
    assert states(found) == {"B1": SAME, "B2": SAME, "N1": NEW} and not found.reading.faults
    save_rows(store, people["Ada"], case_id, found, "Round")
    made = register.read_bid(store, people["Ada"], case_id, "N1")
    assert [r["capital_gbp"] for r in made.parts["bid_costs"]] == [100.0, 400.0]
    assert [(r["part"], r["capital_gbp"]) for r in made.parts["bid_cost_parts"]] == [("land", 500.0)]

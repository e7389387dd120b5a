"""Bids of a spreadsheet through the page: columns put right, rows looked at, saved, and a newer save shown."""

import pytest
from streamlit.testing.v1 import AppTest

from prioritise.case.case import Case
from prioritise.store import Role, Store, Who, audit, cases, members, register
from prioritise.store.people import HERE
from prioritise.store.register import BidFile
from prioritise.store.register_import import register_workbook
from prioritise.ui import identity
from prioritise.ui.identity import Here
from tests.build import bid, pot, small_case
from tests.sources.rough_bids import FILE, rough_workbook
from tests.ui.test_pages import ROOT, SECONDS, html_of

REGISTER = "pages/3_Record/01_Bid_register.py"


@pytest.fixture
def small() -> Case:
    return small_case(
        bids=[bid("B1", 400_000.0, title="One"), bid("B2", 300_000.0, title="Two")], pots=[pot("P", 500_000.0)],
        practices=[{"practice_code": "P1", "name": "Oak Surgery", "list_size": 1000.0}],
    )  # fmt: skip


@pytest.fixture
def number(store: Store, small: Case) -> int:
    return cases.take_in(store, HERE, small, "Round")


def page(number: int | None = None) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    if number is not None:
        app.query_params["case"] = f"store:{number}"
    app.run()
    return sound(app.switch_page(REGISTER).run())


def sound(app: AppTest) -> AppTest:
    assert not app.exception, app.exception[0].value
    return app


def give(app: AppTest, name: str, content: bytes) -> AppTest:
    return sound(app.file_uploader(key="import:file").set_value((name, content, "x")).run())


def save(app: AppTest, why: str = "Round of 2027") -> AppTest:
    app.text_input(key="import:why").set_value(why).run()
    return sound(app.button(key="import:save").click().run())


def test_a_rough_spreadsheet_is_looked_at_put_right_and_saved(store: Store, number: int) -> None:
    app = give(page(number), FILE, rough_workbook())
    said = html_of(app)
    assert "Nothing is saved yet" in said and "£1,200,000" in said and "Oak Surgry" in said
    assert "most alike: Oak Surgery (P1)" in said and "a row of totals" in said
    assert "<script>alert(1)" not in said and "&lt;script&gt;alert(1)" in said
    assert app.selectbox(key="import:column:9").value == ""  # Contingency % is no sum of money
    app.selectbox(key="import:column:17").set_value("key_risk").run()
    assert "ask again" in html_of(sound(app))
    app.multiselect(key="import:leave").set_value(["N1"]).run()
    save(app)
    said = html_of(app)
    assert "3 bids saved: B1, B2, N2." in said and "The same as the register: B1, B2, N2." in said
    assert register.read_bid(store, HERE, number, "B1").bid["key_risk"] == "ask again"
    assert FILE in audit.entries(store, HERE, number)[0].why


def test_a_unit_put_right_moves_the_sums_and_no_reason_saves_nothing(store: Store, number: int) -> None:
    app = give(page(number), "a.csv", b"ref,scheme name,cost\nB1,One,450")
    assert "£450<" in html_of(app)
    next(b for b in app.get("button_group") if b.key == "import:unit:2").set_value("1000").run()
    assert "£450,000<" in html_of(sound(app))
    save(app, " ")
    assert "Say why" in html_of(app)
    assert register.read_bid(store, HERE, number, "B1").bid["capital_gbp"] == 400_000.0


def test_a_bid_saved_meanwhile_is_shown_beside_and_saved_when_told_again(store: Store, number: int) -> None:
    app = give(page(number), "a.csv", b"ref,scheme name\nB1,Mine\nB2,Two anew")
    file = register.read_bid(store, HERE, number, "B1")
    register.save_bid(store, HERE, number, BidFile({**file.bid, "title": "Theirs <b>"}, {}, file.version))
    save(app)
    said = html_of(app)
    assert "1 bid saved: B2. 1 bid could not be saved" in said and "Theirs &lt;b&gt;" in said
    assert register.read_bid(store, HERE, number, "B1").bid["title"] == "Theirs <b>"
    save(app)
    assert register.read_bid(store, HERE, number, "B1").bid["title"] == "Mine"


def test_a_case_that_is_a_file_says_what_must_be_done_first(store: Store) -> None:
    app = page()
    assert "take it into the forum" in html_of(app) and not app.get("file_uploader")
    assert any(d.key == "import:template" for d in app.get("download_button"))


def test_a_scorer_is_offered_no_import(store: Store, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sam = members.add(store, HERE, "Sam", "sam@example.org", Role.SCORER)
    monkeypatch.setattr(identity, "here", lambda **_: Here(store, Who(sam.id), sam))
    app = page(number)
    assert "Advisers import bids." in html_of(app) and not app.get("file_uploader")


def test_a_file_that_cannot_be_read_is_said_and_no_row_of_headings_is_asked_for(number: int) -> None:
    app = give(page(number), "a.xlsx", b"PK nonsense")
    assert "damaged" in html_of(app)
    give(app, "b.csv", b"aaa,bbb\nB1,One")
    assert "No row of headings was recognised" in html_of(app) and "choose them first" in html_of(app)
    app.selectbox(key="import:column:0").set_value("bid_id").run()
    app.selectbox(key="import:column:1").set_value("title").run()
    assert "1 the same" in html_of(sound(app)) or "1 bid changed" in html_of(app)


def test_the_workbook_of_the_bids_as_they_stand_changes_nothing(store: Store, number: int) -> None:
    app = give(page(number), "b.xlsx", register_workbook(store, HERE, number))
    assert "2 the same as the register" in html_of(app) and "There is nothing to save." in html_of(app)

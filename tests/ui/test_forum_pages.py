"""The pages of the store on a small case: bids, a save over a newer one, criteria, what-ifs, people, the record."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from prioritise.case.case import Case
from prioritise.record.course import course
from prioritise.record.scenario import Scenario
from prioritise.store import (
    Action,
    Role,
    Store,
    audit,
    cases,
    members,
    panels,
    register,
    scenarios,
    snapshots,
    weights,
)
from prioritise.store.people import HERE
from prioritise.store.register import BidFile
from prioritise.ui import identity
from tests.build import bid, pot, small_case
from tests.ui.test_pages import ROOT, SECONDS, html_of

RECORD, DECIDE = ROOT / "pages" / "3_Record", ROOT / "pages" / "2_Decide"
MARKUP = "<script>alert(1)</script>"


@pytest.fixture
def small() -> Case:
    return small_case(
        bids=[bid("B1", 400_000.0, title=f"One {MARKUP}", stage="PID"), bid("B2", 300_000.0, title="Two")],
        pots=[pot("P", 500_000.0)],
        criteria=[
            {"criterion_id": "need", "name": "Need", "weight": 60.0, "worst": 0.0, "best": 5.0},
            {"criterion_id": "risk", "name": "Risk", "weight": 40.0, "worst": 5.0, "best": 0.0},
        ],
        scores=[{"bid_id": b, "criterion_id": "need", "score": 4.0, "scorer": "agreed"} for b in ("B1", "B2")],
    )


@pytest.fixture
def number(store: Store, small: Case) -> int:
    return cases.take_in(store, HERE, small, "Round")


def page(file: Path, number: int, **address: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    app.query_params["case"] = f"store:{number}"
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(str(file.relative_to(ROOT))).run()
    assert not app.exception, app.exception[0].value
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, app.exception[0].value
    return app


def test_a_bid_is_edited_and_saved_with_who_and_why(store: Store, number: int) -> None:
    app = page(RECORD / "01_Bid_register.py", number)
    assert MARKUP not in html_of(app)
    app.text_area(key="edit:B1:summary").set_value("Full lists").run()
    app.text_input(key="edit:why").set_value("After the visit").run()
    press(app, "edit:save")
    assert "Bid B1 is saved." in html_of(app) and "After the visit" in html_of(app)
    assert register.read_bid(store, HERE, number, "B1").bid["summary"] == "Full lists"
    assert audit.entries(store, HERE, number)[0].why == "After the visit"


def test_what_is_typed_is_kept_while_another_page_is_looked_at(number: int) -> None:
    app = page(RECORD / "01_Bid_register.py", number)
    app.text_area(key="edit:B1:summary").set_value("Half typed").run()
    app.switch_page(str((DECIDE / "01_Bids.py").relative_to(ROOT))).run()
    app.switch_page(str((RECORD / "01_Bid_register.py").relative_to(ROOT))).run()
    assert app.text_area(key="edit:B1:summary").value == "Half typed"
    press(app, "edit:drop")
    assert app.text_area(key="edit:B1:summary").value == ""


def test_a_save_over_a_newer_one_shows_both_and_then_does_as_told(store: Store, number: int) -> None:
    app = page(RECORD / "01_Bid_register.py", number)
    app.text_area(key="edit:B1:summary").set_value("Mine").run()
    file = register.read_bid(store, HERE, number, "B1")
    register.save_bid(store, HERE, number, BidFile({**file.bid, "summary": f"Theirs {MARKUP}"}, {}, file.version))
    press(app, "edit:save")
    said = html_of(app)
    assert "Nothing of yours was saved" in said and "Theirs &lt;script&gt;" in said and "Mine" in said
    assert register.read_bid(store, HERE, number, "B1").bid["summary"] == f"Theirs {MARKUP}"
    press(app, "edit:save")
    assert register.read_bid(store, HERE, number, "B1").bid["summary"] == "Mine"


def test_a_conflict_on_one_bid_is_no_other_bids(store: Store, number: int) -> None:
    app = page(RECORD / "01_Bid_register.py", number)
    app.text_area(key="edit:B1:summary").set_value("Mine").run()
    file = register.read_bid(store, HERE, number, "B1")
    register.save_bid(store, HERE, number, BidFile({**file.bid, "summary": "Theirs"}, {}, file.version))
    press(app, "edit:save")
    app.selectbox(key="register:one").set_value("B2").run()
    app.text_area(key="edit:B2:summary").set_value("Of the other").run()
    assert app.button(key="edit:save").label == "Save" and "Theirs" not in html_of(app)
    other = register.read_bid(store, HERE, number, "B2")
    register.save_bid(store, HERE, number, BidFile({**other.bid, "summary": "Newer"}, {}, other.version))
    press(app, "edit:save")
    assert register.read_bid(store, HERE, number, "B2").bid["summary"] == "Newer"


def test_what_was_not_on_the_screen_is_not_gone_over(store: Store, number: int) -> None:
    """A bid saved after the page was drawn is not withdrawn unseen, nor a what-if made the case."""
    app = page(RECORD / "01_Bid_register.py", number)
    file = register.read_bid(store, HERE, number, "B1")
    app.text_input(key="edit:why").set_value("Why").run()
    register.save_bid(store, HERE, number, BidFile({**file.bid, "lifecycle": "approved"}, {}, file.version))
    press(app, "edit:withdraw")
    assert register.read_bid(store, HERE, number, "B1").bid["lifecycle"] == "approved"
    kept = scenarios.keep(store, HERE, number, Scenario(label="Lighter", weights={"need": 10.0}))
    what_if = page(DECIDE / "07_What_if.py", number)
    what_if.text_input(key="kept:why").set_value("Agreed").run()
    scenarios.save(store, HERE, kept, Scenario(label="Lighter", weights={"need": 99.0}))
    press(what_if, "kept:promote")
    rows = cases.open_case(store, HERE, number).table("criteria").set_index("criterion_id")
    assert rows.loc["need", "weight"] == 60.0


def test_a_new_bid_is_submitted_and_one_withdrawn(store: Store, number: int) -> None:
    app = page(RECORD / "01_Bid_register.py", number)
    press(app, "bid:new")
    app.text_input(key="edit:new:bid_id").set_value("B3").run()
    app.text_input(key="edit::title").set_value("Three").run()
    press(app, "edit:save")
    said = html_of(app)
    assert (
        "Capital is blank, and is required. Kind is blank, and is required." in said and "capital_gbp" not in said
    )  # what is missing is named, and nothing is lost
    app.selectbox(key="edit::kind").set_value("land").run()
    next(b for b in app.get("button_group")).set_value("money").run()
    app.text_input(key="edit::capital_gbp").set_value("10").run()
    press(app, "edit:save")
    saved = register.read_bid(store, HERE, number, "B3")
    assert (saved.bid["title"], saved.bid["kind"], saved.bid["capital_gbp"]) == ("Three", "land", 10.0)
    again = page(RECORD / "01_Bid_register.py", number)
    again.text_input(key="edit:why").set_value("The practice moves").run()
    press(again, "edit:withdraw")
    assert register.read_bid(store, HERE, number, "B1").bid["lifecycle"] == "withdrawn"


def test_criteria_are_saved_for_everybody_with_a_reason(store: Store, number: int) -> None:
    app = page(DECIDE / "02_Criteria_and_weights.py", number)
    app.number_input(key="criteria:need:weight").set_value(75.0).run()
    press(app, "criteria:save")
    assert "Say why" in html_of(app)
    app.text_input(key="criteria:why").set_value("Forum of 3 December").run()
    press(app, "criteria:save")
    rows = cases.open_case(store, HERE, number).table("criteria").set_index("criterion_id")
    assert rows.loc["need", "weight"] == 75.0 and "for everybody" in html_of(app)


def test_weights_on_screen_are_saved_as_a_set_and_taken_out_again(store: Store, number: int) -> None:
    app = page(DECIDE / "02_Criteria_and_weights.py", number)
    app.number_input(key="criteria:weight:need").set_value(90.0).run()
    assert "On screen: Need 69.2%, Risk 30.8%." in html_of(app)
    app.text_input(key="set:name").set_value(f"Need first {MARKUP}").run()
    press(app, "set:save")
    assert "Say where these weights came from" in html_of(app)
    app.text_input(key="set:from").set_value("Forum of 3 December").run()
    press(app, "set:save")
    said = html_of(app)
    assert "is saved, for everybody" in said and MARKUP not in said and "Forum of 3 December" in said
    rows = cases.open_case(store, HERE, number).table("weight_profiles").set_index("criterion_id")
    assert rows["weight"].to_dict() == {"need": 90.0, "risk": 40.0}
    assert cases.open_case(store, HERE, number).table("criteria")["weight"].tolist() == [60.0, 40.0]
    app.text_input(key="set:out-why").set_value("A slip").run()
    press(app, "set:out")
    assert not len(cases.open_case(store, HERE, number).table("weight_profiles"))


def test_a_set_saved_over_somebodys_newer_sets_is_shown_first(store: Store, number: int) -> None:
    app = page(DECIDE / "02_Criteria_and_weights.py", number)
    app.text_input(key="set:name").set_value("Mine").run()
    app.text_input(key="set:from").set_value("Me").run()
    weights.save_set(store, HERE, number, weights.NamedSet("Theirs", {"need": 1.0}, "Them"), 1)
    press(app, "set:save")
    assert "Nothing of yours was saved" in html_of(app) and "Theirs" in html_of(app)
    press(app, "set:save")
    names = set(cases.open_case(store, HERE, number).table("weight_profiles")["name"])
    assert names == {"Mine", "Theirs"}


def test_a_what_if_is_kept_opened_by_its_link_and_made_the_case(store: Store, number: int) -> None:
    kept = scenarios.keep(store, HERE, number, Scenario(label="Lighter", weights={"need": 10.0}))
    app = page(DECIDE / "07_What_if.py", number, what_if=kept.link)
    said = html_of(app)
    assert app.session_state["p"]["scenario"].weights == {"need": 10.0} and kept.link in said
    app.text_input(key="kept:why").set_value("Agreed").run()
    press(app, "kept:promote")
    assert "The case now stands as Lighter had it" in html_of(app)
    rows = cases.open_case(store, HERE, number).table("criteria").set_index("criterion_id")
    assert rows.loc["need", "weight"] == 10.0


def test_a_link_that_opens_nothing_is_said(number: int) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    app.query_params["what_if"] = "nothing"
    assert not app.run().exception
    assert "no such what-if" in html_of(app)


def test_people_are_added_and_the_record_tells_what_was_done(store: Store, number: int) -> None:
    app = page(RECORD / "06_People.py", number)
    app.text_input(key="people:Name").set_value("Sam").run()
    app.text_input(key="people:E-mail address").set_value("sam@example.org").run()
    press(app, "people:add")
    assert "Sam is added" in html_of(app) and [p.name for p in members.listing(store, HERE)] == ["Sam", "This computer"]
    press(app, "people:anew")
    assert "Say why" in html_of(app)
    sam = next(p for p in members.listing(store, HERE) if p.name == "Sam")
    app.text_input(key=f"people:anew:{sam.id}").set_value("I rang him").run()
    press(app, "people:anew")
    assert "has not signed in" in html_of(app)
    register.withdraw(store, HERE, number, "B1", 1, f"Why {MARKUP}")
    record = page(RECORD / "03_Who_did_what.py", number)
    assert "by 1 person" in html_of(record) and MARKUP not in html_of(record)
    assert "Bid B1, One" in html_of(record) and "→ withdrawn" in html_of(record).lower()


def test_how_the_list_has_moved_is_kept_as_the_case_changes(store: Store, number: int) -> None:
    first = page(RECORD / "02_Frozen_lists.py", number)
    assert "1 list kept" in html_of(first)
    page(RECORD / "02_Frozen_lists.py", number)
    (was,) = snapshots.runs(store, HERE, number)
    gone = was.summary["funded"][0]
    register.withdraw(store, HERE, number, gone, 1, "Merged")
    again = page(RECORD / "02_Frozen_lists.py", number)
    moved = course(snapshots.runs(store, HERE, number))
    assert [s.went_out for s in moved] == [(gone,), ()]
    assert "2 lists kept; bids came in or went out 1 time" in html_of(again) and MARKUP not in html_of(again)


def test_hidden_scores_are_on_no_page(store: Store, number: int) -> None:
    sam = members.add(store, HERE, "Sam", "sam@example.org", Role.SCORER)
    panel = panels.open_panel(store, HERE, number, "Panel", [sam.id], (("B1",), ("risk",)))
    from prioritise.store import Who, scoring

    scoring.score(store, Who(sam.id), panel, panels.Scored("B1", "risk", 1.25, "SECRET-7741"))
    for file in sorted((ROOT / "pages").rglob("*.py")):
        if file.parent.name in ("2_Decide", "3_Record"):
            app = page(file, number)
            tables = "".join(str(t.value) for t in app.dataframe)
            assert "SECRET-7741" not in html_of(app) + tables and "1.25" not in tables, file.stem


def test_a_server_that_has_lost_its_sign_in_keeps_the_store_shut(
    store: Store, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert identity.here().store is not None
    with monkeypatch.context() as told:
        told.setenv(members.ADMINISTRATOR_VARIABLE, "chair@example.org")
        assert identity.here().shut == identity.SIGN_IN_LOST
    members.add(store, HERE, "Sam", "sam@example.org", Role.SCORER)
    members.signed_in(store, members.Identity("https://id.example.org", "s-1", "sam@example.org", True))
    found = identity.here()
    assert found.store is None and found.shut == identity.SIGN_IN_LOST and not found.may(Action.READ_CONFIDENTIAL)


def test_a_server_open_to_the_network_without_sign_in_keeps_nothing(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "is_local", lambda: False)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    app.query_params["case"] = f"store:{number}"
    app.run()
    app.switch_page("pages/3_Record/01_Bid_register.py").run()
    assert not app.exception and identity.OPEN_TO_ALL in html_of(app)
    assert not identity.here().may(Action.READ_CONFIDENTIAL)
    assert not any(b.key in ("store:take", "edit:save") for b in app.button)

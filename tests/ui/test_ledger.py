"""The ledger page: its sentences and tables, and the page itself on the demo, a council's ledger and a bare case."""

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from prioritise.case.load import load_case
from prioritise.errors import DataFault
from prioritise.ledger.clock import Thresholds
from prioritise.pipeline import ledger_doubts, prepare_evidence
from prioritise.record.scenario import Scenario
from prioritise.sources import import_files
from prioritise.ui import words
from prioritise.ui.sections.ledger_files import contents
from prioritise.ui.views import issues, ledger_agreement, ledger_clock, ledger_lookup
from prioritise.ui.views import ledger as views
from tests.ledger.build import contribution, deed, ledger_case, transaction

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.date(2026, 4, 1)


@pytest.fixture(scope="module")
def case(demo_folder):
    return load_case(demo_folder)


@pytest.fixture(scope="module")
def book(case):
    return views.found(case, DAY)


def test_the_answer_names_each_sum_and_adds_none(book):
    said = views.answer(book)
    assert "£1,230,000 requested" in said
    assert "£2,494,781 secured" in said  # without £1,250,000 for schools
    assert said.startswith("For health, by 8 agreements in force: ")
    assert "allocated" not in said  # nothing is recorded, which is not nought
    assert "3 rows of the ledger are not in force" in said
    assert "There is no ledger" in views.answer(None)


def test_the_figures_say_what_is_not_recorded_or_known(book):
    shown = {a: (b, c) for a, b, c in views.figures(book, health_only=False)}
    assert shown["Allocated"][0] == "none recorded"
    assert shown["Secured"][1].endswith("1 amount not known")
    assert "Returned" not in shown
    assert len(shown) == 7


def test_one_choice_of_purposes_governs_the_answer_the_figures_and_the_agreements(book):
    """The secured money of each is one sum, whichever of the three is read."""
    for health_only, secured in ((True, 2_494_781), (False, 3_744_781)):
        assert f"{words.gbp(secured)} secured" in views.answer(book, health_only=health_only)
        assert dict((a, b) for a, b, _ in views.figures(book, health_only=health_only))["Secured"] == words.gbp(secured)
        assert views.agreements(book, health_only=health_only)["secured_gbp"].sum() == pytest.approx(secured, abs=0.5)
    assert views.answer(book, health_only=False).startswith("For every purpose, by 8 agreements in force: ")
    assert "written twice" not in views.answer(book)


def test_for_health_only_an_agreement_without_any_has_no_row():
    rows = [contribution("C1", 10), contribution("C2", 20, contribution_purpose="education", developer_agreement="DB")]
    moves = [transaction("T1", "DA", "received", 5)]  # of the agreement itself: for what, nobody says
    found = views.found(ledger_case(rows, moves, [deed(), deed("DB")]), DAY)
    health = views.agreements(found, health_only=True)
    assert health[["agreement", "secured_gbp"]].to_numpy().tolist() == [["DA", 10]]
    assert health["received_gbp"].isna().all() and views.agreements(found)["received_gbp"].sum() == 5
    assert views.agreements(found)["agreement"].tolist() == ["DA", "DB"]
    assert views.answer(found).startswith("For health, by 1 of the 2 agreements in force: £10 secured. 0 rows")
    assert "the one row with none for health is left out" in views.agreements_note(found, health_only=True)
    assert views.agreements_note(found, health_only=False) == "Every purpose, as chosen above."


def test_a_sum_that_may_be_written_twice_is_said_with_the_sums():
    rows = [
        contribution("C1", 353_808), contribution("C2", 353_808), contribution("C3", 353_808),
        contribution("C4", 100, contribution_purpose="education"),
        contribution("C5", 100, contribution_purpose="education"), contribution("C6", 7),
    ]  # fmt: skip
    found = views.found(ledger_case(rows), DAY)
    twice = "£707,616 of what is secured may be the same money written twice: see “What does not add up”, below."
    assert twice in views.answer(found)
    assert "£707,716 of what is secured" in views.answer(found, health_only=False)
    tiles = {a: c for a, _, c in views.figures(found, health_only=True)}
    assert tiles["Secured"].endswith("; £707,616 of it may be the same money written twice")
    assert [a for a, c in tiles.items() if "twice" in c] == ["Secured"]


def test_one_agreement_is_shown_whole(book):
    key = next(iter(views.agreement_names(book)))
    assert key == "XAB|ab/s106/d003-dv1"
    assert ledger_agreement.contributions_of(book, key)["received_gbp"].tolist() == [486_200]
    assert ledger_agreement.left_of(book, key)["pot_made"].tolist() == ["S106-03"]
    assert ledger_agreement.terms_of(book, key)["D003-H1-DV1"]["Trigger"] == "Before the 100th occupation"
    assert len(ledger_agreement.moves_of(book, key)) == 5  # those of the contribution it replaced are here too
    assert ledger_agreement.document_of(book, key)["Varies"] == "AB/S106/D003"


def test_what_is_secured_and_not_yet_paid_is_shown_by_contribution(book):
    """Of £150,000 secured £131,500 came; of a sum without a payment on record nobody knows what is to come."""
    assert ledger_agreement.left_of(book, "XGM|gm/s106/d007")["still_to_come_gbp"].tolist() == [18_500]
    assert ledger_agreement.left_of(book, "XAB|ab/s106/d002")["still_to_come_gbp"].isna().all()


def test_contributions_stand_in_the_order_of_their_numbers():
    """2.9 before 2.10, as a person counts."""
    told = ["17/1/OA_2.10", "17/1/OA_2.9", "17/1/OA_2", "17/1/OA_10", "9/1/OA"]
    assert sorted(told, key=ledger_agreement._by_number) == [
        "9/1/OA",
        "17/1/OA_2",
        "17/1/OA_2.9",
        "17/1/OA_2.10",
        "17/1/OA_10",
    ]


def test_every_agreement_can_be_looked_at(book):
    for key in views.agreement_names(book):
        ledger_agreement.contributions_of(book, key)
        ledger_agreement.left_of(book, key)
        ledger_agreement.terms_of(book, key)
        ledger_agreement.moves_of(book, key)
        ledger_agreement.document_of(book, key)


def test_the_clock_follows_the_thresholds(case):
    rows = ledger_clock.clock_rows(case, DAY, Thresholds(12, 24))
    said = "£639k in hand is red; £41k has passed its date; for £1.1m no date is known"
    assert ledger_clock.clock_title(rows) == said
    undated = rows[rows["spend_by"].isna()]["in_hand_gbp"].sum()
    assert words.gbp_short(undated) == "£1.1m"
    assert set(ledger_clock.near(rows)["light_words"]) == {"■ Passed", "▲ Red: act now", "◆ Amber: plan now"}
    none = ledger_clock.clock_rows(case, dt.date(2020, 1, 1), Thresholds(0, 0))
    assert ledger_clock.clock_title(none) == "No money in hand is red; for £1.1m no date is known"
    assert ledger_clock.clock_title(none[none["spend_by"].notna()]) == "No money in hand is red"
    promised = rows.assign(in_hand_gbp=0.0)
    assert ledger_clock.clock_title(promised) == "No money in hand is recorded"
    table = ledger_clock.clock_table(rows)
    assert table["in_hand_gbp"].sum() == pytest.approx(rows["in_hand_gbp"].sum())
    assert table["pots"].sum() == len(rows)


def test_the_look_up_parts_those_that_may_from_those_that_may_not(case):
    prepared = prepare_evidence(case, Scenario())
    rows = ledger_lookup.bids_of_pot(prepared, "CIL-1", {})
    may, may_not = ledger_lookup.split(rows)
    assert "in_list" not in rows
    order = list(zip(-may["most_gbp"], may["bid"], strict=True))
    assert order == sorted(order) and order[0][0] < order[-1][0]
    told = ledger_lookup.bids_of_pot(prepared, "CIL-1", {"B01": "Funded, from 2027/28"})
    assert sorted(set(told["in_list"])) == ["", "Funded, from 2027/28"]
    pots = ledger_lookup.pots_of_bid(prepared, "B01")
    most = ledger_lookup.split(pots)[0]["most_gbp"].tolist()
    assert most == sorted(most, reverse=True)
    assert len(may) + len(may_not) == len(case.table("bids"))
    assert (may["most_gbp"] <= 420_000).all()
    assert may_not["every_reason"].str.len().min() > 0
    assert ledger_lookup.lookup_answer(len(may), len(rows), "bid").startswith("11 of 45 bids may lawfully use this pot")
    assert ledger_lookup.lookup_answer(0, 3, "pot").startswith("None of 3 pots may lawfully pay this bid")


def test_the_pots_near_their_date_are_the_first_to_choose_from(case):
    rows = ledger_clock.clock_rows(case, DAY, Thresholds(12, 24))
    near = ledger_clock.near_lights(rows)
    assert list(near) == sorted(near, key=lambda i: ["▲", "◆", "■"].index(near[i][0]))
    assert set(near) == set(rows[rows["light"].isin(["passed", "red", "amber"])]["pot_id"])
    prepared = prepare_evidence(case, Scenario())
    names = ledger_lookup.pot_names(prepared, near)
    assert list(names)[: len(near)] == list(near) and set(names) == set(prepared.problem.pots)
    assert names[next(iter(near))].endswith(" (▲ Red: act now)")
    assert list(ledger_lookup.pot_names(prepared, {})) != list(names)


def test_the_clock_says_what_it_counts_from_until_a_day_is_set(case):
    assert "(1 April 2026), not today" in ledger_clock.counted_from(case, DAY)
    assert ledger_clock.counted_from(case, dt.date(2026, 4, 2)) == ""


def opened(monkeypatch=None, folder=None):
    if folder is not None:
        monkeypatch.setenv("PRIORITISE_CASE", str(folder))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.run()
    return app.switch_page("pages/1_Evidence/08_Ledger.py").run()


def text_of(app):
    return "".join(e.value if hasattr(e, "value") else e.proto.body for e in app.get("html"))


def test_the_page_opens_and_its_controls_move_it():
    app = opened()
    assert not app.exception
    assert "£1,230,000 requested" in text_of(app)
    app.button_group(key="ledger:scope").set_value("all").run()
    assert "For every purpose, by 8 agreements in force: £" in text_of(app)
    assert "(1 April 2026), not today" in text_of(app)
    assert "href='#which-bids-could-use-this-pot'" in text_of(app)
    assert [h.proto.anchor for h in app.header if "Which bids" in h.value] == ["which-bids-could-use-this-pot"]
    assert "£3,744,781 secured" in text_of(app) and "Every purpose, as chosen above." in text_of(app)
    app.slider(key="ledger:red").set_value(0).run()
    assert not app.exception
    title = "No money in hand is red; £41k has passed its date; for £1.1m no date is known"
    assert words.plain(title) in [h.value for h in app.header]
    app.selectbox(key="ledger:agreement").set_value("XGM|gm/s106/d005").run()
    assert "XG/17/00088/FUL" in text_of(app)


def test_data_issues_lists_what_does_not_add_up_in_the_ledger(case):
    doubts = ledger_doubts(case)
    assert {i.code for i in doubts} >= {"purpose_vague", "spend_by_passed"}
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.run()
    app.switch_page("pages/1_Evidence/10_Data_issues.py").run()
    app.selectbox(key="issues:table").set_value("contributions").run()
    assert not app.exception
    shown = text_of(app)
    assert all(words.safe(i.message) in shown for i in doubts if i.table == "contributions")
    row = issues.listing(doubts, "any", "contributions").set_index("code").loc["spend_by_passed"]
    assert row["place_found"].startswith("Contributions, row ")
    assert row["place_found"].endswith(", Spend by")
    assert [row["severity"], row["value"]] == ["warning", "D005-H2"]
    assert "only the developer can agree" in row["done"]


def test_terms_typed_in_are_kept_and_move_the_clock():
    app = opened()
    app.selectbox(key="ledger:agreement").set_value("XAB|ab/s106/d003").run()
    app.selectbox(key="ledger:contribution").set_value("XAB|d003-h2").run()
    boxes = [d for d in app.date_input if d.label == "Spend by"]
    boxes[0].set_value(dt.date(2026, 6, 30))
    app.text_input[2].set_value("BCIS; *not* <b>markup</b>")
    next(b for b in app.button if b.label == "Keep these terms").click().run()
    assert not app.exception
    shown = text_of(app)
    assert "The terms of D003-H2 are in this session&#x27;s case" in shown
    case = app.session_state["p"]["case"].case
    row = case.table("contributions").set_index("reference").loc["D003-H2"]
    assert row["spend_by"].date() == dt.date(2026, 6, 30)
    assert case.table("pots").set_index("pot_id").loc["S106-04", "spend_by"].date() == dt.date(2026, 6, 30)
    assert "<b>markup" not in shown


def test_a_councils_own_ledger_and_hostile_text_are_shown_safely(real_data, tmp_path, monkeypatch):
    folder = real_data / "housing/developer-contributions-raw/tonbridge-and-malling"
    import_files("developer-contributions", sorted(folder.glob("*.csv")), tmp_path)
    rows = (tmp_path / "agreements.csv").read_text()
    (tmp_path / "agreements.csv").write_text(rows.replace("17/01595/OAEA,", "<script>alert(1)</script>,", 1))
    (tmp_path / "bids.csv").write_text("bid_id,title,kind,capital_gbp\nB1,One,extension,100000\n")
    app = opened(monkeypatch, tmp_path)
    assert not app.exception, app.exception[0].value
    shown = text_of(app)
    assert "£1,059,840 secured" in shown
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_a_case_without_a_ledger_says_so(tmp_path, monkeypatch):
    (tmp_path / "bids.csv").write_text("bid_id,title,kind,capital_gbp\nB1,One,extension,100000\n")
    (tmp_path / "pots.csv").write_text("pot_id,name,kind,amount_gbp,status\nP1,Pot,icb,500000,received\n")
    app = opened(monkeypatch, tmp_path)
    assert not app.exception
    assert "There is no ledger in this case" in text_of(app)


class Dropped:
    """A file as the page's box gives it."""

    def __init__(self, name: str, said: bytes) -> None:
        self.name, self.said = name, said

    def getvalue(self) -> bytes:
        return self.said


def test_two_councils_files_of_one_name_are_refused_not_one_left_out():
    one, two = Dropped("contribution.csv", b"1"), Dropped("contribution.csv", b"2")
    assert contents([one, Dropped("b.csv", b"2")]) == {"contribution.csv": b"1", "b.csv": b"2"}
    with pytest.raises(DataFault, match=r"two of the files are named contribution\.csv"):
        contents([one, two])

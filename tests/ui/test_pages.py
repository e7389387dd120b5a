import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from prioritise.funding import RULES
from prioritise.record.glossary import terms
from prioritise.ui import menu, where

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "pages").rglob("*.py"))
SECONDS = 90
RANK = {
    "01_Overview", "07_Money", "05_Prioritise", "06_Priority_list", "07_What_if", "08_Reasons", "09_Robustness",
    "10_Frontier", "11_Money_at_risk", "04_Export",
}  # fmt: skip
"""Pages that show a ranked list."""
NOT_IN_THE_DEMO = {("clawback", "Ledger"), ("interest", "Scoring"), ("regret", "Robustness")}
"""Words met only where money was given back, a panel is open in the store, or a trial was made."""


def opened(page: Path) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    app.run()
    return app.switch_page(str(page.relative_to(ROOT))).run()


def all_text(app: AppTest) -> str:
    return html_of(app) + " ".join(e.value for e in [*app.markdown, *app.caption, *app.sidebar.markdown])


def html_of(app: AppTest) -> str:
    return "".join(e.value if hasattr(e, "value") else e.proto.body for e in app.get("html"))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_page_opens_on_the_demo_and_uses_the_words_that_are_said_to_be_met_there(page):
    app = opened(page)
    assert not app.exception
    assert app.title[0].value.endswith("?")
    for drawn in ("id='ranked'", "id='matrix'", "id='reasons'", "class='p-figures'", "class='p-card"):
        for after in html_of(app).split(drawn)[1:]:
            assert where.QUESTION in after.partition("<table id=")[0].partition("<dl class=")[0], drawn
    widgets = [*app.selectbox, *app.multiselect, *app.number_input, *app.text_input, *app.toggle, *app.slider]
    text = " ".join(
        [menu.name(page), all_text(app)]
        + [f"{e.label} {e.help}" for e in widgets]
        + [str(e.proto) for e in app.get("button_group")]
        + [e.value for e in [*app.header, *app.subheader]]
        + [e.value.to_csv() for e in app.dataframe]
    )
    shown = re.sub(r"<p>Words\..*?</p>", "", text, flags=re.DOTALL).casefold()
    name = menu.name(page)
    for term in (t for t in terms() if name in t.pages and (t.id, name) not in NOT_IN_THE_DEMO):
        assert any(re.search(rf"\b{re.escape(w.casefold())}", shown) for w in (term.name, *term.also)), term.id


@pytest.fixture(scope="module")
def bare(tmp_path_factory) -> Path:
    """A case of two tables, one of whose rows is at fault."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "bids.csv").write_text("bid_id,title,kind,capital_gbp\nB1,One,extension,100000\nB2,Two,castle,5\n")
    (folder / "pots.csv").write_text("pot_id,name,kind,amount_gbp,status\nP1,Pot,icb,500000,received\n")
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_page_opens_on_a_case_of_bids_and_pots_alone(page, bare, monkeypatch):
    monkeypatch.setenv("PRIORITISE_CASE", str(bare))
    app = opened(page)
    assert not app.exception, app.exception[0].value


def test_the_address_names_the_case_so_that_a_reload_opens_the_same(bare, monkeypatch):
    monkeypatch.setenv("PRIORITISE_CASE", str(bare))
    app = opened(PAGES[2])
    assert "case" not in app.query_params  # the case to start with needs no name
    next(b for b in app.selectbox if b.label == "Case").set_value("demo").run()
    assert app.query_params["case"] in ("demo", ["demo"])
    again = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    again.query_params["case"] = "demo"
    again.run()
    assert next(b for b in again.selectbox if b.label == "Case").value == "demo"
    lost = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    lost.query_params["case"] = "<script>no such case"
    assert not lost.run().exception
    assert "The address names a case that is not here" in html_of(lost) and "<script>no" not in html_of(lost)


def test_money_set_back_to_what_the_case_says_is_no_what_if():
    app = opened(ROOT / "pages" / "2_Decide" / "05_Prioritise.py")
    box = app.text_input(key="run:pot:ICB-1")
    own = box.value
    assert "," in own, "sums have commas"
    box.set_value("£1.25m").run()
    assert "My changes" in html_of(app) and app.text_input(key="run:pot:ICB-1").value == "1,250,000"
    app.text_input(key="run:pot:ICB-1").set_value("a lot").run()
    assert app.text_input(key="run:pot:ICB-1").value == "1,250,000", "what cannot be read changes nothing"
    assert any("“a lot” is no sum" in c.value for c in app.caption)
    app.text_input(key="run:pot:ICB-1").set_value(own).run()
    assert not any("is no sum" in c.value for c in app.caption)
    limit = app.text_input(key="run:revenue")
    most = limit.value
    limit.set_value("10").run()
    app.text_input(key="run:revenue").set_value(most).run()
    assert not app.exception and "As the case stands" in html_of(app) and "My changes" not in html_of(app)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_without_usable_bids_only_the_pages_that_rank_stop_and_they_say_what_is_missing(page, tmp_path, monkeypatch):
    (tmp_path / "bids.csv").write_text("bid_id,title,kind,capital_gbp\nB2,Two,castle,five\n")
    (tmp_path / "pots.csv").write_text("pot_id,name,kind,amount_gbp,status\nP1,Pot,icb,500000,received\n")
    monkeypatch.setenv("PRIORITISE_CASE", str(tmp_path))
    app = opened(page)
    assert not app.exception, app.exception[0].value
    shown = html_of(app)
    assert ("role='alert'" in shown) == (page.stem in RANK), shown[-600:]
    assert ("no usable bids" in shown) == (page.stem in RANK or page.stem == "10_Data_issues")
    assert "Data issues" in shown or page.stem not in RANK


def test_the_money_page_shows_the_pots_without_bids(tmp_path, monkeypatch):
    (tmp_path / "pots.csv").write_text(
        "pot_id,name,kind,amount_gbp,status,spend_by\nP1,Our pot,icb,500000,received,2026-12-31\n"
    )
    monkeypatch.setenv("PRIORITISE_CASE", str(tmp_path))
    app = opened(next(p for p in PAGES if p.stem == "07_Money"))
    assert not app.exception, app.exception[0].value
    assert any("Our pot" in str(table.value) for table in app.dataframe)
    assert "There is no list, so nothing is committed" in html_of(app)


def test_the_data_issues_page_leads_back_to_the_demo(tmp_path, monkeypatch):
    (tmp_path / "pots.csv").write_text("pot_id,name,kind,amount_gbp,status\nP1,Pot,icb,500000,received\n")
    monkeypatch.setenv("PRIORITISE_CASE", str(tmp_path))
    app = opened(ROOT / "pages" / "1_Evidence" / "10_Data_issues.py")
    app.button(key="issues:demo").click().run()
    assert not app.exception
    assert "no usable bids" not in html_of(app) and "Invented figures" in html_of(app)


def test_a_weight_box_stays_in_its_place_when_its_weight_changes():
    app = opened(ROOT / "pages" / "2_Decide" / "02_Criteria_and_weights.py")
    boxes = [n.key for n in app.number_input]
    app.number_input[0].set_value(99.0).run()
    app.number_input[1].set_value(0.0).run()
    assert [n.key for n in app.number_input] == boxes


def test_a_rule_clash_is_said_in_words(tmp_path, monkeypatch):
    (tmp_path / "bids.csv").write_text("bid_id,title,kind,capital_gbp,must\nB1,One,extension,900000,yes\n")
    (tmp_path / "pots.csv").write_text("pot_id,name,kind,amount_gbp,status\nP1,Pot,icb,500000,received\n")
    monkeypatch.setenv("PRIORITISE_CASE", str(tmp_path))
    for page in PAGES:
        app = opened(page)
        assert not app.exception, (page, app.exception[0].value)
    app = opened(ROOT / "pages" / "2_Decide" / "05_Prioritise.py")
    assert "cannot all hold" in html_of(app)
    for name in ("1_Evidence/01_Overview.py", "1_Evidence/07_Money.py", "2_Decide/08_Reasons.py"):
        app = opened(ROOT / "pages" / name)
        assert "There is no list: these rules cannot all hold" in html_of(app), name
        assert "data-bid=" not in html_of(app), name


def test_a_list_of_bids_that_nobody_scored_is_not_called_best(bare, monkeypatch):
    monkeypatch.setenv("PRIORITISE_CASE", str(bare))
    for name in ("1_Evidence/01_Overview.py", "2_Decide/05_Prioritise.py"):
        said = html_of(opened(ROOT / "pages" / name))
        assert "this is not a ranking" in said and "Best possible" not in said, name


def test_a_scenario_at_fault_can_be_dropped():
    from prioritise.record.scenario import Scenario

    app = opened(ROOT / "pages" / "2_Decide" / "02_Criteria_and_weights.py")
    app.session_state["p"]["scenario"] = Scenario(pots_off=("no such pot",), label="wrong")
    app.run()
    assert not app.exception and "no such pot" in html_of(app)
    app.button(key="fault:back").click().run()
    assert not app.exception and "no such pot" not in html_of(app)


def test_a_case_is_chosen_left_and_chosen_again(bare, monkeypatch):
    """Each box holds one choice: none that was made before comes back when its case does."""
    monkeypatch.setenv("PRIORITISE_CASE", str(bare))
    app = opened(ROOT / "pages" / "1_Evidence" / "10_Data_issues.py")
    boxes = set()
    for chosen in ("demo", "start", "demo", "start"):
        box = next(b for b in app.selectbox if b.label == "Case")
        boxes.add(box.key)
        box.set_value(chosen).run()
        assert not app.exception
        assert app.session_state["p"]["case"].id == chosen
        assert next(b for b in app.selectbox if b.label == "Case").value == chosen
        assert ("Invented figures" in html_of(app)) == (chosen == "demo")
    assert len(boxes) == 4


def test_pages_lie_one_folder_down():
    assert not list((ROOT / "pages").glob("*.py"))
    assert {p.parent.name for p in PAGES} == {"1_Evidence", "2_Decide", "3_Record"}


def test_moving_the_money_marks_the_list_stale_until_it_is_run_again():
    app = opened(ROOT / "pages" / "2_Decide" / "05_Prioritise.py")
    before = html_of(app)
    assert "older than the inputs" not in before
    app.slider(key="run:scale").set_value(50).run()
    assert "older than the inputs" in html_of(app) and "Press Run again, below" in html_of(app)
    app.button(key="run:go").click().run()
    after = html_of(app)
    assert "older than the inputs" not in after
    assert after.count("data-decision='funded'") < before.count("data-decision='funded'")


def test_a_value_survives_leaving_the_page():
    app = opened(ROOT / "pages" / "2_Decide" / "05_Prioritise.py")
    app.slider(key="run:scale").set_value(70).run()
    app.switch_page("pages/1_Evidence/06_Housing.py").run()
    app.switch_page("pages/2_Decide/05_Prioritise.py").run()
    assert app.slider(key="run:scale").value == 70


def test_back_to_the_case_drops_the_changes():
    app = opened(ROOT / "pages" / "2_Decide" / "05_Prioritise.py")
    app.slider(key="run:scale").set_value(70).run()
    app.button(key="run:reset").click().run()
    assert app.slider(key="run:scale").value == 100
    assert "older than the inputs" not in html_of(app)


def test_two_runs_are_compared_side_by_side():
    app = opened(ROOT / "pages" / "2_Decide" / "07_What_if.py")
    app.text_input(key="keep:label").set_value("Before the cut").run()
    app.button(key="keep:go").click().run()
    assert app.multiselect(key="compare:lists").options == ["The case as it stands", "Before the cut"]
    assert "The same bids are funded in both." in html_of(app)
    app.switch_page("pages/2_Decide/05_Prioritise.py").run()
    app.slider(key="run:scale").set_value(50).run()
    app.button(key="run:go").click().run()
    app.switch_page("pages/2_Decide/07_What_if.py").run()
    assert not app.exception
    page = html_of(app)
    assert "drop" in page and "All pots at 50% of their money" in page and "How near the best" in page
    assert app.multiselect(key="compare:lists").value == ["kept:Before the cut", "now"]


@pytest.fixture(scope="module")
def evidence_only(tmp_path_factory) -> Path:
    """The demo's evidence without its bids and its money."""
    folder = tmp_path_factory.mktemp("evidence")
    for name in ("practices.csv", "sites.csv", "developments.csv", "flows.csv", "settings.toml"):
        (folder / name).write_bytes((ROOT / "data" / "demo" / name).read_bytes())
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_evidence_pages_work_without_bids_and_pots(page, evidence_only, monkeypatch):
    monkeypatch.setenv("PRIORITISE_CASE", str(evidence_only))
    app = opened(page)
    assert not app.exception, app.exception[0].value
    assert ("role='alert'" in html_of(app)) == (page.stem in RANK)


def test_every_rule_that_is_a_switch_can_be_tried_and_money_not_in_hand_cut(bare, monkeypatch):
    monkeypatch.setenv("PRIORITISE_CASE", str(bare))
    app = opened(next(p for p in PAGES if p.stem == "05_Prioritise"))
    assert not [s for s in app.slider if s.key == "run:requested_share"]
    app.toggle(key="run:requested").set_value(True).run()
    app.slider(key="run:requested_share").set_value(40).run()
    app.slider(key="run:secured_share").set_value(60).run()
    assert "Requested money that counts: 40%" in all_text(app) and "Secured money that counts: 60%" in all_text(app)
    app.toggle(key="run:requested").set_value(False).run()
    assert "Requested money that counts" not in all_text(app)
    app.button_group(key="run:part").set_value("rules").run()
    ids = {rule.id for rule in RULES if rule.switch is not None}
    assert {t.key for t in app.toggle if t.key and t.key.startswith("run:rule:")} == {f"run:rule:{i}" for i in ids}
    app.toggle(key="run:rule:umf").set_value(True).run()
    assert "Rules switched on: Utilisation and Modernisation Fund" in all_text(app)
    app.toggle(key="run:rule:umf").set_value(False).run()
    assert "Rules switched on" not in all_text(app)
    assert not app.exception

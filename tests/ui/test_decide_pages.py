"""The Robustness, Frontier and Money at risk pages: nothing long unasked, and what their buttons bring."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from prioritise import pipeline
from prioritise.case.write import write_case
from prioritise.optimise import frontier as library
from prioritise.optimise.asked import list_for
from prioritise.optimise.result import Options
from prioritise.pipeline import prepare
from prioritise.sweep.tally import CLOSE, CORE, OUT, Thresholds
from prioritise.sweep.weights import WeightSet
from prioritise.ui.sections import frontier_page
from prioritise.ui.views import frontier, robust
from prioritise.ui.views.robust import Choice
from tests.build import bid, pot, small_case
from tests.sweep.cases import COSTS, SCORES, criterion, open_case
from tests.ui.test_pages import ROOT, html_of, opened

DECIDE = ROOT / "pages" / "2_Decide"


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case of six bids, three criteria, one pot that lapses and one that does not."""
    case = small_case(
        {"years": 1, "discount_rate": 0.0, "title": "Small"},
        bids=[bid(b, c * 1000, title=f"Scheme {b} <b>bold</b>") for b, c in COSTS.items()],
        pots=[pot("P", 150_000), {**pot("L", 90_000), "spend_by": "2027-03-31"}],
        criteria=[criterion("x", 3), criterion("y", 2), criterion("z", 1)],
        scores=[
            {"bid_id": b, "criterion_id": c, "score": s, "scorer": "agreed"}
            for b, scores in SCORES.items()
            for c, s in zip("xyz", scores, strict=True)
        ],
    )
    write_case(case, tmp_path / "case")
    monkeypatch.setenv("PRIORITISE_CASE", str(tmp_path / "case"))
    return tmp_path / "case"


def press(app: AppTest, key: str) -> str:
    app.button(key=key).click().run()
    assert not app.exception, app.exception[0].value
    return html_of(app)


def test_how_sure_the_list_is(small: Path) -> None:
    app = opened(DECIDE / "09_Robustness.py")
    assert "Not tried yet" in html_of(app)
    app.button_group(key="robust:many").set_value("50").run()
    said = press(app, "robust:go")
    assert "in every one of 50 ways to weigh the criteria" in said
    assert "within 0.1% of the best" in said and "<b>bold" not in said
    headings = [h.value for h in app.header]
    assert {"Defend this list", "Every list that no other beats", "What would agreement buy?"} <= set(headings)
    said = press(app, "robust:defend")
    assert "gives up" in said or "is worth more than this one" in said or "No other list beats this one" in said
    said = press(app, "robust:unbeaten")
    assert "This is exact" in said
    # another scenario is another list: what was tried is not shown as of it
    app.switch_page("pages/2_Decide/05_Prioritise.py").run()
    app.slider(key="run:scale").set_value(60).run()
    app.button(key="run:go").click().run()
    app.switch_page("pages/2_Decide/09_Robustness.py").run()
    assert "Not tried yet" in html_of(app)


def test_the_panel_page_takes_close_decisions_from_the_ways_tried(small: Path) -> None:
    app = opened(DECIDE / "04_Panel.py")
    assert "nothing left to talk about" in html_of(app) and "tried on the Robustness page" in html_of(app)
    app.switch_page("pages/2_Decide/09_Robustness.py").run()
    app.button_group(key="robust:many").set_value("50").run()
    press(app, "robust:go")
    app.switch_page("pages/2_Decide/04_Panel.py").run()
    assert not app.exception
    assert "◐ The decision is close" in html_of(app) and "% of the ways tried" in html_of(app)
    assert "tried on the Robustness page" not in html_of(app)


def test_what_cannot_all_be_agreed_is_said_and_the_page_stays(small: Path) -> None:
    app = opened(DECIDE / "09_Robustness.py")
    app.button_group(key="robust:agreed").set_value("near").run()
    app.slider(key="robust:near").set_value(5).run()
    app.multiselect(key="robust:statements").set_value(["z>=x"]).run()
    said = press(app, "robust:go")
    assert "no way to weigh the criteria" in said and "Defend this list" in "".join(h.value for h in app.header)


def test_value_by_budget_your_list_and_two_aims(small: Path) -> None:
    app = opened(DECIDE / "10_Frontier.py")
    assert "Not drawn yet" in html_of(app)
    app.number_input(key="frontier:many").set_value(3).run()
    app.text_input(key="frontier:step").set_value("5,000").run()
    said = press(app, "frontier:go")
    assert "the best list gains" in said and "to within £5,000" in said
    said = press(app, "frontier:compare")
    assert "No list that costs no more is worth more" in said or "could buy" in said or "costs £" in said
    app.multiselect(key="frontier:mine").set_value(["A", "B", "C", "D", "E", "F"]).run()
    assert "No list of exactly these schemes was found" in press(app, "frontier:compare")
    app.selectbox(key="frontier:aim").set_value("criterion:z").run()
    app.toggle(key="frontier:every").set_value(True).run()
    assert "these are all there are" in press(app, "frontier:pairs")


def test_money_that_lapses(small: Path) -> None:
    app = opened(DECIDE / "11_Money_at_risk.py")
    assert "£90,000 would lapse" in html_of(app)
    said = press(app, "risk:most")
    assert "No list saves more of it" in said or "No lawful list saves more than" in said
    app.number_input(key="risk:rate").set_value(500.0).run()
    assert "At 500 points for £100,000" in press(app, "risk:price")


def test_a_case_without_money_that_lapses_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_case(open_case(), tmp_path / "case")
    monkeypatch.setenv("PRIORITISE_CASE", str(tmp_path / "case"))
    app = opened(DECIDE / "11_Money_at_risk.py")
    assert not app.exception and "No money in this case lapses" in html_of(app)


def test_weights_about_as_heavy_as_they_are_hold_the_cases_own() -> None:
    prepared = prepare(open_case())
    for choice in (Choice(), Choice("order"), Choice("near", 10), Choice("near", 100, ("x>=z",))):
        allowed = robust.allowed(prepared, choice)
        own = prepared.scored.criteria.sort_values("criterion_id")["weight_share"].to_numpy()
        assert allowed.holds(own[None, :]).all()
    assert robust.allowed(prepared, Choice()) == WeightSet(("x", "y", "z"))


def test_budgets_of_a_span_hold_the_money_as_it_stands() -> None:
    problem = prepare(open_case()).problem
    found = frontier.budgets(problem, frontier.Span((), 50, 150, 4))
    assert found == sorted(found) and 24_000 in found and (found[0], found[-1]) == (12_000, 36_000)
    assert frontier.budgets(problem, frontier.Span((), 0, 50, 2)) == [0, 12_000]


def test_a_picture_of_value_by_budget_that_is_stopped_takes_on_what_the_run_proved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of the searches nothing is known here but the lists they found, as where the clock ends each."""
    run = pipeline.run(open_case(), options=Options(gap=0.0, priority_list=False))
    kept: dict[str, object] = {"frontier": frontier.Span((), 40, 100, 7)}

    class Stopped(Exception):
        pass

    def beside(_say: object, _text: str, work: Callable[[Callable[[str, float], None]], object]) -> None:
        told: list[str] = []

        def tell(text: str, _part: float) -> None:
            told.append(text)
            if len(told) > 3:
                raise Stopped

        work(tell)

    monkeypatch.setattr(library, "list_for", lambda *a, **k: replace(list_for(*a, **k), bound=None))
    monkeypatch.setattr(frontier_page, "beside", beside)
    monkeypatch.setattr(frontier_page, "made_from", lambda _: "here")
    monkeypatch.setattr(frontier_page.state, "set_view", kept.__setitem__)
    monkeypatch.setattr(frontier_page.state, "view", kept.get)
    with pytest.raises(Stopped):
        frontier_page._draw(SimpleNamespace(ready=run.prepared, run=run), lambda *_: None)
    points = kept["frontier drawn"].found.points
    assert points and {p.bound for p in points} == {run.result.bound}


@pytest.fixture
def of_four(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What is said of four schemes, tried in so many ways."""
    table = pd.DataFrame({"bid_id": list("ABCD"), "verdict": [CORE, CORE, OUT, CLOSE]})
    monkeypatch.setattr(robust, "bid_table", lambda *_: table)

    def said(ways: int, whole: bool = True) -> str:
        tally = SimpleNamespace(ids=tuple(map(str, range(ways))), bids=("A", "B", "C", "D"))
        monkeypatch.setattr(robust, "Tally", SimpleNamespace(of=lambda _: tally))
        swept = SimpleNamespace(whole=whole)
        tried = SimpleNamespace(swept=swept, limits=Thresholds(), choice=Choice(many=50))
        return robust.answer(tried, {"A": 2026, "C": 2026})

    return said


def test_what_is_settled_otherwise_than_the_list_has_it_is_said(of_four: Callable[..., str]) -> None:
    said = of_four(20)
    assert "2 are funded in every one of 20 ways to weigh the criteria and 1 in none; 1 is too close to call." in said
    assert said.endswith(
        "Of those settled, 1 scheme of the list in force is out and 1 scheme not on it is core: the table names them."
    )


def test_of_a_few_ways_nothing_is_said_to_be_settled(of_four: Callable[..., str]) -> None:
    needed = "at least 20 are needed to say which schemes are settled."
    assert of_four(1, whole=False) == f"1 way has a list so far: {needed}"
    assert of_four(9) == f"Only 9 of 50 ways have a list: {needed}"
    rows = pd.DataFrame({"title": ["A"], "verdict": [""], "funded_share": [1.0]})
    assert robust.close_title(rows) == "Too few ways have a list to say what is settled"


def test_a_few_ways_tell_the_panel_nothing_of_how_often_a_bid_is_funded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robust, "Tally", SimpleNamespace(of=lambda ways: ways))
    few, enough = (
        SimpleNamespace(ids=tuple(range(ways)), bids=("A", "B"), core_index=lambda: [1.0, 0.25]) for ways in (19, 20)
    )
    assert robust.often_funded(SimpleNamespace(swept=few, limits=Thresholds())) == {}
    assert robust.often_funded(SimpleNamespace(swept=enough, limits=Thresholds())) == {"A": 1.0, "B": 0.25}


def test_the_most_open_scheme_is_named_alone_only_where_it_is_alone() -> None:
    rows = pd.DataFrame({"title": list("ABC"), "verdict": [CLOSE] * 3, "funded_share": [0.75, 0.25, 0.9]})
    assert robust.close_title(rows) == "3 schemes are too close to call; 2 are the most open, A among them"
    alone = robust.close_title(rows.assign(funded_share=[0.75, 0.4, 0.9]))
    assert alone == "3 schemes are too close to call; the most open is B, funded in 40% of the ways"

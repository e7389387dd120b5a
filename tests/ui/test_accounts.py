"""What would fund a bid, its letter, the price of a rule and the way out of a clash, on the pages that show them."""

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from prioritise import pipeline
from prioritise.criteria import Scored
from prioritise.optimise.change import Change
from prioritise.optimise.counterfactual import Figure
from prioritise.optimise.prices import Price, price
from prioritise.optimise.result import Options
from prioritise.ui.views import accounts as views
from tests.optimise.test_counterfactual import EXACT, accounts_of, panel_case
from tests.ui.test_pages import ROOT, html_of, opened

REASONS = ROOT / "pages" / "2_Decide" / "08_Reasons.py"
BIDS = ROOT / "pages" / "2_Decide" / "01_Bids.py"


@pytest.fixture
def two_bids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pot of £500,000, and two bids that want it all."""
    (tmp_path / "bids.csv").write_text(
        "bid_id,title,kind,capital_gbp\nB1,Mend the roof,extension,500000\nB2,Extend <b>here</b>,extension,500000\n"
    )
    (tmp_path / "pots.csv").write_text("pot_id,name,kind,amount_gbp,status\nP1,Pot,icb,500000,received\n")
    (tmp_path / "criteria.csv").write_text("criterion_id,name,weight,worst,best\nneed,Need,1,0,10\n")
    (tmp_path / "scores.csv").write_text("bid_id,criterion_id,score,scorer\nB1,need,8,agreed\nB2,need,6,agreed\n")
    monkeypatch.setenv("PRIORITISE_CASE", str(tmp_path))
    return tmp_path


def reasons_of(bid_id: str) -> AppTest:
    app = opened(REASONS)
    return app.selectbox(key="reasons:bid").set_value(bid_id).run()


def test_the_page_works_out_what_would_fund_a_bid_and_the_button_does_it(two_bids: Path) -> None:
    app = reasons_of("B2")
    assert "What would fund it?" in [h.value for h in app.header]
    app.button(key="account:B2").click().run()
    said = html_of(app)
    assert "It is 20.0 points short of being in the best list." in said
    assert "It scores 20.1 points more (80.1 instead of 60.0)." in said
    assert "For example with these scores: Need 8.01 (now 6, at best 10)." in said
    assert "All of its £500,000 is saved, or found elsewhere" in said
    assert "<b>here" not in said, "a title is text"
    app.button(key="way:B2:0").click().run()
    assert not app.exception
    said = html_of(app)
    assert "What would fund Extend" in said and "1 bid comes in and 1 drops out" in said
    assert app.title[0].value == "What would change the list?"


def test_a_score_that_is_asked_for_is_told_with_what_it_is_now_and_never_short_of_what_is_needed() -> None:
    criteria = pd.DataFrame(
        [
            ("need", "Need", 0.0, 100.0, "0 to 100"),
            ("cost", "Cost", 25_000.0, 0.0, "£ a m2"),
            ("fit", "Fit", 0.0, 5.0, None),
        ],
        columns=["criterion_id", "name", "worst", "best", "unit"],
    )
    ledger = pd.DataFrame([("B", "need", 8.0), ("B", "cost", 12_340.5), ("B", "fit", 2.0), ("C", "need", 1.0)],
                          columns=["bid_id", "criterion_id", "score"])  # fmt: skip
    scored = Scored(criteria, ledger, pd.DataFrame())
    changes = (Change("scores", "B", {"need": 43.02501, "cost": 1234.5678, "fit": 4.0}), Change("weights", "need", 2.0))
    assert views.score_words(scored, "B", changes) == [
        "Need 43.026 (now 8, at best 100; unit: 0 to 100)",
        "Cost 1,234.567 (now 12,340.5, at best 0; unit: £ a m²)",
        "Fit 4 (now 2, at best 5)",
    ]


def test_the_page_says_what_would_replace_a_funded_bid_with_its_letter(two_bids: Path) -> None:
    app = reasons_of("B1")
    app.button(key="account:B1").click().run()
    said = html_of(app)
    assert "The best list without it is worth 20.0 points less." in said
    assert "Why, and what would replace it: Mend the roof" in said
    assert {d.label for d in app.get("download_button")} >= {"Letter to print (.html)", "Letter to edit (.docx)"}


def test_every_bid_and_every_rule_are_worked_out_on_request(two_bids: Path) -> None:
    app = opened(REASONS)
    app.button(key="accounts:go").click().run()
    said = html_of(app)
    assert "2 of 2 bids worked out." in said and "worth 20.0 points to the list" in said
    assert "No rule of this case could be set aside" in said
    assert not app.exception


def test_what_the_forum_could_change_is_tried_on_request(two_bids: Path) -> None:
    app = reasons_of("B2")
    app.button(key="account:B2").click().run()
    app.button(key="wider:B2").click().run()
    said = html_of(app)
    assert not app.exception
    assert "There is 200% of the money of today in every pot." in said
    assert "Other weights: no change of one weight was found" in said


def test_the_bids_page_says_what_would_fund_it_too(two_bids: Path) -> None:
    app = opened(BIDS)
    app.selectbox(key="bids:one").set_value("B2").run()
    app.button(key="account:B2").click().run()
    assert "It is 20.0 points short" in html_of(app)


def test_a_clash_says_the_least_that_must_give(two_bids: Path) -> None:
    (two_bids / "bids.csv").write_text(
        "bid_id,title,kind,capital_gbp,must,revenue_gbp_per_year\n"
        "B1,Mend the roof,extension,200000,yes,9000\nB2,Extend,extension,200000,yes,8000\n"
    )
    (two_bids / "settings.toml").write_text("revenue_limit_gbp_per_year = 10000\n")
    app = opened(ROOT / "pages" / "2_Decide" / "05_Prioritise.py")
    said = html_of(app)
    assert not app.exception
    assert "This is enough; nothing with fewer rules is." in said
    assert "Raise the revenue limit from £10,000 to £17,000 a year." in said


def test_tables_of_accounts_and_prices_read_in_the_order_of_the_list() -> None:
    case = panel_case()
    run = pipeline.run(case, options=Options(gap=0.0))
    found = accounts_of(case, pipeline.run(case, options=EXACT))
    rows = views.table(run, found)
    assert rows["title"].tolist() == run.ranked["title"].tolist()
    assert set(views.order(run)[: -len(run.result.funded)]) == set(run.ranked["bid_id"]) - set(run.result.funded)
    said = dict(zip(rows["title"], rows["worth"], strict=True))
    assert said["Scheme OR"] == "20.0 points short" and said["Scheme HUGE"] == "fits at no score"
    tags = {g: price(run.prepared.problem, run.result, g) for g in ("revenue", "choice:G", "never:NEVER")}
    table = views.price_table(run, tags)
    assert len(table) == 3 and table["gain"].iloc[0] != "nothing"
    assert views.price_sentence(run, tags).startswith("The dearest rule: ")


def test_where_no_gain_is_shown_no_bid_is_said_to_come_or_go() -> None:
    run = pipeline.run(panel_case(), options=EXACT)
    one, other = sorted(run.prepared.problem.bids)[:2]
    tags = [Price(str(low), "a rule", Figure(low, 5.0), (one,), (other,)) for low in (0.0, 2.0)]
    table = views.price_table(run, {t.group: t for t in tags})
    assert "not settled" not in table.iloc[0][["comes", "drops"]].tolist()
    assert table.iloc[1][["comes", "drops"]].tolist() == ["not settled", "not settled"]

import pytest

from prioritise import pipeline
from prioritise.case.settings import PriorityListSettings
from prioritise.optimise.result import Options
from prioritise.record.scenario import Scenario
from prioritise.record.words import LIST_STOPPED
from prioritise.ui.sections import run_button
from prioritise.ui.views import changes, decide
from prioritise.ui.views import priority as views
from tests.build import bid, pot, small_case
from tests.sweep.cases import criterion
from tests.ui.test_pages import ROOT, html_of, opened


@pytest.fixture(scope="module")
def case():
    """Three schemes of £100, £100 and £200, worth 3, 2 and 1 points a pound, and £200 that may halve or double."""
    found = small_case(
        bids=[bid("A", 100, title="Alpha"), bid("B", 100, title="Beta"), bid("C", 200, title="Gamma")],
        pots=[pot("M", 200), pot("N", 0)],
        criteria=[criterion("x", 1)],
        scores=[
            {"bid_id": b, "criterion_id": "x", "score": s, "scorer": "agreed"}
            for b, s in (("A", 3), ("B", 2), ("C", 1))
        ],
    )
    return found.with_settings(priority_list={"pots": ("M",), "scales": (0.5, 1.0, 2.0)})


@pytest.fixture(scope="module")
def run(case):
    return pipeline.run(case, Scenario(), Options(gap=0.0))


def test_the_list_grows_with_the_money_by_name(run):
    rows = views.by_amount(run)
    assert list(rows["scheme_count"]) == [1, 2, 3]
    assert list(rows["capital_gbp"]) == [100.0, 200.0, 400.0]
    assert list(rows["comes_in"]) == ["1 scheme", "Beta", "Gamma"]
    assert views.title(rows) == "From 50% to 200% of the money the list grows from 1 scheme to 3"
    assert views.answer(run).startswith(
        "Of 3 schemes, 1 holds from 50% to 200% of the money, 2 come in on the way up, and 0"
    )


def test_each_scheme_has_its_place_and_where_it_holds(run):
    table = views.table(run)
    assert list(table["title"]) == ["Alpha", "Beta", "Gamma"]
    assert list(table["holds"]) == ["● In at every amount", "◐ In from 100%", "◐ In from 200%"]
    assert list(table["capital_so_far_gbp"]) == [100.0, 200.0, 400.0]
    assert decide.differs(run) == "" and "choosing afresh each time" in views.cost(run)


def test_a_run_without_such_a_list_says_so(case):
    bare = pipeline.run(case, Scenario(), Options(gap=0.0, priority_list=False))
    assert "made no priority list" in views.answer(bare) and len(views.by_amount(bare)) == 0 and views.cost(bare) == ""


def test_a_run_that_was_stopped_before_the_list_says_so(case):
    stopped = pipeline.run(case, Scenario(), Options(gap=0.0), watch=lambda moment: moment.value is not None)
    assert stopped.result.status.has_answer and views.answer(stopped) == LIST_STOPPED
    assert len(views.by_amount(stopped)) == 0 and views.cost(stopped) == "" and decide.differs(stopped) == ""


def test_amounts_are_spread_evenly_and_all_different():
    assert views.evenly(60, 140, 5) == (0.6, 0.8, 1.0, 1.2, 1.4)
    assert views.evenly(140, 60, 2) == (0.6, 1.4)
    assert views.evenly(100, 100, 4) == (1.0,)
    assert views.evenly(50, 150, 1) == (0.5,)


def test_what_the_case_says_is_no_change_and_new_amounts_drop_old_chances(case):
    own = case.settings.priority_list
    assert views.setting(own, own, pots=("M",)) is None
    now = PriorityListSettings(pots=("M",), scales=own.scales, probabilities=(0.2, 0.3, 0.5))
    moved = views.setting(now, own, scales=(0.8, 1.2))
    assert moved is not None and moved["probabilities"] == []
    with_pots = views.setting(now, own, pots=())
    assert with_pots is not None and with_pots["probabilities"] == [0.2, 0.3, 0.5]


def test_a_chance_that_is_set_makes_the_others_share_the_rest(case):
    own = case.settings.priority_list
    chances = views.with_chance(own, 1.0, 4 / 3)
    made = PriorityListSettings(scales=own.scales, probabilities=chances)
    assert made.weights() == pytest.approx((1 / 6, 2 / 3, 1 / 6))
    alone = PriorityListSettings(scales=(1.0,))
    assert views.with_chance(alone, 1.0, 0.0) == ()


def test_a_what_if_tells_in_words_what_may_move(case):
    own = case.settings.priority_list
    wanted = views.setting(own, own, pots=(), scales=(0.5, 1.5))
    scenario = Scenario(settings={"priority_list": wanted})
    assert changes.change_lines(scenario, case) == [
        "Money that may move: every pot",
        "Money that may move is tried at 50% and 150%",
        "Each amount is as likely as any other",
    ]
    assert scenario.apply(case).settings.priority_list.scales == (0.5, 1.5)


def test_searching_longer_says_what_no_such_list_is_worth_more_than(monkeypatch):
    asked = []
    plain = pipeline.run

    def seen(case, scenario, options, *more):
        asked.append(options.list_seconds)
        return plain(case, scenario, options, *more)

    monkeypatch.setattr(pipeline, "run", seen)
    app = opened(ROOT / "pages" / "2_Decide" / "06_Priority_list.py")
    assert "searched together" not in html_of(app)
    app.toggle(key="run:longer").set_value(True).run()
    app.button(key="run:go").click().run()
    assert not app.exception
    assert asked[-1] == run_button.LONGER_SECONDS
    assert "No list of this kind is expected to be worth more than" in html_of(app)

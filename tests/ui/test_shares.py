import pytest

from prioritise import pipeline
from prioritise.case.settings import Settings
from prioritise.case.write import write_case
from prioritise.record.scenario import Scenario
from prioritise.ui.views import changes, decide, shares
from tests.build import bid, pot, small_case
from tests.ui.test_pages import ROOT, html_of, opened

CODES = ("C1", "C2")


def case_of(**settings):
    """Two clusters of three practices each, the last without a bid; C1 is named, C2 is not."""
    practices = [
        {"practice_code": f"P{n}", "name": f"Practice {n}", "list_size": 1000.0, "cluster_code": CODES[n // 3],
         "cluster_name": ["North & South", None][n // 3], "imd_score": 50.0 - n}
        for n in range(6)
    ]  # fmt: skip
    bids = [
        bid("A", 100, title="Alpha", practice_codes=("P0",)),
        bid("B", 100, title="Beta", practice_codes=("P5",)),
        bid("T", 100, title="Tele", kind="technology", practice_codes=("P1",)),
    ]
    case = small_case(bids=bids, pots=[pot("M", 300)], practices=practices)
    return case.with_settings(**settings) if settings else case


def put(case, family_id, sense, part, share):
    """The what-if of one box, as the page makes it."""
    family = shares.FAMILIES[family_id]
    name = family.settings[sense]
    prepared = pipeline.prepare(case)
    now = shares.shares(case.settings, family_id, sense, family.parts(prepared))
    own = getattr(case.settings, name)
    wanted = shares.with_share(own, now, sense, part, share)
    return Scenario(settings=Scenario().with_setting(name, wanted, own)), name


@pytest.mark.parametrize("family_id", list(shares.FAMILIES))
@pytest.mark.parametrize("sense", [shares.LEAST, shares.MOST])
def test_a_limit_that_is_set_holds_of_the_list_and_what_the_case_says_is_no_change(family_id, sense):
    case = case_of()
    parts = shares.FAMILIES[family_id].parts(pipeline.prepare(case))
    part = {"cluster": "C2", "deprivation": "5", "technology": shares.WHOLE}[family_id]
    assert part in parts
    scenario, name = put(case, family_id, sense, part, 0.5)
    changed = scenario.apply(case)
    assert shares.shares(changed.settings, family_id, sense, parts)[part] == 0.5
    before, after = (pipeline.run(c).funding for c in (case, changed))
    inside = {"cluster": "B", "deprivation": "B", "technology": "T"}[family_id]

    def share(paid):
        return paid.loc[paid["bid_id"] == inside, "amount_gbp"].sum() / paid["amount_gbp"].sum()

    assert share(before) == pytest.approx(1 / 3)
    assert share(after) >= 0.5 if sense == shares.LEAST else share(after) <= 0.5
    back, _ = put(changed, family_id, sense, part, shares.NO_LIMIT[sense])
    assert getattr(back.apply(changed).settings, name) in (None, {}, {part: shares.NO_LIMIT[sense]}, 0.0, 1.0)
    assert put(case, family_id, sense, part, shares.NO_LIMIT[sense])[0].is_base


def test_one_cluster_may_differ_from_a_floor_that_holds_for_all():
    case = case_of(min_share_by_cluster=0.1)
    scenario, _ = put(case, "cluster", shares.LEAST, "C2", 0.3)
    assert scenario.apply(case).settings.min_share_by_cluster == {"C1": 0.1, "C2": 0.3}
    assert put(case, "cluster", shares.LEAST, "C2", 0.1)[0].is_base
    lifted, _ = put(case, "cluster", shares.LEAST, "C2", 0.0)
    assert lifted.apply(case).settings.min_share_by_cluster == {"C1": 0.1, "C2": 0.0}


def test_a_limit_of_the_case_can_be_lifted():
    case = case_of(max_share_by_cluster={"C1": 0.4}, min_share_technology=0.2)
    lifted, _ = put(case, "cluster", shares.MOST, "C1", 1.0)
    assert lifted.apply(case).settings.max_share_by_cluster == {"C1": 1.0}
    lifted, _ = put(case, "technology", shares.LEAST, shares.WHOLE, 0.0)
    assert lifted.apply(case).settings.min_share_technology == 0.0


def test_limits_are_said_by_name_and_only_where_they_limit():
    case = case_of(min_share_by_cluster={"C1": 0.1, "C2": 0.0}, max_share_by_deprivation={"5": 0.25})
    said = decide.settings_in_force(pipeline.prepare(case))
    assert "at least 10% of the capital to North & South" in said and "C2" not in said and "C1" not in said
    assert "at most 25% of the capital to practices of the least deprived fifth" in said
    assert "no least or most share for any part of the programme" in decide.settings_in_force(
        pipeline.prepare(case_of())
    )


def test_a_what_if_tells_only_the_shares_it_changes():
    case = case_of(min_share_by_cluster=0.1)
    scenario, _ = put(case, "cluster", shares.LEAST, "C1", 0.3)
    assert changes.change_lines(scenario, case) == ["At least 30% of the capital to North & South"]
    every = Scenario(settings={"min_share_by_cluster": 0.2, "max_share_technology": 0.5, "max_starts_per_year": None})
    assert changes.change_lines(every, case) == [
        "At most 50% of the capital to technology",
        "Most starts in a financial year: none",
        "At least 20% of the capital to each cluster with a bid",
    ]


def test_fifths_are_offered_only_where_enough_is_known():
    assert len(shares.FAMILIES["deprivation"].parts(pipeline.prepare(case_of()))) == 5
    unknown = case_of()
    table = unknown.table("practices").assign(imd_score=float("nan"))
    assert shares.FAMILIES["deprivation"].parts(pipeline.prepare(unknown.with_table("practices", table))) == {}


def test_every_setting_that_is_a_share_of_the_capital_has_a_box():
    named = {n for n in Settings.model_fields if n.startswith(("min_share", "max_share"))}
    assert named == {n for f in shares.FAMILIES.values() for n in f.settings.values()}


def test_the_boxes_set_the_limits_and_what_money_may_move_and_the_run_keeps_them(tmp_path, monkeypatch):
    write_case(case_of(), tmp_path / "case")
    monkeypatch.setenv("PRIORITISE_CASE", str(tmp_path / "case"))
    app = opened(ROOT / "pages" / "2_Decide" / "05_Prioritise.py")
    app.button_group(key="run:part").set_value("limits").run()
    app.number_input(key="run:share:cluster:most:C1").set_value(50.0).run()
    app.number_input(key="run:starts").set_value(1).run()
    said = html_of(app)
    assert "At most 50% of the capital to North &amp; South" in said and "Most starts in a financial year: 1" in said
    app.button(key="run:go").click().run()
    assert not app.exception and "older than the inputs" not in html_of(app)
    app.switch_page("pages/2_Decide/06_Priority_list.py").run()
    app.number_input(key="priority:many").set_value(2).run()
    app.number_input(key="priority:chance:0.6").set_value(0.0).run()
    assert "Money that may move is tried at 60% and 140%" in html_of(app)
    assert "Press Run again, below" in html_of(app)
    app.button(key="run:go").click().run()
    assert not app.exception and "from 60% to 140% of the money" in html_of(app)
    for key in ("priority:low", "priority:high"):
        app.number_input(key=key).set_value(100).run()
    assert not app.exception

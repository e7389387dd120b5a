import math
from types import SimpleNamespace

import pandas as pd
import pytest

from prioritise.record import comparison
from prioritise.record import comparison_tables as told
from prioritise.record.comparison import Listed
from prioritise.record.editions import CONFIDENTIAL, edited
from prioritise.record.scenario import Scenario
from prioritise.ui import cells, labels, matrix, ranked, words
from prioritise.ui.state import KeptRun
from prioritise.ui.views import bids, compare, decide, gaps, housing, issues, methods, money
from prioritise.ui.views.changes import change_lines
from tests.ui.conftest import MARKUP


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1234567.4, "£1,234,567"), (-0.2, "£0"), (math.nan, "not known"), (0, "£0")],
)
def test_pounds(value, shown):
    assert words.gbp(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(12_449_000, "£12.4m"), (999_600, "£1.0m"), (830_200, "£830k"), (450, "£450")]
)
def test_short_pounds(value, shown):
    assert words.gbp_short(value) == shown


def test_room_in_words():
    assert words.room(-210.4) == "210 m² short"
    assert words.room(85) == "85 m² to spare"
    assert words.room(math.nan) == "not known"


def test_labels_read_as_markdown_show_every_sign():
    shown = words.plain("![x](http://example.org) <b>_a_</b> $1:2")
    assert "![" not in shown and "<b" not in shown.replace("\\<b", "")
    assert shown.replace("\\", "") == "![x](http://example.org) <b>_a_</b> $1:2"
    assert words.plain("1) New wing (2) & R&D &amp;") == "1\\) New wing (2) & R&D \\&amp;"


def test_the_ranked_list_holds_every_bid_once_in_order(demo_page):
    page = ranked.table(demo_page.run)
    assert page.count("<tr role='row' data-bid=") == len(demo_page.case.table("bids"))
    assert page.count("data-decision='funded'") == len(demo_page.run.result.starts)


def test_markup_in_a_title_shows_as_text(hostile_page):
    for page in (
        ranked.table(hostile_page.run),
        ranked.reasons(hostile_page.run),
        matrix.table(decide.matrix(hostile_page.run)),
    ):
        assert MARKUP not in page
        assert "&lt;script&gt;" in page


def test_the_matrix_adds_up(demo_page):
    rows = decide.matrix(demo_page.run)
    assert rows["amount_gbp"].sum() == pytest.approx(demo_page.run.funding["amount_gbp"].sum())
    assert matrix.table(rows).count("<tr>") == rows["bid_id"].nunique() + 2


def test_points_add_up_to_the_value(demo_page):
    values = demo_page.ready.scored.values.set_index("bid_id")["value"]  # noqa: PD011 - a table
    for bid_id in list(values.index)[:10]:
        assert bids.ledger(demo_page.ready, bid_id)["points"].sum() == pytest.approx(values[bid_id])


def test_pots_of_a_bid_are_each_listed_once_with_a_reason_when_refused(demo_page):
    prepared = demo_page.ready
    code = bids.first(prepared)
    may, cannot = bids.pots_that_may(prepared, code), bids.pots_that_cannot(prepared, code)
    assert len(may) + len(cannot) == len(prepared.case.table("pots"))
    assert (cannot["reason"].str.len() > 0).all()


def test_money_in_hand_is_what_the_run_counts(demo_page):
    assert money.in_hand_gbp(demo_page.ready) == pytest.approx(demo_page.run.pots_after["countable_gbp"].sum())
    assert money.by_expiry(demo_page.ready)["amount_gbp"].sum() == pytest.approx(money.in_hand_gbp(demo_page.ready))


def test_a_year_of_expiry_is_the_year_the_money_must_be_spent_by(hostile_page):
    assert list(money.by_expiry(hostile_page.ready)["spend_by_year"]) == ["2027/28"]


def test_answers_carry_figures(demo_page):
    prepared, run, year = demo_page.ready, demo_page.run, demo_page.year
    for sentence in (
        gaps.answer(prepared, year),
        housing.answer(prepared, year),
        money.answer(prepared, run),
        issues.answer(prepared.issues),
        bids.answer(prepared),
        bids.criteria_answer(prepared.case),
        decide.answer(run),
    ):
        assert any(c.isdigit() for c in sentence) and "nan" not in sentence, sentence


def test_net_and_gross_area_are_never_added_together(demo_page):
    found = gaps.figures(demo_page.ready, demo_page.year)
    assert set(found.short_m2) == {"NIA", "GIA"}
    assert "NIA and" in gaps.short_words(found)


def test_the_causes_of_growth_add_up(demo_page):
    prepared, year = demo_page.ready, demo_page.year
    code = gaps.shortest(prepared, year)
    profile = gaps.profile(prepared, code).set_index("financial_year")
    assert gaps.causes(prepared, code, year)["people"].sum() == pytest.approx(
        profile.loc[year, "growth_people"], abs=20
    )


def test_two_like_runs_differ_in_nothing(demo_page):
    run = edited(demo_page.run, CONFIDENTIAL)
    found = comparison.compare([Listed(n, (), run, demo_page.ready.problem) for n in "ab"], demo_page.ready.problem)
    assert len(compare.flipping(found)) == 0 == len(compare.moving(found))
    assert found.measures["a"].equals(found.measures["b"]) and found.one_scale
    assert told.sentence(found) == "The same bids are funded in both."
    assert compare.reached_title(found.fifths, found).startswith("Each group gets the same")


def test_every_list_that_brings_a_group_the_most_is_named():
    names = {"One": 10.0, "Two": 20.0, "Three": 20.0}
    rows = pd.DataFrame({"group": "Middle fifth", "list": list(names), "capital_per_head_gbp": list(names.values())})
    said = compare.reached_title(rows, SimpleNamespace(names=tuple(names), lists=[SimpleNamespace(answered=True)] * 3))
    assert said.endswith("from £10.00 to £20.00 for each weighted patient, most on B and C")


def test_names_of_kept_runs_stay_apart():
    assert compare.next_label("A", ["A", "A (2)"]) == "A (3)"


def test_what_a_scenario_changes_is_said_in_words(demo_page):
    code = bids.first(demo_page.ready)
    lines = change_lines(Scenario(bids={code: "never"}, pot_scale={"*": 0.8}), demo_page.case)
    assert "All pots at 80% of their money" in lines
    assert f"{bids.names(demo_page.ready)[code]}: never funded" in lines


def test_a_setting_chosen_by_name_is_said_by_name(demo_page):
    own = {"people_per_home": 2.3}
    changed = Scenario(settings={"people_by": "beds", "shares_by": "full_lists", "years": 5, "assumption_values": own})
    lines = change_lines(changed, demo_page.case)
    assert "assumption values, people per home: 2.3" in lines
    assert "People in a home: By bedrooms" in lines and "years: 5" in lines
    assert any(line.endswith("What if full and closed lists pass people on") for line in lines)


def test_developments_of_one_name_are_told_apart_by_their_ids():
    rows = pd.DataFrame({"development_id": ["D1", "D2", "D3"], "name": ["Depot", "Depot", "Mill"]})
    assert gaps.distinct_names(rows).tolist() == ["Depot (D1)", "Depot (D2)", "Mill"]
    sly = pd.DataFrame({"development_id": ["D1", "D2", "D3"], "name": ["Depot", "Depot", "Depot (D1)"]})
    assert gaps.distinct_names(sly).is_unique


def test_a_practice_stands_for_its_most_valuable_bid(demo_page):
    """The way from a practice's page to a bid's account does not lead to some other practice's bid."""
    ready, best = demo_page.ready, bids.first(demo_page.ready)
    for code in ready.case.table("practices")["practice_code"]:
        meant = bids.meant(ready, f"practice:{code}", "none")
        served = [b.id for b in ready.problem.bids.values() if code in b.practices]
        assert meant in served or (meant == "none" and not served)
    assert bids.meant(ready, "bid:B05", best) == "B05"
    assert bids.meant(ready, "bid:none such", best) == best == bids.meant(ready, "", best)


def test_a_pots_part_in_a_bid_is_what_it_holds_when_the_bid_spends(demo_page):
    """Never more than the pot has, and together what the practice's page says."""
    rows = bids.pots_that_may(demo_page.ready, "B04")
    assert (rows["most_gbp"] <= rows["amount_gbp"]).all()
    assert "£3,105,635 of its £3,650,000" in bids.reach_sentence(demo_page.ready, "B04")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"first_year": 2028}, "first year: 2028/29"),
        ({"revenue_limit_gbp_per_year": None}, ": none"),
        ({"revenue_limit_gbp_per_year": 12345678901}, ": 12,345,678,901"),
        ({"priority_list": {"pots": ["ICB-1"]}}, "Money that may move: ICB capital for primary care"),
    ],
)
def test_a_setting_is_written_as_people_write_it(demo_page, settings, said):
    (line,) = change_lines(Scenario(settings=settings), demo_page.case)
    assert line.endswith(said)


def test_the_case_as_it_stands_changes_nothing_and_its_choices_are_said(demo_page):
    assert change_lines(Scenario(), demo_page.case) == []
    said = decide.settings_in_force(demo_page.ready)
    assert "housing future: As planned" in said and "people in a home: An average home" in said


def test_a_run_fits_its_inputs_whatever_its_label(demo_page):
    one = KeptRun("x", "k", Scenario(), demo_page.run)
    assert one.fits("k", Scenario(label="other", note="n"))
    assert not one.fits("k", Scenario(pot_scale={"*": 0.8}))
    assert not one.fits("another case", Scenario())


def test_every_assumption_rule_source_and_criterion_is_on_the_methods_page(demo_page):
    from prioritise.criteria import CRITERIA
    from prioritise.funding import RULES
    from prioritise.sources import SOURCES

    prepared = demo_page.ready
    assert set(methods.assumptions(prepared)["id"]) == {a.id for a in prepared.assumptions.in_force()}
    assert set(methods.rules()["rule"]) == {r.title for r in RULES}
    assert set(methods.sources()["id"]) == set(SOURCES)
    assert set(CRITERIA) <= set(bids.criteria(prepared.case)["criterion_id"])
    assert len(methods.bands(prepared)) == len(prepared.assumptions.bands)


def test_no_table_shows_a_raw_column_name(demo_page):
    prepared, run, year = demo_page.ready, demo_page.run, demo_page.year
    code = bids.first(prepared)
    shown = [
        gaps.practices(prepared, year),
        gaps.clusters(prepared, year),
        gaps.profile(prepared, gaps.shortest(prepared, year)),
        housing.developments(prepared, year),
        housing.by_year(prepared),
        money.pots(prepared)[money.COLUMNS],
        money.at_risk(prepared, run),
        money.by_status(prepared),
        decide.pots_after(run),
        bids.table(prepared)[bids.COLUMNS],
        bids.ledger(prepared, code),
        bids.pots_that_may(prepared, code),
        bids.criteria(prepared.case).drop(columns="criterion_id"),
        issues.listing(prepared.issues, "any", "any"),
        methods.dictionary("pots"),
        methods.sources(),
    ]
    for frame in shown:
        for column in frame.columns:
            assert "_" not in labels.label_of(column)[0] and labels.label_of(column)[0] != column, column


def test_codes_are_said_in_words_and_in_full_capitals():
    stages, conditions = list(words.STAGES), list(words.CONDITIONS)
    rows = pd.DataFrame({"stage": pd.Series(stages, dtype="str")})
    shown = cells.styled(rows).data
    assert list(shown["stage"]) == list(words.STAGES.values())
    assert shown["stage"].iloc[0] == "EOI: expression of interest"
    said = cells.styled(pd.DataFrame({"condition": conditions})).data["condition"]
    assert len(set(said)) == len(conditions)


def test_blank_numbers_are_not_shown_as_nought(hostile_page):
    rows = bids.table(hostile_page.ready)[["title", "patients_served"]]
    assert "0" not in [
        cell["display_value"] for row in cells.styled(rows)._translate(False, False)["body"] for cell in row[2:]
    ]

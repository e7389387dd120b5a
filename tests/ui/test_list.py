"""What is said beside the list: that it is no ranking, that there is none, how much is known, what limits hold."""

import math
import re
from dataclasses import replace

import pandas as pd
import pytest

from prioritise import pipeline
from prioritise.case import tables as dictionary
from prioritise.case.case import Case
from prioritise.case.settings import PriorityListSettings, Settings
from prioritise.funding.reading import HOW_SURE, counted_by_sureness
from prioritise.optimise.result import Options
from prioritise.record import comparison
from prioritise.record.comparison import Listed
from prioritise.record.comparison_tables import totals
from prioritise.record.editions import CONFIDENTIAL, edited
from prioritise.record.scenario import Scenario
from prioritise.ui import ranked, words
from prioritise.ui.views import bids, decide, money
from tests.build import bid, pot, small_case
from tests.ui.conftest import page_of

NEED = {"criterion_id": "need", "name": "Need", "worst": 0.0, "best": 5.0}


def case_of(weight: float = 1.0, score: float | None = 4.0, must: str = "no", **of_bid: object) -> Case:
    """One pot of £500,000, two bids of £300,000, one criterion."""
    scores = [{"bid_id": "B1", "criterion_id": "need", "score": score, "scorer": "agreed"}] if score else []
    return small_case(
        pots=[pot("M1", 500_000.0, name="Pot one")],
        bids=[bid("B1", 300_000.0, title="One", must=must, **of_bid), bid("B2", 300_000.0, title="Two", must=must)],
        criteria=[{**NEED, "weight": weight}],
        scores=scores,
    )


@pytest.mark.parametrize(
    ("weight", "score", "why"),
    [(1.0, None, "Nothing is scored"), (0.0, 4.0, "Every weight is nil"), (1.0, 4.0, "")],
)
def test_a_list_without_values_is_not_called_a_ranking(weight, score, why):
    run = page_of(case_of(weight, score)).run
    said = decide.not_a_ranking(run.prepared)
    assert said.startswith(why) and bool(said) == bool(why)
    assert ("this is not a ranking" in said) == ("" == decide.standing(run))
    assert ("not a ranking" in decide.standing_short(run)) == bool(why)


def test_a_scenario_that_nils_every_weight_is_warned_of_too():
    run = pipeline.run(case_of(), Scenario(weights={"need": 0.0}), Options())
    assert decide.not_a_ranking(run.prepared).startswith("Every weight is nil")


def test_without_a_list_nothing_speaks_as_if_there_were_one():
    page = page_of(case_of(must="yes"))
    assert decide.clash_lines(page.run) and not decide.standing(page.run)
    assert "There is no list" in money.answer(page.ready, page.run)
    assert "left_by_list_gbp" not in money.at_risk(page.ready, page.run)


def test_a_sum_says_how_much_of_it_is_known():
    assert words.total(pd.Series([math.nan, math.nan]), words.m2, "bid") == "not known"
    assert words.total(pd.Series([80.0, math.nan]), words.m2, "bid") == "80 m² (known for 1 of 2 bids)"
    assert words.total(pd.Series([80.0, 0.0]), words.m2, "bid") == "80 m²"


def test_what_is_paid_in_small_part_is_not_said_to_be_paid_at_none():
    assert [words.share_paid(s) for s in (0.004, 0.006, 1.0)] == ["under 1%", "1%", "100%"]


def test_names_that_begin_alike_are_told_apart_in_two_lines():
    one, other = (f"Candidate: online access and telephony for {n} PCN" for n in ("Tonbridge", "The Ridge"))
    assert words.two_lines(one, 36) == "Candidate: online access and\ntelephony for Tonbridge PCN"
    assert words.two_lines(one, 36) != words.two_lines(other, 36)
    assert words.two_lines("a " * 60, 36).endswith("…") and words.two_lines("a " * 60, 36).count("\n") == 1


def test_what_no_bid_states_is_not_shown_as_nought():
    page = page_of(case_of())
    for said in (decide.answer(page.run), bids.answer(page.ready)):
        assert "not known" in said and "0 m²" not in said and " 0 patients" not in said
    lists = [Listed(n, (), edited(page.run, CONFIDENTIAL), page.ready.problem) for n in ("a", "b")]
    rows = totals(comparison.compare(lists, page.ready.problem)).set_index("measure")
    assert {rows.loc[m, "list_0"] for m in ("Space added, where stated (m²)", "Patients served, bid by bid")} == {
        "not known"}  # fmt: skip


def test_the_list_says_on_how_much_a_value_rests_and_how_far_a_bid_has_come():
    case = case_of(stage="EOI")
    criteria = pd.concat([case.table("criteria"), case.table("criteria").assign(criterion_id="fit", name="Fit")])
    shown = ranked.table(page_of(case.with_table("criteria", criteria.reset_index(drop=True))).run)
    assert "50% known" in shown and "· expression of interest" in shown
    assert "known</small>" not in ranked.table(page_of(case_of(stage="EOI")).run).split("data-bid='B2'")[0]


def test_who_pays_when_is_a_table_in_pounds(demo_page):
    run = demo_page.run
    code = run.funding["bid_id"].iloc[0]
    paid = decide.payments(run, code)
    assert paid["paid_gbp"].sum() == pytest.approx(run.funding.loc[run.funding["bid_id"] == code, "amount_gbp"].sum())
    shown = ranked.reasons(run)
    assert shown.count("class='p-paid'") == run.funding["bid_id"].nunique()
    assert "<b>When</b> 20" not in shown


def test_the_money_that_counts_is_split_by_how_sure_it_is(demo_page):
    said = money.counted_words(demo_page.ready)
    assert "received, allocated or transferred; " in said and said.endswith("only secured in a deed")
    assert money.counted_words(page_of(case_of()).ready) == "£500k received, allocated or transferred"


def test_money_with_no_status_is_named_and_the_parts_add_up():
    pots = [pot(s or "none", 100.0 * 2**i, status=s, available_from="2026-04-01") for i, s in
            enumerate([*dictionary.POT_STATUSES, None])]  # fmt: skip
    ready = page_of(small_case({"count_requested": True}, bids=[bid("B", 10.0)], pots=pots)).ready
    parts = counted_by_sureness(ready.problem.pots)
    assert sum(parts.values()) == 6_300_00 == money.in_hand_gbp(ready) * 100
    assert parts["with no status, such as a budget"] == 3_200_00
    assert money.counted_words(ready).endswith("; £3k with no status, such as a budget")
    assert "No status, such as a budget" in set(money.by_status(ready)["pot_status"])


def test_each_status_is_sure_in_one_way():
    statuses = [s for line in HOW_SURE.values() for s in line]
    assert sorted(statuses) == sorted([*dictionary.POT_STATUSES, ""])


def test_a_pot_at_risk_names_its_bids_or_why_it_has_none(demo_page):
    rows = money.at_risk(demo_page.ready, demo_page.run)
    none = rows[rows["bids_it_may_pay"] == 0]["who_it_may_pay"]
    assert len(none) and all(t.startswith(("None: ", "Counts £0: ")) for t in none)
    some = rows[rows["bids_it_may_pay"] > money.MOST_NAMED]["who_it_may_pay"]
    assert all(t.count("; ") == money.MOST_NAMED and t.endswith(" more") for t in some)


def test_the_rule_that_stops_a_pot_is_counted_on_its_own(demo_page):
    rows = money.at_risk(demo_page.ready, None).set_index("pot")
    said = rows.loc["S.106: Land at Furrow Lane, Thornhythe", "who_it_may_pay"]
    assert said == "None: pays only within 2 km (45 of 45 bids)"


def test_the_rules_that_stop_a_pot_account_for_every_bid(demo_page):
    """Nobody is left to wonder what stops the bids that the first rule does not."""
    rows = money.at_risk(demo_page.ready, None)
    none = rows.loc[rows["who_it_may_pay"].str.startswith("None: "), "who_it_may_pay"]
    counts = [[int(n) for n in re.findall(r"\((\d+) of ", said)] for said in none]
    assert counts and all(sum(c) == len(demo_page.ready.problem.bids) for c in counts)


def test_money_past_use_is_told_apart_from_money_that_lapses_unless_spent(demo_page):
    rows = money.at_risk(demo_page.ready, demo_page.run)
    gone = rows["who_it_may_pay"].str.startswith(money.NO_YEAR)
    said = money.answer(demo_page.ready, demo_page.run)
    usable, past = rows[~gone], rows[gone]
    assert len(past) and f"{words.gbp(usable['amount_gbp'].sum())} from {usable['pot'].nunique()} pots lapses" in said
    assert f"{words.gbp(past['amount_gbp'].sum())} from {past['pot'].nunique()} pot goes" in said
    assert money.at_risk_gbp(demo_page.ready) == usable["amount_gbp"].sum() > 0
    more = f"; {words.gbp(past['amount_gbp'].sum())} more is lost that no year can use"
    assert money.at_risk_words(demo_page.ready).endswith(more)


def test_the_money_that_moves_is_named_with_its_amounts(demo_page):
    said = decide.movable(demo_page.ready)
    assert "Estates and technology fund and ICB capital for primary care" in said
    assert "60%, 80%, 100%, 120% and 140%" in said
    assert "tries every pot at" in decide.movable(page_of(case_of()).ready)
    assert ranked.scale_words(math.nan) == "○ In this list at none of these amounts"


def test_the_settings_in_force_are_said_in_words(demo_page):
    said = decide.settings_in_force(demo_page.ready)
    for part in ("2026/27 to 2031/32", "£180,000 a year", "7 starts a year", "at least 3% of the capital",
                 "divided by 1.035 for each year", "rate of 3.5%"):  # fmt: skip
        assert part in said
    case = case_of()
    settings = Settings(first_year=2026, years=1, min_share_by_cluster={"C1": 0.125}, discount_rate=0.0,
                        priority_list=PriorityListSettings(scales=(1.125,)))  # fmt: skip
    prepared = pipeline.prepare(Case(case.tables, settings, None, (), case.present))
    said = decide.settings_in_force(prepared)
    assert "the year 2026/27; no limit on added revenue; no limit on starts; " in said
    assert "at least 12.5% of the capital to C1" in said
    assert "worth as much as an early one" in said
    assert "at 112.5% of" in decide.movable(prepared)


def test_where_no_priority_list_was_made_no_scheme_is_said_to_be_never_in():
    run = page_of(case_of()).run
    assert "Not worked out" not in ranked.table(run)
    assert decide.order(run).startswith("First what is in with the least money, then by value for each pound")
    stopped = replace(run, priority=None)
    assert "Never in" not in ranked.table(stopped) and "Not worked out" in ranked.table(stopped)
    assert "stopped before the priority list was made" in decide.if_money_moves(stopped)
    assert decide.order(stopped).startswith("By value for each pound")
    other = replace(stopped, asked=replace(run.asked, priority_list=False))
    assert "made no priority list" in decide.if_money_moves(other)


def test_the_boxes_of_the_settings_are_named_in_whole_sentences(demo_page):
    boxes = "The revenue limit has a box under Money; shares and starts have boxes under Shares and starts"
    assert f". {boxes}. " in decide.settings_in_force(demo_page.ready)
    without = decide.settings_in_force(page_of(case_of()).ready)
    assert ". Shares and starts have boxes under Shares and starts. " in without

"""Hours that rooms are not used, and backlog apart from growth, on the pages."""

import pytest

from prioritise.pipeline import prepare_evidence
from prioritise.ui import labels
from prioritise.ui.views import gaps, room_hours


@pytest.fixture(scope="module")
def demo(demo_page):
    return demo_page.ready


def test_sites_sum_to_practices_and_practices_to_clusters(demo):
    practices, sites = room_hours.practices(demo, 2035), room_hours.sites(demo, 2035)
    clusters = room_hours.clusters(demo, 2035)
    assert sites["unused_hours"].sum() == pytest.approx(practices["unused_hours"].sum())
    assert (clusters["spare_hours"] - clusters["lacking_hours"]).sum() == pytest.approx(practices["unused_hours"].sum())
    assert len(practices) == 61 and len(sites) == 81
    unknown = practices["unused_hours"].isna()
    assert unknown.any() and (practices.loc[unknown, "unknown_reason"] != "").all()
    assert clusters["practices_unknown"].sum() == unknown.sum()
    for frame in (practices, sites, clusters, room_hours.bids(demo, 2035)):
        assert all(labels.label_of(c)[0] != c for c in frame.columns)


def test_the_answer_has_the_figures_and_says_what_is_not_known(demo):
    rows = room_hours.practices(demo, 2035)
    said = room_hours.answer(demo, 2035)
    spare = rows["unused_hours"][rows["unused_hours"].gt(0)]
    assert f"{len(spare)} practices could use rooms for {spare.sum():,.0f} hours more a week" in said
    assert f"The rooms of {rows['unused_hours'].isna().sum()} practices are not known." in said
    assert "on the raw list, not weighted" in room_hours.note(demo)


def test_backlog_and_growth_are_apart_for_every_practice_and_sum_to_the_gap(demo):
    rows = gaps.practices(demo, 2035)
    short = (-rows["gap_m2"]).clip(lower=0)
    assert (rows["backlog_m2"] + rows["growth_m2"]).to_numpy() == pytest.approx(short.to_numpy(), nan_ok=True)
    assert set(rows["list_basis"]) == {"raw", "weighted"}
    now = gaps.practices(demo, demo.evidence.now)
    assert now["growth_m2"].max() == 0


def test_a_bid_says_what_is_short_today_and_what_growth_adds(demo):
    said = room_hours.bid_sentence(demo, "B01", 2035)
    assert "short today, and growth adds" in said and "by the end of 2035/36" in said
    assert room_hours.bid_sentence(demo, "no such bid", 2035) == ""


def test_without_practices_or_bids_nothing_is_said(demo):
    bare = prepare_evidence(demo.case.with_table("bids", demo.case.table("bids").iloc[:0]))
    assert len(room_hours.bids(bare, 2035)) == 0 and room_hours.bid_sentence(bare, "B01", 2035) == ""

"""A working case cut out of a larger one."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from prioritise.case import load_case
from prioritise.case.cut import Area, cut_case
from prioritise.case.settings import PriorityListSettings
from prioritise.case.tables import TABLES
from prioritise.case.write import write_case
from prioritise.errors import DataFault
from prioritise.evidence.build import practice_gaps
from prioritise.evidence.geo import to_bng
from prioritise.evidence.inputs import case_assumptions
from prioritise.funding.reading import bid_facts

EVERYWHERE = box(-8, 49, 3, 57)


@pytest.fixture(scope="module")
def demo(request):
    return load_case(request.getfixturevalue("demo_folder"))


def half(case):
    """The western half of the demo's practices."""
    sites = case.table("sites")
    middle = sites.loc[sites["role"] == "main", "longitude"].median()
    return Area("West", box(-8, 49, middle, 57))


def test_an_area_that_holds_everything_changes_nothing_but_the_title(demo):
    cut = cut_case(demo, Area("All", EVERYWHERE))
    assert all(kept == had for kept, had in cut.kept.values() if had)
    for name, table in demo.tables.items():
        pd.testing.assert_frame_equal(cut.case.table(name), table)
    assert cut.case.settings.title.startswith("All, cut out of ")
    first, second = (practice_gaps(c, case_assumptions(c)) for c in (demo, cut.case))
    pd.testing.assert_frame_equal(first, second)


def test_what_belongs_is_kept_and_what_crosses_is_counted(demo):
    cut = cut_case(demo, half(demo))
    case, own = cut.case, set(cut.case.table("practices")["practice_code"])
    assert 0 < len(own) < len(demo.table("practices"))
    assert set(case.table("sites")["practice_code"]) == own
    assert set(case.table("completions")["development_id"]) <= set(case.table("developments")["development_id"])
    assert set(case.table("scores")["bid_id"]) <= set(case.table("bids")["bid_id"])
    assert set(case.table("pot_years")["pot_id"]) <= set(case.table("pots")["pot_id"])
    areas = set(case.areas["area_code"])
    flows = demo.table("flows")
    out = flows[flows["area_code"].isin(areas) & ~flows["practice_code"].isin(own)]["patients"].sum()
    back = flows[~flows["area_code"].isin(areas) & flows["practice_code"].isin(own)]["patients"].sum()
    sums = cut.crossing.groupby("direction")["patients"].sum()
    assert (sums.get("out", 0), sums.get("in", 0)) == (out, back)
    assert back + out > 0
    lists = demo.table("flows")
    kept = case.table("flows")
    assert (
        kept[kept["practice_code"].isin(own)]["patients"].sum()
        == lists[lists["practice_code"].isin(own)]["patients"].sum()
    )
    assert any("are registered with" in s or "live outside it" in s for s in cut.sentences)
    assert {n.code for n in case.notes} >= {"cut_to_area"}


def test_a_cut_case_can_be_written_and_read_again(demo, tmp_path):
    cut = cut_case(demo, half(demo))
    write_case(cut.case, tmp_path / "west")
    again = load_case(tmp_path / "west")
    assert not again.errors
    assert len(again.table("practices")) == len(cut.case.table("practices"))
    assert [n.message for n in again.notes if n.code == "cut_to_area"]


def test_what_is_said_of_a_practice_or_a_site_goes_with_it(demo):
    """Nobody else's factors, reasons or surveys are in the working case."""
    case = cut_case(demo, half(demo)).case
    own, sites = set(case.table("practices")["practice_code"]), set(case.table("sites")["site_code"])
    for name in set(TABLES) - {"flows"}:
        for column, known in (("practice_code", own), ("site_code", sites)):
            if column in TABLES[name].columns and len(demo.table(name)):
                named = case.table(name)[column].dropna()
                assert set(named) <= known, name
    assert 0 < len(case.table("vulnerability")) < len(demo.table("vulnerability"))
    assert 0 < len(case.table("facets")) < len(demo.table("facets"))


def test_a_pot_keeps_a_limit_that_only_what_lies_outside_could_meet(demo):
    """A pot for a surgery outside, at a building inside, must not become one for any surgery: it is left out."""
    cut = cut_case(demo, half(demo)).case
    site, own = cut.table("sites")["site_code"].iloc[0], set(cut.table("practices")["practice_code"])
    other = sorted(set(demo.table("practices")["practice_code"]) - own)[0]
    pots = demo.table("pots")
    first = pots.index == pots.index[0]
    limits = {"for_practices": (other,), "for_sites": (site,)}
    tied = pots.assign(**{c: pots[c].where(~first, pd.Series([v] * len(pots), pots.index)) for c, v in limits.items()})
    found = cut_case(demo.with_table("pots", tied), half(demo)).case.table("pots")
    assert pots["pot_id"].iloc[0] not in set(found["pot_id"])
    both = {**limits, "for_practices": tuple(sorted((other, min(own))))}
    tied = pots.assign(**{c: pots[c].where(~first, pd.Series([v] * len(pots), pots.index)) for c, v in both.items()})
    found = cut_case(demo.with_table("pots", tied), half(demo)).case.table("pots")
    mine = found[found["pot_id"].eq(pots["pot_id"].iloc[0])]
    assert mine[list(limits)].iloc[0].tolist() == [tuple(p for p in both["for_practices"] if p in own), (site,)]


def test_a_list_stays_whole_whatever_is_cut(demo):
    """A practice of the area has the same list and the same space, whoever its neighbours are."""
    cut = cut_case(demo, half(demo))
    before = demo.table("practices").set_index("practice_code")["list_size"]
    after = cut.case.table("practices").set_index("practice_code")["list_size"]
    assert after.equals(before.reindex(after.index))


def test_a_contribution_stays_whose_stated_pot_the_larger_case_has_not(demo):
    """Its money may be in a pot of its own, which stays too: nothing says that it belongs elsewhere."""
    rows = demo.table("contributions")
    case = demo.with_table(
        "contributions", rows.assign(pot_id=rows["pot_id"].mask(rows.index == rows.index[0], "GONE"))
    )
    cut = cut_case(case, Area("All", EVERYWHERE)).case
    for name in ("contributions", "transactions", "agreements"):
        pd.testing.assert_frame_equal(cut.table(name), case.table(name))


def test_nothing_kept_speaks_of_what_was_left_out(demo):
    case = cut_case(demo, half(demo)).case
    had = {name: len(demo.table(name)) for name in ("facets", "vulnerability", "contributions", "agreements")}
    assert all(0 < len(case.table(name)) < count for name, count in had.items())
    assert set(case.table("facets")["site_code"]) <= set(case.table("sites")["site_code"])
    assert set(case.table("vulnerability")["practice_code"]) <= set(case.table("practices")["practice_code"])
    ledger, pots = case.table("contributions"), set(case.table("pots")["pot_id"])
    assert set(ledger["pot_id"].dropna()) <= pots
    named = set(case.table("transactions")["developer_agreement_contribution"].dropna())
    assert named and not named & (set(demo.table("contributions")["reference"]) - set(ledger["reference"]))
    assert set(ledger["developer_agreement"].dropna()) <= set(case.table("agreements")["reference"])
    behind = demo.table("contributions")
    whole = behind[behind["pot_id"].isna() | behind["pot_id"].isin(pots)]
    assert sorted(ledger["reference"]) == sorted(whole["reference"])


@pytest.mark.parametrize(
    ("terms", "stays"),
    [
        ({"within_km": 3.0}, True),
        ({"within_km": 1.0}, False),
        ({"within_km": None}, True),
        ({"within_km": 3.0, "for_clusters": ("no such cluster",)}, False),
    ],
)
def test_a_pot_stays_where_it_may_still_pay(demo, terms, stays):
    """Two kilometres outside the edge: its distance decides, not the side of the line its point is on."""
    area, pots = half(demo), demo.table("pots")
    east, latitude = area.polygon.bounds[2], 53.3
    kilometre = 1 / 66.5
    one = pots.iloc[:1].assign(
        longitude=east + 2 * kilometre, latitude=latitude, within_km=terms["within_km"],
        for_practices=[()], for_sites=[()], for_clusters=[terms.get("for_clusters", ())],
    )  # fmt: skip
    cut = cut_case(demo.with_table("pots", one.astype(pots.dtypes.to_dict())), area)
    assert (len(cut.case.table("pots")) == 1) == stays


@pytest.mark.parametrize("named", ["site", "first practice", "site alone"])
def test_a_bid_of_two_sides_stays_where_it_was(demo, named):
    """Else a pot that pays only within a distance could pay for a building it does not reach."""
    area, sites = half(demo), demo.table("sites")
    here = set(cut_case(demo, area).case.table("practices")["practice_code"])
    main = sites[sites["role"] == "main"]
    mine, theirs = (main[main["practice_code"].isin(here) == side].iloc[0] for side in (True, False))
    codes = {"site": (mine, theirs), "first practice": (theirs, mine), "site alone": ()}[named]
    one = demo.table("bids").iloc[:1].assign(
        practice_codes=[tuple(s["practice_code"] for s in codes)], longitude=np.nan, latitude=np.nan, requires=[()],
        site_code=None if named == "first practice" else theirs["site_code"],
        cluster_code=demo.table("practices").set_index("practice_code").loc[mine["practice_code"], "cluster_code"],
    )  # fmt: skip
    larger = demo.with_table("bids", one.astype(demo.table("bids").dtypes.to_dict()))
    (before,), (after,) = (bid_facts(c).values() for c in (larger, cut_case(larger, area).case))
    assert after.point == before.point == pytest.approx(points(theirs))


def points(site):
    return [float(v) for v in to_bng(site["longitude"], site["latitude"])]


def test_members_belong_wherever_they_stand(demo):
    """An ICB's practice across the border is the ICB's; one inside that is another's is not."""
    codes = sorted(demo.table("practices")["practice_code"])
    cut = cut_case(demo, Area("Members", EVERYWHERE, frozenset(codes[:2])))
    assert sorted(cut.case.table("practices")["practice_code"]) == codes[:2]


def test_an_area_without_practices_is_refused(demo):
    with pytest.raises(DataFault, match="no practice of the case lies in Nowhere"):
        cut_case(demo, Area("Nowhere", box(2.9, 49, 3, 49.1)))


@settings(deadline=None, max_examples=25)
@given(west=st.floats(0, 1), east=st.floats(0, 1))
def test_two_areas_side_by_side_share_out_what_one_holds(demo_case, west, east):
    """Cut at a line: every practice, site and development is on one side and on one only."""
    sites = demo_case.table("sites")
    low, high = sites["longitude"].min(), sites["longitude"].max()
    line = low + (high - low) * (west + east) / 2
    sides = []
    for area in (Area("W", box(-8, 49, line, 57)), Area("E", box(line, 49, 3, 57))):
        try:
            sides.append(cut_case(demo_case, area).case)
        except DataFault:
            continue
    for name, key in (("practices", "practice_code"), ("sites", "site_code"), ("developments", "development_id")):
        ids = [i for side in sides for i in side.table(name)[key]]
        placed = demo_case.table(name)
        if name == "developments":
            placed = placed[placed["longitude"].notna()]
        if len(sides) == 2:
            assert sorted(ids) == sorted(placed[key])


@pytest.fixture(scope="session")
def demo_case(demo_folder):
    return load_case(demo_folder)


def without_places(case, codes, roles=("main", "branch")):
    """The case with no place on the map for those sites of some practices."""
    sites = case.table("sites")
    gone = sites["practice_code"].isin(codes) & sites["role"].isin(roles)
    lost = sites["longitude"].mask(gone), sites["latitude"].mask(gone)
    return case.with_table("sites", sites.assign(longitude=lost[0], latitude=lost[1]))


def test_a_practice_without_a_place_is_left_out_and_named(demo):
    area, code = half(demo), sorted(cut_case(demo, half(demo)).case.table("practices")["practice_code"])[0]
    name = demo.table("practices").set_index("practice_code").loc[code, "name"]
    cut = cut_case(without_places(demo, [code]), area)
    assert code not in set(cut.case.table("practices")["practice_code"])
    assert any(f"left out (1): {code} ({name})" in s for s in cut.sentences)
    (issue,) = [i for i in cut.case.issues if i.code == "no_place_in_cut"]
    assert (issue.table, issue.column, issue.value) == ("practices", "practice_code", code)
    assert "expected" in issue.message and issue.done.startswith("left out of West")
    assert not [i for i in cut_case(demo, area).case.issues if i.code == "no_place_in_cut"]


def test_a_practice_without_a_place_for_its_main_site_goes_by_its_others(demo):
    sites = demo.table("sites")
    one = sites.loc[sites["role"].eq("main"), "practice_code"].sort_values().iloc[0]
    main = sites[sites["practice_code"].eq(one) & sites["role"].eq("main")].iloc[0]
    area = Area("Near", box(main.longitude - 0.05, main.latitude - 0.05, main.longitude + 0.05, main.latitude + 0.05))
    branch = main.to_frame().T.assign(site_code="ZBRANCH", role="branch").astype(sites.dtypes.to_dict())
    far = branch.assign(site_code="ZFAR", longitude=main.longitude + 1)
    base = without_places(
        demo.with_table("sites", sites[~sites["practice_code"].eq(one) | sites["role"].eq("main")]), [one]
    )
    by_branch = cut_case(base.with_table("sites", pd.concat([base.table("sites"), branch])), area)
    assert one in set(by_branch.case.table("practices")["practice_code"])
    assert any("placed by their other sites (1)" in s and one in s for s in by_branch.sentences)
    both = cut_case(
        base.with_table("sites", pd.concat([base.table("sites"), branch, far])),
        Area("West", area.polygon.union(half(demo).polygon).difference(box(main.longitude + 0.9, 49, 3, 57))),
    )
    assert one not in set(both.case.table("practices")["practice_code"])
    assert [i.value for i in both.case.issues if i.code == "no_place_in_cut"] == [one]


def test_a_practice_whose_membership_is_not_known_goes_by_its_site(demo):
    codes = sorted(demo.table("practices")["practice_code"])
    area = Area("Some", EVERYWHERE, frozenset(codes[:2]), unknown=frozenset(codes[2:4]))
    blind = without_places(demo, [codes[3]])
    cut = cut_case(blind, area)
    assert set(cut.case.table("practices")["practice_code"]) == set(codes[:3])
    assert [i.value for i in cut.case.issues if i.code == "no_place_in_cut"] == [codes[3]]


def test_a_bid_of_practices_nobody_knows_keeps_their_names_and_goes_by_its_site(demo):
    area = half(demo)
    site = cut_case(demo, area).case.table("sites")["site_code"].iloc[0]
    bids = demo.table("bids")
    first = bids["bid_id"].eq(bids["bid_id"].iloc[0])
    strange = bids.assign(
        practice_codes=[("ZZ999",) if one else codes for one, codes in zip(first, bids["practice_codes"], strict=True)],
        site_code=bids["site_code"].mask(first, site),
    )
    kept = cut_case(demo.with_table("bids", strange), area).case.table("bids").set_index("bid_id")
    assert kept.loc[bids["bid_id"].iloc[0], "practice_codes"] == ("ZZ999",)


def test_where_no_pot_whose_money_moves_is_in_the_area_none_moves(demo):
    pots = set(cut_case(demo, half(demo)).case.table("pots")["pot_id"])
    away = next(p for p in demo.table("pots")["pot_id"] if p not in pots)
    moving = demo.settings.model_copy(update={"priority_list": PriorityListSettings(pots=(away,))})
    found = cut_case(replace(demo, settings=moving), half(demo)).case.settings.priority_list
    assert (found.pots, found.scales) == ((), (1.0,))


def test_a_bid_of_outside_that_one_here_requires_serves_nobody_here(demo):
    practices, bids = demo.table("practices"), demo.table("bids")
    own = cut_case(demo, half(demo)).case.table("practices")
    there = practices[~practices["practice_code"].isin(own["practice_code"])]
    shared = own["cluster_code"].dropna().iloc[0]
    here, other = bids["bid_id"].eq(bids["bid_id"].iloc[0]), bids["bid_id"].eq(bids["bid_id"].iloc[1])
    codes = [
        (own["practice_code"].iloc[0],) if one else (there["practice_code"].iloc[0],) if two else had
        for one, two, had in zip(here, other, bids["practice_codes"], strict=True)
    ]
    needs = [(bids["bid_id"].iloc[1],) if one else had for one, had in zip(here, bids["requires"], strict=True)]
    both = bids.assign(practice_codes=codes, requires=needs, cluster_code=bids["cluster_code"].mask(other, shared))
    cut = cut_case(demo.with_table("bids", both), half(demo)).case
    brought = cut.table("bids").set_index("bid_id").loc[bids["bid_id"].iloc[1]]
    assert brought["practice_codes"] == () and brought[["site_code", "cluster_code"]].isna().all()
    assert bid_facts(cut)[brought.name].practices == ()

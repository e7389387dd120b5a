"""The synthetic demo case: its published totals, its awkward things, and that it is built the same every time."""

import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
import shapely

from prioritise.case.case import Case
from prioritise.case.demo import TITLE, build_demo
from prioritise.case.demo_frames import table_of
from prioritise.case.load import load_case
from prioritise.case.premises import FACTORS
from prioritise.case.tables import BID_KINDS, DEVELOPMENT_STATUSES, POT_KINDS, POT_STATUSES, TABLES
from prioritise.case.write import write_case
from prioritise.evidence import build_evidence, case_assumptions

FIRST_DAY = pd.Timestamp("2026-04-01")
COUNTED = ("received", "allocated", "transferred")


@pytest.fixture(scope="module")
def demo() -> Case:
    return build_demo()


@pytest.fixture(scope="module")
def loaded(demo_folder: Path) -> Case:
    return load_case(demo_folder)


def _row(case: Case, table: str, key: str) -> pd.Series:
    frame = case.table(table)
    return frame[frame[frame.columns[0]] == key].iloc[0]


def _named_by(case: Case, pot: pd.Series, bid: pd.Series) -> bool:
    """Whether kind, practice, site, cluster and distance let a pot reach a bid (a plain second reading of the rule)."""
    practices = case.table("practices").set_index("practice_code")
    sites = case.table("sites").set_index("site_code")
    clusters = {practices["cluster_code"][p] for p in bid["practice_codes"]}
    checks: Sequence[tuple[tuple[str, ...], set[str]]] = (
        (pot["for_kinds"], {bid["kind"]}),
        (pot["for_practices"], set(bid["practice_codes"])),
        (pot["for_sites"], {bid["site_code"]}),
        (pot["for_clusters"], clusters),
    )
    if any(allowed and not set(allowed) & here for allowed, here in checks):
        return False
    if pd.isna(pot["within_km"]):
        return True
    at = sites.loc[bid["site_code"]] if isinstance(bid["site_code"], str) else bid
    if pd.isna(at["longitude"]):
        return False
    east = (at["longitude"] - pot["longitude"]) * 111.32 * math.cos(math.radians(pot["latitude"]))
    north = (at["latitude"] - pot["latitude"]) * 111.3
    return math.hypot(east, north) <= pot["within_km"]


# Published totals


def test_practices_have_the_published_totals_of_west_kent_2015(demo: Case) -> None:
    practices, sites = demo.table("practices"), demo.table("sites")
    assert (len(practices), len(sites)) == (61, 81)
    assert practices["list_size"].sum() == 476_577
    assert (practices["list_size"].min(), practices["list_size"].max()) == (1_983, 19_832)
    assert round(practices["gp_fte"].sum(), 1) == 245.2


def test_seven_clusters_are_of_thirty_to_eighty_thousand(demo: Case) -> None:
    patients = demo.table("practices").groupby("cluster_code")["list_size"].sum()
    assert len(patients) == 7
    assert patients.between(30_000, 80_000).all()


def test_every_practice_has_one_main_site(demo: Case) -> None:
    sites = demo.table("sites")
    mains = sites[sites["role"] == "main"]
    assert sorted(mains["practice_code"]) == sorted(demo.table("practices")["practice_code"])
    assert sites["site_code"].is_unique


def test_table_sizes(demo: Case) -> None:
    assert len(demo.table("bids")) == 45
    assert len(demo.table("pots")) == 60
    assert len(demo.table("developments")) == 120
    assert len(demo.table("criteria")) == 8


# Places


def test_areas_tile_the_county_without_gaps_or_overlaps(demo: Case) -> None:
    areas = demo.areas
    assert areas is not None
    assert 270 <= len(areas) <= 290
    assert areas.geometry.is_valid.all()
    union = shapely.union_all(areas.geometry.to_numpy())
    assert union.geom_type == "Polygon"
    assert not union.interiors
    assert shapely.area(areas.geometry.to_numpy()).sum() == pytest.approx(union.area, rel=1e-6)
    assert areas["population"].between(1_000, 2_500).all()


def test_every_site_and_development_is_in_the_county(demo: Case) -> None:
    assert demo.areas is not None
    county = shapely.union_all(demo.areas.geometry.to_numpy()).buffer(1e-4)
    for name in ("sites", "developments"):
        frame = demo.table(name)
        assert shapely.contains_xy(county, frame["longitude"].to_numpy(), frame["latitude"].to_numpy()).all()


def test_coast_is_more_deprived(demo: Case) -> None:
    practices = demo.table("practices")
    coast = practices["cluster_code"].isin(["XC4", "XC5"])
    assert practices.loc[coast, "imd_score"].mean() > 2 * practices.loc[~coast, "imd_score"].mean() - 10
    assert practices.loc[coast, "imd_score"].min() > practices.loc[~coast, "imd_score"].median()


def test_flows_sum_to_a_little_under_each_list(demo: Case) -> None:
    flows = demo.table("flows").groupby("practice_code")["patients"].sum()
    short = demo.table("practices").set_index("practice_code")["list_size"] - flows
    assert short.between(0, 12).all()
    assert short.sum() > 0


def test_some_patients_live_outside_the_county(demo: Case) -> None:
    assert demo.areas is not None
    outside = ~demo.table("flows")["area_code"].isin(demo.areas["area_code"])
    assert 0 < demo.table("flows").loc[outside, "patients"].sum() < 0.02 * 476_577


# Homes


def test_developments_have_every_status_and_completions_over_fifteen_years(demo: Case) -> None:
    developments, completions = demo.table("developments"), demo.table("completions")
    assert set(developments["status"]) == set(DEVELOPMENT_STATUSES)
    years = completions.loc[completions["financial_year"] >= 2026, "financial_year"]
    assert sorted(years.unique()) == list(range(2026, 2041))
    assert developments.groupby("status")["homes"].count().min() >= 10


def test_completions_sum_to_homes_and_some_developments_have_none(demo: Case) -> None:
    homes = demo.table("developments").set_index("development_id")["homes"]
    built = demo.table("completions").groupby("development_id")["homes"].sum()
    assert (built == homes[built.index]).all()
    assert len(homes) - len(built) == 18


def test_beds_sum_to_homes_where_given(demo: Case) -> None:
    developments = demo.table("developments")
    beds = developments[[f"beds_{n}" for n in range(1, 6)]]
    known = beds.notna().all(axis=1)
    assert 40 < known.sum() < 100
    assert (beds[known].sum(axis=1) == developments.loc[known, "homes"]).all()


def test_garden_village_is_phased_with_its_own_bid_and_pots(demo: Case) -> None:
    village = _row(demo, "developments", "D001")
    assert (village["name"], village["homes"]) == ("Kingsallow Garden Village", 3000)
    assert len(demo.table("completions").query("development_id == 'D001'")) == 14
    assert _row(demo, "bids", "B01")["kind"] == "new_build"
    own = demo.table("pots")[demo.table("pots")["name"].str.startswith("Kingsallow Garden Village")]
    assert list(own["kind"]) == ["s106", "s106"]


# Bids


def test_bid_sizes_follow_the_published_mix(demo: Case) -> None:
    capital = demo.table("bids")["capital_gbp"]
    bands = pd.cut(capital, [0, 99_999, 500_000, 1_000_000, 4_999_999, 5_000_000]).value_counts(sort=False)
    assert bands.tolist() == [17, 18, 5, 4, 1]


def test_every_kind_of_bid_and_a_fifth_technology(demo: Case) -> None:
    kinds = demo.table("bids")["kind"]
    assert set(kinds) == set(BID_KINDS)
    assert kinds.isin(["technology", "equipment"]).sum() == 9


def test_either_or_chain_must_never_and_started(demo: Case) -> None:
    bids = demo.table("bids").set_index("bid_id")
    groups = bids.dropna(subset="choice_group").groupby("choice_group")["kind"].agg(set)
    assert {"new_build", "extension"} <= groups["MARKET-SQUARE"]
    assert bids["requires"]["B03"] == ("B01",)
    assert bids["requires"]["B01"] == ("B02",)
    assert (bids["must"] == "yes").sum() == 1
    assert (bids["must"] == "never").sum() == 1
    assert (bids["started"] == "yes").sum() == 1


def test_every_bid_states_its_revenue_and_some_leave_growth_blank(demo: Case) -> None:
    bids = demo.table("bids")
    assert bids["revenue_gbp_per_year"].notna().all()
    assert bids["growth_share"].isna().sum() == 4
    assert bids["patients_served"].isna().sum() == 1


def test_phased_costs_sum_to_capital(demo: Case) -> None:
    costs = demo.table("bid_costs").groupby("bid_id")["capital_gbp"].sum()
    capital = demo.table("bids").set_index("bid_id")["capital_gbp"]
    assert len(costs) == 4
    assert (costs == capital[costs.index]).all()


def test_bids_name_only_what_is_there(demo: Case) -> None:
    bids, practices = demo.table("bids"), set(demo.table("practices")["practice_code"])
    assert all(set(codes) <= practices for codes in bids["practice_codes"])
    assert set(bids["site_code"].dropna()) <= set(demo.table("sites")["site_code"])
    assert (bids["practice_codes"].map(len) >= 4).sum() >= 6


def test_one_live_bid_has_no_pot_that_may_pay_it(demo: Case) -> None:
    pots, bids = demo.table("pots"), demo.table("bids")
    live = bids[(bids["started"] != "yes") & (bids["must"] != "never")]
    none = [b["bid_id"] for _, b in live.iterrows() if not any(_named_by(demo, p, b) for _, p in pots.iterrows())]
    assert none == ["B42"]


# Pots


def test_pots_have_every_kind_and_s106_every_status(demo: Case) -> None:
    pots = demo.table("pots")
    assert set(pots["kind"]) == set(POT_KINDS)
    assert pots["kind"].value_counts()[["s106", "cil", "grant"]].tolist() == [51, 2, 2]
    assert set(pots.loc[pots["kind"] == "s106", "status"]) == set(POT_STATUSES)


def test_yearly_money_ties_to_the_pot(demo: Case) -> None:
    years = demo.table("pot_years").groupby("pot_id")["amount_gbp"].sum()
    amounts = demo.table("pots").set_index("pot_id")["amount_gbp"]
    assert set(years.index) == {"ETF-1", "GRANT-1", "ICB-1", "S106-01"}
    assert (years == amounts[years.index]).all()


def test_fund_rules_of_the_named_funds(demo: Case) -> None:
    umf, grant, etf = (_row(demo, "pots", p) for p in ("UMF-1", "GRANT-1", "ETF-1"))
    assert set(umf["for_kinds"]) == {"existing_space", "improvement", "refurbishment"}
    assert umf["carry_forward"] == "no"
    assert umf["spend_by"] == pd.Timestamp("2027-03-31")
    assert grant["max_share"] == 0.66
    assert {"technology", "extension"} <= set(etf["for_kinds"])


def test_secured_money_comes_with_and_without_a_date(demo: Case) -> None:
    secured = demo.table("pots").query("status == 'secured'")
    assert secured["available_from"].notna().any()
    assert secured["available_from"].isna().any()


def test_expiries_of_every_sort(demo: Case) -> None:
    pots = demo.table("pots")
    spend_by = pots.loc[(pots["kind"] == "s106") & pots["status"].isin(COUNTED), "spend_by"]
    months = (spend_by - FIRST_DAY).dt.days / 30.4
    assert (months < 0).sum() == 1, "one has lapsed"
    assert months.between(0, 12).sum() >= 3, "some are about to"
    assert spend_by.isna().any(), "some never do"
    mid_year = ~spend_by.dropna().dt.strftime("%m-%d").eq("03-31")
    assert mid_year.sum() >= 4, "some lose their last year"


def test_a_pot_names_a_surgery_with_no_bid(demo: Case) -> None:
    pot = _row(demo, "pots", "S106-12")
    assert pot["for_practices"] == ("X10024",)
    assert not any("X10024" in codes for codes in demo.table("bids")["practice_codes"])


def test_growth_only_money_meets_a_bid_with_blank_growth(demo: Case) -> None:
    bids = demo.table("bids")
    blank = bids[bids["growth_share"].isna()]
    pots = demo.table("pots").query("growth_only == 'yes'")
    met = [
        (p["pot_id"], b["bid_id"])
        for _, p in pots.iterrows()
        for _, b in blank.iterrows()
        if p["for_practices"] and _named_by(demo, p, b)
    ]
    assert ("S106-13", "B12") in met
    assert ("S106-14", "B11") in met


def test_money_is_about_half_of_what_is_asked(demo: Case) -> None:
    pots = demo.table("pots")
    counts = pots["status"].isin(COUNTED) | ((pots["status"] == "secured") & pots["available_from"].notna())
    usable = counts & ~(pots["spend_by"] < FIRST_DAY)
    share = pots.loc[usable, "amount_gbp"].sum() / demo.table("bids")["capital_gbp"].sum()
    assert 0.4 < share < 0.65


# Buildings


def test_space_gaps_of_the_estate_file(demo: Case) -> None:
    sites = demo.table("sites")
    assert sites["area_m2"].isna().sum() == 4
    assert sites.loc[sites["area_m2"].isna(), ["area_basis", "area_source"]].isna().all(axis=None)
    bases = sites.dropna(subset="area_basis").groupby("practice_code")["area_basis"].agg(set)
    assert bases.map(lambda b: b == {"GIA"}).sum() == 7
    assert list(bases.index[bases.map(len) == 2]) == ["X10045"]


def test_conditions_tenure_and_tail(demo: Case) -> None:
    sites = demo.table("sites")
    assert {"A", "B", "C", "CX", "D", "DX"} == set(sites["condition"].dropna())
    assert set(sites["estate_class"].dropna()) == {"core", "flex", "tail"}
    assert sites["lease_end"].notna().sum() == sites["tenure"].str.startswith("Leased").sum() > 20
    assert (demo.table("practices")["list_status"] == "closed").sum() == 1


def test_about_a_third_of_practices_are_short_today_and_more_in_2035(demo: Case) -> None:
    evidence = build_evidence(demo, case_assumptions(demo))
    gap = evidence.practice_gap
    states = pd.crosstab(gap["financial_year"], gap["state"])
    assert 18 <= states["short"][evidence.now] <= 24
    assert states["short"][2034] > states["short"][evidence.now]
    assert (states["unknown"] == 5).all()


# Scores


def test_surveys_and_vulnerability_are_invented_partial_and_of_the_cases_own_sites(demo: Case) -> None:
    facets, factors = demo.table("facets"), demo.table("vulnerability")
    assert set(facets["site_code"]) <= set(demo.table("sites")["site_code"])
    assert 0.6 < len(facets) / (61 * 4) < 0.95  # some facets of some sites were not surveyed
    assert facets["source"].str.startswith("Invented").all()
    soft = factors[factors["factor"].map(lambda f: FACTORS[f].soft)]
    assert set(soft["practice_code"]) == {"X10010", "X10028"} and soft["reason"].str.startswith("Invented").all()
    figures = factors.drop(soft.index)
    assert figures["reason"].isna().all() and 0.85 < len(figures) / (61 * 5) < 1
    assert 0.1 < figures["present"].eq("yes").mean() < 0.35


def test_criteria_are_the_starting_profile(demo: Case) -> None:
    weights = demo.table("criteria").set_index("criterion_id")["weight"]
    assert weights.to_dict() == {
        "access_range": 10,
        "capacity_gap": 25,
        "condition": 15,
        "deliverability": 10,
        "deprivation": 10,
        "strategic_fit": 10,
        "value_for_money": 10,
        "vulnerability": 10,
    }


def test_panel_scores_are_agreed_split_or_missing_and_computed_ones_absent(demo: Case) -> None:
    scores = demo.table("scores")
    assert set(scores["criterion_id"]) == {"access_range", "deliverability", "strategic_fit", "vulnerability"}
    scorers = scores.groupby(["bid_id", "criterion_id"])["scorer"].agg(set)
    assert len(scorers) == 45 * 4 - 4
    assert (scorers.map(len) == 3).sum() == 16
    assert (scorers.map(lambda s: s == {"agreed"})).sum() == len(scorers) - 16
    assert (scores["conflict"] == "yes").sum() == 16


def test_scores_lie_on_their_scales(demo: Case) -> None:
    scores = demo.table("scores")
    top = scores["criterion_id"].map({"vulnerability": 10.0}).fillna(5.0)
    assert scores["score"].between(0, top).all()


# Built the same every time, and plainly synthetic


def test_building_twice_is_equal(demo: Case) -> None:
    again = build_demo()
    assert again.digest == demo.digest
    for name in TABLES:
        pd.testing.assert_frame_equal(again.table(name), demo.table(name))


def test_another_seed_is_another_county_of_the_same_size(demo: Case) -> None:
    other = build_demo(7)
    assert other.digest != demo.digest
    assert other.table("practices")["list_size"].sum() == 476_577
    assert (other.table("practices")["list_size"].min(), other.table("practices")["list_size"].max()) == (1_983, 19_832)
    assert round(other.table("practices")["gp_fte"].sum(), 1) == 245.2
    assert not other.table("practices")["list_size"].equals(demo.table("practices")["list_size"])
    assert len(other.table("pots")) == 60


def test_committed_folder_is_what_is_built(demo: Case, demo_folder: Path, tmp_path: Path) -> None:
    write_case(demo, tmp_path)
    written = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert written == {p.name: p.read_bytes() for p in demo_folder.iterdir()}


def test_committed_folder_loads_back_to_the_same_case(demo: Case, loaded: Case) -> None:
    assert loaded.digest == demo.digest
    assert loaded.settings == demo.settings
    for name in TABLES:
        pd.testing.assert_frame_equal(loaded.table(name), demo.table(name))


def test_loads_without_errors_and_with_few_warnings(loaded: Case) -> None:
    assert loaded.errors == ()
    assert len([i for i in loaded.issues if i.severity == "warning"]) <= 12


def test_says_it_is_synthetic_and_uses_no_real_codes(demo: Case) -> None:
    assert demo.settings.synthetic
    assert demo.settings.title == TITLE
    assert "synthetic" in TITLE
    assert demo.areas is not None
    codes = [*demo.table("practices")["practice_code"], *demo.table("sites")["site_code"], *demo.areas["area_code"]]
    assert all(c.startswith("X") for c in [*codes, *demo.table("sites")["postcode"]])
    assert any("&" in n and "'" in n for n in demo.table("practices")["name"])


def test_areas_file_is_small(demo_folder: Path) -> None:
    assert (demo_folder / "areas.geojson").stat().st_size < 500_000


def test_table_of_refuses_a_column_the_dictionary_lacks() -> None:
    with pytest.raises(KeyError, match="bids has no column cost"):
        table_of("bids", [{"bid_id": "B1", "cost": 1}])

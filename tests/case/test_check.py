"""The checks between tables, each on a case with one thing wrong."""

from pathlib import Path

import pandas as pd
import pytest

from tests.case.case_builder import GOOD, add, coded, load_with, only, swap


@pytest.mark.parametrize(
    ("name", "line", "column"),
    [
        ("sites.csv", "S3,X9,Ash,main,0.5,51.2,700,GIA", "practice_code"),
        ("completions.csv", "D9,2026/27,1", "development_id"),
        ("pot_years.csv", "P9,2026/27,1", "pot_id"),
        ("bid_costs.csv", "B9,0,1", "bid_id"),
        ("scores.csv", "B9,need,1,agreed", "bid_id"),
        ("scores.csv", "B1,nice,1,agreed", "criterion_id"),
    ],
)
def test_a_row_about_something_unknown_is_left_out(tmp_path: Path, name: str, line: str, column: str) -> None:
    table = name.removesuffix(".csv")
    case = load_with(tmp_path, **{f"{table}_csv": add(name, line)})
    issue = only(case, "not_in_case")
    assert (issue.table, issue.column, issue.severity) == (table, column, "error")
    assert issue.row == GOOD[name].count("\n") + 1
    assert len(case.table(table)) == GOOD[name].count("\n") - 1


def test_what_a_bid_says_of_unknown_places_is_not_used(tmp_path: Path) -> None:
    case = load_with(tmp_path, bids_csv=add("bids.csv", "B3,Roof,land,X1;X9,S9,5,,,0,B7"))
    bid = case.table("bids").loc[4]
    assert bid["practice_codes"] == ("X1",)
    assert pd.isna(bid["site_code"])
    assert bid["requires"] == ("B7",), "a bid is never freed of a bid it needs"
    assert {i.column for i in coded(case, "not_in_case")} == {"practice_codes", "site_code", "requires"}


def test_a_bid_that_names_only_unknown_practices_serves_nobody_else_instead(tmp_path: Path) -> None:
    """Naming nobody would mean the practice of its site; the names stay, and each is an issue of its own."""
    case = load_with(tmp_path, bids_csv=add("bids.csv", "B3,Roof,land,X8;X9,S1,5,,,0,"))
    assert case.table("bids").loc[4, "practice_codes"] == ("X8", "X9")
    found = coded(case, "not_in_case")
    assert [(i.table, i.row, i.column, i.value, i.severity) for i in found] == [
        ("bids", 4, "practice_codes", "X8", "error"), ("bids", 4, "practice_codes", "X9", "error"),
    ]  # fmt: skip
    assert all(
        "is not in practices" in i.message and i.done.startswith("kept: the bid serves no practice") for i in found
    )


def test_a_pot_named_for_a_practice_outside_the_case_stays_tied_to_it(tmp_path: Path) -> None:
    case = load_with(tmp_path, pots_csv=swap("pots.csv", "yes,X1,5", "yes,X9,5"))
    assert case.table("pots").loc[2, "for_practices"] == ("X9",)
    assert only(case, "not_in_case").severity == "warning"


def test_kinds_a_pot_is_for(tmp_path: Path) -> None:
    text = "pot_id,name,kind,amount_gbp,for_kinds\nP1,A,cil,5,New build;extention\nP2,B,icb,5,\n"
    case = load_with(tmp_path, pots_csv=text)
    assert case.table("pots").loc[2, "for_kinds"] == ("new_build", "extention")
    assert "did you mean extension" in only(case, "not_a_choice").message


def test_registrations_outside_the_case_are_one_note(tmp_path: Path) -> None:
    case = load_with(tmp_path, flows_csv=add("flows.csv", "Y1,E1,5", "Y1,E2,5", "Y2,E1,5"))
    notes = coded(case, "outside_case")
    assert [(i.column, i.value, i.severity) for i in notes] == [
        ("area_code", "1", "info"),
        ("practice_code", "3", "info"),
    ]
    assert len(case.table("flows")) == 4


def test_bids_that_require_themselves_or_each_other(tmp_path: Path) -> None:
    own = load_with(tmp_path / "a", bids_csv=swap("bids.csv", "0,B1\n", "0,B1;B2\n"))
    assert only(own, "requires_itself").severity == "error"
    assert own.table("bids").loc[3, "requires"] == ("B1",)
    ring = load_with(tmp_path / "b", bids_csv=swap("bids.csv", "0.5,\n", "0.5,B2\n"))
    assert [i.row for i in coded(ring, "requires_circle")] == [2, 3]


def test_pots_and_clusters_the_settings_name(tmp_path: Path) -> None:
    text = 'first_year = 2026\n[priority_list]\npots = ["P2", "P7"]\n[min_share_by_cluster]\nC1 = 0.1\nC7 = 0.1\n'
    case = load_with(tmp_path, settings_toml=text)
    assert case.settings.priority_list.pots == ("P2",)
    assert only(case, "not_in_case").value == "P7"
    assert only(case, "no_such_cluster").value == "C7"


def test_settings_that_name_only_unknown_pots_do_not_come_to_mean_every_pot(tmp_path: Path) -> None:
    case = load_with(tmp_path, settings_toml='first_year = 2026\n[priority_list]\npots = ["P7"]\n')
    assert case.settings.priority_list.pots == ("P7",)


@pytest.mark.parametrize(
    ("longitude", "latitude", "code", "word"),
    [
        ("51.2", "0.5", "swapped_coordinates", "look swapped"),
        ("2.35", "48.85", "outside_england", "not in England"),
        ("0", "0", "outside_england", "not in England"),
        ("575000", "156000", "outside_england", "eastings"),
        ("0.5", "", "half_a_place", "latitude is not"),
        ("", "51.2", "half_a_place", "longitude is not"),
    ],
)
def test_a_place_that_cannot_be_is_unknown_and_its_row_stays(
    tmp_path: Path, longitude: str, latitude: str, code: str, word: str
) -> None:
    case = load_with(tmp_path, sites_csv=swap("sites.csv", "0.5,51.2", f"{longitude},{latitude}"))
    issue = only(case, code)
    assert (issue.table, issue.row, issue.severity) == ("sites", 2, "error")
    assert word in issue.message
    assert case.table("sites").loc[2, ["longitude", "latitude"]].isna().all()
    assert case.table("sites").loc[2, "area_m2"] == 700


def test_a_distance_without_a_point(tmp_path: Path) -> None:
    case = load_with(tmp_path, pots_csv=swap("pots.csv", "5,0.5,51.25", "5,,"))
    assert only(case, "distance_without_point").severity == "error"
    assert case.table("pots").loc[2, "within_km"] == 5, "the limit is not lifted"


def test_a_cost_profile_that_does_not_sum_by_a_penny_is_left_out(tmp_path: Path) -> None:
    case = load_with(tmp_path, bid_costs_csv=swap("bid_costs.csv", "20000.25", "20000.26"))
    issue = only(case, "profile_does_not_sum")
    assert "£120,000.51" in issue.message
    assert "£120,000.50" in issue.message
    assert len(case.table("bid_costs")) == 0


def test_homes_finished_beyond_those_planned(tmp_path: Path) -> None:
    case = load_with(tmp_path, completions_csv=add("completions.csv", "D1,2028/29,30"))
    issue = only(case, "more_built_than_planned")
    assert issue.severity == "warning"
    assert "150" in issue.message
    assert "120" in issue.message


def test_the_same_site_written_twice_is_told_and_both_counted(tmp_path: Path) -> None:
    text = GOOD["developments.csv"] + "D2,Mill Lane,0.5,51.25,full,120\nD3,Mill Lane,0.5,51.26,full,120\n"
    case = load_with(tmp_path, developments_csv=text)
    issue = only(case, "developments_alike")
    assert (issue.severity, issue.table, issue.row) == ("warning", "developments", 3)
    assert issue.message.startswith(
        "D1, D2 stand at the same place with 120 homes each: 120 homes may be counted twice"
    )
    assert len(case.table("developments")) == 3


def test_homes_by_bedrooms_beyond_those_planned(tmp_path: Path) -> None:
    text = GOOD["developments.csv"].replace("homes\n", "homes,beds_1,beds_2\n").replace("120\n", "120,100,30\n")
    assert "130" in only(load_with(tmp_path, developments_csv=text), "more_beds_than_homes").message


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "severity"),
    [
        ("bids.csv", "2026/27,2028/29", "2028/29,2026/27", "ends_before_it_starts", "error"),
        ("bids.csv", "2028/29,0.5", "2028/29,", "no_growth_share", "warning"),
        ("pots.csv", "s106,received", "s106,", "no_status", "warning"),
        ("practices.csv", "C2,4000", "C2,0", "no_patients", "warning"),
        ("sites.csv", "700,GIA", ",", "no_area", "info"),
        ("sites.csv", "700,GIA", "700,", "no_area_basis", "warning"),
        ("criteria.csv", "need,Need,60", "need,Need,70", "weights_sum", "info"),
    ],
)
def test_one_thing_wrong(tmp_path: Path, name: str, old: str, new: str, code: str, severity: str) -> None:
    issue = only(load_with(tmp_path, **{name.replace(".", "_"): swap(name, old, new)}), code)
    assert (issue.severity, issue.table) == (severity, name.removesuffix(".csv"))


def test_a_pot_to_be_spent_before_it_is_there(tmp_path: Path) -> None:
    text = GOOD["pots.csv"].replace("spend_by", "available_from,spend_by", 1)
    text = text.replace("2028-03-31", "2029-01-01,2028-03-31").replace("500000,", "500000,,")
    assert "2029-01-01" in only(load_with(tmp_path, pots_csv=text), "spend_by_before_available").message


def test_a_lease_that_has_ended(tmp_path: Path) -> None:
    text = GOOD["sites.csv"].replace("area_basis\n", "area_basis,lease_end\n").replace("GIA\n", "GIA,2020-01-01\n")
    text = text.replace("NIA\n", "NIA,2040-01-01\n")
    assert only(load_with(tmp_path, sites_csv=text), "lease_past").row == 2


def test_revenue_unknown_under_a_limit(tmp_path: Path) -> None:
    case = load_with(tmp_path, settings_toml="first_year = 2026\nrevenue_limit_gbp_per_year = 5\n")
    assert len(coded(case, "no_revenue")) == 2


def test_a_practice_without_a_site(tmp_path: Path) -> None:
    case = load_with(tmp_path, practices_csv=add("practices.csv", "X3,Ash,C1,5"))
    assert only(case, "no_site").value == "X3"


def test_a_practice_without_a_main_site(tmp_path: Path) -> None:
    case = load_with(tmp_path, sites_csv=swap("sites.csv", "Elm,main", "Elm,branch"))
    assert "0 main sites" in only(case, "main_sites").message


def test_criteria_that_cannot_be_used(tmp_path: Path) -> None:
    flat = load_with(tmp_path / "a", criteria_csv=swap("criteria.csv", "40,5,1", "40,5,5"))
    assert only(flat, "worst_is_best").severity == "error"
    assert flat.table("criteria")["criterion_id"].tolist() == ["need"]
    text = GOOD["criteria.csv"].replace("60", "0").replace("40", "0")
    assert only(load_with(tmp_path / "b", criteria_csv=text), "no_weight").severity == "error"
    negative = load_with(tmp_path / "c", criteria_csv=swap("criteria.csv", "Need,60", "Need,-60"))
    assert only(negative, "out_of_range").column == "weight"


def test_a_pot_that_hangs_on_a_bid_outside_the_case_stays_tied_to_it(tmp_path: Path) -> None:
    text = "pot_id,name,kind,amount_gbp,only_if\nP1,A,cil,5,B1;B9\n"
    case = load_with(tmp_path, pots_csv=text)
    assert case.table("pots").loc[2, "only_if"] == ("B1", "B9")
    issue = next(i for i in coded(case, "not_in_case") if i.column == "only_if")
    assert (issue.value, issue.severity) == ("B9", "error")


def test_a_lead_time_of_a_holder_nobody_names_and_a_ceiling_of_no_cluster_are_doubted(tmp_path: Path) -> None:
    text = 'max_share_by_cluster = { ZZ = 0.5 }\n[lead_months_by_holder]\n"The council" = 6\n'
    case = load_with(tmp_path, settings_toml=text)
    assert only(case, "no_such_holder").value == "The council"
    assert only(case, "no_such_cluster").column == "max_share_by_cluster"

"""The real case, from the official files (which are not part of the project)."""

import csv
import re

import pytest

from prioritise.case.load import load_case
from prioritise.case.notes import read_notes
from prioritise.errors import DataFault
from prioritise.record.caveats import caveat_of
from prioritise.sources import SOURCES, build_west_kent
from prioritise.sources.west_kent import ICB_POT, find_files


@pytest.fixture(scope="module")
def built(real_data, tmp_path_factory):
    told = []
    report = build_west_kent(real_data, tmp_path_factory.mktemp("west-kent"), lambda text, share: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0
    return report


@pytest.fixture(scope="module")
def case(built):
    return load_case(built.folder)


def counts(built, kind):
    report = next(r for r in built.reports if r.kind == kind)
    return report.rows_read, report.rows_kept, report.rows_refused, report.rows_skipped


def test_fifty_practices_and_their_patients(built, case):
    assert (built.practices, built.patients) == (50, 577_216)
    assert len(case.table("practices")) == 50
    assert case.table("practices")["list_size"].sum() == 577_216
    assert built.districts[["name", "practices", "patients"]].to_numpy().tolist() == [
        ["Maidstone", 15, 193_085],
        ["Sevenoaks", 9, 107_221],
        ["Tonbridge and Malling", 11, 144_937],
        ["Tunbridge Wells", 15, 131_973],
    ]


def test_it_loads_without_an_error_and_says_what_it_assumes(built, case):
    assert case.errors == ()
    assert case.settings.title == "West Kent (official open data; candidate schemes)"
    assert not case.settings.synthetic
    codes = {i.code for i in read_notes(built.folder)}
    assert codes >= {
        "assumption", "area_estimated", "area_scaled_merger", "weighted_list_scaled", "branches_left_out",
        "register_is_dated", "district_only", "receipt_year_assumed", "annual_pot_assumed", "deed_terms_unknown",
        "candidate_schemes", "councils_absent", "contribution_sites_absent",
    }  # fmt: skip


def test_it_owns_up_to_its_money_and_its_homes_wherever_it_is_shown(case):
    said = caveat_of(case).text
    for what in ("Floor areas", "yearly capital", "which surgeries a contribution may pay for", "green fields"):
        assert what in said


def test_every_row_read_is_kept_refused_or_skipped(built):
    for report in built.reports:
        assert report.rows_read == report.rows_kept + report.rows_refused + report.rows_skipped
    assert counts(built, "practice-map") == (6139, 50, 0, 6089)
    assert counts(built, "list-sizes") == (6139, 50, 0, 6089)
    assert counts(built, "registrations") == (20464, 5350, 0, 15114)
    assert counts(built, "brownfield") == (401, 383, 7, 11)
    assert counts(built, "branches") == (2702, 0, 0, 2702)
    assert counts(built, "lsoa-polygons") == (1065, 309, 0, 756)


def hand_count(path):
    """Health contributions straight from the file: sum, priced references, and lines left out by reason."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.reader(stream))[1:]
    seen, live, left_out = set(), {}, {"copy": [], "superseded": [], "blank": []}
    for number, cells in enumerate(lines, start=2):
        reference, purpose, amount, end = cells[0], cells[2], cells[3], cells[7]
        if purpose != "health":
            continue
        if tuple(cells) in seen:
            left_out["copy"].append(number)
        elif end:
            left_out["superseded"].append(number)
        elif not amount:
            left_out["blank"].append(number)
        else:
            live[reference] = round(float(amount) * 100)
        seen.add(tuple(cells))
    return live, left_out


def test_health_pots_total_what_a_hand_count_gives(real_data, built, case):
    path = find_files(real_data)["developer-contributions"][1]
    live, left_out = hand_count(path)
    assert sum(live.values()) == 105_984_000
    assert len(live) == 8
    assert left_out == {"copy": [126, 128], "superseded": [82, 84, 127], "blank": [6, 7]}
    pots = case.table("pots").set_index("pot_id").drop(index=ICB_POT)
    assert {i.removeprefix("TON:"): round(a * 100) for i, a in pots["amount_gbp"].items()} == live
    assert pots["amount_gbp"].sum() == 1_059_840.00
    report = next(r for r in built.reports if r.kind == "developer-contributions")
    mine = report.rows[report.rows["file"] == path.name]
    named = {w: set(mine.loc[mine["reason"].str.startswith(r), "line"]) for w, r in REASONS.items()}
    assert all(set(lines) <= named[w] for w, lines in left_out.items())
    assert {w: len(n) for w, n in named.items()} == {"copy": 16, "superseded": 32, "blank": 2}


REASONS = {"copy": "exact copy", "superseded": "superseded", "blank": "amount is blank"}


def test_the_councils_pots_pay_only_in_its_district(case):
    pots = case.table("pots").set_index("pot_id").drop(index=ICB_POT)
    assert set(pots["status"]) == {"secured"}
    assert {len(codes) for codes in pots["for_practices"]} == {11}
    assert set(pots["available_from"].dt.strftime("%Y-%m-%d")) == {"2027-04-01"}
    assert set(pots["growth_only"]) == {"yes"}
    years = case.table("pot_years")
    assert set(years["pot_id"]) == {ICB_POT}
    assert sorted(years["financial_year"]) == list(case.settings.horizon)


def test_floor_areas_are_marked_assumed_and_bids_as_candidates(case):
    sites = case.table("sites")
    assert len(sites) == 50
    assert set(sites["area_source"]) == {"assumed"}
    assert set(sites["role"]) == {"main"}
    assert sites["area_m2"].notna().all()
    assert sites["clinical_rooms"].isna().all()
    bids = case.table("bids")
    assert bids["title"].str.startswith("Candidate: ").all()
    assert set(bids["kind"]) == {"existing_space", "extension", "new_build", "technology"}
    assert bids["growth_share"].between(0, 1).all()


def test_practices_carry_what_is_published(case):
    practices = case.table("practices")
    assert practices[["gp_fte", "imd_score", "weighted_list_size", "cluster_code"]].notna().all().all()
    assert practices["cqc_rating"].notna().sum() == 49
    assert practices["name"].map(lambda n: bool(re.match(r"[A-Z]", n)) and n != n.upper()).all()
    assert practices["gp_fte"].sum() == pytest.approx(210.4, abs=0.05)
    assert len(case.areas) == 309
    assert case.areas.geometry.is_valid.all()
    assert case.areas[["population", "imd_score"]].notna().all().all()


def test_building_again_gives_the_same_bytes(real_data, built, tmp_path):
    build_west_kent(real_data, tmp_path)
    first = {p.name: p.read_bytes() for p in built.folder.iterdir()}
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == first


def test_missing_files_are_all_named(tmp_path):
    with pytest.raises(DataFault, match=r"lacks: geography/practice-postcodes.*developer-agreement-transaction"):
        build_west_kent(tmp_path, tmp_path / "out")
    with pytest.raises(DataFault, match="no folder of official files called nowhere"):
        build_west_kent(tmp_path / "nowhere", tmp_path / "out")


ENGLAND = {
    "practice-map": ("nhs/gp-reg-pat-prac-map_2026-07.zip", 6139, 6139),
    "list-sizes": ("nhs/gp-reg-pat-prac-quin-age_2026-07_Kent-Medway.csv", None, 175),
    "cqc": ("nhs/cqc-overall-rating-by-practice.csv", 6229, 6185),
    "payments": ("nhs/nhs-payments-to-general-practice_2022-23.csv", 6669, 6493),
    "workforce": ("nhs/gp-workforce-by-practice_2021-2024.csv", 26134, 6673),
    "brownfield": ("housing/brownfield-land_England-slim_2020-11.csv", 25054, 20_217),
    "postcodes": ("geography/practice-postcodes_ONSPD-2025-11.csv", 9830, 9830),
    "lsoa-imd": ("geography/imd2019-score-and-population-by-lsoa_England.csv", 32844, 32844),
}


@pytest.mark.parametrize("kind", ENGLAND)
def test_national_files_balance(real_data, kind):
    name, read, kept = ENGLAND[kind]
    table = SOURCES[kind].read([real_data / name])
    assert table.balanced
    assert table.count("kept") == kept
    assert read in (None, table.count("read"))


def test_the_list_of_2021_is_in_the_older_layout(real_data):
    table = SOURCES["list-sizes"].read([real_data / "nhs/gp-reg-pat-prac-all_2021-01_Kent-Medway-91Q.csv"])
    assert table.count("kept") == 200
    assert set(table.frame["list_date"]) == {"2021-01-01"}


def test_its_clusters_add_up_and_what_is_not_published_is_not_known(case):
    from prioritise.pipeline import prepare_evidence
    from prioritise.record.cluster_profiles import cluster_profiles
    from prioritise.ui.views import practice

    ready = prepare_evidence(case)
    found = cluster_profiles(ready.case, ready.evidence, ready.assumptions, ready.problem)
    lists = found.facts[found.facts["fact"] == "list_size"]
    assert len(lists) == case.table("practices")["cluster_code"].nunique() and lists["value"].sum() == 577_216
    assert found.pieces["pieces"].notna().all()
    unknown = found.facts[found.facts["fact"].isin(["rooms", "poor_condition", "class_tail", "leases_ending"])]
    assert len(unknown) and unknown["value"].isna().all() and unknown["known"].eq(0).all()
    assert not case.has("facets") and not case.has("vulnerability")
    code = case.table("practices")["practice_code"].iloc[0]
    premises = practice.premises(ready, code).set_index("measure")["site_0"]
    assert set(premises[["Physical condition", "Space utilisation", "Tenure", "Estate class"]]) == {"not known"}
    hard = practice.vulnerability(ready, code).set_index("factor_name")["factor_present"]
    assert (hard == "Not known").sum() >= 5

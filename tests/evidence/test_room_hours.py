"""Hours that rooms are not used, and backlog and growth apart: by hand, in sum, and where something is not known."""

from pathlib import Path

import pandas as pd
import pytest

from prioritise.assumptions import load_assumptions
from prioritise.case.case import Case
from prioritise.case.load import load_case
from prioritise.evidence import build_evidence, case_assumptions
from prioritise.evidence.backlog import bid_backlog, practice_backlog
from prioritise.evidence.formulas import room_hours_needed
from prioritise.evidence.inputs import space_standard
from prioritise.evidence.room_hours import cluster_hours, practice_hours, site_hours
from tests.build import bid, small_case
from tests.evidence.cases import development, practice, site

STANDARD = space_standard(load_assumptions())


def hours(case: Case, year: int = 2025) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """By practice, site and cluster; 2025 is now."""
    evidence = build_evidence(case, case_assumptions(case))
    practices = practice_hours(case, evidence, STANDARD, year)
    sites = site_hours(case, practices)
    return practices.set_index("practice_code"), sites.set_index("site_code"), cluster_hours(practices)


def test_the_hours_of_the_worked_example() -> None:
    """T14: 2,760 patients need 72.588 hours a week; a room is usable for 36 of 60."""
    assert room_hours_needed(2760, 5.26, 15, 50) == pytest.approx(72.588)
    case = small_case(
        practices=[practice("P1", 2760, weighted_list_size=9999.0)], sites=[site("S1", "P1", 0, clinical_rooms=3)]
    )
    row = hours(case)[0].loc["P1"]
    assert (row["usable_hours"], row["needed_hours"]) == pytest.approx((108, 72.588))
    assert row["unused_hours"] == pytest.approx(35.412) and row["unknown_reason"] == ""


def two_sites(rooms: int | None = 1) -> Case:
    return small_case(
        practices=[
            practice("P1", 2760, cluster_code="C1", cluster_name="North"),
            practice("P2", 2760, cluster_code="C1", cluster_name="North"),
            practice("P3", 2760, cluster_code="C2", cluster_name="South"),
        ],
        sites=[
            site("S1", "P1", 0, clinical_rooms=3),
            site("S2", "P1", 1, clinical_rooms=rooms),
            site("S3", "P2", 2, clinical_rooms=1),
        ],
        developments=[development("D1", 100, 2.0, status="started", probability=1.0)],
    )


def test_sites_sum_to_their_practice_and_clusters_keep_spare_and_lacking_apart() -> None:
    practices, sites, clusters = hours(two_sites())
    for column in ("usable_hours", "needed_hours", "unused_hours"):
        assert sites.loc[["S1", "S2"], column].sum() == pytest.approx(practices.loc["P1", column])
    assert sites.loc["S1", "unused_hours"] == pytest.approx(3 * sites.loc["S2", "unused_hours"])
    north = clusters.set_index("cluster_code").loc["C1"]
    assert north["spare_hours"] == pytest.approx(4 * 36 - 72.588)
    assert north["lacking_hours"] == pytest.approx(72.588 - 36)
    assert (north["practices_known"], north["practices_unknown"]) == (2, 0)


def test_a_site_without_a_room_is_short_of_every_hour_it_needs() -> None:
    """No room is known to be none: the site alone says what its practice says, not that nothing is known."""
    case = small_case(practices=[practice("P1", 2760)], sites=[site("S1", "P1", 0, clinical_rooms=0)])
    practices, sites, _ = hours(case)
    assert sites.loc["S1", "unused_hours"] == practices.loc["P1", "unused_hours"] == pytest.approx(-72.588)
    assert sites.loc["S1", "usable_hours"] == 0


def test_rooms_not_known_are_unknown_and_counted_never_nought() -> None:
    practices, sites, clusters = hours(two_sites(None))
    assert pd.isna(practices.loc["P1", "unused_hours"]) and pd.isna(sites.loc["S1", "unused_hours"])
    assert practices.loc["P1", "unknown_reason"] == "rooms unknown at 1 of 2 sites"
    assert practices.loc["P3", "unknown_reason"] == "no site on record"
    assert sites.loc["S1", "rooms"] == 3
    found = clusters.set_index("cluster_code")
    assert (found.loc["C1", "practices_known"], found.loc["C1", "practices_unknown"]) == (1, 1)
    assert found.loc["C1", "spare_hours"] == 0 and found.loc["C1", "lacking_hours"] == pytest.approx(36.588)
    assert pd.isna(found.loc["C2", "spare_hours"])


def test_growth_uses_hours_up() -> None:
    now, then = hours(two_sites())[0], hours(two_sites(), 2030)[0]
    fewer = (now["unused_hours"] - then["unused_hours"]).sum()
    joined = build_evidence(two_sites(), load_assumptions()).people["people"].sum()
    assert fewer == pytest.approx(float(room_hours_needed(joined, 5.26, 15, 50)))


def test_backlog_is_what_is_short_today_and_growth_what_comes_on_top() -> None:
    """P1 needs 120 m2 today and has 100; P2 has 20 m2 to spare, used before growth makes it short; 1 person a home."""
    case = small_case(
        {"assumption_values": {"people_per_home": 1.0, "nearest_practices": 2}},
        practices=[practice("P1", 1750), practice("P2", 1750), practice("P3", 1750)],
        sites=[
            site("S1", "P1", -1.0, area_m2=100.0, area_basis="NIA"),
            site("S2", "P2", 1.0, area_m2=140.0, area_basis="NIA"),
            site("S3", "P3", 9.0),
        ],
        developments=[development("D1", 3500, status="started", probability=1.0)],
        bids=[
            bid("B1", 1.0, practice_codes=["P1", "P2", "P3"]), bid("B2", 1.0, practice_codes=["P3"]), bid("B3", 1.0)
        ],
    )  # fmt: skip
    case = case.with_settings(assumption_values={"build_rate_per_year": 1e6})
    evidence = build_evidence(case, case_assumptions(case))
    rows = practice_backlog(evidence, 2030).set_index("practice_code")
    assert rows.loc["P1", ["backlog_m2", "growth_m2"]].tolist() == pytest.approx([20, 120])
    assert rows.loc["P2", ["backlog_m2", "growth_m2"]].tolist() == pytest.approx([0, 100])
    assert rows.loc["P3", ["backlog_m2", "growth_m2"]].isna().all()
    bids = bid_backlog(case, evidence, 2030).set_index("bid_id")
    assert list(bids.index) == ["B1", "B2"]
    one = bids.loc["B1"]
    assert (one["backlog_m2"], one["growth_m2"], one["area_basis"]) == (pytest.approx(20), pytest.approx(220), "NIA")
    assert (one["practices_known"], one["practices_unknown"]) == (2, 1)
    assert one["evidence_growth_share"] == pytest.approx(220 / 240)
    assert bids.loc["B2", "practices_unknown"] == 1 and pd.isna(bids.loc["B2", "backlog_m2"])


def test_on_the_demo_backlog_and_growth_sum_to_what_is_short_and_bids_never_mix_bases(demo_folder: Path) -> None:
    case = load_case(demo_folder)
    evidence = build_evidence(case, case_assumptions(case))
    rows = practice_backlog(evidence, 2035)
    gap = evidence.practice_gap
    short = (-gap.loc[gap["financial_year"].eq(2035), "gap_m2"]).clip(lower=0.0).sum()
    assert rows[["backlog_m2", "growth_m2"]].sum().sum() == pytest.approx(short)
    bids = bid_backlog(case, evidence, 2035)
    assert not bids.duplicated(["bid_id", "area_basis"]).any()
    assert set(bids["bid_id"]) == set(case.table("bids")["bid_id"])
    turned = case.with_table("bids", case.table("bids").iloc[::-1])
    pd.testing.assert_frame_equal(bid_backlog(turned, evidence, 2035), bids)

"""Settings and areas: every bad part an issue, the rest used."""

import json
from pathlib import Path
from typing import Any

import pytest

from prioritise.case import Settings
from prioritise.case.csvfile import RawTable
from prioritise.case.log import Log
from prioritise.case.settings_file import read_settings_sheet, read_settings_toml
from prioritise.case.text import settings_items
from prioritise.case.write import settings_toml
from tests.case.case_builder import coded, load_with, only


def settings_of(folder: Path, text: str) -> Any:
    return load_with(folder, settings_toml=text)


def test_a_bad_setting_falls_back_and_the_others_are_used(tmp_path: Path) -> None:
    text = 'first_year = "2026/28"\nyears = 99\ndiscount_rate = 0.05\nyeers = 3\n[priority_list]\nscales = [2, 1]\n'
    case = settings_of(tmp_path, text)
    assert {i.column for i in coded(case, "bad_setting")} == {"first_year", "years", "priority_list"}
    assert "did you mean years" in only(case, "unknown_setting").message
    assert only(case, "unknown_setting").severity == "warning"
    assert (case.settings.years, case.settings.discount_rate, case.settings.first_year) == (6, 0.05, 2026)
    assert case.settings.priority_list == Settings().priority_list


def test_only_the_innermost_bad_part_is_dropped(tmp_path: Path) -> None:
    text = "first_year = 2026\n[min_share_by_cluster]\nC1 = 0.2\nC2 = 7\n[assumption_values]\npeople_per_home = 2.2\n"
    case = settings_of(tmp_path, text)
    assert case.settings.min_share_by_cluster == {"C1": 0.2}
    assert only(case, "bad_setting").column == "min_share_by_cluster.C2"
    assert case.settings.assumption_values == {"people_per_home": 2.2}


def test_assumptions_that_do_not_exist(tmp_path: Path) -> None:
    text = (
        'first_year = 2026\nassumptions_set = "wishes"\nassumptions_date = "soon"\n'
        "[assumption_values]\npeople_per_hom = 9\n"
    )
    case = settings_of(tmp_path, text)
    assert (case.settings.assumptions_set, case.settings.assumptions_date) == ("default", "2026-04-01")
    assert "did you mean people_per_home" in only(case, "unknown_assumption").message
    assert case.settings.assumption_values == {}


@pytest.mark.parametrize("text", ["years = ", "[[[", "x" * 5000, "years = nan\n", "revenue_limit_gbp_per_year = inf\n"])
def test_settings_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    case = settings_of(tmp_path, text)
    assert case.settings.years == 6
    assert case.settings.revenue_limit_gbp_per_year is None
    assert case.errors


def test_settings_on_a_sheet() -> None:
    rows = [
        ["first_year", "2026/27", "note"],
        ["synthetic", "yes"],
        ["priority_list.scales", "0.5; 1"],
        ["priority_list.pots", "P1"],
        ["min_share_by_cluster.C.1", "0.1"],
        ["max_starts_per_year", ""],
        ["years", "4"],
        ["years", "5"],
    ]
    log = Log()
    found = read_settings_sheet(RawTable("settings", ("Key", "Value"), rows, list(range(2, 10))), log)
    assert (found.first_year, found.synthetic, found.years) == (2026, True, 4)
    assert found.priority_list.scales == (0.5, 1.0)
    assert found.priority_list.pots == ("P1",)
    assert found.min_share_by_cluster == {"C.1": 0.1}
    assert [(i.code, i.row) for i in log.issues] == [("setting_twice", 9)]


SQUARE = [[[0.0, 51.0], [0.1, 51.0], [0.1, 51.1], [0.0, 51.0]]]
BOW = [[[0.0, 51.0], [0.1, 51.1], [0.1, 51.0], [0.0, 51.1], [0.0, 51.0]]]


def collection(*features: tuple[Any, Any]) -> str:
    made = [{"type": "Feature", "properties": p, "geometry": g} for p, g in features]
    return json.dumps({"type": "FeatureCollection", "features": made})


def polygon(rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": rings}


def test_areas_are_kept_repaired_or_left_out(tmp_path: Path) -> None:
    text = collection(
        ({"area_code": "E2", "name": "South", "population": "lots", "imd_score": None, "extra": 1}, polygon(SQUARE)),
        ({"area_code": "E1"}, polygon(BOW)),
        ({"name": "nameless"}, polygon(SQUARE)),
        ({"area_code": "E3"}, {"type": "Point", "coordinates": [0, 51]}),
        ({"area_code": "E4"}, None),
        ({"area_code": "E5"}, polygon([[[500000, 150000], [500100, 150000], [500100, 150100], [500000, 150000]]])),
        ({"area_code": "E6"}, polygon("wrong")),
        ({"area_code": "E7"}, {"type": "Nonsense", "coordinates": []}),
    )
    case = load_with(tmp_path, areas_geojson=text)
    assert case.areas is not None
    assert case.areas["area_code"].tolist() == ["E1", "E2"]
    assert case.areas.geometry.is_valid.all()
    assert only(case, "geometry_repaired").row == 2
    assert only(case, "blank_required").row == 3
    assert [i.row for i in coded(case, "bad_geometry")] == [4, 5, 6, 7, 8]
    assert only(case, "not_a_number").column == "population"
    assert list(case.areas.columns) == ["area_code", "name", "population", "imd_score", "geometry"]


def test_an_area_that_is_there_twice(tmp_path: Path) -> None:
    other = [[[0.0, 51.0], [0.2, 51.0], [0.1, 51.1], [0.0, 51.0]]]
    pair = [({"area_code": "E1"}, polygon(SQUARE)), ({"area_code": "E1"}, polygon(other))]
    one = load_with(tmp_path / "a", areas_geojson=collection(*pair))
    two = load_with(tmp_path / "b", areas_geojson=collection(*reversed(pair)))
    assert only(one, "rows_disagree").severity == "error"
    assert one.digest == two.digest


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "{", "[" * 100_000, '{"features": 5}', "http://example.org/a.geojson"]
)
def test_areas_that_are_no_geojson(tmp_path: Path, text: str) -> None:
    case = load_with(tmp_path, areas_geojson=text)
    assert case.areas is None
    assert only(case, "not_geojson").severity == "error"


def test_a_drawing_file_that_would_fetch_an_address_is_not_followed(tmp_path: Path) -> None:
    text = "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>http://127.0.0.1:9/x</SrcDataSource></OGRVRTLayer>"
    assert load_with(tmp_path, areas_geojson=text).areas is None


def test_settings_are_optional(tmp_path: Path) -> None:
    case = load_with(tmp_path, settings_toml=None)
    assert case.settings.first_year == 2026
    assert "earliest start a bid names" in only(case, "first_year_derived").message


def test_the_order_of_settings_and_of_the_pots_they_name_changes_no_digest(tmp_path: Path) -> None:
    head = "first_year = 2026\n"
    one = settings_of(
        tmp_path / "a", f"{head}[min_share_by_cluster]\nC1 = 0.1\nC2 = 0.2\n[priority_list]\npots = ['P1', 'P2']\n"
    )
    two = settings_of(
        tmp_path / "b", f"{head}[priority_list]\npots = ['P2', 'P1']\n[min_share_by_cluster]\nC2 = 0.2\nC1 = 0.1\n"
    )
    assert one.settings.min_share_by_cluster == two.settings.min_share_by_cluster == {"C1": 0.1, "C2": 0.2}
    assert one.digest == two.digest
    assert one.settings == two.settings and one.settings.priority_list.pots == ("P1", "P2")
    other = settings_of(
        tmp_path / "c", f"{head}[min_share_by_cluster]\nC1 = 0.2\nC2 = 0.1\n[priority_list]\npots = ['P1']\n"
    )
    assert other.digest != one.digest


FURTHER = Settings(
    first_year=2026,
    rules_on=("umf", "grant_share"),
    revenue_limit_by_year={"2027/28": 5.0},
    max_share_by_cluster={"C1": 0.5},
    min_share_by_deprivation={"1": 0.2},
    max_share_by_deprivation={"5": 0.3},
    min_share_technology=0.1,
    max_share_technology=0.4,
    requested_share=0.25,
    secured_share=0.8,
    lead_months_by_holder={"The council": 6},
)


def test_further_limits_and_switches_are_written_and_read_back(tmp_path: Path) -> None:
    """As TOML, and as the rows of a sheet."""
    log = Log()
    assert read_settings_toml(settings_toml(FURTHER), log) == FURTHER
    items = [(f"{s}.{k}" if s else k, v) for s, k, v in settings_items(FURTHER)]
    rows = [[k, ";".join(map(str, v)) if isinstance(v, tuple) else str(v)] for k, v in items]
    assert (
        read_settings_sheet(RawTable("settings", ("Key", "Value"), rows, list(range(2, len(rows) + 2))), log) == FURTHER
    )
    assert log.issues == []


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("min_share_by_deprivation = { 6 = 0.1 }", "min_share_by_deprivation"),
        ('revenue_limit_by_year = { "2027" = 1 }', "revenue_limit_by_year.2027"),
        ("secured_share = 1.2", "secured_share"),
        ("lead_months_by_holder = { NHS = 1.5 }", "lead_months_by_holder.NHS"),
    ],
)
def test_a_further_limit_that_cannot_be_is_left_out(line: str, column: str) -> None:
    log = Log()
    assert read_settings_toml(line.encode(), log) == Settings()
    assert [i.code for i in log.issues] == ["bad_setting"]
    assert log.issues[0].column.startswith(column)

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pyogrio

from prioritise.case import load_case
from prioritise.evidence import build_evidence, case_assumptions
from prioritise.evidence.geo import to_bng
from prioritise.funding.reading import bid_facts
from prioritise.record.editions import CONFIDENTIAL, edited
from prioritise.record.geo import bid_places, geopackage, practices_layer
from tests.record.fake import HOSTILE, FakePrepared, FakeRun, case


def layer(tmp_path: Path, name: str) -> gpd.GeoDataFrame:
    path = tmp_path / "run.gpkg"
    path.write_bytes(geopackage(FakeRun()))
    return gpd.read_file(path, layer=name)


def test_layers_with_rows_are_written_in_wgs84(tmp_path: Path) -> None:
    path = tmp_path / "run.gpkg"
    path.write_bytes(geopackage(FakeRun()))
    assert [name for name, _ in pyogrio.list_layers(path)] == ["practices", "sites", "pots", "bids"]
    assert gpd.read_file(path, layer="sites").crs.to_epsg() == 4326


def test_a_bid_stands_at_its_site_else_at_its_practice_else_nowhere(tmp_path: Path) -> None:
    places = bid_places(case()).set_index("bid_id")
    assert places["placed_by"].to_dict() == {"B1": "its site", "B2": "its practice's main site", "B3": "not placed"}
    bids = layer(tmp_path, "bids").set_index("bid_id")
    assert (bids.geometry["B1"].x, bids.geometry["B1"].y) == (0.6, 51.3)
    assert bids.geometry["B3"] is None
    assert bids.loc["B1", "title"] == HOSTILE
    assert bids.loc["B1", "decision"] == "funded"


def test_only_pots_with_a_point_are_on_the_map(tmp_path: Path) -> None:
    pots = layer(tmp_path, "pots")
    assert list(pots["pot_id"]) == ["A"]
    assert pots["committed_gbp"].tolist() == [100.0]


def test_a_practice_stands_at_its_main_site(tmp_path: Path) -> None:
    practices = layer(tmp_path, "practices")
    assert [(p.x, p.y) for p in practices.geometry] == [(0.5, 51.2)]


def test_same_bytes_each_time() -> None:
    assert geopackage(FakeRun()) == geopackage(FakeRun())


def test_a_case_without_places_still_gives_its_bids() -> None:
    bare = replace(case(), tables={k: v for k, v in case().tables.items() if k in ("bids", "pots")})
    assert len(geopackage(replace(FakeRun(), prepared=FakePrepared(case=bare)))) > 0


def test_the_demo_gives_a_row_a_practice_and_year_with_its_gap(demo_folder: Path) -> None:
    demo = load_case(demo_folder)
    evidence = build_evidence(demo, case_assumptions(demo))
    run = replace(FakeRun(), prepared=FakePrepared(case=demo, evidence=evidence))
    practices = practices_layer(edited(run, CONFIDENTIAL))
    assert len(practices) == len(demo.table("practices")) * len(evidence.years)
    assert practices.geometry.notna().all()
    assert set(practices.loc[practices["financial_year"] == "now", "practice_code"]) == set(practices["practice_code"])
    assert {"gap_m2", "state", "need_m2"} <= set(practices.columns)


def test_the_map_and_the_distance_of_a_pot_have_a_bid_in_one_place(demo_folder: Path) -> None:
    """The first of its practices is not on the map: both go by the second."""
    demo = load_case(demo_folder)
    sites, bids = demo.table("sites"), demo.table("bids")
    codes = demo.table("practices")["practice_code"].tolist()[:2]
    gone = sites["practice_code"].eq(codes[0])
    first = bids["bid_id"].eq(bids["bid_id"].iloc[0])
    served = [tuple(codes) if one else had for one, had in zip(first, bids["practice_codes"], strict=True)]
    own = {c: bids[c].mask(first) for c in ("longitude", "latitude", "site_code")}
    lost = sites.assign(longitude=sites["longitude"].mask(gone), latitude=sites["latitude"].mask(gone))
    case = demo.with_table("sites", lost).with_table("bids", bids.assign(practice_codes=served, **own))
    there = lost[lost["practice_code"].eq(codes[1]) & lost["role"].eq("main")].iloc[0]
    shown = bid_places(case).iloc[0]
    assert (shown["longitude"], shown["latitude"]) == (there["longitude"], there["latitude"])
    east, north = to_bng(there["longitude"], there["latitude"])
    assert bid_facts(case)[shown["bid_id"]].point == (float(east), float(north))

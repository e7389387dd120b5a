"""A small case with markup in every name, and the demo, prepared and run."""

from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import box
from sqlalchemy.engine import URL

from prioritise import pipeline
from prioritise.case.case import Case
from prioritise.case.load import load_case
from prioritise.optimise.result import Options
from prioritise.record.scenario import Scenario
from prioritise.store import Store, open_store
from prioritise.store.place import URL_VARIABLE
from prioritise.ui import cases, where
from prioritise.ui.frame import Page
from prioritise.ui.state import KeptRun
from tests.build import bid, pot, small_case

MARKUP = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def every_column_says_where_it_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever page or table a test draws, it fails where a column or figure shown has no origin."""

    def nobody_said(column: str) -> None:
        raise AssertionError(f"nobody has said where {column!r} comes from: add it to data/help/origins-*.toml")

    monkeypatch.setattr(where, "nobody_said", nobody_said)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store of this computer, which holds nothing yet."""
    url = URL.create("sqlite", database=str(tmp_path / "store.sqlite3"))
    monkeypatch.setenv(URL_VARIABLE, url.render_as_string())
    return open_store(url)


@pytest.fixture(scope="session")
def hostile() -> Case:
    """Two practices, three sites, one development, two pots, two bids; every name holds markup."""
    case = small_case(
        practices=[
            {"practice_code": "P1", "name": f"One {MARKUP}", "list_size": 8000.0, "cluster_code": "C1",
             "cluster_name": f"North {MARKUP}"},
            {"practice_code": "P2", "name": "Two **bold** ![x](http://example.org/x.png)", "list_size": 4000.0,
             "cluster_code": "C1", "cluster_name": f"North {MARKUP}"},
        ],
        sites=[
            {"site_code": "S1", "practice_code": "P1", "name": f"Main {MARKUP}", "role": "main", "longitude": 0.1,
             "latitude": 51.1, "area_m2": 300.0, "area_basis": "NIA", "area_source": "survey", "clinical_rooms": 6},
            {"site_code": "S2", "practice_code": "P1", "name": "Branch", "role": "branch", "longitude": 0.14,
             "latitude": 51.12, "area_m2": 100.0, "area_basis": "NIA", "condition": "DX"},
            {"site_code": "S3", "practice_code": "P2", "name": "Lone", "role": "main", "longitude": 0.2,
             "latitude": 51.2},
        ],
        developments=[
            {"development_id": "D1", "name": f"Fields {MARKUP}", "longitude": 0.11, "latitude": 51.11, "status": "full",
             "homes": 200.0},
        ],
        pots=[
            pot("M1", 500_000.0, name=f"Pot {MARKUP}", kind="s106", longitude=0.1, latitude=51.1,
                spend_by="2028-03-31"),
            pot("M2", 300_000.0, status="requested", kind="cil"),
        ],
        bids=[
            bid("B1", 400_000.0, title=f"Extend {MARKUP}", practice_codes=["P1"], site_code="S1", added_area_m2=80.0),
            bid("B2", 300_000.0, title="=HYPERLINK(1)", practice_codes=["P2"]),
        ],
        criteria=[{"criterion_id": "need", "name": f"Need {MARKUP}", "weight": 1.0, "worst": 0.0, "best": 5.0}],
        scores=[
            {"bid_id": "B1", "criterion_id": "need", "score": 4.0, "scorer": "agreed"},
            {"bid_id": "B2", "criterion_id": "need", "score": 3.0, "scorer": "agreed"},
        ],
    )  # fmt: skip
    areas = gpd.GeoDataFrame(
        {"area_code": ["A1", "A2"], "name": [f"Area {MARKUP}", "Area two"], "population": [1500, 1600],
         "imd_score": [12.0, float("nan")]},
        geometry=[box(0.0, 51.0, 0.15, 51.15), box(0.15, 51.0, 0.3, 51.25)], crs="EPSG:4326",
    )  # fmt: skip
    return Case(case.tables, case.settings, areas, (), case.present)


def page_of(case: Case) -> Page:
    """A page that works with a case, its evidence and a run."""
    opened = cases.opened("test", "Test", case)
    run = pipeline.run(case, Scenario(), Options())
    return Page(opened, Scenario(), run.prepared, KeptRun("run", opened.key, Scenario(), run))


@pytest.fixture(scope="session")
def hostile_page(hostile: Case) -> Page:
    return page_of(hostile)


@pytest.fixture(scope="session")
def demo_page(demo_folder) -> Page:
    return page_of(load_case(demo_folder))

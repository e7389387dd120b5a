"""The Data issues page cuts a part out of the case by a drawn area, a district or an ICB, and says what it left out."""

import json
from pathlib import Path

import pytest
from shapely.geometry import box, mapping
from streamlit.testing.v1 import AppTest

from prioritise.case.load import load_case
from tests.conftest import ROOT

PAGE = "pages/1_Evidence/10_Data_issues.py"


@pytest.fixture(scope="module")
def halves() -> tuple[object, object]:
    sites = load_case(ROOT / "data" / "demo").table("sites")
    middle = sites.loc[sites["role"] == "main", "longitude"].median()
    south, north = sites["latitude"].min() - 0.1, sites["latitude"].max() + 0.1
    return box(middle - 1, south, middle, north), box(middle, south, middle + 0.5, north)


def boundaries(west: object, east: object, code: str, name: str) -> tuple[str, bytes, str]:
    """A file of two boundaries, as the ONS heads them; a third lies where the case has nothing."""
    shapes = {
        f"{code}07": ("Westland", west),
        f"{code}08": ("Eastland", east),
        f"{code}09": ("Nowhere", box(-6, 50, -5, 51)),
    }
    features = [
        {"type": "Feature", "properties": {f"{name}CD": c, f"{name}NM": said}, "geometry": mapping(shape)}
        for c, (said, shape) in shapes.items()
    ]
    return "b.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode(), "application/json"


def opened() -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=90)
    app.run()
    return app.switch_page(PAGE).run()


def text_of(app: AppTest) -> str:
    said = [
        str(e.value if hasattr(e, "value") else e.proto.body) for kind in ("html", "markdown") for e in app.get(kind)
    ]
    return " ".join(said)


@pytest.mark.parametrize(("by", "code", "name"), [("district", "E070000", "LAD22"), ("icb", "E540000", "ICB23")])
def test_a_district_or_an_icb_becomes_the_working_case(halves, by, code, name):
    app = opened()
    app.segmented_control(key="part:by").set_value(by).run()
    app.file_uploader(key=f"part:file:{by}").set_value(boundaries(*halves, code, name)).run()
    assert not app.exception, app.exception[0].value
    box_of = app.selectbox(key=f"part:code:{by}")
    assert len(box_of.options) == 3, "the two that hold sites, and the invitation to choose"
    assert not any("Nowhere" in o for o in box_of.options)
    box_of.set_value(f"{code}07").run()
    assert "Westland: " in text_of(app) and "practices" in text_of(app)
    app.button(key="part:take").click().run()
    assert not app.exception, app.exception[0].value
    assert "The part is in force" in text_of(app)
    assert any("Westland, cut out of" in option for choice in app.selectbox for option in choice.options)


@pytest.mark.parametrize(
    ("by", "code", "name", "said"),
    [
        ("district", "E540000", "ICB23", "has no district in which a site of this case lies"),
        ("icb", "E050000", "WD22", "has no ICB or sub-ICB location in which a site of this case lies"),
    ],
)
def test_a_file_without_such_boundaries_says_so(halves, by, code, name, said):
    app = opened()
    app.segmented_control(key="part:by").set_value(by).run()
    app.file_uploader(key=f"part:file:{by}").set_value(boundaries(*halves, code, name)).run()
    assert not app.exception
    assert said in text_of(app)


def test_a_drawn_area_names_the_practices_it_cannot_place(halves, tmp_path: Path, monkeypatch):
    folder = tmp_path / "case"
    folder.mkdir()
    for path in (ROOT / "data" / "demo").iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    practices = (folder / "practices.csv").read_text(encoding="utf-8").rstrip("\n")
    header = practices.splitlines()[0].split(",")
    cells = {"practice_code": "X99999", "name": "A surgery <b>nowhere</b>", "list_size": "5000"}
    lost = ",".join(cells.get(column, "") for column in header)
    (folder / "practices.csv").write_text(f"{practices}\n{lost}\n", encoding="utf-8")
    monkeypatch.setenv("PRIORITISE_CASE", str(folder))
    app = opened()
    drawn = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": mapping(halves[0])}],
    }
    app.file_uploader(key="part:file:drawn").set_value(
        ("west.geojson", json.dumps(drawn).encode(), "application/json")
    ).run()
    assert not app.exception, app.exception[0].value
    assert "left out (1): X99999" in text_of(app)
    assert "<b>nowhere</b>" not in text_of(app)

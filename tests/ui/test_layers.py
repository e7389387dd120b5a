import json

import pytest

from prioritise import pipeline
from prioritise.record.scenario import Scenario
from prioritise.ui import frame, maps
from prioritise.ui.frame import Page
from prioritise.ui.layers import LAYERS
from prioritise.ui.layers.model import PLACES
from tests.build import bid, pot, small_case
from tests.ui.conftest import MARKUP


def features(page: Page, layer: str) -> list[dict]:
    return LAYERS[layer].features(maps.data_of(page))["features"]


def test_every_file_of_the_folder_is_a_layer(root):
    files = {p.stem for p in (root / "prioritise" / "ui" / "layers").glob("*.py")} - {"__init__", "model"}
    assert len(LAYERS) == len(files)


@pytest.mark.parametrize(
    ("layer", "table"),
    [("practice", "practices"), ("site", "sites"), ("development", "developments"), ("bid", "bids")],
)
def test_a_layer_draws_a_feature_a_row(demo_page, layer, table):
    assert len(features(demo_page, layer)) == len(demo_page.case.table(table))


def test_areas_and_clusters_of_the_demo(demo_page):
    assert len(features(demo_page, "area")) == len(demo_page.case.areas)
    clusters = demo_page.case.table("practices")["cluster_code"].nunique()
    drawn = features(demo_page, "cluster")
    assert len(drawn) == 2 * clusters  # an outline and a name each
    assert sum("label" in f["properties"] for f in drawn) == clusters


@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_a_layer_has_a_legend_in_words_and_a_table(demo_page, layer):
    data = maps.data_of(demo_page)
    assert all(words and "<svg" in svg for svg, words in LAYERS[layer].legend(data))
    assert len(LAYERS[layer].table(data)) > 0


@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_a_layer_without_its_table_draws_nothing(hostile_page, layer):
    case = small_case(bids=[bid("B1", 10.0)], pots=[pot("M1", 10.0)])
    page = Page(hostile_page.opened, hostile_page.scenario, pipeline.prepare(case, hostile_page.scenario))
    assert features(page, layer) == []


def test_coordinates_are_rounded(demo_page):
    for feature in features(demo_page, "practice"):
        assert all(round(c, PLACES) == c for c in feature["geometry"]["coordinates"])


HOLLOW = "fill-opacity='.35'"


def test_unknown_room_is_hollow_and_dashed_and_never_a_state_colour(demo_page):
    gap = demo_page.ready.evidence.practice_gap
    unknown = set(gap[(gap["state"] == "unknown") & (gap["financial_year"] == demo_page.year)]["practice_code"])
    drawn = {f["properties"]["id"].split(":")[1]: f["properties"]["svg"] for f in features(demo_page, "practice")}
    assert unknown
    for code, svg in drawn.items():
        assert (HOLLOW in svg) == (code in unknown) == ("stroke-dasharray='3 2'" in svg)


def test_what_rests_on_an_assumed_floor_area_says_so_on_the_map_in_its_legend_and_in_its_table(demo_page):
    data = maps.data_of(demo_page)
    gap = demo_page.ready.evidence.practice_gap
    guessed = set(gap[gap["area_assumed"] & (gap["financial_year"] == demo_page.year)]["practice_code"])
    sites = demo_page.case.table("sites")
    unmeasured = set(sites[sites["area_source"].eq("assumed")]["site_code"])
    for layer, assumed in (("practice", guessed), ("site", unmeasured)):
        assert assumed
        for one in features(demo_page, layer):
            code, drawn = one["properties"]["id"].split(":")[1], one["properties"]["svg"]
            assert ("assumed" in one["properties"]["tip"]) == (code in assumed)
            assert ("stroke-dasharray='1.5 2.5'" in drawn) == (code in assumed and HOLLOW not in drawn)
        assert any("assumed, not measured" in text for _, text in LAYERS[layer].legend(data))
    assert LAYERS["practice"].table(data)["area_assumed"].sum() == len(guessed)
    judged = gap[gap["gap_m2"].notna() & (gap["financial_year"] == demo_page.year)]
    assert LAYERS["cluster"].table(data)["practices_assumed"].sum() == judged["area_assumed"].sum() > 0


def test_a_case_that_measured_every_floor_area_has_no_word_of_assuming(hostile_page):
    data = maps.data_of(hostile_page)
    assert not [t for layer in ("practice", "site") for _, t in LAYERS[layer].legend(data) if "assumed" in t]
    tips = {f["properties"]["id"]: f["properties"]["tip"] for f in features(hostile_page, "site")}
    assert "300 m² NIA, measured" in tips["site:S1"]
    assert "100 m² NIA, source not known" in tips["site:S2"] and "floor area not known" in tips["site:S3"]


def test_homes_still_to_come_fall_as_the_year_moves(demo_page):
    from prioritise.ui.views import housing

    early = housing.placed(demo_page.ready, demo_page.years[0])["to_come"].sum()
    late = housing.placed(demo_page.ready, demo_page.years[-1])["to_come"].sum()
    assert early > late >= 0


def test_a_funded_bid_is_ringed(demo_page):
    funded = set(demo_page.run.result.starts)
    rings = {
        f["properties"]["id"].split(":")[1] for f in features(demo_page, "bid") if "<circle" in f["properties"]["svg"]
    }
    assert rings == funded


def test_a_page_takes_up_the_last_list_when_it_fits_the_inputs(demo_page, monkeypatch):
    monkeypatch.setattr(frame.state, "run", lambda: demo_page.kept)
    bare = Page(demo_page.opened, Scenario(), demo_page.ready)
    assert "once a list is made" in " ".join(words for _, words in LAYERS["bid"].legend(maps.data_of(bare)))
    assert "decision" not in LAYERS["bid"].table(maps.data_of(bare))
    page = frame.with_last_list(bare)
    assert page.kept is demo_page.kept
    assert set(LAYERS["bid"].table(maps.data_of(page))["decision"]) >= {"funded", "not funded"}
    changed = Page(demo_page.opened, Scenario(pot_scale={"*": 0.5}), demo_page.ready)
    assert frame.with_last_list(changed).kept is None
    monkeypatch.setattr(frame.state, "run", lambda: None)
    assert frame.with_last_list(bare) is bare


def test_markup_in_names_is_data_and_never_markup(hostile_page):
    """Names travel as JSON strings, and the page sets them with textContent."""
    data = maps.data_of(hostile_page)
    layers = [one.features(data) for one in LAYERS.values()]
    assert any(MARKUP in f["properties"]["tip"] for one in layers for f in one["features"])
    found = maps.group(layers)
    world = maps.base_map(*maps.ground(data))
    found.add_to(world)
    page = world.get_root().render()
    assert MARKUP not in page
    assert "\\u003cscript\\u003ealert(1)" in page
    assert "textContent" in page and "innerHTML" not in page


def test_features_are_plain_json(hostile_page):
    data = maps.data_of(hostile_page)
    for layer in LAYERS.values():
        json.dumps(layer.features(data), allow_nan=False)


def test_the_map_asks_for_nothing_from_elsewhere(hostile_page):
    world = maps.base_map(*maps.ground(maps.data_of(hostile_page)))
    links = [link for _, link in [*world.default_js, *world.default_css]]
    assert links and all(link.startswith("../") for link in links)
    assert not [c for c in world._children.values() if c._name == "TileLayer"]

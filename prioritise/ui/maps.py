"""The map: Leaflet from the installed package, so that nothing is asked of another host, and layers from `layers`."""

from collections.abc import Callable, Sequence
from typing import Any

import folium
import streamlit as st
import streamlit.components.v1 as components
from branca.element import MacroElement
from folium.template import Template
from folium.utilities import JsCode
from streamlit_folium import st_folium
from xstatic.pkg import leaflet

from prioritise.ui import cached, state, theme, words
from prioritise.ui.frame import Page
from prioritise.ui.layers import LAYERS
from prioritise.ui.layers.model import Feature, MapData
from prioritise.ui.shapes import area_shapes
from prioritise.ui.symbols import picture

_LEAFLET = components.declare_component("leaflet", path=leaflet.BASE_DIR)
_CLICK, _PLACE = "last_active_drawing", "last_clicked"

# The tip is set as text, never as markup, whatever a file put in a name.
_EACH = JsCode(
    """function(feature, layer) {
        if (!feature.properties.tip) { return; }
        const tip = document.createElement('div');
        tip.textContent = feature.properties.tip;
        layer.bindTooltip(tip, {sticky: true});
    }"""
)
_POINT = JsCode(
    """function(feature, latlng) {
        const p = feature.properties;
        if (p.label) {
            const name = document.createElement('span');
            name.textContent = p.label;
            return L.marker(latlng, {interactive: false, keyboard: false, zIndexOffset: 5000,
                icon: L.divIcon({html: name, className: 'p-place', iconSize: [130, 16]})});
        }
        return L.marker(latlng, {keyboard: false, interactive: !!p.id,
            icon: L.divIcon({html: p.svg, className: 'p-symbol p-' + p.id.split(':')[0], iconSize: [p.box, p.box]})});
    }"""
)
_STYLE = JsCode("function(feature) { return feature.properties.style || {}; }")
# A name that would lie over one already shown waits until the map is near enough for both.
_NAMES_APART = """{% macro script(this, kwargs) %}
(function(map) {
    let waiting = 0;
    function settle() {
        waiting = 0;
        const shown = [];
        map.getContainer().querySelectorAll('.p-place > span').forEach(function(name) {
            const a = name.getBoundingClientRect();
            const over = shown.some(b => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom);
            name.style.visibility = over ? 'hidden' : '';
            if (!over) { shown.push(a); }
        });
    }
    map.on('layeradd zoomend resize viewreset', function() {
        if (!waiting) { waiting = window.setTimeout(settle, 60); }
    });
})({{ this._parent.get_name() }});
{% endmacro %}"""
_CSS = f"""<style>
.leaflet-container {{background: #E3EAEE; font: 12px system-ui, sans-serif}}
.p-symbol, .p-place {{background: none; border: 0}}
.p-place {{text-align: center; font-size: 11.5px; font-weight: 650; line-height: 1.15; color: #3A372E;
 pointer-events: none; text-shadow: {", ".join(["0 0 3px " + theme.LAND] * 6)}}}
@media (max-width: 500px) {{ #map_div {{height: 340px !important}}}}
.leaflet-tooltip {{white-space: normal; max-width: 240px; width: max-content}}
</style>"""


class LocalMap(folium.Map):
    """A folium map whose Leaflet comes from the server it is on."""

    default_js = [("leaflet", f"../{_LEAFLET.name}/leaflet.js")]
    default_css = [("leaflet_css", f"../{_LEAFLET.name}/leaflet.css")]


class NamesApart(MacroElement):
    """Keeps names on the map from lying over each other, at every width and zoom."""

    _template = Template(_NAMES_APART)

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]


def _geojson(features: dict[str, Any], name: str) -> folium.GeoJson:
    return folium.GeoJson(
        features, name=name, style=_STYLE, point_to_layer=_POINT, on_each_feature=_EACH, control=False
    )


@st.cache_data(max_entries=12, ttl=cached.DAY_SECONDS, show_spinner="Drawing the ground of the map")
def _ground(case_key: str, _data: MapData) -> tuple[dict[str, Any], list[list[float]]]:
    return ground(_data)


def ground(data: MapData) -> tuple[dict[str, Any], list[list[float]]]:
    """Pale areas, and the corners of the map: south-west, north-east."""
    case = data.case
    style = {"fillColor": theme.LAND, "fillOpacity": 1, "color": theme.LAND_LINE, "weight": 0.7, "interactive": False}
    shapes = area_shapes(case.areas) if case.areas is not None and len(case.areas) else {}
    features = [
        {"type": "Feature", "properties": {"id": "", "tip": "", "style": style}, "geometry": g} for g in shapes.values()
    ]
    return {"type": "FeatureCollection", "features": features}, _corners(data)


def _corners(data: MapData) -> list[list[float]]:
    """Corners round the case's sites, bids and developments; round its areas when it has no points; else England."""
    points: list[tuple[float, float]] = []
    for name in ("sites", "developments", "bids"):
        frame = data.case.table(name)[["latitude", "longitude"]].dropna()
        points += [(float(a), float(b)) for a, b in frame.itertuples(index=False, name=None)]
    if data.case.areas is not None and len(data.case.areas):
        west, south, east, north = data.case.areas.total_bounds
        points += [(south, west), (north, east)]
    if not points:
        points = [(50.0, -5.5), (55.5, 1.6)]
    south, west = min(p[0] for p in points), min(p[1] for p in points)
    return [[south, west], [max(p[0] for p in points), max(p[1] for p in points)]]


def data_of(page: Page) -> MapData:
    """What the layers draw from."""
    return MapData(page.ready, page.kept.run if page.kept else None, page.year)


def base_map(land: dict[str, Any], corners: list[list[float]]) -> LocalMap:
    """The ground alone. It stays while layers change, so that the view is kept."""
    world = LocalMap(tiles=None, zoom_control=True, attribution_control=False, min_zoom=6, zoom_snap=0.25)
    root: Any = world.get_root()
    root.header.add_child(folium.Element(_CSS))
    if land["features"]:
        _geojson(land, "ground").add_to(world)
    world.add_child(NamesApart())
    world.fit_bounds(corners, padding=(8, 8))
    return world


def group(features: Sequence[dict[str, Any]]) -> folium.FeatureGroup:
    """The changing part of the map: one GeoJSON layer a theme."""
    found = folium.FeatureGroup("layers")
    for number, one in enumerate(features):
        _geojson(one, f"layer {number}").add_to(found)
    return found


def show(
    page: Page,
    layer_ids: Sequence[str],
    *,
    key: str,
    height: int = 520,
    on_place: Callable[[float, float], None] | None = None,
    marks: Sequence[Feature] = (),
) -> None:
    """Draw the map with its legend in words; a click selects what was clicked.

    Args:
        page: the page it is on.
        layer_ids: layers to draw.
        key: of the widget.
        height: in pixels.
        on_place: where given, a click says a place (longitude, latitude) instead of selecting a thing.
        marks: points to draw over the layers.
    """
    data = data_of(page)
    ids = [i for i in LAYERS if i in layer_ids]
    land, corners = _ground(page.opened.key, data)
    features = [cached.layer_features(i, page.data_key, page.year, data) for i in ids]
    features.append(_selected_ring(features))
    features.append({"type": "FeatureCollection", "features": list(marks)})

    def clicked() -> None:
        with state.undisturbed():
            take(state.read(key) or {})

    def take(got: dict[str, Any]) -> None:
        if on_place is not None:
            if spot := got.get(_PLACE):
                on_place(float(spot["lng"]), float(spot["lat"]))
            return
        thing = ((got.get(_CLICK) or {}).get("properties") or {}).get("id", "")
        if thing:
            state.select(str(thing))

    st_folium(
        base_map(land, corners),
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=[_CLICK if on_place is None else _PLACE],
        feature_group_to_add=group(features),
        on_change=clicked,
    )
    legend(page, ids)


def _selected_ring(features: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A ring round what is selected, if it is drawn as a point."""
    thing = state.selected()
    found = [
        f for one in features for f in one["features"]
        if thing and f["properties"]["id"] == thing and f["geometry"]["type"] == "Point"
    ]  # fmt: skip
    rings = [{**f, "properties": {"id": "", "tip": "", **_ring(f["properties"]["box"])}} for f in found[:1]]
    return {"type": "FeatureCollection", "features": rings}


def _ring(box: int) -> dict[str, Any]:
    size = box + 14
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{size}' height='{size}' style='pointer-events:none'>"
        f"<circle cx='{size / 2}' cy='{size / 2}' r='{size / 2 - 3}' fill='none' stroke='{theme.OUTLINE}' "
        "stroke-width='3' stroke-dasharray='7 3'/></svg>"
    )
    return {"svg": svg, "box": size}


def legend(page: Page, layer_ids: Sequence[str]) -> None:
    """The legend, outside the map and always visible."""
    rows = []
    for layer_id in layer_ids:
        layer = LAYERS[layer_id]
        items = "".join(
            f"<li>{picture(svg)}<span>{words.safe(text)}</span></li>" for svg, text in layer.legend(data_of(page))
        )
        rows.append(f"<ul class='p-legend'><li class='name'>{words.safe(layer.title)}</li>{items}</ul>")
    st.html("".join(rows))

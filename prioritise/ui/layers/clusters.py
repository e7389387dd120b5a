"""Outlines and names of clusters."""

import pandas as pd

from prioritise.ui import symbols, theme
from prioritise.ui.layers.model import Feature, Layer, MapData, label, shape
from prioritise.ui.shapes import cluster_shapes
from prioritise.ui.views import gaps

STYLE = {"fill": False, "color": theme.CLUSTER_LINE, "weight": 2, "dashArray": "6 4", "interactive": False}


def _draw(data: MapData) -> list[Feature]:
    found = cluster_shapes(data.case)
    outlines = [shape(f"cluster:{c.code}", "", c.geometry, STYLE) for c in found]
    return [*outlines, *(label(c.name, c.longitude, c.latitude) for c in found)]


def _legend(data: MapData) -> list[tuple[str, str]]:
    words = "cluster, where most of its patients live (zoom in for names that would overlap)"
    return [(symbols.swatch("none", theme.CLUSTER_LINE), words)]


def _table(data: MapData) -> pd.DataFrame:
    return gaps.clusters(data.prepared, data.year)


LAYER = Layer("cluster", "Clusters", 20, _draw, _legend, _table)

"""Every site a practice works from, by condition of the building: houses, hollow when the condition is unknown."""

import pandas as pd

from prioritise.case.rows import each
from prioritise.ui import theme, words
from prioritise.ui.layers.model import Feature, Layer, MapData, point
from prioritise.ui.symbols import Symbol
from prioritise.ui.views import gaps

_MARKS = {"C": "dot", "CX": "cross", "D": "bar", "DX": "cross"}


ASSUMED = "dotted edge: floor area assumed, not measured"


def symbol(condition: str, *, assumed: bool = False) -> Symbol:
    """Symbol of a condition: C has a dot, D a bar, and those only a rebuild will mend a cross."""
    fill = None if condition == "unknown" else theme.CONDITION_COLOURS[condition]
    return Symbol("house", 15, fill, _MARKS.get(condition, ""), assumed=assumed)


def _draw(data: MapData) -> list[Feature]:
    rows = gaps.sites(data.prepared)
    return [
        point(
            f"site:{r.site_code}",
            f"{r.name} ({r.practice}): condition {words.CONDITIONS[r.condition]}; floor area "
            f"{words.floor_area(r.area_m2, r.area_basis, r.area_source)}",
            r.longitude,
            r.latitude,
            symbol(r.condition, assumed=words.known(r.area_source) and r.area_source == "assumed"),
        )
        for r in each(rows)
        if words.known(r.longitude) and words.known(r.latitude)
    ]


def _legend(data: MapData) -> list[tuple[str, str]]:
    sites = gaps.sites(data.prepared)
    edge = [(symbol("B", assumed=True).svg(), ASSUMED)] if sites["area_source"].eq("assumed").any() else []
    return [(symbol(c).svg(), w) for c, w in words.CONDITIONS.items() if c in set(sites["condition"])] + edge


def _table(data: MapData) -> pd.DataFrame:
    columns = ["name", "practice", "role", "condition", "area_m2", "area_basis", "area_source", "clinical_rooms"]
    return gaps.sites(data.prepared)[columns].rename(columns={"name": "site"})


LAYER = Layer("site", "Sites by condition", 55, _draw, _legend, _table)

"""Planned housing: squares sized by the homes still to come after the year looked at."""

import pandas as pd

from prioritise.ui import theme, words
from prioritise.ui.layers.model import Feature, Layer, MapData, point
from prioritise.ui.rows import each
from prioritise.ui.symbols import Symbol, size_of
from prioritise.ui.views import housing


def _draw(data: MapData) -> list[Feature]:
    rows = housing.placed(data.prepared, data.year).sort_values("homes", ascending=False)
    largest = rows["homes"].max() if len(rows) else 0.0
    return [
        point(
            f"development:{r.development_id}",
            f"{r.name}: {words.number(r.to_come)} of {words.number(r.homes)} homes still to come after "
            f"{words.year(data.year)}",
            r.longitude,
            r.latitude,
            Symbol("square", size_of(r.to_come, largest, low=6), theme.HOMES if r.to_come >= 1 else None),
        )
        for r in each(rows)
    ]


def _legend(data: MapData) -> list[tuple[str, str]]:
    return [
        (Symbol("square", 16, theme.HOMES).svg(), "homes still to come (larger: more)"),
        (Symbol("square", 8, None).svg(), "all built by then"),
    ]


def _table(data: MapData) -> pd.DataFrame:
    return housing.developments(data.prepared, data.year)


LAYER = Layer("development", "Homes", 30, _draw, _legend, _table)

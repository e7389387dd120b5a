"""Planned housing: squares sized by the homes still to come after the year looked at."""

import pandas as pd

from prioritise.case.rows import each
from prioritise.ui import theme, words
from prioritise.ui.layers.model import Feature, Layer, MapData, point
from prioritise.ui.symbols import Symbol, size_of
from prioritise.ui.views import housing


def symbol(to_come: float, largest: float) -> Symbol:
    """A square sized by homes to come; a speck when all are built."""
    built = round(to_come) < 1
    return (
        Symbol("square", 4, theme.BUILT) if built else Symbol("square", size_of(to_come, largest, low=6), theme.HOMES)
    )


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
            symbol(r.to_come, largest),
        )
        for r in each(rows)
    ]


def _legend(data: MapData) -> list[tuple[str, str]]:
    return [
        (Symbol("square", 16, theme.HOMES).svg(), "homes still to come (larger: more)"),
        (symbol(0.0, 1.0).svg(), "all built by then"),
    ]


def _table(data: MapData) -> pd.DataFrame:
    return housing.developments(data.prepared, data.year)


LAYER = Layer("development", "Homes", 30, _draw, _legend, _table)

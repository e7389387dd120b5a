"""Practices at their main site: circles sized by list, coloured and marked by room, hollow when unknown."""

import pandas as pd

from prioritise.case.rows import each
from prioritise.ui import words
from prioritise.ui.layers.model import Feature, Layer, MapData, point
from prioritise.ui.symbols import size_of, state_symbol
from prioritise.ui.views import gaps

ASSUMED = "dotted edge: room reckoned from a floor area that is assumed, not measured"


def _draw(data: MapData) -> list[Feature]:
    rows = gaps.placed(data.prepared, data.year).sort_values("list_size", ascending=False)
    largest = rows["list_size"].max() if len(rows) else 0.0
    return [
        point(
            f"practice:{r.practice_code}",
            f"{r.name}: {words.STATES[r.state].lower()}"
            + (f", {words.room(r.gap_m2)} in {words.year(data.year)}" if words.known(r.gap_m2) else "")
            + (" (floor area assumed, not measured)" if r.area_assumed else ""),
            r.longitude,
            r.latitude,
            state_symbol("circle", r.state, size_of(r.list_size, largest, low=11), assumed=bool(r.area_assumed)),
        )
        for r in each(rows)
    ]


def _legend(data: MapData) -> list[tuple[str, str]]:
    assumed = gaps.placed(data.prepared, data.year)["area_assumed"].fillna(False).any()
    edge = [(state_symbol("circle", "enough", 15, assumed=True).svg(), ASSUMED)] if assumed else []
    return [(state_symbol("circle", s, 15).svg(), w.lower()) for s, w in words.STATES.items()] + [
        *edge,
        (state_symbol("circle", "enough", 9).svg(), "a short list"),
        (state_symbol("circle", "enough", 22).svg(), "a long list"),
    ]


def _table(data: MapData) -> pd.DataFrame:
    return gaps.practices(data.prepared, data.year)


LAYER = Layer("practice", "Practices by room", 50, _draw, _legend, _table)

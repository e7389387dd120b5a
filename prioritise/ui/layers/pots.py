"""Pots of money that belong to a place: diamonds sized by what is left to commit."""

import pandas as pd

from prioritise.case.rows import each
from prioritise.ui import theme, words
from prioritise.ui.layers.model import Feature, Layer, MapData, point
from prioritise.ui.symbols import Symbol, size_of
from prioritise.ui.views import money


def _draw(data: MapData) -> list[Feature]:
    rows = money.pots(data.prepared)
    rows = rows[rows["longitude"].notna() & rows["latitude"].notna()].sort_values("amount_gbp", ascending=False)
    largest = rows["amount_gbp"].max() if len(rows) else 0.0
    return [
        point(
            f"pot:{r.pot_id}",
            f"{r.pot}: {words.gbp(r.amount_gbp)} {words.POT_STATUSES.get(r.status, 'of unknown status').lower()}",
            r.longitude,
            r.latitude,
            Symbol("diamond", size_of(r.amount_gbp, largest, low=9, high=26), theme.POT if r.counts else None),
        )
        for r in each(rows)
    ]


def _legend(data: MapData) -> list[tuple[str, str]]:
    return [
        (Symbol("diamond", 15, theme.POT).svg(), "money that counts (larger: more)"),
        (Symbol("diamond", 15, None).svg(), "does not count yet"),
    ]


def _table(data: MapData) -> pd.DataFrame:
    return money.pots(data.prepared)[money.COLUMNS]


LAYER = Layer("pot", "Pots of money", 60, _draw, _legend, _table)

"""Bids: triangles sized by capital, ringed when funded."""

import pandas as pd

from prioritise.case.rows import each
from prioritise.ui import theme, words
from prioritise.ui.layers.model import Feature, Layer, MapData, point
from prioritise.ui.symbols import Symbol, size_of
from prioritise.ui.views import bids

NO_LIST = "a ring will mark funded bids, once a list is made on Prioritise with these inputs"


def _draw(data: MapData) -> list[Feature]:
    rows = bids.placed(data.prepared, data.run).sort_values("capital_gbp", ascending=False)
    largest = rows["capital_gbp"].max() if len(rows) else 0.0
    return [
        point(
            f"bid:{r.bid_id}",
            f"{r.title}: {words.gbp(r.capital_gbp)}" + (f", {r.decision}" if r.decision else ""),
            r.longitude,
            r.latitude,
            Symbol("triangle", size_of(r.capital_gbp, largest, low=10), theme.BID, "", r.decision == "funded"),
        )
        for r in each(rows)
    ]


def _legend(data: MapData) -> list[tuple[str, str]]:
    return [
        (Symbol("triangle", 15, theme.BID).svg(), "bid (larger: more capital)"),
        (Symbol("triangle", 13, theme.BID, "", True).svg(), "ringed: funded in this list" if data.run else NO_LIST),
    ]


def _table(data: MapData) -> pd.DataFrame:
    columns = ["title", "decision", "kind", "capital_gbp"]
    return bids.placed(data.prepared, data.run)[columns if data.run else [c for c in columns if c != "decision"]]


LAYER = Layer("bid", "Bids", 70, _draw, _legend, _table)

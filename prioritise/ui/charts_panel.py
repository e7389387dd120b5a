"""Charts of weights and of the panel: value by set of weights, and how far the scores of a bid lie apart."""

from typing import Any

import altair as alt
import pandas as pd

from prioritise.ui import theme, words
from prioritise.ui.charts_decide import LEAST, LONG_NAMES, NAME_WIDTH, TALL_ROW

SHAPES = ("circle", "diamond", "triangle-up", "square", "cross", "triangle-down")
HUES = (theme.ENOUGH, theme.SHORT, theme.POT, theme.HOMES, theme.TIGHT, theme.UNKNOWN)


def by_set(rows: pd.DataFrame) -> alt.LayerChart:
    """Value of each bid under each set of weights: a row a bid, a mark of its own a set."""
    rows = rows.assign(named=[words.two_lines(t, NAME_WIDTH) for t in rows["scheme"]])
    sets = list(dict.fromkeys(rows.sort_values("profile_id", kind="stable")["set_name"]))
    y = alt.Y("named:N", sort=list(dict.fromkeys(rows["named"])), title=None, axis=LONG_NAMES)
    x = alt.X("value:Q", title="Value (points)", scale=alt.Scale(zero=False), axis=alt.Axis(format=",.0f", tickCount=5))
    shape = alt.Shape("set_name:N", title=None, scale=alt.Scale(domain=sets, range=_cycled(SHAPES, sets)))
    colour = alt.Color("set_name:N", title=None, scale=alt.Scale(domain=sets, range=_cycled(HUES, sets)),
                       legend=alt.Legend(columns=2))  # fmt: skip
    ends = rows.groupby("named", as_index=False, sort=False).agg(low=("value", "min"), high=("value", "max"))
    lines = alt.Chart(ends).mark_rule(color=theme.quiet()).encode(
        x=alt.X("low:Q", title="Value (points)"), x2="high:Q", y=y
    )  # fmt: skip
    dots = alt.Chart(rows).mark_point(filled=True, size=80, opacity=1).encode(
        x=x, y=y, shape=shape, color=colour,
        tooltip=[alt.Tooltip("scheme:N", title="Scheme"), alt.Tooltip("set_name:N", title="Set"),
                 alt.Tooltip("value:Q", title="Value", format=".1f"), alt.Tooltip("places:N", title="Place")],
    )  # fmt: skip
    chart: alt.LayerChart = (lines + dots).properties(height=max(LEAST, 80 + TALL_ROW * rows["bid_id"].nunique()))
    return chart


def _cycled(items: tuple[Any, ...], sets: list[str]) -> list[Any]:
    return [items[i % len(items)] for i in range(len(sets))]


def apart(rows: pd.DataFrame) -> alt.LayerChart:
    """How far scores lie apart: a row a bid and criterion, a line from lowest to highest, a mark at the mean."""
    rows = rows.assign(named=[words.two_lines(t, NAME_WIDTH) for t in rows["about"]])
    y = alt.Y("named:N", sort=list(rows["named"]), title=None, axis=LONG_NAMES)
    scale, axis = alt.Scale(domain=[0, 100]), alt.Axis(values=[0, 25, 50, 75, 100])
    title = "Points: 0 at worst, 100 at best"
    tips = [alt.Tooltip("about:N", title="Scheme"), alt.Tooltip("lowest_highest:N", title="Scores"),
            alt.Tooltip("deviation_points:Q", title="Standard deviation", format=".1f")]  # fmt: skip
    base = alt.Chart(rows)
    hues = alt.Scale(domain=["Split", "Near each other"], range=[theme.SHORT, theme.ENOUGH])
    colour = alt.Color("split_words:N", title=None, scale=hues, legend=alt.Legend(columns=2))
    lines = base.mark_rule(strokeWidth=5).encode(
        x=alt.X("low_points:Q", title=title, scale=scale, axis=axis),
        x2="high_points:Q",
        y=y,
        color=colour,
        tooltip=tips,
    )
    means = base.mark_point(filled=True, size=90, shape="diamond", color=theme.ink(), opacity=1).encode(
        x=alt.X("mean_points:Q", title=title, scale=scale, axis=axis), y=y, tooltip=tips
    )
    chart: alt.LayerChart = (lines + means).properties(height=max(LEAST, 80 + TALL_ROW * len(rows)))
    return chart

"""Charts that are drawn alike on screen and in a paper. Each has a table beside it with the same figures."""

from typing import Any

import altair as alt
import pandas as pd

from prioritise.record import look
from prioritise.record.words import POT_KINDS

YEARS = alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=6)
NAMES = alt.Axis(labelLimit=240, labelOverlap=False)
"""An axis of names, each shown."""
WIDEST, MANY_BARS = 60, 6
GBP = "'£' + format(datum.value, ',.0f')"


@alt.theme.register("prioritise", enable=True)
def _chart_theme() -> alt.theme.ThemeConfig:
    config: Any = look.CHART_CONFIG
    return alt.theme.ThemeConfig(config=config)


def kinds(column: str, codes: dict[str, str], colours: dict[str, str], there: list[str]) -> alt.Color:
    """The colours of what is there, in words, in the order of the codes."""
    used = [c for c in codes if c in there]
    return alt.Color(
        f"{column}_words:N",
        title=None,
        legend=alt.Legend(columns=2),
        scale=alt.Scale(domain=[codes[c] for c in used], range=[colours[c] for c in used]),
    )


def worded(rows: pd.DataFrame, column: str, codes: dict[str, str]) -> pd.DataFrame:
    """The rows with a column of codes put in words."""
    return rows.assign(**{f"{column}_words": [codes.get(c, c) for c in rows[column]]})


def width(bars: int) -> dict[str, Any]:
    """A few bars are not drawn as slabs."""
    return {"size": WIDEST} if bars < MANY_BARS else {}


def stacked_gbp(rows: pd.DataFrame, x: str, x_title: str, order: list[str] | None = None) -> alt.Chart:
    """Money by year, stacked by kind of pot."""
    rows = worded(rows, "pot_kind", POT_KINDS)
    chart: alt.Chart = (
        alt.Chart(rows)
        .mark_bar(**width(rows[x].nunique()))
        .encode(
            x=alt.X(f"{x}:N", title=x_title, sort=order, axis=YEARS),
            y=alt.Y("amount_gbp:Q", title="£", axis=alt.Axis(labelExpr=GBP, tickCount=5)),
            color=kinds("pot_kind", POT_KINDS, look.POT_COLOURS, list(rows["pot_kind"])),
            tooltip=[
                alt.Tooltip(f"{x}:N", title=x_title),
                alt.Tooltip("pot_kind_words:N", title="Kind"),
                alt.Tooltip("amount_gbp:Q", title="£", format=",.0f"),
            ],
        )
        .properties(height=320)
    )
    return chart


def before_after(  # noqa: PLR0913 - one argument a part of the chart
    rows: pd.DataFrame,
    group: str,
    pair: tuple[str, str],
    unit: str,
    said: tuple[str, str] = ("Before", "After"),
    *,
    percent: bool = False,
    quiet: str = look.QUIET,
) -> alt.LayerChart:
    """Two figures a group joined by a line: the first hollow, the second filled, so that colour does not stand alone.

    Args:
        rows: one row a group.
        group: its column of names.
        pair: the columns of the two figures.
        unit: title of the axis.
        said: what the two are.
        percent: whether they are shares.
        quiet: colour of the lines.
    """
    before, after = pair
    figures = ".0%" if percent else ",.0f"
    order = list(rows[group])
    long = rows.melt(group, [before, after], "when", "figure").dropna(subset=["figure"])
    long = long.assign(when=long["when"].map({before: said[0], after: said[1]}))
    y = alt.Y(f"{group}:N", sort=order, title=None, axis=NAMES)
    x = alt.X(
        "figure:Q", title=unit, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(format=figures, tickCount=5)
    )
    lines = alt.Chart(rows).mark_rule(color=quiet).encode(
        x=alt.X(f"{before}:Q", title=unit), x2=f"{after}:Q", y=y
    )  # fmt: skip
    points = (
        alt.Chart(long)
        .mark_point(size=90, strokeWidth=2, color=look.ENOUGH)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape(
                "when:N", title=None, scale=alt.Scale(domain=list(said), range=["circle", "triangle-right"])
            ),
            fill=alt.Fill(
                "when:N", legend=None, scale=alt.Scale(domain=list(said), range=["transparent", look.ENOUGH])
            ),
            tooltip=[f"{group}:N", "when:N", alt.Tooltip("figure:Q", format=".1%" if percent else ",.1f")],
        )
    )
    chart: alt.LayerChart = (lines + points).properties(height=max(120, 34 * len(rows)))
    return chart

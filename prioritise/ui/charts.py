"""Charts in Altair. Each has a takeaway computed from the data as its heading, an `alt`, and a table beside it."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from prioritise.case.rows import each
from prioritise.record.charts import GBP, NAMES, YEARS, kinds, width, worded
from prioritise.ui import frame, tables, theme, words
from prioritise.ui.views import gaps

ACROSS = 3


def show(  # noqa: PLR0913 - what it shows, and what it says
    chart: alt.Chart | alt.LayerChart,
    title: str,
    caption: str,
    table: pd.DataFrame,
    *,
    key: str,
    like: Mapping[str, str] | None = None,
) -> None:
    """Draw a chart with its takeaway as a section's heading, its caption and its table; `like` as in `tables.prose`."""
    frame.section(title)
    draw(chart, key=key, alt=f"Chart: {title}. The table below holds the same figures.")
    frame.note(caption)
    tables.behind(title, table, like=like)


def draw(chart: alt.Chart | alt.LayerChart, *, key: str, alt: str) -> None:
    """Draw a chart alone. Its grammar is checked by the tests, not at each draw: that takes most of the time."""
    st.vega_lite_chart(spec=chart.to_dict(validate=False), width="stretch", key=key, alt=alt)


def homes(rows: pd.DataFrame) -> alt.Chart:
    """Homes expected by year, stacked by stage in planning."""
    rows = worded(rows, "development_status", words.DEVELOPMENT_STATUSES)
    chart: alt.Chart = (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            x=alt.X("financial_year:N", title="Financial year", axis=YEARS),
            y=alt.Y("homes:Q", title="Homes expected", axis=alt.Axis(format=",.0f", tickCount=5)),
            color=kinds(
                "development_status", words.DEVELOPMENT_STATUSES, theme.STATUS_COLOURS, list(rows["development_status"])
            ),
            tooltip=[
                alt.Tooltip("financial_year:N", title="Year"),
                alt.Tooltip("development_status_words:N", title="Stage"),
                alt.Tooltip("homes:Q", title="Homes", format=",.0f"),
            ],
        )
        .properties(height=320)
    )
    return chart


def profile(rows: pd.DataFrame) -> alt.LayerChart:
    """One practice: space needed against the space there is, year by year, each line named where it ends."""
    long = rows.melt("financial_year", ["available_m2", "need_m2"], "line", "m2").dropna(subset=["m2"])
    names = {"available_m2": "Has", "need_m2": "Needs"}
    long = long.assign(line=long["line"].map(names), year=[words.year(y) for y in long["financial_year"]])
    last = long[long["financial_year"] == long["financial_year"].max()]
    colour = alt.Color(
        "line:N", legend=None, scale=alt.Scale(domain=list(names.values()), range=[theme.ENOUGH, theme.SHORT])
    )
    x = alt.X("year:N", title="At the end of", axis=YEARS)
    y = alt.Y("m2:Q", title="m²", axis=alt.Axis(format=",.0f", tickCount=5))
    lines = (
        alt.Chart(long)
        .mark_line(strokeWidth=2.5, point=True)
        .encode(
            x=x,
            y=y,
            color=colour,
            strokeDash=alt.StrokeDash("line:N", legend=None, sort=["Needs", "Has"]),
            tooltip=["year:N", "line:N", alt.Tooltip("m2:Q", format=",.0f")],
        )
    )
    ends = (
        alt.Chart(last)
        .mark_text(align="left", dx=8, fontSize=12, fontWeight=600, color=theme.ink())
        .encode(x=x, y=y, text="line:N")
    )
    chart: alt.LayerChart = (lines + ends).properties(height=320, padding={"right": 50})
    return chart


def causes(rows: pd.DataFrame) -> alt.LayerChart:
    """People by development for one practice, the largest, each bar with its figure."""
    top = rows.head(gaps.MOST_DRAWN)
    y = alt.Y("development:N", sort=None, title=None, axis=NAMES)
    most = max(float(top["people"].max()) * 1.15, 1.0)  # room for the figure beside the longest bar
    x = alt.X(
        "people:Q", title="People who join by then", axis=alt.Axis(format=",.0f", tickCount=4),
        scale=alt.Scale(domain=[0, most], nice=False),
    )  # fmt: skip
    bars = alt.Chart(top).mark_bar(color=theme.HOMES).encode(x=x, y=y, tooltip=["development:N", "people:Q"])
    text = (
        alt.Chart(top)
        .mark_text(align="left", dx=4, color=theme.ink())
        .encode(x=x, y=y, text=alt.Text("people:Q", format=",.0f"))
    )
    chart: alt.LayerChart = (bars + text).properties(height=max(120, 28 * len(top)))
    return chart


def gap_line(rows: pd.DataFrame, ends: tuple[float, float]) -> alt.LayerChart:
    """One cluster of the small multiples: gap by year, the zero line drawn, a line a basis of area."""
    rows = rows.assign(year=[words.year(y) for y in rows["financial_year"]])
    x = alt.X("year:N", title=None, axis=alt.Axis(labelAngle=0, values=list(rows["year"])[::5]))
    y = alt.Y("gap_m2:Q", title="m²", scale=alt.Scale(domain=list(ends)),
              axis=alt.Axis(format=",.0f", tickCount=4))  # fmt: skip
    zero = alt.Chart(pd.DataFrame({"gap_m2": [0.0]})).mark_rule(color=theme.quiet()).encode(y=y)
    lines = (
        alt.Chart(rows)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "area_basis:N", legend=None, scale=alt.Scale(domain=["NIA", "GIA"], range=[theme.ENOUGH, theme.TIGHT])
            ),
            strokeDash=alt.StrokeDash("area_basis:N", legend=None, sort=["NIA", "GIA"]),
            tooltip=["year:N", "area_basis:N", alt.Tooltip("gap_m2:Q", format=",.0f")],
        )
    )
    last = rows[rows["financial_year"] == rows["financial_year"].max()]
    names = (
        alt.Chart(last)
        .mark_text(align="right", dy=-8, fontSize=11, color=theme.ink())
        .encode(x=x, y=y, text="area_basis:N")
    )
    chart: alt.LayerChart = (zero + lines + names).properties(height=210)
    return chart


@st.cache_data(max_entries=24, ttl=86_400, show_spinner=False)
def _cluster_specs(data_key: str, ink: str, _by_cluster: dict[str, pd.DataFrame]) -> dict[str, dict[str, Any]]:
    """A chart a cluster on one scale; they do not change with the year looked at."""
    every = pd.concat(list(_by_cluster.values()))
    ends = (min(0.0, float(every["gap_m2"].min())), max(0.0, float(every["gap_m2"].max())))
    return {name: gap_line(rows, ends).to_dict(validate=False) for name, rows in _by_cluster.items()}


def small_multiples(by_cluster: dict[str, pd.DataFrame], year: int, data_key: str) -> None:
    """A chart a cluster on one scale, side by side."""
    if not by_cluster:
        return
    specs = _cluster_specs(data_key, theme.ink(), by_cluster)
    names = list(by_cluster)
    for start in range(0, len(names), ACROSS):
        for name, column in zip(names[start : start + ACROSS], st.columns(ACROSS), strict=False):
            rows = by_cluster[name]
            then = rows[rows["financial_year"] == year]
            says = "; ".join(f"{words.room(r.gap_m2)} ({r.area_basis})" for r in each(then))
            with column:
                frame.part(name)
                frame.note(f"{says or words.NOT_KNOWN} in {words.year(year)}")
                st.vega_lite_chart(
                    spec=specs[name], width="stretch", key=f"cluster:{name}", alt=f"Chart: room by year, {name}"
                )


def clock(rows: pd.DataFrame) -> alt.Chart:
    """Money in hand by the quarter in which it must be spent, coloured by how near that is."""
    there = [light for light, said in words.LIGHTS.items() if said in set(rows["light_words"])]
    short = rows.assign(when=rows["quarter"].str.split(",").str[0])
    order = list(short["when"].drop_duplicates())
    chart: alt.Chart = (
        alt.Chart(short)
        .mark_bar(**width(short["when"].nunique()))
        .encode(
            x=alt.X("when:N", title="To be spent by the end of", sort=order, axis=YEARS),
            y=alt.Y("in_hand_gbp:Q", title="£ in hand", axis=alt.Axis(labelExpr=GBP, tickCount=5)),
            color=kinds("light", words.LIGHTS, theme.LIGHT_COLOURS, there),
            tooltip=[
                alt.Tooltip("quarter:N", title="Quarter"),
                alt.Tooltip("light_words:N", title="How near"),
                alt.Tooltip("pots:Q", title="Pots"),
                alt.Tooltip("in_hand_gbp:Q", title="£ in hand", format=",.0f"),
            ],
        )
        .properties(height=300)
    )
    return chart

"""Charts of the decision pages: how often a scheme is funded, value by budget, two aims, lists under futures."""

from typing import Any

import altair as alt
import pandas as pd

from prioritise.record.charts import GBP, NAMES
from prioritise.ui import theme, words
from prioritise.ui.words import MILLION

MILLIONS = "'£' + format(datum.value / 1e6, '.2f') + 'm'"
PERCENT_AXIS = alt.Axis(format=".0%", values=[0, 0.5, 1])
TALL_ROW, LEAST, AROUND = 32, 120, 110
"""Height of a row of two lines, of a chart at the least, and of what stands around the rows of one with a legend."""
FEW_POINTS = 10
"""A span of values whose ticks need a decimal to be told apart."""
FLUSH = 24
"""A figure nearer to the end of its axis than this, in pixels, is kept within it."""
NAME_WIDTH = 36
"""Letters of a line of a long name."""
LONG_NAMES = alt.Axis(
    labelLimit=240, labelOverlap=False, labelExpr="split(datum.label, '\\n')",
    labelBaseline={"condition": {"test": "indexof(datum.label, '\\n') >= 0", "value": "bottom"}, "value": "middle"},
)  # fmt: skip
"""An axis of names in two lines."""


def funded_share(rows: pd.DataFrame) -> alt.LayerChart:
    """How often each scheme is funded, with its figure; the middle line is as often as not."""
    rows = rows.assign(named=[words.two_lines(t, NAME_WIDTH) for t in rows["title"]])
    y = alt.Y("named:N", sort=list(rows["named"]), title=None, axis=LONG_NAMES)
    x = alt.X("funded_share:Q", title="Funded in", axis=PERCENT_AXIS,
              scale=alt.Scale(domain=[0, 1.4], nice=False))  # fmt: skip
    bars = alt.Chart(rows).mark_bar(color=theme.TIGHT).encode(
        x=x, y=y, tooltip=[alt.Tooltip("title:N", title="Scheme"),
                           alt.Tooltip("funded_share:Q", title="Funded in", format=".0%")],
    )  # fmt: skip
    text = alt.Chart(rows).mark_text(align="left", dx=4, color=theme.ink()).encode(
        x=x, y=y, text=alt.Text("funded_share:Q", format=".0%")
    )  # fmt: skip
    middle = (
        alt.Chart(pd.DataFrame({"funded_share": [0.5]})).mark_rule(color=theme.quiet(), strokeDash=[4, 3]).encode(x=x)
    )
    chart: alt.LayerChart = (bars + text + middle).properties(height=max(LEAST, 70 + TALL_ROW * len(rows)))
    return chart


def between_budgets(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a stretch between two budgets: what a list is worth at its lower end, and what none beats at its upper.

    What no list beats at one budget says nothing of a larger one, so over a stretch only that at its end is proven.
    """
    later = rows[["budget_gbp", "points_most"]].shift(-1).add_prefix("next_")
    return pd.concat([rows[["budget_gbp", "points_found"]], later], axis=1).dropna()


def value_steps(rows: pd.DataFrame, now_gbp: float) -> alt.LayerChart:
    """Best value by budget as a step line, the proven limit above it, and the money as it stands."""
    money = alt.Axis(labelExpr=MILLIONS if now_gbp >= MILLION else GBP, tickCount=5, labelFlush=FLUSH)
    x = alt.X("budget_gbp:Q", title="Money in the pots that move", scale=alt.Scale(zero=False), axis=money)
    y = alt.Y("points_found:Q", title="Value of the best list (points)", scale=alt.Scale(zero=False),
              axis=alt.Axis(format=",.0f", tickCount=5))  # fmt: skip
    tips: list[Any] = [
        alt.Tooltip("budget_gbp:Q", title="Money £", format=",.0f"),
        alt.Tooltip("points_found:Q", title="Value", format=",.1f"),
        alt.Tooltip("points_most:Q", title="No list beats", format=",.1f"),
        alt.Tooltip("scheme_count:Q", title="Schemes"),
    ]
    base = alt.Chart(rows)
    band = (
        alt.Chart(between_budgets(rows))
        .mark_rect(opacity=0.25, color=theme.ENOUGH)
        .encode(x=x, x2="next_budget_gbp:Q", y=y, y2="next_points_most:Q")
    )
    line = base.mark_line(interpolate="step-after", strokeWidth=2.5, color=theme.ENOUGH).encode(x=x, y=y)
    dots = base.mark_point(filled=True, size=45, color=theme.ENOUGH, opacity=1).encode(x=x, y=y, tooltip=tips)
    here = pd.DataFrame({"budget_gbp": [now_gbp], "said": ["as it stands"]})
    rule = alt.Chart(here).mark_rule(color=theme.SHORT, strokeDash=[4, 3]).encode(x=x)
    text = (
        alt.Chart(here)
        .mark_text(align="left", dx=5, baseline="top", color=theme.ink(), fontSize=12)
        .encode(x=x, y=alt.value(2), text="said:N")
    )
    chart: alt.LayerChart = (band + line + dots + rule + text).properties(height=320)
    return chart


def two_aims(rows: pd.DataFrame, name: str, money: bool) -> alt.LayerChart:
    """Lists by value and a second aim, joined in order; nothing lies above and to the right."""
    axis = alt.Axis(labelExpr=GBP, tickCount=4, labelFlush=FLUSH) if money else alt.Axis(format=",.0f", tickCount=5)
    x = alt.X("second:Q", title=name, scale=alt.Scale(zero=False), axis=axis)
    near = rows["points_found"].max() - rows["points_found"].min() < FEW_POINTS
    y = alt.Y("points_found:Q", title="Value (points)", scale=alt.Scale(zero=False),
              axis=alt.Axis(format=",.1f" if near else ",.0f", tickCount=5))  # fmt: skip
    base = alt.Chart(rows)
    line = base.mark_line(interpolate="step-before", strokeWidth=1.5, color=theme.quiet()).encode(x=x, y=y)
    dots = base.mark_point(filled=True, size=90, color=theme.ENOUGH, opacity=1).encode(
        x=x, y=y, tooltip=[
            alt.Tooltip("second:Q", title=name, format=",.0f"),
            alt.Tooltip("points_found:Q", title="Value", format=",.1f"),
            alt.Tooltip("capital_gbp:Q", title="Capital £", format=",.0f"),
        ],
    )  # fmt: skip
    chart: alt.LayerChart = (line + dots).properties(height=320)
    return chart


WORD_BY_WORD = alt.Axis(
    labelAngle=0, labelAlign="center", orient="top", labelOverlap=False, labelExpr="split(datum.label, ' ')"
)
"""Heads of columns, a word a line, so that narrow columns keep theirs."""


def regrets(rows: pd.DataFrame) -> alt.LayerChart:
    """How far each list falls short of the best in each future: a heat table with its figures."""
    lists, futures = list(dict.fromkeys(rows["list_name"])), list(dict.fromkeys(rows["future_name"]))
    x = alt.X("future_name:N", sort=futures, title=None, axis=WORD_BY_WORD)
    y = alt.Y("list_name:N", sort=lists, title=None, axis=NAMES)
    most = max(float(rows["regret"].max()), 1.0)
    cells = alt.Chart(rows).mark_rect().encode(
        x=x, y=y,
        color=alt.Color("regret:Q", legend=None, scale=alt.Scale(domain=[0, most], range=["#F7EFE6", theme.TIGHT])),
        tooltip=[alt.Tooltip("list_name:N", title="List"), alt.Tooltip("future_name:N", title="If"),
                 alt.Tooltip("regret:Q", title="Points short", format=",.1f")],
    )  # fmt: skip
    text = alt.Chart(rows).mark_text(color="#1F2933", fontSize=12).encode(
        x=x, y=y, text=alt.Text("regret:Q", format=",.1f")
    )  # fmt: skip
    chart: alt.LayerChart = (cells + text).properties(height=max(LEAST, 34 * len(lists)))
    return chart


def saved(rows: pd.DataFrame) -> alt.Chart:
    """Money that would lapse, saved or lost, by list."""
    order = list(dict.fromkeys(rows["list_name"]))
    written = MILLIONS if float(rows["amount_gbp"].max()) >= MILLION else GBP
    chart: alt.Chart = (
        alt.Chart(rows)
        .mark_bar(size=26)
        .encode(
            x=alt.X("amount_gbp:Q", title=None, axis=alt.Axis(labelExpr=written, tickCount=3)),
            y=alt.Y("list_name:N", sort=order, title=None, axis=NAMES),
            color=alt.Color(
                "part:N", title=None, sort=["Saved", "Lapses"],
                scale=alt.Scale(domain=["Saved", "Lapses"], range=[theme.ENOUGH, theme.SHORT]),
            ),
            order=alt.Order("part:N", sort="descending"),
            tooltip=["list_name:N", "part:N", alt.Tooltip("amount_gbp:Q", title="£", format=",.0f")],
        )
        .properties(height=AROUND + 46 * len(order))
    )  # fmt: skip
    return chart


def growing(rows: pd.DataFrame) -> alt.LayerChart:
    """Capital of the list at each amount of money, with how many schemes that is."""
    many = rows.assign(
        amount=[f"{s:.4g}%" for s in rows["money_share"] * 100],
        said=[words.plural(n, "scheme") for n in rows["scheme_count"]],
    )
    written = MILLIONS if float(rows["capital_gbp"].max()) >= MILLION else GBP
    y = alt.Y("amount:N", sort=list(many["amount"]), title="Money, of what this run has", axis=NAMES)
    x = alt.X("capital_gbp:Q", title="Capital of the schemes that are in",
              axis=alt.Axis(labelExpr=written, tickCount=3, labelFlush=FLUSH),
              scale=alt.Scale(domain=[0, 1.35 * max(1.0, float(rows["capital_gbp"].max()))], nice=False))  # fmt: skip
    base = alt.Chart(many)
    bars = base.mark_bar(size=22, color=theme.ENOUGH).encode(
        x=x, y=y, tooltip=[alt.Tooltip("amount:N", title="Money"), alt.Tooltip("said:N", title="In the list"),
                           alt.Tooltip("capital_gbp:Q", title="Capital £", format=",.0f")],
    )  # fmt: skip
    text = base.mark_text(align="left", dx=5, color=theme.ink()).encode(x=x, y=y, text="said:N")
    chart: alt.LayerChart = (bars + text).properties(height=max(LEAST, 70 + 34 * len(rows)))
    return chart


def by_group(rows: pd.DataFrame, title: str) -> alt.LayerChart:
    """An amount by group, a bar a list, each bar with its list's letter and its figure."""
    groups, lists = list(dict.fromkeys(rows["group"])), list(dict.fromkeys(rows["list_name"]))
    rows = rows.assign(named=[words.two_lines(g, NAME_WIDTH) for g in rows["group"]])
    names = list(dict.fromkeys(rows["named"]))
    most = max(float(rows["amount"].max()), 0.01)
    x = alt.X("amount:Q", title=title, axis=alt.Axis(labelExpr=GBP, tickCount=3, labelFlush=FLUSH),
              scale=alt.Scale(domain=[0, 1.45 * most], nice=False))  # fmt: skip
    y = alt.Y("named:N", sort=names, title=None, axis=LONG_NAMES)
    base = alt.Chart(rows).encode(x=x, y=y, yOffset=alt.YOffset("letter:N"))
    colours = [theme.ENOUGH, theme.TIGHT, theme.HOMES, theme.SHORT][: len(lists)]
    bars = base.mark_bar().encode(
        color=alt.Color("list_name:N", title=None, scale=alt.Scale(domain=lists, range=colours),
                        legend=alt.Legend(columns=1, orient="top", labelLimit=220)),
        tooltip=[alt.Tooltip("group:N", title="Group"), alt.Tooltip("list_name:N", title="List"),
                 alt.Tooltip("said:N", title=title)],
    )  # fmt: skip
    text = base.mark_text(align="left", dx=4, color=theme.ink(), fontSize=11).encode(text="said:N")
    chart: alt.LayerChart = (bars + text).properties(height=AROUND + len(groups) * (17 * len(lists) + 8))
    return chart

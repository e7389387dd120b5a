"""Colours, page style and the chart theme, in one place. Colours of the widgets are in `.streamlit/config.toml`."""

from pathlib import Path

import altair as alt
import streamlit as st

# Okabe-Ito hues, which colour-blind readers can tell apart; the same thing has the same colour on every page.
SHORT, TIGHT, ENOUGH, UNKNOWN = "#D55E00", "#E69F00", "#0072B2", "#5F6B76"
HOMES, POT, BID, OUTLINE = "#CC79A7", "#009E73", "#56B4E9", "#1F2933"
BUILT = "#A39C8C"
LAND, LAND_LINE, CLUSTER_LINE = "#F4F2EC", "#CFCABD", "#6B6656"
IMD_STEPS = ("#F1ECE3", "#DCD2C0", "#C2B297", "#A38E6C", "#7F6A48")

STATE_COLOURS = {"enough": ENOUGH, "tight": TIGHT, "short": SHORT, "unknown": UNKNOWN}
CONDITION_COLOURS = {
    "A": ENOUGH, "B": "#56B4E9", "C": TIGHT, "CX": TIGHT, "D": SHORT, "DX": SHORT, "unknown": UNKNOWN,
}  # fmt: skip
POT_COLOURS = {
    "s106": "#0072B2", "cil": "#E69F00", "etf": "#009E73", "umf": "#56B4E9", "icb": "#CC79A7",
    "grant": "#D55E00", "practice": "#8C6BB1", "other": "#6B7280",
}  # fmt: skip
STATUS_COLOURS = {
    "completed": "#0C345C", "started": "#0072B2", "full": "#56B4E9", "outline": "#E69F00", "allocated": "#CC79A7",
}  # fmt: skip
LIGHT_COLOURS = {"passed": "#5F6B76", "red": SHORT, "amber": TIGHT, "green": ENOUGH, "no date": BUILT}
"""How near a spend-by date is; the mark and the word say it too."""


def heat(part: float) -> tuple[str, str]:
    """Ground and ink of a cell of a heat table, for a share 0 to 1 of the largest amount."""
    steps = (("#E4EDF6", "#1F2933"), ("#BCD3E8", "#1F2933"), ("#76A5CE", "#10161C"), ("#235E96", "#FFFFFF"))
    return steps[min(int(part**0.5 * len(steps)), len(steps) - 1)]


def is_dark() -> bool:
    """Whether the reader's screen is in the dark theme."""
    return st.context.theme.type == "dark"


def ink() -> str:
    """Colour of text drawn on a chart."""
    return "#E8ECF0" if is_dark() else "#1F2933"


def quiet() -> str:
    """Colour of zero lines and other quiet marks on a chart."""
    return "#9AA5B1" if is_dark() else "#52606D"


@alt.theme.register("prioritise", enable=True)
def _chart_theme() -> alt.theme.ThemeConfig:
    return alt.theme.ThemeConfig(
        config={
            "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelLimit": 260},
            "axisX": {"grid": False},
            "legend": {"orient": "top", "title": None, "labelFontSize": 12, "symbolType": "square", "columns": 4},
            "bar": {"cornerRadiusEnd": 1},
        }
    )


STYLE = Path(__file__).with_name("style.css")

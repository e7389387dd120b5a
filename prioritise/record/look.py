"""Colours and the style of charts, set once: for the screen, the pictures of a paper and its map alike."""

from typing import Any

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
INK, QUIET = "#1F2933", "#52606D"
"""Text drawn on a picture, and its zero lines and other quiet marks, on a light ground."""
CHART_CONFIG: dict[str, Any] = {
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelLimit": 260},
    "axisX": {"grid": False},
    "legend": {"orient": "top", "title": None, "labelFontSize": 12, "symbolType": "square", "columns": 4},
    "bar": {"cornerRadiusEnd": 1},
}
"""Style of every chart, as Vega-Lite configuration."""

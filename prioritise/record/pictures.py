"""The pictures of a paper: charts drawn from the same specifications as on the screen, without a browser."""

import json
from dataclasses import dataclass

import altair as alt

from prioritise.record import look

WIDE, SCALE = 560, 2.2
"""Width of a chart in pixels, and how many of the file's are one of these."""
FONT = "Liberation Sans"
"""Comes with the drawer, so that a chart is the same on every machine."""


@dataclass(frozen=True)
class Picture:
    """A picture: its file (PNG), its takeaway as a title, its caption, and what it shows in words."""

    content: bytes
    title: str
    caption: str
    alt: str


def chart_png(chart: alt.Chart | alt.LayerChart) -> bytes:
    """A chart as PNG; nothing is asked of any other host, and the same chart gives the same bytes."""
    import vl_convert

    spec = chart.properties(width=WIDE).to_dict(validate=False)
    config = {**spec.get("config", {}), "font": FONT, "background": "white", "view": {"stroke": None}}
    config["axis"] = {**look.CHART_CONFIG["axis"], "labelColor": look.INK, "titleColor": look.INK}
    content: bytes = vl_convert.vegalite_to_png(
        json.dumps({**spec, "config": config}), vl_version="6.4", scale=SCALE, allowed_base_urls=[]
    )
    return content

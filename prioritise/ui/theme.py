"""What of the look depends on the reader's screen; the colours themselves are set in `record.look`."""

from pathlib import Path

import streamlit as st

from prioritise.record.look import (
    BID,
    BUILT,
    CLUSTER_LINE,
    CONDITION_COLOURS,
    ENOUGH,
    HOMES,
    IMD_STEPS,
    INK,
    LAND,
    LAND_LINE,
    LIGHT_COLOURS,
    OUTLINE,
    POT,
    POT_COLOURS,
    QUIET,
    SHORT,
    STATE_COLOURS,
    STATUS_COLOURS,
    TIGHT,
    UNKNOWN,
)


def heat(part: float) -> tuple[str, str]:
    """Ground and ink of a cell of a heat table, for a share 0 to 1 of the largest amount."""
    steps = (("#E4EDF6", "#1F2933"), ("#BCD3E8", "#1F2933"), ("#76A5CE", "#10161C"), ("#235E96", "#FFFFFF"))
    return steps[min(int(part**0.5 * len(steps)), len(steps) - 1)]


def is_dark() -> bool:
    """Whether the reader's screen is in the dark theme."""
    return st.context.theme.type == "dark"


def ink() -> str:
    """Colour of text drawn on a chart."""
    return "#E8ECF0" if is_dark() else INK


def quiet() -> str:
    """Colour of zero lines and other quiet marks on a chart."""
    return "#9AA5B1" if is_dark() else QUIET


STYLE = Path(__file__).with_name("style.css")

__all__ = [
    "BID",
    "BUILT",
    "CLUSTER_LINE",
    "CONDITION_COLOURS",
    "ENOUGH",
    "HOMES",
    "IMD_STEPS",
    "LAND",
    "LAND_LINE",
    "LIGHT_COLOURS",
    "OUTLINE",
    "POT",
    "POT_COLOURS",
    "SHORT",
    "STATE_COLOURS",
    "STATUS_COLOURS",
    "STYLE",
    "TIGHT",
    "UNKNOWN",
    "heat",
    "ink",
    "is_dark",
    "quiet",
]

"""Map symbols as small drawings: a shape and a mark as well as a colour, so that colour is never the only signal."""

import base64
import math
from dataclasses import dataclass

from prioritise.ui import theme

_SHAPES = {
    "circle": "<circle cx='{c}' cy='{c}' r='{r}' {paint}/>",
    "square": "<rect x='{a}' y='{a}' width='{d}' height='{d}' {paint}/>",
    "diamond": "<path d='M{c} {a}L{b} {c}L{c} {b}L{a} {c}Z' {paint}/>",
    "house": "<path d='M{c} {a}L{b} {c}L{b} {b}L{a} {b}L{a} {c}Z' {paint}/>",
    "triangle": "<path d='M{c} {a}L{b} {b}L{a} {b}Z' {paint}/>",
}
_MARKS = {
    "bar": "<path d='M{m} {c}H{n}' stroke='{ink}' stroke-width='2.4'/>",
    "dot": "<circle cx='{c}' cy='{c}' r='2.2' fill='{ink}'/>",
    "cross": "<path d='M{m} {m}L{n} {n}M{m} {n}L{n} {m}' stroke='{ink}' stroke-width='1.8'/>",
    "": "",
}


@dataclass(frozen=True)
class Symbol:
    """A drawing: shape, its width in pixels, fill (None: hollow and dashed), mark inside, ring round it.

    `assumed`: it rests on a floor area nobody measured, so that its edge is dotted.
    """

    shape: str
    size: int
    fill: str | None
    mark: str = ""
    ring: bool = False
    assumed: bool = False

    def svg(self) -> str:
        """The drawing, as wide as `box`."""
        box, half = self.box, self.box / 2
        r = self.size / 2
        m = min(r * 0.55, 5)
        paint = (
            f"fill='{self.fill}' fill-opacity='.88' stroke='{theme.OUTLINE}' {_edge(self.assumed)}"
            if self.fill
            else f"fill='#fff' fill-opacity='.35' stroke='{theme.UNKNOWN}' stroke-width='1.8' stroke-dasharray='3 2'"
        )
        place = {"c": half, "r": r, "a": half - r, "b": half + r, "d": 2 * r, "m": half - m, "n": half + m}
        ring = f"<circle cx='{half}' cy='{half}' r='{r + 3}' fill='none' stroke='{theme.OUTLINE}' stroke-width='2.2'/>"
        return (
            f"<svg xmlns='http://www.w3.org/2000/svg' width='{box}' height='{box}' aria-hidden='true'>"
            + (ring if self.ring else "")
            + _SHAPES[self.shape].format(paint=paint, **place)
            + _MARKS[self.mark].format(ink="#fff" if self.fill else theme.UNKNOWN, **place)
            + "</svg>"
        )

    @property
    def box(self) -> int:
        """Width of the drawing with its ring or outline, in pixels."""
        return self.size + (10 if self.ring else 4)


def _edge(assumed: bool) -> str:
    return "stroke-width='1.8' stroke-dasharray='1.5 2.5'" if assumed else "stroke-width='1.1'"


def picture(svg: str) -> str:
    """A drawing as an image for our own HTML, which lets no drawing through as it is."""
    code = base64.b64encode(svg.encode()).decode()
    return f"<img src='data:image/svg+xml;base64,{code}' alt=''>"


def size_of(amount: float, largest: float, *, low: int = 9, high: int = 30) -> int:
    """Width in pixels of a symbol whose area goes with the amount."""
    if largest <= 0 or amount <= 0:
        return low
    return max(low, round(high * math.sqrt(min(amount / largest, 1.0))))


def swatch(fill: str, line: str = theme.LAND_LINE) -> str:
    """A patch of colour for a legend."""
    return (
        "<svg xmlns='http://www.w3.org/2000/svg' width='18' height='14'>"
        f"<rect x='1' y='1' width='16' height='12' fill='{fill}' stroke='{line}'/></svg>"
    )


STATE_MARKS = {"short": "bar", "tight": "dot", "enough": "", "unknown": ""}


def state_symbol(shape: str, state: str, size: int, *, assumed: bool = False) -> Symbol:
    """Symbol of a state: short has a bar, tight a dot, enough is plain, unknown is hollow and dashed."""
    fill = None if state == "unknown" else theme.STATE_COLOURS[state]
    return Symbol(shape, size, fill, STATE_MARKS[state] if size >= 12 else "", assumed=assumed)  # noqa: PLR2004 - room for it

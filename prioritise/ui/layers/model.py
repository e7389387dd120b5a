"""What a map layer is. A layer is one file in this folder with a `LAYER`; it then appears by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.pipeline import Prepared, Run
from prioritise.ui.symbols import Symbol

Feature = dict[str, Any]
PLACES = 5


@dataclass(frozen=True)
class MapData:
    """What layers draw from: what was prepared, the run if there is one, and the year looked at."""

    prepared: Prepared
    run: Run | None
    year: int

    @property
    def case(self) -> Case:
        """The case with the scenario made."""
        return self.prepared.case


@dataclass(frozen=True)
class Layer:
    """One theme of the map.

    Attributes:
        id: short name; the first part of its features' ids (`practice:X00001`).
        title: name on screen.
        order: drawing order: areas first, so that nothing hides a surgery.
        draw: the features: each has an id, a tip (name and one figure), and a symbol or a style.
        legend: (drawing, words) pairs.
        table: the rows drawn, as a table for reading.
    """

    id: str
    title: str
    order: int
    draw: Callable[[MapData], list[Feature]]
    legend: Callable[[MapData], list[tuple[str, str]]]
    table: Callable[[MapData], pd.DataFrame]

    def features(self, data: MapData) -> dict[str, Any]:
        """The features as GeoJSON."""
        return {"type": "FeatureCollection", "features": self.draw(data)}


def point(thing: str, tip: str, longitude: float, latitude: float, symbol: Symbol) -> Feature:
    """A point feature. The tip is plain text: the map shows it as text, whatever is in it."""
    return {
        "type": "Feature",
        "properties": {"id": thing, "tip": tip, "svg": symbol.svg(), "box": symbol.box},
        "geometry": {"type": "Point", "coordinates": [round(float(longitude), PLACES), round(float(latitude), PLACES)]},
    }


def shape(thing: str, tip: str, geometry: dict[str, Any], style: dict[str, Any]) -> Feature:
    """An area or line feature; without a tip it takes no clicks."""
    return {
        "type": "Feature",
        "properties": {"id": thing, "tip": tip, "style": style},
        "geometry": geometry,
    }


def label(words: str, longitude: float, latitude: float) -> Feature:
    """A place name."""
    return {
        "type": "Feature",
        "properties": {"id": "", "tip": "", "label": words},
        "geometry": {"type": "Point", "coordinates": [round(float(longitude), PLACES), round(float(latitude), PLACES)]},
    }

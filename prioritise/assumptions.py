"""Dated, sourced assumptions: no formula holds a bare number.

Files in `data/assumptions/*.toml` each form a set. A value is looked up by id and date, so that an old deed can be read
with the rates of its day; a case may put its own value in place of any of them.
"""

import bisect
import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from prioritise.errors import DataFault

FOLDER = Path(__file__).resolve().parents[1] / "data" / "assumptions"
_ASKS = FOLDER.parent / "ask"

TAGS = {
    "S": "stated in the source",
    "C": "our arithmetic on sourced figures",
    "B": "in circulation, to be confirmed",
    "M": "background knowledge, to be confirmed",
    "D": "our design choice",
}

SMALL = 1e-6
"""A figure below this keeps its first three digits, however many noughts stand before them."""
_SINGULAR = {"years": "year", "months": "month", "minutes": "minute", "patients": "patient", "practices": "practice"}


@dataclass(frozen=True)
class Assumption:
    """One dated value: id, name, value, unit, first day it holds, evidence tag (a key of `TAGS`), source."""

    id: str
    name: str
    value: float
    unit: str
    start: dt.date
    tag: str
    source: str

    def digits(self) -> str:
        """The value as people write it, without its unit: `2026` for a year, `£2,000,000`, `1,750`, `0.98`."""
        value = self.value or 0.0  # minus nought is nought
        if "year it starts" in self.unit or self.unit.startswith("financial year"):
            return f"{value:.0f}"
        pounds = self.unit.startswith("£")
        if float(value).is_integer():
            text = f"{value:,.0f}"
        elif pounds:
            text = f"{value:,.2f}"
        elif abs(value) >= SMALL:
            text = f"{value:,.6f}".rstrip("0").rstrip(".")
        else:  # 0.0000001 is not nought
            text = f"{Decimal(f'{value:.3g}'):f}"
        return f"£{text}" if pounds else text

    def words(self) -> str:
        """The value with its unit: `£5,224 a m²`, `1 year`, `0.5 (share of its floor area)`."""
        unit = self.unit.removeprefix("£").strip().replace("m2", "m²")
        if unit.startswith("share"):
            return f"{self.digits()} ({unit})"
        return f"{self.digits()} {_SINGULAR.get(unit, unit) if self.value == 1 else unit}".strip()


@dataclass(frozen=True)
class Band:
    """A dated table of points (x, y), read by straight line between them and in proportion outside them.

    Or, where `steps`, by steps: y holds from its x (which counts as in) to the next.
    """

    id: str
    name: str
    unit: str
    by: str
    start: dt.date
    tag: str
    source: str
    points: tuple[tuple[float, float], ...]
    steps: bool = False

    def at(self, x: float) -> float:
        """Value at x: between two points in a straight line; below the first and above the last in proportion to x.

        Raises:
            ValueError: x is negative, or below the first step.
        """
        if x < 0:
            raise ValueError(f"{self.id} is not defined below zero: {x}")
        xs = [p[0] for p in self.points]
        if self.steps:
            step = bisect.bisect_right(xs, x) - 1
            if step < 0:
                raise ValueError(f"{self.id} is not defined below {xs[0]:g}: {x}")
            return self.points[step][1]
        i = bisect.bisect_left(xs, x)
        if i == 0 or i == len(xs):
            px, py = self.points[0 if i == 0 else -1]
            return x * py / px
        (x0, y0), (x1, y1) = self.points[i - 1], self.points[i]
        return y0 + (y1 - y0) * (x - x0) / (x1 - x0)


@dataclass(frozen=True)
class Assumptions:
    """A set of assumptions as they stood on a day, with a user's own values on top.

    Attributes:
        name: name of the set (file name without its ending).
        day: the day they are looked up for.
        entries: every dated value in the file.
        bands: every dated table in the file.
        own: the user's value by id.
    """

    name: str
    day: dt.date
    entries: tuple[Assumption, ...]
    bands: tuple[Band, ...]
    own: Mapping[str, float] = field(default_factory=dict)

    def get(self, assumption_id: str) -> Assumption:
        """The assumption in force on the day; its source says so when the value is the user's own.

        Raises:
            DataFault: no such id, or none in force on the day.
        """
        dated = [a for a in self.entries if a.id == assumption_id]
        if not dated:
            raise DataFault(f"there is no assumption called {assumption_id!r} in the set {self.name!r}")
        live = [a for a in dated if a.start <= self.day]
        if not live:
            raise DataFault(f"assumption {assumption_id!r} starts on {min(a.start for a in dated)}, after {self.day}")
        chosen = max(live, key=lambda a: a.start)
        if assumption_id in self.own:
            note = f"set by the user in this case (otherwise {chosen.value:g}: {chosen.source})"
            return replace(chosen, value=float(self.own[assumption_id]), tag="D", source=note)
        return chosen

    def value(self, assumption_id: str) -> float:
        """Value in force, in the assumption's own unit. Raises DataFault as `get` does."""
        return self.get(assumption_id).value

    def band(self, band_id: str) -> Band:
        """The table in force on the day. Raises DataFault if there is none."""
        live = [b for b in self.bands if b.id == band_id and b.start <= self.day]
        if not live:
            raise DataFault(f"there is no table of assumptions called {band_id!r} on {self.day}")
        return max(live, key=lambda b: b.start)

    def in_force(self) -> tuple[Assumption, ...]:
        """Every assumption in force on the day, in id order."""
        ids = sorted({a.id for a in self.entries if a.start <= self.day})
        return tuple(self.get(i) for i in ids)


@cache
def _read(path: Path) -> tuple[tuple[Assumption, ...], tuple[Band, ...]]:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = tuple(
        Assumption(
            e["id"], e["name"], float(e["value"]), e["unit"], dt.date.fromisoformat(e["from"]), e["tag"], e["source"]
        )
        for e in map(_followed, content.get("assumption", []))
    )
    bands = tuple(
        Band(
            b["id"],
            b["name"],
            b["unit"],
            b["by"],
            dt.date.fromisoformat(b["from"]),
            b["tag"],
            b["source"],
            tuple((float(x), float(y)) for x, y in b["points"]),
            bool(b.get("steps", False)),
        )
        for b in content.get("band", [])
    )
    return entries, bands


def _followed(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """The entry, with value, tag and source of the published figure that its `same_as` names (in data/ask)."""
    if "same_as" not in entry:
        return entry
    file, preset_id, figure_id, *which = entry["same_as"]
    preset = next(p for p in _published(file)["preset"] if p["id"] == preset_id)
    figure = preset["figures"][figure_id]
    value = figure["value"][which[0] - 1] if which else figure["value"]
    cited = [s["citation"] for s in _published("sources")["source"] if s["key"] == figure["source"]]
    said = "; ".join([figure["wording"], *cited, f"as in the S.106 preset {preset['name']}"])
    return {**entry, "value": value, "tag": figure["tag"], "source": said}


@cache
def _published(file: str) -> Mapping[str, Any]:
    """A file of data/ask as it is written."""
    return tomllib.loads((_ASKS / f"{file}.toml").read_text(encoding="utf-8"))


def load_assumptions(
    name: str = "default", day: dt.date | str = "2026-04-01", own: Mapping[str, float] | None = None
) -> Assumptions:
    """Load every file of the set: `NAME.toml` and `NAME-*.toml` in the assumptions folder.

    Raises:
        DataFault: no such set, or `own` names an assumption that does not exist.
    """
    files = sorted([*FOLDER.glob(f"{name}.toml"), *FOLDER.glob(f"{name}-*.toml")]) if name.isidentifier() else []
    if not files:
        known = ", ".join(sorted({p.stem.split("-")[0] for p in FOLDER.glob("*.toml")}))
        raise DataFault(f"there is no set of assumptions called {name!r}; there is: {known}")
    parts = [_read(f) for f in files]
    when = dt.date.fromisoformat(day) if isinstance(day, str) else day
    found = Assumptions(
        name, when, tuple(e for p in parts for e in p[0]), tuple(b for p in parts for b in p[1]), dict(own or {})
    )
    unknown = sorted(set(found.own) - {a.id for a in found.entries})
    if unknown:
        raise DataFault(f"assumption_values names {', '.join(unknown)}, which is not in the set {name!r}")
    return found

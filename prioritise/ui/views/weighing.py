"""Setting the weights together: what was entered so far, what it comes to, and what is still to be said."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from prioritise.case.rows import each
from prioritise.panel.doubts import scale_words
from prioritise.panel.weighing import FULL, Weighed, by_order, by_points, by_swing, tiers_of
from prioritise.ui import words
from prioritise.ui.labels import squared

WAYS = {"swing": "Swings", "order": "An order", "points": "Points"}
"""Ways to weigh, as the page offers them: keys of `METHODS`."""
NOTHING = ""
FROM = "Weights: "
"""What begins the part of a what-if's note that says where its weights came from."""
_BETWEEN = "; "


@dataclass(frozen=True)
class Entries:
    """What was entered so far, by way; each way keeps its own.

    Attributes:
        way: a key of `WAYS`.
        largest: criterion of the largest swing; "" while nobody has said.
        swings: points of the others' swings beside its 100; None: not said.
        places: place of each criterion in the order, 1 first; the same place: as important. None: not said.
        points: points given directly; None: not said.
        by: who weighs. on: the day; None: today.
    """

    way: str = "swing"
    largest: str = NOTHING
    swings: Mapping[str, float | None] = field(default_factory=dict)
    places: Mapping[str, float | None] = field(default_factory=dict)
    points: Mapping[str, float | None] = field(default_factory=dict)
    by: str = ""
    on: dt.date | None = None


def said(entries: Entries) -> Mapping[str, float | None]:
    """Figures entered in the way in use."""
    return {"swing": entries.swings, "order": entries.places, "points": entries.points}[entries.way]


def asked(entries: Entries, criteria: pd.DataFrame) -> list[str]:
    """Criteria to be answered for in the way in use: with swings all but the largest, once that is named."""
    every = list(criteria["criterion_id"])
    if entries.way != "swing":
        return every
    return [c for c in every if c != entries.largest] if entries.largest in every else []


def unsaid(entries: Entries, criteria: pd.DataFrame) -> list[str]:
    """Names of criteria still to be answered for."""
    names = dict(zip(criteria["criterion_id"], criteria["name"], strict=True))
    return [names[c] for c in asked(entries, criteria) if said(entries).get(c) is None]


def outcome(entries: Entries, criteria: pd.DataFrame, today: dt.date) -> Weighed | None:
    """The weights that the entries come to; None while something is unsaid.

    Raises:
        DataFault: what was entered makes no weights (no points at all, a swing above the largest).
    """
    wanted = asked(entries, criteria)
    if not wanted or unsaid(entries, criteria):
        return None
    figures = {c: float(said(entries)[c] or 0.0) for c in wanted}
    on, by = entries.on or today, entries.by.replace(_BETWEEN.strip(), ",")
    if entries.way == "swing":
        return by_swing({entries.largest: float(FULL), **figures}, on, by)
    return by_order(tiers_of(figures), on, by) if entries.way == "order" else by_points(figures, on, by)


def swings(criteria: pd.DataFrame) -> pd.DataFrame:
    """One row a criterion: its name, and what lies at its worst and at its best."""
    rows = [(r.name, end(r, r.worst), end(r, r.best)) for r in each(criteria)]
    return pd.DataFrame(rows, columns=["criterion", "swing_from", "swing_to"])


def steps(text: str) -> str:
    """Scale words for reading: `0: none; 2,500: dear`; the text itself where a part of it has no score."""
    told = scale_words(text)
    if len(told) < text.count(";") + 1:
        return text
    return "; ".join(f"{words.number(score, 0 if float(score).is_integer() else 1)}: {said}" for score, said in told)


def end(row: Any, score: float) -> str:
    """An end of a criterion's scale: `0: stable`, `£100 a patient: cheap`; a unit that says both ends is left out."""
    told = dict(scale_words(row.scale_words)).get(score, "")
    figure = words.number(score, 0 if float(score).is_integer() else 1)
    unit = "" if _names_ends(row) else str(row.unit)
    if unit.startswith("£"):
        figure, unit = f"£{figure}", unit.removeprefix("£").strip()
    return squared(": ".join(part for part in (f"{figure} {unit}".strip(), told) if part))


def _names_ends(row: Any) -> bool:
    """Whether a criterion's unit says its ends: `panel score, 0 to 5`."""
    low, high = (re.escape(f"{v:g}") for v in sorted((row.worst, row.best)))
    return re.search(rf"\b{low}\b.*\bto\b.*\b{high}\b", str(row.unit)) is not None


def swing_words(row: Any) -> str:
    """A criterion's swing in one line."""
    return f"{row.name}: from {end(row, row.worst)}, to {end(row, row.best)}"


def compared(criteria: pd.DataFrame, weighed: Weighed) -> pd.DataFrame:
    """One row a criterion: its share of weight now, the new weight, and the change in points of 100; heaviest first."""
    new = criteria["criterion_id"].map(weighed.weights).astype(float)
    rows = pd.DataFrame(
        {
            "criterion": criteria["name"],
            "weight_before": FULL * criteria["weight_share"],
            "weight_after": new,
            "weight_change": [change(v) for v in new - FULL * criteria["weight_share"]],
        }
    )
    return rows.sort_values(["weight_after", "criterion"], ascending=[False, True], ignore_index=True)


def change(points: float) -> str:
    """`▲ 3.0 more`, `▼ 2.5 less` or `the same`."""
    figure = f"{abs(points):.1f}"
    if float(figure) == 0:
        return "the same"
    return f"▲ {figure} more" if points > 0 else f"▼ {figure} less"


def noted(note: str, source: str) -> str:
    """A what-if's note with where its weights came from; "" as source: set by hand, so nothing is said of it."""
    others = [part for part in note.split(_BETWEEN) if part and not part.startswith(FROM)]
    return _BETWEEN.join([*others, f"{FROM}{source.replace(_BETWEEN, ', ')}"] if source else others)


def came_from(note: str) -> str:
    """Where a what-if's weights came from, by its note; "" where nobody said."""
    return next((part.removeprefix(FROM) for part in note.split(_BETWEEN) if part.startswith(FROM)), "")

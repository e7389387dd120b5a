"""What a new surgery would change, as the map page shows it."""

import math

import pandas as pd
import shapely

from prioritise.evidence.new_surgery import NEW, NewSurgery, Opened, open_surgery
from prioritise.evidence.travel import TravelRules
from prioritise.pipeline import Prepared
from prioritise.ui import words
from prioritise.ui.views import gaps, sharing
from prioritise.ui.views.travel import minutes_line

NO_ANSWER = (
    "What a new surgery would take cannot be told here: it takes registrations by small area, the outlines of those "
    "areas, practices on the map and planned homes on the map."
)
OUTSIDE = "This place is in none of the small areas of the case: nobody is known to live there. Check it."
LEAST_PEOPLE = 0.5  # fewer than one person is not shown
LEAST_SHARE = 0.005
COLUMNS = ["practice", "people_before", "people_after", "people_change", "room_before", "room_after"]


def found(prepared: Prepared, surgery: NewSurgery, year: int) -> Opened | None:
    """What it would change by the end of a year; None where that cannot be told."""
    if prepared.evidence is None:
        return None
    return open_surgery(prepared.case, prepared.assumptions, prepared.evidence, surgery, year)


def busiest_place(prepared: Prepared) -> tuple[float, float]:
    """Where the development is that brings most people; the middle of the sites without one."""
    ids = list(sharing.developments(prepared))
    rows = prepared.case.table("developments")
    rows = rows[rows["development_id"].isin(ids[:1])] if ids else prepared.case.table("sites")
    return round(float(rows["longitude"].mean()), 5), round(float(rows["latitude"].mean()), 5)


def table(opened: Opened, prepared: Prepared) -> pd.DataFrame:
    """One row a practice that changes (`COLUMNS`), the new one first, then those that lose most; the rest in one row.

    The last row is of people who register outside the case, or whom no practice takes. Room is in words, "" for the
    rows that are not of one practice.
    """
    rows = _rows(opened, prepared)
    one = rows["practice_code"].notna()
    room = {
        f"room_{side}": [
            words.room(gap) if is_one else "" for gap, is_one in zip(rows[f"gap_{side}_m2"], one, strict=True)
        ]
        for side in ("before", "after")
    }
    return rows.assign(**room)[COLUMNS]


def _rows(opened: Opened, prepared: Prepared) -> pd.DataFrame:
    names = {NEW: "The new surgery", **gaps.names(prepared)}
    rows = opened.practices.assign(
        practice=[names.get(c, c) for c in opened.practices["practice_code"]],
        people_change=opened.practices["people_after"] - opened.practices["people_before"],
    )
    rows = rows.assign(new=rows["practice_code"].ne(NEW)).sort_values(["new", "people_change", "practice"])
    moved = rows[rows["people_change"].abs().ge(LEAST_PEOPLE) | ~rows["new"]]
    still = rows[~rows.index.isin(moved.index)]
    sums = ["people_before", "people_after", "people_change"]
    parts = [moved]
    if len(still):
        others = f"{words.plural(len(still), 'other')}, each changed by less than one"
        parts.append(pd.DataFrame([{"practice": others, **still[sums].sum()}]))
    change = opened.outside_after - opened.outside_before
    outside = {"practice": "Practices outside this case, or none", "people_change": change}
    outside |= {"people_before": opened.outside_before, "people_after": opened.outside_after}
    if max(opened.outside_before, opened.outside_after) >= LEAST_PEOPLE:
        parts.append(pd.DataFrame([outside]))
    return pd.concat(parts, ignore_index=True)


def by_development(opened: Opened, prepared: Prepared) -> pd.DataFrame:
    """One row a development it takes a share of: development, share it takes, and the share of the practice it left."""
    rows = opened.shares[opened.shares["practice_code"].eq(NEW) & opened.shares["after_share"].ge(LEAST_SHARE)]
    names = prepared.case.table("developments").set_index("development_id")["name"]
    others = opened.shares[opened.shares["practice_code"].ne(NEW)]
    most = others.sort_values(["before_share", "practice_code"], ascending=[False, True])
    most = most.drop_duplicates("development_id").set_index("development_id").reindex(rows["development_id"])
    practices = gaps.names(prepared)
    found = pd.DataFrame(
        {
            "development": names.reindex(rows["development_id"]).to_numpy(),
            "new_surgery_share": rows["after_share"].to_numpy(float),
            "practice": [practices.get(c, c) for c in most["practice_code"]],
            "was_share": most["before_share"].to_numpy(float),
            "after_share": most["after_share"].to_numpy(float),
        }
    )
    return found.sort_values(["new_surgery_share", "development"], ascending=[False, True], ignore_index=True)


def answer(opened: Opened, prepared: Prepared) -> str:
    """What it takes and from whom, with the figures."""
    rows = _rows(opened, prepared)
    losers = rows[rows["people_change"].lt(-LEAST_PEOPLE) & rows["gap_before_m2"].notna()]
    said = (
        f"By the end of {words.year(opened.year)} a new surgery here would take {words.number(opened.taken)} of the "
        f"{words.number(rows['people_before'].sum())} people from new homes"
    )
    if opened.wanted > opened.taken + LEAST_PEOPLE:
        said += f"; {words.number(opened.wanted)} would choose it, more than it can hold"
    if not len(losers):
        return f"{said}."
    top = losers.iloc[0]
    return (
        f"{said}. {top['practice']} would have {words.number(-top['people_change'])} fewer, and "
        f"{words.room(top['gap_after_m2'])} where it would have had {words.room(top['gap_before_m2'])}."
    )


def place_notes(opened: Opened, prepared: Prepared) -> list[str]:
    """What is odd about the place itself; nothing where the case has no outlines to tell by."""
    areas = prepared.case.areas
    if areas is None or not len(areas):
        return []
    place = shapely.Point(opened.surgery.longitude, opened.surgery.latitude)
    return [] if areas.geometry.covers(place).any() else [OUTSIDE]


def notes(opened: Opened, prepared: Prepared) -> list[str]:
    """How it was reckoned."""
    decay = prepared.assumptions.value("huff_decay_per_minute")
    travel = TravelRules.of(prepared.assumptions)
    return [
        *place_notes(opened, prepared),
        "A what-if: what people would do, not what they must. Only people from new homes move; those registered today "
        "stay where they are. Everybody is counted once, before and after.",
        f"It draws as a practice of its list nearby does, times the attraction, falling by {1 - math.exp(-decay):.0%} "
        "with each minute's drive; the others then keep their shares in proportion.",
        minutes_line(opened.provenance, travel, "each development") + " Those to the new surgery are always estimated.",
    ]

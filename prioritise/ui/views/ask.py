"""An S.106 ask, as its page shows it: what was entered, the sum, and its tables."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from prioritise.ask import Application, Index, Preset
from prioritise.ask import reckon as library
from prioritise.ask.numbers import read_number
from prioritise.ask.place import Place, read_place
from prioritise.ask.reckon import Reckoned, Setting
from prioritise.ask.sheet import Site
from prioritise.case.rows import each
from prioritise.errors import DataFault
from prioritise.evidence.geo import usable
from prioritise.evidence.people_steps import people_steps
from prioritise.pipeline import Prepared
from prioritise.ui import words

BEDS = (1, 2, 3, 4, 5)
SPARES = {"case": "The case's practices", "typed": "A figure I type", "unknown": "Not known"}
TENURES = {"": "The preset's rule", "counted": "Count affordable homes", "left out": "Leave them out"}
SITES = {
    "development": "Development", "clicked": "A click on the map", "typed": "Typed",
}  # fmt: skip
PERCENT_PLACES = 6


@dataclass(frozen=True)
class Entries:
    """What the user entered; None is not known.

    Attributes:
        homes: homes in all, where they are not given by bedrooms.
        beds: homes by bedrooms; None where they are given in all.
        affordable_percent: affordable homes in a hundred.
        affordable: "counted" or "left out"; "" for the preset's rule.
        spare, spare_patients: where the spare room comes from (a key of `SPARES`), and the figure typed.
        date: day of the application.
        index: index values.
        place, planned_to: where it is, and whether planned homes use the room first.
    """

    homes: int | None
    beds: tuple[int | None, ...] | None
    affordable_percent: float | None
    affordable: str
    spare: str
    spare_patients: int | None
    date: dt.date | None = None
    index: Index = Index()
    place: Place | None = None
    planned_to: int | None = None


def lacking(entries: Entries) -> str:
    """What must be entered before anything can be priced; "" where nothing is lacking."""
    if entries.beds is None:
        return "how many homes there are is not known: enter it" if entries.homes is None else ""
    unknown = [str(size) for size, count in zip(BEDS, entries.beds, strict=True) if count is None]
    if not unknown:
        return ""
    return (
        f"how many homes there are of these bedrooms is not known: {', '.join(unknown)}. Enter it (0 where there are "
        "none), or give the homes in all"
    )


def application_of(entries: Entries) -> Application:
    """The application as entered.

    Raises:
        DataFault: how many homes there are is not known, in all or of a size.
    """
    if lack := lacking(entries):
        raise DataFault(lack)
    percent, typed = entries.affordable_percent, entries.spare_patients
    beds = None if entries.beds is None else tuple(count or 0 for count in entries.beds)  # none of them is blank
    return Application(
        (entries.homes or 0) if beds is None else sum(beds),
        beds=beds,
        affordable_share=None if percent is None else Fraction(repr(percent)) / 100,
        affordable=entries.affordable or None,
        spare_patients=Fraction(typed) if entries.spare == "typed" and typed is not None else None,
        date=entries.date,
        index=entries.index,
    )


def reckon(prepared: Prepared, preset: Preset, entries: Entries) -> Reckoned:
    """Price what was entered in the case on screen. Raises DataFault as `prioritise.ask.reckon.reckon` does."""
    setting = Setting(
        prepared.case,
        prepared.assumptions,
        prepared.evidence,
        entries.place,
        entries.planned_to,
        room_counts=entries.spare == "case",
    )
    return library.reckon(preset, application_of(entries), setting)


def developments(prepared: Prepared) -> dict[str, str]:
    """Development id -> its name and homes, the largest first; those on the map alone."""
    rows = prepared.case.table("developments")
    rows = rows[usable(rows["longitude"], rows["latitude"])].sort_values(["homes", "development_id"], ascending=False)
    return {str(r.development_id): f"{r.name}, {words.number(r.homes)} homes" for r in each(rows)}


def _row_of(prepared: Prepared, development_id: str) -> Any:
    """The row of a development; None where the case has none of that id."""
    rows = prepared.case.table("developments")
    return next(each(rows[rows["development_id"] == development_id]), None)


def development(prepared: Prepared, development_id: str) -> dict[str, Any]:
    """What a development gives the form: homes, beds (unless they do not sum to the homes), affordable (%); or None."""
    row = _row_of(prepared, development_id)
    if row is None:
        return {}
    homes = int(row.homes) if words.known(row.homes) else None
    sized = [getattr(row, f"beds_{n}") for n in BEDS]
    beds = tuple(int(b) if words.known(b) else 0 for b in sized)
    percent = round(100 * float(row.affordable_share), PERCENT_PLACES) if words.known(row.affordable_share) else None
    return {
        "homes": homes,
        "beds": beds if sum(beds) == homes and any(map(words.known, sized)) else None,
        "affordable": percent,
    }


def place_of(prepared: Prepared, development_id: str) -> tuple[Place | None, Site]:
    """Where a development is and what the evidence sheet calls it."""
    row = _row_of(prepared, development_id)
    if row is None:
        return None, Site()
    reference, council = (str(v) if words.known(v) else "" for v in (row.planning_ref, row.authority))
    place = Place(float(row.longitude), float(row.latitude), development_id)
    return place, Site(str(row.name), reference, council, where=place.words)


def expected(prepared: Prepared, development_id: str) -> str:
    """How many people Housing expects of a development, who are fewer than an ask prices; "" without evidence."""
    if prepared.evidence is None:
        return ""
    steps = people_steps(prepared.case, prepared.assumptions, prepared.evidence, development_id)
    if not steps:
        return ""
    stated, chance, people = steps[0], steps[1], steps[-1]
    each_home = next((s for s in steps if s.unit.startswith("people a")), None)
    if each_home is None or each_home.value is None:
        return ""
    homes = f"{words.number(stated.value)} {stated.unit} of it finished by then"
    if chance.value != stated.value:
        homes += f", {words.number(chance.value)} after the chance that they are not built"
    reckoned = (chance.value or 0) * each_home.value
    other = "" if abs(reckoned - (people.value or 0)) < 1 else "; other steps too, which that page shows"
    return (
        f"Housing expects {words.number(people.value)} people of it by the end of "
        f"{words.year(prepared.evidence.years[-1])}: {homes}, at {each_home.value:.4g} people in each{other}. An ask "
        "prices the application as if all of it is built."
    )


def typed_place(text: str) -> Place | None:
    """A place typed or clicked, as `0.52, 51.27`; None for a blank. Raises DataFault as `read_place` does."""
    return read_place(text) if text.strip() else None


def index_of(before: str, now: str) -> Index:
    """Index values as typed; a blank is not known.

    Raises:
        DataFault: one is not a number above 0, or is out of bounds.
    """
    return Index(base=_typed("before the deed", before), current=_typed("before payment", now))


def _typed(name: str, text: str) -> Fraction | None:
    if not text.strip():
        return None
    try:
        return read_number(text, above_nought=True)
    except DataFault as fault:
        raise DataFault(f"the index {name} is {fault}") from fault

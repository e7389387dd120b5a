"""An S.106 ask, as its page shows it: what was entered, the sum, and its tables."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from prioritise.ask import TAGS, Application, Ask, Index, Preset, Step
from prioritise.ask import reckon as library
from prioritise.ask.model import KINDS, plain, room_words, whole_people
from prioritise.ask.numbers import read_number
from prioritise.ask.place import Place, read_place
from prioritise.ask.practices import near_words, told_apart
from prioritise.ask.reckon import Reckoned, Setting
from prioritise.ask.report import amount, as_json, dates
from prioritise.ask.rounding import NOT_ROUNDED
from prioritise.ask.sheet import Site, evidence_sheet
from prioritise.case.rows import each
from prioritise.errors import DataFault
from prioritise.evidence.geo import usable
from prioritise.evidence.ways import WAYS
from prioritise.pipeline import Prepared
from prioritise.ui import words

BEDS = (1, 2, 3, 4, 5)
SPARES = {"case": "The case's practices", "typed": "A figure I type", "unknown": "Not known"}
TENURES = {"": "The preset's rule", "counted": "Count affordable homes", "left out": "Leave them out"}
SITES = {"development": "A development of the case", "typed": "Longitude and latitude"}
PERCENT_PLACES = 6
READ_PLACES, READ_DIGITS = 2, 4
"""Decimals shown of a step, and digits from the first that is not nought; the figures file has them all."""
ROUNDED = (
    f"People are rounded to whole ones above, and figures here to {READ_PLACES} decimals, or to {READ_DIGITS} digits "
    "where these are more, so that a sum made again from them may come out a little differently; it is reckoned "
    "exactly, and the figures file below has every decimal."
)
_LONG = re.compile(r"\d[\d,]*\.\d{3,}")


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
        place, planned_to, site: where it is, whether planned homes use the room first, what the sheet calls it.
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
    site: Site = field(default_factory=Site)


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


def development(prepared: Prepared, development_id: str) -> dict[str, Any]:
    """What a development gives the form: homes, beds (unless they do not sum to the homes), affordable (%); or None."""
    rows = prepared.case.table("developments")
    row = next(each(rows[rows["development_id"] == development_id]), None)
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
    rows = prepared.case.table("developments")
    row = next(each(rows[rows["development_id"] == development_id]), None)
    if row is None:
        return None, Site()
    reference = row.planning_ref if words.known(row.planning_ref) else ""
    place = Place(float(row.longitude), float(row.latitude), development_id)
    return place, Site(str(row.name), str(reference), place.words)


def typed_place(text: str) -> tuple[Place | None, Site]:
    """A place typed or clicked, as `0.52, 51.27`; None for a blank. Raises DataFault as `read_place` does."""
    if not text.strip():
        return None, Site()
    place = read_place(text)
    return place, Site(where=place.words)


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


def preset_card(preset: Preset) -> dict[str, str]:
    """A preset's place, date, formula and evidence in pairs."""
    figures = {
        f"{f.name} ({f.unit})": f"{', '.join(plain(v) for v in f.numbers)}: {TAGS[f.evidence.tag]}"
        for f in preset.figures.values()
    }
    return {
        "Place": preset.place,
        "Used by": preset.body,
        "Date": f"{dates(preset)}. {preset.valid_why}",
        "Formula": KINDS[preset.kind].replace(" x ", " × ").replace("m2", "m²"),
        **{name.replace("m2", "m²"): text for name, text in figures.items()},
    }


def answer(found: Ask) -> str:
    """The page's sentence."""
    homes = words.plural(found.application.homes, "home")
    return (
        f"By “{found.preset.name}”, {homes} would be asked for £{found.amount_gbp:,.2f}: {whole_people(found.people)} "
        f"new patients; {room_words(found, whole_people)}."
    )


def figures(found: Ask) -> list[tuple[str, str, str]]:
    """Headline figures."""
    a = found.application
    homes = Fraction(a.homes)
    each_home = f"£{float(Fraction(found.amount_gbp) / homes):,.2f} a home" if a.homes else "no homes"
    room, beyond = (_or_not_known(v) for v in (found.people_with_room, found.people_beyond))
    more = f"for {whole_people(found.people_unknown)} more it is not known" if found.people_unknown else "people"
    if found.people_beyond is None:
        more = "nothing taken off"
    unknown = "not in this formula" if found.space_m2 is None else "at the preset's standard"
    return [
        ("Sum", f"£{found.amount_gbp:,.2f}", each_home + (", indexed" if found.number("indexed") else "")),
        ("New patients", whole_people(found.people), "people new to local practices"),
        ("Room for", room, _room_meaning(found)),
        ("Without room", beyond, more),
        ("Floor area", "none" if found.space_m2 is None else f"{plain(found.space_m2, 2)} m²", unknown),
    ]


def _or_not_known(people: Fraction | None) -> str:
    return words.NOT_KNOWN if people is None else whole_people(people)


def _room_meaning(found: Ask) -> str:
    """What "Room for" counts, and what it means when that is nobody."""
    room, typed = found.people_with_room, found.application.spare_patients is not None
    if room is None:
        return "no floor area is known where they would register"
    if typed:
        return "of them, by the figure typed"
    if room:
        return "of them, where they would register"
    known = "whose floor area is known " if found.people_unknown else ""
    return f"every practice {known}that they would join has as many patients as its area is meant for, or more"


def warnings(found: Ask) -> list[str]:
    """What to beware of, with sources by name."""
    return [_named(found.preset, w) for w in found.warnings]


def _named(preset: Preset, text: str) -> str:
    """A text with the names of its sources in place of their keys."""
    for key, source in preset.sources.items():
        text = text.replace(f"({key}: ", "(").replace(f"({key})", f"({source.citation})")
    return text


def _read(text: str) -> str:
    """A text with its long decimals rounded for reading; a small figure keeps its digits, and never becomes nought."""
    return _LONG.sub(lambda m: _short(Decimal(m[0].replace(",", ""))), text)


def _short(value: Decimal) -> str:
    return plain(Fraction(value), max(READ_PLACES, READ_DIGITS - 1 - value.adjusted()))


def steps(found: Ask) -> pd.DataFrame:
    """One row a step of the working, for reading: step, result, working, tag (in words), source (by name)."""
    rows = [
        (
            f"{n}. {s.label}",
            _read(amount(s)),
            _read(_with_rounding(s)),
            TAGS.get(s.tag, ""),
            _named(found.preset, s.source),
        )
        for n, s in enumerate(found.working, 1)
    ]
    return pd.DataFrame(rows, columns=["step", "result", "working", "tag", "source"])


def _with_rounding(step: Step) -> str:
    """The working, with its rounding where that is not already in it."""
    said = step.rounding == NOT_ROUNDED.words or step.rounding in step.formula
    return step.formula if said else f"{step.formula}, rounded {step.rounding}"


def practices(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a practice affected that is worth a line, in words: what is not known says so."""
    rows, _ = told_apart(rows)

    def whole(name: str) -> list[str]:
        return [words.number(v) for v in rows[name]]

    area = [
        f"{words.m2(v)} {b}" if words.known(v) else words.NOT_KNOWN
        for v, b in zip(rows["available_m2"], rows["area_basis"], strict=True)
    ]
    note = [_note(r) for r in each(rows)]
    spare = [words.number(v) if not v < 0 else f"over by {words.number(-v)}" for v in rows["spare_patients"]]
    return pd.DataFrame(
        {
            "practice": rows["practice"], "share": rows["share"], "new_patients": whole("people"),
            "list_size": whole("list_size"), "floor_area": area, "capacity_patients": whole("capacity_patients"),
            "spare_patients": spare, "people_beyond_spare": whole("people_beyond_spare"),
            "distance_km": rows["distance_km"], "remark": note,
        }
    )  # fmt: skip


def _note(row: Any) -> str:
    parts = [row.unknown_reason] if row.unknown_reason else []
    parts += ["floor area assumed, not surveyed"] if row.area_assumed is True else []
    parts += [f"{words.number(row.planned_people)} people of homes planned counted"] if row.planned_people else []
    return "; ".join(parts)


def how_shared(found: Reckoned) -> str:
    """How the people were shared over the practices, and how many stay near; "" without practices."""
    rows, radius = found.practices, found.radius
    if rows is None or radius is None:
        return ""
    close = "".join(f" {s}" for s in (told_apart(rows)[1], near_words(rows, radius.value)) if s)
    how = "; ".join(WAYS[m].manner for m in sorted(rows["method"].unique()))
    return f"Shared {how}. Practices outside the case are included where they are known." + close


def beside(first: Ask, second: Ask) -> pd.DataFrame:
    """Two presets for the same homes: measure, this preset, the other."""
    pair = (first, second)
    lines: Mapping[str, list[str]] = {
        "Preset": [a.preset.name for a in pair],
        "Sum": [f"£{a.amount_gbp:,.2f}" for a in pair],
        "New patients": [whole_people(a.people) for a in pair],
        "Room": [room_words(a, whole_people) for a in pair],
        "Floor area": ["not in the formula" if a.space_m2 is None else f"{plain(a.space_m2, 2)} m²" for a in pair],
        "Place": [a.preset.place for a in pair],
        "Date": [dates(a.preset) for a in pair],
        "Floor-area basis": [a.preset.area_basis.value if a.preset.area_basis else "none" for a in pair],
        "Not stated by a source": ["; ".join(a.preset.unofficial) or "nothing" for a in pair],
    }
    return pd.DataFrame([(k, *v) for k, v in lines.items()], columns=["measure", "this_preset", "other_preset"])


def difference(first: Ask, second: Ask) -> str:
    """How far two presets lie apart."""
    low, high = sorted((first.amount_gbp, second.amount_gbp))
    if not low:
        return "Presets are not interchangeable: each belongs to its place and date."
    times = float(high / low)
    return (
        f"The larger sum is {times:.2f} times the smaller. Presets are not interchangeable: each belongs to its place "
        "and date, and one is never used for another unless you choose it."
    )


def json_bytes(found: Reckoned) -> bytes:
    """The ask as the command line's JSON, with the practices."""
    return json.dumps(as_json(found), ensure_ascii=False, indent=2, allow_nan=False).encode()


def sheet_bytes(found: Reckoned, site: Site) -> bytes:
    """The evidence sheet."""
    return evidence_sheet(found, site)

"""An S.106 ask, as its page shows it: the sum in a sentence and in figures, its warnings and its tables."""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from prioritise.ask import TAGS, Ask, Preset, Step
from prioritise.ask.model import KINDS, plain, room_words, whole_people
from prioritise.ask.practices import beyond_words, closing_lines, near_words, told_apart
from prioritise.ask.reckon import Reckoned
from prioritise.ask.report import amount, as_json, dates
from prioritise.ask.rounding import NOT_ROUNDED
from prioritise.ask.sheet import Site, evidence_sheet
from prioritise.ask.told import READ_DIGITS, READ_PLACES
from prioritise.case.rows import each
from prioritise.evidence.ways import WAYS
from prioritise.record.words import slug
from prioritise.ui import words

ROUNDED = (
    f"People are rounded to whole ones above. Here a result has {READ_PLACES} decimals, or {READ_DIGITS} digits where "
    "these are more, and what goes into it has as many as make its line come out true; the sum is reckoned exactly, "
    "and the figures file below has every decimal."
)
WHOLE_PLACES = 9
"""Decimals of a share beyond which adding up tells nothing."""
_TEXTS = ("list_size", "floor_area", "capacity_patients", "spare_patients", "people_beyond_spare", "remark")


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


def standing() -> str:
    """Which figures are not official, by the words the page shows beside them."""
    *others, last = [f"“{words}”" for tag, words in TAGS.items() if tag not in ("S", "U")]
    return (
        f"A figure marked {', '.join(others)} or {last} is not an official figure of the NHS or of any council; "
        "confirm it before it is relied on."
    )


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
    indexed = ", indexed" if found.number("indexed") else ""
    full = f"; £{found.full_gbp:,.2f} if nothing is taken off for room" if found.room_worth else ""
    unknown = "not in this formula" if found.space_m2 is None else "at the preset's standard"
    return [
        ("Sum", f"£{found.amount_gbp:,.2f}", each_home + indexed + full),
        ("New patients", whole_people(found.people), "people new to local practices"),
        ("With room", room, _room_meaning(found)),
        ("Without room", beyond, more),
        ("Floor area", "none" if found.space_m2 is None else f"{plain(found.space_m2, 2)} m²", unknown),
    ]


def _or_not_known(people: Fraction | None) -> str:
    return words.NOT_KNOWN if people is None else whole_people(people)


def _room_meaning(found: Ask) -> str:
    """What "With room" counts, and what it means when that is nobody."""
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


def steps(found: Ask) -> pd.DataFrame:
    """One row a step of the working, for reading: step, result, working, tag (in words), source (by name)."""
    rows = [
        (
            f"{n}. {s.label}",
            amount(s),
            _with_rounding(s),
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
    """One row a practice affected that is worth a line, in words, then the rest and all: what is not known says so."""
    shown, _ = told_apart(rows)

    def whole(name: str) -> list[str]:
        return [words.number(v) for v in shown[name]]

    area = [
        f"{words.m2(v)} {b}" if words.known(v) else words.NOT_KNOWN
        for v, b in zip(shown["available_m2"], shown["area_basis"], strict=True)
    ]
    note = [_note(r) for r in each(shown)]
    spare = [words.number(v) if not v < 0 else f"over by {words.number(-v)}" for v in shown["spare_patients"]]
    table = pd.DataFrame(
        {
            "practice": shown["practice"], "share": [_share(v) for v in shown["share"]],
            "new_patients": whole("people"), "list_size": whole("list_size"), "floor_area": area,
            "capacity_patients": whole("capacity_patients"),
            "spare_patients": spare, "people_beyond_spare": whole("people_beyond_spare"),
            "distance_km": shown["distance_km"], "remark": note,
        }
    )  # fmt: skip
    last = [{"practice": n, "share": _share(s), "new_patients": words.number(p)} for n, s, p in closing_lines(rows)]
    last[-1]["people_beyond_spare"] = beyond_words(rows)
    return pd.concat([table, pd.DataFrame(last)], ignore_index=True).fillna({c: "" for c in _TEXTS})


def _share(share: float) -> str:
    """A share to one decimal that never tells some as none; what adding up parts may lose is not told as some."""
    return words.share_fine(round(share, WHOLE_PLACES))


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
    how = "; ".join(WAYS[m].manner for m in sorted(rows["method"].unique()))
    return (
        f"Shared {how}. Practices outside the case are included where they are known. {near_words(rows, radius.value)}"
    )


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


def file_name(found: Reckoned, site: Site) -> str:
    """What a file of the ask is called: its place and preset, as `s106-ask-green-lane-kent-360`."""
    parts = ("s106-ask", site.name or site.reference or site.where, found.ask.preset.id)
    return "-".join(part for part in map(slug, parts) if part)


def sheet_bytes(found: Reckoned, site: Site) -> bytes:
    """The evidence sheet."""
    return evidence_sheet(found, site)

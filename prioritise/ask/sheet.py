"""The evidence sheet: an ask under the three tests of regulation 122, every figure traced to its step and source."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from prioritise.ask.instalments import Instalment
from prioritise.ask.model import TAGS, Ask, Source, plain, room_words
from prioritise.ask.paper import Paper
from prioritise.ask.practices import beyond_words, closing_lines, near_words, told_apart
from prioritise.ask.presets import shipped_sources
from prioritise.ask.reckon import Reckoned
from prioritise.ask.report import NOT_OFFICIAL, SYNTHETIC, amount, dates, records
from prioritise.evidence.ways import WAYS
from prioritise.unknown import NOT_KNOWN
from prioritise.years import day_words, year_label

REGULATION = "regulation 122 of the Community Infrastructure Levy Regulations 2010"
TESTS = (
    "Necessary to make the development acceptable in planning terms",
    "Directly related to the development",
    "Fairly and reasonably related in scale and kind to the development",
)
TO_FILL_IN = "_" * 40
INGOL = "G3"
"""Key of the source that tells why the deed must say what the money is for: every sheet cites it."""
_NEAR = {True: "yes", False: "no", None: NOT_KNOWN}


@dataclass(frozen=True)
class Site:
    """What the sheet calls the application: name, planning reference, council, applicant, where; "" is not known."""

    name: str = ""
    reference: str = ""
    council: str = ""
    applicant: str = ""
    where: str = ""


def evidence_sheet(found: Reckoned, site: Site = Site(), parts: Sequence[Instalment] = ()) -> bytes:
    """The evidence sheet as a Word file (.docx); the same ask gives the same bytes.

    Args:
        found: the sum with its working and the practices affected, where there is a case.
        site: what the application is called.
        parts: the sum in instalments.
    """
    ask = found.ask
    paper = Paper("Request for a contribution to general practice premises")
    _front(paper, found, site)
    _necessary(paper, ask, found.practices)
    _related(paper, found)
    _fair(paper, ask, parts)
    _working(paper, ask)
    _sources(paper, found)
    return paper.content()


def cited(found: Reckoned) -> list[Source]:
    """The sources that the sheet names by their keys, in the order of these, and no other."""
    ask = found.ask
    texts = [ask.preset.valid_why, *(s.source for s in ask.working), *(s.formula for s in ask.steps)]
    known = {**shipped_sources(), **ask.preset.sources}
    return [
        known[key]
        for key in sorted(known)
        if key == INGOL or any(re.search(rf"\({re.escape(key)}[:)]", text) for text in texts)
    ]


def _step(ask: Ask, step_id: str) -> str:
    """`(step 4)`."""
    return f"(step {ask.number(step_id)})"


def _front(paper: Paper, found: Reckoned, site: Site) -> None:
    ask = found.ask
    preset, a = ask.preset, ask.application
    last = "indexed" if ask.number("indexed") else "sum"
    paper.text(f"£{ask.amount_gbp:,.2f} is asked for {_step(ask, last)}.", strong=True)
    if found.synthetic:
        paper.text(SYNTHETIC, strong=True)
    if ask.room_worth:
        paper.text(ask.room_worth)
    rows = [
        ("Site", site.name or TO_FILL_IN), ("Application reference", site.reference or TO_FILL_IN),
        ("Council", site.council or TO_FILL_IN), ("Applicant", site.applicant or TO_FILL_IN),
        ("Where", site.where or TO_FILL_IN),
        ("Homes", f"{a.homes:,}" + (f", of 1/2/3/4/5 bedrooms: {'/'.join(map(str, a.beds))}" if a.beds else "")),
        ("Date of the application", day_words(a.date) if a.date else NOT_KNOWN),
        ("Method", f"{preset.name} (preset {preset.id})"),
        ("Used in", f"{preset.place}, by {preset.body}; {dates(preset)}. {preset.valid_why}"),
    ]  # fmt: skip
    paper.table(("What", "Entry"), rows, (4.5, 12.9))
    paper.text(
        f"Set out under the three tests of {REGULATION}. Step numbers are those of the working at the end, which gives "
        "each figure's source and how sure it is. A blank is unknown, and unknown is never counted as nil."
    )
    if ask.warnings:
        paper.text("Beware:", strong=True)
        paper.bullets(ask.warnings)


def _necessary(paper: Paper, ask: Ask, practices: pd.DataFrame | None) -> None:
    paper.heading(f"1. {TESTS[0]}")
    paper.text(_need(ask))
    if practices is None or not len(practices):
        paper.text("No table of the practices' capacity was given: complete one before this is sent.")
        return
    paper.text("Capacity of the practices these patients would register with:")
    head = ("Practice", "List ", "Floor area m² ", "Area is for ", "Spare ", "New patients ", "Beyond it ", "Note")
    last = [[name, "", "", "", "", f"{round(people) + 0:,}", "", ""] for name, _, people in closing_lines(practices)]
    last[-1][6] = beyond_words(practices)
    shown, _ = told_apart(practices)
    paper.table(head, [*map(_capacity_row, records(shown)), *last], (3.6, 1.5, 2.0, 1.6, 1.6, 1.8, 1.6, 3.7))
    paper.text(
        "What an area is for is patients, by the space standard of its basis (NIA or GIA), and spare is that less the "
        "practice's list today and any homes already planned that are counted. Patients, not rooms or "
        "staff. Only growth is asked for: today's shortage is shown and is not part of the sum."
    )


def _need(ask: Ask) -> str:
    """How many patients come, how many find no room, and of how many that is not known."""
    room, known = room_words(ask), ask.people_beyond is not None
    found = (
        f"The homes bring {plain(ask.people, 1)} patients who are new to local practices {_step(ask, 'people')}. "
        f"{room[0].upper() + room[1:]} {_step(ask, 'people_short' if known else 'spare')}."
    )
    if not ask.people_unknown:
        return found
    whom = "those patients" if known else "any of them"
    return f"{found} The sum counts {whom}, and the request cannot rest on this sheet alone until their room is known."


def _capacity_row(row: dict[str, Any]) -> list[str]:
    def whole(name: str) -> str:
        return NOT_KNOWN if row[name] is None else f"{round(row[name]) + 0:,}"

    basis = "" if row["area_basis"] is None or row["available_m2"] is None else f" {row['area_basis']}"
    notes = [row["unknown_reason"] or ""]
    notes += ["floor area assumed, not surveyed"] if row["area_assumed"] else []
    notes += [f"{row['planned_people']:,.0f} people of homes already planned counted"] if row["planned_people"] else []
    return [
        f"{row['practice']} ({row['practice_code']})", whole("list_size"), whole("available_m2") + basis,
        whole("capacity_patients"), whole("spare_patients"), whole("people"), whole("people_beyond_spare"),
        "; ".join(n for n in notes if n),
    ]  # fmt: skip


def _related(paper: Paper, found: Reckoned) -> None:
    practices, radius = found.practices, found.radius
    paper.heading(f"2. {TESTS[1]}")
    if practices is None or not len(practices) or radius is None:
        paper.text("Name the practices the residents would use, with distance and why: no case was given here.")
    else:
        how = "; ".join(WAYS[m].manner for m in sorted(practices["method"].dropna().unique()))
        paper.text(f"Where the new residents would register, shared {how}. Shares sum to one: nobody is counted twice.")
        shown, _ = told_apart(practices)
        rows = [
            [f"{r['practice']} ({r['practice_code']})", f"{r['share']:.1%}", f"{r['people']:,.1f}",
             NOT_KNOWN if r["distance_km"] is None else f"{r['distance_km']:.1f}", _NEAR[r["near"]]]
            for r in records(shown)
        ]  # fmt: skip
        rows += [[name, f"{share:.1%}", f"{people:,.1f}", "", ""] for name, share, people in closing_lines(practices)]
        paper.table(
            ("Practice", "Share ", "New patients ", "Straight line km ", "Near"), rows, (7.4, 2.6, 2.8, 3.0, 1.6)
        )
        paper.text(
            f"{near_words(practices, radius.value)} The radius is an assumption ({radius.source}). A practice further "
            "away needs a reason."
        )
    paper.text(
        "The deed should name the practices or the scheme, say that the money is for added capacity, and give the "
        "trigger, the index and the last day to spend it: the Secretary of State disregarded a sum worded “or other "
        f"health purposes” ({INGOL})."
    )


def _fair(paper: Paper, ask: Ask, parts: Sequence[Instalment]) -> None:
    paper.heading(f"3. {TESTS[2]}")
    each = ask.before_index_gbp / ask.application.homes if ask.application.homes else None
    per_home = f", £{each:,.2f} a home" if each is not None else ""
    space = f"{plain(ask.space_m2, 2)} m² {_step(ask, 'space')}, " if ask.space_m2 is not None else ""
    paper.text(
        f"The sum follows the homes: {plain(ask.people_short, 1)} patients {_step(ask, 'people_short')}, {space}"
        f"£{ask.before_index_gbp:,.2f} {_step(ask, 'sum')}{per_home}. It is capital for added capacity; it pays for no "
        "running cost and for nobody who is registered there today."
    )
    if ask.number("indexed"):
        paper.text(f"Indexed, it is £{ask.amount_gbp:,.2f} {_step(ask, 'indexed')}.")
    if parts:
        rows = [
            [p.label, f"{plain(p.share * 100)}%", f"£{p.amount_gbp:,.2f}",
             year_label(p.financial_year) if p.financial_year else NOT_KNOWN]
            for p in parts
        ]  # fmt: skip
        paper.table(("Falls due", "Share ", "Amount ", "Financial year"), rows, (7.4, 2.5, 4.0, 3.5))


def _working(paper: Paper, ask: Ask) -> None:
    paper.heading("The working, step by step")
    rows = [[str(n), s.label, s.formula, amount(s), s.rounding, s.tag] for n, s in enumerate(ask.working, 1)]
    head = ("No.", "Step", "Working", "Result ", "Rounding", "Tag")
    paper.table(head, rows, (1.0, 3.4, 6.2, 3.0, 2.6, 1.2))
    paper.text("Tags: " + "; ".join(f"{tag}, {words}" for tag, words in TAGS.items()) + ".")
    paper.text(NOT_OFFICIAL)


def _sources(paper: Paper, found: Reckoned) -> None:
    ask = found.ask
    paper.heading("Sources")
    rows = [[str(n), s.label, s.tag, s.source] for n, s in enumerate(ask.working, 1) if s.source]
    paper.table(("Step", "Figure", "Tag", "Source, and what it says"), rows, (1.2, 4.0, 1.2, 11.0))
    preset = ask.preset
    paper.bullets([f"{s.key}: {s.citation}. {s.address}".strip() for s in cited(found)])
    if preset.unofficial:
        paper.text("Not stated by any source: " + "; ".join(n[0].lower() + n[1:] for n in preset.unofficial) + ".")

"""From homes to a sum, every step recorded: homes -> people -> people without room -> space -> pounds -> index.

Everything is reckoned in exact fractions. What a preset rounds is rounded where the preset says; money becomes whole
pence, halves up, when it is agreed and again when it is indexed.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from prioritise.ask.model import (
    BEDS,
    TAGS,
    TENURES,
    Application,
    Ask,
    Evidence,
    Figure,
    Index,
    Preset,
    Room,
    Step,
    plain,
    whole_people,
)
from prioritise.ask.numbers import LARGEST
from prioritise.ask.rounding import NOT_ROUNDED, TO_PENCE, Rounding, pounds
from prioritise.errors import DataFault
from prioritise.unknown import NOT_KNOWN

MOST_HOMES = 1_000_000
MOST_GBP = 10**12
ENTERED = "entered by the user"
ARITHMETIC = "arithmetic on the steps above"
NIL = Fraction(0)


def price(preset: Preset, application: Application) -> Ask:
    """What a preset asks of an application, with every step.

    Raises:
        DataFault: the application contradicts itself, or lacks what the preset needs.
    """
    check(application)
    work = _Working(preset)
    _dates(work, application)
    if application.place_doubt:
        work.remark("place", "Place in doubt", application.place_doubt)
    homes, beds = _homes(work, application)
    people = _people(work, homes, beds)
    short = _beyond_spare(work, people, application)
    space, sum_due = _formula(work, homes, people, short)
    agreed = pounds(sum_due)
    amount = pounds(_indexed(work, Fraction(agreed), application.index))
    if max(agreed, amount) >= MOST_GBP:
        raise DataFault(
            f"the sum is £{max(agreed, amount):,.2f}; expected less than £{MOST_GBP:,}: check the rate, the people in "
            "a home, the homes and the index"
        )
    _notes(work)
    return Ask(preset, application, tuple(work.steps), people, short, space, agreed, amount)


@dataclass
class _Working:
    """The steps so far."""

    preset: Preset
    steps: list[Step] = field(default_factory=list)

    def add(self, step_id: str, label: str, formula: str, value: Fraction, unit: str) -> Fraction:
        """A step that is arithmetic alone."""
        self.steps.append(Step(step_id, label, formula, value, unit, ARITHMETIC, "C"))
        return value

    def entered(self, step_id: str, label: str, formula: str, value: Fraction, unit: str) -> None:
        """What the user said."""
        self.steps.append(Step(step_id, label, formula, value, unit, ENTERED, "U"))

    def remark(self, step_id: str, label: str, sentence: str) -> None:
        """A remark the reader must see."""
        self.steps.append(Step(step_id, label, sentence, None, "", "", "", warns=True))

    def using(  # noqa: PLR0913 - one argument a column of the working
        self,
        step_id: str,
        label: str,
        formula: str,
        value: Fraction,
        unit: str,
        *,
        evidence: Evidence,
        rounding: Rounding = NOT_ROUNDED,
    ) -> Fraction:
        """A step that uses a figure of the preset; returns the rounded value.

        It has that figure's tag and source, and those of the preset's rounding too where that changes the value: the
        less sure of the two tags then, for the step is no surer than its rounding.
        """
        rounded = rounding.apply(value)
        source, tag = self.source(evidence), evidence.tag
        if rounded != value:
            formula = f"{formula} = {plain(value)}, rounded {rounding.words}"
            if (by := self.preset.rounding_evidence.get(step_id)) is not None:
                source, tag = f"{source}. {self.source(by)}", max(tag, by.tag, key=list(TAGS).index)
        self.steps.append(Step(step_id, label, formula, rounded, unit, source, tag, rounding.words))
        return rounded

    def source(self, evidence: Evidence) -> str:
        """What the source says and which it is."""
        where = self.preset.citation(evidence.source)
        return f"{evidence.wording} ({evidence.source}: {where})" if where else evidence.wording


def check(application: Application) -> None:
    """Refuse an application that contradicts itself.

    Raises:
        DataFault: says which entry, its value and what was expected.
    """
    a = application
    if not 0 <= a.homes <= MOST_HOMES:
        raise DataFault(f"homes is {a.homes:,}; expected a whole number from 0 to {MOST_HOMES:,}")
    if a.beds is not None:
        _check_beds("homes by bedrooms", a.beds)
        if sum(a.beds) != a.homes:
            raise DataFault(f"homes is {a.homes:,}, but the homes by bedrooms sum to {sum(a.beds):,}; they must agree")
    if a.affordable is not None and a.affordable not in TENURES:
        raise DataFault(f"affordable homes: {a.affordable!r}; expected one of {', '.join(TENURES)}")
    if a.affordable_share is not None and not 0 <= a.affordable_share <= 1:
        raise DataFault(f"affordable share is {plain(a.affordable_share)}; expected a share from 0 to 1")
    if a.spare_patients is not None and not 0 <= a.spare_patients < LARGEST:
        raise DataFault(
            f"spare capacity is {plain(a.spare_patients)} people; expected 0 or more and below {LARGEST:,}, or blank "
            "if unknown"
        )
    if a.spare_patients is not None and a.room is not None:
        raise DataFault("the spare capacity was given both as a figure and from a case; expected one of them")
    if a.affordable_beds is not None:
        _check_affordable_beds(a)


def _check_beds(name: str, beds: Sequence[int]) -> None:
    if len(beds) != BEDS or min(beds) < 0:
        raise DataFault(f"{name}: {', '.join(map(str, beds))}; expected {BEDS} whole numbers of 0 or more")


def _check_affordable_beds(a: Application) -> None:
    beds = a.affordable_beds or ()
    _check_beds("affordable homes by bedrooms", beds)
    if a.beds is None:
        raise DataFault("affordable homes by bedrooms were given, but not all homes by bedrooms")
    if a.affordable_share is not None:
        raise DataFault("affordable homes were given both as a share and by bedrooms; expected one of them")
    for size, (some, every) in enumerate(zip(beds, a.beds, strict=True), 1):
        if some > every:
            raise DataFault(f"{some:,} affordable homes of {size} bedrooms, but {every:,} homes of that size in all")


def _dates(work: _Working, application: Application) -> None:
    preset, day = work.preset, application.date
    if day is None:
        if preset.valid_to is not None:
            work.remark(
                "date",
                "Date of the application not known",
                "The date of the application is not known, and this preset is known to have been in use only until "
                f"{words_of_day(preset.valid_to)}: check the rate of the day.",
            )
        return
    if preset.valid_from is None and preset.valid_to is None:
        work.remark(
            "date", "Preset's dates not known", "The days this preset was in use are not known: check the rate."
        )
    elif not preset.covers(day):
        first = preset.valid_from.isoformat() if preset.valid_from else "its start"
        last = preset.valid_to.isoformat() if preset.valid_to else "today"
        work.remark(
            "date",
            "Outside the preset's dates",
            f"{day} is outside the dates this preset is known to have been in use, {first} to {last}. It is used all "
            "the same because it was asked for: check the rate of the day.",
        )


def _notes(work: _Working) -> None:
    """What the preset's own notes say, and that the user changed some of it."""
    for number, sentence in enumerate(work.preset.notes, 1):
        work.remark(f"note_{number}", "Note on the preset", sentence)
    if work.preset.own:
        changed = ", ".join(work.preset.own)
        work.remark("own", "Changed by the user", f"Not as published: {changed} replaced by the user's own.")


def _homes(work: _Working, application: Application) -> tuple[Fraction, tuple[Fraction, ...] | None]:
    """Homes that count, in all and by bedrooms where those are known."""
    a, rule = application, work.preset.tenure
    beds = None if a.beds is None else tuple(Fraction(b) for b in a.beds)
    mix = "" if a.beds is None else f": {'/'.join(map(str, a.beds))} of 1/2/3/4/5 bedrooms"
    work.entered("homes", "Homes in the application", f"{a.homes:,} homes{mix}", Fraction(a.homes), "homes")
    treatment = a.affordable or rule.value
    evidence = rule.evidence if a.affordable in (None, rule.value) else Evidence("U", "", ENTERED.capitalize())
    if treatment == "counted":
        every = Fraction(a.homes)
        words = "every home, affordable or not"
        return work.using("homes_counted", "Homes that count", words, every, "homes", evidence=evidence), beds
    market = _market(a)
    homes = market if isinstance(market, Fraction) else sum(market, NIL)
    words = f"{a.homes:,} homes less {plain(a.homes - homes)} affordable"
    counted = work.using("homes_counted", "Homes that count", words, homes, "homes", evidence=evidence)
    return counted, None if isinstance(market, Fraction) else market


def _market(a: Application) -> Fraction | tuple[Fraction, ...]:
    """Homes left when affordable ones are left out: by bedrooms where those are known."""
    if a.affordable_beds is not None and a.beds is not None:
        return tuple(Fraction(every - some) for every, some in zip(a.beds, a.affordable_beds, strict=True))
    if a.affordable_share is None:
        raise DataFault(
            "affordable homes are to be left out, but how many there are is not known: give their share "
            "(0 if there are none) or their number by bedrooms"
        )
    part = 1 - a.affordable_share
    return a.homes * part if a.beds is None else tuple(b * part for b in a.beds)


def _people(work: _Working, homes: Fraction, beds: tuple[Fraction, ...] | None) -> Fraction:
    """People who are new to local practices."""
    preset = work.preset
    one, sized = preset.figures.get("people_per_home"), preset.figures.get("people_by_beds")
    if sized is not None and beds is not None:
        parts = [f"{plain(n)} x {plain(v)}" for n, v in zip(beds, sized.numbers, strict=True) if n]
        total = sum((n * v for n, v in zip(beds, sized.numbers, strict=True)), NIL)
        words, evidence = " + ".join(parts) or "no homes", sized.evidence
    elif one is not None:
        if sized is not None:
            work.remark(
                "no_beds",
                "Bedroom sizes not given",
                f"This preset counts people by bedrooms; without them {plain(one.value)} a home is used.",
            )
        total, words, evidence = homes * one.value, f"{plain(homes)} homes x {plain(one.value)} people", one.evidence
    else:
        raise DataFault(f"preset {preset.id} counts people by bedrooms: give the homes by bedrooms")
    in_homes = work.using("people_in_homes", "People in those homes", words, total, "people", evidence=evidence)
    return _new_people(work, in_homes)


def _new_people(work: _Working, in_homes: Fraction) -> Fraction:
    share = work.preset.figures.get("net_new_share")
    if share is not None:
        words, evidence = f"{plain(in_homes)} people x {plain(share.value)} new to local practices", share.evidence
        value = in_homes * share.value
    else:
        words, value = "everyone counts as new to local practices", in_homes
        evidence = Evidence("D", "", "The preset has no discount for people registered nearby already")
    return work.using("people", "New patients", words, value, "people", evidence=evidence,
                      rounding=work.preset.rounds("people"))  # fmt: skip


def _beyond_spare(work: _Working, people: Fraction, application: Application) -> Fraction:
    """People the sum is for: those beyond the spare capacity near the site, and those of whom that is not known."""
    room = application.room
    if room is not None and room.known_share:
        return _beyond_room(work, people, room)
    spare = application.spare_patients if room is None else None
    if spare is None:
        words = room.sentence if room else "Not known, so nothing is taken off; that is not to say that there is none."
        work.steps.append(Step("spare", "Spare capacity", words, None, "people", NOT_KNOWN, "", warns=True))
        words = f"not known for any of {plain(people)}, so all count"
        return work.add("people_short", "Patients the sum is for", words, people, "people")
    work.entered("spare", "Spare capacity", f"room for {plain(spare)} people", spare, "people")
    words = f"{plain(people)} - {plain(spare)}, and not below 0"
    return work.add("people_short", "Patients without room", words, max(people - spare, NIL), "people")


def _beyond_room(work: _Working, people: Fraction, room: Room) -> Fraction:
    """The same where the room is known at some practices at least."""
    counted = room.people + room.beyond_people + room.unknown_people
    if counted != people:
        raise DataFault(f"the room was reckoned for {plain(counted)} people; expected {plain(people)}, as are priced")
    words = f"room for {plain(room.people)} people"
    work.steps.append(Step("spare", "Spare capacity", words, room.people, "people", room.sentence, "C"))
    if room.doubt:
        work.remark("spare_doubt", "Spare capacity in doubt", room.doubt)
    words, label = f"{plain(people)} - {plain(room.people)}", "Patients without room"
    if room.unknown_people:
        unknown, every = whole_people(room.unknown_people), whole_people(people)
        work.remark(
            "spare_unknown",
            "Room not known for all",
            f"For {unknown} of the {every} people it is not known whether there is room. Nothing is taken off for "
            "them, so the sum may be too high.",
        )
        label = "Patients the sum is for"
        words += f": {plain(room.beyond_people)} have no room; for {plain(room.unknown_people)} more it is not known"
    return work.add("people_short", label, words, people - room.people, "people")


def _formula(work: _Working, homes: Fraction, people: Fraction, short: Fraction) -> tuple[Fraction | None, Fraction]:
    """Floor area (None where there is none in the formula) and the sum, not yet in whole pence."""
    if work.preset.kind == "space":
        space = _space(work, short)
        return space, _sum(work, space, "gbp_per_m2", "m²")
    if work.preset.kind == "per person":
        return None, _sum(work, short, "gbp_per_person", "people")
    if short != people:
        share = short / people
        words = f"{plain(homes)} homes x {plain(short)} / {plain(people)} of their people"
        homes = work.add("homes_short", "Homes the sum is for", words, homes * share, "homes")
    return None, _sum(work, homes, "gbp_per_home", "homes")


def _space(work: _Working, short: Fraction) -> Fraction:
    figures, basis = work.preset.figures, work.preset.area_basis
    patients, m2 = figures["patients"], figures["m2"]
    words = f"{plain(short)} people / {plain(patients.value)} patients a list"
    lists = work.using(
        "gps", f"Lists of {plain(patients.value)}", words, short / patients.value, "lists", evidence=patients.evidence,
        rounding=work.preset.rounds("gps"),
    )  # fmt: skip
    on = "" if basis is None else f" ({basis.value if basis.value != 'unknown' else 'basis not known'})"
    words = f"{plain(lists)} lists x {plain(m2.value)} m²{on}"
    return work.using("space", f"Floor area for them{on}", words, lists * m2.value, "m2", evidence=m2.evidence,
                      rounding=work.preset.rounds("space"))  # fmt: skip


def _sum(work: _Working, quantity: Fraction, figure_id: str, unit: str) -> Fraction:
    rate: Figure = work.preset.figures[figure_id]
    words = f"{plain(quantity)} {unit} x {money(rate.value)}"
    return work.using("sum", "Sum", words, quantity * rate.value, "£", evidence=rate.evidence, rounding=TO_PENCE)


def _indexed(work: _Working, agreed: Fraction, typed: Index) -> Fraction:
    """The sum after indexation; as it was agreed where the index is not known."""
    own = work.preset.index
    name, base, current = typed.name or own.name, typed.base or own.base, typed.current or own.current
    if base is None or current is None:
        if name or base or current:
            lacking = "the value before the deed (D)" if base is None else "the value before payment (C)"
            work.remark("index", "Not indexed", f"The sum is not indexed: {lacking} is not known.")
        return agreed
    words = f"{money(agreed)} x {plain(current)} / {plain(base)}{f' ({name})' if name else ''}"
    rounded = TO_PENCE.apply(indexed(agreed, base, current))
    work.steps.append(Step("indexed", "Sum, indexed", words, rounded, "£", ENTERED, "U", TO_PENCE.words))
    return rounded


def indexed(sum_gbp: Fraction, base: Fraction, current: Fraction) -> Fraction:
    """A x C / D: the common indexation clause of section 106 deeds (CMS LawNow, Indexation, August 2022).

    Args:
        sum_gbp: A, the agreed sum in pounds.
        base: D, the index just before the deed.
        current: C, the index just before payment.

    Raises:
        DataFault: an index value is not above 0.
    """
    for name, value in (("C", current), ("D", base)):
        if value <= 0:
            raise DataFault(f"index value {name} is {plain(value)}; expected a number above 0")
    return sum_gbp * current / base


def words_of_day(day: dt.date) -> str:
    """`31 March 2020`."""
    return f"{day.day} {day:%B %Y}"


def money(value: Fraction) -> str:
    """`£1,234` or `£1,234.50`."""
    exact = pounds(value)
    return f"£{exact:,.0f}" if exact == exact.to_integral_value() else f"£{exact:,.2f}"

"""From homes to a sum, every step recorded: homes -> people -> people without room -> space -> pounds -> index.

Everything is reckoned in exact fractions. What a preset rounds is rounded where the preset says; money becomes whole
pence, halves up, when it is agreed and again when it is indexed.
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from prioritise.ask.checking import check
from prioritise.ask.model import (
    Application,
    Ask,
    Evidence,
    Figure,
    Index,
    Preset,
    Room,
    Step,
    whole_people,
    worth_words,
)
from prioritise.ask.rounding import TO_PENCE, pounds
from prioritise.ask.told import Formula, given, short
from prioritise.ask.working import ENTERED, Working, money, rate_words
from prioritise.errors import DataFault
from prioritise.unknown import NOT_KNOWN
from prioritise.years import day_words

MOST_GBP = 10**12
NIL = Fraction(0)


def price(preset: Preset, application: Application) -> Ask:
    """What a preset asks of an application, with every step.

    Raises:
        DataFault: the application contradicts itself, or lacks what the preset needs.
    """
    check(application)
    work = Working(preset)
    _dates(work, application)
    if application.place_doubt:
        work.remark("place", "Place in doubt", application.place_doubt)
    homes, beds = _homes(work, application)
    people = _people(work, homes, beds)
    unroomed = _beyond_spare(work, people, application)
    space, sum_due = _formula(work, homes, people, unroomed)
    agreed = pounds(sum_due)
    amount = pounds(_indexed(work, Fraction(agreed), application.index))
    if max(agreed, amount) >= MOST_GBP:
        raise DataFault(
            f"the sum is £{max(agreed, amount):,.2f}; expected less than £{MOST_GBP:,}: check the rate, the people in "
            "a home, the homes and the index"
        )
    full = amount if unroomed == people else _without_room(preset, application)
    _doubt(work, application.room, worth_words(people - unroomed, full, amount))
    _notes(work)
    return Ask(preset, application, tuple(work.steps), people, unroomed, space, agreed, amount, full)


def _without_room(preset: Preset, application: Application) -> Decimal:
    """The sum if nothing were taken off for room: priced again."""
    return price(preset, replace(application, spare_patients=None, room=None)).amount_gbp


def _doubt(work: Working, room: Room | None, worth: str) -> None:
    """Why the room taken off may be wrong, and what hangs on it."""
    if room is not None and room.known_share and room.doubt:
        work.remark("spare_doubt", "Spare capacity in doubt", f"{room.doubt} {worth}".strip())


def _dates(work: Working, application: Application) -> None:
    preset, day = work.preset, application.date
    if day is None:
        if preset.valid_to is not None:
            work.remark(
                "date",
                "Date of the application not known",
                "The date of the application is not known, and this preset is known to have been in use only until "
                f"{day_words(preset.valid_to)}: check the rate of the day.",
            )
        return
    if preset.valid_from is None and preset.valid_to is None:
        work.remark(
            "date", "Preset's dates not known", "The days this preset was in use are not known: check the rate."
        )
    elif not preset.covers(day):
        first = day_words(preset.valid_from) if preset.valid_from else "its start"
        last = day_words(preset.valid_to) if preset.valid_to else "today"
        work.remark(
            "date",
            "Outside the preset's dates",
            f"{day_words(day)} is outside the dates this preset is known to have been in use, {first} to {last}. It "
            "is used all the same because it was asked for: check the rate of the day.",
        )


def _notes(work: Working) -> None:
    """What the preset's own notes say, and that the user changed some of it."""
    for number, sentence in enumerate(work.preset.notes, 1):
        work.remark(f"note_{number}", "Note on the preset", sentence)
    if work.preset.own:
        changed = ", ".join(work.preset.own)
        work.remark("own", "Changed by the user", f"Not as published: {changed} replaced by the user's own.")


def _homes(work: Working, application: Application) -> tuple[Fraction, tuple[Fraction, ...] | None]:
    """Homes that count, in all and by bedrooms where those are known."""
    a, rule = application, work.preset.tenure
    beds = None if a.beds is None else tuple(Fraction(b) for b in a.beds)
    mix = "" if a.beds is None else f": {'/'.join(map(str, a.beds))} of 1/2/3/4/5 bedrooms"
    work.entered("homes", "Homes in the application", f"{a.homes:,} homes{mix}", Fraction(a.homes), "homes")
    treatment = a.affordable or rule.value
    evidence = rule.evidence if a.affordable in (None, rule.value) else Evidence("U", "", ENTERED.capitalize())
    if treatment == "counted":
        every = Formula((), lambda: Fraction(a.homes), lambda: "every home, affordable or not")
        return work.using("homes_counted", "Homes that count", every, "homes", evidence=evidence), beds
    market = _market(a)
    homes = market if isinstance(market, Fraction) else sum(market, NIL)
    less = Formula((a.homes - homes,), lambda n: a.homes - n, lambda n: f"{a.homes:,} homes less {n} affordable")
    counted = work.using("homes_counted", "Homes that count", less, "homes", evidence=evidence)
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


def _people(work: Working, homes: Fraction, beds: tuple[Fraction, ...] | None) -> Fraction:
    """People who are new to local practices."""
    one, sized = work.preset.figures.get("people_per_home"), work.preset.figures.get("people_by_beds")
    if sized is not None and beds is not None:
        formula, evidence = _by_beds(beds, sized), sized.evidence
    elif one is not None:
        rate = given(one.value)
        if sized is not None:
            said = f"This preset counts people by bedrooms; without them {rate} a home is used."
            work.remark("no_beds", "Bedroom sizes not given", said)
        elif beds is not None:
            said = f"This preset counts people by home, {rate}, whatever its size: bedrooms change no number of people."
            work.remark("beds_not_used", "Bedroom sizes not used", said)
        formula = Formula((homes,), lambda n: n * one.value, lambda n: f"{n} homes x {rate} people")
        evidence = one.evidence
    else:
        raise DataFault(f"preset {work.preset.id} counts people by bedrooms: give the homes by bedrooms")
    return _new_people(
        work, work.using("people_in_homes", "People in those homes", formula, "people", evidence=evidence)
    )


def _by_beds(beds: tuple[Fraction, ...], sized: Figure) -> Formula:
    """People by bedrooms; a size that has no homes is left out."""
    pairs = [(n, v) for n, v in zip(beds, sized.numbers, strict=True) if n]
    rates = [v for _, v in pairs]
    return Formula(
        tuple(n for n, _ in pairs),
        lambda *homes: sum((n * v for n, v in zip(homes, rates, strict=True)), NIL),
        lambda *homes: " + ".join(f"{n} x {given(v)}" for n, v in zip(homes, rates, strict=True)) or "no homes",
    )


def _new_people(work: Working, in_homes: Fraction) -> Fraction:
    share = work.preset.figures.get("net_new_share")
    if share is not None:
        part, evidence = share.value, share.evidence
        formula = Formula(
            (in_homes,), lambda n: n * part, lambda n: f"{n} people x {given(part)} new to local practices"
        )
    else:
        evidence = Evidence("D", "", "The preset has no discount for people registered nearby already")
        formula = Formula((), lambda: in_homes, lambda: "everyone counts as new to local practices")
    return work.using("people", "New patients", formula, "people", evidence=evidence,
                      rounding=work.preset.rounds("people"))  # fmt: skip


def _beyond_spare(work: Working, people: Fraction, application: Application) -> Fraction:
    """People the sum is for: those beyond the spare capacity near the site, and those of whom that is not known."""
    room = application.room
    if room is not None and room.known_share:
        return _beyond_room(work, people, room)
    spare = application.spare_patients if room is None else None
    if spare is None:
        words = room.sentence if room else "Not known, so nothing is taken off; that is not to say that there is none."
        work.steps.append(Step("spare", "Spare capacity", words, None, "people", NOT_KNOWN, "", warns=True))
        every = Formula((people,), lambda n: n, lambda n: f"not known for any of {n}, so all count")
        return work.add("people_short", "Patients the sum is for", every, "people")
    work.entered("spare", "Spare capacity", f"room for {given(spare)} people", spare, "people")
    less = Formula((people,), lambda n: max(n - spare, NIL), lambda n: f"{n} - {given(spare)}, and not below 0")
    return work.add("people_short", "Patients without room", less, "people")


def _beyond_room(work: Working, people: Fraction, room: Room) -> Fraction:
    """The same where the room is known at some practices at least."""
    counted = room.people + room.beyond_people + room.unknown_people
    if counted != people:
        raise DataFault(f"the room was reckoned for {short(counted)} people; expected {short(people)}, as are priced")
    words = f"room for {short(room.people)} people"
    work.steps.append(Step("spare", "Spare capacity", words, room.people, "people", room.sentence, "C"))
    if not room.unknown_people:
        less = Formula((people, room.people), lambda n, r: n - r, lambda n, r: f"{n} - {r}")
        return work.add("people_short", "Patients without room", less, "people")
    unknown, every = whole_people(room.unknown_people), whole_people(people)
    work.remark(
        "spare_unknown",
        "Room not known for all",
        f"For {unknown} of the {every} people it is not known whether there is room. Nothing is taken off for "
        "them, so the sum may be too high.",
    )
    parts = Formula(
        (room.beyond_people, room.unknown_people),
        lambda beyond, other: beyond + other,
        lambda beyond, other: f"{beyond} have no room + {other} of whom it is not known",
    )
    return work.add("people_short", "Patients the sum is for", parts, "people")


def _formula(work: Working, homes: Fraction, people: Fraction, unroomed: Fraction) -> tuple[Fraction | None, Fraction]:
    """Floor area (None where there is none in the formula) and the sum, not yet in whole pence."""
    if work.preset.kind == "space":
        space = _space(work, unroomed)
        return space, _sum(work, space, "gbp_per_m2", "m²")
    if work.preset.kind == "per person":
        return None, _sum(work, unroomed, "gbp_per_person", "people")
    if unroomed != people:
        part = Formula(
            (homes, unroomed, people),
            lambda n, some, every: n * some / every,
            lambda n, some, every: f"{n} homes x {some} / {every} of their people",
        )
        homes = work.add("homes_short", "Homes the sum is for", part, "homes")
    return None, _sum(work, homes, "gbp_per_home", "homes")


def _space(work: Working, unroomed: Fraction) -> Fraction:
    figures, basis = work.preset.figures, work.preset.area_basis
    patients, m2 = figures["patients"], figures["m2"]
    size, area = given(patients.value), given(m2.value)
    share_out = Formula((unroomed,), lambda n: n / patients.value, lambda n: f"{n} people / {size} patients a list")
    lists = work.using("gps", f"Lists of {size}", share_out, "lists", evidence=patients.evidence,
                       rounding=work.preset.rounds("gps"))  # fmt: skip
    on = "" if basis is None else f" ({basis.value if basis.value != 'unknown' else 'basis not known'})"
    floor = Formula((lists,), lambda n: n * m2.value, lambda n: f"{n} lists x {area} m²{on}")
    return work.using("space", f"Floor area for them{on}", floor, "m2", evidence=m2.evidence,
                      rounding=work.preset.rounds("space"))  # fmt: skip


def _sum(work: Working, quantity: Fraction, figure_id: str, unit: str) -> Fraction:
    rate: Figure = work.preset.figures[figure_id]
    due = Formula((quantity,), lambda n: n * rate.value, lambda n: f"{n} {unit} x {rate_words(rate.value)}")
    return work.using("sum", "Sum", due, "£", evidence=rate.evidence, rounding=TO_PENCE)


def _indexed(work: Working, agreed: Fraction, typed: Index) -> Fraction:
    """The sum after indexation; as it was agreed where the index is not known."""
    own = work.preset.index
    name, base, current = typed.name or own.name, typed.base or own.base, typed.current or own.current
    if base is None or current is None:
        if name or base or current:
            lacking = "the value before the deed (D)" if base is None else "the value before payment (C)"
            work.remark("index", "Not indexed", f"The sum is not indexed: {lacking} is not known.")
        return agreed
    words = f"{money(agreed)} x {given(current)} / {given(base)}{f' ({name})' if name else ''}"
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
            raise DataFault(f"index value {name} is {given(value)}; expected a number above 0")
    return sum_gbp * current / base

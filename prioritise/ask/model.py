"""What an ask is made of: a preset's figures with their evidence, an application, and the working step by step."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from prioritise.ask.rounding import NOT_ROUNDED, Rounding
from prioritise.assumptions import TAGS as ASSUMPTION_TAGS
from prioritise.errors import DataFault

TAGS = {**ASSUMPTION_TAGS, "U": "entered by the user"}
BEDS = 5
Kind = Literal["per person", "space", "per home"]
KINDS: dict[str, str] = {
    "per person": "people x a rate a person",
    "space": "people x floor area a patient x a cost a m2",
    "per home": "homes x a flat rate",
}
TENURES = ("counted", "left out")
AREA_BASES = ("NIA", "GIA", "unknown")
ROUNDED_STEPS = ("people", "gps", "space")

FIGURES: dict[str, tuple[str, str]] = {
    "people_per_home": ("People in a home, whatever its size", "people a home"),
    "people_by_beds": ("People in a home of 1, 2, 3, 4 and 5 bedrooms", "people a home"),
    "net_new_share": ("Share of the people who are new to local practices", "share"),
    "gbp_per_person": ("Rate a person", "£ a person"),
    "m2": ("Floor area of a list", "m2"),
    "patients": ("Patients of that list", "patients"),
    "gbp_per_m2": ("Cost of floor area", "£ a m2"),
    "gbp_per_home": ("Rate a home", "£ a home"),
}
"""Id of a preset's figure -> its name and unit."""

NEEDED: dict[str, tuple[str, ...]] = {
    "per person": ("gbp_per_person",),
    "space": ("m2", "patients", "gbp_per_m2"),
    "per home": ("gbp_per_home",),
}
"""Figures a preset of each kind must have, beside people in a home."""


ROUNDED_BY: dict[str, tuple[str, ...]] = {"per person": ("people",), "space": ROUNDED_STEPS, "per home": ("people",)}
"""Steps of each kind that may be rounded."""


@dataclass(frozen=True)
class Evidence:
    """How sure a figure or rule is: a key of `TAGS`, the key of a source ("" for none) and what the source says."""

    tag: str
    source: str
    wording: str


@dataclass(frozen=True)
class Figure:
    """A number of a formula: id (a key of `FIGURES`), value or one value a bedroom size, and its evidence."""

    id: str
    numbers: tuple[Fraction, ...]
    evidence: Evidence

    @property
    def value(self) -> Fraction:
        """The value of a figure that has one."""
        return self.numbers[0]

    @property
    def name(self) -> str:
        """What it is, in words."""
        return FIGURES[self.id][0]

    @property
    def unit(self) -> str:
        """Its unit."""
        return FIGURES[self.id][1]


@dataclass(frozen=True)
class Rule:
    """A choice of a formula, as whether affordable homes are counted, with its evidence."""

    value: str
    evidence: Evidence


@dataclass(frozen=True)
class Source:
    """Where a figure was seen: key, citation, address (for a reader to look up)."""

    key: str
    citation: str
    address: str


@dataclass(frozen=True)
class Index:
    """Indexation A x C / D: name, D (the value just before the deed) and C (the value just before payment).

    BCIS values are licensed, so both are typed by the user; a preset may hold D. None is not known.
    """

    name: str = ""
    base: Fraction | None = None
    current: Fraction | None = None


@dataclass(frozen=True)
class Preset:
    """One published (or user's own) way of pricing an application.

    Attributes:
        id, name, place, body: what it is called, where it was used and by whom.
        date: day of its evidence; None when that was not recorded.
        valid_from, valid_to, valid_why: days it was in use as far as is known, and how that is known.
        kind: formula: a key of `KINDS`.
        figures: the numbers by id.
        tenure: whether affordable homes are "counted" or "left out".
        area_basis: NIA, GIA or unknown; None where no area is in the formula.
        rounding, rounding_evidence: by step (`ROUNDED_STEPS`); the rounding is part of the formula, and the evidence is
            there for the steps that are rounded.
        index: name and base of the index, where it has one.
        notes: sentences a reader must see.
        sources: every source its figures name, by key.
        file: name of the file it was read from.
        own: ids of figures and steps of rounding replaced by the user.
    """

    id: str
    name: str
    place: str
    body: str
    date: dt.date | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    valid_why: str
    kind: str
    figures: Mapping[str, Figure]
    tenure: Rule
    area_basis: Rule | None = None
    rounding: Mapping[str, Rounding] = field(default_factory=dict)
    rounding_evidence: Mapping[str, Evidence] = field(default_factory=dict)
    index: Index = Index()
    notes: tuple[str, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    file: str = ""
    own: tuple[str, ...] = ()

    def rounds(self, step: str) -> Rounding:
        """How a step is rounded."""
        return self.rounding.get(step, NOT_ROUNDED)

    def citation(self, key: str) -> str:
        """The citation of a source key; the key itself where it is not one of ours."""
        return self.sources[key].citation if key in self.sources else key

    def covers(self, day: dt.date) -> bool:
        """Whether the day lies in the days the preset is known to have been in use."""
        return (self.valid_from is None or day >= self.valid_from) and (self.valid_to is None or day <= self.valid_to)

    @property
    def unofficial(self) -> tuple[str, ...]:
        """Names of the figures and rules that no source states: never to be called official."""
        found = [f.name for f in self.figures.values() if f.evidence.tag != "S"]
        found += ["Whether affordable homes are counted"] if self.tenure.evidence.tag != "S" else []
        found += ["Rounding"] if any(e.tag != "S" for e in self.rounding_evidence.values()) else []
        return tuple(found + (["Floor-area basis"] if self.area_basis and self.area_basis.evidence.tag != "S" else []))

    def with_figure(self, figure_id: str, values: tuple[Fraction, ...]) -> "Preset":
        """The preset with the user's own value in place of one of its figures, and saying so.

        One figure for people in a home takes the place of those by bedrooms.

        Raises:
            DataFault: the preset's formula has no such figure.
        """
        others = {f for needed in NEEDED.values() for f in needed} - set(NEEDED[self.kind])
        if figure_id in others:
            raise DataFault(f"preset {self.id} has no {figure_id} to replace: its formula is {KINDS[self.kind]}")
        old = self.figures.get(figure_id)
        was = f"the preset has {', '.join(plain(v) for v in old.numbers)}" if old else "the preset has none"
        new = Figure(figure_id, values, Evidence("U", "", f"Entered by the user; {was}"))
        kept = {k: v for k, v in self.figures.items() if figure_id != "people_per_home" or k != "people_by_beds"}
        return replace(self, figures={**kept, figure_id: new}, own=(*self.own, figure_id))

    def with_rounding(self, step: str, rounding: Rounding) -> "Preset":
        """The preset with the user's own rounding of a step.

        Raises:
            DataFault: the preset's formula has no such step.
        """
        if step not in ROUNDED_BY[self.kind]:
            raise DataFault(f"preset {self.id} has no step {step} to round: its formula is {KINDS[self.kind]}")
        evidence = {s: e for s, e in self.rounding_evidence.items() if s != step}
        if rounding != NOT_ROUNDED:
            evidence[step] = Evidence("U", "", "Rounding entered by the user")
        return replace(
            self,
            rounding={**self.rounding, step: rounding},
            rounding_evidence=evidence,
            own=(*self.own, f"rounding of {step}"),
        )


@dataclass(frozen=True)
class Room:
    """Room at the practices where an application's people would register; the three counts sum to those people.

    Attributes:
        people: people there is room for.
        beyond_people: people beyond the room of practices whose room is known.
        unknown_people: people who would go to practices whose room is not known: neither room nor the lack of it.
        known_share: share of the people, 0 to 1, whose practices' room is known; 0 where none is.
        sentence: how it came about.
        doubt: why it may be wrong; "" where every floor area it rests on was measured.
    """

    people: Fraction
    beyond_people: Fraction
    unknown_people: Fraction
    known_share: float
    sentence: str
    doubt: str = ""


@dataclass(frozen=True)
class Application:
    """A planning application, as far as the ask needs it. None is unknown, never nil.

    Attributes:
        homes: homes in all.
        beds: homes of 1, 2, 3, 4 and 5 bedrooms; they sum to `homes`.
        affordable_share: share of the homes that are affordable, 0 to 1, the same at every size.
        affordable_beds: affordable homes by bedrooms, in place of the share.
        affordable: "counted" or "left out" in place of the preset's rule.
        spare_patients: people there is room for at the practices near it, as the user says.
        room: the same from a case, practice by practice, in place of what the user says.
        place_doubt: why the place may be mistyped, where it may.
        date: day of the application.
        index: values typed by the user; the preset fills what is blank.
    """

    homes: int
    beds: tuple[int, ...] | None = None
    affordable_share: Fraction | None = None
    affordable_beds: tuple[int, ...] | None = None
    affordable: str | None = None
    spare_patients: Fraction | None = None
    room: Room | None = None
    place_doubt: str = ""
    date: dt.date | None = None
    index: Index = Index()


@dataclass(frozen=True)
class Step:
    """One line of the working.

    Attributes:
        id, label: short name and name in words.
        formula: what was done, in words and figures.
        value: what it comes to; None is unknown, or a remark without a figure.
        unit: unit of the value.
        source: citation, or where else the figure comes from.
        tag: how sure it is: a key of `TAGS`.
        rounding: how the value was rounded, in words.
        warns: a remark the reader must see.
    """

    id: str
    label: str
    formula: str
    value: Fraction | None
    unit: str
    source: str
    tag: str
    rounding: str = NOT_ROUNDED.words
    warns: bool = False


@dataclass(frozen=True)
class Ask:
    """A sum with its whole working.

    Attributes:
        preset, application: what it was made from.
        steps: the working, in order.
        people: people new to local practices.
        people_short: of those, the people the sum is for: those without room and those whose room is not known.
        space_m2: floor area for them; None where the formula has none.
        before_index_gbp, amount_gbp: the sum in whole pence, before and after indexation.
        full_gbp: what amount_gbp would be if nothing were taken off for room.
    """

    preset: Preset
    application: Application
    steps: tuple[Step, ...]
    people: Fraction
    people_short: Fraction
    space_m2: Fraction | None
    before_index_gbp: Decimal
    amount_gbp: Decimal
    full_gbp: Decimal

    @property
    def room_known_share(self) -> float:
        """Share of the people, 0 to 1, whose practices' room is known."""
        if self.application.room is not None:
            return self.application.room.known_share
        return 0.0 if self.application.spare_patients is None else 1.0

    @property
    def people_unknown(self) -> Fraction:
        """Of the people the sum is for, those of whom it is not known whether there is room."""
        if self.application.room is not None:
            return self.application.room.unknown_people
        return self.people if self.application.spare_patients is None else Fraction(0)

    @property
    def people_beyond(self) -> Fraction | None:
        """People known to have no room; None where nothing is known of the room."""
        return self.people_short - self.people_unknown if self.room_known_share else None

    @property
    def people_with_room(self) -> Fraction | None:
        """People known to have room; None where nothing is known of the room."""
        if not self.room_known_share:
            return None
        return self.people - self.people_short

    @property
    def room_worth(self) -> str:
        """What taking off room comes to, as a sentence; "" where it changes nothing."""
        return worth_words(self.people - self.people_short, self.full_gbp, self.amount_gbp)

    @property
    def working(self) -> tuple[Step, ...]:
        """The steps that come to a figure, or would if it were known; the others are remarks."""
        return tuple(s for s in self.steps if s.unit)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Remarks the reader must see."""
        return tuple(s.formula for s in self.steps if s.warns)

    def number(self, step_id: str) -> int | None:
        """Number of a step of the working, counted from 1; None where there is no such step."""
        return next((n for n, s in enumerate(self.working, 1) if s.id == step_id), None)


def to_tenths(people: Fraction) -> str:
    """People to one decimal, as a paper traced to its steps gives them: `1,309.4`."""
    return plain(people, 1)


def whole_people(people: Fraction) -> str:
    """People for reading: whole, and never a nought for a few: `1,309`, `fewer than 1`, `0`."""
    return "fewer than 1" if 0 < people < Fraction(1, 2) else plain(people, 0)


def worth_words(with_room: Fraction, full_gbp: Decimal, amount_gbp: Decimal) -> str:
    """What taking off room for so many people comes to, as a sentence; "" where it changes nothing."""
    if full_gbp == amount_gbp:
        return ""
    lowers = f"lowers the sum from £{full_gbp:,.2f} to £{amount_gbp:,.2f}."
    return f"Taking off room, for {whole_people(with_room)} of the people in all, {lowers}"


def room_words(ask: Ask, write: Callable[[Fraction], str] = to_tenths) -> str:
    """How many of an ask's people have no room, and of how many that is not known, as a clause.

    Args:
        ask: the ask.
        write: how people are written.
    """
    if ask.people_beyond is None:
        return "whether there is room for them is not known"
    if ask.people_unknown:
        beyond, unknown = write(ask.people_beyond), write(ask.people_unknown)
        return f"{beyond} have no room; for {unknown} more it is not known"
    return f"{write(ask.people_beyond)} have no room" if ask.people_beyond else "there is room for all of them"


def plain(value: Fraction, places: int = 6) -> str:
    """A number as people write it: thousands commas, no more than `places` decimals, no trailing noughts."""
    exact = round(value * 10**places)
    text = f"{Decimal(f'{exact}e-{places}'):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

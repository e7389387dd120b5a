"""Reading presets from a file: every fault names the file, the field, the value and what was expected."""

import datetime as dt
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn

from prioritise.ask.model import (
    AREA_BASES,
    BEDS,
    FIGURES,
    KINDS,
    NEEDED,
    ROUNDED_STEPS,
    TAGS,
    TENURES,
    Evidence,
    Figure,
    Index,
    Preset,
    Rule,
    Source,
)
from prioritise.ask.numbers import expected, read_number
from prioritise.ask.rounding import EXPECTED, NOT_ROUNDED, Rounding, parse_rounding
from prioritise.errors import DataFault

_FIELDS = (
    "id", "name", "place", "body", "date", "valid_from", "valid_to", "valid_why", "kind", "notes", "tenure",
    "area_basis", "rounding", "figures", "index",
)  # fmt: skip
_EVIDENCE = ("value", "tag", "source", "wording")
_NEEDS_SOURCE = ("S", "C")
LONGEST_SHOWN = 200


@dataclass(frozen=True)
class _Node:
    """A table of the file, with where it is: faults are said from here."""

    file: str
    where: str
    content: Mapping[str, Any]

    def refuse(self, name: str, value: Any, expected: str) -> NoReturn:
        """Say what is wrong with a field."""
        field = f"{self.where}, {name}" if name else self.where
        raise DataFault(f"{self.file}: {field}: {_shown(value)}; expected {expected}")

    def only(self, known: Sequence[str]) -> None:
        """Refuse fields nobody knows: a misspelt one would change the formula in silence."""
        for name in sorted(set(self.content) - set(known)):
            self.refuse(name, self.content[name], f"one of the fields {', '.join(known)}")

    def text(self, name: str, *, needed: bool = True) -> str:
        """A line of text."""
        value = self.content.get(name, "")
        if not isinstance(value, str) or (needed and not value.strip()):
            self.refuse(name, self.content.get(name), "a text")
        return " ".join(value.split())

    def choice(self, name: str, known: Sequence[str]) -> str:
        """One of a few texts."""
        value = self.content.get(name)
        if value not in known:
            self.refuse(name, value, f"one of {', '.join(known)}")
        return str(value)

    def day(self, name: str) -> dt.date | None:
        """A date; blank is not known."""
        value = self.content.get(name, "")
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return value
        if value == "":
            return None
        try:
            return dt.date.fromisoformat(value)
        except (TypeError, ValueError):
            self.refuse(name, value, "a date such as 2018-03-21")

    def table(self, name: str, *, needed: bool = False) -> "_Node":
        """A table inside this one; empty where there is none."""
        value = self.content.get(name, {})
        if not isinstance(value, Mapping) or (needed and not value):
            self.refuse(name, self.content.get(name), "a table")
        return _Node(self.file, f"{self.where}, {name}", value)

    def number(self, name: str) -> Fraction | None:
        """A number above nought; blank is not known."""
        value = self.content.get(name, "")
        return None if value == "" else self.fraction(name, value)

    def fraction(self, name: str, value: Any) -> Fraction:
        """A number above nought, exactly as it is written."""
        try:
            if isinstance(value, str):  # a file has numbers of its own: "7" in quotes is a slip
                raise DataFault(value)
            return read_number(value, above_nought=True)
        except DataFault:
            self.refuse(name, value, expected(above_nought=True))


def _shown(value: Any) -> str:
    if value is None:
        return "missing"
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    text = str(value) if isinstance(value, Decimal) else repr(value)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def read_presets(name: str, text: str, known: Mapping[str, Source]) -> tuple[dict[str, Preset], dict[str, Source]]:
    """Presets and sources of a file.

    Args:
        name: name of the file, for faults.
        text: its content.
        known: sources it may name beside its own.

    Returns:
        Presets by id, and the file's own sources by key.

    Raises:
        DataFault: names the file, the field, the value and what was expected.
    """
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as fault:  # not TOML, or a whole number too long to read
        raise DataFault(f"{name} is not TOML: {fault}") from fault
    top = _Node(name, "top of the file", content)
    top.only(("source", "preset"))
    own = _sources(top, known)
    presets: dict[str, Preset] = {}
    for preset in _each(top, "preset", lambda node: _preset(node, {**known, **own})):
        if preset.id in presets:
            top.refuse("preset", preset.id, "every id once")
        presets[preset.id] = preset
    return presets, own


def _each(top: _Node, name: str, read: Callable[[_Node], Any]) -> list[Any]:
    rows = top.content.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(r, Mapping) for r in rows):
        top.refuse(name, rows, f"[[{name}]] tables")
    called = [r.get("id") or r.get("key") for r in rows]
    return [
        read(_Node(top.file, f"{name} {label if isinstance(label, str) else n}", row))
        for n, (row, label) in enumerate(zip(rows, called, strict=True), 1)
    ]


def _sources(top: _Node, known: Mapping[str, Source]) -> dict[str, Source]:
    """The file's own sources by key: none may stand in for one that comes with the app, or for another of the file."""
    own: dict[str, Source] = {}
    for source in _each(top, "source", _source):
        if source.key in known:
            cited = known[source.key].citation
            top.refuse(f"source {source.key}, key", source.key, f"a key that the app does not use for “{cited}”")
        if source.key in own:
            top.refuse("source", source.key, "every key once")
        own[source.key] = source
    return own


def _source(node: _Node) -> Source:
    node.only(("key", "citation", "address"))
    return Source(node.text("key"), node.text("citation"), node.text("address", needed=False))


def _preset(node: _Node, sources: Mapping[str, Source]) -> Preset:
    node.only(_FIELDS)
    kind = node.choice("kind", tuple(KINDS))
    figures = _figures(node.table("figures", needed=True), kind, sources)
    rounding = _rounding(node.table("rounding"))
    first, last = node.day("valid_from"), node.day("valid_to")
    if first and last and first > last:
        node.refuse("valid_to", last.isoformat(), f"a day on or after valid_from, {first}")
    return Preset(
        id=node.text("id"),
        name=node.text("name"),
        place=node.text("place"),
        body=node.text("body"),
        date=node.day("date"),
        valid_from=first,
        valid_to=last,
        valid_why=node.text("valid_why", needed=False),
        kind=kind,
        figures=figures,
        tenure=_rule(node.table("tenure", needed=True), TENURES, sources),
        area_basis=_rule(node.table("area_basis", needed=True), AREA_BASES, sources) if kind == "space" else None,
        rounding=rounding,
        rounding_evidence=_rounding_evidence(node.table("rounding"), rounding, sources),
        index=_index(node.table("index")),
        notes=_notes(node),
        sources=sources,
        file=node.file,
    )


def _notes(node: _Node) -> tuple[str, ...]:
    notes = node.content.get("notes", [])
    if not isinstance(notes, list) or not all(isinstance(n, str) for n in notes):
        node.refuse("notes", notes, "a list of sentences")
    return tuple(" ".join(n.split()) for n in notes)


def _figures(node: _Node, kind: str, sources: Mapping[str, Source]) -> dict[str, Figure]:
    node.only(tuple(FIGURES))
    people = {"people_per_home", "people_by_beds"} & set(node.content)
    missing = [f for f in NEEDED[kind] if f not in node.content]
    if missing:
        node.refuse(missing[0], None, f"a figure, as the formula is {KINDS[kind]}")
    if not people:
        node.refuse("people_per_home", None, "people_per_home, or people_by_beds, or both")
    return {name: _figure(node.table(name, needed=True), name, sources) for name in FIGURES if name in node.content}


def _figure(node: _Node, name: str, sources: Mapping[str, Source]) -> Figure:
    node.only(_EVIDENCE)
    value = node.content.get("value")
    if name == "people_by_beds":
        if not isinstance(value, list) or len(value) != BEDS:
            node.refuse("value", value, f"a list of {BEDS} numbers, for 1 to {BEDS} bedrooms")
        return Figure(name, tuple(node.fraction("value", v) for v in value), _evidence(node, sources))
    number = node.fraction("value", value)
    if name == "net_new_share" and number > 1:
        node.refuse("value", value, "a share above 0, and 1 at most")
    return Figure(name, (number,), _evidence(node, sources))


def _rule(node: _Node, known: Sequence[str], sources: Mapping[str, Source]) -> Rule:
    node.only(_EVIDENCE)
    return Rule(node.choice("value", known), _evidence(node, sources))


def _evidence(node: _Node, sources: Mapping[str, Source]) -> Evidence:
    tag = node.choice("tag", tuple(t for t in TAGS if t != "U"))
    key = node.text("source", needed=False)
    if key and key not in sources:
        node.refuse("source", key, f"the key of a [[source]]: {', '.join(sources) or 'there is none'}")
    if not key and tag in _NEEDS_SOURCE:
        node.refuse("source", key, f"the key of a [[source]], as the tag is {tag}")
    return Evidence(tag, key, node.text("wording"))


def _rounding(node: _Node) -> dict[str, Rounding]:
    node.only((*ROUNDED_STEPS, *_EVIDENCE[1:]))
    found = {}
    for step in ROUNDED_STEPS:
        if (text := node.content.get(step)) is None:
            continue
        try:
            found[step] = parse_rounding(text if isinstance(text, str) else repr(text))
        except DataFault:
            node.refuse(step, text, EXPECTED.removeprefix("expected "))
    return found


def _rounding_evidence(
    node: _Node, rounding: Mapping[str, Rounding], sources: Mapping[str, Source]
) -> dict[str, Evidence]:
    """The evidence of the steps that are rounded; none is asked for where nothing is."""
    rounded = [step for step, way in rounding.items() if way != NOT_ROUNDED]
    return dict.fromkeys(rounded, _evidence(node, sources)) if rounded else {}


def _index(node: _Node) -> Index:
    node.only(("name", "base", "current"))
    return Index(node.text("name", needed=False), node.number("base"), node.number("current"))

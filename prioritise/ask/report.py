"""An ask as text and as JSON."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from prioritise.ask.instalments import Instalment
from prioritise.ask.model import KINDS, TAGS, Ask, Preset, Step, plain, room_words
from prioritise.ask.reckon import Reckoned
from prioritise.ask.told import short
from prioritise.ask.working import money
from prioritise.unknown import NOT_KNOWN
from prioritise.years import day_words

if TYPE_CHECKING:
    import pandas as pd

NOT_OFFICIAL = (
    "A figure tagged B (in circulation), M (background knowledge), C (our arithmetic) or D (our choice) is not an "
    "official figure of the NHS or of any council; confirm it before it is relied on."
)
SYNTHETIC = "Invented figures: the case they come from is synthetic."


def number(value: Fraction) -> int | float:
    """A number for JSON: whole where it is whole."""
    return int(value) if value.denominator == 1 else float(value)


def records(rows: "pd.DataFrame") -> list[dict[str, Any]]:
    """Rows by column: what is not known is None."""
    cells = rows.astype(object).where(rows.notna(), None).to_dict("records")
    return [{str(k): v for k, v in row.items()} for row in cells]


def as_json(found: Reckoned, parts: Sequence[Instalment] = ()) -> dict[str, Any]:
    """The ask as JSON writes it: the contract's keys first, and the practices last where there are any."""
    ask = found.ask
    content: dict[str, Any] = {
        "amount_gbp": float(ask.amount_gbp),
        "people": number(ask.people),
        "space_m2": None if ask.space_m2 is None else number(ask.space_m2),
        "preset": ask.preset.id,
        "steps": [_step_json(s) for s in ask.steps],
        "amount_before_index_gbp": float(ask.before_index_gbp),
        "amount_without_room_taken_off_gbp": float(ask.full_gbp),
        "people_asked_for": number(ask.people_short),
        "people_without_room": None if ask.people_beyond is None else number(ask.people_beyond),
        "people_room_not_known": number(ask.people_unknown),
        "room_known_share": ask.room_known_share,
        "synthetic": found.synthetic,
        "doubt_of_place": found.doubt,
        "warnings": list(ask.warnings),
        "not_stated_by_a_source": list(ask.preset.unofficial),
        "standing": NOT_OFFICIAL,
        "preset_details": _preset_json(ask.preset),
    }
    if parts:
        content["instalments"] = [_part_json(p) for p in parts]
    if found.practices is not None:
        content["practices"] = records(found.practices)
    return content


def _step_json(step: Step) -> dict[str, Any]:
    return {
        "id": step.id,
        "label": step.label,
        "formula": step.formula,
        "value": None if step.value is None else number(step.value),
        "unit": step.unit,
        "source": step.source,
        "tag": step.tag,
        "rounding": step.rounding,
        "warning": step.warns,
    }


def _preset_json(preset: Preset) -> dict[str, Any]:
    return {
        "name": preset.name,
        "place": preset.place,
        "body": preset.body,
        "date": preset.date.isoformat() if preset.date else None,
        "valid_from": preset.valid_from.isoformat() if preset.valid_from else None,
        "valid_to": preset.valid_to.isoformat() if preset.valid_to else None,
        "valid_why": preset.valid_why,
        "kind": preset.kind,
        "changed_by_user": list(preset.own),
        "file": preset.file,
    }


def _part_json(part: Instalment) -> dict[str, Any]:
    return {"label": part.label, "share": number(part.share), "amount_gbp": float(part.amount_gbp)}


def amount(step: Step) -> str:
    """A step's value with its unit."""
    if step.value is None:
        return NOT_KNOWN
    return money(step.value) if step.unit == "£" else f"{short(step.value)} {step.unit.replace('m2', 'm²')}"


def dates(preset: Preset) -> str:
    """When a preset is of and when it was in use, in words."""
    of = f"of {day_words(preset.date)}" if preset.date else "date not recorded"
    if preset.valid_from is None:
        if preset.valid_to is None:
            return f"{of}; days of use not known"
        return f"{of}; in use until {day_words(preset.valid_to)}"
    last = f"to {day_words(preset.valid_to)}" if preset.valid_to else "on"
    return f"{of}; in use from {day_words(preset.valid_from)} {last}"


def as_text(found: Reckoned, parts: Sequence[Instalment] = ()) -> str:
    """The ask as lines for a terminal: the sum, every step with its source and tag, what to beware of, practices."""
    ask = found.ask
    preset = ask.preset
    lines = [
        f"£{ask.amount_gbp:,.2f}  {summary(ask)}",
        *([SYNTHETIC] if found.synthetic else []),
        *([ask.room_worth] if ask.room_worth else []),
        f"Preset {preset.id}: {preset.name} ({preset.place}; {preset.body}; {dates(preset)})",
        "",
        "Working",
    ]
    lines += [line for n, step in enumerate(ask.working, 1) for line in _step_lines(n, step)]
    if parts:
        lines += ["", "Instalments"]
        lines += [f"  {p.label}: {plain(p.share * 100)}%, £{p.amount_gbp:,.2f}" for p in parts]
    lines += ["", "Beware"] if ask.warnings else []
    lines += [f"  - {w}" for w in ask.warnings]
    lines += ["", "Tags: " + "; ".join(f"{t} {TAGS[t]}" for t in _tags(ask)), NOT_OFFICIAL]
    lines += [] if found.practices is None else ["", *_practice_lines(found.practices)]
    return "\n".join(lines)


def _practice_lines(practices: "pd.DataFrame") -> list[str]:
    planned = practices["planned_people"].sum()
    when = f"room once {planned:,.0f} people of homes already planned have come" if planned else "room today"
    lines = [f"Practices affected (share of the people, {when}, people beyond it)"]
    from prioritise.ask.practices import closing_lines, told_apart  # pricing alone loads nothing heavy

    shown, rest = told_apart(practices)
    for row in records(shown):
        spare, beyond = row["spare_patients"], row["people_beyond_spare"]
        room = f"room not known: {row['unknown_reason']}" if spare is None else _room(spare, beyond)
        room += " (floor area assumed)" if row["area_assumed"] is True else ""
        lines.append(
            f"  {row['practice']} ({row['practice_code']}): {row['share']:.1%}, {row['people']:,.0f} people; {room}"
        )
    (_, share, people) = closing_lines(practices)[-1]
    return [*lines, *([f"  {rest}"] if rest else []), f"  All: {share:.1%}, {people:,.0f} people"]


def _room(spare: float, beyond: float) -> str:
    room = f"room for {spare:,.0f} more" if spare >= 0 else f"{-spare:,.0f} patients more than its floor area is for"
    return f"{room}, {beyond:,.0f} beyond it"


def summary(ask: Ask) -> str:
    """What the sum is for, in a line."""
    a = ask.application
    parts = [f"for {a.homes:,} homes", f"{plain(ask.people, 1)} people"]
    if ask.people_beyond is not None:
        parts[-1] += f" ({room_words(ask)})"
    if ask.space_m2 is not None:
        parts.append(f"{plain(ask.space_m2, 2)} m² asked for")
    return ", ".join(parts)


def _tags(ask: Ask) -> list[str]:
    used = {s.tag for s in ask.steps}
    return [t for t in TAGS if t in used]


def _step_lines(position: int, step: Step) -> list[str]:
    tag = f" [{step.tag}]" if step.tag else ""
    lines = [f"  {position:>2}  {step.label}: {amount(step)}{tag}", f"        {step.formula}"]
    return [*lines, f"        {step.source}"] if step.source and step.tag not in ("U", "") else lines


def listing(presets: Mapping[str, Preset]) -> str:
    """Every preset with its place, date, formula and evidence."""
    blocks = []
    for preset in sorted(presets.values(), key=lambda p: p.id):
        figures = "; ".join(
            f"{f.name.lower()}: {', '.join(plain(v) for v in f.numbers)} [{f.evidence.tag}]"
            for f in preset.figures.values()
        )
        blocks.append(
            f"{preset.id}\n  {preset.name}\n  {preset.place}; {preset.body}; {dates(preset)}\n"
            f"  {KINDS[preset.kind]}. {figures}\n"
        )
    return "\n".join([*blocks, NOT_OFFICIAL])

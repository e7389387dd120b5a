"""The `ask` command: its options, and what it answers. Nothing heavy is imported until an option needs it."""

import argparse
import datetime as dt
import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prioritise.ask.instalments import Trigger, check_shares, instalments
from prioritise.ask.model import BEDS, FIGURES, ROUNDED_STEPS, Application, Index, Preset
from prioritise.ask.numbers import expected, read_number
from prioritise.ask.place import Place, read_place
from prioritise.ask.presets import find_preset
from prioritise.ask.reckon import Reckoned, Setting
from prioritise.ask.report import as_json, as_text
from prioritise.ask.rounding import parse_rounding
from prioritise.errors import DataFault
from prioritise.years import parse_year

if TYPE_CHECKING:
    from prioritise.case.case import Case

LONGEST_WHOLE = 10
NOTES = """Prices a planning application by one preset and shows every step with its source and how sure it is. The
presets are local: one is never used in place of another. Without --spare (or a case) the spare capacity of the
practices is not known, and nothing is taken off for it.

examples:
  python -m prioritise ask --list
  python -m prioritise ask --preset kent-360 --homes 100 --beds 10,30,40,15,5
  python -m prioritise ask --preset kent-360 --homes 100 --beds 0,0,100,0,0 --affordable-share 0.4 --market-only
  python -m prioritise ask --preset herts-199-2000 --homes 202 --date 2018-01-15 --json
  python -m prioritise ask --preset east-120-1750 --homes 100 --spare 300
  python -m prioritise ask --preset east-120-1750 --homes 95 --rounding people=up --rounding space=half-up:2
  python -m prioritise ask --preset kent-360 --homes 420 --index 386/331 --instalments 10,15,75
  python -m prioritise ask --preset kent-360 --homes 300 --case data/demo --at=-0.017,53.1004 --sheet ask.docx

"""


def _reader(read: Callable[[str], Any], wanted: str) -> Callable[[str], Any]:
    """A reader of an option whose fault says what was expected."""

    def convert(text: str) -> Any:
        try:
            return read(text)
        except (ValueError, DataFault) as fault:
            raise argparse.ArgumentTypeError(f"{text!r}; expected {wanted}") from fault

    return convert


def _whole(text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit()) or len(text) > LONGEST_WHOLE:
        raise ValueError(text)
    return int(text)


def _number(text: str) -> Fraction:
    return read_number(text)


def _above(text: str) -> Fraction:
    return read_number(text, above_nought=True)


def _share(text: str) -> Fraction:
    value = _number(text)
    if value > 1:
        raise ValueError(text)
    return value


def _beds(text: str) -> tuple[int, ...]:
    beds = tuple(_whole(part) for part in text.split(","))
    if len(beds) != BEDS:
        raise ValueError(text)
    return beds


def _index(text: str) -> Index:
    current, slash, base = text.partition("/")
    return Index(current=_above(current), base=_above(base) if slash else None)


def _figure(text: str) -> tuple[str, tuple[Fraction, ...]]:
    name, _, value = text.partition("=")
    values = tuple(_above(v) for v in value.split(","))
    if name not in FIGURES or len(values) != (BEDS if name == "people_by_beds" else 1):
        raise ValueError(text)
    if name == "net_new_share" and values[0] > 1:
        raise ValueError(text)
    return name, values


def _rounding(text: str) -> tuple[str, Any]:
    step, _, way = text.partition("=")
    if step not in ROUNDED_STEPS:
        raise ValueError(text)
    return step, parse_rounding(way)


def _parts(text: str) -> tuple[Trigger, ...]:
    parts = [part.rpartition(":") for part in text.split(",")]
    found = tuple(
        Trigger(name.strip() or f"Instalment {n}", _above(share) / 100) for n, (name, _, share) in enumerate(parts, 1)
    )
    check_shares(found)
    return found


def _place(text: str) -> Place:
    try:
        return read_place(text)
    except DataFault as fault:
        raise argparse.ArgumentTypeError(str(fault)) from fault


def add_options(command: argparse.ArgumentParser) -> None:
    """Give the `ask` command its options."""
    add = command.add_argument
    figures, steps = ", ".join(FIGURES), ", ".join(ROUNDED_STEPS)
    five = "five whole numbers such as 10,30,40,15,5"
    add("--preset", metavar="ID", help="which published formula; `--list` names them")
    add("--homes", type=_reader(_whole, "a whole number of 0 or more"), metavar="N", help="homes in all")
    add("--beds", type=_reader(_beds, five), metavar="a,b,c,d,e", help="homes of 1, 2, 3, 4 and 5 bedrooms: sum to N")
    add("--date", type=_reader(dt.date.fromisoformat, "a date such as 2018-01-15"), metavar="D",
        help="day of the application: a preset not in use then is used with a warning")  # fmt: skip
    add("--json", action="store_true", help="figures, steps and warnings as JSON")
    add("--list", action="store_true", help="list the presets with place, date, figures and how sure each is")
    add("--presets", type=Path, metavar="FILE", help="presets of your own beside these (.toml, as in data/ask)")
    add("--affordable-share", type=_reader(_share, "a share from 0 to 1"), metavar="S", help="share that is affordable")
    add("--affordable-beds", type=_reader(_beds, five), metavar="a,b,c,d,e", help="affordable homes by bedrooms")
    tenure = command.add_mutually_exclusive_group()
    tenure.add_argument("--market-only", dest="affordable", action="store_const", const="left out",
                        help="leave affordable homes out, whatever the preset's rule")  # fmt: skip
    tenure.add_argument("--all-tenures", dest="affordable", action="store_const", const="counted",
                        help="count affordable homes, whatever the preset's rule")  # fmt: skip
    add("--spare", type=_reader(_number, expected()), metavar="N",
        help="patients the practices near it have room for (not given: not known)")  # fmt: skip
    add("--index", type=_reader(_index, "C/D, both above 0 and below 1,000,000,000, such as 386/331"),
        metavar="C/D", default=Index(),
        help="index before payment / before the deed: the sum becomes A x C / D")  # fmt: skip
    add("--set", type=_reader(_figure, f"NAME=VALUE with a value above 0 and a name of {figures}"), action="append",
        default=[], metavar="NAME=VALUE", help=f"your own figure in place of the preset's: {figures}")  # fmt: skip
    add("--rounding", type=_reader(_rounding, f"STEP=WAY with a step of {steps} and a way such as up or half-up:2"),
        action="append", default=[], metavar="STEP=WAY",
        help=f"your own rounding of {steps}: none, up, half-up or down, and :places")  # fmt: skip
    add("--instalments", type=_reader(_parts, "percentages that sum to 100, such as 10,15,75 or start:25,end:75"),
        default=(), metavar="10,15,75", help="the sum in parts")  # fmt: skip
    add("--case", type=Path, metavar="CASE", help="case whose practices near --at take the people and have the room")
    add("--at", type=_place, metavar="LON,LAT",
        help="where the application is")  # fmt: skip
    add("--planned-to", type=_reader(parse_year, "a financial year such as 2035/36"), metavar="YEAR",
        help="homes the case has planned by then use the room first (not given: today's lists)")  # fmt: skip
    add("--sheet", type=Path, metavar="FILE", help="write the evidence sheet too (.docx)")


def misuse(options: argparse.Namespace) -> str:
    """What is missing or at odds among the options; "" when nothing is."""
    if options.list:
        return ""
    if not options.preset:
        return "the following arguments are required: --preset (--list names them)"
    if options.homes is None and options.beds is None:
        return "the following arguments are required: --homes (or --beds)"
    at_odds = {
        "--case and --at go together: the practices near a place": (options.case is None) != (options.at is None),
        "--planned-to needs --case and --at: the homes planned are the case's": (
            options.planned_to is not None and options.case is None
        ),
        "--spare and --case both give the spare capacity: choose one": (
            options.case is not None and options.spare is not None
        ),
    }
    return next((words for words, wrong in at_odds.items() if wrong), "")


def preset_of(options: argparse.Namespace, presets: Mapping[str, Preset]) -> Preset:
    """The preset the options name, with the user's own figures and roundings.

    Raises:
        DataFault: an unknown preset.
    """
    preset = find_preset(options.preset, presets)
    for figure, values in options.set:
        preset = preset.with_figure(figure, values)
    for step, rounding in options.rounding:
        preset = preset.with_rounding(step, rounding)
    return preset


def application_of(options: argparse.Namespace) -> Application:
    """The application the options describe."""
    return Application(
        sum(options.beds) if options.homes is None else options.homes,
        beds=options.beds,
        affordable_share=options.affordable_share,
        affordable_beds=options.affordable_beds,
        affordable=options.affordable,
        spare_patients=options.spare,
        date=options.date,
        index=options.index,
    )


def setting_of(options: argparse.Namespace, case: "Case") -> Setting:
    """The case the application lies in, with its evidence.

    Raises:
        DataFault: the case has no first_year, or an assumption cannot be used.
    """
    from prioritise.evidence import build_evidence, case_assumptions

    assumptions = case_assumptions(case)
    evidence = build_evidence(case, assumptions)
    return Setting(case, assumptions, evidence, options.at, options.planned_to)


def answer(options: argparse.Namespace, found: Reckoned) -> str:
    """The ask as text or JSON, with the practices near it where there are any; writes the evidence sheet if asked."""
    ask = found.ask
    parts = instalments(ask.amount_gbp, options.instalments) if options.instalments else ()
    if options.sheet:
        from prioritise.ask.sheet import Site, evidence_sheet

        site = Site(where=options.at.words) if options.at else Site()
        options.sheet.write_bytes(evidence_sheet(found, site, parts))
    if options.json:
        return json.dumps(as_json(found, parts), ensure_ascii=False, indent=2, allow_nan=False)
    return as_text(found, parts)

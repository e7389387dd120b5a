"""The commands, their options and their help. Heavy packages are imported by the command that is typed."""

import argparse
import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from prioritise import __version__
from prioritise.cli import commands, keeping
from prioritise.cli.exits import CODES, Exit

EXAMPLES = """examples:
  python -m prioritise demo --out build/demo
  python -m prioritise check build/demo
  python -m prioritise ask --preset kent-360 --homes 100 --beds 10,30,40,15,5
  python -m prioritise rank build/demo --out build/answer
  python -m prioritise rank build/demo --out build/answer --scenario no-cil.toml --gap 0 --seconds 120
"""
RANK_NOTES = """Writes ranked_bids.csv, funding.csv, priority_list.csv, ranked_bids.xlsx and summary.json. The same
case, scenario and version always give the same lists, whatever the order of the rows. A case with errors is refused:
`check` names them. The workbook is the confidential edition; `paper` writes a public one.

example:
  python -m prioritise rank build/west-kent --out build/answer --gap 0.001 --seconds 60
"""
PAPER_NOTES = """Writes the paper as Word and PDF, the workbook, the ranked list and the payments as CSV, and the map
as GeoPackage and GeoJSON, each in the edition asked for. The public edition holds no soft factor of vulnerability, no
name, note or interest of a scorer and no part of a scheme's cost; counts of people are rounded, small ones hidden.
The Export page gives the Word template, to change and to hand back with --template.

example:
  python -m prioritise paper build/west-kent --out build/paper --edition public
"""
FREEZE_NOTES = """The file holds the case, the what-if, the lists that `rank` writes, versions and assumptions;
`replay` asks the same question again. It holds the whole case, confidential parts too: it is a record, not a paper for
everybody.

example:
  python -m prioritise freeze build/demo --out build/december.zip --title "Sent to the committee of 3 December"
"""
REPLAY_NOTES = """Refuses a file in which anything was touched. The same answer is the same status, value, bids, start
years, payments to the penny and priority list. Versions and assumptions that are not what they were are named.

example:
  python -m prioritise replay build/december.zip
"""


IMPORT_NOTES = """Reports the rows read, kept and refused, and why. What is in the case already stays. With --all every
file of a folder is read as what it is found to be, and a table says of each which kind it is, how many rows were read,
kept, refused and skipped, and why; without --into nothing is written to a case.

examples:
  python -m prioritise import list-sizes gp-reg-pat-prac-all.csv --into build/my-case
  python -m prioritise import --all this-quarter --report build/files.csv

kinds:
"""


AREA_NOTES = """SOURCE is a folder of official files (practices, list sizes and postcodes at least; boundaries too, for
an ICB or a district) or a case. Practices belong by what the files say of them, else by where they are; who crosses the
edge is counted, and the registrations on both sides of it are kept.

examples:
  python -m prioritise area this-quarter --icb QKS --out build/kent
  python -m prioritise area this-quarter --district E07000110 --out build/maidstone
  python -m prioritise area build/kent --polygon drawn.geojson --out build/part

"""


class _Parser(argparse.ArgumentParser):
    """A parser whose usage errors exit with 64 (2 means infeasible here), with parts made only when they are wanted.

    Attributes:
        late: makes the text after the options; called only when help is shown.
        options: adds options; called only when this command is the one typed.
    """

    late: Callable[[], str] | None = None
    options: Callable[["_Parser"], None] | None = None

    def parse_known_args(self, *args: Any, **kwargs: Any) -> Any:
        """Add the options that wait for this command, and read them."""
        add, self.options = self.options, None
        if add is not None:
            add(self)
        return super().parse_known_args(*args, **kwargs)

    def format_help(self) -> str:
        """The help, with its late text and the exit codes."""
        self.formatter_class = argparse.RawDescriptionHelpFormatter
        self.epilog = (self.late() + "\n" if self.late else "") + CODES
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Say what was not understood, and exit with 64."""
        self.print_usage(sys.stderr)
        self.exit(Exit.USAGE, f"{self.prog}: {message}\n")


def _ask_options(command: _Parser) -> None:
    from prioritise.ask.command import add_options

    add_options(command)


def _ask_notes() -> str:
    from prioritise.ask.command import NOTES

    return NOTES


def _sweep_options(command: _Parser) -> None:
    from prioritise.sweep.command import add_options

    add_options(command, _gap)


def _sweep_notes() -> str:
    from prioritise.sweep.command import NOTES

    return NOTES


def _gap(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1:
        raise ValueError(text)
    return value


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value < float("inf"):
        raise ValueError(text)
    return value


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


_day.__name__ = "date (such as 2026-12-03)"
_gap.__name__, _seconds.__name__ = "gap (0 or more and less than 1)", "number of seconds"


def parser() -> argparse.ArgumentParser:
    """The commands, their options and their help."""
    top = _Parser(
        prog="python -m prioritise",
        description="Which GP-surgery schemes to fund, from which money, before the money expires.",
    )
    top.late = lambda: EXAMPLES
    top.add_argument("--version", action="version", version=f"prioritise {__version__}")
    added = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    demo = _command(added, "demo", commands.demo, "write the synthetic demo case")
    demo.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write it to")

    check = _command(added, "check", commands.check, "list what is wrong with a case, by table, row and column")
    check.add_argument("case", type=Path, metavar="CASE", help="case folder, workbook (.xlsx) or zip")

    take = _command(added, "import", commands.import_, "read official files into a case")
    take.late = lambda: IMPORT_NOTES + commands.kinds()
    take.add_argument("kind", metavar="KIND", nargs="?", help="which source the files are; `import --help` lists them")
    take.add_argument("files", type=Path, nargs="*", metavar="FILE", help="one or more files of that source")
    take.add_argument("--all", type=Path, metavar="DIR", help="every file of a folder, each as what it is found to be")
    take.add_argument("--into", type=Path, metavar="CASE", help="case folder to add them to (--all may do without)")
    take.add_argument("--report", type=Path, metavar="FILE", help="with --all: write the table of files, as CSV")
    take.set_defaults(refuse=take.error)

    ask = _command(added, "ask", commands.ask, "price a planning application, with the whole working")
    ask.options = _ask_options
    ask.late = _ask_notes
    ask.set_defaults(refuse=ask.error)

    rank = _command(added, "rank", commands.rank, "choose what to fund, and write the ranked list with reasons")
    rank.late = lambda: RANK_NOTES
    _question(rank)
    rank.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for the answer")

    paper = _paper_command(added)
    frozen = _frozen_commands(added)

    sweep = _command(
        added, "sweep", commands.sweep, "choose many times while weights, scores, costs or homes are not settled"
    )
    sweep.options = _sweep_options
    sweep.late = _sweep_notes

    area = _command(added, "area", commands.area, "cut a working case out of England, or out of a larger case")
    area.late = lambda: AREA_NOTES
    area.add_argument("source", type=Path, metavar="SOURCE", help="a folder of official files, or a case")
    area.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for the working case")
    which = area.add_mutually_exclusive_group(required=True)
    which.add_argument("--icb", metavar="CODE", help="an ICB or sub-ICB location: QKS, 91Q, E54000032, E38000237")
    which.add_argument("--district", metavar="CODE", help="a district: E07000110")
    which.add_argument("--polygon", type=Path, metavar="FILE", help="an area drawn by hand: GeoJSON polygons")
    area.add_argument("--boundaries", type=Path, nargs="+", default=[], metavar="FILE", help="further boundary files")

    west_kent = _command(
        added, "west-kent", commands.west_kent, "build the West Kent case from a folder of official files"
    )
    west_kent.add_argument("--from", required=True, type=Path, metavar="DIR", dest="source", help="the official files")
    west_kent.add_argument("--out", required=True, type=Path, metavar="DIR", help="case folder to write")
    keeping.add_commands(_command, added)
    for long in (take, area, rank, paper, *frozen, sweep, west_kent):
        long.add_argument("--progress", action="store_true", help="say how far it is even when nobody watches")
    return top


def _paper_command(added: Any) -> _Parser:
    """The committee paper and what goes with it."""
    paper = _command(added, "paper", commands.paper, "choose what to fund, and write the committee paper and its files")
    paper.late = lambda: PAPER_NOTES
    _question(paper)
    paper.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for the files")
    paper.add_argument(
        "--edition",
        choices=("public", "confidential"),
        default="public",
        help="for anyone, or for the committee (public)",
    )
    paper.add_argument("--template", type=Path, metavar="FILE", help="your own Word template (.docx)")
    paper.add_argument("--day", type=_day, metavar="DATE", help="the day on the paper, as 2026-12-03 (today)")
    return paper


def _frozen_commands(added: Any) -> tuple[_Parser, ...]:
    """Keeping a list, and asking its question again."""
    freeze = _command(added, "freeze", commands.freeze, "choose, and keep the list with all it was made from in a file")
    freeze.late = lambda: FREEZE_NOTES
    _question(freeze)
    freeze.add_argument("--out", required=True, type=Path, metavar="FILE", help="zip to write; never written over")
    freeze.add_argument("--title", required=True, help="what the list is for: 'Sent to the committee of 3 December'")
    freeze.add_argument("--by", default="", metavar="NAME", help="who freezes it")
    freeze.add_argument("--note", default="", help="why")
    freeze.add_argument("--day", type=_day, metavar="DATE", help="the day it is frozen, as 2026-12-03 (today)")

    replay = _command(added, "replay", commands.replay, "ask a frozen list's question again: is the answer the same?")
    replay.late = lambda: REPLAY_NOTES
    replay.add_argument("file", type=Path, metavar="FILE", help="a frozen list (.zip)")
    return freeze, replay


def _question(command: _Parser) -> None:
    """What is asked of the optimiser: a case, a what-if, and how hard to try."""
    command.add_argument("case", type=Path, metavar="CASE", help="case folder, workbook (.xlsx) or zip")
    command.add_argument(
        "--scenario", type=Path, metavar="FILE", help="a what-if: .toml or .json of changes to the case"
    )
    command.add_argument(
        "--gap", type=_gap, default=0.001, help="how near to the best possible; 0 = proven best (0.001)"
    )
    command.add_argument("--seconds", type=_seconds, default=60.0, help="most time to spend on the choice (60)")
    command.add_argument(
        "--list-seconds",
        type=_seconds,
        default=0.0,
        help="time to search for a better priority list, all scales of the money together (0: not at all)",
    )


def _command(added: Any, name: str, call: Callable[..., Exit], about: str) -> _Parser:
    sub: _Parser = added.add_parser(name, help=about, description=f"{about.capitalize()}.")
    sub.set_defaults(call=call)
    return sub

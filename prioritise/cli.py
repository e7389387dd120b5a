"""The command line (contract B). Heavy packages are imported by the command that needs them: help is instant."""

import argparse
import sys
from collections.abc import Callable, Sequence
from enum import IntEnum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from prioritise import __version__
from prioritise.errors import DataFault, RuleClash, SolverFault

if TYPE_CHECKING:
    from prioritise.case.issues import Issue
    from prioritise.record.model import RunLike

Progress = Callable[[str, float], None]
SHOWN_ERRORS = 20


class Exit(IntEnum):
    """Exit codes. The first four are the contract's; usage and our own faults have codes of their own."""

    ANSWER = 0
    ERRORS = 1
    INFEASIBLE = 2
    NO_ANSWER = 3
    USAGE = 64
    OURS = 70
    WRITING = 74


CODES = """exit codes:
  0   an answer (or: nothing wrong found)
  1   the case has errors; they are named
  2   infeasible: the rules that clash are named
  3   no answer within the time
  64  the command was not understood
  70  a fault of ours: the answer did not pass its re-check
  74  a file or folder could not be read or written
"""
EXAMPLES = """examples:
  python -m prioritise demo --out build/demo
  python -m prioritise check build/demo
  python -m prioritise ask --preset kent-360 --homes 100 --beds 10,30,40,15,5
  python -m prioritise rank build/demo --out build/answer
  python -m prioritise rank build/demo --out build/answer --scenario no-cil.toml --gap 0 --seconds 120
"""
RANK_NOTES = """Writes ranked_bids.csv, funding.csv, priority_list.csv, ranked_bids.xlsx and summary.json. The same
case, scenario and version always give the same lists, whatever the order of the rows. A case with errors is refused:
`check` names them.

example:
  python -m prioritise rank build/west-kent --out build/answer --gap 0.001 --seconds 60
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


def _kinds() -> str:
    from prioritise.sources import SOURCES

    return "".join(f"  {kind:<24} {SOURCES[kind].title}\n" for kind in sorted(SOURCES))


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


_gap.__name__, _seconds.__name__ = "gap (0 or more and less than 1)", "number of seconds"


def parser() -> argparse.ArgumentParser:
    """The commands, their options and their help."""
    top = _Parser(
        prog="python -m prioritise",
        description="Which GP-surgery schemes to fund, from which money, before the money expires.",
    )
    top.late = lambda: EXAMPLES
    top.add_argument("--version", action="version", version=f"prioritise {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    demo = _command(commands, "demo", _demo, "write the synthetic demo case")
    demo.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder to write it to")

    check = _command(commands, "check", _check, "list what is wrong with a case, by table, row and column")
    check.add_argument("case", type=Path, metavar="CASE", help="case folder, workbook (.xlsx) or zip")

    take = _command(commands, "import", _import, "read official files into a case")
    take.late = lambda: IMPORT_NOTES + _kinds()
    take.add_argument("kind", metavar="KIND", nargs="?", help="which source the files are; `import --help` lists them")
    take.add_argument("files", type=Path, nargs="*", metavar="FILE", help="one or more files of that source")
    take.add_argument("--all", type=Path, metavar="DIR", help="every file of a folder, each as what it is found to be")
    take.add_argument("--into", type=Path, metavar="CASE", help="case folder to add them to (--all may do without)")
    take.add_argument("--report", type=Path, metavar="FILE", help="with --all: write the table of files, as CSV")
    take.set_defaults(refuse=take.error)

    ask = _command(commands, "ask", _ask, "price a planning application, with the whole working")
    ask.options = _ask_options
    ask.late = _ask_notes
    ask.set_defaults(refuse=ask.error)

    rank = _command(commands, "rank", _rank, "choose what to fund, and write the ranked list with reasons")
    rank.late = lambda: RANK_NOTES
    rank.add_argument("case", type=Path, metavar="CASE", help="case folder, workbook (.xlsx) or zip")
    rank.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for the answer")
    rank.add_argument("--scenario", type=Path, metavar="FILE", help="a what-if: .toml or .json of changes to the case")
    rank.add_argument("--gap", type=_gap, default=0.001, help="how near to the best possible; 0 = proven best (0.001)")
    rank.add_argument("--seconds", type=_seconds, default=60.0, help="most time to spend on the choice (60)")
    rank.add_argument(
        "--list-seconds",
        type=_seconds,
        default=0.0,
        help="time to search for a better priority list, all scales of the money together (0: not at all)",
    )

    sweep = _command(
        commands, "sweep", _sweep, "choose many times while weights, scores, costs or homes are not settled"
    )
    sweep.options = _sweep_options
    sweep.late = _sweep_notes

    area = _command(commands, "area", _area, "cut a working case out of England, or out of a larger case")
    area.late = lambda: AREA_NOTES
    area.add_argument("source", type=Path, metavar="SOURCE", help="a folder of official files, or a case")
    area.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for the working case")
    which = area.add_mutually_exclusive_group(required=True)
    which.add_argument("--icb", metavar="CODE", help="an ICB or sub-ICB location: QKS, 91Q, E54000032, E38000237")
    which.add_argument("--district", metavar="CODE", help="a district: E07000110")
    which.add_argument("--polygon", type=Path, metavar="FILE", help="an area drawn by hand: GeoJSON polygons")
    area.add_argument("--boundaries", type=Path, nargs="+", default=[], metavar="FILE", help="further boundary files")

    west_kent = _command(commands, "west-kent", _west_kent, "build the West Kent case from a folder of official files")
    west_kent.add_argument("--from", required=True, type=Path, metavar="DIR", dest="source", help="the official files")
    west_kent.add_argument("--out", required=True, type=Path, metavar="DIR", help="case folder to write")
    for long in (take, area, rank, sweep, west_kent):
        long.add_argument("--progress", action="store_true", help="say how far it is even when nobody watches")
    return top


def _command(commands: Any, name: str, call: Callable[..., Exit], about: str) -> _Parser:
    sub: _Parser = commands.add_parser(name, help=about, description=f"{about.capitalize()}.")
    sub.set_defaults(call=call)
    return sub


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Faults of the three families become a sentence on stderr; anything else is a defect and is shown as one.
    """
    options = parser().parse_args(arguments)
    try:
        return int(options.call(options))
    except DataFault as fault:
        return _fail(Exit.ERRORS, str(fault))
    except RuleClash as fault:
        return _fail(Exit.INFEASIBLE, "\n  ".join([str(fault), *fault.rules]))
    except SolverFault as fault:
        return _fail(Exit.OURS, str(fault))
    except BrokenPipeError:
        raise
    except OSError as fault:
        return _fail(Exit.WRITING, f"{fault.filename or 'a file'}: {fault.strerror or fault}")


def _fail(code: Exit, message: str) -> int:
    print(message, file=sys.stderr)
    return code


def _progress(options: argparse.Namespace) -> Progress | None:
    """A line on stderr a step, when somebody watches or asks."""
    if not (options.progress or sys.stderr.isatty()):
        return None

    def say(step: str, share: float) -> None:
        print(f"{share:4.0%}  {step}", file=sys.stderr, flush=True)

    return say


def _demo(options: argparse.Namespace) -> Exit:
    from prioritise.case.demo import build_demo
    from prioritise.case.write import write_case

    case = build_demo()
    write_case(case, options.out)
    print(
        f"The synthetic demo case is in {options.out}: {len(case.table('bids'))} bids, {len(case.table('pots'))} pots."
    )
    return Exit.ANSWER


def _check(options: argparse.Namespace) -> Exit:
    from prioritise.case.load import load_case

    case = load_case(options.case)
    issues = case.issues
    if not case.errors:
        from prioritise.pipeline import ledger_doubts, prepare

        issues = (*prepare(case).issues, *ledger_doubts(case))
    print(issue_report(issues))
    return Exit.ERRORS if any(i.severity == "error" for i in issues) else Exit.ANSWER


def issue_report(issues: Sequence["Issue"]) -> str:
    """Every issue under its table, with its row, column, what was found and what was done; then the counts."""
    order = {"error": 0, "warning": 1, "info": 2}
    ordered = sorted(issues, key=lambda i: (i.table, order[i.severity], i.row or 0, i.column, i.code, i.value))
    lines: list[str] = []
    for table, group in groupby(ordered, key=lambda i: i.table):
        lines += [table or "case", *(f"  {_issue_line(issue)}" for issue in group), ""]
    counts = [sum(i.severity == severity for i in issues) for severity in order]
    words = [("error", "errors"), ("warning", "warnings"), ("note", "notes")]
    said = [f"{n} {one if n == 1 else many}" for n, (one, many) in zip(counts, words, strict=True)]
    return "\n".join([*lines, ", ".join(said) + "."])


def _issue_line(issue: "Issue") -> str:
    where = [f"row {issue.row}"] if issue.row is not None else []
    where += [issue.column] if issue.column else []
    value = f" [{issue.value}]" if issue.value else ""
    done = f" ({issue.done})" if issue.done else ""
    severity = "note" if issue.severity == "info" else issue.severity
    place = f"{', '.join(where)}: " if where else ""
    return " ".join(f"{severity:<8}{place}{issue.message}{value}{done}".split("\n"))


def _rank(options: argparse.Namespace) -> Exit:
    from prioritise.case.load import load_case
    from prioritise.optimise.result import Options
    from prioritise.pipeline import run
    from prioritise.record.outputs import write_outputs
    from prioritise.record.scenario import Scenario, load_scenario

    case = load_case(options.case)
    _refuse_errors(case.errors, options.case)
    scenario = load_scenario(options.scenario) if options.scenario else Scenario()
    how = Options(gap=options.gap, seconds=options.seconds, list_seconds=options.list_seconds)
    found = run(case, scenario, how, _progress(options))
    _refuse_errors(tuple(i for i in found.prepared.issues if i.severity == "error"), options.case)
    written = write_outputs(found, options.out)
    print(answer_report(found))
    print(f"Written to {options.out}: " + ", ".join(path.name for path in written))
    return _exit_of(found)


def _refuse_errors(errors: Sequence["Issue"], where: Path) -> None:
    if not errors:
        return
    lines = [f"{i.table}: {_issue_line(i)}" for i in errors[:SHOWN_ERRORS]]
    if len(errors) > SHOWN_ERRORS:
        lines.append(f"... and {len(errors) - SHOWN_ERRORS} more: python -m prioritise check {where}")
    raise DataFault("\n".join([f"{where} has errors, so nothing was ranked:", *lines]))


def answer_report(run: "RunLike") -> str:
    """The answer in a few lines: how it stands, what is funded, the money that lapses, and lists as good."""
    from prioritise.record.words import equal_lists, lapse_sentence, outcome_sentence, status_sentence

    lines = [status_sentence(run.result), outcome_sentence(run)]
    if run.result.status.has_answer:
        lines += [lapse_sentence(run), equal_lists(run)]
    return "\n".join(lines)


def _exit_of(run: "RunLike") -> Exit:
    from prioritise.optimise.result import Status

    return {Status.INFEASIBLE: Exit.INFEASIBLE, Status.NO_ANSWER: Exit.NO_ANSWER}.get(run.result.status, Exit.ANSWER)


def _sweep(options: argparse.Namespace) -> Exit:
    from prioritise.sweep import command
    from prioritise.sweep.outputs import in_words

    def refuse(issues: Sequence["Issue"]) -> None:
        _refuse_errors([i for i in issues if i.severity == "error"], options.case)

    swept, prepared, written = command.run(options, refuse, _progress(options))
    if command.infeasible(swept):
        return Exit(_fail(Exit.INFEASIBLE, f"No list keeps every rule: `rank {options.case}` names those that clash."))
    print("\n".join(in_words(swept, prepared)))
    print(f"Written to {options.out}: " + ", ".join(path.name for path in written))
    return Exit.ANSWER if swept.whole and not command.unanswered(swept) else Exit.NO_ANSWER


def _ask(options: argparse.Namespace) -> Exit:
    from prioritise.ask import command, load_presets
    from prioritise.ask.reckon import reckon
    from prioritise.ask.report import listing

    if wrong := command.misuse(options):
        options.refuse(wrong)
    presets = load_presets(options.presets)
    if options.list:
        print(listing(presets))
        return Exit.ANSWER
    try:
        preset, application = command.preset_of(options, presets), command.application_of(options)
        found = reckon(preset, application)
    except DataFault as fault:  # the options contradict each other: the command was not understood
        return Exit(_fail(Exit.USAGE, str(fault)))
    if options.case is not None:
        from prioritise.case.load import load_case

        found = reckon(preset, application, command.setting_of(options, load_case(options.case)))
    if found.doubt:
        print(found.doubt, file=sys.stderr)
    print(command.answer(options, found))
    return Exit.ANSWER


def _import(options: argparse.Namespace) -> Exit:
    from prioritise.sources import SOURCES, command

    if wrong := command.misuse(options):
        options.refuse(wrong)
    if options.all is None and options.kind not in SOURCES:
        print(f"There is no kind {options.kind!r}. The kinds are:\n{_kinds()}", file=sys.stderr, end="")
        return Exit.USAGE
    print("\n".join(command.run(options, _progress(options))))
    return Exit.ANSWER


def _area(options: argparse.Namespace) -> Exit:
    from prioritise.sources.working_area import Chosen, cut_out

    chosen = Chosen(options.icb or "", options.district or "", options.polygon)
    cut = cut_out(options.source, chosen, options.out, options.boundaries, _progress(options))
    print("\n".join(cut.sentences))
    print(f"Written to {options.out}.")
    return Exit.ANSWER


def _west_kent(options: argparse.Namespace) -> Exit:
    from prioritise.sources import build_west_kent

    report = build_west_kent(options.source, options.out, _progress(options))
    print("\n".join(report.lines()))
    return Exit.ANSWER

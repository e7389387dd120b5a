"""What each command does. Heavy packages are imported by the command that needs them: help is instant."""

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from prioritise.cli.exits import Exit, fail
from prioritise.cli.reports import answer_report, issue_report, refuse_errors
from prioritise.errors import DataFault

if TYPE_CHECKING:
    from prioritise.case.case import Case
    from prioritise.case.issues import Issue
    from prioritise.pipeline import Run
    from prioritise.record.model import RunLike

Progress = Callable[[str, float], None]


def kinds() -> str:
    """One line a kind of official file."""
    from prioritise.sources import SOURCES

    return "".join(f"  {kind:<24} {SOURCES[kind].title}\n" for kind in sorted(SOURCES))


def _progress(options: argparse.Namespace) -> Progress | None:
    """A line on stderr a step, when somebody watches or asks."""
    if not (options.progress or sys.stderr.isatty()):
        return None

    def say(step: str, share: float) -> None:
        print(f"{share:4.0%}  {step}", file=sys.stderr, flush=True)

    return say


def demo(options: argparse.Namespace) -> Exit:
    """Write the synthetic demo case."""
    from prioritise.case.demo import build_demo
    from prioritise.case.write import write_case

    case = build_demo()
    write_case(case, options.out)
    print(
        f"The synthetic demo case is in {options.out}: {len(case.table('bids'))} bids, {len(case.table('pots'))} pots."
    )
    return Exit.ANSWER


def check(options: argparse.Namespace) -> Exit:
    """List what is wrong with a case."""
    from prioritise.case.load import load_case

    case = load_case(options.case)
    issues = case.issues
    if not case.errors:
        from prioritise.pipeline import ledger_doubts, prepare

        issues = (*prepare(case).issues, *ledger_doubts(case))
    print(issue_report(issues))
    return Exit.ERRORS if any(i.severity == "error" for i in issues) else Exit.ANSWER


def rank(options: argparse.Namespace) -> Exit:
    """Choose what to fund and write the answer."""
    from prioritise.record.outputs import write_outputs

    _, found = _ranked(options)
    written = write_outputs(found, options.out)
    print(answer_report(found))
    print(f"Written to {options.out}: " + ", ".join(path.name for path in written))
    return _exit_of(found)


def _ranked(options: argparse.Namespace) -> "tuple[Case, Run]":
    """The case that the options name, and the run that they ask for."""
    from prioritise.case.load import load_case
    from prioritise.optimise.result import Options
    from prioritise.pipeline import run
    from prioritise.record.scenario import Scenario, load_scenario

    case = load_case(options.case)
    refuse_errors(case.errors, options.case)
    scenario = load_scenario(options.scenario) if options.scenario else Scenario()
    how = Options(gap=options.gap, seconds=options.seconds, list_seconds=options.list_seconds)
    found = run(case, scenario, how, _progress(options))
    refuse_errors(tuple(i for i in found.prepared.issues if i.severity == "error"), options.case)
    return case, found


def paper(options: argparse.Namespace) -> Exit:
    """Choose what to fund and write the committee paper with everything that goes with it."""
    from prioritise.record.exports import EXPORTS, Asked
    from prioritise.record.stamp import Stamp

    _, found = _ranked(options)
    print(answer_report(found))
    if not found.result.status.has_answer:
        print("There is no list to write a paper on, so nothing was written.")
        return _exit_of(found)
    own = None if options.template is None else options.template.read_bytes()
    name = "the template" if options.template is None else options.template.name
    asked = Asked(found, options.edition, Stamp(options.day or dt.date.today()), own, name)
    files = {export.file_name(options.edition): asked.file(export) for export in EXPORTS}
    options.out.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        (options.out / file).write_bytes(content)
    print(f"Written to {options.out}: " + ", ".join(sorted(files)))
    return _exit_of(found)


def freeze(options: argparse.Namespace) -> Exit:
    """Choose what to fund, and keep the list with all it was made from in one file."""
    from prioritise.record.frozen import freeze, read_frozen

    case, found = _ranked(options)
    print(answer_report(found))
    if not found.result.status.has_answer:
        print("There is no list to freeze, so nothing was written.")
        return _exit_of(found)
    content = freeze(found, case, options.title, options.day or dt.date.today(), options.by, options.note)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with options.out.open("xb") as file:
            file.write(content)
    except FileExistsError as fault:
        raise DataFault(f"{options.out} is there already, and a frozen list is never written over") from fault
    fingerprint = read_frozen(options.out.name, content).fingerprint
    print(f"Frozen in {options.out}. Its fingerprint, to be written down where it cannot be changed: {fingerprint}")
    return _exit_of(found)


def replay(options: argparse.Namespace) -> Exit:
    """Ask a frozen list's question again, and say whether the answer is the same."""
    from prioritise.pipeline import run
    from prioritise.record.frozen import read_frozen
    from prioritise.record.frozen_words import described, replayed

    then = read_frozen(options.file.name, options.file.read_bytes())
    print("\n".join(described(then)), flush=True)
    now = run(then.case, then.scenario, then.cover.asked, _progress(options))
    verdict = replayed(then, now)
    print("\n".join(verdict.lines))
    return Exit.ANSWER if verdict.same else Exit.DIFFERS


def _exit_of(run: "RunLike") -> Exit:
    from prioritise.optimise.result import Status

    return {Status.INFEASIBLE: Exit.INFEASIBLE, Status.NO_ANSWER: Exit.NO_ANSWER}.get(run.result.status, Exit.ANSWER)


def sweep(options: argparse.Namespace) -> Exit:
    """Choose many times, and write what that says."""
    from prioritise.sweep import command
    from prioritise.sweep.outputs import in_words

    def refuse(issues: Sequence["Issue"]) -> None:
        refuse_errors([i for i in issues if i.severity == "error"], options.case)

    swept, prepared, written = command.run(options, refuse, _progress(options))
    if command.infeasible(swept):
        return fail(Exit.INFEASIBLE, f"No list keeps every rule: `rank {options.case}` names those that clash.")
    print("\n".join(in_words(swept, prepared)))
    print(f"Written to {options.out}: " + ", ".join(path.name for path in written))
    return Exit.ANSWER if swept.whole and not command.unanswered(swept) else Exit.NO_ANSWER


def ask(options: argparse.Namespace) -> Exit:
    """Price a planning application."""
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
        return fail(Exit.USAGE, str(fault))
    if options.case is not None:
        from prioritise.case.load import load_case

        found = reckon(preset, application, command.setting_of(options, load_case(options.case)))
    if found.doubt:
        print(found.doubt, file=sys.stderr)
    print(command.answer(options, found))
    return Exit.ANSWER


def import_(options: argparse.Namespace) -> Exit:
    """Read official files into a case."""
    from prioritise.sources import SOURCES, command

    if wrong := command.misuse(options):
        options.refuse(wrong)
    if options.all is None and options.kind not in SOURCES:
        print(f"There is no kind {options.kind!r}. The kinds are:\n{kinds()}", file=sys.stderr, end="")
        return Exit.USAGE
    print("\n".join(command.run(options, _progress(options))))
    return Exit.ANSWER


def area(options: argparse.Namespace) -> Exit:
    """Cut a working case out of England, or out of a larger case."""
    from prioritise.sources.working_area import Chosen, cut_out

    chosen = Chosen(options.icb or "", options.district or "", options.polygon)
    cut = cut_out(options.source, chosen, options.out, options.boundaries, _progress(options))
    print("\n".join(cut.sentences))
    print(f"Written to {options.out}.")
    return Exit.ANSWER


def west_kent(options: argparse.Namespace) -> Exit:
    """Build the West Kent case."""
    from prioritise.sources import build_west_kent

    report = build_west_kent(options.source, options.out, _progress(options))
    print("\n".join(report.lines()))
    return Exit.ANSWER

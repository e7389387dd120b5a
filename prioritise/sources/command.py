"""The `import` command: one kind of files into a case, or every file of a folder as what it is found to be."""

import argparse
from collections.abc import Callable

from prioritise.sources.importing import import_files
from prioritise.sources.whole_folder import import_folder, read_folder, write_table

Progress = Callable[[str, float], None]


def misuse(options: argparse.Namespace) -> str:
    """What is wrong with how the options stand together; "" when nothing is."""
    if options.all is not None:
        return "give a KIND and files, or --all DIR, not both" if options.kind or options.files else ""
    if not options.kind or not options.files:
        return "give a KIND and at least one FILE, or --all DIR"
    if options.into is None:
        return "give the case folder with --into CASE"
    return "--report goes with --all" if options.report is not None else ""


def run(options: argparse.Namespace, progress: Progress | None) -> tuple[str, ...]:
    """Do what the options say and return the report in sentences.

    Raises:
        DataFault: a file or folder cannot be read; the case is then as it was.
    """
    if options.all is None:
        return import_files(options.kind, options.files, options.into).lines()
    if options.into is None:
        found = read_folder(options.all, progress)
    else:
        found = import_folder(options.all, options.into, progress)
    if options.report is not None:
        write_table(found, options.report)
    placed = [line for r in found.reports for line in r.lines() if " added, " in line]
    return (*found.lines(), *placed)

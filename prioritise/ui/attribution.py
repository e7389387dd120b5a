"""Whose open data a case holds: the lines its publishers ask for, and no others."""

import csv
from collections.abc import Collection
from typing import NamedTuple

from prioritise.case.notes import REPORT_FILE
from prioritise.sources import SOURCES
from prioritise.ui.cases import OpenCase

INVENTED = "Invented figures, made by this project."
AS_GIVEN = "Figures as the case gives them; it names no official file it was made from."
NOT_SAID = "The case does not say which official files it was made from; it may hold figures of any of these."


EVERY_ROW = "every row"
"""How an importer says that it fills a table whole."""


class Used(NamedTuple):
    """Kinds of sources, in order: those a case was made from, and those it may hold figures of where that is not known.

    At most one of the two is filled.
    """

    made_from: tuple[str, ...] = ()
    may_hold: tuple[str, ...] = ()

    @property
    def owed(self) -> tuple[str, ...]:
        """Kinds whose publishers' lines go with the case."""
        return self.made_from or self.may_hold


def used(opened: OpenCase) -> Used:
    """Sources of a case, from the report an import leaves beside it.

    An upload does not carry that report: where it has an import's notes, it may hold figures of any of the sources.
    """
    if opened.case.settings.synthetic:
        return Used()
    files = _files(opened)
    if files is not None:
        return Used(made_from=tuple(files))
    return Used(may_hold=tuple(SOURCES) if opened.case.notes else ())


def _files(opened: OpenCase) -> dict[str, list[str]] | None:
    """Kind of source -> the files of it that were imported, by the report beside the case; None without a report."""
    report = None if opened.path is None else opened.path / REPORT_FILE
    if report is None or not report.is_file():
        return None
    with report.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        named = {(str(row.get("source")), str(row.get("file") or "")) for row in csv.DictReader(lines)}
    found = {kind: sorted(file for source, file in named if source == kind) for kind in SOURCES}
    return {kind: files for kind, files in found.items() if files}


class Feed(NamedTuple):
    """What one official source filled of a table: the names of its columns, as the importer lists them; its title."""

    columns: str
    source: str

    def fills(self, columns: Collection[str]) -> bool:
        """Whether it filled one of these columns; "" among them asks for any."""
        return "" in columns or EVERY_ROW in self.columns or any(column in self.columns for column in columns)


def of_tables(opened: OpenCase) -> dict[str, list[Feed]]:
    """Table of the case -> the official sources it was filled from, each with its files; none for one of no import."""
    found: dict[str, list[Feed]] = {}
    for kind, files in ({} if opened.case.settings.synthetic else _files(opened) or {}).items():
        named = f"{SOURCES[kind].title} ({', '.join(f for f in files if f)})"
        for tables, _, columns in (fed.partition(":") for fed in SOURCES[kind].feeds):
            for table in tables.split(", "):
                found.setdefault(table, []).append(Feed(columns, named))
    return found


def in_short(opened: OpenCase) -> str:
    """Where a case's figures are from, where no official file is named."""
    if opened.case.settings.synthetic:
        return INVENTED
    return NOT_SAID if used(opened).may_hold else AS_GIVEN


def lines(opened: OpenCase) -> list[str]:
    """Lines for the foot of a page: each attribution once, or where the figures are from when none is owed."""
    if opened.case.settings.synthetic:
        return [INVENTED]
    found = used(opened)
    owed = sorted({SOURCES[kind].attribution for kind in found.owed})
    return [*([NOT_SAID] if found.may_hold else []), *owed] or [AS_GIVEN]

"""Whose open data a case holds: the lines its publishers ask for, and no others."""

import csv
from typing import NamedTuple

from prioritise.case.notes import REPORT_FILE
from prioritise.sources import SOURCES
from prioritise.ui.cases import OpenCase

INVENTED = "Invented figures, made by this project."
AS_GIVEN = "Figures as the case gives them; it names no official file it was made from."
NOT_SAID = "The case does not say which official files it was made from; it may hold figures of any of these."


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
    file = None if opened.path is None else opened.path / REPORT_FILE
    if file is not None and file.is_file():
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            named = {row.get("source") for row in csv.DictReader(lines)}
        return Used(made_from=tuple(kind for kind in SOURCES if kind in named))
    return Used(may_hold=tuple(SOURCES) if opened.case.notes else ())


def lines(opened: OpenCase) -> list[str]:
    """Lines for the foot of a page: each attribution once, or where the figures are from when none is owed."""
    if opened.case.settings.synthetic:
        return [INVENTED]
    found = used(opened)
    owed = sorted({SOURCES[kind].attribution for kind in found.owed})
    return [*([NOT_SAID] if found.may_hold else []), *owed] or [AS_GIVEN]

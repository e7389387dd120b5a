"""Whose open data a case holds: the lines its publishers ask for, and no others."""

import csv

from prioritise.case.notes import REPORT_FILE
from prioritise.sources import SOURCES
from prioritise.ui.cases import OpenCase

INVENTED = "Invented figures, made by this project."
AS_GIVEN = "Figures as the case gives them; it names no official file it was made from."


def used(opened: OpenCase) -> tuple[str, ...]:
    """Kinds of the sources the case was made from, in order.

    They are read from the report an import leaves beside the case. An upload does not carry that report: where it
    has an import's notes, it may hold figures of any of the sources, and all are named.
    """
    if opened.case.settings.synthetic:
        return ()
    file = None if opened.path is None else opened.path / REPORT_FILE
    if file is not None and file.is_file():
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            named = {row.get("source") for row in csv.DictReader(lines)}
        return tuple(kind for kind in SOURCES if kind in named)
    return tuple(SOURCES) if opened.case.notes else ()


def lines(opened: OpenCase) -> list[str]:
    """Lines for the foot of a page: each attribution once, or where the figures are from when none is owed."""
    if opened.case.settings.synthetic:
        return [INVENTED]
    return sorted({SOURCES[kind].attribution for kind in used(opened)}) or [AS_GIVEN]

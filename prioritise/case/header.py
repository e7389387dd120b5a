"""Matching the header of a file to the columns of the data dictionary."""

import difflib
import re
from collections.abc import Iterable

from prioritise.case.csvfile import RawTable
from prioritise.case.log import Log
from prioritise.case.tables import TABLES


def suggest(word: str, known: Iterable[str]) -> str:
    """`; did you mean X?` when a known word is near, else nothing."""
    near = difflib.get_close_matches(word.casefold(), sorted(known), n=1, cutoff=0.7)
    return f"; did you mean {near[0]}?" if near else ""


def _norm(text: str) -> str:
    return re.sub(r"[\s\-]+", "_", text.strip().rstrip("*").strip().casefold())


def match_header(raw: RawTable, log: Log) -> dict[str, int] | None:
    """Position of each column in the file, known columns under the dictionary's names, unknown ones under their own.

    Differences of capitals, spaces, hyphens and a trailing star are accepted with a note. None when a required column
    is missing, for then the table cannot be used.
    """
    known = set(TABLES[raw.name].columns)
    places: dict[str, int] = {}
    for at, written in enumerate(raw.header):
        trimmed = written.strip()
        name = _norm(written) if _norm(written) in known else trimmed
        if not name:
            _nameless(raw, at, log)
        elif name in places:
            log.refuse(
                "column_twice",
                raw.name,
                f"the column {name} is there twice",
                column=name,
                value=written,
                done="the first is used, the other left out",
            )
        else:
            places[name] = at
            if name in known and name != written:
                said = f"the header {written!r} is read as {name}"
                log.note("header_accepted", raw.name, said, column=name, value=written, done=f"read as {name}")
    unknown = [name for name in places if name not in known]
    missing = [c for c, spec in TABLES[raw.name].columns.items() if spec.required and c not in places]
    _tell_unknown(raw.name, unknown, sorted(known - set(places)), log)
    for name in missing:
        log.refuse(
            "missing_column",
            raw.name,
            f"the required column {name} is not there{suggest(name, unknown)}",
            column=name,
            done="table left out",
        )
    return None if missing else places


def _nameless(raw: RawTable, at: int, log: Log) -> None:
    filled = next((i for i, row in enumerate(raw.rows) if len(row) > at and row[at].strip()), None)
    if filled is not None:
        log.doubt(
            "column_without_name",
            raw.name,
            f"column {at + 1} has no name in the header but has entries",
            row=raw.lines[filled],
            value=raw.rows[filled][at],
            done="column left out",
        )


def _tell_unknown(table: str, unknown: list[str], absent: list[str], log: Log) -> None:
    for name in unknown:
        hint = suggest(name, absent)
        said = f"{name} is not a column of {table}{hint}"
        log.add(
            "warning" if hint else "info",
            "unknown_column",
            table,
            said,
            column=name,
            value=name,
            done="kept as text, not used",
        )

"""Doubts and assumptions that came with an import, kept beside the case so that every reader of it sees them."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import cast

from prioritise.case.issues import ISSUE_COLUMNS, Issue, Severity, sort_issues

NOTES_FILE = "import_notes.csv"
REPORT_FILE = "import_report.csv"
ROWS_FILE = "import_rows.csv"
"""What an import counted and which rows it named, kept beside the case for people to read; not part of the case."""
_SEVERITIES = ("error", "warning", "info")


def _issue(cells: dict[str, str]) -> Issue:
    row, severity = cells.get("row", ""), cells.get("severity", "")
    texts = {c: cells.get(c) or "" for c in ISSUE_COLUMNS if c not in ("row", "severity")}
    known = cast(Severity, severity if severity in _SEVERITIES else "info")
    return Issue(row=int(row) if (row or "").isdecimal() else None, severity=known, **texts)


def parse_notes(text: str) -> tuple[Issue, ...]:
    """Issues of an `import_notes.csv`, sorted."""
    return sort_issues(_issue(cells) for cells in csv.DictReader(text.splitlines()) if cells.get("code"))


def read_notes(folder: Path | str) -> tuple[Issue, ...]:
    """Issues written beside a case by an import, sorted; none when there is no such file.

    An unreadable file counts as no notes: it holds comments on the data, never the data.
    """
    path = Path(folder) / NOTES_FILE
    return parse_notes(path.read_text(encoding="utf-8-sig", errors="replace")) if path.is_file() else ()


def notes_csv(issues: Iterable[Issue]) -> bytes:
    """Issues as an `import_notes.csv`, sorted."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, ISSUE_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for issue in sort_issues(issues):
        writer.writerow({k: " ".join(str(v).split()) for k, v in asdict(issue).items() if v is not None})
    return stream.getvalue().encode("utf-8")


def write_notes(folder: Path | str, issues: Iterable[Issue]) -> None:
    """Write issues to `import_notes.csv`, replacing what was there."""
    (Path(folder) / NOTES_FILE).write_bytes(notes_csv(issues))

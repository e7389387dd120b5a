"""Doubts and assumptions that came with an import, kept beside the case so that every reader of it sees them."""

import csv
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import cast

from prioritise.case.issues import ISSUE_COLUMNS, Issue, Severity, sort_issues

NOTES_FILE = "import_notes.csv"
_SEVERITIES = ("error", "warning", "info")


def _issue(cells: dict[str, str]) -> Issue:
    row, severity = cells.get("row", ""), cells.get("severity", "")
    texts = {c: cells.get(c) or "" for c in ISSUE_COLUMNS if c not in ("row", "severity")}
    known = cast(Severity, severity if severity in _SEVERITIES else "info")
    return Issue(row=int(row) if (row or "").isdecimal() else None, severity=known, **texts)


def read_notes(folder: Path | str) -> tuple[Issue, ...]:
    """Issues written beside a case by an import, sorted; none when there is no such file.

    An unreadable file counts as no notes: it holds comments on the data, never the data.
    """
    path = Path(folder) / NOTES_FILE
    if not path.is_file():
        return ()
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    return sort_issues(_issue(cells) for cells in csv.DictReader(text.splitlines()) if cells.get("code"))


def write_notes(folder: Path | str, issues: Iterable[Issue]) -> None:
    """Write issues to `import_notes.csv`, sorted, replacing what was there."""
    path = Path(folder) / NOTES_FILE
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ISSUE_COLUMNS, lineterminator="\n")
        writer.writeheader()
        for issue in sort_issues(issues):
            cells = {k: " ".join(str(v).split()) for k, v in asdict(issue).items() if v is not None}
            writer.writerow(cells)

"""What the commands print of a case and of an answer."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from prioritise.errors import DataFault

if TYPE_CHECKING:
    from prioritise.case.issues import Issue
    from prioritise.record.model import RunLike

SHOWN_ERRORS = 20


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


def refuse_errors(errors: Sequence["Issue"], where: Path) -> None:
    """Raise DataFault that names the errors of a case; nothing where there are none."""
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

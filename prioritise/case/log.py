"""Collects issues while a case is read: every part of the loader writes to one log and carries on."""

from dataclasses import dataclass, field

from prioritise.case.issues import Issue, Severity

SHOWN_CHARACTERS = 200
"""Longest offending text an issue quotes, in characters."""

ROW_OUT = "row left out"
CELL_OUT = "cell treated as unknown"
USED = "used as written"


def shorten(value: object) -> str:
    """The offending text as an issue shows it: at most `SHOWN_CHARACTERS` characters."""
    text = "" if value is None else str(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


@dataclass
class Log:
    """The issues found so far, in the order they were met."""

    issues: list[Issue] = field(default_factory=list)

    def add(  # noqa: PLR0913 - one argument a face of an issue
        self,
        severity: Severity,
        code: str,
        table: str,
        message: str,
        *,
        row: int | None = None,
        column: str = "",
        value: object = "",
        done: str = "",
    ) -> None:
        """Add one issue; the meaning of each part is that of `Issue`."""
        self.issues.append(Issue(table, row, column, code, severity, shorten(value), message, done))

    def refuse(self, code: str, table: str, message: str, **where: object) -> None:
        """Something given was refused."""
        self.add("error", code, table, message, **where)  # type: ignore[arg-type]

    def doubt(self, code: str, table: str, message: str, **where: object) -> None:
        """Used, but look at it."""
        self.add("warning", code, table, message, **where)  # type: ignore[arg-type]

    def note(self, code: str, table: str, message: str, **where: object) -> None:
        """An assumption or a note."""
        self.add("info", code, table, message, **where)  # type: ignore[arg-type]

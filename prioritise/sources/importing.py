"""Import official files into a case folder, and write down what became of every row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from prioritise.case.issues import Issue
from prioritise.case.neutral import neutralise
from prioritise.case.notes import REPORT_FILE, ROWS_FILE, read_notes, write_notes
from prioritise.errors import DataFault
from prioritise.sources.folder import AREAS_FILE, Change, Draft, csv_text, replace_file
from prioritise.sources.model import COUNT_COLUMNS, Placed, Source, SourceTable

_ROW_COLUMNS = ["source", "file", "line", "column", "value", "outcome", "reason"]


@dataclass(frozen=True)
class ImportReport:
    """What became of every row of an import.

    Attributes:
        kind: the source.
        title: its title.
        attribution: its licence line.
        counts: one row a file, outcome ("read", "kept", "refused", "skipped", "note") and reason; `lines` shows the
            first few. Read = kept + refused + skipped; a note is a doubt about a row that was kept.
        rows: one row a refused, skipped or doubted row that is named: file, line, column, value, outcome, reason.
        changes: rows added, updated and unchanged by case table.
        issues: doubts and assumptions written beside the case.
    """

    kind: str
    title: str
    attribution: str
    counts: pd.DataFrame
    rows: pd.DataFrame
    changes: Mapping[str, Change] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    def total(self, outcome: str) -> int:
        """Rows with an outcome, over all files."""
        return int(self.counts.loc[self.counts["outcome"] == outcome, "count"].sum())

    @property
    def rows_read(self) -> int:
        """Rows read."""
        return self.total("read")

    @property
    def rows_kept(self) -> int:
        """Rows used."""
        return self.total("kept")

    @property
    def rows_refused(self) -> int:
        """Rows refused as faulty, each named in `rows`."""
        return self.total("refused")

    @property
    def rows_skipped(self) -> int:
        """Rows left out by design (other areas, superseded, copies)."""
        return self.total("skipped")

    def lines(self) -> tuple[str, ...]:
        """The report in sentences, for a terminal."""
        head = (
            f"{self.title}: {self.rows_read} rows read, {self.rows_kept} kept, {self.rows_refused} refused, "
            f"{self.rows_skipped} skipped"
        )
        shown = self.counts[~self.counts["outcome"].isin(["read", "kept"])]
        why = [
            f"  {outcome}: {number} x {reason} ({file}, line {lines})"
            for file, outcome, reason, number, lines in shown[COUNT_COLUMNS].itertuples(index=False, name=None)
        ]
        done = [
            f"  {name}: {c.added} added, {c.updated} updated, {c.unchanged} unchanged"
            for name, c in sorted(self.changes.items())
        ]
        return (head, *why, *done)


def source_of(kind: str) -> Source:
    """The source of a kind.

    Raises:
        DataFault: there is none.
    """
    from prioritise.sources.registry import SOURCES

    if kind not in SOURCES:
        raise DataFault(f"there is no source called {kind!r}; there are: {', '.join(SOURCES)}")
    return SOURCES[kind]


def report_of(source: Source, placed: Placed, changes: Mapping[str, Change]) -> ImportReport:
    """The report of an import that has been placed."""
    named = placed.table.rejected
    named = named[named["named"].astype(bool)].drop(columns="named").reset_index(drop=True)
    return ImportReport(
        source.kind, source.title, source.attribution, placed.table.counts(), named, dict(changes), placed.issues
    )


def merge_placed(draft: Draft, placed: Placed) -> dict[str, Change]:
    """Put placed rows and areas into a draft."""
    changes = {name: draft.merge(name, rows) for name, rows in placed.tables.items() if len(rows)}
    if placed.areas:
        changes[AREAS_FILE] = draft.merge_areas(placed.areas)
    return changes


def add_rows(source: Source, table: SourceTable, draft: Draft) -> ImportReport:
    """Place rows already read into a draft and report."""
    placed = source.place(table, draft)
    return report_of(source, placed, merge_placed(draft, placed))


def import_files(kind: str, files: Sequence[Path | str], case_folder: Path | str) -> ImportReport:
    """Import official files of one kind into a case folder (made if absent).

    Rows of the case with other ids stay as they are, rows with the same id are updated cell by cell (a blank never rubs
    out a value), and importing the same files again changes nothing. What became of every row is written to
    `import_report.csv` and `import_rows.csv`, doubts and assumptions to `import_notes.csv`.

    Args:
        kind: a key of `SOURCES`.
        files: the official files, unchanged.
        case_folder: folder of the case (contract A).

    Raises:
        DataFault: no such kind, no file given, or a file that is not of that kind; the case is then as it was.
    """
    source = source_of(kind)
    if not files:
        raise DataFault(f"give at least one file of {source.title}")
    folder = Path(case_folder)
    draft = Draft.read(folder)
    report = add_rows(source, source.read([Path(f) for f in files]), draft)
    draft.write(folder)
    write_reports(folder, [report])
    return report


def _old(path: Path, columns: list[str]) -> pd.DataFrame:
    if not path.is_file():
        return pd.DataFrame(columns=columns)
    return pd.read_csv(path, dtype="str", keep_default_na=False).reindex(columns=columns, fill_value="")


def _replaced(path: Path, fresh: pd.DataFrame, columns: list[str], by: list[str]) -> None:
    """Write rows in place of earlier ones of the same source and file."""
    fresh = fresh[columns].astype("str").map(neutralise)
    old = _old(path, columns)
    done = set(fresh[by].itertuples(index=False, name=None))
    old = old[[key not in done for key in old[by].itertuples(index=False, name=None)]]
    joined = pd.concat([old, fresh], ignore_index=True).sort_values(by, kind="stable")
    replace_file(path, csv_text(joined))


def write_reports(folder: Path, reports: Sequence[ImportReport]) -> None:
    """Write the report, the named rows and the notes beside the case, in place of those of the same files."""
    counts = pd.concat([r.counts.assign(source=r.kind) for r in reports], ignore_index=True)
    rows = pd.concat([r.rows.assign(source=r.kind) for r in reports], ignore_index=True)
    _replaced(folder / REPORT_FILE, counts, ["source", *COUNT_COLUMNS], ["source", "file"])
    _replaced_rows(folder, rows, {(r.kind, f) for r in reports for f in r.counts["file"]})
    fresh = [i for r in reports for i in r.issues]
    topics = {(i.table, i.column, i.code) for i in fresh}
    kept = [i for i in read_notes(folder) if (i.table, i.column, i.code) not in topics]
    write_notes(folder, [*kept, *fresh])


def _replaced_rows(folder: Path, rows: pd.DataFrame, files: set[tuple[str, str]]) -> None:
    """Write named rows in place of earlier ones of the same files, which may have no such row any more."""
    path = folder / ROWS_FILE
    old = _old(path, _ROW_COLUMNS)
    written = {(neutralise(kind), neutralise(file)) for kind, file in files}  # as an earlier import wrote them
    old = old[[key not in written for key in old[["source", "file"]].itertuples(index=False, name=None)]]
    fresh = rows[_ROW_COLUMNS].astype("str").map(neutralise)
    joined = pd.concat([old, fresh], ignore_index=True).sort_values(["source", "file"], kind="stable")
    replace_file(path, csv_text(joined))

"""Import every file of a folder: each as what it is, and a table of what became of it.

An adviser drops this quarter's files in a folder; which of them can be read, as what, and what is wrong with them, is
one table.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from prioritise.case.neutral import neutralise
from prioritise.errors import DataFault
from prioritise.sources import registry
from prioritise.sources.folder import Draft, csv_text, replace_file
from prioritise.sources.importing import ImportReport, add_rows, write_reports
from prioritise.sources.model import Source, SourceTable
from prioritise.sources.recognise import Recognised, recognise

COLUMNS = ["file", "kind", "outcome", "read", "kept", "refused", "skipped", "doubts", "reasons"]
READ, REFUSED, LEFT = "read", "refused", "not a source"
_SUFFIXES = {".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".zip", ".gz", ".json", ".geojson", ".pdf", ".ods"}
_SHOWN_REASONS = 4
# The order in which a case grows: who there is, where they are, then what is known of them and of the places.
_ORDER = (
    "practice-map", "list-sizes", "ods-practices", "postcodes", "code-point", "lsoa-polygons", "lsoa-imd", "census",
)  # fmt: skip
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class FolderReport:
    """What became of every file of a folder.

    Attributes:
        table: one row a file, in order of path (`COLUMNS`): outcome "read", "refused" (of a known kind, but not
            readable) or "not a source"; rows read = kept + refused + skipped; `doubts` are rows kept with a note.
        reports: what was placed into a case, one a kind; empty when nothing was.
    """

    table: pd.DataFrame
    reports: tuple[ImportReport, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """The table in sentences, for a terminal."""
        rows = self.table.to_dict("records")
        count = {o: sum(r["outcome"] == o for r in rows) for o in (READ, REFUSED, LEFT)}
        head = f"{len(rows)} files: {count[READ]} read, {count[REFUSED]} refused, {count[LEFT]} of no source"
        return (head, *(_line(r) for r in rows))


def _line(row: Mapping[object, object]) -> str:
    if row["outcome"] != READ:
        return f"  {row['file']}: {row['outcome']}: {row['reasons']}"
    figures = ", ".join(f"{row[c]:,} {c}" for c in ("read", "kept", "refused", "skipped"))
    why = f" ({row['reasons']})" if row["reasons"] else ""
    return f"  {row['file']}: {row['kind']}: {figures}{why}"


def files_of(folder: Path) -> list[Path]:
    """Files of a folder and the folders in it that could hold data, in order.

    Raises:
        DataFault: there is no such folder.
    """
    if not folder.is_dir():
        raise DataFault(f"there is no folder called {folder.name}")
    found = (p for p in folder.rglob("*") if p.is_file() and p.suffix.lower() in _SUFFIXES)
    return sorted(p for p in found if not any(part.startswith(".") for part in p.relative_to(folder).parts))


@dataclass(frozen=True)
class _Read:
    """Files that were read together, and what they gave."""

    files: tuple[Path, ...]
    table: SourceTable


def read_folder(folder: Path, progress: Progress | None = None) -> FolderReport:
    """Read every file of a folder, placing nothing.

    Raises:
        DataFault: there is no such folder.
    """
    return _read_folder(folder, progress)[0]


def _read_folder(folder: Path, progress: Progress | None) -> tuple[FolderReport, dict[str, list[_Read]]]:
    """The report, and what was read by kind, in order of path."""
    tell = progress or (lambda text, share: None)
    files = files_of(folder)
    rows: dict[Path, list[object]] = {}
    tables: dict[str, list[_Read]] = defaultdict(list)
    loose: dict[Path, list[Path]] = defaultdict(list)
    for i, path in enumerate(files):
        tell(f"Reading {path.name}", i / max(len(files), 1))
        known = recognise(path)
        if not known.kinds:
            loose[path.parent].append(path)
            rows[path] = [LEFT, known.why]
            continue
        rows[path] = _read_one(path, known, tables)
    for group in loose.values():
        _read_together(group, rows, tables)
    frame = pd.DataFrame([_row(folder, path, rows[path]) for path in files], columns=COLUMNS)
    return FolderReport(frame), dict(tables)


def _read_one(path: Path, known: Recognised, tables: dict[str, list[_Read]]) -> list[object]:
    if not known.kind:
        return [REFUSED, f"could be {' or '.join(known.kinds)}: import it by itself as the one it is"]
    try:
        table = registry.SOURCES[known.kind].read([path])
    except DataFault as fault:
        return [REFUSED, str(fault), known.kind]
    tables[known.kind].append(_Read((path,), table))
    return [READ, table, known.kind]


def _read_together(group: Sequence[Path], rows: dict[Path, list[object]], tables: dict[str, list[_Read]]) -> None:
    """Try the files of one folder that are nothing by themselves as a set, with the sources that read sets.

    A file that cannot be read alone is refused alone: it takes none of the others with it.
    """
    for kind, source in registry.SOURCES.items():
        if source.layouts or source.positions or source.members:
            continue
        sound = []
        for path in (p for p in group if rows[p][0] != READ):
            fault = _fault_alone(source, path)
            if not fault:
                sound.append(path)
            elif not _of_another(fault):
                rows[path] = [REFUSED, fault, kind]
        if not sound:
            continue
        try:
            table = source.read(sound)
        except DataFault as why:
            for path in sound:
                rows[path] = [REFUSED, str(why), kind]
            continue
        tables[kind].append(_Read(tuple(sound), table))
        for path in sound:
            rows[path] = [READ, table, kind]


def _fault_alone(source: Source, path: Path) -> str:
    """Why a source cannot read a file by itself; "" when it can."""
    try:
        source.read([path])
    except DataFault as fault:
        return str(fault)
    return ""


def _of_another(fault: str) -> bool:
    """Whether what a source says of a file is that it is something else altogether."""
    return " is none of " in fault or " is not " in fault


def _row(folder: Path, path: Path, found: Sequence[object]) -> list[object]:
    name, outcome = str(path.relative_to(folder)), str(found[0])
    kind = str(found[2]) if len(found) > 2 else ""  # noqa: PLR2004 - outcome, table or reason, kind
    if not isinstance(found[1], SourceTable):
        return [name, kind, outcome, 0, 0, 0, 0, 0, str(found[1])]
    counts = found[1].counts()
    counts = counts[counts["file"] == path.name]
    total = counts.groupby("outcome")["count"].sum()
    figures = [int(total.get(o, 0)) for o in ("read", "kept", "refused", "skipped", "note")]
    why = counts[counts["outcome"].isin(["refused", "skipped", "note"])].sort_values("count", ascending=False)
    said = [f"{n:,} {r}" for r, n in why[["reason", "count"]].itertuples(index=False, name=None)]
    more = f"; and {len(said) - _SHOWN_REASONS} more" if len(said) > _SHOWN_REASONS else ""
    return [name, kind, outcome, *figures, "; ".join(said[:_SHOWN_REASONS]) + more]


def _as_one(kind: str, parts: Sequence[_Read]) -> list[SourceTable]:
    """The files of a kind read as one, so that of several vintages the latest rows are used; sets stay apart."""
    source = registry.SOURCES[kind]
    if len(parts) == 1 or not (source.layouts or source.positions or source.members):
        return [p.table for p in parts]
    return [source.read([f for p in parts for f in p.files])]


def import_folder(folder: Path | str, case_folder: Path | str, progress: Progress | None = None) -> FolderReport:
    """Import every file of a folder into a case folder, each as what it is.

    Of several vintages of one source the latest of each row is used, as the source's own `read` says; the sources are
    placed in the order in which a case grows. Importing the same folder again changes nothing.

    Args:
        folder: files of any of the sources, in any order and in folders or not.
        case_folder: folder of the case (made if absent).
        progress: told what is being done and how far it is, 0 to 1.

    Raises:
        DataFault: there is no such folder, or the case cannot be read.
    """
    tell = progress or (lambda text, share: None)
    found, tables = _read_folder(Path(folder), lambda text, share: tell(text, share * 0.6))
    draft = Draft.read(Path(case_folder))
    turn = {kind: i for i, kind in enumerate(_ORDER)}
    kinds = sorted(tables, key=lambda k: (turn.get(k, len(turn)), k))
    reports: list[ImportReport] = []
    for i, kind in enumerate(kinds):
        tell(f"Placing {registry.SOURCES[kind].title.lower()}", 0.6 + 0.4 * i / len(kinds))
        reports += [add_rows(registry.SOURCES[kind], table, draft) for table in _as_one(kind, tables[kind])]
    draft.write(Path(case_folder))
    if reports:
        write_reports(Path(case_folder), reports)
    return FolderReport(found.table, tuple(reports))


def write_table(report: FolderReport, path: Path) -> None:
    """Write the table of files as CSV; names of files and what is said of them never run as formulas."""
    replace_file(path, csv_text(report.table.astype("str").map(neutralise)))

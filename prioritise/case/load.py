"""Loading a case from a folder, a workbook or a zip: all that is wrong becomes issues, all that is right is kept."""

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from prioritise.case.archive import (
    MAX_UNPACKED_BYTES,
    MEGABYTE,
    SUFFIXES,
    case_files,
    check_size,
    open_zip,
)
from prioritise.case.areas import read_areas
from prioritise.case.case import Case
from prioritise.case.check import check_tables
from prioritise.case.csvfile import RawTable, read_csv
from prioritise.case.header import suggest
from prioritise.case.issues import sort_issues
from prioritise.case.log import Log
from prioritise.case.notes import NOTES_FILE, REPORT_FILE, ROWS_FILE, parse_notes
from prioritise.case.parse import parse_table
from prioritise.case.settings import Settings
from prioritise.case.settings_file import read_settings_sheet, read_settings_toml
from prioritise.case.tables import REQUIRED_TABLES, TABLES, empty_table
from prioritise.errors import DataFault

SETTINGS_FILE = "settings.toml"
AREAS_FILE = "areas.geojson"
SETTINGS_SHEET = "settings"
NOTES_SHEET = "Read me"

_FILES = frozenset({*(f"{t}.csv" for t in TABLES), SETTINGS_FILE, AREAS_FILE, NOTES_FILE})
_LEFT_ALONE = frozenset({REPORT_FILE, ROWS_FILE})
_SHEETS = frozenset({*TABLES, SETTINGS_SHEET})


def load_case(path: Path | str) -> Case:
    """Load a case folder, an `.xlsx` workbook, or a `.zip` of a case folder.

    Every fault found is in the case's issues, and good rows load all the same.

    Raises:
        DataFault: there is nothing there, or nothing of a case in it, or it is beyond the limits of `read_upload`.
    """
    place = Path(path)
    log = Log()
    try:
        if place.is_dir():
            return _from_files(place.name, _folder_files(place, log), log)
        check_size(place.name, place.stat().st_size)
        return read_upload(place.name, place.read_bytes())
    except FileNotFoundError as fault:
        raise DataFault(f"{path}: there is no such folder or file") from fault
    except (OSError, ValueError) as fault:  # ValueError: a path that no system can hold, such as one with a NUL
        raise DataFault(f"{path}: cannot be read ({fault})") from fault


def read_upload(name: str, content: bytes) -> Case:
    """Load an uploaded workbook or zip. What it is goes by what is in it, not by its name.

    Args:
        name: file name, used only in messages.
        content: the bytes of the file.

    Raises:
        DataFault: it is no workbook or zip, has a password, is damaged, holds nothing of a case, or is beyond the
            limits of `case.archive` and `case.workbook_file`.
    """
    log = Log()
    if Path(name).suffix.lower() == ".csv":
        raise DataFault(f"{name} is a single CSV file: put the files of the case in one zip, or use the workbook")
    archive = open_zip(name, content)
    if "[Content_Types].xml" not in archive.namelist():
        return _from_files(name, case_files(name, archive, _FILES), log)
    # openpyxl takes as long to import as the demo to load, and most cases are folders
    from prioritise.case.workbook_file import read_sheets, refuse_entities  # noqa: PLC0415

    refuse_entities(name, archive)
    raws, other = read_sheets(name, content, _SHEETS, log)
    if not raws and not log.issues:
        raise DataFault(f"{name} has no sheet of a case; its sheets are {', '.join(other[:10])}")
    for title in other:
        _unknown_part(title, title, TABLES, log, quiet=title == NOTES_SHEET)
    sheet = raws.pop(SETTINGS_SHEET, None)
    settings = read_settings_sheet(sheet, log) if sheet is not None else Settings()
    present = {*raws, *(i.table for i in log.issues if i.code == "empty_file")} & set(TABLES)
    return _assemble(raws, present, settings, None, log)


def load_files(name: str, files: Mapping[str, bytes]) -> Case:
    """Load the files of a case folder, held in memory, by file name.

    Args:
        name: of the case, used only in messages.
        files: file name -> content.

    Raises:
        DataFault: none of them is a file of a case.
    """
    return _from_files(name, files, Log())


def _folder_files(folder: Path, log: Log) -> dict[str, bytes]:
    """Bytes of the files of a case folder by file name."""
    files: dict[str, bytes] = {}
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.suffix.lower() not in SUFFIXES or path.name.startswith("."):
            continue
        size = path.stat().st_size
        if path.name.casefold() in _FILES and size > MAX_UNPACKED_BYTES:
            limit = f"the most that is read is {MAX_UNPACKED_BYTES // MEGABYTE} MB"
            said = f"{path.name} is {size / MEGABYTE:,.0f} MB; {limit}"
            log.refuse("file_too_large", path.stem, said, done="file left out")
            continue
        files[path.name] = path.read_bytes() if path.name.casefold() in _FILES else b""
    return files


def _from_files(name: str, files: Mapping[str, bytes], log: Log) -> Case:
    known: dict[str, bytes] = {}
    for file, content in sorted(files.items()):
        plain = file.casefold()
        if plain in _LEFT_ALONE:
            continue
        if plain not in _FILES:
            _unknown_part(file, Path(file).stem, TABLES, log)
        elif plain in known:
            log.refuse(
                "file_twice", Path(plain).stem, f"{file} is there twice under one name", done="the first is used"
            )
        else:
            known[plain] = content
    notes = parse_notes(known.pop(NOTES_FILE, b"").decode("utf-8-sig", errors="replace"))
    if not known and not log.issues:
        raise DataFault(f"{name} holds no file of a case: it needs bids.csv and pots.csv at least")
    raws: dict[str, RawTable] = {}
    for table in TABLES:
        raw = read_csv(table, known[f"{table}.csv"], log) if f"{table}.csv" in known else None
        if raw is not None:
            raws[table] = raw
    settings = read_settings_toml(known[SETTINGS_FILE], log) if SETTINGS_FILE in known else Settings()
    areas = read_areas(known[AREAS_FILE], log) if AREAS_FILE in known else None
    present = {t for t in TABLES if f"{t}.csv" in known}
    return _assemble(raws, present, settings, areas, log).with_notes(notes)


def _unknown_part(title: str, stem: str, known: Mapping[str, object], log: Log, quiet: bool = False) -> None:
    hint = suggest(stem, known)
    if not quiet:
        said = f"{title} is not a table of a case{hint}"
        log.add("warning" if hint else "info", "unknown_table", title, said, done="not read")


def _assemble(
    raws: Mapping[str, RawTable], present: set[str], settings: Settings, areas: gpd.GeoDataFrame | None, log: Log
) -> Case:
    """Type and check the tables and put the case together."""
    tables: dict[str, pd.DataFrame] = {}
    for name in TABLES:
        frame = parse_table(raws[name], log) if name in raws else None
        if frame is not None:
            tables[name] = frame
        if name in REQUIRED_TABLES and name not in present:
            said = f"the table {name} is not there, and a ranking needs it"
            log.refuse("missing_table", name, said, done="taken as empty")
    tables, settings = check_tables(tables, settings, areas, log)
    every = {name: tables[name] if name in tables else empty_table(name) for name in TABLES}
    return Case(every, settings, areas, sort_issues(log.issues), frozenset(present))

"""Clean invented files of each kind, and the ways in which publishers roughen them."""

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from prioritise.sources import SOURCES
from prioritise.sources.model import SourceTable


@dataclass(frozen=True)
class Clean:
    """An invented official file.

    Attributes:
        kind: the source.
        header: its columns.
        rows: its rows.
        numeric: columns that hold counts or money and whose faults must be refused.
    """

    kind: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[str, ...]


FILES = (
    Clean(
        "list-sizes",
        ("PUBLICATION", "EXTRACT_DATE", "ORG_TYPE", "ORG_CODE", "POSTCODE", "SEX", "AGE_GROUP_5", "NUMBER_OF_PATIENTS"),
        tuple(("X", "01Jul2026", "GP", f"Z0000{i}", "ME1 1AA", "ALL", "ALL", str(2345 + i)) for i in range(1, 6)),
        ("NUMBER_OF_PATIENTS",),
    ),
    Clean(
        "practice-map",
        ("EXTRACT_DATE", "PRACTICE_CODE", "PRACTICE_NAME", "PRACTICE_POSTCODE", "PCN_CODE", "PCN_NAME"),
        tuple(("01Jul2026", f"Z0000{i}", f"CAFÉ {i} SURGERY", "ME1 1AA", "U1", "HILL PCN") for i in range(1, 6)),
        (),
    ),
    Clean(
        "registrations",
        ("PUBLICATION", "EXTRACT_DATE", "PRACTICE_CODE", "PRACTICE_NAME", "LSOA_CODE", "SEX", "NUMBER_OF_PATIENTS"),
        tuple(("X", "01JUL2026", "Z00001", "THE SURGERY", f"E0100000{i}", "ALL", str(1200 + i)) for i in range(1, 6)),
        ("NUMBER_OF_PATIENTS",),
    ),
    Clean(
        "payments",
        (
            "Code", "Practice Code", "Practice Name", "Practice Close Date",
            "Number of Registered Patients (Last Known Figure)", "Number of Weighted Patients (Last Known Figure)",
            "Premises Payments",
        ),
        tuple(("U1", f"Z0000{i}", "THE SURGERY", "", "4000.25", "4400.5", str(16000 + i)) for i in range(1, 6)),
        ("Premises Payments",),
    ),
    Clean(
        "brownfield",
        (
            "OrganisationURI", "OrganisationLabel", "SiteReference", "SiteNameAddress", "CoordinateReferenceSystem",
            "GeoX", "GeoY", "PlanningStatus", "PermissionType", "NetDwellingsRangeFrom", "NetDwellingsRangeTo",
            "LastUpdatedDate", "EndDate",
        ),
        tuple(
            ("http://x.org/id/district-council/hill", "Hill District Council", f"HILL/{i}", f"{i} High St, Hill",
             "WGS84", f"0.2{i}5", f"51.2{i}3", "permissioned", "full planning permission", "1000", str(1500 + i),
             "2019-12-31", "")
            for i in range(1, 6)
        ),
        ("NetDwellingsRangeTo",),
    ),
    Clean(
        "postcodes",
        ("pcd", "pcds", "laua", "oseast1m", "osnrth1m"),
        tuple((f"ME1 {i}AA", f"ME1 {i}AA", "E06000035", str(574000 + i), str(168000 + i)) for i in range(1, 6)),
        (),
    ),
    Clean(
        "workforce",
        ("Practice.Code", "Year", "TOTAL_GP_EXTGL_FTE", "TOTAL_NURSES_FTE"),
        tuple((f"Z0000{i}", "2024", "1234.5", "2.25") for i in range(1, 6)),
        ("TOTAL_GP_EXTGL_FTE",),
    ),
    Clean(
        "lsoa-imd",
        (
            "LSOA code (2021)", "LSOA name (2021)", "Index of Multiple Deprivation (IMD) Score",
            "Total population: mid 2022",
        ),
        tuple((f"E0100000{i}", f"Hill 00{i}A", "12.5", str(1600 + i)) for i in range(1, 6)),
        ("Total population: mid 2022",),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Roughening:
    """What is done to a clean file; none of it changes what the file says.

    Attributes:
        titles: lines above the header.
        order: the columns' new order, as sort keys.
        header: how headers are rewritten: "", "title", "upper", "lower", "spaced", "dashed", "padded".
        thousands: numbers with thousands commas. pounds: a pounds sign before them.
        padded: spaces and a no-break space round cells.
        encoding: of the text.
        wrap: "csv", "tsv", "semicolons", "zip", "xlsx".
        crlf: Windows line ends. blanks: blank lines between rows.
    """

    titles: int = 0
    order: tuple[float, ...] = ()
    header: str = ""
    thousands: bool = False
    pounds: bool = False
    padded: bool = False
    encoding: str = "utf-8"
    wrap: str = "csv"
    crlf: bool = False
    blanks: bool = False


_HEADERS = {
    "": str,
    "title": lambda h: h.replace("_", " ").title(),
    "upper": str.upper,
    "lower": str.lower,
    "spaced": lambda h: h.replace("_", " ").replace("-", " "),
    "dashed": lambda h: h.replace("_", "-").replace(" ", "-"),
    "padded": lambda h: f"  {h} ",
}
TITLES = ("Published by a council, 2026", "Figures are provisional; see the notes, page 3", "")


def table_of(clean: Clean, rough: Roughening) -> list[list[str]]:
    """Header and rows as roughened, without the titles."""

    def cell(column: str, text: str) -> str:
        if column in clean.numeric and text:
            text = f"{float(text):,}".removesuffix(".0") if rough.thousands else text
            text = f"£{text}" if rough.pounds else text
        return f" {text}\u00a0" if rough.padded and text else text

    order = sorted(range(len(clean.header)), key=lambda i: (rough.order or range(99))[i])
    rows = [[_HEADERS[rough.header](clean.header[i]) for i in order]]
    return rows + [[cell(clean.header[i], row[i]) for i in order] for row in clean.rows]


def write(folder: Path, clean: Clean, rough: Roughening, name: str = "file") -> Path:
    """Write the roughened file."""
    rows = [*([t] for t in TITLES[: rough.titles]), *table_of(clean, rough)]
    if rough.wrap == "xlsx":
        book = Workbook()
        book.active.append(["Notes: see the next sheet"])
        sheet = book.create_sheet("Data")
        for row in rows:
            sheet.append(row)
        book.save(folder / f"{name}.xlsx")
        return folder / f"{name}.xlsx"
    stream = io.StringIO()
    mark = {"tsv": "\t", "semicolons": ";"}.get(rough.wrap, ",")
    writer = csv.writer(stream, delimiter=mark, lineterminator="\r\n" if rough.crlf else "\n")
    for row in rows:
        writer.writerow(row)
        if rough.blanks:
            stream.write("\n")
    content = stream.getvalue().encode(rough.encoding)
    if rough.wrap == "zip":
        with zipfile.ZipFile(folder / f"{name}.zip", "w") as bundle:
            bundle.writestr("inner.csv", content)
        return folder / f"{name}.zip"
    (folder / f"{name}.csv").write_bytes(content)
    return folder / f"{name}.csv"


def rows_of(table: SourceTable) -> list[tuple[object, ...]]:
    """What an import kept, without where it stood and without the cells as they were written."""
    meaning = sorted(set(table.frame.columns) - {"source_file", "source_line"})
    worked = [c for c in meaning if c not in _AS_WRITTEN]
    return sorted(table.frame[worked].astype("str").itertuples(index=False, name=None))


_AS_WRITTEN = {
    "patients",
    "list",
    "weighted",
    "premises",
    "most",
    "least",
    "gp",
    "nurse",
    "population",
    "score",
    "year",
}


def read(path: Path, kind: str) -> SourceTable:
    """Read one file as its kind."""
    return SOURCES[kind].read([path])

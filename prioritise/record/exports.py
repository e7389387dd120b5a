"""Everything a list can be taken away as: each file declared once, for the page and the command line."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from prioritise.errors import DataFault
from prioritise.record.committee import CommitteePaper, committee_paper
from prioritise.record.csvs import csv_bytes
from prioritise.record.editions import PUBLIC, Edition, edited
from prioritise.record.geo import geojson, geopackage
from prioritise.record.model import RunLike
from prioritise.record.outputs import FUNDING_COLUMNS, ranked_csv
from prioritise.record.stamp import Stamp
from prioritise.record.workbook import workbook_bytes

NO_STAMP = Stamp()


@dataclass(frozen=True)
class Asked:
    """What files are asked for.

    Attributes:
        run: a finished run. edition: which edition. stamp: what it was made from and when.
        template: a forum's own Word template; None: the one that comes. template_name: what to call it.
    """

    run: RunLike
    edition: Edition = PUBLIC
    stamp: Stamp = NO_STAMP
    template: bytes | None = None
    template_name: str = "the template"

    @cached_property
    def paper(self) -> CommitteePaper:
        """What the paper says, drawn once for all its files."""
        return committee_paper(edited(self.run, self.edition), self.stamp)

    def file(self, export: "Export") -> bytes:
        """One of the files.

        Raises:
            DataFault: there is no list, or the template is not one that can be filled in.
        """
        if not self.run.result.status.has_answer:
            raise DataFault("there is no list to write: the rules cannot all hold, or the time ran out")
        return export.make(self)


@dataclass(frozen=True)
class Export:
    """One file.

    Attributes:
        id: short name. label: on its button. use: what it is for, in a line. stem, ending: of its file.
        mime: its type. make: makes it. making: what is said while it is made; "" for what is there at once.
    """

    id: str
    label: str
    use: str
    stem: str
    ending: str
    mime: str
    make: Callable[[Asked], bytes]
    making: str = ""

    def file_name(self, edition: Edition) -> str:
        """`committee-paper-public.docx`."""
        return f"{self.stem}-{edition}.{self.ending}"


def _docx(asked: Asked) -> bytes:
    from prioritise.record.paper_docx import paper_docx

    return paper_docx(asked.paper, asked.template, asked.template_name)


def _pdf(asked: Asked) -> bytes:
    from prioritise.record.paper_pdf import paper_pdf

    return paper_pdf(asked.paper)


_OFFICE = "application/vnd.openxmlformats-officedocument"
PAPERS = (
    Export("docx", "Committee paper (Word)", "To put before a committee, and to change: recommendation, list, funding, "
           "risks, map.", "committee-paper", "docx", f"{_OFFICE}.wordprocessingml.document", _docx,
           "Drawing the map and the charts, and writing the Word paper"),
    Export("pdf", "Committee paper (PDF)", "The same paper, to send and to print.", "committee-paper", "pdf",
           "application/pdf", _pdf, "Drawing the map and the charts, and setting the PDF"),
)  # fmt: skip
FILES = (
    Export("xlsx", "Workbook (.xlsx)", "Every figure of the paper and what is behind it: list, money to the penny, "
           "reasons, scores, assumptions, issues, sources.", "ranked-bids", "xlsx", f"{_OFFICE}.spreadsheetml.sheet",
           lambda asked: workbook_bytes(asked.run, asked.edition)),
    Export("ranked", "Ranked list (.csv)", "One row a bid, for another program.", "ranked-bids", "csv", "text/csv",
           lambda asked: ranked_csv(asked.run, asked.edition)),
    Export("funding", "Payments (.csv)", "One row a pot, bid and financial year, to the penny.", "payments", "csv",
           "text/csv", lambda asked: csv_bytes(asked.run.funding, FUNDING_COLUMNS)),
    Export("gpkg", "Map (GeoPackage)", "Practices, sites, developments, pots and bids with the decision, for QGIS and "
           "the like.", "prioritise", "gpkg", "application/geopackage+sqlite3",
           lambda asked: geopackage(asked.run, asked.edition)),
    Export("geojson", "Map (GeoJSON)", "Bids with the decision, and practices as they stand now, for a web map.",
           "prioritise", "geojson", "application/geo+json", lambda asked: geojson(asked.run, asked.edition)),
)  # fmt: skip
EXPORTS = (*PAPERS, *FILES)

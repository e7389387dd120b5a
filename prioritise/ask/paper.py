"""A Word paper of headings, paragraphs and tables. Text from files stays text; the same paper is the same bytes."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell

# Signs that may not stand in XML at all, halves of pairs among them; a paper drops them.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Marks that turn the direction of a line: text from a file could show a sum back to front.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FIXED = dt.datetime(2000, 1, 1)
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_PAGE_CM, _MARGIN_CM = (21.0, 29.7), 1.8
BODY_PT, SMALL_PT = 10, 8.5


def line(text: object) -> str:
    """Any text as one safe line: no control signs, no turned direction, no line breaks."""
    return " ".join(_TURNS.sub("", _NOT_XML.sub("", str(text))).split())


def settled(document: Any) -> bytes:
    """The file of a document; the days inside it are fixed, so that the same document is the same bytes."""
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as made:
        parts = [(name, made.read(name)) for name in made.namelist()]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name, part in parts:
            info = zipfile.ZipInfo(name, _ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(info, part)
    return out.getvalue()


def about(document: Any, title: str) -> None:
    """Set what a document says of itself: its title, and that nobody in particular made it on no day in particular."""
    found = document.core_properties
    found.title, found.author, found.comments, found.language = line(title), "", "", "en-GB"
    found.last_modified_by, found.created, found.modified, found.revision = "", _FIXED, _FIXED, 1
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


class Paper:
    """A paper being written, A4 upright, in British English."""

    def __init__(self, title: str) -> None:
        self._document = Document()
        self._set_up(title)
        self._document.add_heading(line(title), level=0)

    def _set_up(self, title: str) -> None:
        about(self._document, title)
        section = self._document.sections[0]
        section.page_width, section.page_height = (Cm(s) for s in _PAGE_CM)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN_CM)
        styles = self._document.styles
        styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(BODY_PT)

    def heading(self, text: str, level: int = 1) -> None:
        """A heading."""
        self._document.add_heading(line(text), level=level)

    def text(self, sentence: str, *, strong: bool = False) -> None:
        """A paragraph."""
        self._document.add_paragraph().add_run(line(sentence)).bold = strong

    def bullets(self, sentences: Sequence[str]) -> None:
        """A list."""
        for sentence in sentences:
            self._document.add_paragraph(line(sentence), style="List Bullet")

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths_cm: Sequence[float]) -> None:
        """A table whose head is repeated on each page; a column whose head ends in a space is set to the right."""
        made = self._document.add_table(rows=1, cols=len(head), style="Table Grid")
        made.autofit = False
        right = [h.endswith(" ") for h in head]
        for row_of_cells, texts, bold in [(made.rows[0], head, True), *((made.add_row(), r, False) for r in rows)]:
            for cell, text, width, side in zip(row_of_cells.cells, texts, widths_cm, right, strict=True):
                cell.width = Cm(width)
                _write(cell, line(text), bold=bold, right=side)
        repeat_head(made)
        self._document.add_paragraph()

    def content(self) -> bytes:
        """The file; the days inside it are fixed, so that the same paper is the same bytes."""
        return settled(self._document)


def _write(cell: _Cell, text: str, *, bold: bool, right: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(SMALL_PT)


def repeat_head(table: Table) -> None:
    """See that the first row stands on every page, and that no row is parted."""
    for n, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if n == 0:
            properties.append(OxmlElement("w:tblHeader"))

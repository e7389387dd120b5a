"""The parts a Word template of a paper is put together from."""

from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from prioritise.ask.paper import about

LONG_CM, SHORT_CM, MARGIN_CM = 29.7, 21.0, 1.8
BODY_PT, TABLE_PT, SMALL_PT = 10.5, 8.5, 7.5
BLUE, GREY, RULE, HEAD_FILL = "1B5E9B", "52606D", "C9D1D9", "E9EEF4"
FONT = "Calibri"
Field = tuple[str, str, float]
"""A column: its heading, what stands in its cells, and its width in cm. Its heading ends in a space: to the right."""


class Template:
    """A template being made: headings, texts, loops, pictures and tables, in the words of docxtpl."""

    def __init__(self) -> None:
        self.document = Document()
        about(self.document, "Committee paper")
        styles = self.document.styles
        styles["Normal"].font.name, styles["Normal"].font.size = FONT, Pt(BODY_PT)
        styles["Normal"].paragraph_format.space_after = Pt(5)
        for name, size, before in (("Title", 22, 0), ("Heading 1", 15, 14), ("Heading 2", 12, 10)):
            style = styles[name]
            style.font.name, style.font.size, style.font.bold = FONT, Pt(size), True
            style.font.color.rgb = RGBColor.from_string(BLUE)
            style.element.rPr.rFonts.attrib.clear()
            style.element.rPr.rFonts.set(qn("w:ascii"), FONT)
            style.element.rPr.rFonts.set(qn("w:hAnsi"), FONT)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(4)
            style.paragraph_format.keep_with_next = True
        for border in styles["Title"].element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
            break
        self._page(self.document.sections[0], wide=False)
        _footer(self.document.sections[0])

    def _page(self, section: Any, *, wide: bool) -> None:
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        sides = (LONG_CM, SHORT_CM) if wide else (SHORT_CM, LONG_CM)
        section.page_width, section.page_height = (Cm(s) for s in sides)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)

    def turn(self, *, wide: bool) -> None:
        """A new page, wide or upright, with the same foot."""
        self._page(self.document.add_section(WD_SECTION.NEW_PAGE), wide=wide)

    def heading(self, text: str, level: int = 1) -> None:
        """A heading."""
        self.document.add_heading(text, level)

    def text(self, text: str, *, strong: bool = False, small: bool = False, style: str | None = None) -> Any:
        """A paragraph."""
        paragraph = self.document.add_paragraph(style=style)
        run = paragraph.add_run(text)
        run.bold = strong
        if small:
            run.font.size, run.font.color.rgb = Pt(SMALL_PT + 1), RGBColor.from_string(GREY)
        return paragraph

    def mark(self, statement: str) -> None:
        """A paragraph that goes when the paper is made: the beginning or end of a loop or condition."""
        self.document.add_paragraph(f"{{%p {statement} %}}")

    def each(self, of: str, text: str, style: str) -> None:
        """A paragraph for each text of a list."""
        self.mark(f"for item in {of}")
        self.text(text, style=style)
        self.mark("endfor")

    def picture(self, name: str, *, titled: bool = True) -> None:
        """A picture where there is one, with its takeaway before it and its caption after."""
        self.mark(f"if {name}")
        if titled:
            self.text(f"{{{{ {name}_title }}}}", strong=True).paragraph_format.keep_with_next = True
        self.text(f"{{{{ {name} }}}}").paragraph_format.keep_with_next = True
        self.text(f"{{{{ {name}_caption }}}}", small=True)
        self.mark("endif")

    def table(self, of: str, fields: Sequence[Field], *, spread: tuple[str, str, float] | None = None) -> None:
        """A table of one row an item of a list; `spread`: (heads, cells, width) of columns whose number differs.

        These stand before the last field. The head is repeated on each page.
        """
        columns = len(fields) + (3 if spread else 0)
        made = self.document.add_table(rows=0, cols=columns)
        made.autofit = False
        _lines(made)
        head = made.add_row()
        _mark_row(made, f"for item in {of}", columns)
        row = made.add_row()
        _mark_row(made, "endfor", columns)
        at = 0
        for n, (heading, cell, width) in enumerate(fields):
            if spread and n == len(fields) - 1:
                heads, cells, wide = spread
                _spread(head.cells[at : at + 3], heads, "{{ cell }}", wide, bold=True)
                _spread(row.cells[at : at + 3], cells, "{{ cell }}", wide, bold=False)
                at += 3
            right = heading.endswith(" ")
            _cell(head.cells[at], heading.strip(), width, bold=True, right=right)
            _cell(row.cells[at], cell, width, bold=False, right=right)
            at += 1
        widths = [w for _, _, w in fields]
        if spread:
            widths[-1:-1] = [0.1, spread[2], 0.1]
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Cm(width)
        _shade(head)
        _whole(head, repeated=True)
        _whole(row, repeated=False)
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)


def _cell(cell: Any, text: str, width: float, *, bold: bool, right: bool) -> None:
    cell.width = Cm(width)
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(1)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(TABLE_PT)


def _spread(cells: Sequence[Any], of: str, text: str, width: float, *, bold: bool) -> None:
    """Three cells that become as many as the list has: the loop's beginning, its cell, its end."""
    _cell(cells[0], f"{{%tc for cell in {of} %}}", 0.1, bold=False, right=False)
    _cell(cells[1], text, width, bold=bold, right=True)
    _cell(cells[2], "{%tc endfor %}", 0.1, bold=False, right=False)


def _mark_row(table: Any, statement: str, columns: int) -> None:
    row = table.add_row()
    row.cells[0].merge(row.cells[columns - 1]).paragraphs[0].add_run(f"{{%tr {statement} %}}")


def _lines(table: Any) -> None:
    """Thin lines between the rows, none between the columns; the columns keep their widths."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        found = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE)):
            found.set(qn(f"w:{name}"), value)
        borders.append(found)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        found = OxmlElement(f"w:{side}")
        found.set(qn("w:w"), "57")
        found.set(qn("w:type"), "dxa")
        margins.append(found)
    properties = table._tbl.tblPr
    properties.find(qn("w:tblLayout")).addprevious(borders)  # Word wants them in this order
    properties.find(qn("w:tblLayout")).addnext(margins)


def _shade(row: Any) -> None:
    for cell in row.cells:
        fill = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", HEAD_FILL)):
            fill.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(fill)


def _whole(row: Any, *, repeated: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeated:
        properties.append(OxmlElement("w:tblHeader"))


def _footer(section: Any) -> None:
    """The banner above each page; below it the case, the edition, and the page of how many."""
    top = section.header.paragraphs[0]
    top.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = top.add_run("{{ banner }}")
    run.bold, run.font.size = True, Pt(SMALL_PT + 1)
    paragraph = section.footer.paragraphs[0]
    before = "{{ case }} · {{ edition_short }} · Fingerprint {{ fingerprint_short }} · Page "
    for text, field in ((before, ""), ("1", "PAGE"), (" of ", ""), ("1", "NUMPAGES")):
        run = paragraph.add_run(text)
        run.font.size, run.font.color.rgb = Pt(SMALL_PT + 0.5), RGBColor.from_string(GREY)
        if field:
            found = OxmlElement("w:fldSimple")
            found.set(qn("w:instr"), field)
            run._r.addprevious(found)
            found.append(run._r)

"""Make the Word template of the committee paper: `python -m prioritise.record.make_template`.

The template is a Word file that a forum may edit in Word: text in double braces is filled in, and a row, cell or
paragraph with `{%tr`, `{%tc` or `{%p` is gone through once for each thing of a list (docxtpl). The names it may use are
those of `record.committee`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from prioritise.ask.paper import about, settled

TEMPLATE = Path(__file__).with_name("templates") / "committee.docx"
LONG_CM, SHORT_CM, MARGIN_CM = 29.7, 21.0, 1.8
BODY_PT, TABLE_PT, SMALL_PT = 10.5, 8.5, 7.5
BLUE, GREY, RULE, HEAD_FILL = "1B5E9B", "52606D", "C9D1D9", "E9EEF4"
FONT = "Calibri"
Field = tuple[str, str, float]
"""A column: its heading, what stands in its cells, and its width in cm. A heading that ends in a space: to the right."""


def template_bytes() -> bytes:
    """The template; always the same bytes."""
    made = _Template()
    _front(made)
    _ranked(made)
    _money(made)
    _people(made)
    _ground(made)
    return settled(made.document)


class _Template:
    """The template being made."""

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
    table._tbl.tblPr.append(borders)
    table._tbl.tblPr.append(margins)


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
    for text in (
        "{{ case }} · {{ edition_short }} · Fingerprint {{ fingerprint_short }} · Page ",
        "PAGE",
        " of ",
        "NUMPAGES",
    ):
        run = paragraph.add_run()
        run.font.size, run.font.color.rgb = Pt(SMALL_PT + 0.5), RGBColor.from_string(GREY)
        if text.isupper():
            for kind, content in (("begin", ""), ("", text), ("end", "")):
                element = OxmlElement("w:fldChar" if kind else "w:instrText")
                if kind:
                    element.set(qn("w:fldCharType"), kind)
                else:
                    element.text = content
                run._r.append(element)
        else:
            run.text = text


def _front(made: _Template) -> None:
    made.document.add_heading("{{ title }}", 0)
    made.text("{{ case }}, {{ years_said }}", strong=True)
    made.text("{{ edition }}. {{ made }}", small=True)
    made.each("warnings", "{{ item }}", "Intense Quote")
    made.heading("Recommendation")
    made.text("The committee is asked to:")
    made.each("recommendation", "{{ item }}", "List Number")
    made.text("{{ advice }}", small=True)
    made.heading("In short")
    made.each("summary", "{{ item }}", "List Bullet")
    made.table("figures", (("At a glance", "{{ item.label }}", 9.0), (" ", "{{ item.text }}", 8.4)))
    made.mark("if map")
    made.heading("{{ map_heading }}")
    made.mark("endif")
    made.picture("map", titled=False)


def _ranked(made: _Template) -> None:
    made.turn(wide=True)
    made.heading("The ranked list: schemes funded")
    made.table(
        "funded",
        (
            ("Rank ", "{{ item.rank }}", 1.0), ("Ref", "{{ item.bid_id }}", 1.9), ("Scheme", "{{ item.title }}", 4.5),
            ("Practices (ODS codes)", "{{ item.practices_said }}", 4.1), ("Cluster", "{{ item.cluster_name }}", 2.3),
            ("Kind; stage", "{{ item.kind_said }}", 2.1), ("Cost ", "{{ item.capital_gbp }}", 1.8),
            ("From which money", "{{ item.paid_said }}", 4.0), ("Revenue a year ", "{{ item.revenue_gbp_per_year }}", 1.5),
            ("Value ", "{{ item.value }}", 1.1), ("Starts; opens", "{{ item.when_said }}", 1.8),
        ),
    )  # fmt: skip
    made.heading("What they bring, and what may go wrong", 2)
    made.table(
        "funded",
        (
            ("Rank ", "{{ item.rank }}", 1.0), ("Scheme", "{{ item.title }}", 5.6),
            ("Patients it serves ", "{{ item.patients_served }}", 1.9),
            ("Its practices: now ", "{{ item.list_now }}", 1.9), ("Year five ", "{{ item.list_year_5 }}", 1.7),
            ("m² added ", "{{ item.added_area_m2 }}", 1.5), ("Rooms added ", "{{ item.added_rooms }}", 1.5),
            ("Appoint-ments a year ", "{{ item.appointments_said }}", 1.9),
            ("S.106 agreements; first to expire", "{{ item.s106_said }}", 4.5),
            ("Key risk", "{{ item.risk_said }}", 4.6),
        ),
    )  # fmt: skip
    made.mark("if not_funded")
    made.heading("Bids not funded, and why", 2)
    made.table(
        "not_funded",
        (
            ("Rank ", "{{ item.rank }}", 1.0), ("Decision", "{{ item.decision }}", 1.9), ("Ref", "{{ item.bid_id }}", 2.1),
            ("Scheme", "{{ item.title }}", 5.4), ("Practices (ODS codes)", "{{ item.practices_said }}", 4.6),
            ("Kind; stage", "{{ item.kind_said }}", 2.2), ("Cost ", "{{ item.capital_gbp }}", 1.9),
            ("Value ", "{{ item.value }}", 1.2), ("Reason", "{{ item.reason }}", 5.8),
        ),
    )  # fmt: skip
    made.mark("endif")
    made.mark("if point_heads")
    made.heading("Points by criterion", 2)
    made.text("{{ criteria_said }}")
    made.table(
        "schemes",
        (("Rank ", "{{ item.rank }}", 1.0), ("Ref", "{{ item.bid_id }}", 2.1), ("Scheme", "{{ item.title }}", 6.0),
         ("Value ", "{{ item.value }}", 1.6)),
        spread=("point_heads", "item.points", 1.9),
    )  # fmt: skip
    made.mark("endif")


def _money(made: _Template) -> None:
    made.turn(wide=False)
    made.heading("Funding by source and year")
    made.text("{{ sums }}")
    made.table(
        "funding", (("Source", "{{ item.source }}", 2.9), ("Total ", "{{ item.total }}", 2.2)),
        spread=("years", "item.cells", 2.05),
    )  # fmt: skip
    made.picture("spend")
    made.heading("The pots that pay")
    made.table(
        "pots",
        (
            ("Kind", "{{ item.kind }}", 2.4), ("Pot", "{{ item.name }}", 4.8), ("Agreement", "{{ item.agreement }}", 2.4),
            ("Spend by", "{{ item.spend_by }}", 2.2), ("Counted ", "{{ item.counted }}", 1.9),
            ("Used ", "{{ item.used }}", 1.9), ("Left ", "{{ item.left }}", 1.8),
        ),
    )  # fmt: skip
    made.heading("What would lapse")
    made.text("{{ lapse_said }} Unspent is not misspent: money held may be waiting for its scheme.")
    made.mark("if lapsing")
    made.table(
        "lapsing",
        (
            ("Pot", "{{ item.name }}", 4.4), ("Kind", "{{ item.kind }}", 2.2), ("Lapses ", "{{ item.lapses }}", 2.1),
            ("Spend by", "{{ item.spend_by }}", 2.3), ("Why", "{{ item.note }}", 6.4),
        ),
    )  # fmt: skip
    made.mark("endif")


def _people(made: _Template) -> None:
    made.heading("Who the money reaches")
    fields = (
        ("Bids ", "{{ item.bids }}", 1.5), ("Funded ", "{{ item.schemes }}", 1.7), ("Capital ", "{{ item.capital }}", 2.6),
        ("Share of capital ", "{{ item.capital_share }}", 2.2), ("Patients ", "{{ item.patients }}", 2.2),
        ("Share of patients ", "{{ item.patient_share }}", 2.2),
    )  # fmt: skip
    made.heading("By cluster", 2)
    made.text("{{ cluster_said }}").paragraph_format.keep_with_next = True
    made.picture("by_cluster")
    made.table("clusters", (("Cluster", "{{ item.group }}", 5.0), *fields))
    made.heading("By deprivation", 2)
    made.text("{{ deprivation_said }}").paragraph_format.keep_with_next = True
    made.mark("if deprivation")
    made.picture("by_deprivation")
    made.table("deprivation", (("Practices of the", "{{ item.group }}", 5.0), *fields))
    made.mark("endif")
    made.text(
        "A scheme of several clusters or practices counts for each in equal parts. Fifths are of the practices of this "
        "case by their deprivation score; patients are today's lists.",
        small=True,
    )
    made.heading("Risks")
    made.table(
        "risks",
        (
            ("Risk", "{{ item.risk }}", 4.6),
            ("How much", "{{ item.figure }}", 5.0),
            ("Schemes, by rank", "{{ item.who }}", 7.8),
        ),
    )
    made.heading("Conflicts of interest")
    made.text("{{ interests_said }}")
    made.mark("if interests")
    made.table(
        "interests",
        (
            ("Rank ", "{{ item.rank }}", 1.1), ("Scheme", "{{ item.title }}", 5.6), ("Who", "{{ item.who }}", 3.0),
            ("Interest", "{{ item.interest }}", 5.3), ("Declared", "{{ item.declared }}", 2.4),
        ),
    )  # fmt: skip
    made.mark("endif")


def _ground(made: _Template) -> None:
    made.heading("How the list was made")
    made.heading("Criteria", 2)
    made.table(
        "criteria",
        (
            ("Criterion", "{{ item.name }}", 4.4), ("Weight ", "{{ item.weight }}", 1.5), ("Worst ", "{{ item.worst }}", 1.4),
            ("Best ", "{{ item.best }}", 1.4), ("Unit", "{{ item.unit }}", 4.3), ("How", "{{ item.how }}", 4.4),
        ),
    )  # fmt: skip
    made.heading("How sure it is", 2)
    for name in ("moves_said", "equal_said", "ties_said", "checked"):
        made.mark(f"if {name}")
        made.text(f"{{{{ {name} }}}}")
        made.mark("endif")
    made.heading("Money", 2)
    made.each("money_said", "{{ item }}", "List Bullet")
    made.heading("Assumptions", 2)
    made.text("{{ assumptions_said }}")
    made.mark("if assumptions")
    made.table(
        "assumptions",
        (
            ("Assumption", "{{ item.name }}", 5.6),
            ("Value", "{{ item.value }}", 3.4),
            ("Source", "{{ item.source }}", 8.4),
        ),
    )
    made.mark("endif")
    made.heading("Sources", 2)
    made.table("sources", (("What", "{{ item.label }}", 5.0), ("Source", "{{ item.text }}", 12.4)))
    made.heading("What this paper was made from", 2)
    made.mark("if left_out")
    made.text("{{ left_out }}")
    made.mark("endif")
    made.text("Fingerprint of the list: {{ fingerprint }}. {{ same_again }}")
    made.text("Versions: {{ versions }}.", small=True)


if __name__ == "__main__":
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(template_bytes())

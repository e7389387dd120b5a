"""The committee paper as a Word file, from a template that a forum may edit (docxtpl).

A template is somebody's file: it may name what a paper has and go through its lists, and nothing else. It is looked
over before anything of it is run, and run in a sandbox.
"""

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from docx.opc.exceptions import OpcError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from prioritise.ask.paper import about, settled
from prioritise.case.archive import open_zip
from prioritise.errors import DataFault
from prioritise.record.committee import CommitteePaper
from prioritise.record.pictures import Picture

TEMPLATE = Path(__file__).with_name("templates") / "committee.docx"
WIDTHS_CM = {"map": 17.0, "spend": 17.0, "by_cluster": 15.0, "by_deprivation": 15.0}
PICTURES = tuple(WIDTHS_CM)
INNER = ("years", "point_heads")
"""Lists that a loop within a loop may go through, beside those of the outer row."""
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.For,
    nodes.If, nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.CondExpr,
)  # fmt: skip
_IN_A_LOOP = "loop"
_UNREADABLE = (OpcError, KeyError, ValueError, SyntaxError, TypeError, AttributeError)
"""What the readers raise on a file that is no Word file, or whose filled-in text is no longer one."""


@cache
def own_template() -> bytes:
    """The template as it comes."""
    return TEMPLATE.read_bytes()


def paper_docx(paper: CommitteePaper, template: bytes | None = None, name: str = "the template") -> bytes:
    """The paper as a Word file; the same paper and template give the same bytes.

    Args:
        paper: what it says.
        template: a Word file with the names of `record.committee` in double braces; None: the one that comes.
        name: what to call the template where something is wrong with it.

    Raises:
        DataFault: the template is no Word file, names what a paper does not have, or does more than name things.
    """
    content = own_template() if template is None else template
    open_zip(name, content).close()
    made = DocxTemplate(io.BytesIO(content))
    try:
        made.render(_context(made, paper), jinja_env=_Careful(name, paper), autoescape=True)
    except TemplateError as fault:
        said = (fault.message or "").replace("'dict object'", "a row of a list").replace("attribute", "name")
        raise DataFault(f"{name} could not be filled in: {said}") from fault
    except _UNREADABLE as fault:
        raise DataFault(f"{name} is not a Word file (.docx) that can be filled in: {fault}") from fault
    _settle_grids(made.docx)
    about(made.docx, f"{paper.content['title']}: {paper.content['case']}")
    return settled(made)


def names_of(paper: CommitteePaper) -> list[str]:
    """The names a template may use."""
    return sorted({*paper.content, *PICTURES, *(f"{p}_{part}" for p in PICTURES for part in ("title", "caption"))})


class _Careful(ImmutableSandboxedEnvironment):
    """An environment in which a template may name things and go through lists."""

    def __init__(self, name: str, paper: CommitteePaper) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self._name, self._known = name, {*names_of(paper), _IN_A_LOOP}

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        """The template, once it was looked over."""
        tree = source if isinstance(source, nodes.Template) else self.parse(source)
        self._look_over(tree)
        return super().from_string(source, *args, **kwargs)

    def _look_over(self, tree: nodes.Template) -> None:
        for found in tree.find_all(nodes.Node):
            if not isinstance(found, (*_ALLOWED,)):
                raise DataFault(
                    f"{self._name} does more than name what is in a paper ({type(found).__name__.lower()}, line "
                    f"{found.lineno}): it may show a name, go through a list and ask whether there is something"
                )
        own = {n.name for n in tree.find_all(nodes.Name) if n.ctx == "store"}
        named = {n.name for n in tree.find_all(nodes.Name)} - own
        if unknown := sorted(named - self._known):
            raise DataFault(
                f"{self._name} names {', '.join(unknown)}, which a paper does not have. It may name: "
                f"{', '.join(sorted(self._known - {_IN_A_LOOP}))}"
            )
        for loop in tree.find_all(nodes.For):
            self._look_over_loop(loop)

    def _look_over_loop(self, loop: nodes.For) -> None:
        if loop.recursive or loop.test is not None:
            raise DataFault(f"{self._name}: a loop may only go through a list (line {loop.lineno})")
        for inner in _within(loop):
            of = inner.iter
            if not (isinstance(of, nodes.Getattr) or (isinstance(of, nodes.Name) and of.name in INNER)):
                raise DataFault(
                    f"{self._name}: a loop within a loop may go through a list of the outer row, or "
                    f"{' or '.join(INNER)} (line {inner.lineno})"
                )
            if any(True for _ in _within(inner)):
                raise DataFault(f"{self._name}: loops stand three deep (line {inner.lineno}); two are the most")


def _within(loop: nodes.For) -> Iterator[nodes.For]:
    for part in loop.body:
        if isinstance(part, nodes.For):
            yield part
        yield from part.find_all(nodes.For)


def _context(made: DocxTemplate, paper: CommitteePaper) -> dict[str, Any]:
    context: dict[str, Any] = dict(paper.content)
    for name in PICTURES:
        picture = paper.pictures.get(name)
        context[name] = "" if picture is None else _Told(made, picture, WIDTHS_CM[name])
        context[f"{name}_title"] = "" if picture is None else picture.title
        context[f"{name}_caption"] = "" if picture is None else picture.caption
    return context


def _settle_grids(document: Any) -> None:
    """Give each table whose number of columns came out otherwise than its template's the widths of its first row."""
    for grid in document.element.body.iter(qn("w:tblGrid")):
        row = grid.getparent().find(qn("w:tr"))
        cells = [] if row is None else row.findall(qn("w:tc"))
        found = [cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}") for cell in cells]
        if len(cells) == len(grid) and all(a is not None for a in found):
            pairs = zip(grid, found, strict=True)
            if all(column.get(qn("w:w")) == width.get(qn("w:w")) for column, width in pairs):
                continue
        if not cells or any(width is None for width in found):
            continue
        for column in list(grid):
            grid.remove(column)
        for width in found:
            grid.append(OxmlElement("w:gridCol"))
            grid[-1].set(qn("w:w"), width.get(qn("w:w")))


class _Told(InlineImage):  # type: ignore[misc]
    """A picture that says in words what it shows."""

    def __init__(self, made: DocxTemplate, picture: Picture, width_cm: float) -> None:
        super().__init__(made, io.BytesIO(picture.content), width=Cm(width_cm))
        self._alt = picture.alt

    def _insert_image(self) -> str:
        self.image_descriptor.seek(0)
        inline = self.tpl.current_rendering_part.new_pic_inline(self.image_descriptor, self.width, self.height)
        inline.docPr.set("descr", self._alt)
        inline.docPr.set("name", "Picture")
        return f'</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">'

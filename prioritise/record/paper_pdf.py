"""The committee paper as PDF (typst): no part of the system is needed, and nothing is asked of any other host.

What the paper says is handed over as data, never as markup, so that text from a case stays text.
"""

import json
import re
import tempfile
from pathlib import Path
from typing import Any, Literal

import typst

from prioritise.errors import SolverFault
from prioritise.record.committee import CommitteePaper

SOURCE = Path(__file__).with_name("templates") / "committee.typ"
DATA = "paper.json"
TAGGED: Literal["ua-1"] = "ua-1"
"""PDF/UA-1: headings, tables and pictures are told to whoever reads with their ears."""
LONGEST_WORD = 24
_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
_MAY_BREAK = "\u200b"


def paper_pdf(paper: CommitteePaper) -> bytes:
    """The paper as PDF; the same paper gives the same bytes.

    Raises:
        SolverFault: it could not be set (a defect of ours).
    """
    pictures = {n: {"title": p.title, "caption": p.caption, "alt": p.alt} for n, p in paper.pictures.items()}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / DATA).write_text(json.dumps({**_breakable(paper.content), "pictures": pictures}), encoding="utf-8")
        (root / SOURCE.name).write_bytes(SOURCE.read_bytes())
        for name, picture in paper.pictures.items():
            (root / f"{name}.png").write_bytes(picture.content)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
        compiler = typst.Compiler(
            root / SOURCE.name, root=root, font_paths=fonts, ignore_system_fonts=True,
            package_path=root, package_cache_path=root,
        )  # fmt: skip
        try:
            made = compiler.compile(format="pdf", pdf_standards=TAGGED)
        except typst.TypstError as fault:
            raise SolverFault(f"the paper could not be set as PDF: {fault.message}") from fault
    assert isinstance(made, bytes)
    return made


def _breakable(found: Any) -> Any:
    """The content with a place to break in each word that no column would hold."""
    if isinstance(found, str):
        return _LONG.sub(lambda part: part.group() + _MAY_BREAK, found)
    if isinstance(found, dict):
        return {key: _breakable(value) for key, value in found.items()}
    return [_breakable(value) for value in found] if isinstance(found, list) else found

"""The Export page: an edition, papers made when asked for, a forum's own template."""

import io

import pypdf
import pytest
from docx import Document

from tests.ui.test_pages import ROOT, html_of, opened

PAGE = ROOT / "pages" / "3_Record" / "04_Export.py"


@pytest.fixture(scope="module")
def app():
    return opened(PAGE)


def press(app, label):
    next(b for b in app.button if b.label == label).click().run()
    assert not app.exception


def made(app, paper) -> bytes:
    _, content = app.session_state["p"]["view"][f"export made:{paper}"]
    return content


def test_a_paper_is_made_when_asked_for_in_the_edition_chosen(app):
    assert "Left out of the public edition" in html_of(app) and "view" not in app.session_state["p"]
    press(app, "Make the committee paper (PDF)")
    said = pypdf.PdfReader(io.BytesIO(made(app, "pdf"))).pages[0].extract_text()
    assert "Public edition" in said and "Made on" in said and "Recommendation" in said


def test_the_confidential_edition_is_warned_of_and_takes_the_place_of_what_was_made(app):
    app.button_group(key="export:edition").set_value("confidential").run()
    assert not app.exception
    assert "Confidential: for the committee alone." in html_of(app)
    press(app, "Make the committee paper (Word)")
    words = "\n".join(p.text for p in Document(io.BytesIO(made(app, "docx"))).paragraphs)
    assert "Confidential edition" in words and "4 interests are on record" in words


def test_a_template_that_cannot_be_filled_in_is_told_in_words_and_the_one_that_comes_is_a_press_away(app):
    out = io.BytesIO()
    own = Document()
    own.add_paragraph("{{ no_such_thing }}")
    own.save(out)
    app.file_uploader(key="export:template:own").set_value(("ours <i>.docx", out.getvalue(), "x")).run()
    assert "The Word paper is written from ours &lt;i&gt;.docx" in html_of(app)
    press(app, "Make the committee paper (Word)")
    assert "names no_such_thing, which a paper does not have" in html_of(app) and "ours &lt;i&gt;.docx" in html_of(app)
    press(app, "Back to the template that comes")
    press(app, "Make the committee paper (Word)")
    assert "which a paper does not have" not in html_of(app)

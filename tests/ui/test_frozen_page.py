"""The page of frozen lists: a list is frozen, read back, replayed; a touched file is refused and says which part."""

import io
import zipfile

import pytest

from prioritise.record.frozen_words import NO_GROUNDS, SAME
from tests.ui.test_pages import ROOT, html_of, opened

PAGE = ROOT / "pages" / "3_Record" / "02_Frozen_lists.py"


@pytest.fixture(scope="module")
def app():
    """The page with a list frozen on it."""
    page = opened(PAGE)
    assert "Say what the list is for" in html_of(page) and not any(b.label == "Freeze it" for b in page.button)
    page.text_input(key="frozen title:box").set_value("Sent <b>on</b> 3 December").run()
    next(b for b in page.button if b.label == "Freeze it").click().run()
    assert not page.exception
    return page


@pytest.fixture(scope="module")
def content(app) -> bytes:
    _, made, _ = app.session_state["p"]["view"]["frozen file"]
    return made


def test_a_frozen_list_has_a_fingerprint_and_a_warning(app):
    text = html_of(app)
    assert "Sent &lt;b&gt;on&lt;/b&gt; 3 December" in text and "Fingerprint" in text
    assert "confidential parts" in text


def test_it_is_replayed_with_the_same_answer(app, content):
    app.file_uploader(key="frozen:upload").set_value(("f.zip", content, "application/zip")).run()
    next(b for b in app.button if b.label == "Ask its question again").click().run()
    assert not app.exception
    assert SAME in html_of(app) and NO_GROUNDS in html_of(app)


def test_a_touched_file_is_refused_and_names_the_part(app, content):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name) + (b" " if name == "case/pots.csv" else b""))
    app.file_uploader(key="frozen:upload").set_value(("g.zip", out.getvalue(), "application/zip")).run()
    text = html_of(app)
    assert "case/pots.csv was changed" in text and SAME not in text
    assert not any(b.label == "Ask its question again" for b in app.button)

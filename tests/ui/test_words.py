"""The Words page: every term, found by typing, with links to the pages it is met on."""

from prioritise.record.glossary import terms
from tests.ui.test_pages import ROOT, html_of, opened

WORDS = ROOT / "pages" / "3_Record" / "07_Words.py"


def test_every_word_is_there_under_its_letter_and_can_be_found() -> None:
    app = opened(WORDS)
    shown = html_of(app)
    assert all(f"<dt id='word-{t.id}'>" in shown for t in terms())
    letters = {t.name[0].upper() for t in terms()}
    assert [h.value for h in app.header] == sorted(letters) and all(
        f"href='#words-{x.lower()}'" in shown for x in letters
    )
    app.text_input(key="words:sought").set_value("carr-hill").run()
    shown = html_of(app)
    assert shown.count("<dt id='word-") == 1 and "Weighted list" in shown and "class='p-letters" not in shown
    assert "Capacity gap" in [link.proto.label for link in app.main.get("page_link")]
    app.text_input(key="words:sought").set_value("<b>zebra</b>").run()
    assert not app.exception and "No word here has that" in html_of(app) and "<b>zebra" not in html_of(app)

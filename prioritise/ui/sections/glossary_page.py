"""The Words page: every term once, found by typing or by its letter, with the pages it is met on."""

from functools import partial
from itertools import groupby

import streamlit as st

from prioritise.record.glossary import Term, terms
from prioritise.ui import frame, menu, state, widgets, words

FEW = 4
"""So many terms or fewer show links to the pages they are met on."""


def answer() -> None:
    """What the list is."""
    own = sum(term.tag == "D" for term in terms())
    frame.answer(
        f"{words.plural(len(terms()), 'word')} of the field and of this app, each in a sentence or two; {own} of them "
        "are our own, and say so. Headings that use one carry the same meaning: rest on them, or open “Where does this "
        "come from?” under a table."
    )


def _sought() -> str:
    return str(state.view("word sought", ""))


def find() -> None:
    """A box to type a word in; it stands in for the letters."""
    widgets.words_box(
        "Find a word", _sought(), partial(state.set_view, "word sought"), key="words:sought",
        placeholder="such as list, NIA or spend by",
    )  # fmt: skip


def listing() -> None:
    """The words that are sought, or all of them under their letters."""
    found = [term for term in terms() if term.has(_sought())]
    if not found:
        frame.note("No word here has that. Methods and sources has every formula, assumption and column of the data.")
        return
    letters = {letter: list(group) for letter, group in groupby(found, _letter)}
    if len(found) > FEW:
        links = " ".join(f"<a href='#words-{x.lower()}'>{words.safe(x)}</a>" for x in letters)
        st.html(f"<nav class='p-letters p-screen-only' aria-label='Letters'>{links}</nav>")
    for letter, group in letters.items():
        frame.section(letter, f"words-{letter.lower()}")
        st.html(f"<dl class='p-words'>{''.join(map(_entry, group))}</dl>")
    if len(found) <= FEW:
        _pages(found)


def _letter(term: Term) -> str:
    return term.name[:1].upper()


def _entry(term: Term) -> str:
    safe = words.safe
    others = [name for name in term.also if name.casefold() not in term.name.casefold()]
    also = f" <small>also: {safe(', '.join(others))}</small>" if others else ""
    return (
        f"<dt id='word-{safe(term.id)}'>{safe(term.name)}{also}</dt><dd>{safe(term.meaning)}"
        f"<small>Met on: {safe(', '.join(term.pages))}. Source: {safe(term.source_words)}</small></dd>"
    )


def _pages(found: list[Term]) -> None:
    """Links to the pages on which the few words found are met."""
    frame.caption("Go to")
    with st.container(horizontal=True):
        for name in dict.fromkeys(name for term in found for name in term.pages):
            st.page_link(menu.file_of(name), label=name, icon=":material/arrow_forward:")

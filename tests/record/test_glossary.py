"""The words: each once, with a source that is not made more of than it is, and of headings that there are."""

import re
from pathlib import Path

import pytest

from prioritise.assumptions import TAGS
from prioritise.record.glossary import Term, explained, meaning_of, terms, terms_of
from prioritise.record.origins import origin_of
from prioritise.ui.labels import label_of

EVERY = pytest.mark.parametrize("term", terms(), ids=lambda t: t.id)
MOST_SENTENCES = 4


def test_no_word_is_explained_twice() -> None:
    for field in ("id", "name", "meaning"):
        said = [getattr(t, field).casefold() for t in terms()]
        assert len(said) == len(set(said)), field
    names = [t.name.casefold() for t in terms()]
    assert names == sorted(names)


@EVERY
def test_a_meaning_is_short_and_says_who_says_so(term: Term) -> None:
    assert term.tag in TAGS and term.source and term.meaning.endswith(".")
    assert len(re.findall(r"[.!?](?:\s|$)", term.meaning)) <= MOST_SENTENCES, term.meaning
    assert term.pages and not re.search(r"\bm2\b|[<>]", term.meaning)


@EVERY
def test_what_is_not_in_a_source_is_not_called_official(term: Term) -> None:
    assert ("own word" in term.source.casefold()) <= (term.tag == "D")
    said = term.source_words
    assert ("to be confirmed" in said) == (term.tag in {"B", "M"} or "to be confirmed" in term.source)
    assert "official" not in term.meaning.replace("not an official", "").replace("none is official", "")


@EVERY
def test_a_word_is_of_columns_that_there_are(term: Term) -> None:
    for column in term.columns:
        assert origin_of(column) is not None, column


@EVERY
def test_a_word_is_met_on_pages_that_there_are(term: Term, root: Path) -> None:
    names = {p.stem.split("_", 1)[1].replace("_", " ") for p in (root / "pages").rglob("*.py")}
    assert set(term.pages) <= names


def test_the_words_pages_really_use_are_here() -> None:
    wanted = (
        "list size", "weighted list", "patients per m²", "nia", "gia", "gap", "cluster", "pot", "contribution",
        "spend by", "clawback", "umf", "bau", "cil", "eoi", "pid", "obc", "fbc", "optimism bias", "value",
        "proven bound", "robust", "too close to call", "swing weight", "alpha", "lapse", "frozen list", "replay digest",
    )  # fmt: skip
    for word in wanted:
        assert any(word in " ".join([t.name, *t.also]).casefold() for t in terms()), word


def test_a_word_is_found_by_its_name_another_name_or_its_meaning() -> None:
    found = {sought: {t.id for t in terms() if t.has(sought)} for sought in ("Carr-Hill", "net internal", "", "zebra")}
    assert found["Carr-Hill"] == {"weighted_list"} and "nia" in found["net internal"]
    assert len(found[""]) == len(terms()) and not found["zebra"]


def test_a_heading_says_what_it_is_and_then_the_word() -> None:
    label, note = label_of("gap_m2")
    said = explained("gap_m2", note)
    assert label == "Gap (m²)" and said.startswith(note)
    assert said.endswith(terms_of("gap_m2")[0].said) and "below nought is short. Gap: " in said
    assert explained("no_such_column", "") == "" and meaning_of("gap") in said

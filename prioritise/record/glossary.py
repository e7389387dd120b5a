"""The words the pages use, each explained once, in `data/help/words-*.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from prioritise.assumptions import TAGS
from prioritise.record.origins import FOLDER


@dataclass(frozen=True)
class Term:
    """One word of the field, or of our own.

    Attributes:
        id: what an address or a tooltip names it by. name: as it is headed. meaning: in one or two sentences.
        source: who says so. tag: how sure that is, a key of `assumptions.TAGS` (D: our own word).
        also: other ways it is written.
        columns: columns and headline figures whose headings use it. pages: pages it is met on, by name.
    """

    id: str
    name: str
    meaning: str
    source: str
    tag: str
    also: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The word and its meaning, for a tooltip."""
        return f"{self.name}: {self.meaning}"

    @property
    def source_words(self) -> str:
        """Who says so and how sure that is; our own words are called so."""
        own = self.tag == "D"
        return f"{self.source}." if own else f"{self.source} ({TAGS[self.tag]})."

    def has(self, sought: str) -> bool:
        """Whether every word that is sought stands in its name, another way to write it, or its meaning."""
        text = " ".join([self.name, *self.also, self.meaning]).casefold()
        return all(part in text for part in sought.casefold().split())


@cache
def terms() -> tuple[Term, ...]:
    """Every term, in order of its name."""
    return tuple(sorted(_read(), key=lambda t: t.name.casefold()))


def _read() -> Iterator[Term]:
    for file in sorted(FOLDER.glob("words-*.toml")):
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["term"]:
            fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}
            yield Term(**fields)


@cache
def _by_column() -> Mapping[str, tuple[Term, ...]]:
    every = terms()
    return {c: tuple(t for t in every if c in t.columns) for c in {c for t in every for c in t.columns}}


def terms_of(column: str) -> tuple[Term, ...]:
    """Terms that the heading of a column or headline figure uses, in order; none for most."""
    return _by_column().get(column, ())


def explained(column: str, note: str) -> str:
    """The help of a heading: what the column is, then the meaning of each term its heading uses."""
    return " ".join([*([f"{note.rstrip('.')}."] if note else []), *(t.said for t in terms_of(column))])


def meaning_of(term_id: str) -> str:
    """The word and its meaning, for a tooltip beside a control.

    Raises:
        StopIteration: there is no such term.
    """
    return next(t for t in terms() if t.id == term_id).said

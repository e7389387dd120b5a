"""Tables on screen: of sentences, which wrap and print whole, and of figures, which sort and scroll."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from prioritise.record.glossary import explained
from prioritise.ui import state, where, words
from prioritise.ui.cells import cell, column_words, styled, writer_for
from prioritise.ui.labels import label_of, sideways

LONGEST = 300
STACK_COLUMNS, STACK_LETTERS = 3, 40
IDS = {"id", "code"}
TITLES = "_titles"
"""How a column that holds lists of titles ends."""


def prose(
    frame: pd.DataFrame,
    *,
    alt: str,
    heads: Mapping[str, tuple[str, str]] | None = None,
    on_paper: bool = True,
    like: Mapping[str, str] | None = None,
) -> None:
    """Draw a table of sentences: cells wrap, nothing is cut, and it prints whole. Long ones fall back to `show`.

    On a narrow screen a table with long texts stands row under row; one of figures scrolls sideways and says so.

    Args:
        frame: the rows.
        alt: what the table is, for who cannot see it.
        heads: column -> heading and help, where they depend on the case.
        on_paper: whether the page prints it; what is confidential it does not.
        like: column -> the column it is made like, where its own name does not tell where it comes from.
    """
    if not len(frame) or len(frame) > LONGEST:
        show(frame, alt=alt, like=like)
        return
    own = heads or {}
    columns = [_Column.of(frame, str(c), own) for c in frame.columns]
    rows = zip(*(c.cells for c in columns), strict=True)
    body = "".join(f"<tr role='row'>{''.join(row)}</tr>" for row in rows)
    stacks = len(columns) >= STACK_COLUMNS and max(c.letters for c in columns) > STACK_LETTERS
    css = "p-scroll" if on_paper else "p-scroll p-screen-only"
    st.html(
        f"{'' if stacks else sideways([str(c) for c in frame.columns], own)}"
        f"<div class='{css}' tabindex='0' role='region' aria-label='{words.safe(alt)}'>"
        f"<table class='prose{' p-stack' if stacks else ''}' role='table'><thead role='rowgroup'><tr role='row'>"
        f"{''.join(c.head for c in columns)}</tr></thead><tbody role='rowgroup'>{body}</tbody></table></div>"
        f"{where.under(_headings(frame, own), like)}"
    )


@dataclass(frozen=True)
class _Column:
    """A column of `prose` as markup: its heading, its cells, and the letters of its longest one.

    Each cell says its heading too, so that on a narrow screen the rows of a wordy table can stand one under another;
    the roles keep it a table to who hears it.
    """

    head: str
    cells: list[str]
    letters: int

    @classmethod
    def of(cls, frame: pd.DataFrame, column: str, own: Mapping[str, tuple[str, str]]) -> "_Column":
        text, note = own.get(column) or label_of(column)
        write, side = writer_for(frame, column)
        said = explained(column, note)
        title = f" title='{words.safe(said)}'" if said else ""
        plain = [cell(write, v) for v in column_words(frame[column])]
        texts = [words.safe(t) for t in plain]
        if column in IDS:  # may break after an underscore, so that a long id does not squeeze the words beside it
            texts = [t.replace("_", "_<wbr>") for t in texts]
        return cls(
            f"<th scope='col' role='columnheader'{side}{title}>{words.safe(text)}</th>",
            [f"<td role='cell' data-label='{words.safe(text)}'{side}>{t}</td>" for t in texts],
            max(map(len, plain)),
        )


def show(
    frame: pd.DataFrame,
    *,
    alt: str,
    key: str | None = None,
    height: int | None = None,
    like: Mapping[str, str] | None = None,
) -> None:
    """Draw a table, and under it where its columns come from; `like` as in `prose`."""
    if not len(frame):
        st.html("<p class='p-note'>Nothing to list here.</p>")
        return
    _hint(frame)
    st.dataframe(
        styled(frame), hide_index=True, column_config=_config(frame), alt=alt, key=key, placeholder="", **_tall(height)
    )
    where.show(_headings(frame), like)


def pick(frame: pd.DataFrame, things: list[str], *, alt: str, key: str) -> None:
    """Draw a table whose rows can be picked: the picked row's thing (`bid:B01`) becomes what is selected.

    The key must change with the rows (give it the data's seal), since a selection is kept by position.
    """
    if not len(frame):
        show(frame, alt=alt)
        return

    def picked() -> None:
        rows = state.read(key)["selection"]["rows"]
        if rows:
            state.select(things[rows[0]])

    _hint(frame)
    st.dataframe(
        styled(frame), hide_index=True, column_config=_config(frame), alt=alt, key=key, on_select=picked,
        selection_mode="single-row", placeholder="",
    )  # fmt: skip
    where.show(_headings(frame))


def _headings(frame: pd.DataFrame, own: Mapping[str, tuple[str, str]] | None = None) -> dict[str, str]:
    """Column -> its heading."""
    return {str(c): ((own or {}).get(str(c)) or label_of(str(c)))[0] for c in frame.columns}


def _hint(frame: pd.DataFrame) -> None:
    """What a narrow screen does not show of a wide table; nothing is drawn for a slim one."""
    if said := sideways([str(c) for c in frame.columns]):
        st.html(said)


def _config(frame: pd.DataFrame) -> dict[str, Any]:
    labels = {c: label_of(str(c)) for c in frame.columns}
    return {
        c: st.column_config.Column(text, help=explained(str(c), note) or None) for c, (text, note) in labels.items()
    }


def _tall(height: int | None) -> dict[str, Any]:
    return {} if height is None else {"height": height}


def behind(title: str, frame: pd.DataFrame, *, key: str | None = None, like: Mapping[str, str] | None = None) -> None:
    """The table behind a picture, one toggle away; lists of titles wrap, so that none is cut. `like` as in `prose`."""
    with st.expander(f"Table: {title}"):
        if any(str(c).endswith(TITLES) for c in frame.columns):
            prose(frame, alt=title, like=like)
        else:
            show(frame, alt=title, key=key, like=like)

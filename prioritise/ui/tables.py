"""Tables on screen: of sentences, which wrap and print whole, and of figures, which sort and scroll."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from prioritise.ui import state, words
from prioritise.ui.cells import cell, column_words, styled, writer_for
from prioritise.ui.labels import label_of, sideways

LONGEST = 300
IDS = {"id", "code"}


def prose(
    frame: pd.DataFrame, *, alt: str, heads: Mapping[str, tuple[str, str]] | None = None, on_paper: bool = True
) -> None:
    """Draw a table of sentences: cells wrap, nothing is cut, and it prints whole. Long ones fall back to `show`.

    Args:
        frame: the rows.
        alt: what the table is, for who cannot see it.
        heads: column -> heading and help, where they depend on the case.
        on_paper: whether the page prints it; what is confidential it does not.
    """
    if not len(frame) or len(frame) > LONGEST:
        show(frame, alt=alt)
        return
    own = heads or {}
    titles, cells = [], []
    for column in frame.columns:
        text, note = own.get(str(column)) or label_of(str(column))
        write, right = writer_for(frame, str(column))
        title = f" title='{words.safe(note)}'" if note else ""
        titles.append(f"<th scope='col'{right}{title}>{words.safe(text)}</th>")
        shown = column_words(frame[column])
        texts = [words.safe(cell(write, v)) for v in shown]
        if column in IDS:  # may break after an underscore, so that a long id does not squeeze the words beside it
            texts = [t.replace("_", "_<wbr>") for t in texts]
        cells.append([f"<td{right}>{text}</td>" for text in texts])
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True))
    hint = sideways([str(c) for c in frame.columns], own)
    css = "p-scroll" if on_paper else "p-scroll p-screen-only"
    st.html(
        f"{hint}<div class='{css}' tabindex='0' role='region' aria-label='{words.safe(alt)}'><table class='prose'>"
        f"<thead><tr>{''.join(titles)}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def show(frame: pd.DataFrame, *, alt: str, key: str | None = None, height: int | None = None) -> None:
    """Draw a table."""
    if not len(frame):
        st.html("<p class='p-note'>Nothing to list here.</p>")
        return
    _hint(frame)
    st.dataframe(
        styled(frame), hide_index=True, column_config=_config(frame), alt=alt, key=key, placeholder="", **_tall(height)
    )


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


def _hint(frame: pd.DataFrame) -> None:
    """What a narrow screen does not show of a wide table; nothing is drawn for a slim one."""
    if said := sideways([str(c) for c in frame.columns]):
        st.html(said)


def _config(frame: pd.DataFrame) -> dict[str, Any]:
    labels = {c: label_of(str(c)) for c in frame.columns}
    return {c: st.column_config.Column(text, help=note or None) for c, (text, note) in labels.items()}


def _tall(height: int | None) -> dict[str, Any]:
    return {} if height is None else {"height": height}


def behind(title: str, frame: pd.DataFrame, *, key: str | None = None) -> None:
    """The table behind a picture, one toggle away."""
    with st.expander(f"Table: {title}"):
        show(frame, alt=title, key=key)

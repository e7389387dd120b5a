"""Controls. Each is filled from the value kept in `state` and writes back when it changes.

Each is given its value as where it starts from, too: a browser that still loads the code of a box, and is told of the
next draw meanwhile, never hears what the first filled it with. Boxes that may be blank cannot be: one that is emptied
would go back to where it started from.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from prioritise.sources.bid_sheets.cells import read_sum
from prioritise.ui import state, words

Write = Callable[[Any], None]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
"""Kinds of file that are taken away, as a browser knows them."""
STEP, FINE = 0.5, 20.0
"""A press of plus or minus on a scale no longer than `FINE`; on a longer one it is 1."""
LONGEST_SUM = 24
"""Most characters of a sum that is typed in."""
LONGEST_TEXT = 4_000
"""Most letters of a text that is typed in."""
Make = Callable[[], bytes]
FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2100, 12, 31)


def _write_back(key: str, write: Write) -> None:
    with state.undisturbed():
        write(state.read(key))


def select(label: str, options: Mapping[str, str], current: str, write: Write, **more: Any) -> None:
    """Choose one of `options` (id -> text)."""
    key = more.pop("key")
    ids = list(options)
    now = current if current in options else (ids[0] if ids else None)
    state.fill(key, now)
    st.selectbox(
        label, ids, ids.index(now) if now is not None else None, format_func=lambda i: options[i], key=key,
        on_change=partial(_write_back, key, write), **more,
    )  # fmt: skip


def several(label: str, options: Mapping[str, str], current: Iterable[str], write: Write, **more: Any) -> None:
    """Choose any of `options` (id -> text)."""
    key = more.pop("key")
    now = [c for c in current if c in options]
    state.fill(key, now)
    st.multiselect(
        label,
        list(options),
        now,
        format_func=lambda i: options[i],
        key=key,
        on_change=partial(_write_back, key, write),
        **more,
    )


def picks(label: str, options: Mapping[str, str], current: Iterable[str], write: Write, **more: Any) -> None:
    """Switch any of a few `options` on or off; the texts are our own."""
    key = more.pop("key")
    now = [c for c in current if c in options]
    state.fill(key, now)
    st.pills(
        label,
        list(options),
        default=now,
        selection_mode="multi",
        wrap=True,
        format_func=lambda i: options[i],
        key=key,
        on_change=partial(_write_back, key, write),
        **more,
    )


def one_of(label: str, options: Mapping[str, str], current: str, write: Write, **more: Any) -> str:
    """Choose one of a few `options` shown side by side; returns the id in force."""
    key = more.pop("key")
    now = current if current in options else next(iter(options))
    state.fill(key, now)
    st.segmented_control(
        label,
        list(options),
        default=now,
        required=True,
        format_func=lambda i: options[i],
        key=key,
        on_change=partial(_write_back, key, write),
        **more,
    )
    return now


def year_slider(years: Sequence[int], current: int, *, key: str) -> None:
    """Move the year the evidence is shown at."""
    if len(years) < 2:  # noqa: PLR2004 - a slider needs two ends
        return
    state.fill(key, current)
    st.select_slider(
        "At the end of",
        options=list(years),
        value=current,
        format_func=words.year,
        key=key,
        on_change=partial(_write_back, key, partial(state.set_view, "year")),
        help="Homes, people and gaps move together. The first year stands for now.",
    )


def amount(label: str, current: float, write: Write, **more: Any) -> None:
    """An amount or weight, nought or more."""
    key = more.pop("key")
    state.fill(key, current)
    st.number_input(
        label, min_value=type(current)(0), value=current, key=key, on_change=partial(_write_back, key, write), **more
    )


def amount_if_known(label: str, current: float | None, write: Write, *, whole: bool = True, **more: Any) -> None:
    """A number of nought (or `least`) or more; a blank box is unknown, and None."""
    key = more.pop("key")
    state.fill(key, current)
    least, step, written = (0, 1, "%d") if whole else (0.0, 1.0, "%g")
    least = more.pop("least", least)
    st.number_input(
        label, min_value=least, value=None, step=step, format=written, key=key, placeholder=words.NOT_KNOWN,
        on_change=partial(_write_back, key, write), **more,
    )  # fmt: skip


def pounds(label: str, current: float | None, write: Write, *, key: str, unknown: bool = False, tip: str = "") -> None:
    """A sum of money, nought or more, with commas; it takes `£1.2m` and `850k` too.

    What cannot be read changes nothing: the box goes back, and says what it was not.

    Args:
        label: of the box.
        current: pounds; None: not known.
        write: takes what it is changed to; None for a box that was emptied, where that is `unknown`.
        key: of the box.
        unknown: whether the sum may be unknown.
        tip: what it is.
    """
    now = "" if current is None else f"{current:,.2f}".removesuffix(".00")
    state.fill(key, now)
    st.text_input(
        label, now, key=key, icon=":material/currency_pound:", placeholder=words.NOT_KNOWN, max_chars=LONGEST_SUM,
        on_change=partial(_write_pounds, key, write, unknown), help=tip or None,
    )  # fmt: skip
    refused = state.view(_refused(key), "")
    if refused:
        st.caption(words.plain(f"{refused} is no sum of £0 or more: it stays as it was"))


def _write_pounds(key: str, write: Write, unknown: bool) -> None:
    _write_back(key, partial(_take_pounds, key, write, unknown))


def _take_pounds(key: str, write: Write, unknown: bool, typed: Any) -> None:
    text = str(typed or "").strip()
    found = None if not text else read_sum(text, 1).value
    ok = unknown if not text else found is not None and found >= 0
    state.set_view(_refused(key), "" if ok else f"“{text}”" if text else "A blank")
    if ok:
        write(found)


def _refused(key: str) -> str:
    return f"no sum {key}"


def amount_between(label: str, current: float | None, ends: tuple[float, float], write: Write, **more: Any) -> None:
    """A number between two ends; a blank box is none given, and None."""
    key = more.pop("key")
    state.fill(key, None if current is None else min(max(float(current), ends[0]), ends[1]))
    st.number_input(
        label, min_value=ends[0], max_value=ends[1], value=None, step=STEP if ends[1] - ends[0] <= FINE else 1.0,
        format="%g", key=key, placeholder="none yet", on_change=partial(_write_back, key, write), **more,
    )  # fmt: skip


def day_if_known(label: str, current: dt.date | None, write: Write, **more: Any) -> None:
    """A day; a blank box is unknown, and None."""
    key = more.pop("key")
    state.fill(key, current)
    st.date_input(
        label, value=None, min_value=FIRST_DAY, max_value=LAST_DAY, key=key, format="DD/MM/YYYY",
        on_change=partial(_write_back, key, write), **more,
    )  # fmt: skip


def slider(label: str, ends: tuple[int, int], current: int, write: Write, **more: Any) -> None:
    """A whole number between two ends."""
    key = more.pop("key")
    now = min(max(current, ends[0]), ends[1])
    state.fill(key, now)
    st.slider(label, *ends, now, key=key, on_change=partial(_write_back, key, write), **more)


def switch(label: str, current: bool, write: Write, **more: Any) -> None:
    """On or off."""
    key = more.pop("key")
    state.fill(key, current)
    st.toggle(label, current, key=key, on_change=partial(_write_back, key, write), **more)


def words_box(label: str, current: str, write: Write, **more: Any) -> None:
    """A line of text."""
    key = more.pop("key")
    state.fill(key, current)
    st.text_input(label, current, key=key, on_change=partial(_write_back, key, write), max_chars=80, **more)


def prose_box(label: str, current: str, write: Write, *, tall: bool = False, **more: Any) -> None:
    """A text of any length, over several lines where it is `tall`."""
    key = more.pop("key")
    state.fill(key, current)
    draw = st.text_area if tall else st.text_input
    draw(label, current, key=key, on_change=partial(_write_back, key, write), max_chars=LONGEST_TEXT, **more)


def grid(count: int, across: int) -> list[Any]:
    """Places for `count` controls, `across` in a row, level with each other along the bottom."""
    places: list[Any] = []
    while len(places) < count:
        places += st.columns(across, vertical_alignment="bottom")
    return places[:count]


def does(label: str, do: Callable[[], None], *, key: str, plain: bool = False) -> None:
    """A button that does something before the page is drawn anew; a `plain` one looks like a link."""
    st.button(label, key=key, type="tertiary" if plain else "secondary", on_click=partial(_do, do))


def _do(do: Callable[[], None]) -> None:
    with state.undisturbed():
        do()


def press(label: str, *, key: str, primary: bool = False, help: str | None = None) -> bool:  # noqa: A002
    """A button; True in the draw after it was pressed."""
    return st.button(label, key=key, type="primary" if primary else "secondary", help=help)


def go_to(label: str, thing: str, *, key: str) -> None:
    """A button that selects a thing (`practice:X00001`); the label may come from a file."""
    does(words.plain(label), partial(state.select, thing), key=key, plain=True)


def download(label: str, content: bytes | Make, file_name: str, *, key: str, mime: str) -> None:
    """A download that does not redraw the page; content that is a function is made when the button is pressed."""
    st.download_button(label, content, file_name, mime, key=key, on_click="ignore")

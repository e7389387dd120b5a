"""A new surgery dropped on the map: a section of the map page."""

from typing import Any

import streamlit as st

from prioritise.errors import DataFault
from prioritise.evidence.geo import usable
from prioritise.evidence.new_surgery import NewSurgery, Opened
from prioritise.ui import cached, frame, state, tables, theme, widgets
from prioritise.ui.frame import Page
from prioritise.ui.layers.model import Feature, point
from prioritise.ui.symbols import Symbol
from prioritise.ui.views import new_surgery as views
from prioritise.ui.views.ask import typed_place

_ON, _AT, _HOLDS, _DRAWS = "new surgery", "new surgery at", "new surgery holds", "new surgery draws"
LIST, FULL = 8000, 100


def is_on() -> bool:
    """Whether a new surgery is being tried."""
    return bool(state.view(_ON, False))


def switch() -> None:
    """Try a new surgery, or stop."""
    widgets.switch("Try a new surgery: click the map where it would be", is_on(), _keep(_ON), key="new:on")


def _keep(name: str) -> Any:
    return lambda value: state.set_view(name, value)


def place_it(longitude: float, latitude: float) -> None:
    """Put it where the map was clicked."""
    state.set_view(_AT, f"{longitude:.5f}, {latitude:.5f}")


def _typed(page: Page) -> str:
    return str(state.view(_AT, "{}, {}".format(*views.busiest_place(page.ready))))


def marks(page: Page) -> list[Feature]:
    """Where it is, for the map; nothing while it is off or nowhere."""
    if not is_on() or page.ready.evidence is None:
        return []
    try:
        place = typed_place(_typed(page))
    except DataFault:  # said beside the box
        return []
    if place is None or not bool(usable(place.longitude, place.latitude)):
        return []
    symbol = Symbol("house", 20, theme.ENOUGH, "cross", ring=True)
    return [point("", "The new surgery", place.longitude, place.latitude, symbol)]


def result(page: Page) -> None:
    """What it would change; a place that cannot be is said, and the rest of the page stays."""
    if not is_on():
        return
    frame.section("If a new surgery opened there")
    if page.ready.evidence is None or not len(page.ready.evidence.shares):
        frame.note(views.NO_ANSWER)
        return
    left, middle, right = st.columns(3, gap="medium", vertical_alignment="bottom")
    with left:
        widgets.words_box("Longitude, latitude (or click the map)", _typed(page), _keep(_AT), key="new:at")
    with middle:
        widgets.amount("Patients it can hold", int(state.view(_HOLDS, LIST)), _keep(_HOLDS), key="new:holds", step=500)
    with right:
        widgets.slider(
            "Attraction, % of a practice of its list nearby", (0, 300), int(state.view(_DRAWS, FULL)), _keep(_DRAWS),
            key="new:draws",
        )  # fmt: skip
    try:
        opened, reason = _opened(page)
    except DataFault as fault:
        frame.show_fault(fault)
        return
    if opened is None:
        frame.note(reason)
    else:
        frame.answer(views.answer(opened, page.ready))
        tables.prose(
            views.table(opened, page.ready), alt="People from new homes and room by practice, before and after"
        )
        frame.bullets(views.notes(opened, page.ready))
        tables.behind("each development it takes a share of", views.by_development(opened, page.ready))


def beside(page: Page) -> None:
    """The answer in a sentence, beside the map that was clicked; why there is none is said where the place is typed."""
    if page.ready.evidence is None or not len(page.ready.evidence.shares):
        return
    try:
        opened, _ = _opened(page)
    except DataFault:
        opened = None
    if opened is not None:
        frame.caption("If a new surgery opened there")
        frame.note(views.answer(opened, page.ready))
        frame.bullets(views.place_notes(opened, page.ready))
    frame.note("Its figures, and what it can hold, are below the map. Click elsewhere to move it.")


def _opened(page: Page) -> tuple[Opened | None, str]:
    """What it would change; or None, and the reason, where there is no place or it cannot be told.

    Raises:
        DataFault: the place typed cannot be.
    """
    place = typed_place(_typed(page))
    if place is None:
        return None, "Click the map, or type a longitude and a latitude."
    holds, draws = float(state.view(_HOLDS, LIST)), float(state.view(_DRAWS, FULL)) / FULL
    surgery = NewSurgery(place.longitude, place.latitude, holds, draws)
    opened = cached.new_surgery(page.data_key, surgery, page.year, page.ready)
    return opened, "" if opened is not None else views.NO_ANSWER

"""The map page: layers, year, picture, card and the table of the same rows."""

import streamlit as st

from prioritise.ui import cards, frame, maps, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.layers import LAYERS
from prioritise.ui.sections import new_surgery_page

START = ("cluster", "development", "practice")


def _shown() -> list[str]:
    return [i for i in LAYERS if i in state.view("layers", START)]


def controls(page: Page) -> None:
    """Which layers, and at what year."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        widgets.picks(
            "Layers",
            {i: layer.title for i, layer in LAYERS.items()},
            _shown(),
            lambda chosen: state.set_view("layers", tuple(chosen)),
            key="map:layers",
        )
    with right:
        widgets.year_slider(page.years, page.year, key="map:year")
    new_surgery_page.switch()


def picture(page: Page) -> None:
    """The map with the card beside it, or what a new surgery there would do."""
    trying = new_surgery_page.is_on()
    left, right = st.columns([7, 3], gap="medium")
    with left:
        maps.show(
            page, _shown(), key="map:place" if trying else "map", height=600,
            on_place=new_surgery_page.place_it if trying else None, marks=new_surgery_page.marks(page),
        )  # fmt: skip
        if "bid" in _shown() and page.kept is None:
            frame.link(frame.PRIORITISE, "Make the list, to see which bids it funds")
    with right:
        if trying:
            new_surgery_page.beside(page)
            return
        found = {"": "Choose by name", **cards.finder(page, _shown())}
        widgets.select("Find", found, state.selected(), state.select, key="map:find")
        cards.show(page, key="map")


def table(page: Page) -> None:
    """The rows of one layer as a table."""
    shown = _shown()
    if not shown:
        frame.note("No layer is on: choose one above.")
        return
    frame.section("The same as a table")
    layers = {i: LAYERS[i].title for i in reversed(shown)}
    chosen = widgets.one_of(
        "Layer", layers, state.view("map table", ""), lambda i: state.set_view("map table", i), key="map:table"
    )
    tables.show(LAYERS[chosen].table(maps.data_of(page)), alt=f"The rows of the layer {layers[chosen]}")

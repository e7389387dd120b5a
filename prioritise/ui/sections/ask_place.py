"""Where the application of the S.106 ask page is, what the room near it is taken from, and what the sheet calls it."""

from functools import partial

import streamlit as st

from prioritise.ask.place import Place
from prioritise.ask.sheet import Site
from prioritise.errors import DataFault
from prioritise.ui import frame, maps, theme, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.layers.model import Feature, point
from prioritise.ui.sections.ask_kept import get, keep, put
from prioritise.ui.symbols import Symbol
from prioritise.ui.views import ask as views

NO_YEAR = "none"
LAYERS = ("practice", "development")
NAMES = {"name": "Site", "reference": "Application reference", "council": "Council", "applicant": "Applicant"}
"""Field of `Site` -> what its box is called."""


def choose_development(page: Page, development_id: str) -> None:
    """Take a development's homes, sizes, tenure and names into the form."""
    put("development", development_id)
    facts = views.development(page.ready, development_id)
    put("homes", facts.get("homes"))
    put("sized", facts.get("beds") is not None)
    for size, count in zip(views.BEDS, facts.get("beds") or [None] * len(views.BEDS), strict=True):
        put(f"beds {size}", count)
    put("affordable", facts.get("affordable"))
    _, site = views.place_of(page.ready, development_id)
    for field in NAMES:
        put(f"development {field}", getattr(site, field))


def controls(page: Page) -> None:
    """Where the application is, and where its spare room comes from."""
    frame.section("Where it is, and the room near it")
    left, right = st.columns(2, gap="medium")
    with left:
        _where(page)
    with right:
        _room(page)
    if _way(page) == "clicked":
        _map(page)
    if said := views.expected(page.ready, get("development", "")) if _way(page) == "development" else "":
        frame.note(said)


def _ways(page: Page) -> dict[str, str]:
    known = views.developments(page.ready)
    return {way: name for way, name in views.SITES.items() if known or way != "development"}


def _way(page: Page) -> str:
    ways, way = _ways(page), str(get("way", "development"))
    return way if way in ways else next(iter(ways))


def _where(page: Page) -> None:
    way = widgets.one_of("Place", _ways(page), _way(page), keep("way"), key="ask:way")
    if way == "development":
        widgets.select("Development", views.developments(page.ready), get("development", ""),
                       partial(choose_development, page), key="ask:development")  # fmt: skip
    elif way == "typed":
        widgets.words_box("Longitude, latitude", get("typed", ""), keep("typed"), key="ask:typed",
                          placeholder="0.52, 51.27")  # fmt: skip


def _room(page: Page) -> None:
    spare = widgets.one_of("Spare room from", views.SPARES, get("spare", "case"), keep("spare"), key="ask:spare")
    if spare == "typed":
        widgets.amount_if_known("Patients there is room for", get("spare patients", None), keep("spare patients"),
                                key="ask:sparepatients")  # fmt: skip
    elif page.years:
        years = {NO_YEAR: "No: today's lists"} | {str(y): f"Yes, to {words.year(y)}" for y in page.years[1:]}
        widgets.select("Do homes already planned use the room first?", years, get("planned", NO_YEAR),
                       keep("planned"), key="ask:planned")  # fmt: skip


def _map(page: Page) -> None:
    """The map, on which a click places the application; the place is the one that is typed, so either way moves it."""
    mark = marks()
    maps.show(page, LAYERS, key="ask:map", height=420, on_place=put_at, marks=mark)
    if mark:
        place = views.typed_place(get("typed", ""))
        at = "" if place is None else f"The application is at {place.words}, the ringed house on the map."
        frame.note(f"{at} Click elsewhere to move it.")
    else:
        frame.note(
            "Click the map where the application is, beside a mark rather than on it. By keyboard, choose "
            "Typed and give a longitude and a latitude."
        )


def put_at(longitude: float, latitude: float) -> None:
    """Place the application where the map was clicked."""
    put("typed", f"{longitude:.5f}, {latitude:.5f}")


def marks() -> list[Feature]:
    """Where the application is, for the map; nothing while that is not known or cannot be."""
    try:
        place = views.typed_place(get("typed", ""))
    except DataFault:  # said below the map
        return []
    if place is None:
        return []
    return [point("", "The application", place.longitude, place.latitude,
                  Symbol("house", 18, theme.OUTLINE, "dot", ring=True))]  # fmt: skip


def place(page: Page) -> Place | None:
    """Where it is; None where that is not known. Raises DataFault for a place that cannot be."""
    if _way(page) == "development":
        return views.place_of(page.ready, get("development", ""))[0]
    return views.typed_place(get("typed", ""))


def names(page: Page) -> None:
    """What the evidence sheet calls the application: no sum hangs on it."""
    kind = _kind(page)
    with st.expander("Names for the evidence sheet"):
        frame.note("None of them enters the sum. A blank is a line to fill in on the sheet.")
        for (field, label), spot in zip(NAMES.items(), widgets.grid(len(NAMES), 2), strict=True):
            with spot:
                name = f"{kind} {field}"
                widgets.words_box(label, get(name, ""), keep(name), key=f"ask:{kind}:{field}")


def site(page: Page, where: Place | None) -> Site:
    """What the evidence sheet calls the application."""
    kind = _kind(page)
    typed = {field: str(get(f"{kind} {field}", "")).strip() for field in NAMES}
    return Site(**typed, where="" if where is None else where.words)


def _kind(page: Page) -> str:
    """Names of a development are not those of another place."""
    return "development" if _way(page) == "development" else "own"

"""The S.106 ask page: a preset, an application, the sum with its working, and the evidence sheet."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from prioritise.ask import Ask, Preset, find_preset, load_presets
from prioritise.ask.presets import with_file
from prioritise.ask.reckon import Reckoned
from prioritise.ask.report import NOT_OFFICIAL
from prioritise.errors import DataFault
from prioritise.ui import cached, frame, state, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.views import ask as views
from prioritise.ui.views.ask import Entries

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSON = "application/json"
START_PRESET, START_SECOND = "kent-360", "east-120-1750"
NO_YEAR = "none"


def _get(name: str, default: Any) -> Any:
    return state.view(f"ask {name}", default)


def _set(name: str, value: Any) -> None:
    state.set_view(f"ask {name}", value)


def _keep(name: str) -> Any:
    """A writer that keeps an entry."""
    return partial(_set, name)


def form(page: Page) -> tuple[Preset, Entries]:
    """The preset and the application; the page stops here, saying why, where they cannot be used."""
    _start(page)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        preset = _preset()
        _homes()
    with right:
        frame.pairs(views.preset_card(preset))
    place = _place(page)
    with st.expander("Index, and presets of your own"):
        _index()
        _own_presets()
    with frame.faults():
        found = _entries(page, place)
    if lack := views.lacking(found):
        frame.band(f"<b>Nothing to price yet:</b> {words.safe(lack)}.")
        frame.close_page(page)
        st.stop()
    return preset, found


def _start(page: Page) -> None:
    """On first opening: the largest development of the case."""
    known = views.developments(page.ready)
    if _get("development", None) is None and known:
        _choose(page, next(iter(known)))


def _choose(page: Page, development_id: str) -> None:
    """Take a development's homes, sizes and tenure into the form."""
    _set("development", development_id)
    facts = views.development(page.ready, development_id)
    _set("homes", facts.get("homes"))
    _set("sized", facts.get("beds") is not None)
    for size, count in zip(views.BEDS, facts.get("beds") or [None] * len(views.BEDS), strict=True):
        _set(f"beds {size}", count)
    _set("affordable", facts.get("affordable"))


def _preset() -> Preset:
    presets = _presets()
    names = {i: p.name for i, p in sorted(presets.items(), key=lambda pair: pair[1].name)}
    widgets.select("Preset: a published way of pricing", names, _get("preset", START_PRESET), _keep("preset"),
                   key="ask:preset", help="One preset is never used in place of another")  # fmt: skip
    chosen = _get("preset", START_PRESET)
    return find_preset(chosen if chosen in presets else START_PRESET, presets)


def _presets() -> Mapping[str, Preset]:
    mine = _get("own presets", None)
    return load_presets() if mine is None else with_file(*mine)


def _homes() -> None:
    sized = bool(_get("sized", False))
    widgets.switch("Homes by number of bedrooms", sized, _keep("sized"), key="ask:sized")
    if sized:
        for size, place in zip(views.BEDS, widgets.grid(len(views.BEDS), len(views.BEDS)), strict=True):
            with place:
                label = f"{size} bed" if size < max(views.BEDS) else f"{size} bed +"
                widgets.amount_if_known(label, _get(f"beds {size}", None), _keep(f"beds {size}"), key=f"ask:beds{size}")
    else:
        widgets.amount_if_known("Homes", _get("homes", None), _keep("homes"), key="ask:homes")
    one, two = st.columns(2, vertical_alignment="bottom")
    with one:
        widgets.amount_if_known("Affordable homes (%)", _get("affordable", None), _keep("affordable"), whole=False,
                                key="ask:share", max_value=100.0)  # fmt: skip
    with two:
        widgets.select("Affordable homes", views.TENURES, _get("tenure", ""), _keep("tenure"), key="ask:tenure")
    widgets.day_if_known("Date of the application", _get("date", None), _keep("date"), key="ask:date",
                         help="Blank is not known. A preset not in use on the day is used with a warning")  # fmt: skip


def _place(page: Page) -> str:
    """Where the application is, and where its spare room comes from; returns how the place is given."""
    frame.section("Where it is, and the room near it")
    known = views.developments(page.ready)
    ways = views.SITES if known else {"typed": views.SITES["typed"]}
    left, right = st.columns(2, gap="medium")
    with left:
        way = widgets.one_of("Place", ways, _get("way", "development"), _keep("way"), key="ask:way")
        if way == "development":
            widgets.select("Development", known, _get("development", ""), partial(_choose, page), key="ask:development")
        else:
            widgets.words_box("Longitude, latitude", _get("typed", ""), _keep("typed"), key="ask:typed",
                              placeholder="0.52, 51.27")  # fmt: skip
    with right:
        spare = widgets.one_of("Spare room from", views.SPARES, _get("spare", "case"), _keep("spare"), key="ask:spare")
        if spare == "typed":
            widgets.amount_if_known("Patients there is room for", _get("spare patients", None),
                                    _keep("spare patients"), key="ask:sparepatients")  # fmt: skip
        elif page.years:
            years = {NO_YEAR: "No: today's lists"} | {str(y): f"Yes, to {words.year(y)}" for y in page.years[1:]}
            widgets.select("Do homes already planned use the room first?", years, _get("planned", NO_YEAR),
                           _keep("planned"), key="ask:planned")  # fmt: skip
    return way


def _index() -> None:
    frame.note("Sum × C / D. Index values such as BCIS are licensed, so they are typed in; blank is not indexed.")
    one, two = st.columns(2)
    with one:
        widgets.words_box("D: before the deed", _get("index before", ""), _keep("index before"), key="ask:before")
    with two:
        widgets.words_box("C: before payment", _get("index now", ""), _keep("index now"), key="ask:now")


def _own_presets() -> None:
    file = st.file_uploader("Presets of your own (.toml, as in data/ask)", type=["toml"], key="ask:upload")
    now = "" if file is None else file.file_id
    if _get("own id", "") != now:
        _set("own id", now)
        _set("own fault", None)
        if file is not None:
            _take_in(file.name, file.getvalue())
    fault = _get("own fault", None)
    if fault is not None:
        frame.show_fault(fault)


def _take_in(name: str, content: bytes) -> None:
    """Put the presets of a file beside the others and choose its first; its fault stays while the file does."""
    try:
        found = with_file(name, content)
    except DataFault as fault:
        _set("own fault", fault)
        return
    _set("own presets", (name, content))
    _set("preset", next(i for i in found if i not in load_presets()))
    st.rerun()


def _entries(page: Page, way: str) -> Entries:
    sized = bool(_get("sized", False))
    if way == "development":
        place, site = views.place_of(page.ready, _get("development", ""))
    else:
        place, site = views.typed_place(_get("typed", ""))
    planned = _get("planned", NO_YEAR)
    return Entries(
        homes=_get("homes", None),
        beds=tuple(_get(f"beds {size}", None) for size in views.BEDS) if sized else None,
        affordable_percent=_get("affordable", None),
        affordable=_get("tenure", ""),
        spare=_get("spare", "case"),
        spare_patients=_get("spare patients", None),
        date=_get("date", None),
        index=views.index_of(_get("index before", ""), _get("index now", "")),
        place=place,
        planned_to=None if planned == NO_YEAR else int(planned),
        site=site,
    )


def reckoned(page: Page, preset: Preset, entries: Entries) -> Reckoned:
    """The sum; the page stops here, with the fault in words, where there is none."""
    with frame.faults():
        return cached.ask(page.data_key, preset, entries, page.ready)


def answer(found: Reckoned) -> None:
    """The sum in one sentence, its figures, and what to beware of."""
    frame.section("What it comes to")
    frame.answer(views.answer(found.ask))
    frame.figures(views.figures(found.ask))
    if beware := views.warnings(found.ask):
        lines = "".join(f"<li>{words.safe(w)}</li>" for w in beware)
        frame.band(f"<b>Before you rely on it</b><ul>{lines}</ul>", warn=True)


def practices(found: Reckoned) -> None:
    """The practices affected."""
    frame.section("Which practices it affects")
    if found.practices is None or not len(found.practices):
        frame.note("No practice to show: give the place, in a case that has practices.")
        return
    tables.prose(views.practices(found.practices), alt="Practices affected, with their share and the room they have")
    frame.note(
        f"{views.how_shared(found)} Room is the patients the floor area is meant for less the "
        "list; what is not known is neither room nor the lack of it. Only growth is asked for: today's shortage is not "
        "charged."
    )


def working(ask: Ask) -> None:
    """Every step."""
    frame.section("How the sum is made, step by step")
    tables.prose(views.steps(ask), alt="The working, step by step, with sources")
    frame.note(f"{views.ROUNDED} {NOT_OFFICIAL}")


def beside(page: Page, found: Reckoned, entries: Entries) -> None:
    """Another preset for the same homes."""
    frame.section("The same homes by another preset")
    others = {i: p for i, p in _presets().items() if i != found.ask.preset.id}
    names = {i: p.name for i, p in sorted(others.items(), key=lambda pair: pair[1].name)}
    now = _get("second", START_SECOND)
    now = now if now in others else next(iter(names))
    widgets.select("Beside it", names, now, _keep("second"), key="ask:second")
    with frame.faults():
        other = cached.ask(page.data_key, others[now], entries, page.ready)
    tables.prose(views.beside(found.ask, other.ask), alt="Two presets side by side")
    frame.note(views.difference(found.ask, other.ask))


def downloads(found: Reckoned, entries: Entries) -> None:
    """The evidence sheet and the figures."""
    frame.section("Take it with you")
    with st.container(horizontal=True):
        sheet = views.sheet_bytes(found, entries.site)
        widgets.download("Evidence sheet (.docx)", sheet, "s106-ask.docx", key="ask:docx", mime=DOCX)
        widgets.download("Figures (.json)", views.json_bytes(found), "s106-ask.json", key="ask:json", mime=JSON)
    frame.note(
        "The sheet sets the ask out under the three tests of regulation 122, with every figure's step and source. The "
        "command line's ask gives the same figures."
    )

"""The S.106 ask page: a preset, an application, the sum with its working, and the evidence sheet."""

from collections.abc import Mapping

import streamlit as st

from prioritise.ask import Ask, Preset, find_preset, load_presets
from prioritise.ask.presets import with_file
from prioritise.ask.reckon import Reckoned
from prioritise.ask.sheet import Site
from prioritise.errors import DataFault
from prioritise.ui import cached, frame, state, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.sections import ask_place
from prioritise.ui.sections.ask_kept import get, keep, put
from prioritise.ui.views import ask as views
from prioritise.ui.views import ask_shown as shown
from prioritise.ui.views.ask import Entries

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSON = "application/json"
START_PRESET, START_SECOND = "kent-360", "east-120-1750"


def form(page: Page) -> tuple[Preset, Entries, Site]:
    """The preset, the application and what the sheet calls it.

    The page stops here, saying why, where they cannot be used.
    """
    _start(page)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        preset = _preset()
        _homes()
    with right:
        frame.pairs(shown.preset_card(preset), {"preset": "The preset"})
    ask_place.controls(page)
    ask_place.names(page)
    with st.expander("Index, and presets of your own"):
        _index()
        _own_presets()
    with frame.faults():
        found = _entries(page)
        site = ask_place.site(page, found.place)
    if lack := views.lacking(found):
        frame.band(f"<b>Nothing to price yet:</b> {words.safe(lack)}.")
        frame.close_page(page)
        state.end_page()
    return preset, found, site


def _start(page: Page) -> None:
    """On first opening, or where another case was opened: the largest development of the case."""
    known = views.developments(page.ready)
    if known and get("development", None) not in known:
        ask_place.choose_development(page, next(iter(known)))


def _preset() -> Preset:
    presets = _presets()
    names = {i: p.name for i, p in sorted(presets.items(), key=lambda pair: pair[1].name)}
    widgets.select("Preset: a published way of pricing", names, get("preset", START_PRESET), keep("preset"),
                   key="ask:preset", help="One preset is never used in place of another")  # fmt: skip
    chosen = get("preset", START_PRESET)
    return find_preset(chosen if chosen in presets else START_PRESET, presets)


def _presets() -> Mapping[str, Preset]:
    mine = get("own presets", None)
    return load_presets() if mine is None else with_file(*mine)


def _homes() -> None:
    sized = bool(get("sized", False))
    widgets.switch("Homes by number of bedrooms", sized, keep("sized"), key="ask:sized")
    if sized:
        for size, place in zip(views.BEDS, widgets.grid(len(views.BEDS), len(views.BEDS)), strict=True):
            with place:
                label = f"{size} bed" if size < max(views.BEDS) else f"{size} bed +"
                widgets.amount_if_known(label, get(f"beds {size}", None), keep(f"beds {size}"), key=f"ask:beds{size}")
    else:
        widgets.amount_if_known("Homes", get("homes", None), keep("homes"), key="ask:homes")
    one, two = st.columns(2, vertical_alignment="bottom")
    with one:
        widgets.amount_if_known("Affordable homes (%)", get("affordable", None), keep("affordable"), whole=False,
                                key="ask:share", max_value=100.0)  # fmt: skip
    with two:
        widgets.select("Affordable homes", views.TENURES, get("tenure", ""), keep("tenure"), key="ask:tenure")
    widgets.day_if_known("Date of the application", get("date", None), keep("date"), key="ask:date",
                         help="Blank is not known. A preset not in use on the day is used with a warning")  # fmt: skip


def _index() -> None:
    frame.note("Sum × C / D. Index values such as BCIS are licensed, so they are typed in; blank is not indexed.")
    one, two = st.columns(2)
    with one:
        widgets.words_box("D: before the deed", get("index before", ""), keep("index before"), key="ask:before")
    with two:
        widgets.words_box("C: before payment", get("index now", ""), keep("index now"), key="ask:now")


def _own_presets() -> None:
    file = st.file_uploader("Presets of your own (.toml, as in data/ask)", type=["toml"], key="ask:upload")
    now = "" if file is None else file.file_id
    if get("own id", "") != now:
        put("own id", now)
        put("own fault", None)
        if file is not None:
            _take_in(file.name, file.getvalue())
    fault = get("own fault", None)
    if fault is not None:
        frame.show_fault(fault)


def _take_in(name: str, content: bytes) -> None:
    """Put the presets of a file beside the others and choose its first; its fault stays while the file does."""
    try:
        found = with_file(name, content)
    except DataFault as fault:
        put("own fault", fault)
        return
    put("own presets", (name, content))
    put("preset", next(i for i in found if i not in load_presets()))
    st.rerun()


def _entries(page: Page) -> Entries:
    sized = bool(get("sized", False))
    planned = get("planned", ask_place.NO_YEAR)
    return Entries(
        homes=get("homes", None),
        beds=tuple(get(f"beds {size}", None) for size in views.BEDS) if sized else None,
        affordable_percent=get("affordable", None),
        affordable=get("tenure", ""),
        spare=get("spare", "case"),
        spare_patients=get("spare patients", None),
        date=get("date", None),
        index=views.index_of(get("index before", ""), get("index now", "")),
        place=ask_place.place(page),
        planned_to=None if planned == ask_place.NO_YEAR else int(planned),
    )


def reckoned(page: Page, preset: Preset, entries: Entries) -> Reckoned:
    """The sum; the page stops here, with the fault in words, where there is none."""
    with frame.faults():
        return cached.ask(page.data_key, preset, entries, page.ready)


def answer(found: Reckoned) -> None:
    """The sum in one sentence, its figures, and what to beware of."""
    frame.section("What it comes to")
    frame.answer(shown.answer(found.ask))
    frame.figures(shown.figures(found.ask), ("ask_sum", "ask_people", "ask_room", "ask_room", "ask_sum"))
    if beware := shown.warnings(found.ask):
        lines = "".join(f"<li>{words.safe(w)}</li>" for w in beware)
        frame.band(f"<b>Before you rely on it</b><ul>{lines}</ul>", warn=True)


def practices(found: Reckoned) -> None:
    """The practices affected."""
    frame.section("Which practices it affects")
    if found.practices is None or not len(found.practices):
        frame.note("No practice to show: give the place, in a case that has practices.")
        return
    tables.prose(shown.practices(found.practices), alt="Practices affected, with their share and the room they have")
    frame.note(
        f"{shown.how_shared(found)} Room is the patients the floor area is meant for less the "
        "list; what is not known is neither room nor the lack of it. Only growth is asked for: today's shortage is not "
        "charged."
    )


def working(ask: Ask) -> None:
    """Every step."""
    frame.section("How the sum is made, step by step")
    tables.prose(shown.steps(ask), alt="The working, step by step, with sources")
    frame.note(f"{shown.ROUNDED} {shown.standing()}")


def beside(page: Page, found: Reckoned, entries: Entries) -> None:
    """Another preset for the same homes."""
    frame.section("The same homes by another preset")
    others = {i: p for i, p in _presets().items() if i != found.ask.preset.id}
    names = {i: p.name for i, p in sorted(others.items(), key=lambda pair: pair[1].name)}
    now = get("second", START_SECOND)
    now = now if now in others else next(iter(names))
    widgets.select("Beside it", names, now, keep("second"), key="ask:second")
    with frame.faults():
        other = cached.ask(page.data_key, others[now], entries, page.ready)
    tables.prose(shown.beside(found.ask, other.ask), alt="Two presets side by side")
    frame.note(shown.difference(found.ask, other.ask))


def downloads(found: Reckoned, site: Site) -> None:
    """The evidence sheet and the figures."""
    frame.section("Take it with you")
    with st.container(horizontal=True):
        sheet, figures, name = shown.sheet_bytes(found, site), shown.json_bytes(found), shown.file_name(found, site)
        widgets.download("Evidence sheet (.docx)", sheet, f"{name}.docx", key="ask:docx", mime=DOCX)
        widgets.download("Figures (.json)", figures, f"{name}.json", key="ask:json", mime=JSON)
    frame.note(
        "The sheet sets the ask out under the three tests of regulation 122, with every figure's step and source. The "
        "command line's ask gives the same figures."
    )

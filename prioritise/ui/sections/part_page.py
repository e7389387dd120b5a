"""A part of the case as the working case: the area chosen, what would be kept, and the part put in force."""

import tempfile
from pathlib import Path
from typing import Any

import streamlit as st

from prioritise.case.cut import Cut, cut_case
from prioritise.errors import DataFault
from prioritise.sources.working_area import (
    Chosen,
    area_of,
    choices,
    drawn_area,
    is_of,
    no_membership,
    read_boundaries,
)
from prioritise.ui import cases, frame, state, widgets
from prioritise.ui.frame import Page

_FOUND, _READ, _SHAPES, _BY = "part found", "part read", "part shapes", "part by"
_WAYS = {"drawn": "A drawn area", "district": "A district", "icb": "An ICB"}
_FILES = {
    "drawn": "Drawn area (.geojson)",
    "district": "Boundaries of districts (.geojson or TopoJSON)",
    "icb": "Boundaries of ICBs or sub-ICB locations (.geojson or TopoJSON)",
}
_SAID = {
    "drawn": "An area drawn in a mapping program and saved as GeoJSON.",
    "district": "A file of boundaries of the Office for National Statistics; practices go by where their sites are.",
    "icb": "A file of boundaries of the Office for National Statistics; practices go by where their sites are. Out of "
    "England's official files, where each practice's own ICB is known, the command line cuts "
    "(python -m prioritise area).",
}


def work_on_a_part(page: Page) -> None:
    """Choose an area, see what it would keep and who crosses its edge, and work on it or not."""
    frame.section("Work on a part of this case")
    frame.note(
        "You see what would be kept before anything happens; people registered across the area's edge stay counted. A "
        "file stands in a temporary folder of this server only while it is read."
    )
    by = widgets.one_of("Cut by", _WAYS, state.view(_BY, "drawn"), lambda v: state.set_view(_BY, v), key="part:by")
    frame.note(_SAID[by])
    file = st.file_uploader(_FILES[by], type=["geojson", "json"], key=f"part:file:{by}")
    if file is None:
        return
    code = "" if by == "drawn" else _choose(page, by, file)
    if code is None:
        return
    found = _once(_READ, _FOUND, (page.opened.key, file.file_id, code), lambda: _cut(page, by, code, file))
    if isinstance(found, DataFault):
        frame.show_fault(found)
    elif isinstance(found, Cut):
        _offer(found)


def _choose(page: Page, by: str, file: Any) -> str | None:
    """The code of the boundary chosen among those that hold a site of the case; None while there is nothing to cut."""
    shapes = _once("part boundaries", _SHAPES, (file.file_id,), lambda: _boundaries(file))
    if isinstance(shapes, DataFault):
        frame.show_fault(shapes)
        return None
    own = shapes[[is_of(str(code), by) for code in shapes["area_code"]]]
    offered = _once(
        "part offered", "part choices", (page.opened.key, file.file_id, by), lambda: choices(page.case, own)
    )
    if not offered:
        kind = "district" if by == "district" else "ICB or sub-ICB location"
        frame.show_fault(DataFault(f"{file.name} has no {kind} in which a site of this case lies"))
        return None
    key = f"part {by}"
    named = {code: f"{name} ({code})" for code, name in offered.items()}
    widgets.select("Which", {"": "Choose one", **named}, state.view(key, ""), lambda v: state.set_view(key, v),
                   key=f"part:code:{by}")  # fmt: skip
    chosen = state.view(key, "")
    return chosen if chosen in offered else None


def _offer(found: Cut) -> None:
    """What the part would keep, and the button that puts it in force."""
    frame.bullets(list(found.sentences))
    if widgets.press("Work on this part", key="part:take", primary=True):
        state.set_upload(cases.opened("upload", found.case.settings.title, found.case))
        state.set_notice("The part is in force in this session. Download it on the Export page to keep it.")
        st.rerun()


def _once(seal_name: str, name: str, seal: tuple[str, ...], work: Any) -> Any:
    """What `work` gives, kept until something it rests on changes."""
    if state.view(seal_name, None) != seal:
        with st.spinner("Laying the area over the case"):
            state.set_view(name, work())
        state.set_view(seal_name, seal)
    return state.view(name, None)


def _boundaries(file: Any) -> Any:
    try:
        return _with_file(file, lambda path: read_boundaries([path]))
    except DataFault as fault:
        return fault


def _cut(page: Page, by: str, code: str, file: Any) -> Cut | DataFault:
    try:
        if by == "drawn":
            return cut_case(page.case, _with_file(file, drawn_area))
        chosen = Chosen(district=code) if by == "district" else Chosen(icb=code)
        return cut_case(page.case, area_of(chosen, no_membership(), state.view(_SHAPES, None)))
    except DataFault as fault:
        return fault


def _with_file(file: Any, work: Any) -> Any:
    """What `work` makes of an uploaded file, which stands in a temporary folder meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(file.name).name or "area.geojson")
        path.write_bytes(file.getvalue())
        return work(path)

"""A part of the case as the working case: a drawn area laid over it, what would be kept, and the part put in force."""

import tempfile
from pathlib import Path

import streamlit as st

from prioritise.case.cut import Cut, cut_case
from prioritise.errors import DataFault
from prioritise.sources.working_area import drawn_area
from prioritise.ui import cases, frame, state, widgets
from prioritise.ui.frame import Page

_FOUND, _READ = "part found", "part read"


def work_on_a_part(page: Page) -> None:
    """Drop a drawn area in, see what it would keep and who crosses its edge, and work on it or not."""
    frame.section("Work on a part of this case")
    frame.note(
        "An area drawn in a mapping program and saved as GeoJSON. You see what would be kept before anything happens; "
        "people registered across its edge stay counted. The area stands in a temporary folder of this server only "
        "while it is read. An ICB or a district is cut out of England's official files by the command line "
        "(python -m prioritise area)."
    )
    file = st.file_uploader("Drawn area (.geojson)", type=["geojson", "json"], key="part:file")
    if file is None:
        return
    seal = f"{page.opened.key}|{file.file_id}"
    if state.view(_READ, "") != seal:
        state.set_view(_READ, seal)
        with st.spinner("Laying the area over the case"):
            state.set_view(_FOUND, _cut(page, file.name, file.getvalue()))
    found = state.view(_FOUND, None)
    if isinstance(found, DataFault):
        frame.show_fault(found)
    elif isinstance(found, Cut):
        frame.bullets(list(found.sentences))
        if widgets.press("Work on this part", key="part:take", primary=True):
            state.set_upload(cases.opened("upload", found.case.settings.title, found.case))
            state.set_notice("The part is in force in this session. Download it on the Export page to keep it.")
            st.rerun()


def _cut(page: Page, name: str, content: bytes) -> Cut | DataFault:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "area.geojson")
        path.write_bytes(content)
        try:
            return cut_case(page.case, drawn_area(path))
        except DataFault as fault:
            return fault

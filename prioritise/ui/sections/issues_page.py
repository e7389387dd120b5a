"""The data issues page: what was found, by table, row and column; and how to load a case of one's own."""

import streamlit as st

from prioritise.case.load import read_upload
from prioritise.errors import DataFault
from prioritise.ui import cached, cases, frame, state, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.views import issues

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANY = "any"


def answer(page: Page) -> None:
    """How many faults there are."""
    frame.answer(issues.answer(page.issues))


def listing(page: Page) -> None:
    """The log with filters."""
    if not page.issues:
        return
    severity, table = state.view("issue severity", ANY), state.view("issue table", ANY)
    left, right = st.columns(2, gap="medium")
    with left:
        widgets.select(
            "How serious", {ANY: "Any", **words.SEVERITIES}, severity, lambda v: state.set_view("issue severity", v),
            key="issues:severity",
        )  # fmt: skip
    with right:
        choices = {ANY: "Any", **issues.table_names(page.issues)}
        widgets.select("Table", choices, table, lambda v: state.set_view("issue table", v), key="issues:table")
    tables.prose(issues.listing(page.issues, severity, table), alt="Issues by table, row and column")


def load_your_own() -> None:
    """Upload a workbook or a zip; download the empty template."""
    frame.section("Load your own")
    frame.note(
        "A workbook with a sheet a table, or a zip of a case folder; only bids and pots are needed for a ranked list. "
        "It stays in this browser session, on this server, and is not written to disk. If it cannot be read, the "
        "case in force stays."
    )
    files = st.file_uploader("Workbook (.xlsx) or zip of a case folder", type=["xlsx", "zip"], key="issues:upload")
    if files is not None and state.is_new(files.file_id):
        _take_in(files.name, files.getvalue())
    fault = state.view("upload fault", None)
    if files is not None and fault is not None:
        frame.show_fault(fault)
    widgets.download(
        "Download the empty template", cached.template(), "prioritise-template.xlsx", key="issues:template", mime=XLSX
    )


def _take_in(name: str, content: bytes) -> None:
    try:
        with st.spinner("Reading and checking the file"):
            case = read_upload(name, content)
    except DataFault as fault:
        state.set_view("upload fault", fault)
        return
    state.set_upload(cases.opened("upload", name, case))
    state.set_notice(f"{name} is loaded and in force.")
    st.rerun()

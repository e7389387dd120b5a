"""The data issues page: what was found, by table, row and column; and how to load a case of one's own."""

import streamlit as st

from prioritise.case.load import read_upload
from prioritise.errors import DataFault
from prioritise.ui import cached, cases, frame, state, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.views import issues

ANY = "any"


def answer(page: Page) -> None:
    """How many faults there are; what they keep the case from; the way back."""
    frame.answer(issues.answer(page.issues))
    lacking = issues.no_list(page.case)
    if lacking:
        frame.band(words.safe(lacking), warn=True)
    if (lacking or page.opened.path is None) and widgets.press("Back to the demo case", key="issues:demo"):
        state.choose_case(cases.DEMO)
        st.rerun()


def listing(page: Page) -> None:
    """The log with filters: alike rows in one line, and each by itself."""
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
    lines = issues.grouped(page.issues, severity, table)
    if alike := issues.alike_words(lines):
        tables.prose(lines.drop(columns="code"), alt="Issues, those alike in one line")
        frame.note(alike)
        with st.expander(f"Every row by itself ({int(lines['count'].sum()):,})"):
            _each(page, severity, table)
    else:
        _each(page, severity, table)


def _each(page: Page, severity: str, table: str) -> None:
    """One line an issue, in parts where they are many."""
    rows = issues.listing(page.issues, severity, table)
    parts = issues.pages(len(rows))
    part = state.view("issue part", "0")
    if len(parts) > 1:
        widgets.select("Rows", parts, part, lambda v: state.set_view("issue part", v), key="issues:part")
    tables.prose(issues.part_of(rows, part if part in parts else "0"), alt="Issues by table, row and column")


def import_report(page: Page) -> None:
    """What the import that made this case read, kept and refused, where there was one."""
    rows = issues.import_report(page.opened.path)
    if len(rows):
        frame.section("What was imported")
        frame.note(
            "Rows read, kept, skipped and refused of each official file, and why. The case's folder names each row."
        )
        tables.show(rows, alt="Import report")


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
        "Download the empty template",
        cached.template(),
        "prioritise-template.xlsx",
        key="issues:template",
        mime=widgets.XLSX,
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

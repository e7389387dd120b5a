"""The files of the ledger: a newer set laid beside the case before it is taken, and the standard's three files out."""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from prioritise.errors import DataFault
from prioritise.sources.newer_contributions import Newer, newer
from prioritise.ui import cached, cases, frame, state, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.views import ledger_files as views

ZIP = "application/zip"
LAYOUT_NAMES = {"2026": "2026", "2019": "2019 to 2021"}
FULL, BARE = "full", "bare"
_FOUND = "ledger newer"


def take_newer(page: Page) -> None:
    """Drop files in, see what they would change, and take them or not."""
    frame.section("A newer file")
    frame.note(
        "A council's agreements, contributions and transactions, in the layout of 2019 to 2021 or of 2026; any of the "
        "three, of any council. You see every change before it is taken. Nothing is rubbed out: a changed row stays as "
        "an earlier version, and a row the newer file lacks is kept and marked. The files stand in a temporary folder "
        "of this server only while they are read."
    )
    files = st.file_uploader(
        "Files of developer contributions (.csv)", type=["csv", "xlsx", "zip"], accept_multiple_files=True,
        key="ledger:files",
    )  # fmt: skip
    names = "|".join(f.file_id for f in files)
    if not names:
        return
    if state.view("ledger files read", "") != f"{page.opened.key}|{names}":
        state.set_view("ledger files read", f"{page.opened.key}|{names}")
        try:
            with st.spinner("Reading the files and laying them beside the ledger"):
                found: Newer | DataFault = newer(page.case, contents(files))
        except DataFault as fault:
            found = fault
        state.set_view(_FOUND, found)
    result = state.view(_FOUND, None)
    if isinstance(result, DataFault):
        frame.show_fault(result)
    elif isinstance(result, Newer):
        _difference(result)


def contents(files: Iterable[Any]) -> dict[str, bytes]:
    """The files by name.

    Raises:
        DataFault: two have one name, as those of two councils may: one of them would be left out in silence.
    """
    found: dict[str, bytes] = {}
    for file in files:
        if file.name in found:
            raise DataFault(f"two of the files are named {file.name}: rename one, or take them in one after the other")
        found[file.name] = file.getvalue()
    return found


def _difference(found: Newer) -> None:
    frame.part("What would change")
    frame.answer(views.difference_answer(found.changes, found.same))
    if found.older:
        frame.band(
            f"<b>This may be an older file.</b> Its latest entries for {words.safe(', '.join(found.older))} are before "
            "those already in the ledger.",
            warn=True,
        )
    if len(found.changes):
        tables.show(views.difference(found.changes), alt="Rows added, changed, absent or back, field by field")
    if len(found.pots):
        frame.part("Pots that would change")
        tables.prose(found.pots.drop(columns="pot_id"), alt="Pots with another amount, before and after")
    frame.bullets(found.report.lines())
    if len(found.changes) and widgets.press("Take these files into the case", key="ledger:take", primary=True):
        state.set_upload(cases.opened("upload", "Case with a newer ledger", found.case))
        mixed = " The rest of this case is invented." if found.case.settings.synthetic else ""
        state.set_notice(
            "The newer files are in the ledger of this session's case. Download the case on the Export page to keep it."
            + mixed
        )
        st.rerun()


def export(page: Page) -> None:
    """The standard's three files, as a zip."""
    frame.section("Export")
    left, right = st.columns(2, gap="medium")
    with left:
        layout = widgets.one_of(
            "Layout", LAYOUT_NAMES, state.view("ledger layout", "2026"),
            lambda v: state.set_view("ledger layout", v), key="ledger:layout",
        )  # fmt: skip
    with right:
        extent = widgets.one_of(
            "Columns", {FULL: "With this ledger's own", BARE: "The standard's alone"},
            state.view("ledger extent", FULL), lambda v: state.set_view("ledger extent", v), key="ledger:extent",
        )  # fmt: skip
    content = cached.ledger_zip(page.opened.key, layout, extent == FULL, page.case)
    widgets.download("The three files (.zip)", content, "developer-contributions.zip", key="ledger:zip", mime=ZIP)
    frame.note(
        "With this ledger's own columns the files, imported again, give the same ledger back. The standard's alone "
        "leave out earlier versions and what its list of statuses does not know, as the note in the zip says. It is "
        "the case as loaded, without a what-if."
    )

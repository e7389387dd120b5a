"""Bids from somebody's spreadsheet: what each column is, what each row would do, and saving it once told to."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from prioritise.errors import DataFault, PrioritiseError
from prioritise.record.csvs import csv_bytes
from prioritise.sources.bid_sheets.cells import Known
from prioritise.sources.bid_sheets.fields import field_of, offered
from prioritise.sources.bid_sheets.grid import Book, Sheet, open_book
from prioritise.sources.bid_sheets.headings import OURS, UNITS, Column, Proposal, propose
from prioritise.sources.bid_sheets.rows import Reading, read_bids
from prioritise.sources.bid_sheets.template import bid_workbook
from prioritise.sources.headers import HEADER_ROWS
from prioritise.store import Action, register_import
from prioritise.store.register_import import Outcome, Preview
from prioritise.ui import frame, identity, state, tables, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.sections import into_store
from prioritise.ui.views import conflicts
from prioritise.ui.views import register_import as views

_FILE, _LAID, _OUTCOME, _WHY, _LEFT = "import file", "import laid", "import outcome", "import why", "import left out"


def section(page: Page) -> None:
    """Import bids; where the case is a file, what must be done first."""
    frame.section("Import bids from a spreadsheet")
    number, here = into_store.stored(page), identity.here()
    frame.note(
        "Any sheet, with headings of your own: you say what each column is, and see what every row would do before "
        "anything is saved. A blank cell rubs nothing out. What cannot be read is named by row and column, and the "
        "rest is taken."
    )
    if number is None or here.store is None:
        _template(page, None)
        if len(page.case.table("bids")):
            frame.note(
                here.shut or "This case is a file: take it into the forum's store first, under “Edit this bid” above."
            )
        else:
            into_store.offer(page, "bids can be imported")
        return
    if not here.may(Action.EDIT_BIDS):
        frame.note("Advisers import bids.")
        return
    _template(page, number)
    _told()
    book = _book()
    if book is not None:
        _sheet(page, number, book)


def _template(page: Page, number: int | None) -> None:
    here = identity.here()
    with st.container(horizontal=True):
        widgets.download(
            "An empty workbook to fill in",
            bid_workbook,
            "bids-to-fill-in.xlsx",
            key="import:template",
            mime=widgets.XLSX,
        )
        if number is not None and here.store is not None:
            made = partial(register_import.register_workbook, here.store, here.who, number)
            widgets.download(
                "The bids as they stand, to change",
                made,
                "bids-as-they-stand.xlsx",
                key="import:standing",
                mime=widgets.XLSX,
            )
    frame.note(
        "The headings of our own workbooks are understood as they are. Rows given as examples are synthetic, and "
        "never read."
    )


def _book() -> Book | None:
    """The file that was given, opened once."""
    given = st.file_uploader(
        "Spreadsheet of bids (.xlsx or .csv)", type=["xlsx", "xlsm", "csv", "txt"], key="import:file"
    )
    if given is None:
        return None
    kept = state.view(_FILE, None)
    if kept is None or kept[0] != given.file_id:
        try:
            with st.spinner("Reading the spreadsheet"):
                found: Book | DataFault = open_book(given.name, given.getvalue())
        except DataFault as fault:
            found = fault
        kept = (given.file_id, found)
        state.set_view(_FILE, kept)
        for view in (_LAID, _LEFT, _OUTCOME):
            state.drop_view(view)
    if isinstance(kept[1], DataFault):
        frame.show_fault(kept[1])
        return None
    book: Book = kept[1]
    return book


def _sheet(page: Page, number: int, book: Book) -> None:
    """Which sheet and row of headings; what each column is; what every row would do."""
    of = f"{state.view(_FILE, ('', None))[0]}"
    names = views.sheet_names(book)
    chosen = state.view(f"import sheet {of}", views.best_sheet(book))
    sheet = next(s for s in book.sheets if s.title == chosen)
    at = f"import header {of} {chosen}"
    header = state.view(at, None)
    found = propose(sheet, header)
    left, right = widgets.grid(2, 2)
    with left:
        if len(names) > 1:
            write = partial(state.set_view, f"import sheet {of}")
            widgets.select("Sheet", names, chosen, write, key="import:sheet")
    with right:
        rows = views.header_rows(sheet, HEADER_ROWS)
        widgets.select(
            "Headings are in",
            rows,
            str(found.header),
            lambda v: state.set_view(at, int(v)),
            key=f"import:header:{chosen}",
        )
    if header is None and not found.found:
        frame.note("No row of headings was recognised: say which row it is, and what each column is.")
    columns = _columns(page, f"import columns {of} {chosen} {found.header}", found)
    hidden = False
    if any(r.hidden for r in sheet.rows if r.number > found.header):
        view = f"import hidden {of} {chosen}"
        hidden = bool(state.view(view, False))
        widgets.switch(
            "Take rows that are hidden in the sheet too", hidden, partial(state.set_view, view), key="import:hidden"
        )
    _preview(page, number, (of, book, sheet), replace(found, columns=columns), hidden)


def _columns(page: Page, view: str, found: Proposal) -> tuple[Column, ...]:
    """What each column is: as proposed, and as the user has put it right."""
    said: dict[int, tuple[str, int]] = state.view(view, {})
    columns = tuple(
        replace(c, field=said[c.at][0], unit=said[c.at][1], how=OURS) if c.at in said else c for c in found.columns
    )
    check, sure = views.to_check(found.columns)
    frame.part("What each column is")
    frame.note(views.columns_answer(found.columns))
    now = {c.at: c for c in columns}
    _controls(page, view, [now[c.at] for c in check])
    if sure:
        with st.expander(f"Headings understood ({len(sure)}): look, and put right what is not so"):
            _controls(page, view, [now[c.at] for c in sure])
    if note := views.units_note(columns, UNITS):
        frame.note(note)
    return columns


def _controls(page: Page, view: str, columns: list[Column]) -> None:
    options = {"": views.NOT_USED, **offered(int(page.case.settings.first_year or 2000))}
    for place, column in zip(widgets.grid(len(columns), 2), columns, strict=True):
        with place:
            given = {**options, **({column.field: field_of(column.field).label} if column.field else {})}
            widgets.select(
                words.plain(views.column_label(column)), given, column.field, partial(_say, view, column),
                key=f"import:column:{column.at}",
            )  # fmt: skip
            if column.field and field_of(column.field).is_money:
                units = {str(u): name for u, name in UNITS.items()}
                widgets.one_of(
                    words.plain(f"{views.short(column.name)} is in"), units, str(column.unit),
                    partial(_say_unit, view, column), key=f"import:unit:{column.at}", label_visibility="collapsed",
                )  # fmt: skip


def _say(view: str, column: Column, field_id: str) -> None:
    state.set_view(view, {**state.view(view, {}), column.at: (field_id, column.unit)})


def _say_unit(view: str, column: Column, unit: str) -> None:
    state.set_view(view, {**state.view(view, {}), column.at: (column.field, int(unit))})


def _preview(page: Page, number: int, of: tuple[str, Book, Sheet], found: Proposal, hidden: bool) -> None:
    """What every row would do; laid beside the register once, so that what is saved is what was looked at."""
    file_id, book, sheet = of
    key = (page.opened.id, file_id, sheet.title, found.header, found.columns, hidden)
    frame.part("What each row would do")
    kept = state.view(_LAID, None)
    if kept is None or kept[0] != key:

        def read(known: Known) -> Reading:
            return read_bids(book.name, sheet, found.header, found.columns, known, hidden_rows=hidden)

        try:
            store, who = identity.begun()
            laid = register_import.preview(store, who, number, read)
        except PrioritiseError as fault:
            frame.show_fault(fault)
            return
        kept = (key, laid, page.opened.stamp)
        state.set_view(_LAID, kept)
    laid = kept[1]
    frame.answer(views.answer(laid))
    if kept[2] != page.opened.stamp:
        frame.note("The register has changed since this was laid beside it. Saving goes over nobody's newer save.")
        if widgets.press("Lay it beside the register again", key="import:again"):
            state.drop_view(_LAID)
            st.rerun()
    _listed(laid, views.names_of(page.case))
    _save(number, laid)


def _listed(laid: Preview, names: Mapping[str, str]) -> None:
    rows = views.changed_rows(laid, names)
    if len(rows):
        tables.prose(rows, alt="What would change, field by field", heads=views.CHANGE_HEADS, on_paper=False)
    rows = views.new_rows(laid, names)
    if len(rows):
        tables.prose(rows, alt="Bids that are new", heads=views.NEW_HEADS, on_paper=False)
    if same := views.same_words(laid):
        frame.note(same)
    if read := views.read_words(laid):
        with st.expander(f"How cells were read that were not plain ({words.plural(len(read), 'row')})"):
            frame.bullets(read)
    faults = views.faults(laid.reading)
    if len(faults):
        frame.part("What is not taken")
        frame.note(f"File {laid.reading.file}, sheet {laid.reading.sheet}. Put it right there and give the file again.")
        tables.prose(faults, alt="Rows and cells not taken", heads=views.FAULT_HEADS, on_paper=False)
        widgets.download(
            "This list (.csv)", csv_bytes(views.faults_file(laid.reading)), "not-taken.csv", key="import:faults",
            mime=widgets.CSV,
        )  # fmt: skip
    if left := views.left_words(laid.reading):
        with st.expander(f"Rows left out, as they are no bids or not to be read ({len(laid.reading.left)})"):
            frame.bullets(left)


def _save(number: int, laid: Preview) -> None:
    options = views.to_save(laid)
    if not options:
        frame.note("There is nothing to save.")
        return
    frame.part("Save")
    out: tuple[str, ...] = tuple(i for i in state.view(_LEFT, ()) if i in options)
    widgets.several(
        "Leave these out", options, out, lambda v: state.set_view(_LEFT, tuple(v)), key="import:leave",
        placeholder="None",
    )  # fmt: skip
    why = state.view(_WHY, "")
    widgets.prose_box(
        "Why (needed; it is kept with the file's name)", why, lambda v: state.set_view(_WHY, v), key="import:why"
    )
    count = len(options) - len(out)
    frame.note("Each bid is saved by itself: one that somebody has saved meanwhile keeps no other from being saved.")
    if count and widgets.press(f"Save {words.plural(count, 'bid')}", key="import:save", primary=True):
        try:
            store, who = identity.begun()
            outcome = register_import.save_rows(store, who, number, laid, why, out)
        except PrioritiseError as fault:
            frame.show_fault(fault)
            return
        state.set_view(_OUTCOME, outcome)
        state.drop_view(_LAID)
        if not (outcome.newer or outcome.refused):
            state.drop_view(_WHY)
        st.rerun()


def _told() -> None:
    """What became of the rows that were saved last, with both sides of each newer save that stood in the way."""
    outcome: Outcome | None = state.view(_OUTCOME, None)
    if outcome is None:
        return
    held = bool(outcome.newer or outcome.refused)
    frame.band(words.safe(views.outcome_words(outcome)), warn=held, alert=held)
    for _, newer in outcome.newer:
        frame.show_fault(newer)
        tables.prose(conflicts.both(newer), alt="What the two say differently", on_paper=False)
    if outcome.newer:
        frame.note("The rows below are laid beside what they saved: save again to put these in.")
    if outcome.refused:
        frame.bullets([f"{bid_id}: {said}" for bid_id, said in outcome.refused])

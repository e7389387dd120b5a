"""The export page: the papers, the list, the case and the scenario as files, in a public or confidential edition."""

import datetime as dt
from functools import partial

import streamlit as st

from prioritise.case.confidential import holds_confidential
from prioritise.case.write import case_workbook, case_zip
from prioritise.errors import PrioritiseError
from prioritise.record.editions import CONFIDENTIAL, EDITIONS, LEFT_OUT, PUBLIC, Edition, case_edition
from prioritise.record.exports import FILES, PAPERS, Asked, Export
from prioritise.record.glossary import meaning_of
from prioritise.record.paper_docx import own_template
from prioritise.record.stamp import Stamp
from prioritise.record.words import same_again
from prioritise.store import Action
from prioritise.ui import frame, identity, state, widgets
from prioritise.ui.frame import Page
from prioritise.ui.views.changes import change_lines

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP, JSON = "application/zip", "application/json"
_EDITION, _TEMPLATE, _MADE, _FAULT = "export edition", "export template", "export made", "export fault"


def edition(page: Page) -> Edition:
    """Choose the edition of every file of the page: the public one, unless the confidential one is asked for."""
    if page.run.result.status.has_answer:
        frame.answer(
            "As a paper for the committee, as a workbook with everything behind it, or as files for other programs: "
            "choose an edition, then take what you need."
        )
    else:
        frame.answer("There is no list to export: the rules cannot all hold, or the time ran out.")
    if not identity.here().may(Action.READ_CONFIDENTIAL):
        frame.note(f"{LEFT_OUT} Advisers take the confidential edition.")
        return PUBLIC
    current = PUBLIC if state.view(_EDITION, PUBLIC) == PUBLIC else CONFIDENTIAL
    names: dict[str, str] = {e: said.split(":")[0] for e, said in EDITIONS.items()}
    widgets.one_of("Edition", names, current, lambda e: state.set_view(_EDITION, e), key="export:edition",
                   help=meaning_of("edition"))  # fmt: skip
    if current == CONFIDENTIAL:
        frame.band(
            "<b>Confidential: for the committee alone.</b> These files name members with an interest and what each "
            "scorer gave, and hold the parts of a scheme's cost and exact numbers of people. Not for publication.",
            warn=True,
        )
    else:
        frame.note(LEFT_OUT)
    return current


def the_papers(page: Page, chosen: Edition) -> None:
    """The committee paper as Word and PDF, and the template it is written from."""
    if not page.run.result.status.has_answer:
        return
    frame.section("The paper")
    asked = _asked(page, chosen)
    for export in PAPERS:
        _paper(page, export, asked)
    fault = state.view(_FAULT, None)
    if fault is not None:
        frame.show_fault(fault)
    _template()


def _asked(page: Page, chosen: Edition) -> Asked:
    made_with = page.run.prepared.scenario
    told = made_with if chosen == CONFIDENTIAL else made_with.model_copy(update={"scores": {}})
    changes = tuple(change_lines(told, page.case))
    name, template = state.view(_TEMPLATE, ("the template", None))
    stamp = Stamp(dt.date.today(), made_with.label if changes else "", changes)
    return Asked(page.run, chosen, stamp, template, name)


def _paper(page: Page, export: Export, asked: Asked) -> None:
    seal = (page.data_key, asked.edition, asked.stamp, asked.template)
    with st.container(horizontal=True, vertical_alignment="center"):
        if widgets.press(f"Make the {export.label[:1].lower()}{export.label[1:]}", key=f"export:make:{export.id}"):
            _make(export, asked, seal)
        sealed, content = state.view(f"{_MADE}:{export.id}", (None, b""))
        if sealed == seal:
            name = export.file_name(asked.edition)
            widgets.download(f"Download {name}", content, name, key=f"export:{export.id}", mime=export.mime)
        frame.note(export.use)


def _make(export: Export, asked: Asked, seal: tuple[object, ...]) -> None:
    state.set_view(_FAULT, None)
    try:
        with st.spinner(export.making):
            state.set_view(f"{_MADE}:{export.id}", (seal, asked.file(export)))
    except PrioritiseError as fault:
        state.set_view(_FAULT, fault)


def _template() -> None:
    """Take the Word paper's template away, and give one's own in its place."""
    frame.part("The template of the Word paper")
    frame.note(
        "A Word file to edit in Word: your logo, words and order. Names in double braces are filled in; a row with "
        "{%tr for ... %} is written once for each scheme. Yours stays in this session and is not kept."
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        widgets.download("Template (.docx)", own_template(), "committee-template.docx", key="export:template",
                         mime=DOCX)  # fmt: skip
        name, own = state.view(_TEMPLATE, ("", None))
        if own is not None and widgets.press("Back to the template that comes", key="export:template:back"):
            state.set_view(_TEMPLATE, ("the template", None))
            st.rerun()
    file = st.file_uploader("Your own template (.docx)", type=["docx"], key="export:template:own")
    if file is not None and state.is_new(file.file_id):
        state.set_view(_TEMPLATE, (file.name, file.getvalue()))
        st.rerun()
    if own is not None:
        frame.note(f"The Word paper is written from {name}.")


def the_list(page: Page, chosen: Edition) -> None:
    """The ranked list with its money, reasons and inputs, and its map."""
    if not page.run.result.status.has_answer:
        return
    frame.section("The list")
    asked = _asked(page, chosen)
    for export in FILES:
        _file(export.label, partial(asked.file, export), export.file_name(chosen), export.mime, export.use, export.id)
    frame.note(f"Fingerprint of this list: {page.run.digest}. {same_again(page.run.result)}")


def _file(label: str, make: widgets.Make, name: str, mime: str, use: str, key: str) -> None:
    """A file that is made when its button is pressed, with what it is for."""
    with st.container(horizontal=True, vertical_alignment="center"):
        widgets.download(label, make, name, key=f"export:{key}", mime=mime)
        frame.note(use)


def the_case(page: Page, chosen: Edition) -> None:
    """The case itself, to load again or to mend."""
    frame.section("The case")
    case = page.case
    _file("Case as a zip", lambda: case_zip(case_edition(case, chosen)), f"case-{chosen}.zip", ZIP,
          "The whole case, to load again here or with the command line.", "zip")  # fmt: skip
    _file("Case as a workbook", lambda: case_workbook(case_edition(case, chosen)), f"case-{chosen}.xlsx", widgets.XLSX,
          "The same to read and to mend in a spreadsheet; areas are in the zip alone.", "case")  # fmt: skip
    if chosen == CONFIDENTIAL and not holds_confidential(page.case):
        frame.note("This case holds nothing that its public edition would leave out.")


def the_scenario(page: Page) -> None:
    """What was changed, to run again."""
    frame.section("The scenario")
    content = page.scenario.model_dump_json(indent=2).encode()
    widgets.download("Scenario (.json)", content, "scenario.json", key="export:scenario", mime=JSON)
    frame.note(
        "What differs from the case, with its name, its note and any scores it sets: look it over before it is "
        "published. The command line's rank takes it with --scenario."
    )

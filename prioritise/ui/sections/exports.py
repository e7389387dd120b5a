"""The export page: the list, the case and the scenario as files."""

import streamlit as st

from prioritise.case.confidential import holds_confidential
from prioritise.record.words import same_again
from prioritise.ui import cached, frame, widgets
from prioritise.ui.frame import Page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV, ZIP, JSON, GPKG = "text/csv", "application/zip", "application/json", "application/geopackage+sqlite3"


def the_list(page: Page) -> None:
    """The ranked list with its money, reasons and inputs."""
    if not page.run.result.status.has_answer:
        frame.answer("There is no list to export: the rules cannot all hold, or the time ran out.")
        return
    frame.answer(
        "The workbook holds the list on screen, who pays, the reasons, the inputs and the faults in the data. A cell "
        "that a spreadsheet would run as a formula is written as text."
    )
    frame.section("The list")
    files = cached.list_files(page.data_key, page.run)
    with st.container(horizontal=True):
        widgets.download("Workbook (.xlsx)", files["xlsx"], "ranked_bids.xlsx", key="export:xlsx", mime=XLSX)
        widgets.download("Ranked list (.csv)", files["ranked"], "ranked_bids.csv", key="export:ranked", mime=CSV)
        widgets.download("Payments (.csv)", files["funding"], "funding.csv", key="export:funding", mime=CSV)
        widgets.download("Map (GeoPackage)", files["gpkg"], "prioritise.gpkg", key="export:gpkg", mime=GPKG)
    frame.note(f"Fingerprint of this list: {page.run.digest}. {same_again(page.run.result)}")


def the_case(page: Page) -> None:
    """The case itself, to load again or to mend."""
    frame.section("The case")
    with st.container(horizontal=True):
        workbook = cached.workbook(page.opened.key, page.case)
        widgets.download("Case as a workbook", workbook, "case.xlsx", key="export:case", mime=XLSX)
        zipped = cached.zipped(page.opened.key, page.case)
        widgets.download("Case as a zip", zipped, "case.zip", key="export:zip", mime=ZIP)
        public = cached.public_zip(page.opened.key, page.case)
        widgets.download("Public edition (.zip)", public, "case-public.zip", key="export:public", mime=ZIP)
    frame.note("Workbook and zip load back the same, on the Data issues page or with the command line.")
    if holds_confidential(page.case):
        frame.band(
            "<b>The workbook and the zip of this case hold confidential parts</b> (soft factors of practices, reasons "
            "and who wrote them). The public edition leaves them out, with columns the data dictionary does not know.",
            warn=True,
        )
    else:
        frame.note(
            "The public edition leaves out soft factors, reasons and their authors (this case has none) and columns "
            "the data dictionary does not know."
        )


def the_scenario(page: Page) -> None:
    """What was changed, to run again."""
    frame.section("The scenario")
    content = page.scenario.model_dump_json(indent=2).encode()
    widgets.download("Scenario (.json)", content, "scenario.json", key="export:scenario", mime=JSON)
    frame.note("What differs from the case, with its name. The command line's rank takes it with --scenario.")

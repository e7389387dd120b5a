"""The methods page, generated: assumptions, criteria, rules, sources and the data dictionary."""

from prioritise.ask.report import NOT_OFFICIAL
from prioritise.ui import frame, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.views import bids
from prioritise.ui.views import methods as views


def assumptions(page: Page) -> None:
    """Every assumption in force, with how sure it is and its source."""
    frame.answer(views.answer(page.ready))
    frame.section("Assumptions")
    tables.prose(views.assumptions(page.ready), alt="Every assumption in force")
    for band in views.bands(page.ready):
        frame.note(band)


def criteria(page: Page) -> None:
    """Every criterion."""
    frame.section("Criteria")
    tables.prose(bids.criteria(page.ready.case).drop(columns="criterion_id"), alt="Every criterion")


def rules() -> None:
    """Every rule of the money, said by itself."""
    frame.section("Rules of the money")
    tables.prose(views.rules(), alt="Every rule")


def presets() -> None:
    """Every way of pricing an application."""
    frame.section("Prices of an S.106 ask")
    frame.note(NOT_OFFICIAL + " One preset is never used in place of another.")
    tables.prose(views.presets(), alt="Every preset of an S.106 ask")


def sources() -> None:
    """Every source there is an importer for."""
    frame.section("Sources")
    tables.prose(views.sources(), alt="Every source")
    frame.bullets(views.attributions())


def dictionary() -> None:
    """The data dictionary, a table at a time."""
    frame.section("Data dictionary")
    chosen = state.view("dictionary", "bids")
    widgets.select(
        "Table", views.table_titles(), chosen, lambda t: state.set_view("dictionary", t), key="methods:dictionary"
    )
    frame.note(views.table_note(chosen))
    tables.prose(views.dictionary(chosen), alt=f"Columns of {chosen}")

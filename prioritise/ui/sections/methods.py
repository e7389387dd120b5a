"""The methods page, generated: assumptions, criteria, rules, sources and the data dictionary."""

from prioritise.ask.report import NOT_OFFICIAL
from prioritise.ui import attribution, cached, frame, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.views import formulas as steps
from prioritise.ui.views import methods as views
from prioritise.ui.views import sharing, weights

CHANGE = (
    "To change one, write its id and your value in the case's settings.toml, under [assumption_values], such as "
    "people_per_home = 2.3, and load the case again; in a workbook, the sheet “settings” takes "
    "assumption_values.people_per_home. The value is then marked as yours."
)
SWITCH = (
    "To switch one on, write its id in the case's settings.toml, as in rules_on = ['umf'], or try it on Prioritise "
    "under “Must, never and rules”. A case that asks for none of them is answered as if they were not there."
)


def answer(page: Page) -> None:
    """The whole line in one sentence."""
    frame.answer(views.answer(page.ready))


def formulas() -> None:
    """Every formula in use, from homes to the order of the list."""
    frame.section("Formulas")
    frame.note("In the order they are worked out. What they take, such as people in a home, is under Assumptions.")
    tables.prose(steps.table(), alt="Every formula in use")


def prediction(page: Page) -> None:
    """How well each way of sharing people tells where they are registered, measured on this case when asked."""
    frame.section("How well it tells where people register")
    frame.note(
        "Each small area's registrations are hidden in turn, its shares are told from what is left, and the two are "
        "compared: the part of patients placed with the practice they are with. What is fitted is fitted without what "
        "is hidden. The blend, with an area's own registrations hidden, is what the areas nearby tell."
    )
    if not sharing.can_measure(page.ready):
        frame.note("This case has no registrations by area (flows, with areas on the map), so it cannot be measured.")
        return
    asked = state.view("measure", "") == page.data_key
    if not asked and widgets.press("Measure it on this case", key="methods:measure"):
        state.set_view("measure", page.data_key)
        asked = True
    if asked:
        table = cached.overlap(page.data_key, page.ready)
        frame.answer(sharing.overlap_sentence(table, page.ready.assumptions.value("overlap_hidden_km")))
        tables.prose(table, alt="Part of patients each way places with their own practice")


def assumptions(page: Page) -> None:
    """Every assumption in force, with how sure it is and its source, and how to change one."""
    frame.section("Assumptions")
    frame.note(CHANGE)
    tables.prose(views.assumptions(page.ready), alt="Every assumption in force")
    for band in views.bands(page.ready):
        frame.note(band)


def criteria(page: Page) -> None:
    """Every criterion."""
    frame.section("Criteria")
    tables.prose(weights.criteria_table(page.ready.case), alt="Every criterion")


def rules(page: Page) -> None:
    """Every rule of the money, said by itself, and those that a case may switch on."""
    frame.section("Rules of the money")
    tables.prose(views.rules(), alt="Every rule")
    frame.part("Rules that hold only where they are switched on")
    frame.note(SWITCH)
    tables.prose(views.switches(page.ready), alt="Every rule that is a switch")


def presets() -> None:
    """Every way of pricing an application."""
    frame.section("Prices of an S.106 ask")
    frame.note(NOT_OFFICIAL + " One preset is never used in place of another.")
    tables.prose(views.presets(), alt="Every preset of an S.106 ask")


def sources(page: Page) -> None:
    """Every source there is an importer for, which of them this case was made from, and what those ask to be said."""
    used = attribution.used(page.opened)
    frame.section("Sources")
    frame.note(views.sources_note(used))
    tables.prose(views.sources(), alt="Every source")
    frame.bullets(views.attributions(used.owed))


def dictionary() -> None:
    """The data dictionary, a table at a time."""
    frame.section("Data dictionary")
    chosen = state.view("dictionary", "bids")
    widgets.select(
        "Table", views.table_titles(), chosen, lambda t: state.set_view("dictionary", t), key="methods:dictionary"
    )
    frame.note(views.table_note(chosen))
    tables.prose(views.dictionary(chosen), alt=f"Columns of {chosen}")

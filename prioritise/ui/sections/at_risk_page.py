"""The Money at risk page: what the list lets lapse, the list that saves most, and a price the forum sets."""

from prioritise.optimise.at_risk import Saving, exchanged, most_saved
from prioritise.optimise.engine import Engine
from prioritise.ui import cached, charts, charts_decide, frame, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.sections import verdict
from prioritise.ui.sections.long_work import Say, on_press, waiting
from prioritise.ui.sections.robust_page import made_from
from prioritise.ui.views import at_risk as views
from prioritise.ui.views import frontier, nearness

RATE = 5.0
"""Points for each £100,000 saved, to begin with."""


def _mine(page: Page) -> Saving:
    return cached.saving(page.run.answer_key, page.run)


def _found(page: Page) -> dict[str, Saving]:
    """Lists found so far beside that in force, by name."""
    kept = state.view("at risk", None)
    return dict(kept[1]) if kept is not None and kept[0] == made_from(page) else {}


def answer(page: Page) -> None:
    """What the list in force lets lapse."""
    if verdict.no_list(page):
        return
    verdict.warn(page)
    mine, found = _mine(page), _found(page)
    frame.answer(views.answer(mine))
    if views.MOST in found:
        frame.answer(views.compare_answer(mine, found[views.MOST]))
    if said := views.beyond_saving(mine, page.run.pots_after):
        frame.note(said)
    frame.note(
        "Money lapses at its spend-by date, or at the end of a year whose money is not carried forward. Unspent is not "
        "misspent: what is left may be waiting for its scheme, and a deed may be varied."
    )


def exchange(page: Page) -> None:
    """The list that saves most, and the list at a price the forum sets."""
    if not page.run.result.status.has_answer or not _mine(page).lapsing_pence:
        return
    frame.section("What is saving it worth?")
    frame.note(
        "A scheme best on everything is worth 100 points, and more or less on what is counted by its patients. At "
        "nought only value counts; the higher the price, the more value is given up to save money."
    )
    rate = float(state.view("points per 100k", RATE))
    left, right = widgets.grid(2, 2)
    with left:
        widgets.amount(
            "Points for each £100,000 saved", rate, lambda v: state.set_view("points per 100k", float(v)), step=1.0,
            format="%g", key="risk:rate",
        )  # fmt: skip
    with right:
        on_press("Choose at this price", lambda say: _at_price(page, rate, say), key="risk:price")
    on_press("Find the list that saves most", lambda say: _most(page, say), key="risk:most", primary=False)


def _add(page: Page, name: str, saving: Saving | None) -> None:
    if saving is not None:
        others = {n: s for n, s in _found(page).items() if n != name}
        state.set_view("at risk", (made_from(page), {**others, name: saving}))


def _at_price(page: Page, rate: float, say: Say) -> None:
    problem, limits = page.ready.problem, nearness.limits(page.run, frontier.GAP)
    found = waiting(say, "Choosing the best list at this price", 0.2, lambda: exchanged(Engine(problem), rate, limits))
    _add(page, f"At {rate:g} points for £100,000", found)


def _most(page: Page, say: Say) -> None:
    problem, limits = page.ready.problem, nearness.limits(page.run, frontier.GAP)
    text = "Looking for the list that saves most"
    _add(page, views.MOST, waiting(say, text, 0.2, lambda: most_saved(Engine(problem), limits)))


def lists(page: Page) -> None:
    """The lists side by side, and the pots that lapse."""
    if not page.run.result.status.has_answer or not _mine(page).lapsing_pence:
        return
    every = {views.MINE: _mine(page), **_found(page)}
    title = "Money that would lapse, saved and lost by each list"
    rows = views.rows(every, page.ready)
    frame.section(title)
    # another chart for other lists: one that is only given other rows keeps its old rows' places
    key = f"risk:bars:{len(every)}:{'|'.join(every)}"
    charts.draw(charts_decide.saved(views.bars(every)), key=key, alt=f"Chart: {title}. The table below has it.")
    frame.note("As each list would be paid in whole pence, with as much of that money as the rules allow.")
    tables.prose(rows, alt="Each list, what it saves and what it changes")
    left = views.pot_rows(every, page.ready)
    frame.part("Pots of which money would lapse")
    if len(left):
        tables.show(
            left, alt="Pots of which money would lapse, soonest first",
            like={str(c): "lost_gbp" for c in left.columns if c not in {"pot", "spend_by_day"}},
        )  # fmt: skip
    else:
        frame.note("None: every one of these lists spends all of it.")

"""The Panel page: what to talk about first, how far the members agree, and what is missing."""

from prioritise.case.confidential import are_numbered
from prioritise.store import Action, panels
from prioritise.ui import charts, charts_panel, frame, identity, state, tables, widgets
from prioritise.ui.frame import Page
from prioritise.ui.sections import into_store, robust_page
from prioritise.ui.views import panel as views
from prioritise.ui.views import robust
from prioritise.ui.views.panel import Panel

ROBUSTNESS = "2_Decide/09_Robustness.py"
HOW_TO = (
    "To bring members' scores, give the case a table scores with one row a bid, criterion and member, and a table "
    "interests with who has an interest in which bid. The empty workbook on Data issues has both, with a note on every "
    "column. A row whose scorer is “agreed” is the panel's agreed score."
)


def panel_of(page: Page) -> Panel:
    """What the panel said, with how often each bid is funded where that was tried on the Robustness page."""
    found = robust_page.tried(page)
    often = robust.often_funded(found) if found is not None else {}
    return views.panel_of(page.ready, often or None, _asked(page))


def _asked(page: Page) -> dict[str, set[str]] | None:
    """Bid -> who was asked to score it; None where no panel was held here, or scorers are told by number alone."""
    here, number = identity.here(), into_store.stored(page)
    if here.store is None or number is None or are_numbered(page.case):
        return None
    found: dict[str, set[str]] = {}
    for held in panels.panels(here.store, here.who, number):
        for bid_id in held.bids:
            found.setdefault(bid_id, set()).update(m.name for m in held.members)
    return found or None


def show(page: Page) -> None:
    """Everything there is to show of the panel, in order of what a chair needs first."""
    panel = panel_of(page)
    frame.answer(views.answer(panel))
    if panel.opinions.alone:
        frame.note(HOW_TO)
        frame.link(frame.ISSUES, "Load scores on Data issues")
    if not panel.opinions.begun:
        frame.note(views.MISSING_RULE)
        return
    frame.figures(views.state_lines(panel), ("panel_state",))
    _order(panel, tried=robust_page.tried(page) is not None)
    if not panel.opinions.alone:
        _agreement(panel)
        _apart(panel)
        if not are_numbered(page.case):  # else who scored high or low throughout cannot be told
            _strictness(panel)
    _missing(panel)
    _names(panel)


def _order(panel: Panel, *, tried: bool) -> None:
    frame.section("What to talk about first")
    rows = views.order_rows(panel)
    if len(rows):
        tables.prose(rows, alt="Bids to talk about at the meeting, first to last")
        frame.note(
            "Split and close bids first, then split, then close, then those that lack a score; within each, those "
            "whose value hangs most on whom one asks. Talk about the spread alone, then score again: what all see "
            "alike needs no meeting time."
        )
    else:
        frame.note("Every score is agreed: there is nothing left to talk about.")
    if not tried:
        frame.note("Which decisions are close is known once ways to weigh have been tried on the Robustness page.")
        frame.link(ROBUSTNESS, "Try them on Robustness")


def _agreement(panel: Panel) -> None:
    frame.section("How far do the members agree?")
    tables.prose(views.agreement_rows(panel), alt="Agreement over all criteria and on each")
    frame.note(views.ALPHA)


def _apart(panel: Panel) -> None:
    rows = views.spread_rows(panel)
    drawn = rows.head(views.MOST_DRAWN)
    most = f"; the {views.MOST_DRAWN} furthest apart" if len(rows) > len(drawn) else ""
    caption = f"From the lowest score to the highest, with a diamond at the mean{most}. Only scores that count."
    table = rows[views.SPREAD_COLUMNS]
    charts.show(charts_panel.apart(drawn), views.spread_title(panel), caption, table, key="panel:apart")


def _strictness(panel: Panel) -> None:
    frame.section("If all were as strict as the middle one")
    rows = views.adjusted_rows(panel)
    tables.prose(rows, alt="Value and place of each bid as it stands and as the middle scorer would have it")
    frame.bullets([views.comparable(panel), views.noise_words(panel), views.STRICTNESS])


def _missing(panel: Panel) -> None:
    frame.section("What is missing, and who was left out")
    frame.bullets([views.missing_sentence(panel), views.interests_sentence(panel), views.MISSING_RULE])


def _names(panel: Panel) -> None:
    """Members by name: for those who may see what is confidential, where asked, and never on paper."""
    if not identity.here().may(Action.READ_CONFIDENTIAL):
        return
    shown = bool(state.view("confidential", False))
    widgets.switch("Show the confidential parts on this screen", shown,
                   lambda v: state.set_view("confidential", v), key="panel:confidential")  # fmt: skip
    if not shown:
        return
    frame.band("<b>Members by name. Not for a paper or a public screen: it is not printed.</b>", warn=True)
    for title, rows in (
        ("Strictness by member", views.scorer_rows(panel)),
        ("Left out for an interest", views.left_out_rows(panel)),
        ("Scores awaited", views.awaited_rows(panel)),
    ):
        frame.part(title)
        if len(rows):
            tables.prose(rows, alt=title, on_paper=False)
        else:
            frame.note("Nothing to list here.")

"""Switches of the optional fund rules, and how much of money not yet in hand counts: what-ifs of the settings."""

from functools import partial

from prioritise.ui import frame, state, widgets
from prioritise.ui.frame import Page
from prioritise.ui.views import fund_rules as views

PERCENT = 100
HAIRCUTS = {
    "secured_share": "Secured money that counts, %",
    "requested_share": "Requested money that counts, %",
}
"""Settings of money not yet in hand -> their names on screen."""


def _set(name: str, own: float | None, percent: int) -> None:
    """Set a part that counts; what the case itself counts is no change."""
    state.change(settings=state.scenario().with_setting(name, percent / PERCENT, own))


def count_requested(on: bool) -> None:
    """Count requested money, or not: then no part of it that this what-if had set counts either."""
    settings = {k: v for k, v in state.scenario().settings.items() if on or k != "requested_share"}
    state.change(count_requested=bool(on), settings=settings)


def certainty(page: Page) -> None:
    """How much of secured money counts, and of requested money where any of it does."""
    settings, changed = page.case.settings, page.scenario.settings
    own = {
        "secured_share": 1.0 if settings.secured_share is None else settings.secured_share,
        "requested_share": settings.requested_share,
    }
    requested = page.scenario.count_requested or settings.count_requested
    for place, (name, label) in zip(widgets.grid(len(HAIRCUTS), 2), HAIRCUTS.items(), strict=False):
        now = changed.get(name, own[name])
        if now is None and not requested:
            continue
        with place:
            widgets.slider(
                label, (0, PERCENT), round((1.0 if now is None else now) * PERCENT), partial(_set, name, own[name]),
                step=5, key=f"run:{name}", help="80 counts £80 of each £100: how likely it is to come",
            )  # fmt: skip


def _switch(rule_id: str, own: tuple[str, ...], on: bool) -> None:
    """Switch a rule on or off; as the case itself has them is no change."""
    now = state.scenario().settings.get("rules_on", own)
    ids = tuple(sorted({*now, rule_id} if on else set(now) - {rule_id}))
    state.change(settings=state.scenario().with_setting("rules_on", ids, own))


def switches(page: Page) -> None:
    """One switch a rule that holds only where a case asks for it: a new one appears by itself."""
    own = page.case.settings.rules_on
    now = page.scenario.settings.get("rules_on", own)
    rules = views.optional()
    frame.note("Rules that hold only where they are switched on; rest on the mark to read each, its dates and source.")
    for place, (rule_id, (title, said)) in zip(widgets.grid(len(rules), 3), rules.items(), strict=False):
        with place:
            widgets.switch(title, rule_id in now, partial(_switch, rule_id, own), key=f"run:rule:{rule_id}", help=said)

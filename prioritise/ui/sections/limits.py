"""Limits on the whole list, as what-ifs of the settings: floors and ceilings by part of the programme, and starts."""

from functools import partial

from prioritise.ui import frame, state, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.views import shares

PERCENT = 100
STARTS = "max_starts_per_year"


def boxes(page: Page) -> None:
    """The least and the most share of each part of one family, and the most starts in a year."""
    titles = {i: family.title for i, family in shares.FAMILIES.items()}
    family_id = widgets.one_of(
        "Least and most share of all the capital funded, by", titles, state.view("shares", next(iter(titles))),
        lambda f: state.set_view("shares", f), key="run:shares",
    )  # fmt: skip
    _shares(page, family_id)
    own = page.case.settings.max_starts_per_year
    with widgets.grid(1, 2)[0]:
        widgets.amount_if_known(
            "Most starts in a financial year (blank: no limit)", page.changed.settings.max_starts_per_year,
            lambda most: state.change(settings=state.scenario().with_setting(STARTS, most, own)), key="run:starts",
            help="How many schemes can be begun at once is a matter of the people who deliver them",
        )  # fmt: skip


def _shares(page: Page, family_id: str) -> None:
    family = shares.FAMILIES[family_id]
    parts = family.parts(page.ready)
    if not parts:
        frame.note("Not known for this case: too few of its practices have a deprivation score.")
        return
    frame.note(f"{family.note} 0% at least and 100% at most are no limit.")
    settings = page.changed.settings
    places = iter(widgets.grid(len(parts) * len(family.settings), 4 if len(parts) > 1 else 2))
    now = {sense: shares.shares(settings, family_id, sense, parts) for sense in family.settings}
    for part, name in parts.items():
        for sense in family.settings:
            with next(places):
                widgets.amount(
                    f"{words.plain(name)}: {shares.SENSES[sense]}, %", round(now[sense][part] * PERCENT, 4),
                    partial(_set, page, family_id, sense, part), step=5.0, max_value=100.0, format="%g",
                    key=f"run:share:{family_id}:{sense}:{part}",
                )  # fmt: skip


def _set(page: Page, family_id: str, sense: str, part: str, percent: float) -> None:
    """Set one part's share; what the case itself says is no change."""
    family = shares.FAMILIES[family_id]
    name = family.settings[sense]
    own = getattr(page.case.settings, name)
    now = shares.shares(page.changed.settings, family_id, sense, family.parts(page.ready))
    wanted = shares.with_share(own, now, sense, part, round(percent / PERCENT, 6))
    state.change(settings=state.scenario().with_setting(name, wanted, own))

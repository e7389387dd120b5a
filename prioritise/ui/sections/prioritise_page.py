"""The Prioritise page: inputs, the run, the ranked list, the money and the picture."""

from functools import partial

import streamlit as st

from prioritise.pipeline import Run
from prioritise.record.charts import stacked_gbp
from prioritise.record.glossary import meaning_of
from prioritise.record.words import LIST_STOPPED, equal_lists
from prioritise.ui import cached, charts, frame, maps, ranked, state, tables, where, widgets, words
from prioritise.ui.frame import Page
from prioritise.ui.sections import fund_rules, limits, run_button, verdict, weights
from prioritise.ui.views import bids, decide, money

PERCENT = 100
PARTS = {
    "money": "Money",
    "weights": "Weights",
    "rules": "Must, never and rules",
    "limits": "Shares and starts",
}


def answer(page: Page) -> None:
    """What to fund, and how good the answer is."""
    if verdict.no_list(page, link=False):
        return
    verdict.warn(page)
    frame.answer(decide.answer(page.run))
    if said := decide.standing(page.run):
        frame.note(said)


def inputs(page: Page) -> None:
    """Money, weights, must and never; and the one button that solves."""
    with st.container(border=True):
        part = widgets.one_of(
            "Change before running",
            PARTS,
            state.view("inputs", "money"),
            lambda p: state.set_view("inputs", p),
            key="run:part",
        )
        {"money": _money, "weights": _weights, "rules": _rules, "limits": limits.boxes}[part](page)
        frame.note(decide.settings_in_force(page.ready))
        run_button.offer(page)


def _set_scale(percent: int) -> None:
    others = {k: v for k, v in state.scenario().pot_scale.items() if k != "*"}
    state.change(pot_scale=others if percent == PERCENT else {**others, "*": percent / PERCENT})


def _set_amount(pot_id: str, own: float, amount: float) -> None:
    """Set a pot's money; what the case itself says is no change."""
    others = {p: v for p, v in state.scenario().pot_amounts_gbp.items() if p != pot_id}
    state.change(pot_amounts_gbp=others if amount == own else {**others, pot_id: float(amount)})


def _set_limit(own: float | None, amount: float) -> None:
    """Set the revenue limit; what the case itself says is no change."""
    state.change(settings=state.scenario().with_setting("revenue_limit_gbp_per_year", float(amount), own))


def _money(page: Page) -> None:
    scenario = page.scenario
    left, right = st.columns(2, gap="medium")
    with left:
        widgets.slider(
            "All money, % of what the case says",
            (0, 200),
            round(scenario.pot_scale.get("*", 1.0) * PERCENT),
            _set_scale,
            step=5,
            key="run:scale",
        )
    with right:
        names = money.names_in(page.case)
        widgets.several(
            "Pots not to use", names, scenario.pots_off, lambda ids: state.change(pots_off=tuple(ids)), key="run:off"
        )
    _amounts(page)
    widgets.switch(
        "Count requested money too",
        scenario.count_requested,
        fund_rules.count_requested,
        key="run:requested",
        help="Money asked for but not in a signed deed",
    )
    fund_rules.certainty(page)


def _amounts(page: Page) -> None:
    names, amounts = money.names_in(page.case), money.yearly_amounts(page.case)
    limit = page.scenario.settings.get("revenue_limit_gbp_per_year", page.case.settings.revenue_limit_gbp_per_year)
    places = widgets.grid(len(amounts) + 1, 3)
    for place, (pot_id, amount) in zip(places, amounts.items(), strict=False):
        with place:
            widgets.pounds(
                f"{words.plain(names[pot_id])} (all years)",
                float(page.scenario.pot_amounts_gbp.get(pot_id, amount)),
                partial(_set_amount, pot_id, amount),
                key=f"run:pot:{pot_id}",
                tip=f"The case says {words.gbp(amount)}",
            )
    if limit is not None:
        with places[-1]:
            widgets.pounds(
                "Added revenue, most in a year", float(limit),
                partial(_set_limit, page.case.settings.revenue_limit_gbp_per_year),
                key="run:revenue", tip=meaning_of("capital"),
            )  # fmt: skip


def _weights(page: Page) -> None:
    weights.boxes(page, "run")


def _set_rule(rule: str, ids: list[str]) -> None:
    others = {b: w for b, w in state.scenario().bids.items() if w != rule and b not in ids}
    state.change(bids={**others, **dict.fromkeys(ids, rule)})


def _rules(page: Page) -> None:
    names = bids.names(page.ready)
    texts = {
        "must": "Must be funded",
        "never": "Never fund",
        "free": "Free: drop the case's own must or never",
    }
    for (rule, text), column in zip(texts.items(), st.columns(3), strict=True):
        with column:
            now = [b for b, w in page.scenario.bids.items() if w == rule]
            widgets.several(text, names, now, partial(_set_rule, rule), key=f"run:{rule}")
    frame.note(bids.own_rules(page.case))
    fund_rules.switches(page)


def ranked_list(page: Page) -> None:
    """The product."""
    frame.section("Ranked list")
    if not page.run.result.status.has_answer:
        frame.note("There is no list to show.")
        return
    frame.note(
        f"{decide.order(page.run)} Read the value beside the capital, and use must for what the forum has settled. "
        f"{verdict.KNOWN} Ranked is not funded: open a reason for the rule, pot or pound that stops a bid."
    )
    frame.note(decide.if_money_moves(page.run))
    if said := decide.differs(page.run):
        frame.note(said)
    st.html(cached.ranked_list(page.run.answer_key, None, page.run))
    where.show(ranked.COLUMNS)


def money_bars(run: Run) -> None:
    """Spend by year, stacked by kind of pot."""
    rows = decide.spend_by_year(run)
    charts.show(
        stacked_gbp(rows, "financial_year", "Financial year"),
        money.spend_title(run),
        "Payments of this list, each checked in whole pence.",
        rows,
        key="spend",
        like={"amount_gbp": "paid_gbp"},
    )


def who_pays(page: Page) -> None:
    """Who pays for what, and when."""
    if not len(page.run.funding):
        return
    frame.section("Who pays")
    st.html(cached.matrix_of(page.run.answer_key, page.run))
    where.show({"paid_gbp": "Each amount"})
    money_bars(page.run)
    tables.behind("what is left in each pot", decide.pots_after(page.run))


def picture(page: Page) -> None:
    """The map of the funded."""
    if not page.run.result.status.has_answer:
        return
    frame.section("Where it goes")
    maps.show(page, ["cluster", "practice", "bid"], key="run-map", height=460)


def checks(page: Page) -> None:
    """What was re-checked, and the list as it stands with more or less money."""
    result = page.run.result
    with st.expander("How the answer was checked"):
        frame.bullets(list(result.checks) or ["Nothing to check: there is no list."])
        for sentence in (equal_lists(page.run), result.ties):
            if sentence:
                frame.note(sentence)
        if page.run.priority is not None:
            frame.note(page.run.priority.in_words)
        elif page.run.list_stopped:
            frame.note(LIST_STOPPED)

"""What each rule costs the list, and what is enough to mend rules that clash."""

from collections.abc import Mapping
from functools import partial

from prioritise.optimise.clash import COMPARED, Relaxation, rule_groups
from prioritise.optimise.prices import Price, price
from prioritise.ui import cached, frame, state, tables, words
from prioritise.ui.frame import Page
from prioritise.ui.sections.long_work import Say, on_press, waiting
from prioritise.ui.views import accounts as views

_KEPT = "prices"


def price_tags(page: Page) -> None:
    """What the list would gain without each rule or forced bid, worked out when asked for."""
    if not page.run.result.status.has_answer:
        return
    groups = rule_groups(page.run.prepared.problem)
    frame.section("What does each rule cost?")
    if not groups:
        frame.note("No rule of this case could be set aside: it has no limits, floors, forced bids or choices.")
        return
    found = _found(page)
    left = [g for g in groups if g not in found]
    if found:
        frame.answer(views.price_sentence(page.run, found))
        tables.prose(views.price_table(page.run, found), alt="What each rule costs", heads=views.PRICE_HEADS)
        frame.note(f"{len(found)} of {words.plural(len(groups), 'rule')} priced, each alone. A price is no reproach: "
                   f"a rule may be worth it.{views.prices_late(found)}")  # fmt: skip
    if not left:
        return
    if not found:
        frame.note(f"Chooses the list again without each of {words.plural(len(groups), 'rule')} in turn.")
    label = "Price the rest" if found else "Price every rule"
    on_press(label, lambda say: _price(page, {g: groups[g] for g in left}, say), key="prices:go", primary=False)


def _price(page: Page, groups: Mapping[str, str], say: Say) -> None:
    for number, (group, sentence) in enumerate(groups.items()):
        text = f"Rule {number + 1} of {len(groups)}: {words.plain(sentence)}"
        problem, result = page.run.prepared.problem, page.run.result
        tag = waiting(say, text, number / len(groups), partial(price, problem, result, group))
        state.set_view(_KEPT, (page.run.answer_key, {**_found(page), group: tag}))


def _found(page: Page) -> dict[str, Price]:
    key, found = state.view(_KEPT, ("", {}))
    return dict(found) if key == page.run.answer_key else {}


def way_out(page: Page) -> None:
    """Where rules clash: the fewest that must give, and how far."""
    told: Relaxation = cached.relaxation(page.run.answer_key, page.run)
    if not told.gives:
        return
    frame.part("The least that must give")
    lead = "This is enough" if len(told.gives) == 1 else "These together are enough"
    frame.note(f"{lead}; nothing with fewer rules is." if told.complete else f"{lead}.")
    frame.bullets([f"{g.says[:1].upper()}{g.says[1:]}." for g in told.gives])
    if told.others:
        groups = rule_groups(page.run.prepared.problem)
        frame.note(f"As few rules, with a list that was not found to be worth more (each sought to within "
                   f"{COMPARED.gap:.0%} of the best): set aside one of these sets instead.")  # fmt: skip
        frame.bullets(["; and ".join(groups[g] for g in out) for out in told.others[:6]])

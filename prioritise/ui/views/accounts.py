"""What would fund a bid, or replace it, as the pages show it: worked out one bid at a time and kept for the session."""

import math
from collections.abc import Mapping, Sequence
from functools import partial

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.rows import each
from prioritise.criteria import Scored
from prioritise.funding import Problem
from prioritise.optimise.account import Account, Progress, account
from prioritise.optimise.change import Changes
from prioritise.optimise.counterfactual import Asker
from prioritise.optimise.prices import Price, dearest_first
from prioritise.optimise.raising import raised
from prioritise.optimise.shown import Way
from prioritise.optimise.wider import Wider, wider
from prioritise.pipeline import Run, ask_of, money_that_moves
from prioritise.record.account_words import LEAST_SHOWN, named, nothing, nothing_found, points_words, swap_words
from prioritise.record.scenario import Scenario
from prioritise.ui import words
from prioritise.ui.labels import squared

LONGEST_LABEL = 80
FINEST = 0.001
"""To how much a score that is asked for is shown."""


def asker(case: Case, run: Run) -> Asker:
    """Questions about a list, to be kept between bids."""
    return ask_of(case, run)


def worked_out(asked: Asker, run: Run, bid_id: str, progress: Progress | None = None) -> Account:
    """The account of one bid."""
    return account(asked, bid_id, partial(raised, run.prepared.scored), progress)


def wider_ways(case: Case, asked: Asker, run: Run, bid_id: str, progress: Progress | None = None) -> Wider:
    """What the forum could change to fund a bid."""
    money, named_money = money_that_moves(case, run)
    return wider(asked, bid_id, run.prepared.scored, money, named_money, progress)


def order(run: Run) -> list[str]:
    """Bids in the order in which they are worked out: those that are out first, in the order of the list."""
    rows = run.ranked.sort_values("rank")
    out = rows["decision"] != "funded"
    return [*rows.loc[out, "bid_id"], *rows.loc[~out, "bid_id"]]


def table(run: Run, found: Mapping[str, Account]) -> pd.DataFrame:
    """One row a bid worked out, in the order of the list: title, decision, worth, way."""
    rows = []
    for row in each(run.ranked.sort_values("rank")):
        if row.bid_id not in found:
            continue
        told = found[row.bid_id]
        rows.append((row.title, words.DECISIONS[row.decision], _worth(told), _nearest(told, run)))
    return pd.DataFrame(rows, columns=["title", "decision", "worth", "way"])


HEADS = {
    "worth": ("How far", "Funded: what the list would lose without it. Not funded: the points it is short of"),
    "way": (
        "What would change it, or come instead",
        "Funded: what would come in its place. Not funded: the first change that funds it",
    ),
}


def _worth(told: Account) -> str:
    if told.funded:
        found = told.replacement
        if found is None or found.cost is None:
            return "no list without it keeps every rule" if found and found.needed else words.NOT_KNOWN
        return f"worth {points_words(found.cost)} to the list"
    lacks = told.lacks
    if lacks is None or lacks.points is None:
        return "fits at no score" if lacks and lacks.never else words.NOT_KNOWN
    return f"{points_words(lacks.points)} short"


def _nearest(told: Account, run: Run) -> str:
    problem = run.prepared.problem
    if not told.funded:
        return f"{told.ways[0].says}." if told.ways else nothing_found(told, problem)
    found = told.replacement
    if found is None or found.cost is None:
        return ""
    return swap_words(problem, found.enters, found.leaves) or "Nothing would come in."


def tried(run: Run, bid_id: str, way: Way) -> Scenario:
    """The run's scenario with a way's changes made, under a name of its own."""
    title = run.prepared.problem.bids[bid_id].title or bid_id
    return run.prepared.scenario.changed(way.changes, _cut(f"What would fund {title}"))


def score_words(scored: Scored, bid_id: str, changes: Changes) -> list[str]:
    """Each score that a change asks for: the criterion, the score with its unit, what it is now, and the best.

    Args:
        scored: the scores as they are.
        bid_id: the bid.
        changes: what is to change; of it only scores are told.
    """
    facts = scored.criteria.set_index("criterion_id")
    now = scored.ledger[scored.ledger["bid_id"] == bid_id].set_index("criterion_id")["score"]
    said = []
    for criterion, score in ((c, s) for change in changes if change.part == "scores" for c, s in change.to.items()):
        fact = facts.loc[criterion]
        up = math.ceil if fact["best"] > fact["worst"] else math.floor
        asked = up(round(score / FINEST, 6)) * FINEST  # never short of what is asked
        unit = f"; unit: {squared(str(fact['unit']))}" if words.known(fact["unit"]) and fact["unit"] else ""
        said.append(
            f"{fact['name']} {_figure(asked)} (now {_figure(now[criterion])}, at best {_figure(fact['best'])}{unit})"
        )
    return said


def _figure(score: float) -> str:
    """A score to three decimals at the most, with thousands commas."""
    return f"{round(score, 3):,.10g}"


def _cut(label: str) -> str:
    """A label that fits, with a mark where something is left out."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"


def price_table(run: Run, found: Mapping[str, Price]) -> pd.DataFrame:
    """One row a rule priced, the dearest first: rule, gain, comes, drops."""
    problem = run.prepared.problem
    rows = [
        (
            f"{p.sentence[:1].upper()}{p.sentence[1:]}",
            _gain(p),
            _moves(p, problem, p.enters),
            _moves(p, problem, p.leaves),
        )
        for p in dearest_first(found)
    ]
    return pd.DataFrame(rows, columns=["rule", "gain", "comes", "drops"])


PRICE_HEADS = {
    "rule": ("Rule", "Set aside alone, with every other rule kept"),
    "gain": ("The list would gain", "In points of value, as far as it is proved"),
    "comes": ("Come in", "Bids that would come in"),
    "drops": ("Drop out", "Bids that would drop out"),
}


def _moves(tag: Price, problem: Problem, ids: Sequence[str]) -> str:
    """Bids that come or go without a rule; where no gain is shown, a list that keeps the rule may do as well."""
    if tag.gain is None or (ids and tag.gain.low < LEAST_SHOWN):
        return "not settled"
    return named(problem, ids) if ids else "none"


def _gain(tag: Price) -> str:
    if tag.gain is None:
        return words.NOT_KNOWN
    return "nothing" if nothing(tag.gain) else points_words(tag.gain)


def prices_late(found: Mapping[str, Price]) -> str:
    """How many prices the clock kept from being closer; "" for none."""
    late = sum(p.out_of_time for p in found.values())
    if not late:
        return ""
    return (
        f" The clock stopped {words.plural(late, 'search', 'searches')}: another machine might come to closer prices."
    )


def price_sentence(run: Run, found: Mapping[str, Price]) -> str:
    """The dearest rule in a sentence."""
    ranked = [p for p in dearest_first(found) if p.gain is not None and p.gain.low >= LEAST_SHOWN]
    if not ranked:
        return "No rule is shown to cost the list anything."
    first = ranked[0]
    return f"The dearest rule: {first.sentence}. Without it the list would be worth {_gain(first)} more."

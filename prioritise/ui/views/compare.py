"""Lists side by side, as the What if page shows them."""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from prioritise.case.rows import each
from prioritise.pipeline import Run
from prioritise.record import comparison_tables as told
from prioritise.record.comparison import FLIPS, MOVES, PAID, Comparison
from prioritise.record.scenario import Scenario
from prioritise.record.words import shortened
from prioritise.ui.views.decide import not_a_ranking

LONGEST_HEAD, LONGEST_KEY = 16, 28
"""Letters of a name in a heading, and in the key of a chart; the legend above has it whole."""
MOST_PAYERS = 2
"""Pots named for each bid on screen; the files name them all."""
BASE_NAME = "The case as it stands"
MOST_CHANGES = 5
"""Changes of a list named in the legend."""
MEASURE_HELP = "What is not known is not counted; patients whom two schemes serve count in both"
LETTERS = string.ascii_uppercase
_NUMBERED = re.compile(r" \(\d+\)$")


@dataclass(frozen=True)
class Offered:
    """A list that may be compared.

    Attributes:
        name: on screen, unlike any other's. scenario: what it changes. run: its list; None until it is worked out.
        note: what else must be known of it.
    """

    name: str
    scenario: Scenario
    run: Run | None = None
    note: str = ""


def shortly(changes: Sequence[str]) -> str:
    """What a list changes in a few words: the first changes, and how many more there are."""
    if not changes:
        return told.AS_IT_STANDS
    more = len(changes) - MOST_CHANGES
    return "; ".join(changes[:MOST_CHANGES]) + (f"; and {more} more" if more > 0 else "")


def heads(found: Comparison, *, named: bool = False) -> dict[str, tuple[str, str]]:
    """Heading and help of each column of a comparison's tables: the lists by letter, as the legend has them.

    Args:
        found: the lists.
        named: with the beginning of their names, where the columns are wide.
    """
    lists = {
        column: (f"{letter}: {shortened(name, LONGEST_HEAD)}" if named else letter, name)
        for letter, (column, name) in zip(LETTERS, told.headings(found).items(), strict=False)
    }
    own = {column: (title, "") for column, title in told.TITLES.items()}
    return {**own, "measure": ("Measure", MEASURE_HELP), **lists}


def flipping(found: Comparison) -> pd.DataFrame:
    """The bids that flip."""
    return told.bids(found, [FLIPS], MOST_PAYERS).drop(columns="kind_of_change")


NO_LISTS = "No list was made of any of them: there is nothing to compare."


def made(found: Comparison) -> int:
    """How many lists there are to compare; of some cases and what-ifs no list is lawful."""
    return sum(one.answered for one in found.lists)


def none_flip(found: Comparison) -> str:
    """Said where no bid flips."""
    if not made(found):
        return NO_LISTS
    if made(found) == 1:
        return "One list was made: there is none to hold it against."
    return "None: each bid is in on every list, or out on every one."


def moving(found: Comparison) -> pd.DataFrame:
    """The bids that are in on every list or out on every list, but start or are paid otherwise."""
    return told.bids(found, [MOVES, PAID], MOST_PAYERS)


def drawn(rows: pd.DataFrame, found: Comparison, column: str) -> pd.DataFrame:
    """What the chart draws: group, list_name (by letter and name), letter, amount, said; unknown amounts left out."""
    label, unit, digits = told.REACHED[column]
    letters = dict(zip(found.names, LETTERS, strict=False))
    known = rows.dropna(subset=[column])
    return pd.DataFrame(
        {
            "group": known["group"],
            "letter": known["list"].map(letters),
            "list_name": [f"{letters[n]}: {shortened(n, LONGEST_KEY)}" for n in known["list"]],
            "amount": known[column],
            "said": [
                f"{letters[n]} {told.figure(v, unit, digits)}"
                for n, v in zip(known["list"], known[column], strict=True)
            ],
        }
    )


def reached_title(rows: pd.DataFrame, found: Comparison) -> str:
    """The takeaway: the group whose money differs most between the lists."""
    if made(found) == 1:
        return "What each group gets, on the one list that was made"
    by: dict[str, dict[str, float]] = {}
    for r in each(rows.dropna(subset=["capital_per_head_gbp"])):
        by.setdefault(str(r.group), {})[str(r.list)] = round(float(r.capital_per_head_gbp), 2)
    apart = {group: max(own.values()) - min(own.values()) for group, own in by.items()}
    if not any(apart.values()):
        return "Each group gets the same capital for each weighted patient on every list"
    group = max(apart, key=lambda g: apart[g])
    own = by[group]
    most, letters = max(own.values()), dict(zip(found.names, LETTERS, strict=False))
    on = " and ".join(letters[name] for name in found.names if own.get(name) == most)
    return (
        f"{group}: from {told.figure(min(own.values()), '£', 2)} to {told.figure(most, '£', 2)} for each weighted "
        f"patient, most on {on}"
    )


def warnings(found: Comparison, offered: Sequence[Offered]) -> list[str]:
    """What must be known before the figures are held against each other."""
    unranked = [f"“{o.name}”: {said}" for o in offered if o.run is not None and (said := not_a_ranking(o.run.prepared))]
    return [*told.cautions(found), *unranked]


def next_label(wanted: str, taken: Sequence[str]) -> str:
    """The name wanted, with a number if it is taken."""
    bare, label, number = _NUMBERED.sub("", wanted), wanted, 2
    while label in taken:
        label, number = f"{bare} ({number})", number + 1
    return label

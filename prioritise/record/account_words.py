"""One bid's account in plain words: for its page and for its letter, from the same figures."""

import math
from collections.abc import Sequence

from prioritise.funding import Problem
from prioritise.funding.raw import percent
from prioritise.optimise.account import Account
from prioritise.optimise.counterfactual import Figure
from prioritise.optimise.shown import Way

MOST_NAMED = 4
"""Bids named in one sentence before "and n more"."""
TENTHS, BINARY = 10, 1e-6
"""Points are said to a tenth; what is smaller than the second is the error of sums in binary."""
LEAST_SHOWN = 0.5 / TENTHS
"""Points that would be written as none."""
OUT_OF_TIME = " The clock stopped some of the searches: another machine might come to closer figures, or find more."
NOTHING_DOES = (
    "No one change to this bid alone was found that would certainly fund it. A closer proof of the list may show one."
)
TOO_LONG = "It takes longer to build than the years looked at, so no change to it alone would fund it."


def points_words(figure: Figure) -> str:
    """`28.0 points`, `between 3.7 and 5.6 points`, `at most 2.1 points`: rounded away from what is not proved."""
    if not nothing(figure) and figure.high < LEAST_SHOWN:
        return f"less than {1 / TENTHS} points"
    if figure.exact:
        return f"{figure.high:,.1f} points"
    low = math.floor(figure.low * TENTHS + BINARY) / TENTHS
    if math.isinf(figure.high):
        return f"at least {low:,.1f} points"
    high = math.ceil(figure.high * TENTHS - BINARY) / TENTHS
    return f"between {low:,.1f} and {high:,.1f} points" if low > 0 else f"at most {high:,.1f} points"


def nothing(figure: Figure) -> bool:
    """Whether the figure is shown to be nought."""
    return figure.high <= BINARY


def named(problem: Problem, ids: Sequence[str]) -> str:
    """A few bids by title, and how many more."""
    titles = [problem.bids[b].title or b for b in ids[:MOST_NAMED]]
    rest = len(ids) - len(titles)
    if rest:
        return f"{'; '.join(titles)} and {rest} more"
    return titles[0] if len(titles) == 1 else f"{'; '.join(titles[:-1])} and {titles[-1]}"


def swap_words(problem: Problem, enters: Sequence[str], leaves: Sequence[str]) -> str:
    """What comes in and what drops out, in a sentence; "" for nothing."""
    comes = f"{named(problem, enters)} would come in" if enters else ""
    drops = f"{named(problem, leaves)} would drop out" if leaves else ""
    said = ", while ".join(t for t in (comes, drops) if t)
    return f"{said}." if said else ""


def lines(account: Account, problem: Problem) -> list[tuple[str, str]]:
    """What the account says, as (heading, sentence), without the ways."""
    return _funded(account, problem) if account.funded else _unfunded(account, problem)


def _funded(account: Account, problem: Problem) -> list[tuple[str, str]]:
    found = account.replacement
    if found is None or (found.cost is None and not found.needed):
        return [("Without it", "The search was stopped before a list without it was found.")]
    if found.cost is None:
        return [("Without it", "No list without it keeps every rule.")]
    if nothing(found.cost):
        worth = "A list without it is worth as much: which of the two is taken makes no difference to the value."
    else:
        worth = (
            f"The best list without it is worth {points_words(found.cost)} less. That is what it is worth to the list."
        )
    moved = swap_words(problem, found.enters, found.leaves)
    return [
        ("Without it", worth),
        ("In its place", moved or "Nothing comes in its place in the best list that was found without it."),
    ]


def _unfunded(account: Account, problem: Problem) -> list[tuple[str, str]]:
    found, said = account.lacks, []
    if found is None or (found.points is None and not found.never):
        said.append(("How far off", "The search was stopped before a list with it in was found."))
    elif found.points is None:
        said.append(("How far off", "It fits at no score: no list with it in keeps every rule."))
    else:
        far = f"It is {points_words(found.points)} short of being in the best list."
        said.append(("How far off", "A list with it in is worth as much." if nothing(found.points) else far))
        moved = swap_words(problem, account.comes, account.displaced)
        said.append(
            ("If it went in", f"In the best list found with it, {moved}" if moved else "No other bid would drop out.")
        )
    if account.binds:
        said.append(("What stands in its way", f"With the rest of the list as it is: {'; '.join(account.binds)}."))
    return said


def way_words(way: Way, problem: Problem) -> tuple[str, str]:
    """A way in a sentence, and what comes of it and how near it is in the next."""
    moved = swap_words(problem, way.enters, way.leaves)
    then = f"Then {moved}" if moved else "No other bid would drop out."
    return f"{way.says}.", " ".join(t for t in (then, way.then) if t)


def nothing_found(account: Account, problem: Problem) -> str:
    """What is said of an unfunded bid for which no way was found."""
    bid = problem.bids[account.bid_id]
    return TOO_LONG if len(bid.profile_pence) > len(problem.horizon) else NOTHING_DOES


def how_sure(account: Account) -> str:
    """What was proved, and what a promise rests on."""
    if account.proved:
        base = "The list was proved the best possible."
    elif account.gap is None:
        base = (
            "How near the list is to the best possible is not known, so figures are the least or the most they can be."
        )
    else:
        base = f"The list was proved to within {account.gap:.2%} of the best possible, and figures are no more exact."
    base += OUT_OF_TIME if account.out_of_time else ""
    if account.funded or not account.ways:
        return base
    within = min(w.within for w in account.ways)
    return (
        f"{base} Each change is made alone, with all else as it is: the bid is then in every list that is proved to "
        f"within {percent(math.floor(within * 1000) / 1000)} of the best possible."
    )

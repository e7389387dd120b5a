"""Words for codes, and the sentences every export carries: written once, shown wherever the thing is shown."""

import datetime as dt
import math
import re

from prioritise.case import tables
from prioritise.funding.raw import percent
from prioritise.optimise.result import Result, Status
from prioritise.record.model import RunLike
from prioritise.unknown import NOT_KNOWN
from prioritise.years import day_words

KINDS = {
    "s106": "S.106",
    "cil": "CIL",
    "etf": "Transformation fund",
    "umf": "Utilisation fund",
    "icb": "ICB capital",
    "grant": "Improvement grant",
    "practice": "Practice's own",
    "other": "Other",
    "existing_space": "Use of existing space",
    "new_build": "New build",
}
POT_KINDS = {kind: KINDS[kind] for kind in tables.POT_KINDS}
"""Kinds of pot in words."""
STATES = {"enough": "Enough room", "tight": "Tight", "short": "Short", "unknown": "Not known"}
"""How a practice stands for room."""
DECISIONS = {"funded": "Funded", "reserve": "Reserve", "not funded": "Not funded"}
LAPSES = "Lapses (£)"
"""Heading of money that lapses unused, wherever it is shown."""
ADVICE = (
    "This list supports, and does not replace, the business case and the decision of the committee. "
    "It is advice to the forum."
)
NO_SPEND_BY, YEARLY = "none on record", "each year's by 31 March"
SYNTHETIC = "SYNTHETIC DATA: practices, developments, pots and bids are invented. Not for any real decision."
MONEY = (
    "Amounts are capital in pounds as the bids and pots state them, placed in the financial years shown (1 April to "
    "31 March). Whether a bid's capital includes VAT, fees and contingency is for the bid to say."
)
COUNTS = (
    "Money that is received, allocated or transferred counts, and so does money with no status, such as an annual "
    "budget; secured money counts{secured} from the day it is expected; requested money {requested}. Unspent is not "
    "misspent: money held may be waiting for its scheme."
)
LONGEST_SLUG = 60
ROUNDING = "Every payment is checked in whole pence; totals are the sums of the payments shown."


def plural(count: int, one: str, many: str = "") -> str:
    """`1 bid`, `4 bids`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters; what does not fit is cut with a mark."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def slug(text: str) -> str:
    """A text as part of the name of a file: `green-lane-kent`; "" where it has no letter a to z and no figure."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:LONGEST_SLUG].strip("-")


def spend_by_words(spend_by: dt.date | None, *, carry_forward: bool) -> str:
    """By when the money of a pot must be spent, as far as it is known.

    Args:
        spend_by: the last day; None where none is on record (it may be one that nobody has typed in).
        carry_forward: whether what a year leaves is kept; where it is not, each year's money goes at its end.

    Returns:
        `31 March 2027`, `each year's by 31 March`, both, or `none on record`.
    """
    last = None if spend_by is None else day_words(spend_by)
    if carry_forward:
        return last or NO_SPEND_BY
    return f"{YEARLY}, all by {last}" if last else YEARLY


def gap_words(gap: float, unit: str = "m²") -> str:
    """A gap in words: `210 m² short`, `85 m² to spare`, "not known"."""
    if math.isnan(gap):
        return NOT_KNOWN
    size = f"{abs(gap):,.0f}" if round(abs(gap)) else "under 1" if gap else "0"
    unit = unit.removesuffix("s") if size in ("1", "under 1") else unit
    return f"{size} {unit} {'short' if gap < 0 else 'to spare'}"


def kind_word(kind: str) -> str:
    """A kind of bid or pot in words: `New build` for new_build, `S.106` for s106."""
    return KINDS.get(kind, kind.replace("_", " ").capitalize())


def status_sentence(result: Result) -> str:
    """How the answer stands, with its value and the most any list could be worth.

    `Within 0.40% of best: value 812.4, and no list that keeps every rule is worth more than 815.6.`
    """
    words = result.in_words()
    if not result.status.has_answer or result.value is None:
        return f"{words}."
    if result.bound is None:
        return f"{words}: value {result.value:,.1f}; how much better a list could be is not known."
    return (
        f"{words}: value {result.value:,.1f}, and no list that keeps every rule is worth more than "
        f"{max(result.bound, result.value):,.1f} (gap {result.gap or 0.0:.2%})."
    )


def equal_lists(run: RunLike) -> str:
    """Whether another list is worth as much as this one, with the bids that differ; "" where there is no list."""
    if not run.result.status.has_answer:
        return ""
    return run.result.equals.in_words(dict(zip(run.ranked["bid_id"], run.ranked["title"], strict=True)))


SAME_AGAIN = "The same case, scenario and version give the same."


LIST_STOPPED = "This run was stopped before the priority list was made. A run that is left to its end makes one."


def same_again(result: Result) -> str:
    """Whether the same case would give the same list again: not when the clock stopped the search."""
    if result.status in (Status.FEASIBLE, Status.NO_ANSWER):
        return (
            "The search was stopped by its time limit, so another machine or another run may give another list for the "
            "same case, scenario and version."
        )
    return SAME_AGAIN


def outcome_sentence(run: RunLike) -> str:
    """How many bids are funded, for how much; or why there is no list."""
    result = run.result
    if result.status is Status.INFEASIBLE:
        return "These rules cannot all hold: " + "; ".join(result.clash)
    if not result.status.has_answer:
        return "The time ran out before any list that keeps every rule was found."
    spent, number = float(run.funding["amount_gbp"].sum()), len(result.starts)
    return f"{number} of {len(run.ranked)} bids funded, £{spent:,.0f} of capital in all."


def lapse_sentence(run: RunLike) -> str:
    """What lapses within the years of the case: what this list leaves, apart from what no list could have used."""
    unpayable = float(run.pots_after["unpayable_gbp"].sum())
    left = float(run.pots_after["lapses_gbp"].sum()) - unpayable
    said = f"Over all its years, this list leaves {f'£{left:,.0f}' if left else 'nothing'} to lapse"
    more = f"; {'a further ' if left else ''}£{unpayable:,.0f} lapses that no bid could be paid from"
    return f"{said}{more if unpayable else ''}."


def money_sentences(run: RunLike) -> tuple[str, ...]:
    """What the money on the sheets is."""
    settings = run.prepared.case.settings
    part, secured = settings.requested_share, settings.secured_share
    requested = "counts too, as this scenario says" if run.prepared.scenario.count_requested else "does not count"
    if part:
        requested = f"counts at {percent(part)}, as the settings say"
    at = "" if secured is None or secured >= 1 else f" at {percent(secured)}, as the settings say,"
    return MONEY, COUNTS.format(requested=requested, secured=at), ROUNDING

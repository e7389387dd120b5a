"""The list that holds while money moves, as the Priority list page shows it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.rows import each, lookup
from prioritise.case.settings import PriorityListSettings
from prioritise.funding.raw import percent
from prioritise.pipeline import Run
from prioritise.record.words import LIST_STOPPED
from prioritise.ui import words

EVEN = "as likely as any other"


def listed(scales: Sequence[float]) -> str:
    """Multiples of the money as people write them: `60%, 100% and 140%`."""
    several = [percent(s) for s in scales]
    return f"{', '.join(several[:-1])} and {several[-1]}" if len(several) > 1 else several[0]


def evenly(low: int, high: int, many: int) -> tuple[float, ...]:
    """So many multiples from one to the other (in %), each a whole percent and all different."""
    low, high = min(low, high), max(low, high)
    steps = max(1, many - 1)
    return tuple(sorted({round(low + (high - low) * n / steps) / 100 for n in range(many)}))


def setting(now: PriorityListSettings, own: PriorityListSettings, **changes: Any) -> dict[str, Any] | None:
    """The setting with some parts changed, as a what-if holds it; None where that is all the case's own.

    Other multiples have no chances of their own yet: each is as likely as any other until that is said.
    """
    wanted = {**now.model_dump(), **changes}
    if tuple(wanted["scales"]) != now.scales:
        wanted["probabilities"] = ()
    made = PriorityListSettings.model_validate(wanted)
    return None if made == own else made.model_dump(mode="json")


def with_chance(now: PriorityListSettings, scale: float, chance: float) -> tuple[float, ...]:
    """The chances with one changed, each of all; none where nothing would be left."""
    chances = [chance if s == scale else w for s, w in zip(now.scales, now.weights(), strict=True)]
    return tuple(chances) if sum(chances) > 0 else ()


def said(value: Mapping[str, Any], case: Case) -> list[str]:
    """The setting in words, as a what-if tells its changes: only what differs from the case."""
    own = case.settings.priority_list
    made = PriorityListSettings.model_validate({**own.model_dump(), **value})
    lines = []
    if made.pots != own.pots:
        lines.append(f"Money that may move: {pots(made, case)}")
    if made.scales != own.scales:
        lines.append(f"Money that may move is tried at {listed(made.scales)}")
    if made.weights() != own.weights():
        pairs = zip(made.scales, made.weights(), strict=True)
        chances = [f"{percent(s)} of the money {percent(round(w, 3))}" for s, w in pairs]
        lines.append(f"Chances: {', '.join(chances)}" if made.probabilities else f"Each amount is {EVEN}")
    return lines


def pots(settings: PriorityListSettings, case: Case) -> str:
    """Names of the pots whose money may move."""
    names = lookup(case.table("pots"), "pot_id", "name")
    return " and ".join(names.get(p, p) for p in settings.pots) if settings.pots else "every pot"


def not_made(run: Run) -> str:
    """Why a run has no priority list."""
    return LIST_STOPPED if run.list_stopped else "This run made no priority list."


def answer(run: Run) -> str:
    """The answer to "Which schemes hold if the money moves?" in two sentences."""
    if run.priority is None:
        return not_made(run)
    settings = run.prepared.case.settings.priority_list
    enters, least = run.priority.rows["enters_at_scale"], min(settings.scales)
    always, never = int((enters <= least).sum()), int(enters.isna().sum())
    later = len(enters) - always - never
    first, last = percent(least), percent(max(settings.scales))
    return (
        f"Of {words.plural(len(enters), 'scheme')}, {words.plural(always, 'holds', 'hold')} from {first} to {last} of "
        f"the money, {words.plural(later, 'comes', 'come')} in on the way up, and {words.plural(never, 'is', 'are')} "
        "in at none of these amounts. What is in with less money stays in with more."
    )


def by_amount(run: Run) -> pd.DataFrame:
    """One row a multiple of the money: money_share, chance_share, scheme_count, capital_gbp, comes_in (titles)."""
    if run.priority is None:
        return pd.DataFrame(columns=["money_share", "chance_share", "scheme_count", "capital_gbp", "comes_in"])
    settings, rows = run.prepared.case.settings.priority_list, _named(run)
    found = []
    for scale, chance in zip(settings.scales, settings.weights(), strict=True):
        inside = rows[rows["enters_at_scale"] <= scale]
        new = inside[inside["enters_at_scale"] == scale]
        comes = "; ".join(new["title"]) if scale > settings.scales[0] else words.plural(len(new), "scheme")
        found.append((scale, chance, len(inside), float(inside["capital_gbp"].sum()), comes or "nothing"))
    return pd.DataFrame(found, columns=["money_share", "chance_share", "scheme_count", "capital_gbp", "comes_in"])


def title(rows: pd.DataFrame) -> str:
    """What the picture shows, computed from it."""
    first, last = rows.iloc[0], rows.iloc[-1]
    return (
        f"From {percent(first['money_share'])} to {percent(last['money_share'])} of the money the list grows from "
        f"{words.plural(int(first['scheme_count']), 'scheme')} to {int(last['scheme_count'])}"
    )


def table(run: Run) -> pd.DataFrame:
    """One row a scheme in the order of the list: position, title, holds, decision, capital_gbp, capital_so_far_gbp."""
    rows = _named(run)
    decisions = lookup(run.ranked, "bid_id", "decision")
    return pd.DataFrame(
        {
            "position": [r.position for r in each(rows)],
            "title": list(rows["title"]),
            "holds": [_holds(r.enters_at_scale, run) for r in each(rows)],
            "decision": [words.DECISIONS.get(decisions[r.bid_id], "") for r in each(rows)],
            "capital_gbp": list(rows["capital_gbp"]),
            "capital_so_far_gbp": list(rows["capital_gbp"].where(rows["enters_at_scale"].notna()).cumsum()),
        }
    )


def _named(run: Run) -> pd.DataFrame:
    """The list with each scheme's title and capital, in order."""
    if run.priority is None:
        raise ValueError("this run has no priority list")
    named = run.ranked[["bid_id", "title", "capital_gbp"]]
    return (
        run.priority.rows[["position", "bid_id", "enters_at_scale"]].merge(named, on="bid_id").sort_values("position")
    )


def _holds(scale: float, run: Run) -> str:
    """At which amounts a scheme is in."""
    scales = run.prepared.case.settings.priority_list.scales
    if not words.known(scale):
        return "○ In at none of them"
    return "● In at every amount" if scale <= scales[0] else f"◐ In from {percent(scale)}"


def cost(run: Run) -> str:
    """What being a list costs, in a sentence."""
    found = run.priority
    if found is None:
        return ""
    most = found.expected_value_bound - found.expected_value
    return (
        f"A list agreed in advance must hold at every amount, so it gives something up: over the range it should be "
        f"worth {found.expected_value:,.1f} points, and choosing afresh each time, once the money is known, at most "
        f"{max(0.0, most):,.1f} points more. The best list for one amount alone may have schemes that this one never "
        "has: Frontier draws it."
    )

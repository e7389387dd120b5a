"""What a scenario changes, in words: said wherever figures may be those of a what-if."""

from collections.abc import Mapping
from typing import Any

from prioritise.case.case import Case
from prioritise.case.rows import lookup
from prioritise.criteria import criteria_in_force
from prioritise.funding import RULES
from prioritise.funding.raw import percent
from prioritise.record.scenario import Scenario
from prioritise.ui import words
from prioritise.ui.views import housing, priority, shares

CHOSEN: dict[str, tuple[str, dict[str, str]]] = {
    "housing_future": ("Housing future", housing.future_names()),
    "people_by": ("People in a home", housing.preset_names()),
    "shares_by": ("How people are shared over practices", words.WAYS),
}
"""Settings chosen by name on screen: what they are called, and their choices."""
NUMBERS = {
    "revenue_limit_gbp_per_year": "Most added revenue, £ a year",
    "max_starts_per_year": "Most starts in a financial year",
}
"""Settings that are numbers, by their names on screen."""
SHARES = {"secured_share": "Secured money that counts", "requested_share": "Requested money that counts"}
"""Settings that are parts of a whole, by their names on screen."""
FACTS = {
    "capital_gbp": "asks",
    "revenue_gbp_per_year": "adds revenue of",
    "earliest_start": "starts at the earliest in",
    "latest_start": "starts at the latest in",
    "started": "already started:",
    "choice_group": "choice group:",
    "requires": "needs first:",
}
"""Facts of a bid that a what-if may change, as they are said after its title."""
_RULES = {"must": "must be funded", "never": "never funded", "free": "free to be in or out"}


def change_lines(scenario: Scenario, case: Case) -> list[str]:
    """What a scenario changes of a case, a line each, with the names on screen; empty for the case as it stands."""
    s = scenario
    bids = lookup(case.table("bids"), "bid_id", "title")
    pots = lookup(case.table("pots"), "pot_id", "name")
    lines = [f"All pots at {percent(f)} of their money" if p == "*" else f"{pots.get(p, p)} at {percent(f)}"
             for p, f in sorted(s.pot_scale.items())]  # fmt: skip
    lines += [f"{pots.get(p, p)}: {words.gbp(v)}" for p, v in sorted(s.pot_amounts_gbp.items())]
    lines += [f"{pots.get(p, p)} not used" for p in s.pots_off]
    lines += ["Requested money counts"] if s.count_requested else []
    lines += [f"{bids.get(b, b)}: {_RULES[w]}" for b, w in sorted(s.bids.items())]
    lines += [
        f"{bids.get(b, b)} {FACTS[k]} {_fact(k, v, bids)}" for b, f in sorted(s.bid_facts.items()) for k, v in f.items()
    ]
    lines += [_scores(bids.get(b, b), own, case) for b, own in sorted(s.scores.items()) if own]
    criteria = lookup(criteria_in_force(case), "criterion_id", "name")
    lines += [f"Weight of {criteria.get(c, c)}: {_value(w)}" for c, w in sorted(s.weights.items())]
    return [*lines, *(line for k, v in sorted(s.settings.items()) for line in _setting(k, v, case))]


def _fact(name: str, value: Any, bids: Mapping[str, str]) -> str:
    """A changed fact of a bid as people write it."""
    if name == "requires":
        return ", ".join(bids.get(b, b) for b in value or ()) or "nothing"
    if value is None:
        return "none"
    if name.endswith(("_gbp", "_per_year")):
        return words.gbp(value) + (" a year" if name.endswith("_per_year") else "")
    return words.year(value) if name.endswith("_start") else str(value)


def _scores(title: str, own: Mapping[str, float], case: Case) -> str:
    """A bid's changed scores, by the names of the criteria."""
    names = lookup(criteria_in_force(case), "criterion_id", "name")
    return f"{title} scores " + ", ".join(f"{names.get(c, c)} {v:.4g}" for c, v in sorted(own.items()))


def _setting(name: str, value: Any, case: Case) -> list[str]:
    """A setting that was changed, by the names on screen where it is a choice among some; of a table, each key."""
    own = getattr(case.settings, name, None)
    listed = name == "priority_list" and isinstance(value, Mapping)
    told = priority.said(value, case) if listed else shares.lines(name, value, shares.cluster_names(case), own)
    if told or listed:
        return [f"{line[:1].upper()}{line[1:]}" for line in told]
    if name == "rules_on":
        names = {rule.id: rule.title for rule in RULES}
        return [f"Rules switched on: {', '.join(names.get(r, r) for r in value) or 'none'}"]
    if name in SHARES and value is not None:
        return [f"{SHARES[name]}: {percent(value)}"]
    title, names = CHOSEN.get(name, (NUMBERS.get(name, name.replace("_", " ")), {}))
    if isinstance(value, dict):
        return [f"{title}, {str(k).replace('_', ' ')}: {_value(v)}" for k, v in sorted(value.items())]
    if name == "first_year" and isinstance(value, int):
        return [f"{title}: {words.year(value)}"]
    return [f"{title}: {names.get(value, value) if isinstance(value, str) else _value(value)}"]


def _value(value: Any) -> str:
    """A value of a setting as people write it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"
    return ", ".join(_value(v) for v in value) if isinstance(value, list | tuple) else str(value)


def choices_in_force(case: Case) -> list[str]:
    """The settings chosen by name as they stand in a case, one each: `housing future: As planned`."""
    values = case.settings.model_dump()
    return [f"{title[0].lower()}{title[1:]}: {names.get(values[k], values[k])}" for k, (title, names) in CHOSEN.items()]

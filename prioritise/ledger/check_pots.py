"""Where the pots of a case and the contributions behind them do not agree: amounts, dates, practices."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.ledger.force import Force
from prioritise.ledger.model import gbp_words, row_key
from prioritise.ledger.point import point
from prioritise.ledger.pot_terms import Allowed, allowed
from prioritise.ledger.pots import against_pots
from prioritise.years import day_words

PENNY = 0.005


def pot_points(case: Case, steps: pd.DataFrame, force: Force, on: dt.date | None) -> Iterator[Issue]:
    """Every doubt about the pots behind which contributions stand.

    Args:
        case: the case.
        steps: `ledger.pots.steps_of_case` on the day.
        force: what is in force on the day.
        on: the day looked at.
    """
    keys = [row_key(o, r) for o, r in zip(steps["organisation"], steps["reference"], strict=True)]
    steps = steps.assign(key=keys)
    yield from _stated(case, steps, force)
    yield from _amounts(case, on)
    yield from _wider(case, steps, force)


def _stated(case: Case, steps: pd.DataFrame, force: Force) -> Iterator[Issue]:
    """Pots that contributions state and do not stand in."""
    there = set(case.table("pots")["pot_id"])
    step_of = steps.set_index("key").to_dict("index")
    rows = force.contributions[force.contributions["pot_id"].notna()]
    for i, key, reference, stated in zip(rows.index, rows["key"], rows["reference"], rows["pot_id"], strict=True):
        step = step_of[key]
        if step["own_pot"]:
            said = f"{reference}: {step['own_pot']}"
            done = f"its money is in a pot of its own, {step['pot_id']}, so that none is used more widely or later"
            yield point(("contributions", i, "pot_id"), "pot_apart", str(stated), said, done)
        elif there and stated not in there:
            said = f"{reference} is in pot {stated}, which is not among the pots"
            yield point(("contributions", i, "pot_id"), "no_such_pot", str(stated), said, "in no pot")


def _amounts(case: Case, on: dt.date | None) -> Iterator[Issue]:
    compared = against_pots(case, on)
    rows, yearly = _first_rows(case, "pots"), _first_rows(case, "pot_years")
    for pot in compared[compared["difference_gbp"].abs() > PENNY].to_dict("records"):
        said = (
            f"pot {pot['pot_id']} has {gbp_words(pot['pot_gbp'])} left to commit, and the ledger says "
            f"{gbp_words(pot['ledger_gbp'])} ({pot['working']})"
        )
        table, row, done = "pots", rows[pot["pot_id"]], "the pot's own amount is used"
        if pot["pot_id"] in yearly:
            table, row, done = "pot_years", yearly[pot["pot_id"]], "its years are used: put them right in pot_years"
        yield point((table, row, "amount_gbp"), "pot_not_as_ledger", str(pot["pot_id"]), said, done)


def _first_rows(case: Case, table: str) -> dict[str, int]:
    """Pot -> the first row it has in a table."""
    found: dict[str, int] = {}
    for row, pot_id in case.table(table)["pot_id"].items():
        found.setdefault(str(pot_id), int(str(row)))
    return found


def _wider(case: Case, steps: pd.DataFrame, force: Force) -> Iterator[Issue]:
    """Pots that may be used later, or for other practices, than the deeds of what is in them allow."""
    pots = case.table("pots")
    rows = force.contributions.set_index("key")
    held = steps[(steps["why_no_pot"] == "") & steps["pot_id"].isin(pots["pot_id"])]
    place, said_of = _first_rows(case, "pots"), pots.to_dict("index")
    for pot_id, group in held.groupby("pot_id", sort=True):
        row = place[str(pot_id)]
        pot, names = said_of[row], ", ".join(group["reference"])
        together = allowed(rows.loc[list(group["key"])])
        if together.spend_by is not None and not pot["spend_by"] <= together.spend_by:
            now = "has no spend-by date" if pd.isna(pot["spend_by"]) else f"is open to {day_words(pot['spend_by'])}"
            said = f"pot {pot_id} {now}, and {names} must be spent by {day_words(together.spend_by)}"
            done = "the pot's own date is used: set the earlier one, unless the developer has agreed to the later"
            yield point(("pots", row, "spend_by"), "pot_later_than_deed", str(pot_id), said, done)
        if other := _beyond(pot, together):
            said = f"pot {pot_id} may pay for {other}, which not every deed of {names} names"
            done = "the pot's own practices are used: narrow them, or give each contribution a pot of its own"
            yield point(("pots", row, "for_practices"), "pot_wider_than_deed", str(pot_id), said, done)


def _beyond(pot: Mapping[Any, Any], together: Allowed) -> str:
    """What a pot may pay for beyond the practices that all its deeds name, "" for nothing.

    A pot that names sites is taken as within them, unless its deeds have no practice in common.
    """
    named = pot["for_practices"] if isinstance(pot["for_practices"], tuple) else ()
    if together.disjoint:
        return ", ".join(named or (f"site {s}" for s in pot["for_sites"])) or "any practice"
    if not together.practices or pot["for_sites"]:
        return ""
    return ", ".join(c for c in named if c not in together.practices) if named else "any practice"

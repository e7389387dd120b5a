"""Money that would lapse: what the list saves, what could be saved, and at what price, as the page shows them."""

from collections.abc import Mapping

import pandas as pd

from prioritise.funding.facts import PENCE_IN_POUND
from prioritise.funding.lapse import lapse_table
from prioritise.optimise.at_risk import PER_GBP, Saving, saving_of
from prioritise.pipeline import Prepared
from prioritise.ui import words
from prioritise.ui.views import bids
from prioritise.ui.views.rivals import titles_of

MINE, MOST = "The list in force", "Saves the most"


def of_list(prepared: Prepared, starts: Mapping[str, int]) -> Saving:
    """What a list saves."""
    return saving_of(prepared.problem, starts)


def pounds(pence: float) -> float:
    """Pence as pounds."""
    return pence / PENCE_IN_POUND


def answer(mine: Saving) -> str:
    """The answer to "What would save the money that lapses?" in one sentence."""
    if not mine.lapsing_pence:
        return "No money in this case lapses within the years looked at, so there is none to save."
    return (
        f"{words.gbp(pounds(mine.lapsing_pence))} would lapse within the years looked at if nobody spent it. The list "
        f"in force spends {words.gbp(pounds(mine.saved_pence))} of it and lets {words.gbp(pounds(mine.lost_pence))} go."
    )


def beyond_saving(mine: Saving, pots_after: pd.DataFrame) -> str:
    """Money that lapses before any year could use it, which other pages count too; "" where there is none.

    Args:
        mine: the list in force.
        pots_after: what its run leaves in each pot, with `lapses_gbp`.
    """
    more = float(pots_after["lapses_gbp"].sum()) - pounds(mine.lost_pence)
    if more < 1 / PENCE_IN_POUND:
        return ""
    return (
        f"Another {words.gbp(more)} lapses that no whole year looked at could use, so no list could save it. The Money "
        "and What if pages count it too."
    )


def compare_answer(mine: Saving, most: Saving) -> str:
    """What the list that saves most would save more, and give up."""
    more, less = most.saved_pence - mine.saved_pence, mine.value - most.value
    bound = most.lapsing_pence if most.bound is None else min(most.bound, most.lapsing_pence)
    if more <= 0:
        if bound < mine.saved_pence + PENCE_IN_POUND:
            return "No list saves more of it: what the list in force lets go, no lawful list could spend."
        return f"No list that saves more of it was found. No lawful list saves more than {words.gbp(pounds(bound))}."
    rate = less / (pounds(more) / PER_GBP)
    price = (
        f"for {words.number(less, 1)} points of value less, or {words.number(rate, 1)} points for each £100,000"
        if less > 0
        else f"and it is worth {words.number(-less, 1)} points more: the list in force was not proved to be the best"
        if less < 0
        else "and it is worth as much"
    )
    return (
        f"A list that saves {words.gbp(pounds(most.saved_pence))} was found: {words.gbp(pounds(more))} more than now, "
        f"{price}. No lawful list saves more than {words.gbp(pounds(bound))}."
    )


def rows(lists: Mapping[str, Saving], prepared: Prepared) -> pd.DataFrame:
    """One row a list: its value, what it saves and loses, its capital and schemes, what comes in and goes out."""
    titles, mine = bids.names(prepared), set(lists[MINE].starts)
    found = [
        (
            name,
            s.value,
            pounds(s.saved_pence),
            pounds(s.lost_pence),
            pounds(s.capital_pence),
            len(s.starts),
            "" if name == MINE else titles_of(sorted(set(s.starts) - mine), titles),
            "" if name == MINE else titles_of(sorted(mine - set(s.starts)), titles),
        )
        for name, s in lists.items()
    ]
    columns = ["list_name", "points_found", "saved_gbp", "lost_gbp", "capital_gbp", "scheme_count",
               "comes_in_titles", "goes_out_titles"]  # fmt: skip
    return pd.DataFrame(found, columns=columns)


def pot_rows(lists: Mapping[str, Saving], prepared: Prepared) -> pd.DataFrame:
    """One row a pot and day on which some list lets money lapse, soonest first: pot, spend_by_day, left by each."""
    names = dict(zip(prepared.case.table("pots")["pot_id"], prepared.case.table("pots")["name"], strict=True))
    left: dict[tuple[object, str], dict[str, float]] = {}
    for name, saving in lists.items():
        payments = [(pot, bid, year, pence) for (pot, bid, year), pence in saving.payments.items()]
        table = lapse_table(prepared.problem, payments)
        for row in table[table["unusable"].eq("")].to_dict("records"):
            left.setdefault((row["lapses_on"], str(row["pot_id"])), {})[name] = float(row["left_gbp"])
    found = [
        {"pot": names.get(pot, pot), "spend_by_day": day, **{f"{n} (£)": by.get(n, 0.0) for n in lists}}
        for (day, pot), by in sorted(left.items(), key=lambda i: (str(i[0][0]), i[0][1]))
        if any(by.values())
    ]
    table = pd.DataFrame(found)
    return table.assign(spend_by_day=pd.to_datetime(table["spend_by_day"])) if len(table) else table


def bars(lists: Mapping[str, Saving]) -> pd.DataFrame:
    """One row a list and part: list_name, part ("Saved" or "Lapses"), amount_gbp."""
    long = [
        (name, part, pounds(pence))
        for name, s in lists.items()
        for part, pence in (("Saved", s.saved_pence), ("Lapses", s.lost_pence))
    ]
    return pd.DataFrame(long, columns=["list_name", "part", "amount_gbp"])

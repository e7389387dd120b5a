"""Lists under the housing futures, as the Robustness page shows them."""

import pandas as pd

from prioritise.evidence.futures import FUTURES
from prioritise.pipeline import Prepared
from prioritise.sweep.futures import IN_FORCE as MINE
from prioritise.sweep.futures import LEAST_REGRET as SAFEST
from prioritise.sweep.futures import Outlook
from prioritise.ui import words
from prioritise.ui.views import bids
from prioritise.ui.views.rivals import titles_of

OUT_OF_TIME = " The clock stopped some of the searches: another machine might find better lists."
NONE_TO_SPEAK_OF, LESS_THAN_SHOWN = 0.001, 0.05


def future_name(future: str) -> str:
    """Name of a housing future."""
    return FUTURES[future].name if future in FUTURES else future


def outlook_rows(outlook: Outlook) -> pd.DataFrame:
    """One row a list: list_name, one column a future (its value), expected_value, worst_regret, worst_when, bad_end."""
    wide = outlook.lists.pivot_table("value", "list", "housing_future", "first", sort=False)
    rows = outlook.table.set_index("list")
    wide = wide.loc[rows.index, list(outlook.best)].rename(columns=future_name).round(1)
    found = wide.assign(
        expected_points=rows["expected_value"].round(1),
        worst_regret_points=rows["worst_regret"].round(1),
        worst_when=[
            future_name(f) if r > 0 else "" for f, r in zip(rows["worst_future"], rows["worst_regret"], strict=True)
        ],
        bad_end_points=rows["bad_end"].round(1),
    )
    return found.rename_axis("list_name").reset_index()


def regret_rows(outlook: Outlook) -> pd.DataFrame:
    """One row a list and future: list_name, future_name, regret (points short of the best for that future)."""
    long = outlook.lists
    return pd.DataFrame(
        {"list_name": long["list"], "future_name": long["housing_future"].map(future_name), "regret": long["regret"]}
    )


def outlook_answer(outlook: Outlook) -> str:
    """How the list in force stands under the futures, which list is safest, and whether the clock stopped a search."""
    return _standing(outlook) + (OUT_OF_TIME if outlook.out_of_time else "")


def _standing(outlook: Outlook) -> str:
    table = outlook.table.set_index("list")
    mine, safe = table.loc[MINE], table.loc[SAFEST]
    if mine["worst_regret"] <= NONE_TO_SPEAK_OF * max(outlook.best.values()):
        worths = outlook.lists[outlook.lists["list"] == MINE].set_index("housing_future")["value"]
        short = max((outlook.bound[f] - worths[f]) / max(worths[f], 1e-9) for f in outlook.bound)
        return (
            "Whatever the builders do, no list was found that would be worth more: the list in force is within "
            f"{words.share_fine(short)} of the best in every future, proved."
        )
    said = (
        f"At worst ({future_name(str(mine['worst_future'])).lower()}) the list in force would be "
        f"{words.number(mine['worst_regret'], 1)} points short of the best found for what came."
    )
    if safe["worst_regret"] < mine["worst_regret"] - LESS_THAN_SHOWN:
        return f"{said} The safest list found would never be more than {words.number(safe['worst_regret'], 1)} short."
    return f"{said} No list found does better than that."


def chances(outlook: Outlook) -> str:
    """How likely each future is taken to be, and what the bad end is."""
    said = ", ".join(f"{future_name(f).lower()} {words.share(p)}" for f, p in outlook.likelihood.items())
    return (
        f"Taken as likely: {said}. The bad end is the mean over the worse {words.share(outlook.tail)} of the chances. "
        "Both are assumptions, for the forum to set."
    )


def flips(outlook: Outlook, prepared: Prepared) -> pd.DataFrame:
    """One row a list of other schemes than that in force: list_name, comes_in_titles, goes_out_titles."""
    titles, mine = bids.names(prepared), set(outlook.starts[MINE])
    rows = [
        (name, titles_of(sorted(set(s) - mine), titles), titles_of(sorted(mine - set(s)), titles))
        for name, s in outlook.starts.items()
        if set(s) != mine
    ]
    return pd.DataFrame(rows, columns=["list_name", "comes_in_titles", "goes_out_titles"])

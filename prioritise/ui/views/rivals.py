"""The strongest competitors of a list, and the lists that no other beats, as the Robustness page shows them."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from prioritise.panel.points import Points
from prioritise.pipeline import Prepared
from prioritise.sweep.defend import Defence
from prioritise.sweep.dominance import Unbeaten, too_many
from prioritise.sweep.tally import CLOSE, CORE, OUT, Thresholds
from prioritise.ui import words
from prioritise.ui.views import bids
from prioritise.ui.views.robust import VERDICTS, criteria_names

SLIGHT = 0.005
"""A share of weight that rounds to none."""
ALL = "All the weight on"
NIL = 1e-6
"""Part of a value by which two lists must differ to be told apart."""


def rivals(defence: Defence, prepared: Prepared) -> pd.DataFrame:
    """One row a way to weigh, the largest loss first: weighing, loss_share, comes_in, goes_out."""
    names, titles = criteria_names(prepared), bids.names(prepared)
    rows = []
    for number in range(len(defence.rivals)):
        row, share = defence.rivals.iloc[number], defence.weights.iloc[number]
        rows.append(
            (_weighing(share, names), row["loss"], row["loss_share"], titles_of(row["comes_in"], titles),
             titles_of(row["goes_out"], titles))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["weighing", "loss_points", "loss_share", "comes_in_titles", "goes_out_titles"])


def titles_of(ids: Sequence[str], titles: Mapping[str, str]) -> str:
    """Titles of bids in a line."""
    return "; ".join(titles.get(i, i) for i in ids) or "nothing"


def _weighing(share: "pd.Series[float]", names: Mapping[str, str]) -> str:
    heavy = share[share > SLIGHT].sort_values(ascending=False, kind="stable")
    if len(heavy) == 1:
        return f"{ALL} {names[str(heavy.index[0])]}"
    return ", ".join(f"{names[str(c)]} {words.share(w)}" for c, w in heavy.items())


def _with(weighing: str) -> str:
    """A way to weigh within a sentence."""
    return f"with {weighing[:1].lower()}{weighing[1:]}" if weighing.startswith(ALL) else f"with the weights {weighing}"


def defence_answer(defence: Defence, prepared: Prepared) -> str:
    """How the list stands against its strongest competitor."""
    top = defence.rivals.iloc[0]
    if top["loss"] <= 0:
        if defence.exact and defence.most <= NIL * max(1.0, abs(top["value"])):
            return "No other list beats this one, whichever of the allowed ways to weigh is right: proved."
        most = "" if math.isinf(defence.most) else f"; {words.number(defence.most, 1)} points more are not ruled out"
        return f"At none of the ways that were tried was a list found that is worth more than this one{most}."
    row = rivals(defence, prepared).iloc[0]
    place = "" if defence.exact else " of the ways that were tried (some scores are not known, so there may be worse)"
    return (
        f"At worst{place} this list gives up {words.share_fine(top['loss_share'])} of the value that could be had: "
        f"{_with(row['weighing'])}, a list that has "
        f"{words.plural(len(top['comes_in']), 'other scheme')} in place of {len(top['goes_out']):,} would be better."
    )


def why_not_exact(prepared: Prepared) -> str:
    """Why the lists that no other beats cannot be listed one by one; "" where they can."""
    return too_many(prepared.problem, Points.of(prepared.scored, prepared.case))


def unbeaten_answer(found: Unbeaten, limits: Thresholds) -> str:
    """What the lists that no other beats have in common."""
    said = [limits.verdict(share) for share in found.core_index.values()]
    many = len(found.lists)
    return (
        f"{words.plural(many, 'list is', 'lists are')} beaten by no other, whatever the weights allowed: "
        f"{said.count(CORE)} schemes are in every one, {said.count(OUT)} in none, {said.count(CLOSE)} in some. This is "
        "exact: every list that keeps the rules was looked at."
    )


def unbeaten_rows(found: Unbeaten, prepared: Prepared, limits: Thresholds) -> pd.DataFrame:
    """One row a bid: title, how_sure, unbeaten_share."""
    names = bids.names(prepared)
    rows = [(names.get(b, b), VERDICTS[limits.verdict(s)], s) for b, s in found.core_index.items()]
    table = pd.DataFrame(rows, columns=["title", "how_sure", "unbeaten_share"])
    return table.sort_values(["unbeaten_share", "title"], ascending=[False, True], ignore_index=True)

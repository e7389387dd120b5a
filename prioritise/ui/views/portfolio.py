"""Who can reach a surgery before and after a list, as the Prioritise page shows it."""

import pandas as pd

from prioritise.evidence.portfolio import Portfolio, compared, portfolio_access
from prioritise.evidence.travel import TravelRules
from prioritise.pipeline import Run
from prioritise.ui import words
from prioritise.ui.views import bids
from prioritise.ui.views.access import GROUPS
from prioritise.ui.views.travel import minutes_line

SPACE = ["people_group", "residents", "two_step_per_1000_before", "two_step_per_1000_after",
         "three_step_per_1000_before", "three_step_per_1000_after"]  # fmt: skip
MINUTES = ["people_group", "residents", "near_share_before", "near_share_after", "far_share_before", "far_share_after"]


def found(run: Run) -> Portfolio | None:
    """Access before and after the schemes a run funds; None where it cannot be told, or there is no list."""
    if not run.result.status.has_answer:
        return None
    prepared = run.prepared
    return portfolio_access(prepared.case, prepared.assumptions, sorted(run.result.starts))


def rows(portfolio: Portfolio) -> pd.DataFrame:
    """One row a group of people, by deprivation, in town and country, and everybody last."""
    found = compared(portfolio)
    order = {pair: at for at, pair in enumerate([*list(GROUPS)[1:], ("all", "all")])}
    pairs = list(zip(found["by"], found["group"], strict=True))
    found = found.assign(people_group=[GROUPS[p] for p in pairs], order=[order[p] for p in pairs])
    return found.sort_values("order", ignore_index=True).rename(columns={"people": "residents"})


def title(portfolio: Portfolio) -> str:
    """The takeaway: space in reach of everybody, and the group that gains most."""
    table = rows(portfolio)
    everybody = table.iloc[-1]
    gain = table["two_step_per_1000_after"] - table["two_step_per_1000_before"]
    groups = table.assign(gain=gain)[table["by"].eq("fifth")].sort_values("gain", ascending=False, kind="stable")
    before, after = everybody["two_step_per_1000_before"], everybody["two_step_per_1000_after"]
    if not (words.known(before) and words.known(after)):
        return "What this list would do for space in reach is not known"
    said = f"Space in reach would go from {before:,.1f} to {after:,.1f} m² {portfolio.before.supply} for 1,000 people"
    top = groups.iloc[0] if len(groups) else None
    if top is None or not top["gain"] > 0:
        return said
    return f"{said}, most for the {str(top['people_group']).lower()}"


def answer(portfolio: Portfolio) -> str:
    """How much space the list adds where it counts, and what it does to the nearest surgery."""
    table, rules = rows(portfolio), portfolio.before.rules
    everybody = table.iloc[-1]
    counted = int(portfolio.schemes["reason"].eq("").sum())
    said = (
        f"{words.plural(counted, 'scheme')} of this list {'adds' if counted == 1 else 'add'} "
        f"{words.m2(portfolio.after.total - portfolio.before.total)} that can be counted."
    )
    near = _change("near_share", everybody, f"within {rules.near_minutes:g} minutes of a surgery")
    far = _change("far_share", everybody, f"within {rules.far_minutes:g}")
    return f"{said} Of all the people here {near}; {far}."


def _change(measure: str, everybody: "pd.Series[float]", where: str) -> str:
    before, after = (words.share_fine(everybody[f"{measure}_{w}"]) for w in ("before", "after"))
    return f"{before} live {where}, as before" if before == after else f"{after} live {where}, up from {before}"


def schemes(portfolio: Portfolio, run: Run) -> pd.DataFrame:
    """One row a scheme of the list: title, space added, whether it is counted or why not."""
    names = bids.names(run.prepared)
    table = portfolio.schemes
    return pd.DataFrame(
        {
            "title": [names.get(b, b) for b in table["bid_id"]],
            "added_area_m2": table["added_area_m2"],
            "scheme_counted": table["reason"].mask(table["reason"].eq(""), "counted"),
        }
    ).sort_values(["scheme_counted", "title"], ignore_index=True)


def notes(portfolio: Portfolio, run: Run) -> list[str]:
    """How it was made and what it leaves out."""
    left = portfolio.schemes[portfolio.schemes["reason"].ne("") & portfolio.schemes["reason"].ne("it adds no space")]
    lines = [
        "For the people registered today, every scheme built. Space a scheme adds is taken to be "
        f"{portfolio.after.supply}; a scheme with a place of its own counts there as one more surgery.",
        "Both measures are m² for 1,000 people. By two steps everybody counts at every surgery in reach, the nearest "
        "most. By three steps people are first dealt out over the surgeries in reach, each counting once; a new "
        "surgery that draws people from others can lower this for some.",
        minutes_line(
            portfolio.before.provenance, TravelRules.of(run.prepared.assumptions), "the middle of each small area"
        ),
        "Fifths are of the people of this case, the most deprived first. Surgeries outside it are not counted.",
    ]
    if len(left):
        lines.append(f"Not counted, for want of knowledge: {words.plural(len(left), 'scheme')}, listed below.")
    return lines

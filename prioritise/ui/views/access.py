"""Who can reach a surgery, as the pages show it."""

import pandas as pd

from prioritise.evidence.access import Access, area_access, summary, usual_basis
from prioritise.evidence.space import practice_space
from prioritise.evidence.travel import TravelRules
from prioritise.evidence.ways import ground_of
from prioritise.pipeline import Prepared
from prioritise.ui import words
from prioritise.ui.views import gaps
from prioritise.ui.views.travel import minutes_line

COLUMNS = ["people_group", "residents", "near_share", "far_share", "two_step_per_1000", "three_step_per_1000"]
NO_ANSWER = (
    "Who can reach a surgery cannot be told here: it takes registrations by small area, the outlines of those areas, "
    "and practices on the map."
)
GROUPS = {
    ("all", "all"): "Everybody",
    ("fifth", "1"): "Most deprived fifth",
    ("fifth", "2"): "Second fifth",
    ("fifth", "3"): "Middle fifth",
    ("fifth", "4"): "Fourth fifth",
    ("fifth", "5"): "Least deprived fifth",
    ("fifth", "unknown"): "Deprivation not known",
    ("ground", "town"): "Town",
    ("ground", "country"): "Country",
}


def found(prepared: Prepared) -> Access | None:
    """Access as things are, on the basis most floor areas are on; None where it cannot be told."""
    case = prepared.case
    return area_access(ground_of(case, prepared.assumptions), usual_basis(case))


def table(access: Access) -> pd.DataFrame:
    """One row a group of people (`COLUMNS`): by deprivation, in town and country, and everybody last."""
    rows = summary(access.areas)
    order = {pair: at for at, pair in enumerate([*list(GROUPS)[1:], ("all", "all")])}
    pairs = list(zip(rows["by"], rows["group"], strict=True))
    rows = rows.assign(people_group=[GROUPS[p] for p in pairs], order=[order[p] for p in pairs])
    return rows.sort_values("order", ignore_index=True).rename(columns={"people": "residents"})[COLUMNS]


def answer(access: Access) -> str:
    """Who can reach a surgery, in two sentences with the figures."""
    rows = table(access).set_index("people_group")
    everybody = rows[rows.index == "Everybody"].iloc[0]
    near, far = _part(float(everybody["near_share"])), _part(float(everybody["far_share"])).lower()
    said = (
        f"{near} of the {words.number(everybody['residents'])} people registered here live within "
        f"{access.rules.near_minutes:g} minutes by car of a surgery of this case, and {far} within "
        f"{access.rules.far_minutes:g}."
    )
    return f"{said} {_between(rows, access)}".strip()


def _between(rows: pd.DataFrame, access: Access) -> str:
    """Space in reach of the most and the least deprived fifth; "" where either is not known."""
    most, least = (rows["two_step_per_1000"].get(g) for g in ("Most deprived fifth", "Least deprived fifth"))
    if not (words.known(most) and words.known(least)):
        return ""
    return (
        f"The most deprived fifth have {words.m2(most)} {access.supply} in reach for every 1,000 people, "
        f"the least deprived fifth {words.m2(least)}."
    )


def _part(share: float) -> str:
    """A share in words that does not round some to none or all: `All`, `Over 99%`, `96%`, `Under 1%`, `None`."""
    if share in (0, 1):
        return "All" if share else "None"
    rounded = f"{share:.0%}"
    return {"100%": "Over 99%", "0%": "Under 1%"}.get(rounded, rounded)


def notes(access: Access, prepared: Prepared) -> list[str]:
    """How the table was made and what it leaves out, a sentence or two a line."""
    rules, travel = access.rules, TravelRules.of(prepared.assumptions)
    lines = [
        f"Near is within {rules.near_minutes:g} minutes by car, in reach within {rules.far_minutes:g}.",
        minutes_line(access.provenance, travel, "the middle of each small area"),
        f"Space is floor area ({access.supply}) for every 1,000 people, shared with all others who can reach it, the "
        "nearest counting most. Fifths are of the people of this case, not of England.",
        "Surgeries outside this case are not counted, so places near its border look worse off than they are.",
    ]
    return [*lines, *_left_out(access, prepared), *_assumed(access, prepared)]


def _left_out(access: Access, prepared: Prepared) -> list[str]:
    """How many practices are left out of the space; none where none is."""
    count, every = len(access.left_out), len(prepared.case.table("practices"))
    said = (
        f"The floor area of {count} of {words.plural(every, 'practice')} is not counted, as it is not known or not on "
        f"{access.supply}; the people round them have more than is shown."
    )
    return [said] if count else []


def _assumed(access: Access, prepared: Prepared) -> list[str]:
    """How many of the floor areas counted were estimated; none where none was."""
    space = practice_space(prepared.case)
    count = int(space["area_assumed"][~space.index.isin(access.left_out["practice_code"])].sum())
    return [f"Floor areas are assumed, not measured, for {words.plural(count, 'practice')}."] if count else []


def left_out(access: Access, prepared: Prepared) -> pd.DataFrame:
    """One row a practice whose space is not counted, by name: practice, unknown_reason."""
    names = gaps.names(prepared)
    rows = access.left_out.assign(
        practice=[names.get(c, c) for c in access.left_out["practice_code"]], unknown_reason=access.left_out["reason"]
    )
    return rows.sort_values(["practice", "practice_code"], ignore_index=True)[["practice", "unknown_reason"]]

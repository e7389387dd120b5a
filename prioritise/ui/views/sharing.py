"""How the people of developments are shared over practices, as the pages show it."""

import numpy as np
import pandas as pd

from prioritise.ask.practices import LEAST_SHARE, NO_ROOM
from prioritise.evidence.measure import HIDE_ONE, NEAREST, OVERLAP_COLUMNS, SHIPPED, overlap_table
from prioritise.evidence.travel import Places, provenance
from prioritise.evidence.ways import NOWHERE, WAYS, ground_of
from prioritise.evidence.ways.full_lists import FULL_LISTS
from prioritise.evidence.ways.huff import HUFF
from prioritise.evidence.ways.way import observed_weight
from prioritise.pipeline import Prepared
from prioritise.ui import words
from prioritise.ui.views.gaps import distinct_names
from prioritise.ui.views.travel import minutes_line

COLUMNS = ["practice", "share", "people", "before_share", "observed_share", "predicted_share", "distance_km"]
MAYBE = ("before_share", "observed_share", "predicted_share")
"""Columns that only some ways fill."""

LEAST_LEFT = 0.5  # fewer than one person is not spoken of


def in_force(prepared: Prepared) -> str:
    """Id of the way in force."""
    return str(prepared.case.settings.shares_by)


def developments(prepared: Prepared) -> dict[str, str]:
    """Development id -> name, of those that are shared out; the one that brings most people first."""
    evidence = prepared.evidence
    if evidence is None or not len(evidence.shares):
        return {}
    rows = prepared.case.table("developments")
    table = pd.Series(distinct_names(rows).to_numpy(), index=rows["development_id"])
    people = evidence.people.groupby("development_id")["people"].sum()
    ids = pd.Index(evidence.shares["development_id"].unique())
    order = sorted(ids, key=lambda d: (-float(people.get(d, 0.0)), d))
    return {d: str(table.get(d, d)) if words.known(table.get(d)) else d for d in order}


def explained(prepared: Prepared, development_id: str) -> pd.DataFrame:
    """One row a practice, the largest share first (`COLUMNS`), then one for all the others together.

    people is what the development brings in all times the share. observed_share and predicted_share are there where
    the way mixes the two, before_share where it is a what-if: the share by the way that it changes.
    """
    evidence = prepared.evidence
    if evidence is None:
        return pd.DataFrame(columns=COLUMNS)
    rows = evidence.shares[evidence.shares["development_id"].eq(development_id)]
    rows = rows.sort_values(["share", "practice_code"], ascending=[False, True], ignore_index=True)
    table = prepared.case.table("practices").set_index("practice_code")["name"]
    known = rows["practice_code"].map(table)
    outside = (rows["practice_code"] + " (outside this case)").mask(rows["practice_code"].eq(NOWHERE), NO_ROOM)
    people = coming(prepared, development_id)
    rows = rows.assign(practice=known.where(known.notna(), outside), people=rows["share"] * people)
    few = rows["share"].lt(LEAST_SHARE) & ~rows["before_share"].ge(LEAST_SHARE)
    rest = rows[few]
    if len(rest) > 1:
        sums = ("share", "people", "observed_share", "predicted_share", "before_share")
        last = {c: rest[c].sum(min_count=1) for c in sums}
        others = pd.DataFrame(
            [{"practice": f"{len(rest)} others, each less than {LEAST_SHARE:.1%}", "distance_km": float("nan"), **last}]
        )
        rows = pd.concat([rows[~few], others], ignore_index=True)
    return rows[COLUMNS].drop(columns=[c for c in MAYBE if not rows[c].notna().any()])


def coming(prepared: Prepared, development_id: str) -> float:
    """People a development brings in all."""
    if prepared.evidence is None:
        return 0.0
    people = prepared.evidence.people
    return float(people.loc[people["development_id"].eq(development_id), "people"].sum())


def sentence(prepared: Prepared, development_id: str) -> str:
    """How its people are shared, with the figures."""
    if prepared.evidence is None:
        return ""
    shares = prepared.evidence.shares
    rows = shares[shares["development_id"].eq(development_id)]
    if not len(rows):
        return "It has no place on the map, or no practice is on it, so its people are on no list."
    way = WAYS[str(rows["method"].iloc[0])]
    asked = in_force(prepared)
    said = f"{words.number(coming(prepared, development_id))} people in all. {way.sentence}"
    if way.id != asked:
        said += f" (“{WAYS[asked].name}” has nothing to go by here.)"
    if way.id == HUFF.id:
        said += f" {_minutes(prepared, development_id)}"
    if rows["before_share"].notna().any():
        said += f" {_passed_on(rows, coming(prepared, development_id))}"
    elif way.id == FULL_LISTS.id:
        reach = prepared.assumptions.value("access_far_minutes")
        said += f" {_offered(rows, coming(prepared, development_id), reach)}"
    mixed = rows[rows["area_patients"].notna()]
    if not len(mixed):
        return said
    there = float(mixed["area_patients"].iloc[0])
    together = shares[shares["area_code"].eq(mixed["area_code"].iloc[0])]["development_id"].unique()
    arriving = sum(coming(prepared, d) for d in together)
    weight = float(observed_weight(np.array([there]), np.array([arriving]))[0])
    others = f" from {len(together)} developments" if len(together) > 1 else ""
    return (
        f"{said} {words.number(there)} people of its small area are registered today and {words.number(arriving)} are "
        f"coming{others}, so by the end {words.share(weight)} of the answer is how the area is registered and "
        f"{words.share(1 - weight)} is told from the areas nearby."
    )


def _passed_on(rows: pd.DataFrame, people: float) -> str:
    """How many of a development's people a what-if passes on, and how many are left over."""
    moved = float((rows["before_share"] - rows["share"]).clip(lower=0.0).sum()) * people
    left = float(rows.loc[rows["practice_code"].eq(NOWHERE), "share"].sum()) * people
    said = f"{words.number(moved)} of them are passed on by practices that are full or closed"
    if left >= LEAST_LEFT:
        return f"{said}, and {words.number(left)} of those find no practice with room."
    return f"{said}; all of those find another." if moved >= LEAST_LEFT else f"{said}."


def _offered(rows: pd.DataFrame, people: float, reach_minutes: float) -> str:
    """How many of those nobody is registered near find a practice within reach."""
    left = float(rows.loc[rows["practice_code"].eq(NOWHERE), "share"].sum()) * people
    if rows["practice_code"].eq(NOWHERE).all():
        within = f"no practice is within {reach_minutes:g} minutes by car"
        return f"Nobody is registered near it and {within}: none is on a list."
    said = f"Nobody is registered near it, so they are offered to the practices within {reach_minutes:g} minutes by car"
    return f"{said}; {words.number(left)} of them find no practice with room." if left >= LEAST_LEFT else f"{said}."


def _minutes(prepared: Prepared, development_id: str) -> str:
    """Where the minutes from a development to the practices come from."""
    ground = ground_of(prepared.case, prepared.assumptions)
    here = ground.places["development_id"].eq(development_id).to_numpy()
    one = Places([development_id], ground.east_north[0][here], ground.east_north[1][here])
    found = provenance(ground.travel, one, ground.sites["site_code"])
    return minutes_line(found, ground.travel.rules, "the development")


def can_measure(prepared: Prepared) -> bool:
    """Whether the case has registrations by area to measure against."""
    return ground_of(prepared.case, prepared.assumptions).registered is not None


def overlap(prepared: Prepared) -> pd.DataFrame:
    """One row a method: method and the part of patients placed with their own practice, both ways of hiding."""
    ground = ground_of(prepared.case, prepared.assumptions)
    rows = pd.DataFrame(columns=OVERLAP_COLUMNS)
    if ground.registered is not None:
        rows = overlap_table(ground.registered, prepared.assumptions, ground.travel)
    wide = rows.pivot_table(index="method", columns="hidden", values="overlap").sort_values(HIDE_ONE, ascending=False)
    far = next(c for c in wide.columns if c != HIDE_ONE)
    wide = wide.rename(columns={HIDE_ONE: "hidden_one_share", far: "hidden_near_share"}).reset_index()
    return wide.rename(columns={"method": "way"})[["way", "hidden_one_share", "hidden_near_share"]]


def overlap_sentence(table: pd.DataFrame, km: float) -> str:
    """What the table says of the method in use."""
    shipped = table[table["way"].eq(SHIPPED)].iloc[0]
    nearest = table[table["way"].eq(NEAREST)].iloc[0]
    one, far, close = (
        f"{100 * float(of):.0f}"
        for of in (shipped["hidden_one_share"], shipped["hidden_near_share"], nearest["hidden_one_share"])
    )
    return (
        f"Of 100 patients here, the method in use places {one} with their own practice when their area's registrations "
        f"are hidden from it, and {far} when all within {km:g} km are (as for a large new estate). Sending everybody "
        f"to the nearest practice places {close}."
    )

"""The practices an application's people would register with: shares, spare capacity, and the need beyond it."""

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd

from prioritise.ask.model import Room, plain
from prioritise.ask.place import Place, check_place
from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.errors import DataFault
from prioritise.evidence.capacity import area_capacity
from prioritise.evidence.geo import FloatArray
from prioritise.evidence.inputs import SpaceStandard, space_standard
from prioritise.evidence.model import Evidence
from prioritise.evidence.shares import practice_shares
from prioritise.evidence.ways import NOWHERE
from prioritise.unknown import NOT_KNOWN
from prioritise.years import year_label

PRACTICE_COLUMNS = [
    "practice_code", "practice", "inside", "share", "method", "distance_km", "near", "people", "list_size",
    "space_patients", "list_basis", "area_basis", "available_m2", "area_assumed", "capacity_patients",
    "planned_people", "spare_patients", "people_beyond_spare", "unknown_reason",
]  # fmt: skip
LEAST_SHARE = 0.005
"""Share of the people below which a practice is not given a line of its own; every sum counts it."""
OUTSIDE = "outside this case: its space is not known here"
NO_ROOM = "No practice with room"
NO_LIST = "list size unknown"
_SITE = "the application"


def practices_affected(  # noqa: PLR0913 - the case with its evidence, and where, how many and by when
    case: Case,
    evidence: Evidence,
    assumptions: Assumptions,
    place: Place,
    people: float,
    planned_to: int | None = None,
) -> pd.DataFrame:
    """Practices that take a share of an application's people: one row a practice, the largest share first.

    capacity_patients is how many patients the practice's floor area has room for by the space standard of its basis
    (East method on NIA, the size bands on GIA), in patients of its own list; spare_patients is that less the list
    today and less planned_people, below 0 where the list is over it already; people_beyond_spare is the part of its
    share for which there is no room. All three are NaN where the space is not known, and unknown_reason says why:
    unknown is neither room nor the lack of it. near says whether the practice lies within the radius of assumption
    ask_radius_km; it is blank where the distance is not known.

    Args:
        case: the case.
        evidence: its evidence.
        assumptions: what that was made with.
        place: where the application is.
        people: people new to local practices.
        planned_to: count the people of the other developments in the case by the end of this financial year as using
            the room first; None counts none.

    Raises:
        DataFault: the place is not in England or Wales, or the year is not one of the evidence's.
    """
    _check(evidence, place, planned_to)
    shares = _shares(case, evidence, assumptions, place, people)
    now = evidence.practice_gap[evidence.practice_gap["financial_year"].eq(evidence.now)]
    names = case.table("practices")[["practice_code", "name"]].rename(columns={"name": "practice"})
    rows = shares.merge(names, on="practice_code", how="left").merge(now, on="practice_code", how="left")
    nowhere = rows["practice_code"].eq(NOWHERE)
    rows = rows.assign(
        practice=rows["practice"].fillna(rows["practice_code"]).mask(nowhere, NO_ROOM),
        people=rows["share"] * people,
        near=_near(rows["distance_km"], assumptions.value("ask_radius_km")),
        capacity_patients=_capacity(rows, space_standard(assumptions)),
        planned_people=_planned(rows["practice_code"], evidence, place, planned_to),
        unknown_reason=rows["unknown_reason"].mask(~rows["inside"], OUTSIDE).mask(nowhere, ""),
    )
    spare = (rows["capacity_patients"] - rows["list_size"] - rows["planned_people"]).mask(nowhere, 0.0)
    beyond = (rows["people"] - spare.clip(lower=0.0)).clip(lower=0.0)
    reason = rows["unknown_reason"].fillna("").mask(spare.isna() & rows["unknown_reason"].eq(""), NO_LIST)
    rows = rows.assign(spare_patients=spare, people_beyond_spare=beyond, unknown_reason=reason)
    rows = rows.sort_values(["share", "practice_code"], ascending=[False, True], ignore_index=True)
    return rows[PRACTICE_COLUMNS]


def _near(distance_km: "pd.Series[float]", radius_km: float) -> "pd.Series[bool]":
    """Whether each lies within the radius; blank where its distance is not known."""
    return distance_km.le(radius_km).astype("boolean").mask(distance_km.isna())


def told_apart(rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The practices worth a line each, and a sentence on the rest ("" when there are none).

    Practices with less than `LEAST_SHARE` of the people are told of together, unless none has more.
    """
    few = rows["share"].lt(LEAST_SHARE)
    if few.all() or not few.any():
        return rows, ""
    rest = rows[few]
    take = "practices take" if len(rest) > 1 else "practice takes"
    people = rest["people"].sum()
    return rows[
        ~few
    ], f"{len(rest)} more {take} {people:,.1f} of the people together, each less than {LEAST_SHARE:.1%}."


def closing_lines(rows: pd.DataFrame) -> list[tuple[str, float, float]]:
    """What stands below the practices worth a line each: the rest together, where there are any, and all of them.

    Returns:
        What the line is of, its share of the people, 0 to 1, and its people.
    """
    shown, _ = told_apart(rows)
    rest = rows[~rows.index.isin(shown.index)]
    lines = [(f"{len(rest)} more, each less than {LEAST_SHARE:.1%}", rest)] if len(rest) else []
    return [(name, float(of["share"].sum()), float(of["people"].sum())) for name, of in [*lines, ("All", rows)]]


def beyond_words(rows: pd.DataFrame) -> str:
    """How many people find no room in all: `1,200`, or `1,200 known` where the room of some is not known."""
    beyond = rows["people_beyond_spare"]
    if beyond.isna().all():
        return NOT_KNOWN
    return f"{round(beyond.sum()) + 0:,}{' known' if beyond.isna().any() else ''}"


def near_words(rows: pd.DataFrame, radius_km: float) -> str:
    """How many of the people would register near the site, and of how many that is not known, as a sentence."""
    known, near = rows["near"].notna(), rows["near"].fillna(False).astype(bool)
    if not known.any():
        return f"How many of them would register within {radius_km:g} km of the site is not known."
    close, unknown = rows.loc[near, "share"].sum(), rows.loc[~known, "share"].sum()
    said = f"{close:.0%} of them would register within {radius_km:g} km of the site"
    return said + (f"; for {unknown:.0%} more the distance is not known." if not known.all() else ".")


def _check(evidence: Evidence, place: Place, planned_to: int | None) -> None:
    check_place(place)
    if planned_to is not None and planned_to not in evidence.years:
        first, last = year_label(min(evidence.years)), year_label(max(evidence.years))
        raise DataFault(f"homes planned to {year_label(planned_to)}; expected a year from {first} to {last}")


def _shares(case: Case, evidence: Evidence, assumptions: Assumptions, place: Place, people: float) -> pd.DataFrame:
    """Shares of one development at the place, as the evidence shares out any other beside it."""
    developments = case.table("developments")
    others = developments[developments["development_id"].ne(place.development_id)]
    site = {
        "development_id": _SITE,
        "name": _SITE,
        "longitude": place.longitude,
        "latitude": place.latitude,
        "status": "full",
        "homes": 1,
    }
    one = pd.DataFrame({c: pd.Series([site.get(c)], dtype=developments[c].dtype) for c in developments.columns})
    coming = evidence.people.groupby("development_id")["people"].sum()
    coming = pd.concat([coming.drop(place.development_id, errors="ignore"), pd.Series({_SITE: people})])
    shares = practice_shares(case.with_table("developments", pd.concat([others, one])), assumptions, coming)
    shares = shares[shares["development_id"].eq(_SITE)]
    return shares[["practice_code", "share", "method", "distance_km", "inside"]]


def _capacity(rows: pd.DataFrame, standard: SpaceStandard) -> FloatArray:
    """Patients of its own list that each practice's floor area has room for; NaN where that is not known."""
    weight = (rows["space_patients"] / rows["patients"]).mask(rows["patients"].eq(0), 1.0).to_numpy(float)
    return area_capacity(rows["available_m2"].to_numpy(float), rows["area_basis"], weight, standard)


def _planned(codes: "pd.Series[str]", evidence: Evidence, place: Place, planned_to: int | None) -> "pd.Series[float]":
    """People of the case's other developments on each practice's list by the end of a year."""
    ledger = evidence.registrations
    if planned_to is None:
        return pd.Series(0.0, index=codes.index)
    others = ledger[ledger["financial_year"].eq(planned_to) & ledger["development_id"].ne(place.development_id)]
    return codes.map(others.groupby("practice_code")["people"].sum()).fillna(0.0).astype(float)


def doubt_of_place(rows: pd.DataFrame, assumptions: Assumptions) -> str:
    """A sentence where no practice is near enough to be affected: the place may be mistyped; "" otherwise."""
    farthest, nearest = assumptions.value("ask_farthest_km"), rows["distance_km"].min()
    if not len(rows) or not nearest > farthest:
        return ""
    return (
        f"The nearest of these practices is {nearest:,.0f} km from the site, beyond {farthest:g} km: check the place."
    )


def spare_room(rows: pd.DataFrame, people: Fraction) -> Room:
    """Room usable by the application's own people, from `practices_affected` for so many people.

    Room counts only at the practices where they would register, and only as far as they would: an empty surgery they
    do not use does not lower the ask. Nothing is taken off for practices whose room is not known. Nothing is rounded,
    so that nobody is left over where everyone fits.
    """
    known = rows["spare_patients"].notna()
    if not known.any():
        why = "the room of none of its practices is known" if len(rows) else "no practice near it is on the map"
        return Room(Fraction(0), Fraction(0), people, 0.0, f"Not known: {why}, so nothing is taken off.")
    beyond = rows["people_beyond_spare"]
    room, over, unknown = _exactly(
        {
            "room": float((rows["people"] - beyond)[known].sum()),
            "beyond": float(beyond[known].sum()),
            "unknown": float(rows.loc[~known, "people"].sum()),
        },
        people,
    ).values()
    share = 1.0 if known.all() else float(rows.loc[known, "share"].sum())
    practices = int((known & rows["practice_code"].ne(NOWHERE)).sum())
    planned = rows.loc[known, "planned_people"].sum()
    sentence = f"Room for {plain(room, 1)} of the people at {practices} practices whose floor area is known"
    sentence += f", once {planned:,.0f} people of homes already planned are on their lists" if planned else ""
    if not known.all():
        sentence += (
            f"; the room at {int((~known).sum())} more, which would take {1 - share:.0%} of them, is not known and "
            "nothing is taken off for it"
        )
    return Room(room, over, unknown, share, sentence + ".", _doubt(rows))


def _exactly(parts: Mapping[str, float], total: Fraction) -> dict[str, Fraction]:
    """The parts as exact numbers that sum to the total; the largest takes what binary numbers lost, so 0 stays 0."""
    found = {name: Fraction(value) for name, value in parts.items()}
    largest = max(found, key=lambda name: found[name])
    found[largest] += total - sum(found.values())
    return found


def _doubt(rows: pd.DataFrame) -> str:
    """A sentence where room that is taken off rests on floor areas nobody measured."""
    assumed = rows[rows["area_assumed"].eq(True) & rows["spare_patients"].gt(0)]
    if not len(assumed):
        return ""
    people = (assumed["people"] - assumed["people_beyond_spare"]).sum()
    some = f"{people:,.0f}" if people >= 1 else "less than 1"
    return (
        f"Room for {some} of the people rests on floor areas that are assumed, not surveyed (practices: "
        f"{len(assumed)}). Have them measured before the sum is lowered for it."
    )

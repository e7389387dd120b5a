"""Which practices belong to an area: by membership, else by where their sites are; and of which nothing tells."""

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.case.rows import lookup

NO_PLACE = "no_place_in_cut"
_SHOWN = 12


@dataclass(frozen=True)
class Belonging:
    """The practices of a case, by whether they are of an area.

    Attributes:
        own: codes of those that are.
        by_others: those whose main site is not on the map and that were placed by their other sites, in or out.
        unplaced: those of which nothing tells where they are: no site on the map, or only others on both sides.
    """

    own: frozenset[str]
    by_others: tuple[str, ...]
    unplaced: tuple[str, ...]


def belonging(case: Case, polygon: BaseGeometry, members: Set[str] | None, unknown: Set[str]) -> Belonging:
    """Where each practice of a case belongs.

    A practice is where its main site is. Without one on the map it is where its other sites are, if those are all on
    one side. Where its patients live is no help: many live across an edge.

    Args:
        case: the case.
        polygon: the area (WGS84 degrees).
        members: codes that belong to it, where membership is known; None: all go by their sites.
        unknown: codes whose membership is not known; they go by their sites too.
    """
    codes = frozenset(case.table("practices")["practice_code"])
    asked = codes if members is None else codes & unknown
    sites = case.table("sites")
    sites = sites[sites["practice_code"].isin(sorted(asked)) & sites["longitude"].notna() & sites["latitude"].notna()]
    here = pd.Series(inside(sites, polygon), index=sites.index)
    main = sites["role"].eq("main").fillna(False).astype(bool)
    own = set() if members is None else set(codes & members)
    own |= set(sites.loc[main & here, "practice_code"])
    left = asked - set(sites.loc[main, "practice_code"])
    sides = here.groupby(sites["practice_code"]).agg(["any", "all"])
    sides = sides[sides.index.isin(sorted(left)) & sides["any"].eq(sides["all"])]
    own |= set(sides.index[sides["all"]])
    return Belonging(frozenset(own), tuple(sorted(sides.index)), tuple(sorted(left - set(sides.index) - own)))


def inside(frame: pd.DataFrame, polygon: BaseGeometry) -> npt.NDArray[np.bool_]:
    """Whether each row's place lies in the area; no place, no."""
    x, y = frame["longitude"].to_numpy(float), frame["latitude"].to_numpy(float)
    found = np.zeros(len(frame), dtype=bool)
    known = np.isfinite(x) & np.isfinite(y)
    shapely.prepare(polygon)
    found[known] = shapely.intersects_xy(polygon, x[known], y[known])
    return found


def unplaced_issues(case: Case, area: str, placing: Belonging) -> list[Issue]:
    """An issue for each practice left out because nothing says where it is."""
    names = lookup(case.table("practices"), "practice_code", "name")
    said = (
        "practice {} ({}) has no main site on the map, and no other site that tells which side of the area's edge it "
        "is on: a longitude and latitude of its main site were expected"
    )
    return [
        Issue(
            "practices", None, "practice_code", NO_PLACE, "warning", code, said.format(code, names[code]),
            f"left out of {area}: give its main site a place in the larger case and cut again",
        )
        for code in placing.unplaced
    ]  # fmt: skip


def placed_otherwise(case: Case, placing: Belonging) -> list[str]:
    """Sentences on practices that were not placed by their main site."""
    names = lookup(case.table("practices"), "practice_code", "name")
    found = []
    for codes, said in (
        (placing.unplaced, "no place on the map, so nobody can tell whether they lie in the area: left out"),
        (placing.by_others, "no main site on the map: placed by their other sites"),
    ):
        if codes:
            more = f" and {len(codes) - _SHOWN:,} more" if len(codes) > _SHOWN else ""
            shown = ", ".join(f"{c} ({names[c]})" for c in codes[:_SHOWN])
            found.append(f"practices with {said} ({len(codes):,}): {shown}{more}")
    return found

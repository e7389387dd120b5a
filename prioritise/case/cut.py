"""A working case cut out of a larger one: what belongs to an area, and what crosses its edge."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from prioritise.case.belonging import NO_PLACE, belonging, inside, placed_otherwise, unplaced_issues
from prioritise.case.bid_places import placed
from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.case.register_tables import REGISTER_TABLES
from prioritise.case.settings import PriorityListSettings, Settings
from prioritise.errors import DataFault

BoolArray = npt.NDArray[np.bool_]
_OF_BIDS = ("bid_costs", "scores", *REGISTER_TABLES, "interests")
_SHOWN = 12
_METRES_PER_KM = 1000


@dataclass(frozen=True)
class Area:
    """A working area.

    Attributes:
        name: what it is called.
        polygon: where it is (WGS84 degrees).
        practices: codes of the practices that belong to it, where membership is known (an ICB's, a district's); None:
            those with a main site within the polygon.
        areas: codes of the small areas in it, where that is known; None: those with a point of their own within.
        unknown: codes of practices whose membership is not known: they go by their sites.
    """

    name: str
    polygon: BaseGeometry
    practices: frozenset[str] | None = None
    areas: frozenset[str] | None = None
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Cut:
    """A case cut to an area.

    Attributes:
        case: the working case.
        kept: rows kept of each table that had any, and rows it had: (kept, had).
        crossing: patients across the edge: of the area's people registered with practices outside it ("out", by
            practice) and of its practices' patients living outside it ("in", by practice): columns direction,
            practice_code, patients. The flows of both are kept, so that shares of the area's people are right.
        sentences: what was cut and what crosses, in words.
    """

    case: Case
    kept: Mapping[str, tuple[int, int]]
    crossing: pd.DataFrame
    sentences: tuple[str, ...]


def cut_case(case: Case, area: Area) -> Cut:
    """Cut a case to an area; the case given is left as it is.

    Practices belong by membership or by their main site (`case.belonging`); one of which neither is known is left out
    and named. Sites go with their practices; a development belongs by its place (without one it is left out and
    counted); small areas by a point inside them. Flows are kept where the practice or the small area is within, never
    halved. Bids go with their practices or their place, and bring the bids they require; a bid of practices on both
    sides is kept whole and where it was, and said. A pot is kept when whom it names (practices, sites, clusters) is of
    the area or nobody, and the area lies within its distance; it never becomes free of a limit that it had. What is
    said of a practice or a site (its vulnerability, its facets, the ways to it) goes with it, and the ledger with its
    pots.

    Raises:
        DataFault: nothing of the case lies in the area.
    """
    placing = belonging(case, area.polygon, area.practices, area.unknown)
    own = set(placing.own)
    if not own:
        blind = f" ({len(placing.unplaced):,} have no place on the map)" if placing.unplaced else ""
        raise DataFault(f"no practice of the case lies in {area.name}{blind}: nothing is left to work with")
    areas = _areas(case, area)
    tables = dict(case.tables)
    tables["practices"] = _where(case, "practices", case.table("practices")["practice_code"].isin(own).to_numpy(bool))
    tables["sites"] = _where(case, "sites", case.table("sites")["practice_code"].isin(own).to_numpy(bool))
    tables["developments"] = _where(case, "developments", inside(case.table("developments"), area.polygon))
    known = set(tables["developments"]["development_id"])
    tables["completions"] = _where(
        case, "completions", case.table("completions")["development_id"].isin(known).to_numpy(bool)
    )
    codes = None if areas is None else set(areas["area_code"])
    tables["flows"], crossing = _flows(case, own, codes)
    bids, torn = _bids(case, area, own, set(tables["sites"]["site_code"]))
    sites = set(tables["sites"]["site_code"])
    for name, (column, here) in _said_of(own, sites).items():
        tables[name] = _where(case, name, case.table(name)[column].isin(here).to_numpy(bool))
    tables["bids"] = _serving(case, _where(case, "bids", bids), own, sites)
    ids = set(tables["bids"]["bid_id"])
    for name in _OF_BIDS:
        tables[name] = _where(case, name, case.table(name)["bid_id"].isin(ids).to_numpy(bool))
    tables["pots"] = _within(_where(case, "pots", _pots(case, area, own, sites)), own, sites)
    pots = set(tables["pots"]["pot_id"])
    tables["pot_years"] = _where(case, "pot_years", case.table("pot_years")["pot_id"].isin(pots).to_numpy(bool))
    tables |= _ways(case, sites, known | (codes or set())) | _ledger(case, pots)
    kept = {name: (len(tables[name]), len(case.table(name))) for name in tables if len(case.table(name))}
    sentences = (*_sentences(case, area, kept, crossing, torn), *placed_otherwise(case, placing))
    found = replace(case, tables=tables, areas=areas, settings=_settings(case, area, tables))
    notes = tuple(n for n in case.notes if n.code not in (_CODE, NO_PLACE)) + tuple(_note(s) for s in sentences)
    notes += tuple(unplaced_issues(case, area.name, placing))
    return Cut(replace(found, issues=()).with_notes(notes), kept, crossing, sentences)


_CODE = "cut_to_area"


def _settings(case: Case, area: Area, tables: Mapping[str, pd.DataFrame]) -> Settings:
    """The settings, without pots and clusters that are not in the area.

    Where the priority list moves the money of no pot that is, it is a list for the money as it stands.
    """
    now = case.settings
    pots, clusters = set(tables["pots"]["pot_id"]), set(tables["practices"]["cluster_code"].dropna())
    shares = {"min_share_by_cluster": now.min_share_by_cluster, "max_share_by_cluster": now.max_share_by_cluster}
    for name, wanted in shares.items():
        if isinstance(wanted, Mapping):
            shares[name] = {c: share for c, share in wanted.items() if c in clusters} or None
    moving = now.priority_list.model_copy(update={"pots": tuple(p for p in now.priority_list.pots if p in pots)})
    if now.priority_list.pots and not moving.pots:  # no pot named means every pot, so the money stays as it is
        moving = PriorityListSettings(scales=(1.0,))
    title = f"{area.name}, cut out of {now.title or 'a larger case'}"
    return now.model_copy(update={"title": title, "priority_list": moving, **shares})


def _note(sentence: str) -> Issue:
    return Issue("practices", None, "", _CODE, "info", "", sentence, "kept in the working case's own notes")


def _where(case: Case, name: str, rows: BoolArray) -> pd.DataFrame:
    return case.table(name)[rows]


def _said_of(own: set[str], sites: set[str]) -> dict[str, tuple[str, set[str]]]:
    """Tables of what is said of a practice or a site: the column that names it, and the names kept."""
    return {
        "facets": ("site_code", sites),
        "vulnerability": ("practice_code", own),
    }


def _within(frame: pd.DataFrame, own: set[str], sites: set[str]) -> pd.DataFrame:
    """Rows that name no practice or site outside the area any more.

    But for a pot that names only such: its names are kept, since without any it could pay for all.
    """
    lists = {"practice_codes": own, "for_practices": own, "for_sites": sites}
    limits = ("for_practices", "for_sites")
    named = {
        c: pd.Series(
            [tuple(v for v in cell if v in here) or (cell if c in limits else ()) for cell in frame[c]],
            index=frame.index,
            dtype="object",
        )
        for c, here in lists.items()
        if c in frame.columns
    }
    found = frame.assign(**named)
    return (
        found.assign(site_code=found["site_code"].where(found["site_code"].isin(sites)))
        if "site_code" in found
        else found
    )


def _serving(case: Case, bids: pd.DataFrame, own: set[str], sites: set[str]) -> pd.DataFrame:
    """Bids as in `_within`; one that others require, all of whose practices lie outside, serves nobody here.

    Without this the practice of its site, or all of its cluster, would stand in for the names it has lost. One that
    loses any stays where it was in the larger case, or a pot with a distance limit could reach it that does not.
    """
    found = _within(bids, own | _strangers(case), sites)
    lost = bids["practice_codes"].map(bool) & ~found["practice_codes"].map(bool)
    found = found.assign(**{c: found[c].mask(lost) for c in ("site_code", "cluster_code")})
    fewer = bids["site_code"].notna() & found["site_code"].isna() | (bids["practice_codes"] != found["practice_codes"])
    there = placed(case, bids[fewer]).reindex(bids.index)
    return found.assign(**{c: found[c].mask(fewer, there[c]) for c in ("longitude", "latitude")})


def _areas(case: Case, area: Area) -> gpd.GeoDataFrame | None:
    """Small areas with a point of their own inside the area."""
    if case.areas is None:
        return None
    if area.areas is not None:
        return case.areas[case.areas["area_code"].isin(area.areas)].reset_index(drop=True)
    points = case.areas.geometry.representative_point()
    rows = shapely.intersects_xy(area.polygon, points.x.to_numpy(float), points.y.to_numpy(float))
    return case.areas[rows].reset_index(drop=True)


def _flows(case: Case, own: set[str], codes: set[str] | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Flows of the area's practices or people, and who crosses its edge."""
    flows = case.table("flows")
    ours = flows["practice_code"].isin(own).to_numpy(bool)
    here = np.zeros(len(flows), bool) if codes is None else flows["area_code"].isin(codes).to_numpy(bool)
    parts = []
    for direction, rows in (("out", here & ~ours), ("in", ours & ~here)):
        sums = flows[rows].groupby("practice_code", sort=True)["patients"].sum().reset_index()
        parts.append(sums.assign(direction=direction))
    crossing = pd.concat(parts, ignore_index=True)[["direction", "practice_code", "patients"]]
    return flows[ours | here], crossing


def _bids(case: Case, area: Area, own: set[str], sites: set[str]) -> tuple[BoolArray, list[str]]:
    """Whether each bid belongs, and the ids of those with practices on both sides."""
    bids = case.table("bids")
    at = inside(bids, area.polygon)
    clusters = set(
        case.table("practices").loc[case.table("practices")["practice_code"].isin(own), "cluster_code"].dropna()
    )
    kept, torn, strangers = np.zeros(len(bids), bool), [], _strangers(case)
    columns = bids[["bid_id", "practice_codes", "site_code", "cluster_code"]].itertuples(index=False, name=None)
    for i, (bid, practices, site, cluster) in enumerate(columns):
        mine = [p in own for p in practices if p not in strangers]
        kept[i] = any(mine) if mine else (site in sites or bool(at[i]) or cluster in clusters)
        if kept[i] and mine and not all(mine):
            torn.append(str(bid))
    return _with_required(bids, kept), torn


def _strangers(case: Case) -> set[str]:
    """Practices that bids name and the larger case does not hold: their names stay, as there."""
    named = {code for codes in case.table("bids")["practice_codes"] for code in codes}
    return named - set(case.table("practices")["practice_code"])


def _with_required(bids: pd.DataFrame, kept: BoolArray) -> BoolArray:
    """The bids kept and those they cannot do without, to the last."""
    rows = {str(b): i for i, b in enumerate(bids["bid_id"])}
    found, ahead = kept.copy(), [int(i) for i in np.flatnonzero(kept)]
    needs = bids["requires"].tolist()
    while ahead:
        for need in needs[ahead.pop()]:
            at = rows.get(str(need))
            if at is not None and not found[at]:
                found[at] = True
                ahead.append(at)
    return found


def _pots(case: Case, area: Area, own: set[str], sites: set[str]) -> BoolArray:
    """Whether each pot may still pay here: whom it names is of the area, and the area is within its distance."""
    pots, practices = case.table("pots"), case.table("practices")
    clusters = set(practices.loc[practices["practice_code"].isin(own), "cluster_code"].dropna())
    found = _in_reach(pots, area)
    for column, here in (("for_practices", own), ("for_sites", sites), ("for_clusters", clusters)):
        found &= np.array([not named or any(n in here for n in named) for named in pots[column]], dtype=bool)
    return found


def _in_reach(pots: pd.DataFrame, area: Area) -> BoolArray:
    """Whether a pot with a place and a distance reaches the area; one without either does."""
    found = np.ones(len(pots), dtype=bool)
    bound = (pots["longitude"].notna() & pots["latitude"].notna() & pots["within_km"].notna()).to_numpy(bool)
    if bound.any():
        tied = pots[bound]
        points = gpd.GeoSeries(gpd.points_from_xy(tied["longitude"], tied["latitude"]), crs="EPSG:4326")
        shape = gpd.GeoSeries([area.polygon], crs="EPSG:4326").to_crs("EPSG:27700").iloc[0]
        metres = points.to_crs("EPSG:27700").distance(shape).to_numpy(float)
        found[bound] = metres <= tied["within_km"].to_numpy(float) * _METRES_PER_KM
    return found


def _ways(case: Case, sites: set[str], places: set[str]) -> dict[str, pd.DataFrame]:
    """Travel times to a site that stays from a place that does."""
    rows = case.table("travel_times")
    kept = rows["to_code"].isin(sites) & rows["from_code"].isin(places)
    return {"travel_times": _where(case, "travel_times", kept.to_numpy(bool))}


def _ledger(case: Case, pots: set[str]) -> dict[str, pd.DataFrame]:
    """The ledger without contributions whose pot is left out, their transactions and agreements that had no other.

    A contribution behind no pot stays, and so does one that states a pot the larger case has not: nothing says where it
    belongs, and its money may be in a pot of its own.
    """
    each, moves, deeds = (case.table(n) for n in ("contributions", "transactions", "agreements"))
    gone = each["pot_id"].isin(set(case.table("pots")["pot_id"]) - pots)

    def named(frame: pd.DataFrame, column: str) -> "pd.Series[str]":
        return frame["organisation"].fillna("").astype("str") + "|" + frame[column].fillna("").astype("str")

    out, left = set(named(each[gone], "reference")), set(named(each[~gone], "reference"))
    emptied = set(named(each[gone], "developer_agreement")) - set(named(each[~gone], "developer_agreement"))
    return {
        "contributions": each[~gone],
        "transactions": moves[~named(moves, "developer_agreement_contribution").isin(out - left)],
        "agreements": deeds[~named(deeds, "reference").isin(emptied)],
    }


def _sentences(
    case: Case, area: Area, kept: Mapping[str, tuple[int, int]], crossing: pd.DataFrame, torn: list[str]
) -> tuple[str, ...]:
    names = {n: n.replace("_", " ") for n in kept} | {"vulnerability": "factors of vulnerability"}
    counts = ", ".join(f"{k:,} of {had:,} {names[n]}" for n, (k, had) in kept.items() if n != "flows")
    found = [f"{area.name}: {counts} kept"]
    sums = crossing.groupby("direction")["patients"].sum()
    if sums.get("out", 0):
        count = int((crossing["direction"] == "out").sum())
        found.append(
            f"{sums['out']:,.0f} people who live in the area are registered with {count:,} practices outside it: "
            "their registrations are kept, those practices are not"
        )
    if sums.get("in", 0):
        found.append(
            f"{sums['in']:,.0f} patients of the area's practices live outside it (or off the map): they "
            "stay on their lists, and homes planned where they live are left out"
        )
    nowhere = int(case.table("developments")["longitude"].isna().sum())
    if nowhere:
        found.append(f"{nowhere:,} developments have no place on the map: left out")
    if torn:
        more = f" and {len(torn) - _SHOWN} more" if len(torn) > _SHOWN else ""
        ids = ", ".join(torn[:_SHOWN]) + more
        found.append(f"bids with practices on both sides, kept at their whole cost for those inside: {ids}")
    return tuple(found)

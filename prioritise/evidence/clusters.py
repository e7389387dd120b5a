"""What is known of each cluster: its list, homes, room, estate and workforce.

Every figure says for how many of its practices or sites it is known, and a figure known for none is unknown. Net (NIA)
and gross (GIA) areas are separate rows, never added. The money of a cluster is in `funding.payable`.
"""

from collections.abc import Callable

import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.errors import DataFault
from prioritise.evidence.facts import COLUMNS, Fact, ratio, rows_of, total, truth
from prioritise.evidence.inputs import space_standard
from prioritise.evidence.model import Evidence
from prioritise.evidence.space import cluster_gap, clusters_of

Cells = Callable[[pd.DataFrame], "pd.Series[float]"]
_LIST, _WORK = "practices: registered lists", "practices: workforce"
_SITES = "sites"
BAD_RATINGS = ("Requires improvement", "Inadequate")
POOR = ("C", "CX", "D", "DX")
UNMENDABLE = ("CX", "DX")


def _one(rows: pd.DataFrame) -> "pd.Series[float]":
    """Each row counts once."""
    return pd.Series(1.0, index=rows.index)


_PRACTICE_FACTS: tuple[tuple[Fact, Cells], ...] = (
    (Fact("practices", "list", "Practices", "practices", "", "practices"), _one),
    (Fact("list_size", "list", "Registered patients", "patients", "practice", _LIST), lambda p: p["list_size"]),
    (
        Fact("weighted_list", "list", "Weighted list (Carr-Hill)", "weighted patients", "practice", _LIST),
        lambda p: p["weighted_list_size"],
    ),
    (
        Fact("closed_lists", "list", "Practices with a closed list", "practices", "practice", "practices: list status"),
        lambda p: truth(p["list_status"].eq("closed"), p["list_status"].notna()),
    ),
    (
        Fact("cqc_low", "list", "Rated requires improvement or inadequate", "practices", "practice", "practices: CQC"),
        lambda p: truth(p["cqc_rating"].isin(BAD_RATINGS), p["cqc_rating"].notna()),
    ),
    (Fact("gp_fte", "workforce", "GPs", "FTE", "practice", _WORK), lambda p: p["gp_fte"]),
    (Fact("nurse_fte", "workforce", "Nurses", "FTE", "practice", _WORK), lambda p: p["nurse_fte"]),
)
_SITE_FACTS: tuple[tuple[Fact, Cells], ...] = (
    (Fact("sites", "estate", "Sites", "sites", "", _SITES), _one),
    (
        Fact("rooms", "estate", "Clinical rooms", "rooms", "site", "sites: clinical rooms"),
        lambda s: s["clinical_rooms"].astype(float),
    ),
    (
        Fact("poor_condition", "estate", "Sites in condition C or D", "sites", "site", "sites: condition"),
        lambda s: truth(s["condition"].isin(POOR), s["condition"].notna()),
    ),
    (
        Fact("unmendable", "estate", "Of them only a rebuild or move will do (X)", "sites", "site", "sites: condition"),
        lambda s: truth(s["condition"].isin(UNMENDABLE), s["condition"].notna()),
    ),
    *(
        (
            Fact(f"class_{name}", "estate", f"Estate class: {name}", "sites", "site", "sites: estate class"),
            lambda s, name=name: truth(s["estate_class"].eq(name), s["estate_class"].notna()),
        )
        for name in ("core", "flex", "tail")
    ),
    (
        Fact("extendable_m2", "estate", "Space that could be added on the sites", "m2", "site", "sites"),
        lambda s: s["extendable_m2"],
    ),
)
_PER_GP = Fact(
    "patients_per_gp", "workforce", "Patients for each GP (FTE)", "patients", "practice",
    "practices: lists and GPs of the practices where both are known and there is a GP",
)  # fmt: skip
_AREA = Fact("area_m2", "estate", "Floor area", "m2", "site", "sites: floor area")
_LEASES = Fact(
    "leases_ending", "estate", "Leases that end within the ten-year view", "sites", "site",
    "sites: lease end, of the sites that have one",
)  # fmt: skip
_PATIENTS = Fact(
    "patients", "homes", "Patients expected", "patients", "practice",
    "lists today and the people from new homes, shared over practices",
)  # fmt: skip
_PEOPLE = Fact(
    "growth_people", "homes", "People from new homes who join its lists", "people", "",
    "developments: people in them, shared over practices",
)  # fmt: skip
_HOMES = Fact(
    "homes", "homes", "New homes its practices would serve", "homes", "",
    "developments: homes expected, in the shares in which their people are shared over practices",
)  # fmt: skip
_GAP = Fact(
    "gap_m2", "room", "Space there is less space needed", "m2", "practice",
    "sites and patients expected: East method (NIA) or size bands (GIA)",
)  # fmt: skip
_SHORT = Fact(
    "short_m2", "room", "Short, summed over the practices that are short", "m2", "practice",
    "as above, practice by practice",
)  # fmt: skip
_ROOMS = Fact(
    "gap_rooms", "room", "Clinical rooms there are less rooms needed", "rooms", "practice",
    "sites and patients expected: HBN 11-01 room method",
)  # fmt: skip


def view_years(evidence: Evidence, assumptions: Assumptions) -> tuple[int, int, int]:
    """The years a cluster is looked at: now, and the ends of the fifth and tenth financial years (both assumptions).

    Raises:
        DataFault: the evidence does not reach so far.
    """
    near, far = (int(assumptions.value(i)) for i in ("near_view_years", "gap_view_years"))
    found = (evidence.now, evidence.now + near, evidence.now + far)
    if not 0 < near < far or found[2] not in evidence.years:
        raise DataFault(
            f"a cluster is looked at {near:g} and {far:g} years ahead (near_view_years, gap_view_years), and the "
            f"evidence covers {len(evidence.years) - 1} years; expected two numbers of years within it, the smaller "
            "first"
        )
    return found


def cluster_names(case: Case) -> dict[str, str]:
    """Cluster code -> name, by name; practices in no cluster are under ""."""
    rows = clusters_of(case).drop_duplicates("cluster_code").sort_values(["cluster_name", "cluster_code"])
    return dict(zip(rows["cluster_code"], rows["cluster_name"], strict=True))


def cluster_facts(case: Case, evidence: Evidence, assumptions: Assumptions) -> pd.DataFrame:
    """Everything known of each cluster, one row a cluster, fact, basis and year (`facts.COLUMNS`).

    financial_year is blank for what stands today as the case has it; for a year it is the position at its end.

    Raises:
        DataFault: as `view_years`.
    """
    years = view_years(evidence, assumptions)
    practices = case.table("practices").merge(clusters_of(case)[["practice_code", "cluster_code"]].rename(
        columns={"cluster_code": "cluster"}), on="practice_code")  # fmt: skip
    sites = case.table("sites").merge(practices[["practice_code", "cluster"]], on="practice_code")
    found = [
        *(rows_of(fact, total(cells(practices), practices["cluster"])) for fact, cells in _PRACTICE_FACTS),
        rows_of(_PER_GP, ratio(practices["list_size"], practices["gp_fte"], practices["cluster"])),
        *_areas(sites),
        *(rows_of(fact, total(cells(sites), sites["cluster"])) for fact, cells in _SITE_FACTS),
        _lease_rows(sites, years[2] + 1),
        *_growth(case, evidence, practices, years),
        *_room(case, evidence, assumptions, years),
    ]
    return pd.concat([rows for rows in found if len(rows)], ignore_index=True)[COLUMNS]


def _areas(sites: pd.DataFrame) -> list[pd.DataFrame]:
    """Floor area by basis; sites whose area or basis is unknown are in neither sum, and both rows say of how many."""
    return [
        rows_of(_AREA, total(sites["area_m2"].where(sites["area_basis"].eq(basis)), sites["cluster"]), basis=basis)
        for basis in ("NIA", "GIA")
        if sites["area_basis"].eq(basis).any()
    ]


def _lease_rows(sites: pd.DataFrame, end_year: int) -> pd.DataFrame:
    """Leases that end before the ten-year view is over. Sites that say they are owned have none."""
    ends = sites["lease_end"]
    owned = ends.isna() & sites["tenure"].str.lower().str.contains("owned|freehold", regex=True).eq(True)
    leased = sites[~owned]
    early = leased["lease_end"] <= pd.Timestamp(end_year, 3, 31)
    return rows_of(_LEASES, total(truth(early, leased["lease_end"].notna()), leased["cluster"]))


def _growth(case: Case, evidence: Evidence, practices: pd.DataFrame, years: tuple[int, int, int]) -> list[pd.DataFrame]:
    gap = evidence.practice_gap.merge(practices[["practice_code", "cluster"]], on="practice_code")
    shares = evidence.shares.merge(practices[["practice_code", "cluster"]], on="practice_code")
    by = shares.groupby(["development_id", "cluster"], sort=True)["share"].sum().reset_index()
    codes = pd.Index(sorted(practices["cluster"].unique()))
    found = []
    for year in years:
        then = gap[gap["financial_year"] == year]
        found.append(rows_of(_PATIENTS, total(then["patients"], then["cluster"]), year=year))
        if year == evidence.now:
            continue
        found.append(rows_of(_PEOPLE, total(then["growth_people"], then["cluster"]), year=year))
        homes = evidence.homes[evidence.homes["financial_year"] <= year].groupby("development_id")["homes"].sum()
        served = (by["share"] * by["development_id"].map(homes).fillna(0.0)).groupby(by["cluster"]).sum()
        figures = pd.DataFrame({"value": served.reindex(codes).fillna(0.0), "known": 0, "of": 0})
        found.append(rows_of(_HOMES, figures, year=year))
    return found


def _room(case: Case, evidence: Evidence, assumptions: Assumptions, years: tuple[int, int, int]) -> list[pd.DataFrame]:
    """Gap and shortage by basis and year; a blank basis counts the practices that cannot be judged."""
    practices = evidence.practice_gap[evidence.practice_gap["financial_year"].isin(years)]
    by_basis = cluster_gap(case, practices, space_standard(assumptions)).set_index("cluster_code")
    by_basis = by_basis.assign(known=by_basis["practices_known"],
                               of=by_basis["practices_known"] + by_basis["practices_unknown"])  # fmt: skip
    basis = by_basis["area_basis"].astype(object).where(by_basis["area_basis"].notna(), "")
    gaps = [
        rows_of(fact, by_basis.assign(value=by_basis[fact.id]), basis=basis, year=by_basis["financial_year"])
        for fact in (_GAP, _SHORT)
    ]
    clusters = clusters_of(case).set_index("practice_code")["cluster_code"]
    rooms = []
    for year in years:
        then = practices[practices["financial_year"] == year]
        rooms.append(rows_of(_ROOMS, total(then["gap_rooms"], then["practice_code"].map(clusters)), year=year))
    return [*gaps, *rooms]

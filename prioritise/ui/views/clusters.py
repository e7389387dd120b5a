"""Clusters, as the pages show them: side by side, one on a page, and redrawn."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from prioritise.assumptions import TAGS
from prioritise.case.rows import each
from prioritise.evidence.redraw import NEW_CLUSTER, NEW_NAME, redrawn
from prioritise.evidence.size import Flag, SizeBand, size_bands
from prioritise.pipeline import Prepared
from prioritise.record.cluster_profiles import ClusterProfiles, cluster_profiles
from prioritise.record.cluster_sheet import NO_STAMP, ClusterSheet, cluster_sheet, practice_names, shape_words
from prioritise.record.stamp import Stamp
from prioritise.record.words import gap_words
from prioritise.ui import words
from prioritise.ui.views.gaps import assumed_words

Moves = tuple[tuple[str, str], ...]
Limits = Mapping[str, tuple[float, float]]
NONE = "This case has no practices, so it has no clusters to show. The bids can still be ranked."
NO_CODES = "No practice of this case says which cluster it is in (cluster_code), so there is no cluster to show."
BASES = {"NIA": "net", "GIA": "gross"}
MARKS = {"below": "▼", "within": "●", "above": "▲", "unknown": "?"}
COLUMNS_OF_PARTS = (("List", "Workforce", "Digital"), ("Estate", "Money"))
MADE = {
    "List": {"list_size": "Lists and people coming"},
    "Workforce": {"per_gp": "GPs, and patients for each"},
    "Digital": {"bid": "Digital bids"},
    "Estate": {"available_m2": "Floor area", "gap_m2": "Room", "rooms": "Rooms", "premises_fact": "Condition"},
    "Money": {"money_words": "Money that could be paid"},
}
"""Where what is known of each part comes from."""
SIDES = {"below": "below", "within": "within", "above": "above", "unknown": words.NOT_KNOWN}


def profiles(prepared: Prepared, moves: Moves = ()) -> ClusterProfiles | None:
    """The profiles of the clusters, with practices moved where asked; None without practices.

    Raises:
        DataFault: a move names what the case does not have, or the years looked at lie beyond the evidence.
    """
    if prepared.evidence is None:
        return None
    case = redrawn(prepared.case, dict(moves)) if moves else prepared.case
    return cluster_profiles(case, prepared.evidence, prepared.assumptions, prepared.problem)


def bands(prepared: Prepared, own: Limits) -> tuple[SizeBand, ...]:
    """The usual sizes in force, with the limits typed on the page. Raises DataFault where they cannot be."""
    return size_bands(prepared.assumptions, own)


def named(found: ClusterProfiles) -> dict[str, str]:
    """Cluster code -> name, without the practices in none."""
    return {c: n for c, n in found.names.items() if c}


def missing(found: ClusterProfiles | None) -> str:
    """Why there is no cluster to show; "" where there is one."""
    if found is None:
        return NONE
    return "" if named(found) else NO_CODES


def size_mark(flag: Flag) -> str:
    """`▲ above by 12,410`, `● within`."""
    by = f" by {flag.by:,.0f}{' or more' if flag.at_least else ''}" if flag.outside else ""
    return f"{MARKS[flag.side]} {SIDES[flag.side]}{by}"


def _rooms(found: ClusterProfiles, code: str, year: int) -> str:
    """Room at the end of a year, by basis."""
    here = [
        f"{gap_words(r.value)} {r.basis}"
        for r in found.cells(code, "gap_m2")
        if r.financial_year == year and r.basis and words.known(r.value)
    ]
    return "; ".join(here) or words.NOT_KNOWN


def _piece_words(row: Any) -> str:
    """`yes`, `no: 2 pieces`, `no: 1 practice apart`, "not known"."""
    if row is None or row.unknown_reason:
        return words.NOT_KNOWN
    parts = [words.plural(int(row.pieces), "piece")] if row.pieces > 1 else []
    parts += [f"{words.plural(len(row.apart), 'practice')} apart"] if row.apart else []
    return f"no: {', '.join(parts)}" if parts else "yes"


def overview(found: ClusterProfiles, sizes: Sequence[SizeBand]) -> pd.DataFrame:
    """One row a cluster, by name: cluster, practices, list, size against each band, room at three dates, one piece."""
    rows = []
    for code, name in found.names.items():
        flags = [size_mark(f) for f in found.flags(code, sizes)] if code else ["" for _ in sizes]
        rows.append(
            {
                "cluster_name": name,
                "practice_count": found.value(code, "practices"),
                "list_size": found.value(code, "list_size"),
                **{f"size_{band.id}": flag for band, flag in zip(sizes, flags, strict=True)},
                **{f"room_{n}": _rooms(found, code, year) for n, year in enumerate(found.years)},
                "one_piece": _piece_words(found.shape(code)) if code else "",
            }
        )
    return pd.DataFrame(rows)


def headings(found: ClusterProfiles, sizes: Sequence[SizeBand]) -> dict[str, tuple[str, str]]:
    """Column -> heading and help of the columns whose words depend on the case."""
    years = ["Room now", *(f"Room, {words.year(y)}" for y in found.years[1:])]
    return {
        **{f"size_{b.id}": (b.title, f"{b.limits} patients") for b in sizes},
        **{f"room_{n}": (y, "Over the practices that can be judged, by basis") for n, y in enumerate(years)},
    }


def answer(prepared: Prepared, found: ClusterProfiles, sizes: Sequence[SizeBand]) -> str:
    """The answer to "Where is each cluster heading?" in one or two sentences."""
    codes = list(named(found))
    sides = {b.id: [f.outside for f in (found.flags(c, [b])[0] for c in codes)] for b in sizes}
    outside = " and ".join(_outside_words(sum(sides[b.id]), b) for b in sizes)
    split = sum(_piece_words(found.shape(c)).startswith("no") for c in codes)
    blind = sum(_piece_words(found.shape(c)) == words.NOT_KNOWN for c in codes)
    whole = f"{split} {'is' if split == 1 else 'are'} not in one piece" + (f" ({blind} not known)" if blind else "")
    return (
        f"Of {words.plural(len(codes), 'cluster')}, {_short_words(found, codes)}. By their lists today, {outside}; "
        f"{whole}.{assumed_words(prepared, found.years[2])}"
    )


def _outside_words(count: int, band: SizeBand) -> str:
    return f"{count or 'none'} {'is' if count == 1 else 'are'} outside the {band.name} size"


def _short_words(found: ClusterProfiles, codes: Sequence[str]) -> str:
    """How many clusters will be short of net space and how many of gross, of those known by it.

    A cluster is short where it is as it is shown, by 1 m² or more, which is said where one is short by less. Net and
    gross cover other practices of it, so that the two are counted apart: one with net space to spare may be short of
    gross.
    """
    said: list[str] = []
    for basis, name in BASES.items():
        then = [gap[1] for c in codes if (gap := found.travel(c).gap_m2.get(basis)) is not None]
        known = f", known for {len(then)}" if len(then) < len(codes) else ""
        will = "" if said else " will be short"
        hardly = " by 1 m² or more" if any(t < 0 and not round(t) for t in then) else ""
        if then:
            said.append(f"{sum(round(t) < 0 for t in then) or 'none'}{will} of {name} space{hardly} ({basis}{known})")
    when = f"at the end of {words.year(found.years[2])}"
    return f"{' and '.join(said)} as a whole {when}" if said else f"room {when} is not known for any"


def people_note(prepared: Prepared, found: ClusterProfiles) -> str:
    """Why Capacity gap counts other people, by where they live; "" where it counts none so."""
    if prepared.case.areas is None or not len(prepared.case.table("flows")):
        return ""
    lists = sum(v for c in found.names if words.known(v := found.value(c, "list_size")))
    return (
        f"List sizes are the practices' own lists, {words.number(lists)} people in all. “Who can reach a surgery” on "
        "Capacity gap counts people by where they live instead: those registered, with whichever practice, in the "
        "small areas on the map of this case. So its total differs."
    )


def band_notes(sizes: Sequence[SizeBand]) -> list[str]:
    """Where each usual size comes from and how sure it is."""
    return [f"{b.name} size, {b.limits} patients: {TAGS[b.tag]}. {b.source}." for b in sizes]


def shortest(found: ClusterProfiles) -> str:
    """Code of the cluster whose practices are shortest of space at the further date, of all bases."""

    def short(code: str) -> float:
        cells = found.cells(code, "short_m2")
        return max(
            (r.value for r in cells if r.financial_year == found.years[2] and words.known(r.value)), default=-1.0
        )

    return max(named(found), key=lambda c: (short(c), c))


def sheet(
    prepared: Prepared,
    found: ClusterProfiles,
    code: str,
    sizes: Sequence[SizeBand],
    told: Mapping[str, str],
    stamp: Stamp = NO_STAMP,
) -> ClusterSheet:
    """The page of one cluster; `told`: bid id -> what the list does with it, empty where there is none yet."""
    if prepared.evidence is None:
        raise RuntimeError("a sheet needs evidence")
    setting = (prepared.case, prepared.evidence, prepared.assumptions, prepared.problem)
    return cluster_sheet(found, code, sizes, setting, told, stamp)


def course(page: ClusterSheet) -> pd.DataFrame:
    """One row a measure: its words at the three dates."""
    return pd.DataFrame(page.course, columns=["measure", "at_now", "at_near", "at_far"])


def facts(page: ClusterSheet, part: str) -> dict[str, str]:
    """What is known of one part (List, Estate, ...): label -> words; floor area on each basis has a line."""
    found: dict[str, str] = {}
    for _, label, text in (f for f in page.facts if f[0] == part):
        found[label] = f"{found[label]}; {text}" if label in found else text
    return found


def practices(page: ClusterSheet) -> pd.DataFrame:
    """One row a practice of the cluster, and under several of them what they come to."""
    columns = ["practice", "list_words", "at_now", "at_far", "gps", "per_gp"]
    return pd.DataFrame(page.all_practices, columns=columns)


def homes(page: ClusterSheet) -> pd.DataFrame:
    """One row a development that brings the cluster most homes."""
    return pd.DataFrame(page.homes, columns=["development", "homes_then", "homes_here", "joined_most"])


def bids(page: ClusterSheet) -> pd.DataFrame:
    """One row a bid of the cluster, with what the list does with it."""
    return pd.DataFrame(page.bids, columns=["title", "bid_kind", "capital_words", "in_list"])


def pots(page: ClusterSheet) -> pd.DataFrame:
    """One row a pot that may pay a bid of the cluster."""
    columns = ["pot", "kind_words", "money_words", "spend_words", "bids_it_may_pay", "who_else"]
    return pd.DataFrame(page.pots, columns=columns)


def series(page: ClusterSheet) -> pd.DataFrame:
    """One row a basis and year: area_basis, financial_year, gap_m2."""
    rows = [(basis, year, gap) for basis, line in page.series.items() for year, gap in line]
    return pd.DataFrame(rows, columns=["area_basis", "financial_year", "gap_m2"])


def in_cluster(prepared: Prepared, found: ClusterProfiles, moves: Moves) -> dict[str, str]:
    """Practice code -> its name and the cluster it is in now, by name."""
    names = {**found.names, NEW_CLUSTER: NEW_NAME}
    moved = dict(moves)
    rows = prepared.case.table("practices").sort_values(["name", "practice_code"])
    return {
        str(r.practice_code): f"{r.name}, in {names[moved.get(r.practice_code, _code(r.cluster_code))]}"
        for r in each(rows)
    }


def _code(value: Any) -> str:
    return value if isinstance(value, str) else ""


def targets(found: ClusterProfiles) -> dict[str, str]:
    """Cluster code -> name of the clusters practices can be moved to."""
    return {**named(found), NEW_CLUSTER: NEW_NAME}


def _own_cluster(prepared: Prepared, practice_code: str) -> str:
    """Code of the cluster the case has a practice in; "" for none."""
    return _code(prepared.case.table("practices").set_index("practice_code")["cluster_code"].get(practice_code))


def cluster_now(prepared: Prepared, moves: Moves, practice_code: str) -> str:
    """Code of the cluster a practice is in, with the moves made; "" for none."""
    return dict(moves).get(practice_code, _own_cluster(prepared, practice_code))


def others(prepared: Prepared, found: ClusterProfiles, moves: Moves, practice_code: str) -> dict[str, str]:
    """`targets` without the cluster the practice is in already."""
    now = cluster_now(prepared, moves, practice_code)
    return {c: n for c, n in targets(found).items() if c != now}


def moved(prepared: Prepared, moves: Moves, code: str, to: str) -> Moves:
    """The moves with one more; a practice moved back to its own cluster is no move."""
    others = tuple(m for m in moves if m[0] != code)
    return others if _own_cluster(prepared, code) == to else (*others, (code, to))


def move_words(prepared: Prepared, found: ClusterProfiles, moves: Moves) -> list[str]:
    """Each move in words."""
    names, clusters = practice_names(prepared.case), targets(found)
    return [f"{names[p]} to {clusters[c]}" for p, c in moves]


def redraw_table(before: ClusterProfiles, after: ClusterProfiles, sizes: Sequence[SizeBand]) -> pd.DataFrame:
    """One row a cluster and measure that a redraw changes: cluster, measure, before, after."""
    rows = []
    for code in dict.fromkeys([*named(before), *named(after)]):
        name = {**before.names, **after.names}[code]
        was, now = (_measures(p, code, sizes) for p in (before, after))
        rows += [(name, m, was.get(m, "-"), now.get(m, "-")) for m in {**was, **now} if was.get(m) != now.get(m)]
    return pd.DataFrame(rows, columns=["cluster_name", "measure", "before", "after"])


def _measures(found: ClusterProfiles, code: str, sizes: Sequence[SizeBand]) -> dict[str, str]:
    if code not in found.names:
        return {}
    titles = ["Room now", *(f"Room at the end of {words.year(y)}" for y in found.years[1:])]
    return {
        "Practices": words.number(found.value(code, "practices")),
        "Patients": words.number(found.value(code, "list_size")),
        **{f.band.title: size_mark(f) for f in found.flags(code, sizes)},
        **{title: _rooms(found, code, year) for title, year in zip(titles, found.years, strict=True)},
        "In one piece": _piece_words(found.shape(code)),
    }


def redraw_answer(before: ClusterProfiles, after: ClusterProfiles, sizes: Sequence[SizeBand]) -> str:
    """How many clusters lie outside each band before and after, and that the whole has not changed."""

    def outside(found: ClusterProfiles, band: SizeBand) -> int:
        return sum(found.flags(c, [band])[0].outside for c in named(found))

    counts = "; ".join(f"{b.name} size: {outside(before, b)} outside, then {outside(after, b)}" for b in sizes)
    total = after.facts.loc[after.facts["fact"].eq("list_size"), "value"].sum()
    return (
        f"{counts}. All clusters together still have {words.number(total)} patients: a redraw moves, it adds nothing."
    )


def shape(prepared: Prepared, found: ClusterProfiles, code: str) -> str:
    """Whether a cluster is in one piece, in words."""
    return shape_words(found.shape(code), practice_names(prepared.case))

"""One cluster's page in words: what goes on the sheet that is printed, whoever draws it.

Nothing confidential is on it: it is made from lists, sites, homes, workforce, bids and pots alone, and from what a list
does with the bids.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from prioritise.assumptions import TAGS, Assumptions
from prioritise.case.case import Case
from prioritise.case.rows import each
from prioritise.errors import DataFault
from prioritise.evidence.direction import heading
from prioritise.evidence.model import Evidence
from prioritise.evidence.size import SizeBand
from prioritise.evidence.space import clusters_of
from prioritise.funding.facts import Problem
from prioritise.record.caveats import caveat_of
from prioritise.record.cluster_plans import bids_of, homes_of, pots_of
from prioritise.record.cluster_practices import practice_totals, practices_of
from prioritise.record.cluster_profiles import ClusterProfiles
from prioritise.record.fact_words import fact_words, figure, part_words
from prioritise.record.stamp import Stamp
from prioritise.record.words import gap_words, slug
from prioritise.unknown import NOT_KNOWN
from prioritise.years import day_words, year_label

NO_STAMP = Stamp()
PARTS = {"list": "List", "estate": "Estate", "workforce": "Workforce", "digital": "Digital", "money": "Money"}


@dataclass(frozen=True)
class ClusterSheet:
    """What one cluster's page says, in order.

    Attributes:
        code, name: of the cluster. answer: one sentence.
        points: direction, distance, speed, size, shape: (heading, words).
        years: headings of the three dates. course: measure and its words at each date.
        facts: (part, label, words). practices, practice_totals: as `cluster_practices` gives them.
        homes, bids, pots: as `cluster_plans` gives them. more_homes, more_bids, more: what was left out of them, "" for
            nothing. series: area basis -> (year, gap in m2), for the chart. notes: how it was made.
        band: what the case warns of wherever it is shown, "" for nothing. stamp: what it was made from, and when.
    """

    code: str
    name: str
    answer: str
    points: tuple[tuple[str, str], ...]
    years: tuple[str, ...]
    course: tuple[tuple[str, ...], ...]
    facts: tuple[tuple[str, str, str], ...]
    practices: tuple[tuple[str, ...], ...]
    practice_totals: tuple[str, ...]
    homes: tuple[tuple[str, ...], ...]
    more_homes: str
    bids: tuple[tuple[str, ...], ...]
    more_bids: str
    pots: tuple[tuple[str, ...], ...]
    more: str
    series: Mapping[str, tuple[tuple[int, float], ...]]
    notes: tuple[str, ...]
    band: str
    stamp: Stamp

    @property
    def file_stem(self) -> str:
        """Name of its files, without the ending: `cluster-tonbridge-pcn`."""
        return f"cluster-{slug(self.name) or slug(self.code) or 'none'}"

    @property
    def all_practices(self) -> tuple[tuple[str, ...], ...]:
        """The practices, and under several of them what they come to."""
        return (*self.practices, self.practice_totals) if len(self.practices) > 1 else self.practices


def cluster_sheet(
    profiles: ClusterProfiles,
    code: str,
    bands: Sequence[SizeBand],
    setting: tuple[Case, Evidence, Assumptions, Problem],
    told: Mapping[str, str] | None = None,
    stamp: Stamp = NO_STAMP,
) -> ClusterSheet:
    """The page of one cluster.

    Args:
        profiles: those of the case.
        code: of the cluster ("" for the practices in none).
        bands: usual sizes in force.
        setting: the case, its evidence, assumptions and decision problem, as the profiles were made from.
        told: bid id -> what the list made from the same does with it; None or empty where there is none yet.
        stamp: the scenario the setting was made with, and the day to print.

    Raises:
        DataFault: the case has no such cluster.
    """
    case, evidence, assumptions, problem = setting
    if code not in profiles.names:
        raise DataFault(f"the case has no cluster {code!r}; it has {', '.join(c for c in profiles.names if c)}")
    pots, more = pots_of(problem, code)
    years = profiles.years
    homes, more_homes = homes_of(case, evidence, code, years[2])
    bids, more_bids = bids_of(case, problem, code, told or {})
    return ClusterSheet(
        code=code,
        name=profiles.names[code],
        answer=_answer(profiles, code, _assumed(case, evidence, code)),
        points=tuple(_points(profiles, code, bands, practice_names(case))),
        years=("Now", *(f"End of {year_label(y)}" for y in years[1:])),
        course=tuple(_course(profiles, code)),
        facts=tuple(_facts(profiles, code, assumptions)),
        practices=practices_of(case, evidence, code, years),
        practice_totals=practice_totals(profiles, code),
        homes=homes,
        more_homes=more_homes,
        bids=bids,
        more_bids=more_bids,
        pots=pots,
        more=more,
        series=_series(case, evidence, code, years),
        notes=tuple(_notes(case, evidence, code)),
        band=f"{caveat.head} {caveat.text}" if (caveat := caveat_of(case)) else "",
        stamp=stamp,
    )


def practice_names(case: Case) -> dict[str, str]:
    """Practice code -> name."""
    rows = case.table("practices")
    return dict(zip(rows["practice_code"], rows["name"], strict=True))


def _assumed(case: Case, evidence: Evidence, code: str) -> int:
    """How many of its practices are judged by a floor area that was estimated."""
    guessed = evidence.practice_gap.loc[evidence.practice_gap["area_assumed"], "practice_code"].drop_duplicates()
    return int(guessed.map(clusters_of(case).set_index("practice_code")["cluster_code"]).eq(code).sum())


def _answer(profiles: ClusterProfiles, code: str, assumed: int) -> str:
    travelled = profiles.travel(code)
    far = year_label(profiles.years[2])
    room = " and ".join(f"{gap_words(then)} {basis}" for basis, (_, then) in travelled.gap_m2.items())
    patients = profiles.value(code, "list_size")
    people = profiles.cells(code, "growth_people")[-1].value
    short = {basis: float(cells[-1].value) for basis, cells in _by_basis(profiles, code, "short_m2").items() if cells}
    lacks = [f"{m2:,.0f} m² {basis}" for basis, m2 in short.items() if round(0.0 if math.isnan(m2) else m2)]
    alone = f", and {' and '.join(lacks)} short at those of its practices that are short" if lacks and room else ""
    return (
        f"{profiles.names[code]}: {figure(patients, 'patients')} patients today, {people:,.0f} more from new homes by "
        f"the end of {far}; room then {room or NOT_KNOWN}{alone}"
        f"{f', with floor areas assumed at {assumed} of its practices' if assumed and room else ''}."
    )


def _points(
    profiles: ClusterProfiles, code: str, bands: Sequence[SizeBand], names: Mapping[str, str]
) -> list[tuple[str, str]]:
    travelled, far = profiles.travel(code), year_label(profiles.years[2])
    direction = "; ".join(f"{heading(*ends)} ({basis})" for basis, ends in travelled.gap_m2.items())
    distance = "; ".join(
        f"{gap_words(now)} now, {gap_words(then)} at the end of {far} ({basis})"
        for basis, (now, then) in travelled.gap_m2.items()
    )
    near = [f"{v:,.0f}" for v in travelled.people_a_year]
    spans = (profiles.years[1] - profiles.years[0], profiles.years[2] - profiles.years[1])
    speed = (
        f"{near[0]} people a year from new homes over the next {spans[0]} years, {near[1]} over the {spans[1]} after"
    )
    return [
        ("Direction", direction or f"{NOT_KNOWN}: no practice of it can be judged"),
        ("Distance", distance or NOT_KNOWN),
        ("Speed", speed),
        *(
            (f"Size: {f.band.name}", ("" if not f.outside else "OUTSIDE: ") + f.words)
            for f in profiles.flags(code, bands)
        ),
        ("In one piece?", shape_words(profiles.shape(code), names)),
    ]


def shape_words(row: Any, names: Mapping[str, str]) -> str:
    """Whether a cluster is in one piece, from its row of `contiguity`, in words."""
    if row is None:
        return f"{NOT_KNOWN}: these practices are in no cluster"
    if row.unknown_reason:
        return f"{NOT_KNOWN}: {row.unknown_reason}"
    apart = "; ".join(f"{names.get(c, c)} ({km:.1f} km)" for c, km in zip(row.apart, row.apart_km, strict=True))
    stand = f". Practices that stand apart from the main piece: {apart}" if apart else ""
    if row.pieces == 1:
        return f"{'no, though' if apart else 'yes:'} its {row.areas} small areas join up{stand}"
    return (
        f"no: its {row.areas} small areas fall into {row.pieces} pieces, and {row.largest_share:.0%} of its "
        f"patients in them live in the largest{stand}"
    )


def _course(profiles: ClusterProfiles, code: str) -> list[tuple[str, ...]]:
    """List, homes and room at the three dates."""
    rows: list[tuple[str, ...]] = []
    for fact, label in (("patients", "Patients"), ("growth_people", "People from new homes"), ("homes", "New homes")):
        texts = {r.financial_year: fact_words(r) for r in profiles.cells(code, fact)}
        rows.append((label, *(texts.get(y, "-") for y in profiles.years)))
    for basis, cells in _by_basis(profiles, code, "gap_m2").items():
        texts = {r.financial_year: gap_words(r.value) + part_words(r) for r in cells}
        rows.append((f"Room, {basis}", *(texts.get(y, NOT_KNOWN) for y in profiles.years)))
    texts = {r.financial_year: gap_words(r.value, "rooms") + part_words(r) for r in profiles.cells(code, "gap_rooms")}
    rows.append(("Clinical rooms", *(texts.get(y, NOT_KNOWN) for y in profiles.years)))
    return [*rows, *_shortage(profiles, code)]


def _by_basis(profiles: ClusterProfiles, code: str, fact: str) -> dict[str, list[Any]]:
    """The rows of a fact by basis of area, without those of which no basis is known."""
    cells = [r for r in profiles.cells(code, fact) if r.basis]
    return {basis: [r for r in cells if r.basis == basis] for basis in sorted({r.basis for r in cells})}


def _shortage(profiles: ClusterProfiles, code: str) -> list[tuple[str, ...]]:
    """Shortage of single practices by basis, and how many practices cannot be judged."""
    rows: list[tuple[str, ...]] = []
    for basis, cells in _by_basis(profiles, code, "short_m2").items():
        texts = {r.financial_year: figure(r.value, "m2") for r in cells}
        rows.append((f"Short at single practices, {basis}", *(texts.get(y, NOT_KNOWN) for y in profiles.years)))
    every = profiles.cells(code, "short_m2")
    lost = [sum(r.of - r.known for r in every if r.financial_year == y) for y in profiles.years]
    if any(lost):
        rows.append(("Practices that cannot be judged", *(f"{n:,}" for n in lost)))
    return rows


def _facts(profiles: ClusterProfiles, code: str, assumptions: Assumptions) -> list[tuple[str, str, str]]:
    mine = profiles.facts[profiles.facts["cluster_code"] == code]
    rows = [(PARTS[r.part], r.label, fact_words(r)) for part in PARTS for r in each(mine[mine["part"] == part])]
    rows.insert(_after(rows, "Workforce"), ("Workforce", "England, patients for each GP", england_words(assumptions)))
    digital = f"{NOT_KNOWN}: a case holds nothing of it beyond the technology bids"
    rows.insert(_after(rows, "Digital"), ("Digital", "How digital the practices are", digital))
    return rows


def _after(rows: list[tuple[str, str, str]], part: str) -> int:
    """Place after the last row of a part."""
    return max((n for n, row in enumerate(rows) if row[0] == part), default=len(rows) - 1) + 1


def england_words(assumptions: Assumptions) -> str:
    """England's patients for each GP, its date and how sure it is; "not known" where none is in force on the day."""
    try:
        found = assumptions.get("england_patients_per_gp")
    except DataFault:
        return f"{NOT_KNOWN} on the day of this case's assumptions"
    return f"{found.value:,.0f} in the year to {day_words(found.start)} ({TAGS[found.tag]})"


def _series(
    case: Case, evidence: Evidence, code: str, years: tuple[int, int, int]
) -> dict[str, tuple[tuple[int, float], ...]]:
    """Gap by basis and year, up to the further date, over the practices that can be judged."""
    clusters = clusters_of(case).set_index("practice_code")["cluster_code"]
    rows = evidence.practice_gap[evidence.practice_gap["financial_year"] <= years[2]]
    rows = rows[rows["practice_code"].map(clusters).eq(code)].dropna(subset=["gap_m2", "area_basis"])
    sums = rows.groupby(["area_basis", "financial_year"], sort=True)["gap_m2"].sum()
    return {
        str(basis): tuple((int(y), float(v)) for (_, y), v in zip(here.index, here, strict=True))
        for basis, here in sums.groupby(level=0)
    }


def _notes(case: Case, evidence: Evidence, code: str) -> list[str]:
    assumed = _assumed(case, evidence, code)
    dates = case.table("practices")["list_date"].dropna()
    listed = "on dates the case does not give" if not len(dates) else f"of {_span(dates.min(), dates.max())}"
    return [
        f"Lists {listed}. Room is floor area less the area needed for the patients expected, on net (NIA) or gross "
        "(GIA) area, never added together; people from new homes are shared over practices as the Methods page says.",
        "A total of practices is of their figures before rounding. A figure known for part of the practices or sites "
        "is the sum of those, and says so; unknown is never nought.",
        *([f"Floor areas are assumed, not measured, at {assumed:,} of its practices."] if assumed else []),
        "One piece: the small areas most of whose registered patients are with its practices touch or nearly touch.",
        "Money: what could be paid within the horizon, whoever asks; a shared pot is shown in full in each cluster.",
        f"Advice to a forum, which decides. Case {case.digest[:12]}.",
    ]


def _span(first: pd.Timestamp, last: pd.Timestamp) -> str:
    ends = [day_words(d) for d in (first, last)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)

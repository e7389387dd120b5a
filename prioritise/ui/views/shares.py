"""Floors and ceilings: the least and the most share of the capital for each part of the programme."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from prioritise.case.case import Case
from prioritise.case.rows import lookup
from prioritise.case.settings import Settings
from prioritise.funding.raw import percent
from prioritise.funding.rules.deprivation_shares import FEWEST, NAMES, fifths
from prioritise.pipeline import Prepared
from prioritise.ui import words

LEAST, MOST = "least", "most"
NO_LIMIT = {LEAST: 0.0, MOST: 1.0}
"""The share that limits nothing."""
SENSES = {LEAST: "at least", MOST: "at most"}
WHOLE = ""
"""The one part of a family that is not parted."""
Stored = float | Mapping[str, float] | None


@dataclass(frozen=True)
class Family:
    """One way the programme is parted.

    Attributes:
        title: name on screen. settings: sense -> the setting that holds the shares.
        parts: the parts of a case: id -> name on screen; none where too little is known.
        said: a part's name -> the words after "of the capital".
        note: how a bid is counted.
    """

    title: str
    settings: Mapping[str, str]
    parts: Callable[[Prepared], dict[str, str]]
    said: str
    note: str


def _clusters(prepared: Prepared) -> dict[str, str]:
    """Clusters with a bid or a limit, by name."""
    settings = prepared.case.settings
    codes = {c for b in prepared.problem.bids.values() for c in b.clusters}
    for limit in (settings.min_share_by_cluster, settings.max_share_by_cluster):
        codes |= set(limit) if isinstance(limit, dict) else set()
    names = cluster_names(prepared.case)
    return dict(sorted(((c, names.get(c, c)) for c in codes), key=lambda pair: pair[1]))


def cluster_names(case: Case) -> dict[str, str]:
    """Cluster code -> its name, where it has one."""
    return lookup(case.table("practices").dropna(subset=["cluster_name"]), "cluster_code", "cluster_name")


def _fifths(prepared: Prepared) -> dict[str, str]:
    """Fifths of deprivation, the most deprived first, with their practices; none where too few are known."""
    of = list(fifths(prepared.case, prepared.assumptions.value(FEWEST)).values())
    if not of:
        return {}
    return {f: f"{_fifth(f)} ({words.plural(of.count(f), 'practice')})" for f in NAMES}


def _fifth(fifth: str) -> str:
    return f"{NAMES[fifth][:1].upper()}{NAMES[fifth][1:]} fifth"


FAMILIES: dict[str, Family] = {
    "cluster": Family(
        "Clusters",
        {LEAST: "min_share_by_cluster", MOST: "max_share_by_cluster"},
        _clusters,
        "{}",
        "A bid of several clusters counts for each in equal parts.",
    ),
    "deprivation": Family(
        "Deprivation",
        {LEAST: "min_share_by_deprivation", MOST: "max_share_by_deprivation"},
        _fifths,
        "practices of the {}",
        "Practices are ranked by the deprivation score of the case and parted into fifths. A bid counts by the "
        "practices it serves, in equal parts; a part that is not known is in no fifth.",
    ),
    "technology": Family(
        "Estates and technology",
        {LEAST: "min_share_technology", MOST: "max_share_technology"},
        lambda _prepared: {WHOLE: "Technology"},
        "technology",
        "Bids of kind technology; every other kind is estates, which gets the rest.",
    ),
}
_SENSE_OF = {name: (family, sense) for family in FAMILIES.values() for sense, name in family.settings.items()}


def shares(settings: Settings, family_id: str, sense: str, parts: Mapping[str, str]) -> dict[str, float]:
    """Part -> its share as it stands, 0 to 1; what has no limit has the share that limits nothing."""
    stored: Stored = getattr(settings, FAMILIES[family_id].settings[sense])
    return {part: _share(stored, part, NO_LIMIT[sense]) for part in parts}


def _share(stored: Stored, part: str, none: float) -> float:
    return float(stored.get(part, none)) if isinstance(stored, Mapping) else none if stored is None else stored


def with_share(own: Stored, now: Mapping[str, float], sense: str, part: str, share: float) -> Stored:
    """What the setting is to be when one part's share is changed; `own` itself when that is all the case's own.

    Args:
        own: the case's own setting: a share for every part, one for each of some, or none.
        now: part -> its share as it stands.
        sense: least or most.
        part: whose share is changed.
        share: what it is to be, 0 to 1.
    """
    none = NO_LIMIT[sense]
    wanted = {**now, part: share}
    if all(s == _share(own, p, none) for p, s in wanted.items()):
        return own
    if WHOLE in wanted:
        return wanted[WHOLE]
    kept = own if isinstance(own, Mapping) else {}
    return {p: s for p, s in wanted.items() if s != none or p in kept or isinstance(own, float)}


def lines(name: str, value: Stored, names: Mapping[str, str], own: Stored = None) -> list[str]:
    """A setting of shares in words, a phrase a part; only what differs from `own`, where that is given.

    Args:
        name: of the setting; one that is none of these has no lines.
        value: what it holds.
        names: cluster code -> its name.
        own: the case's own setting, that a what-if changes.
    """
    if name not in _SENSE_OF or value is None:
        return []
    family, sense = _SENSE_OF[name]
    said = f"{SENSES[sense]} {{}} of the capital to {{}}"
    if not isinstance(value, Mapping):
        whole = family.said if "{}" not in family.said else "each cluster with a bid"
        return [said.format(percent(value), whole)]
    before = {p: _share(own, p, NO_LIMIT[sense]) for p in value}
    return [
        said.format(percent(share), family.said.format(_part(part, names)))
        for part, share in sorted(value.items())
        if own is None or share != before[part]
    ]


def _part(part: str, names: Mapping[str, str]) -> str:
    if part not in NAMES:
        return names.get(part, part)
    return f"{NAMES[part]} fifth{'' if 'deprived' in NAMES[part] else ' by deprivation'}"


def in_force(case: Case) -> list[str]:
    """Every floor and ceiling of a case in words, those that limit something."""
    names, said = cluster_names(case), []
    for name, (_, sense) in _SENSE_OF.items():
        stored: Any = getattr(case.settings, name)
        if isinstance(stored, dict):
            stored = {p: s for p, s in stored.items() if s != NO_LIMIT[sense]}
        said += lines(name, None if stored == NO_LIMIT[sense] else stored, names)
    return said

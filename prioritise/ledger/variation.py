"""Deeds of variation: which contribution takes the place of which, and where the deeds leave that in doubt.

A contribution says which one it replaces (`varies`). Where several say so of one, the deed with the later date governs;
of one deed, or of deeds whose dates are not known, all of them stand, as a deed may split a sum, and which of them the
earlier transactions belong to is not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from prioritise.ledger.model import gbp_words, loose, row_key
from prioritise.years import day_words

Reasons = dict[int, tuple[str, str]]
"""Row label -> cause and reason."""


@dataclass(frozen=True)
class Variations:
    """What the deeds of variation of a ledger do.

    Attributes:
        reasons: contributions that another in force replaces.
        follows: key of a contribution -> key of the one in force that its transactions count for (chains followed
            through; of several that replace it, the last by key).
        circles: keys of contributions whose deeds go round in a circle: none of them is taken as varied.
        shared: key of a contribution -> keys of those in force, two or more, that took its place together.
        overtaken: key of a contribution that an earlier deed put in the place of another -> key of that other, which a
            later deed replaced again.
        rivals: key of a contribution -> keys of those of several deeds that all stand in its place, as none is known to
            be the later.
        by: key of a contribution that is replaced -> keys of those that took its place at once, in force or not.
    """

    reasons: Reasons
    follows: dict[str, str]
    circles: tuple[str, ...]
    shared: dict[str, tuple[str, ...]]
    overtaken: dict[str, str]
    rivals: dict[str, tuple[str, ...]]
    by: dict[str, tuple[str, ...]]


def variations(live: pd.DataFrame, agreements: pd.DataFrame) -> Variations:
    """The deeds of variation among the contributions in force, and the agreements in force they are in."""
    heirs = _heirs(live)
    circles = tuple(sorted(heirs.keys() - _ends(heirs).keys()))
    heirs = {old: new for old, new in heirs.items() if old not in circles}
    rows = live.drop_duplicates("key").set_index("key")
    days = _days(rows, agreements)
    overtaken: dict[str, str] = {}
    for old in [k for k, new in sorted(heirs.items()) if len(new) > 1]:
        earlier, latest = _by_date(heirs[old], days, heirs)
        heirs.update({key: latest for key in earlier})
        overtaken.update(dict.fromkeys(earlier, old))
        heirs[old] = latest
    ends, deed_of = dict(sorted(_ends(heirs).items())), rows["parent"].to_dict()
    reasons: Reasons = {}
    for i, key in zip(live.index, live["key"], strict=True):
        if key in heirs:
            reasons[i] = ("varied", _reason(str(key), heirs[key], rows, overtaken, days))
    return Variations(
        reasons,
        {old: found[-1] for old, found in ends.items()},
        circles,
        {old: found for old, found in ends.items() if len(found) > 1},
        overtaken,
        {old: new for old, new in heirs.items() if old not in overtaken and len({deed_of[k] for k in new}) > 1},
        heirs,
    )


Heirs = dict[str, tuple[str, ...]]
"""Key of a contribution -> keys of those that say they replace it, in order."""


def _heirs(live: pd.DataFrame) -> Heirs:
    rows = live[live["varies"].notna()]
    found: dict[str, set[str]] = {}
    for organisation, old, new in zip(rows["organisation"], rows["varies"], rows["key"], strict=True):
        found.setdefault(row_key(organisation, old), set()).add(str(new))
    return {old: tuple(sorted(new)) for old, new in found.items()}


def _ends(heirs: Heirs) -> dict[str, tuple[str, ...]]:
    """Key -> the ends of every chain from it, in order; one whose chain goes round in a circle is left out."""
    before: dict[str, list[str]] = {}
    waits = {old: sum(n in heirs for n in new) for old, new in heirs.items()}
    for old, new in heirs.items():
        for n in new:
            before.setdefault(n, []).append(old)
    ready = [old for old, count in waits.items() if not count]
    found: dict[str, tuple[str, ...]] = {}
    while ready:
        old = ready.pop()
        found[old] = tuple(sorted({end for n in heirs[old] for end in found.get(n, (n,))}))
        for first in before.get(old, ()):
            waits[first] -= 1
            ready += [] if waits[first] else [first]
    return found


def _days(rows: pd.DataFrame, agreements: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Day of the deed each contribution is in: the agreement's, else the contribution's own; unknown ones left out."""
    deeds = agreements.drop_duplicates("key").set_index("key")["start_date"].dropna().to_dict()
    own = rows["start_date"].dropna().to_dict()
    found = {str(k): deeds.get(parent, own.get(k)) for k, parent in rows["parent"].items()}
    return {k: day for k, day in found.items() if day is not None}


def _by_date(
    keys: tuple[str, ...], days: Mapping[str, pd.Timestamp], heirs: Heirs
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those of earlier deeds, and those of the latest; all are of the latest where one's date is not known.

    Likewise where an earlier one was itself replaced: which of the two lines then stands is in doubt.
    """
    if any(k not in days for k in keys):
        return (), keys
    latest = max(days[k] for k in keys)
    earlier = tuple(k for k in keys if days[k] < latest)
    return ((), keys) if any(k in heirs for k in earlier) else (earlier, tuple(k for k in keys if k not in earlier))


def _reason(
    key: str,
    by: tuple[str, ...],
    rows: pd.DataFrame,
    overtaken: Mapping[str, str],
    days: Mapping[str, pd.Timestamp],
) -> str:
    """Why a contribution is out of force, with the deed, and what became of the sum."""
    takers = rows.loc[list(by)]
    deeds = sorted({str(d) for d in takers["developer_agreement"] if loose(d)})
    deed = f" ({', '.join(deeds)})" if deeds else ""
    named, place = " and ".join(takers["reference"]), "takes its place" if len(by) == 1 else "take its place"
    sums = " and ".join(gbp_words(a) for a in takers["amount"].tolist())
    said = f"varied by deed{deed}: {named} {place}, {gbp_words(rows['amount'].to_dict()[key])} became {sums}"
    if key not in overtaken:
        return said
    first = rows["reference"].get(overtaken[key], "the same contribution")
    return (
        f"{said}; both replace {first}, and the deed of {day_words(days[by[0]])} governs over that of "
        f"{day_words(days[key])}"
    )

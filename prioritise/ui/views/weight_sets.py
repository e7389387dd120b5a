"""The same scores under several sets of weights, and what to look at twice in a set, as the page shows them."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from prioritise.assumptions import Assumptions
from prioritise.case.case import Case
from prioritise.case.register_tables import METHODS
from prioritise.case.rows import each, lookup
from prioritise.criteria import criteria_in_force
from prioritise.panel.doubts import Doubt, doubts
from prioritise.panel.examples import Example
from prioritise.panel.points import Points
from prioritise.panel.profiles import Profile, flips, profiles_of, side_by_side
from prioritise.pipeline import Prepared
from prioritise.ui import words
from prioritise.ui.labels import squared

OWN = "the case's own"
"""Id of the set that the case itself has in force, where a what-if weighs otherwise."""
MOST_NAMED, MOST_DRAWN = 3, 12
FLIP = "⇄"
FIRM = "\u00a0"
"""A space that no line is broken at."""


def sets(case: Case, changed: Case) -> tuple[Profile, ...]:
    """The set in force on screen, the case's own where that is another, and the case's further sets."""
    now, *others = profiles_of(changed)
    own = profiles_of(case)[0]
    if all(abs(now.share(c) - own.share(c)) < 1e-9 for c in own.weights):  # noqa: PLR2004 - the same to any reader
        return (now, *others)
    return (replace(now, name="What-if in force"), replace(own, id=OWN, name="As the case stands"), *others)


def beside(prepared: Prepared, profiles: Sequence[Profile]) -> pd.DataFrame:
    """`panel.profiles.side_by_side` of a case's scores."""
    return side_by_side(Points.of(prepared.scored, prepared.case), profiles)


def set_rows(profiles: Sequence[Profile], case: Case) -> pd.DataFrame:
    """One row a criterion, heaviest in force first: its share of weight in each set, a column a set."""
    facts = criteria_in_force(case).sort_values(["weight_share", "criterion_id"], ascending=[False, True])
    shares = {_head(p): [percent(p.share(c)) for c in facts["criterion_id"]] for p in profiles}
    return pd.DataFrame({"criterion": facts["name"].tolist(), **shares})


def shares_words(facts: pd.DataFrame) -> str:
    """The weights in force, heaviest first: `Need 60%, Risk 40%`."""
    ordered = facts.sort_values(["weight_share", "criterion_id"], ascending=[False, True])
    return ", ".join(f"{n} {percent(s)}" for n, s in zip(ordered["name"], ordered["weight_share"], strict=True))


def percent(share: float) -> str:
    """A weight as people write it: `25%`, `61.1%`."""
    return f"{f'{100 * share:.1f}'.removesuffix('.0')}%"


def _head(profile: Profile) -> str:
    return f"set:{profile.id}"


def heads(profiles: Sequence[Profile]) -> dict[str, tuple[str, str]]:
    """Headings of the sets' columns: the name, and where the set came from."""
    return {_head(p): (p.name, told_of(p)) for p in profiles}


def told_of(profile: Profile) -> str:
    """How and by whom a set was come by; "" where nobody said."""
    method = METHODS.get(profile.method, "")
    return profile.source if not method or profile.source.startswith(method) else ". ".join(
        part for part in (method, profile.source) if part
    )  # fmt: skip


def bid_rows(table: pd.DataFrame, profiles: Sequence[Profile], titles: dict[str, str]) -> pd.DataFrame:
    """One row a bid in order of place in force: its value and place under each set, and with which bids it flips.

    Two bids flip where one set puts the one before the other and another set the other before the one.
    """
    first, *others = profiles
    by = {p.id: table[table["profile_id"].eq(p.id)].set_index("bid_id") for p in profiles}
    own = by[first.id].sort_values("place", kind="stable")
    turned: dict[str, set[str]] = {str(b): set() for b in own.index}
    for other in others:
        for pair in each(flips(table, first.id, other.id)):
            turned[pair.before].add(pair.after)
            turned[pair.after].add(pair.before)
    rows = {
        "bid": [titles.get(str(b), str(b)) for b in own.index],
        **{_head(p): _cells(by[p.id].reindex(own.index), own) for p in profiles},
        "flips_with": [_flipped(turned[str(b)], titles) for b in own.index],
    }
    return pd.DataFrame(rows)


def _cells(rows: pd.DataFrame, own: pd.DataFrame) -> list[str]:
    """`74.0 · 2nd ▼ 1`: value, place, and how far that is from the place in force."""
    cells = []
    for value, place, was in zip(rows["value"], rows["place"], own["place"], strict=True):
        moved = int(was) - int(place) if words.known(place) and words.known(was) else 0
        mark = f"{FIRM}{'▲' if moved > 0 else '▼'}{FIRM}{abs(moved)}" if moved else ""
        known = words.known(place)
        cells.append(f"{words.number(value, 1)}{FIRM}·{FIRM}{ordinal(int(place))}{mark}" if known else words.NOT_KNOWN)
    return cells


def _flipped(others: set[str], titles: dict[str, str]) -> str:
    if not others:
        return ""
    named = sorted(titles.get(b, b) for b in others)
    return f"{FLIP} {', '.join(named) if len(named) <= MOST_NAMED else words.plural(len(named), 'bid')}"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`."""
    teens = 10 <= number % 100 <= 20  # noqa: PLR2004 - eleventh to thirteenth
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def takeaway(table: pd.DataFrame, first: Profile, second: Profile, titles: dict[str, str]) -> str:
    """What another set of weights does to the order, in one sentence."""
    pairs = flips(table, first.id, second.id)
    if not len(pairs):
        return f"Under {second.name} no two bids change places."
    if len(pairs) == 1:
        before, after = (titles.get(str(pairs[c].iloc[0]), "") for c in ("before", "after"))
        return f"Under {second.name}, {before} and {after} change places."
    places = table.pivot_table("place", "bid_id", "profile_id").reindex(columns=[first.id, second.id]).dropna()
    moved = (places[first.id] - places[second.id]).astype(float)
    most = str(moved.abs().sort_index().idxmax())
    was, now = (ordinal(int(places[p.id].to_dict()[most])) for p in (first, second))
    possible = len(places) * (len(places) - 1) / 2
    return (
        f"Under {second.name}, {words.plural(len(pairs), 'pair')} of bids change places, {len(pairs) / possible:.0%} "
        f"of all; {titles.get(most, most)} moves most, from {was} to {now}."
    )


def drawn(table: pd.DataFrame, profiles: Sequence[Profile], titles: dict[str, str]) -> pd.DataFrame:
    """One row a bid and set, of the bids that move most between sets: scheme, set_name, value, place; most first."""
    places = table.pivot_table("place", "bid_id", "profile_id")
    moves = (places.max(axis=1) - places.min(axis=1)).sort_index().sort_values(ascending=False, kind="stable")
    chosen = list(moves.index[:MOST_DRAWN])
    rows = table[table["bid_id"].isin(chosen)].dropna(subset=["value"])
    rows = rows.assign(
        scheme=[titles.get(b, b) for b in rows["bid_id"]],
        set_name=rows["profile_id"].map({p.id: p.name for p in profiles}),
        at=[chosen.index(b) for b in rows["bid_id"]],
        places=[ordinal(int(p)) for p in rows["place"]],
    )
    return rows.sort_values(["at", "profile_id"], ignore_index=True)


def chart_title(rows: pd.DataFrame) -> str:
    """Heading of the chart, from what it shows."""
    count = rows["bid_id"].nunique()
    return "The value of each bid under each set" if count < MOST_DRAWN else f"The {count} bids that move most"


def titles_of(case: Case) -> dict[str, str]:
    """Bid id -> title."""
    return lookup(case.table("bids"), "bid_id", "title")


def found_doubts(prepared: Prepared, changed: Case, assumptions: Assumptions) -> tuple[Doubt, ...]:
    """What to look at twice in the weights on screen."""
    return doubts(prepared.scored, criteria_in_force(changed), titles_of(changed), assumptions)


def doubts_answer(found: Sequence[Doubt]) -> str:
    """How much there is to look at twice, in one sentence."""
    if not found:
        return "Nothing stands out: no overlap, nothing counted twice, and bids near both ends of every scale."
    return (
        f"{words.plural(len(found), 'thing')} to look at twice. They are questions for the forum, not faults: a set of "
        "weights may have good reason for each."
    )


def doubt_lines(found: Sequence[Doubt]) -> list[str]:
    """Each doubt in words, with what the forum may do."""
    return [f"{squared(d.sentence)} {d.todo}" for d in found]


def example_rows(example: Example) -> pd.DataFrame:
    """One row a criterion of a published example: its name, what scores stand for, and its weight in each set."""
    shares = {_head(p): [percent(p.share(c["criterion_id"])) for c in example.criteria] for p in example.profiles}
    names = [(c["name"], c["scale_words"]) for c in example.criteria]
    return pd.DataFrame(names, columns=["criterion", "scale_words"]).assign(**shares)


def band_words(example: Example) -> list[str]:
    """The bands of a published example, in words."""
    found = []
    names = {c["criterion_id"]: c["name"] for c in example.criteria}
    for bands in example.bands:
        steps = "; ".join(f"from {first}% {score:g}" for first, score in bands.steps)
        found.append(f"{names[bands.criterion_id]} is scored by the {bands.about}: {steps}. {bands.rule}")
    return found

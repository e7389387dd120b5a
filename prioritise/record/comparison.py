"""Two to four lists of one case side by side: bids that flip, money, space, patients, what lapses, and who it reaches.

Nothing here depends on the order in which the lists are given but the order of their columns.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from prioritise.case.rows import each
from prioritise.errors import DataFault
from prioritise.funding import Problem
from prioritise.funding.facts import PENCE_IN_POUND
from prioritise.funding.lapse import lapse_table
from prioritise.funding.raw import pounds
from prioritise.optimise.asked import worth
from prioritise.record import equity
from prioritise.record.editions import Edited
from prioritise.record.words import LAPSES
from prioritise.years import year_end, year_label, year_of, year_start

FEWEST, MOST = 2, 4
"""Lists that are compared at once."""
FLIPS, MOVES, PAID, SAME = "flips", "starts otherwise", "is paid otherwise", "the same"
KINDS = (FLIPS, MOVES, PAID, SAME)
"""What a bid does from list to list, in the order in which they are shown."""
NOT_KNOWN = math.nan


@dataclass(frozen=True, eq=False)
class Listed:
    """One list of a comparison.

    Attributes:
        name: what it is called, unlike any other's.
        changes: what it changes of the case, a line each; none: the case as it stands.
        run: the finished run, in an edition. problem: what it was chosen from.
    """

    name: str
    changes: tuple[str, ...]
    run: Edited
    problem: Problem

    @property
    def answered(self) -> bool:
        """Whether there is a list."""
        return self.run.result.status.has_answer


@dataclass(frozen=True)
class Measure:
    """One line of the comparison: label, unit ("£", "m²", "points", ...), decimals, and the figure of a list.

    `of` is given a list that has an answer and the problem of the case as it stands; NaN: not known.
    """

    id: str
    label: str
    unit: str
    digits: int
    of: Callable[[Listed, Problem], float]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Lists side by side.

    Attributes:
        lists: in the order given.
        measures: one row a measure, indexed by id: label, unit, digits, and a column a list (NaN: not known).
        bids: one row a bid and list, those that flip first: bid_id, title, kind (of `KINDS`), list, funded (None where
            there is no list), start_year (`2027/28` or ""), payers (`Pot A £10`, the largest first), reason (why it is
            out), capital_gbp.
        clusters, fifths: one row a group and list: group, list, and the columns of `equity`.
        one_scale: whether the values of all of them may be compared as they are.
        off_scale: names of the lists whose weights or scores are not those of the case as it stands.
    """

    lists: tuple[Listed, ...]
    measures: pd.DataFrame
    bids: pd.DataFrame
    clusters: pd.DataFrame
    fifths: pd.DataFrame
    one_scale: bool
    off_scale: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the lists, in the order given."""
        return tuple(one.name for one in self.lists)

    def ids(self, kind: str) -> tuple[str, ...]:
        """Ids of the bids of a kind, in the order shown."""
        return tuple(dict.fromkeys(self.bids.loc[self.bids["kind"].eq(kind), "bid_id"]))


def compare(lists: Sequence[Listed], ground: Problem) -> Comparison:
    """Two to four lists side by side.

    Args:
        lists: of one case, each with a name of its own.
        ground: the decision problem of the case as it stands, whose weights and scores every list is valued at too.

    Raises:
        DataFault: too few, too many, or two of one name.
    """
    if not FEWEST <= len(lists) <= MOST:
        raise DataFault(f"two to four lists are compared at once, not {len(lists)}")
    if len({one.name for one in lists}) < len(lists):
        raise DataFault("two of the lists to compare have one name")
    scales = {one.name: _scale(one.problem) for one in lists}
    own = _scale(ground)
    return Comparison(
        lists=tuple(lists),
        measures=_measures(lists, ground),
        bids=_bids(lists),
        clusters=_groups(lists, equity.by_cluster),
        fifths=_groups(lists, equity.by_deprivation),
        one_scale=len(set(scales.values())) == 1,
        off_scale=tuple(name for name, scale in scales.items() if scale != own),
    )


def _scale(problem: Problem) -> tuple[Any, ...]:
    """What a value is worth in: the value of every bid, and what a later start takes off."""
    values = {b: round(v, 9) for b, v in problem.values.items()}  # noqa: PD011 - a mapping
    return tuple(sorted(values.items())), tuple(sorted(problem.timing.items()))


def _funded(one: Listed) -> pd.DataFrame:
    return one.run.ranked[one.run.ranked["decision"].eq("funded")] if one.answered else one.run.ranked.iloc[:0]


def _known_sum(column: str) -> Callable[[Listed, Problem], float]:
    """The sum of what the funded schemes say; not known where there are some and none says anything."""

    def of(one: Listed, _ground: Problem) -> float:
        cells = _funded(one)[column]
        return float(cells.sum(min_count=1)) if len(cells) else 0.0

    return of


def _served(one: Listed, ground: Problem) -> float:
    return one.run.count(_known_sum("patients_served")(one, ground))


def _silent(one: Listed, _ground: Problem) -> float:
    """Funded schemes that do not say how many patients they serve."""
    return float(_funded(one)["patients_served"].isna().sum())


def _at_ground(one: Listed, ground: Problem) -> float:
    """What the list is worth at the weights and scores of the case as it stands."""
    starts = one.run.result.starts
    known = set(starts) <= set(ground.values) and set(starts.values()) <= set(ground.timing)  # noqa: PD011
    return worth(ground, ground.values, starts) if known else NOT_KNOWN  # noqa: PD011


def _or_unknown(figure: float | None) -> float:
    return NOT_KNOWN if figure is None else float(figure)


MEASURES = (
    Measure("schemes", "Schemes funded", "schemes", 0, lambda one, _: float(len(one.run.result.starts))),
    Measure("value", "Value at its own weights", "points", 1, lambda one, _: _or_unknown(one.run.result.value)),
    Measure("bound", "No list is worth more than", "points", 1, lambda one, _: _or_unknown(one.run.result.bound)),
    Measure("gap", "Gap to that, not yet closed", "%", 2,
            lambda one, _: 100 * _or_unknown(one.run.result.gap)),
    Measure("value_at_case", "Value at the case's own weights", "points", 1, _at_ground),
    Measure("granted", "Granted", "£", 0, lambda one, _: float(one.run.funding["amount_gbp"].sum())),
    Measure("unspent", "Counted and not spent", "£", 0, lambda one, _: float(one.run.pots_after["left_gbp"].sum())),
    Measure("lapses", LAPSES, "£", 0, lambda one, _: float(one.run.pots_after["lapses_gbp"].sum())),
    Measure("area", "Space added, where stated", "m²", 0, _known_sum("added_area_m2")),
    Measure("rooms", "Rooms added, where stated", "rooms", 0, _known_sum("added_rooms")),
    Measure("served", "Patients served, bid by bid", "patients", 0, _served),
    Measure("silent", "Schemes that do not state patients", "schemes", 0, _silent),
    Measure("revenue", "Revenue a year, where stated", "£", 0, _known_sum("revenue_gbp_per_year")),
)  # fmt: skip
"""What every comparison tells, in order; money that lapses is told by year too (`_lapsing`)."""
AFTER = "lapses"
"""The measure after which the years stand in which money lapses."""


def _measures(lists: Sequence[Listed], ground: Problem) -> pd.DataFrame:
    lapsing = {one.name: _lapsing(one) for one in lists}
    years = sorted({year for own in lapsing.values() for year in own})
    rows = []
    for measure in MEASURES:
        figures = [measure.of(one, ground) if one.answered else NOT_KNOWN for one in lists]
        rows.append((measure.id, measure.label, measure.unit, measure.digits, *figures))
        if measure.id == AFTER:
            for year in years:
                by = [lapsing[one.name].get(year, 0.0) if one.answered else NOT_KNOWN for one in lists]
                rows.append((f"lapses:{year}", f"lapses in {year_label(year)}", "£", 0, *by))
    columns = ["id", "label", "unit", "digits", *(one.name for one in lists)]
    return pd.DataFrame(rows, columns=columns).set_index("id")


def _lapsing(one: Listed) -> dict[int, float]:
    """Pounds that the list leaves to lapse, by the financial year they lapse in, within the years it looks at."""
    found: dict[int, int] = {}
    if not one.answered:
        return {}
    first, last = year_start(one.problem.horizon[0]), year_end(one.problem.horizon[-1])
    table = lapse_table(one.problem, one.run.result.payments.itertuples(index=False, name=None))
    for _, day, _, left, _ in table.itertuples(index=False):
        if left > 0 and first <= day <= last:
            found[year_of(day)] = found.get(year_of(day), 0) + round(left * PENCE_IN_POUND)
    return {year: pence / PENCE_IN_POUND for year, pence in found.items()}


def _bids(lists: Sequence[Listed]) -> pd.DataFrame:
    columns = ["bid_id", "title", "capital_gbp", "decision", "start_year", "reason"]
    parts = []
    for one in lists:
        part = one.run.ranked[columns].assign(list=one.name)
        part["funded"] = part["decision"].eq("funded").astype(object) if one.answered else None
        payers = _payers(one)
        part["payers"] = [payers.get(b, ()) for b in part["bid_id"]]
        part["reason"] = part["reason"].where(part["decision"].ne("funded"), "")
        parts.append(part.drop(columns="decision"))
    rows = pd.concat(parts, ignore_index=True)
    blank = rows["funded"].ne(True)  # noqa: FBT003 - cells, some of them None
    rows["start_year"] = rows["start_year"].map(_year_words).mask(blank, "")
    rows["kind"] = rows["bid_id"].map({str(b): _kind(own) for b, own in rows.groupby("bid_id", sort=False)})
    dearest = rows.groupby("bid_id")["capital_gbp"].transform("max")
    place = {one.name: at for at, one in enumerate(lists)}
    rows = rows.assign(
        _kind=rows["kind"].map({k: i for i, k in enumerate(KINDS)}), _cost=-dearest, _place=rows["list"].map(place)
    ).sort_values(["_kind", "_cost", "title", "bid_id", "_place"], kind="stable", ignore_index=True)
    return rows.drop(columns=["_kind", "_cost", "_place"])


def _payers(one: Listed) -> dict[str, tuple[str, ...]]:
    """Bid id -> its pots and what each pays, the largest payer first."""
    if not one.answered:
        return {}
    sums = one.run.funding.groupby(["bid_id", "pot_id", "pot_name"])["amount_gbp"].sum().reset_index()
    found: dict[str, tuple[str, ...]] = {}
    for r in each(sums.sort_values(["amount_gbp", "pot_id"], ascending=[False, True])):
        paid = pounds(round(r.amount_gbp * PENCE_IN_POUND))
        found[str(r.bid_id)] = (*found.get(str(r.bid_id), ()), f"{r.pot_name} {paid}")
    return found


def _year_words(year: object) -> str:
    return str(year) if isinstance(year, str) else ""


def _kind(own: pd.DataFrame) -> str:
    """What a bid does over the lists that there are."""
    there = own[own["funded"].notna()]
    for kind, column in ((FLIPS, "funded"), (MOVES, "start_year"), (PAID, "payers")):
        if len(set(there[column])) > 1:
            return kind
    return SAME


def _groups(lists: Sequence[Listed], by: Callable[[Edited], pd.DataFrame]) -> pd.DataFrame:
    """The table of each list one after another, group by group, in the order that the groups first come in."""
    parts = [by(one.run).assign(list=one.name) for one in lists if one.answered]
    if not parts:
        return pd.DataFrame(columns=[*equity.COLUMNS, "list"])
    return pd.concat(parts, ignore_index=True)

"""A comparison as tables with a column a list, in words: for the page, the CSV and the workbook alike."""

import io
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from prioritise.case.rows import each
from prioritise.record.comparison import FLIPS, KINDS, SAME, Comparison
from prioritise.record.csvs import csv_bytes
from prioritise.record.editions import EDITIONS
from prioritise.record.layout import Book, Column, Kind
from prioritise.record.words import ADVICE, SYNTHETIC, plural, status_sentence
from prioritise.unknown import NOT_KNOWN

IN, OUT = "●", "○"
"""Marks beside "in" and "out", so that a column is read at a glance; the words say the same."""
NO_LIST = "no list"
PLACES = 2
"""Decimals of figures in a spreadsheet."""
AS_IT_STANDS = "Nothing: the case as it stands"
Make = Callable[[Comparison, pd.DataFrame | None], bytes]
LIKE = "list_{}"
"""Column of each list in these tables, by its place."""


def columns_of(found: Comparison) -> list[str]:
    """Names of the columns of the lists."""
    return [LIKE.format(at) for at in range(len(found.lists))]


def headings(found: Comparison) -> dict[str, str]:
    """Column of each list -> the list's name."""
    return dict(zip(columns_of(found), found.names, strict=True))


def figure(value: float, unit: str, digits: int) -> str:
    """A figure as people write it: `£1,200`, `0.40%`, `85`."""
    if math.isnan(value):
        return NOT_KNOWN
    sign, size = ("-" if value < 0 else ""), f"{abs(value):,.{digits}f}"
    return f"{sign}£{size}" if unit == "£" else f"{sign}{size}{'%' if unit == '%' else ''}"


def numbers(found: Comparison) -> pd.DataFrame:
    """As `totals`, with figures as numbers (blank: not known) and their unit in a column, for a spreadsheet."""
    rows: list[tuple[object, ...]] = [("How near the best", "", *(one.run.result.in_words() for one in found.lists))]
    for label, unit, _, *figures in found.measures.itertuples(index=False):
        rows.append((label, unit, *(round(f, PLACES) for f in figures)))
    return pd.DataFrame(rows, columns=["measure", "unit", *columns_of(found)], dtype=object)


def totals(found: Comparison) -> pd.DataFrame:
    """One row a measure: measure (with its unit), and a column a list; how each list stands comes first."""
    rows = [("How near the best", *(one.run.result.in_words() for one in found.lists))]
    for line in found.measures.itertuples():
        label, unit, digits, *figures = line[1:]
        named = label if unit in ("£", "%", "schemes", "rooms", "patients") else f"{label} ({unit})"
        told = zip(figures, found.lists, strict=True)
        rows.append((named, *(figure(f, unit, digits) if one.answered else NO_LIST for f, one in told)))
    return pd.DataFrame(rows, columns=["measure", *columns_of(found)])


def bids(found: Comparison, kinds: Sequence[str] = KINDS, most_payers: int | None = None) -> pd.DataFrame:
    """One row a bid of these kinds: title, kind, and a column a list that says in or out, when, who pays or why not.

    Args:
        found: the lists.
        kinds: what the bids do from list to list (`comparison.KINDS`).
        most_payers: pots named for each bid, those that pay most; None: all of them.
    """
    rows = []
    wanted = found.bids[found.bids["kind"].isin(kinds)]
    for _, own in wanted.groupby("bid_id", sort=False):
        first = own.iloc[0]
        costs = own["capital_gbp"].max() > own["capital_gbp"].min()
        rows.append((first["title"], first["kind"], *(_says(r, most_payers, costs=costs) for r in each(own))))
    return pd.DataFrame(rows, columns=["title", "kind_of_change", *columns_of(found)])


def _says(row: Any, most_payers: int | None, *, costs: bool) -> str:
    if row.funded is None:
        return NO_LIST
    cost = f" Asks £{row.capital_gbp:,.0f}." if costs else ""
    if row.funded:
        named = row.payers[:most_payers]
        more = f"; {plural(len(row.payers) - len(named), 'more pot')}" if len(named) < len(row.payers) else ""
        return f"{IN} In, from {row.start_year}{': ' if named else ''}{'; '.join(named)}{more}.{cost}"
    return f"{OUT} Out{f': {row.reason}' if row.reason else ''}.{cost}"


def reached(rows: pd.DataFrame, found: Comparison, column: str, unit: str, digits: int) -> pd.DataFrame:
    """One row a group: group, and a figure of it (a column of `equity`) in a column a list."""
    groups = list(dict.fromkeys(rows["group"]))
    cells = {(r.group, r.list): getattr(r, column) for r in each(rows)}

    def told(group: str, at: int) -> str:
        one = found.lists[at]
        return figure(cells.get((group, one.name), float("nan")), unit, digits) if one.answered else NO_LIST

    made = [(g, *(told(g, at) for at in range(len(found.lists)))) for g in groups]
    return pd.DataFrame(made, columns=["group", *columns_of(found)])


REACHED = {
    "capital_gbp": ("Capital", "£", 0),
    "capital_per_head_gbp": ("Capital for each weighted patient", "£", 2),
    "served": ("Patients served, bid by bid", "patients", 0),
    "served_per_hundred": ("Patients served, bid by bid, for each 100 weighted patients", "patients", 1),
}
"""Figure of a group -> what it is, its unit and decimals."""


def fairness(rows: pd.DataFrame, found: Comparison, *, as_numbers: bool = False) -> pd.DataFrame:
    """One row a group and figure: group, figure_of, and a column a list.

    Args:
        rows: `clusters` or `fifths` of the comparison.
        found: the lists.
        as_numbers: figures as numbers (blank: not known), with the unit beside what each is, for a spreadsheet.
    """
    parts = []
    for column, (label, unit, digits) in REACHED.items():
        part = reached(rows, found, column, unit, digits)
        if as_numbers:
            wide = rows.pivot_table(index="group", columns="list", values=column, sort=False, dropna=False)
            for at, name in zip(columns_of(found), found.names, strict=True):
                own = wide[name] if name in wide else pd.Series(dtype=float)
                part[at] = part["group"].map(own).round(PLACES).astype(object)
        parts.append(part.assign(figure_of=f"{label} ({unit})" if as_numbers else label))
    every = pd.concat(parts, ignore_index=True)
    order = {g: i for i, g in enumerate(dict.fromkeys(rows["group"]))}
    every = every.sort_values("group", key=lambda g: g.map(order), kind="stable", ignore_index=True)
    return every[["group", "figure_of", *columns_of(found)]]


def sentence(found: Comparison) -> str:
    """How many bids flip, in one sentence; which lists there are not."""
    without = [one.name for one in found.lists if not one.answered]
    if without:
        return f"There is no list in {' nor in '.join(f'“{name}”' for name in without)}: the others are compared."
    flips, every = len(found.ids(FLIPS)), found.bids["bid_id"].nunique()
    where = "both" if len(found.lists) == 2 else f"all {len(found.lists)}"  # noqa: PLR2004 - two are both
    if not flips:
        moved = len({*found.bids["bid_id"]} - {*found.ids(SAME)})
        also = f" {plural(moved, 'bid starts', 'bids start')} in another year, or is paid otherwise." if moved else ""
        return f"The same bids are funded in {where}.{also}"
    rest = f"The other {every - flips} {'is' if every - flips == 1 else 'are'} in or out on {where} alike."
    return f"{plural(flips, 'bid flips', 'bids flip')}: in on one list and out on another. {rest}"


def pair_sentence(found: Comparison) -> str:
    """How many bids come in and drop out from the first of two lists to the second; "" for more, or without a list."""
    if len(found.lists) != 2 or not all(one.answered for one in found.lists):  # noqa: PLR2004 - a pair
        return ""
    first, second = (set(one.run.result.starts) for one in found.lists)
    enters, leaves = len(second - first), len(first - second)
    if not enters and not leaves:
        return ""
    a, b = found.names
    return (
        f"From “{a}” to “{b}”, {plural(enters, 'bid comes', 'bids come')} in and {plural(leaves, 'drops', 'drop')} out."
    )


def cautions(found: Comparison) -> list[str]:
    """What must be known before the figures are held against each other."""
    lines = []
    if not found.one_scale:
        off = " and ".join(f"“{name}”" for name in found.off_scale)
        lines.append(
            f"Values at their own weights are on different scales and cannot be compared: {off} "
            f"{'has' if len(found.off_scale) == 1 else 'have'} other weights, scores (which a cost can move) or years "
            "than the case. Compare the line at the case's own weights, where every list is valued alike."
        )
    gaps = [one for one in found.lists if one.answered and one.run.result.gap != 0]
    if gaps:
        lines.append(
            "Of two values that differ by less than the gap to what no list beats, either may be the better: a flip "
            "between near equals may mean little. How sure each list is shows which schemes it does not touch."
        )
    return lines


HEADS_NOTE = (
    "A scheme of several practices counts for each in equal parts. Weighted patients are those of the Carr-Hill list; "
    "where a practice has none on record each of its patients counts once. Patients served are added up bid by bid, "
    "where a bid states them: who is served by two schemes counts in both, so that there may be more than 100 for each "
    "100."
)


def how_sure(rows: pd.DataFrame, found: Comparison) -> pd.DataFrame:
    """One row a count, and a column a list, of a table of one row a list (list, and a column a count)."""
    counts = [c for c in rows.columns if c != "list"]
    by = rows.set_index("list")
    made = [(c, *(by[c].get(name, NOT_KNOWN) for name in found.names)) for c in counts]
    return pd.DataFrame(made, columns=["measure", *columns_of(found)])


def parts(found: Comparison, sure: pd.DataFrame | None = None) -> Mapping[str, tuple[str, pd.DataFrame]]:
    """Every table of a comparison by the name of its sheet, with a sentence on its rows."""
    made = {
        "Compared": ("One row a measure, one column a list; a blank is not known. Patients whom two schemes serve "
                     "count in both.", numbers(found)),
        "Bids": ("One row a bid, those that flip first.", bids(found)),
    }  # fmt: skip
    if len(found.clusters):
        made["By cluster"] = (HEADS_NOTE, fairness(found.clusters, found, as_numbers=True))
    if len(found.fifths):
        made["By deprivation"] = (f"Fifths of the practices, the most deprived first. {HEADS_NOTE}",
                                  fairness(found.fifths, found, as_numbers=True))  # fmt: skip
    if sure is not None and len(sure):
        made["How sure"] = ("Schemes by how often they are funded in the ways to weigh that were tried.",
                            how_sure(sure, found))  # fmt: skip
    return made


TITLES = {"title": "Bid", "kind_of_change": "From list to list", "measure": "Measure", "unit": "Unit", "group": "Group",
          "figure_of": "Figure"}  # fmt: skip
"""Headings of the columns that are no list."""


def comparison_csv(found: Comparison, sure: pd.DataFrame | None = None) -> bytes:
    """Every table as one CSV: part, item, figure, and a column a list."""
    rows = [
        pd.DataFrame([("What each changes", "", "", *("\n".join(one.changes) or AS_IT_STANDS for one in found.lists))],
                     columns=["part", "item", "figure", *columns_of(found)])
    ]  # fmt: skip
    for name, (_, table) in parts(found, sure).items():
        first, *others = [c for c in table.columns if c not in columns_of(found)]
        extra = table[others[0]] if others else ""
        rows.append(table.assign(part=name, item=table[first], figure=extra)[rows[0].columns])
    heads = {"part": "Part", "item": "Item", "figure": "Figure", **headings(found)}
    return csv_bytes(pd.concat(rows, ignore_index=True), labels=heads)


def comparison_book(found: Comparison, sure: pd.DataFrame | None = None) -> bytes:
    """The comparison as a workbook: what is compared, then a sheet a table."""
    one = found.lists[0].run
    synthetic = SYNTHETIC if one.prepared.case.settings.synthetic else ""
    stream = io.BytesIO()
    book = Book(stream, " ".join(filter(None, (one.banner, synthetic))))
    lines = [("title", "", "Lists compared"), ("note", "", EDITIONS[one.edition]), ("note", "", sentence(found))]
    for each_list in found.lists:
        lines += [
            ("wrap", each_list.name, "\n".join(each_list.changes) or AS_IT_STANDS),
            ("wrap", "", status_sentence(each_list.run.result)),
            ("wrap", "", f"Fingerprint: {each_list.run.digest}"),
        ]
    lines += [("warning", "", line) for line in cautions(found)]
    book.lines("What is compared", [*lines, ("note", "", ADVICE)])
    for name, (note, table) in parts(found, sure).items():
        heads = {**TITLES, **headings(found)}
        wide = 44 if name == "Bids" else 22
        kind: Kind = "wrap" if name == "Bids" else "decimal"
        columns = [
            Column(c, heads[c], kind, wide) if c in headings(found) else Column(c, heads[c], "wrap", 30)
            for c in table.columns
        ]
        book.table(name, note, table, columns, freeze=1)
    book.close()
    return stream.getvalue()

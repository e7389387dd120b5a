"""What of a case may be shown to anyone: the one definition of a public edition.

Confidential are the tables and columns the data dictionary marks so (`confidential` in `case.tables`), in the
vulnerability table every row of a soft factor (`case.premises.Factor.soft`), and in the scores who gave them. A public
edition keeps only the columns the dictionary knows, since nobody can say what another one holds; issues of a table with
anything confidential are left out too, but for those about the table as a whole, which quote no cell of it.

Scores that count stay, so that the same list can be worked out again, but for a criterion that tells which practices
are at risk (`record.editions.public_case`). Scorers are numbered anew for each bid and criterion, the lowest score
first: nobody can be followed from bid to bid, nor be told by the bids they did not score.
"""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from prioritise.case.case import Case
from prioritise.case.issues import Issue
from prioritise.case.premises import FACTORS
from prioritise.case.tables import TABLES, column_meta

CONFIDENTIAL: dict[str, tuple[str, ...]] = {
    table: columns
    for table, schema in TABLES.items()
    if not schema.confidential
    and (columns := tuple(c for c in schema.columns if column_meta(table, str(c))["confidential"]))
}
"""Table -> its confidential columns, for tables that have any."""
HIDDEN = tuple(table for table, schema in TABLES.items() if schema.confidential)
"""Tables that are confidential as a whole."""
_WITH_ROWS, _SCORES = "vulnerability", "scores"
AGREED = "agreed"
"""Scorer of a score that the panel agreed."""
_NUMBERED = "Scorer {}"


def public_edition(case: Case) -> Case:
    """A new case with nothing confidential in it: no soft factor, reason or author, and no issue about them."""
    tables = {name: _public_table(name, frame) for name, frame in case.tables.items() if name not in HIDDEN}
    present = case.present - frozenset(HIDDEN)
    return replace(
        case, tables=tables, present=present, issues=public_issues(case.issues), notes=public_issues(case.notes)
    )


def _public_table(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    rows = frame[[c for c in frame.columns if c in TABLES[name].columns]]
    if name == _WITH_ROWS:
        soft = [f.id for f in FACTORS.values() if f.soft]
        rows = rows[~rows["factor"].isin(soft)]
    if name == _SCORES:
        rows = _without_names(rows)
    nothing = {c: pd.Series([None] * len(rows), rows.index, rows[c].dtype) for c in CONFIDENTIAL.get(name, ())}
    return rows.assign(**nothing)


def _without_names(scores: pd.DataFrame) -> pd.DataFrame:
    """The scores that count, their scorers numbered within each bid and criterion by their score."""
    agreed = scores["scorer"].fillna("").str.strip().str.casefold().eq(AGREED)
    rows = scores[agreed | ~scores["conflict"].eq("yes")]
    keys = ["bid_id", "criterion_id"]
    number = rows.sort_values([*keys, "score", "scorer"], kind="stable").groupby(keys).cumcount() + 1
    named = [
        AGREED if settled else _NUMBERED.format(n)
        for settled, n in zip(agreed[rows.index], number[rows.index], strict=True)
    ]
    new = {"scorer": named, "conflict": [None] * len(rows)}
    return rows.assign(**{c: pd.Series(cells, rows.index, rows[c].dtype) for c, cells in new.items()})


def are_numbered(case: Case) -> bool:
    """Whether the case's scorers are those of a public edition: numbered anew in each cell, so nobody in particular."""
    named = case.table("scores")["scorer"].dropna().str.strip()
    others = named[~named.str.casefold().eq(AGREED)]
    return len(others) > 0 and bool(others.str.fullmatch(_NUMBERED.format(r"\d+")).all())


def public_issues(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Issues without those that may quote anything confidential."""
    return tuple(i for i in issues if _may_be_told(i))


def _may_be_told(issue: Issue) -> bool:
    if issue.table in HIDDEN or issue.table == _WITH_ROWS:
        return False
    return issue.table not in CONFIDENTIAL or issue.row is None


def holds_confidential(case: Case) -> bool:
    """Whether the case holds anything that its public edition would leave out."""
    rows = case.table(_WITH_ROWS)
    soft = any(FACTORS[f].soft for f in rows["factor"])
    return (
        soft
        or any(case.has(t) for t in HIDDEN)
        or any(case.table(t)[c].notna().any() for t, columns in CONFIDENTIAL.items() for c in columns)
    )
